/* Errors and lists of faults: what people are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

static void the_detail_is_kept(void **state)
{
	(void)state;
	assert_int_equal(err_fail(ERR_INPUT, "line %d: %s", 3, "too long"), ERR_INPUT);
	assert_string_equal(err_detail(), "line 3: too long");
	/* A detail may be part of the next. */
	assert_int_equal(err_fail(ERR_STORE, "survey: %s", err_detail()), ERR_STORE);
	assert_string_equal(err_detail(), "survey: line 3: too long");
}

/* What readers of other languages are told goes with the failure it is about. */
static void a_failure_keeps_its_key_and_values(void **state)
{
	struct arena *a = arena_new();
	struct said s;
	char name[] = "Ada", huge[3000];

	(void)state;
	assert_int_equal(err_text(err_fail(ERR_CONFLICT, "%s is taken", name), "users.taken",
		"name", name, NULL), ERR_CONFLICT);
	name[0] = '?';
	s = err_said(a);
	assert_string_equal(s.text, "Ada is taken");
	assert_string_equal(s.key, "users.taken");
	assert_string_equal(s.pairs[0], "name");
	assert_string_equal(s.pairs[1], "Ada");
	assert_null(s.pairs[2]);
	/* The next failure has none of it. */
	err_fail(ERR_INPUT, "other");
	assert_null(err_said(a).key);
	assert_string_equal(s.key, "users.taken");
	/* A value without room goes with its name. */
	memset(huge, 'x', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	err_text(err_fail(ERR_INPUT, "huge"), "k", "a", "1", "b", huge, NULL);
	s = err_said(a);
	assert_string_equal(s.pairs[1], "1");
	assert_null(s.pairs[2]);
	arena_free(a);
}

static void a_long_detail_is_cut(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_fail(ERR_SYSTEM, "%s", text);
	assert_true(strlen(err_detail()) >= 1000);
	assert_true(strlen(err_detail()) <= 1024);
}

/* contracts.md: each fault on stderr as `file:line: message`. */
static void faults_print_as_file_line_message(void **state)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a, 1000);
	struct faults f;
	char name[] = "survey.csv";

	(void)state;
	faults_init(&f, a);
	faults_print(&f, out);
	assert_string_equal(out->data, "");
	faults_add(&f, name, 7, "relevant", "the name %s is unknown", "q9");
	faults_add(&f, name, 8, NULL, "a row too long");
	faults_add(&f, name, 0, NULL, "no column 'type'");
	/* File names are copied. */
	name[0] = '?';
	faults_print(&f, out);
	assert_string_equal(out->data,
		"survey.csv:7: relevant: the name q9 is unknown\n"
		"survey.csv:8: a row too long\n"
		"survey.csv: no column 'type'\n");
	arena_free(a);
}

/* What is quoted from a hostile file makes no line and no colour of its own. */
static void faults_print_on_one_line_each(void **state)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a, 1000);
	struct faults f;

	(void)state;
	faults_init(&f, a);
	faults_add(&f, "a\nb", 1, "c\rd", "\x1b[31m “%s”", "x\ny\x7F");
	faults_print(&f, out);
	assert_string_equal(out->data, "a?b:1: c?d: ?[31m “x?y?”\n");
	arena_free(a);
}

static void past_the_maximum_they_are_counted(void **state)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a, 1 << 20);
	struct faults f;

	(void)state;
	faults_init(&f, a);
	for (size_t i = 0; i < FAULTS_MAX + 25; i++)
		faults_add(&f, "x.csv", i + 1, NULL, "bad");
	assert_int_equal(f.count, FAULTS_MAX);
	assert_int_equal(f.dropped, 25);
	assert_int_equal(f.list[FAULTS_MAX - 1].line, FAULTS_MAX);
	faults_print(&f, out);
	assert_non_null(strstr(out->data, "25 more"));
	arena_free(a);
}

/* A format may begin with its kind; what it was filled with is kept as text. */
static void test_kinds(void **state)
{
	struct arena *a = arena_new();
	struct faults f;

	(void)state;
	faults_init(&f, a);
	faults_add(&f, "x", 1, NULL, "name_twice|“%s” is in line %zu of %d%%, %.*s", "é", (size_t)7,
		-3, 2, "abc");
	assert_string_equal(f.list[0].key, "name_twice");
	assert_string_equal(f.list[0].message, "“é” is in line 7 of -3%, ab");
	assert_string_equal(f.list[0].args[0], "é");
	assert_string_equal(f.list[0].args[1], "7");
	assert_string_equal(f.list[0].args[3], "ab");
	assert_null(f.list[0].args[4]);
	faults_add(&f, "x", 1, NULL, "plain|%s|", "y");
	assert_string_equal(f.list[1].message, "y|");
	faults_add(&f, "x", 1, NULL, "a | b %u", 5u);
	assert_null(f.list[2].key);
	assert_string_equal(f.list[2].message, "a | b 5");
	err_text(err_fail(ERR_INPUT, "no"), "nope", "1", "one", NULL);
	faults_add_said(&f, "x", 2, "c");
	assert_string_equal(f.list[3].key, "nope");
	assert_string_equal(f.list[3].args[0], "one");
	assert_string_equal(f.list[3].message, "no");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(the_detail_is_kept),
		cmocka_unit_test(a_failure_keeps_its_key_and_values),
		cmocka_unit_test(a_long_detail_is_cut),
		cmocka_unit_test(faults_print_as_file_line_message),
		cmocka_unit_test(faults_print_on_one_line_each),
		cmocka_unit_test(past_the_maximum_they_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
