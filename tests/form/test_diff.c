/* Two versions compared: each kind of change, and what it means. */
#include "forms.h"

#include "form/diff.h"

static struct arena *arena;

/* "kind path part before>after bearing", one a line. */
static const char *compare(const char *before[2], const char *after[2], struct form_diff *d)
{
	struct buf *b = buf_new(arena, 1u << 20);

	form_compare(arena, good_form(arena, before[0], before[1], NULL),
		good_form(arena, after[0], after[1], NULL), d);
	for (size_t i = 0; i < d->count; i++) {
		const struct diff_change *c = &d->changes[i];

		buf_printf(b, "%s %s %s [%s>%s] %s\n", diff_kind_name(c->kind),
			c->path ? c->path : "-", c->part ? c->part : "-",
			c->before ? c->before : "", c->after ? c->after : "",
			diff_bearing_name(c->bearing));
	}
	return b->data;
}

static void expect(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("expected “%s” among:\n%s", line, text);
}

#define HEAD "type,name,label,relevant\n"
static const char list[] = "list_name,name,label\nyn,1,Yes\nyn,2,No\nyn,3,Perhaps\n";

static void test_same(void **state)
{
	const char *one[2] = {HEAD "text,a,A,\nselect_one yn,b,B,\n", list};
	struct form_diff d;

	(void)state;
	assert_string_equal(compare(one, one, &d), "");
	assert_true(d.wording_only);
}

static void test_changes(void **state)
{
	const char *one[2] = {HEAD "text,a,A,\nselect_one yn,b,B,\ninteger,gone,G,\n"
		"begin group,g,G,\ntext,c,Say ${a},\ntext,m,M,\nend group,,,\n", list};
	const char *two[2] = {HEAD "select_one yn,b,B!,${a} = 'x'\ntext,a,A,\ninteger,new,N,\n"
		"begin group,g,G,\ninteger,c,Tell ${a},\nend group,,,\ntext,m,M,\n",
		"list_name,name,label\nyn,y,Yes\nyn,2,Never\nyn,4,Other\n"};
	struct form_diff d;
	const char *text = compare(one, two, &d);

	(void)state;
	expect(text, "reworded b label [B>B!] read\n");
	expect(text, "logic b relevant [>${a} = 'x'] partly\n");
	expect(text, "added new - [>] none\n");
	expect(text, "removed gone - [>] broken\n");
	expect(text, "retyped g/c - [text>integer] broken\n");
	expect(text, "reworded g/c label [Say ${a}>Tell ${a}] read\n");
	expect(text, "moved m - [g/m>m] read\n");
	expect(text, "choice_recoded - yn [1>y] broken\n");
	expect(text, "choice_reworded - yn [No>Never] read\n");
	expect(text, "choice_removed - yn [3>] partly\n");
	expect(text, "choice_added - yn [>4] partly\n");
	/* Of two that changed places one moved. */
	assert_non_null(strstr(text, "moved a - [>]") ? text : strstr(text, "moved b - [>]"));
	assert_false(d.wording_only);
	assert_int_equal(d.worst, BEARING_BROKEN);
}

/* Loops and repeats make many questions of a row: it is said once. */
static void test_once(void **state)
{
	const char *one[2] = {HEAD "begin loop over yn,l,%(label)s,\ntext,t,T,\nend loop,,,\n"
		"begin repeat,r,R,\ntext,u,U,\nend repeat,,,\n", list};
	const char *two[2] = {HEAD "begin loop over yn,l,%(label)s,\ntext,t,TT,\nend loop,,,\n"
		"begin repeat,r,R,\ntext,u,UU,\nend repeat,,,\n", list};
	struct form_diff d;
	const char *text = compare(one, two, &d);

	(void)state;
	assert_string_equal(text, "reworded l/1/t label [T>TT] read\n"
		"reworded r/1/u label [U>UU] read\n");
	assert_int_equal(d.changes[0].times, 3);
	assert_int_equal(d.changes[1].times, 50);
	assert_true(d.wording_only);
}

static void test_languages(void **state)
{
	const char *one[2] = {"type,name,label::English (en)\ntext,a,A\n", NULL};
	const char *two[2] = {"type,name,label::English (en),label::Slovak (sk)\ntext,a,A,Á\n", NULL};
	struct form_diff d;

	(void)state;
	assert_string_equal(compare(one, two, &d), "language_added - - [>Slovak] none\n");
	assert_true(d.wording_only);
	assert_string_equal(compare(two, one, &d), "language_removed - - [Slovak>] read\n");
	assert_false(d.wording_only);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same), cmocka_unit_test(test_changes),
		cmocka_unit_test(test_once), cmocka_unit_test(test_languages),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
