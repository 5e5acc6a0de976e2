/* Repeats: instances, their names in expressions, what is stored and refused. */
#include "forms.h"

#include "base/text.h"

static const char family[] =
	"type,name,label,relevant,required,constraint,calculation,repeat_count,appearance,parameters\n"
	"begin repeat,children,Children,,,,,,,max=5\n"
	"text,name,Name of child,,yes,,,,,\n"
	"integer,age,How old is ${name}?,,,. < 18,,,,\n"
	"select_one yn,school,School?,${age} > 5,,,,,,\n"
	"calculate,place,,,,,position(..),,,\n"
	"end repeat,,,,,,,,,\n"
	"calculate,sum,,,,,sum(${age}),,,\n"
	"calculate,n,,,,,count(${children}),,,\n"
	"calculate,oldest,,,,,max(${age}),,,\n"
	"calculate,names,,,,,\"join(', ', ${name})\",,,\n"
	"calculate,second,,,,,\"indexed-repeat(${name}, ${children}, 2)\",,,\n"
	"calculate,schooled,,,,,count-non-empty(${school}),,,\n"
	"note,all,You have ${children} children,,,,,,,\n";
static const char yes_no[] = "list_name,name,label\nyn,y,Yes\nyn,n,No\n";

static struct check judge(struct arena *a, const struct form *f, const struct answers *ans)
{
	struct form_context ctx = plain_context();
	struct check c;

	form_check(a, f, &ctx, ans, &c);
	return c;
}

static void test_stored(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a, family, yes_no, NULL);
	struct check c = judge(a, f, answer_all(a, f, "children=2", "children/1/name=Ann",
		"children/1/age=4", "children/2/name=Ben", "children/2/age=9",
		"children/2/school=y", "children/3/name=Ghost", NULL));

	(void)state;
	assert_int_equal(f->nodes[0].kind, NODE_REPEAT);
	assert_int_equal(f->nodes[0].max, 5);
	assert_string_equal(fault_codes(a, &c), "");
	assert_string_equal(kept(a, &c), "{\"children\":2,"
		"\"children/1/age\":4,\"children/1/place\":\"1\","
		"\"children/2/age\":9,\"children/2/school\":\"y\",\"children/2/place\":\"2\","
		"\"sum\":\"13\",\"n\":\"2\",\"oldest\":\"9\",\"schooled\":\"1\"}"
		" children/1/name=Ann children/2/name=Ben");
	/* Names are joined as they were given; where they are written down, names are not. */
	assert_string_equal(c.state.value[form_question(f, "names")->index], "Ann, Ben");
	assert_string_equal(c.state.value[form_question(f, "second")->index], "Ben");
	arena_free(a);
}

/* What was stored reads back to the same. */
static void test_again(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a, family, yes_no, NULL);
	struct check c = judge(a, f, answer_all(a, f, "children=1", "children/1/name=Ann",
		"children/1/age=4", NULL));
	struct answers *ans;

	(void)state;
	assert_int_equal(answers_from_json(a, f, c.json, c.json_len, &ans), OK);
	/* Words stand elsewhere. */
	assert_true(answers_add(ans, "children/1/name", "Ann"));
	assert_string_equal(judge(a, f, ans).json, c.json);
	arena_free(a);
}

static void test_counts(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a, family, yes_no, NULL);
	struct check c;

	(void)state;
	/* Nothing posted: one instance is asked for, and its name is required. */
	c = judge(a, f, answer_all(a, f, NULL));
	assert_string_equal(fault_codes(a, &c), "children/1/name:required");
	assert_int_equal(form_instances(&c.state, 0), 1);
	/* No count posted: as many as anything came for. */
	c = judge(a, f, answer_all(a, f, "children/2/age=3", NULL));
	assert_string_equal(fault_codes(a, &c),
		"children/1/name:required children/2/name:required");
	/* None at all. */
	c = judge(a, f, answer_all(a, f, "children=0", NULL));
	assert_string_equal(c.json, "{\"children\":0,\"sum\":\"0\",\"n\":\"0\",\"schooled\":\"0\"}");
	c = judge(a, f, answer_all(a, f, "children=6", NULL));
	assert_non_null(strstr(fault_codes(a, &c), "children:repeats"));
	c = judge(a, f, answer_all(a, f, "children=two", NULL));
	assert_non_null(strstr(fault_codes(a, &c), "children:integer"));
	c = judge(a, f, answer_all(a, f, "children=2", "children/1/name=A",
		"children/2/name=B", "children/2/age=40", NULL));
	assert_string_equal(fault_codes(a, &c), "children/2/age:constraint");
	arena_free(a);
}

static void test_add_remove(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a, family, yes_no, NULL);
	struct answers *ans = answer_all(a, f, "children=3", "children/1/name=A",
		"children/2/name=B", "children/2/age=7", "children/3/name=C", NULL);
	struct check c;

	(void)state;
	answers_instance_remove(ans, form_question(f, "children/2/name")->node - 1, 3);
	c = judge(a, f, ans);
	assert_non_null(strstr(kept(a, &c), "\"children\":2,\"children/1/place\":\"1\","
		"\"children/2/place\":\"2\","));
	assert_non_null(strstr(kept(a, &c), "} children/1/name=A children/2/name=C"));
	answers_instance_add(ans, 0, 2);
	assert_string_equal(answers_of(ans, f->repeats[0])->values[0], "3");
	assert_int_equal(answers_of(ans, form_question(f, "children/3/name"))->count, 0);
	answers_instance_add(ans, 0, 5);
	assert_string_equal(answers_of(ans, f->repeats[0])->values[0], "3");
	arena_free(a);
}

static void test_repeat_count(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a,
		"type,name,label,repeat_count,relevant\n"
		"integer,many,How many?,,\n"
		"begin repeat,r,Thing,${many},${many} > 0\n"
		"text,what,What?,,\nend repeat,,,,\n"
		"begin repeat,fixed,Fixed,3,\ntext,it,It?,,\nend repeat,,,,\n", NULL, NULL);
	struct check c = judge(a, f, answer_all(a, f, "many=2", "r/1/what=a", "r/2/what=b",
		"r/3/what=c", "fixed/3/it=z", NULL));

	(void)state;
	assert_string_equal(kept(a, &c), "{\"many\":2,\"r\":2,\"fixed\":3}"
		" r/1/what=a r/2/what=b fixed/3/it=z");
	assert_false(answers_add(answers_new(a, f), "r", "4"));
	assert_null(form_question(f, "fixed/4/it"));
	c = judge(a, f, answer_all(a, f, "many=51", NULL));
	assert_string_equal(fault_codes(a, &c), "many:repeats");
	assert_true(c.faults[0].arg1 == 50);
	c = judge(a, f, answer_all(a, f, "many=0", NULL));
	assert_string_equal(c.json, "{\"many\":0,\"fixed\":3}");
	arena_free(a);
}

/* A repeat in a repeat, and one in a loop; a name means what is nearest. */
static void test_nested(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a,
		"type,name,label,calculation,parameters\n"
		"begin repeat,house,House,,max=2\n"
		"begin repeat,room,Room,,max=3\n"
		"integer,beds,Beds?,,\n"
		"calculate,where,,\"concat(position(../..), '.', position(..))\",\n"
		"end repeat,,,,\n"
		"calculate,all_beds,,sum(${beds}),\n"
		"end repeat,,,,\n"
		"calculate,total,,sum(${beds}),\n"
		"calculate,rooms,,count(${room}),\n"
		"calculate,one,,\"indexed-repeat(${beds}, ${house}, 2, ${room}, 1)\",\n"
		"begin loop over l,per,%(label)s,,\n"
		"begin repeat,x,X,,max=2\ninteger,v,V?,,\nend repeat,,,,\n"
		"calculate,vs,,sum(${v}),\nend loop,,,,\n"
		"calculate,v_all,,sum(${v}),\n",
		"list_name,name,label\nl,a,A\nl,b,B\n", NULL);
	struct check c = judge(a, f, answer_all(a, f, "house=2", "house/1/room=2",
		"house/1/room/1/beds=1", "house/1/room/2/beds=2", "house/2/room/1/beds=4",
		"per/a/x/1/v=1", "per/a/x/2/v=2", "per/b/x/1/v=3", NULL));

	(void)state;
	assert_string_equal(fault_codes(a, &c), "");
	assert_non_null(strstr(c.json, "\"house/1/room/2/beds\":2,\"house/1/room/2/where\":\"1.2\","
		"\"house/1/all_beds\":\"3\""));
	assert_non_null(strstr(c.json, "\"house/2/all_beds\":\"4\",\"total\":\"7\",\"rooms\":\"3\","
		"\"one\":\"4\""));
	assert_non_null(strstr(c.json, "\"per/a/vs\":\"3\""));
	assert_non_null(strstr(c.json, "\"v_all\":\"6\""));
	arena_free(a);
}

static void test_sections(void **state)
{
	struct arena *a = arena_new();
	struct form *f = good_form(a,
		"type,name,label\ntext,a,A\nbegin repeat,r,Row\ntext,b,B\nend repeat,,\n"
		"begin group,g,G\ntext,c,C\nbegin repeat,s,S: ${d}\ntext,d,D\nend repeat,,\nend group,,\n",
		NULL, NULL);

	(void)state;
	assert_int_equal(f->section_count, 3);
	assert_string_equal(f->sections[1].id, "r");
	assert_int_equal(f->sections[1].first, f->sections[1].node);
	assert_string_equal(f->sections[2].id, "g");
	/* A label with something from inside stands on the instances. */
	assert_null(f->nodes[form_question(f, "g/s")->node].label.by_language);
	assert_non_null(f->nodes[form_question(f, "g/s")->node + 1].label.by_language);
	assert_null(f->nodes[f->sections[1].node + 1].label.by_language);
	arena_free(a);
}

static void refused(struct arena *a, const char *survey, const char *fault)
{
	struct outcome o = read_texts(a, survey, NULL, NULL);

	if (o.form || !strstr(o.faults_text, fault))
		fail_msg("expected “%s” among:\n%s", fault, o.faults_text);
}

static void test_refused(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	refused(a, "type,name,label,repeat_count\nbegin repeat,r,R,2000\ntext,a,A,\nend repeat,,,\n",
		"survey.csv:2: repeat_count: must be from 1 to 1000");
	refused(a, "type,name,label,repeat_count\nbegin repeat,r,R,${a}\ninteger,a,A,\nend repeat,,,\n",
		"goes round in a circle");
	refused(a, "type,name,label,repeat_count\ntext,a,A,3\n",
		"survey.csv:2: repeat_count: belongs only on a begin repeat");
	refused(a, "type,name,label\nbegin repeat,r,R\ntext,a,A\n",
		"survey.csv:2: type: begin repeat without an end repeat");
	refused(a, "type,name,label,parameters\nbegin repeat,r,R,max=1000\nbegin repeat,s,S,max=1000\n"
		"text,a,A,\nend repeat,,,\nend repeat,,,\n",
		"with all loops and repeats the form has more than 20000");
	/* Taking sums of sums of many is bounded when the form is read. */
	refused(a, "type,name,label,calculation,parameters\nbegin repeat,r,R,,max=1000\n"
		"integer,a,A,,\nend repeat,,,,\nbegin repeat,s,S,,max=1000\n"
		"calculate,b,,sum(${a}),\nend repeat,,,,\n",
		"survey.csv:6: calculation: with all loops and repeats the expressions of the form "
		"have more than 500000 parts");
	refused(a, "type,name,label,calculation\nbegin repeat,r,R,\ninteger,a,A,\nend repeat,,,\n"
		"calculate,x,,\"indexed-repeat(1, ${r}, 2)\"\n",
		"indexed-repeat() takes ${question}, ${repeat} and the number of the instance");
	refused(a, "type,name,label,calculation\nbegin repeat,r,R,\ninteger,a,A,\nend repeat,,,\n"
		"calculate,x,,\"indexed-repeat(${a}, ${r}, 2, ${r})\"\n",
		"indexed-repeat() takes ${question}, ${repeat} and the number of the instance");
	refused(a, "type,name,label,calculation\ncalculate,x,,uuid()\n",
		"calculation: at character 1: not supported: the function uuid()");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stored), cmocka_unit_test(test_again),
		cmocka_unit_test(test_counts), cmocka_unit_test(test_add_remove),
		cmocka_unit_test(test_repeat_count), cmocka_unit_test(test_nested),
		cmocka_unit_test(test_sections), cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
