/* Stored answers read without copies: what form/check writes reads back, and what
 * is not of its form is told from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/stored.h"
#include "base/arena.h"
#include "base/buf.h"
#include "codec/json.h"

/* "key=value key=[value]" of an object, "!" behind it where the text is bad. From a
 * copy without a NUL, so that a sanitizer sees a step too far. */
static const char *members(struct arena *a, const char *json)
{
	struct buf *b = buf_new(a, 10000);
	size_t len = strlen(json);
	char *exact = malloc(len ? len : 1);
	struct stored_member m;
	struct stored s;

	assert_non_null(exact);
	memcpy(exact, json, len);
	stored_begin(&s, exact, len);
	while (stored_next(&s, &m)) {
		struct str item;

		buf_printf(b, "%s%.*s=", b->len ? " " : "", (int)m.key.len, m.key.p);
		if (m.kind != STORED_LIST) {
			buf_add(b, m.value.p, m.value.len);
			continue;
		}
		buf_putc(b, '[');
		while (stored_item(&m.value, &item))
			buf_printf(b, "<%.*s>", (int)item.len, item.p);
		buf_putc(b, ']');
	}
	if (s.bad)
		buf_putc(b, '!');
	free(exact);
	return b->data;
}

static void objects(void **state)
{
	static const char *const cases[][2] = {
		{"{}", ""},
		{"{\"a\":\"x\"}", "a=x"},
		{"{\"a/b\":3,\"c\":\"\",\"d\":-1.5}", "a/b=3 c= d=-1.5"},
		{"{\"p\":[\"x\",\"y\"],\"q\":[]}", "p=[<x><y>] q=[]"},
		{"{\"a\":\"} , ] \\\" : [\",\"b\":[\"]\",\"\\\\\",\",\\\"\"]}",
			"a=} , ] \\\" : [ b=[<]><\\\\><,\\\">]"},
		{"{\"k\\\"ey\":\"\\\\\",\"z\":1}", "k\\\"ey=\\\\ z=1"},
		{"{\"ž\":\"š\"}", "ž=š"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(members(a, cases[i][0]), cases[i][1]);
	arena_free(a);
}

/* Cut anywhere, an object is bad, and never read past its end. */
static void cut_texts_are_bad(void **state)
{
	static const char whole[] = "{\"a\":\"x\\\\\",\"b\":[\"y\",\"z\\\"\"],\"c\":12}";
	struct arena *a = arena_new();

	(void)state;
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		const char *got = members(a, arena_strndup(a, whole, len));

		if (!strchr(got, '!'))
			fail_msg("%.*s gave %s", (int)len, whole, got);
	}
	assert_null(strchr(members(a, whole), '!'));
	assert_non_null(strchr(members(a, "{\"a\" :1}"), '!'));
	assert_non_null(strchr(members(a, "{\"a\":1}}"), '!'));
	assert_non_null(strchr(members(a, "{\"a\":1,}"), '!'));
	assert_non_null(strchr(members(a, "{,}"), '!'));
	assert_non_null(strchr(members(a, "[\"a\"]"), '!'));
	arena_free(a);
}

static bool same(double a, double b)
{
	return (isnan(a) && isnan(b)) || (a <= b && a >= b);
}

/* As strtod reads them, to the last bit. */
static void numbers(void **state)
{
	static const char *const good[] = {"0", "7", "12.5", "0.1", "1.3333333333333333", "-4",
		"123456789012345", "1234567890123456", "0.000000000000001", "1e3", "2.75",
		"1.15384615384615"};
	static const char *const bad[] = {"", "dk", "1x", ".", "b3", "--1", "1.2.3", "nan", "inf",
		"0x10", "5."};
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(same(stored_number(str_of(good[i])), strtod(good[i], NULL)));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		double v;

		/* As base/text reads what is not short. */
		assert_true(same(stored_number(str_of(bad[i])),
			parse_double(bad[i], &v) ? v : NAN));
	}
	for (int i = 0; i < 20000; i++) {
		snprintf(text, sizeof text, "%.*f", i % 12, (double)i * 0.37 + i % 7);
		assert_true(same(stored_number(str_of(text)), strtod(text, NULL)));
	}
}

static void names(void **state)
{
	static const char *const list[] = {"detail/SAL01/A20", "detail/SAL01/A21", "detail/SAL10/A20",
		"x", "", "detail/SAL10/A21", "12345678", "123456789"};
	size_t count = sizeof list / sizeof *list, next = 0;
	struct arena *a = arena_new();
	struct stored_names n;

	(void)state;
	stored_names_init(&n, a, count);
	for (size_t i = 0; i < count; i++)
		stored_names_add(&n, str_of(list[i]));
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(stored_names_find(&n, str_of(list[i]), &next), i);
		assert_int_equal(next, i + 1);
	}
	/* Any order, from any place. */
	for (size_t from = 0; from <= count; from++)
		for (size_t i = 0; i < count; i++) {
			next = from;
			assert_int_equal(stored_names_find(&n, str_of(list[i]), &next), i);
		}
	next = 3;
	assert_int_equal(stored_names_find(&n, str_of("detail/SAL03/A20"), &next), STORED_NO_NAME);
	assert_int_equal(stored_names_find(&n, str_of("1234567"), &next), STORED_NO_NAME);
	assert_int_equal(next, 3);
	arena_free(a);
}

/* A text between quotes as the writer leaves it there. */
static void texts_as_written(void **state)
{
	static const char *const texts[] = {"SAL01", "", "a\"b\\c", "tab\there",
		"\xC5\xBE\xF0\x9F\x98\x80",
		"\x01\x02\x03\x04\x05\x06\x07\x0E"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf *b = buf_new(a, 1000);
		struct json_writer w = {.out = b};
		struct stored_member m;
		struct stored s;

		json_begin_object(&w);
		json_key(&w, texts[i]);
		json_string(&w, texts[i]);
		json_end_object(&w);
		stored_begin(&s, b->data, b->len);
		assert_true(stored_next(&s, &m));
		assert_true(str_same(m.key, stored_text(a, texts[i])));
		assert_true(str_same(m.value, stored_text(a, texts[i])));
		assert_false(stored_next(&s, &m));
		assert_false(s.bad);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects), cmocka_unit_test(cut_texts_are_bad),
		cmocka_unit_test(numbers), cmocka_unit_test(names),
		cmocka_unit_test(texts_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
