/* Ranges of numbers and months are wide enough, and choices hide each other (method F). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "../../src/model/results/summary_parts.h"
#include "base/arena.h"
#include "base/prng.h"
#include "form/form.h"

static struct arena *a;

static int set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* Every range holds k people or more, none overlaps, and nobody is lost. */
static void check_ranges(const struct question_summary *q, size_t people, size_t k)
{
	size_t sum = 0;

	for (size_t i = 0; i < q->part_count; i++) {
		assert_true(q->parts[i].count >= k);
		assert_true(q->parts[i].from <= q->parts[i].to);
		if (i)
			assert_true(q->parts[i].from > q->parts[i - 1].to);
		sum += q->parts[i].count;
	}
	assert_int_equal(sum, people);
}

static void ranges_hold_enough_people(void **state)
{
	struct prng r;

	(void)state;
	prng_seed(&r, 7);
	for (int run = 0; run < 500; run++) {
		size_t n = prng_bounded(&r, 200), k = 3 + prng_bounded(&r, 6);
		double *values = arena_array(a, n + 1, sizeof *values);
		struct question_summary q = {0};

		for (size_t i = 0; i < n; i++)
			values[i] = run % 2 ? prng_bounded(&r, 7) : prng_bounded(&r, 100000) / 7.0;
		summary_numbers(a, &q, values, n, (int)k);
		if (n < k)
			assert_int_equal(q.part_count, 0);
		else
			check_ranges(&q, n, k);
	}
}

static void mean_and_median(void **state)
{
	double values[] = {9, 1, 2, 3, 5, 4};
	struct question_summary q = {0};

	(void)state;
	summary_numbers(a, &q, values, 6, 5);
	assert_float_equal(q.mean, 4, 1e-12);
	assert_float_equal(q.median, 3.5, 1e-12);
	/* Six people, five a group: one range. */
	assert_int_equal(q.part_count, 1);
}

static void months_have_names(void **state)
{
	double months[10];
	struct question_summary q = {0};

	(void)state;
	for (size_t i = 0; i < 10; i++)
		months[i] = 12 * 2026 + (i < 5 ? 0 : 11);
	summary_months(a, &q, months, 10, 5);
	assert_int_equal(q.part_count, 2);
	assert_string_equal(q.parts[0].first, "2026-01");
	assert_string_equal(q.parts[1].last, "2026-12");
}

static void choices_hide_each_other(void **state)
{
	struct choice choices[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}};
	struct question one = {.type = Q_SELECT_ONE}, several = {.type = Q_SELECT_MULTIPLE};
	struct summary_part parts[] = {
		{.choice = &choices[0], .count = 20}, {.choice = &choices[1], .count = 6},
		{.choice = &choices[2], .count = 2}, {.choice = &choices[3], .count = 0},
	};
	struct question_summary q = {.question = &one, .parts = parts, .part_count = 4};

	(void)state;
	summary_hide_choices(a, &q, 5);
	assert_int_equal(parts[0].state, CELL_SHOWN);
	/* 28 less 20 would give the two away: the six go too. */
	assert_int_equal(parts[1].state, CELL_SECONDARY);
	assert_int_equal(parts[2].state, CELL_PRIMARY);
	assert_int_equal(parts[3].state, CELL_EMPTY);
	/* Of several answers no sum tells. */
	q.question = &several;
	summary_hide_choices(a, &q, 5);
	assert_int_equal(parts[1].state, CELL_SHOWN);
	assert_int_equal(parts[2].state, CELL_PRIMARY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_hold_enough_people),
		cmocka_unit_test(mean_and_median),
		cmocka_unit_test(months_have_names),
		cmocka_unit_test(choices_hide_each_other),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
