/* Common passwords: what those who guess try first is known, what nobody tries is not. */
#include "codec/guess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static const char *const nothing[] = {NULL};

/* From the lists of leaked passwords, and what people make of them when told to use digits
 * and signs. */
static void common_ones(void **state)
{
	static const char *const list[] = {"password", "password1", "Password1!", "P@ssw0rd",
		"password123", "12345678", "123456789", "1234567890", "qwertyuiop", "qwerty123",
		"1q2w3e4r", "1qaz2wsx", "iloveyou", "sunshine1", "letmein123", "welcome123",
		"Welcome2024", "trustno1", "abcd1234", "baseball", "superman", "administrator",
		"adminadmin", "aaaaaaaa", "11111111", "19850412", "abcdefgh", "elephant"};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (!password_is_common(list[i], nothing))
			fail_msg("%s is not taken for common", list[i]);
}

static void others(void **state)
{
	static const char *const list[] = {"correct horse battery", "kfj29dkq", "tr4ctor-hill",
		"abcd-efgh-jkmn-pqrs", "žltý kôň beží", "three red lamps"};

	(void)state;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (password_is_common(list[i], nothing))
			fail_msg("%s is taken for common", list[i]);
}

static void words_of_the_place(void **state)
{
	static const char *const words[] = {"zuzana.kovac", "kiosk", NULL};

	(void)state;
	assert_true(password_is_common("zuzana.kovac1", words));
	assert_true(password_is_common("Zuzana.Kovac", words));
	assert_true(password_is_common("kioskkiosk", words));
	assert_false(password_is_common("zuzana.kovac1", nothing));
}

/* The longest password there may be is looked at in no time. */
static void long_ones(void **state)
{
	char text[257];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_true(password_is_common(text, nothing));
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = (char)('!' + i * 37 % 90);
	assert_false(password_is_common(text, nothing));
	assert_true(password_is_common("", nothing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_ones),
		cmocka_unit_test(others),
		cmocka_unit_test(words_of_the_place),
		cmocka_unit_test(long_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
