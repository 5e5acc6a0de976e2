/*
 * What leaves the kiosk for a log, all of it through here: the lines of nginx and the
 * programs come by pipes, pass base/log_filter.h and go to stderr, each once in ten
 * minutes and then counted; refusals, which nginx tells by their status alone, are
 * only counted. Knows nothing of starting and stopping.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/log_filter.h"
#include "serve_parts.h"
#include "web/status.h"

#define COUNTED_MS (10 * 60 * 1000)
#define DIFFERENT_MAX 32		/* lines told apart; more are counted together */
#define STATUS_MAX 600
#define LINE_MAX_BYTES 2048		/* nginx and log_line() write no longer ones */
#define READS_MAX 64			/* at a time, so that signals have their turn */

struct source {
	const char *name;
	bool is_nginx;
	int from, to;
	size_t have;
	char part[LINE_MAX_BYTES];	/* a line whose end has not come */
};

/* A line that was written, and how often it would have been since. */
struct repeated {
	char text[400];
	enum log_level level;
	unsigned more;
};

struct serve_log {
	const struct site *site;
	struct source sources[CHILD_COUNT];
	int signals, refusals;
	bool started;
	int64_t count_until;
	struct repeated lines[DIFFERENT_MAX];
	size_t line_count;
	unsigned others, hidden, refused[STATUS_MAX];
};

static enum err open_refusals(struct serve_log *l)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const char *path = arena_printf(l->site->arena, "%s/log.sock", l->site->sockets);

	l->refusals = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	memcpy(at.sun_path, path, strlen(path) + 1);
	unlink(path);
	if (l->refusals < 0 || bind(l->refusals, (struct sockaddr *)&at, sizeof at))
		return err_fail(ERR_SYSTEM, "cannot listen on %s: %s", path, strerror(errno));
	return OK;
}

enum err serve_log_new(const struct site *site, struct serve_log **out)
{
	struct serve_log *l = arena_alloc(site->arena, sizeof *l);
	int ends[2];

	memset(l, 0, sizeof *l);
	l->site = site;
	l->count_until = clock_mono_ms() + COUNTED_MS;
	for (size_t i = 0; i < CHILD_COUNT; i++) {
		if (pipe2(ends, O_CLOEXEC))
			return err_fail(ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		l->sources[i].from = ends[0];
		l->sources[i].to = ends[1];
		l->sources[i].is_nginx = i == NGINX;
		l->sources[i].name = i == NGINX ? "nginx" : i == KEEPER ? "keeper.fcgi" :
			arena_printf(site->arena, "%s.fcgi", program_names[i]);
	}
	l->signals = signalfd(-1, &site->watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (l->signals < 0)
		return err_fail(ERR_SYSTEM, "cannot watch signals: %s", strerror(errno));
	*out = l;
	return open_refusals(l);
}

void serve_log_started(struct serve_log *l)
{
	l->started = true;
}

int serve_log_end_of(const struct serve_log *l, size_t child)
{
	return l->sources[child].to;
}

/* ---- writing and counting ---- */

static void write_repeated(const struct repeated *line)
{
	char text[sizeof line->text + 40];

	if (!line->more)
		return;
	snprintf(text, sizeof text, "%s (%u times more)", line->text, line->more);
	log_pass(line->level, text);
}

static void write_refusals(const struct serve_log *l)
{
	struct buf said;

	buf_init(&said, 4096);
	for (int i = 0; i < STATUS_MAX; i++)
		if (l->refused[i])
			buf_printf(&said, "%s %u x %d %s", said.len ? "," : "", l->refused[i], i,
				status_text(i));
	if (said.len)
		log_at(LOG_LEVEL_NOTE, "refused:%s", said.data);
	buf_free(&said);
}

static void write_counts(struct serve_log *l)
{
	for (size_t i = 0; i < l->line_count; i++)
		write_repeated(&l->lines[i]);
	if (l->others)
		log_line("%u more lines of other kinds", l->others);
	if (l->hidden)
		log_at(LOG_LEVEL_WARN, "%u lines are not shown: they may be parts of requests",
			l->hidden);
	write_refusals(l);
	l->line_count = 0;
	l->others = l->hidden = 0;
	memset(l->refused, 0, sizeof l->refused);
	l->count_until = clock_mono_ms() + COUNTED_MS;
}

static void write_once(struct serve_log *l, const char *text, enum log_level level)
{
	struct repeated *line;

	for (size_t i = 0; i < l->line_count; i++) {
		if (strncmp(l->lines[i].text, text, sizeof l->lines[i].text - 1) == 0) {
			l->lines[i].more++;
			return;
		}
	}
	if (l->line_count == DIFFERENT_MAX) {
		l->others++;
		return;
	}
	line = &l->lines[l->line_count++];
	*line = (struct repeated){.level = level};
	snprintf(line->text, sizeof line->text, "%s", text);
	log_pass(level, line->text);
}

/* ---- reading ---- */

static void take_line(struct serve_log *l, const struct source *s, const char *line)
{
	enum log_level level;
	struct buf out;

	buf_init(&out, 2 * LINE_MAX_BYTES);
	if (!s->is_nginx)
		log_filter_program(line, s->name, &out, &level);
	else if (!log_filter_nginx(line, l->site->run, !l->started, &out, &level))
		l->hidden += *line != '\0';
	if (out.len)
		write_once(l, out.data, level);
	buf_free(&out);
}

/* The whole lines of what is there; what is longer than any line of ours is two. */
static void take_lines(struct serve_log *l, struct source *s)
{
	char *from = s->part, *end;

	while ((end = memchr(from, '\n', s->have))) {
		*end = '\0';
		take_line(l, s, from);
		s->have -= (size_t)(end + 1 - from);
		from = end + 1;
	}
	memmove(s->part, from, s->have);
	if (s->have == sizeof s->part - 1) {
		s->part[s->have] = '\0';
		take_line(l, s, s->part);
		s->have = 0;
	}
}

static void read_source(struct serve_log *l, struct source *s)
{
	for (int i = 0; i < READS_MAX; i++) {
		ssize_t n = read(s->from, s->part + s->have, sizeof s->part - 1 - s->have);

		if (n <= 0)
			return;
		s->have += (size_t)n;
		take_lines(l, s);
	}
}

/* "<190>Nov 28 21:04:05 kiosk: 429": nginx's words by syslog(3); the status alone is ours. */
static void read_refusals(struct serve_log *l)
{
	char text[200];
	ssize_t n;

	for (int i = 0; i < READS_MAX; i++) {
		int status = 0;

		n = recv(l->refusals, text, sizeof text - 1, 0);
		if (n < 3)
			return;
		text[n] = '\0';
		if (sscanf(text + n - 3, "%3d", &status) == 1 && status > 0 && status < STATUS_MAX)
			l->refused[status]++;
	}
}

int serve_log_wait(struct serve_log *l, int64_t ms, const int *more, size_t more_count)
{
	struct pollfd on[2 + CHILD_COUNT + PROGRAM_COUNT];
	struct signalfd_siginfo info;
	size_t n = 0;

	on[n++] = (struct pollfd){.fd = l->signals, .events = POLLIN};
	on[n++] = (struct pollfd){.fd = l->refusals, .events = POLLIN};
	for (size_t i = 0; i < CHILD_COUNT; i++)
		on[n++] = (struct pollfd){.fd = l->sources[i].from, .events = POLLIN};
	for (size_t i = 0; i < more_count; i++)
		on[n++] = (struct pollfd){.fd = more[i], .events = POLLIN};
	if (poll(on, n, (int)ms) > 0) {
		read_refusals(l);
		for (size_t i = 0; i < CHILD_COUNT; i++)
			read_source(l, &l->sources[i]);
	}
	if (clock_mono_ms() >= l->count_until)
		write_counts(l);
	return read(l->signals, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

void serve_log_end(struct serve_log *l)
{
	read_refusals(l);
	for (size_t i = 0; i < CHILD_COUNT; i++)
		read_source(l, &l->sources[i]);
	write_counts(l);
}
