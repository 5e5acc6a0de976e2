/* Results of pilots against a count by hand. */
#include "pilot_house.h"

#include "analysis/pilot.h"
#include "model/pilot_results.h"
#include "model/results.h"

static void is(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g instead of %.9g", got, want);
}

/* What a tester says: tasks a done, n no, h helped; the digits of SEQ; minutes; SUS as a for items
 * 1, 3 … and b for 2, 4 …: 12.5 (a - b + 4). */
struct says {
	const char *department, *done, *ease;
	const char *minutes[2];
	char a, b;
	const char *fit[2];
	const char *severity;
};

static void put_measure(struct post *p, enum measure m, const char *loop, const char *value)
{
	for (size_t i = 0; i < p->form->question_count && value && *value; i++) {
		const struct question *q = p->form->questions[i];

		if (q->measure == m && (!loop || strstr(q->path, arena_printf(arena, "/%s/", loop)))) {
			put(p, q->path, value);
			return;
		}
	}
}

static void put_task(struct post *p, const char *task, char done, char ease, const char *minutes)
{
	put_measure(p, MEASURE_TASK_DONE, task, done == 'a' ? "alone" : done == 'h' ? "helped" : "no");
	put_measure(p, MEASURE_TASK_EASE, task, arena_strndup(arena, &ease, 1));
	put_measure(p, MEASURE_TASK_MINUTES, task, minutes);
}

/* Where the form asks of every activity, the others were not tried. */
static void put_untried(struct post *p)
{
	for (size_t i = 0; i < p->form->question_count; i++) {
		const struct question *q = p->form->questions[i];

		if (q->measure == MEASURE_FIT && !answers_of(p->answers, q)->count &&
			list_choice(q->list, "not_tried"))
			put(p, q->path, "not_tried");
	}
}

static struct post post_says(const struct round *r, const struct form *f, const char *code,
	const struct says *s)
{
	static const char *const activities[] = {"SAL01", "SAL03"};
	struct post p = post_of(r, f);

	p.post.code = code;
	put_measure(&p, MEASURE_DEPARTMENT, NULL, s->department);
	put_task(&p, "T1", s->done[0], s->ease[0], s->minutes[0]);
	put_task(&p, "T2", s->done[1], s->ease[1], s->minutes[1]);
	for (size_t i = 0; i < 2; i++) {
		put_measure(&p, MEASURE_FIT, activities[i], s->fit[i] ? s->fit[i] : "not_tried");
	}
	put_measure(&p, MEASURE_FIT, "SAL04", "not_tried");
	put_measure(&p, MEASURE_COMMENT_SEVERITY, "SAL01", s->severity);
	for (int i = 0; s->a && i < 10; i++)
		put_measure(&p, (enum measure)(MEASURE_SUS1 + i), NULL,
			arena_strndup(arena, i % 2 ? &s->b : &s->a, 1));
	put_untried(&p);
	return p;
}

static void answer(const struct round *r, const char *const *codes, const struct says *list, size_t n)
{
	struct form *f = form_of(r);

	for (size_t i = 0; i < n; i++) {
		struct post p = post_says(r, f, codes[i], &list[i]);

		stored(&p);
	}
}

static void release(const struct round *r)
{
	assert_int_equal(changed(release_make(change.arena, change.db, r->id, RELEASE_ANSWERS, MIN_CELL)),
		OK);
}

static struct pilot_results results(void)
{
	struct pilot_results out;

	if (pilot_results_load(arena, house_db(), "quotes", MIN_CELL, &out))
		fail_msg("%s", err_detail());
	return out;
}

/* SUS 75, 87.5, 87.5, 62.5, 62.5, 100. */
static const struct says first[] = {
	{"SAL", "aa", "65", {"4", "10"}, '4', '2', {"as_is", "as_is"}, NULL},
	{"SAL", "aa", "75", {"5", "11"}, '5', '2', {"as_is", "workaround"}, NULL},
	{"SAL", "aa", "66", {"6", "12"}, '4', '1', {"workaround", "as_is"}, NULL},
	{"SAL", "aa", "56", {"5", "10"}, '3', '2', {"as_is", "as_is"}, NULL},
	{"SAL", "ha", "45", {"8", "9"}, '4', '3', {"no_fit", "as_is"}, "S1"},
	{"SUP", "na", "25", {"9", "10"}, '5', '1', {"no_fit", NULL}, "S1"},
};

/* SUS 87.5, 100, 100, 75, 87.5, 100: 12.5 more for five of the six. */
static const struct says second[] = {
	{"SAL", "aa", "75", {"3", "10"}, '5', '2', {"as_is", "as_is"}, NULL},
	{"SAL", "aa", "76", {"4", "11"}, '5', '1', {"as_is", "as_is"}, NULL},
	{"SAL", "aa", "67", {"4", "12"}, '5', '1', {"as_is", "as_is"}, NULL},
	{"SAL", "aa", "66", {"3", "10"}, '4', '2', {"as_is", "as_is"}, NULL},
	{"SAL", "aa", "65", {"5", "9"}, '4', '1', {"as_is", "as_is"}, NULL},
	{"SUP", "aa", "55", {"6", "10"}, '5', '1', {"as_is", "as_is"}, NULL},
};

static const char **slips(const struct round *r, const struct says *list, size_t n)
{
	const char **codes = arena_array(arena, n, sizeof *codes);

	for (size_t i = 0; i < n; i++)
		codes[i] = slip(r, list[i].department);
	return codes;
}

static void test_one_round(void **state)
{
	struct round r = pilot("p1");
	struct pilot_results all;
	const struct pilot_round_results *now;

	(void)state;
	answer(&r, slips(&r, first, 6), first, 6);
	assert_null(results().now);
	round_end(&r);
	all = results();
	now = all.now;
	assert_non_null(now);
	assert_int_equal(all.count, 1);
	assert_int_equal(now->testers, 6);
	assert_int_equal(now->tasks[0].done.x, 4);
	assert_int_equal(now->tasks[0].done.n, 6);
	is(now->tasks[0].done.share, 4.0 / 6, 1e-12);
	assert_int_equal(now->tasks[0].helped.x, 1);
	is(now->tasks[0].ease.m.mean, 5, 1e-12);
	is(now->ease, 5, 1e-12);	/* T2 is no must task */
	is(now->tasks[0].minutes.m.mean, pow(4.0 * 5 * 6 * 5 * 8 * 9, 1.0 / 6), 1e-9);
	is(now->sus.m.mean, 475.0 / 6, 1e-9);
	assert_int_equal(now->sus.m.n, 6);
	assert_int_equal(now->sus.state, CELL_SHOWN);
	is(now->sus_items[0].m.mean, (3 + 4 + 3 + 2 + 3 + 4) / 6.0, 1e-12);
	is(now->sus_items[1].m.mean, (3 + 3 + 4 + 3 + 2 + 4) / 6.0, 1e-12);
	assert_int_equal(now->standing, SUS_VALIDATED);
	assert_int_equal(now->umux.state, CELL_EMPTY);
	assert_string_equal(now->activities[0].code, "SAL01");
	is(now->activities[0].fit.share, 4.0 / 6, 1e-12);
	assert_int_equal(now->activities[1].fit.n, 5);	/* one did not try it */
	assert_true(now->activities[0].candidate);
	assert_false(now->activities[1].candidate);
	/* 4 of 6 is under 0.8; the other criteria hold. */
	assert_int_equal(now->judgement.verdict, PILOT_ITERATE);
	assert_string_equal(now->why, "success:SAL01");
}

static void test_no_way(void **state)
{
	struct round r = pilot("p1");
	struct pilot_results all;

	(void)state;
	answer(&r, slips(&r, first, 6), first, 6);
	round_end(&r);
	assert_int_equal(changed(pilot_no_path_set(&change, &r, "SAL01", true)), OK);
	all = results();
	assert_int_equal(all.now->judgement.verdict, PILOT_STOP);
	assert_string_equal(all.now->why, "no_path");
	assert_int_equal(changed(pilot_no_path_set(&change, &r, "SAL01", false)), OK);
	assert_string_equal(results().now->why, "success:SAL01");
}

static void test_departments(void **state)
{
	struct round r = pilot("p1");
	struct pilot_results all;
	const struct pilot_helped *list;

	(void)state;
	answer(&r, slips(&r, first, 6), first, 6);
	round_end(&r);
	all = results();
	list = all.now->tasks[0].departments;
	for (size_t i = 0; i < all.now->tasks[0].department_count; i++) {
		/* One of SUP would be what is left of the whole: SAL hides with it. */
		if (strcmp(list[i].department, "SUP") == 0)
			assert_int_equal(list[i].state, CELL_PRIMARY);
		if (strcmp(list[i].department, "SAL") == 0)
			assert_int_equal(list[i].state, CELL_SECONDARY);
	}
}

static void test_four_testers(void **state)
{
	struct round r = pilot("p1");
	struct pilot_results all;

	(void)state;
	answer(&r, slips(&r, first, 4), first, 4);
	round_end(&r);
	all = results();
	assert_null(all.now);
	assert_false(all.rounds[0].shown);
	assert_int_equal(all.rounds[0].judgement.verdict, PILOT_INSUFFICIENT);
	assert_int_equal(all.rounds[0].sus.state, CELL_PRIMARY);
	assert_int_equal(all.rounds[0].tasks[0].done.state, CELL_PRIMARY);
}

/* One tester who comes after a release is in no figure until there are five. */
static void test_late_testers_wait(void **state)
{
	struct round r = pilot("p1");
	const char **codes;
	struct pilot_results all;

	(void)state;
	codes = slips(&r, first, 6);
	answer(&r, codes, first, 5);
	release(&r);
	assert_int_equal(results().now->testers, 5);
	answer(&r, codes + 5, first + 5, 1);
	release(&r);
	all = results();
	assert_int_equal(all.now->testers, 5);
	is(all.now->sus.m.mean, (75 + 87.5 + 87.5 + 62.5 + 62.5) / 5, 1e-12);
	assert_int_equal(all.now->tasks[0].done.n, 5);
}

static void test_two_rounds(void **state)
{
	struct round one = pilot("p1"), two;
	const char **codes;
	struct pilot_results all;
	const struct pilot_round_results *now;
	struct difference d;

	(void)state;
	codes = slips(&one, first, 6);
	answer(&one, codes, first, 6);
	round_end(&one);
	put_prototype("2");
	two = round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot 2", .code = "p2",
		.subject = "quotes"});
	answer(&two, codes, second, 6);
	round_end(&two);
	all = results();
	now = all.now;
	assert_int_equal(all.count, 2);
	assert_int_equal(now->number, 2);
	assert_true(now->sus_change.there && now->sus_change.paired);
	assert_int_equal(now->sus_change.pairs, 6);
	is(now->sus_change.d.diff, (12.5 + 12.5 + 12.5 + 12.5 + 25 + 0) / 6, 1e-9);
	assert_true(now->sus_change.improved);
	/* Two more do T1 alone, nobody the other way round. */
	d = pilot_proportions_paired(0, 2, 6, 0.90);
	is(now->tasks[0].done_change.d.diff, 2.0 / 6, 1e-12);
	is(now->tasks[0].done_change.d.at.lo, d.at.lo, 1e-12);
	assert_true(now->tasks[0].minutes_change.d.diff < 0);
	assert_true(now->tasks[0].minutes_change.improved);
	assert_int_equal(now->judgement.verdict, PILOT_GO);
	assert_string_equal(now->why, "");
}

/* The second round of a version: who gave SUS in the first counts there. */
static void test_sus_once_a_version(void **state)
{
	struct round one = pilot("p1"), two;
	const char **codes, *fresh;
	struct says late = {"SAL", "aa", "77", {"3", "9"}, '3', '3', {"as_is", "as_is"}, NULL};
	struct pilot_results all;

	(void)state;
	codes = slips(&one, first, 6);
	answer(&one, codes, first, 6);
	round_end(&one);
	two = round_of((struct round_spec){.form = "pilot-feedback", .title = "Again", .code = "p2",
		.subject = "quotes 1"});
	answer(&two, codes, second, 6);
	fresh = slip(&two, "SAL");
	answer(&two, &fresh, &late, 1);
	round_end(&two);
	all = results();
	assert_int_equal(all.rounds[0].sus.m.n, 6);
	assert_int_equal(all.rounds[1].sus.m.n, 1);
	assert_int_equal(all.rounds[1].sus.state, CELL_PRIMARY);
	assert_int_equal(all.rounds[1].tasks[0].done.n, 7);
}

/* Most answered in a language whose wording nobody tested: SUS advises, and does not decide. */
static void test_unvalidated_wording(void **state)
{
	struct round r = pilot("p1");
	const char **codes = slips(&r, first, 6);
	struct form *f = form_of(&r);
	struct pilot_results all;
	bool advice = false;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct says s = second[i];
		struct post p;

		s.a = i % 2 ? '1' : '2';	/* a score near 0 */
		s.b = i % 3 ? '5' : '4';
		p = post_says(&r, f, codes[i], &s);
		p.post.lang = i < 4 ? "sk" : "en";
		stored(&p);
	}
	round_end(&r);
	all = results();
	assert_int_equal(all.now->standing, SUS_UNVALIDATED);
	assert_int_equal(all.now->judgement.verdict, PILOT_GO);
	for (size_t i = 0; i < all.now->check_count; i++) {
		const struct pilot_check *c = &all.now->checks[i];

		if (c->what == CRITERION_SUS) {
			assert_true(c->advice);
			assert_false(c->met);
			is(c->figure, all.now->sus.m.mean, 1e-12);
			advice = true;
		}
	}
	assert_true(advice);
}

/* Three activities, each told as 20 minutes by five people of the audit; six testers needed 10, 20 and
 * 40: b = (ln 1/2 + ln 1 + ln 2) / 3 = 0, s = ln 2. */
static void test_told_and_measured(void **state)
{
	static struct prototype_task tasks[] = {{"T1", "SAL01", true, ""}, {"T2", "SAL03", true, ""},
		{"T3", "SAL04", false, ""}};
	static struct prototype_text texts[] = {{"", PROTOTYPE_TITLE, "en", "Quotes"},
		{"T1", PROTOTYPE_TITLE, "en", "One"}, {"T1", PROTOTYPE_DONE, "en", "."},
		{"T2", PROTOTYPE_TITLE, "en", "Two"}, {"T2", PROTOTYPE_DONE, "en", "."},
		{"T3", PROTOTYPE_TITLE, "en", "Three"}, {"T3", PROTOTYPE_DONE, "en", "."}};
	struct prototype p = quotes("1");
	struct round audit = round_of((struct round_spec){.code = "audit"}), r;
	struct form *audit_form = form_of(&audit), *f;
	struct priorities list;
	struct pilot_results all;
	struct pilot_measures m;
	const struct pilot_measured *one;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		answer_whole(&audit, audit_form, "SAL", tasks[i].activity, 5);
	round_end(&audit);
	pack_bring_in(PILOT_PACK);
	p.tasks = tasks;
	p.task_count = 3;
	p.texts = texts;
	p.text_count = 7;
	assert_int_equal(changed(prototype_put(&change, &p)), OK);
	r = round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot", .code = "p1",
		.subject = "quotes"});
	f = form_of(&r);
	for (size_t i = 0; i < 6; i++) {
		struct says s = first[i];
		struct post post;

		s.done = "aa";
		s.minutes[0] = "10";
		s.minutes[1] = "20";
		post = post_says(&r, f, slip(&r, s.department), &s);
		put_task(&post, "T3", 'a', '6', "40");
		stored(&post);
	}
	round_end(&r);
	all = results();
	assert_int_equal(priorities_latest(arena, house_db(), &audit, audit_form, MIN_CELL, true,
		&list), OK);
	assert_int_equal(pilot_measure(arena, house_db(), &all, &list, audit_form, &m), OK);
	assert_int_equal(m.c.functions, 3);
	is(m.c.b, 0, 1e-12);
	is(m.c.s, log(2), 1e-12);
	one = pilot_measured_find(&m, "SAL01");
	assert_non_null(one);
	is(one->told, 20, 1e-9);
	is(one->measured.mean, 10, 1e-9);
	assert_int_equal(one->measured.n, 6);
	/* The factor is 1: beside T stands T, with a wider interval. */
	is(one->calibrated.saved, one->saved, 1e-9);
	assert_true(one->calibrated.at.hi > one->saved);
	assert_true(one->quick_win);
	assert_null(pilot_measured_find(&m, "MKT01"));
	/* Without an audit nothing was told. */
	assert_int_equal(pilot_measure(arena, house_db(), &all, NULL, NULL, &m), OK);
	assert_true(isnan(m.c.b) && isnan(m.list[0].told) && !m.list[0].quick_win);
}

static void test_thresholds(void **state)
{
	struct pilot_limits l = pilot_limits_default();
	struct round r = pilot("p1");
	const char *bad = NULL;

	(void)state;
	answer(&r, slips(&r, first, 6), first, 6);
	round_end(&r);
	l.go_success = 0.6;
	l.go_success_lo = 0.3;
	assert_int_equal(changed(pilot_limits_set(&change, "quotes", &l, &bad)), OK);
	assert_int_equal(results().now->judgement.verdict, PILOT_GO);
	l.go_sus = 101;
	assert_int_equal(changed(pilot_limits_set(&change, "quotes", &l, &bad)), ERR_INPUT);
	assert_string_equal(bad, "go_sus");
	is(results().limits.go_success, 0.6, 0);
	is(results().limits.go_sus, 68, 0);
}

static void test_decisions(void **state)
{
	struct round r = pilot("p1");
	struct pilot_decision d = {.name = "Eva", .verdict = "ITERATE", .why = "s1", .decision = "GO",
		.reason = " "}, *list;
	size_t n;

	(void)state;
	assert_int_equal(changed(pilot_decide(&change, &r, &d)), ERR_INPUT);
	d.reason = "The vendor mends it within a week";
	assert_int_equal(changed(pilot_decide(&change, &r, &d)), OK);
	d = (struct pilot_decision){.name = "", .verdict = "GO", .why = "", .decision = "GO", .reason = ""};
	assert_int_equal(changed(pilot_decide(&change, &r, &d)), ERR_INPUT);
	d.name = "Eva";
	assert_int_equal(changed(pilot_decide(&change, &r, &d)), OK);
	assert_int_equal(pilot_decisions_load(arena, house_db(), r.id, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].verdict, "GO");
	assert_string_equal(list[1].reason, "The vendor mends it within a week");
	assert_string_equal(list[1].actor, "anna");
}

static void test_waves(void **state)
{
	struct pilot_wave w = {.department = "SAL", .version = "1", .day = "2025-09-01", .decision = "",
		.note = "with two helpers"}, *list;
	size_t n;

	(void)state;
	pilot("p1");
	assert_int_equal(changed(pilot_wave_put(&change, "quotes", &w)), OK);
	w.day = "1.9.";
	assert_int_equal(changed(pilot_wave_put(&change, "quotes", &w)), ERR_INPUT);
	w.day = "2025-09-08";
	w.decision = "GO";
	assert_int_equal(changed(pilot_wave_put(&change, "quotes", &w)), OK);
	assert_int_equal(pilot_waves_load(arena, house_db(), "quotes", &list, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].decision, "GO");
	assert_int_equal(list[0].s1, 0);
	assert_int_equal(changed(pilot_wave_drop(&change, "quotes", "SAL")), OK);
	assert_int_equal(changed(pilot_wave_drop(&change, "quotes", "SAL")), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
		T(test_one_round), T(test_no_way), T(test_departments), T(test_four_testers),
		T(test_late_testers_wait), T(test_two_rounds), T(test_sus_once_a_version),
		T(test_unvalidated_wording), T(test_told_and_measured), T(test_thresholds),
		T(test_decisions), T(test_waves),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
