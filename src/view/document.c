/* Documents: a title and a body, cut out of a file. */
#include "view/document.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "escape.h"

#define DOCUMENT_MAX ((size_t)256 << 10)	/* bytes; the longest has a fifth of it */

#define TITLE "<title>"
#define TITLE_END "</title>"
#define BODY "<body>\n"

static const char *between(struct arena *a, const char *text, const char *begin, const char *end)
{
	const char *from = strstr(text, begin), *to = from ? strstr(from, end) : NULL;

	if (!to)
		return NULL;
	from += strlen(begin);
	return arena_strndup(a, from, (size_t)(to - from));
}

enum err document_read(struct arena *a, const char *path, struct document *out)
{
	struct markup *body = arena_alloc(a, sizeof *body);
	size_t len;
	char *text;
	enum err e = file_read(a, path, DOCUMENT_MAX, &text, &len);

	if (e)
		return e;
	body->html = strstr(text, BODY);
	out->title = between(a, text, TITLE, TITLE_END);
	if (!body->html || !out->title)
		return err_fail(ERR_SYSTEM, "%s has no title or no body", path);
	body->html += strlen(BODY);
	body->len = len - (size_t)(body->html - text);
	out->body = body;
	return OK;
}
