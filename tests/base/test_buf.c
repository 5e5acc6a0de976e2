/* Buffer: never past its maximum, always followed by a NUL, and it says when
 * something did not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"

static void empty_is_a_text(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10);
	assert_string_equal(b.data, "");
	assert_int_equal(b.len, 0);
	assert_false(b.full);
	buf_free(&b);
	assert_string_equal(b.data, "");
}

static void what_is_added_is_there(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100000);
	buf_puts(&b, "one");
	buf_putc(&b, ' ');
	buf_add(&b, "t\0o", 3);
	buf_printf(&b, " %d%%", 5);
	assert_int_equal(b.len, 10);
	assert_memory_equal(b.data, "one t\0o 5%", 11);
	for (int i = 0; i < 9000; i++)
		buf_putc(&b, (char)('a' + i % 26));
	assert_int_equal(b.len, 9010);
	assert_int_equal(b.data[10], 'a');
	assert_int_equal(b.data[9009], 'a' + 8999 % 26);
	assert_int_equal(b.data[b.len], 0);
	buf_free(&b);
}

/* Exactly full is not too full; a piece too long is left out whole. */
static void the_maximum_holds(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	buf_puts(&b, "12345");
	assert_false(b.full);
	buf_putc(&b, '6');
	assert_true(b.full);
	assert_string_equal(b.data, "12345");

	buf_clear(&b);
	assert_false(b.full);
	assert_string_equal(b.data, "");
	buf_puts(&b, "123");
	buf_puts(&b, "456");
	assert_true(b.full);
	assert_string_equal(b.data, "123");
	/* What fits again does not hide that something is missing. */
	buf_putc(&b, 'x');
	assert_string_equal(b.data, "123");
	assert_true(b.full);
	buf_free(&b);

	buf_init(&b, 5);
	buf_printf(&b, "%s", "123456");
	assert_true(b.full);
	assert_string_equal(b.data, "");
	buf_free(&b);
}

static void nothing_fits_in_nothing(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 0);
	buf_puts(&b, "");
	buf_printf(&b, "%s", "");
	assert_false(b.full);
	buf_putc(&b, 'x');
	assert_true(b.full);
	assert_string_equal(b.data, "");
	buf_free(&b);
}

static void a_huge_piece_does_not_wrap(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, SIZE_MAX / 2);
	buf_puts(&b, "x");
	b.max = 10;
	buf_add(&b, "y", SIZE_MAX);
	assert_true(b.full);
	assert_string_equal(b.data, "x");
	buf_free(&b);
}

static void of_an_arena_it_goes_with_it(void **state)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, 1 << 20);

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_puts(b, "0123456789");
	assert_int_equal(b->len, 1000000);
	/* A leak is for the sanitizer to see. */
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_is_a_text),
		cmocka_unit_test(what_is_added_is_there),
		cmocka_unit_test(the_maximum_holds),
		cmocka_unit_test(nothing_fits_in_nothing),
		cmocka_unit_test(a_huge_piece_does_not_wrap),
		cmocka_unit_test(of_an_arena_it_goes_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
