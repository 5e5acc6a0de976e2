/*
 * FastCGI: threads that accept on fd 0, each with its own request and arena, and
 * the protocol by which they stop. Only nginx may reach the socket: libfcgi
 * aborts on hostile lengths.
 */
#include <errno.h>
#include <fcgiapp.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "transport.h"
#include "web/app.h"

#define THREADS_DEFAULT 16
#define TICK_MS 1000
/* Interrupts a blocked accept; does nothing else. */
#define WAKE_SIGNAL SIGUSR2

struct worker {
	pthread_t id;
	const struct web_app *app;
	atomic_bool done;
};

static atomic_bool serving, stopping;
static atomic_int exit_status;

void web_end_process(void)
{
	atomic_store(&exit_status, 3);
	/* Under CGI the process ends by itself. */
	if (atomic_load(&serving))
		kill(getpid(), SIGTERM);
}

int web_exit_status(void)
{
	return atomic_load(&exit_status);
}

static const char *get_variable(void *ctx, const char *name)
{
	FCGX_Request *r = ctx;

	return FCGX_GetParam(name, r->envp);
}

static size_t read_body(void *ctx, void *out, size_t size)
{
	FCGX_Request *r = ctx;
	int n = FCGX_GetStr(out, size > INT_MAX ? INT_MAX : (int)size, r->in);

	return n > 0 && FCGX_GetError(r->in) == 0 ? (size_t)n : 0;
}

static bool write_out(void *ctx, const void *bytes, size_t len)
{
	FCGX_Request *r = ctx;
	const char *p = bytes;

	while (len) {
		int part = len > INT_MAX ? INT_MAX : (int)len;

		if (FCGX_PutStr(p, part, r->out) != part)
			return false;
		p += part;
		len -= (size_t)part;
	}
	return FCGX_GetError(r->out) == 0;
}

/* End a response that is incomplete. nginx takes a closed connection for a proper
 * end; only what is no FastCGI record makes it cut off its reader as well. */
static void cut(FCGX_Request *r)
{
	static const char no_record[8] = {'\xff'};

	if (FCGX_FFlush(r->out) == 0 && r->ipcFd >= 0)
		(void)!write(r->ipcFd, no_record, sizeof no_record);
	FCGX_Free(r, 1);
}

static void answer(struct worker *w, FCGX_Request *r, struct arena *a)
{
	struct web_env env = {get_variable, r};
	struct web_source body = {read_body, r};
	struct web_sink sink = {.write = write_out, .ctx = r};
	bool whole = web_handle(w->app, a, &env, &body, &sink);

	/* The clean-ups end transactions: before the next accept, which may
	 * wait for long. */
	arena_reset(a);
	if (whole)
		FCGX_Finish_r(r);
	else
		cut(r);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_new();
	FCGX_Request request;

	if (FCGX_InitRequest(&request, STDIN_FILENO, FCGI_FAIL_ACCEPT_ON_INTR))
		log_die("cannot listen on fd 0");
	while (!atomic_load(&stopping)) {
		if (FCGX_Accept_r(&request) == 0)
			answer(w, &request, a);
		else if (!atomic_load(&stopping))
			/* Out of descriptors, or woken early: not in a spin. */
			nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
	FCGX_Free(&request, 1);
	arena_free(a);
	atomic_store(&w->done, true);
	return NULL;
}

static void start_workers(const struct web_app *app, struct worker *workers,
	unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		workers[i].app = app;
		if (pthread_create(&workers[i].id, NULL, work, &workers[i]))
			log_die("cannot start a thread");
	}
}

/* Until SIGTERM or SIGINT; ticks in between. */
static void wait_for_end(const struct web_app *app, const sigset_t *stop)
{
	int64_t next = clock_mono_ms() + TICK_MS;

	for (;;) {
		int64_t left = next - clock_mono_ms();
		struct timespec wait = {left > 0 ? left / 1000 : 0,
			left > 0 ? left % 1000 * 1000000 : 0};
		int got = sigtimedwait(stop, NULL, &wait);

		if (got > 0)
			return;
		if (clock_mono_ms() < next)
			continue;
		if (app->tick)
			app->tick(app->ctx);
		next = clock_mono_ms() + TICK_MS;
	}
}

/* A signal may come just before a thread enters accept, so it is sent until
 * the thread says that it is done. */
static void stop_workers(struct worker *workers, unsigned count)
{
	atomic_store(&stopping, true);
	FCGX_ShutdownPending();
	for (unsigned i = 0; i < count; i++) {
		while (!atomic_load(&workers[i].done)) {
			pthread_kill(workers[i].id, WAKE_SIGNAL);
			nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
		}
		pthread_join(workers[i].id, NULL);
	}
}

static void on_wake(int signal)
{
	(void)signal;
}

int web_fcgi(const struct web_app *app)
{
	struct sigaction wake = {.sa_handler = on_wake};
	unsigned count = app->threads ? app->threads : THREADS_DEFAULT;
	struct worker *workers;
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	/* Without SA_RESTART: the point is that accept returns. */
	sigaction(WAKE_SIGNAL, &wake, NULL);
	if (FCGX_Init())
		log_die("libfcgi cannot start");
	workers = calloc(count, sizeof *workers);
	if (!workers)
		log_die("out of memory");
	atomic_store(&serving, true);
	start_workers(app, workers, count);
	wait_for_end(app, &stop);
	stop_workers(workers, count);
	free(workers);
	return web_exit_status();
}
