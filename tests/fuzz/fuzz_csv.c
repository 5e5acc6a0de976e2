/*
 * CSV: any bytes end in a table or in faults that name a line of the file; a
 * table that is written reads back the same.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/csv.h"
#include "fuzz.h"

static void check_faults(const struct faults *f, const uint8_t *data, size_t len)
{
	size_t lines = 1;

	for (size_t i = 0; i < len; i++)
		lines += data[i] == '\n' || data[i] == '\r';
	PROMISE(f->count > 0);
	PROMISE(*err_detail());
	for (size_t i = 0; i < f->count; i++) {
		PROMISE(f->list[i].line <= lines);
		PROMISE(*f->list[i].message);
	}
}

static void check_table(const struct csv_table *t, size_t len)
{
	PROMISE(t->columns > 0);
	PROMISE(*t->header[t->columns - 1]);
	for (size_t row = 0; row < t->rows; row++) {
		PROMISE(t->lines[row] > (row ? t->lines[row - 1] : 0));
		PROMISE(t->lines[row] <= len);
		for (size_t i = 0; i < t->columns; i++) {
			const char *cell = csv_cell(t, row, (int)i);

			PROMISE(utf8_valid(cell, strlen(cell)));
		}
	}
}

static void write_table(const struct csv_table *t, struct buf *out)
{
	struct csv_writer w = {.out = out};

	/* Or a name that begins with U+FEFF would be taken for the mark itself. */
	buf_puts(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < t->columns; i++)
		csv_put(&w, t->header[i]);
	csv_end_row(&w);
	for (size_t row = 0; row < t->rows; row++) {
		for (size_t i = 0; i < t->columns; i++)
			csv_put(&w, csv_cell(t, row, (int)i));
		csv_end_row(&w);
	}
}

/* A header without commas that holds semicolons or tabs was quoted in the
 * input; written without quotes it would be refused. */
static bool one_odd_column(const struct csv_table *t)
{
	return t->columns == 1 && strpbrk(t->header[0], ";\t");
}

static void check_round_trip(struct arena *a, const struct csv_table *t)
{
	struct buf *out = buf_new(a, 64u << 20);
	struct faults faults;
	struct csv_table again;

	write_table(t, out);
	PROMISE(!out->full);
	faults_init(&faults, a);
	PROMISE(csv_table_read(a, "again", out->data, out->len, NULL, &faults, &again) == OK);
	PROMISE(again.columns == t->columns && again.rows == t->rows);
	for (size_t i = 0; i < t->rows * t->columns; i++)
		PROMISE(strcmp(again.cells[i], t->cells[i]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct faults faults;
	struct csv_table t;

	faults_init(&faults, a);
	if (csv_table_read(a, "fuzz.csv", (const char *)data, len, NULL, &faults, &t) != OK) {
		check_faults(&faults, data, len);
	} else {
		PROMISE(faults.count == 0);
		check_table(&t, len);
		if (!one_odd_column(&t))
			check_round_trip(a, &t);
	}
	arena_free(a);
	return 0;
}
