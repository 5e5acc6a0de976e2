/* HTML in a wording: never markup here, so whoever wrote it is told what to write instead. */
#ifndef FORM_TAGS_H
#define FORM_TAGS_H

#include "compile.h"

/* Warn of the tags and character references of a text, each kind once. `column` is the
 * heading as its author wrote it. */
void tags_warn(struct compiler *c, const char *text, const char *file, size_t line,
	const char *column);

#endif
