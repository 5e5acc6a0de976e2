/*
 * Normal, t and chi-square. Owns the numerics; refuses to know what is tested.
 * Everything that grows with the degrees of freedom goes through Loader's
 * saddle-point form, so that no large logarithms are subtracted.
 */
#include "analysis/distribution.h"
#include "arith.h"

#include <float.h>
#include <math.h>

#define LN_SQRT_2PI 0.918938533204672741780329736406
#define TINY 1e-300
#define TERMS_MAX 200000

/* ---- Loader's pieces ---- */

/* ln n! - ln(Stirling's formula), n > 0. Below 16 it is stepped down from there:
 * each step is the difference of two neighbours. */
static double stirling_error(double n)
{
	double steps = 0, nn;

	for (; n < 16; n++)
		steps += (n + 0.5) * arith_log1p(1 / n) - 1;
	nn = n * n;
	return steps + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / nn)
		/ nn) / nn) / nn) / n;
}

/* x ln(x/m) + m - x without loss when x is near m. */
static double deviance(double x, double m)
{
	double v = (x - m) / (x + m), sum, term;

	if (fabs(v) >= 0.1)
		return x * arith_log(x / m) + m - x;
	sum = (x - m) * v;
	term = 2 * x * v;
	for (double odd = 3; odd < 200; odd += 2) {
		double next = sum + (term *= v * v) / odd;

		if (next == sum)
			break;
		sum = next;
	}
	return sum;
}

/* p^x q^(n-x) times n choose x, also for x and n that are not whole. */
static double binomial_raw(double x, double n, double p, double q)
{
	if (x == 0)
		return p < 0.1 ? arith_exp(-deviance(n, n * q) - n * p) : arith_exp(n * arith_log(q));
	if (x == n)
		return q < 0.1 ? arith_exp(-deviance(n, n * p) - n * q) : arith_exp(n * arith_log(p));
	return arith_exp(stirling_error(n) - stirling_error(x) - stirling_error(n - x)
			- deviance(x, n * p) - deviance(n - x, n * q) - LN_SQRT_2PI)
		* sqrt(n / (x * (n - x)));
}

double binomial_at(double x, double n, double p)
{
	if (x < 0 || x > n)
		return 0;
	if (p <= 0 || p >= 1)
		return x == (p <= 0 ? 0 : n);
	return binomial_raw(x, n, p, 1 - p);
}

/* x^a e^-x / Gamma(a + 1) */
static double poisson_raw(double a, double x)
{
	return arith_exp(-stirling_error(a) - deviance(a, x) - LN_SQRT_2PI) / sqrt(a);
}

static double log_factorial(double n)
{
	return (n + 0.5) * arith_log(n) - n + LN_SQRT_2PI + stirling_error(n);
}

/* ---- normal ---- */

double normal_upper(double z)
{
	return z > 0 ? chi2_upper(z * z, 1) / 2 : 1 - chi2_upper(z * z, 1) / 2;
}

static double polynomial(const double *c, int degree, double x)
{
	double sum = c[degree];

	while (degree-- > 0)
		sum = sum * x + c[degree];
	return sum;
}

/* AS 241, PPND16: about 16 digits. */
double normal_quantile(double p)
{
	static const double a[] = {3.3871328727963666080, 1.3314166789178437745e+2,
		1.9715909503065514427e+3, 1.3731693765509461125e+4, 4.5921953931549871457e+4,
		6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
	static const double b[] = {1, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
		5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
		2.8729085735721942674e+4, 5.2264952788528545610e+3};
	static const double c[] = {1.42343711074968357734, 4.63033784615654529590,
		5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258,
		2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
	static const double d[] = {1, 2.05319162663775882187, 1.67638483018380384940,
		6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
		5.47593808499534494600e-4, 1.05075007164441684324e-9};
	static const double e[] = {6.65790464350110377720, 5.46378491116411436990,
		1.78482653991729133580, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
		1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
	static const double f[] = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
		1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
		1.42151175831644588870e-7, 2.04426310338993978564e-15};
	double q = p - 0.5, r, z;

	if (!(p > 0 && p < 1))
		return NAN;
	if (fabs(q) <= 0.425) {
		r = 0.180625 - q * q;
		return q * polynomial(a, 7, r) / polynomial(b, 7, r);
	}
	r = sqrt(-arith_log(q < 0 ? p : 1 - p));
	z = r <= 5 ? polynomial(c, 7, r - 1.6) / polynomial(d, 7, r - 1.6) :
		polynomial(e, 7, r - 5) / polynomial(f, 7, r - 5);
	return q < 0 ? -z : z;
}

/* ---- Student's t ---- */

/* Continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz. */
static double beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 - (a + b) * x / (a + 1), h;

	d = 1 / (fabs(d) < TINY ? TINY : d);
	h = d;
	for (double m = 1; m < TERMS_MAX; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double change;

		d = 1 + even * d;
		c = 1 + even / c;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = fabs(c) < TINY ? TINY : c;
		h *= d * c;
		d = 1 + odd * d;
		c = 1 + odd / c;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = fabs(c) < TINY ? TINY : c;
		change = d * c;
		h *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

/* I_x(a, b) where the fraction converges; y = 1 - x comes from the caller, who
 * knows it to more digits. */
static double beta_lower(double a, double b, double x, double y)
{
	double front = binomial_raw(a, a + b, x, y) * b / (a + b);

	return front * beta_fraction(a, b, x);
}

double t_upper(double t, double df)
{
	double x, y, tail;

	if (!(df > 0) || isnan(t))
		return NAN;
	if (isinf(df))
		return normal_upper(t);
	if (isinf(t))
		return t < 0;
	x = df / (df + t * t);
	y = t * t / (df + t * t);
	if (y == 0)
		return 0.5;
	if (x < (df / 2 + 1) / (df / 2 + 2.5))
		tail = beta_lower(df / 2, 0.5, x, y) / 2;
	else
		tail = 0.5 - beta_lower(0.5, df / 2, y, x) / 2;
	return t < 0 ? 1 - tail : tail;
}

static double t_density(double t, double df)
{
	double front = stirling_error((df + 1) / 2) - stirling_error(df / 2)
		- deviance(df / 2, (df + 1) / 2);

	return arith_exp(front - (df + 1) / 2 * arith_log1p(t * t / df) - LN_SQRT_2PI);
}

/* The root of a falling function of x > 0 between lo and hi: Newton on its
 * logarithm, halving where Newton leaves the bracket. */
static double solve_upper(double (*upper)(double, double), double (*density)(double, double),
	double q, double df, double x)
{
	double lo = 0, hi = INFINITY;

	for (int i = 0; i < 200; i++) {
		double p = upper(x, df), next;

		if (p > q)
			lo = x;
		else
			hi = x;
		next = x + p / density(x, df) * arith_log(p / q);
		if (!(next > lo && next < hi))
			next = isinf(hi) ? 2 * x + 1 : (lo + hi) / 2;
		if (fabs(next - x) <= 2 * DBL_EPSILON * x)
			return next;
		x = next;
	}
	return x;
}

double t_quantile(double p, double df)
{
	double q, z, start;

	if (!(p > 0 && p < 1 && df > 0))
		return NAN;
	if (isinf(df))
		return normal_quantile(p);
	q = p < 0.5 ? p : 1 - p;
	if (q == 0.5)
		return 0;
	if (df == 2)
		return (p < 0.5 ? -1 : 1) * (1 - 2 * q) / sqrt(2 * q * (1 - q));
	z = -normal_quantile(q);
	start = df < 2 ? arith_exp(-arith_log(q * 4) / df) : z + z * (z * z + 1) / (4 * df);
	start = solve_upper(t_upper, t_density, q, df, start);
	return p < 0.5 ? -start : start;
}

/* ---- chi-square ---- */

/* Q(a, x) by its continued fraction, DLMF 8.9.2, without what stands in front. */
static double gamma_fraction(double a, double x)
{
	double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;

	for (double i = 1; i < TERMS_MAX; i++) {
		double change, an = -i * (i - a);

		b += 2;
		d = an * d + b;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = b + an / c;
		c = fabs(c) < TINY ? TINY : c;
		change = d * c;
		h *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

/* P(a, x) by its series, DLMF 8.7.1, without what stands in front. */
static double gamma_series(double a, double x)
{
	double term = 1, sum = 1;

	for (double n = 1; n < TERMS_MAX && term > sum * DBL_EPSILON / 4; n++)
		sum += term *= x / (a + n);
	return sum;
}

double chi2_upper(double x, double df)
{
	double a = df / 2, front;

	if (!(df > 0) || isnan(x))
		return NAN;
	x /= 2;
	if (x <= 0)
		return 1;
	if (isinf(x))
		return 0;
	front = poisson_raw(a, x);
	if (x < a + 1)
		return 1 - front * gamma_series(a, x);
	return front * a * gamma_fraction(a, x);
}

static double chi2_density(double x, double df)
{
	double a = df / 2;

	return poisson_raw(a, x / 2) * a / x;
}

static double chi2_lower(double x, double df)
{
	double a = df / 2;

	x /= 2;
	if (x < a + 1)
		return poisson_raw(a, x) * gamma_series(a, x);
	return 1 - chi2_upper(2 * x, df);
}

/* As solve_upper() for a rising function. */
static double solve_chi2_lower(double p, double df, double x)
{
	double lo = 0, hi = INFINITY;

	for (int i = 0; i < 2000; i++) {
		double at = chi2_lower(x, df), next;

		if (at < p)
			lo = x;
		else
			hi = x;
		next = x * arith_exp(-arith_log(at / p) * at / (x * chi2_density(x, df)));
		if (!(next > lo && next < hi))
			next = isinf(hi) ? 2 * x + 1 : (lo + hi) / 2;
		if (fabs(next - x) <= 2 * DBL_EPSILON * x)
			return next;
		x = next;
	}
	return x;
}

double chi2_quantile(double p, double df)
{
	double start;

	if (!(p > 0 && p < 1 && df > 0))
		return NAN;
	start = 1 - 2 / (9 * df) + normal_quantile(p) * sqrt(2 / (9 * df));
	start = start > 0.1 ? df * start * start * start :
		2 * arith_exp((arith_log(p) + log_factorial(df / 2)) / (df / 2));
	if (p < 0.5)
		return solve_chi2_lower(p, df, start);
	return solve_upper(chi2_upper, chi2_density, 1 - p, df, start);
}
