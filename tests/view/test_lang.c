/* Languages: how they are written, which a browser likes best, and that src/form knows those that the
 * interface speaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "form/form.h"
#include "view/lang.h"

static void written_from_right_to_left(void **state)
{
	static const char *const rtl[] = {"ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb",
		"AR", "ar-EG", "fa-AF", "prs", "az-Arab", "pa-arab-PK", "ff-Adlm", "iw"};
	static const char *const ltr[] = {"de", "en", "sk", "ku", "tr", "zh-Hant", "ar-Latn", "ur-Latn-IN",
		"az", "pa", "und", "arn", "hex", "en-Arab1", "de-1996"};

	(void)state;
	for (size_t i = 0; i < sizeof rtl / sizeof *rtl; i++)
		if (strcmp(lang_dir(rtl[i]), "rtl") != 0)
			fail_msg("%s is “%s”", rtl[i], lang_dir(rtl[i]));
	for (size_t i = 0; i < sizeof ltr / sizeof *ltr; i++)
		if (strcmp(lang_dir(ltr[i]), "ltr") != 0)
			fail_msg("%s is “%s”", ltr[i], lang_dir(ltr[i]));
	assert_string_equal(lang_dir(""), "auto");
}

static void letters_from_right_to_left(void **state)
{
	(void)state;
	assert_true(lang_has_rtl("Ja, نعم"));
	assert_true(lang_has_rtl("כן"));
	assert_true(lang_has_rtl("\xf0\x9e\xa4\x80"));	/* Adlam */
	assert_false(lang_has_rtl("Ja, áno, 是, да 😀 €"));
	assert_false(lang_has_rtl(""));
}

static void the_best_of_those_offered(void **state)
{
	static const char *const codes[] = {"en", "sk", "de", "pt-br", "zh-hant"};

	(void)state;
	assert_int_equal(lang_best("de-AT,de;q=0.9,en;q=0.8", codes, 5), 2);
	assert_int_equal(lang_best("en;q=0.5, de;q=0.7", codes, 5), 2);
	assert_int_equal(lang_best("en, de", codes, 5), 0);
	assert_int_equal(lang_best("pt", codes, 5), 3);
	assert_int_equal(lang_best("PT-BR", codes, 5), 3);
	assert_int_equal(lang_best("zh-Hant-TW", codes, 5), 4);
	assert_int_equal(lang_best("zh-Hans", codes, 5), 5);
	assert_int_equal(lang_best("d, def, *, fr;q=1", codes, 5), 5);
	assert_int_equal(lang_best("de;q=0, sk;q=0.001", codes, 5), 1);
	assert_int_equal(lang_best(NULL, codes, 5), 5);
	assert_int_equal(lang_best(",;q=1,-,", codes, 5), 5);
}

static void forms_know_what_is_spoken(void **state)
{
	(void)state;
	for (int i = 0; i < LANG_COUNT; i++)
		assert_true(language_spoken(lang_code((enum lang)i)));
	assert_false(language_spoken("de"));
	assert_false(language_spoken("en-gb"));
	assert_false(language_spoken(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_from_right_to_left),
		cmocka_unit_test(letters_from_right_to_left),
		cmocka_unit_test(the_best_of_those_offered),
		cmocka_unit_test(forms_know_what_is_spoken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
