/*
 * A sheet's cells as a table. Owns what a cell reads as; bounds rows, columns,
 * cells and bytes before they take memory.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/xlsx.h"
#include "xlsx_xml.h"

#define CELLS_MAX 500000		/* rows x columns of a table */
#define SHEET_BYTES_MAX (8u << 20)	/* of all cells, a shared one each time */
#define SHEET_FAULTS_MAX 50
#define EXCEL_COLUMNS 16384

struct cell {
	size_t column;		/* from 0 */
	const char *text;
};

struct row {
	size_t line;
	struct cell *cells;
	size_t count;
};

struct grid {
	struct arena *arena;
	const struct xlsx_book *book;
	const struct csv_limits *limits;
	struct faults *faults;
	const char *file;
	struct row *rows;
	size_t row_count, width, bytes, found;
	size_t line, column;	/* of the cell being read */
	char type;		/* s shared, i inline, t text of a formula, b, e, n, d */
	size_t style;
	bool in_value, in_text, phonetic, formula, has_value, stopped;
	struct buf text;
};

/* "BC12" → 54, 12. */
static bool read_place(const char *ref, size_t *column, size_t *line)
{
	size_t n = 0;

	while (*ref >= 'A' && *ref <= 'Z' && n <= EXCEL_COLUMNS)
		n = n * 26 + (size_t)(*ref++ - 'A' + 1);
	if (!n || n > EXCEL_COLUMNS || *ref < '1' || *ref > '9')
		return false;
	*column = n - 1;
	*line = strtoul(ref, NULL, 10);
	return true;
}

const char *xlsx_column_letters(struct arena *a, size_t column)
{
	char text[8];
	size_t at = sizeof text - 1;

	text[at] = '\0';
	for (size_t n = column + 1; n && at; n = (n - 1) / 26)
		text[--at] = (char)('A' + (n - 1) % 26);
	return arena_strdup(a, text + at);
}

/* `place`: the column's letters where it is the column that is too much, or NULL. */
static void stop_at(struct grid *g, const char *place, const char *fmt, size_t have, size_t most)
{
	if (!g->stopped)
		fault_add(g->faults, g->file, g->line, place, FAULT_SHEET_LARGE, fmt, DIGITS(have),
			DIGITS(most), NULL);
	g->stopped = true;
}

static void stop(struct grid *g, const char *fmt, size_t have, size_t most)
{
	stop_at(g, NULL, fmt, have, most);
}

static void cell_fault(struct grid *g, enum fault_kind kind, const char *what)
{
	if (g->found++ < SHEET_FAULTS_MAX)
		fault_add(g->faults, g->file, g->line, xlsx_column_letters(g->arena, g->column), kind,
			what, NULL);
}

/* ---- what a value reads as ---- */

/* Days since 1899-12-30 (or 1904-01-01) → civil date; Hinnant, civil_from_days. */
static void civil(double serial, bool from_1904, int *year, int *month, int *day)
{
	long z = (long)floor(serial) + (from_1904 ? 1462 : 0) - 25569 + 719468;
	long era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	long of_400 = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * of_400 + of_400 / 4 - of_400 / 100);
	long shifted = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int)(of_400 + era * 400 + (*month <= 2));
}

static const char *date_text(struct grid *g, double v, int kind)
{
	double whole = floor(v), seconds = floor((v - whole) * 86400 + 0.5);
	int year, month, day, s = (int)seconds;

	if (s >= 86400) {
		whole++;
		s = 0;
	}
	if (kind == XLSX_TIME && v < 1)
		return arena_printf(g->arena, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
	civil(whole, g->book->from_1904, &year, &month, &day);
	if (s == 0)
		return arena_printf(g->arena, "%04d-%02d-%02d", year, month, day);
	return arena_printf(g->arena, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, s / 3600,
		s / 60 % 60, s % 60);
}

static const char *number_text(struct grid *g, const char *text)
{
	int kind = g->style < g->book->style_count ? g->book->dates[g->style] : XLSX_PLAIN;
	char *end;
	double v = strtod(text, &end);

	if (end == text || *end || !isfinite(v))
		return text;
	/* Style 0 is there even where no styles are. */
	if (g->style && g->style >= g->book->style_count) {
		cell_fault(g, FAULT_CELL_STYLE, NULL);
		return "";
	}
	/* 2,958,465 is the end of the year 9999. */
	if (kind != XLSX_PLAIN && v >= 0 && v <= 2958466)
		return date_text(g, v, kind);
	if (v == floor(v) && fabs(v) < 1e15)
		return arena_printf(g->arena, "%.0f", v);
	return arena_printf(g->arena, "%.15g", v);
}

static const char *shared_text(struct grid *g, const char *text)
{
	uint64_t index;

	if (!g->has_value)
		return "";
	if (parse_u64(text, &index) && index < g->book->string_count)
		return g->book->strings[index];
	cell_fault(g, FAULT_CELL_STRING, NULL);
	return "";
}

static const char *cell_value(struct grid *g)
{
	char *text = arena_strndup(g->arena, g->text.data, g->text.len);

	switch (g->type) {
	case 's':
		return shared_text(g, text);
	case 'i':
	case 't':
		xlsx_unescape(text);
		return text;
	case 'b':
		return *text == '1' ? "TRUE" : *text ? "FALSE" : "";
	case 'e':
		cell_fault(g, FAULT_CELL_FORMULA, text);
		return "";
	case 'd':
		return text;
	default:
		return number_text(g, text);
	}
}

/* ---- cells, rows ---- */

static struct row *row_at(struct grid *g)
{
	if (g->row_count && g->rows[g->row_count - 1].line == g->line)
		return &g->rows[g->row_count - 1];
	if (g->row_count && g->rows[g->row_count - 1].line > g->line) {
		stop(g, "the rows are out of order", g->line, g->rows[g->row_count - 1].line);
		return NULL;
	}
	if (g->row_count > g->limits->rows) {
		stop(g, "too many rows", g->row_count, g->limits->rows);
		return NULL;
	}
	g->rows = arena_grow(g->arena, g->rows, g->row_count + 1, sizeof *g->rows);
	g->rows[g->row_count] = (struct row){.line = g->line};
	return &g->rows[g->row_count++];
}

static void keep_cell(struct grid *g, const char *text)
{
	struct row *r;

	/* A cell with blanks alone looks empty. */
	if (!str_trim(str_of(text)).len || g->stopped)
		return;
	if (g->column >= g->limits->columns) {
		stop_at(g, xlsx_column_letters(g->arena, g->column), "too many columns",
			g->column + 1, g->limits->columns);
		return;
	}
	g->bytes += strlen(text);
	if (g->bytes > SHEET_BYTES_MAX || strlen(text) > g->limits->cell_bytes) {
		stop(g, "too much text: bytes", g->bytes, SHEET_BYTES_MAX);
		return;
	}
	if (!utf8_valid(text, strlen(text))) {
		cell_fault(g, FAULT_CELL_DAMAGED, NULL);
		return;
	}
	r = row_at(g);
	if (!r)
		return;
	r->cells = arena_grow(g->arena, r->cells, r->count + 1, sizeof *r->cells);
	r->cells[r->count++] = (struct cell){g->column, text};
	if (g->column + 1 > g->width)
		g->width = g->column + 1;
	if (g->width * (g->row_count + 1) > CELLS_MAX)
		stop(g, "too many cells", g->width * g->row_count, CELLS_MAX);
}

static void cell_start(struct grid *g, const char **attributes)
{
	const char *ref = xlsx_attribute(attributes, "r");
	const char *type = xlsx_attribute(attributes, "t");
	const char *style = xlsx_attribute(attributes, "s");

	/* Without a reference a cell follows the one before it. */
	g->column++;
	if (ref && !read_place(ref, &g->column, &g->line))
		stop(g, "a cell without a place", 0, 0);
	g->type = !type ? 'n' : strcmp(type, "inlineStr") == 0 ? 'i' :
		strcmp(type, "str") == 0 ? 't' : *type;
	g->style = style ? strtoul(style, NULL, 10) : 0;
	g->formula = g->has_value = false;
	buf_clear(&g->text);
}

static void grid_start(void *ctx, const char *name, const char **attributes)
{
	struct grid *g = ctx;
	const char *line;

	if (strcmp(name, "row") == 0) {
		line = xlsx_attribute(attributes, "r");
		g->line = line ? strtoul(line, NULL, 10) : g->line + 1;
		g->column = (size_t)-1;
	} else if (strcmp(name, "c") == 0) {
		cell_start(g, attributes);
	} else if (strcmp(name, "v") == 0) {
		g->in_value = g->has_value = true;
	} else if (strcmp(name, "f") == 0) {
		g->formula = true;
	} else if (strcmp(name, "rPh") == 0) {
		g->phonetic = true;
	} else if (strcmp(name, "t") == 0) {
		g->in_text = g->type == 'i' && !g->phonetic;
	}
}

static void grid_end(void *ctx, const char *name)
{
	struct grid *g = ctx;

	if (strcmp(name, "v") == 0)
		g->in_value = false;
	else if (strcmp(name, "t") == 0)
		g->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		g->phonetic = false;
	if (strcmp(name, "c") != 0)
		return;
	if (g->formula && !g->has_value && g->type != 't')
		cell_fault(g, FAULT_CELL_NOT_COMPUTED, NULL);
	else if (!g->stopped)
		keep_cell(g, cell_value(g));
}

static void grid_text(void *ctx, const char *s, int len)
{
	struct grid *g = ctx;

	if ((g->in_value || g->in_text) && !g->stopped)
		buf_add(&g->text, s, (size_t)len);
}

/* ---- the table ---- */

static void take_header(struct grid *g, struct csv_table *t)
{
	t->columns = g->width;
	t->header = arena_array(g->arena, g->width, sizeof *t->header);
	for (size_t i = 0; i < g->width; i++)
		t->header[i] = "";
	for (size_t i = 0; i < g->rows[0].count; i++) {
		struct str name = str_trim(str_of(g->rows[0].cells[i].text));
		const char *text = arena_strndup(g->arena, name.p, name.len);

		if (csv_column(t, text) >= 0)
			fault_add(g->faults, g->file, g->rows[0].line, text, FAULT_COLUMN_TWICE,
				NULL);
		t->header[g->rows[0].cells[i].column] = text;
	}
}

static void take_table(struct grid *g, struct csv_table *t)
{
	*t = (struct csv_table){.file = g->file, .rows = g->row_count - 1,
		.header_line = g->rows[0].line};
	take_header(g, t);
	t->cells = arena_array(g->arena, t->rows * t->columns + 1, sizeof *t->cells);
	t->lines = arena_array(g->arena, t->rows + 1, sizeof *t->lines);
	t->widths = arena_array(g->arena, t->rows + 1, sizeof *t->widths);
	for (size_t r = 0; r < t->rows; r++) {
		const char **cells = t->cells + r * t->columns;
		const struct row *from = &g->rows[r + 1];

		t->lines[r] = from->line;
		t->widths[r] = t->columns;
		for (size_t i = 0; i < t->columns; i++)
			cells[i] = "";
		for (size_t i = 0; i < from->count; i++)
			cells[from->cells[i].column] = from->cells[i].text;
	}
}

enum err xlsx_sheet_read(struct arena *a, struct zip_reader *zr, const char *part,
	const struct xlsx_book *book, const struct csv_limits *limits, struct faults *faults,
	struct xlsx_sheet *sheet)
{
	struct grid g = {.arena = a, .book = book, .limits = limits, .faults = faults,
		.file = sheet->name};
	struct xlsx_part handlers = {grid_start, grid_end, grid_text, &g};
	size_t before;
	enum err e;

	buf_init(&g.text, limits->cell_bytes + 1);
	e = xlsx_part_read(a, zr, part, &handlers);
	buf_free(&g.text);
	if (e)
		fault_add(faults, sheet->name, 0, NULL, FAULT_WORKBOOK_SHEET_DAMAGED, err_detail(),
			NULL);
	/* Cells without a value are faults, but the rest can be judged too. */
	before = faults->count + faults->dropped;
	sheet->empty = g.row_count == 0;
	if (!e && !g.stopped && !sheet->empty)
		take_table(&g, &sheet->table);
	return e || g.stopped || faults->count + faults->dropped > before ? err_fail(ERR_INPUT,
		"the sheet “%s” has faults", sheet->name) : OK;
}
