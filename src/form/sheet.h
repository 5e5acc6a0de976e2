/* Columns of a sheet under their modern names, and languages of headings. */
#ifndef FORM_SHEET_H
#define FORM_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/csv.h"
#include "form/catalogue.h"
#include "form/sheets.h"

struct arena;

struct sheet_column {
	const char *key;	/* "label", "relevant", …; own name when not known */
	const char *language;	/* text behind `::`, or NULL */
	const char *header;	/* as the author wrote it */
	bool known;		/* the key is one of ours */
	bool media;		/* pictures, sound, video */
};

struct sheet {
	const struct csv_table *table;	/* may be NULL: no rows */
	const char *file;
	size_t header_line;
	struct sheet_column *columns;
	size_t column_count, rows;
};

/* Recognise the headings, old spellings included. Two columns that mean the
 * same are a fault. */
void sheet_open(struct arena *a, enum form_sheet kind, const struct csv_table *table,
	struct faults *faults, struct sheet *out);

/* What stands in columns without a heading is nobody's answer to a question the
 * kiosk asks: each such cell is named among the warnings, up to CELLS_NAMED. */
#define CELLS_NAMED 20
void sheet_warn_remarks(struct arena *a, const struct csv_table *table, struct faults *warnings);

/* Index of the column without language, -1 when absent. */
int sheet_find(const struct sheet *s, const char *key);
/* The trimmed cell of that column, "" when absent. */
const char *sheet_cell(struct arena *a, const struct sheet *s, size_t row, const char *key);
const char *sheet_at(struct arena *a, const struct sheet *s, size_t row, int column);
size_t sheet_line(const struct sheet *s, size_t row);
/* The heading of `key` as the author wrote it, for faults. */
const char *sheet_header(const struct sheet *s, const char *key);

#endif
