/*
 * Distribution functions and quantiles: normal, Student's t, chi-square. Close
 * to the last digit of a double over the whole range, tails included, since a
 * confidence set may hang on them.
 *
 * Sources: Wichura 1988 (algorithm AS 241) for the normal quantile; Loader 2000,
 * "Fast and accurate computation of binomial probabilities" for the powers and
 * factorials in front; DLMF 8.17.22 and 8.9.2 for the continued fractions, 8.7.1
 * for the series; Hill 1970 (CACM algorithm 396) and Wilson and Hilferty 1931
 * for where the search of a quantile begins.
 */
#ifndef ANALYSIS_DISTRIBUTION_H
#define ANALYSIS_DISTRIBUTION_H

/* P(Z > z) of the standard normal. */
double normal_upper(double z);
/* The z with P(Z <= z) = p, 0 < p < 1; else NAN. */
double normal_quantile(double p);

/* P(T > t) with `df` > 0 degrees of freedom, whole or not; else NAN. */
double t_upper(double t, double df);
/* The t with P(T <= t) = p, 0 < p < 1, df > 0; else NAN. */
double t_quantile(double p, double df);

/* P(X > x) of chi-square with `df` > 0; else NAN. */
double chi2_upper(double x, double df);
/* The x with P(X <= x) = p, 0 < p < 1, df > 0; else NAN. */
double chi2_quantile(double p, double df);

/* P(X = x) of x successes in n trials of probability p. */
double binomial_at(double x, double n, double p);

#endif
