/* Charts: well-formed, inert, readable without seeing them. */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "view/chart.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static size_t count(const char *html, const char *what)
{
	size_t n = 0;

	for (; (html = strstr(html, what)); html += strlen(what))
		n++;
	return n;
}

/* Tags nest and close, attributes are quoted, '&' begins an entity; only the
 * elements a chart is made of, no style and no event attribute. */
static void assert_well_formed(const char *html)
{
	static const char *const elements[] = {"svg", "title", "desc", "g", "rect", "line", "text",
		"circle"};
	char open[16][8];
	size_t depth = 0;

	assert_null(strstr(html, "style="));
	for (const char *p = html; *p; p++) {
		if (*p == '&')
			assert_true(strspn(p + 1, "abcdefghijklmnopqrstuvwxyz#0123456789") > 0 &&
				strchr(p, ';'));
		assert_int_not_equal(*p, '>');
		if (*p != '<')
			continue;

		bool closes = p[1] == '/', known = false;
		char name[8] = "";
		const char *q = p + 1 + closes;

		for (size_t i = 0; isalpha((unsigned char)*q) && i < 7; i++)
			name[i] = *q++;
		for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
			known |= strcmp(name, elements[i]) == 0;
		assert_true(known);
		while (*q && *q != '>' && *q != '/') {
			assert_int_equal(*q++, ' ');
			assert_true(strncmp(q, "on", 2) != 0);
			q += strspn(q, "abcdefghijklmnopqrstuvwxyz0123456789-");
			assert_memory_equal(q, "=\"", 2);
			q += 2;
			q += strcspn(q, "\"<>");
			assert_int_equal(*q++, '"');
		}
		if (closes) {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		} else if (*q != '/') {
			assert_true(depth < 16);
			memcpy(open[depth++], name, sizeof name);
		} else {
			q++;
		}
		assert_int_equal(*q, '>');
		p = q;
	}
	assert_int_equal(depth, 0);
}

static const char *draw(const struct chart_bar *bars, size_t n, double max)
{
	struct chart chart = {.id = "hours", .title = "Quotes cost 212 hours a week",
		.desc = "Hours a week, by activity", .bars = bars, .count = n, .max = max};
	const char *html = markup_html(chart_bars(a, &chart));

	assert_well_formed(html);
	return html;
}

static void test_bars(void **state)
{
	const struct chart_bar bars[] = {
		{.label = "Prepare a quote", .text = "200 h", .value = 200},
		{.label = "Log calls", .text = "50 h", .value = 50, .tone = TONE_WARM},
		{.label = "Nothing", .text = "0 h", .value = 0},
	};
	const char *html = draw(bars, 3, 0);

	(void)state;
	assert_int_equal(count(html, "<rect"), 2);
	assert_non_null(strstr(html, "width=\"100%\" height=\"16\""));
	assert_non_null(strstr(html, "class=\"bar-warm\""));
	assert_non_null(strstr(html, "width=\"25%\""));
	assert_non_null(strstr(html, ">Prepare a quote</text>"));
	assert_non_null(strstr(html, ">200 h</text>"));
	assert_non_null(strstr(html, ">0 h</text>"));
	assert_non_null(strstr(draw(bars, 2, 400), "width=\"50%\" height=\"16\""));
}

static void test_for_screen_readers(void **state)
{
	const struct chart_bar bar = {.label = "x", .text = "1 h", .value = 1};
	const char *html = draw(&bar, 1, 0);

	(void)state;
	assert_non_null(strstr(html, "role=\"img\""));
	assert_non_null(strstr(html, "aria-labelledby=\"hours-title\""));
	assert_non_null(strstr(html, "<title id=\"hours-title\">Quotes cost 212 hours a week</title>"));
	assert_non_null(strstr(html, "<desc id=\"hours-desc\">Hours a week, by activity</desc>"));
	assert_non_null(strstr(html, "<title>x: 1 h</title>"));
}

static void test_whiskers(void **state)
{
	const struct chart_bar bars[] = {
		{.label = "a", .text = "60 h", .value = 60, .interval = true, .lo = 20, .hi = 100},
		{.label = "b", .text = "30 h", .value = 30},
		{.label = "c", .text = "30 h", .value = 30, .interval = true, .lo = (double)NAN, .hi = 40},
	};
	const char *html = draw(bars, 3, 0);

	(void)state;
	assert_int_equal(count(html, "class=\"whisker\""), 3);
	assert_non_null(strstr(html, "class=\"whisker\" x1=\"20%\""));
	assert_non_null(strstr(html, "x2=\"100%\""));
	/* The text stands behind the whisker, not on it. */
	assert_non_null(strstr(html, "class=\"chart-value\" x=\"100%\""));
}

static void test_odd_values(void **state)
{
	const struct chart_bar bars[] = {
		{.label = "nan", .text = "", .value = (double)NAN},
		{.label = "inf", .text = "∞", .value = (double)INFINITY},
		{.label = "negative", .text = "−1", .value = -1},
		{.label = NULL, .text = NULL, .value = 2},
	};

	(void)state;
	assert_null(strstr(draw(bars, 4, 0), "=\"nan"));
	assert_null(strstr(draw(bars, 3, 0), "=\"inf"));
	draw(bars, 4, (double)NAN);
	assert_int_equal(count(draw(bars, 0, 0), "<text"), 0);
}

static void test_long_labels(void **state)
{
	char label[4000];
	const struct chart_bar bar = {.label = label, .text = label, .value = 1};
	const char *html;

	(void)state;
	/* Words wrap; what does not fit is cut, and whole up to a bound in the title. */
	snprintf(label, sizeof label, "%s", "Check a lead for duplicates, qualify it and assign it");
	html = draw(&bar, 1, 0);
	assert_non_null(strstr(html, ">Check a lead for duplicates, qualify</text>"));
	assert_non_null(strstr(html, ">it and assign it</text>"));
	assert_non_null(strstr(html, "<title>Check a lead for duplicates, qualify it and assign it:"));

	/* One word of 1,000 characters of four bytes: never cut inside a character. */
	for (size_t i = 0; i < 999; i++)
		memcpy(label + 4 * i, "\xf0\x9f\x98\x80", 5);
	html = draw(&bar, 1, 0);
	assert_int_equal(count(html, "class=\"chart-label\""), 3);
	assert_non_null(strstr(html, "\xf0\x9f\x98\x80\xe2\x80\xa6</text>"));
	for (const char *p = html; (p = strchr(p, '\xf0')); p++)
		assert_memory_equal(p, "\xf0\x9f\x98\x80", 4);

	memset(label, '"', sizeof label - 1);
	label[sizeof label - 1] = '\0';
	draw(&bar, 1, 0);
}

static void try_hostile(const char *text)
{
	const struct chart_bar bar = {.label = text, .text = text, .value = 1};
	struct chart chart = {.id = text, .title = text, .desc = text, .bars = &bar, .count = 1};

	assert_well_formed(markup_html(chart_bars(a, &chart)));
	assert_well_formed(markup_html(chart_progress(a, 1, 2, text)));
}

static void test_hostile_texts_are_inert(void **state)
{
	static const char *const lists[] = {
		"../shared/corpora/payloads/RSNAKE_XSS.txt",
		"../shared/corpora/payloads/xss_payloads_quick.txt",
		"../shared/corpora/blns/blns.txt",
	};

	(void)state;
	try_hostile("</text></svg><script>alert(1)</script>");
	try_hostile("\" onload=\"alert(1)");
	try_hostile("]]><!--&amp;");
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		char *data, *line;
		size_t len;

		if (file_read(a, lists[i], 8 << 20, &data, &len) != OK) {
			print_message("skipped: %s is not beside the project\n", lists[i]);
			continue;
		}
		while ((line = strsep(&data, "\n"))) {
			/* The checker looks for "style=" as a chart would write it. */
			if (!strstr(line, "style="))
				try_hostile(line);
		}
	}
}

static void test_progress(void **state)
{
	const char *html = markup_html(chart_progress(a, 38, 57, "38 of 57 answered"));

	(void)state;
	assert_well_formed(html);
	assert_non_null(strstr(html, "aria-label=\"38 of 57 answered\""));
	assert_non_null(strstr(html, "width=\"66.67%\""));
	assert_non_null(strstr(markup_html(chart_progress(a, 3, 0, "")), "bar-plain\" width=\"0%\""));
	assert_non_null(strstr(markup_html(chart_progress(a, 9, 3, "")), "bar-plain\" width=\"100%\""));
}

static void points_stand_where_their_figures_say(void **state)
{
	const struct chart_point points[] = {
		{"1", "Quotes <b>: 5 days, 100 h", 5, 100, TONE_STRONG},
		{"2", "Leads: 50 days, 10 h", 50, 10, TONE_PLAIN},
		{"3", "no effort given", 0, 10, TONE_PLAIN},
	};
	const struct chart_plane plane = {.id = "effort", .title = "Effort & hours",
		.x_name = "days", .y_name = "hours", .points = points, .count = 3};
	const struct markup *m = chart_points(a, &plane);
	const char *html = markup_html(m);

	(void)state;
	assert_well_formed(html);
	/* The cheap one that saves most at the upper left, the other at the lower right. */
	assert_non_null(strstr(html, "cx=\"4%\" cy=\"28\""));
	assert_non_null(strstr(html, "cx=\"92%\" cy=\"296\""));
	assert_null(strstr(html, "no effort given"));
	assert_non_null(strstr(html, "Quotes &lt;b&gt;"));
	assert_null(strstr(html, "style="));
}

static void one_point_is_no_plane(void **state)
{
	const struct chart_point point = {"1", "alone", 5, 100, TONE_PLAIN};
	const struct chart_plane plane = {.id = "effort", .points = &point, .count = 1};

	(void)state;
	assert_null(chart_points(a, &plane));
}

int main(void)
{
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(points_stand_where_their_figures_say, setup, teardown),
		cmocka_unit_test_setup_teardown(one_point_is_no_plane, setup, teardown),
		TEST(test_bars),
		TEST(test_for_screen_readers),
		TEST(test_whiskers),
		TEST(test_odd_values),
		TEST(test_long_labels),
		TEST(test_hostile_texts_are_inert),
		TEST(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
