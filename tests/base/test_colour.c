/* Colours: contrast as WCAG defines it, and accents that can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/colour.h"

static struct colour of(const char *text)
{
	struct colour c = {0};

	assert_true(colour_parse(text, &c));
	return c;
}

static void only_six_digits_are_a_colour(void **state)
{
	static const char *const bad[] = {"", "#fff", "0a5c59", "#0a5c5", "#0a5c590", "#0a5c5g",
		"red", "#0a5c59;"};
	struct colour c = {1, 2, 3};
	char text[COLOUR_CHARS];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(colour_parse(bad[i], &c));
	assert_false(colour_parse(NULL, &c));
	assert_int_equal(c.g, 2);
	colour_text(of("#0A5C59"), text);
	assert_string_equal(text, "#0a5c59");
}

/* WCAG 2.2 and the examples of its Understanding 1.4.3: black on white 21:1, #777 on
 * white 4.48:1, #767676 4.54:1. */
static void contrast_is_that_of_wcag(void **state)
{
	struct colour white = of("#ffffff");

	(void)state;
	assert_float_equal(colour_contrast(of("#000000"), white), 21.0, 1e-9);
	assert_float_equal(colour_contrast(white, white), 1.0, 1e-9);
	assert_float_equal(colour_contrast(of("#777777"), white), 4.48, 0.005);
	assert_float_equal(colour_contrast(white, of("#767676")), 4.54, 0.005);
	assert_float_equal(colour_contrast(of("#ff0000"), white), 4.0, 0.005);
}

static void weak_accents_get_one_that_reads(void **state)
{
	static const char *const weak[] = {"#ffff00", "#ff8800", "#88ccff", "#777777", "#ffffff"};
	struct colour nearest, white = of("#ffffff");

	(void)state;
	assert_true(accent_reads(of("#0a5c59"), &nearest));
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
		assert_false(accent_reads(of(weak[i]), &nearest));
		assert_true(colour_contrast(nearest, white) >= COLOUR_TEXT_CONTRAST);
		assert_true(accent_reads(nearest, &nearest));
	}
}

/* Every accent that is taken reads on both kinds of page: as text and under text. */
static void accents_read_in_light_and_dark(void **state)
{
	struct colour surface = of("#ffffff"), bg = of("#f4f6f5"), dark = of("#182120"),
		dark_bg = of("#0f1615"), nearest;

	(void)state;
	for (int i = 0; i < 512; i++) {
		struct colour c = {(i & 7) * 36, (i >> 3 & 7) * 36, (i >> 6) * 36};
		struct accent light, night;

		if (!accent_reads(c, &nearest))
			c = nearest;
		light = accent_light(c);
		night = accent_dark(c);
		assert_true(colour_contrast(light.accent, surface) >= 4.5);
		assert_true(colour_contrast(light.accent, bg) >= 4.5);
		assert_true(colour_contrast(light.on, light.accent) >= 4.5);
		assert_true(colour_contrast(light.on, light.strong) >= 4.5);
		assert_true(colour_contrast(of("#14201e"), light.soft) >= 4.5);
		assert_true(colour_contrast(night.accent, dark) >= 4.5);
		assert_true(colour_contrast(night.accent, dark_bg) >= 4.5);
		assert_true(colour_contrast(night.on, night.accent) >= 4.5);
		assert_true(colour_contrast(of("#e6eeec"), night.soft) >= 4.5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_six_digits_are_a_colour),
		cmocka_unit_test(contrast_is_that_of_wcag),
		cmocka_unit_test(weak_accents_get_one_that_reads),
		cmocka_unit_test(accents_read_in_light_and_dark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
