/* The column of types and that of parameters: every spelling, every edge. */
#include "forms.h"

static struct arena *arena;

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

/* Each spelling of the XLSForm reference and of older workbooks, and what it asks for. */
static void test_every_spelling(void **state)
{
	static const struct {
		const char *spelling;
		enum question_type type;
	} known[] = {
		{"text", Q_TEXT}, {"string", Q_TEXT}, {"add text prompt", Q_TEXT},
		{"add string prompt", Q_TEXT}, {"add phone number prompt", Q_TEXT},
		{"q string", Q_TEXT}, {"q phone number", Q_TEXT}, {"integer", Q_INTEGER},
		{"int", Q_INTEGER}, {"add integer prompt", Q_INTEGER}, {"q int", Q_INTEGER},
		{"percentage", Q_INTEGER}, {"number of days in last month", Q_INTEGER},
		{"number_of_days_in_last_year", Q_INTEGER}, {"decimal", Q_DECIMAL},
		{"add decimal prompt", Q_DECIMAL}, {"q decimal", Q_DECIMAL}, {"date", Q_DATE},
		{"add date prompt", Q_DATE}, {"q date", Q_DATE}, {"time", Q_TIME},
		{"add time prompt", Q_TIME}, {"dateTime", Q_DATETIME}, {"date time", Q_DATETIME},
		{"add datetime prompt", Q_DATETIME}, {"add date time prompt", Q_DATETIME},
		{"q date time", Q_DATETIME}, {"range", Q_RANGE}, {"acknowledge", Q_ACKNOWLEDGE},
		{"trigger", Q_ACKNOWLEDGE}, {"add acknowledge prompt", Q_ACKNOWLEDGE},
		{"note", Q_NOTE}, {"add note prompt", Q_NOTE}, {"q note", Q_NOTE},
		{"  Q  STRING ", Q_TEXT}, {"select_one l", Q_SELECT_ONE},
		{"select1 l", Q_SELECT_ONE}, {"select one using l", Q_SELECT_ONE},
		{"add select one prompt using l", Q_SELECT_ONE},
		{"select_multiple l", Q_SELECT_MULTIPLE}, {"select multiple from l", Q_SELECT_MULTIPLE},
		{"select all that apply l", Q_SELECT_MULTIPLE},
		{"add select multiple prompt using l", Q_SELECT_MULTIPLE}, {"rank l", Q_RANK},
		{"odk:rank l", Q_RANK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct form *f = good_form(arena, arena_printf(arena,
			"type,name,label\n%s,q,Q\n", known[i].spelling),
			"list_name,name,label\nl,x,X\nl,y,Y\n", NULL);

		assert_string_equal(question_type_name(form_question(f, "q")->type),
			question_type_name(known[i].type));
		assert_int_equal(form_question(f, "q")->list != NULL,
			known[i].spelling[strlen(known[i].spelling) - 1] == 'l' &&
			known[i].spelling[strlen(known[i].spelling) - 2] == ' ');
	}
	expect_fault(arena, "type,name,label\nselect_onel l,q,Q\n", "list_name,name,label\nl,x,X\n", NULL,
		"survey.csv:2: type: ");
	expect_fault(arena, "type,name,label\ntexts,q,Q\n", NULL, NULL, "survey.csv:2: type: ");
}

static void test_parameters(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,parameters\n"
		"integer,a,A,\"chips=1,2,5,10\"\n"
		"range,b,B,start=0 end=100 step=5\n"
		"select_one l,c,C,\"randomize=true, seed=7\"\n"
		"text,d,D,max=80;rows=3\n",
		"list_name,name,label\nl,x,X\n", NULL);

	(void)state;
	assert_int_equal(f->questions[0]->parameters.chip_count, 4);
	assert_true(f->questions[0]->parameters.chips[3] == 10);
	assert_true(f->questions[1]->parameters.step == 5);
	assert_true(f->questions[2]->parameters.randomize);
	assert_int_equal(f->questions[2]->parameters.seed, 7);
	assert_false(f->needs_seed);
	assert_int_equal(f->questions[3]->parameters.max_chars, 80);
	expect_fault(arena, "type,name,label,parameters\nrange,b,B,start=0 end=0\n", NULL, NULL,
		"survey.csv:2: parameters: start, end and step do not make a range");
	expect_fault(arena, "type,name,label,parameters\ninteger,b,B,\"chips=1,x\"\n", NULL, NULL,
		"survey.csv:2: parameters: chips=1,x: must be");
	expect_fault(arena, "type,name,label,parameters\nrange,b,B,start=0 end=4 step=5\n", NULL, NULL,
		"survey.csv:2: parameters: start, end and step do not make a range");
	expect_fault(arena, "type,name,label,parameters\nrange,b,B,step=0\n", NULL, NULL,
		"survey.csv:2: parameters: start, end and step do not make a range");
	expect_fault(arena, "type,name,label,parameters\nrange,b,B,start=x\n", NULL, NULL,
		"survey.csv:2: parameters: start=x: must be a number");
	good_form(arena, "type,name,label,parameters\nrange,b,B,start=0 end=4 step=4\n", NULL, NULL);
	good_form(arena, "type,name,label,parameters\ntext,b,B,max=1 rows=100000\n", NULL, NULL);
	for (size_t i = 0; i < 4; i++) {
		static const char *const bad[] = {"max=0", "max=100001", "rows=0", "rows=x"};

		expect_fault(arena, arena_printf(arena, "type,name,label,parameters\ntext,b,B,%s\n",
			bad[i]), NULL, NULL, arena_printf(arena, "survey.csv:2: parameters: %s: must "
			"be a whole number from 1 to 100000", bad[i]));
	}
	/* Forty chips, not one more. */
	for (int n = 40; n <= 41; n++) {
		struct buf *chips = buf_new(arena, 1u << 12);

		buf_puts(chips, "type,name,label,parameters\ninteger,b,B,\"chips=1");
		for (int i = 2; i <= n; i++)
			buf_printf(chips, ",%d", i);
		buf_puts(chips, "\"\n");
		assert_int_equal(read_texts(arena, chips->data, NULL, NULL).form != NULL, n == 40);
	}
	f = good_form(arena, "type,name,label,parameters\nselect_one l,c,C,randomize=yes\n"
		"select_one l,d,D,randomize=false\n", "list_name,name,label\nl,x,X\n", NULL);
	assert_true(f->questions[0]->parameters.randomize);
	assert_false(f->questions[1]->parameters.randomize);
	assert_true(f->needs_seed);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {T(test_every_spelling), T(test_parameters)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
