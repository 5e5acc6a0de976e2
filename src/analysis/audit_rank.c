/*
 * Scores and places. Owns the weights' arithmetic and what a tie is; refuses to
 * know where the utilities come from.
 */
#include "audit_rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void audit_chosen_weights(const struct audit_params *p, double weights[AUDIT_CRITERIA])
{
	weights[AUDIT_BY_TIME] = p->w_time;
	weights[AUDIT_BY_PAIN] = p->w_pain;
	weights[AUDIT_BY_WANT] = p->w_want;
	weights[AUDIT_BY_EXEC] = p->w_exec;
	weights[AUDIT_BY_EASE] = p->w_ease;
}

void audit_overall_u(const struct audit_overall_row *row, double u[AUDIT_CRITERIA])
{
	u[AUDIT_BY_TIME] = row->u_time;
	u[AUDIT_BY_PAIN] = row->pain;
	u[AUDIT_BY_WANT] = row->want;
	u[AUDIT_BY_EXEC] = row->u_exec;
	u[AUDIT_BY_EASE] = row->u_ease;
}

void audit_dept_u(const struct audit_result *r, const struct audit_dept_row *row,
	double u[AUDIT_CRITERIA])
{
	const struct audit_overall_row *o = &r->overall[r->functions[row->function].row];

	u[AUDIT_BY_TIME] = row->u_time;
	u[AUDIT_BY_PAIN] = row->pain;
	u[AUDIT_BY_WANT] = row->want;
	u[AUDIT_BY_EXEC] = o->u_exec;
	u[AUDIT_BY_EASE] = o->u_ease;
}

double audit_score_of(const double u[AUDIT_CRITERIA], const double weights[AUDIT_CRITERIA],
	const bool active[AUDIT_CRITERIA])
{
	double sum = 0, of = 0;

	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		if (active[c]) {
			sum += weights[c] * u[c];
			of += weights[c];
		}
	return 100 * sum / of;
}

double audit_score_key(double score)
{
	return floor(score * 1e6 + 0.5);
}

/* A2.13: executives' opinion and effort count only where every ranked function
 * has them; their weight goes to the rest in proportion. */
void audit_find_active(struct audit_result *r)
{
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		r->active[c] = true;
	for (size_t i = 0; i < r->n_overall; i++) {
		double u[AUDIT_CRITERIA];

		audit_overall_u(&r->overall[i], u);
		for (size_t c = 0; c < AUDIT_CRITERIA; c++)
			if (isnan(u[c]))
				r->active[c] = false;
	}
}

static enum err weigh(const double chosen[AUDIT_CRITERIA], struct audit_result *r)
{
	double of = 0;

	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		if (r->active[c])
			of += chosen[c];
	if (!(of > 0))
		return err_fail(ERR_INPUT, "all weight lies on criteria that not every ranked "
			"function has a value for: give w_time, w_pain or w_want some");
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		r->weights[c] = r->active[c] ? chosen[c] / of : 0;
	return OK;
}

static int compare_keys_down(const void *left, const void *right)
{
	double l = *(const double *)left, r = *(const double *)right;

	return (l < r) - (l > r);
}

/* 1 + how many of the keys, sorted downwards, are larger. */
static size_t rank_of(const double *keys, size_t count, double score)
{
	double key = audit_score_key(score);
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (keys[middle] > key)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo + 1;
}

static int compare_overall(const void *left, const void *right)
{
	const struct audit_overall_row *l = left, *r = right;

	if (l->apart != r->apart)
		return l->apart ? 1 : -1;
	if (l->rank != r->rank)
		return l->rank < r->rank ? -1 : 1;
	return (l->function > r->function) - (l->function < r->function);
}

static void blank_overall(struct audit_overall_row *row)
{
	row->saved_lo = row->saved_hi = row->saved_nr_lo = row->saved_nr_hi = NAN;
	row->score_lo = row->score_hi = row->score_se = NAN;
	row->cs_lo = row->cs_hi = row->csm_lo = row->csm_hi = 0;
	row->in_topk_set = -1;
	row->verdict = AUDIT_VERDICT_NONE;
	row->standing = AUDIT_STANDING_NONE;
	row->p_topk = row->p_first = NAN;
	row->w_topk = row->w_first = row->w_topk_local = NAN;
}

static void rank_overall(const double *chosen, double *keys, struct audit_result *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_overall; i++) {
		double u[AUDIT_CRITERIA];

		blank_overall(&r->overall[i]);
		audit_overall_u(&r->overall[i], u);
		r->overall[i].score = audit_score_of(u, chosen, r->active);
		if (!r->overall[i].apart)
			keys[n++] = audit_score_key(r->overall[i].score);
	}
	r->n_listed = n;
	if (n)
		qsort(keys, n, sizeof *keys, compare_keys_down);
	for (size_t i = 0; i < r->n_overall; i++)
		r->overall[i].rank = r->overall[i].apart ? 0 :
			rank_of(keys, n, r->overall[i].score);
	if (r->n_overall)
		qsort(r->overall, r->n_overall, sizeof *r->overall, compare_overall);
	for (size_t i = 0; i < r->n_overall; i++)
		r->functions[r->overall[i].function].row = i;
}

/* One department's rows. */
static void rank_dept(const double *chosen, double *keys, const struct audit_result *r,
	struct audit_dept_row *rows, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		double u[AUDIT_CRITERIA];

		audit_dept_u(r, &rows[i], u);
		rows[i].score = audit_score_of(u, chosen, r->active);
		rows[i].saved_lo = rows[i].saved_hi = NAN;
		rows[i].saved_nr_lo = rows[i].saved_nr_hi = NAN;
		rows[i].score_lo = rows[i].score_hi = NAN;
		if (!rows[i].apart)
			keys[n++] = audit_score_key(rows[i].score);
	}
	if (n)
		qsort(keys, n, sizeof *keys, compare_keys_down);
	for (size_t i = 0; i < count; i++)
		rows[i].rank = rows[i].apart ? 0 : rank_of(keys, n, rows[i].score);
}

enum err audit_rank(const struct audit_params *p, struct audit_result *r)
{
	struct arena *room;
	double chosen[AUDIT_CRITERIA], *keys;
	enum err e;

	audit_chosen_weights(p, chosen);
	e = weigh(chosen, r);
	if (e)
		return e;
	room = arena_new();
	keys = arena_array(room, r->n_functions + 1, sizeof *keys);
	rank_overall(chosen, keys, r);
	for (size_t from = 0, to; from < r->n_dept; from = to) {
		for (to = from; to < r->n_dept
			&& r->dept[to].department == r->dept[from].department;)
			to++;
		rank_dept(chosen, keys, r, r->dept + from, to - from);
	}
	arena_free(room);
	return OK;
}

/* Respondents who timed a function that is marked. */
static size_t timed_by(const struct audit_result *r, const uint64_t *marked)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const uint64_t *timed = r->timed + i * r->timed_words;
		uint64_t any = 0;

		for (size_t w = 0; w < r->timed_words; w++)
			any |= timed[w] & marked[w];
		n += any != 0;
	}
	return n;
}

void audit_add_together(struct arena *a, const struct audit_params *p, struct audit_result *r)
{
	uint64_t *marked = arena_array(a, r->timed_words, sizeof *marked);
	double saved = 0;

	r->n_together = p->top_k < r->n_listed ? p->top_k : r->n_listed;
	r->together = arena_array(a, r->n_together, sizeof *r->together);
	for (size_t k = 0; k < r->n_together; k++) {
		const struct audit_overall_row *row = &r->overall[k];

		marked[row->function / 64] |= (uint64_t)1 << row->function % 64;
		saved += row->hours_saved;
		r->together[k] = (struct audit_together){timed_by(r, marked), saved, NAN, NAN,
			NAN, NAN};
	}
}
