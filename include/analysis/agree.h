/*
 * Whether raters agree (method C): Kendall's W over departments, its permutation
 * test, and whether a department is of two minds about a wish.
 *
 * Sources: Kendall and Babington Smith 1939, with the correction for ties of
 * Kendall 1970, ch. 6; the permutation p after Phipson and Smyth 2010.
 */
#ifndef ANALYSIS_AGREE_H
#define ANALYSIS_AGREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct audit_result;

#define AGREE_PERMUTATIONS 1999
#define AGREE_SEED 7
#define AGREE_OBJECTS_MIN 4	/* fewer say nothing */
#define AGREE_W_MIN 0.5		/* DEPT_ORDER under it, with three raters or more */

struct agreement {
	size_t raters, objects;	/* m; n: those that all raters scored */
	double s;		/* squares of rank sums around their mean */
	double ties;		/* sum of t^3 - t */
	double w;		/* 0 to 1; NAN: fewer than 2 of either, or all is tied */
	double chi2;		/* m (n - 1) W */
	size_t df;
	double p;		/* of chi2 */
	double spearman;	/* mean over pairs of raters: (m W - 1) / (m - 1) */
	double permutation_p;
	bool enough;		/* AGREE_OBJECTS_MIN objects or more, and W is there */
	bool order_differs;	/* DEPT_ORDER: of enough objects, W or Spearman is low */
};

/* scores[rater * objects + object]; NAN: not scored, and the object is left out.
 * Higher or lower first makes no difference. Scratch from an arena of its own. */
void agree_compute(const double *scores, size_t raters, size_t objects, uint64_t seed,
	struct agreement *out);

/* The departments of an audit as raters of its functions. `take`: which, by
 * position in r->departments (NULL: all that answered). */
void agree_departments(const struct audit_result *r, const bool *take, uint64_t seed,
	struct agreement *out);

/* POLARISED: eight wishes of 1 to 5 or more, a quarter of them 1 or 2, a quarter
 * 4 or 5. NAN is no wish. */
bool agree_polarised(const double *wishes, size_t n);

#endif
