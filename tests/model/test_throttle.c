/* The throttle of guesses: who guesses waits, longer each time; nobody else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/throttle.h"

static unsigned char client[THROTTLE_CLIENT_BYTES], other[THROTTLE_CLIENT_BYTES];

/* Everybody a test asks as is new. */
static int fresh(void **state)
{
	static unsigned char n;

	(void)state;
	memset(client, 0, sizeof client);
	memset(other, 0, sizeof other);
	client[0] = ++n;
	other[0] = n;
	other[15] = 1;
	return 0;
}

static void who_guesses_waits(void **state)
{
	static const int64_t waits[] = {30, 60, 120, 240, 480, 900, 900};

	(void)state;
	for (int i = 0; i < THROTTLE_FREE_NAMED; i++)
		assert_int_equal(throttle_try(THROTTLE_LOGIN, client, "admin"), 0);
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		assert_in_range(throttle_try(THROTTLE_LOGIN, client, "admin"), waits[i] - 1, waits[i]);
		throttle_pass(waits[i]);
		assert_int_equal(throttle_try(THROTTLE_LOGIN, client, "admin"), 0);
	}
	/* The same name from elsewhere, and another name from here. */
	assert_int_equal(throttle_try(THROTTLE_LOGIN, other, "admin"), 0);
	assert_int_equal(throttle_try(THROTTLE_LOGIN, client, "eva"), 0);
	assert_int_equal(throttle_try(THROTTLE_PASSWORD, client, "admin"), 0);
}

static void the_right_one_is_forgiven(void **state)
{
	(void)state;
	for (int n = 0; n < 3; n++) {
		for (int i = 0; i < THROTTLE_FREE_NAMED; i++)
			assert_int_equal(throttle_try(THROTTLE_LOGIN, client, "eva"), 0);
		throttle_right(THROTTLE_LOGIN, client, "eva");
	}
	/* One code that is right pays for no guesses at others. */
	for (int i = 0; i < THROTTLE_FREE_CODES; i++) {
		assert_int_equal(throttle_try(THROTTLE_SIGN, client, ""), 0);
		if (i == THROTTLE_FREE_CODES - 1)
			break;
		assert_int_equal(throttle_try(THROTTLE_SIGN, client, ""), 0);
		throttle_right(THROTTLE_SIGN, client, "");
	}
	assert_true(throttle_try(THROTTLE_SIGN, client, "") > 0);
}

static void free_ones_are_free_again(void **state)
{
	(void)state;
	for (int n = 0; n < 3; n++) {
		for (int i = 0; i < THROTTLE_FREE_CODES - 1; i++)
			assert_int_equal(throttle_try(THROTTLE_VOTE, client, ""), 0);
		throttle_pass(THROTTLE_WINDOW_S);
	}
	for (int i = 0; i < THROTTLE_FREE_CODES; i++)
		throttle_try(THROTTLE_VOTE, client, "");
	throttle_pass(60 * 60);
	assert_int_equal(throttle_try(THROTTLE_VOTE, client, ""), 0);
}

static void a_new_password_is_not_waited_for(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		throttle_try(THROTTLE_LOGIN, client, "anna");
		throttle_try(THROTTLE_LOGIN, other, "anna");
		throttle_try(THROTTLE_LOGIN, client, "adam");
	}
	throttle_forget(THROTTLE_LOGIN, "anna");
	assert_int_equal(throttle_try(THROTTLE_LOGIN, client, "anna"), 0);
	assert_int_equal(throttle_try(THROTTLE_LOGIN, other, "anna"), 0);
	assert_true(throttle_try(THROTTLE_LOGIN, client, "adam") > 0);
}

/* A hundred thousand others push out at most whom they would have anyway. */
static void the_table_is_bounded(void **state)
{
	unsigned char many[THROTTLE_CLIENT_BYTES] = {255};

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		memcpy(many + 4, &i, sizeof i);
		assert_int_equal(throttle_try(THROTTLE_RECEIPT, many, ""), 0);
	}
	assert_int_equal(throttle_try(THROTTLE_RECEIPT, client, ""), 0);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest tests[] = {
		CASE(who_guesses_waits),
		CASE(the_right_one_is_forgiven),
		CASE(free_ones_are_free_again),
		CASE(a_new_password_is_not_waited_for),
		CASE(the_table_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
