/*
 * Documents: pages of running text that ship with the program, an HTML file each (www/help/).
 * The text is trusted, as the templates are: nothing that people bring in is read this way.
 */
#ifndef VIEW_DOCUMENT_H
#define VIEW_DOCUMENT_H

#include "base/err.h"

struct arena;
struct markup;	/* see node_markup() in view/template.h */

struct document {
	const char *title;		/* of its <title>, as it is written there */
	const struct markup *body;	/* what follows <body> */
};

/* Read the file at `path`; all in the arena. ERR_NOT_FOUND, ERR_TOO_LARGE,
 * ERR_SYSTEM, for a file without <title> or <body> too. */
enum err document_read(struct arena *a, const char *path, struct document *out);

#endif
