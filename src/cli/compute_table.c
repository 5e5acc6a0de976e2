/*
 * Tables of a folder, cell by cell. Owns the wording of what is wrong with a
 * cell; knows nothing of what is computed.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "compute.h"

#define FILE_MAX_BYTES ((size_t)2 << 30)
#define PARAMS_MAX_BYTES ((size_t)1 << 20)
#define OUTPUT_MAX_BYTES ((size_t)1 << 30)

static void check_columns(struct compute *c, const struct csv_table *t, const char *name,
	const char *const *columns)
{
	for (; *columns; columns++)
		if (csv_column(t, *columns) < 0)
			fault_add(&c->faults, name, 1, *columns, FAULT_TABLE_COLUMN, NULL);
}

/* A file that was cut off must not give figures. */
static void check_width(struct compute *c, const struct csv_table *t, size_t row)
{
	if (t->widths[row] < t->columns)
		fault_add(&c->faults, t->file, t->lines[row], NULL, FAULT_TABLE_CELLS,
			DIGITS(t->widths[row]), DIGITS(t->columns), NULL);
}

/* A file that is read row by row. */
struct streaming {
	struct compute *c;
	const char *name;
	const char *const *columns;
	void (*begin)(void *ctx, const struct csv_table *header);
	void (*row)(void *ctx, const struct cell *at);
	void *ctx;
	bool bad_header;
};

static void on_begin(void *ctx, const struct csv_table *header)
{
	struct streaming *s = ctx;
	size_t before = s->c->faults.count + s->c->faults.dropped;

	check_columns(s->c, header, s->name, s->columns);
	s->bad_header = s->c->faults.count + s->c->faults.dropped > before;
	s->begin(s->ctx, header);
}

static void on_row(void *ctx, const struct csv_table *row)
{
	struct streaming *s = ctx;

	check_width(s->c, row, 0);
	if (!s->bad_header && row->widths[0] == row->columns)
		s->row(s->ctx, &(struct cell){s->c, row, 0});
}

bool compute_load_rows(struct compute *c, const char *name, const char *const *columns,
	void (*begin)(void *ctx, const struct csv_table *header),
	void (*row)(void *ctx, const struct cell *at), void *ctx)
{
	size_t before = c->faults.count + c->faults.dropped;
	struct streaming s = {c, name, columns, begin, row, ctx, false};
	struct csv_rows rows = {on_begin, on_row, &s};
	enum err e = csv_rows_load(c->arena, path_join(c->arena, c->dir, name), name,
		FILE_MAX_BYTES, &rows, &c->faults);

	if (e == ERR_SYSTEM)
		c->system_failed = true;
	return e == OK && c->faults.count + c->faults.dropped == before;
}

bool compute_load(struct compute *c, const char *name, const char *const *columns,
	struct csv_table *out)
{
	size_t before = c->faults.count + c->faults.dropped;
	enum err e = csv_table_load(c->arena, path_join(c->arena, c->dir, name), name,
		FILE_MAX_BYTES, &c->faults, out);

	if (e == ERR_SYSTEM)
		c->system_failed = true;
	if (e)
		return false;
	check_columns(c, out, name, columns);
	for (size_t i = 0; i < out->rows; i++)
		check_width(c, out, i);
	return c->faults.count + c->faults.dropped == before;
}

void *compute_list(struct compute *c, const char *name, const char *const *columns, size_t size,
	void (*row)(const struct cell *at, void *ctx, void *out), void *ctx, size_t *count)
{
	struct csv_table *t = arena_alloc(c->arena, sizeof *t);
	char *list;

	if (!compute_load(c, name, columns, t))
		return NULL;
	list = arena_array(c->arena, t->rows, size);
	for (size_t i = 0; i < t->rows; i++)
		row(&(struct cell){c, t, i}, ctx, list + i * size);
	*count = t->rows;
	return list;
}

bool compute_params(struct compute *c, struct json_flat *out)
{
	const char *path = path_join(c->arena, c->dir, "params.json");
	char *text;
	size_t len;
	enum err e;

	*out = (struct json_flat){0};
	if (!file_exists(path))
		return true;
	e = file_read(c->arena, path, PARAMS_MAX_BYTES, &text, &len);
	if (e == ERR_SYSTEM)
		c->system_failed = true;
	if (e == OK)
		e = json_scan(c->arena, text, len, NULL, out);
	if (e)
		faults_add_said(&c->faults, "params.json", 0, NULL);
	return e == OK;
}

const char *cell_text(const struct cell *at, const char *column)
{
	return csv_cell(at->t, at->row, csv_column(at->t, column));
}

void cell_fault(const struct cell *at, const char *column, enum fault_kind kind, ...)
{
	va_list ap;

	va_start(ap, kind);
	fault_vadd(&at->c->faults, at->t->file, at->t->lines[at->row], column, kind, ap);
	va_end(ap);
}

double cell_number(const struct cell *at, const char *column, double lo, double hi)
{
	return cell_number_of(at, column, cell_text(at, column), lo, hi);
}

double cell_number_of(const struct cell *at, const char *column, const char *text, double lo,
	double hi)
{
	double value;

	if (!*text)
		return NAN;
	if (!parse_double(text, &value)) {
		cell_fault(at, column, FAULT_TABLE_NUMBER, text, NULL);
		return NAN;
	}
	if (value < lo || value > hi) {
		cell_fault(at, column, FAULT_OUT_OF_RANGE, text,
			format_digits(at->c->arena, lo, 10), format_digits(at->c->arena, hi, 10),
			NULL);
		return NAN;
	}
	return value;
}

uint64_t cell_whole(const struct cell *at, const char *column, uint64_t max, uint64_t blank)
{
	const char *text = cell_text(at, column);
	uint64_t value;

	if (!*text)
		return blank;
	if (parse_u64(text, &value) && value <= max)
		return value;
	cell_fault(at, column, FAULT_TABLE_WHOLE, text, DIGITS(max), NULL);
	return 0;
}

bool cell_yes(const struct cell *at, const char *column)
{
	const char *text = cell_text(at, column);

	if (strcmp(text, "1") == 0)
		return true;
	if (*text && strcmp(text, "0") != 0)
		cell_fault(at, column, FAULT_TABLE_YES, text, NULL);
	return false;
}

double *cell_numbers(const struct cell *at, const char *column, char separator, size_t *n)
{
	struct arena *a = at->c->arena;
	struct str rest = str_of(cell_text(at, column));
	size_t parts = rest.len > 0;
	double *list;

	for (size_t i = 0; i < rest.len; i++)
		parts += rest.p[i] == separator;
	list = arena_array(a, parts, sizeof *list);
	for (size_t i = 0; i < parts; i++) {
		struct str part = str_trim(str_cut(rest, separator, &rest));
		const char *shown = arena_strndup(a, part.p, part.len);

		list[i] = NAN;
		if (part.len && !parse_double(shown, &list[i]))
			cell_fault(at, column, FAULT_TABLE_NUMBERS, shown, NULL);
	}
	*n = parts;
	return list;
}

const char *cell_code(const struct cell *at, const char *column)
{
	const char *text = cell_text(at, column);

	if (!*text)
		cell_fault(at, column, FAULT_TABLE_CODE, NULL);
	return text;
}

/* Maps hold pointers: an index travels as one, from 1 on. */
void codes_init(struct map *m, struct arena *a)
{
	map_init(m, a);
}

void codes_add(struct map *m, const struct cell *at, const char *column, uint32_t index)
{
	const char *code = cell_code(at, column);

	if (!*code)
		return;
	if (!map_put(m, code, (void *)((uintptr_t)index + 1)))
		cell_fault(at, column, FAULT_TABLE_TWICE, code, NULL);
}

uint32_t codes_find_text(const struct map *m, const struct cell *at, const char *column,
	const char *code, const char *table)
{
	const void *found = *code ? map_get(m, code) : NULL;

	if (found)
		return (uint32_t)((uintptr_t)found - 1);
	if (*code)
		cell_fault(at, column, FAULT_TABLE_UNKNOWN, code, table, NULL);
	else
		cell_fault(at, column, FAULT_TABLE_CODE, NULL);
	return 0;
}

uint32_t codes_find(const struct map *m, const struct cell *at, const char *column,
	const char *table)
{
	return codes_find_text(m, at, column, cell_text(at, column), table);
}

size_t compute_groups(struct compute *c, const struct csv_table *t, const char *column,
	const char ***codes, size_t **group_of)
{
	struct map met;
	size_t count = 0;

	*codes = arena_array(c->arena, t->rows, sizeof **codes);
	*group_of = arena_array(c->arena, t->rows, sizeof **group_of);
	codes_init(&met, c->arena);
	for (size_t row = 0; row < t->rows; row++) {
		struct cell at = {c, t, row};
		const char *code = cell_code(&at, column);

		if (!map_has(&met, code)) {
			map_put(&met, code, (void *)(uintptr_t)(count + 1));
			(*codes)[count++] = code;
		}
		(*group_of)[row] = (size_t)(uintptr_t)map_get(&met, code) - 1;
	}
	return count;
}

double params_number(struct compute *c, const struct json_flat *params, const char *name,
	double lo, double hi, double otherwise)
{
	const struct json_member *m = json_get(params, name);
	double value;

	if (!m || m->kind == JSON_NULL)
		return otherwise;
	if (m->kind == JSON_NUMBER && parse_double(m->values[0], &value) && value >= lo
		&& value <= hi)
		return value;
	fault_add(&c->faults, "params.json", 0, name, FAULT_TABLE_PARAM,
		format_digits(c->arena, lo, 10), format_digits(c->arena, hi, 10), NULL);
	return otherwise;
}

struct buf *compute_output(struct compute *c, const char *name)
{
	struct compute_output *out = &c->outputs[c->n_outputs++];

	*out = (struct compute_output){name, buf_new(c->arena, OUTPUT_MAX_BYTES)};
	return out->text;
}
