/*
 * Distributions against figures worked to 40 digits with another program, and
 * that quantiles undo them everywhere.
 */
#include "analysis/distribution.h"

#include "tables.h"

static void close_to(double got, double want, double relative)
{
	if (!(fabs(got - want) <= relative * fabs(want)))
		fail_msg("%.17g instead of %.17g", got, want);
}

static void known_values(void **state)
{
	(void)state;
	close_to(normal_quantile(0.95), 1.64485362695147228, 1e-15);
	close_to(normal_quantile(0.975), 1.95996398454005386, 1e-15);
	close_to(normal_quantile(0.9), 1.28155156554460059, 1e-15);
	close_to(normal_quantile(1e-9), -5.99780701500768686, 1e-15);
	close_to(t_quantile(0.95, 3), 2.3533634348018229, 1e-14);
	close_to(t_quantile(0.95, 4), 2.13184678632664953, 1e-14);
	close_to(t_quantile(0.95, 41), 1.68287800213270786, 1e-14);
	close_to(t_quantile(0.95, 2.5), 2.55821861413593546, 1e-14);
	close_to(t_quantile(0.9, 9.659840693), 1.37560315964895619, 1e-14);
	close_to(t_quantile(0.975, 1000), 1.9623390808264081, 1e-14);
	close_to(t_quantile(0.95, 1), 6.3137515146750430, 1e-14);
	close_to(t_quantile(0.95, 2), 2.9199855803537256, 1e-14);
	close_to(t_upper(2, 3), 0.0696629842794215884, 1e-14);
	close_to(t_upper(0.5, 7.25), 0.315946185232715948, 1e-14);
	close_to(t_upper(12, 10), 1.46070441238499354e-7, 1e-13);
	close_to(t_upper(2, 500), 0.0230203413845157215, 1e-13);
	close_to(chi2_upper(18.333333333333332, 7), 0.0105532534202840739, 1e-13);
	close_to(chi2_upper(0.5, 1), 0.479500122186953462, 1e-14);
	close_to(chi2_upper(3.84, 1), 0.0500435212487051032, 1e-14);
	close_to(chi2_upper(250, 200), 0.00937913166882609611, 1e-13);
	close_to(chi2_quantile(0.95, 1), 3.84145882069412447, 1e-14);
	close_to(chi2_quantile(0.95, 10), 18.307038053275144, 1e-14);
	close_to(binomial_at(1, 6, 0.5), 6 / 64.0, 1e-14);
	close_to(binomial_at(0, 6, 0.25), pow(0.75, 6), 1e-14);
	close_to(binomial_at(6, 6, 0.25), pow(0.25, 6), 1e-14);
}

static void edges(void **state)
{
	(void)state;
	assert_true(isnan(normal_quantile(0)) && isnan(normal_quantile(1)));
	assert_true(isnan(t_quantile(0.5, 0)) && isnan(t_upper(1, -1)));
	assert_true(isnan(chi2_upper(1, 0)) && isnan(chi2_quantile(1, 3)));
	assert_true(t_quantile(0.5, 7) == 0);
	close_to(t_upper(0, 5), 0.5, 0);
	close_to(t_upper(-2, 3), 1 - t_upper(2, 3), 1e-15);
	close_to(t_quantile(0.05, 9), -t_quantile(0.95, 9), 1e-14);
	assert_true(chi2_upper(0, 3) == 1 && chi2_upper(-1, 3) == 1);
	assert_true(chi2_upper(INFINITY, 3) == 0);
	close_to(t_quantile(0.95, INFINITY), normal_quantile(0.95), 0);
	close_to(t_quantile(0.95, 1e9), normal_quantile(0.95), 1e-8);
}

static void quantiles_undo(void **state)
{
	static const double ps[] = {1e-6, 0.01, 0.05, 0.3, 0.5, 0.8, 0.9, 0.95, 0.975, 0.999};

	(void)state;
	for (double df = 0.5; df < 3e5; df *= 1.7)
		for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
			close_to(1 - t_upper(t_quantile(ps[i], df), df), ps[i], 1e-9);
			close_to(1 - chi2_upper(chi2_quantile(ps[i], df), df), ps[i],
				ps[i] < 1e-5 ? 1e-6 : 1e-9);
		}
	for (size_t i = 0; i < sizeof ps / sizeof *ps; i++)
		close_to(1 - normal_upper(normal_quantile(ps[i])), ps[i], 1e-10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values),
		cmocka_unit_test(edges),
		cmocka_unit_test(quantiles_undo),
	};

	return cmocka_run_group_tests_name("analysis/distribution", tests, NULL, NULL);
}
