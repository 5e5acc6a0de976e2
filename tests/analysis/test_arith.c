/*
 * Our own logarithm and exponential: close to the C library's, and the very bits
 * that were once written down, whatever machine this is.
 */
#include "../../src/analysis/arith.h"

#include "analysis/prng.h"
#include "tables.h"

/* How many units in the last place they are apart. */
static double ulps(double got, double want)
{
	return fabs(got - want) / (nextafter(fabs(want), INFINITY) - fabs(want));
}

static void close_to_the_library(void **state)
{
	struct prng g;
	double log_off = 0, exp_off = 0, log1p_off = 0;

	(void)state;
	prng_for_draw(&g, 6, 0);
	for (int i = 0; i < 300000; i++) {
		double u = (prng_next(&g) + 0.5) / 4294967296.0;
		double wide = ldexp(0.5 + u, (int)prng_bounded(&g, 2000) - 1000);
		double near_one = 1 + (u - 0.5) / (double)(1 << prng_bounded(&g, 30));
		double any = (u - 0.5) * (i % 2 ? 1400 : 4);

		log_off = fmax(log_off, ulps(arith_log(wide), log(wide)));
		if (near_one != 1)
			log_off = fmax(log_off, ulps(arith_log(near_one), log(near_one)));
		exp_off = fmax(exp_off, ulps(arith_exp(any), exp(any)));
		log1p_off = fmax(log1p_off, ulps(arith_log1p(near_one - 1), log1p(near_one - 1)));
	}
	print_message("worst, in units of the last place: log %.2f, exp %.2f, log1p %.2f\n",
		log_off, exp_off, log1p_off);
	assert_true(log_off <= 2 && exp_off <= 2 && log1p_off <= 3);
}

static void edges(void **state)
{
	(void)state;
	assert_true(arith_log(1) == 0 && arith_exp(0) == 1 && arith_log1p(0) == 0);
	assert_true(arith_log(0) == -INFINITY && isnan(arith_log(-1)) && isnan(arith_log(NAN)));
	assert_true(isinf(arith_log(INFINITY)) && isinf(arith_exp(800)));
	assert_true(arith_exp(-800) == 0 && isnan(arith_exp(NAN)));
	assert_true(arith_exp(-INFINITY) == 0 && isinf(arith_exp(INFINITY)));
	assert_true(arith_log1p(-1) == -INFINITY && isnan(arith_log1p(-2)));
	assert_true(arith_log(0x1p-1074) < -744 && arith_exp(-745) > 0);
}

static void bits_stay(void **state)
{
	static const struct {
		double x, log, exp;
	} known[] = {
		{0.1, -0x1.26bb1bbb55515p+1, 0x1.1aec7b35a00d4p+0},
		{2, 0x1.62e42fefa39efp-1, 0x1.d8e64b8d4ddaep+2},
		{3.14159, 0x1.250cf662abf9ap+0, 0x1.7240068789162p+4},
		{40, 0x1.d82d33b32720dp+1, 0x1.a220d397972ebp+57},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_true(arith_log(known[i].x) == known[i].log);
		assert_true(arith_exp(known[i].x) == known[i].exp);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(close_to_the_library),
		cmocka_unit_test(edges),
		cmocka_unit_test(bits_stay),
	};

	return cmocka_run_group_tests_name("analysis/arith", tests, NULL, NULL);
}
