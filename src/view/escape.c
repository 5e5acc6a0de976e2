/* HTML escaping. Knows no contexts but text and quoted attributes. */
#include "escape.h"

#include <string.h>

#include "base/buf.h"

static const char *const entities[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
};

void html_escape(struct buf *out, const char *text, size_t len)
{
	const char *from = text, *end = text + len;

	for (const char *p = text; p < end; p++) {
		const char *entity = entities[(unsigned char)*p];

		if (!entity)
			continue;
		buf_add(out, from, (size_t)(p - from));
		buf_puts(out, entity);
		from = p + 1;
	}
	buf_add(out, from, (size_t)(end - from));
}

void html_escape_text(struct buf *out, const char *text)
{
	html_escape(out, text, strlen(text));
}
