/*
 * Transport: what stands between a request's handling and the way its bytes
 * come and go (FastCGI, CGI, a test). Private to the web layer.
 */
#ifndef WEB_TRANSPORT_H
#define WEB_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct buf;
struct request;
struct response;
struct web_app;

/* The request's variables, named as in CGI (RFC 3875); NULL when absent. */
struct web_env {
	const char *(*get)(void *ctx, const char *name);
	void *ctx;
};

/* The request's body: up to `size` bytes, 0 at its end or when it failed. */
struct web_source {
	size_t (*read)(void *ctx, void *out, size_t size);
	void *ctx;
};

/* Where the response goes; false when the reader is gone. */
struct web_sink {
	bool (*write)(void *ctx, const void *bytes, size_t len);
	void *ctx;
	struct buf *head;	/* still to be written before the first byte */
	bool broken;		/* nothing more gets through */
};

/* One request from its variables to its last byte. False when the connection
 * must be cut, because what was sent is incomplete. */
bool web_handle(const struct web_app *app, struct arena *a,
	const struct web_env *env, struct web_source *body, struct web_sink *sink);

/* Take the variables apart. ERR_INPUT with a detail fit for the reader; *req is
 * set in any case, as far as it was understood. */
enum err request_make(struct arena *a, const struct web_env *env,
	struct web_source *body, struct request **req);

/* Decode %XX (and '+', when it stands for a space) in place: the result is never
 * longer; a NUL goes behind it, at the latest into s[len]. ERR_INPUT for a broken
 * %XX, ill-formed UTF-8 or a NUL; *s is then of no use. */
enum err params_decode(char *s, size_t len, bool plus_is_space, size_t *out_len);

/* Write head and body. False as above. */
bool response_send(struct request *req, struct response *res,
	struct web_sink *sink);

/* Replace what was built by the page for `status` (>= 400). */
void web_error(struct request *req, struct response *res, int status,
	const char *detail);

/* Serve FastCGI on fd 0 until told to stop, or one CGI request. Exit status. */
int web_fcgi(const struct web_app *app);
int web_cgi(const struct web_app *app);
/* 3 once web_end_process() was called, else 0. */
int web_exit_status(void);

#endif
