/*
 * The supervisor's processes: nginx and the programs. Starts them, starts again
 * what dies, stops them so that nothing is left. Knows nothing of HTTP beyond
 * "it answers".
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "privilege.h"
#include "serve_parts.h"

#define DEATHS_MAX 5			/* within DEATHS_WINDOW_MS: then slower */
#define DEATHS_WINDOW_MS 10000
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MOST_MS 10000
#define READY_MAX_MS 60000
#define SETTLED_MS 3000		/* a start that was to fail has failed by then */
#define NGINX_QUIT_MS 8000		/* for requests in flight, then at once */
#define PROGRAM_STOP_MS 5000
#define KEEPER_STOP_MS 10000
#define KILLED_MS 2000
#define LOG_CHECK_MS 60000
#define LOG_MAX_BYTES (8 << 20)

struct child {
	const char *name;
	const char *argv[8];
	int listen_fd;			/* its fd 0; -1: /dev/null */
	int says_fd;			/* its fds 1 and 2 */
	int death_signal;		/* when the supervisor is gone */
	pid_t pid;			/* 0: not running */
	int64_t deaths[DEATHS_MAX];	/* the latest, clock_mono_ms(), as a ring */
	unsigned death_count;
	int64_t backoff_ms;
	int64_t started_at;
	int64_t start_at;		/* when not running: the next start */
};

struct family {
	struct site *site;
	struct serve_log *log;
	struct child children[CHILD_COUNT];
	bool stopping, hurried;		/* told once; told again */
	bool ready;
	int64_t log_check_at;
};

/* In the child: becomes the program, or ends with 127. */
static void become(const struct child *c, pid_t supervisor)
{
	int fd = c->listen_fd >= 0 ? c->listen_fd : open("/dev/null", O_RDONLY);

	signals_unwatch();
	prctl(PR_SET_PDEATHSIG, c->death_signal);
	if (c->listen_fd >= 0)
		privilege_no_ports();
	/* It may have gone between fork and prctl. */
	if (getppid() != supervisor || dup2(fd, STDIN_FILENO) < 0
		|| dup2(c->says_fd, STDOUT_FILENO) < 0 || dup2(c->says_fd, STDERR_FILENO) < 0)
		_exit(127);
	log_levels(true);
	execv(c->argv[0], (char *const *)(uintptr_t)c->argv);
	log_line("cannot start %s: %s", c->argv[0], strerror(errno));
	_exit(127);
}

static void start(struct child *c)
{
	pid_t supervisor = getpid();

	fflush(NULL);
	c->started_at = clock_mono_ms();
	c->pid = fork();
	if (c->pid == 0)
		become(c, supervisor);
	if (c->pid < 0) {
		log_line("cannot start a process: %s", strerror(errno));
		c->pid = 0;
		c->start_at = clock_mono_ms() + BACKOFF_FIRST_MS;
	}
}

/* At once, unless it died too often of late. */
static void plan_restart(struct child *c)
{
	int64_t now = clock_mono_ms();
	int64_t oldest = c->deaths[c->death_count % DEATHS_MAX];
	/* Slow once, it stays slow until a start lasts. */
	bool often = (c->death_count >= DEATHS_MAX && now - oldest < DEATHS_WINDOW_MS)
		|| (c->backoff_ms && now - c->started_at < DEATHS_WINDOW_MS);

	c->deaths[c->death_count++ % DEATHS_MAX] = now;
	if (!often)
		c->backoff_ms = 0;
	else if (!c->backoff_ms)
		c->backoff_ms = BACKOFF_FIRST_MS;
	else
		c->backoff_ms = c->backoff_ms * 2 < BACKOFF_MOST_MS
			? c->backoff_ms * 2 : BACKOFF_MOST_MS;
	c->start_at = now + c->backoff_ms;
}

/* Our children that we did not start: workers whose nginx died. They would keep
 * its port. PR_SET_CHILD_SUBREAPER makes them ours. */
static void kill_orphans(const struct family *f)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		char path[300], text[512], *after;
		long pid = strtol(entry->d_name, &after, 10), parent = 0;
		FILE *stat = NULL;
		bool known = false;

		if (*after || pid <= 1)
			continue;
		snprintf(path, sizeof path, "/proc/%ld/stat", pid);
		if ((stat = fopen(path, "re"))) {
			/* "pid (name) state ppid": the name may hold anything. */
			if (fgets(text, sizeof text, stat) && (after = strrchr(text, ')'))
				&& strlen(after) > 4)
				parent = strtol(after + 4, NULL, 10);
			fclose(stat);
		}
		for (size_t i = 0; i < CHILD_COUNT; i++)
			known = known || f->children[i].pid == pid;
		if (parent == getpid() && !known)
			kill((pid_t)pid, SIGKILL);
	}
	if (proc)
		closedir(proc);
}

static void say_how(const char *name, int status)
{
	if (WIFSIGNALED(status))
		log_at(LOG_LEVEL_WARN, "%s ended by signal %d", name, WTERMSIG(status));
	else
		log_at(LOG_LEVEL_WARN, "%s ended with status %d", name, WEXITSTATUS(status));
}

static void reap(struct family *f)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < CHILD_COUNT; i++) {
			struct child *c = &f->children[i];

			if (c->pid != pid)
				continue;
			c->pid = 0;
			if (!f->stopping) {
				say_how(c->name, status);
				plan_restart(c);
			}
			if (i == NGINX)
				kill_orphans(f);
		}
	}
}

/* Down: it died again and again, and waits for its next start or has only just begun. */
static bool is_down(const struct child *c)
{
	return c->backoff_ms && (!c->pid || clock_mono_ms() - c->started_at < SETTLED_MS);
}

/* Whoever asks a program that waits for its next start is sent away: nginx answers 503 at
 * once, where it would wait for the program. */
static void send_away(int listen_fd)
{
	struct pollfd on = {.fd = listen_fd, .events = POLLIN};
	int fd;

	while (poll(&on, 1, 0) > 0 && (fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		close(fd);
}

/* For /health: in place, as a full disk has no room for a new file. */
static void note_programs(const struct family *f)
{
	char text[200];
	int len = 0;

	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		len += snprintf(text + len, sizeof text - (size_t)len, "%s %d\n", program_names[i],
			!is_down(&f->children[i]));
	(void)!pwrite(f->site->programs, text, (size_t)len, 0);
}

/* Wait for a signal or `ms`, and do what it asks for. */
static void wait_ms(struct family *f, int64_t ms)
{
	int away[PROGRAM_COUNT], got;
	size_t count = 0;

	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		if (!f->children[i].pid && f->children[i].backoff_ms)
			away[count++] = f->children[i].listen_fd;
	got = serve_log_wait(f->log, ms, away, count);
	for (size_t i = 0; i < count; i++)
		send_away(away[i]);

	if (signals_note(f->site, got)) {
		f->hurried = f->stopping;
		f->stopping = true;
	}
	reap(f);
	note_programs(f);
}

/* Start what is due; the time until the next one is, at most a second. */
static int64_t start_due(struct family *f)
{
	int64_t now = clock_mono_ms(), next = 1000;

	for (size_t i = 0; i < CHILD_COUNT; i++) {
		struct child *c = &f->children[i];

		if (c->pid)
			continue;
		if (c->start_at <= now)
			start(c);
		else if (c->start_at - now < next)
			next = c->start_at - now;
	}
	return next;
}

/* The access log is a help for today, no archive: one older part is kept. */
static void check_log(struct family *f)
{
	const char *path;
	struct stat st;
	int64_t now = clock_mono_ms();
	struct arena *a;

	if (now < f->log_check_at)
		return;
	f->log_check_at = now + LOG_CHECK_MS;
	a = arena_new();
	path = arena_printf(a, "%s/access.log", f->site->run);
	if (stat(path, &st) == 0 && st.st_size > LOG_MAX_BYTES
		&& rename(path, arena_printf(a, "%s.1", path)) == 0
		&& f->children[NGINX].pid)
		kill(f->children[NGINX].pid, SIGUSR1);
	arena_free(a);
}

static bool any_running(const struct family *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (f->children[i].pid)
			return true;
	return false;
}

/* Send the signal to those still running and wait until they are gone. */
static void stop_some(struct family *f, size_t from, size_t to, int signal, int64_t most_ms)
{
	int64_t end = clock_mono_ms() + most_ms;

	for (size_t i = from; i < to; i++)
		if (f->children[i].pid)
			kill(f->children[i].pid, signal);
	while (any_running(f, from, to) && clock_mono_ms() < end
		&& (!f->hurried || signal == SIGKILL))
		wait_ms(f, 50);
}

/* nginx first: it takes no new request, and those in flight are answered as
 * long as the programs live. */
static void stop_all(struct family *f)
{
	f->stopping = true;
	stop_some(f, NGINX, CHILD_COUNT, SIGQUIT, NGINX_QUIT_MS);
	stop_some(f, NGINX, CHILD_COUNT, SIGTERM, KILLED_MS);
	stop_some(f, NGINX, CHILD_COUNT, SIGKILL, KILLED_MS);
	stop_some(f, 0, PROGRAM_COUNT, SIGTERM, PROGRAM_STOP_MS);
	stop_some(f, 0, PROGRAM_COUNT, SIGKILL, KILLED_MS);
	/* The last, as it settles what the others took. */
	stop_some(f, KEEPER, KEEPER + 1, SIGTERM, KEEPER_STOP_MS);
	stop_some(f, KEEPER, KEEPER + 1, SIGKILL, KILLED_MS);
	kill_orphans(f);
	reap(f);
}

/* False when it did not come up: told to stop, or it dies again and again. */
static bool wait_ready(struct family *f)
{
	int64_t end = clock_mono_ms() + READY_MAX_MS;

	while (!f->stopping) {
		start_due(f);
		if (net_healthy(f->site))
			return true;
		for (size_t i = 0; i < CHILD_COUNT; i++) {
			if (f->children[i].death_count < DEATHS_MAX)
				continue;
			log_line("%s does not start", f->children[i].name);
			return false;
		}
		if (clock_mono_ms() > end) {
			log_line("the programs do not answer well after %d seconds: see "
				"/health", READY_MAX_MS / 1000);
			return false;
		}
		wait_ms(f, 50);
	}
	return false;
}

static void declare(struct family *f)
{
	const struct site *site = f->site;

	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		f->children[i] = (struct child){
			.name = arena_printf(site->arena, "%s.fcgi", program_names[i]),
			.argv = {arena_printf(site->arena, "%s/%s.fcgi",
				site->places.programs, program_names[i])},
			.listen_fd = site->fds[i],
			.says_fd = serve_log_end_of(f->log, i),
			/* What it acknowledged is durable; nothing may stay. */
			.death_signal = SIGKILL,
		};
	f->children[KEEPER] = (struct child){
		.name = "keeper.fcgi",
		.argv = {arena_printf(site->arena, "%s/keeper.fcgi", site->places.programs)},
		.listen_fd = -1,
		.says_fd = serve_log_end_of(f->log, KEEPER),
		.death_signal = SIGKILL,
	};
	f->children[NGINX] = (struct child){
		.name = "nginx",
		.argv = {site->nginx, "-p", arena_printf(site->arena, "%s/", site->run), "-c",
			arena_printf(site->arena, "%s/nginx.conf", site->run), "-e", "stderr"},
		.listen_fd = -1,
		.says_fd = serve_log_end_of(f->log, NGINX),
		/* Not KILL: it has workers to take along. */
		.death_signal = SIGTERM,
	};
}

int children_run(struct site *site)
{
	struct family f = {.site = site, .stopping = signals_told_to_stop(site)};
	bool asked;

	if (serve_log_new(site, &f.log)) {
		log_line("%s", err_detail());
		return 3;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	declare(&f);
	note_programs(&f);
	setenv("KIOSK_DATA", site->data, 1);
	f.ready = wait_ready(&f);
	if (f.ready) {
		serve_log_started(f.log);
		net_print(site);
		log_at(LOG_LEVEL_INFO, "ready");
	}
	while (f.ready && !f.stopping) {
		wait_ms(&f, start_due(&f));
		check_log(&f);
	}
	asked = f.stopping;
	stop_all(&f);
	serve_log_end(f.log);
	return asked ? 0 : 3;
}
