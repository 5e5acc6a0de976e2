/*
 * App: what a program (cgi-bin/NAME.c) declares, and the main that serves it:
 * FastCGI on the socket that is its fd 0, or one plain CGI request.
 *
 *	static struct state state;
 *	static const struct web_app app = {
 *		.name = "survey", .routes = routes, .route_count = N,
 *		.ctx = &state, .begin = …, .error_page = …
 *	};
 *	int main(int argc, char **argv) { return web_main(&app, argc, argv); }
 */
#ifndef WEB_APP_H
#define WEB_APP_H

#include <stddef.h>

#include "base/err.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route.h"

/* Every callback may be NULL. Those that take a request run in its thread. */
struct web_app {
	const char *name;		/* for the log */
	const struct route *routes;
	size_t route_count;
	void *ctx;			/* the program's own state: req->app->ctx */
	unsigned threads;		/* 0: 16 */
	const char *change_password;	/* path where one-time passwords are changed */

	/* Once, with signals blocked already: open the store, start threads. A
	 * failure is logged with its detail and ends the program with status 3. */
	enum err (*begin)(void *ctx);
	/* Once, when all requests are answered. */
	void (*end)(void *ctx);

	/* About once a second, in the main thread. Not under CGI. */
	void (*tick)(void *ctx);

	/* Behind a CGI request, when it is answered: what a program beside this one does
	 * where there is FastCGI. */
	void (*after)(void *ctx);

	/* Who has the session `token`; *viewer stays NULL when nobody does (any
	 * more). A failure is answered by its status. */
	enum err (*find_session)(struct request *req, const char *token,
		struct viewer **viewer);

	/* For ROUTE_PROVED: look at the password that came along, and set *proved; or make
	 * the page that asks for it and leave *proved false. */
	enum err (*prove)(struct request *req, struct response *res, bool *proved);

	/* A request was refused with 403: `why` is "role", "token" or "other site". */
	void (*denied)(struct request *req, const struct route *route, const char *why);

	/* The page (or, with req->accept_json, the JSON) for a status of 400 and
	 * above. `detail` says what was wrong, fit for the reader; NULL when
	 * there is nothing to say. Status and headers are set already; write to
	 * response_html() or response_json(). A failure falls back to a plain one. */
	enum err (*error_page)(struct request *req, int status, const char *detail,
		struct response *res);
};

/* Serve until SIGTERM or SIGINT; requests in flight finish. Exit status. */
int web_main(const struct web_app *app, int argc, char **argv);

/* Ask that the process ends (status 3) once the requests in flight are answered:
 * after a failure of the store, for the supervisor to start a fresh one. */
void web_end_process(void);

#endif
