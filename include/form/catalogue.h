/*
 * Catalogues: the company's functions, departments and reports, as their CSVs
 * hold them. They fill the reserved choice lists of the same names. Owns
 * reading and checking the tables; refuses to know where they are kept.
 */
#ifndef FORM_CATALOGUE_H
#define FORM_CATALOGUE_H

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

struct catalogue_entry {
	const char *code;
	const char *home;	/* department's code; "*" everyone; "" unknown */
	const char **labels;	/* per language of the catalogue, "" when missing */
	const char **hints;
	double effort_days;	/* NAN when blank, as those below */
	double exec;		/* 0 to 3 */
	double auto_override;	/* 0 to 1 */
	double headcount;
	size_t line;		/* where it stood */
};

struct catalogue {
	enum catalogue_kind kind;
	struct form_language *languages;
	size_t language_count;
	struct catalogue_entry *entries;
	size_t count;
};

/* "functions", "departments", "reports". */
const char *catalogue_name(enum catalogue_kind kind);

/* Read a table (columns code, home, label::…, hint::…, effort_days, exec,
 * auto_override, headcount; contracts.md). A missing code or label, a repeated
 * code, a number that is none or out of its range: a fault each, ERR_INPUT.
 * Memory from `a`; the table must live as long. */
enum err catalogue_read(struct arena *a, enum catalogue_kind kind,
	const struct csv_table *table, struct faults *faults, struct catalogue *out);

/* The same from the text of a CSV file named `file` in faults. */
enum err catalogue_read_text(struct arena *a, enum catalogue_kind kind, const char *file,
	const char *csv, size_t len, struct faults *faults, struct catalogue *out);

#endif
