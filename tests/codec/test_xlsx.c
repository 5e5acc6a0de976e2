/*
 * Workbooks: what spreadsheet programs write is read as they show it; hostile
 * ones are refused; what is written reads back.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "codec/xlsx.h"

static struct arena *arena;
static struct faults faults;

static bool every(const char *name)
{
	(void)name;
	return true;
}

static enum err read_bytes(const char *data, size_t len, struct xlsx_sheet **sheets,
	size_t *count)
{
	struct zip_reader *zr;
	enum err e = zip_open_bytes(arena, data, len, NULL, &zr);

	faults_init(&faults, arena);
	if (e)
		return e;
	if (!xlsx_is(zr))
		return ERR_NOT_FOUND;
	return xlsx_read(arena, zr, &(struct csv_limits){.rows = 2000, .columns = 500,
		.cell_bytes = 65536}, every, &faults, sheets,
		count);
}

static enum err read_file(const char *name, struct xlsx_sheet **sheets, size_t *count)
{
	char *data;
	size_t len;

	assert_int_equal(file_read(arena, path_join(arena, "tests/data/codec/xlsx", name), 1u << 20,
		&data, &len), OK);
	return read_bytes(data, len, sheets, count);
}

/* Cells of a row parted by |. */
static const char *row(const struct csv_table *t, size_t r)
{
	struct buf *b = buf_new(arena, 10000);

	for (size_t i = 0; i < t->columns; i++)
		buf_printf(b, "%s%s", i ? "|" : "", csv_cell(t, r, (int)i));
	return b->data;
}

/* Shared strings with runs and phonetics, inline ones, dates by style, booleans,
 * formulas' values, gaps, cells without a place. */
static void test_office(void **state)
{
	struct xlsx_sheet *sheets;
	size_t count;
	const struct csv_table *t;

	(void)state;
	assert_int_equal(read_file("office.xlsx", &sheets, &count), OK);
	assert_int_equal(count, 3);
	t = &sheets[0].table;
	assert_string_equal(sheets[0].name, "survey");
	assert_string_equal(t->header[2], "label");
	assert_int_equal(t->rows, 3);
	assert_string_equal(row(t, 0), "date|when|Wann? & <wo> \n é|2024-05-01|TRUE");
	assert_int_equal(t->lines[0], 4);
	assert_string_equal(row(t, 1), "integer|n|N|3|");
	assert_string_equal(row(t, 2), "select_one yn|likes|Likes?|1|");
	t = &sheets[1].table;
	assert_string_equal(row(t, 0), "yn|1|Yes");
	assert_string_equal(row(t, 1), "yn|2|0.1");
}

/* As a spreadsheet program saves it: rich text, styles for days and times, formulas, and
 * room left in a header of the archive. */
static void test_rich(void **state)
{
	struct xlsx_sheet *sheets;
	size_t count;

	(void)state;
	assert_int_equal(read_file("rich.xlsx", &sheets, &count), OK);
	assert_string_equal(row(&sheets[0].table, 0), "date|d|When exactly?|2024-05-01");
	assert_string_equal(row(&sheets[0].table, 1), "time|t|T|09:30:00");
	assert_string_equal(row(&sheets[0].table, 2), "integer|i|Number|2");
	assert_string_equal(row(&sheets[0].table, 3), "decimal|x|X|0.3");
}

static void fault_is(const char *expected)
{
	struct buf *b = buf_new(arena, 10000);

	faults_print(&faults, b);
	if (!strstr(b->data, expected))
		fail_msg("expected “%s” among:\n%s", expected, b->data);
}

static void test_faults(void **state)
{
	struct xlsx_sheet *sheets;
	size_t count;

	(void)state;
	assert_int_equal(read_file("faults.xlsx", &sheets, &count), OK);
	fault_is("survey:7: A: the formula was never computed");
	fault_is("survey:7: C: the formula gives #DIV/0!");
	assert_int_equal(read_file("dtd.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("it has a document type (DTD)");
	assert_int_equal(read_file("broken.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("survey: xl/worksheets/sheet1.xml, line 1: no element found");
	assert_int_equal(read_file("wide.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("survey:1: SG: too many columns");
	assert_int_equal(read_file("tag.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("a tag without an end");
	assert_int_equal(read_file("deep.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("elements nested too deep");
	assert_int_equal(read_file("twice.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("SURVEY: the sheet “SURVEY” is there twice");
}

/* What points to nothing is a fault that names the cell or the sheet, never a blank. */
static void test_dangling(void **state)
{
	struct xlsx_sheet *sheets;
	size_t count;

	(void)state;
	assert_int_equal(read_file("dangling.xlsx", &sheets, &count), OK);
	fault_is("survey:6: B: the text of the cell is missing from the workbook");
	fault_is("survey:6: D: the format of the number is missing from the workbook");
	fault_is("survey:6: E: the text of the cell is missing from the workbook");
	assert_int_equal(faults.count, 3);
	/* A cell of that kind without a value is blank. */
	assert_string_equal(row(&sheets[0].table, 2), "select_one yn||||");
	assert_int_equal(read_file("norel.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("Choices: the workbook does not say where this sheet is");
	assert_int_equal(read_file("nopart.xlsx", &sheets, &count), ERR_INPUT);
	fault_is("Choices: ");
	fault_is("xl/worksheets/sheet2.xml");
}

/* Cut anywhere it is refused. */
static void test_cut(void **state)
{
	struct xlsx_sheet *sheets;
	char *data;
	size_t len, count;

	(void)state;
	assert_int_equal(file_read(arena, "tests/data/codec/xlsx/office.xlsx", 1u << 20, &data,
		&len), OK);
	for (size_t n = 0; n < len; n++)
		assert_int_not_equal(read_bytes(data, n, &sheets, &count), OK);
}

static enum err take(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

static void test_round_trip(void **state)
{
	static const char *const header[] = {"type", "name", "label::Slovak (sk)"};
	static const char *const cells[] = {"=1+1", "0012", "a<b>&\"c\"\nž\t_x000D_ \x01|"};
	static const char *const gap[] = {"", "", "2024-05-01"};
	struct buf *out = buf_new(arena, 1u << 20);
	struct xlsx_writer *xw = xlsx_writer_new(arena, (struct zip_sink){take, out});
	struct xlsx_sheet *sheets;
	size_t count;

	(void)state;
	assert_int_equal(xlsx_sheet_begin(xw, "survey"), OK);
	assert_int_equal(xlsx_row(xw, header, 3), OK);
	assert_int_equal(xlsx_row(xw, cells, 3), OK);
	assert_int_equal(xlsx_row(xw, gap, 3), OK);
	assert_int_equal(xlsx_sheet_end(xw), OK);
	assert_int_equal(xlsx_sheet_begin(xw, "a/b"), OK);
	assert_int_equal(xlsx_sheet_end(xw), OK);
	assert_int_equal(xlsx_finish(xw), OK);
	assert_int_equal(read_bytes(out->data, out->len, &sheets, &count), OK);
	assert_int_equal(count, 2);
	assert_string_equal(sheets[1].name, "a_b");
	assert_true(sheets[1].empty);
	assert_string_equal(sheets[0].table.header[2], header[2]);
	/* What XML cannot hold is left out; no text becomes a number or a formula. */
	assert_string_equal(row(&sheets[0].table, 0), "=1+1|0012|a<b>&\"c\"\nž\t_x000D_ |");
	assert_string_equal(row(&sheets[0].table, 1), "||2024-05-01");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_office), cmocka_unit_test(test_rich),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_dangling),
		cmocka_unit_test(test_cut), cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
