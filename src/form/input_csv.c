/*
 * CSV as spreadsheets really save it. Owns encodings, separators and the form in
 * a single file; tables themselves are the codec's.
 */
#include "input_csv.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"

const struct csv_limits input_limits = {.rows = SHEET_ROWS_MAX, .columns = SHEET_COLUMNS_MAX,
	.cell_bytes = SHEET_CELL_BYTES_MAX, .remarks = true};

/* UTF-16 behind its mark; NULL when it is none or broken. */
static const char *from_utf16(struct arena *a, const char *data, size_t *len)
{
	const unsigned char *p = (const unsigned char *)data;
	bool big = *len >= 2 && p[0] == 0xFE && p[1] == 0xFF;
	struct buf *out;
	char bytes[4];

	if (*len < 2 || *len % 2 || !(big || (p[0] == 0xFF && p[1] == 0xFE)))
		return NULL;
	out = buf_new(a, *len * 2);
	for (size_t i = 2; i < *len; i += 2) {
		unsigned unit = big ? (unsigned)p[i] << 8 | p[i + 1] :
			(unsigned)p[i + 1] << 8 | p[i], low;

		if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < *len) {
			i += 2;
			low = big ? (unsigned)p[i] << 8 | p[i + 1] :
				(unsigned)p[i + 1] << 8 | p[i];
			if (low < 0xDC00 || low >= 0xE000)
				return NULL;
			unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
		} else if (unit == 0 || (unit >= 0xD800 && unit < 0xE000)) {
			return NULL;
		}
		buf_add(out, bytes, utf8_put(bytes, unit));
	}
	*len = out->len;
	return out->data;
}

/* What parts the cells: of comma, semicolon and tab the one the first line has,
 * a comma before all. */
static char separator_of(const char *csv, size_t len)
{
	bool quoted = false;
	char found = ',';

	for (size_t i = 0; i < len && (quoted || (csv[i] != '\n' && csv[i] != '\r')); i++) {
		quoted ^= csv[i] == '"';
		if (quoted)
			continue;
		if (csv[i] == ',')
			return ',';
		if (csv[i] == ';' || (csv[i] == '\t' && found == ','))
			found = csv[i];
	}
	return found;
}

/* One cell, from `at` up to a separator or line end outside quotes. */
static size_t cell_length(const char *csv, size_t len, size_t at, char separator, bool *plain)
{
	bool quoted = false;
	size_t i = at;

	*plain = true;
	for (; i < len; i++) {
		if (csv[i] == '"') {
			quoted = !quoted;
			*plain = false;
		} else if (!quoted && (csv[i] == separator || csv[i] == '\n' || csv[i] == '\r')) {
			break;
		}
	}
	return i - at;
}

/* Commas between cells; a cell with a comma in it gets quotes. */
static const char *with_commas(struct arena *a, const char *csv, size_t *len, char separator)
{
	struct buf *out = buf_new(a, *len * 3 + 3);

	for (size_t at = 0;; at++) {
		bool plain;
		size_t n = cell_length(csv, *len, at, separator, &plain);
		bool comma = plain && memchr(csv + at, ',', n);

		if (comma)
			buf_putc(out, '"');
		buf_add(out, csv + at, n);
		if (comma)
			buf_putc(out, '"');
		at += n;
		if (at == *len)
			break;
		buf_putc(out, csv[at] == separator ? ',' : csv[at]);
	}
	*len = out->len;
	return out->data;
}

const char *input_plain_csv(struct arena *a, const char *file, const char *data, size_t *len,
	struct faults *warnings)
{
	const char *utf8 = from_utf16(a, data, len);
	char separator;

	if (utf8) {
		fault_add(warnings, file, 0, NULL, FAULT_READ_UTF16, NULL);
		data = utf8;
	}
	if (*len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
		data += 3;
		*len -= 3;
	}
	separator = separator_of(data, *len);
	if (separator != ',' && utf8_valid(data, *len)) {
		fault_add(warnings, file, 0, NULL, FAULT_READ_SEPARATOR,
			separator == ';' ? "semicolons" : "tabs", NULL);
		data = with_commas(a, data, len, separator);
	}
	return arena_strndup(a, data, *len);
}

const char *form_sheet_name(enum form_sheet sheet)
{
	static const char *const names[] = {[FORM_SURVEY] = "survey", [FORM_CHOICES] = "choices",
		[FORM_SETTINGS] = "settings", [FORM_FUNCTIONS] = "functions",
		[FORM_DEPARTMENTS] = "departments", [FORM_REPORTS] = "reports"};

	return names[sheet];
}

enum form_sheet input_sheet_of(const char *name, size_t len)
{
	/* Names that older workbooks give the sheet of choices. */
	static const char *const choices[] = {"columns", "choices and columns"};
	struct str s = str_trim((struct str){name, len});

	for (enum form_sheet k = FORM_SURVEY; k < FORM_SHEETS; k++)
		if (strlen(form_sheet_name(k)) == s.len &&
			strncasecmp(form_sheet_name(k), s.p, s.len) == 0)
			return k;
	for (size_t i = 0; i < 2; i++)
		if (strlen(choices[i]) == s.len && strncasecmp(choices[i], s.p, s.len) == 0)
			return FORM_CHOICES;
	return FORM_SHEETS;
}

bool input_is_own_name(const char *name, enum form_sheet sheet)
{
	struct str s = str_trim(str_of(name));
	const char *own = form_sheet_name(sheet);

	return strlen(own) == s.len && strncasecmp(own, s.p, s.len) == 0;
}

bool input_is_single(const char *csv, size_t len)
{
	size_t at = 0;
	bool plain;

	while (at < len && strchr(" \r\n,", csv[at]) && csv[at])
		at++;

	size_t n = cell_length(csv, len, at, ',', &plain);

	if (n >= 2 && csv[at] == '"' && csv[at + n - 1] == '"') {
		at++;
		n -= 2;
	}
	/* Only in the first column; a header has other names beside it. */
	return (at == 0 || csv[at - 1] != ',') && n && input_sheet_of(csv + at, n) < FORM_SHEETS;
}

static size_t widest_line(const char *csv, size_t len)
{
	size_t commas = 0, most = 0;

	for (size_t i = 0; i < len; i++) {
		commas = csv[i] == '\n' || csv[i] == '\r' ? 0 : commas + (csv[i] == ',');
		most = commas > most ? commas : most;
	}
	return most + 1;
}

size_t input_rows(const char *csv, size_t len)
{
	size_t fit = SHEET_CELLS_MAX / widest_line(csv, len);

	return fit < 100 ? 100 : fit < SHEET_ROWS_MAX ? fit : SHEET_ROWS_MAX;
}

/* Rows without a header of their own, read as a table: columns called 1, 2, 3 … */
static enum err raw_table(struct arena *a, const char *file, const char *csv, size_t len,
	struct faults *faults, struct csv_table *out)
{
	size_t width = widest_line(csv, len);
	struct csv_limits limits = input_limits;
	struct buf *text = buf_new(a, len + 8 * SHEET_COLUMNS_MAX);
	enum err e;

	limits.rows = input_rows(csv, len);
	for (size_t i = 0; i < width && i < SHEET_COLUMNS_MAX; i++)
		buf_printf(text, "%s%zu", i ? "," : "", i + 1);
	buf_putc(text, '\n');
	buf_add(text, csv, len);
	e = csv_table_read(a, file, text->data, text->len, &limits, faults, out);
	for (size_t i = 0; !e && i < out->rows; i++)
		out->lines[i]--;
	return e;
}

static bool is_blank(const char *cell)
{
	return str_trim(str_of(cell)).len == 0;
}

/* Columns of a sheet of the raw table: those with a name, and behind them those with a
 * cell, as far as the header's line goes (csv_limits.remarks). */
static size_t sheet_columns(const struct csv_table *raw, size_t first, size_t end)
{
	size_t line = raw->widths[first], columns = 0;

	for (size_t i = 1; i < line; i++)
		for (size_t r = first; r < end && columns < i; r++)
			if (!is_blank(csv_cell(raw, r, (int)i)))
				columns = i;
	return columns;
}

static void cut_header(struct arena *a, const struct csv_table *raw, size_t first,
	struct faults *faults, struct csv_table *t)
{
	for (size_t i = 0; i < t->columns; i++) {
		struct str name = str_trim(str_of(csv_cell(raw, first, (int)i + 1)));

		t->header[i] = arena_strndup(a, name.p, name.len);
		for (size_t j = 0; j < i && name.len; j++)
			if (strcmp(t->header[j], t->header[i]) == 0)
				fault_add(faults, t->file, raw->lines[first], t->header[i],
					FAULT_COLUMN_TWICE, NULL);
	}
}

/* A sheet of rows [first, end) of the raw table, whose row `first` is its header. */
static enum err cut_sheet(struct arena *a, const struct csv_table *raw, size_t first, size_t end,
	struct faults *faults, const struct csv_table **out)
{
	struct csv_table *t = arena_alloc(a, sizeof *t);
	size_t before = faults->count;

	*t = (struct csv_table){.file = raw->file, .rows = end - first - 1,
		.columns = sheet_columns(raw, first, end), .header_line = raw->lines[first],
		.column_from = 1};
	t->header = arena_array(a, t->columns + 1, sizeof *t->header);
	t->cells = arena_array(a, t->columns * t->rows + 1, sizeof *t->cells);
	t->lines = arena_array(a, t->rows + 1, sizeof *t->lines);
	t->widths = arena_array(a, t->rows + 1, sizeof *t->widths);
	cut_header(a, raw, first, faults, t);
	for (size_t r = 0; r < t->rows; r++) {
		t->lines[r] = raw->lines[first + 1 + r];
		t->widths[r] = t->columns;
		for (size_t i = 0; i < raw->columns - 1; i++) {
			const char *cell = csv_cell(raw, first + 1 + r, (int)i + 1);

			if (i < t->columns)
				t->cells[r * t->columns + i] = cell;
			else if (!is_blank(cell))
				fault_add(faults, t->file, t->lines[r], NULL, FAULT_CELLS_MANY_HERE,
					NULL);
		}
	}
	*out = t;
	return faults->count > before ? ERR_INPUT : OK;
}

/* Whether a row has cells behind the first. */
static bool has_content(const struct csv_table *raw, size_t row)
{
	for (size_t i = 1; i < raw->columns; i++)
		if (!is_blank(csv_cell(raw, row, (int)i)))
			return true;
	return false;
}

enum err input_single(struct arena *a, const char *file, const char *csv, size_t len,
	struct faults *faults, struct form_input *out)
{
	struct csv_table raw;
	enum err e = raw_table(a, file, csv, len, faults, &raw), worst = OK;

	for (size_t i = 0; !e && i < raw.rows;) {
		const char *name = csv_cell(&raw, i, 0);
		enum form_sheet sheet = input_sheet_of(name, strlen(name));
		size_t first = i + !has_content(&raw, i), end = i + 1;

		while (end < raw.rows && is_blank(csv_cell(&raw, end, 0)))
			end++;
		i = end;
		/* Sheets of other names hold notes. */
		if (sheet == FORM_SHEETS || first >= end)
			continue;
		if (out->tables[sheet]) {
			fault_add(faults, file, raw.lines[first], NULL, FAULT_SHEET_TWICE,
				form_sheet_name(sheet), NULL);
			worst = ERR_INPUT;
		} else if (cut_sheet(a, &raw, first, end, faults, &out->tables[sheet])) {
			worst = ERR_INPUT;
		}
	}
	return e ? e : worst;
}

const char *input_table_text(struct arena *a, const struct csv_table *t)
{
	struct buf *out = buf_new(a, 4 * FORM_INPUT_MAX);
	struct csv_writer w = {.out = out};

	for (size_t i = 0; i < t->columns; i++)
		csv_put(&w, t->header[i]);
	csv_end_row(&w);
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t i = 0; i < t->columns; i++)
			csv_put(&w, csv_cell(t, r, (int)i));
		csv_end_row(&w);
	}
	return out->data;
}
