/*
 * Hours really saved: one function in two rounds of the audit. Owns the interval
 * of a difference of two independent sets of draws.
 */
#include <math.h>
#include <string.h>

#include "analysis/distribution.h"
#include "analysis/packs.h"
#include "base/arena.h"
#include "rank_sets.h"

/* A round, and where its functions are in the draws. */
struct side {
	const struct audit_result *r;
	const struct audit_draws *draws;
	size_t *position;	/* of r->functions; ranked ones only */
	double *sum;		/* of all functions, per draw: M h */
};

static struct side side_of(struct arena *room, const struct audit_result *r,
	const struct audit_draws *draws)
{
	struct side s = {r, draws, arena_array(room, r->n_functions, sizeof *s.position), NULL};
	size_t i = 0;

	s.sum = arena_array(room, draws ? draws->boot : 0, sizeof *s.sum);
	for (size_t f = 0; f < r->n_functions; f++)
		if (r->functions[f].unranked == AUDIT_RANKED)
			s.position[f] = i++;
	return s;
}

static double hours_each(const struct side *s, size_t f)
{
	const struct audit_overall_row *row = &s->r->overall[s->r->functions[f].row];

	return row->hours_now / row->doers_pop;
}

/* Variance of M h over the draws, M held: people in whom nobody was drawn keep
 * the hours of the whole sample. */
static double add_draws(struct arena *room, struct side *s, size_t f, double people)
{
	size_t boot = s->draws ? s->draws->boot : 0;
	double *hours = arena_array(room, boot, sizeof *hours), sd;

	for (size_t b = 0; b < boot; b++) {
		size_t at = s->position[f] * boot + b;
		double each = s->draws->people[at] > 0 ?
			s->draws->now[at] / s->draws->people[at] : hours_each(s, f);

		hours[b] = people * each;
		s->sum[b] += hours[b];
	}
	if (boot < 2)
		return NAN;
	sd = draws_sd(hours, boot);
	return sd * sd;
}

static struct interval around(double diff, double variance, double level)
{
	double half = normal_quantile((1 + level) / 2) * sqrt(variance);

	return (struct interval){diff - half, diff + half};
}

/* The function of that code, ranked; SIZE_MAX. */
static size_t find(const struct audit_result *r, const char *code)
{
	for (size_t f = 0; f < r->n_functions; f++)
		if (strcmp(r->functions[f].code, code) == 0)
			return r->functions[f].unranked == AUDIT_RANKED ? f : SIZE_MAX;
	return SIZE_MAX;
}

static double sum_variance(const struct side *s)
{
	size_t boot = s->draws ? s->draws->boot : 0;
	double sd = boot > 1 ? draws_sd(s->sum, boot) : NAN;

	return sd * sd;
}

void realised_hours(struct arena *a, const struct audit_result *before,
	const struct audit_draws *before_draws, const struct audit_result *after,
	const struct audit_draws *after_draws, double level, struct realised **list,
	size_t *count, struct realised *sum)
{
	struct arena *room = arena_new();
	struct side first = side_of(room, before, before_draws);
	struct side second = side_of(room, after, after_draws);
	struct realised *out = arena_array(a, before->n_functions, sizeof *out);
	struct realised all = {.before = SIZE_MAX, .after = SIZE_MAX, .people = NAN,
		.h_before = NAN, .h_after = NAN};

	*count = 0;
	for (size_t f = 0; f < before->n_functions; f++) {
		const char *code = before->functions[f].code;
		size_t g = find(after, code);
		struct realised r = {.code = code};
		double variance;

		if (before->functions[f].unranked != AUDIT_RANKED || g == SIZE_MAX)
			continue;
		r.before = before->functions[f].row;
		r.after = after->functions[g].row;
		r.people = before->overall[r.before].doers_pop;
		r.h_before = hours_each(&first, f);
		r.h_after = hours_each(&second, g);
		r.saved = r.people * (r.h_before - r.h_after);
		variance = add_draws(room, &first, f, r.people)
			+ add_draws(room, &second, g, r.people);
		r.at = around(r.saved, variance, level);
		all.saved += r.saved;
		out[(*count)++] = r;
	}
	all.at = around(all.saved, sum_variance(&first) + sum_variance(&second), level);
	arena_free(room);
	*list = out;
	*sum = all;
}
