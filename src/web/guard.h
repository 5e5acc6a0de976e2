/*
 * Guard: the checks that stand before a handler. Private to the web layer.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stdbool.h>

struct request;
struct response;
struct route;

/* The cookie that goes with the token of somebody not signed in. */
#define ANONYMOUS_COOKIE "kiosk-form"
#define SESSION_COOKIE "kiosk"

/* True when the request comes from another site: an Origin is given and is not
 * scheme and host of this request. "null" is foreign. */
bool guard_foreign(const struct request *req);

/* True when the viewer's role is among the route's; public routes let all in. */
bool guard_role(const struct request *req, const struct route *route);

/* True when the POST carries the token that its viewer, or on a public route
 * its anonymous cookie, expects. */
bool guard_token(const struct request *req, const struct route *route);

#endif
