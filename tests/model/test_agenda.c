/* What a meeting is about, and the vote at it: ballots that work once, counts nobody sees too early. */
#include "audit_house.h"

#include "model/agenda.h"
#include "model/revote.h"

static struct round r;
static const char *const activities[] = {"SAL01", "SUP01"};

struct job {
	size_t ballots, count;
	const char *code;
	struct revote_choice choices[3];
	char (*codes)[REVOTE_CODE_CHARS];
};

static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	r = round_of((struct round_spec){.title = NULL});
	return 0;
}

static enum err open_vote(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return revote_open(CHANGE_BY(arena, db, &kiosk, "anna"), &r, activities, j->count,
		j->ballots, MIN_CELL, &j->codes);
}

static enum err close_vote(struct db *db, void *ctx)
{
	(void)ctx;
	return revote_close(CHANGE(arena, db, "anna"), &r);
}

static enum err cast_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return revote_cast(CHANGE_BY(arena, db, &kiosk, "anna"), j->code, j->choices, j->count);
}

static enum err cast(const char *code, const char *activity, int value)
{
	struct job j = {.code = code, .count = 1, .choices = {{activity, value}}};

	return store_write(house, cast_job, &j);
}

static struct job opened(size_t ballots)
{
	struct job j = {.ballots = ballots, .count = 2};

	if (store_write(house, open_vote, &j))
		fail_msg("%s", err_detail());
	return j;
}

static struct revote latest(void)
{
	struct revote v;

	assert_int_equal(revote_load(arena, house_db(), r.id, MIN_CELL, &v), OK);
	return v;
}

static void one_vote_runs_at_a_time(void **state)
{
	(void)state;
	assert_int_equal(latest().seq, 0);
	assert_int_equal(store_write(house, close_vote, NULL), ERR_CONFLICT);
	/* So few could never be shown. */
	assert_int_equal(store_write(house, open_vote, &(struct job){.ballots = 4, .count = 2}),
		ERR_INPUT);
	assert_int_equal(store_write(house, open_vote,
		&(struct job){.ballots = REVOTE_BALLOTS_MAX + 1, .count = 2}), ERR_INPUT);
	assert_int_equal(store_write(house, open_vote, &(struct job){.ballots = 9}), ERR_INPUT);
	opened(5);
	assert_int_equal(latest().seq, 1);
	assert_int_equal(latest().left, 5);
	assert_int_equal(latest().count, 2);
	assert_int_equal(store_write(house, open_vote, &(struct job){.ballots = 5, .count = 2}),
		ERR_CONFLICT);
	assert_int_equal(store_write(house, close_vote, NULL), OK);
	assert_int_equal(latest().left, 0);
	opened(6);
	assert_int_equal(latest().seq, 2);
}

static void a_ballot_works_once_and_only_while_the_vote_runs(void **state)
{
	struct job j = opened(5);
	const char *round, *typed;
	int64_t id, seq;
	struct job twice = {.code = j.codes[0], .count = 2,
		.choices = {{"SAL01", 1}, {"SAL01", 5}}};

	(void)state;
	/* Refused, and not used up by that. */
	assert_int_equal(cast(j.codes[0], "SAL01", 0), ERR_INPUT);
	assert_int_equal(cast(j.codes[0], "SAL01", 6), ERR_INPUT);
	assert_int_equal(cast(j.codes[0], "MKT01", 3), ERR_INPUT);
	assert_int_equal(store_write(house, cast_job, &(struct job){.code = j.codes[0]}),
		ERR_INPUT);
	assert_int_equal(store_write(house, cast_job, &twice), ERR_INPUT);
	typed = arena_printf(arena, "%.4s-%.4s %s", j.codes[0], j.codes[0] + 4, j.codes[0] + 8);
	assert_int_equal(revote_find(arena, house_db(), &kiosk, typed, &round, &id, &seq), OK);
	assert_string_equal(round, r.code);
	assert_int_equal(seq, 1);
	assert_int_equal(cast(typed, "SAL01", 4), OK);
	assert_int_equal(cast(j.codes[0], "SAL01", 4), ERR_NOT_FOUND);
	assert_int_equal(cast("AAAA AAAA AAAA AAAA", "SAL01", 4), ERR_NOT_FOUND);
	assert_int_equal(cast("", "SAL01", 4), ERR_NOT_FOUND);
	assert_int_equal(latest().left, 4);
	assert_int_equal(store_write(house, close_vote, NULL), OK);
	assert_int_equal(cast(j.codes[1], "SAL01", 4), ERR_NOT_FOUND);
}

static void counts_are_seen_when_it_is_closed_and_enough_voted(void **state)
{
	struct job j = opened(7);
	struct revote v;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(cast(j.codes[i], "SAL01", i < 3 ? 5 : 2), OK);
	assert_int_equal(cast(j.codes[5], "SUP01", 1), OK);
	v = latest();
	assert_false(v.counts[0].shown);
	assert_int_equal(v.counts[0].all, 0);
	assert_int_equal(v.counts[0].votes[4], 0);
	assert_int_equal(store_write(house, close_vote, NULL), OK);
	v = latest();
	assert_string_equal(v.counts[0].activity, "SAL01");
	assert_true(v.counts[0].shown);
	assert_int_equal(v.counts[0].all, 5);
	assert_int_equal(v.counts[0].votes[4], 3);
	assert_int_equal(v.counts[0].votes[1], 2);
	/* One vote is somebody's. */
	assert_false(v.counts[1].shown);
	assert_int_equal(v.counts[1].all, 0);
	assert_int_equal(v.counts[1].votes[0], 0);
}

/* A list of eight, five of them first; what is in dispute is set by each test. */
static struct audit_overall_row rows[8];
static struct shown cells[8];

static struct priorities list_of(enum audit_standing standing)
{
	struct priorities p = {.shown = true, .overall = cells};

	p.tables.params.top_k = 5;
	p.result.overall = rows;
	p.result.n_overall = p.result.n_listed = 8;
	for (size_t i = 0; i < 8; i++) {
		rows[i] = (struct audit_overall_row){.function = i, .code = "X", .rank = i + 1,
			.standing = standing};
		cells[i] = (struct shown){0};
	}
	return p;
}

static void the_most_consequential_comes_first(void **state)
{
	static const size_t places[AGENDA_MOST] = {5, 6, 4, 7, 3, 8};
	struct priorities p = list_of(AUDIT_CONTESTED);
	struct agenda_item items[AGENDA_MOST];
	size_t all;

	(void)state;
	assert_int_equal(agenda_items(&p, items, &all), AGENDA_MOST);
	assert_int_equal(all, 8);
	for (size_t i = 0; i < AGENDA_MOST; i++)
		assert_int_equal(rows[items[i].row].rank, places[i]);
	/* Place 5 left out: place 6 follows. Place 7 taken in: place 5 leaves. */
	assert_true(items[0].inside);
	assert_int_equal(items[0].place_in, 5);
	assert_int_equal(items[0].place_out, 6);
	assert_int_equal(items[0].other, 5);
	assert_false(items[3].inside);
	assert_int_equal(items[3].place_in, 5);
	assert_int_equal(items[3].place_out, 7);
	assert_int_equal(items[3].other, 4);
}

static void nothing_hidden_is_on_the_agenda(void **state)
{
	struct priorities p = list_of(AUDIT_CONTESTED);
	struct agenda_item items[AGENDA_MOST];
	size_t all;

	(void)state;
	/* As such a list is: the hidden one last, without a place. */
	cells[7].score = CELL_PRIMARY;
	rows[7].apart = true;
	rows[7].rank = 0;
	p.result.n_listed = 7;
	agenda_items(&p, items, &all);
	assert_int_equal(all, 7);
	assert_int_equal(items[0].row, 4);
	assert_int_equal(items[0].other, 5);
	p.shown = false;
	assert_int_equal(agenda_items(&p, items, &all), 0);
	p = list_of(AUDIT_SOLID);
	assert_int_equal(agenda_items(&p, items, &all), 0);
}

static void a_short_list_has_nobody_to_follow(void **state)
{
	struct priorities p = list_of(AUDIT_CONTESTED);
	struct agenda_item items[AGENDA_MOST];
	size_t all;

	(void)state;
	p.result.n_overall = p.result.n_listed = 3;
	assert_int_equal(agenda_items(&p, items, &all), 3);
	assert_int_equal(items[0].other, SIZE_MAX);
}

static void a_meeting_takes_thirty_minutes(void **state)
{
	(void)state;
	for (size_t n = 1; n <= AGENDA_MOST; n++)
		assert_in_range(AGENDA_OPENING + n * agenda_minutes(n), AGENDA_MINUTES / 2,
			AGENDA_MINUTES - AGENDA_CLOSING);
	assert_int_equal(agenda_minutes(0), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, audit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_vote_runs_at_a_time),
		TEST(a_ballot_works_once_and_only_while_the_vote_runs),
		TEST(counts_are_seen_when_it_is_closed_and_enough_voted),
		cmocka_unit_test(the_most_consequential_comes_first),
		cmocka_unit_test(nothing_hidden_is_on_the_agenda),
		cmocka_unit_test(a_short_list_has_nobody_to_follow),
		TEST(a_meeting_takes_thirty_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
