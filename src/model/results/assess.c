/* How sure a list is: what would settle it, what flagged answers change, and whether
 * departments and respondents are of one mind. */
#include "model/results.h"

#include <math.h>

#include "base/arena.h"

/* Flagged once, and kept: too fast, or all alike (method G). */
static bool *flagged(struct arena *a, const struct priorities *p)
{
	size_t n = p->tables.input.n_respondents;
	bool *list = arena_array(a, n + 1, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = !p->tables.quality.rows[i].exclude &&
			(p->tables.quality.rows[i].flags & (QUALITY_SPEED | QUALITY_STRAIGHT));
	return list;
}

static bool has_wish(const struct audit_input *in, const struct audit_detail *d)
{
	return !isnan(d->want5) && !in->respondents[d->respondent].excluded;
}

/* Wishes by function; a function's own stand together. */
static void find_polarised(struct arena *a, struct priorities *p)
{
	const struct audit_input *in = &p->tables.input;
	struct arena *room = arena_new();
	/* Those of function f from from[f] to from[f + 1]. */
	size_t *from = arena_array(room, in->n_functions + 2, sizeof *from);
	bool *minds = arena_array(a, p->result.n_functions + 1, sizeof *minds);
	double *wishes;

	for (size_t i = 0; i < in->n_details; i++)
		if (has_wish(in, &in->details[i]))
			from[in->details[i].function + 2]++;
	for (size_t f = 2; f < in->n_functions + 2; f++)
		from[f] += from[f - 1];
	wishes = arena_array(room, from[in->n_functions + 1] + 1, sizeof *wishes);
	for (size_t i = 0; i < in->n_details; i++)
		if (has_wish(in, &in->details[i]))
			wishes[from[in->details[i].function + 1]++] = in->details[i].want5;
	for (size_t f = 0; f < p->result.n_functions; f++) {
		size_t at = p->result.functions[f].input;

		minds[f] = agree_polarised(wishes + from[at], from[at + 1] - from[at]);
	}
	arena_free(room);
	p->sure.polarised = minds;
}

/* In the order of codes. */
static bool *apart(struct arena *a, const struct priorities *p)
{
	bool *list = arena_array(a, p->result.n_functions + 1, sizeof *list);

	for (size_t i = 0; i < p->result.n_overall; i++)
		list[p->result.overall[i].function] = p->result.overall[i].apart;
	return list;
}

static bool *shown_departments(struct arena *a, const struct priorities *p)
{
	bool *take = arena_array(a, p->result.n_departments + 1, sizeof *take);

	for (size_t d = 0; d < p->result.n_departments; d++)
		take[d] = p->departments[d] == CELL_SHOWN;
	return take;
}

/* The list by each number of first ones. */
static enum err find_firsts(struct arena *a, struct priorities *p)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < FIRST_OFFERED; i++) {
		struct audit_params params = p->tables.params;

		params.top_k = first_offered[i];
		e = audit_reweigh(a, &p->result, &p->draws, &params, &p->sure.first[i]);
	}
	return e;
}

enum err priorities_assess(struct arena *a, struct priorities *p)
{
	struct assessment *s = &p->sure;
	enum err e = find_firsts(a, p);

	/* Single neighbours were rarely settled by what was said to settle them: lists of later
	 * versions of the method say nothing of them. */
	if (!e && p->draws.boot && p->tables.params.method_version == AUDIT_METHOD_FIRST)
		e = audit_settle(a, &p->tables.input, &p->tables.params, &p->result, &p->draws,
			p->tables.params.top_k + 1, &s->settle, &s->settle_count);
	if (!e)
		e = audit_without(a, &p->tables.input, &p->tables.params, flagged(a, p),
			apart(a, p), &s->without);
	if (e)
		return e;
	agree_departments(&p->result, shown_departments(a, p), AGREE_SEED, &s->agreement);
	find_polarised(a, p);
	return OK;
}
