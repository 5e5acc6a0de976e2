/*
 * Walks the lattice of weightings. Owns B.6; refuses to know what the criteria
 * mean.
 */
#include "lattice.h"

#include <math.h>
#include <stdbool.h>

#include "audit_rank.h"
#include "base/arena.h"

/* A weight on the rim of the radius is within. */
#define RIM 1e-9

struct walk {
	const struct lattice_input *in;
	struct lattice_result *out;
	double *partial[LATTICE_CRITERIA];	/* sums over the criteria so far */
	double *keys;
	double *best;		/* the top k keys, downwards */
};

/* The k-th largest key: an object is among the first k when no fewer than k keys
 * lie above it, which is when its own is at least this one. */
static double find_kth(struct walk *w, size_t k)
{
	size_t have = 0;

	for (size_t i = 0; i < w->in->n; i++) {
		double key = w->keys[i];
		size_t at;

		if (have == k && key <= w->best[k - 1])
			continue;
		at = have < k ? have++ : k - 1;
		for (; at > 0 && w->best[at - 1] < key; at--)
			w->best[at] = w->best[at - 1];
		w->best[at] = key;
	}
	return w->best[have - 1];
}

static void count_point(struct walk *w, bool near)
{
	const struct lattice_input *in = w->in;
	double kth = find_kth(w, in->top_k < in->n ? in->top_k : in->n);

	w->out->points++;
	w->out->near += near;
	for (size_t i = 0; i < in->n; i++) {
		bool top = w->keys[i] >= kth;

		w->out->topk[i] += top;
		w->out->topk_near[i] += top && near;
		w->out->first[i] += w->keys[i] == w->best[0];
	}
}

/* Give criterion `c` and those after it what is left of the steps. */
static void walk(struct walk *w, size_t c, size_t left, bool near)
{
	const struct lattice_input *in = w->in;
	const double *u = in->u + c * in->n, *before = c ? w->partial[c - 1] : NULL;
	bool last = c + 1 == in->criteria;

	for (size_t step = last ? left : 0; step <= left; step++) {
		double weight = (double)step / (double)in->steps;
		bool still = near && fabs(weight - in->chosen[c]) <= in->radius + RIM;

		for (size_t i = 0; i < in->n; i++)
			w->partial[c][i] = (before ? before[i] : 0) + weight * u[i];
		if (!last) {
			walk(w, c + 1, left - step, still);
			continue;
		}
		for (size_t i = 0; i < in->n; i++)
			w->keys[i] = audit_score_key(100 * w->partial[c][i]);
		count_point(w, still);
	}
}

void lattice_try(struct arena *a, const struct lattice_input *in, struct lattice_result *out)
{
	struct lattice_result r = {
		.topk = arena_array(a, in->n, sizeof *r.topk),
		.topk_near = arena_array(a, in->n, sizeof *r.topk_near),
		.first = arena_array(a, in->n, sizeof *r.first),
	};
	struct walk w = {.in = in, .out = &r,
		.keys = arena_array(a, in->n, sizeof *w.keys),
		.best = arena_array(a, in->n, sizeof *w.best)};

	for (size_t c = 0; c < in->criteria; c++)
		w.partial[c] = arena_array(a, in->n, sizeof **w.partial);
	if (in->n > 0)
		walk(&w, 0, in->steps, true);
	*out = r;
}
