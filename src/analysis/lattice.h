/*
 * How places depend on the weights (B.6): every weighting of a lattice is tried.
 * Rank acceptability after SMAA-2 (Lahdelma and Salminen, Operations Research
 * 49(3), 2001).
 */
#ifndef SRC_ANALYSIS_LATTICE_H
#define SRC_ANALYSIS_LATTICE_H

#include <stddef.h>

struct arena;

#define LATTICE_CRITERIA 8	/* at most */

struct lattice_input {
	size_t n, criteria;	/* objects; criteria, of at least one */
	const double *u;	/* utilities: [criterion * n + object] */
	const double *chosen;	/* per criterion, sum 1 */
	size_t steps;		/* of a weight from 0 to 1 */
	double radius;		/* near: no weight further from the chosen one */
	size_t top_k;
};

struct lattice_result {
	size_t points, near;	/* weightings tried; of them near the chosen */
	/* Per object: weightings with it among the first k, near ones, and first. */
	size_t *topk, *topk_near, *first;
};

void lattice_try(struct arena *a, const struct lattice_input *in, struct lattice_result *out);

#endif
