/* The board: what stands in which column, in which order, by how many; whose voice counts. */
#include "audit_house.h"

#include <sqlite3.h>

#include "model/board.h"
#include "model/codes.h"
#include "model/prototypes.h"
#include "model/results.h"

static struct change change;

#define changed(call) ( \
	assert_int_equal(change_begin(&change, arena, house, &kiosk, "anna"), OK), \
	change_end(&change, call))

/* As triage leaves things. */
static void stored_by(const char *sql)
{
	const char *path = arena_printf(arena, "%s/kiosk.db", temp_path);
	char *fault = NULL;
	sqlite3 *h;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	sqlite3_busy_timeout(h, 5000);
	if (sqlite3_exec(h, sql, NULL, NULL, &fault) != SQLITE_OK)
		fail_msg("%s", fault);
	sqlite3_close(h);
}

#define COLUMNS "INSERT INTO comment (token, number, round, prototype, version, department, kind," \
	" severity, activity, lang, since, day, half, raw, text, picture_state, status, in_version," \
	" reply, reply_lang, month, theme, original) "

/* One that was read, with so many voices. */
static void comment(int number, const char *status, const char *month, const char *theme,
	const char *activity, int voices)
{
	stored_by(arena_printf(arena, COLUMNS "VALUES (CAST(printf('%%016d', %d) AS BLOB), %d, 1,"
		" 'quotes', '1', 'SAL', 'bug', '', '%s', 'en', '2026-01-05', '', '', NULL, 'Text', '',"
		" '%s', '', 'Answer', 'en', '%s', '%s', NULL);"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		" INSERT INTO comment_voice SELECT CAST(printf('%%016d', %d) AS BLOB), randomblob(32)"
		" FROM n WHERE i <= %d", number, number, activity, status, month, theme, voices, number,
		voices));
}

static struct board loaded(void)
{
	struct board b;

	if (board_load(arena, house_db(), MIN_CELL, &b))
		fail_msg("%s", err_detail());
	return b;
}

/* "12 7 3": the numbers of a column, as they stand. */
static const char *order_of(const struct board *b, enum board_column c)
{
	const char *out = "";

	for (size_t i = 0; i < b->counts[c]; i++)
		out = arena_printf(arena, "%s%s%d", out, i ? " " : "", (int)b->columns[c][i].number);
	return out;
}

static struct board_card card_of(const struct board *b, enum board_column column, int64_t number)
{
	struct board_wanted all = {.most = 100};
	struct board_card *cards;
	size_t count, in_all;

	assert_int_equal(board_cards(arena, house_db(), b, column, &all, &cards, &count, &in_all), OK);
	for (size_t i = 0; i < count; i++)
		if (cards[i].at.number == number)
			return cards[i];
	fail_msg("no card %d", (int)number);
	return (struct board_card){.said = ""};
}

/* Nine thousand, of each kind a thousand: unread, read, accepted, planned, in a version, verified,
 * declined with and without an answer, repeated. */
static void each_stands_in_its_column(void **state)
{
	struct board_wanted wanted = {.from = 1990, .most = 20};
	struct board_card *cards;
	size_t count, all;
	struct board b;

	(void)state;
	stored_by("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
		COLUMNS "SELECT CAST(printf('%016d', i) AS BLOB), CASE WHEN i % 9 > 0 THEN i END, 1,"
		" 'quotes', '1', 'SAL', 'bug', '', '', 'en', '2026-01-05', '', '', 'raw',"
		" CASE WHEN i % 9 > 0 THEN 'Text' ELSE '' END, '',"
		" CASE i % 9 WHEN 2 THEN 'accepted' WHEN 3 THEN 'planned' WHEN 4 THEN 'in_version'"
		" WHEN 5 THEN 'verified' WHEN 6 THEN 'declined' WHEN 7 THEN 'declined'"
		" WHEN 8 THEN 'duplicate' ELSE 'new' END, '', CASE i % 9 WHEN 6 THEN 'No' ELSE '' END,"
		" 'en', '2026-0' || (1 + i % 7), '', NULL FROM n");
	b = loaded();
	assert_int_equal(b.counts[BOARD_HEARD], 2000);
	assert_int_equal(b.counts[BOARD_WORKING], 2000);
	assert_int_equal(b.counts[BOARD_DONE], 2000);
	assert_int_equal(board_cards(arena, house_db(), &b, BOARD_DONE, &wanted, &cards, &count, &all), OK);
	assert_int_equal(all, 2000);
	assert_int_equal(count, 10);
	for (size_t i = 0; i < count; i++)
		assert_true(strcmp(cards[i].status, "verified") == 0 ||
			strcmp(cards[i].reply, "No") == 0);
}

static void the_latest_month_comes_first_then_the_theme(void **state)
{
	struct board b;

	(void)state;
	stored_by("INSERT INTO board_activity VALUES (1, 'SAL03')");
	comment(1, "accepted", "2026-02", "", "SAL01", 1);
	comment(2, "accepted", "2026-03", "Search", "", 1);
	comment(3, "accepted", "2026-03", "Print", "", 1);
	comment(4, "accepted", "2026-03", "", "SAL03", 1);
	comment(5, "new", "", "", "", 1);
	comment(6, "accepted", "2026-03", "Print", "SAL03", 1);
	b = loaded();
	assert_string_equal(order_of(&b, BOARD_HEARD), "3 6 2 4 1 5");
	/* Named are those that enough do; a theme of its own stands for the activity. */
	assert_int_equal(b.n_activities, 1);
	assert_string_equal(b.activities[0], "SAL03");
	assert_int_equal(b.n_themes, 2);
	assert_string_equal(b.themes[0], "Print");
	assert_string_equal(card_of(&b, BOARD_HEARD, 1).at.activity, "");
	assert_string_equal(card_of(&b, BOARD_HEARD, 6).at.activity, "");
}

static void a_number_is_told_from_the_smallest_group_on(void **state)
{
	struct board b;

	(void)state;
	for (int n = 1; n <= 6; n++)
		comment(n, "verified", "2026-03", "", "", n);
	/* Twice the same people and one more. */
	comment(7, "verified", "2026-03", "", "", 4);
	comment(8, "duplicate", "2026-03", "", "", 1);
	stored_by("UPDATE comment SET original = (SELECT token FROM comment WHERE number = 7)"
		" WHERE number = 8; INSERT INTO comment_voice SELECT (SELECT token FROM comment"
		" WHERE number = 8), voice FROM comment_voice WHERE comment ="
		" (SELECT token FROM comment WHERE number = 7)");
	b = loaded();
	assert_int_equal(card_of(&b, BOARD_DONE, 1).voices, 1);
	for (int n = 2; n < MIN_CELL; n++)
		assert_int_equal(card_of(&b, BOARD_DONE, n).voices, 0);
	assert_int_equal(card_of(&b, BOARD_DONE, 5).voices, 5);
	assert_int_equal(card_of(&b, BOARD_DONE, 6).voices, 6);
	assert_int_equal(card_of(&b, BOARD_DONE, 7).voices, 5);
	assert_int_equal(b.counts[BOARD_DONE], 7);
	/* Groups are never below three, whatever is asked for. */
	assert_int_equal(board_load(arena, house_db(), 1, &b), OK);
	assert_int_equal(b.k, 3);
	assert_int_equal(card_of(&b, BOARD_DONE, 2).voices, 0);
}

static enum err name_job(struct db *db, void *ctx)
{
	return board_name_activities(db, ctx);
}

static void what_five_do_may_be_named(void **state)
{
	struct audit_overall_row rows[] = {{.code = "SAL01", .doers = 5}, {.code = "SAL03", .doers = 4},
		{.code = "SAL06", .doers = 9}};
	struct shown shown[] = {{.doers = CELL_SHOWN}, {.doers = CELL_SHOWN}, {.doers = CELL_PRIMARY}};
	struct priorities p = {.round = {.id = 1}, .min_cell = MIN_CELL, .overall = shown, .shown = true,
		.result = {.overall = rows, .n_overall = 3}};
	struct board b;

	(void)state;
	round_of((struct round_spec){.code = "a"});
	comment(1, "planned", "2026-03", "", "SAL01", 1);
	comment(2, "planned", "2026-03", "", "SAL03", 1);
	comment(3, "planned", "2026-03", "", "SAL06", 1);
	assert_int_equal(store_write(house, name_job, &p), OK);
	b = loaded();
	assert_int_equal(b.n_activities, 1);
	assert_string_equal(card_of(&b, BOARD_WORKING, 1).at.activity, "SAL01");
	assert_string_equal(card_of(&b, BOARD_WORKING, 2).at.activity, "");
	assert_string_equal(card_of(&b, BOARD_WORKING, 3).at.activity, "");
	/* A list that shows nothing takes the names away. */
	p.shown = false;
	assert_int_equal(store_write(house, name_job, &p), OK);
	assert_int_equal(loaded().n_activities, 0);
}

/* ---- a voice more ---- */

static const char *slip(void)
{
	struct prototype_task task = {"T1", "SAL01", true, ""};
	struct prototype_text texts[] = {{"", PROTOTYPE_TITLE, "en", "Quotes"},
		{"T1", PROTOTYPE_TITLE, "en", "Find"}, {"T1", PROTOTYPE_DONE, "en", "Found"}};
	struct prototype p = {.code = "quotes", .version = "1", .address = "", .departments = "",
		.tasks = &task, .task_count = 1, .texts = texts, .text_count = 3};
	char (*codes)[CODE_CHARS];
	struct round r;

	pack_bring_in("www/forms/pilot-feedback");
	assert_int_equal(changed(prototype_put(&change, &p)), OK);
	r = round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot", .code = "p1",
		.subject = "quotes"});
	assert_int_equal(changed(codes_make(&change, &r, "SAL", 1, &codes)), OK);
	return arena_strdup(arena, codes[0]);
}

static enum err press(int64_t number, const char *code)
{
	return changed(board_me_too(&change, number, code));
}

static void a_code_is_one_voice(void **state)
{
	const char *code = slip();
	struct board b;

	(void)state;
	comment(1, "accepted", "2026-03", "", "", 4);
	comment(2, "verified", "2026-03", "", "", 1);
	b = loaded();
	assert_true(card_of(&b, BOARD_HEARD, 1).me_too);
	assert_false(card_of(&b, BOARD_DONE, 2).me_too);
	assert_int_equal(press(1, "AAAAA-AAAAA"), ERR_DENIED);
	assert_int_equal(press(1, ""), ERR_DENIED);
	assert_int_equal(press(2, code), ERR_NOT_FOUND);
	assert_int_equal(press(3, code), ERR_NOT_FOUND);
	assert_int_equal(card_of(&b, BOARD_HEARD, 1).voices, 0);
	assert_int_equal(press(1, code), OK);
	assert_int_equal(card_of(&b, BOARD_HEARD, 1).voices, 5);
	assert_int_equal(press(1, code), OK);
	assert_int_equal(card_of(&b, BOARD_HEARD, 1).voices, 5);
	/* Of another prototype the code is nobody's. */
	stored_by("UPDATE comment SET prototype = 'other' WHERE number = 1");
	assert_int_equal(press(1, code), ERR_DENIED);
	stored_by("UPDATE comment SET prototype = '' WHERE number = 1");
	assert_int_equal(press(1, code), ERR_NOT_FOUND);
}

/* ---- put up ---- */

static void what_is_put_up_can_be_taken_down(void **state)
{
	struct round r = round_of((struct round_spec){.code = "a"});
	struct board_post post = {.kind = BOARD_DECISION, .ref = "SAL01", .activity = "SAL01",
		.theme = "", .said = "This first", .said_lang = "en", .reply = "", .reply_lang = "en",
		.column = BOARD_WORKING};
	unsigned char id[BOARD_ID_BYTES], again[BOARD_ID_BYTES];
	struct board b;

	(void)state;
	assert_int_equal(changed(board_put(&change, &r, &post, id)), OK);
	b = loaded();
	assert_int_equal(b.counts[BOARD_WORKING], 1);
	assert_string_equal(b.columns[BOARD_WORKING][0].month, "2025-06");
	assert_int_equal(changed(board_take_down(&change, id, true)), OK);
	assert_int_equal(loaded().counts[BOARD_WORKING], 0);
	/* The same thing once more is the same card. */
	post.column = BOARD_DONE;
	assert_int_equal(changed(board_put(&change, &r, &post, again)), OK);
	assert_memory_equal(id, again, sizeof id);
	assert_int_equal(loaded().counts[BOARD_DONE], 1);
	post.said = "";
	assert_int_equal(board_check(&post), BOARD_NO_WORDS);
	assert_int_equal(changed(board_put(&change, &r, &post, NULL)), ERR_INPUT);
	post = (struct board_post){.kind = BOARD_TEXT, .ref = "00000000000000000000000000000000",
		.activity = "", .theme = "", .said = "Made up", .said_lang = "en", .reply = "Yes",
		.reply_lang = "en", .column = BOARD_DONE};
	assert_int_equal(changed(board_put(&change, &r, &post, NULL)), ERR_CONFLICT);
	post.kind = BOARD_BASELINE;
	post.ref = "2";
	assert_int_equal(changed(board_put(&change, &r, &post, NULL)), ERR_INPUT);
	memset(id, 1, sizeof id);
	assert_int_equal(changed(board_take_down(&change, id, true)), ERR_NOT_FOUND);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, audit_set_up, audit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_stands_in_its_column),
		TEST(the_latest_month_comes_first_then_the_theme),
		TEST(a_number_is_told_from_the_smallest_group_on),
		TEST(what_five_do_may_be_named),
		TEST(a_code_is_one_voice),
		TEST(what_is_put_up_can_be_taken_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
