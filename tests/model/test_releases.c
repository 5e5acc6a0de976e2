/* Releases: when one is made, and that figures rest on its members alone (P4). */
#include "audit_house.h"

#include "model/results.h"
#include "model/summaries.h"

static struct round r;
static struct form *form;

/* SAL 20 people, SUP 10; MKT and MGT too small to be shown. */
static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	people("SAL", 20, NULL);
	people("SUP", 10, NULL);
	people("MKT", 3, NULL);
	people("MGT", 0, NULL);
	r = round_of((struct round_spec){.code = "one"});
	form = form_of(&r);
	return 0;
}

static enum err reopen_job(struct db *db, void *ctx)
{
	return round_reopen(CHANGE(arena, db, TRAIL_SHELL), ctx, NULL);
}

static struct release latest(void)
{
	struct release out;

	assert_int_equal(release_latest(arena, house_db(), r.id, &out), OK);
	return out;
}

static void the_first_waits_for_every_department_that_can(void **state)
{
	struct release out;

	(void)state;
	assert_int_equal(release_latest(arena, house_db(), r.id, &out), ERR_NOT_FOUND);
	answer_whole(&r, form, "SAL", "SAL01", 9);
	answer_whole(&r, form, "MKT", "MKT01", 3);
	answer_whole(&r, form, "SUP", "SUP01", 4);
	assert_int_equal(release_seq(&r), 0);
	answer_whole(&r, form, "SUP", "SUP01", 1);
	out = latest();
	assert_int_equal(out.seq, 1);
	assert_int_equal(out.submissions, 17);
	assert_int_equal(out.reason, RELEASE_ANSWERS);
	assert_string_equal(out.day, "2025-06-15");
}

static void the_next_needs_as_many_new_in_each(void **state)
{
	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	assert_int_equal(release_seq(&r), 1);
	answer_whole(&r, form, "SUP", "SUP01", 12);
	answer_whole(&r, form, "SAL", "SAL01", 4);
	assert_int_equal(release_seq(&r), 1);
	assert_int_equal(latest().submissions, 10);
	answer_whole(&r, form, "SAL", "SAL01", 1);
	assert_int_equal(release_seq(&r), 2);
	assert_int_equal(latest().submissions, 27);
}

/* Answers that do not count (broken off, outside the window) fill no cell. */
static void what_is_excluded_counts_for_none(void **state)
{
	struct post p;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 4);
	for (size_t i = 0; i < 3; i++) {
		p = post_in(&r, form, "SUP", "SUP01", "SUP07", "SUP03");
		stored(&p);
	}
	assert_string_equal(row_by_id(p.post.instance_id).status, "breakoff");
	p = post_in(&r, form, "SUP", "none", NULL, NULL);
	p.post.queued = "2025-06-16";
	stored(&p);
	assert_int_equal(release_seq(&r), 0);
	answer_whole(&r, form, "SUP", "SUP01", 1);
	assert_int_equal(release_seq(&r), 1);
	/* They are members all the same. */
	assert_int_equal(latest().submissions, 14);
}

static void unknown_headcount_holds_back(void **state)
{
	(void)state;
	people("MGT", NAN, NULL);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	assert_int_equal(release_seq(&r), 0);
	answer_whole(&r, form, "MGT", "MGT01", 5);
	assert_int_equal(release_seq(&r), 1);
}

static void merged_departments_count_together(void **state)
{
	(void)state;
	/* 3 + 4 people: together they can reach five, so now they hold back. */
	people("MGT", 4, NULL);
	people("MKT", 3, "MGT");
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	answer_whole(&r, form, "MKT", "MKT01", 2);
	answer_whole(&r, form, "MGT", "MGT01", 2);
	assert_int_equal(release_seq(&r), 0);
	answer_whole(&r, form, "MKT", "MKT01", 1);
	assert_int_equal(release_seq(&r), 1);
}

/* A company of small departments sees itself as a whole. */
static void where_all_are_small_they_count_together(void **state)
{
	(void)state;
	people("SAL", 4, NULL);
	people("SUP", 4, NULL);
	answer_whole(&r, form, "SAL", "SAL01", 3);
	answer_whole(&r, form, "SUP", "SUP01", 1);
	assert_int_equal(release_seq(&r), 0);
	answer_whole(&r, form, "MKT", "MKT01", 1);
	assert_int_equal(release_seq(&r), 1);
}

static void the_cell_size_is_never_below_three(void **state)
{
	struct round_department two = {.code = "A", .headcount = 10, .answered = 2};

	(void)state;
	assert_false(release_due(&two, 1, 1));
	two.answered = 3;
	assert_true(release_due(&two, 1, 1));
	assert_false(release_due(&two, 1, 5));
	assert_false(release_due(NULL, 0, 5));
}

static void closing_makes_one(void **state)
{
	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 6);
	answer_whole(&r, form, "SAL", "SAL01", 1);
	assert_int_equal(latest().submissions, 10);
	clock_fix(NOON + 86400);
	round_end(&r);
	assert_int_equal(latest().seq, 2);
	assert_int_equal(latest().submissions, 12);
	assert_int_equal(latest().reason, RELEASE_CLOSING);
	assert_string_equal(latest().day, "2025-06-16");
}

static void closing_an_empty_round_makes_an_empty_one(void **state)
{
	(void)state;
	round_end(&r);
	assert_int_equal(latest().seq, 1);
	assert_int_equal(latest().submissions, 0);
}

static struct result_tables tables(void)
{
	struct result_tables t;

	if (results_tables(arena, house_db(), &r, form, latest().seq, MIN_CELL, NULL, &t))
		fail_msg("%s", err_detail());
	return t;
}

/* Counting a small department with another after a list was shown would tell its
 * answers by the difference of the two lists. */
static void merging_later_does_not_touch_what_is_shown(void **state)
{
	struct round_department *list;
	size_t count;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "MKT", "MKT01", 2);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	assert_int_equal(release_seq(&r), 1);
	people("MKT", 3, "SAL");
	assert_int_equal(round_departments(arena, house_db(), r.id, &list, &count), OK);
	assert_string_equal(round_department_counted(list, count, "MKT"), "MKT");
	/* A round without a list takes it over. */
	r = round_of((struct round_spec){.code = "two"});
	assert_int_equal(round_departments(arena, house_db(), r.id, &list, &count), OK);
	assert_string_equal(round_department_counted(list, count, "MKT"), "SAL");
}

static void figures_rest_on_members_alone(void **state)
{
	struct result_tables t;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	assert_int_equal(tables().input.n_respondents, 10);
	answer_whole(&r, form, "SAL", "SAL10", 4);
	answer_whole(&r, form, "SUP", "SUP01", 8);
	t = tables();
	assert_int_equal(t.input.n_respondents, 10);
	assert_int_equal(t.input.n_picks, 10);
	for (size_t i = 0; i < t.input.n_picks; i++)
		assert_string_not_equal(t.input.functions[t.input.picks[i].function].code, "SAL10");
	answer_whole(&r, form, "SAL", "SAL10", 1);
	assert_int_equal(tables().input.n_respondents, 23);
	/* An earlier release can still be looked at. */
	assert_int_equal(results_tables(arena, house_db(), &r, form, 1, MIN_CELL, NULL, &t), OK);
	assert_int_equal(t.input.n_respondents, 10);
}

/* The release up to which a cell of the list is built; 0: it has all. */
static uint32_t cut(const struct result_tables *t, const char *department, const char *function)
{
	for (size_t i = 0; i < t->input.n_cuts; i++)
		if (strcmp(t->input.departments[t->input.cuts[i].department].code, department) == 0
			&& strcmp(t->input.functions[t->input.cuts[i].function].code, function) == 0)
			return t->input.cuts[i].release;
	return 0;
}

/* How many answered a question, as its summary says. */
static size_t answered(const char *path)
{
	struct summaries s;

	assert_int_equal(summaries_load(arena, house_db(), &r, form, MIN_CELL, &s), OK);
	assert_non_null(summaries_find(&s, path));
	return summaries_find(&s, path)->answered;
}

static void write_texts(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct post p = post_in(&r, form, "SUP", "SUP01", NULL, NULL);

		put_detail(&p, "SUP01", "3", "week", "20", "5", "345");
		put(&p, "end/A31", "Too slow");
		stored(&p);
	}
}

/* P12: else the list of before, subtracted, would tell what the few said. */
static void a_few_wait_for_others_also_at_closing(void **state)
{
	struct result_tables t;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	answer_whole(&r, form, "SAL", "SAL01", 4);
	answer_whole(&r, form, "SUP", "SUP01", 6);
	round_end(&r);
	assert_int_equal(latest().seq, 2);
	assert_int_equal(latest().submissions, 20);
	t = tables();
	assert_int_equal(t.input.n_respondents, 16);
	assert_int_equal(t.input.n_picks, 16);
	for (size_t i = 0; i < t.input.n_details; i++)
		assert_true(t.input.details[i].respondent < 16);
	for (size_t d = 0; d < t.input.n_departments; d++)
		assert_int_equal(t.departments[d].answered,
			strcmp(t.departments[d].code, "SAL") == 0 ? 5 :
			strcmp(t.departments[d].code, "SUP") == 0 ? 11 : 0);
	assert_int_equal(t.quality.complete + t.quality.partial, 16);
	assert_int_equal(cut(&t, "SAL", "SAL01"), 1);
	assert_int_equal(cut(&t, "SUP", "SUP01"), 2);
}

static void a_cell_moves_when_enough_came_to_it(void **state)
{
	struct result_tables t;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	answer_whole(&r, form, "SAL", "SAL01", 3);
	answer_whole(&r, form, "SAL", "SAL10", 2);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	t = tables();
	assert_int_equal(t.input.n_respondents, 20);
	assert_int_equal(cut(&t, "SAL", "SAL01"), 1);
	assert_int_equal(cut(&t, "SAL", "SAL10"), 1);
	/* So do the figures of a question. */
	assert_int_equal(answered("start/A02"), 20);
	assert_int_equal(answered("detail/SAL01/A21"), 5);
	assert_int_equal(answered("detail/SUP01/A21"), 10);
	write_texts(5);
	answer_whole(&r, form, "SAL", "SAL01", 2);
	answer_whole(&r, form, "SAL", "SAL10", 3);
	assert_int_equal(answered("detail/SAL01/A21"), 10);
	assert_int_equal(answered("end/A31"), 5);
	write_texts(4);
	answer_whole(&r, form, "SUP", "SUP01", 1);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	assert_int_equal(latest().seq, 4);
	assert_int_equal(answered("detail/SUP01/A21"), 20);
	assert_int_equal(answered("end/A31"), 5);
	t = tables();
	assert_int_equal(cut(&t, "SAL", "SAL01"), 4);
	assert_int_equal(cut(&t, "SAL", "SAL10"), 3);
	assert_int_equal(cut(&t, "SUP", "SUP07"), 1);
}

/* Five who do it, of whom four told the minutes: their hours would be those of four. */
static void no_figure_of_a_cell_changes_by_a_few(void **state)
{
	struct result_tables t;
	struct post p;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	answer_whole(&r, form, "SAL", "SAL01", 4);
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "week", NULL, "5", "345");
	stored(&p);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	t = tables();
	assert_int_equal(latest().seq, 2);
	assert_int_equal(cut(&t, "SAL", "SAL01"), 1);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	t = tables();
	assert_int_equal(cut(&t, "SAL", "SAL01"), 3);
}

/* Nothing was shown of the first: it is no list that could be subtracted. */
static void what_never_was_shown_holds_nobody_back(void **state)
{
	struct result_tables t;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 2);
	round_end(&r);
	assert_int_equal(store_write(house, reopen_job, (void *)r.code), OK);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	round_end(&r);
	assert_int_equal(latest().seq, 2);
	t = tables();
	assert_int_equal(t.input.n_respondents, 7);
	assert_int_equal(cut(&t, "SAL", "SAL01"), 2);
}

static bool made_early(const char *today)
{
	bool made;

	assert_int_equal(releases_make_early(house, MIN_CELL, today, &made), OK);
	return made;
}

/* Opened on Sunday, the 15th of June: ten working days end on Friday, the 27th. Support has too few
 * by then: its answers are not in the list, nor in its sums, until there are five of them. */
static void after_ten_working_days_the_first_list_comes_without_the_silent(void **state)
{
	struct result_tables t;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 4);
	answer_whole(&r, form, "SUP", "SUP01", 3);
	assert_false(made_early("2025-06-27"));
	answer_whole(&r, form, "SAL", "SAL01", 2);
	assert_false(made_early("2025-06-26"));
	assert_int_equal(release_seq(&r), 0);
	assert_true(made_early("2025-06-27"));
	assert_int_equal(latest().seq, 1);
	assert_int_equal(latest().reason, RELEASE_ANSWERS);
	t = tables();
	assert_int_equal(t.input.n_respondents, 6);
	assert_int_equal(answered("start/A02"), 6);
	assert_false(made_early("2025-06-30"));
	/* It no longer holds back those that are shown, and comes in once it has enough. */
	answer_whole(&r, form, "SUP", "SUP01", 1);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	assert_int_equal(latest().seq, 2);
	assert_int_equal(tables().input.n_respondents, 11);
	assert_int_equal(answered("start/A02"), 11);
	answer_whole(&r, form, "SUP", "SUP01", 1);
	answer_whole(&r, form, "SAL", "SAL01", 5);
	assert_int_equal(latest().seq, 3);
	assert_int_equal(tables().input.n_respondents, 21);
	assert_int_equal(answered("start/A02"), 21);
	/* From then on it is one of those that a next list waits for. */
	answer_whole(&r, form, "SAL", "SAL01", 5);
	assert_int_equal(latest().seq, 3);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	assert_int_equal(latest().seq, 4);
}

static void no_early_list_where_nothing_could_be_shown(void **state)
{
	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 4);
	answer_whole(&r, form, "SUP", "SUP01", 4);
	assert_false(made_early("2026-01-01"));
	round_end(&r);
	assert_int_equal(latest().reason, RELEASE_CLOSING);
	/* Closing takes all. */
	assert_int_equal(tables().input.n_respondents, 8);
}

/* What waited in a queue and comes after the closing waits for a next release. */
static void late_ones_do_not_show_at_once(void **state)
{
	struct post p;

	(void)state;
	answer_whole(&r, form, "SAL", "SAL01", 6);
	round_end(&r);
	p = post_in(&r, form, "SAL", "none", NULL, NULL);
	p.post.queued = "2025-06-15";
	stored(&p);
	assert_int_equal(rows_of_round(&r), 7);
	assert_int_equal(latest().submissions, 6);
	assert_int_equal(tables().input.n_respondents, 6);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(the_first_waits_for_every_department_that_can),
		T(the_next_needs_as_many_new_in_each), T(what_is_excluded_counts_for_none),
		T(unknown_headcount_holds_back), T(merged_departments_count_together),
		T(where_all_are_small_they_count_together), T(the_cell_size_is_never_below_three),
		T(closing_makes_one), T(closing_an_empty_round_makes_an_empty_one),
		T(merging_later_does_not_touch_what_is_shown),
		T(figures_rest_on_members_alone), T(a_few_wait_for_others_also_at_closing),
		T(a_cell_moves_when_enough_came_to_it), T(no_figure_of_a_cell_changes_by_a_few),
		T(what_never_was_shown_holds_nobody_back),
		T(after_ten_working_days_the_first_list_comes_without_the_silent),
		T(no_early_list_where_nothing_could_be_shown), T(late_ones_do_not_show_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
