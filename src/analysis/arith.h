/*
 * Logarithm and exponential that give the same bits on every machine and with
 * every C library: a list recomputed from its bundle must be the same to the last
 * byte. Only additions, multiplications and divisions, which IEEE 754 fixes (and
 * the build contracts none). Within two units in the last place.
 */
#ifndef SRC_ANALYSIS_ARITH_H
#define SRC_ANALYSIS_ARITH_H

/* As log(), exp() and log1p() for finite arguments; log of 0 is -INFINITY, of what
 * is negative NAN; exp overflows to INFINITY and underflows to 0. */
double arith_log(double x);
double arith_exp(double x);
double arith_log1p(double x);

#endif
