/*
 * What draws say of a result: intervals, rank sets, verdicts, support, the part
 * weights play, and where departments disagree (B.2 to B.6, C). Owns how figures
 * are made of draws; refuses to know how draws were made.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/distribution.h"
#include "arith.h"
#include "audit_method.h"
#include "audit_rank.h"
#include "base/arena.h"
#include "lattice.h"
#include "rank_sets.h"

#define CLEAR_SHARE 0.8		/* of near weights, to be solid */
/* The interval of hours looks at logarithms; a draw without hours counts as this
 * part of the estimate. */
#define SAVED_FLOOR 0.01
/* Those who did not answer may spend from the one to the other of those who did. */
#define ABSENT_LO (3.0 / 4)
#define ABSENT_HI (4.0 / 3)

struct spread {
	struct arena *keep, *room;
	const struct audit_params *p;
	const struct audit_draws *draws;
	struct audit_result *r;
	double chosen[AUDIT_CRITERIA];
	double *compared;	/* Q* of listed functions, for comparisons: [i * boot + draw] */
	size_t *listed;		/* these, in code order: row in r->overall */
	size_t n_listed;
	double *dept_compared;	/* of departments' rows */
	double *one;		/* room for the draws of one row */
	size_t *row_of;		/* ranked functions in code order: row in r->overall */
};

/* A row's score in one draw. `u`: its utilities, the drawn ones replaced. */
static double score_draw(const struct spread *s, double *const drawn[AUDIT_DRAWN], size_t row,
	size_t draw, double u[AUDIT_CRITERIA])
{
	for (size_t c = 0; c < AUDIT_DRAWN; c++)
		u[c] = drawn[c][row * s->draws->boot + draw];
	return audit_score_of(u, s->chosen, s->r->active);
}

static void score_row(const struct spread *s, double *const drawn[AUDIT_DRAWN], size_t row,
	double u[AUDIT_CRITERIA], double *scores)
{
	for (size_t b = 0; b < s->draws->boot; b++)
		scores[b] = score_draw(s, drawn, row, b, u);
}

/* Scores as comparisons take them. */
static void score_all(struct spread *s)
{
	const struct audit_draws *d = s->draws;
	double u[AUDIT_CRITERIA];
	size_t i = 0;

	s->compared = arena_array(s->room, d->n_functions * d->boot, sizeof *s->compared);
	s->dept_compared = arena_array(s->room, d->n_dept * d->boot, sizeof *s->dept_compared);
	s->row_of = arena_array(s->room, d->n_functions, sizeof *s->row_of);
	s->listed = arena_array(s->room, d->n_functions, sizeof *s->listed);
	s->one = arena_array(s->room, d->boot, sizeof *s->one);
	for (size_t f = 0; f < s->r->n_functions; f++) {
		if (s->r->functions[f].unranked != AUDIT_RANKED)
			continue;
		s->row_of[i] = s->r->functions[f].row;
		if (!s->r->overall[s->row_of[i]].apart) {
			audit_overall_u(&s->r->overall[s->row_of[i]], u);
			score_row(s, d->compared, i, u, s->compared + s->n_listed * d->boot);
			s->listed[s->n_listed++] = s->row_of[i];
		}
		i++;
	}
	for (i = 0; i < d->n_dept; i++) {
		audit_dept_u(s->r, &s->r->dept[i], u);
		score_row(s, d->dept_compared, i, u, s->dept_compared + i * d->boot);
	}
}

/* Standard errors of scores as they are estimated. */
static double overall_se(const struct spread *s, size_t i)
{
	double u[AUDIT_CRITERIA];

	audit_overall_u(&s->r->overall[s->row_of[i]], u);
	score_row(s, s->draws->u, i, u, s->one);
	return draws_sd(s->one, s->draws->boot);
}

static double dept_se(const struct spread *s, size_t i)
{
	double u[AUDIT_CRITERIA];

	audit_dept_u(s->r, &s->r->dept[i], u);
	score_row(s, s->draws->dept_u, i, u, s->one);
	return draws_sd(s->one, s->draws->boot);
}

/* B.2: hours, on the scale of logarithms. Nothing saved: none. */
static void saved_interval(const struct spread *s, const double *drawn, double saved, double t,
	double *lo, double *hi)
{
	size_t boot = s->draws->boot;
	double sd;

	if (!(saved > 0))
		return;
	for (size_t b = 0; b < boot; b++)
		s->one[b] = arith_log(fmax(drawn[b], SAVED_FLOOR * saved));
	sd = draws_sd(s->one, boot);
	*lo = saved * arith_exp(-t * sd);
	*hi = saved * arith_exp(t * sd);
}

static void score_interval(double score, double se, double t, double *lo, double *hi)
{
	*lo = fmax(score - t * se, 0);
	*hi = fmin(score + t * se, 100);
}

static double t_of(const struct spread *s, size_t timed)
{
	return t_quantile((1 + s->p->level) / 2, timed > 2 ? (double)(timed - 1) : 1);
}

/* B.2: hours of a department, those who did not answer spending `x` as much. */
static double with_absent(const struct audit_department_result *d, double hours, double x)
{
	double answered = (double)d->n / d->population;

	return hours * (answered + (1 - answered) * x);
}

/* B.2: intervals know chance, not who stayed away. */
static void nonresponse_ranges(const struct audit_result *r)
{
	struct audit_overall_row *all;

	for (size_t i = 0; i < r->n_overall; i++)
		r->overall[i].saved_nr_lo = r->overall[i].saved_nr_hi = 0;
	for (size_t i = 0; i < r->n_dept; i++) {
		struct audit_dept_row *row = &r->dept[i];
		const struct audit_department_result *d = &r->departments[row->department];

		all = &r->overall[r->functions[row->function].row];
		row->saved_nr_lo = with_absent(d, row->saved_lo, ABSENT_LO);
		row->saved_nr_hi = with_absent(d, row->saved_hi, ABSENT_HI);
		all->saved_nr_lo += with_absent(d, row->hours_saved, ABSENT_LO);
		all->saved_nr_hi += with_absent(d, row->hours_saved, ABSENT_HI);
	}
	for (size_t i = 0; i < r->n_overall; i++) {
		all = &r->overall[i];
		all->saved_nr_lo *= all->saved_lo / all->hours_saved;
		all->saved_nr_hi *= all->saved_hi / all->hours_saved;
	}
}

static void overall_intervals(struct spread *s)
{
	size_t boot = s->draws->boot;

	for (size_t i = 0; i < s->draws->n_functions; i++) {
		struct audit_overall_row *row = &s->r->overall[s->row_of[i]];
		double t = t_of(s, row->detailed);

		row->score_se = overall_se(s, i);
		score_interval(row->score, row->score_se, t, &row->score_lo, &row->score_hi);
		saved_interval(s, s->draws->saved + i * boot, row->hours_saved, t,
			&row->saved_lo, &row->saved_hi);
	}
}

static void dept_intervals(struct spread *s)
{
	size_t boot = s->draws->boot;

	for (size_t i = 0; i < s->draws->n_dept; i++) {
		struct audit_dept_row *row = &s->r->dept[i];
		size_t timed = audit_cell(s->r, row->department, row->function)
			->answers[AUDIT_HOURS];
		double t;

		if (timed < 2)
			continue;
		t = t_of(s, timed);
		score_interval(row->score, dept_se(s, i), t, &row->score_lo, &row->score_hi);
		saved_interval(s, s->draws->dept_saved + i * boot, row->hours_saved, t,
			&row->saved_lo, &row->saved_hi);
	}
}

/* B.2 of the first k rows together. */
static void together_range(const struct audit_result *r, size_t k, struct audit_together *t)
{
	double lo = 0, hi = 0, all = 0;

	for (size_t i = 0; i < r->n_dept; i++) {
		const struct audit_dept_row *row = &r->dept[i];
		const struct audit_department_result *d = &r->departments[row->department];

		if (r->functions[row->function].row >= k)
			continue;
		all += row->hours_saved;
		lo += with_absent(d, row->hours_saved, ABSENT_LO);
		hi += with_absent(d, row->hours_saved, ABSENT_HI);
	}
	t->saved_nr_lo = t->saved_lo * lo / all;
	t->saved_nr_hi = t->saved_hi * hi / all;
}

/* B.7: what the first k save in each draw is added up before it is spread out. */
static void together_intervals(struct spread *s)
{
	size_t boot = s->draws->boot;
	double *sum = arena_array(s->room, boot, sizeof *sum);
	size_t *drawn = arena_array(s->room, s->r->n_overall, sizeof *drawn);

	for (size_t i = 0; i < s->draws->n_functions; i++)
		drawn[s->row_of[i]] = i;
	for (size_t k = 0; k < s->r->n_together; k++) {
		struct audit_together *t = &s->r->together[k];
		const double *saved = s->draws->saved + drawn[k] * boot;

		for (size_t b = 0; b < boot; b++)
			sum[b] += saved[b];
		saved_interval(s, sum, t->saved, t_of(s, t->timed_by), &t->saved_lo, &t->saved_hi);
		together_range(s->r, k + 1, t);
	}
}

static void find_intervals(struct spread *s)
{
	overall_intervals(s);
	dept_intervals(s);
	if (audit_method(s->p)->absent_told)
		nonresponse_ranges(s->r);
	together_intervals(s);
}

/* B.3: how much critical values grow, since few respondents know their spread
 * less well than many. */
double audit_inflation(const struct audit_params *p, double n, const struct audit_result *r)
{
	double df = n, level = (1 + p->level) / 2;

	for (size_t d = 0; d < r->n_departments; d++)
		df -= r->departments[d].n > 0;
	if (df < 1 && !audit_method(p)->inflate_always)
		return 1;
	return t_quantile(level, fmax(df, 1)) / normal_quantile(level);
}

static enum audit_verdict verdict_of(const struct audit_overall_row *row, size_t k)
{
	if (row->cs_hi <= k)
		return AUDIT_CLEAR;
	return row->cs_lo <= k ? AUDIT_POSSIBLE : AUDIT_UNLIKELY;
}

/* By functions of the result, that a row may be asked about from anywhere. */
static void keep_pairs(struct spread *s, const bool *before)
{
	size_t n = s->n_listed, all = s->r->n_functions;
	bool *kept = arena_array(s->keep, all * all + 1, sizeof *kept);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			kept[s->r->overall[s->listed[i]].function * all +
				s->r->overall[s->listed[j]].function] = before[i * n + j];
	s->r->before = kept;
}

static void find_sets(struct spread *s)
{
	size_t n = s->n_listed;
	double *estimates = arena_array(s->room, n, sizeof *estimates);
	struct rank_set *all = arena_array(s->room, n, sizeof *all);
	struct rank_set *each = arena_array(s->room, n, sizeof *each);
	struct rank_input in = {n, s->draws->boot, estimates, s->compared, s->p->level,
		s->r->inflation};

	for (size_t i = 0; i < n; i++)
		estimates[i] = s->r->overall[s->listed[i]].score;
	keep_pairs(s, rank_sets_simultaneous(s->room, &in, all));
	rank_sets_marginal(s->room, &in, each);
	for (size_t i = 0; i < n; i++) {
		struct audit_overall_row *row = &s->r->overall[s->listed[i]];

		row->cs_lo = all[i].lo;
		row->cs_hi = all[i].hi;
		row->csm_lo = each[i].lo;
		row->csm_hi = each[i].hi;
		row->in_topk_set = row->cs_lo <= s->p->top_k;
		row->verdict = verdict_of(row, s->p->top_k);
	}
}

static int compare_keys_down(const void *left, const void *right)
{
	double l = *(const double *)left, r = *(const double *)right;

	return (l < r) - (l > r);
}

/* B.5: bootstrap support. */
static void find_support(struct spread *s)
{
	size_t n = s->n_listed, boot = s->draws->boot;
	size_t k = s->p->top_k < n ? s->p->top_k : n;
	double *keys = arena_array(s->room, n, sizeof *keys);
	double *sorted = arena_array(s->room, n, sizeof *sorted);
	size_t *top = arena_array(s->room, n, sizeof *top);
	size_t *first = arena_array(s->room, n, sizeof *first);

	if (n == 0)
		return;
	for (size_t b = 0; b < boot; b++) {
		for (size_t i = 0; i < n; i++)
			keys[i] = audit_score_key(s->compared[i * boot + b]);
		memcpy(sorted, keys, n * sizeof *keys);
		qsort(sorted, n, sizeof *sorted, compare_keys_down);
		for (size_t i = 0; i < n; i++) {
			top[i] += keys[i] >= sorted[k - 1];
			first[i] += keys[i] == sorted[0];
		}
	}
	for (size_t i = 0; i < n; i++) {
		s->r->overall[s->listed[i]].p_topk = (double)top[i] / (double)boot;
		s->r->overall[s->listed[i]].p_first = (double)first[i] / (double)boot;
	}
}

static double share_of(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

/* B.6: every weighting of the lattice. It needs no draws. */
static void try_weights(struct arena *room, const struct audit_params *p, struct audit_result *r)
{
	double *u = arena_array(room, r->n_listed * AUDIT_CRITERIA, sizeof *u);
	double chosen[AUDIT_CRITERIA] = {0};
	struct lattice_input in = {.n = r->n_listed, .u = u, .chosen = chosen,
		.steps = p->lattice, .radius = p->local_radius, .top_k = p->top_k};
	struct lattice_result tried;

	for (size_t c = 0; c < AUDIT_CRITERIA; c++) {
		if (!r->active[c])
			continue;
		for (size_t i = 0; i < r->n_listed; i++) {
			double of[AUDIT_CRITERIA];

			audit_overall_u(&r->overall[i], of);
			u[in.criteria * r->n_listed + i] = of[c];
		}
		chosen[in.criteria++] = r->weights[c];
	}
	lattice_try(room, &in, &tried);
	r->lattice_points = tried.points;
	r->local_points = tried.near;
	for (size_t i = 0; i < r->n_listed; i++) {
		r->overall[i].w_topk = share_of(tried.topk[i], tried.points);
		r->overall[i].w_first = share_of(tried.first[i], tried.points);
		r->overall[i].w_topk_local = share_of(tried.topk_near[i], tried.near);
	}
}

static enum audit_standing standing_of(const struct audit_overall_row *row)
{
	switch (row->verdict) {
	case AUDIT_CLEAR:
		return row->w_topk_local < CLEAR_SHARE ? AUDIT_CONTESTED : AUDIT_SOLID;
	case AUDIT_POSSIBLE:
		return AUDIT_CONTESTED;
	case AUDIT_UNLIKELY:
		return row->w_topk_local > 1 - CLEAR_SHARE ? AUDIT_CONTESTED :
			AUDIT_STANDING_NONE;
	case AUDIT_VERDICT_NONE:
		break;
	}
	return AUDIT_STANDING_NONE;
}

/* Scores of all functions in one draw. */
static double *scores_in(const struct spread *s, double *const drawn[AUDIT_DRAWN], size_t draw)
{
	double *list = arena_array(s->keep, s->r->n_functions, sizeof *list);
	double u[AUDIT_CRITERIA];
	size_t i = 0;

	for (size_t f = 0; f < s->r->n_functions; f++) {
		list[f] = NAN;
		if (s->r->functions[f].unranked != AUDIT_RANKED)
			continue;
		audit_overall_u(&s->r->overall[s->row_of[i]], u);
		list[f] = score_draw(s, drawn, i++, draw, u);
	}
	return list;
}

enum err audit_uncertainty(struct arena *keep, const struct audit_params *p,
	const struct audit_draws *draws, struct audit_result *r)
{
	struct spread s = {.keep = keep, .room = arena_new(), .p = p, .draws = draws, .r = r};

	audit_chosen_weights(p, s.chosen);
	r->boot = draws->boot;
	r->inflation = audit_inflation(p, (double)r->n, r);
	score_all(&s);
	find_intervals(&s);
	find_sets(&s);
	find_support(&s);
	try_weights(s.room, p, r);
	for (size_t i = 0; i < r->n_overall; i++)
		r->overall[i].standing = standing_of(&r->overall[i]);
	r->first_draw = scores_in(&s, draws->u, 0);
	r->last_draw = scores_in(&s, draws->u, draws->boot - 1);
	r->first_corrected = scores_in(&s, draws->compared, 0);
	r->last_corrected = scores_in(&s, draws->compared, draws->boot - 1);
	audit_find_disagreement(keep, s.room, p, draws->boot, s.dept_compared, r);
	arena_free(s.room);
	return OK;
}

/* `r` anew: its rows may change. */
static struct audit_result copy_of(struct arena *a, const struct audit_result *r)
{
	struct audit_result fresh = *r;

	fresh.overall = arena_array(a, r->n_overall, sizeof *fresh.overall);
	fresh.dept = arena_array(a, r->n_dept, sizeof *fresh.dept);
	fresh.functions = arena_array(a, r->n_functions, sizeof *fresh.functions);
	memcpy(fresh.overall, r->overall, r->n_overall * sizeof *fresh.overall);
	memcpy(fresh.dept, r->dept, r->n_dept * sizeof *fresh.dept);
	memcpy(fresh.functions, r->functions, r->n_functions * sizeof *fresh.functions);
	fresh.boot = 0;
	fresh.first_draw = fresh.last_draw = NULL;
	fresh.first_corrected = fresh.last_corrected = NULL;
	fresh.before = NULL;
	fresh.disagree = NULL;
	fresh.n_disagree = 0;
	return fresh;
}

static enum err order_anew(struct arena *a, const struct audit_draws *draws,
	const struct audit_params *p, struct audit_result *r)
{
	enum err e = audit_rank(p, r);

	if (e == OK)
		audit_add_together(a, p, r);
	if (e == OK && draws && draws->boot > 0)
		e = audit_uncertainty(a, p, draws, r);
	return e;
}

enum err audit_reweigh(struct arena *a, const struct audit_result *r,
	const struct audit_draws *draws, const struct audit_params *p,
	struct audit_result *out)
{
	struct audit_result fresh = copy_of(a, r);
	enum err e = audit_params_check(p);

	if (e == OK)
		e = order_anew(a, draws, p, &fresh);
	if (e == OK)
		*out = fresh;
	return e;
}

enum err audit_hold_apart(struct arena *a, const struct audit_result *r,
	const struct audit_draws *draws, const struct audit_params *p, const bool *functions,
	const bool *dept, struct audit_result *out)
{
	struct audit_result fresh = copy_of(a, r);
	enum err e;

	for (size_t i = 0; i < fresh.n_overall; i++)
		fresh.overall[i].apart = functions[fresh.overall[i].function];
	for (size_t i = 0; i < fresh.n_dept; i++)
		fresh.dept[i].apart = dept[i];
	e = order_anew(a, draws, p, &fresh);
	if (e == OK)
		*out = fresh;
	return e;
}
