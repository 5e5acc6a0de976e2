/*
 * Texts: the wording of a form's sheets, cell by cell, in all its languages: for
 * translators and for mending words. Owns which cells hold wording and their names;
 * refuses to know codes and logic, which it hands on unchanged.
 */
#ifndef FORM_TEXTS_H
#define FORM_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "form/catalogue.h"
#include "form/sheets.h"

struct arena;
struct csv_table;

/* The sheets that hold wording: those before the catalogues. */
#define TEXTS_SHEETS FORM_FUNCTIONS

/* A wording: one cell a language. */
struct text_row {
	enum form_sheet sheet;
	const char *key;	/* question's name; "list/code"; "form". The second of a name: "x#2" */
	const char *column;	/* label, hint, constraint_message, required_message, form_title */
	const char **texts;	/* per language; "" missing */
	size_t row;		/* of its table */
};

struct form_texts {
	struct form_language *languages;
	size_t language_count;	/* the default first */
	struct text_row *rows;	/* those that have a text in some language, and every
				 * label of what is shown */
	size_t count;
	struct arena *arena;
	struct csv_table *tables;	/* private: [TEXTS_SHEETS], columns 0: not there */
};

/* Read the wording of sheets that compile. ERR_INPUT when one cannot be read. */
enum err texts_read(struct arena *a, const char *const sheets[TEXTS_SHEETS],
	struct faults *faults, struct form_texts *out);

/* The row of that name, NULL when there is none. */
const struct text_row *texts_find(const struct form_texts *t, const char *sheet,
	const char *key, const char *column);
/* Index of a language by code or name; `language_count` when there is none. */
size_t texts_language(const struct form_texts *t, const char *code);
/* A language more, in which nothing is worded yet; its index. `heading` as in
 * `label::heading`. The same as texts_language() for one that is there. */
size_t texts_add_language(struct form_texts *t, const char *heading);

/* Set a text (copied); the column is made when the sheet lacks it. */
void texts_set(struct form_texts *t, const struct text_row *row, size_t language,
	const char *text);

/* The sheets with what was set; those without a change come back as they were
 * given to texts_read(). */
void texts_write(struct form_texts *t, const char *const given[TEXTS_SHEETS],
	const char *out[TEXTS_SHEETS]);

/* Texts a language lacks that another has. The form's title is not one: it falls
 * back by rule. */
size_t texts_missing(const struct form_texts *t, size_t language);

/* A choice of a list, as it is or shall be. */
struct choice_edit {
	const char *name;	/* its code */
	const char **labels;	/* per language; "" missing */
	size_t from;		/* its row in the sheet, for what else stands there */
};

#define CHOICE_NEW ((size_t)-1)

/* The choices of a list as they stand; how many. */
size_t texts_choices(struct form_texts *t, const char *list, struct choice_edit **out);
/* Put these in their place, in this order; other columns of rows that stay keep what
 * they have. Rows of `t` must not be used afterwards, but texts_write(). */
void texts_choices_put(struct form_texts *t, const char *list,
	const struct choice_edit *edits, size_t count);

/* Whether two sets of sheets differ in wording alone: same rows in the same order,
 * same columns, same cells in all that is neither wording nor the setting
 * `version`. ERR_INPUT when one cannot be read. */
enum err texts_only_differ(struct arena *a, const char *const before[TEXTS_SHEETS],
	const char *const after[TEXTS_SHEETS], bool *out);

#endif
