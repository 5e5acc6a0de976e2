/*
 * Routes: the table a program declares, and the one place that checks it:
 * which handler, which login, which token, which size. Knows no page.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct request;
struct response;
struct web_app;

enum {
	/* Who may. One or more roles, or ROUTE_PUBLIC; a route that says
	 * nothing is for nobody (403). */
	ROUTE_ADMIN = 1,
	ROUTE_ANALYST = 2,
	ROUTE_MANAGER = 4,
	ROUTE_STAFF = ROUTE_ADMIN | ROUTE_ANALYST | ROUTE_MANAGER,
	ROUTE_PUBLIC = 8,
	/* A POST without token, judged by its Origin alone: answers. Every
	 * other POST needs the token (field `csrf`, or the header Kiosk-Csrf
	 * with ROUTE_RAW_BODY). */
	ROUTE_OPEN_POST = 16,
	/* The body is not a form: the handler takes it by request_read(). */
	ROUTE_RAW_BODY = 32,
	/* Open to those who signed in with a one-time password, too; the other
	 * routes send them to the app's change_password first. */
	ROUTE_ONE_TIME = 64,
	/* The body may be multipart/form-data, with files (web/multipart.h). */
	ROUTE_UPLOAD = 128,
	/* Only for who gave the password lately (viewer's `proved`); others are asked by
	 * the app's `prove` first. */
	ROUTE_PROVED = 256,
	/* Open, too, to who may open pilot rounds (viewer's `rounds`), whatever the role. */
	ROUTE_ROUNDS = 512,
};

/* Longest body of a form, bytes (contract). */
#define ROUTE_FORM_MAX ((int64_t)256 << 10)
#define ROUTE_PICTURE_MAX ((int64_t)5 << 20)
/* The same from a page, with a form's answers around it. */
#define ROUTE_MEDIA_MAX (ROUTE_PICTURE_MAX + 2 * ROUTE_FORM_MAX)

struct route {
	const char *method;	/* "GET" (HEAD comes with it) or "POST" */
	/* "/s/:round/form": `:name` takes one non-empty part of the path,
	 * `*name` at the end the non-empty rest. The first match counts. */
	const char *pattern;
	/* Fills `res` and returns OK; or fails, and the error page of that
	 * status (web/status.h) replaces whatever was built. */
	enum err (*handler)(struct request *req, struct response *res);
	unsigned flags;
	int64_t body_max;	/* bytes; 0: ROUTE_FORM_MAX */
};

/* Handle a request: 404, 405 with Allow, 403 for a foreign Origin, login (303 to
 * /login?next=…, or 401 where JSON or a POST is asked) and role (403), 413, 400,
 * token (403), then the handler. Always leaves a complete response. */
void web_dispatch(struct request *req, struct response *res);

#endif
