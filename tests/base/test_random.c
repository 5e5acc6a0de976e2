/* Randomness: the shape of ids (RFC 9562) and seeds (contracts.md: below 2^53). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"

static void ones(void *out, size_t len)
{
	memset(out, 0xFF, len);
}

static void counting(void *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((unsigned char *)out)[i] = (unsigned char)(i * 0x11);
}

static void ids_are_uuids_of_version_4(void **state)
{
	char id[37], other[37];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		random_uuid4(id);
		assert_true(text_is_uuid4(id));
		random_uuid4(other);
		assert_string_not_equal(id, other);
	}
	/* Version and variant replace bits, the rest is as drawn (RFC 9562, 5.4). */
	random_fix(counting);
	random_uuid4(id);
	assert_string_equal(id, "00112233-4455-4677-8899-aabbccddeeff");
	random_fix(ones);
	random_uuid4(id);
	assert_string_equal(id, "ffffffff-ffff-4fff-bfff-ffffffffffff");
	random_fix(NULL);
}

static void seeds_are_below_2_to_53(void **state)
{
	uint64_t all = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint64_t v = random_53();

		assert_true(v < (uint64_t)1 << 53);
		all |= v;
	}
	/* Each bit comes up. */
	assert_int_equal(all, ((uint64_t)1 << 53) - 1);
	random_fix(ones);
	assert_int_equal(random_53(), ((uint64_t)1 << 53) - 1);
	random_fix(NULL);
}

static void bytes_fill_no_more_than_asked(void **state)
{
	unsigned char b[70000];

	(void)state;
	memset(b, 0x5A, sizeof b);
	random_bytes(b + 1, sizeof b - 2);
	assert_int_equal(b[0], 0x5A);
	assert_int_equal(b[sizeof b - 1], 0x5A);
	random_bytes(b, 0);
	assert_int_equal(b[0], 0x5A);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_uuids_of_version_4),
		cmocka_unit_test(seeds_are_below_2_to_53),
		cmocka_unit_test(bytes_fill_no_more_than_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
