/*
 * CSV rows by RFC 4180 through libcsv in strict mode: reading tables with a
 * header, and writing fields that are quoted only where the RFC needs it.
 */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct arena;

/* A whole CSV file: a header row and rows of as many cells. */
struct csv_table {
	const char *file;	/* name used in faults */
	size_t columns, rows;
	const char **header;	/* columns names, trimmed; "" for one without a name */
	size_t header_line;	/* where they stand, 1-based */
	size_t column_from;	/* columns of the file in front of the first */
	const char **cells;	/* rows x columns, row-major, never NULL */
	size_t *lines;		/* rows: 1-based line each row starts on */
	size_t *widths;		/* rows: cells it really had, up to `columns` */
};

/* Bounds that are checked before memory is taken. */
struct csv_limits {
	size_t rows, columns, cell_bytes;
	/* People write remarks beside a table, and spreadsheets then save every row,
	 * the header's too, as wide as the widest. Where this is set, cells as far as
	 * the header's line goes are columns without a name instead of a fault. */
	bool remarks;
};
extern const struct csv_limits csv_limits_default;	/* 100,000 x 1,000 x 64 KiB */

/* Parse `len` bytes into tables of strings in `a`. A BOM is skipped; short rows
 * are filled with "", longer rows are a fault unless the surplus is empty (or see
 * `remarks`); a row
 * of empty cells only is skipped. Not UTF-8 (UTF-16 named as such), broken
 * quotes, a NUL byte, no header, a repeated column, a limit passed: a fault each
 * (line, mend) and ERR_INPUT. Semicolons or tabs instead of commas are named. */
enum err csv_table_read(struct arena *a, const char *file, const char *data, size_t len,
	const struct csv_limits *limits, struct faults *faults, struct csv_table *out);

/* The same from a file on disk of at most `max_bytes`, which bound its rows too.
 * ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_SYSTEM: a fault as well. */
enum err csv_table_load(struct arena *a, const char *path, const char *file,
	size_t max_bytes, struct faults *faults, struct csv_table *out);

/* A file read row by row, for tables of millions: `begin` gets the table with its
 * header and no row, `row` then each row as a table of one, whose cells last until
 * it returns. Faults as csv_table_load(), between those of the rows' reader. */
struct csv_rows {
	void (*begin)(void *ctx, const struct csv_table *header);
	void (*row)(void *ctx, const struct csv_table *row);
	void *ctx;
};

/* Header and `file` must outlive the faults: the header is in `a`, `file` the
 * caller's. Errors as csv_table_load(). */
enum err csv_rows_load(struct arena *a, const char *path, const char *file, size_t max_bytes,
	const struct csv_rows *rows, struct faults *faults);

/* Index of a column, -1 when absent (and for ""). */
int csv_column(const struct csv_table *t, const char *name);
/* The cell, "" when `column` is -1. */
const char *csv_cell(const struct csv_table *t, size_t row, int column);

/* Writes rows into a buffer; the caller flushes it. Lines end in CR LF. */
struct csv_writer {
	struct buf *out;
	bool excel;		/* formula guard on cells that Excel would run */
	bool in_row;
};

void csv_put(struct csv_writer *w, const char *value);
void csv_put_n(struct csv_writer *w, const char *value, size_t len);
void csv_put_i64(struct csv_writer *w, long long value);
/* %.10g; an empty field for what is not finite. */
void csv_put_double(struct csv_writer *w, double value);
void csv_end_row(struct csv_writer *w);
/* A row of constants, ended by NULL. */
void csv_put_row(struct csv_writer *w, ...) __attribute__((sentinel));

#endif
