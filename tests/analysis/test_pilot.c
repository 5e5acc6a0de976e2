/*
 * Pilots: the worked sentences of method E, published figures, edges of every
 * scale, and each criterion of the verdict by itself. The vectors go through
 * compute.t.
 */
#include "analysis/pilot.h"

#include "tables.h"

static void is(double got, double want, double within)
{
	if (!(fabs(got - want) <= within))
		fail_msg("%.9g instead of %.9g", got, want);
}

static void sus(void **state)
{
	double best[] = {5, 1, 5, 1, 5, 1, 5, 1, 5, 1}, worst[] = {1, 5, 1, 5, 1, 5, 1, 5, 1, 5};

	(void)state;
	is(sus_score(best), 100, 0);
	is(sus_score(worst), 0, 0);
	best[9] = NAN;
	is(sus_score(best), 100, 1e-12);
	best[0] = NAN;
	assert_true(isnan(sus_score(best)));
	worst[0] = 6;
	assert_true(isnan(sus_score(worst)));
}

static void grades(void **state)
{
	static const struct {
		double mean;
		const char *grade;
	} list[] = {{100, "A+"}, {84.1, "A+"}, {84.04, "A"}, {80.8, "A"}, {80.7, "A-"},
		{78.9, "A-"}, {78.8, "B+"}, {77.2, "B+"}, {74.1, "B"}, {72.6, "B-"}, {71.1, "C+"},
		{71.04, "C"}, {65, "C"}, {62.7, "C-"}, {51.7, "D"}, {51.66, "D"}, {51.6, "F"},
		{0, "F"}};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		assert_string_equal(sus_grade(list[i].mean), list[i].grade);
	assert_string_equal(sus_grade(NAN), "");
	assert_string_equal(sus_adjective(0), "Worst imaginable");
	assert_string_equal(sus_adjective(20), "Awful");
	assert_string_equal(sus_adjective(68), "Good");
	assert_string_equal(sus_adjective(100), "Best imaginable");
	assert_string_equal(sus_adjective(NAN), "");
}

/* Brooke 1996, "SUS: a quick and dirty usability scale": the worked example, 22 x 2.5 = 55.
 * Tullis 2008 (measuringux.com/adjustedwald.htm), 4 of 5 at 95 %: 0.3596 to 0.9796. Sauro 2005
 * (measuringu.com/wald): 9 of 10 is centred on about 11 of 14. Agresti and Min 2005 as the R package
 * PropCIs 0.3-0 prints its example, diffpropci.mp(40, 20, 160): -0.21601726 to -0.03089632. */
static void published_examples(void **state)
{
	const double brooke[] = {5, 4, 2, 1, 2, 3, 2, 4, 5, 2};
	struct proportion p = pilot_proportion(4, 5, 0.95);
	struct difference d = pilot_proportions_paired(40, 20, 160, 0.95);

	(void)state;
	is(sus_score(brooke), 55, 0);
	is(p.at.lo, 0.3596, 0.0001);
	is(p.at.hi, 0.9796, 0.0001);
	is(pilot_proportion(9, 10, 0.95).centre, 11.0 / 14, 0.005);
	is(pilot_proportion(9, 10, 0.95).at.hi, 1, 0);	/* beyond 1 it is cut */
	is(d.at.lo, -0.21601726, 1e-8);
	is(d.at.hi, -0.03089632, 1e-8);
}

/* Method E, last line: "5/5 passes success, 4/5 and 8/10 do not, 9/10 and 12/15
 * do." The go_success share and the lower end together. */
static void success_criterion(void **state)
{
	static const struct {
		double x, n;
		bool passes;
	} list[] = {{5, 5, true}, {4, 5, false}, {8, 10, false}, {9, 10, true}, {12, 15, true}};
	struct arena *a = arena_new();
	struct pilot_limits l = pilot_limits_default();
	double sus[] = {80, 82.5, 85, 77.5, 80};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct pilot_must must = {"F", list[i].x, list[i].n, 0, 0};
		struct pilot_round r = {.round = 1, .n = 5, .must = &must, .n_must = 1,
			.sus = sus, .n_sus = 5, .seq_mean = 6};
		struct pilot_judgement j;

		pilot_judge(a, &r, &l, &j);
		assert_int_equal(j.verdict, list[i].passes ? PILOT_GO : PILOT_ITERATE);
		assert_string_equal(pilot_why_text(a, &r, &j), list[i].passes ? "" : "success:F");
	}
	arena_free(a);
}

/* Sauro and Lewis 2016, ch. 3: 7 of 10, adjusted Wald 95 %: 39.2 % to 89.7 %. */
static void proportions(void **state)
{
	struct proportion p = pilot_proportion(7, 10, 0.95);

	(void)state;
	is(p.at.lo, 0.392, 0.0006);
	is(p.at.hi, 0.897, 0.0006);
	p = pilot_proportion(0, 0, 0.9);
	assert_true(isnan(p.centre) && isnan(p.at.lo));
	/* Fagerland, Lydersen and Laake 2013, table 1: 1 and 7 discordant of 21, mid-p
	 * 0.039. */
	is(pilot_proportions_paired(1, 7, 21, 0.95).p, 0.039, 0.0005);
	is(pilot_proportions(0, 5, 0, 7, 0.9).p, 1, 0);
	assert_true(isnan(pilot_proportions(0, 0, 1, 2, 0.9).diff));
}

static void means_and_times(void **state)
{
	double one[] = {3, NAN}, same[] = {4, 4, 4}, other[] = {5, 5, 5}, none[] = {NAN};
	struct mean m = pilot_mean(one, 2, 0.9);
	struct difference c;

	(void)state;
	assert_int_equal(m.n, 1);
	is(m.mean, 3, 0);
	assert_true(isnan(m.at.lo));
	assert_true(isnan(pilot_mean(none, 1, 0.9).mean));
	c = pilot_welch(same, 3, other, 3, 0.9);
	is(c.diff, 1, 0);
	is(c.p, 0, 0);
	c = pilot_welch(same, 3, same, 3, 0.9);
	is(c.p, 1, 0);
	c = pilot_paired(same, other, 1, 0.9);
	is(c.diff, 1, 0);
	assert_true(isnan(c.p));
	double seconds[] = {1, 100, NAN};

	is(pilot_times(seconds, 3, 0.9).mean, 10, 1e-12);
	assert_true(isnan(pilot_nps(none, 1, 0.9).score));
}

static void when_rounds_are_paired(void **state)
{
	struct difference c = {.diff = 5, .at = {0.1, 9}};

	(void)state;
	assert_true(pilot_pairs(8, 8, 5));
	assert_false(pilot_pairs(9, 9, 5));	/* 5 of 9 is under 60 % */
	assert_false(pilot_pairs(4, 4, 4));
	assert_true(pilot_pairs(20, 5, 5));
	assert_true(pilot_improved(&c));
	c.diff = 4.9;
	assert_false(pilot_improved(&c));
	c = (struct difference){.diff = 8, .at = {-0.1, 16}};
	assert_false(pilot_improved(&c));
}

/* A round that is GO, to be spoilt. */
static const double good[] = {80, 80, 82.5, 77.5, 80, 80};
static const double bad[] = {20, 25, 30, 35, 30, 25};
static const struct pilot_must passed = {"F1", 6, 6, 2, 6}, failed = {"F1", 0, 8, 0, 8};

static struct pilot_round going(void)
{
	return (struct pilot_round){.round = 4, .n = 6, .must = &passed, .n_must = 1,
		.sus = good, .n_sus = 6, .sus_before = bad, .n_sus_before = 6, .seq_mean = 5,
		.s2 = 2};
}

static void expect(struct arena *a, const struct pilot_round *r, enum pilot_verdict verdict,
	const char *why)
{
	struct pilot_limits l = pilot_limits_default();
	struct pilot_judgement j;

	pilot_judge(a, r, &l, &j);
	assert_string_equal(pilot_why_text(a, r, &j), why);
	assert_string_equal(pilot_verdict_name(j.verdict), pilot_verdict_name(verdict));
}

/* Round four under the average, no better than three, three reports open in both. */
static struct pilot_round standing_still(void)
{
	static const double middling[] = {60, 62.5, 57.5, 60, 62.5, 57.5};
	struct pilot_round r = going();

	r.sus = r.sus_before = middling;
	r.s1 = 1;
	r.s12_before = 3;
	return r;
}

/* Version 1 of the method stopped a good round that gained nothing. */
static void first_version(void **state)
{
	struct arena *a = arena_new();
	struct pilot_limits l = pilot_limits_default();
	struct pilot_round r = going();
	struct pilot_judgement j;

	(void)state;
	r.sus_before = good;
	r.s12_before = 2;
	l.method_version = 1;
	pilot_judge(a, &r, &l, &j);
	assert_int_equal(j.verdict, PILOT_STOP);
	assert_string_equal(pilot_why_text(a, &r, &j), "stalled");
	r.no_path = 1;
	pilot_judge(a, &r, &l, &j);
	assert_string_equal(pilot_why_text(a, &r, &j), "no_path|stalled");
	arena_free(a);
}

/* Three functions that took e^0.1, e^0.2 and e^0.3 times what was told. */
static void told_and_measured(void **state)
{
	static const double told[] = {10, NAN, 0}, few[] = {5, 5, 5, 5, 0};
	double measured[3][5];
	struct told_measured list[5];
	struct calibration c;
	struct calibrated t;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 5; j++)
			measured[i][j] = 10 * exp(0.1 * ((double)i + 1));
		list[i] = (struct told_measured){told, measured[i], 3, 5};
	}
	list[3] = (struct told_measured){told, few, 3, 5};	/* four testers */
	list[4] = (struct told_measured){told + 1, measured[0], 2, 5};	/* told by nobody */
	c = pilot_calibration(list, 5);
	assert_int_equal(c.functions, 3);
	is(c.b, 0.2, 1e-12);
	is(c.s, 0.1, 1e-12);
	/* t of two degrees of freedom, 90 %: 2.92. */
	t = pilot_calibrated(&c, 100, 0.3, true, 0.9);
	is(t.saved, 100 * exp(0.2), 1e-9);
	is(log(t.at.hi / t.saved), sqrt(0.09 + 2.92 * 2.92 * 0.01 / 3), 1e-4);
	t = pilot_calibrated(&c, 100, 0.3, false, 0.9);
	is(log(t.saved / t.at.lo), sqrt(0.09 + 2.92 * 2.92 * 0.01 * 4 / 3), 1e-4);
	c = pilot_calibration(list, 2);
	assert_int_equal(c.functions, 2);
	assert_true(isnan(c.b) && isnan(pilot_calibrated(&c, 100, 0.3, true, 0.9).saved));
}

static void every_criterion(void **state)
{
	struct arena *a = arena_new();
	struct pilot_round r = going();

	(void)state;
	expect(a, &r, PILOT_GO, "");
	r.n = 4;
	r.no_path = 1;
	expect(a, &r, PILOT_INSUFFICIENT, "n");
	r.n = 6;
	expect(a, &r, PILOT_STOP, "no_path");
	r = going();
	r.sus = bad;
	r.sus_before = good;
	r.s1 = 1;
	r.s12_before = 3;
	expect(a, &r, PILOT_STOP, "sus_fail;stalled");
	r = going();
	r.must = &failed;
	expect(a, &r, PILOT_STOP, "success_fail:F1");
	struct pilot_must first = failed;

	first.before_n = 0;	/* no previous round: not a second failure */
	r.must = &first;
	expect(a, &r, PILOT_ITERATE, "success:F1");
	r = going();
	r.sus_before = good;
	r.s12_before = 2;	/* no gain, as many open: yet nothing to mend */
	expect(a, &r, PILOT_GO, "");
	r = standing_still();
	expect(a, &r, PILOT_STOP, "stalled");
	r.s12_before = 4;	/* fewer open than before */
	expect(a, &r, PILOT_ITERATE, "s1;sus");
	r.s12_before = 0;	/* nothing was open before */
	expect(a, &r, PILOT_ITERATE, "s1;sus");
	r = standing_still();
	r.round = 2;
	expect(a, &r, PILOT_ITERATE, "s1;sus");
	r = standing_still();
	r.n_sus_before = 1;	/* not to be compared */
	expect(a, &r, PILOT_ITERATE, "s1;sus");
	r = standing_still();
	r.sus = good;		/* above the average: good enough as it is */
	expect(a, &r, PILOT_ITERATE, "s1");
	r = going();
	r.s1 = 1;
	r.s2 = 3;
	r.seq_mean = 4.9;
	expect(a, &r, PILOT_ITERATE, "s1;s2;seq");
	r.seq_mean = NAN;
	r.n_sus = 1;		/* one answer has no interval */
	expect(a, &r, PILOT_ITERATE, "s1;s2;sus;seq");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sus),
		cmocka_unit_test(grades),
		cmocka_unit_test(published_examples),
		cmocka_unit_test(success_criterion),
		cmocka_unit_test(proportions),
		cmocka_unit_test(means_and_times),
		cmocka_unit_test(when_rounds_are_paired),
		cmocka_unit_test(every_criterion),
		cmocka_unit_test(first_version),
		cmocka_unit_test(told_and_measured),
	};

	return cmocka_run_group_tests_name("analysis/pilot", tests, NULL, NULL);
}
