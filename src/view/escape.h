/*
 * Escaping for HTML text and quoted attributes: & < > " '. And the struct that
 * marks bytes as already being HTML; only this folder can make one.
 */
#ifndef VIEW_ESCAPE_H
#define VIEW_ESCAPE_H

#include <stddef.h>

struct buf;

struct markup {
	const char *html;
	size_t len;
};

void html_escape(struct buf *out, const char *text, size_t len);
void html_escape_text(struct buf *out, const char *text);	/* to its NUL */

#endif
