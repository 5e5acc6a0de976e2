/*
 * Reviews: how far the wording of a form was looked at, per text and language, by
 * which role (wording.md: what nobody reviewed is draft, however complete). A state
 * holds for the words it was given to.
 */
#ifndef MODEL_REVIEWS_H
#define MODEL_REVIEWS_H

#include <stddef.h>

#include "base/err.h"
#include "form/texts.h"

struct arena;
struct change;
struct csv_table;
struct db;

enum text_state { TEXT_MISSING, TEXT_DRAFT, TEXT_REVIEWED, TEXT_VALIDATED, TEXT_STATES };

/* "missing", "draft", "reviewed", "validated". */
const char *text_state_name(enum text_state s);
/* The state of that name; TEXT_STATES when there is none. */
enum text_state text_state_of(const char *name);

struct text_review {
	enum text_state state;
	const char *by;		/* role; "" */
};

/* States of all texts of a form: [row * language_count + language]. */
enum err reviews_load(struct arena *a, struct db *db, const char *code,
	const struct form_texts *t, struct text_review **out);

/* Set one. */
enum err review_put(struct change *c, const char *code, const struct form_texts *t,
	const struct text_row *row, size_t language, enum text_state state, const char *by);

/* How many texts of a language are in each state. */
void reviews_count(const struct form_texts *t, const struct text_review *reviews,
	size_t language, size_t counts[TEXT_STATES]);

/*
 * The translation table as CSV: sheet, key, column, then a column per language
 * (its code), then CODE_state and CODE_by.
 */
const char *translations_csv(struct arena *a, const struct form_texts *t,
	const struct text_review *reviews);

struct translation_change {
	const struct text_row *row;
	size_t language;
	const char *text;		/* NULL: stays */
	enum text_state state;		/* TEXT_STATES: stays */
	const char *by;			/* NULL: stays */
};

/* Read such a table back, or a pack's (sheet, key, column, lang, state, by, and text
 * where it holds texts). Rows may be left out, and columns but the first three;
 * blank cells change nothing. Rows of catalogues (functions …) are passed over.
 * A row, language or state the form does not know is a fault: ERR_INPUT. What is
 * the same as now is not among the changes. */
enum err translations_read(struct arena *a, const struct form_texts *t,
	const struct text_review *reviews, const struct csv_table *table,
	struct faults *faults, struct translation_change **out, size_t *count);

/* Keep the states of changes; their texts must have been set. */
enum err translations_keep(struct change *c, const char *code, const struct form_texts *t,
	const struct translation_change *list, size_t count);

/* Keep the states of a table that came beside a form (a pack's translations.csv); texts
 * in it are passed over. A table that does not fit: faults, ERR_INPUT. */
enum err translations_take(struct change *c, const char *code,
	const char *const sheets[TEXTS_SHEETS], const char *csv, size_t len,
	struct faults *faults);
/* The same of translations.csv in the pack's folder `dir`, where there is one; what
 * does not fit there is passed over. */
enum err translations_take_folder(struct change *c, const char *code,
	const char *const sheets[TEXTS_SHEETS], const char *dir);

#endif
