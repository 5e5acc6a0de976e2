/*
 * More answers, simulated (B.8). Owns who is taken to answer and how clear places are
 * counted; the formulas are audit_score's, the rank sets rank_sets'.
 *
 * A copy of somebody is not another row: they count once more. So the sums of a
 * simulation are those of the sample under other multiplicities.
 */
#include "analysis/audit_more.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "analysis/prng.h"
#include "audit_method.h"
#include "audit_rank.h"
#include "audit_run.h"
#include "base/arena.h"
#include "rank_sets.h"

#define SIMULATIONS 50
#define DRAWS 200
/* The goal is reached when no more than this is lacking, in places. */
#define LACKING 0.5

static const size_t tried[] = {5, 10, 20, 50, 100};
#define TRIED (sizeof tried / sizeof *tried)

struct simulating {
	struct arena *room;
	struct run run;
	struct units units;
	const struct audit_result *r;
	double chosen[AUDIT_CRITERIA];
	double *picks, *timed;		/* of each person: functions picked, and timed */
	size_t *missing, all_missing;	/* of each department who did not answer; their sum */
	size_t *share;			/* of each department who answer now */
	/* Of one simulation. */
	struct prng prng;
	double *times;			/* how often each person answers */
	uint32_t **copies;		/* of each department: who answers once more, in order */
	double *n;			/* of each step: respondents; of those that are no whole
					   department in the lane at hand */
	double *lambda;
	double all;			/* respondents */
	double *whole;			/* as score_base.whole, */
	struct score_cell *whole_cells;	/* and its whole_cells */
	struct score_function *functions;
	struct multiplicities drawn;
	struct unit_sums *sums;
	struct tally_cell *tally;
	struct score_cell *cells;
	double *estimates, *scores;	/* of listed functions: Q, and Q* [i * DRAWS + draw] */
};

static size_t people_of(const struct simulating *s, size_t d)
{
	return s->units.count[d];
}

static void count_details(struct simulating *s)
{
	const struct prep *prep = &s->run.prep;

	s->picks = arena_array(s->room, prep->n_people, sizeof *s->picks);
	s->timed = arena_array(s->room, prep->n_people, sizeof *s->timed);
	for (size_t i = 0; i < prep->n_people; i++) {
		s->picks[i] = (double)(prep->picks_from[i + 1] - prep->picks_from[i]);
		for (size_t j = prep->details_from[i]; j < prep->details_from[i + 1]; j++)
			s->timed[i] += !isnan(prep->hours[j]);
	}
}

static void count_missing(struct simulating *s)
{
	size_t departments = s->r->n_departments;

	s->missing = arena_array(s->room, departments, sizeof *s->missing);
	s->share = arena_array(s->room, departments, sizeof *s->share);
	for (size_t d = 0; d < departments; d++) {
		const struct audit_department_result *of = &s->r->departments[d];

		if (of->n > 0)
			s->missing[d] = (size_t)floor(of->population) - of->n;
		s->all_missing += s->missing[d];
	}
}

static void make_room(struct simulating *s)
{
	size_t departments = s->r->n_departments, functions = s->r->n_functions;

	s->times = arena_array(s->room, s->run.prep.n_people, sizeof *s->times);
	s->copies = arena_array(s->room, departments, sizeof *s->copies);
	for (size_t d = 0; d < departments; d++)
		s->copies[d] = arena_array(s->room, s->missing[d], sizeof **s->copies);
	s->n = arena_array(s->room, s->units.n_steps, sizeof *s->n);
	s->lambda = arena_array(s->room, departments, sizeof *s->lambda);
	s->whole = arena_array(s->room, functions * AUDIT_MEASURES, sizeof *s->whole);
	s->whole_cells = arena_array(s->room, functions * departments, sizeof *s->whole_cells);
	s->functions = arena_array(s->room, functions, sizeof *s->functions);
	s->drawn = multiplicities_new(s->room, &s->units);
	s->sums = arena_array(s->room, departments, sizeof *s->sums);
	s->tally = arena_array(s->room, departments, sizeof *s->tally);
	s->cells = arena_array(s->room, departments, sizeof *s->cells);
	s->estimates = arena_array(s->room, functions, sizeof *s->estimates);
	s->scores = arena_array(s->room, functions * DRAWS, sizeof *s->scores);
}

/* So many more, spread over departments by who is missing: whole parts first, then one
 * each where most is left over, of equals the first by code. */
static void spread(struct simulating *s, size_t more)
{
	size_t departments = s->r->n_departments, left = more;

	for (size_t d = 0; d < departments; d++) {
		s->share[d] = more * s->missing[d] / s->all_missing;
		left -= s->share[d];
	}
	for (size_t last = SIZE_MAX, at = 0; left > 0; left--) {
		size_t most = 0, best = SIZE_MAX;

		/* The next in the order of what is left over, then of the code. */
		for (size_t d = 0; d < departments; d++) {
			size_t over = more * s->missing[d] % s->all_missing;
			bool later = over < last || (over == last && d > at);

			if (later && (best == SIZE_MAX || over > most)) {
				most = over;
				best = d;
			}
		}
		s->share[best]++;
		last = most;
		at = best;
	}
}

/* Who answers once more. */
static void copy_people(struct simulating *s)
{
	const struct prep *prep = &s->run.prep;

	s->all = 0;
	for (size_t i = 0; i < prep->n_people; i++)
		s->times[i] = 1;
	for (size_t d = 0; d < s->r->n_departments; d++) {
		uint32_t n = (uint32_t)people_of(s, d);

		for (size_t i = 0; i < s->share[d]; i++) {
			s->copies[d][i] = prng_bounded(&s->prng, n);
			s->times[prep->people_from[d] + s->copies[d][i]]++;
		}
		s->n[d] = (double)(n + s->share[d]);
		s->all += s->n[d];
	}
	for (size_t d = 0; d < s->r->n_departments; d++) {
		double picks = 0, timed = 0;

		for (size_t i = prep->people_from[d]; i < prep->people_from[d + 1]; i++) {
			picks += s->times[i] * s->picks[i];
			timed += s->times[i] * s->timed[i];
		}
		s->lambda[d] = s->n[d] > 0 ? audit_lambda(s->n[d],
			s->r->departments[d].population, timed, picks, s->all) : 1;
	}
}

/* Respondents of the steps in one lane, where they are no whole departments. */
static void count_steps(struct simulating *s, size_t lane)
{
	for (size_t i = s->r->n_departments; i < s->units.n_steps; i++)
		s->n[i] = s->drawn.drawn[i][lane];
}

/* A function's utilities in one lane. */
static struct score_function score_lane(struct simulating *s, const struct score_base *base,
	size_t f, size_t lane)
{
	struct score_function out;

	count_steps(s, lane);
	for (size_t d = 0; d < s->r->n_departments; d++)
		audit_draw_tally(&s->sums[d], lane, &s->tally[d]);
	audit_score_function(base, s->tally, 1, f, s->cells, &out);
	out.u[AUDIT_BY_EXEC] = s->run.functions[f].u[AUDIT_BY_EXEC];
	out.u[AUDIT_BY_EASE] = s->run.functions[f].u[AUDIT_BY_EASE];
	return out;
}

static void sum_function(struct simulating *s, size_t f)
{
	for (size_t d = 0; d < s->r->n_departments; d++)
		audit_unit_sums(&s->units, &s->drawn, d, f, &s->sums[d]);
}

static bool is_listed(const struct simulating *s, size_t f)
{
	const struct audit_function_result *function = &s->r->functions[f];

	return function->unranked == AUDIT_RANKED && !s->r->overall[function->row].apart;
}

/* The list with the copies. */
static void estimate(struct simulating *s)
{
	struct score_base base = s->run.base;
	size_t i = 0;

	base.n = s->n;
	for (size_t d = 0; d < s->r->n_departments; d++) {
		memset(s->drawn.times[d], 0, people_of(s, d) * LANES * sizeof(double));
		for (size_t j = 0; j < people_of(s, d); j++)
			s->drawn.times[d][j * LANES] = s->times[s->run.prep.people_from[d] + j];
	}
	multiplicities_count(&s->drawn, &s->units);
	for (size_t f = 0; f < s->r->n_functions; f++) {
		if (!is_listed(s, f))
			continue;
		sum_function(s, f);
		s->functions[f] = score_lane(s, &base, f, 0);
		memcpy(s->whole + f * AUDIT_MEASURES, s->functions[f].mu,
			sizeof s->functions[f].mu);
		memcpy(s->whole_cells + f * s->r->n_departments, s->cells,
			s->r->n_departments * sizeof *s->cells);
		s->estimates[i++] = audit_score_of(s->functions[f].u, s->chosen, s->r->active);
	}
}

/* One corrected draw of a department with its copies. */
static void draw_department(struct simulating *s, size_t d, size_t lane)
{
	size_t people = people_of(s, d), n = people + s->share[d];
	double *times = s->drawn.times[d] + lane, lambda = n > 1 ? s->lambda[d] : 0;
	double each = n > 1 ? lambda * (double)n / (double)(n - 1) : 0;

	for (size_t i = 0; i < people; i++)
		times[i * LANES] = (1 - lambda) * s->times[s->run.prep.people_from[d] + i];
	for (size_t i = 1; i < n; i++) {
		size_t who = prng_bounded(&s->prng, (uint32_t)n);

		times[(who < people ? who : s->copies[d][who - people]) * LANES] += each;
	}
}

/* Scores of draws `first` to `first` + LANES - 1. */
static void score_draws(struct simulating *s, const struct score_base *base, size_t first)
{
	size_t i = 0;

	for (size_t lane = 0; lane < LANES; lane++)
		for (size_t d = 0; d < s->r->n_departments; d++)
			draw_department(s, d, lane);
	multiplicities_count(&s->drawn, &s->units);
	for (size_t f = 0; f < s->r->n_functions; f++) {
		if (!is_listed(s, f))
			continue;
		sum_function(s, f);
		for (size_t lane = 0; lane < LANES; lane++) {
			struct score_function drawn = score_lane(s, base, f, lane);

			/* Nobody drawn does it: opinions as all have them. */
			if (!(drawn.people > 0)) {
				drawn.u[AUDIT_BY_PAIN] = s->functions[f].u[AUDIT_BY_PAIN];
				drawn.u[AUDIT_BY_WANT] = s->functions[f].u[AUDIT_BY_WANT];
			}
			s->scores[i * DRAWS + first + lane] =
				audit_score_of(drawn.u, s->chosen, s->r->active);
		}
		i++;
	}
}

static size_t count_clear(const struct simulating *s)
{
	struct arena *room = arena_new();
	size_t n = s->r->n_listed, clear = 0;
	struct rank_set *sets = arena_array(room, n, sizeof *sets);
	struct rank_input in = {n, DRAWS, s->estimates, s->scores, s->run.p->level,
		audit_inflation(s->run.p, s->all, s->r)};

	rank_sets_simultaneous(room, &in, sets);
	for (size_t i = 0; i < n; i++)
		clear += sets[i].hi <= s->run.p->top_k;
	arena_free(room);
	return clear;
}

static_assert(DRAWS % LANES == 0, "no lane is left over");

static size_t simulate(struct simulating *s, uint64_t number)
{
	struct score_base base = s->run.base;

	prng_for_draw(&s->prng, s->run.p->seed + 1, number);
	copy_people(s);
	estimate(s);
	base.n = s->n;
	base.whole = s->whole;
	base.whole_cells = s->whole_cells;
	for (size_t first = 0; first < DRAWS; first += LANES)
		score_draws(s, &base, first);
	return count_clear(s);
}

static void add_point(struct simulating *s, size_t answers, struct audit_more *out)
{
	size_t clear = 0, point = out->n_points++;
	double mean;

	spread(s, answers);
	for (size_t i = 0; i < SIMULATIONS; i++)
		clear += simulate(s, point * SIMULATIONS + i);
	mean = (double)clear / SIMULATIONS;
	out->points[point] = (struct audit_more_point){answers, mean};
	if (out->reached || mean < (double)out->goal - LACKING)
		return;
	out->reached = true;
	out->enough = answers;
}

static void count_today(const struct audit_result *r, const struct audit_params *p,
	struct audit_more *out)
{
	out->goal = p->top_k < r->n_listed ? p->top_k : r->n_listed;
	for (size_t i = 0; i < r->n_overall; i++)
		out->today += r->overall[i].verdict == AUDIT_CLEAR;
	out->reached = (double)out->today >= (double)out->goal - LACKING;
}

enum err audit_more_answers(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const struct audit_result *r, struct audit_more *out)
{
	/* Everybody by themselves, never in groups. */
	struct audit_params single = *p;
	struct simulating s = {.r = r};
	struct audit_more m = {.points = arena_array(a, TRIED + 1, sizeof *m.points)};
	enum err e = audit_params_check(p);

	if (e == OK && !audit_method(p)->comparisons_apart)
		e = err_fail(ERR_INPUT, "method_version: more answers are reckoned from 2 on");
	if (e)
		return e;
	count_today(r, p, &m);
	if (r->n > AUDIT_MORE_PEOPLE) {
		*out = m;
		return OK;
	}
	s.room = arena_new();
	single.group_over = UINT64_MAX;
	s.run = (struct run){.keep = s.room, .room = s.room, .in = in, .p = &single};
	audit_chosen_weights(p, s.chosen);
	e = audit_run(&s.run);
	if (e == OK) {
		s.units = audit_units(s.room, in, &s.run.prep, &single, DRAWS);
		count_details(&s);
		count_missing(&s);
		make_room(&s);
		for (size_t i = 0; i < TRIED && tried[i] < s.all_missing; i++)
			add_point(&s, tried[i], &m);
		if (s.all_missing > 0)
			add_point(&s, s.all_missing, &m);
		*out = m;
	}
	arena_free(s.room);
	return e;
}
