/*
 * kiosk compute agree: Kendall's W of cases of raters, and POLARISED wishes.
 */
#include "analysis/agree.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "compute.h"

struct rater {
	double *scores;
	size_t n, group;
};

/* The raters of one case under each other; all must have scored as many objects. */
static double *scores_of(struct compute *c, const struct csv_table *t,
	const struct rater *raters, size_t group, size_t *count, size_t *objects)
{
	double *scores = NULL;

	*count = *objects = 0;
	for (size_t row = 0; row < t->rows; row++) {
		if (raters[row].group != group)
			continue;
		if (!scores) {
			*objects = raters[row].n;
			scores = arena_array(c->arena, t->rows * *objects, sizeof *scores);
		}
		if (raters[row].n != *objects) {
			cell_fault(&(struct cell){c, t, row}, "scores", FAULT_AGREE_SCORES,
				DIGITS(raters[row].n), DIGITS(*objects), NULL);
			continue;
		}
		for (size_t i = 0; i < *objects; i++)
			scores[*count * *objects + i] = raters[row].scores[i];
		++*count;
	}
	return scores;
}

static void put_case(struct csv_writer *w, const char *name, const struct agreement *g)
{
	csv_put(w, name);
	csv_put_i64(w, (long long)g->raters);
	csv_put_i64(w, (long long)g->objects);
	csv_put_double(w, g->s);
	csv_put_double(w, g->ties);
	csv_put_double(w, g->w);
	csv_put_double(w, g->chi2);
	csv_put_i64(w, (long long)g->df);
	csv_put_double(w, g->p);
	csv_put_double(w, g->spearman);
	csv_put_double(w, g->permutation_p);
	csv_end_row(w);
}

static void agree_scores(struct compute *c)
{
	static const char *const columns[] = {"case", "scores", NULL};
	struct csv_writer w = {.out = compute_output(c, "result.csv")};
	struct csv_table t;
	const char **names;
	size_t *group_of, groups;
	struct rater *raters;

	csv_put_row(&w, "case", "m", "n", "S", "T", "W", "chi2", "df", "p", "mean_spearman",
		"perm_p", NULL);
	if (!compute_load(c, "scores.csv", columns, &t))
		return;
	groups = compute_groups(c, &t, "case", &names, &group_of);
	raters = arena_array(c->arena, t.rows, sizeof *raters);
	for (size_t row = 0; row < t.rows; row++) {
		raters[row].group = group_of[row];
		raters[row].scores = cell_numbers(&(struct cell){c, &t, row}, "scores", '|',
			&raters[row].n);
	}
	for (size_t group = 0; group < groups; group++) {
		size_t count, objects;
		double *scores = scores_of(c, &t, raters, group, &count, &objects);
		struct agreement g;

		if (c->faults.count)
			continue;
		agree_compute(scores, count, objects, c->seed, &g);
		put_case(&w, names[group], &g);
	}
}

static void agree_wishes(struct compute *c)
{
	static const char *const columns[] = {"case", "want", NULL};
	struct csv_writer w = {.out = compute_output(c, "polarised.csv")};
	struct csv_table t;

	csv_put_row(&w, "case", "polarised", NULL);
	if (!compute_load(c, "want.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};
		size_t n;
		double *wishes = cell_numbers(&at, "want", '|', &n);

		for (size_t i = 0; i < n; i++)
			if (wishes[i] < 1 || wishes[i] > 5)
				cell_fault(&at, "want", FAULT_AGREE_WISH,
					format_digits(c->arena, wishes[i], 10), NULL);
		csv_put(&w, cell_code(&at, "case"));
		csv_put_i64(&w, agree_polarised(wishes, n));
		csv_end_row(&w);
	}
}

enum err compute_agree(struct compute *c)
{
	agree_scores(c);
	agree_wishes(c);
	return c->faults.count || c->system_failed ? ERR_INPUT : OK;
}
