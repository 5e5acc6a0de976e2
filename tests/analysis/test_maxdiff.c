/*
 * Best-worst: blocks are balanced designs, and utilities are where a likelihood
 * written down a second time has its top. The vectors go through compute.t.
 */
#include "analysis/maxdiff.h"

#include "analysis/prng.h"
#include "tables.h"

/* A balanced incomplete block design: every item in k blocks, every pair of items
 * in lambda, with lambda (v - 1) = k (k - 1) (Handbook of Combinatorial Designs). */
static void blocks_are_balanced(void **state)
{
	static const size_t designs[][3] = {{7, 4, 2}, {11, 5, 2}, {13, 4, 1}, {21, 5, 1}};
	size_t items[MAXDIFF_BLOCK_MAX];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		size_t v = designs[i][0], k = designs[i][1], lambda = designs[i][2];
		size_t met[21][21] = {{0}}, differences[21] = {0};

		assert_int_equal(maxdiff_set(v, items), k);
		for (size_t x = 0; x < k; x++)
			for (size_t y = 0; y < k; y++)
				differences[(items[x] + v - items[y]) % v]++;
		for (size_t d = 1; d < v; d++)
			assert_int_equal(differences[d], lambda);
		for (size_t s = 0; s < v; s++) {
			assert_int_equal(maxdiff_block(v, s, items), k);
			for (size_t x = 0; x < k; x++)
				for (size_t y = 0; y < k; y++)
					met[items[x]][items[y]]++;
		}
		for (size_t x = 0; x < v; x++)
			for (size_t y = 0; y < v; y++)
				assert_int_equal(met[x][y], x == y ? k : lambda);
		assert_int_equal(lambda * (v - 1), k * (k - 1));
	}
	assert_int_equal(maxdiff_set(8, items), 0);
	assert_int_equal(maxdiff_block(8, 1, items), 0);
}

/* The penalised log-likelihood, plainly. */
static double likelihood(const struct maxdiff_input *in, const double *u)
{
	double sum = 0;

	for (size_t i = 0; i < in->items; i++)
		sum -= in->ridge / 2 * u[i] * u[i];
	for (size_t t = 0; t < in->n_tasks; t++) {
		const struct maxdiff_task *task = &in->tasks[t];
		double best = 0, worst = 0;

		for (size_t i = 0; i < task->n_items; i++) {
			best += exp(u[task->items[i]]);
			if (task->items[i] != task->best)
				worst += exp(-u[task->items[i]]);
		}
		sum += u[task->best] - log(best) - u[task->worst] - log(worst);
	}
	return sum;
}

/* Random answers to the blocks of seven. */
static void answer(struct prng *g, size_t respondents, struct maxdiff_task *tasks,
	size_t (*shown)[MAXDIFF_BLOCK_MAX])
{
	for (size_t i = 0; i < respondents * 7; i++) {
		size_t best = prng_bounded(g, 4), worst = prng_bounded(g, 3);

		tasks[i].n_items = maxdiff_block(7, i % 7, shown[i]);
		tasks[i].items = shown[i];
		/* Item 6 is liked. */
		if (shown[i][3] == 6 && prng_bounded(g, 2))
			best = 3;
		tasks[i].best = shown[i][best];
		tasks[i].worst = shown[i][worst + (worst >= best)];
	}
}

static void utilities_are_the_top(void **state)
{
	struct prng g;

	(void)state;
	prng_for_draw(&g, 5, 0);
	for (int round = 0; round < 100; round++) {
		struct arena *a = arena_new();
		struct maxdiff_task tasks[70];
		size_t shown[70][MAXDIFF_BLOCK_MAX];
		struct maxdiff_item items[7];
		size_t respondents = 1 + prng_bounded(&g, 10);
		struct maxdiff_input in = {tasks, respondents * 7, 7, 0.1};
		double u[7], top, mean = 0, shares = 0;

		answer(&g, respondents, tasks, shown);
		assert_int_equal(maxdiff_compute(a, &in, items), OK);
		for (size_t i = 0; i < 7; i++) {
			u[i] = items[i].u;
			mean += u[i];
			shares += items[i].share;
			assert_int_equal(items[i].shown, respondents * 4);
			assert_true(items[i].se > 0);
		}
		assert_true(fabs(mean) < 1e-9 && fabs(shares - 100) < 1e-9);
		top = likelihood(&in, u);
		for (size_t i = 0; i < 7; i++)
			for (double step = -1e-4; step < 2e-4; step += 2e-4) {
				u[i] += step;
				assert_true(likelihood(&in, u) < top);
				u[i] -= step;
			}
		arena_free(a);
	}
}

static void bad_tasks_are_refused(void **state)
{
	static const size_t good[] = {0, 1, 2}, twice[] = {0, 1, 1}, far[] = {0, 1, 9};
	const struct maxdiff_task bad[] = {{twice, 3, 0, 1}, {far, 3, 0, 1}, {good, 3, 0, 0},
		{good, 3, 3, 0}, {good, 3, 0, 3}};
	struct maxdiff_item items[4];
	struct arena *a = arena_new();
	struct maxdiff_input in = {NULL, 0, 4, 0.1};

	(void)state;
	assert_int_equal(maxdiff_compute(a, &in, items), OK);
	assert_true(isnan(items[0].bw) && fabs(items[0].share - 25) < 1e-9);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		in.tasks = &bad[i];
		in.n_tasks = 1;
		assert_int_equal(maxdiff_compute(a, &in, items), ERR_INPUT);
	}
	in.n_tasks = 0;
	in.ridge = 0;
	assert_int_equal(maxdiff_compute(a, &in, items), ERR_INPUT);
	in.ridge = 1;
	in.items = 0;
	assert_int_equal(maxdiff_compute(a, &in, items), ERR_INPUT);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_balanced),
		cmocka_unit_test(utilities_are_the_top),
		cmocka_unit_test(bad_tasks_are_refused),
	};

	return cmocka_run_group_tests_name("analysis/maxdiff", tests, NULL, NULL);
}
