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

/* Languages of the interface are nothing to tell of, nor is a column without any. */
static void languages_are_told(void **state)
{
	(void)state;
	expect_warning(arena, "type,name,label::English (en),label::Deutsch (de)\ntext,a,A,A\n", NULL,
		"survey.csv:1: label::Deutsch (de): the kiosk has no words of its own in “Deutsch”: a "
		"round can be answered in it where every label is there, and buttons and messages are "
		"in the form's default language, if the kiosk speaks that, else in the kiosk's first\n");
	expect_warning(arena, "type,name,label,hint::Hebrew\ntext,a,A,A\n", NULL,
		"survey.csv:1: hint::Hebrew: the kiosk has no words of its own in “Hebrew”");
	expect_warning(arena, "type,name,label\nselect_one l,a,A\n",
		"list_name,name,label,label::Dari\nl,a,A,A\n",
		"choices.csv:1: label::Dari: the kiosk has no words of its own in “Dari”");
	expect_warning(arena, "type,name,label,hint::Oromiffa\ntext,a,A,A\n", NULL,
		"survey.csv:1: hint::Oromiffa: “Oromiffa” has no code, so no round can be offered in "
		"it; write hint::Oromiffa (code), as in label::Deutsch (de)\n");
	assert_string_equal(read_texts(arena, "type,name,label::English (en),label::Slovak,hint\n"
		"text,a,A,A,A\n", NULL, NULL).warnings_text, "");
}

/* The language that a wording is really in, not the one it should have been in. */
static void the_language_of_a_wording(void **state)
{
	struct form_context ctx = {.today = "2025-07-01", .now = "2025-07-01T10:30:00"};
	struct form *f = good_form(arena, "type,name,label::English (en),label::Deutsch (de),"
		"label::العربية (ar)\ntext,a,A,,\ntext,b,,,ب\ntext,c,C,C,C\n", NULL, NULL);
	static const size_t expected[] = {0, 2, 1};
	size_t language;

	(void)state;
	ctx.language = form_language(f, "de");
	for (size_t i = 0; i < 3; i++) {
		words_runs(arena, f, &ctx, NULL, &f->nodes[i].label, &language);
		assert_int_equal(language, expected[i]);
	}
	words_runs(arena, f, &ctx, NULL, &f->nodes[0].hint, &language);
	assert_int_equal(language, 1);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(html_is_told), T(languages_are_told), T(the_language_of_a_wording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
