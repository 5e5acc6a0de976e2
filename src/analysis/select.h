/*
 * Medians without sorting, for arrays of millions.
 */
#ifndef SRC_ANALYSIS_SELECT_H
#define SRC_ANALYSIS_SELECT_H

#include <stddef.h>

/* The k-th smallest (0-based) of `n` values, none NaN; k < n.
 * `room` is scratch for n values; `values` stays as it is. Linear time. */
double select_kth(const double *values, size_t n, size_t k, double *room);

/* The two middle values of `n` > 0 such values; the same twice when n is odd. */
void select_middle(const double *values, size_t n, double *room, double *low, double *high);

/* Their mean. */
double select_median(const double *values, size_t n, double *room);

#endif
