/*
 * The generators: outputs of tests/vectors/prng, and those of pcg32-demo in
 * O'Neill's pcg_basic for its published seed.
 */
#include "analysis/prng.h"

#include "tables.h"

static void next_of_list(const char **list, const char *what, uint64_t got)
{
	char *end;
	uint64_t want = strtoull(*list, &end, 10);

	if (got != want)
		fail_msg("%s: %llu instead of %llu", what, (unsigned long long)got,
			(unsigned long long)want);
	*list = *end ? end + 1 : end;
}

static void vectors_hold(void **state)
{
	struct arena *a = arena_new();
	struct csv_table t = load_table(a, VECTORS "prng", "expected.csv");

	(void)state;
	assert_true(t.rows > 0);
	for (size_t row = 0; row < t.rows; row++) {
		uint64_t seed = count(&t, row, "seed"), draw = count(&t, row, "draw");
		uint32_t bound = (uint32_t)count(&t, row, "bound");
		const char *splitmix = cell(&t, row, "splitmix");
		const char *first = cell(&t, row, "first3"), *bounded = cell(&t, row, "bounded");
		struct prng g;

		next_of_list(&splitmix, "splitmix", prng_splitmix(seed, draw));
		prng_for_draw(&g, seed, draw);
		while (*first)
			next_of_list(&first, "first3", prng_next(&g));
		while (*bounded)
			next_of_list(&bounded, "bounded", prng_bounded(&g, bound));
	}
	arena_free(a);
}

/* Round 1 of pcg32-demo: pcg32_srandom(42, 54). */
static void published_outputs(void **state)
{
	static const uint32_t want[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293,
		0xbfa4784b, 0xcbed606e};
	struct prng g;

	(void)state;
	prng_init(&g, 42, PRNG_STREAM);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_int_equal(prng_next(&g), want[i]);
}

static void splitmix_jumps_as_it_walks(void **state)
{
	uint64_t walking = 20250701;

	(void)state;
	for (uint64_t i = 0; i < 3000; i++)
		assert_true(splitmix64(&walking) == prng_splitmix(20250701, i));
}

static void bounded_is_even(void **state)
{
	struct prng g;
	int seen[6] = {0};

	(void)state;
	prng_for_draw(&g, 1, 0);
	for (int i = 0; i < 60000; i++) {
		uint32_t v = prng_bounded(&g, 6);

		assert_true(v < 6);
		seen[v]++;
	}
	for (int i = 0; i < 6; i++)
		assert_in_range(seen[i], 9600, 10400);
	assert_int_equal(prng_bounded(&g, 1), 0);
	assert_int_equal(prng_bounded(&g, 0), 0);
	for (int i = 0; i < 100; i++)
		assert_true(prng_bounded(&g, UINT32_MAX) < UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(published_outputs),
		cmocka_unit_test(splitmix_jumps_as_it_walks),
		cmocka_unit_test(bounded_is_even),
	};

	return cmocka_run_group_tests_name("analysis/prng", tests, NULL, NULL);
}
