/*
 * CGI (RFC 3875): one request from the environment and stdin, answered on
 * stdout. For tests from a shell and for hosts without FastCGI.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "transport.h"
#include "web/app.h"

static const char *get_variable(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name);
}

static size_t read_stdin(void *ctx, void *out, size_t size)
{
	ssize_t n;

	(void)ctx;
	do {
		n = read(STDIN_FILENO, out, size);
	} while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

static bool write_stdout(void *ctx, const void *bytes, size_t len)
{
	(void)ctx;
	return fwrite(bytes, 1, len, stdout) == len;
}

int web_cgi(const struct web_app *app)
{
	struct web_env env = {get_variable, NULL};
	struct web_source body = {read_stdin, NULL};
	struct web_sink sink = {.write = write_stdout};
	struct arena *a;
	bool whole;

	a = arena_new();
	whole = web_handle(app, a, &env, &body, &sink);
	arena_free(a);
	if (fflush(stdout) || !whole)
		return 3;
	return web_exit_status();
}
