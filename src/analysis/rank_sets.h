/*
 * Confidence sets for ranks (B.3): Mogstad, Romano, Shaikh and Wilhelm, "Inference
 * for ranks with applications to mobility across neighbourhoods and academic
 * achievement across countries", Review of Economic Studies 91(1), 2024,
 * doi 10.1093/restud/rdad006; with the bootstrap and step-down of Romano and Wolf.
 */
#ifndef SRC_ANALYSIS_RANK_SETS_H
#define SRC_ANALYSIS_RANK_SETS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Objects with an estimate each, and draws of it. Draws are centred on
 * their own mean. */
struct rank_input {
	size_t n;			/* objects */
	size_t boot;			/* draws */
	const double *estimates;
	const double *draws;		/* [object * boot + draw] */
	double level;
	double inflation;		/* of critical values */
};

struct rank_set {
	size_t lo, hi;		/* best and worst rank, 1 is first */
};

/* Sets that hold all at once: out[n]. Which pairs were told apart for them, from `room`:
 * [j * n + k], j ranks before k. */
const bool *rank_sets_simultaneous(struct arena *room, const struct rank_input *in,
	struct rank_set *out);

/* Sets that hold for one object at a time: out[n]. */
void rank_sets_marginal(struct arena *room, const struct rank_input *in,
	struct rank_set *out);

/* Mean of draws. */
double draws_mean(const double *draws, size_t boot);
/* Sample standard deviation of draws; of the difference of two lists of draws. */
double draws_sd(const double *draws, size_t boot);
double draws_sd_difference(const double *left, const double *right, size_t boot);

/* Type-7 quantile (Hyndman and Fan 1996) of `n` > 0 values; `room`: n values. */
double quantile7(const double *values, size_t n, double level, double *room);

/* Standard errors under it are none: the two never differ from draw to draw. */
#define RANK_SE_MIN 1e-9

#endif
