/* Map: found is what was put, in the order it was put. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/map.h"

static void put_and_get(void **state)
{
	struct arena *a = arena_new();
	struct map m;
	char key[] = "sales";
	int one, two;

	(void)state;
	map_init(&m, a);
	assert_null(map_get(&m, "sales"));
	assert_false(map_has(&m, "sales"));
	assert_true(map_put(&m, key, &one));
	key[0] = 'S';
	assert_ptr_equal(map_get(&m, "sales"), &one);
	assert_null(map_get(&m, "Sales"));
	assert_false(map_put(&m, "sales", &two));
	assert_ptr_equal(map_get(&m, "sales"), &two);
	assert_int_equal(m.count, 1);
	/* NULL is a value too. */
	assert_true(map_put(&m, "", NULL));
	assert_true(map_has(&m, ""));
	assert_null(map_get(&m, ""));
	arena_free(a);
}

static void many_keys_in_order(void **state)
{
	struct arena *a = arena_new();
	static int values[20000];
	char key[20];
	struct map m;

	(void)state;
	map_init(&m, a);
	for (int i = 0; i < 20000; i++) {
		snprintf(key, sizeof key, "k%d", i * 7919 % 20000);
		assert_true(map_put(&m, key, &values[i]));
	}
	assert_int_equal(m.count, 20000);
	for (int i = 0; i < 20000; i++) {
		snprintf(key, sizeof key, "k%d", i * 7919 % 20000);
		assert_ptr_equal(map_get(&m, key), &values[i]);
		assert_string_equal(m.entries[i].key, key);
	}
	assert_false(map_has(&m, "k20000"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put_and_get),
		cmocka_unit_test(many_keys_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
