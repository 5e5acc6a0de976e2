/*
 * Stored answers read in one pass without copies: a release reads a million of
 * them. Owns the one form in which form/check writes its JSON object: no
 * blanks, values are strings, numbers or lists of strings. Refuses to know what
 * the keys mean. Texts are compared as written, with their escapes.
 */
#ifndef MODEL_STORED_H
#define MODEL_STORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;

enum stored_kind { STORED_STRING, STORED_NUMBER, STORED_LIST };

struct stored_member {
	struct str key;
	enum stored_kind kind;
	struct str value;	/* without quotes or brackets */
};

struct stored {
	const char *at, *end;
	bool bad;		/* the text is not of that form */
};

/* Begin with the object of `len` bytes, which must stay as long as the members. */
void stored_begin(struct stored *s, const char *json, size_t len);
/* The next member; false at the end and where the text is bad. */
bool stored_next(struct stored *s, struct stored_member *out);

/* The next string of a list's value; false when there is none. */
bool stored_item(struct str *list, struct str *item);

/* A number, or NAN for anything else (`dk`). Correctly rounded. */
double stored_number(struct str text);

/* `text` as it is written between quotes; from `a`. */
struct str stored_text(struct arena *a, const char *text);

/* Names as they are written, found quickly when they come in their order. */
struct stored_names {
	struct str *list;
	uint64_t *hashes;
	size_t count;
};

#define STORED_NO_NAME ((size_t)-1)

/* Room for `most` names, none yet. */
void stored_names_init(struct stored_names *n, struct arena *a, size_t most);
/* Add one, which is kept. */
void stored_names_add(struct stored_names *n, struct str name);
/* Index of a name, looked for from *next on, which then is the one after it;
 * STORED_NO_NAME when there is none. */
size_t stored_names_find(const struct stored_names *n, struct str name, size_t *next);

#endif
