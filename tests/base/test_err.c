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
	fault_add(&f, name, 7, "type", FAULT_TYPE_UNKNOWN, "q9", NULL);
	fault_add(&f, name, 8, NULL, FAULT_CELL_DAMAGED, NULL);
	fault_add(&f, name, 0, NULL, FAULT_COLUMN_MISSING, NULL);
	/* File names are copied. */
	name[0] = '?';
	faults_print(&f, out);
	assert_string_equal(out->data,
		"survey.csv:7: type: “q9” is not a type of question\n"
		"survey.csv:8: the text is damaged\n"
		"survey.csv: the column is missing\n");
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
	fault_add(&f, "a\nb", 1, "c\rd", FAULT_TYPE_UNKNOWN, "\x1b[31mx\ny\x7F", NULL);
	faults_print(&f, out);
	assert_string_equal(out->data, "a?b:1: c?d: “?[31mx?y?” is not a type of question\n");
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
		fault_add(&f, "x.csv", i + 1, NULL, FAULT_CELL_MISSING, NULL);
	assert_int_equal(f.count, FAULTS_MAX);
	assert_int_equal(f.dropped, 25);
	assert_int_equal(f.list[FAULTS_MAX - 1].line, FAULTS_MAX);
	faults_print(&f, out);
	assert_non_null(strstr(out->data, "25 more"));
	arena_free(a);
}

/* Files where they are first named, lines in order, what is of one line as it was found. */
static void in_the_order_of_their_places(void **state)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a, 1000);
	struct faults f;

	(void)state;
	faults_init(&f, a);
	faults_order(&f);
	fault_add(&f, "survey.csv", 9, "b", FAULT_CELL_MISSING, NULL);
	fault_add(&f, "choices.csv", 2, NULL, FAULT_CELL_MISSING, NULL);
	fault_add(&f, "survey.csv", 9, "a", FAULT_CELL_MISSING, NULL);
	fault_add(&f, "survey.csv", 0, NULL, FAULT_CELL_MISSING, NULL);
	fault_add(&f, "survey.csv", 4, NULL, FAULT_CELL_MISSING, NULL);
	faults_order(&f);
	for (size_t i = 0; i < f.count; i++)
		buf_printf(out, "%s %zu %s\n", f.list[i].file, f.list[i].line,
			f.list[i].column ? f.list[i].column : "");
	assert_string_equal(out->data, "survey.csv 0 \nsurvey.csv 4 \nsurvey.csv 9 b\n"
		"survey.csv 9 a\nchoices.csv 2 \n");
	arena_free(a);
}

/* What a kind is filled with is kept as text beside the message. */
static void a_fault_keeps_its_kind_and_arguments(void **state)
{
	struct arena *a = arena_new();
	struct faults f, all;

	(void)state;
	faults_init(&f, a);
	fault_add(&f, "x", 1, NULL, FAULT_NAME_TWICE, "é", DIGITS(7), NULL);
	assert_string_equal(f.list[0].key, "name_twice");
	assert_string_equal(f.list[0].message, "“é” is already the name of line 7 in the same group");
	assert_string_equal(f.list[0].args[0], "é");
	assert_string_equal(f.list[0].args[1], "7");
	assert_null(f.list[0].args[2]);
	/* What is quoted is no text to be filled itself. */
	fault_add(&f, "x", 1, NULL, FAULT_NAME_BARE, "%s{1}", NULL);
	assert_string_equal(f.list[1].message,
		"“%s{1}” is not a function here; questions are written ${%s{1}}, texts '%s{1}'");
	fault_add(&f, "x", 1, NULL, FAULT_TEMPLATE_NOTHING_OPEN, "a", NULL);
	assert_null(f.list[2].key);
	assert_string_equal(f.list[2].message, "{{/a}} closes nothing");
	err_text(err_fail(ERR_INPUT, "no"), "nope", "1", "one", NULL);
	faults_add_said(&f, "x", 2, "c");
	assert_string_equal(f.list[3].key, "nope");
	assert_string_equal(f.list[3].args[0], "one");
	assert_string_equal(f.list[3].message, "no");
	faults_init(&all, a);
	faults_take(&all, &f);
	assert_int_equal(all.count, 4);
	assert_string_equal(all.list[0].args[1], "7");
	assert_string_equal(all.list[3].message, "no");
	arena_free(a);
}

/* A cell of a megabyte is not repeated; what is shown of it ends with a whole character. */
static void a_long_argument_is_cut(void **state)
{
	struct arena *a = arena_new();
	struct faults f;
	char text[71] = "";

	(void)state;
	faults_init(&f, a);
	memset(text, 'x', 70);
	fault_add(&f, "x", 1, NULL, FAULT_TABLE_YES, text, NULL);
	text[60] = '\0';
	assert_string_equal(f.list[0].message, arena_printf(a, "\"%s\" is neither 0 nor 1", text));
	memcpy(text + 59, "éé", 5);
	fault_add(&f, "x", 1, NULL, FAULT_TABLE_YES, text, NULL);
	text[59] = '\0';
	assert_string_equal(f.list[1].message, arena_printf(a, "\"%s\" is neither 0 nor 1", text));
	assert_string_equal(f.list[1].args[0], text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_keeps_its_kind_and_arguments),
		cmocka_unit_test(a_long_argument_is_cut),
		cmocka_unit_test(the_detail_is_kept),
		cmocka_unit_test(a_failure_keeps_its_key_and_values),
		cmocka_unit_test(a_long_detail_is_cut),
		cmocka_unit_test(faults_print_as_file_line_message),
		cmocka_unit_test(faults_print_on_one_line_each),
		cmocka_unit_test(past_the_maximum_they_are_counted),
		cmocka_unit_test(in_the_order_of_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
