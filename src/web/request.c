/*
 * Request: from the variables a server passes (RFC 3875 names) to a checked
 * struct, and the reading of bodies. The one variable that says who the client is
 * (nginx passes it for a few addresses alone) does not outlive parse_client().
 */
#include "web/request.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "transport.h"
#include "web/multipart.h"

/* Longer variables are refused; nginx itself stops at 8 KiB a header. */
#define VARIABLE_MAX ((size_t)16 << 10)

/* A copy of a variable that is plain text on one line; "" when absent. */
static enum err variable(struct arena *a, const struct web_env *env,
	const char *name, const char **out)
{
	const char *value = env->get(env->ctx, name);
	size_t len = value ? strlen(value) : 0;

	if (len > VARIABLE_MAX)
		return err_fail(ERR_INPUT, "a header is too long");
	if (!utf8_valid(value ? value : "", len))
		return err_fail(ERR_INPUT, "a header is not UTF-8 text");
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return err_fail(ERR_INPUT, "a header holds a control character");
	*out = value ? arena_strndup(a, value, len) : "";
	return OK;
}

static const char *none_if_empty(const char *s)
{
	return *s ? s : NULL;
}

/* Quality of one media range "type/subtype;q=0.5", in thousandths (RFC 9110
 * 12.4.2); a broken q counts as 0. */
static int quality(struct str parameters)
{
	while (parameters.len) {
		struct str one = str_trim(str_cut(parameters, ';', &parameters));
		int q = 0, scale = 1000;

		if (one.len < 3 || strncasecmp(one.p, "q=", 2) != 0)
			continue;
		for (size_t i = 2; i < one.len && scale > 0; i++) {
			if (one.p[i] == '.')
				continue;
			if (one.p[i] < '0' || one.p[i] > '9')
				return 0;
			q += (one.p[i] - '0') * scale;
			scale /= 10;
		}
		return q > 1000 ? 1000 : q;
	}
	return 1000;
}

/* JSON is asked for when it is named and text/html is not named as highly: a
 * browser's page load names html, a script that can do both says which. */
static bool prefers_json(const char *accept)
{
	struct str rest = str_of(accept);
	int json = 0, html = 0;

	while (rest.len) {
		struct str range = str_cut(rest, ',', &rest), parameters;
		struct str type = str_trim(str_cut(range, ';', &parameters));

		if (type.len == 16 && strncasecmp(type.p, "application/json", 16) == 0)
			json = quality(parameters);
		else if (type.len == 9 && strncasecmp(type.p, "text/html", 9) == 0)
			html = quality(parameters);
	}
	return json > 0 && json > html;
}

static enum err parse_cookies(struct request *req, const char *header)
{
	struct str rest = str_of(header);

	while (rest.len) {
		struct str value, pair = str_trim(str_cut(rest, ';', &rest));
		struct str name = str_trim(str_cut(pair, '=', &value));
		enum err e;

		if (!name.len)
			continue;
		e = params_add(req->arena, &req->cookies,
			arena_strndup(req->arena, name.p, name.len),
			arena_strndup(req->arena, value.p, value.len), value.len);
		if (e)
			return e;
	}
	return OK;
}

/* The path: PATH_INFO where the server splits it off (our nginx, plain CGI),
 * else that of REQUEST_URI, else SCRIPT_NAME. */
static enum err parse_path(struct request *req, const struct web_env *env)
{
	const char *info, *uri, *script;
	size_t len;
	enum err e;
	char *path;

	if ((e = variable(req->arena, env, "PATH_INFO", &info))
		|| (e = variable(req->arena, env, "REQUEST_URI", &uri))
		|| (e = variable(req->arena, env, "SCRIPT_NAME", &script)))
		return e;
	if (*info || !*uri) {
		req->path = *info ? info : *script ? script : "/";
	} else {
		len = strcspn(uri, "?");
		path = arena_strndup(req->arena, uri, len);
		if ((e = params_decode(path, len, false, &len)))
			return e;
		req->path = path;
	}
	for (const char *p = req->path; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return err_fail(ERR_INPUT, "the address holds a control character");
	if (req->path[0] != '/')
		return err_fail(ERR_INPUT, "the address does not begin with a slash");
	return OK;
}

/* The type alone, in lower case. */
static const char *media_type(struct arena *a, const char *header)
{
	char *type = arena_strdup(a, header);

	type[strcspn(type, "; \t")] = '\0';
	for (char *p = type; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return type;
}

static enum err parse_body_head(struct request *req, const struct web_env *env)
{
	const char *length, *type;
	enum err e;

	if ((e = variable(req->arena, env, "CONTENT_TYPE", &type))
		|| (e = variable(req->arena, env, "CONTENT_LENGTH", &length)))
		return e;
	req->content_type = media_type(req->arena, type);
	req->boundary = multipart_boundary(req->arena, type);
	if (*length && (!isdigit((unsigned char)*length)
			|| !parse_i64(length, &req->content_length)))
		return err_fail(ERR_INPUT, "Content-Length is not a number");
	return OK;
}

static enum err parse_headers(struct request *req, const struct web_env *env)
{
	const char *accept, *cookie, *origin, *queued, *match, *token, *code, *https;
	struct arena *a = req->arena;
	enum err e;

	if ((e = variable(a, env, "HTTP_ACCEPT", &accept))
		|| (e = variable(a, env, "HTTP_COOKIE", &cookie))
		|| (e = variable(a, env, "HTTP_ORIGIN", &origin))
		|| (e = variable(a, env, "HTTP_HOST", &req->host))
		|| (e = variable(a, env, "HTTP_KIOSK_QUEUED", &queued))
		|| (e = variable(a, env, "HTTP_KIOSK_CSRF", &token))
		|| (e = variable(a, env, "HTTP_KIOSK_CODE", &code))
		|| (e = variable(a, env, "HTTP_IF_NONE_MATCH", &match))
		|| (e = variable(a, env, "HTTP_ACCEPT_LANGUAGE", &req->accept_language))
		|| (e = variable(a, env, "HTTPS", &https)))
		return e;
	req->accept_json = prefers_json(accept);
	req->https = strcasecmp(https, "on") == 0 || strcmp(https, "1") == 0;
	req->origin = none_if_empty(origin);
	req->queued = none_if_empty(queued);
	req->if_none_match = none_if_empty(match);
	req->csrf_header = none_if_empty(token);
	req->code_header = none_if_empty(code);
	if (req->queued && !text_is_date(req->queued))
		return err_fail(ERR_INPUT, "Kiosk-Queued is not a date (YYYY-MM-DD)");
	return parse_cookies(req, cookie);
}

static unsigned char client_key[32];

static void make_client_key(void)
{
	random_bytes(client_key, sizeof client_key);
}

/* Of IPv6 the network alone: whoever has one has all of its addresses. */
static void parse_client(struct request *req, const struct web_env *env)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *address = env->get(env->ctx, "KIOSK_CLIENT");
	unsigned char bytes[sizeof(struct in6_addr)] = {0}, *client;

	if (!address || (inet_pton(AF_INET, address, bytes) != 1
			&& inet_pton(AF_INET6, address, bytes) != 1))
		return;
	pthread_once(&once, make_client_key);
	client = arena_alloc(req->arena, REQUEST_CLIENT_BYTES);
	digest_keyed(client_key, sizeof client_key, bytes, 8, client, REQUEST_CLIENT_BYTES);
	memset(bytes, 0, sizeof bytes);
	req->client = client;
}

enum err request_make(struct arena *a, const struct web_env *env,
	struct web_source *body, struct request **out)
{
	struct request *req = arena_alloc(a, sizeof *req);
	const char *query;
	enum err e;

	*req = (struct request){.arena = a, .method = "GET", .path = "/", .host = "",
		.accept_language = "", .content_type = "", .content_length = -1,
		.query_text = "", .body = body};
	*out = req;
	parse_client(req, env);
	/* Accept first: a refusal should come in the form that was asked for. */
	if ((e = parse_headers(req, env))
		|| (e = variable(a, env, "REQUEST_METHOD", &req->method))
		|| (e = parse_path(req, env))
		|| (e = parse_body_head(req, env))
		|| (e = variable(a, env, "QUERY_STRING", &query)))
		return e;
	req->query_text = query;
	return params_parse(a, query, strlen(query), &req->query);
}

const char *request_capture(const struct request *req, const char *name)
{
	return params_get(&req->captures, name);
}

/* The port of the address the browser asked; "" where it has the scheme's own. */
static const char *host_port(const struct request *req)
{
	const char *colon = strrchr(req->host, ':');
	size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;

	return digits && digits <= 5 && !colon[1 + digits] ? colon + 1 : "";
}

const char *request_cookie_name(const struct request *req, const char *name)
{
	const char *port = host_port(req);

	return arena_printf(req->arena, "%s%s%s%s", req->https ? "__Host-" : "", name,
		*port ? "-" : "", port);
}

const char *request_cookie(const struct request *req, const char *name)
{
	return params_get(&req->cookies, request_cookie_name(req, name));
}

const char *request_target(const struct request *req)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~/";
	struct buf *b = buf_new(req->arena, 8 * VARIABLE_MAX);

	for (const char *p = req->path; *p; p++) {
		if (strchr(plain, *p))
			buf_putc(b, *p);
		else
			buf_printf(b, "%%%02X", (unsigned char)*p);
	}
	if (*req->query_text)
		buf_printf(b, "?%s", req->query_text);
	return b->data;
}

enum err request_read(struct request *req, void *out, size_t size, size_t *got)
{
	int64_t left = req->content_length - req->body_read;
	size_t want = left < 0 ? 0 : (uint64_t)left < size ? (size_t)left : size;
	size_t n = want ? req->body->read(req->body->ctx, out, want) : 0;

	if (want && !n) {
		req->body_cut = true;
		return err_fail(ERR_INPUT, "what was sent was cut off; send it again");
	}
	req->body_read += (int64_t)n;
	*got = n;
	return OK;
}

enum err request_read_all(struct request *req, char **data, size_t *len)
{
	/* The route's body_max stands above the announced length already. */
	size_t total = req->content_length > 0 ? (size_t)req->content_length : 0;
	char *all = arena_alloc(req->arena, total + 1);
	size_t have = 0, got = 0;
	enum err e;

	while (have < total) {
		if ((e = request_read(req, all + have, total - have, &got)))
			return e;
		have += got;
	}
	*data = all;
	*len = have;
	return OK;
}
