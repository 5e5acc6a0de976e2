/* What authors are told of their wordings. */
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

/* Tags are never markup: who writes them is told where, and what to write instead. */
static void html_is_told(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{"a <b>b</b>", "“<b>” would be read as it stands, HTML is not markup here; for bold "
			"write **words**\n"},
		{"<STRONG>b</STRONG>", "“<STRONG>” would be read as it stands, HTML is not markup "
			"here; for bold write **words**\n"},
		{"</i>", "“</i>” would be read as it stands, HTML is not markup here; for italics "
			"write *words*\n"},
		{"a<br/>b", "“<br/>” would be read as it stands, HTML is not markup here; begin a new "
			"line in the cell"},
		{"<h2 class=x>b</h2>", "“<h2 class=x>” would be read as it stands, HTML is not markup "
			"here; for a heading begin the line with # and a space\n"},
		{"<a href=x>b</a>", "“<a href=x>” would be read as it stands, HTML is not markup here; "
			"write [words](address), which shows both"},
		{"<span style='color:red'>b</span>", "“<span style='color:red'>” would be read as it "
			"stands, HTML is not markup here; take it out\n"},
		{"<script>alert(1)</script>", "“<script>” would be read as it stands, HTML is not "
			"markup here; take it out\n"},
		{"a&nbsp;b", "“&nbsp;” would be read as it stands; write the sign itself\n"},
		{"a&#160;b", "“&#160;” would be read as it stands; write the sign itself\n"},
	};
	static const char *const untold[] = {"1 < 2 > 0", "a <b and b> 2", "<name>", "<3", "Tom & Jerry",
		"AT&T", "<b", "a<", "&;", "<>", "</>", "< b >", "&amp", "<bold>"};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		expect_warning(arena, arena_printf(arena, "type,name,label,hint::Deutsch (de)\n"
			"text,a,A,%s\n", cases[i].text), NULL, arena_printf(arena,
			"survey.csv:2: hint::Deutsch (de): %s", cases[i].told));
		expect_warning(arena, "type,name,label\nselect_one l,q,Q\n", arena_printf(arena,
			"list_name,name,label\nl,a,%s\n", cases[i].text), arena_printf(arena,
			"choices.csv:2: label: %s", cases[i].told));
	}
	for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
		assert_string_equal(read_texts(arena, arena_printf(arena,
			"type,name,label\ntext,a,%s\n", untold[i]), NULL, NULL).warnings_text, "");
	/* Each kind once, in a loop too; not in columns that nobody is shown. */
	assert_string_equal(read_texts(arena, "type,name,label,relevant\n"
		"begin loop over l,d,%(label)s,\ntext,a,<b>x</b> <b>y</b> <i>z</i>,'<b>' != '&lt;'\n"
		"end loop,,,\n", "list_name,name,label\nl,a,A\nl,b,B\n", NULL).warnings_text,
		"survey.csv:3: label: “<b>” would be read as it stands, HTML is not markup here; for "
		"bold write **words**\n"
		"survey.csv:3: label: “<i>” would be read as it stands, HTML is not markup here; for "
		"italics write *words*\n");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(html_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
