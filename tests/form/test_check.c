/* Checking answers: what is taken, dropped, refused, and what is stored. */
#include "forms.h"

#include <math.h>

#include "base/file.h"

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

static struct form *audit(void)
{
	struct outcome o = read_folder(arena, "tests/data/form/audit");

	if (!o.form)
		fail_msg("%s", o.faults_text);
	return o.form;
}

static struct check check_one(const struct form *f, const struct answers *answers)
{
	struct form_context ctx = plain_context();
	struct check c;

	form_check(arena, f, &ctx, answers, &c);
	return c;
}

/* One question of the given type; what is stored for it, or "!code". */
static const char *stored(const char *type, const char *parameters, const char *value)
{
	struct form *f = good_form(arena,
		arena_printf(arena, "type,name,label,parameters\n%s,q,Q,\"%s\"\n", type,
			parameters), NULL, NULL);
	struct answers *ans = answers_new(arena, f);
	struct check c;

	assert_true(answers_add(ans, "q", value));
	c = check_one(f, ans);
	return c.fault_count ? arena_printf(arena, "!%s", check_code_name(c.faults[0].code)) :
		kept(arena, &c);
}

static void test_numbers(void **state)
{
	static const char *const cases[][3] = {
		{"integer", "5", "{\"q\":5}"}, {"integer", "  007 ", "{\"q\":7}"},
		{"integer", "-3", "{\"q\":-3}"}, {"integer", "+3", "{\"q\":3}"},
		{"integer", "-0", "{\"q\":0}"}, {"integer", "", "{}"}, {"integer", "   ", "{}"},
		{"integer", "5.0", "!integer"}, {"integer", "1,000", "!integer"},
		{"integer", "1 000", "!grouping"}, {"integer", "abc", "!integer"},
		{"integer", "1e3", "!integer"}, {"integer", "５", "!digits"},
		{"integer", "٣", "!digits"}, {"integer", "1234567890123456", "!number_long"},
		{"decimal", "1,5", "{\"q\":1.5}"}, {"decimal", "1.5", "{\"q\":1.5}"},
		{"decimal", ".5", "{\"q\":0.5}"}, {"decimal", "5.", "{\"q\":5}"},
		{"decimal", "1.50", "{\"q\":1.5}"}, {"decimal", "-0,0", "{\"q\":0}"},
		{"decimal", "1.234,5", "!grouping"}, {"decimal", "1,234,567", "!grouping"},
		{"decimal", "1'000", "!grouping"}, {"decimal", "1\xC2\xA0" "000", "!grouping"},
		{"decimal", "1,５", "!digits"}, {"decimal", "NaN", "!number"},
		{"decimal", "inf", "!number"}, {"decimal", ".", "!number"},
		{"decimal", "0x10", "!number"},
		/* What a double holds exactly: 15 digits, noughts at the ends aside. */
		{"integer", "123456789012345", "{\"q\":123456789012345}"},
		{"integer", "000123456789012345", "{\"q\":123456789012345}"},
		{"decimal", "123456789012.345", "{\"q\":123456789012.345}"},
		{"decimal", "123456789012.34500", "{\"q\":123456789012.345}"},
		{"decimal", "123456789012.3456", "!number_long"}, {"decimal", "-1,50", "{\"q\":-1.5}"},
		{"decimal", "0,0", "{\"q\":0}"}, {"decimal", "-,5", "{\"q\":-0.5}"},
		{"decimal", "--5", "!number"}, {"decimal", "5-", "!number"},
		{"decimal", "+", "!number"}, {"integer", "1'000", "!grouping"},
		{"integer", "'", "!integer"}, {"integer", "5 %", "!integer"},
		/* The first and the last digit of each foreign kind, and their neighbours. */
		{"integer", "０", "!digits"}, {"integer", "９", "!digits"},
		{"integer", "：", "!integer"}, {"integer", "٠", "!digits"},
		{"integer", "٩", "!digits"}, {"integer", "٪", "!integer"},
		{"integer", "۰", "!digits"}, {"integer", "۹", "!digits"},
		{"integer", "ۺ", "!integer"}, {"integer", "०", "!digits"},
		{"integer", "९", "!digits"}, {"integer", "॰", "!integer"},
		{"integer", "1\xE2\x80\xAF" "000", "!grouping"},
		{"integer", "1\xE2\x80\x89" "000", "!grouping"}, {"integer", "1’000", "!grouping"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(stored(cases[i][0], "", cases[i][1]), cases[i][2]);
	assert_string_equal(stored("range", "start=0 end=10 step=2", "4"), "{\"q\":4}");
	assert_string_equal(stored("range", "start=0 end=10 step=2", "5"), "!range");
	assert_string_equal(stored("range", "start=0 end=10 step=2", "12"), "!range");
	assert_string_equal(stored("range", "start=0 end=1 step=0.1", "0,3"), "{\"q\":0.3}");
	assert_string_equal(stored("range", "start=2 end=10 step=4", "2"), "{\"q\":2}");
	assert_string_equal(stored("range", "start=2 end=10 step=4", "10"), "{\"q\":10}");
	assert_string_equal(stored("range", "start=2 end=10 step=4", "0"), "!range");
	assert_string_equal(stored("range", "start=2 end=10 step=4", "8"), "!range");
	assert_string_equal(stored("range", "start=-2 end=2 step=1", "-2"), "{\"q\":-2}");
	/* From 0 to 10 by 1 where nothing is said; from the higher end, too. */
	assert_string_equal(stored("range", "", "10"), "{\"q\":10}");
	assert_string_equal(stored("range", "", "11"), "!range");
	assert_string_equal(stored("range", "", "0.5"), "!range");
	assert_string_equal(stored("range", "start=5 end=1 step=-2", "3"), "{\"q\":3}");
	assert_string_equal(stored("range", "start=5 end=1 step=-2", "6"), "!range");
	assert_string_equal(stored("range", "start = 1; end = 3,step=1", "3"), "{\"q\":3}");
	assert_string_equal(stored("text", "max=1", "x"), "{} q=x");
	assert_string_equal(stored("text", "max=1", "xy"), "!too_long");
	/* What old types of number bring with them. */
	assert_string_equal(stored("percentage", "", "100"), "{\"q\":100}");
	assert_string_equal(stored("percentage", "", "101"), "!constraint");
	assert_string_equal(stored("percentage", "", "-1"), "!constraint");
	assert_string_equal(stored("number of days in last month", "", "31"), "{\"q\":31}");
	assert_string_equal(stored("number of days in last month", "", "32"), "!constraint");
	assert_string_equal(stored("number of days in last six months", "", "183"), "{\"q\":183}");
	assert_string_equal(stored("number of days in last six months", "", "184"), "!constraint");
	assert_string_equal(stored("number of days in last year", "", "365"), "{\"q\":365}");
	assert_string_equal(stored("number of days in last year", "", "366"), "!constraint");
}

static void test_dates_and_times(void **state)
{
	(void)state;
	assert_string_equal(stored("date", "", "2024-02-29"), "{\"q\":\"2024-02-29\"}");
	assert_string_equal(stored("date", "", "2023-02-29"), "!date");
	assert_string_equal(stored("date", "", "1.7.2025"), "!date");
	assert_string_equal(stored("time", "", "9:05"), "{\"q\":\"09:05\"}");
	assert_string_equal(stored("time", "", "23:59:30"), "{\"q\":\"23:59:30\"}");
	assert_string_equal(stored("time", "", "14:05:00.000+02:00"), "{\"q\":\"14:05\"}");
	assert_string_equal(stored("time", "", "24:00"), "!time");
	assert_string_equal(stored("time", "", "9"), "!time");
	assert_string_equal(stored("dateTime", "", "2025-07-01T09:30"),
		"{\"q\":\"2025-07-01T09:30\"}");
	assert_string_equal(stored("dateTime", "", "2025-07-01"), "!datetime");
	assert_string_equal(stored("time", "", "0:00"), "{\"q\":\"00:00\"}");
	assert_string_equal(stored("time", "", "23:59"), "{\"q\":\"23:59\"}");
	assert_string_equal(stored("time", "", "23:60"), "!time");
	assert_string_equal(stored("time", "", "123:00"), "!time");
	assert_string_equal(stored("time", "", ":30"), "!time");
	assert_string_equal(stored("time", "", "9:5"), "!time");
	assert_string_equal(stored("time", "", "09:05:00"), "{\"q\":\"09:05\"}");
	assert_string_equal(stored("time", "", "09:05:59"), "{\"q\":\"09:05:59\"}");
	assert_string_equal(stored("time", "", "09:05:60"), "!time");
	assert_string_equal(stored("time", "", "09:05Z"), "{\"q\":\"09:05\"}");
	assert_string_equal(stored("time", "", "09:05Zx"), "!time");
	assert_string_equal(stored("time", "", "09:05+14:59"), "{\"q\":\"09:05\"}");
	assert_string_equal(stored("time", "", "09:05-02:00"), "{\"q\":\"09:05\"}");
	assert_string_equal(stored("time", "", "09:05+15:00"), "!time");
	assert_string_equal(stored("time", "", "09:05+02:60"), "!time");
	assert_string_equal(stored("time", "", "09:05+02"), "!time");
	assert_string_equal(stored("dateTime", "", "2025-07-01 9:30"),
		"{\"q\":\"2025-07-01T09:30\"}");
	assert_string_equal(stored("dateTime", "", "2025-07-01T09:30:15Z"),
		"{\"q\":\"2025-07-01T09:30:15\"}");
	assert_string_equal(stored("dateTime", "", "2025-07-01x09:30"), "!datetime");
	assert_string_equal(stored("dateTime", "", "2025-02-29T09:30"), "!datetime");
	assert_string_equal(stored("dateTime", "", "2025-07-01T24:00"), "!datetime");
}

static void test_texts(void **state)
{
	struct buf *b = buf_new(arena, 100000);

	(void)state;
	assert_string_equal(stored("text", "", "  hi\r\nthere\r "), "{} q=hi\nthere");
	assert_string_equal(stored("text", "", "a\x01" "b"), "!characters");
	assert_string_equal(stored("text", "", "a\x7f"), "!characters");
	assert_string_equal(stored("text", "", "\xff\xfe"), "!characters");
	assert_string_equal(stored("text", "", "<script>alert('x')</script>"),
		"{} q=<script>alert('x')</script>");
	assert_string_equal(stored("text", "max=3", "žlť"), "{} q=žlť");
	assert_string_equal(stored("text", "max=3", "abcd"), "!too_long");
	assert_string_equal(stored("text", "max=3", "žlťb"), "!too_long");
	assert_string_equal(stored("text", "", "a\tb\nc"), "{} q=a\tb\nc");
	assert_string_equal(stored("text", "", "a\x1f"), "!characters");
	for (int i = 0; i < 4000; i++)
		buf_putc(b, 'x');
	assert_int_equal(strlen(stored("text", "", b->data)), 4000 + strlen("{} q="));
	buf_putc(b, 'x');
	assert_string_equal(stored("text", "", b->data), "!too_long");
	assert_string_equal(stored("acknowledge", "", "OK"), "{\"q\":\"OK\"}");
	assert_string_equal(stored("acknowledge", "", "maybe"), "!choice");
}

static void test_choices(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label\nselect_one l,one,O\nselect_multiple l,many,M\nrank l,order,R\n",
		"list_name,name,label\nl,a,A\nl,b,B\nl,c,C\nl,none,None\n", NULL);
	struct check c;

	(void)state;
	/* Several: the order of the list. Rank: the order given. */
	c = check_one(f, answer_all(arena, f, "one=b", "many=c", "many=a", "many=c", "many=",
		"order=c", "order=a", "order=b", NULL));
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(c.json,
		"{\"one\":\"b\",\"many\":[\"a\",\"c\"],\"order\":[\"c\",\"a\",\"b\"]}");
	c = check_one(f, answer_all(arena, f, "one=x", "many=a", "many=none", "order=a", "order=a",
		NULL));
	assert_string_equal(fault_codes(arena, &c), "one:choice many:none_alone order:choice");
	assert_null(c.json);
	c = check_one(f, answer_all(arena, f, "one=a", "one=b", "many=a b", NULL));
	assert_string_equal(fault_codes(arena, &c), "one:single many:choice");
	c = check_one(f, answer_all(arena, f, "many=none", NULL));
	assert_string_equal(c.json, "{\"many\":[\"none\"]}");
	/* The same twice is once; blank is nothing. */
	c = check_one(f, answer_all(arena, f, "one=a", "one= a ", "one=", NULL));
	assert_string_equal(c.json, "{\"one\":\"a\"}");
	c = check_one(f, answer_all(arena, f, "order=", "order=b", NULL));
	assert_string_equal(c.json, "{\"order\":[\"b\"]}");
}

/* The chips and the number pad of a question share its field. */
static void test_chips_and_number(void **state)
{
	struct form *f = good_form(arena, "type,name,label\ninteger,q,Q\n", NULL, NULL);
	struct check c;

	(void)state;
	c = check_one(f, answer_all(arena, f, "q=5", "q=", NULL));
	assert_string_equal(c.json, "{\"q\":5}");
	c = check_one(f, answer_all(arena, f, "q=5", "q=12", NULL));
	assert_string_equal(c.json, "{\"q\":12}");
}

static void test_relevance(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,relevant,required,constraint\n"
		"text,a,A,,,\n"
		"text,b,B,${a} = 'x',yes,\n"
		"begin group,g,G,${b} != '',,\n"
		"integer,c,C,,yes,. > 5\n"
		"end group,,,,,\n"
		"text,d,D,${c} > 6,,\n", NULL, NULL);
	struct check c;

	(void)state;
	/* What is not relevant counts neither as missing nor as wrong. */
	c = check_one(f, answer_all(arena, f, "a=y", "b=left over", "g/c=1", "d=z", NULL));
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(kept(arena, &c), "{} a=y");
	assert_int_equal(c.eligible, 0);
	assert_int_equal(c.answered, 0);
	c = check_one(f, answer_all(arena, f, "a=x", NULL));
	assert_string_equal(fault_codes(arena, &c), "b:required");
	c = check_one(f, answer_all(arena, f, "a=x", "b=1", "g/c=5", NULL));
	assert_string_equal(fault_codes(arena, &c), "g/c:constraint");
	/* Blank: the constraint is not asked, required is. */
	c = check_one(f, answer_all(arena, f, "a=x", "b=1", "g/c=", NULL));
	assert_string_equal(fault_codes(arena, &c), "g/c:required");
	c = check_one(f, answer_all(arena, f, "a=x", "b=1", "g/c=7", "d=z", NULL));
	assert_string_equal(kept(arena, &c), "{\"g/c\":7} a=x b=1 d=z");
	/* b and g/c; the texts a and d are optional. */
	assert_int_equal(c.eligible, 2);
}

static void test_calculations_and_defaults(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,calculation,default,readonly\n"
		"integer,a,A,,5,\n"
		"integer,b,B,,${a} + 1,\n"
		"calculate,sum,,${a} + ${b},,\n"
		"calculate,half,,${sum} div 2,,\n"
		"hidden,h,,,secret,\n"
		"text,r,R,,fixed,yes\n"
		"date,when,W,,today(),\n"
		"today,opened,,,,\n"
		"calculate,day,,${opened},,\n", NULL, NULL);
	struct check c;

	(void)state;
	c = check_one(f, answer_all(arena, f, NULL));
	assert_string_equal(kept(arena, &c), "{\"a\":5,\"b\":6,\"sum\":\"11\",\"half\":\"5.5\","
		"\"h\":\"secret\",\"when\":\"2025-07-01\",\"day\":\"2025-07-01\"} r=fixed");
	/* A field that came blank stays blank; what is read-only cannot be changed. */
	c = check_one(f, answer_all(arena, f, "a=", "b=2", "r=forged", "when=2025-01-01", NULL));
	assert_string_equal(kept(arena, &c), "{\"b\":2,\"h\":\"secret\","
		"\"when\":\"2025-01-01\",\"day\":\"2025-07-01\"} r=fixed");
	/* Nobody answers what is calculated or hidden. */
	assert_false(answers_add(answers_new(arena, f), "sum", "99"));
	assert_false(answers_add(answers_new(arena, f), "h", "x"));
	assert_false(answers_add(answers_new(arena, f), "nowhere", "x"));
}

static void test_filters(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,choice_filter\nselect_one s,state,S,\n"
		"select_one c,city,C,${state} = in_state\n",
		"list_name,name,label,in_state\ns,tx,Texas,\ns,wa,Washington,\nc,dallas,Dallas,tx\n"
		"c,seattle,Seattle,wa\nc,salem,Salem,wa\n", NULL);
	struct form_context ctx = plain_context();
	struct form_state s;
	struct shown_choice *shown;
	size_t count;
	struct check c;

	(void)state;
	c = check_one(f, answer_all(arena, f, "state=tx", "city=dallas", NULL));
	assert_string_equal(fault_codes(arena, &c), "");
	c = check_one(f, answer_all(arena, f, "state=tx", "city=seattle", NULL));
	assert_string_equal(fault_codes(arena, &c), "city:choice");
	form_evaluate(arena, f, &ctx, answer_all(arena, f, "state=wa", "city=salem", NULL), &s);
	choices_show(arena, f, &ctx, &s, form_question(f, "city"), &shown, &count);
	assert_int_equal(count, 2);
	assert_string_equal(shown[0].choice->name, "seattle");
	assert_false(shown[0].selected);
	assert_true(shown[1].selected);
}

static void test_messages(void **state)
{
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct check c;

	(void)state;
	ctx.language = form_language(f, "sk");
	form_check(arena, f, &ctx, answer_all(arena, f, "start/A01=SAL", "end/A30=R01",
		"end/A30=R02", "end/A30=R03", "end/A30=R04", NULL), &c);
	assert_string_equal(fault_codes(arena, &c), "pick/A10:required end/A30:constraint");
	assert_string_equal(c.faults[0].message, "Označte aspoň jednu.");
	assert_false(c.faults[0].fallback);
	/* No Slovak wording: the default language's, and it says so. */
	assert_string_equal(c.faults[1].message, "Up to three");
	assert_true(c.faults[1].fallback);
}

static void test_departments(void **state)
{
	static const char *const open_to[] = {"SUP"};
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct shown_choice *shown;
	size_t count;
	struct check c;

	(void)state;
	ctx.departments = open_to;
	ctx.department_count = 1;
	form_check(arena, f, &ctx, answer_all(arena, f, "start/A01=SAL", "pick/A10=none", NULL),
		&c);
	assert_string_equal(fault_codes(arena, &c), "start/A01:department");
	form_check(arena, f, &ctx, answer_all(arena, f, "start/A01=SUP", "pick/A10=none", NULL),
		&c);
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(c.department, "SUP");
	choices_show(arena, f, &ctx, &c.state, f->department, &shown, &count);
	assert_int_equal(count, 1);
	assert_string_equal(shown[0].choice->name, "SUP");
	assert_string_equal(c.json, "{\"start/A01\":\"SUP\",\"pick/A10\":[\"none\"]}");
	/* Page submitted, nothing picked. */
	assert_true(c.picks_done);
	assert_int_equal(c.detailed, 0);
}

static void test_audit(void **state)
{
	struct form *f = audit();
	struct check c = check_one(f, answer_all(arena, f, "start/A01=SAL", "start/A02=39",
		"pick/A10=SUP01", "pick/A10=SAL02", "painful/A11=SAL02",
		"detail/SAL02/A20=3", "detail/SAL02/A20_unit=week", "detail/SAL02/A21=10",
		"detail/SAL02/A23=5", "detail/SAL02/A26=Templates", "detail/SUP01/A20=1",
		"detail/SUP01/A20_unit=dk", "detail/SUP01/A21=5", "detail/SUP01/A23=5",
		"detail/SUP01/A26=dropped", "detail/ANY01/A21=7", NULL));

	(void)state;
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(kept(arena, &c),
		"{\"start/A01\":\"SAL\",\"start/A02\":\"39\",\"pick/A10\":[\"SAL02\",\"SUP01\"],"
		"\"painful/A11\":\"SAL02\","
		"\"detail/SAL02/design_w\":1,\"detail/SAL02/A20\":3,"
		"\"detail/SAL02/A20_unit\":\"week\",\"detail/SAL02/A21\":10,"
		"\"detail/SAL02/A23\":\"5\","
		"\"detail/SUP01/design_w\":1,\"detail/SUP01/A20\":1,"
		"\"detail/SUP01/A20_unit\":\"dk\",\"detail/SUP01/A21\":5,"
		"\"detail/SUP01/A23\":\"5\"} detail/SAL02/A26=Templates");
	assert_int_equal(c.detailed, 1);
	assert_int_equal(c.ratings, 2);
	assert_int_equal(c.ratings_same, 2);
	assert_true(c.weekly_hours == 39);
	assert_true(c.picks_done);
	/* A01 A02 A10 A11, four and four of the details; not the optional texts
	 * A10_else and A26, nor A30. */
	assert_int_equal(c.eligible, 12);
	assert_int_equal(c.answered, 12);
	/* The unit is required as soon as a number stands there. */
	c = check_one(f, answer_all(arena, f, "start/A01=SAL", "pick/A10=SAL01",
		"detail/SAL01/A20=3", NULL));
	assert_string_equal(fault_codes(arena, &c), "detail/SAL01/A20_unit:required");
	/* The painful one must be among the picked. */
	c = check_one(f, answer_all(arena, f, "start/A01=SAL", "pick/A10=SAL01", "pick/A10=SAL02",
		"painful/A11=ANY01", NULL));
	assert_string_equal(fault_codes(arena, &c), "painful/A11:choice");
}

/* What one may have nothing to say to is no gap: skipping an optional text or list
 * never lowers the share answered, filling it in never raises it. */
static void test_counting(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,required,relevant,readonly\n"
		"select_one l,one,O,,,\nselect_multiple l,many,M,,,\n"
		"select_multiple l,must,M,yes,,\nselect_multiple l,if_one,M,${one} = 'a',,\n"
		"text,note,N,,,\ntext,why,W,${one} = 'a',,\ninteger,age,A,,,\n"
		"rank l,order,R,,,\ninteger,left,L,,${one} = 'b',\ntext,fixed,F,yes,,yes\n",
		"list_name,name,label\nl,a,A\nl,b,B\n", NULL);
	struct check c;

	(void)state;
	/* one, must, age, order. */
	c = check_one(f, answer_all(arena, f, "must=a", NULL));
	assert_int_equal(c.eligible, 4);
	assert_int_equal(c.answered, 1);
	c = check_one(f, answer_all(arena, f, "must=a", "many=a", "note=hello", NULL));
	assert_int_equal(c.eligible, 4);
	assert_int_equal(c.answered, 1);
	/* Those required under a condition count while it holds. */
	c = check_one(f, answer_all(arena, f, "must=a", "one=a", "if_one=b", "why=so", NULL));
	assert_int_equal(c.eligible, 6);
	assert_int_equal(c.answered, 4);
	c = check_one(f, answer_all(arena, f, "must=a", "one=b", "if_one=b", "age=5", NULL));
	assert_int_equal(c.eligible, 5);
	assert_int_equal(c.answered, 3);
}

static void test_sections(void **state)
{
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct answers *ans = answer_all(arena, f, "pick/A10=SAL01", "detail/SAL01/A20=0", NULL);
	struct check c;

	(void)state;
	form_check(arena, f, &ctx, ans, &c);
	assert_string_equal(fault_codes(arena, &c), "start/A01:required "
		"detail/SAL01/A20:constraint detail/SAL01/A20_unit:required");
	assert_true(c.state.section_shown[form_section_find(f, "detail/SAL01")]);
	assert_false(c.state.section_shown[form_section_find(f, "detail/SAL02")]);
	assert_false(c.state.section_shown[form_section_find(f, "painful")]);
}

static void test_seed_is_asked_for(void **state)
{
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct check c;

	(void)state;
	ctx.has_seed = false;
	form_check(arena, f, &ctx, answer_all(arena, f, "start/A01=SAL", "pick/A10=none", NULL),
		&c);
	assert_string_equal(fault_codes(arena, &c), "seed:seed");
}

static void test_choice_blocks(void **state)
{
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct form_state s;
	struct shown_choice *a, *b;
	size_t count, again;

	(void)state;
	form_evaluate(arena, f, &ctx, answer_all(arena, f, "start/A01=SUP", NULL), &s);
	choices_show(arena, f, &ctx, &s, f->picks, &a, &count);
	assert_int_equal(count, 9);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].block, i < 2 ? 1 : i < 4 ? 2 : i < 8 ? 3 : 4);
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(a[i].choice->home, "SUP");
	assert_string_equal(a[8].choice->name, "none");
	/* The same seed gives the same order. */
	choices_show(arena, f, &ctx, &s, f->picks, &b, &again);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(a[i].choice, b[i].choice);
	/* Without randomize: list order, filtered. */
	form_evaluate(arena, f, &ctx, answer_all(arena, f, "pick/A10=ANY01", "pick/A10=SAL03",
		NULL), &s);
	choices_show(arena, f, &ctx, &s, form_question(f, "painful/A11"), &a, &count);
	assert_int_equal(count, 2);
	assert_string_equal(a[0].choice->name, "SAL03");
	assert_string_equal(runs_plain(arena, a[0].label), "Sales 3");
}

static void test_wording_with_answers(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label::English (en),label::Slovak (sk)\n"
		"select_multiple l,p,Pick,Vyberte\ninteger,n,N,\n"
		"note,t,You took ${p} and ${n}.,Máte ${p}.\n",
		"list_name,name,label::English (en),label::Slovak (sk)\nl,a,Apples,Jablká\n"
		"l,b,Pears,\n", NULL);
	struct form_context ctx = plain_context();
	struct form_state s;
	const struct form_words *label = &f->nodes[form_question(f, "t")->node].label;
	bool fallback;

	(void)state;
	form_evaluate(arena, f, &ctx, answer_all(arena, f, "p=b", "p=a", "n=03", NULL), &s);
	assert_string_equal(words_show(arena, f, &ctx, &s, label, &fallback),
		"You took Apples, Pears and 3.");
	ctx.language = form_language(f, "sk");
	assert_string_equal(words_show(arena, f, &ctx, &s, label, &fallback),
		"Máte Jablká, Pears.");
	assert_string_equal(answer_show(arena, f, &ctx, &s, form_question(f, "p")),
		"Jablká, Pears");
}

static void test_or_other(void **state)
{
	struct form *f = good_form(arena, "type,name,label\nselect_one l or_other,q,Q\n",
		"list_name,name,label\nl,a,A\n", NULL);
	struct check c;

	(void)state;
	c = check_one(f, answer_all(arena, f, "q=other", "q_other=mine", NULL));
	assert_string_equal(kept(arena, &c), "{\"q\":\"other\"} q_other=mine");
	c = check_one(f, answer_all(arena, f, "q=a", "q_other=mine", NULL));
	assert_string_equal(c.json, "{\"q\":\"a\"}");
}

/* What was stored reads back as the same answers. */
static void test_round_trip(void **state)
{
	struct form *f = audit();
	struct form_context ctx = plain_context();
	struct check first, second;
	struct answers *back;

	(void)state;
	form_check(arena, f, &ctx, answer_all(arena, f, "start/A01=SAL", "pick/A10=SAL01",
		"pick/A10=ANY02", "pick/A10_else=„quotes“ \"and\" \\ \xF0\x9F\x98\x80",
		"detail/SAL01/A20=12", "detail/SAL01/A20_unit=day", NULL), &first);
	assert_string_equal(fault_codes(arena, &first), "");
	assert_int_equal(answers_from_json(arena, f, first.json, first.json_len, &back), OK);
	form_check(arena, f, &ctx, back, &second);
	assert_string_equal(second.json, first.json);
	assert_int_not_equal(answers_from_json(arena, f, "{\"a\":", 5, &back), OK);
}

/* Words stand apart from the answers, and so does nothing that carries them on. */
static void test_own_words(void **state)
{
	struct form *f = good_form(arena, "type,name,label,calculation,default\n"
		"text,a,A,,\ninteger,n,N,,\ncalculate,copy,,\"concat(${a}, '!')\",\n"
		"calculate,deep,,string-length(${copy}),\ncalculate,said,,,${a}\n"
		"calculate,twice,,${n} * 2,\n", NULL, NULL);
	struct check c = check_one(f, answer_all(arena, f, "a=Mrs Marked", "n=4", NULL));

	(void)state;
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(kept(arena, &c), "{\"n\":4,\"twice\":\"8\"} a=Mrs Marked");
	assert_true(form_question(f, "a")->moderated);
	assert_true(form_question(f, "deep")->moderated);
	assert_true(form_question(f, "said")->moderated);
	assert_false(form_question(f, "twice")->moderated);
	assert_false(form_question(f, "n")->moderated);
}

/* Calculations that double one another end in a fault, not in half an object. */
static void test_swelling_calculations(void **state)
{
	struct buf *b = buf_new(arena, 1u << 20);
	struct form *f;
	struct check c;

	(void)state;
	buf_puts(b, "type,name,label,calculation\ninteger,c0,C,\n");
	for (int i = 1; i < 400; i++)
		buf_printf(b, "calculate,c%d,,\"concat(${c%d}, ${c%d})\"\n", i, i - 1, i - 1);
	f = good_form(arena, b->data, NULL, NULL);
	c = check_one(f, answer_all(arena, f, "c0=12345678", NULL));
	assert_int_equal(c.fault_count, 1);
	assert_int_equal(c.faults[0].code, CHECK_TOO_LONG);
	assert_null(c.json);
}

/* The shipped audit, answered as a person would. */
static void test_shipped_audit(void **state)
{
	struct outcome o;
	struct check c;

	(void)state;
	if (!file_exists("www/forms/crm-audit/survey.csv")) {
		print_message("skipped: www/forms/crm-audit is not here\n");
		skip();
	}
	o = read_folder(arena, "www/forms/crm-audit");
	if (!o.form)
		fail_msg("%s", o.faults_text);
	c = check_one(o.form, answer_all(arena, o.form, "start/A01=SAL", "pick/A10=SAL01",
		"pick/A10=SAL03", "detail/SAL01/A20=5", "detail/SAL01/A20_unit=week",
		"detail/SAL01/A21=10", NULL));
	assert_string_equal(fault_codes(arena, &c), "");
	assert_string_equal(c.department, "SAL");
	assert_int_equal(c.detailed, 1);
}

/* trigger: the calculation waits for an answer; where people may write it is what
 * they find, not what stays. */
static void test_trigger(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a, "type,name,label,calculation,trigger\n"
		"integer,a,A,,\ntext,b,B,\"concat('n', ${a})\",${a}\ncalculate,c,,${a} + 1,${a}\n",
		NULL, NULL);
	struct form_context ctx = plain_context();
	struct check c;

	(void)state;
	form_check(a, f, &ctx, answer_all(a, f, NULL), &c);
	assert_string_equal(c.json, "{}");
	form_check(a, f, &ctx, answer_all(a, f, "a=4", NULL), &c);
	assert_string_equal(kept(a, &c), "{\"a\":4,\"c\":\"5\"} b=n4");
	form_check(a, f, &ctx, answer_all(a, f, "a=4", "b=mine", NULL), &c);
	assert_string_equal(kept(a, &c), "{\"a\":4,\"c\":\"5\"} b=mine");
	assert_non_null(strstr(read_texts(a, "type,name,label,calculation,trigger\n"
		"text,a,A,,\ncalculate,c,,1,a\n", NULL, NULL).faults_text,
		"survey.csv:3: trigger: write ${question}"));
	arena_free(a);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trigger),
		T(test_numbers), T(test_dates_and_times), T(test_texts), T(test_choices),
		T(test_chips_and_number), T(test_relevance), T(test_calculations_and_defaults),
		T(test_filters), T(test_messages), T(test_departments), T(test_audit),
		T(test_counting),
		T(test_sections), T(test_seed_is_asked_for), T(test_choice_blocks),
		T(test_wording_with_answers), T(test_or_other), T(test_round_trip), T(test_own_words),
		T(test_swelling_calculations),
		T(test_shipped_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
