/*
 * Best-worst scaling (MaxDiff, method D): blocks to ask, and what the answers say
 * of each item.
 *
 * Sources: Louviere, Flynn and Marley 2015 for the sequential best-worst logit;
 * cyclic difference sets (Singer 1938; Colbourn and Dinitz, Handbook of
 * Combinatorial Designs) for the blocks: every pair of items meets equally often.
 */
#ifndef ANALYSIS_MAXDIFF_H
#define ANALYSIS_MAXDIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

/* ---- asking ---- */

#define MAXDIFF_BLOCK_MAX 5

/* Items of a block for `v` items (7, 11, 13 or 21): the difference set. Returns
 * how many, 0 for another v. */
size_t maxdiff_set(size_t v, size_t items[MAXDIFF_BLOCK_MAX]);

/* Block `s` (0 to v - 1): the set moved by s, mod v, ascending. */
size_t maxdiff_block(size_t v, size_t s, size_t items[MAXDIFF_BLOCK_MAX]);

/* ---- answers ---- */

/* One block answered. */
struct maxdiff_task {
	const size_t *items;	/* shown; each below maxdiff_input.items */
	size_t n_items;
	size_t best, worst;	/* two different ones of them */
};

struct maxdiff_input {
	const struct maxdiff_task *tasks;
	size_t n_tasks, items;
	double ridge;		/* of 1/2 ridge sum u^2; 0.1 */
};

#define MAXDIFF_RIDGE 0.1
#define MAXDIFF_ITEMS_MAX 200

struct maxdiff_item {
	size_t shown, best, worst;
	double bw;		/* (best - worst) / shown; NAN: never shown */
	double u;		/* utility, mean 0 over items */
	double se;		/* of u */
	double share;		/* 100 e^u / sum: chosen best of all, per cent */
};

/* out[items]. Scratch from `a`. ERR_INPUT: an item out of range, twice in a
 * block, best or worst not shown or the same; items or ridge out of range. */
enum err maxdiff_compute(struct arena *a, const struct maxdiff_input *in,
	struct maxdiff_item *out);

#endif
