/*
 * The parts of the supervisor, between themselves.
 */
#ifndef CLI_SERVE_PARTS_H
#define CLI_SERVE_PARTS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "web/places.h"

struct arena;
struct buf;

/* Connections of each of nginx's two workers, and the files it opens beside them. */
#define WORKER_CONNECTIONS 8192
#define FILES_BESIDE 256
#define PROGRAM_COUNT 3
#define CHILD_COUNT (PROGRAM_COUNT + 2)
#define KEEPER PROGRAM_COUNT		/* their places among the children */
#define NGINX (PROGRAM_COUNT + 1)

/* What is served, and where. All texts live in the arena. */
struct site {
	struct arena *arena;
	struct places places;
	const char *nginx;		/* the binary */
	const char *data;		/* absolute once it exists */
	const char *run;		/* data/run */
	const char *sockets;		/* run, or a short folder under /tmp */
	const char *bind;		/* an IP address */
	const char *hosts;		/* more names, with spaces or commas between */
	uint16_t port;
	const char *listen[4];		/* "127.0.0.1:8080", "[::1]:8080" */
	size_t listen_count;
	int fds[PROGRAM_COUNT];		/* listening, in order of program_names */
	int programs;			/* run/programs: which of them run, for /health */
	sigset_t watched;		/* blocked; only ever waited for */
	unsigned files;			/* that a worker of nginx may open */
	bool told_to_stop;
	bool amiss;			/* the schema is, as was said: /health will answer 503 */
};

extern const char *const program_names[PROGRAM_COUNT];

/* serve_net.c */

/* Which addresses bind and port mean, all free to listen on. ERR_USAGE for a bind
 * that is no address; ERR_SYSTEM, with what to do about it. */
enum err net_listen_addresses(struct site *site);
/* Names the site answers to, a space before each: its own, the LAN's addresses
 * when it listens there, `hosts` and `more`. ERR_USAGE for what is no name. */
enum err net_names(const struct site *site, const char *more, struct buf *out);
/* The addresses to type, one a line; those of other machines behind this one's.
 * Where there are any, they are also in run/addresses, for the poster. */
void net_print(const struct site *site);
/* True when GET /health says 200 (or 503 where that is known), and the other programs
 * answer as well. */
bool net_healthy(const struct site *site);

/* serve_conf.c */

/* Write run/nginx.conf from nginx/kiosk.conf.in. ERR_SYSTEM, ERR_INPUT. */
enum err conf_write(const struct site *site, const char *names);

/* serve_prepare.c */

/* From here on no signal ends this process: it waits until it is asked for. To be
 * called before anything is made that would have to be taken away again. */
void signals_watch(struct site *site);
/* Whether one has come that says stop, by now. */
bool signals_told_to_stop(struct site *site);
/* Note the signal, however it was received; true when it says stop. */
bool signals_note(struct site *site, int signal);
/* Give them their usual effect again: in a child, before it becomes a program. */
void signals_unwatch(void);

/* Make or check the data folder, in a child that is gone when this returns; `hosts`
 * as serve_init_data() fills it. Its exit status; told to stop meanwhile, 0, and
 * the next start goes on where it was cut short. */
int prepare_data(struct site *site, struct buf *hosts);

/* serve_log.c */

struct serve_log;

/* Pipes for the children's stderr, and the socket at which nginx tells refusals: before
 * nginx starts. Lives in the site's arena. ERR_SYSTEM. */
enum err serve_log_new(const struct site *site, struct serve_log **out);
/* The descriptor that is to be the child's stderr. */
int serve_log_end_of(const struct serve_log *l, size_t child);
/* Requests come in from here on: nothing of theirs is to be passed on. */
void serve_log_started(struct serve_log *l);
/* Pass on what is said, until a watched signal comes (its number), or `ms` are over, or one
 * of `more`, at most PROGRAM_COUNT descriptors, can be read (0). */
int serve_log_wait(struct serve_log *l, int64_t ms, const int *more, size_t more_count);
/* The last words, with the counts so far. */
void serve_log_end(struct serve_log *l);

/* serve_children.c */

/* Start all, say so when they answer, restart what dies, stop all when told.
 * Exit status: 0, or 3 when they would not start. */
int children_run(struct site *site);

#endif
