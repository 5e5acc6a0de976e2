/*
 * Handling: one request from its variables to the last byte of its answer,
 * whatever transport it came by; and the error pages, which replace what was
 * built so far.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "transport.h"
#include "web/app.h"
#include "web/status.h"

/* When the app has no page for it, or failed to make it. */
static void plain_error(const struct request *req, struct response *res, int status)
{
	if (req->accept_json)
		buf_printf(response_json(res, status),
			"{\"status\":%d,\"message\":\"%s\"}\n", status, status_text(status));
	else
		buf_printf(response_body(res, status, "text/plain; charset=utf-8"),
			"%d %s\n", status, status_text(status));
}

void web_error(struct request *req, struct response *res, int status,
	const char *detail)
{
	const char *allow = response_get(res, "Allow");
	/* err_detail() is overwritten by the next failure. */
	const char *said = detail && *detail ? arena_strdup(req->arena, detail) : NULL;

	res->header_count = 0;
	res->stream = NULL;
	buf_clear(res->body);
	res->status = status;
	if (allow)
		response_header(res, "Allow", allow);
	if (status == 401)
		response_header(res, "WWW-Authenticate", "Cookie realm=\"kiosk\"");
	if (status == 429 || status == 503)
		response_header(res, "Retry-After", arena_printf(req->arena, "%d",
			status == 429 && req->wait_s > 0 ? (int)req->wait_s : 10));
	if (!req->app->error_page
		|| req->app->error_page(req, status, said, res) != OK || res->body->full)
		plain_error(req, res, status);
}

bool web_handle(const struct web_app *app, struct arena *a,
	const struct web_env *env, struct web_source *body, struct web_sink *sink)
{
	struct response *res = response_new(a);
	struct request *req;
	enum err e = request_make(a, env, body, &req);

	req->app = app;
	if (e)
		web_error(req, res, e == ERR_TOO_LARGE ? 413 : 400, err_detail());
	else
		web_dispatch(req, res);
	return response_send(req, res, sink);
}
