/*
 * Series for log and exp after reduction by powers of two.
 */
#include "arith.h"

#include <math.h>

/* ln 2 in two parts: the first ends in enough zeros to be multiplied by any
 * exponent without rounding. */
#define LN2_HI 0x1.62e42feep-1
#define LN2_LO 0x1.a39ef35793c76p-33
#define SQRT_HALF 0x1.6a09e667f3bcdp-1

/* log(m) = 2 atanh(s) with s = f / (2 + f), f = m - 1; |s| is 0.172 at most. Put so
 * that the large part f is added last, with what log 2 adds. */
double arith_log(double x)
{
	int k;
	double m, f, s, z, r;

	if (!(x > 0))
		return x == 0 ? -INFINITY : NAN;
	if (isinf(x))
		return x;
	m = frexp(x, &k);
	if (m < SQRT_HALF) {
		m *= 2;
		k--;
	}
	f = m - 1;
	s = f / (2 + f);
	z = s * s;
	r = z * (2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11
		+ z * (2.0 / 13 + z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19
		+ z * (2.0 / 21 + z * (2.0 / 23)))))))))));
	return k * LN2_HI + (f - (s * (f - r) - k * LN2_LO));
}

/* e^x = 2^k e^r, |r| at most half of ln 2: Taylor's series to r^14. */
double arith_exp(double x)
{
	double k, r, sum = 1;

	if (isnan(x))
		return x;
	if (x > 709.79)
		return INFINITY;
	if (x < -745.2)
		return 0;
	k = floor(x / (LN2_HI + LN2_LO) + 0.5);
	r = (x - k * LN2_HI) - k * LN2_LO;
	for (int n = 14; n >= 2; n--)
		sum = 1 + r / n * sum;
	return ldexp(1 + r * sum, (int)k);
}

/* log of 1 + x as it rounds, and what rounding took away. */
double arith_log1p(double x)
{
	double u = 1 + x;

	if (!(u > 0) || isinf(u))
		return arith_log(u);
	return arith_log(u) + (x - (u - 1)) / u;
}
