/*
 * Splitting nested JSON: every value of any depth comes out as it was written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "codec/json.h"

static void parts_come_out(void **state)
{
	static const char text[] =
		" { \"a\" : [1, {\"x\": \"]}\\\"\"}] , \"b\":null,\"c\": \"q\" } ";
	static const char *const keys[] = {"a", "b", "c"};
	static const char *const values[] = {"[1, {\"x\": \"]}\\\"\"}]", "null", "\"q\""};
	struct arena *a = arena_new();
	struct json_part *parts;
	size_t n;

	(void)state;
	assert_int_equal(json_split(a, text, strlen(text), &parts, &n), OK);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(parts[i].key, keys[i]);
		assert_int_equal(parts[i].len, strlen(values[i]));
		assert_memory_equal(parts[i].text, values[i], parts[i].len);
	}
	assert_int_equal(json_split(a, "[]", 2, &parts, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(json_split(a, "[ 5 , [] ]", 10, &parts, &n), OK);
	assert_int_equal(n, 2);
	assert_null(parts[0].key);
	assert_int_equal(parts[0].len, 1);
	arena_free(a);
}

static void broken_is_refused(void **state)
{
	static const char *const bad[] = {"", "5", "[", "{", "[1", "[1,", "[1,]", "[,1]", "[1}",
		"{\"a\":}", "{\"a\"}", "{a:1}", "{\"a\":[}]}", "[\"x]", "[\"\\", "[1] 2", "[[1}]",
		"{\"a\":1,}", "\xff", "[\"\xc3\"]"};
	struct arena *a = arena_new();
	struct json_part *parts;
	char deep[100];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (json_split(a, bad[i], strlen(bad[i]), &parts, &n) != ERR_INPUT)
			fail_msg("taken: %s", bad[i]);
	memset(deep, '[', sizeof deep);
	assert_int_equal(json_split(a, deep, sizeof deep, &parts, &n), ERR_INPUT);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_come_out),
		cmocka_unit_test(broken_is_refused),
	};

	return cmocka_run_group_tests_name("codec/json_split", tests, NULL, NULL);
}
