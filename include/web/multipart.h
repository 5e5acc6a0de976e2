/*
 * Multipart: the body a browser sends for a page with files (RFC 7578, as WHATWG's
 * browsers write it), taken apart in memory, strictly and with bounds. Knows
 * nothing of what the files hold.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stddef.h>

#include "base/err.h"
#include "web/request.h"

struct arena;

/* The most parts one body may hold; more is ERR_TOO_LARGE. */
#define MULTIPART_PARTS_MAX 2000
/* The longest head of one part, bytes. */
#define MULTIPART_HEAD_MAX ((size_t)2 << 10)

/* The boundary of a Content-Type header; NULL when it is no multipart/form-data or
 * its boundary is not 1 to 70 characters as RFC 2046 allows them. */
const char *multipart_boundary(struct arena *a, const char *content_type);

/* Take `body` (which is written to: a NUL goes behind every part, at the latest
 * into body[len]) apart: fields to *fields, files to *files, both appended on
 * success only. Fields are UTF-8 without NUL; files any bytes; file names UTF-8
 * without control characters, cut to what follows the last slash or backslash. A
 * file field left empty is none. ERR_INPUT for whatever breaks the format, ERR_TOO_LARGE
 * for too many parts. */
enum err multipart_parse(struct arena *a, const char *boundary, char *body, size_t len,
	struct params *fields, struct uploads *files);

#endif
