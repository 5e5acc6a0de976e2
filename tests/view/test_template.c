/* Templates: what a page author writes and what a hostile value may become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "view/catalog.h"
#include "view/chart.h"
#include "view/template.h"

static const char catalog_csv[] =
	"key,note,en,sk,pl,it,es,ca,sk_state\n"
	"hello,,Hello {user} & co,Ahoj {user} & spol.,Cześć {user},,,,draft\n"
	"answers#one,,{n} answer,{n} odpoveď,{n} odpowiedź,{n} risposta,,,\n"
	"answers#few,,,{n} odpovede,{n} odpowiedzi,,,,\n"
	"answers#many,,,{n} odpovede,{n} odpowiedzi,,,,\n"
	"answers#other,,{n} answers,{n} odpovedí,{n} odpowiedzi,{n} risposte,,,\n"
	"english,,Only <English>,,,,,,\n";

struct world {
	struct arena *arena;
	struct faults faults;
	const struct catalog *catalog;
	struct view *view;
	struct view_node *root;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	w->arena = arena_new();
	faults_init(&w->faults, w->arena);
	assert_int_equal(catalog_read(w->arena, "test.csv", catalog_csv, strlen(catalog_csv),
		&w->faults, &w->catalog), OK);
	w->view = view_new(w->arena);
	w->root = view_root(w->view);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	arena_free(w->arena);
	free(w);
	return 0;
}

/* Compile `page` (and a partial "part"), render it in a language. */
static const char *render_with(struct world *w, const char *page, const char *part, enum lang lang)
{
	struct view_source sources[] = {
		{"page", "page.html", page, strlen(page)},
		{"part", "part.html", part, strlen(part)},
	};
	const struct view_set *set;
	struct buf *out = buf_new(w->arena, 1 << 20);

	if (view_compile(w->arena, sources, 2, w->catalog, &w->faults, &set) != OK) {
		faults_print(&w->faults, out);
		fail_msg("%s", out->data);
	}
	assert_int_equal(view_render(set, "page", lang, w->root, out), OK);
	return out->data;
}

static const char *render(struct world *w, const char *page)
{
	return render_with(w, page, "", LANG_EN);
}

/* The faults of a template, as they are printed. */
static const char *faults_of(struct world *w, const char *page)
{
	struct view_source source = {"page", "www/templates/page.html", page, strlen(page)};
	const struct view_set *set;
	struct buf *out = buf_new(w->arena, 1 << 20);

	faults_init(&w->faults, w->arena);
	assert_int_equal(view_compile(w->arena, &source, 1, w->catalog, &w->faults, &set), ERR_INPUT);
	faults_print(&w->faults, out);
	return out->data;
}

static void assert_fault(struct world *w, const char *page, const char *part_of_it)
{
	const char *faults = faults_of(w, page);

	if (!strstr(faults, part_of_it))
		fail_msg("template: %s\nfaults: %s\nexpected: %s", page, faults, part_of_it);
}

static void test_values_are_escaped(void **state)
{
	struct world *w = *state;

	node_text(w->root, V_TITLE, "<script>alert('x')</script> & \"y\"");
	assert_string_equal(render(w, "<p>{{title}}</p>"),
		"<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;</p>");
	assert_string_equal(render(w, "<a title=\"{{title}}\" class='{{title}}'></a>"),
		"<a title=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;\" "
		"class='&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;'></a>");
}

static void test_values_of_each_kind(void **state)
{
	struct world *w = *state;

	node_int(w->root, V_N, -1234567);
	node_number(w->root, V_VALUE, 1234.5, 1);
	node_textf(w->root, V_TEXT, "%s-%d", "a", 5);
	node_flag(w->root, V_ACTIVE, true);
	assert_string_equal(render(w, "{{n}} {{value}} {{text}} {{active}}{{role}}"),
		"-1234567 1,234.5 a-5 ");
	assert_string_equal(render_with(w, "{{n}} {{value}}", "", LANG_CA), "-1234567 1.234,5");
	node_text(w->root, V_TEXT, "b");
	node_text(w->root, V_VALUE, NULL);
	assert_string_equal(render(w, "{{text}}{{value}}"), "b");
}

static void test_sections(void **state)
{
	struct world *w = *state;
	struct view_list *rows = node_list(w->root, V_ROWS);

	node_text(w->root, V_UNIT, "h");
	for (int i = 0; i < 3; i++) {
		struct view_node *row = list_add(rows);

		node_int(row, V_VALUE, i);
		if (i == 1)
			node_text(row, V_UNIT, "min");
	}
	node_text(node_object(w->root, V_USER), V_NAME, "Eva");
	node_list(w->root, V_ITEMS);
	assert_string_equal(render(w, "{{#rows}}{{value}}{{unit}} {{/rows}}"), "0h 1min 2h ");
	assert_string_equal(render(w, "{{#user}}{{name}} {{unit}}{{/user}}{{name}}"), "Eva h");
	assert_string_equal(render(w, "{{#items}}x{{/items}}{{^items}}none{{/items}}"), "none");
	assert_string_equal(render(w, "{{^rows}}none{{/rows}}{{^role}}nobody{{/role}}"), "nobody");
	assert_string_equal(render(w, "{{#rows}}{{#value}}[{{value}}]{{/value}}{{/rows}}"), "[1][2]");
}

static void test_present_and_true(void **state)
{
	struct world *w = *state;

	node_flag(w->root, V_ACTIVE, false);
	node_text(w->root, V_ERROR, "");
	node_int(w->root, V_COUNT, 0);
	assert_string_equal(render(w, "{{#active}}1{{/active}}{{#error}}2{{/error}}{{#count}}3{{/count}}"
		"{{^active}}4{{/active}}{{^error}}5{{/error}}{{^count}}6{{/count}}"), "456");
	node_flag(w->root, V_ACTIVE, true);
	assert_string_equal(render(w, "<input type=\"checkbox\"{{#active}} checked{{/active}}>"),
		"<input type=\"checkbox\" checked>");
	assert_string_equal(render(w, "<i class=\"a{{#active}} b{{/active}}\"></i>"),
		"<i class=\"a b\"></i>");
}

static void test_partials(void **state)
{
	struct world *w = *state;
	struct view_list *rows = node_list(w->root, V_ROWS);

	node_text(list_add(rows), V_LABEL, "a");
	node_text(list_add(rows), V_LABEL, "b");
	assert_string_equal(render_with(w, "<ul>{{#rows}}{{>part}}{{/rows}}</ul>", "<li>{{label}}</li>",
		LANG_EN), "<ul><li>a</li><li>b</li></ul>");
	assert_fault(w, "\n\n{{>layout_foot}}",
		"page.html:3: there is no template \"layout_foot.html\"");
	assert_fault(w, "<a class=\"{{>page}}\">", "between tags");
}

static void test_recursion_is_bounded(void **state)
{
	struct world *w = *state;
	const char *page = "x{{>page}}";
	struct view_source source = {"page", "page.html", page, strlen(page)};
	const struct view_set *set;
	struct buf *out = buf_new(w->arena, 1 << 20);

	assert_int_equal(view_compile(w->arena, &source, 1, w->catalog, &w->faults, &set), OK);
	buf_puts(out, "before");
	assert_int_equal(view_render(set, "page", LANG_EN, w->root, out), ERR_SYSTEM);
	assert_non_null(strstr(err_detail(), "page.html"));
	assert_string_equal(out->data, "before");
}

static void test_work_is_bounded(void **state)
{
	struct world *w = *state;
	const char *page = "{{#rows}}{{>page}}{{/rows}}";
	struct view_source source = {"page", "page.html", page, strlen(page)};
	const struct view_set *set;
	struct view_list *rows = node_list(w->root, V_ROWS);
	struct buf *out = buf_new(w->arena, 1 << 20);

	/* Empty rows find the list again in the node around them: 2^32 of them. */
	list_add(rows);
	list_add(rows);
	assert_int_equal(view_compile(w->arena, &source, 1, w->catalog, &w->faults, &set), OK);
	assert_int_not_equal(view_render(set, "page", LANG_EN, w->root, out), OK);
}

static void test_recursion_follows_a_tree(void **state)
{
	struct world *w = *state;
	struct view_node *node = w->root;
	const char *page = "({{label}}{{#items}}{{>page}}{{/items}})";

	for (int i = 0; i < 4; i++) {
		node_textf(node, V_LABEL, "%d", i);
		struct view_list *items = node_list(node, V_ITEMS);

		if (i < 3)
			node = list_add(items);
	}
	assert_string_equal(render(w, page), "(0(1(2(3))))");
}

static void test_deep_sections(void **state)
{
	struct world *w = *state;
	struct buf *page = buf_new(w->arena, 1 << 20);

	for (int i = 0; i < 100; i++)
		buf_puts(page, "{{#active}}");
	for (int i = 0; i < 100; i++)
		buf_puts(page, "{{/active}}");
	assert_fault(w, page->data, "nest too deep");
}

static void test_unknown_words_are_named_with_their_line(void **state)
{
	struct world *w = *state;

	assert_fault(w, "<p>\n{{titel}}</p>", "www/templates/page.html:2: \"titel\"");
	assert_fault(w, "{{#rowz}}{{/rowz}}", "page.html:1: \"rowz\"");
	assert_fault(w, "{{Title}}", "\"Title\"");
	assert_fault(w, "{{}}", "\"\"");
	assert_fault(w, "a\nb\nc {{_ no.such}}", "page.html:3: \"no.such\" is not a key");
	assert_fault(w, "{{_ answers n=nobody}}", "\"nobody\"");
	assert_fault(w, "{{_ hello whom=user}}", "\"whom\" is not a placeholder");

	/* All of them in one go. */
	const char *faults = faults_of(w, "{{one}}\n{{two}}\n{{three}}");

	assert_non_null(strstr(faults, "page.html:1:"));
	assert_non_null(strstr(faults, "page.html:2:"));
	assert_non_null(strstr(faults, "page.html:3:"));
}

static void test_broken_tags(void **state)
{
	struct world *w = *state;

	assert_fault(w, "{{{title}}}", "no raw form");
	assert_fault(w, "{{&title}}", "no raw form");
	assert_fault(w, "<p>{{title</p>", "not closed by");
	assert_fault(w, "{{#rows}}\n\n", "page.html:1: the section opened here is not closed");
	assert_fault(w, "{{/rows}}", "closes nothing");
	assert_fault(w, "{{#rows}}{{#items}}{{/rows}}{{/items}}", "does not close the section");
	assert_fault(w, "\xff{{title}}", "not UTF-8");
	assert_fault(w, "<p>a < b</p>", "&lt;");
	assert_fault(w, "<p class=\"a\n", "ends inside a tag");
}

static void test_values_only_where_they_are_harmless(void **state)
{
	struct world *w = *state;

	assert_fault(w, "<p class={{title}}>", "write quotes");
	assert_fault(w, "<p class=a>", "write quotes");
	assert_fault(w, "<p {{title}}>", "no value can stand here");
	assert_fault(w, "<{{title}}>", "no value can stand here");
	assert_fault(w, "<!-- {{title}} -->", "no value can stand here");
	assert_fault(w, "<script>{{title}}</script>", "no value can stand here");
	assert_fault(w, "<script>alert(1)</script>", "blocked by the CSP");
	assert_fault(w, "<style></style>", "blocked by the CSP");
	assert_fault(w, "<p style=\"color:red\">", "blocked by the CSP");
	assert_fault(w, "<p onclick=\"x()\">", "blocked by the CSP");
	assert_fault(w, "<p>{{#active}}<b>{{/active}}<a href=\"{{#active}}\">{{/active}}",
		"same place of the HTML");
	assert_string_equal(render(w, "<script type=\"module\" src=\"/static/kiosk.js\"></script>"),
		"<script type=\"module\" src=\"/static/kiosk.js\"></script>");
}

static void test_addresses(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *url, *shown;
	} cases[] = {
		{"/s/crm?lang=sk&x=1", "/s/crm?lang=sk&amp;x=1"},
		{"?lang=sk", "?lang=sk"},
		{"#top", "#top"},
		{"https://example.org/", "https://example.org/"},
		{"javascript:alert(1)", "#"},
		{" javascript:alert(1)", "#"},
		{"java\nscript:alert(1)", "#"},
		{"data:text/html,x", "#"},
		{"//evil.example/", "#"},
		{"/\\evil.example/", "#"},
		{"/\t/evil.example/", "#"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char expected[200];

		node_text(w->root, V_HREF, cases[i].url);
		snprintf(expected, sizeof expected, "<a href=\"%s\">x</a>", cases[i].shown);
		assert_string_equal(render(w, "<a href=\"{{href}}\">x</a>"), expected);
	}
	/* A section in front does not hide that the value begins the address. */
	node_text(w->root, V_HREF, "javascript:alert(1)");
	assert_string_equal(render(w, "<a href=\"{{#role}}/{{/role}}{{href}}\">x</a>"),
		"<a href=\"#\">x</a>");
	assert_string_equal(render(w, "<form action=\"/s/{{href}}\"></form>"),
		"<form action=\"/s/javascript:alert(1)\"></form>");
	assert_fault(w, "<a href=\"{{_ hello}}\">", "part of an address");
}

static void test_translations(void **state)
{
	struct world *w = *state;

	node_text(w->root, V_USER, "<b>\"Eva\"");
	node_text(w->root, V_NAME, "Jan");
	assert_string_equal(render(w, "<p>{{_ hello}}</p>"),
		"<p>Hello &lt;b&gt;&quot;Eva&quot; &amp; co</p>");
	assert_string_equal(render_with(w, "<p title=\"{{_ hello user=name}}\"></p>", "", LANG_SK),
		"<p title=\"Ahoj Jan &amp; spol.\"></p>");
}

static void test_plurals(void **state)
{
	struct world *w = *state;
	static const struct {
		enum lang lang;
		int64_t n;
		const char *text;
	} cases[] = {
		{LANG_EN, 1, "1 answer"}, {LANG_EN, 0, "0 answers"}, {LANG_EN, 1200, "1,200 answers"},
		{LANG_SK, 1, "1 odpoveď"}, {LANG_SK, 3, "3 odpovede"}, {LANG_SK, 5, "5 odpovedí"},
		{LANG_PL, 22, "22 odpowiedzi"}, {LANG_IT, 1000000, "1.000.000 risposte"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		node_int(w->root, V_N, cases[i].n);
		assert_string_equal(render_with(w, "{{_ answers}}", "", cases[i].lang), cases[i].text);
	}
	node_int(w->root, V_N, 7);
	node_int(w->root, V_ANSWERED, 1);
	assert_string_equal(render(w, "{{_ answers n=answered}}"), "1 answer");
	assert_string_equal(render(w, "{{_ answers count=answered}}"), "1 answer");
	node_number(w->root, V_N, 2.5, 1);
	assert_string_equal(render_with(w, "{{_ answers}}", "", LANG_SK), "2,5 odpovede");
}

static void test_english_where_a_translation_is_missing(void **state)
{
	struct world *w = *state;

	node_int(w->root, V_N, 1);
	assert_string_equal(render_with(w, "<p>{{_ english}}</p>", "", LANG_ES),
		"<p><span lang=\"en\">Only &lt;English&gt;</span></p>");
	assert_string_equal(render_with(w, "<p>{{_ answers}}</p>", "", LANG_CA),
		"<p><span lang=\"en\">1 answer</span></p>");
	/* No markup where none may stand. */
	assert_string_equal(render_with(w, "<title>{{_ english}}</title><a title=\"{{_ english}}\"></a>",
		"", LANG_ES),
		"<title>Only &lt;English&gt;</title><a title=\"Only &lt;English&gt;\"></a>");
	assert_string_equal(render(w, "{{_ english}}"), "Only &lt;English&gt;");
}

static void test_white_space(void **state)
{
	struct world *w = *state;

	list_add(node_list(w->root, V_ROWS));
	node_text(w->root, V_TEXT, "x\n  y");
	assert_string_equal(render(w,
		"<ul>\n"
		"\t{{! rows of the list,\n\t     one a line }}\n"
		"\t{{#rows}}\n"
		"\t\t<li>{{text}}</li>\n"
		"\t{{/rows}}\n"
		"\n"
		"</ul>\n"), "<ul>\n<li>x\n  y</li>\n</ul>\n");
	assert_string_equal(render(w, "<textarea>\n  a {{text}}</textarea>"),
		"<textarea>\n  a x\n  y</textarea>");
	assert_string_equal(render(w, "<pre>\n  {{#rows}}\n  b\n{{/rows}}</pre>"),
		"<pre>\n  \n  b\n</pre>");
}

static void test_line_numbers_behind_silent_lines(void **state)
{
	struct world *w = *state;

	assert_fault(w, "{{! a\nb\nc }}\n{{#rows}}\n\n  <p>\n{{nowhere}}</p>{{/rows}}",
		"page.html:7: \"nowhere\"");
}

static void test_markup_comes_from_charts_only(void **state)
{
	struct world *w = *state;

	node_markup(w->root, V_CHART, chart_progress(w->arena, 1, 2, "half"));
	assert_non_null(strstr(render(w, "<p>{{chart}}</p>"), "<p><svg "));
	assert_string_equal(render(w, "<p title=\"{{chart}}\"></p>"), "<p title=\"\"></p>");
	assert_string_equal(render(w, "<title>{{chart}}</title>"), "<title></title>");
	assert_string_equal(render(w, "{{#chart}}y{{/chart}}{{^chart}}n{{/chart}}"), "y");
}

static void test_too_large_and_not_there(void **state)
{
	struct world *w = *state;
	const char *page = "<p>{{text}}</p>";
	struct view_source source = {"page", "page.html", page, strlen(page)};
	const struct view_set *set;
	struct buf *out = buf_new(w->arena, 16);

	node_text(w->root, V_TEXT, "0123456789");
	assert_int_equal(view_compile(w->arena, &source, 1, w->catalog, &w->faults, &set), OK);
	assert_int_equal(view_render(set, "page", LANG_EN, w->root, out), ERR_TOO_LARGE);
	assert_int_equal(out->len, 0);
	assert_int_equal(view_render(set, "nowhere", LANG_EN, w->root, out), ERR_NOT_FOUND);
}

/* Every payload list we were given, as a value in each place: the markup that
 * comes out is exactly the template's own. */
static void test_payloads_are_inert(void **state)
{
	struct world *w = *state;
	static const char *const lists[] = {
		"../shared/corpora/payloads/RSNAKE_XSS.txt",
		"../shared/corpora/payloads/xss_payloads_quick.txt",
		"../shared/corpora/blns/blns.txt",
	};
	const char *page = "<p title=\"{{text}}\">{{text}}</p>";
	size_t tried = 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		char *data;
		size_t len;

		if (file_read(w->arena, lists[i], 8 << 20, &data, &len) != OK)
			continue;
		for (char *line; (line = strsep(&data, "\n"));) {
			node_text(w->root, V_TEXT, line);

			const char *out = render(w, page);
			const char *title = out + strlen("<p title=\"");
			const char *text = title + strcspn(title, "\"");

			assert_memory_equal(text, "\">", 2);
			assert_null(memchr(title, '<', (size_t)(text - title)));
			text += 2;
			assert_string_equal(text + strcspn(text, "<"), "</p>");
			tried++;
		}
	}
	if (!tried)
		print_message("skipped: no payload lists beside the project\n");
}

static void put(struct world *w, const char *dir, const char *name, const char *text)
{
	const char *path = path_join(w->arena, dir, name);

	assert_int_equal(file_write(path, text, strlen(text), 0600), OK);
}

/* A designer finds a template in the room of its readers; pages call it by its name. */
static void templates_stand_in_rooms(void **state)
{
	struct world *w = *state;
	char dir[] = "/tmp/templates-XXXXXX";
	const char *room, *other;
	const struct view_set *set;
	struct buf *out = buf_new(w->arena, 1 << 20);

	assert_non_null(mkdtemp(dir));
	room = path_join(w->arena, dir, "room");
	other = path_join(w->arena, dir, "other");
	assert_int_equal(file_mkdirs(room), OK);
	assert_int_equal(file_mkdirs(other), OK);
	put(w, dir, "page.html", "<p>{{>part}}</p>\n");
	put(w, room, "part.html", "in a room\n");
	put(w, room, "notes.txt", "{{no template}}\n");
	assert_int_equal(view_load(w->arena, dir, w->catalog, &w->faults, &set), OK);
	assert_int_equal(view_render(set, "page", LANG_EN, w->root, out), OK);
	assert_string_equal(out->data, "<p>in a room</p>");
	put(w, other, "part.html", "and in another\n");
	assert_int_equal(view_load(w->arena, dir, w->catalog, &w->faults, &set), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "have one name"));
	unlink(path_join(w->arena, dir, "page.html"));
	unlink(path_join(w->arena, room, "part.html"));
	unlink(path_join(w->arena, room, "notes.txt"));
	unlink(path_join(w->arena, other, "part.html"));
	assert_int_equal(rmdir(room) | rmdir(other) | rmdir(dir), 0);
}

int main(void)
{
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(templates_stand_in_rooms),
		TEST(test_values_are_escaped),
		TEST(test_values_of_each_kind),
		TEST(test_sections),
		TEST(test_present_and_true),
		TEST(test_partials),
		TEST(test_recursion_is_bounded),
		TEST(test_work_is_bounded),
		TEST(test_recursion_follows_a_tree),
		TEST(test_deep_sections),
		TEST(test_unknown_words_are_named_with_their_line),
		TEST(test_broken_tags),
		TEST(test_values_only_where_they_are_harmless),
		TEST(test_addresses),
		TEST(test_translations),
		TEST(test_plurals),
		TEST(test_english_where_a_translation_is_missing),
		TEST(test_white_space),
		TEST(test_line_numbers_behind_silent_lines),
		TEST(test_markup_comes_from_charts_only),
		TEST(test_too_large_and_not_there),
		TEST(test_payloads_are_inert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
