/* Pictures: whole ones are taken, anything cut, changed or continued is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/picture.h"

/* 1 x 1, grey: as libpng writes it. */
static const unsigned char png[] = {
	0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
	0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
	0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78,
	0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01, 0x48, 0xaf, 0xa4, 0x71, 0x00,
	0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

/* The frame of a JPEG of 2 x 3, its scan, its end. */
static const unsigned char jpeg[] = {
	0xff, 0xd8, 0xff, 0xe0, 0, 4, 'J', 'F', 0xff, 0xc0, 0, 11, 8, 0, 3, 0, 2, 1, 1, 0x11, 0,
	0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0xd9,
};

static void whole_pictures_are_taken(void **state)
{
	struct picture p;

	(void)state;
	assert_true(picture_check(png, sizeof png, &p));
	assert_string_equal(p.type, "image/png");
	assert_int_equal(p.width, 1);
	assert_true(picture_check(jpeg, sizeof jpeg, &p));
	assert_string_equal(p.type, "image/jpeg");
	assert_int_equal(p.width, 2);
	assert_int_equal(p.height, 3);
}

static void cut_or_changed_ones_are_not(void **state)
{
	unsigned char copy[sizeof png + 1];
	struct picture p = {.width = 7};

	(void)state;
	for (size_t n = 0; n < sizeof png; n++)
		assert_false(picture_check(png, n, &p));
	for (size_t n = 0; n < sizeof jpeg; n++)
		assert_false(picture_check(jpeg, n, &p));
	for (size_t i = 0; i < sizeof png; i++) {
		memcpy(copy, png, sizeof png);
		copy[i] ^= 0x20;
		assert_false(picture_check(copy, sizeof png, &p));
	}
	memcpy(copy, png, sizeof png);
	copy[sizeof png] = '<';
	assert_false(picture_check(copy, sizeof png + 1, &p));
	assert_int_equal(p.width, 7);
}

static void other_kinds_are_not(void **state)
{
	static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
	static const char gif[] = "GIF89a\1\0\1\0\0\0\0;";
	struct picture p;

	(void)state;
	assert_false(picture_check(svg, sizeof svg - 1, &p));
	assert_false(picture_check(gif, sizeof gif - 1, &p));
	assert_false(picture_check("", 0, &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_pictures_are_taken),
		cmocka_unit_test(cut_or_changed_ones_are_not),
		cmocka_unit_test(other_kinds_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
