/* The tables in the order of ids, for those who write them out. */
#include "model/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A respondent's place in that order. */
struct sorted {
	uint64_t prefix;	/* of the id: nearly always enough */
	const char *id;
	uint32_t respondent;
};

static int by_id(const void *left, const void *right)
{
	const struct sorted *l = left, *r = right;

	if (l->prefix != r->prefix)
		return l->prefix < r->prefix ? -1 : 1;
	return strcmp(l->id, r->id);
}

static struct sorted *sorted_people(struct arena *a, const struct audit_input *in)
{
	struct sorted *order = arena_array(a, in->n_respondents + 1, sizeof *order);

	for (size_t i = 0; i < in->n_respondents; i++) {
		const char *id = in->respondents[i].id;

		order[i] = (struct sorted){0, id, (uint32_t)i};
		for (size_t c = 0; c < sizeof order->prefix && id[c]; c++)
			order[i].prefix |= (uint64_t)(unsigned char)id[c] << (56 - 8 * c);
	}
	if (in->n_respondents)
		qsort(order, in->n_respondents, sizeof *order, by_id);
	return order;
}

/* Where the rows of each respondent begin, as they stand one after the other: [people + 1]. */
static size_t *begins(struct arena *a, const uint32_t *respondent, size_t stride, size_t rows,
	size_t people)
{
	size_t *from = arena_array(a, people + 2, sizeof *from);

	for (size_t i = 0; i < rows; i++)
		from[*(const uint32_t *)(const void *)((const char *)respondent + i * stride) + 1]++;
	for (size_t i = 0; i < people; i++)
		from[i + 1] += from[i];
	return from;
}

static void order_people(struct arena *a, struct result_tables *t, const struct sorted *order)
{
	size_t n = t->input.n_respondents;
	struct audit_respondent *people = arena_array(a, n + 1, sizeof *people);
	struct quality_row *rows = arena_array(a, n + 1, sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		people[i] = t->input.respondents[order[i].respondent];
		rows[i] = t->quality.rows[order[i].respondent];
	}
	t->input.respondents = people;
	t->quality.rows = rows;
}

static void order_picks(struct arena *a, struct arena *room, struct audit_input *in,
	const struct sorted *order)
{
	struct audit_pick *picks;
	size_t *from, n = 0;

	if (!in->n_picks)
		return;
	picks = arena_array(a, in->n_picks, sizeof *picks);
	from = begins(room, &in->picks->respondent, sizeof *picks, in->n_picks, in->n_respondents);
	for (size_t i = 0; i < in->n_respondents; i++)
		for (size_t r = order[i].respondent, at = from[r]; at < from[r + 1]; at++)
			picks[n++] = (struct audit_pick){(uint32_t)i, in->picks[at].function};
	in->picks = picks;
}

static void order_details(struct arena *a, struct arena *room, struct audit_input *in,
	const struct sorted *order)
{
	struct audit_detail *details;
	size_t *from, n = 0;

	if (!in->n_details)
		return;
	details = arena_array(a, in->n_details, sizeof *details);
	from = begins(room, &in->details->respondent, sizeof *details, in->n_details,
		in->n_respondents);
	for (size_t i = 0; i < in->n_respondents; i++)
		for (size_t r = order[i].respondent, at = from[r]; at < from[r + 1]; at++) {
			details[n] = in->details[at];
			details[n++].respondent = (uint32_t)i;
		}
	in->details = details;
}

void results_by_id(struct arena *a, struct result_tables *t)
{
	struct arena *room = arena_new();
	const struct sorted *order = sorted_people(room, &t->input);

	order_picks(a, room, &t->input, order);
	order_details(a, room, &t->input, order);
	order_people(a, t, order);
	arena_free(room);
}
