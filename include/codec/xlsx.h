/*
 * Excel workbooks (.xlsx, ECMA-376): reading sheets into tables like those of
 * CSV, and writing one. Know cells, nothing of what they mean. No DTD, no entity,
 * no macro, no formula is run: of formulas the stored value counts.
 */
#ifndef CODEC_XLSX_H
#define CODEC_XLSX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/csv.h"
#include "codec/zip.h"

struct arena;

struct xlsx_sheet {
	const char *name;	/* as on its tab */
	/* Rows as in CSV: `file` is the sheet's name, `lines` are row numbers, rows
	 * without a value (blanks are none) are skipped, row 1 that has one is the header,
	 * columns without a name stay where they are. Numbers are
	 * written as Excel shows them (whole ones without a dot, at most 15 digits),
	 * dates by the cell's style as YYYY-MM-DD (THH:MM:SS), times as HH:MM:SS,
	 * booleans as TRUE and FALSE. */
	struct csv_table table;
	bool empty;		/* no cell has a value; no table */
};

/* Whether the archive is a workbook. */
bool xlsx_is(const struct zip_reader *zr);

/* Read the sheets that `wanted` says by their name (others are not even
 * unpacked), in the workbook's order. A limit passed, a part that is missing or no
 * XML, a column named twice: faults with sheet and row (ERR_INPUT). A formula that
 * gives an error or was never computed, a cell whose shared text or style is not in
 * the workbook, is a fault with the cell's row and column, too, but reads as blank, and
 * the rest is given (OK). */
enum err xlsx_read(struct arena *a, struct zip_reader *zr, const struct csv_limits *limits,
	bool (*wanted)(const char *sheet), struct faults *faults, struct xlsx_sheet **sheets,
	size_t *count);

/* What spreadsheets call a column, counted from 0: A … Z, AA …; in `a`. */
const char *xlsx_column_letters(struct arena *a, size_t column);

/*
 * Writer: sheets one after the other, streamed into the sink; all cells are
 * texts, so that nothing is turned into a date or a formula. The first row of
 * each sheet is bold and stays in view.
 */
struct xlsx_writer;

struct xlsx_writer *xlsx_writer_new(struct arena *a, struct zip_sink sink);
/* Begin a sheet; characters Excel does not allow in names become `_`. */
enum err xlsx_sheet_begin(struct xlsx_writer *xw, const char *name);
enum err xlsx_row(struct xlsx_writer *xw, const char *const *cells, size_t count);
enum err xlsx_sheet_end(struct xlsx_writer *xw);
/* Write what names the sheets; nothing may follow. */
enum err xlsx_finish(struct xlsx_writer *xw);

#endif
