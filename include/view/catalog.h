/*
 * Catalog: the texts of the interface in six languages, from one CSV
 * (www/i18n/interface.csv: key, note, a column per language, and its state in
 * `sk_state` and the like).
 *
 * Plural texts have a row per category: `answers#one`, `answers#few`,
 * `answers#many`, `answers#other`; a language leaves the cells of categories
 * it does not have empty. Texts may hold {placeholders}. Read once at start,
 * shared by all threads, never changed.
 */
#ifndef VIEW_CATALOG_H
#define VIEW_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "view/lang.h"

struct arena;
struct catalog;

/* How far a translation was looked at (wording.md). */
enum review { REVIEW_MISSING, REVIEW_DRAFT, REVIEW_REVIEWED, REVIEW_VALIDATED, REVIEW_COUNT };

/* Read the catalog at `path`; `a` must live as long as the process, faults
 * name `path`. Faults: missing columns, an empty English text, a repeated key,
 * a state that is none, a translation whose {placeholders} differ from the
 * English (a plural form may leave some out), a plural category that a
 * translated language needs and lacks. A row without a state is a draft.
 * ERR_NOT_FOUND, ERR_INPUT (see the faults). */
enum err catalog_load(struct arena *a, const char *path, struct faults *faults,
	const struct catalog **out);

/* The same from `len` bytes in memory; `file` is the name used in faults. */
enum err catalog_read(struct arena *a, const char *file, const char *data, size_t len,
	struct faults *faults, const struct catalog **out);

/* A text with one form; that of `other` when the key has plural forms. English
 * where the language lacks it; the key itself when the catalog lacks the key.
 * The string lives as long as the catalog. */
const char *catalog_text(const struct catalog *cat, enum lang lang, const char *key);

/* The form for `n`. As catalog_text for what is missing. */
const char *catalog_plural(const struct catalog *cat, enum lang lang, const char *key, int64_t n);

/* Is the key there at all (with or without plural forms)? */
bool catalog_has(const struct catalog *cat, const char *key);

/* Is catalog_text() of this language really in it, and not the English one? */
bool catalog_translated(const struct catalog *cat, enum lang lang, const char *key);

/* `text` with each {name} replaced, from pairs of strings (name, value) ended
 * by NULL: catalog_fill(a, text, "who", name, NULL). Not escaped: the template
 * does that. A placeholder that is not given stays as it is written. */
char *catalog_fill(struct arena *a, const char *text, ...) __attribute__((sentinel));
/* The same from an array of pairs ended by NULL. */
char *catalog_fill_pairs(struct arena *a, const char *text, const char *const *pairs);

/* How many texts (keys, plural forms counted once) of a language are in each
 * state: for administrators, who see what was not reviewed. */
void catalog_review(const struct catalog *cat, enum lang lang, size_t counts[REVIEW_COUNT]);

/* The key and its place, `i` below catalog_count(): for tests and lists. */
size_t catalog_count(const struct catalog *cat);
const char *catalog_key(const struct catalog *cat, size_t i);

#endif
