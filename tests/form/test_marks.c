/*
 * Marks: hostile texts. What each mark reads as is told by tests/vectors/marks.csv, for
 * tests/view/test_runs.c and the browser's module.
 */
#include "forms.h"

#include <time.h>

#include "base/prng.h"
#include "base/runs.h"
#include "base/text.h"
#include "../../src/form/marks.h"

#define LENGTH (64u << 10)

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static const char *repeated(struct arena *a, const char *part, size_t len)
{
	char *out = arena_alloc(a, len + 1);

	for (size_t i = 0; i < len; i++)
		out[i] = part[i % strlen(part)];
	return out;
}

static void long_runs_take_linear_time(void **state)
{
	static const char *const parts[] = {"*", "_", "*a", "a*", "*a ", "a* ", "**a ", "a** ",
		"***a", "_*", "*_", "[", "](", "[a](", "[a](b", "\\", "#", "# ", "${", "${a", "\n",
		"\n# ", "* **", "** a\n", "x ** ", "<b>", "_a **b "};

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct arena *a = arena_new();
		struct mark_piece *pieces;
		const char *text = repeated(a, parts[i], LENGTH);
		double begun = seconds(), took;

		marks_read(a, text, &pieces);
		took = seconds() - begun;
		/* Of the square of its length it would be many seconds. */
		if (took > 0.5)
			fail_msg("64 KB of “%s” took %.3f s", parts[i], took);
		arena_free(a);
	}
}

/* Bytes that a text does not have in common with what it reads as. */
static bool is_sign(char c)
{
	return c && strchr("*_#\\[]() \t\r\n${}", c);
}

/* Nothing but signs and blanks gets lost, and nothing is made up: of random texts. */
static void letters_stay(void **state)
{
	static const char *const parts[] = {"*", "**", "***", "_", "__", "#", "## ", "\\", "[", "](",
		")", " ", "\n", "\r\n", "a", "b1", "é", "😀", "<b>", "&", "${a}", "${", "。", "ع"};
	struct prng rng;

	(void)state;
	prng_init(&rng, 11, PRNG_STREAM);
	for (int round = 0; round < 20000; round++) {
		struct arena *a = arena_new();
		struct buf *text = buf_new(a, 4096), *letters = buf_new(a, 4096);
		struct mark_piece *pieces;
		size_t count, n = 1 + prng_bounded(&rng, 24);
		const char *at;

		for (size_t i = 0; i < n; i++)
			buf_puts(text, parts[prng_bounded(&rng, sizeof parts / sizeof *parts)]);
		count = marks_read(a, text->data, &pieces);
		for (size_t i = 0; i < count; i++) {
			assert_true(utf8_valid(pieces[i].text, strlen(pieces[i].text)));
			assert_true(pieces[i].ref || *pieces[i].text);
			assert_true(pieces[i].heading <= 6);
			assert_null(strchr(pieces[i].text, '\r'));
			buf_puts(letters, pieces[i].text);
		}
		at = letters->data;
		for (const char *p = text->data; *p; p++) {
			if (is_sign(*p))
				continue;
			while (*at && *at != *p && is_sign(*at))
				at++;
			if (*at++ != *p)
				fail_msg("“%s” reads as “%s”", text->data, letters->data);
		}
		while (*at)
			assert_true(is_sign(*at++));
		arena_free(a);
	}
}

static void line_ends_of_other_systems(void **state)
{
	struct arena *a = arena_new();
	struct mark_piece *pieces;

	(void)state;
	assert_int_equal(marks_read(a, "a\r\nb\r*c*", &pieces), 2);
	assert_string_equal(pieces[0].text, "a\nb\n");
	assert_string_equal(pieces[1].text, "c");
	assert_int_equal(pieces[1].style, RUN_EM);
	arena_free(a);
}

/* What a form of marks takes is bounded as its wording is. */
static void marks_count_as_wording(void **state)
{
	struct arena *a = arena_new();
	struct buf *csv = buf_new(a, 8u << 20);
	struct outcome o;

	(void)state;
	buf_puts(csv, "type,name,label\n");
	for (int i = 0; i < 100; i++)
		buf_printf(csv, "note,n%d,%s\n", i, repeated(a, "*a* ", 30000));
	o = read_texts(a, csv->data, NULL, NULL);
	assert_null(o.form);
	assert_non_null(strstr(o.faults_text, "passes 16 MiB"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_runs_take_linear_time),
		cmocka_unit_test(letters_stay),
		cmocka_unit_test(line_ends_of_other_systems),
		cmocka_unit_test(marks_count_as_wording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
