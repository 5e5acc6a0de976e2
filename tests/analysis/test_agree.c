/*
 * Kendall's W: published examples to their printed digits, what must hold of it,
 * and the flags. The vectors go through compute.t.
 */
#include "analysis/agree.h"

#include "analysis/prng.h"
#include "tables.h"

static struct agreement agree(const double *scores, size_t raters, size_t objects)
{
	struct agreement g;

	agree_compute(scores, raters, objects, AGREE_SEED, &g);
	return g;
}

static void to_digits(double got, double want, double half)
{
	if (!(fabs(got - want) <= half))
		fail_msg("%.9g instead of %.9g", got, want);
}

/* The data `anxiety` of the R package irr (Gamer), whose manual pages, and those
 * of DescTools, print 0.5396569 with the correction for ties. */
static void anxiety(void **state)
{
	static const double scores[] = {
		3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3,
		3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4,
		2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2,
	};
	struct agreement g = agree(scores, 3, 20);

	(void)state;
	to_digits(g.w, 0.5396569, 5e-8);
	assert_int_equal(g.df, 19);
	assert_true(g.enough && !g.order_differs);
}

/* Six judges of four papers: W = 0.6 in Wickerhauser's course notes on R, and
 * Siegel 1956, p. 230: three officers rank six applicants, W = .16. */
static void rankings(void **state)
{
	static const double papers[] = {4, 3, 2, 1, 3, 4, 2, 1, 4, 3, 1, 2, 3, 4, 1, 2, 4, 2, 1, 3,
		4, 2, 3, 1};
	static const double applicants[] = {1, 6, 3, 2, 5, 4, 1, 5, 6, 4, 2, 3, 6, 3, 2, 5, 4, 1};
	struct agreement g = agree(papers, 6, 4);

	(void)state;
	to_digits(g.w, 0.6, 1e-12);
	g = agree(applicants, 3, 6);
	to_digits(g.w, 0.16, 0.005);
	to_digits(g.s, 25.5, 0);
	assert_true(g.order_differs);
}

/* Spearman by its own formula, mean over pairs of raters, for scores without ties. */
static double mean_spearman(const double *scores, size_t raters, size_t n)
{
	double sum = 0, pairs = 0;

	for (size_t a = 0; a < raters; a++)
		for (size_t b = a + 1; b < raters; b++, pairs++) {
			double d2 = 0;

			for (size_t i = 0; i < n; i++) {
				double ra = 1, rb = 1;

				for (size_t j = 0; j < n; j++) {
					ra += scores[a * n + j] < scores[a * n + i];
					rb += scores[b * n + j] < scores[b * n + i];
				}
				d2 += (ra - rb) * (ra - rb);
			}
			sum += 1 - 6 * d2 / (double)(n * (n * n - 1));
		}
	return sum / pairs;
}

static void spearman_is_the_mean_of_pairs(void **state)
{
	struct prng g;

	(void)state;
	prng_for_draw(&g, 3, 0);
	for (int round = 0; round < 200; round++) {
		size_t raters = 2 + prng_bounded(&g, 4), n = 4 + prng_bounded(&g, 8);
		double scores[5 * 11];
		struct agreement w;

		for (size_t i = 0; i < raters * n; i++)
			scores[i] = prng_next(&g);
		w = agree(scores, raters, n);
		to_digits(w.spearman, mean_spearman(scores, raters, n), 1e-9);
		/* Ranks are all that counts, and either end may be first. */
		for (size_t i = 0; i < raters * n; i++)
			scores[i] = -log1p(scores[i]);
		to_digits(agree(scores, raters, n).w, w.w, 1e-12);
	}
}

/* Under no agreement, p is spread evenly: it is at most 0.1 in about a tenth. */
static void permutation_p_is_fair(void **state)
{
	struct prng g;
	int small = 0;

	(void)state;
	prng_for_draw(&g, 4, 0);
	for (int round = 0; round < 400; round++) {
		double scores[3 * 6];

		for (size_t i = 0; i < 18; i++)
			scores[i] = prng_next(&g);
		small += agree(scores, 3, 6).permutation_p <= 0.1;
	}
	assert_in_range(small, 22, 58);	/* 40, and three standard deviations */
}

static void what_cannot_be_told(void **state)
{
	static const double one[] = {1, 2, 3, 4}, tied[] = {1, 1, 1, 1, 2, 2, 2, 2};
	static const double gaps[] = {1, 2, NAN, 4, 5, 1, NAN, 3, 4, 5};
	static const double apart[] = {1, 2, 3, 4, 4, 3, 2, 1};
	struct agreement g = agree(one, 1, 4);

	(void)state;
	assert_true(isnan(g.w) && isnan(g.permutation_p) && !g.enough && !g.order_differs);
	g = agree(tied, 2, 4);
	assert_true(isnan(g.w) && !g.order_differs);
	g = agree(gaps, 2, 5);
	assert_int_equal(g.objects, 3);
	to_digits(g.w, 1, 1e-12);
	assert_false(g.enough);
	g = agree(apart, 2, 4);
	to_digits(g.spearman, -1, 1e-12);
	assert_true(g.order_differs);
	g = agree(NULL, 0, 0);
	assert_true(isnan(g.w));
}

/* Departments of the audit: functions that all of them do. */
static void departments_rate(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_result r;
	struct agreement g;
	bool three[] = {true, false, true, true};
	double scores[3 * 12];
	size_t both = 0;

	(void)state;
	assert_int_equal(audit_compute(a, &t.in, &t.params, &r), OK);
	agree_departments(&r, NULL, AGREE_SEED, &g);
	assert_int_equal(g.raters, 4);
	assert_in_range(g.objects, 4, 12);
	assert_true(g.enough && g.w > 0 && g.w < 1);
	agree_departments(&r, three, AGREE_SEED, &g);
	assert_int_equal(g.raters, 3);
	for (size_t f = 0; f < r.n_functions; f++) {
		double found[3];
		size_t n = 0;

		for (size_t i = 0; i < r.n_dept; i++)
			if (r.dept[i].function == f && r.dept[i].department != 1)
				found[n++] = r.dept[i].score;
		for (size_t d = 0; n == 3 && d < 3; d++)
			scores[d * 12 + both] = found[d];
		both += n == 3;
	}
	assert_int_equal(g.objects, both);
	for (size_t d = 0; d < 3; d++)
		for (size_t f = both; f < 12; f++)
			scores[d * 12 + f] = NAN;
	to_digits(g.w, agree(scores, 3, 12).w, 1e-12);
	arena_free(a);
}

static void polarised(void **state)
{
	static const double two[] = {1, 2, 3, 3, 3, 3, 4, 5}, few[] = {1, 1, 1, 5, 5, 5, 5};
	static const double one[] = {2, 3, 3, 3, 3, 3, 4, 5}, gap[] = {1, 2, 3, 3, 3, 3, 4, 5, NAN};

	(void)state;
	assert_true(agree_polarised(two, 8));
	assert_false(agree_polarised(few, 7));
	assert_false(agree_polarised(one, 8));
	assert_true(agree_polarised(gap, 9));
	assert_false(agree_polarised(NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anxiety),
		cmocka_unit_test(rankings),
		cmocka_unit_test(spearman_is_the_mean_of_pairs),
		cmocka_unit_test(permutation_p_is_fair),
		cmocka_unit_test(what_cannot_be_told),
		cmocka_unit_test(departments_rate),
		cmocka_unit_test(polarised),
	};

	return cmocka_run_group_tests_name("analysis/agree", tests, NULL, NULL);
}
