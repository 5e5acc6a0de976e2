/*
 * The translate tag: from "key n=answered" to phrases of all languages. And the
 * vocabulary by its words.
 */
#ifndef VIEW_COMPILE_PHRASE_H
#define VIEW_COMPILE_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "program.h"

/* The name a template writes as `word` (lower case); false when there is none. */
bool view_name_find(struct str word, enum view_name *out);

/* Compile what stands behind "{{_". False, with faults, when the key or a name
 * is unknown. */
bool phrase_compile(struct arena *a, const struct catalog *cat, struct str words,
	struct faults *faults, const char *file, size_t line, struct translate *out);

#endif
