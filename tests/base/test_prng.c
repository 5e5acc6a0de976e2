/* SplitMix64 and PCG32 against the numbers their authors published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/prng.h"

/* pcg32-demo of pcg-c-basic, round 1: seed 42, stream 54. */
static void pcg32_as_published(void **state)
{
	static const uint32_t expected[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293,
		0xbfa4784b, 0xcbed606e};
	struct prng r;

	(void)state;
	prng_init(&r, 42, 54);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_int_equal(prng_next(&r), expected[i]);
}

/* Seed 1234567, as in the collections of test values for splitmix64.c. */
static void splitmix64_as_published(void **state)
{
	static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
		9817491932198370423u, 4593380528125082431u, 16408922859458223821u};
	uint64_t s = 1234567;

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_true(splitmix64(&s) == expected[i]);
}

/* contracts.md: initstate is the first SplitMix64(seed) output, stream 54. */
static void a_respondents_seed_is_spread_first(void **state)
{
	struct prng by_seed, by_hand;
	uint64_t s = 1234567;

	(void)state;
	prng_seed(&by_seed, s);
	prng_init(&by_hand, 6457827717110365317u, 54);
	for (int i = 0; i < 10; i++)
		assert_int_equal(prng_next(&by_seed), prng_next(&by_hand));
}

static void bounded_numbers_are_below_and_even(void **state)
{
	unsigned count[6] = {0};
	struct prng r;

	(void)state;
	prng_seed(&r, 1);
	for (int i = 0; i < 60000; i++) {
		uint32_t v = prng_bounded(&r, 6);

		assert_true(v < 6);
		count[v]++;
	}
	/* 10,000 each; six standard deviations are 548. */
	for (int i = 0; i < 6; i++)
		assert_in_range(count[i], 10000 - 548, 10000 + 548);
	assert_int_equal(prng_bounded(&r, 1), 0);
	assert_int_equal(prng_bounded(&r, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcg32_as_published),
		cmocka_unit_test(splitmix64_as_published),
		cmocka_unit_test(a_respondents_seed_is_spread_first),
		cmocka_unit_test(bounded_numbers_are_below_and_even),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
