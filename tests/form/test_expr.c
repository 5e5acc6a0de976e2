/*
 * Expressions: the table tests/vectors/logic.csv (expression, answers as k=v;k=v
 * with `.` for the own answer; a name several times is a repeated question, one
 * without = a question of a repeat that has no instance; expected value as text;
 * all answers are texts, missing ones blank, the time is 2025-07-01T10:30:00), and
 * the faults.
 */
#include "forms.h"

#include "base/text.h"
#include "codec/csv.h"
#include "form/expr.h"

struct scene {
	const char *names[32], *values[32];
	size_t count;
	size_t refs[256], ref_count;
	const char *dot;
};

static bool find_name(void *data, const char *name, size_t *ref, const char **why)
{
	struct scene *s = data;

	(void)why;
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->names[i], name) == 0) {
			*ref = i;
			return true;
		}
	/* A question without an answer. */
	s->names[s->count] = name;
	s->values[s->count] = "";
	*ref = s->count++;
	return true;
}

/* All of that name; none where it stands without a value. */
static bool find_several(void *data, const char *name, bool whole, const size_t **refs,
	size_t *count, const char **why)
{
	struct scene *s = data;
	size_t *list = s->refs + s->ref_count, first;

	(void)whole;
	*count = 0;
	find_name(data, name, &first, why);
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->names[i], name) == 0)
			list[(*count)++] = i;
	s->ref_count += *count;
	*refs = list;
	return true;
}

static bool is_relevant(void *data, size_t ref)
{
	return ((struct scene *)data)->values[ref] != NULL;
}

static struct value get_value(void *data, size_t ref)
{
	const char *value = ((struct scene *)data)->values[ref];

	return value_of_string(value ? value : "");
}

static void read_answers(struct arena *a, const char *text, struct scene *s)
{
	struct str rest = str_of(text);

	*s = (struct scene){.dot = ""};
	while (rest.len) {
		struct str value, pair = str_cut(rest, ';', &rest);
		struct str name = str_cut(pair, '=', &value);

		if (str_eq(name, ".")) {
			s->dot = arena_strndup(a, value.p, value.len);
			continue;
		}
		s->names[s->count] = arena_strndup(a, name.p, name.len);
		s->values[s->count++] = name.len == pair.len ? NULL :
			arena_strndup(a, value.p, value.len);
	}
}

static const char *run(struct arena *a, const char *source, const char *answers)
{
	struct scene s;
	struct expr_names names = {.data = &s, .question = find_name, .several = find_several,
		.dot = true};
	struct expr_env env = {.arena = a, .data = &s, .question = get_value,
		.relevant = is_relevant,
		.today = "2025-07-01", .now = "2025-07-01T10:30:00"};
	struct expr *e;

	read_answers(a, answers, &s);
	if (expr_parse(a, source, &names, &e) != OK)
		return arena_printf(a, "fault: %s", err_detail());
	env.dot = value_of_string(s.dot);
	return value_string(a, expr_eval(e, &env));
}

static void test_table(void **state)
{
	struct arena *a = arena_new();
	struct faults faults;
	struct csv_table t;
	size_t wrong = 0;

	(void)state;
	faults_init(&faults, a);
	assert_int_equal(csv_table_load(a, "tests/vectors/logic.csv", "logic.csv", 1u << 20,
		&faults, &t), OK);
	assert_true(t.rows >= 500);
	for (size_t i = 0; i < t.rows; i++) {
		const char *expected = csv_cell(&t, i, 2);
		const char *got = run(a, csv_cell(&t, i, 0), csv_cell(&t, i, 1));

		if (strcmp(got, expected) != 0) {
			print_error("logic.csv:%zu: %s [%s]: expected “%s”, got “%s”\n",
				t.lines[i], csv_cell(&t, i, 0), csv_cell(&t, i, 1), expected, got);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

static void test_faults(void **state)
{
	static const char *const cases[][2] = {
		{"1 +", "at character 4: the expression ends where a value is missing"},
		{"fly(1)", "at character 1: there is no function fly()"},
		{"selected('a')", "at character 1: selected() takes 2 arguments, here are 1"},
		{"today(1)", "at character 1: today() takes 0 arguments, here are 1"},
		{"round(1, 2, 3)", "at character 1: round() takes at most 2 arguments"},
		{"concat()", "at character 1: concat() takes at least 1 argument,"},
		{"(1 + 2", "at character 1: this ( is never closed"},
		{"1 + 2)", "at character 6: this ) closes nothing"},
		{"'abc", "at character 1: the text that begins here has no closing '"},
		{"žaba = 1", "at character 1: “žaba” is not a function here"},
		{"'ž' + bee", "at character 7: “bee” is not a function here"},
		{"/data/x = 1", "at character 1: paths are not supported"},
		{"../x = 1", "at character 1: paths are not supported"},
		{"${a} ${b}", "at character 6: an operator is missing here"},
		{"$a = 1", "at character 1: write questions as ${name}"},
		{"a | b", "“a” is not a function here"},
		{"1 | 2", "at character 3: the operator | is not supported"},
		{"‘a’ = 1", "at character 1: use straight quotes"},
		{"regex('a', '(')", "at character 1: regex(): the pattern is not valid"},
		{"if(1, 2,)", "at character 9: if(): an argument is missing"},
		{"", "at character 1: the expression ends"},
		{"5x", "at character 2: a number may not run into a name"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = run(a, cases[i][0], "");

		if (!text_starts(got, "fault: ") || !strstr(got, cases[i][1]))
			fail_msg("%s: expected “%s”, got “%s”", cases[i][0], cases[i][1], got);
	}
	arena_free(a);
}

/* Other languages say the kind, filled with the same: the place is no part of it. */
static void test_fault_arguments(void **state)
{
	struct arena *a = arena_new();
	struct faults f;

	(void)state;
	faults_init(&f, a);
	assert_true(text_starts(run(a, "1 + fly(1)", ""), "fault: "));
	faults_add_said(&f, "survey.csv", 2, "relevant");
	assert_string_equal(f.list[0].message, "at character 5: there is no function fly()");
	assert_string_equal(f.list[0].key, "function_unknown");
	assert_string_equal(f.list[0].args[0], "fly");
	assert_null(f.list[0].args[1]);
	arena_free(a);
}

static void test_bounds(void **state)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, 1u << 20);

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_putc(b, '(');
	assert_non_null(strstr(run(a, b->data, ""), "nested deeper than 64 levels"));
	buf_clear(b);
	for (int i = 0; i < 100; i++)
		buf_puts(b, "not(");
	assert_non_null(strstr(run(a, b->data, ""), "nested deeper than 64 levels"));
	buf_clear(b);
	buf_puts(b, "1");
	for (int i = 0; i < 5000; i++)
		buf_puts(b, "+1");
	assert_non_null(strstr(run(a, b->data, ""), "longer than 8192 bytes"));
	buf_clear(b);
	buf_puts(b, "1");
	for (int i = 0; i < 3000; i++)
		buf_puts(b, "+1");
	/* A long sum is no deep tree. */
	assert_string_equal(run(a, b->data, ""), "3001");
	for (int i = 0; i < 1050; i++)
		buf_puts(b, "+1");
	assert_non_null(strstr(run(a, b->data, ""), "an expression may have 4000 parts"));
	arena_free(a);
}

/* A pattern that backtracks without end is cut off and counts as no match. */
static void test_regex_limits(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(run(a, "regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+')",
		""), "false");
	assert_string_equal(run(a, "regex('a', concat('(', ''))", ""), "false");
	arena_free(a);
}

/* Constraints that no number below zero passes, and such that let one through, or may. */
static void test_negative(void **state)
{
	static const struct {
		const char *source;
		bool barred;
	} cases[] = {
		{". >= 0", true}, {". > 0", true}, {". >= 1 and . <= 99", true}, {"0 <= .", true},
		{"1 < . and ${a} = 'x'", true}, {"(. >= 0) and (. <= 5)", true}, {". = 7", true},
		{". = 1 or . >= 5", true}, {". <= 99", false}, {". >= -5", false}, {". > -1", false},
		{". >= 0 or . = -9", false}, {". >= ${a}", false}, {". != 0", false},
		{"0 >= .", false}, {"regex(., '[0-9]')", false}, {"${a} >= 0", false},
	};
	struct arena *a = arena_new();
	struct scene s = {0};
	struct expr_names names = {.data = &s, .question = find_name, .several = find_several,
		.dot = true};
	struct expr *e;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(expr_parse(a, cases[i].source, &names, &e), OK);
		if (expr_bars_negative(e) != cases[i].barred)
			fail_msg("%s: expected %d", cases[i].source, cases[i].barred);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table), cmocka_unit_test(test_faults),
		cmocka_unit_test(test_fault_arguments),
		cmocka_unit_test(test_bounds), cmocka_unit_test(test_regex_limits),
		cmocka_unit_test(test_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
