/*
 * Kendall's W and POLARISED. Owns part C but for DEPT_DISAGREE, which needs the
 * audit's draws (audit_disagree.c).
 */
#include "analysis/agree.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/audit.h"
#include "analysis/distribution.h"
#include "analysis/prng.h"
#include "base/arena.h"

#define POLARISED_MIN 8
#define POLARISED_SHARE 0.25

struct scored {
	double score;
	size_t object;
};

static int by_score(const void *left, const void *right)
{
	const struct scored *l = left, *r = right;

	if (l->score != r->score)
		return l->score < r->score ? -1 : 1;
	return (l->object > r->object) - (l->object < r->object);
}

/* Mid-ranks of one rater's scores; returns the sum of t^3 - t over ties. */
static double mid_ranks(struct scored *list, size_t n, double *ranks)
{
	double ties = 0;

	qsort(list, n, sizeof *list, by_score);
	for (size_t from = 0, to; from < n; from = to) {
		double t;

		for (to = from; to < n && list[to].score == list[from].score;)
			to++;
		t = (double)(to - from);
		ties += t * t * t - t;
		for (size_t i = from; i < to; i++)
			ranks[list[i].object] = (double)(from + 1 + to) / 2;
	}
	return ties;
}

/* Squares of the objects' rank sums around their mean, which is m (n + 1) / 2.
 * Mid-ranks are halves, so that this is exact. */
static double squares(const double *ranks, size_t raters, size_t objects)
{
	double mean = (double)raters * (double)(objects + 1) / 2, sum = 0;

	for (size_t i = 0; i < objects; i++) {
		double of = -mean;

		for (size_t r = 0; r < raters; r++)
			of += ranks[r * objects + i];
		sum += of * of;
	}
	return sum;
}

static void permute(struct prng *g, double *list, size_t n)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t j = prng_bounded(g, (uint32_t)(i + 1));
		double keep = list[i];

		list[i] = list[j];
		list[j] = keep;
	}
}

/* How often chance agrees as well: every rater's ranks in any order. */
static double permutation_p(struct arena *a, const double *ranks, size_t raters,
	size_t objects, uint64_t seed, double s)
{
	double *mixed = arena_array(a, raters * objects, sizeof *mixed);
	size_t as_large = 0;

	for (uint64_t draw = 0; draw < AGREE_PERMUTATIONS; draw++) {
		struct prng g;

		prng_for_draw(&g, seed, draw);
		for (size_t i = 0; i < raters * objects; i++)
			mixed[i] = ranks[i];
		for (size_t r = 0; r < raters; r++)
			permute(&g, mixed + r * objects, objects);
		as_large += squares(mixed, raters, objects) >= s;
	}
	return (1 + (double)as_large) / (1 + AGREE_PERMUTATIONS);
}

/* The objects that every rater scored, moved together: their number. */
static size_t common(const double *scores, size_t raters, size_t objects, struct scored **lists)
{
	size_t n = 0;

	for (size_t i = 0; i < objects; i++) {
		bool all = true;

		for (size_t r = 0; r < raters; r++)
			all = all && !isnan(scores[r * objects + i]);
		for (size_t r = 0; all && r < raters; r++)
			lists[r][n] = (struct scored){scores[r * objects + i], n};
		n += all;
	}
	return n;
}

static void judge(struct agreement *g)
{
	g->enough = g->objects >= AGREE_OBJECTS_MIN && !isnan(g->w);
	g->order_differs = g->enough
		&& (g->raters == 2 ? g->spearman < 0 : g->w < AGREE_W_MIN);
}

void agree_compute(const double *scores, size_t raters, size_t objects, uint64_t seed,
	struct agreement *out)
{
	struct agreement g = {.raters = raters, .w = NAN, .chi2 = NAN, .p = NAN,
		.spearman = NAN, .permutation_p = NAN};
	struct arena *a = arena_new();
	struct scored **lists = arena_array(a, raters, sizeof *lists);
	double *ranks, m = (double)raters, n, most;

	for (size_t r = 0; r < raters; r++)
		lists[r] = arena_array(a, objects, sizeof **lists);
	g.objects = raters ? common(scores, raters, objects, lists) : 0;
	n = (double)g.objects;
	ranks = arena_array(a, raters * g.objects, sizeof *ranks);
	for (size_t r = 0; r < raters && g.objects; r++)
		g.ties += mid_ranks(lists[r], g.objects, ranks + r * g.objects);
	g.s = squares(ranks, raters, g.objects);
	g.df = g.objects ? g.objects - 1 : 0;
	most = m * m * (n * n * n - n) - m * g.ties;
	if (raters >= 2 && g.objects >= 2 && most > 0) {
		g.w = 12 * g.s / most;
		g.chi2 = m * (n - 1) * g.w;
		g.p = chi2_upper(g.chi2, n - 1);
		g.spearman = (m * g.w - 1) / (m - 1);
		g.permutation_p = permutation_p(a, ranks, raters, g.objects, seed, g.s);
	}
	judge(&g);
	arena_free(a);
	*out = g;
}

void agree_departments(const struct audit_result *r, const bool *take, uint64_t seed,
	struct agreement *out)
{
	struct arena *a = arena_new();
	size_t raters = 0, *rater = arena_array(a, r->n_departments, sizeof *rater);
	double *scores;

	for (size_t d = 0; d < r->n_departments; d++) {
		bool taken = r->departments[d].n > 0 && (!take || take[d]);

		rater[d] = SIZE_MAX;
		if (taken)
			rater[d] = raters++;
	}
	scores = arena_array(a, raters * r->n_functions, sizeof *scores);
	for (size_t i = 0; i < raters * r->n_functions; i++)
		scores[i] = NAN;
	for (size_t i = 0; i < r->n_dept; i++)
		if (rater[r->dept[i].department] != SIZE_MAX)
			scores[rater[r->dept[i].department] * r->n_functions
				+ r->dept[i].function] = r->dept[i].score;
	agree_compute(scores, raters, r->n_functions, seed, out);
	arena_free(a);
}

bool agree_polarised(const double *wishes, size_t n)
{
	size_t given = 0, low = 0, high = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(wishes[i]))
			continue;
		given++;
		low += wishes[i] <= 2;
		high += wishes[i] >= 4;
	}
	return given >= POLARISED_MIN && (double)low >= POLARISED_SHARE * (double)given
		&& (double)high >= POLARISED_SHARE * (double)given;
}
