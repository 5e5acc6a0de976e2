/*
 * Guard: where a request comes from, who may, and with which token. Knows only
 * the request and the route's flags.
 */
#include "guard.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/request.h"
#include "web/route.h"

/* Host without the port that its scheme has anyway. */
static struct str plain_host(const char *host, bool https)
{
	struct str h = str_of(host);
	const char *port = https ? ":443" : ":80";
	size_t len = strlen(port);

	if (h.len > len && memcmp(h.p + h.len - len, port, len) == 0)
		h.len -= len;
	return h;
}

bool guard_foreign(const struct request *req)
{
	const char *scheme = req->https ? "https://" : "http://";
	struct str from, to;

	if (!req->origin)
		return false;
	if (strncasecmp(req->origin, scheme, strlen(scheme)) != 0)
		return true;
	from = plain_host(req->origin + strlen(scheme), req->https);
	to = plain_host(req->host, req->https);
	return !from.len || from.len != to.len
		|| strncasecmp(from.p, to.p, to.len) != 0;
}

bool guard_role(const struct request *req, const struct route *route)
{
	static const unsigned flag[] = {
		[VIEWER_ADMIN] = ROUTE_ADMIN,
		[VIEWER_ANALYST] = ROUTE_ANALYST,
		[VIEWER_MANAGER] = ROUTE_MANAGER,
	};

	if (route->flags & ROUTE_PUBLIC)
		return true;
	return req->viewer && ((route->flags & flag[req->viewer->role]) ||
		((route->flags & ROUTE_ROUNDS) && req->viewer->rounds));
}

/* In a time that does not depend on where the texts differ. */
static bool same_secret(const char *given, const char *expected)
{
	size_t len = strlen(expected);
	unsigned char differ = 0;

	if (!len || strlen(given) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		differ |= (unsigned char)(given[i] ^ expected[i]);
	return differ == 0;
}

bool guard_token(const struct request *req, const struct route *route)
{
	const char *given = route->flags & ROUTE_RAW_BODY
		? req->csrf_header : params_get(&req->form, "csrf");
	const char *anonymous = request_cookie(req, ANONYMOUS_COOKIE);

	if (!given)
		return false;
	if (req->viewer && same_secret(given, req->viewer->csrf))
		return true;
	/* A login page that was opened before signing in elsewhere. */
	return (route->flags & ROUTE_PUBLIC) && anonymous
		&& same_secret(given, anonymous);
}
