/* CSV as spreadsheets save it → CSV as it is read here; and one file of several
 * sheets → its sheets. */
#ifndef FORM_INPUT_CSV_H
#define FORM_INPUT_CSV_H

#include "form/input.h"

#define SHEET_ROWS_MAX 20000
#define SHEET_COLUMNS_MAX 500
#define SHEET_CELL_BYTES_MAX 65536
#define SHEET_CELLS_MAX 1000000	/* rows x columns */

extern const struct csv_limits input_limits;

/* How many rows are read: fewer where the first row, or a later one, is wide. */
size_t input_rows(const char *csv, size_t len);

/* UTF-16 becomes UTF-8, semicolons and tabs between cells become commas, each
 * with a warning; a BOM is taken off. Lines stay lines. What cannot be mended is
 * left for the reader of tables to refuse. NUL-terminated; *len as it became. */
const char *input_plain_csv(struct arena *a, const char *file, const char *data, size_t *len,
	struct faults *warnings);

/* Whether the CSV names sheets in its first column. */
bool input_is_single(const char *csv, size_t len);
/* Read one, as pyxform has it: a name in the first column begins a sheet, the
 * next row names its columns. */
enum err input_single(struct arena *a, const char *file, const char *csv, size_t len,
	struct faults *faults, struct form_input *out);

/* A table written as CSV. */
const char *input_table_text(struct arena *a, const struct csv_table *t);

/* Which sheet a name means, in any case; FORM_SHEETS: none. */
enum form_sheet input_sheet_of(const char *name, size_t len);
/* Whether it is the sheet's own name, not one that older workbooks give it. */
bool input_is_own_name(const char *name, enum form_sheet sheet);

#endif
