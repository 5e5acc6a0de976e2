/* Text: slices, UTF-8 (RFC 3629, Unicode 15 table 3-7), numbers, codes, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"

static void slices(void **state)
{
	struct str rest, first;

	(void)state;
	assert_int_equal(str_of(NULL).len, 0);
	assert_true(str_eq(str_of(NULL), ""));
	assert_true(str_eq(str_trim(str_of(" \t a b\r\n")), "a b"));
	assert_true(str_eq(str_trim(str_of(" \n ")), ""));

	first = str_cut(str_of("a;b;"), ';', &rest);
	assert_true(str_eq(first, "a"));
	first = str_cut(rest, ';', &rest);
	assert_true(str_eq(first, "b"));
	assert_int_equal(rest.len, 0);
	first = str_cut(str_of("abc"), ';', &rest);
	assert_true(str_eq(first, "abc"));
	assert_int_equal(rest.len, 0);
	assert_null(rest.p);

	assert_true(str_same((struct str){"a\0b", 3}, (struct str){"a\0b", 3}));
	assert_false(str_same((struct str){"a\0b", 3}, (struct str){"a\0c", 3}));
	assert_false(str_eq(str_of("ab"), "abc"));
}

static void beginnings_and_ends(void **state)
{
	(void)state;
	assert_true(text_starts("survey.csv", "survey"));
	assert_true(text_starts("x", ""));
	assert_false(text_starts("sur", "survey"));
	assert_true(text_ends("survey.csv", ".csv"));
	assert_true(text_ends("x", ""));
	assert_false(text_ends("csv", ".csv"));
}

static void well_formed(void **state)
{
	/* First and last of each row of table 3-7, and ordinary text. */
	static const char *const good[] = {
		"", "\x01", "plain", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE0\xBF\xBF",
		"\xE1\x80\x80", "\xEC\xBF\xBF", "\xED\x80\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
		"\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF3\xBF\xBF\xBF", "\xF4\x8F\xBF\xBF",
		"\xC4\x8D\xC3\xADslo", "\xF0\x9F\x98\x80", "\xEF\xBB\xBFmark",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(utf8_valid(good[i], strlen(good[i])));
}

static void ill_formed(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xBF", "\xC0\x80", "\xC1\xBF",		/* stray, overlong */
		"\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",
		"\xED\xA0\x80", "\xED\xBF\xBF",			/* surrogates */
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE",	/* past U+10FFFF */
		"\xC3", "\xE2\x82", "\xF0\x9F\x98", "a\xE2\x82z",	/* cut short */
		"\xC3\x28", "\xE2\x28\xA1", "ok\xF8\x88\x80\x80\x80",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_false(utf8_valid("a\0b", 3));
	/* The length counts, not a NUL further on. */
	assert_true(utf8_valid("a\xFF", 1));
}

static void code_points_are_counted(void **state)
{
	(void)state;
	assert_int_equal(utf8_count("", 0), 0);
	assert_int_equal(utf8_count("\xC4\x8D\xC3\xADslo", 7), 5);
	assert_int_equal(utf8_count("\xF0\x9F\x98\x80", 4), 1);
	/* e with a combining accent is two. */
	assert_int_equal(utf8_count("e\xCC\x81", 3), 2);
}

/* RFC 3629, section 3: the first and last code point of each length. */
static void a_code_point_is_put_and_taken(void **state)
{
	static const struct {
		uint32_t code;
		const char *bytes;
	} cases[] = {
		{0x01, "\x01"}, {0x7F, "\x7F"}, {0x80, "\xC2\x80"}, {0x7FF, "\xDF\xBF"},
		{0x800, "\xE0\xA0\x80"}, {0xFFFF, "\xEF\xBF\xBF"},
		{0x10000, "\xF0\x90\x80\x80"}, {0x10FFFF, "\xF4\x8F\xBF\xBF"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[4];
		size_t len = utf8_put(out, cases[i].code), taken;

		assert_int_equal(len, strlen(cases[i].bytes));
		assert_memory_equal(out, cases[i].bytes, len);
		assert_int_equal(utf8_take(cases[i].bytes, &taken), cases[i].code);
		assert_int_equal(taken, len);
	}
}

/* No character is cut through. */
static void a_cut_is_between_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("", 5), 0);
	assert_int_equal(utf8_cut("abc", 5), 3);
	assert_int_equal(utf8_cut("abc", 3), 3);
	assert_int_equal(utf8_cut("abc", 2), 2);
	assert_int_equal(utf8_cut("a\xC4\x8D" "b", 2), 1);
	assert_int_equal(utf8_cut("a\xC4\x8D" "b", 3), 3);
	assert_int_equal(utf8_cut("\xF0\x9F\x98\x80", 3), 0);
}

static void mending_gives_well_formed_text(void **state)
{
	struct arena *a = arena_new();
	char all[512];

	(void)state;
	assert_string_equal(utf8_mend(a, "ok \xC3\xA1", 5), "ok \xC3\xA1");
	assert_string_equal(utf8_mend(a, "a\xFF" "b", 3), "a\xEF\xBF\xBD" "b");
	for (int i = 0; i < 512; i++)
		all[i] = (char)(i * 31);
	char *mended = utf8_mend(a, all, sizeof all);
	assert_true(utf8_valid(mended, strlen(mended)));
	assert_string_equal(utf8_mend(a, "", 0), "");
	arena_free(a);
}

static void whole_numbers(void **state)
{
	static const char *const bad[] = {"", "-", "+", " 1", "1 ", "1.0", "0x1", "1e3", "--1",
		"9223372036854775808", "-9223372036854775809", "\xD9\xA1", "1,000"};
	int64_t i = 77;
	uint64_t u = 77;

	(void)state;
	assert_true(parse_i64("0", &i) && i == 0);
	assert_true(parse_i64("-12", &i) && i == -12);
	assert_true(parse_i64("+007", &i) && i == 7);
	assert_true(parse_i64("9223372036854775807", &i) && i == INT64_MAX);
	assert_true(parse_i64("-9223372036854775808", &i) && i == INT64_MIN);
	i = 77;
	for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
		assert_false(parse_i64(bad[n], &i));
	assert_int_equal(i, 77);

	assert_true(parse_u64("18446744073709551615", &u) && u == UINT64_MAX);
	u = 77;
	assert_false(parse_u64("18446744073709551616", &u));
	assert_false(parse_u64("-1", &u));
	assert_false(parse_u64("+1", &u));
	assert_false(parse_u64("", &u));
	assert_int_equal(u, 77);
}

static void decimal_numbers(void **state)
{
	static const char *const bad[] = {"", ".", "-", "e5", "inf", "nan", "Infinity", "0x1p3",
		" 1", "1 ", "1,5", "1.2.3", "1e", "1e999", "--1", "1f"};
	double d = 77;

	(void)state;
	assert_true(parse_double("0.1", &d) && d == 0.1);
	assert_true(parse_double("-2", &d) && d == -2);
	assert_true(parse_double("+.5", &d) && d == 0.5);
	assert_true(parse_double("5.", &d) && d == 5);
	assert_true(parse_double("1e3", &d) && d == 1000);
	assert_true(parse_double("2.5E-3", &d) && d == 0.0025);
	assert_true(parse_double("1e-400", &d) && d == 0);
	d = 77;
	for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
		assert_false(parse_double(bad[n], &d));
	assert_true(d == 77);
}

static void numbers_read_back_the_same(void **state)
{
	struct arena *a = arena_new();
	static const double values[] = {0, 1, -1, 0.1, 0.2, 0.1 + 0.2, 1.0 / 3, 1e21, 1e-7,
		123456789.123456789, DBL_MAX, DBL_MIN, DBL_EPSILON, 5e-324, 9007199254740993.0};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		assert_true(strtod(format_double(a, values[i]), NULL) == values[i]);
	assert_string_equal(format_double(a, 0.1), "0.1");
	assert_string_equal(format_double(a, 3), "3");
	assert_string_equal(format_double(a, 0.1 + 0.2), "0.30000000000000004");
	assert_string_equal(format_double(a, -0.0), "0");
	assert_string_equal(format_double(a, NAN), "");
	assert_string_equal(format_digits(a, 2.0 / 3, 3), "0.667");
	assert_string_equal(format_digits(a, NAN, 3), "");
	arena_free(a);
}

/* contracts.md: round codes are [a-z0-9-]{1,32}. */
static void round_codes(void **state)
{
	static const char *const good[] = {"a", "crm-audit-1", "-", "0",
		"abcdefghijklmnopqrstuvwxyz012345"};
	static const char *const bad[] = {"", "A", "a b", "a_b", "a/b", "\xC3\xA1", "a\n",
		"abcdefghijklmnopqrstuvwxyz0123456"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(text_is_code(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_is_code(bad[i]));
}

static void uuids_of_version_4(void **state)
{
	/* The example of RFC 9562 A.3, then variants, other versions, other shapes. */
	static const char *const good[] = {"919108f7-52d1-4320-9bac-f847db4148a8",
		"919108F7-52D1-4320-ABAC-F847DB4148A8", "00000000-0000-4000-8000-000000000000"};
	static const char *const bad[] = {"", "919108f7-52d1-4320-9bac-f847db4148a",
		"919108f7-52d1-4320-9bac-f847db4148a80", "919108f752d143209bacf847db4148a8",
		"919108f7-52d1-1320-9bac-f847db4148a8", "919108f7-52d1-4320-cbac-f847db4148a8",
		"919108f7-52d1-4320-7bac-f847db4148a8", "{19108f7-52d1-4320-9bac-f847db4148a}",
		"g19108f7-52d1-4320-9bac-f847db4148a8", "919108f7-52d1_4320-9bac-f847db4148a8",
		"00000000-0000-0000-0000-000000000000"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(text_is_uuid4(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_is_uuid4(bad[i]));
}

static void dates_of_the_calendar(void **state)
{
	static const char *const good[] = {"2024-02-29", "2000-02-29", "2023-12-31", "0001-01-01",
		"9999-12-31"};
	static const char *const bad[] = {"", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10",
		"2024-04-31", "2024-01-00", "2024-1-1", "24-01-01", "2024/01/01", "2024-01-01 ",
		"2024-01-0a", "-024-01-01"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(text_is_date(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_is_date(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_point_is_put_and_taken),
		cmocka_unit_test(a_cut_is_between_characters),
		cmocka_unit_test(slices),
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(well_formed),
		cmocka_unit_test(ill_formed),
		cmocka_unit_test(code_points_are_counted),
		cmocka_unit_test(mending_gives_well_formed_text),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(decimal_numbers),
		cmocka_unit_test(numbers_read_back_the_same),
		cmocka_unit_test(round_codes),
		cmocka_unit_test(uuids_of_version_4),
		cmocka_unit_test(dates_of_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
