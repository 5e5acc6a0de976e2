/*
 * JSON: the writer's texts by RFC 8259, the scanner's strictness.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/json.h"

static struct arena *arena;
static struct json_flat flat;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static enum err scan_n(const char *text, size_t len, const struct json_limits *limits)
{
	char *copy = arena_alloc(arena, len);

	memcpy(copy, text, len);
	return json_scan(arena, copy, len, limits, &flat);
}

static enum err scan_within(const char *text, const struct json_limits *limits)
{
	return scan_n(text, strlen(text), limits);
}

static enum err scan(const char *text)
{
	return scan_within(text, NULL);
}

static void assert_written(struct json_writer *w, const char *want)
{
	assert_string_equal(w->out->data, want);
	buf_clear(w->out);
	w->comma = false;
}

static void commas(void **state)
{
	struct json_writer w = {.out = buf_new(arena, 10000)};

	(void)state;
	json_begin_object(&w);
	json_end_object(&w);
	assert_written(&w, "{}");

	json_begin_object(&w);
	json_key(&w, "a");
	json_begin_array(&w);
	json_end_array(&w);
	json_key(&w, "b");
	json_begin_array(&w);
	json_string(&w, "x");
	json_i64(&w, INT64_MIN);
	json_begin_object(&w);
	json_key(&w, "c");
	json_bool(&w, true);
	json_key(&w, "d");
	json_null(&w);
	json_end_object(&w);
	json_bool(&w, false);
	json_end_array(&w);
	json_key(&w, "e");
	json_raw(&w, "[1]", 3);
	json_key(&w, "f");
	json_string(&w, NULL);
	json_end_object(&w);
	assert_written(&w, "{\"a\":[],\"b\":[\"x\",-9223372036854775808,"
		"{\"c\":true,\"d\":null},false],\"e\":[1],\"f\":null}");
}

static void numbers_written(void **state)
{
	struct json_writer w = {.out = buf_new(arena, 10000)};

	(void)state;
	json_begin_array(&w);
	json_double(&w, 0.1);
	json_double(&w, 1.0 / 3);
	json_double(&w, -0.0);
	json_double(&w, 1e300);
	json_double(&w, 5e-324);
	json_double(&w, NAN);
	json_double(&w, INFINITY);
	json_double(&w, 42);
	json_end_array(&w);
	assert_written(&w, "[0.1,0.3333333333333333,0,1e+300,4.94065645841247e-324,null,null,42]");
}

static void strings_written(void **state)
{
	struct json_writer w = {.out = buf_new(arena, 10000)};

	(void)state;
	json_string(&w, "a\"b\\c/d<e>&\x7F\xC5\xBE");
	assert_written(&w, "\"a\\\"b\\\\c/d<e>&\x7F\xC5\xBE\"");
	json_string_n(&w, "\0\x01\b\t\n\f\r\x1F", 8);
	assert_written(&w, "\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001f\"");
	json_string(&w, "\xFFx\xC3(\xE2\x82");
	assert_written(&w, "\"\xEF\xBF\xBDx\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\"");
	json_string_n(&w, "\xFF\0", 2);
	assert_written(&w, "\"\xEF\xBF\xBD\\u0000\"");
	json_string(&w, "");
	assert_written(&w, "\"\"");
}

static void flat_object(void **state)
{
	(void)state;
	assert_int_equal(scan(" {\"b\" : \"x\",\"a\":[ \"1\" , 2.50,-0e+1],\r\n\t\"n\":-12e3,"
		"\"t\":true,\"f\":false,\"z\":null,\"e\":[],\"\":\"\"} \n"), OK);
	assert_int_equal(flat.count, 8);
	assert_string_equal(flat.members[0].key, "b");
	assert_int_equal(flat.members[0].kind, JSON_STRING);
	assert_int_equal(flat.members[0].count, 1);
	assert_string_equal(flat.members[0].values[0], "x");
	assert_int_equal(flat.members[1].kind, JSON_LIST);
	assert_int_equal(flat.members[1].count, 3);
	assert_string_equal(flat.members[1].values[1], "2.50");
	assert_string_equal(flat.members[1].values[2], "-0e+1");
	assert_int_equal(flat.members[2].kind, JSON_NUMBER);
	assert_string_equal(flat.members[2].values[0], "-12e3");
	assert_int_equal(flat.members[3].kind, JSON_TRUE);
	assert_int_equal(flat.members[3].count, 0);
	assert_int_equal(flat.members[4].kind, JSON_FALSE);
	assert_int_equal(flat.members[5].kind, JSON_NULL);
	assert_int_equal(flat.members[6].kind, JSON_LIST);
	assert_int_equal(flat.members[6].count, 0);
	assert_string_equal(flat.members[7].key, "");
	assert_string_equal(json_text(&flat, ""), "");
	assert_string_equal(json_text(&flat, "n"), "-12e3");
	assert_null(json_text(&flat, "t"));
	assert_null(json_text(&flat, "a"));
	assert_null(json_text(&flat, "none"));
	assert_ptr_equal(json_get(&flat, "z"), &flat.members[5]);
	assert_int_equal(scan("{}"), OK);
	assert_int_equal(flat.count, 0);
}

static void escapes_read(void **state)
{
	(void)state;
	assert_int_equal(scan("{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u017e\\uD83D\\ude00"
		"\\u20AC\\u0001\xC5\xBE\"}"), OK);
	assert_string_equal(json_text(&flat, "a"),
		"\"\\/\b\f\n\r\t\xC5\xBE\xF0\x9F\x98\x80\xE2\x82\xAC\x01\xC5\xBE");
}

static void assert_refused(const char *text, size_t offset, const char *words)
{
	struct json_flat before = {.count = 4711};

	flat = before;
	if (scan(text) != ERR_INPUT)
		fail_msg("%s was taken", text);
	assert_int_equal(flat.count, 4711);

	char *start = arena_printf(arena, "offset %zu: ", offset);

	if (strncmp(err_detail(), start, strlen(start)) != 0 || !strstr(err_detail(), words))
		fail_msg("%s: \"%s\" instead of \"%s…%s\"", text, err_detail(), start, words);
}

static void refused(void **state)
{
	(void)state;
	assert_refused("", 0, "object");
	assert_refused("[]", 0, "object");
	assert_refused("{", 1, "key");
	assert_refused("{\"a\"", 4, "':'");
	assert_refused("{\"a\":", 5, "no JSON value");
	assert_refused("{\"a\":1", 6, "'}'");
	assert_refused("{\"a\":1,}", 7, "key");
	assert_refused("{,}", 1, "key");
	assert_refused("{a:1}", 1, "key");
	assert_refused("{'a':1}", 1, "key");
	assert_refused("{\"a\":1}x", 7, "after");
	assert_refused("{\"a\":1}{}", 7, "after");
	assert_refused("{\"a\":{}}", 5, "one level");
	assert_refused("{\"a\":[[1]]}", 6, "strings and numbers");
	assert_refused("{\"a\":[true]}", 6, "strings and numbers");
	assert_refused("{\"a\":[1,]}", 8, "strings and numbers");
	assert_refused("{\"a\":[1", 7, "list");
	assert_refused("{\"a\":[", 6, "list");
	assert_refused("{\"a\":[1 2]}", 8, "list");
	assert_refused("{\"a\":tru}", 5, "no JSON value");
	assert_refused("{\"a\":nul", 5, "no JSON value");
	assert_refused("{\"a\":truex}", 9, "'}'");
	assert_refused("{\"a\":NaN}", 5, "no JSON value");
	assert_refused("\xEF\xBB\xBF{}", 0, "object");
	assert_refused("{\"a\":1,\"b\":2,\"a\":3}", 0, "\"a\" is there twice");
	assert_refused("{\"a\":1,\"\\u0061\":3}", 0, "twice");
}

static void numbers_refused(void **state)
{
	static const char *const bad[] = {"01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "--1",
		"1.e1", "-a", "1_0", "Infinity"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(scan(arena_printf(arena, "{\"a\":%s}", bad[i])), ERR_INPUT);
		assert_int_equal(scan(arena_printf(arena, "{\"a\":[%s]}", bad[i])), ERR_INPUT);
		assert_int_equal(scan(arena_printf(arena, "{\"a\":%s", bad[i])), ERR_INPUT);
	}
}

static void strings_refused(void **state)
{
	(void)state;
	assert_refused("{\"a\":\"x", 5, "not closed");
	assert_refused("{\"a", 1, "not closed");
	assert_refused("{\"a\":\"\\", 7, "ends within");
	assert_refused("{\"a\":\"\\x\"}", 6, "escape");
	assert_refused("{\"a\":\"x\ny\"}", 7, "control");
	assert_refused("{\"a\":\"\\u12\"}", 6, "four hex");
	assert_refused("{\"a\":\"\\u12G4\"}", 6, "four hex");
	assert_refused("{\"a\":\"\\u000", 6, "four hex");
	assert_refused("{\"a\":\"\\u0000\"}", 6, "U+0000");
	assert_refused("{\"a\":\"\\uDC00\"}", 6, "second half");
	assert_refused("{\"a\":\"\\uD800\"}", 6, "first half");
	assert_refused("{\"a\":\"\\uD800\\uD800\"}", 6, "first half");
	assert_refused("{\"a\":\"\\uD800\\n\"}", 6, "first half");
	assert_refused("{\"a\":\"\xC5\"}", 6, "UTF-8");
	assert_refused("{\"a\":\"\xED\xA0\x80\"}", 6, "UTF-8");
	assert_int_equal(scan_n("{\"a\":\"\0\"}", 9, NULL), ERR_INPUT);
	assert_int_equal(scan_n("{}\0", 3, NULL), ERR_INPUT);
}

static void limits_hold(void **state)
{
	struct json_limits limits = {.bytes = 60, .members = 3, .items = 2, .string_bytes = 4};

	(void)state;
	assert_int_equal(scan_within("{\"a\":[1,2],\"b\":1234,\"c\":\"abcd\"}", &limits), OK);
	assert_int_equal(scan_within("{\"a\":[1,2,3]}", &limits), ERR_TOO_LARGE);
	assert_int_equal(scan_within("{\"a\":1,\"b\":1,\"c\":1,\"d\":1}", &limits), ERR_TOO_LARGE);
	assert_int_equal(scan_within("{\"a\":\"abcde\"}", &limits), ERR_TOO_LARGE);
	assert_int_equal(scan_within("{\"a\":12345}", &limits), ERR_TOO_LARGE);
	limits.bytes = 12;
	assert_int_equal(scan_within("{\"a\":\"abcd\"}", &limits), OK);
	assert_int_equal(scan_within("{\"a\":\"abcd\"} ", &limits), ERR_TOO_LARGE);
}

static void many_members(void **state)
{
	struct json_writer w = {.out = buf_new(arena, 1 << 20)};

	(void)state;
	json_begin_object(&w);
	for (int i = 0; i < 9999; i++) {
		json_key(&w, arena_printf(arena, "k%d", i));
		json_i64(&w, i);
	}
	json_end_object(&w);
	assert_int_equal(scan_n(w.out->data, w.out->len, NULL), OK);
	assert_int_equal(flat.count, 9999);
	assert_string_equal(json_text(&flat, "k9998"), "9998");

	w.out->data[w.out->len - 1] = ',';
	buf_puts(w.out, "\"k17\":0}");
	assert_int_equal(scan_n(w.out->data, w.out->len, NULL), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "\"k17\" is there twice"));
}

/* Every prefix of a good text is refused, none read past its end. */
static void prefixes(void **state)
{
	const char *text = "{\"a\":[\"x\\u00e9\\uD83D\\uDE00\",-1.5e-3],\"b\":true,\"c\":\"\\n\"}";

	(void)state;
	for (size_t n = 0; n < strlen(text); n++)
		assert_int_equal(scan_n(text, n, NULL), ERR_INPUT);
	assert_int_equal(scan(text), OK);
}

static void naughty_strings(void **state)
{
	struct json_writer w = {.out = buf_new(arena, 1 << 20)};
	char *text;
	size_t len, lines = 0;

	(void)state;
	if (file_read(arena, "../shared/corpora/blns/blns.txt", 1 << 20, &text, &len) != OK) {
		print_message("# ../shared/corpora/blns is not here: skipped\n");
		return;
	}
	json_begin_object(&w);
	json_key(&w, "all");
	json_begin_array(&w);
	for (struct str rest = {text, len}; rest.len; lines++) {
		struct str line = str_cut(rest, '\n', &rest);

		json_string_n(&w, line.p, line.len);
	}
	json_end_array(&w);
	json_end_object(&w);
	assert_int_equal(scan_n(w.out->data, w.out->len, NULL), OK);
	assert_int_equal(flat.members[0].count, lines);

	struct str rest = {text, len};

	for (size_t i = 0; i < lines; i++)
		assert_true(str_eq(str_cut(rest, '\n', &rest), flat.members[0].values[i]));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(commas),
		CASE(numbers_written),
		CASE(strings_written),
		CASE(flat_object),
		CASE(escapes_read),
		CASE(refused),
		CASE(numbers_refused),
		CASE(strings_refused),
		CASE(limits_hold),
		CASE(many_members),
		CASE(prefixes),
		CASE(naughty_strings),
	};

	return cmocka_run_group_tests_name("codec/json", tests, NULL, NULL);
}
