/*
 * CSV tables from bytes, by libcsv in strict mode. Owns what makes a file a
 * table (BOM, encoding, header, width of rows, limits) and says where it is
 * broken; knows nothing of what the columns mean.
 */
#include <csv.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "codec/csv.h"
#include "utf8_front.h"

/* libcsv buffers a cell before it is reported: it is fed in pieces of this
 * size, so that the limit on cells is looked at in time. */
#define PIECE_BYTES 32768

/* Short rows are filled up, so a small file could ask for very many cells: no
 * more than it has bytes, and this many. */
#define SPARE_CELLS 1000000

const struct csv_limits csv_limits_default = {.rows = 100000, .columns = 1000,
	.cell_bytes = 65536};

static const char utf8_bom[] = "\xEF\xBB\xBF";

struct reading {
	struct arena *arena;
	struct arena *cells;		/* of cells: `arena`, or one that ends with the row */
	const struct csv_rows *rows;	/* NULL: they are kept in the table */
	struct csv_table one;		/* the row that `rows` gets */
	const struct csv_limits *limits;
	struct faults *faults;
	struct csv_table table;
	size_t faults_before;
	size_t max_cells;

	size_t line;		/* of the bytes being fed */
	size_t row_line;	/* where the row began */
	size_t cell_line;	/* where the cell began */
	bool row_ended;		/* within the piece being fed */
	bool between_rows;	/* before it */
	bool stop;		/* a limit was passed, or a quote is broken */

	const char **row;	/* cells of the row so far */
	size_t width;
	size_t used;		/* of them up to the last that is not empty */
	size_t most;		/* of all rows */
};

static enum err bad(struct reading *r)
{
	return err_fail(ERR_INPUT, "%s: %s", r->table.file,
		r->faults->count ? r->faults->list[r->faults->count - 1].message :
		"bad CSV");
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* Line of the byte at `at`: CR LF, LF and CR each end one. */
static size_t line_at(const char *data, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += data[i] == '\n' ||
			(data[i] == '\r' && (i + 1 == at || data[i + 1] != '\n'));
	return line;
}

static bool looks_utf16(const char *data, size_t len)
{
	if (len < 2)
		return false;
	return memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0 ||
		!data[0] != !data[1];
}

/* What comes from r->line on. */
static bool check_encoding(struct reading *r, const char *data, size_t len)
{
	const char *nul = len ? memchr(data, '\0', len) : NULL;
	size_t at = nul ? (size_t)(nul - data) : 0;

	if (!nul && utf8_valid(data, len))
		return true;
	if (!nul)
		at = utf8_front(data, len);
	fault_add(r->faults, r->table.file, r->line - 1 + line_at(data, at), NULL,
		nul ? FAULT_CSV_NUL : FAULT_CSV_LATIN, NULL);
	return false;
}

/* Semicolons or tabs where the first line has no comma. */
static bool check_separator(struct reading *r, const char *data, size_t len)
{
	size_t commas = 0, semicolons = 0, tabs = 0, i = 0;
	bool quoted = false;

	while (i < len && is_line_end(data[i]))
		i++;

	size_t line = line_at(data, i);

	for (; i < len && (quoted || !is_line_end(data[i])); i++) {
		quoted ^= data[i] == '"';
		if (quoted)
			continue;
		commas += data[i] == ',';
		semicolons += data[i] == ';';
		tabs += data[i] == '\t';
	}
	if (commas || !(semicolons || tabs))
		return true;
	fault_add(r->faults, r->table.file, line, NULL, FAULT_CSV_SEPARATOR,
		semicolons ? "semicolons" : "tabs", NULL);
	return false;
}

static void on_cell(void *bytes, size_t len, void *ctx)
{
	struct reading *r = ctx;

	r->cell_line = r->line;
	if (r->stop)
		return;
	if (len > r->limits->cell_bytes) {
		fault_add(r->faults, r->table.file, r->row_line,
			r->width < r->table.columns ? r->table.header[r->width] : NULL,
			FAULT_CSV_CELL_LARGE, DIGITS(r->limits->cell_bytes), NULL);
		r->stop = true;
		return;
	}
	/* A column beyond the limit is counted, for the message, not kept. */
	if (r->width < r->limits->columns) {
		r->row = arena_grow(r->arena, r->row, r->width + 1, sizeof *r->row);
		r->row[r->width] = len ? arena_strndup(r->cells, bytes, len) : "";
	}
	r->width++;
	if (len)
		r->used = r->width;
}

/* Column names: trimmed, each once. Empty ones at the end are dropped, or stay
 * until it is known whether something stands below them; an empty one between
 * others is a column without a name. */
static void take_header(struct reading *r)
{
	struct csv_table *t = &r->table;
	size_t width = r->width < r->limits->columns ? r->width : r->limits->columns;

	if (r->used > r->limits->columns) {
		fault_add(r->faults, t->file, r->row_line, NULL, FAULT_COLUMNS_MANY,
			DIGITS(r->used), DIGITS(r->limits->columns), NULL);
		r->stop = true;
		return;
	}
	t->header_line = r->row_line;
	t->header = arena_array(r->arena, width, sizeof *t->header);
	for (size_t i = 0; i < width; i++) {
		struct str name = str_trim(str_of(r->row[i]));

		t->header[i] = arena_strndup(r->arena, name.p, name.len);
		if (!name.len)
			continue;
		if (csv_column(t, t->header[i]) >= 0)
			fault_add(r->faults, t->file, r->row_line, t->header[i], FAULT_COLUMN_TWICE,
				NULL);
		t->columns = i + 1;
	}
	if (!t->columns) {
		fault_add(r->faults, t->file, r->row_line, NULL, FAULT_HEADER_BLANK, NULL);
		r->stop = true;
	}
	r->most = t->columns;
	if (r->limits->remarks)
		t->columns = width;
	if (!r->rows || r->stop)
		return;
	r->one = *t;
	r->one.cells = arena_array(r->arena, t->columns, sizeof *r->one.cells);
	r->one.lines = arena_array(r->arena, 1, sizeof *r->one.lines);
	r->one.widths = arena_array(r->arena, 1, sizeof *r->one.widths);
	r->rows->begin(r->rows->ctx, &r->one);
	r->one.rows = 1;
}

static void give_row(struct reading *r)
{
	struct csv_table *t = &r->one;

	for (size_t i = 0; i < t->columns; i++)
		t->cells[i] = i < r->width ? r->row[i] : "";
	t->widths[0] = r->width < t->columns ? r->width : t->columns;
	t->lines[0] = r->row_line;
	r->rows->row(r->rows->ctx, t);
}

static void take_row(struct reading *r)
{
	struct csv_table *t = &r->table;
	size_t filled = t->rows * t->columns;

	if (r->used > t->columns) {
		fault_add(r->faults, t->file, r->row_line, NULL, FAULT_CELLS_MANY, DIGITS(r->used),
			DIGITS(t->columns), NULL);
		return;
	}
	if (r->used > r->most)
		r->most = r->used;
	if (r->rows) {
		give_row(r);
		return;
	}
	if (t->rows == r->limits->rows || filled + t->columns > r->max_cells) {
		fault_add(r->faults, t->file, r->row_line, NULL, FAULT_CSV_ROWS, DIGITS(t->rows),
			NULL);
		r->stop = true;
		return;
	}
	t->cells = arena_grow(r->arena, t->cells, filled + t->columns, sizeof *t->cells);
	t->lines = arena_grow(r->arena, t->lines, t->rows + 1, sizeof *t->lines);
	t->widths = arena_grow(r->arena, t->widths, t->rows + 1, sizeof *t->widths);
	for (size_t i = 0; i < t->columns; i++)
		t->cells[filled + i] = i < r->width ? r->row[i] : "";
	t->widths[t->rows] = r->width < t->columns ? r->width : t->columns;
	t->lines[t->rows++] = r->row_line;
}

static void on_row(int terminator, void *ctx)
{
	struct reading *r = ctx;

	(void)terminator;
	r->row_ended = true;
	if (!r->stop && r->used) {
		if (r->table.header)
			take_row(r);
		else
			take_header(r);
	}
	r->width = r->used = 0;
	if (r->cells != r->arena)
		arena_reset(r->cells);
}

/* Blanks belong to their cell (RFC 4180, section 2, rule 4). */
static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Bytes of the next piece: at most one line. */
static size_t piece_len(const char *data, size_t len)
{
	size_t n = 0;

	while (n < len && n < PIECE_BYTES) {
		char c = data[n++];

		if (c == '\r' && n < len && data[n] == '\n')
			n++;
		if (is_line_end(c))
			break;
	}
	return n;
}

static void broken_quote(struct reading *r, char c)
{
	if (c == '"')
		fault_add(r->faults, r->table.file, r->line, NULL, FAULT_CSV_QUOTE_INSIDE, NULL);
	else if (r->cell_line == r->line)
		fault_add(r->faults, r->table.file, r->line, NULL, FAULT_CSV_QUOTE_AFTER, NULL);
	else
		fault_add(r->faults, r->table.file, r->line, NULL, FAULT_CSV_QUOTE_AFTER_LINE,
			DIGITS(r->cell_line), NULL);
}

static void finish(struct reading *r, struct csv_parser *p)
{
	if (csv_fini(p, on_cell, on_row, r) == 0)
		return;
	fault_add(r->faults, r->table.file, r->cell_line, NULL, FAULT_CSV_QUOTE_OPEN, NULL);
}

static void feed(struct reading *r, struct csv_parser *p, const char *data, size_t len)
{
	for (size_t at = 0; at < len && !r->stop;) {
		size_t n = piece_len(data + at, len - at);
		bool line_ends = is_line_end(data[at + n - 1]);

		if (r->between_rows)
			r->row_line = r->cell_line = r->line;
		r->row_ended = false;

		size_t eaten = csv_parse(p, data + at, n, on_cell, on_row, r);

		if (csv_error(p) == CSV_ENOMEM || csv_error(p) == CSV_ETOOBIG)
			log_die("out of memory (CSV)");
		if (eaten < n) {
			broken_quote(r, data[at + eaten]);
			r->stop = true;
			return;
		}
		if (csv_get_buffer_size(p) > r->limits->cell_bytes + 2 * PIECE_BYTES)
			on_cell(NULL, csv_get_buffer_size(p), r);
		r->between_rows = r->row_ended || (r->between_rows && is_line_end(data[at]));
		at += n;
		r->line += line_ends;
	}
}

static void begin(struct reading *r, struct csv_parser *p)
{
	if (csv_init(p, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
		log_die("the CSV reader cannot start");
	csv_set_space_func(p, no_space);
	csv_set_blk_size(p, PIECE_BYTES);
	r->faults_before = r->faults->count + r->faults->dropped;
	r->line = 1;
	r->between_rows = true;
}

/* The next bytes of the table, in characters and line ends that are whole. */
static void take_bytes(struct reading *r, struct csv_parser *p, const char *data, size_t len,
	bool first)
{
	if (first && len >= 3 && memcmp(data, utf8_bom, 3) == 0) {
		data += 3;
		len -= 3;
	}
	if (first && looks_utf16(data, len))
		fault_add(r->faults, r->table.file, 0, NULL, FAULT_CSV_UTF16, NULL);
	else if (check_encoding(r, data, len) && (!first || check_separator(r, data, len)))
		return feed(r, p, data, len);
	r->stop = true;
}

/* Columns at the end without a name, and with nothing below, are none. */
static void drop_unused(struct reading *r)
{
	struct csv_table *t = &r->table;
	size_t from = t->columns, to = r->most;

	for (size_t i = 0; to < from && i < t->rows; i++) {
		memmove(t->cells + i * to, t->cells + i * from, to * sizeof *t->cells);
		t->widths[i] = t->widths[i] < to ? t->widths[i] : to;
	}
	t->columns = to;
}

static enum err end(struct reading *r, struct csv_parser *p)
{
	if (!r->stop)
		finish(r, p);
	csv_free(p);
	if (r->faults->count + r->faults->dropped == r->faults_before && !r->table.header)
		fault_add(r->faults, r->table.file, 0, NULL, FAULT_FILE_EMPTY, NULL);
	if (r->table.header && !r->rows)
		drop_unused(r);
	return r->faults->count + r->faults->dropped > r->faults_before ? bad(r) : OK;
}

enum err csv_table_read(struct arena *a, const char *file, const char *data, size_t len,
	const struct csv_limits *limits, struct faults *faults, struct csv_table *out)
{
	struct reading r = {
		.arena = a,
		.cells = a,
		.limits = limits ? limits : &csv_limits_default,
		.faults = faults,
		.table.file = arena_strdup(a, file),
		.max_cells = len + SPARE_CELLS,
	};
	struct csv_parser p;
	enum err e;

	begin(&r, &p);
	take_bytes(&r, &p, data, len, true);
	e = end(&r, &p);
	if (e == OK)
		*out = r.table;
	return e;
}

/* ---- from a file, a chunk at a time ---- */

#define CHUNK_BYTES ((size_t)1 << 20)

/* Bytes of the end that belong to the next chunk: a character cut short, or half of CR LF. */
static size_t held_back(const char *data, size_t len)
{
	size_t n = 0, whole = 1;

	if (len && data[len - 1] == '\r')
		return 1;
	while (n < 3 && n + 1 < len && ((unsigned char)data[len - 1 - n] & 0xC0) == 0x80)
		n++;
	if (len) {
		unsigned char lead = (unsigned char)data[len - 1 - n];

		whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	}
	return whole > n + 1 ? n + 1 : 0;
}

static enum err read_chunks(struct reading *r, struct csv_parser *p, int fd, const char *path,
	char *chunk)
{
	size_t held = 0, got = 1;
	enum err e = OK;

	for (bool first = true; !r->stop && got; first = false) {
		size_t len;

		e = file_read_some(fd, path, chunk + held, CHUNK_BYTES - held, &got);
		if (e)
			return e;
		len = held + got;
		held = got ? held_back(chunk, len) : 0;
		take_bytes(r, p, chunk, len - held, first);
		memmove(chunk, chunk + len - held, held);
	}
	return OK;
}

enum err csv_rows_load(struct arena *a, const char *path, const char *file, size_t max_bytes,
	const struct csv_rows *rows, struct faults *faults)
{
	struct arena *room = arena_new();
	struct reading r = {.arena = a, .cells = arena_new(), .limits = &csv_limits_default,
		.faults = faults, .table.file = file, .rows = rows};
	struct csv_parser p;
	int fd;
	enum err e = file_open(path, max_bytes, &fd);

	begin(&r, &p);
	if (!e) {
		e = read_chunks(&r, &p, fd, path, arena_alloc(room, CHUNK_BYTES));
		close(fd);
	}
	if (e) {
		csv_free(&p);
		faults_add_said(faults, file, 0, NULL);
	} else {
		e = end(&r, &p);
	}
	arena_free(r.cells);
	arena_free(room);
	return e;
}

enum err csv_table_load(struct arena *a, const char *path, const char *file,
	size_t max_bytes, struct faults *faults, struct csv_table *out)
{
	/* The bytes bound the rows here. */
	struct csv_limits limits = csv_limits_default;
	char *data;
	size_t len;
	enum err e = file_read(a, path, max_bytes, &data, &len);

	if (e != OK) {
		faults_add_said(faults, file, 0, NULL);
		return e;
	}
	limits.rows = SIZE_MAX;
	return csv_table_read(a, file, data, len, &limits, faults, out);
}

int csv_column(const struct csv_table *t, const char *name)
{
	for (size_t i = 0; *name && i < t->columns; i++)
		if (strcmp(t->header[i], name) == 0)
			return (int)i;
	return -1;
}

const char *csv_cell(const struct csv_table *t, size_t row, int column)
{
	if (column < 0 || (size_t)column >= t->columns || row >= t->rows)
		return "";
	return t->cells[row * t->columns + (size_t)column];
}
