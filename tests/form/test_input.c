/* A form however it is brought: every way gives the same sheets, or a clear word. */
#include "forms.h"

#include "base/file.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/xlsx.h"
#include "codec/zip.h"

static struct arena *arena;
static struct faults faults, warnings;
static struct form_input in;

static enum err read_one(const char *name, const char *data, size_t len)
{
	struct form_file f = {name, data, len};

	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	return form_input_read(arena, &f, 1, &faults, &warnings, &in);
}

static enum err read_text(const char *name, const char *data)
{
	return read_one(name, data, strlen(data));
}

static void fault_is(const struct faults *list, const char *expected)
{
	const char *text = faults_text(arena, list);

	if (!strstr(text, expected))
		fail_msg("expected “%s” among:\n%s", expected, text);
}

static const char survey[] = "type,name,label\ntext,a,\"A, b\"\nselect_one l,c,C\n";
static const char choices[] = "list_name,name,label\nl,1,Í\n";

static struct form *compiled(void)
{
	struct form *f;

	if (form_input_compile(arena, &in, NULL, &faults, &warnings, NULL, &f) != OK)
		fail_msg("%s", faults_text(arena, &faults));
	return f;
}

static void test_files(void **state)
{
	struct form_file files[] = {{"C:\\forms\\survey.csv", survey, sizeof survey - 1},
		{"My form - Choices.csv", choices, sizeof choices - 1},
		{"readme.csv", "x\n", 2}};

	(void)state;
	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	assert_int_equal(form_input_read(arena, files, 3, &faults, &warnings, &in), OK);
	assert_string_equal(in.sheets.texts[FORM_SURVEY], survey);
	assert_string_equal(in.sheets.texts[FORM_CHOICES], choices);
	assert_int_equal(compiled()->question_count, 2);
	files[1].name = "survey.csv";
	assert_int_equal(form_input_read(arena, files, 3, &faults, &warnings, &in), ERR_INPUT);
	fault_is(&faults, "survey.csv: the sheet “survey” is there twice");
}

/* The sheets' names in the first column, as pyxform reads it. */
static void test_single(void **state)
{
	static const char csv[] = "survey,,,\r\n,type,name,label\r\n,text,a,\"A\r\nb\"\r\n\r\n"
		",select_one l,c,C\r\nchoices,,,\r\n,list_name,name,label\r\n,l,1,One\r\n"
		"settings,form_id,form_title,\r\n,one,The one,\r\nnotes,,,\r\n,whatever,,\r\n";
	struct form *f;

	(void)state;
	assert_int_equal(read_text("mine.csv", csv), OK);
	f = compiled();
	assert_string_equal(f->id, "one");
	assert_string_equal(f->title, "The one");
	assert_int_equal(f->question_count, 2);
	/* Faults know the file's lines. */
	assert_int_equal(in.tables[FORM_SURVEY]->lines[1], 6);
	assert_string_equal(in.tables[FORM_SURVEY]->file, "mine.csv");
	assert_string_equal(in.sheets.texts[FORM_CHOICES], "list_name,name,label\r\nl,1,One\r\n");
	assert_int_equal(read_text("mine.csv", "survey,,\n,type,name\nsurvey,,\n,type,name\n"),
		ERR_INPUT);
	fault_is(&faults, "mine.csv:4: the sheet “survey” is there twice");
	/* What is said of a column names the line it is named on. */
	assert_int_equal(read_text("odd.csv", "survey,,,\n,type,name,strange\n,text,a,A\n"), OK);
	assert_int_equal(form_input_compile(arena, &in, NULL, &faults, &warnings, NULL, &f),
		ERR_INPUT);
	fault_is(&warnings, "odd.csv:2: strange: the column is not known");
	/* Blanks around the cells do not matter. */
	assert_int_equal(read_text("pad.csv", "SURVEY  ,\n  , TYPE , NAME , LABEL\n  , text , a , A\n"
		"Settings ,\n  , FORM_ID\n  , padded\n"), OK);
	assert_string_equal(compiled()->id, "padded");
	/* A bare survey is one, too. */
	assert_int_equal(read_text("poll.csv", "type,name,label\ntext,a,A\n"), OK);
	assert_string_equal(compiled()->id, "poll");
}

/* What stands behind the file's last byte is not the file's, and adds nothing to it. */
static void the_last_line_need_not_end(void)
{
	static const char *const pairs[][2] = {
		{"type;name;label\ntext;a;A", "type,name,label\ntext,a,A"},
		{"type;name;label\ntext;a;", "type,name,label\ntext,a,"},
		{"type;name;label\ntext;a;1,5", "type,name,label\ntext,a,\"1,5\""},
		{"type;name;label\ntext;a;A\n", "type,name,label\ntext,a,A\n"},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char around[64];
		size_t len = strlen(pairs[i][0]);

		memset(around, ';', sizeof around);
		memcpy(around, pairs[i][0], len);
		assert_int_equal(read_one("survey.csv", around, len), OK);
		assert_string_equal(in.sheets.texts[FORM_SURVEY], pairs[i][1]);
	}
}

static void test_mended(void **state)
{
	static const char utf16[] = "\xFF\xFEt\0y\0p\0e\0,\0n\0a\0m\0e\0,\0l\0a\0b\0e\0l\0\n\0"
		"t\0e\0x\0t\0,\0a\0,\0\x7D\x01\n\0";

	(void)state;
	assert_int_equal(read_text("f.csv", "type;name;label\ntext;a;\"A; b\"\ntext;b;1,5\n"), OK);
	fault_is(&warnings, "f.csv: its cells are separated by semicolons");
	assert_string_equal(csv_cell(in.tables[FORM_SURVEY], 0, 2), "A; b");
	assert_string_equal(csv_cell(in.tables[FORM_SURVEY], 1, 2), "1,5");
	assert_int_equal(read_text("f.csv", "type\tname\tlabel\ntext\ta\tA\n"), OK);
	fault_is(&warnings, "separated by tabs");
	the_last_line_need_not_end();
	assert_int_equal(read_one("f.csv", utf16, sizeof utf16 - 1), OK);
	fault_is(&warnings, "f.csv: read as UTF-16");
	assert_string_equal(csv_cell(in.tables[FORM_SURVEY], 0, 2), "Ž");
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(read_text("f.csv", "type,name,label\ntext,a,\xE1\n"), ERR_INPUT);
	fault_is(&faults, "f.csv:2: the text is not UTF-8: save the file as CSV UTF-8");
	assert_int_equal(read_one("f.xls", "\xD0\xCF\x11\xE0\0\0\0\0", 8), ERR_INPUT);
	fault_is(&faults, "f.xls: an old .xls or a workbook with a password");
	assert_int_equal(read_text("f.xlsx", "type,name\n"), ERR_INPUT);
	fault_is(&faults, "f.xlsx: ZIP: this is not a ZIP file");
	assert_int_equal(read_text("f.pdf", "%PDF-1.4 x"), ERR_INPUT);
	assert_int_equal(read_text("settings.csv", "form_id\nx\n"), ERR_NOT_FOUND);
	assert_int_equal(read_text("f.csv", ""), ERR_INPUT);
}

static enum err take(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

static const char *zip_of(const char *const entries[][2], size_t count, size_t *len)
{
	struct buf *out = buf_new(arena, 1u << 20);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){take, out});

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(zip_begin(zw, entries[i][0]), OK);
		assert_int_equal(zip_write(zw, entries[i][1], strlen(entries[i][1])), OK);
		assert_int_equal(zip_end(zw), OK);
	}
	assert_int_equal(zip_finish(zw), OK);
	*len = out->len;
	return out->data;
}

static void test_zip(void **state)
{
	const char *const entries[][2] = {{"form/survey.csv", survey},
		{"form/choices.csv", choices}, {"__MACOSX/form/._survey.csv", "\x05\x07"},
		{"form/readme.txt", "hello"}};
	size_t len;
	const char *zip = zip_of(entries, 4, &len);

	(void)state;
	assert_int_equal(read_one("pack.zip", zip, len), OK);
	assert_string_equal(in.sheets.texts[FORM_CHOICES], choices);
	assert_string_equal(compiled()->id, "pack");
	assert_int_equal(read_one("pack.zip", zip, len / 2), ERR_INPUT);
	fault_is(&faults, "pack.zip: ZIP:");
}

/* The shipped pack as a workbook reads as the same form. */
static void test_workbook(void **state)
{
	const struct form_sheets sheets = {{survey, choices}};
	struct buf *out = buf_new(arena, 16u << 20);
	struct form *from_csv, *from_xlsx;
	struct form_input pack;

	(void)state;
	assert_int_equal(form_workbook_write(arena, &sheets, (struct zip_sink){take, out}), OK);
	assert_int_equal(read_one("f.xlsx", out->data, out->len), OK);
	assert_string_equal(in.sheets.texts[FORM_SURVEY],
		"type,name,label\r\ntext,a,\"A, b\"\r\nselect_one l,c,C\r\n");
	faults_init(&faults, arena);
	assert_int_equal(form_input_path(arena, "www/forms/crm-audit", &faults, &warnings, &pack),
		OK);
	in = pack;
	from_csv = compiled();
	buf_clear(out);
	assert_int_equal(form_workbook_write(arena, &pack.sheets, (struct zip_sink){take, out}), OK);
	assert_int_equal(read_one("crm-audit.xlsx", out->data, out->len), OK);
	from_xlsx = compiled();
	assert_int_equal(from_xlsx->node_count, from_csv->node_count);
	for (size_t i = 0; i < from_csv->node_count; i++)
		assert_string_equal(from_xlsx->nodes[i].path, from_csv->nodes[i].path);
	assert_string_equal(from_xlsx->id, from_csv->id);
}

/* A cell that cannot be read does not hide the other faults. */
static void test_all_at_once(void **state)
{
	char *data;
	size_t len;
	struct form *f;

	(void)state;
	assert_int_equal(file_read(arena, "tests/data/codec/xlsx/faults.xlsx", 1u << 20, &data,
		&len), OK);
	assert_int_equal(read_one("faults.xlsx", data, len), OK);
	assert_int_equal(form_input_compile(arena, &in, NULL, &faults, &warnings, NULL, &f),
		ERR_INPUT);
	fault_is(&faults, "survey:7: C: the formula gives #DIV/0!");
	fault_is(&faults, "survey:3: name: “a b” is not a valid name");
}

/* ---- cells beside, below and between ---- */

static void put_rows(struct xlsx_writer *xw, const char *text)
{
	struct str rest = str_of(text);

	while (rest.len) {
		struct str line = str_cut(rest, '\n', &rest);
		const char *cells[600];
		size_t n = 0;

		for (bool more = true; more; n++) {
			more = memchr(line.p, '|', line.len);
			struct str cell = str_cut(line, '|', &line);

			cells[n] = arena_strndup(arena, cell.p, cell.len);
		}
		assert_int_equal(xlsx_row(xw, cells, n), OK);
	}
}

/* Read a workbook of sheets whose rows are written a|b|c. */
static enum err read_book(const char *const sheets[][2], size_t count)
{
	struct buf *out = buf_new(arena, 16u << 20);
	struct xlsx_writer *xw = xlsx_writer_new(arena, (struct zip_sink){take, out});

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(xlsx_sheet_begin(xw, sheets[i][0]), OK);
		put_rows(xw, sheets[i][1]);
		assert_int_equal(xlsx_sheet_end(xw), OK);
	}
	assert_int_equal(xlsx_finish(xw), OK);
	return read_one("book.xlsx", out->data, out->len);
}

#define BOOK(...) read_book((const char *const[][2]){__VA_ARGS__}, \
	sizeof((const char *const[][2]){__VA_ARGS__}) / (2 * sizeof(char *)))

/* It is taken, and what is kept of it reads the same. */
static struct form *opened(void)
{
	struct form *f = compiled(), *again;
	const struct catalogue *lists[CATALOGUE_KINDS] = {NULL};
	struct faults found, ignored;

	faults_init(&found, arena);
	faults_init(&ignored, arena);
	for (size_t k = 0; k < CATALOGUE_KINDS; k++) {
		struct catalogue *own = arena_alloc(arena, sizeof *own);
		const char *text = in.sheets.texts[FORM_FUNCTIONS + k];

		if (!text)
			continue;
		assert_int_equal(catalogue_read_text(arena, (enum catalogue_kind)k, "list", text,
			strlen(text), &found, own), OK);
		lists[k] = own;
	}
	if (form_compile_texts(arena, in.name, &in.sheets, lists, NULL, &found, &ignored, &again))
		fail_msg("%s", faults_text(arena, &found));
	assert_int_equal(again->node_count, f->node_count);
	assert_string_equal(again->id, f->id);
	return again;
}

static void no_warning(void)
{
	assert_string_equal(faults_text(arena, &warnings), "");
}

static void test_remark_beside(void **state)
{
	char *data;
	size_t len;

	(void)state;
	assert_int_equal(file_read(arena, "tests/data/form/remark-beside.xlsx", 1u << 20, &data,
		&len), OK);
	assert_int_equal(read_one("calls.xlsx", data, len), OK);
	assert_string_equal(opened()->id, "cell-beyond-header");
	fault_is(&warnings, "survey:2: E: “ask the boss about this” is in a column without a "
		"heading and is not used");
	assert_int_equal(warnings.count, 1);
}

static void test_remarks_in_every_sheet(void **state)
{
	struct form *f;

	(void)state;
	assert_int_equal(BOOK(
		{"survey", "type|name||label\nselect_one l|c|why so?|C\ntext|t||T||later"},
		{"choices", "list_name|name|label\nl|1|One\nl|2|Two|||old"},
		{"settings", "form_id|form_title\nb|B|||by Eva"},
		{"functions", "code|home|label\nF1|*|Call||new"},
		{"departments", "code||label\nD1|who?|Sales"},
		{"reports", "code|label\nR1|List\n||| below"},
		{"notes", "anything|at\nall"}), OK);
	f = opened();
	assert_int_equal(f->question_count, 2);
	fault_is(&warnings, "survey:2: C: “why so?” ");
	fault_is(&warnings, "survey:3: F: “later” ");
	fault_is(&warnings, "choices:3: F: “old” ");
	fault_is(&warnings, "settings:2: E: “by Eva” ");
	fault_is(&warnings, "functions:2: E: “new” ");
	fault_is(&warnings, "departments:2: B: “who?” ");
	fault_is(&warnings, "reports:3: D: “below” ");
	assert_int_equal(warnings.count, 7);
	/* They stay in the form's own sheets; lists are the kiosk's and have no room. */
	assert_non_null(strstr(in.sheets.texts[FORM_SURVEY], "why so?"));
	assert_string_equal(in.sheets.texts[FORM_DEPARTMENTS], "code,label\r\nD1,Sales\r\n");
}

static void test_remarks_in_csv(void **state)
{
	const char *const wide = "type,name,label,,\ntext,a,A,,\ntext,b,B,,see below\n";

	(void)state;
	/* As a spreadsheet saves it: the header's line is as wide as the others. */
	assert_int_equal(read_text("survey.csv", wide), OK);
	assert_string_equal(in.sheets.texts[FORM_SURVEY], wide);
	opened();
	fault_is(&warnings, "survey.csv:3: E: “see below” is in a column");
	/* A comma without quotes cuts a wording in two: nothing of that is guessed. */
	assert_int_equal(read_text("survey.csv", "type,name,label\ntext,a,Well, why?\n"),
		ERR_INPUT);
	fault_is(&faults, "survey.csv:2: 4 cells where the header names 3 columns: put cells that "
		"contain a comma in quotes");
	/* The same in one file of several sheets, whose columns begin at B. */
	assert_int_equal(read_text("one.csv", "survey,,,,\n,type,name,label,\n,text,a,A,x\n"
		"settings,,,,\n,form_id,,,\n,one,,,y\n"), OK);
	assert_string_equal(opened()->id, "one");
	fault_is(&warnings, "one.csv:3: E: “x” ");
	fault_is(&warnings, "one.csv:6: E: “y” ");
	assert_int_equal(warnings.count, 2);
	assert_int_equal(read_text("one.csv", "survey\n,type,name,label\n,text,a,Well, why?\n"),
		ERR_INPUT);
	fault_is(&faults, "one.csv:3: more cells than the header has columns");
}

static void test_looks_empty(void **state)
{
	(void)state;
	/* Columns and rows that end blank, cells with blanks alone: nothing to warn of. */
	assert_int_equal(read_text("survey.csv", "type,name,label,,,\ntext,a,A,,,\n,,,,,\n"
		"text,b,B, ,\n"), OK);
	assert_int_equal(opened()->question_count, 2);
	no_warning();
	assert_int_equal(BOOK({"survey", " | \ntype|name|label| \ntext|a|A|||  \n | | \n"
		"text|b|B"}, {"choices", " "}, {"settings", "form_id\nblanks\n "}), OK);
	assert_string_equal(opened()->id, "blanks");
	no_warning();
}

static void test_remark_rows(void **state)
{
	(void)state;
	assert_int_equal(BOOK({"survey", "type|name|label|hint|comment\n|||ask Eva|\ntext|a|A\n"
		"||||for us"}, {"choices", "list_name|name|label|region\nl|1|One\n|||north of it"}),
		OK);
	assert_int_equal(opened()->question_count, 1);
	fault_is(&warnings, "survey:2: hint: the row says nothing of what it is");
	fault_is(&warnings, "choices:3: region: the row says nothing of what it is");
	fault_is(&warnings, "survey:1: comment: the column is not known");
	assert_int_equal(warnings.count, 3);
	/* What looks meant is asked about. */
	assert_int_equal(BOOK({"survey", "type|name|label\ntext|a|A\n||Forgotten"}), OK);
	assert_int_equal(form_input_compile(arena, &in, NULL, &faults, &warnings, NULL,
		&(struct form *){NULL}), ERR_INPUT);
	fault_is(&faults, "survey:3: type: is missing");
	assert_int_equal(BOOK({"survey", "type|name|label\nselect_one l|a|A"},
		{"choices", "list_name|name|label\nl|1|One\n|2|Two"}), OK);
	assert_int_equal(form_input_compile(arena, &in, NULL, &faults, &warnings, NULL,
		&(struct form *){NULL}), ERR_INPUT);
	fault_is(&faults, "choices:3: list_name: is missing");
}

static void test_headings(void **state)
{
	struct buf *far = buf_new(arena, 4000);

	(void)state;
	assert_int_equal(BOOK({"survey", "type|name|label|note|note\ntext|a|A|x|y"}), ERR_INPUT);
	fault_is(&faults, "survey:1: note: the header names this column twice");
	assert_int_equal(read_text("s.csv", "type,name,label,label\ntext,a,A,B\n"), ERR_INPUT);
	fault_is(&faults, "s.csv:1: label: the header names this column twice");
	/* Out of reach: refused with the place, not taken and lost. */
	buf_puts(far, "type|name|label\ntext|a|A");
	for (size_t i = 3; i <= 500; i++)
		buf_putc(far, '|');
	buf_puts(far, "far out");
	assert_int_equal(BOOK({"survey", far->data}), ERR_INPUT);
	fault_is(&faults, "survey:2: SG: too many columns: 501, at most 500 are read");
}

/* "columns" is what older workbooks call the choices, and what others keep notes in. */
static void test_old_names(void **state)
{
	static const char *const old[] = {"columns", "Choices and columns"};
	char *data;
	size_t len;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(BOOK({"survey", "type|name|label\nselect_one l|a|A"},
			{old[i], "list name|name|label\nl|1|One"}), OK);
		assert_int_equal(opened()->list_count, 1);
	}
	assert_int_equal(file_read(arena, "tests/data/form/own-columns.xlsx", 1u << 20, &data,
		&len), OK);
	assert_int_equal(read_one("own.xlsx", data, len), OK);
	assert_string_equal(opened()->lists[0]->choices[0].name, "y");
	/* In any order, and where there are no choices at all. */
	assert_int_equal(BOOK({"columns", "list_name|name|label\nl|old|Old"},
		{"choices", "list_name|name|label\nl|new|New"},
		{"survey", "type|name|label\nselect_one l|a|A"}), OK);
	assert_string_equal(opened()->lists[0]->choices[0].name, "new");
	assert_int_equal(BOOK({"survey", "type|name|label\ntext|a|A"}, {"columns", "who|what\nme|it"}),
		OK);
	assert_int_equal(opened()->question_count, 1);
	no_warning();
	assert_int_equal(BOOK({"survey", "type|name|label\ntext|a|A"}, {"Survey ", "x\ny"}),
		ERR_INPUT);
}

/* Many remarks are not many warnings. */
static void test_many_remarks(void **state)
{
	struct buf *b = buf_new(arena, 100000);

	(void)state;
	buf_puts(b, "type|name|label\n");
	for (size_t i = 0; i < 300; i++)
		buf_printf(b, "text|q%zu|Q||%zu of a long list of words that somebody wanted to keep "
			"beside it\n", i, i);
	assert_int_equal(BOOK({"survey", b->data}), OK);
	assert_int_equal(opened()->question_count, 300);
	assert_int_equal(warnings.count, 21);
	fault_is(&warnings, "survey:2: E: “0 of a long list of words that somebody wanted to keep "
		"besid…” is");
	fault_is(&warnings, "survey: 280 more cells are in columns without a heading");
}

/* The kiosk's own lists are kept without the remarks beside them, and with every row. */
static void test_remarks_beside_lists(void **state)
{
	static const char list[] = "code,home,label,\nF1,*,First,a remark\nF2,*,Second,\n"
		"F3,*,Third,another\n";
	struct form_file files[] = {{"survey.csv", survey, sizeof survey - 1},
		{"choices.csv", choices, sizeof choices - 1},
		{"functions.csv", list, sizeof list - 1}};

	(void)state;
	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	assert_int_equal(form_input_read(arena, files, 3, &faults, &warnings, &in), OK);
	assert_int_equal(in.tables[FORM_FUNCTIONS]->rows, 3);
	assert_int_equal(in.tables[FORM_FUNCTIONS]->columns, 3);
	assert_string_equal(in.sheets.texts[FORM_FUNCTIONS],
		"code,home,label\r\nF1,*,First\r\nF2,*,Second\r\nF3,*,Third\r\n");
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
		cmocka_unit_test(test_files), cmocka_unit_test(test_single),
		cmocka_unit_test(test_mended), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_zip), cmocka_unit_test(test_workbook),
		cmocka_unit_test(test_all_at_once), cmocka_unit_test(test_remark_beside),
		cmocka_unit_test(test_remarks_in_every_sheet),
		cmocka_unit_test(test_remarks_in_csv), cmocka_unit_test(test_looks_empty),
		cmocka_unit_test(test_remark_rows), cmocka_unit_test(test_headings),
		cmocka_unit_test(test_many_remarks),
		cmocka_unit_test(test_remarks_beside_lists), cmocka_unit_test(test_old_names),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
