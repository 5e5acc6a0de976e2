/*
 * Request: what a browser or script asks, already taken apart and checked:
 * well-formed UTF-8 without NUL everywhere, strictly decoded. Refuses to know
 * who asks: the user agent is never read, the address only where secrets can be
 * guessed at, and becomes a hash at once that means nothing beyond this process. Knows
 * no page, no rule and no database.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct web_app;
struct web_source;

/* A query or body parameter; texts are NUL-terminated, `len` counts bytes. */
struct param {
	const char *name;
	const char *value;
	size_t len;
};

/* Parameters in the order they were sent; a name may come more than once. */
struct params {
	struct param *list;
	size_t count;
};

/* A file of a multipart body: its bytes with a NUL behind them, in the request's
 * memory; `filename` without folders. */
struct upload {
	const char *field;
	const char *filename;
	const char *data;
	size_t len;
};

/* Files in the order they were sent; a field may hold several. */
struct uploads {
	struct upload *list;
	size_t count;
};

/* The most parameters one query or body may hold; more is ERR_TOO_LARGE. */
#define PARAMS_MAX 20000

#define REQUEST_CLIENT_BYTES 16

enum viewer_role { VIEWER_ADMIN, VIEWER_ANALYST, VIEWER_MANAGER };

/* Who is signed in; made by the app's find_session in the request's arena. */
struct viewer {
	int64_t account;	/* the account's id */
	const char *name;
	enum viewer_role role;
	bool rows;		/* may see row-level data */
	bool rounds;		/* may open rounds of pilots: ROUTE_ROUNDS */
	const char *csrf;	/* the token each of their POSTs must carry */
	bool must_change;	/* one-time password: only ROUTE_ONE_TIME is open */
	bool proved;		/* gave the password so lately that ROUTE_PROVED is open */
};

struct request {
	struct arena *arena;	/* ends with the request */
	const struct web_app *app;

	const char *method;	/* as sent; a HEAD is "HEAD" and handled as GET */
	const char *path;	/* decoded, begins with '/', without the query */
	struct params query;
	struct params form;	/* of the body; empty with ROUTE_RAW_BODY */
	struct uploads files;	/* of a multipart body: ROUTE_UPLOAD */
	struct params captures;	/* parts of the path by the route's pattern */
	struct params cookies;

	bool accept_json;	/* Accept prefers application/json to text/html */
	bool https;
	const char *host;	/* Host with its port; "" when absent */
	const char *origin;	/* Origin, or NULL when absent */
	const char *queued;	/* Kiosk-Queued, a date YYYY-MM-DD, or NULL */
	const char *accept_language;	/* "" when absent */
	const char *if_none_match;	/* or NULL */
	const char *csrf_header;	/* Kiosk-Csrf: the token of a raw body; or NULL */
	const char *code_header;	/* Kiosk-Code: an access code beside a raw body, or with GET; or NULL */
	const char *content_type;	/* lower case, without its parameters; "" */
	const char *boundary;	/* of a multipart/form-data body; NULL */
	int64_t content_length;	/* bytes announced; -1 when nothing was */

	struct viewer *viewer;	/* NULL: nobody is signed in */
	const char *session;	/* the session cookie's token, or NULL */

	/* Who guesses: a hash by a key that each start makes anew. */
	const unsigned char *client;	/* REQUEST_CLIENT_BYTES, or NULL: not told */
	int64_t wait_s;		/* of a refusal with 429: Retry-After; 0: ten */

	struct web_source *body;	/* private: read it by request_read() */
	int64_t body_read;		/* private: bytes taken so far */
	bool body_cut;			/* private: it ended too early */
	const char *query_text;		/* private: as sent */
	const char *anonymous_csrf;	/* private: see response_csrf() */
};

/* The first value of `name`, or NULL. Lives as long as the request. */
const char *params_get(const struct params *p, const char *name);

/* The parameter of that name behind `after` (NULL: from the start), or NULL.
 * for (p = NULL; (p = params_next(&req->form, "tools", p)); ) … */
const struct param *params_next(const struct params *p, const char *name,
	const struct param *after);

/* Append a parameter; the texts stay the caller's. ERR_TOO_LARGE. */
enum err params_add(struct arena *a, struct params *p, const char *name,
	const char *value, size_t len);

/* Read application/x-www-form-urlencoded text (WHATWG URL, section 5.1, but
 * strict): a broken %XX, ill-formed UTF-8 or a NUL is ERR_INPUT, more than
 * PARAMS_MAX parameters ERR_TOO_LARGE. Appends to *out on success only. */
enum err params_parse(struct arena *a, const char *text, size_t len,
	struct params *out);

/* The part of the path that the route calls `:name`; NULL when it has none. */
const char *request_capture(const struct request *req, const char *name);

/* What the browser knows our cookie `name` by: browsers keep cookies by host and not by
 * port, so the port of the address is part of it ("kiosk-8081"), but the scheme's own,
 * which no address names. On https it begins with "__Host-". */
const char *request_cookie_name(const struct request *req, const char *name);

/* A cookie by our name for it ("kiosk"), or NULL; on https only the one that
 * came as "__Host-kiosk" counts. */
const char *request_cookie(const struct request *req, const char *name);

/* Path and query as sent in the address bar, percent-encoded, for links back. */
const char *request_target(const struct request *req);

/* Up to `size` bytes of a body that is not a form (ROUTE_RAW_BODY); *got 0 at
 * its end. ERR_INPUT (the answer is then a 400) when it ends before the announced
 * length, which the route's body_max bounds. */
enum err request_read(struct request *req, void *out, size_t size, size_t *got);

/* The whole of such a body into the arena, NUL behind it. ERR_INPUT. */
enum err request_read_all(struct request *req, char **data, size_t *len);

#endif
