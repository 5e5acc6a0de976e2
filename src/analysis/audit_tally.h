/*
 * What each department said of each function: sums over its people (A2.6), and
 * how much weight the pooled value gets beside them (A2.8).
 */
#ifndef SRC_ANALYSIS_AUDIT_TALLY_H
#define SRC_ANALYSIS_AUDIT_TALLY_H

#include "audit_prep.h"

/* One measure in one cell. */
struct tally_measure {
	size_t k;		/* answers */
	double a, aa, av;	/* sums of a, a^2, a v */
	/* Unweighted, as distances from the first value: the squares then lose no
	 * digits, however far the values are from 0. */
	double first, off, off2;
};

struct tally_cell {
	double doers;		/* people; in a draw with their multiplicities */
	struct tally_measure m[AUDIT_MEASURES];
	/* Ratings on rules weighted by hours too (A2.6): where there are any, they are
	 * the cell's mean, instead of a, aa and av in m. None in version 1. */
	struct tally_measure by_hours;
	double largest;		/* largest a h of one respondent */
};

/* The hours of all functions of one department together. */
struct tally_department {
	double sum, largest;	/* of a h: all, and of one respondent */
};

struct tally {
	struct tally_cell *cells;	/* [department * n_functions + function] */
	struct tally_department *departments;
};

/* From `a`. */
struct tally audit_tally(struct arena *a, const struct prep *prep, const struct audit_params *p);

/* What the mean of a measure in a cell is made of. */
static inline const struct tally_measure *tally_mean(const struct tally_cell *cell, size_t g)
{
	return g == AUDIT_RULE && cell->by_hours.k ? &cell->by_hours : &cell->m[g];
}

/* The prior size of each measure. */
void audit_prior_sizes(const struct prep *prep, const struct tally *tally,
	const struct audit_params *p, double k0[AUDIT_MEASURES]);

#endif
