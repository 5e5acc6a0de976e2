/* Triage: what becomes of comments, and who is asked when nobody answers. */
#include "triage_house.h"

#include "model/accounts.h"
#include "model/duties.h"

/* ---- reading ---- */

static void test_reading_gives_a_number(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S1", "ACME lost its discount, says Eva"),
		*b = sent(&r, "gap", "S2", "A second one");
	struct triage_comment c = now(a);

	(void)state;
	assert_int_equal(c.item.number, 0);
	assert_string_equal(c.item.words, "ACME lost its discount, says Eva");
	assert_int_equal(to_status(a, "accepted", NULL), ERR_CONFLICT);
	assert_int_equal(read_words(a, ""), ERR_INPUT);
	assert_int_equal(read_words(b, "A second one"), OK);
	assert_int_equal(read_words(a, "A discount is lost"), OK);
	c = now(a);
	assert_int_equal(c.item.number, 2);
	assert_string_equal(c.item.words, "A discount is lost");
	assert_true(c.was_read);
	/* Reading is no answer. */
	assert_false(c.item.answered);
	assert_int_equal(FOUND(filter_.words = "eva"), 0);
	assert_int_equal(FOUND(filter_.words = "DISCOUNT"), 1);
	assert_int_equal(FOUND(filter_.words = "C2"), 1);
}

static void test_identical_words_are_read_together(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S3", "Too slow"), *b = sent(&r, "gap", "S3", "Too slow");
	struct triage_tokens alike;

	(void)state;
	sent(&r, "gap", "S3", "Too slow!");
	assert_int_equal(now(a).alike, 2);
	assert_int_equal(triage_alike(arena, house_db(), a, &alike), OK);
	assert_int_equal(alike.count, 2);
	assert_string_equal(alike.list[0], a);
	assert_int_equal(press(.run = do_read, .tokens = alike, .words = "It is slow"), OK);
	assert_string_equal(now(b).item.words, "It is slow");
	assert_int_equal(now(a).item.number + now(b).item.number, 3);
	/* One press, undone as one: the reviewer's words wait, not the raw ones. */
	assert_int_equal(undo(batch), OK);
	assert_int_equal(now(b).item.number, 0);
	assert_string_equal(now(b).item.words, "It is slow");
	assert_int_equal(undo(NULL), ERR_NOT_FOUND);
}

static void test_left_out_is_shown_nowhere(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S3", "Somebody’s name");
	struct comment_shown *list;
	size_t n;

	(void)state;
	assert_int_equal(press(.run = do_leave, .tokens = ONE(a)), OK);
	assert_int_equal(comments_shown(arena, house_db(), r.id, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(FOUND(), 0);
	assert_int_equal(FOUND(filter_.status = "left_out"), 1);
	assert_true(now(a).item.left_out);
	assert_string_equal(now(a).item.words, "Somebody’s name");
	assert_int_equal(press(.run = do_leave, .tokens = ONE(a)), ERR_CONFLICT);
	/* It can be read all the same. */
	assert_int_equal(read_words(a, "A name is shown"), OK);
	assert_int_equal(FOUND(), 1);
}

/* ---- status and reply ---- */

static void test_first_answer_is_timed_in_half_days(void **state)
{
	/* 2025-06-16, a Monday, 08:00 UTC. */
	const int64_t monday = NOON - (NOON % DAY_S) + DAY_S + 8 * 3600;
	struct round r;
	const char *a;

	(void)state;
	clock_fix(monday);
	r = opened("r1");
	a = sent(&r, "bug", "S2", "Slow");
	clock_fix(monday + DAY_S + 6 * 3600);
	assert_int_equal(read_words(a, "Slow"), OK);
	assert_int_equal(to_reply(a, "We look into it"), OK);
	/* Tuesday afternoon: three half days on. */
	struct triage_counts counts;

	assert_int_equal(triage_count(arena, house_db(), &counts), OK);
	assert_int_equal(counts.answered, 1);
	assert_true(counts.median == 3);
	assert_string_equal(now(a).month, "2025-06");
	/* The second answer changes nothing of that, and the month follows. */
	clock_fix(monday + 20 * DAY_S);
	assert_int_equal(to_status(a, "planned", NULL), OK);
	assert_int_equal(triage_count(arena, house_db(), &counts), OK);
	assert_true(counts.median == 3);
	assert_string_equal(now(a).month, "2025-07");
	assert_int_equal(counts.unanswered, 0);
}

static void test_half_days_pass_over_weekends(void **state)
{
	(void)state;
	assert_int_equal(triage_half_days("2025-06-16", "am", "2025-06-17", "am"), 2);
	assert_int_equal(triage_half_days("2025-06-13", "pm", "2025-06-16", "am"), 1);
	assert_int_equal(triage_half_days("2025-06-14", "pm", "2025-06-16", "am"), 0);
	assert_int_equal(triage_half_days("2025-06-14", "am", "2025-06-16", "pm"), 1);
	assert_int_equal(triage_half_days("2025-06-16", "am", "2025-06-23", "am"), 10);
	assert_int_equal(triage_half_days("2025-06-17", "am", "2025-06-16", "am"), 0);
}

static void test_statuses(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S2", "Slow");

	(void)state;
	assert_int_equal(read_words(a, "Slow"), OK);
	assert_int_equal(to_status(a, "solved", NULL), ERR_INPUT);
	assert_int_equal(to_status(a, "duplicate", NULL), ERR_INPUT);
	assert_int_equal(to_status(a, "in_version", ""), ERR_INPUT);
	assert_int_equal(to_status(a, "in_version", "a b"), ERR_INPUT);
	assert_int_equal(to_status(a, "in_version", "2.0"), OK);
	assert_string_equal(now(a).item.in_version, "2.0");
	assert_int_equal(to_status(a, "verified", NULL), OK);
	assert_string_equal(now(a).item.in_version, "2.0");
	assert_int_equal(to_status(a, "accepted", NULL), OK);
	assert_string_equal(now(a).item.in_version, "");
	/* Nothing changes, nothing is written. */
	assert_int_equal(to_status(a, "accepted", NULL), OK);
	assert_int_equal(events_of(a), 4);
}

static void test_note_stays_inside(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S2", "Slow");
	struct triage_event *list;
	struct trail_row *trail;
	size_t n;

	(void)state;
	/* Of an unread one, too. */
	assert_int_equal(press(.run = do_edit, .tokens = ONE(a),
		.edit = {.note = "Ask ACME first", STAYS}), OK);
	assert_int_equal(triage_history(arena, house_db(), a, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].note, "Ask ACME first");
	assert_string_equal(list[0].action, "note");
	assert_string_equal(now(a).reply, "");
	assert_false(now(a).item.answered);
	assert_int_equal(trail_list(arena, house_db(), 0, 100, &trail, &n), OK);
	for (size_t i = 0; i < n; i++)
		assert_null(strstr(arena_printf(arena, "%s %s", trail[i].object, trail[i].detail),
			"ACME"));
}

/* ---- merging ---- */

static int64_t voices_of(const char *token)
{
	return now(token).item.voices;
}

static void test_merging_keeps_the_count(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S2", "One"), *b = sent(&r, "bug", "S2", "Two"),
		*c = sent(&r, "bug", "S2", "Three"), *merged;
	int64_t *numbers;
	size_t n;

	(void)state;
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(read_words(b, "Two"), OK);
	assert_int_equal(press(.run = do_merge, .tokens = ONE(c), .number = 1), ERR_CONFLICT);
	assert_int_equal(read_words(c, "Three"), OK);
	assert_int_equal(press(.run = do_merge, .tokens = ONE(a), .number = 1), ERR_INPUT);
	assert_int_equal(press(.run = do_merge, .tokens = ONE(a), .number = 9), ERR_NOT_FOUND);
	assert_int_equal(press(.run = do_merge, .tokens = ONE(b), .number = 3), OK);
	assert_int_equal(voices_of(c), 2);
	/* Into what repeats another goes into that; those that repeat it follow. */
	assert_int_equal(press(.run = do_merge, .tokens = ONE(c), .number = 1), OK);
	assert_int_equal(voices_of(a), 3);
	assert_int_equal(now(b).original, 1);
	assert_int_equal(now(c).original, 1);
	assert_string_equal(now(b).item.status, "duplicate");
	merged = arena_strdup(arena, batch);
	assert_int_equal(triage_repeats(arena, house_db(), a, &numbers, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(press(.run = do_merge, .tokens = ONE(a), .number = 3), ERR_INPUT);
	assert_int_equal(undo(merged), OK);
	assert_int_equal(voices_of(a), 1);
	assert_int_equal(now(b).original, 3);
	assert_string_equal(now(c).item.status, "new");
}

/* ---- undo ---- */

static void test_undo_where_nothing_came_later(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S2", "One"), *b = sent(&r, "bug", "S2", "Two");
	const char *both[] = {a, b}, *many;
	bool yes;
	int64_t n;

	(void)state;
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(read_words(b, "Two"), OK);
	assert_int_equal(press(.run = do_edit, .tokens = {both, 2},
		.edit = {.status = "accepted", .reply = "Yes", .reply_lang = "en", STAYS}), OK);
	many = arena_strdup(arena, batch);
	assert_int_equal(triage_undoable(house_db(), many, &yes, &n), OK);
	assert_true(yes);
	assert_int_equal(n, 2);
	assert_int_equal(to_reply(b, "Not yet"), OK);
	assert_int_equal(triage_undoable(house_db(), many, &yes, &n), OK);
	assert_false(yes);
	assert_int_equal(undo(many), ERR_CONFLICT);
	assert_string_equal(now(a).item.status, "accepted");
	/* What came later goes first. */
	assert_int_equal(undo(NULL), OK);
	assert_string_equal(now(b).reply, "Yes");
	assert_int_equal(undo(NULL), OK);
	assert_string_equal(now(a).item.status, "new");
	assert_string_equal(now(b).reply, "");
	assert_string_equal(now(b).month, "");
	/* And it waits for an answer again. */
	assert_int_equal(FOUND(filter_.show = "unanswered"), 2);
	assert_int_equal(undo(many), ERR_CONFLICT);
}

static void test_all_or_none(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S2", "One"), *b = sent(&r, "bug", "S2", "Two");
	const char *both[] = {a, b};

	(void)state;
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(press(.run = do_edit, .tokens = {both, 2},
		.edit = {.status = "accepted", STAYS}), ERR_CONFLICT);
	assert_string_equal(now(a).item.status, "new");
}

/* ---- the queue ---- */

static void test_filters(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S1", "One"), *b = sent(&r, "gap", "S2", "Two");

	(void)state;
	sent(&r, "praise", "", "Three");
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(read_words(b, "Two"), OK);
	assert_int_equal(to_status(b, "declined", NULL), OK);
	assert_int_equal(FOUND(), 2);
	assert_int_equal(FOUND(filter_.status = "all"), 3);
	assert_int_equal(FOUND(filter_.status = "declined"), 1);
	assert_int_equal(FOUND(filter_.kind = "bug"), 1);
	assert_int_equal(FOUND(filter_.severity = "S1"), 1);
	assert_int_equal(FOUND(filter_.activity = "SAL01"), 2);
	assert_int_equal(FOUND(filter_.activity = "SAL02"), 0);
	assert_int_equal(FOUND(filter_.lang = "en"), 2);
	assert_int_equal(FOUND(filter_.lang = "sk"), 0);
	assert_int_equal(FOUND(filter_.show = "unread"), 1);
	assert_int_equal(FOUND(filter_.show = "unanswered"), 2);
	assert_int_equal(FOUND(filter_.show = "mine", filter_.me = 7), 0);
	assert_int_equal(press(.run = do_edit, .tokens = ONE(a), .edit = {.owner = 7, .deputy = 0}), OK);
	assert_int_equal(FOUND(filter_.show = "mine", filter_.me = 7), 1);
}

/* ---- ten thousand ---- */

#define MANY 10000

static enum err fill_job(struct db *db, void *ctx)
{
	enum err e = OK;

	for (int64_t i = 1; !e && i <= MANY; i++) {
		unsigned char token[COMMENT_TOKEN_BYTES] = {0}, voice[32];
		struct stmt *s = db_stmt(db, STMT_COMMENT_PUT);
		static const char *const statuses[] = {"new", "accepted", "planned", "declined"};

		digest_of(&i, sizeof i, voice);
		memcpy(token, voice, sizeof token);
		stmt_blob(s, ":token", token, sizeof token);
		stmt_i64(s, ":round", *(const int64_t *)ctx);
		stmt_text(s, ":prototype", "");
		stmt_text(s, ":version", "");
		stmt_text(s, ":department", "SAL");
		stmt_text(s, ":kind", "bug");
		stmt_text(s, ":severity", i % 50 ? "S3" : "S1");
		stmt_text(s, ":activity", i % 10 ? "SAL01" : "SAL02");
		stmt_text(s, ":lang", "en");
		stmt_text(s, ":since", "2025-06-02");
		stmt_text(s, ":day", "2025-06-13");
		stmt_text(s, ":half", "am");
		stmt_null(s, ":waited");
		stmt_text(s, ":raw", arena_printf(arena, "Words of number %d", (int)i));
		stmt_null(s, ":picture");
		stmt_text(s, ":picture_state", "");
		stmt_text(s, ":status", statuses[i % 4]);
		stmt_text(s, ":in_version", "");
		stmt_text(s, ":reply", "");
		stmt_text(s, ":reply_lang", "");
		stmt_text(s, ":month", "");
		stmt_text(s, ":theme", "");
		stmt_null(s, ":original");
		stmt_null(s, ":owner");
		stmt_null(s, ":deputy");
		e = stmt_run(s);
		if (!e) {
			s = db_stmt(db, STMT_COMMENT_VOICE_ADD);
			stmt_blob(s, ":comment", token, sizeof token);
			stmt_blob(s, ":voice", voice, sizeof voice);
			e = stmt_run(s);
		}
	}
	return e;
}

static struct triage_filter behind(const struct triage_item *i)
{
	struct triage_filter f = any();

	f.begun = true;
	f.after = i->number;
	assert_true(digest_unhex(i->token, f.after_token, sizeof f.after_token));
	return f;
}

/* Paging takes each once; what is read of a page does not grow with what lies before it. */
static void test_ten_thousand(void **state)
{
	struct round r = opened("r1");
	struct triage_filter f = any();
	struct triage_counts counts;
	struct triage_item *list;
	size_t n, all = 0;
	char last[TRIAGE_HEX_CHARS] = "";

	(void)state;
	assert_int_equal(store_write(house, fill_job, &r.id), OK);
	for (;;) {
		assert_int_equal(triage_queue(arena, house_db(), &f, 500, &list, &n), OK);
		for (size_t i = 0; i < n; i++) {
			assert_true(strcmp(last, list[i].token) < 0);
			memcpy(last, list[i].token, sizeof last);
		}
		all += n;
		if (n < 500)
			break;
		f = behind(&list[n - 1]);
	}
	/* A quarter is declined. */
	assert_int_equal(all, MANY * 3 / 4);
	assert_int_equal(triage_count(arena, house_db(), &counts), OK);
	assert_int_equal(counts.unread, MANY);

	int64_t started = clock_mono_ms();

	f = any();
	f.status = "all";
	f.activity = "SAL02";
	f.words = "number 9990";
	assert_int_equal(triage_queue(arena, house_db(), &f, 30, &list, &n), OK);
	assert_int_equal(n, 1);
	print_message("a search of %d: %d ms\n", MANY, (int)(clock_mono_ms() - started));
	started = clock_mono_ms();
	f = any();
	assert_int_equal(triage_queue(arena, house_db(), &f, 30, &list, &n), OK);
	assert_int_equal(triage_count(arena, house_db(), &counts), OK);
	print_message("the first page of %d with its counts: %d ms\n", MANY,
		(int)(clock_mono_ms() - started));
}

/* ---- nobody forgets ---- */

static struct account person(const char *name, enum account_role role, bool rows)
{
	struct account a;
	int64_t id;

	assert_int_equal(changed(account_add(&change, name, role, rows, "x", false, &id)), OK);
	assert_int_equal(account_by_id(house_db(), id, &a), OK);
	return a;
}

static int64_t asked_of(const struct account *who, int64_t *overdue)
{
	struct duty d;
	int64_t waiting;

	assert_int_equal(duty_load(house_db(), DUTY_COMMENTS, &d), OK);
	assert_int_equal(triage_asked(arena, house_db(), &d, who, &waiting, overdue), OK);
	return waiting;
}

/* The analyst is away for six weeks. */
static void test_nobody_forgets(void **state)
{
	const int64_t monday = NOON - (NOON % DAY_S) + DAY_S + 8 * 3600;
	struct round r;
	struct account ana, eva, boss;
	struct triage_counts counts;
	const char *s1, *s3;
	int64_t overdue;

	(void)state;
	clock_fix(monday);
	ana = person("ana", ROLE_ANALYST, true);
	eva = person("eva", ROLE_ANALYST, true);
	boss = person("boss", ROLE_ADMIN, false);
	r = opened("r1");
	assert_int_equal(changed(duty_set(&change, DUTY_COMMENTS, ana.id, eva.id, "2025-06-16")), OK);
	s1 = sent(&r, "bug", "S1", "Nothing works");
	s3 = sent(&r, "bug", "S3", "Grey on grey");
	assert_int_equal(asked_of(&ana, &overdue), 2);
	assert_int_equal(overdue, 0);
	assert_int_equal(asked_of(&eva, &overdue), 0);
	assert_int_equal(asked_of(&boss, &overdue), 0);

	/* One working day: the S1 passes to the deputy. */
	clock_fix(monday + DAY_S);
	assert_int_equal(asked_of(&eva, &overdue), 1);
	assert_int_equal(overdue, 1);
	assert_int_equal(FOUND(filter_.show = "overdue"), 1);
	assert_int_equal(now(s1).item.late, 1);
	assert_int_equal(now(s3).item.late, 0);
	/* Another: to administrators as well. */
	clock_fix(monday + 2 * DAY_S);
	assert_int_equal(asked_of(&boss, &overdue), 1);
	/* Five working days, anything. */
	clock_fix(monday + 4 * DAY_S);
	assert_int_equal(asked_of(&eva, &overdue), 1);
	clock_fix(monday + 7 * DAY_S);
	assert_int_equal(asked_of(&eva, &overdue), 2);

	/* Six weeks: all of it is there, and everybody was told. */
	clock_fix(monday + 42 * DAY_S);
	assert_int_equal(FOUND(), 2);
	assert_int_equal(asked_of(&boss, &overdue), 2);
	assert_int_equal(overdue, 2);
	assert_int_equal(triage_count(arena, house_db(), &counts), OK);
	assert_int_equal(counts.overdue, 2);
	assert_int_equal(counts.unread, 2);
	/* A deputy of its own. */
	assert_int_equal(press(.run = do_edit, .tokens = ONE(s3),
		.edit = {.owner = eva.id, .deputy = ana.id}), OK);
	assert_int_equal(asked_of(&ana, &overdue), 2);
	/* An answer ends it. */
	assert_int_equal(read_words(s1, "Nothing works"), OK);
	assert_int_equal(to_reply(s1, "Repaired"), OK);
	assert_int_equal(asked_of(&boss, &overdue), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
		T(test_reading_gives_a_number), T(test_identical_words_are_read_together),
		T(test_left_out_is_shown_nowhere), T(test_first_answer_is_timed_in_half_days),
		T(test_half_days_pass_over_weekends), T(test_statuses), T(test_note_stays_inside),
		T(test_merging_keeps_the_count), T(test_undo_where_nothing_came_later),
		T(test_all_or_none), T(test_filters), T(test_ten_thousand), T(test_nobody_forgets),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
