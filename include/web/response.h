/*
 * Response: status, headers and body, kept apart until the handler is done, so
 * that an error can replace a half-built page; or a stream for what is too
 * large to hold. The one place where headers are made: CR and LF get no
 * further than here. The security headers stand on every response.
 */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct buf;
struct request;

/* Where a response's bytes go. */
struct web_sink;

/* Send `len` bytes; ERR_SYSTEM when the reader is gone: stop then. */
enum err web_sink_write(struct web_sink *sink, const void *bytes, size_t len);

struct response_header {
	const char *name;
	const char *value;
};

struct response {
	struct arena *arena;
	int status;		/* 200 until something else is said */
	struct response_header *headers;
	size_t header_count;
	struct buf *body;	/* at most RESPONSE_MAX bytes */
	/* When set, called for the body after the handler returned; a failure
	 * cuts the connection, so that the reader sees an incomplete answer. */
	enum err (*stream)(void *ctx, struct web_sink *sink);
	void *stream_ctx;
};

#define RESPONSE_MAX ((size_t)16 << 20)

/* An empty response in the arena. */
struct response *response_new(struct arena *a);

/* Begin a page: forget the body so far, set status and type
 * "text/html; charset=utf-8"; the buffer to write the page to. */
struct buf *response_html(struct response *res, int status);
/* The same with "application/json". */
struct buf *response_json(struct response *res, int status);
/* The same with a type of the caller's. */
struct buf *response_body(struct response *res, int status, const char *type);

/* Set a header, instead of an earlier one of that name. A control character in
 * name or value is ERR_INPUT and sets nothing. Texts are copied. */
enum err response_header(struct response *res, const char *name, const char *value);
/* The value of a header set so far, or NULL. */
const char *response_get(const struct response *res, const char *name);

/* 303 to a path of this site ("/results?x=1"). Whatever could lead elsewhere
 * ("//host", "/\\host", "http:…", a control character) is ERR_INPUT. */
enum err response_redirect(struct response *res, const char *path);
/* True for what response_redirect() takes: for `next` parameters. */
bool response_path_is_local(const char *path);

/* Say what may be kept: "no-store" unless this is called. `value` as in
 * Cache-Control. */
void response_cache(struct response *res, const char *value);

/* Set ETag to "\"tag\"" (tag: visible ASCII without quotes; else ERR_INPUT is
 * logged and nothing set). True when the reader has that version: the response
 * is then a 304 and the handler is done (say response_cache() before). */
bool response_etag(const struct request *req, struct response *res, const char *tag);

/* Offer the body as a file to keep: Content-Disposition, quoted (RFC 6266, with
 * filename* of RFC 8187 for names beyond ASCII). */
void response_download(struct response *res, const char *type, const char *filename);

/* Answer by a stream of bytes made by `stream(ctx, sink)` after the handler
 * returned; `ctx` and what it needs live in the request's arena. */
void response_stream(struct response *res,
	enum err (*stream)(void *ctx, struct web_sink *sink), void *ctx);

/* Set a cookie: HttpOnly, SameSite=Strict, Path=/; on https Secure; called as
 * request_cookie_name() says. `value`: [A-Za-z0-9._-]*, else ERR_INPUT. `max_age_s` 0: until the
 * browser ends; below 0: take it away. */
enum err response_cookie(const struct request *req, struct response *res,
	const char *name, const char *value, long max_age_s);

/* The session cookie, `kiosk`, until the browser ends. ERR_INPUT as above. */
enum err response_session(const struct request *req, struct response *res,
	const char *token);
/* Take it away again. */
void response_session_end(const struct request *req, struct response *res);

/* The token a form on this page must carry in the field `csrf`: the viewer's, or
 * for somebody not signed in (the login page) one that goes with a cookie of
 * its own, which this sets when needed. Lives as long as the request. */
const char *response_csrf(struct request *req, struct response *res);

/* Content-Security-Policy of every response (nginx/kiosk.conf.in has the same). */
extern const char web_csp[];

#endif
