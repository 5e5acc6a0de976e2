/*
 * URLs: own addresses, put together so that no value can leave its place.
 */
#ifndef VIEW_URL_H
#define VIEW_URL_H

#include <stdbool.h>

struct arena;

/* A path by a format of %s (percent-encoded as one segment: '/' too), %d and
 * %ld, %%: url_path(a, "/results/%s/priorities", code). RFC 3986. Other
 * conversions end the process: the format is the program's, not input. */
char *url_path(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* `url` with name=value behind '?' or '&', before a '#'; both encoded. A NULL
 * value leaves the URL as it is. */
char *url_query(struct arena *a, const char *url, const char *name, const char *value);

/* True for what stays on this site: "/…" (not "//", not "/\"), "?…", "#…",
 * without control characters. For redirect targets that came from outside,
 * take only those that also begin with '/'. */
bool url_is_local(const char *url);

#endif
