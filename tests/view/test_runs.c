/*
 * Wordings as pages draw them: the table tests/vectors/marks.csv (the text of a note; what it
 * reads as without marks; as HTML), where ${n} was answered with 5, ${none} not at all, ${sly}
 * with signs and tags, ${lines} with two lines. tests/static/marks.mjs reads it, too.
 */
#include "../form/forms.h"

#include "base/file.h"
#include "base/runs.h"
#include "codec/csv.h"
#include "view/catalog.h"
#include "view/runs.h"

static const char catalog_csv[] = "key,note,en,sk,pl,it,es,ca\nhello,,Hello,,,,,\n";
static const char sly[] = "*x* <b>_y_</b> # [z](z) ${n}";

/* What is read in a text, in an attribute and in an option. */
static const char page_html[] = "{{label}}|<i title=\"{{label}}\">{{#label}}there{{/label}}</i>"
	"<select><option>{{label}}</option></select>";

struct world {
	struct arena *arena;
	const struct view_set *views;
	struct csv_table table;
};

static int setup(void **state)
{
	static struct world w;
	struct view_source source = {"page", "page.html", page_html, strlen(page_html)};
	const struct csv_limits limits = {.rows = 1000, .columns = 3,
		.cell_bytes = 1u << 16};
	const struct catalog *catalog;
	struct faults faults;
	char *text;
	size_t len;

	w.arena = arena_new();
	faults_init(&faults, w.arena);
	assert_int_equal(catalog_read(w.arena, "test.csv", catalog_csv, strlen(catalog_csv),
		&faults, &catalog), OK);
	assert_int_equal(view_compile(w.arena, &source, 1, catalog, &faults, &w.views), OK);
	assert_int_equal(file_read(w.arena, "tests/vectors/marks.csv", 1u << 20, &text, &len), OK);
	assert_int_equal(csv_table_read(w.arena, "marks.csv", text, len, &limits, &faults,
		&w.table), OK);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	arena_free(((struct world *)*state)->arena);
	return 0;
}

/* A form whose note has that text, and the runs it is shown as; its plain text. */
static struct runs runs_of_note(struct arena *a, const char *text, const char **plain)
{
	static const struct form_context ctx = {.today = "2025-07-01", .now = "2025-07-01T10:30:00"};
	struct buf *csv = buf_new(a, 1u << 20);
	struct answers *answers;
	struct form_state s;
	struct form *f;
	struct outcome o;

	buf_puts(csv, "type,name,label\ninteger,n,N\ntext,none,O\ntext,sly,S\ntext,lines,L\nnote,t,\"");
	for (const char *p = text; *p; p++)
		buf_printf(csv, *p == '"' ? "\"\"" : "%c", *p);
	buf_puts(csv, "\"\n");
	o = read_texts(a, csv->data, NULL, NULL);
	if (!o.form)
		fail_msg("“%s”: %s", text, o.faults_text);
	f = o.form;
	answers = answers_new(a, f);
	answers_add(answers, "n", "5");
	answers_add(answers, "sly", sly);
	answers_add(answers, "lines", "one\ntwo");
	form_evaluate(a, f, &ctx, answers, &s);

	const struct form_words *label = &f->nodes[form_question(f, "t")->node].label;

	assert_string_equal(label->by_language[0].source, text);
	*plain = words_show(a, f, &ctx, &s, label, NULL);
	return words_runs(a, f, &ctx, &s, label, NULL);
}

static const char *drawn(const struct world *w, struct arena *a, struct runs r)
{
	struct view *v = view_new(a);
	struct buf *out = buf_new(a, 1u << 22);

	node_runs(view_root(v), V_LABEL, r);
	assert_int_equal(view_render(w->views, "page", LANG_EN, view_root(v), out), OK);
	return out->data;
}

static void as_the_table_says(void **state)
{
	const struct world *w = *state;

	assert_true(w->table.rows >= 150);
	for (size_t i = 0; i < w->table.rows; i++) {
		struct arena *a = arena_new();
		const char *text = csv_cell(&w->table, i, 0), *html = csv_cell(&w->table, i, 2);
		const char *plain, *got;
		struct runs r = runs_of_note(a, text, &plain);
		size_t len = strlen(html);

		assert_string_equal(plain, csv_cell(&w->table, i, 1));
		assert_string_equal(runs_plain(a, r), plain);
		got = drawn(w, a, r);
		if (strncmp(got, html, len) != 0 || got[len] != '|')
			fail_msg("“%s”\nexpected %s\ngot %s", text, html, got);
		/* Markup stands in text alone. */
		if (strstr(html, "class=\"marked"))
			assert_string_equal(got + len, "|<i title=\"\">there</i>"
				"<select><option></option></select>");
		arena_free(a);
	}
}

static void runs_are_joined(void **state)
{
	struct arena *a = arena_new();
	struct text_run strong = {"Child", RUN_STRONG, 0};
	struct runs first = {&strong, 1}, none = runs_of(a, ""), both;

	both = runs_join(a, first, runs_of(a, " 2"));
	assert_int_equal(both.count, 2);
	assert_string_equal(runs_plain(a, both), "Child 2");
	assert_non_null(strstr(drawn(*state, a, both), "<strong>Child</strong> 2"));
	assert_int_equal(runs_join(a, none, first).count, 1);
	assert_int_equal(runs_join(a, first, none).count, 1);
	assert_string_equal(runs_plain(a, none), "");
	assert_int_equal(strncmp(drawn(*state, a, none), "|<i title=\"\"></i>", 16), 0);
	arena_free(a);
}

/* What is too large to be drawn is shown without its marks, not cut in the middle of a tag. */
static void too_large_is_plain(void **state)
{
	struct arena *a = arena_new();
	size_t count = 400000;
	struct text_run *list = arena_array(a, count, sizeof *list);
	struct view *v = view_new(a);
	struct buf *out = buf_new(a, 1u << 24);

	for (size_t i = 0; i < count; i++)
		list[i] = (struct text_run){"<a>", i % 2 ? RUN_STRONG : 0, 0};
	node_runs(view_root(v), V_LABEL, (struct runs){list, count});
	assert_int_equal(view_render(((struct world *)*state)->views, "page", LANG_EN,
		view_root(v), out), OK);
	assert_null(strstr(out->data, "<strong"));
	assert_non_null(strstr(out->data, "&lt;a&gt;|"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_table_says),
		cmocka_unit_test(runs_are_joined),
		cmocka_unit_test(too_large_is_plain),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
