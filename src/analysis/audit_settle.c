/*
 * More answers, simulated. Owns when two places are settled and which numbers are
 * tried; the draws are audit_draw's.
 */
#include "analysis/audit_settle.h"

#include <math.h>
#include <string.h>

#include "analysis/distribution.h"
#include "audit_rank.h"
#include "audit_run.h"
#include "base/arena.h"
#include "rank_sets.h"

#define SIMULATIONS 200
#define NEAR 0.8		/* of the least difference, to be tried */
/* Draws that units are made for: with so many, departments over `groups`
 * respondents come in groups, and the simulations stay quick. */
#define UNITS_FOR 50000
/* Added to the seed, so that simulations are other draws than the list's. */
#define SEED_SPREAD 0x5e771eu
#define SEED_MORE 0x303e0u

static const size_t tried[] = {5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500};
#define TRIED (sizeof tried / sizeof *tried)

struct pair {
	size_t upper, lower;	/* ranked functions in code order */
	double diff, variance;	/* of the list; its variance over the draws */
};

struct settling {
	struct arena *room;
	struct run run;
	struct units units;
	const struct audit_result *r;
	double chosen[AUDIT_CRITERIA];
	struct pair *pairs;
	struct audit_settle *list;
	size_t count;
};

/* Scores of every ranked function in every draw. */
static double *score(const struct settling *s, struct arena *a, const struct audit_draws *draws)
{
	double *scores = arena_array(a, draws->n_functions * draws->boot, sizeof *scores);
	size_t i = 0;

	for (size_t f = 0; f < s->r->n_functions; f++) {
		double u[AUDIT_CRITERIA];

		if (s->r->functions[f].unranked != AUDIT_RANKED)
			continue;
		audit_overall_u(&s->r->overall[s->r->functions[f].row], u);
		for (size_t b = 0; b < draws->boot; b++) {
			for (size_t c = 0; c < AUDIT_DRAWN; c++)
				u[c] = draws->u[c][i * draws->boot + b];
			scores[i * draws->boot + b] = audit_score_of(u, s->chosen, s->r->active);
		}
		i++;
	}
	return scores;
}

static double variance_of(const double *scores, const struct pair *p, size_t boot)
{
	double sd = draws_sd_difference(scores + p->upper * boot, scores + p->lower * boot, boot);

	return sd * sd;
}

/* What differences must exceed, in standard errors, with `more` answers. */
static double critical(const struct settling *s, size_t more)
{
	double df = (double)(s->r->n + more);

	for (size_t d = 0; d < s->r->n_departments; d++)
		df -= s->r->departments[d].n > 0;
	return t_quantile((1 + s->run.p->level) / 2, fmax(df, 1));
}

static void find_pairs(struct settling *s, const struct audit_draws *draws, size_t places)
{
	const double *scores = score(s, s->room, draws);
	size_t *position = arena_array(s->room, s->r->n_overall, sizeof *position), i = 0;
	double c = critical(s, 0);

	for (size_t f = 0; f < s->r->n_functions; f++)
		if (s->r->functions[f].unranked == AUDIT_RANKED)
			position[s->r->functions[f].row] = i++;
	s->count = s->r->n_listed > 0 ? s->r->n_listed - 1 : 0;
	if (places && places < s->count)
		s->count = places;
	s->pairs = arena_array(s->room, s->count, sizeof *s->pairs);
	for (i = 0; i < s->count; i++) {
		struct pair *p = &s->pairs[i];

		*p = (struct pair){position[i], position[i + 1],
			s->r->overall[i].score - s->r->overall[i + 1].score, 0};
		p->variance = variance_of(scores, p, draws->boot);
		s->list[i] = (struct audit_settle){.upper = i, .lower = i + 1,
			.settled = p->diff > c * sqrt(p->variance), .department = SIZE_MAX};
	}
}

/* Draw from one department only: scores, from `a`. */
static enum err simulate(struct settling *s, struct arena *a, size_t d, size_t take,
	uint64_t seed, double **scores)
{
	size_t *takes = arena_array(a, s->units.n_departments, sizeof *takes);
	struct draw_from from = {.base = &s->run.base, .functions = s->run.functions,
		.cells = s->run.cells,
		.result = &s->run.r, .units = &s->units, .boot = SIMULATIONS,
		.seed = s->run.p->seed + seed, .take = takes};
	struct audit_draws draws;
	enum err e;

	for (size_t i = 0; i < s->units.n_departments; i++)
		takes[i] = i == d ? take : TAKE_ALL;
	e = audit_draw(a, &from, &draws);
	if (e == OK)
		*scores = score(s, a, &draws);
	return e;
}

/* The least difference that is settled with `more` answers. `own`: the part of the
 * pair's variance that is the department's, which shrinks. */
static double least(const struct settling *s, const struct pair *p, double own, size_t d,
	size_t more)
{
	double n = (double)s->r->departments[d].n;

	return critical(s, more)
		* sqrt(fmax(p->variance - own, 0) + own * n / (n + (double)more));
}

/* Whether so many answers settle a pair in most simulations. */
static bool settles(const struct settling *s, const struct pair *p, const double *scores,
	double own, size_t d, size_t more)
{
	double enough = least(s, p, own, d, more);
	size_t settled = 0;

	for (size_t b = 0; b < SIMULATIONS; b++)
		settled += fabs(scores[p->upper * SIMULATIONS + b]
			- scores[p->lower * SIMULATIONS + b]) > enough;
	return 2 * settled > SIMULATIONS;
}

/* How many more could answer. */
static size_t limit_of(const struct audit_department_result *d)
{
	double left = d->population - (double)d->n;

	if (d->headcount_blank)
		return tried[TRIED - 1];
	return left > 0 ? (size_t)fmin(left, (double)tried[TRIED - 1]) : 0;
}

/* Whether a pair is worth trying `more` answers of a department for: simulations
 * lie around the difference there is, so one well short of the least is settled in
 * few of them. */
static bool open_for(const struct settling *s, size_t i, double own, size_t d, size_t more)
{
	const struct audit_settle *now = &s->list[i];
	const struct pair *p = &s->pairs[i];

	if (now->settled || (now->department != SIZE_MAX && now->more <= more))
		return false;
	return p->diff > NEAR * least(s, p, own, d, more);
}

static enum err try_more(struct settling *s, struct arena *a, size_t d, const double *own,
	size_t more)
{
	/* With groups of respondents as units, as many more as that is groups. */
	double per_unit = (double)s->r->departments[d].n / (double)s->units.count[d];
	size_t take = s->units.count[d] + (size_t)ceil((double)more / per_unit);
	bool any = false;
	double *scores;
	enum err e;

	for (size_t i = 0; i < s->count; i++)
		any = any || open_for(s, i, own[i], d, more);
	if (!any)
		return OK;
	e = simulate(s, a, d, take, SEED_MORE + more, &scores);
	for (size_t i = 0; e == OK && i < s->count; i++)
		if (open_for(s, i, own[i], d, more)
			&& settles(s, &s->pairs[i], scores, own[i], d, more)) {
			s->list[i].department = d;
			s->list[i].more = more;
		}
	return e;
}

static enum err try_department(struct settling *s, size_t d)
{
	struct arena *a = arena_new();
	double *own = arena_array(s->room, s->count, sizeof *own), *scores;
	size_t units = s->units.count[d], limit = limit_of(&s->r->departments[d]);
	enum err e = OK;

	if (units > 1 && limit >= tried[0]) {
		e = simulate(s, a, d, units - 1, SEED_SPREAD, &scores);
		for (size_t i = 0; e == OK && i < s->count; i++)
			own[i] = variance_of(scores, &s->pairs[i], SIMULATIONS);
		for (size_t i = 0; e == OK && i < TRIED && tried[i] <= limit; i++) {
			arena_reset(a);
			e = try_more(s, a, d, own, tried[i]);
		}
	}
	arena_free(a);
	return e;
}

enum err audit_settle(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const struct audit_result *r,
	const struct audit_draws *draws, size_t places, struct audit_settle **out,
	size_t *count)
{
	struct settling s = {.room = arena_new(), .r = r};
	enum err e;

	s.run = (struct run){.keep = s.room, .room = s.room, .in = in, .p = p};
	s.list = arena_array(a, r->n_overall, sizeof *s.list);
	audit_chosen_weights(p, s.chosen);
	e = audit_run(&s.run);
	if (e == OK) {
		s.units = audit_units(s.room, in, &s.run.prep, p, UNITS_FOR);
		if (draws->boot > 0)
			find_pairs(&s, draws, places);
		for (size_t d = 0; e == OK && d < r->n_departments; d++)
			e = try_department(&s, d);
	}
	if (e == OK) {
		*out = s.list;
		*count = s.count;
	}
	arena_free(s.room);
	return e;
}

/* ---- without flagged answers ---- */

static bool among_first(const struct audit_result *r, const char *code, size_t k)
{
	for (size_t i = 0; i < r->n_overall; i++)
		if (strcmp(r->overall[i].code, code) == 0)
			return !r->overall[i].apart && r->overall[i].rank <= k;
	return false;
}

/* Codes among the first k of one list and not of the other. */
static const char **missing(struct arena *a, const struct audit_result *of,
	const struct audit_result *in, size_t k, size_t *n)
{
	const char **codes = arena_array(a, of->n_overall, sizeof *codes);

	*n = 0;
	for (size_t i = 0; i < of->n_overall; i++)
		if (!of->overall[i].apart && of->overall[i].rank <= k && !among_first(in, of->overall[i].code, k))
			codes[(*n)++] = of->overall[i].code;
	return codes;
}

/* The list without draws, with those apart that are. */
static enum err plain_list(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const bool *apart, struct audit_result *out)
{
	enum err e = audit_compute(a, in, p, out);

	if (e || !apart)
		return e;
	return audit_hold_apart(a, out, NULL, p, apart,
		arena_array(a, out->n_dept + 1, sizeof(bool)), out);
}

enum err audit_without(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const bool *flagged, const bool *apart,
	struct audit_without *out)
{
	struct arena *room = arena_new();
	struct audit_respondent *respondents =
		arena_array(room, in->n_respondents, sizeof *respondents);
	struct audit_input less = *in;
	struct audit_params plain = *p;
	struct audit_result all, rest;
	struct audit_without w = {0};
	enum err e;

	plain.boot = 0;
	for (size_t i = 0; i < in->n_respondents; i++) {
		respondents[i] = in->respondents[i];
		if (flagged[i] && respondents[i].picks_done && !respondents[i].excluded)
			w.left_out++;
		respondents[i].excluded = respondents[i].excluded || flagged[i];
	}
	less.respondents = respondents;
	e = plain_list(room, in, &plain, apart, &all);
	if (e == OK)
		e = plain_list(room, &less, &plain, apart, &rest);
	if (e == OK) {
		w.enter = missing(a, &rest, &all, p->top_k, &w.n_enter);
		w.leave = missing(a, &all, &rest, p->top_k, &w.n_leave);
		w.changes = w.n_enter || w.n_leave;
		*out = w;
	}
	arena_free(room);
	return e;
}
