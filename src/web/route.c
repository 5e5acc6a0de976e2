/*
 * Routes: finding the one that is meant, and checking all that its flags ask
 * for, in one order for every program.
 */
#include "web/route.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "guard.h"
#include "transport.h"
#include "web/multipart.h"
#include "web/app.h"
#include "web/status.h"

/* Refused before any handler ran; `key` names the text in the reader's language. */
static void refuse(struct request *req, struct response *res, int status, const char *key,
	const char *detail)
{
	err_text(err_fail(ERR_DENIED, "%s", detail), key, NULL);
	web_error(req, res, status, err_detail());
}

static bool is_method(const struct request *req, const char *method)
{
	return strcmp(req->method, method) == 0
		|| (strcmp(method, "GET") == 0 && strcmp(req->method, "HEAD") == 0);
}

/* True when the path has the pattern's shape; its captures then in *out. */
static bool path_matches(struct arena *a, const char *pattern, const char *path,
	struct params *out)
{
	struct str pattern_rest = str_of(pattern), path_rest = str_of(path);

	*out = (struct params){.list = NULL};
	while (pattern_rest.p) {
		struct str want, have;

		if (!path_rest.p)
			return false;
		if (pattern_rest.len && *pattern_rest.p == '*') {
			if (!path_rest.len)
				return false;
			return params_add(a, out, pattern_rest.p + 1,
				path_rest.p, path_rest.len) == OK;
		}
		want = str_cut(pattern_rest, '/', &pattern_rest);
		have = str_cut(path_rest, '/', &path_rest);
		if (want.len && *want.p == ':') {
			if (!have.len)
				return false;
			params_add(a, out, arena_strndup(a, want.p + 1, want.len - 1),
				arena_strndup(a, have.p, have.len), have.len);
		} else if (!str_same(want, have)) {
			return false;
		}
	}
	return !path_rest.p;
}

/* The route, or NULL with the methods that the path knows in *allow ("": none). */
static const struct route *find_route(struct request *req, const char **allow)
{
	struct buf *b = buf_new(req->arena, 256);
	struct params captures;

	for (size_t i = 0; i < req->app->route_count; i++) {
		const struct route *r = &req->app->routes[i];
		bool get = strcmp(r->method, "GET") == 0;

		if (!path_matches(req->arena, r->pattern, req->path, &captures))
			continue;
		if (is_method(req, r->method)) {
			req->captures = captures;
			return r;
		}
		if (!strstr(b->data, r->method))
			buf_printf(b, "%s%s", b->len ? ", " : "", get ? "GET, HEAD" : r->method);
	}
	*allow = b->data;
	return NULL;
}

/* Somebody has to sign in first: a page load goes there and comes back. */
static void ask_login(struct request *req, struct response *res)
{
	const char *next = request_target(req);
	struct buf *b = buf_new(req->arena, 4 * strlen(next) + 64);

	if (req->accept_json || !is_method(req, "GET")) {
		refuse(req, res, 401, "web.sign_in", "sign in first");
		return;
	}
	buf_puts(b, "/login?next=");
	for (; *next; next++) {
		if (strchr("&+%#=?;", *next))
			buf_printf(b, "%%%02X", (unsigned char)*next);
		else
			buf_putc(b, *next);
	}
	if (response_redirect(res, b->data))
		refuse(req, res, 401, "web.sign_in", "sign in first");
}

static void note_denied(struct request *req, const struct route *route, const char *why)
{
	if (req->app->denied)
		req->app->denied(req, route, why);
}

static enum err find_viewer(struct request *req)
{
	const char *token = request_cookie(req, SESSION_COOKIE);
	struct viewer *viewer = NULL;
	enum err e;

	if (!token || !*token || !req->app->find_session)
		return OK;
	if ((e = req->app->find_session(req, token, &viewer)))
		return e;
	req->viewer = viewer;
	if (viewer)
		req->session = token;
	return OK;
}

/* Size and shape of the body; the status that refuses it, or 0. */
static int check_body(struct request *req, const struct route *route,
	const char **detail)
{
	int64_t max = route->body_max ? route->body_max : ROUTE_FORM_MAX;
	char *body;
	size_t len;
	enum err e;

	*detail = NULL;
	if (req->content_length > max)
		return 413;
	if (route->flags & ROUTE_RAW_BODY) {
		*detail = "the length of the upload must be announced";
		return req->content_length < 0 ? 411 : 0;
	}
	if ((route->flags & ROUTE_UPLOAD) && req->boundary) {
		if ((e = request_read_all(req, &body, &len))
			|| (e = multipart_parse(req->arena, req->boundary, body, len, &req->form,
				&req->files))) {
			*detail = err_detail();
			return e == ERR_TOO_LARGE ? 413 : 400;
		}
		return 0;
	}
	if (req->content_length > 0
		&& strcmp(req->content_type, "application/x-www-form-urlencoded") != 0) {
		*detail = "a form is sent as application/x-www-form-urlencoded";
		return 415;
	}
	if ((e = request_read_all(req, &body, &len))
		|| (e = params_parse(req->arena, body, len, &req->form))) {
		*detail = err_detail();
		return e == ERR_TOO_LARGE ? 413 : 400;
	}
	return 0;
}

/* What a POST must pass before its handler; the refusing status, or 0. */
static int check_post(struct request *req, const struct route *route,
	const char **detail)
{
	int status = check_body(req, route, detail);

	if (status)
		return status;
	if (!(route->flags & ROUTE_OPEN_POST) && !guard_token(req, route)) {
		note_denied(req, route, "token");
		err_text(err_fail(ERR_DENIED, "the page was too old; load it again and repeat "
			"the entry"), "web.stale", NULL);
		*detail = err_detail();
		return 403;
	}
	return 0;
}

static void run(struct request *req, struct response *res, const struct route *route)
{
	bool may = !(route->flags & ROUTE_PROVED) || (req->viewer && req->viewer->proved);
	enum err e = OK;
	int status;

	if (!may)
		e = req->app->prove ? req->app->prove(req, res, &may) :
			err_fail(ERR_DENIED, "give the password first");
	if (!e && may)
		e = route->handler(req, res);
	if (!e)
		return;
	status = req->body_cut && e == ERR_INPUT ? 400 : status_of(e);
	if (status >= 500)
		log_line("%s %s: %d: %s", route->method, route->pattern, status, err_detail());
	web_error(req, res, status, status < 500 ? err_detail() : NULL);
}

/* Signed in with a one-time password, which opens nothing but its own change. */
static bool must_change_first(const struct request *req, const struct route *route)
{
	return req->viewer && req->viewer->must_change
		&& !(route->flags & (ROUTE_PUBLIC | ROUTE_ONE_TIME));
}

static void ask_change(struct request *req, struct response *res, bool post)
{
	const char *path = req->app->change_password;

	if (post || req->accept_json || !path || response_redirect(res, path))
		refuse(req, res, 403, "web.password", "choose a password of your own first");
}

void web_dispatch(struct request *req, struct response *res)
{
	const char *allow = "", *detail = NULL;
	const struct route *route = find_route(req, &allow);
	bool post = route && strcmp(route->method, "POST") == 0;
	int status = 0;
	enum err e;

	if (!route) {
		if (*allow)
			response_header(res, "Allow", allow);
		web_error(req, res, *allow ? 405 : 404, NULL);
	} else if (post && guard_foreign(req)) {
		note_denied(req, route, "other site");
		refuse(req, res, 403, "web.foreign", "this form was sent from another site");
	} else if ((e = find_viewer(req))) {
		log_line("sessions: %s", err_detail());
		web_error(req, res, status_of(e), NULL);
	} else if (!guard_role(req, route)) {
		if (!req->viewer) {
			ask_login(req, res);
			return;
		}
		note_denied(req, route, "role");
		refuse(req, res, 403, "web.role", "your role does not allow this");
	} else if (must_change_first(req, route)) {
		ask_change(req, res, post);
	} else if (post && (status = check_post(req, route, &detail))) {
		web_error(req, res, status, detail);
	} else {
		run(req, res, route);
	}
}
