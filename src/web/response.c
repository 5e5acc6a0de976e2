/*
 * Response: building it, and the one place that writes it out. Refuses to know
 * what a page says.
 */
#include "web/response.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "guard.h"
#include "transport.h"
#include "web/request.h"
#include "web/status.h"

/* Status line, security headers and what a handler adds. */
#define HEAD_MAX ((size_t)32 << 10)

const char web_csp[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/* What every response says unless its handler said otherwise. */
static const struct response_header defaults[] = {
	{"Content-Security-Policy", web_csp},
	{"X-Content-Type-Options", "nosniff"},
	/* Not no-referrer: with it Chromium sends "Origin: null" with forms. */
	{"Referrer-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
	{"Cache-Control", "no-store"},
};

struct response *response_new(struct arena *a)
{
	struct response *res = arena_alloc(a, sizeof *res);

	*res = (struct response){.arena = a, .status = 200,
		.body = buf_new(a, RESPONSE_MAX)};
	return res;
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static bool is_token(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789!#$%&'*+-.^_`|~");

	return len > 0 && !s[len];
}

/* The header to write to: an earlier one that `same` says is meant, or a new. */
static void put(struct response *res, struct response_header *old,
	const char *name, const char *value)
{
	if (!old) {
		res->headers = arena_grow(res->arena, res->headers, res->header_count + 1,
			sizeof *res->headers);
		old = &res->headers[res->header_count++];
	}
	old->name = arena_strdup(res->arena, name);
	old->value = arena_strdup(res->arena, value);
}

static struct response_header *find(const struct response *res, const char *name)
{
	for (size_t i = 0; i < res->header_count; i++)
		if (strcasecmp(res->headers[i].name, name) == 0)
			return &res->headers[i];
	return NULL;
}

enum err response_header(struct response *res, const char *name, const char *value)
{
	if (!is_token(name) || has_control(value))
		return err_fail(ERR_INPUT, "a header cannot hold that text");
	if (strcasecmp(name, "Set-Cookie") == 0)
		return err_fail(ERR_INPUT, "cookies are set by response_cookie()");
	put(res, find(res, name), name, value);
	return OK;
}

const char *response_get(const struct response *res, const char *name)
{
	const struct response_header *h = find(res, name);

	return h ? h->value : NULL;
}

struct buf *response_body(struct response *res, int status, const char *type)
{
	buf_clear(res->body);
	res->stream = NULL;
	res->status = status;
	if (response_header(res, "Content-Type", type))
		log_line("a content type was refused");
	return res->body;
}

struct buf *response_html(struct response *res, int status)
{
	return response_body(res, status, "text/html; charset=utf-8");
}

struct buf *response_json(struct response *res, int status)
{
	return response_body(res, status, "application/json");
}

bool response_path_is_local(const char *path)
{
	/* A browser takes a backslash for a slash and drops tabs and newlines,
	 * so "/\\host" and "/\t/host" lead elsewhere. */
	return path[0] == '/' && path[1] != '/' && !strchr(path, '\\')
		&& !has_control(path);
}

/* Bytes that may not stand in a header's URL, percent-encoded; what is
 * encoded already stays. */
static const char *url_bytes(struct arena *a, const char *path)
{
	struct buf *b = buf_new(a, 3 * strlen(path) + 1);

	for (; *path; path++) {
		if ((unsigned char)*path > 0x20 && (unsigned char)*path < 0x7f
			&& !strchr("\"<>^`{|}", *path))
			buf_putc(b, *path);
		else
			buf_printf(b, "%%%02X", (unsigned char)*path);
	}
	return b->data;
}

enum err response_redirect(struct response *res, const char *path)
{
	if (!response_path_is_local(path))
		return err_fail(ERR_INPUT, "a redirect must stay on this site");
	response_body(res, 303, "text/plain; charset=utf-8");
	return response_header(res, "Location", url_bytes(res->arena, path));
}

void response_cache(struct response *res, const char *value)
{
	if (response_header(res, "Cache-Control", value))
		log_line("a Cache-Control was refused");
}

/* True when the list of an If-None-Match names the tag (RFC 9110 13.1.2: weak
 * comparison; nginx makes tags weak where it compresses). */
static bool tag_listed(const char *list, const char *quoted)
{
	struct str rest = str_of(list);

	if (strcmp(list, "*") == 0)
		return true;
	while (rest.len) {
		struct str one = str_trim(str_cut(rest, ',', &rest));

		if (one.len > 2 && one.p[0] == 'W' && one.p[1] == '/')
			one = (struct str){one.p + 2, one.len - 2};
		if (str_eq(one, quoted))
			return true;
	}
	return false;
}

bool response_etag(const struct request *req, struct response *res, const char *tag)
{
	const char *quoted = arena_printf(res->arena, "\"%s\"", tag);

	for (const char *p = tag; *p; p++) {
		if (*p <= 0x20 || *p >= 0x7f || *p == '"' || *p == ',') {
			log_line("an ETag was refused");
			return false;
		}
	}
	put(res, find(res, "ETag"), "ETag", quoted);
	if (!req->if_none_match || !tag_listed(req->if_none_match, quoted))
		return false;
	buf_clear(res->body);
	res->stream = NULL;
	res->status = 304;
	return true;
}

void response_download(struct response *res, const char *type, const char *filename)
{
	struct buf *b = buf_new(res->arena, 4 * strlen(filename) + 64);
	bool ascii = true;

	buf_puts(b, "attachment; filename=\"");
	for (const char *p = filename; *p; p++) {
		bool plain = (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f
			&& !strchr("\"\\/%", *p);

		/* One '_' a character, not a byte of UTF-8. */
		if (plain)
			buf_putc(b, *p);
		else if (((unsigned char)*p & 0xc0) != 0x80)
			buf_putc(b, '_');
		ascii = ascii && plain;
	}
	buf_putc(b, '"');
	if (!ascii) {
		buf_puts(b, "; filename*=UTF-8''");
		for (const char *p = filename; *p; p++) {
			if (*p != '/' && *p != '\\' && is_token((char[]){*p, '\0'})
				&& !strchr("%'*", *p))
				buf_putc(b, *p);
			else
				buf_printf(b, "%%%02X", *p == '/' || *p == '\\'
					? '_' : (unsigned char)*p);
		}
	}
	put(res, find(res, "Content-Disposition"), "Content-Disposition", b->data);
	if (response_header(res, "Content-Type", type))
		log_line("a content type was refused");
}

void response_stream(struct response *res,
	enum err (*stream)(void *ctx, struct web_sink *sink), void *ctx)
{
	res->stream = stream;
	res->stream_ctx = ctx;
}

static struct response_header *find_cookie(const struct response *res,
	const char *full_name)
{
	size_t len = strlen(full_name);

	for (size_t i = 0; i < res->header_count; i++)
		if (strcmp(res->headers[i].name, "Set-Cookie") == 0
			&& strncmp(res->headers[i].value, full_name, len) == 0
			&& res->headers[i].value[len] == '=')
			return &res->headers[i];
	return NULL;
}

enum err response_cookie(const struct request *req, struct response *res,
	const char *name, const char *value, long max_age_s)
{
	const char *full = request_cookie_name(req, name);
	const char *age = "";

	if (!is_token(name) || value[strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"abcdefghijklmnopqrstuvwxyz0123456789._-")])
		return err_fail(ERR_INPUT, "a cookie cannot hold that text");
	if (max_age_s)
		age = arena_printf(res->arena, "; Max-Age=%ld", max_age_s > 0 ? max_age_s : 0);
	put(res, find_cookie(res, full), "Set-Cookie",
		arena_printf(res->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
			full, max_age_s < 0 ? "" : value, req->https ? "; Secure" : "", age));
	return OK;
}

enum err response_session(const struct request *req, struct response *res,
	const char *token)
{
	return response_cookie(req, res, SESSION_COOKIE, token, 0);
}

void response_session_end(const struct request *req, struct response *res)
{
	response_cookie(req, res, SESSION_COOKIE, "", -1);
}

const char *response_csrf(struct request *req, struct response *res)
{
	unsigned char bytes[16];
	struct buf *b;

	if (req->viewer)
		return req->viewer->csrf;
	if (!req->anonymous_csrf) {
		const char *kept = request_cookie(req, ANONYMOUS_COOKIE);

		/* Kept as long as it is one of ours, so that two tabs agree. */
		if (kept && strlen(kept) == 32
			&& strspn(kept, "0123456789abcdef") == 32) {
			req->anonymous_csrf = kept;
			return kept;
		}
		b = buf_new(req->arena, 32);
		random_bytes(bytes, sizeof bytes);
		for (size_t i = 0; i < sizeof bytes; i++)
			buf_printf(b, "%02x", bytes[i]);
		req->anonymous_csrf = b->data;
		response_cookie(req, res, ANONYMOUS_COOKIE, b->data, 0);
	}
	return req->anonymous_csrf;
}

static bool sink_put(struct web_sink *sink, const void *bytes, size_t len)
{
	if (!sink->broken && len && !sink->write(sink->ctx, bytes, len))
		sink->broken = true;
	return !sink->broken;
}

enum err web_sink_write(struct web_sink *sink, const void *bytes, size_t len)
{
	struct buf *head = sink->head;

	/* The head waits for the first byte: a stream that fails before can
	 * still be replaced by an error page. */
	sink->head = NULL;
	if ((head && !sink_put(sink, head->data, head->len))
		|| !sink_put(sink, bytes, len))
		return err_fail(ERR_SYSTEM, "the reader is gone");
	return OK;
}

/* 304 keeps what the reader was told with the whole (RFC 9110 15.4.5). */
static bool default_applies(const struct response *res, const char *name)
{
	return !find(res, name)
		&& (res->status != 304 || strcmp(name, "Cache-Control") != 0);
}

/* The head; every value was checked when it was set. */
static struct buf *make_head(const struct response *res)
{
	struct buf *b = buf_new(res->arena, HEAD_MAX);
	bool bodyless = res->status == 304 || res->status == 204;

	buf_printf(b, "Status: %d %s\r\n", res->status, status_text(res->status));
	for (size_t i = 0; i < res->header_count; i++) {
		const struct response_header *h = &res->headers[i];

		if (!bodyless || strcasecmp(h->name, "Content-Type") != 0)
			buf_printf(b, "%s: %s\r\n", h->name, h->value);
	}
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (default_applies(res, defaults[i].name))
			buf_printf(b, "%s: %s\r\n", defaults[i].name, defaults[i].value);
	if (res->stream)
		/* nginx passes it on as it comes, and notices a cut. */
		buf_puts(b, "X-Accel-Buffering: no\r\n");
	else if (!bodyless)
		buf_printf(b, "Content-Length: %zu\r\n", res->body->len);
	buf_puts(b, "\r\n");
	return b;
}

static bool send_stream(struct request *req, struct response *res,
	struct web_sink *sink)
{
	enum err e = res->stream(res->stream_ctx, sink);

	if (e && !sink->broken)
		log_line("a download failed: %s", err_detail());
	if (!e)
		return web_sink_write(sink, "", 0) == OK;
	if (!sink->head)
		return false;
	web_error(req, res, status_of(e), NULL);
	return response_send(req, res, sink);
}

bool response_send(struct request *req, struct response *res,
	struct web_sink *sink)
{
	bool body = strcmp(req->method, "HEAD") != 0 && res->status != 304;

	if (res->body->full)
		web_error(req, res, 500, NULL);
	sink->head = make_head(res);
	if (sink->head->full) {
		log_line("a response's head is too long");
		return false;
	}
	if (body && res->stream)
		return send_stream(req, res, sink);
	return web_sink_write(sink, res->body->data, body ? res->body->len : 0) == OK;
}
