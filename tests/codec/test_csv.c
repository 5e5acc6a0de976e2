/*
 * CSV: what RFC 4180, the csv-spectrum corpus and the header promise.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/csv.h"

static struct arena *arena;
static struct faults faults;
static struct csv_table table;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	faults_init(&faults, arena);
	table = (struct csv_table){0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static enum err read_n(const char *text, size_t len, const struct csv_limits *limits)
{
	/* A copy of its exact size, so that ASan sees a read past the end. */
	char *copy = arena_alloc(arena, len);

	memcpy(copy, text, len);
	faults_init(&faults, arena);
	return csv_table_read(arena, "t.csv", copy, len, limits, &faults, &table);
}

static enum err read_limited(const char *text, const struct csv_limits *limits)
{
	return read_n(text, strlen(text), limits);
}

static enum err read_text(const char *text)
{
	return read_n(text, strlen(text), NULL);
}

static void assert_cell(size_t row, const char *column, const char *want)
{
	assert_string_equal(csv_cell(&table, row, csv_column(&table, column)), want);
}

/* One fault, at the line, whose message has the words in it. */
static void assert_fault(const char *text, size_t line, const char *words)
{
	table.rows = 4711;
	assert_int_equal(read_text(text), ERR_INPUT);
	assert_int_equal(table.rows, 4711);
	assert_int_equal(faults.count, 1);
	assert_string_equal(faults.list[0].file, "t.csv");
	assert_int_equal(faults.list[0].line, line);
	if (!strstr(faults.list[0].message, words))
		fail_msg("\"%s\" lacks \"%s\"", faults.list[0].message, words);
	assert_non_null(strstr(err_detail(), words));
}

static void plain_table(void **state)
{
	(void)state;
	assert_int_equal(read_text("type,name , label\r\ntext,a,A\r\n\r\n,,\r\nnote,b\r\n"), OK);
	assert_int_equal(table.columns, 3);
	assert_int_equal(table.rows, 2);
	assert_string_equal(table.header[1], "name");
	assert_string_equal(table.header[2], "label");
	assert_cell(0, "label", "A");
	assert_cell(1, "label", "");
	assert_cell(1, "name", "b");
	assert_int_equal(table.lines[0], 2);
	assert_int_equal(table.lines[1], 5);
	assert_int_equal(csv_column(&table, "Name"), -1);
	assert_int_equal(csv_column(&table, ""), -1);
	assert_string_equal(csv_cell(&table, 0, -1), "");
}

static void bom_and_last_line_without_end(void **state)
{
	(void)state;
	assert_int_equal(read_text("\xEF\xBB\xBF" "a,b\n1,2"), OK);
	assert_string_equal(table.header[0], "a");
	assert_int_equal(table.rows, 1);
	assert_cell(0, "b", "2");
	assert_int_equal(read_text("\xEF\xBB\xBF\"a\",b\n1,\"2\""), OK);
	assert_string_equal(table.header[0], "a");
	assert_cell(0, "b", "2");
	assert_int_equal(read_text("a,b\n1,"), OK);
	assert_int_equal(table.rows, 1);
	assert_cell(0, "b", "");
}

static void spaces_are_kept(void **state)
{
	(void)state;
	assert_int_equal(read_text("a,b\n 1 ,\" 2 \"\n\t3,\xC2\xA0" "4\n"), OK);
	assert_cell(0, "a", " 1 ");
	assert_cell(0, "b", " 2 ");
	assert_cell(1, "a", "\t3");
	assert_cell(1, "b", "\xC2\xA0" "4");
}

static void newlines_in_cells_and_lines(void **state)
{
	(void)state;
	assert_int_equal(read_text("a,b\r\n\"x\r\ny\nz\rw\",2\r\n\r\n3,\"\"\"4\"\"\"\r\n"), OK);
	assert_cell(0, "a", "x\r\ny\nz\rw");
	assert_cell(1, "b", "\"4\"");
	assert_int_equal(table.lines[0], 2);
	assert_int_equal(table.lines[1], 7);
	assert_int_equal(read_text("a,b\r1,2\r\"3\r4\",5\r6,7"), OK);
	assert_int_equal(table.rows, 3);
	assert_int_equal(table.lines[2], 5);
	assert_cell(2, "b", "7");
}

/* Cells longer than the pieces the parser is fed, CR LF across their border. */
static void long_cells(void **state)
{
	struct buf *b = buf_new(arena, 1 << 20);

	(void)state;
	buf_puts(b, "a,b\r\n");
	for (int i = 0; i < 3; i++) {
		buf_putc(b, '"');
		for (int j = 0; j < 20000; j++)
			buf_puts(b, "\r\n\xC5\xBE");
		buf_printf(b, "\",%d\r\n", i);
	}

	struct csv_limits limits = csv_limits_default;

	limits.cell_bytes = 80000;
	assert_int_equal(read_n(b->data, b->len, &limits), OK);
	assert_int_equal(table.rows, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(strlen(csv_cell(&table, i, 0)), 80000);
		assert_int_equal(table.lines[i], 2 + i * 20001);
	}
	assert_cell(2, "b", "2");
}

static void surplus_cells(void **state)
{
	(void)state;
	assert_int_equal(read_text("a,b,,\n1,2,,,,\n3,4\n"), OK);
	assert_int_equal(table.columns, 2);
	assert_int_equal(table.rows, 2);
	assert_fault("a,b\n1,2\n1,2,3\n4,5\n", 3, "3 cells where the header names 2");
	assert_int_equal(read_text("a,b\n1,2,3\n4,5,6,7\n"), ERR_INPUT);
	assert_int_equal(faults.count, 2);
	assert_int_equal(faults.list[1].line, 3);
}

/* Remarks beside a table: spreadsheets save the header's line as wide as theirs. */
static void remarks(void **state)
{
	struct csv_limits limits = csv_limits_default;
	const char *wide = arena_printf(arena, "a,b%0*d\n1,2\n", 1500, 0);
	char *commas = arena_strdup(arena, wide);

	(void)state;
	limits.remarks = true;
	assert_int_equal(read_limited("a,b,,\n1,2\n3,4,,see\n,,here,\n", &limits), OK);
	assert_int_equal(table.columns, 4);
	assert_string_equal(table.header[3], "");
	assert_string_equal(csv_cell(&table, 1, 3), "see");
	assert_string_equal(csv_cell(&table, 2, 2), "here");
	assert_string_equal(csv_cell(&table, 0, 3), "");
	/* No column for what is not there, however wide the lines. */
	assert_int_equal(read_limited("a,b,,,,\n1,2,x,,,\n3,4,,,,\n", &limits), OK);
	assert_int_equal(table.columns, 3);
	assert_string_equal(csv_cell(&table, 1, 1), "4");
	for (char *c = commas; *c; c++)
		if (*c == '0')
			*c = ',';
	assert_int_equal(read_limited(commas, &limits), OK);
	assert_int_equal(table.columns, 2);
	/* Longer than the header's line is a comma without quotes. */
	assert_int_equal(read_limited("a,b,\n1,2,x\n3,4,5,6\n", &limits), ERR_INPUT);
	assert_int_equal(faults.list[0].line, 3);
}

static void headers(void **state)
{
	(void)state;
	assert_int_equal(read_text("a,,b\n1,note,2\n"), OK);
	assert_int_equal(table.columns, 3);
	assert_string_equal(table.header[1], "");
	assert_cell(0, "b", "2");
	assert_int_equal(read_text("\n,,\na,b\n"), OK);
	assert_int_equal(table.rows, 0);
	assert_int_equal(table.columns, 2);
	assert_fault("a,b, a\n1,2,3\n", 1, "twice");
	assert_string_equal(faults.list[0].column, "a");
	assert_fault("", 0, "is empty");
	assert_fault("\xEF\xBB\xBF", 0, "is empty");
	assert_fault("\r\n\n", 0, "is empty");
	assert_fault("\"\",\"\"\n", 0, "is empty");
	assert_fault(" , \nx,y\n", 1, "name the columns");
}

static void broken_quotes(void **state)
{
	(void)state;
	assert_fault("a,b\n1,2\n3,x\"y\n", 3, "a quote inside a cell");
	assert_fault("a,b\n1, \"y\"\n", 2, "a quote inside a cell");
	assert_fault("a,b\n1,\"x\" \n", 2, "text after a closing quote");
	assert_fault("a,b\n1,\"x\ny\"z\n", 3, "begins on line 2");
	assert_fault("a,b\n1,2\n3,\"x\n5,6\n7,8\n", 3, "a quote is not closed");
	assert_fault("a,b\n\"1\n,2\",\"", 3, "a quote is not closed");
	assert_fault("\"", 1, "a quote is not closed");
}

static void other_separators(void **state)
{
	(void)state;
	assert_fault("type;name;label\ntext;a;\"A, b\"\n", 1, "separated by semicolons");
	assert_fault("\"type\";\"na,me\"\n", 1, "separated by semicolons");
	assert_fault("\ntype\tname\n", 2, "separated by tabs");
	assert_int_equal(read_text("a,b;c\n"), OK);
	assert_int_equal(read_text("\"a;b\"\n1\n"), OK);
}

static void other_encodings(void **state)
{
	(void)state;
	assert_fault("a,b\n1,2\r\n3,\xE9t\xE9\n", 3, "not UTF-8");
	assert_fault("a,b\n1,\xC3", 2, "not UTF-8");
	assert_fault("a,b\n\xC5\xBE,\xED\xA0\x80\n", 2, "not UTF-8");
	assert_int_equal(read_n("\xFF\xFE" "a\0,\0b\0", 8, NULL), ERR_INPUT);
	assert_string_equal(faults.list[0].message, "the file is UTF-16: save it as CSV UTF-8");
	assert_int_equal(read_n("\xFE\xFF\0a\0,", 6, NULL), ERR_INPUT);
	assert_non_null(strstr(faults.list[0].message, "UTF-16"));
	assert_int_equal(read_n("a\0,\0b\0", 6, NULL), ERR_INPUT);
	assert_non_null(strstr(faults.list[0].message, "UTF-16"));
	assert_int_equal(read_n("a,b\n1,\0\n", 8, NULL), ERR_INPUT);
	assert_int_equal(faults.list[0].line, 2);
	assert_non_null(strstr(faults.list[0].message, "NUL"));
}

static void limits_hold(void **state)
{
	struct csv_limits limits = {.rows = 2, .columns = 2, .cell_bytes = 3};

	(void)state;
	assert_int_equal(read_n("a,b\n1,2\n3,4\n", 12, &limits), OK);
	assert_int_equal(read_n("a,b\n1,2\n3,4\n5,6\n7,8\n", 20, &limits), ERR_INPUT);
	assert_int_equal(faults.count, 1);
	assert_int_equal(faults.list[0].line, 4);
	assert_int_equal(read_n("a,b,c\n", 6, &limits), ERR_INPUT);
	assert_non_null(strstr(faults.list[0].message, "3 columns"));
	assert_int_equal(read_n("a,b\n1,2222\n", 11, &limits), ERR_INPUT);
	assert_string_equal(faults.list[0].column, "b");
	assert_int_equal(faults.list[0].line, 2);
}

/* A quote that is not closed swallows the rest: found by the limit, early. */
static void endless_cell(void **state)
{
	struct buf *b = buf_new(arena, 1 << 24);

	(void)state;
	buf_puts(b, "a\n\"");
	for (int i = 0; i < 1000000; i++)
		buf_puts(b, "abcdefg\n");
	assert_int_equal(read_n(b->data, b->len, NULL), ERR_INPUT);
	assert_int_equal(faults.count, 1);
	assert_int_equal(faults.list[0].line, 2);
	assert_non_null(strstr(faults.list[0].message, "not closed"));
}

/* Few bytes that ask for a hundred million cells. */
static void padded_rows(void **state)
{
	struct buf *b = buf_new(arena, 1 << 20);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(b, "c%d%s", i, i < 999 ? "," : "\n");
	for (int i = 0; i < 90000; i++)
		buf_puts(b, "x\n");
	assert_int_equal(read_n(b->data, b->len, NULL), ERR_INPUT);
	assert_non_null(strstr(faults.list[0].message, "rows"));
	assert_true(arena_used(arena) < 64u << 20);
}

static void load_names_the_file(void **state)
{
	enum err e = csv_table_load(arena, "tests/data/codec/no-such.csv", "no-such.csv", 1000,
		&faults, &table);

	(void)state;
	assert_int_equal(e, ERR_NOT_FOUND);
	assert_int_equal(faults.count, 1);
	assert_string_equal(faults.list[0].file, "no-such.csv");
	e = csv_table_load(arena, "tests/data/codec/departments.csv", "departments.csv", 10,
		&faults, &table);
	assert_int_equal(e, ERR_TOO_LARGE);
	e = csv_table_load(arena, "tests/data/codec/departments.csv", "departments.csv", 10000,
		&faults, &table);
	assert_int_equal(e, OK);
	assert_int_equal(table.rows, 2);
	assert_cell(1, "name", "P\xC3\xB3\xC5\x82noc, \"hala\"");
}

/* What the rows' reader gets, side by side with the table of the same bytes. */
struct heard {
	size_t headers, rows;
	bool same;
};

static void hear_header(void *ctx, const struct csv_table *header)
{
	struct heard *h = ctx;

	h->headers++;
	h->same = h->same && header->rows == 0 && header->columns == table.columns;
	for (size_t i = 0; h->same && i < header->columns; i++)
		h->same = strcmp(header->header[i], table.header[i]) == 0;
}

static void hear_row(void *ctx, const struct csv_table *row)
{
	struct heard *h = ctx;

	h->same = h->same && row->rows == 1 && h->rows < table.rows
		&& row->lines[0] == table.lines[h->rows]
		&& row->widths[0] == table.widths[h->rows];
	for (size_t i = 0; h->same && i < row->columns; i++)
		h->same = strcmp(csv_cell(row, 0, (int)i), csv_cell(&table, h->rows, (int)i)) == 0;
	h->rows++;
}

static void rows_are_those_of_the_table(void **state)
{
	static const char *const texts[] = {
		"a,b\n1,2\n", "\357\273\277a,b,c\r\n\"x\ny\",2\r\n\r\n,,\r\n4,5,6,,\r\n", "a\n",
	};
	const char *path = arena_printf(arena, "%s/rows.csv", getenv("TMPDIR") ? getenv("TMPDIR")
		: "/tmp");

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct heard h = {.same = true};
		const struct csv_rows rows = {hear_header, hear_row, &h};

		assert_int_equal(read_text(texts[i]), OK);
		assert_int_equal(file_write(path, texts[i], strlen(texts[i]), 0600), OK);
		assert_int_equal(csv_rows_load(arena, path, "rows.csv", 1000, &rows, &faults), OK);
		assert_true(h.same);
		assert_int_equal(h.headers, 1);
		assert_int_equal(h.rows, table.rows);
		assert_int_equal(csv_rows_load(arena, path, "rows.csv", 1, &rows, &faults),
			ERR_TOO_LARGE);
	}
	assert_int_equal(file_write(path, "a,b\n1,2,3\n", 10, 0600), OK);
	faults_init(&faults, arena);

	struct heard h = {.same = true};
	const struct csv_rows rows = {hear_header, hear_row, &h};

	assert_int_equal(csv_rows_load(arena, path, "rows.csv", 1000, &rows, &faults), ERR_INPUT);
	assert_int_equal(faults.count, 1);
	assert_int_equal(faults.list[0].line, 2);
	unlink(path);
}

/* Files are read a mebibyte at a time: wherever that cuts, inside a character, between CR and LF, within
 * quotes, rows are those of the whole, and faults name their lines. */
static void long_files_are_read_as_one(void **state)
{
	const char *path = arena_printf(arena, "%s/long.csv", getenv("TMPDIR") ? getenv("TMPDIR")
		: "/tmp");

	(void)state;
	for (size_t shift = 0; shift < 30; shift++) {
		struct arena *a = arena_new();
		struct buf *text = buf_new(a, 4 << 20);
		struct heard h = {.same = true};
		const struct csv_rows rows = {hear_header, hear_row, &h};

		buf_printf(text, "a%0*d,b\r\n", (int)shift + 1, 1);
		while (text->len < 5 << 18)
			buf_puts(text, "\"\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\r\n"
				"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\",\xC5\xBE\xC5\xBE\r\n");
		assert_int_equal(read_text(text->data), OK);
		assert_int_equal(file_write(path, text->data, text->len, 0600), OK);
		assert_int_equal(csv_rows_load(a, path, "long.csv", 4 << 20, &rows, &faults), OK);
		assert_true(h.same);
		assert_int_equal(h.rows, table.rows);
		/* A byte that is no UTF-8, then a quote that stays open, far behind. */
		faults_init(&faults, a);
		text->data[text->len - 3] = '\xFF';
		assert_int_equal(file_write(path, text->data, text->len, 0600), OK);
		assert_int_equal(csv_rows_load(a, path, "long.csv", 4 << 20, &rows, &faults), ERR_INPUT);
		assert_int_equal(faults.count, 1);
		assert_int_equal(faults.list[0].line, 1 + 2 * table.rows);
		faults_init(&faults, a);
		memcpy(text->data + text->len - 4, "x\n\"o", 4);
		assert_int_equal(file_write(path, text->data, text->len, 0600), OK);
		assert_int_equal(csv_rows_load(a, path, "long.csv", 4 << 20, &rows, &faults), ERR_INPUT);
		assert_int_equal(faults.list[0].line, 2 + 2 * table.rows);
		faults_init(&faults, arena);
		arena_free(a);
	}
	unlink(path);
}

/* JSON of the corpus: only strings, one object a row. Just enough of a reader,
 * apart from the one under test elsewhere. */
static const char *next_string(const char *p, struct buf *out)
{
	p = strchr(p, '"');
	if (!p)
		return NULL;
	buf_clear(out);
	for (p++; *p != '"'; p++) {
		if (*p == '\\') {
			p++;
			buf_putc(out, *p == 'n' ? '\n' : *p == 'r' ? '\r' : *p);
		} else {
			buf_putc(out, *p);
		}
	}
	return p + 1;
}

static size_t assert_json(const char *json)
{
	struct buf *key = buf_new(arena, 1000), *value = buf_new(arena, 1000);
	size_t pairs = 0;

	for (const char *p = json; (p = next_string(p, key)); pairs++) {
		size_t row = pairs / table.columns;

		p = next_string(p, value);
		assert_non_null(p);
		assert_string_equal(table.header[pairs % table.columns], key->data);
		assert_string_equal(csv_cell(&table, row, (int)(pairs % table.columns)),
			value->len ? value->data : "");
	}
	return pairs;
}

#define SPECTRUM "../shared/corpora/csv-spectrum"

/* The corpus' *_crlf files lost their CR on the way: they are given back. */
static void with_crlf(char **data, size_t *len)
{
	struct buf *b = buf_new(arena, 1 << 16);

	for (size_t i = 0; i < *len; i++) {
		if ((*data)[i] == '\n' && (!i || (*data)[i - 1] != '\r'))
			buf_putc(b, '\r');
		buf_putc(b, (*data)[i]);
	}
	*data = b->data;
	*len = b->len;
}

static void spectrum_file(const char *name)
{
	char *csv, *json, *path = arena_printf(arena, SPECTRUM "/csvs/%s", name);
	size_t len, json_len;

	assert_int_equal(file_read(arena, path, 1 << 20, &csv, &len), OK);
	path = arena_printf(arena, SPECTRUM "/json/%.*s.json", (int)(strlen(name) - 4), name);
	assert_int_equal(file_read(arena, path, 1 << 20, &json, &json_len), OK);
	if (strstr(name, "_crlf"))
		with_crlf(&csv, &len);

	enum err e = read_n(csv, len, NULL);

	if (strcmp(name, "location_coordinates.csv") == 0) {
		/* Bare quotes within a bare cell, which RFC 4180 (section 2, rule
		 * 5) does not allow; its JSON tells of another phone number. */
		assert_int_equal(e, ERR_INPUT);
		assert_int_equal(faults.list[0].line, 2);
		assert_non_null(strstr(faults.list[0].message, "a quote inside a cell"));
		return;
	}
	assert_int_equal(e, OK);
	assert_int_equal(assert_json(json), table.rows * table.columns);
}

static void spectrum(void **state)
{
	char **names;
	size_t count;

	(void)state;
	if (!file_is_dir(SPECTRUM)) {
		print_message("# " SPECTRUM " is not here: skipped\n");
		return;
	}
	assert_int_equal(file_list(arena, SPECTRUM "/csvs", &names, &count), OK);
	assert_true(count >= 12);
	for (size_t i = 0; i < count; i++)
		spectrum_file(names[i]);
}

static void written_by_the_rfc(void **state)
{
	struct csv_writer w = {.out = buf_new(arena, 10000)};

	(void)state;
	csv_put_row(&w, "a", "b c", "", " d ", NULL);
	csv_put(&w, "x,y");
	csv_put(&w, "say \"hi\"");
	csv_put(&w, "\"");
	csv_put(&w, "1\r\n2");
	csv_put(&w, "=1+2");
	csv_end_row(&w);
	csv_put_i64(&w, INT64_MIN);
	csv_put_double(&w, 0.1);
	csv_put_double(&w, -0.0);
	csv_put_double(&w, 1.0 / 3);
	csv_put_double(&w, NAN);
	csv_put_n(&w, "abc", 2);
	csv_end_row(&w);
	assert_string_equal(w.out->data,
		"a,b c,, d \r\n"
		"\"x,y\",\"say \"\"hi\"\"\",\"\"\"\",\"1\r\n2\",=1+2\r\n"
		"-9223372036854775808,0.1,0,0.3333333333,,ab\r\n");
}

static void formula_guard(void **state)
{
	struct csv_writer w = {.out = buf_new(arena, 10000), .excel = true};

	(void)state;
	csv_put_row(&w, "=1+2", "+cmd", "-3+4", "@SUM(A1)", "\tx", NULL);
	csv_put_row(&w, "\rx", "=\"a\",b", "\xEF\xBC\x9D" "1", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0", NULL);
	csv_put_row(&w, "-3.5", "+7", "-1e3", "-", "--1", "-3 ", "a=1", "", "\xEF\xBC\xA1", NULL);
	csv_put_double(&w, -3.5);
	csv_end_row(&w);
	assert_string_equal(w.out->data,
		"'=1+2,'+cmd,'-3+4,'@SUM(A1),'\tx\r\n"
		"\"'\rx\",\"'=\"\"a\"\",b\",'\xEF\xBC\x9D" "1,'\xEF\xBC\x8B,'\xEF\xBC\x8D,"
		"'\xEF\xBC\xA0\r\n"
		"-3.5,+7,-1e3,'-,'--1,'-3 ,a=1,,\xEF\xBC\xA1\r\n"
		"-3.5\r\n");
}

static size_t put_lines(struct csv_writer *w, char *text)
{
	size_t rows = 0;

	for (char *line = text, *end; *line; line = end + 1, rows++) {
		end = strchrnul(line, '\n');

		bool last = !*end;

		*end = '\0';
		csv_put_i64(w, (long long)rows);
		csv_put(w, line);
		csv_end_row(w);
		if (last)
			break;
	}
	return rows;
}

/* Naughty strings come back as they were. */
static void naughty_strings(void **state)
{
	struct csv_writer w = {.out = buf_new(arena, 1 << 20)};
	char *text;
	size_t len;

	(void)state;
	if (file_read(arena, "../shared/corpora/blns/blns.txt", 1 << 20, &text, &len) != OK) {
		print_message("# ../shared/corpora/blns is not here: skipped\n");
		return;
	}

	char *copy = arena_strndup(arena, text, len);

	csv_put_row(&w, "n", "text", NULL);
	put_lines(&w, copy);
	assert_int_equal(read_n(w.out->data, w.out->len, NULL), OK);
	assert_true(table.rows > 400);

	struct str rest = {text, len};

	for (size_t i = 0; i < table.rows; i++)
		assert_true(str_eq(str_cut(rest, '\n', &rest), csv_cell(&table, i, 1)));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(plain_table),
		CASE(bom_and_last_line_without_end),
		CASE(spaces_are_kept),
		CASE(newlines_in_cells_and_lines),
		CASE(long_cells),
		CASE(surplus_cells), CASE(remarks),
		CASE(headers),
		CASE(broken_quotes),
		CASE(other_separators),
		CASE(other_encodings),
		CASE(limits_hold),
		CASE(endless_cell),
		CASE(padded_rows),
		CASE(load_names_the_file),
		CASE(rows_are_those_of_the_table), CASE(long_files_are_read_as_one),
		CASE(spectrum),
		CASE(written_by_the_rfc),
		CASE(formula_guard),
		CASE(naughty_strings),
	};

	return cmocka_run_group_tests_name("codec/csv", tests, NULL, NULL);
}
