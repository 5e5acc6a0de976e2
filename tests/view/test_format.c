/* Numbers, dates and addresses as readers of each language write them (CLDR). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "view/format.h"
#include "view/url.h"

#define NB "\xc2\xa0"
#define MINUS "\xe2\x88\x92"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void test_numbers(void **state)
{
	(void)state;
	assert_string_equal(format_number(a, LANG_EN, 1234567.5, 1), "1,234,567.5");
	assert_string_equal(format_number(a, LANG_SK, 1234567.5, 1), "1" NB "234" NB "567,5");
	assert_string_equal(format_number(a, LANG_PL, 1234.5, 1), "1234,5");
	assert_string_equal(format_number(a, LANG_PL, 12345, 0), "12" NB "345");
	assert_string_equal(format_number(a, LANG_IT, 1234, 0), "1234");
	assert_string_equal(format_number(a, LANG_ES, 12345.25, 2), "12.345,25");
	assert_string_equal(format_number(a, LANG_CA, 1234, 0), "1.234");
	assert_string_equal(format_number(a, LANG_EN, 0, 2), "0.00");
	assert_string_equal(format_number(a, LANG_EN, 999, 0), "999");
	assert_string_equal(format_number(a, LANG_EN, -3.25, 2), MINUS "3.25");
	assert_string_equal(format_number(a, LANG_EN, -0.001, 1), "0.0");
	assert_string_equal(format_number(a, LANG_EN, (double)NAN, 1), "");
	assert_string_equal(format_number(a, LANG_EN, (double)INFINITY, 1), "");
	assert_int_equal(strlen(format_number(a, LANG_SK, 1e308, 9)), 309 + 2 * 102 + 1 + 9);
	assert_string_equal(format_integer(a, LANG_EN, INT64_MIN), MINUS "9,223,372,036,854,775,808");
	assert_string_equal(format_integer(a, LANG_ES, 1234), "1234");
}

/* glossary.csv: "no-break space before % in sk es ca, none in en pl it". */
static void test_percent(void **state)
{
	(void)state;
	assert_string_equal(format_percent(a, LANG_EN, 0.256, 0), "26%");
	assert_string_equal(format_percent(a, LANG_PL, 0.9, 0), "90%");
	assert_string_equal(format_percent(a, LANG_IT, 0.9, 0), "90%");
	assert_string_equal(format_percent(a, LANG_SK, 0.256, 1), "25,6" NB "%");
	assert_string_equal(format_percent(a, LANG_ES, 1, 0), "100" NB "%");
	assert_string_equal(format_percent(a, LANG_CA, 0.9, 0), "90" NB "%");
	assert_string_equal(format_percent(a, LANG_EN, (double)NAN, 0), "");
}

/* Method F, P6: hours to two significant digits. */
static void test_hours(void **state)
{
	(void)state;
	assert_string_equal(format_hours(a, LANG_EN, 212.4), "210");
	assert_string_equal(format_hours(a, LANG_EN, 12345), "12,000");
	assert_string_equal(format_hours(a, LANG_EN, 21.5), "22");
	assert_string_equal(format_hours(a, LANG_SK, 3.14159), "3,1");
	assert_string_equal(format_hours(a, LANG_EN, 9.96), "10");
	assert_string_equal(format_hours(a, LANG_EN, 99.6), "100");
	assert_string_equal(format_hours(a, LANG_EN, 0.0512), "0.051");
	assert_string_equal(format_hours(a, LANG_EN, 0), "0");
	assert_string_equal(format_hours(a, LANG_EN, -41.3), MINUS "41");
	assert_string_equal(format_hours(a, LANG_EN, 1e-300), "0.000000000");
	assert_string_equal(format_hours(a, LANG_EN, (double)NAN), "");
}

static void test_ranges(void **state)
{
	(void)state;
	assert_string_equal(format_range(a, "180", "250"), "180–250");
	assert_string_equal(format_range(a, MINUS "5", "12"), MINUS "5 – 12");
}

static void test_dates(void **state)
{
	(void)state;
	assert_string_equal(format_date(a, LANG_EN, "2026-03-14"), "14" NB "March 2026");
	assert_string_equal(format_date(a, LANG_SK, "2026-01-01"), "1." NB "januára 2026");
	assert_string_equal(format_date(a, LANG_PL, "2026-09-14"), "14" NB "września 2026");
	assert_string_equal(format_date(a, LANG_IT, "2026-12-31"), "31" NB "dicembre 2026");
	assert_string_equal(format_date(a, LANG_ES, "2026-03-14"), "14" NB "de marzo de 2026");
	assert_string_equal(format_date(a, LANG_CA, "2026-04-14"), "14" NB "d’abril del 2026");
	assert_string_equal(format_date(a, LANG_EN, "2026-02-30"), "2026-02-30");
	assert_string_equal(format_date(a, LANG_EN, ""), "");
}

/* RFC 3986 sections 2.1, 2.3 and 3.3. */
static void test_urls(void **state)
{
	(void)state;
	assert_string_equal(url_path(a, "/results/%s/priorities", "crm-audit-1"),
		"/results/crm-audit-1/priorities");
	assert_string_equal(url_path(a, "/s/%s", "a/../b?c#d%\"<č"),
		"/s/a%2F..%2Fb%3Fc%23d%25%22%3C%C4%8D");
	assert_string_equal(url_path(a, "/x/%d/%ld%%", -5, 7L), "/x/-5/7%");
	assert_string_equal(url_query(a, "/s/a", "lang", "sk"), "/s/a?lang=sk");
	assert_string_equal(url_query(a, "/s/a?x=1#top", "q", "a b&c=d"), "/s/a?x=1&q=a%20b%26c%3Dd#top");
	assert_string_equal(url_query(a, "/s/a", "lang", NULL), "/s/a");
}

static void test_local_urls(void **state)
{
	static const char *const local[] = {"/", "/results?x=//y", "?lang=sk", "#top", "/a/b"};
	static const char *const foreign[] = {"", "//evil.example", "/\\evil.example", "http://x/",
		"javascript:alert(1)", "/\n/evil", "\\\\evil", " /x", "x"};

	(void)state;
	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		assert_true(url_is_local(local[i]));
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_false(url_is_local(foreign[i]));
}

int main(void)
{
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_numbers),
		TEST(test_percent),
		TEST(test_hours),
		TEST(test_ranges),
		TEST(test_dates),
		TEST(test_urls),
		TEST(test_local_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
