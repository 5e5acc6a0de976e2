/*
 * Catalogues: the company's functions, departments and reports, as their CSVs
 * hold them. They fill the reserved choice lists of the same names. Owns
 * reading and checking the tables; refuses to know where they are kept.
 */
#ifndef FORM_CATALOGUE_H
#define FORM_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct csv_table;

enum catalogue_kind { CATALOGUE_FUNCTIONS, CATALOGUE_DEPARTMENTS, CATALOGUE_REPORTS };
#define CATALOGUE_KINDS 3

/* A language as a column heading names it: `label::Slovenčina (sk)`. */
struct form_language {
	const char *name;	/* "Slovenčina"; "default" for a bare `label` */
	const char *code;	/* "sk"; "" when unknown */
};

/* "Slovak (sk)" → name and code; the code of well-known names is supplied. */
struct form_language form_language_of(struct arena *a, const char *heading);
/* Whether two headings mean the same language. */
bool form_language_same(const struct form_language *a, const struct form_language *b);

struct catalogue_entry {
	const char *code;
	const char **labels;	/* per language of the catalogue, "" when missing */
	const char **hints;
	const char **names;	/* the labels without their marks, for lists (catalogue_name_all) */
	size_t line;		/* where it stood */
	/* Of each column: home (a department's code; "*" everyone; "" unknown), effort_days … */
#define CATALOGUE_TEXT const char *
#define CATALOGUE_NUMBER double
#define CATALOGUE_WHOLE double
#define COLUMN(name, type, ...) CATALOGUE_##type name;
#include "form/catalogue_columns.def"
#undef COLUMN
#undef CATALOGUE_TEXT
#undef CATALOGUE_NUMBER
#undef CATALOGUE_WHOLE
};

enum catalogue_type { CATALOGUE_TEXT, CATALOGUE_NUMBER, CATALOGUE_WHOLE };

/* A row of catalogue_columns.def. */
struct catalogue_column {
	const char *name;
	enum catalogue_type type;
	enum catalogue_kind list;
	double least, most;
	const char *text, *hint;	/* keys of the interface's texts, or NULL */
	const char *about;		/* in English, for the shell; or NULL */
	size_t at;			/* offset of its field */
};

/* The columns in their order; past the last, name is NULL. */
extern const struct catalogue_column catalogue_columns[];

/* What an entry has in a column: in a TEXT, in one of the others. */
const char *catalogue_text(const struct catalogue_entry *e, const struct catalogue_column *c);
double catalogue_number(const struct catalogue_entry *e, const struct catalogue_column *c);
/* Put it there. */
void catalogue_set_text(struct catalogue_entry *e, const struct catalogue_column *c,
	const char *text);
void catalogue_set_number(struct catalogue_entry *e, const struct catalogue_column *c, double v);

struct catalogue {
	enum catalogue_kind kind;
	struct form_language *languages;
	size_t language_count;
	struct catalogue_entry *entries;
	size_t count;
};

/* "functions", "departments", "reports". */
const char *catalogue_name(enum catalogue_kind kind);

/* Set `names` of all entries by their labels. */
void catalogue_name_all(struct arena *a, struct catalogue *c);

/* Read a table (columns code, label::…, hint::… and those of catalogue_columns.def; any
 * list takes all of them). A missing code or label, a repeated
 * code, a number that is none or out of its range: a fault each, ERR_INPUT.
 * Memory from `a`; the table must live as long. */
enum err catalogue_read(struct arena *a, enum catalogue_kind kind,
	const struct csv_table *table, struct faults *faults, struct catalogue *out);

/* The same from the text of a CSV file named `file` in faults. */
enum err catalogue_read_text(struct arena *a, enum catalogue_kind kind, const char *file,
	const char *csv, size_t len, struct faults *faults, struct catalogue *out);

#endif
