/*
 * The other packs (method H): each threshold on both of its sides, and hours
 * really saved against their own formula.
 */
#include "analysis/packs.h"

#include "analysis/distribution.h"
#include "tables.h"

static enum need need(const double *answers, size_t n)
{
	return property_of(answers, n).need;
}

static void technical_properties(void **state)
{
	static const double half[] = {3, 3, 0, 0}, mean[] = {2, 2, 2, 3}, should[] = {1, 2, NAN};
	static const double could[] = {0, 1, 1, 1}, wont[] = {0, 1, 1, 0}, none[] = {NAN};
	struct property p = property_of(should, 3);

	(void)state;
	assert_int_equal(need(half, 4), NEED_MUST);
	assert_int_equal(need(mean, 4), NEED_MUST);	/* 2.25 */
	assert_int_equal(need(should, 3), NEED_SHOULD);	/* 1.5 */
	assert_int_equal(p.n, 2);
	assert_int_equal(need(could, 4), NEED_COULD);	/* 0.75 */
	assert_int_equal(need(wont, 4), NEED_WONT);
	assert_int_equal(need(none, 1), NEED_NONE);
	assert_string_equal(need_name(NEED_SHOULD), "should");
}

static void challenges(void **state)
{
	static const double answers[] = {3, 2, 1, 0, NAN, 2, 2};
	struct challenge c = challenge_of(answers, 7, 0.9);
	struct proportion p = pilot_proportion(4, 6, 0.9);

	(void)state;
	assert_int_equal(c.n, 6);
	assert_near(c.mean, 10 / 6.0, "mean", "C");
	assert_near(c.share, 4 / 6.0, "share", "C");
	assert_near(c.at.lo, p.at.lo, "lo", "C");
	assert_true(isnan(challenge_of(NULL, 0, 0.9).mean));
}

static void training(void **state)
{
	double able[] = {3, 4, 3.5, 3.5, NAN}, days[] = {0, 5, 3, NAN, 4};
	double shadow[] = {0, 0, 2, 1, 0};
	size_t unsure[] = {2, 3, 0};
	struct arena *a = arena_new();
	struct pulse_input in = {able, days, shadow, 5, unsure, 3};
	struct pulse p;

	(void)state;
	pulse_of(a, &in, &p);
	assert_near(p.able, 3.5, "able", "");
	assert_near(p.days, 3.5, "days", "");
	assert_int_equal(p.act, PULSE_SHADOW);	/* 1 of 5 is over 10 % */
	assert_false(p.retrain[0]);		/* 40 %, but two people */
	assert_true(p.retrain[1]);
	assert_false(p.retrain[2]);
	able[0] = 2.9;
	days[1] = 1;
	days[4] = 1;
	shadow[2] = 1;
	pulse_of(a, &in, &p);
	assert_int_equal(p.act, PULSE_NOT_ABLE | PULSE_NOT_USED);
	in.n = 0;
	pulse_of(a, &in, &p);
	assert_int_equal(p.act, 0);
	assert_true(isnan(p.able) && isnan(p.days) && isnan(p.shadow));
	arena_free(a);
}

static void goals(void **state)
{
	struct goal g = goal_of(10, 4, 7, 50, 0, 100);

	(void)state;
	assert_near(g.attainment, 0.5, "attainment", "");
	assert_near(g.elapsed, 0.5, "elapsed", "");
	assert_int_equal(g.state, GOAL_ON_TRACK);
	assert_int_equal(goal_of(10, 4, 7, 61, 0, 100).state, GOAL_BEHIND);
	assert_int_equal(goal_of(10, 4, 4, 10, 0, 100).state, GOAL_ACHIEVED);
	assert_int_equal(goal_of(10, 4, 12, 0, 0, 100).state, GOAL_BEHIND);
	assert_int_equal(goal_of(10, 10, 12, 0, 0, 100).state, GOAL_UNKNOWN);
	assert_int_equal(goal_of(10, 4, NAN, 0, 0, 100).state, GOAL_UNKNOWN);
	assert_near(goal_of(0, 1, 0, 500, 0, 100).elapsed, 1, "elapsed", "");
	assert_string_equal(goal_state_name(GOAL_ON_TRACK), "on_track");
}

static void hours_really_saved(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_result before, after;
	struct audit_draws d1, d2;
	struct realised *list, sum, alone;
	size_t n;
	double all = 0;

	(void)state;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &before, &d1), OK);
	/* A year on every third answer takes half the minutes; other draws. */
	for (size_t i = 0; i < t.in.n_details; i += 3)
		t.details[i].minutes /= 2;
	t.params.seed = 99;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &after, &d2), OK);
	realised_hours(a, &before, &d1, &after, &d2, 0.9, &list, &n, &sum);
	assert_int_equal(n, before.n_overall);
	for (size_t i = 0; i < n; i++) {
		const struct audit_overall_row *b = &before.overall[list[i].before];
		const struct audit_overall_row *c = &after.overall[list[i].after];

		assert_string_equal(b->code, list[i].code);
		assert_string_equal(c->code, list[i].code);
		assert_near(list[i].saved, b->hours_now - c->hours_now, "saved", b->code);
		assert_true(list[i].at.lo < list[i].saved && list[i].saved < list[i].at.hi);
		assert_near((list[i].at.lo + list[i].at.hi) / 2, list[i].saved, "middle",
			b->code);
		all += list[i].saved;
	}
	assert_near(sum.saved, all, "saved", "all");
	assert_null(sum.code);
	assert_true(sum.at.lo < all && all < sum.at.hi);

	/* The same round twice: nothing saved, and twice the variance of M h. */
	realised_hours(a, &before, &d1, &before, &d1, 0.9, &list, &n, &alone);
	for (size_t i = 0; i < n; i++) {
		double *h = arena_array(a, d1.boot, sizeof *h), mean = 0, ss = 0, half;

		for (size_t b = 0; b < d1.boot; b++) {
			h[b] = list[i].people * d1.now[i * d1.boot + b]
				/ d1.people[i * d1.boot + b];
			mean += h[b] / (double)d1.boot;
		}
		for (size_t b = 0; b < d1.boot; b++)
			ss += (h[b] - mean) * (h[b] - mean) / (double)(d1.boot - 1);
		half = normal_quantile(0.95) * sqrt(2 * ss);
		assert_near(list[i].saved, 0, "saved", list[i].code);
		assert_near(list[i].at.hi, half, "half", list[i].code);
	}
	realised_hours(a, &before, NULL, &after, NULL, 0.9, &list, &n, &sum);
	assert_true(isnan(list[0].at.lo) && isnan(sum.at.hi));
	assert_near(sum.saved, all, "saved", "all");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(technical_properties),
		cmocka_unit_test(challenges),
		cmocka_unit_test(training),
		cmocka_unit_test(goals),
		cmocka_unit_test(hours_really_saved),
	};

	return cmocka_run_group_tests_name("analysis/packs", tests, NULL, NULL);
}
