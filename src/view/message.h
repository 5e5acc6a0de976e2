/*
 * A catalog entry as the template compiler sees it: looked up once at start,
 * never by key while a page is rendered.
 */
#ifndef VIEW_MESSAGE_H
#define VIEW_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "view/catalog.h"
#include "view/lang.h"

struct message {
	const char *key;
	size_t line;		/* of its first row in the CSV */
	bool plural;
	/* NULL where missing; a text without plural forms stands at OTHER. */
	const char *text[LANG_COUNT][PLURAL_COUNT];
	enum review state[LANG_COUNT];
};

/* The entry of a key, or NULL. */
const struct message *catalog_message(const struct catalog *cat, const char *key);

/* Which language and form is shown for the number `n` with `decimals`: the
 * language's own where it has the text, else English. */
const char *message_text(const struct message *m, enum lang lang, double n, int decimals,
	enum lang *shown, enum plural *form);

/* The next {placeholder} in [p, end): *name (its word) and the byte behind its
 * brace in *after; returns its '{', or NULL. */
const char *placeholder_next(const char *p, const char *end, const char **name,
	size_t *name_len, const char **after);

#endif
