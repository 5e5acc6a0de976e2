/*
 * A request without a server: variables and a body go in, the bytes a server
 * would get come out.
 */
#ifndef TESTS_WEB_FAKE_H
#define TESTS_WEB_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/web/transport.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "web/app.h"

#define FAKE_VARIABLES 16

struct fake {
	const char *names[FAKE_VARIABLES], *values[FAKE_VARIABLES];
	size_t count;
	const char *body;	/* what is left to read */
	size_t body_len;
	size_t write_limit;	/* bytes taken before the reader goes away */
	bool whole;		/* what web_handle() said */
	struct buf *out;
	char length[24];
};

static const char *fake_get(void *ctx, const char *name)
{
	const struct fake *f = ctx;

	for (size_t i = f->count; i-- > 0;)
		if (strcmp(f->names[i], name) == 0)
			return f->values[i];
	return NULL;
}

/* In small pieces, as a network would. */
static size_t fake_read(void *ctx, void *out, size_t size)
{
	struct fake *f = ctx;
	size_t n = size < 7 ? size : 7;

	n = n < f->body_len ? n : f->body_len;
	memcpy(out, f->body, n);
	f->body += n;
	f->body_len -= n;
	return n;
}

static bool fake_write(void *ctx, const void *bytes, size_t len)
{
	struct fake *f = ctx;

	if (f->out->len + len > f->write_limit)
		return false;
	buf_add(f->out, bytes, len);
	return true;
}

static inline void fake_set(struct fake *f, const char *name, const char *value)
{
	assert_true(f->count < FAKE_VARIABLES);
	f->names[f->count] = name;
	f->values[f->count++] = value;
}

static inline struct fake fake_request(const char *method, const char *path)
{
	struct fake f = {.count = 0, .write_limit = SIZE_MAX};

	fake_set(&f, "REQUEST_METHOD", method);
	fake_set(&f, "PATH_INFO", path);
	fake_set(&f, "HTTP_HOST", "localhost:8080");
	return f;
}

static inline void fake_form(struct fake *f, const char *body)
{
	f->body = body;
	f->body_len = strlen(body);
	snprintf(f->length, sizeof f->length, "%zu", f->body_len);
	fake_set(f, "CONTENT_TYPE", "application/x-www-form-urlencoded");
	fake_set(f, "CONTENT_LENGTH", f->length);
}

/* The whole response as a CGI server gets it; it lives in the arena. */
static inline const char *fake_run(struct arena *a, const struct web_app *app,
	struct fake *f)
{
	struct web_env env = {fake_get, f};
	struct web_source body = {fake_read, f};
	struct web_sink sink = {.write = fake_write, .ctx = f};

	f->out = buf_new(a, (size_t)64 << 20);
	f->whole = web_handle(app, a, &env, &body, &sink);
	return f->out->data;
}

/* The request alone. */
static inline enum err fake_make(struct arena *a, struct fake *f, struct request **req)
{
	struct web_env env = {fake_get, f};
	struct web_source *body = arena_alloc(a, sizeof *body);

	*body = (struct web_source){fake_read, f};
	return request_make(a, &env, body, req);
}

static inline void assert_status(const char *response, int status)
{
	char line[32];

	snprintf(line, sizeof line, "Status: %d ", status);
	if (strncmp(response, line, strlen(line)) != 0)
		fail_msg("expected %s, got %.60s", line, response);
}

/* The header's line, as "\r\nName: value\r\n", is there. */
static inline void assert_header(const char *response, const char *line)
{
	char whole[1024];
	const char *end = strstr(response, "\r\n\r\n"), *at;

	snprintf(whole, sizeof whole, "\r\n%s\r\n", line);
	at = strstr(response, whole);
	if (!at || at > end)
		fail_msg("no header line '%s' in: %s", line, response);
}

static inline const char *fake_body(const char *response)
{
	const char *end = strstr(response, "\r\n\r\n");

	assert_non_null(end);
	return end + 4;
}

#endif
