/* Ranges and hiding. */
#include "summary_parts.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "form/form.h"

#define BINS 10		/* about as many ranges as a reader takes in */

void summary_hide_choices(struct arena *a, struct question_summary *q, int min_cell)
{
	struct privacy_group *groups = arena_array(a, q->part_count + 1, sizeof *groups);
	enum cell_state *state = arena_array(a, q->part_count + 1, sizeof *state);

	for (size_t i = 0; i < q->part_count; i++) {
		size_t n = q->parts[i].count;

		groups[i] = (struct privacy_group){q->parts[i].choice->name, n, n, false};
		/* Of several answers each stands alone: no sum gives one away. */
		state[i] = !n ? CELL_EMPTY :
			n < privacy_k((size_t)min_cell) ? CELL_PRIMARY : CELL_SHOWN;
	}
	if (question_answer(q->question) == ANSWER_CODE)
		privacy_suppress(groups, q->part_count, (size_t)min_cell, state, NULL);
	for (size_t i = 0; i < q->part_count; i++)
		q->parts[i].state = state[i];
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A step people count in (1, 2, 5 times a power of ten) that cuts `span` into about
 * BINS ranges. */
static double nice_step(double span)
{
	double power = pow(10, floor(log10(span / BINS))), part = span / BINS / power;

	return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

/* The end of the run of values that share the first one's range. */
static size_t range_end(const double *values, size_t from, size_t count, double step)
{
	double bin = step > 0 ? floor(values[from] / step) : 0;
	size_t i = from + 1;

	while (i < count && (step > 0 ? floor(values[i] / step) == bin : values[i] == values[from]))
		i++;
	return i;
}

/* Cut sorted values by `step` (0: at each value) into ranges of enough people. */
static void cut(struct arena *a, struct question_summary *q, const double *values,
	size_t count, double step, size_t k)
{
	q->parts = arena_array(a, count / k + 1, sizeof *q->parts);
	q->part_count = 0;
	for (size_t i = 0; i < count;) {
		size_t end = range_end(values, i, count, step);
		struct summary_part *p;

		while (end - i < k && end < count)
			end = range_end(values, end, count, step);
		/* What is left at the end goes to the range before. */
		if (count - end < k)
			end = count;
		p = &q->parts[q->part_count++];
		*p = (struct summary_part){.from = values[i], .to = values[end - 1],
			.count = end - i, .mean_place = NAN, .state = CELL_SHOWN};
		i = end;
	}
}

static size_t distinct(const double *values, size_t count)
{
	size_t n = count > 0;

	for (size_t i = 1; i < count; i++)
		n += values[i] != values[i - 1];
	return n;
}

void summary_numbers(struct arena *a, struct question_summary *q, double *values,
	size_t count, int min_cell)
{
	size_t k = privacy_k((size_t)min_cell);
	double sum = 0, span;

	if (count < k)
		return;
	qsort(values, count, sizeof *values, by_value);
	for (size_t i = 0; i < count; i++)
		sum += values[i];
	q->mean = sum / (double)count;
	q->median = (values[(count - 1) / 2] + values[count / 2]) / 2;
	span = values[count - 1] - values[0];
	cut(a, q, values, count, distinct(values, count) <= 2 * BINS || !(span > 0) ? 0
		: nice_step(span), k);
}

static const char *month_text(struct arena *a, double month)
{
	return arena_printf(a, "%04d-%02d", (int)(month / 12), (int)fmod(month, 12) + 1);
}

void summary_months(struct arena *a, struct question_summary *q, double *months,
	size_t count, int min_cell)
{
	size_t k = privacy_k((size_t)min_cell);

	if (count < k)
		return;
	qsort(months, count, sizeof *months, by_value);
	cut(a, q, months, count, distinct(months, count) <= 2 * BINS ? 0
		: nice_step(months[count - 1] - months[0]), k);
	for (size_t i = 0; i < q->part_count; i++) {
		q->parts[i].first = month_text(a, q->parts[i].from);
		q->parts[i].last = month_text(a, q->parts[i].to);
	}
}
