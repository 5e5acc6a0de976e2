/* Bundles: answers come out as they went in, whatever they are; what may not leave
 * stays; errors come before the first byte. By contracts.md and method F. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "../model/house.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "bundle/export.h"
#include "codec/csv.h"
#include "codec/json.h"
#include "form/check.h"
#include "model/catalogues.h"
#include "model/erase.h"
#include "model/forms.h"
#include "model/releases.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/texts.h"
#include "store/stmt.h"

#define ROUND "note-1"
#define NAUGHTY "../shared/corpora/blns/blns.json"
#define PAYLOADS "../shared/corpora/payloads"

static const char survey[] =
	"type,name,label,kiosk_measure,repeat_count\n"
	"select_one departments,dept,Department,department\n"
	"select_multiple functions,picks,What do you do?,picks\n"
	"text,note,\"Anything, \"\"else\"\"?\",\n"
	"integer,n,How many?,\ninteger,m,And then?,\n"
	"begin repeat,twice,Two of them,,2\ninteger,it,It,,\nend repeat,,,,\n";

static struct arena *arena;
static struct round round_;
static struct form *form;

/* ---- a round of a small form ---- */

static void put_file(const char *name, const char *text)
{
	assert_int_equal(file_write(path_join(arena, temp_path, name), text, strlen(text), 0600),
		OK);
}

static enum err open_job(struct db *db, void *ctx)
{
	const struct form_pack *pack = ctx;
	struct round_spec spec = {.form = "note", .title = "Notes", .code = ROUND};
	struct form_row row;
	enum err e = catalogue_upsert(CHANGE(arena, db, "anna"),
		&pack->catalogues[CATALOGUE_DEPARTMENTS], false);

	if (!e)
		e = catalogue_upsert(CHANGE(arena, db, "anna"),
			&pack->catalogues[CATALOGUE_FUNCTIONS], false);
	if (!e)
		e = form_add(CHANGE(arena, db, "anna"), pack, &row);
	return e ? e : round_open(CHANGE(arena, db, "shell"), &spec, &round_);
}

static int set_up(void **state)
{
	struct faults faults, warnings;
	struct form_pack pack;

	if (house_set_up(state))
		return -1;
	arena = arena_new();
	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	file_mkdirs(path_join(arena, temp_path, "note"));
	put_file("note/survey.csv", survey);
	put_file("note/departments.csv", "code,label,headcount\nBIG,Big,20\nTOO,Too small,6\n");
	put_file("note/functions.csv", "code,home,label\nF1,*,First\nF2,BIG,Second\n");
	if (form_pack_read(arena, path_join(arena, temp_path, "note"), NULL, &faults, &warnings,
		&pack) || store_write(house, open_job, &pack))
		return -1;
	return round_form(arena, house_db(), &round_, &form) ? -1 : 0;
}

static int tear_down(void **state)
{
	arena_free(arena);
	return house_tear_down(state);
}

/* Take an answer in; its id, or NULL when the form refuses it. */
static const char *answer(const char *department, const char *picks, const char *note)
{
	struct form_context ctx = {.today = "2025-06-15", .now = "2025-06-15T15:06:40"};
	struct answers *answers = answers_new(arena, form);
	struct submission_result result;
	char *id = arena_alloc(arena, 37);
	struct submission_post post = {.instance_id = id, .lang = "en", .device = "door",
		.answers = answers};

	random_uuid4(id);
	answers_add(answers, "dept", department);
	answers_add(answers, "picks", picks);
	answers_add(answers, "note", note);
	answers_add(answers, "n", "7");
	answers_add(answers, "m", "8");
	answers_add(answers, "twice/2/it", "9");
	assert_int_equal(submission_take(arena, house, &round_, form, &ctx, 5, &post, &result),
		OK);
	return result.outcome == INTAKE_STORED ? id : NULL;
}

/* ---- the bundle ---- */

static enum err collect(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

static enum err refuse(void *ctx, const void *bytes, size_t len)
{
	(void)bytes;
	(void)len;
	++*(int *)ctx;
	return err_fail(ERR_SYSTEM, "the reader is gone");
}

static struct bundle_options options(bool rows, bool drop_small)
{
	static const char *const rounds[] = {ROUND};

	return (struct bundle_options){.rounds = rounds, .round_count = 1, .rows = rows,
		.drop_small = drop_small, .min_cell = 5};
}

static struct buf *export(bool rows, bool drop_small)
{
	struct buf *out = buf_new(arena, (size_t)64 << 20);
	struct bundle_options o = options(rows, drop_small);
	struct arena *own = arena_new();

	assert_int_equal(bundle_export(own, house_db(), &o, (struct zip_sink){collect, out},
		NULL), OK);
	arena_free(own);
	return out;
}

static struct zip_reader *open_bundle(const struct buf *bytes)
{
	const char *path = path_join(arena, temp_path, "x.zip");
	struct zip_reader *zr;

	assert_int_equal(file_write(path, bytes->data, bytes->len, 0600), OK);
	assert_int_equal(zip_open(arena, path, NULL, &zr), OK);
	return zr;
}

static char *text_of(struct zip_reader *zr, const char *name)
{
	const struct zip_entry *entry = zip_find(zr, name);
	char *text;
	size_t len;

	assert_non_null(entry);
	assert_int_equal(zip_read_all(arena, zr, entry, (size_t)64 << 20, &text, &len), OK);
	return text;
}

static struct csv_table table_of(struct zip_reader *zr, const char *name)
{
	const char *text = text_of(zr, name);
	struct faults faults;
	struct csv_table t;

	faults_init(&faults, arena);
	assert_int_equal(csv_table_read(arena, name, text, strlen(text), NULL, &faults, &t), OK);
	return t;
}

/* The cell of a submission's row; NULL when it has none. */
static const char *cell_of(const struct csv_table *t, const char *id, const char *column)
{
	int ids = csv_column(t, "submission"), want = csv_column(t, column);

	assert_true(want >= 0);
	for (size_t i = 0; i < t->rows; i++)
		if (strcmp(csv_cell(t, i, ids), id) == 0)
			return csv_cell(t, i, want);
	return NULL;
}

static const char *value_of(const struct csv_table *t, const char *id, const char *question)
{
	for (size_t i = 0; i < t->rows; i++)
		if (strcmp(csv_cell(t, i, 0), id) == 0 && strcmp(csv_cell(t, i, 1), question) == 0)
			return csv_cell(t, i, csv_column(t, "value"));
	return NULL;
}

/* ---- tests ---- */

/* Texts taken in. */
struct sent {
	const char *text[4000];
	size_t count;
};

static void send_text(struct sent *s, const char *text)
{
	if (s->count == 4000 || !*str_trim(str_of(text)).p)
		return;
	if (answer("BIG", "F1", text))
		s->text[s->count++] = text;
}

static void send_naughty(struct sent *s)
{
	struct json_limits limits = json_limits_default;
	struct json_flat flat;
	char *text;
	size_t len;

	assert_int_equal(file_read(arena, NAUGHTY, (size_t)1 << 20, &text, &len), OK);
	text = arena_printf(arena, "{\"all\":%s}", text);
	assert_int_equal(json_scan(arena, text, strlen(text), &limits, &flat), OK);
	for (size_t i = 0; i < flat.members[0].count; i++)
		send_text(s, flat.members[0].values[i]);
}

static void send_lines(struct sent *s, const char *path)
{
	struct str rest;
	char *text;
	size_t len;

	assert_int_equal(file_read(arena, path, (size_t)4 << 20, &text, &len), OK);
	rest = (struct str){text, len};
	for (size_t i = 0; rest.len && i < 200; i++) {
		struct str line = str_cut(rest, '\n', &rest);

		send_text(s, arena_strndup(arena, line.p, line.len));
	}
}

static void send_payloads(struct sent *s)
{
	char **names;
	size_t count;

	assert_int_equal(file_list(arena, PAYLOADS, &names, &count), OK);
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], "SOURCE.txt") != 0)
			send_lines(s, path_join(arena, PAYLOADS, names[i]));
}

static enum err release_job(struct db *db, void *ctx)
{
	(void)ctx;
	return release_make(arena, db, round_.id, RELEASE_ANSWERS, 5);
}

/* A list is made, and a reviewer lets every text be seen as it is. Those that wait by then. */
static struct text_waiting *pass_on_all(size_t *count)
{
	struct text_waiting *list;
	size_t all;

	assert_int_equal(store_write(house, release_job, NULL), OK);
	assert_int_equal(texts_waiting(arena, house_db(), round_.id, TEXTS_WAITING, 4000,
		&list, count, &all), OK);
	for (size_t i = 0; i < *count; i++) {
		struct change c;

		assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
		assert_int_equal(change_end(&c, text_read(&c, &round_, list[i].token,
			list[i].text)), OK);
	}
	return list;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* As it is stored: blanks around a text are not. */
static void sort_texts(const char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str trimmed = str_trim(str_of(texts[i]));

		texts[i] = arena_strndup(arena, trimmed.p, trimmed.len);
	}
	qsort(texts, count, sizeof *texts, by_text);
}

static void test_texts_unchanged(void **state)
{
	/* Ten: a department is named beside no fewer. */
	static const char *const own[] = {"=1+1", "\"quoted\", with comma", "two\nlines", "'",
		"Žluťoučký kôň", "<script>alert(1)</script>", "NULL", "a\\b", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "=\"x\"&A1"};
	struct sent *s = arena_alloc(arena, sizeof *s);
	const char **got;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		send_text(s, own[i]);
	assert_int_equal(s->count, sizeof own / sizeof *own);
	if (file_exists(NAUGHTY)) {
		send_naughty(s);
		send_payloads(s);
		assert_true(s->count > 400);
	} else {
		print_message("# skipped: no ../shared/corpora\n");
	}
	pass_on_all(&count);
	assert_int_equal(count, s->count);

	struct csv_table texts = table_of(open_bundle(export(false, false)), "texts.csv");

	assert_int_equal(texts.rows, s->count);
	got = arena_array(arena, s->count, sizeof *got);
	for (size_t i = 0; i < s->count; i++) {
		assert_string_equal(csv_cell(&texts, i, csv_column(&texts, "question")), "note");
		assert_string_equal(csv_cell(&texts, i, csv_column(&texts, "department")), "BIG");
		got[i] = csv_cell(&texts, i, csv_column(&texts, "text"));
	}
	sort_texts(got, s->count);
	sort_texts(s->text, s->count);
	for (size_t i = 0; i < s->count; i++)
		assert_string_equal(got[i], s->text[i]);
}

/* Nothing in a bundle leads from a text to answers, and what nobody has read is in none. */
static void test_texts_apart(void **state)
{
	struct csv_table texts, answers, wide;
	struct zip_reader *zr;
	size_t count;

	(void)state;
	for (int i = 0; i < 4; i++)
		answer("BIG", "F1", "Marked words");
	pass_on_all(&count);
	assert_int_equal(count, 4);
	texts = table_of(open_bundle(export(true, false)), "texts.csv");
	/* Fewer than five wrote something. */
	assert_int_equal(texts.rows, 0);
	answer("BIG", "F1", "Marked words");
	answer("BIG", "F1", "Unread words");
	assert_int_equal(store_write(house, release_job, NULL), OK);
	zr = open_bundle(export(true, false));
	texts = table_of(zr, "texts.csv");
	assert_int_equal(texts.rows, 4);
	assert_string_equal(csv_cell(&texts, 0, csv_column(&texts, "department")), "");
	answers = table_of(zr, "answers.csv");
	wide = table_of(zr, "responses/note-v1.csv");
	assert_int_equal(csv_column(&wide, "note"), -1);
	for (size_t i = 0; i < answers.rows; i++)
		assert_string_not_equal(csv_cell(&answers, i, 1), "note");
	assert_null(strstr(text_of(zr, "answers.csv"), "words"));
	assert_null(strstr(text_of(zr, "responses/note-v1.csv"), "words"));
}

static void test_wide_table(void **state)
{
	const char *one = answer("BIG", "F2", "x"), *none = answer("BIG", "none", "y");
	struct zip_reader *zr = open_bundle(export(true, false));
	struct csv_table wide = table_of(zr, "responses/note-v1.csv");

	(void)state;
	assert_string_equal(cell_of(&wide, one, "round"), ROUND);
	assert_string_equal(cell_of(&wide, one, "dept"), "BIG");
	assert_string_equal(cell_of(&wide, one, "picks"), "F2");
	assert_string_equal(cell_of(&wide, one, "picks/F1"), "0");
	assert_string_equal(cell_of(&wide, one, "picks/F2"), "1");
	assert_string_equal(cell_of(&wide, one, "n"), "7");
	/* A repeat: how many, and a column for each instance. */
	assert_string_equal(cell_of(&wide, one, "twice"), "2");
	assert_string_equal(cell_of(&wide, one, "twice/1/it"), "");
	assert_string_equal(cell_of(&wide, one, "twice/2/it"), "9");
	if (none)
		assert_string_equal(cell_of(&wide, none, "picks/F2"), "0");
}

static void test_small_department(void **state)
{
	const char *big = NULL, *small = NULL;

	(void)state;
	for (int i = 0; i < 6; i++)
		big = answer("BIG", "F1", "x");
	for (int i = 0; i < 4; i++)
		small = answer("TOO", "F1", "x");

	struct zip_reader *zr = open_bundle(export(true, true));
	struct csv_table t = table_of(zr, "submissions.csv");

	assert_int_equal(t.rows, 10);
	assert_string_equal(cell_of(&t, big, "department"), "BIG");
	assert_int_equal(strlen(cell_of(&t, big, "digest")), 64);
	assert_string_equal(cell_of(&t, small, "department"), "");
	assert_string_equal(cell_of(&t, small, "digest"), "");
	assert_string_equal(cell_of(&t, small, "device"), "");
	t = table_of(zr, "answers.csv");
	assert_string_equal(value_of(&t, big, "dept"), "BIG");
	assert_string_equal(value_of(&t, small, "dept"), "");
	t = table_of(zr, "responses/note-v1.csv");
	assert_string_equal(cell_of(&t, small, "dept"), "");
	assert_string_equal(cell_of(&t, small, "picks"), "F1");
	/* At the shell all of it is there. */
	t = table_of(open_bundle(export(true, false)), "submissions.csv");
	assert_string_equal(cell_of(&t, small, "department"), "TOO");
}

static enum err close_job(struct db *db, void *ctx)
{
	return round_close(CHANGE(arena, db, "shell"), ctx);
}

/* Released by closing: the small department is in the tables, under no name. */
static void test_pooled_tables(void **state)
{
	char code[] = ROUND;
	const char *small;

	(void)state;
	for (int i = 0; i < 6; i++)
		answer("BIG", "F1", "x");
	small = answer("TOO", "F1", "x");
	assert_int_equal(store_write(house, close_job, code), OK);
	assert_int_equal(round_find(arena, house_db(), ROUND, &round_), OK);

	struct zip_reader *zr = open_bundle(export(true, true));
	struct csv_table t = table_of(zr, "audit/" ROUND "/respondents.csv");
	size_t found = 0;

	for (size_t i = 0; i < t.rows; i++)
		if (strcmp(csv_cell(&t, i, 0), small) == 0) {
			found++;
			assert_string_equal(csv_cell(&t, i, csv_column(&t, "dept")), "-");
		}
	assert_int_equal(found, 1);
	assert_null(strstr(text_of(zr, "audit/" ROUND "/departments.csv"), "TOO"));
	assert_non_null(strstr(text_of(zr, "audit/" ROUND "/departments.csv"), "-,6"));
	assert_non_null(strstr(text_of(zr, "README.txt"), "counted\ntogether"));
}

static void test_aggregates_hold_no_rows(void **state)
{
	const char *id = NULL;

	(void)state;
	for (int i = 0; i < 6; i++)
		id = answer("BIG", "F1", "a secret of mine");

	struct zip_reader *zr = open_bundle(export(false, false));

	assert_null(zip_find(zr, "submissions.csv"));
	assert_null(zip_find(zr, "answers.csv"));
	for (size_t i = 0; i < zip_count(zr); i++) {
		const char *text = text_of(zr, zip_entry_at(zr, i)->name);

		assert_null(strstr(text, id));
		assert_null(strstr(text, "secret of mine"));
	}
}

static void test_same_bytes(void **state)
{
	struct buf *first, *second;

	(void)state;
	for (int i = 0; i < 20; i++)
		answer(i % 2 ? "BIG" : "TOO", "F1", "x");
	first = export(true, false);
	clock_fix(NOON + 86400 * 400);
	second = export(true, false);
	assert_int_equal(first->len, second->len);
	assert_memory_equal(first->data, second->data, first->len);
}

static void test_errors_come_first(void **state)
{
	static const char *const unknown[] = {ROUND, "no-such"};
	struct bundle_options o = options(true, false);
	int calls = 0;
	struct zip_sink sink = {refuse, &calls};

	(void)state;
	o.rounds = unknown;
	o.round_count = 2;
	assert_int_equal(bundle_export(arena, house_db(), &o, sink, NULL), ERR_NOT_FOUND);
	o.round_count = 0;
	assert_int_equal(bundle_export(arena, house_db(), &o, sink, NULL), ERR_USAGE);
	assert_int_equal(calls, 0);
}

/* A reader who goes away ends it, and the connection is free again. */
static void test_sink_fails(void **state)
{
	struct bundle_options o = options(true, false);
	int calls = 0;

	(void)state;
	for (int i = 0; i < 50; i++)
		answer("BIG", "F1", "x");
	assert_int_equal(bundle_export(arena, house_db(), &o, (struct zip_sink){refuse, &calls},
		NULL), ERR_SYSTEM);
	assert_int_equal(calls, 1);
	assert_int_equal(db_read_begin(house_db()), OK);
	db_read_end(house_db());
}

/* ---- while it is taken away ---- */

#define MANY 2000	/* more than is handed on at once */

/* Somebody who takes a bundle away, and what happens in the meantime, once. */
struct taking {
	void (*happens)(void);
	bool happened;
	struct buf *out;
};

static enum err take_slowly(void *ctx, const void *bytes, size_t len)
{
	struct taking *t = ctx;

	if (!t->happened) {
		t->happened = true;
		t->happens();
	}
	return collect(t->out, bytes, len);
}

static enum err export_while(void (*happens)(void), struct buf **out)
{
	struct bundle_options o = options(true, false);
	struct taking t = {happens, false, buf_new(arena, (size_t)64 << 20)};
	enum err e;

	for (int i = 0; i < MANY; i++)
		answer("BIG", "F1", "x");
	e = bundle_export(arena, house_db(), &o, (struct zip_sink){take_slowly, &t}, NULL);
	assert_true(t.happened);
	*out = t.out;
	return e;
}

/* Which waits for all who read. */
static void the_log_is_emptied(void)
{
	for (int i = 0; i < 5; i++)
		answer("BIG", "F1", "late");
	assert_int_equal(store_empty_wal(house), OK);
}

static void test_nothing_is_held(void **state)
{
	struct buf *bytes;
	struct zip_reader *zr;

	(void)state;
	assert_int_equal(export_while(the_log_is_emptied, &bytes), OK);
	zr = open_bundle(bytes);
	/* Neither more nor less than there were when it began, in every file. */
	assert_int_equal(table_of(zr, "submissions.csv").rows, MANY);
	assert_int_equal(table_of(zr, "responses/note-v1.csv").rows, MANY);
	assert_int_equal(table_of(zr, "answers.csv").rows, MANY * 6);
}

static enum err erase_some(struct db *db, void *ctx)
{
	int64_t count;

	(void)ctx;
	return erase_round(CHANGE(arena, db, "anna"), ROUND, &count);
}

static void all_is_erased(void)
{
	assert_int_equal(store_write(house, erase_some, NULL), OK);
}

/* A bundle of what was erased meanwhile is none. */
static void test_erased_meanwhile(void **state)
{
	struct buf *bytes;

	(void)state;
	assert_int_equal(export_while(all_is_erased, &bytes), ERR_CONFLICT);
	assert_non_null(strstr(err_detail(), "erased"));
}

static void test_no_answers(void **state)
{
	struct zip_reader *zr = open_bundle(export(true, false));

	(void)state;
	assert_int_equal(table_of(zr, "submissions.csv").rows, 0);
	assert_int_equal(table_of(zr, "priorities.csv").rows, 0);
	assert_non_null(strstr(text_of(zr, "README.txt"), "nothing is released yet"));
}

static void test_names(void **state)
{
	struct bundle_options o = options(true, false);

	(void)state;
	assert_string_equal(bundle_name(arena, &o), ROUND ".zip");
	o.rows = false;
	assert_string_equal(bundle_name(arena, &o), ROUND "-aggregate.zip");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_texts_unchanged), CASE(test_texts_apart),
		CASE(test_wide_table),
		CASE(test_small_department),
		CASE(test_pooled_tables),
		CASE(test_aggregates_hold_no_rows),
		CASE(test_same_bytes),
		CASE(test_errors_come_first),
		CASE(test_sink_fails),
		CASE(test_nothing_is_held),
		CASE(test_erased_meanwhile),
		CASE(test_no_answers),
		CASE(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
