/*
 * Functions of expressions on numbers. Meaning: XPath 1.0, section 4.4, and for
 * what it lacks XPath 3.1 and the XLSForm reference.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "expr_calls.h"

#define ROUND_PLACES_MAX 30

#define CALL_OF_ONE(name, function) \
	EXPR_CALL(name) \
	{ \
		return value_of_number(function(expr_number_arg(n, env, 0))); \
	}

CALL_OF_ONE(fn_int, trunc)
CALL_OF_ONE(fn_floor, floor)
CALL_OF_ONE(fn_ceiling, ceil)
CALL_OF_ONE(fn_abs, fabs)
CALL_OF_ONE(fn_sqrt, sqrt)
CALL_OF_ONE(fn_exp, exp)
CALL_OF_ONE(fn_log, log)
CALL_OF_ONE(fn_log10, log10)
CALL_OF_ONE(fn_sin, sin)
CALL_OF_ONE(fn_cos, cos)
CALL_OF_ONE(fn_tan, tan)
CALL_OF_ONE(fn_asin, asin)
CALL_OF_ONE(fn_acos, acos)
CALL_OF_ONE(fn_atan, atan)

/* As Java and JavaScript have it: 1 to an infinite power is no number. */
static double power(double base, double exponent)
{
	if (isnan(exponent) || (fabs(base) == 1 && isinf(exponent)))
		return NAN;
	return pow(base, exponent);
}

EXPR_CALL(fn_exp10)
{
	return value_of_number(power(10, expr_number_arg(n, env, 0)));
}

EXPR_CALL(fn_pow)
{
	return value_of_number(power(expr_number_arg(n, env, 0), expr_number_arg(n, env, 1)));
}

EXPR_CALL(fn_atan2)
{
	return value_of_number(atan2(expr_number_arg(n, env, 0), expr_number_arg(n, env, 1)));
}

EXPR_CALL(fn_pi)
{
	(void)n;
	(void)env;
	return value_of_number(M_PI);
}

/* XPath 1.0: halves go up, towards positive infinity. */
static double round_up(double v)
{
	double low = floor(v);

	return v - low >= 0.5 ? low + 1 : low;
}

/* To `places` decimals, by the digits as they are written: 1.005 is a half. */
static double round_places(struct arena *a, double v, int places)
{
	const char *text = value_string(a, value_of_number(fabs(v))), *dot = strchr(text, '.');
	size_t whole = dot ? (size_t)(dot - text) : strlen(text);
	size_t keep = whole + 1 + (size_t)places;
	char *cut;
	double low, step = pow(10, -places);
	int next;

	if (!dot || strlen(text) <= keep)
		return v;
	cut = arena_strndup(a, text, keep);
	low = strtod(cut, NULL);
	next = text[keep] - '0';
	/* A half goes up, so below zero only more than a half goes down. */
	if (next < 5 || (v < 0 && next == 5 && strspn(text + keep + 1, "0") ==
			strlen(text + keep + 1)))
		return v < 0 ? -low : low;
	/* Through decimal digits again, so that no error of the sum is seen. */
	cut = arena_printf(a, "%.*f", places, low + step);
	return v < 0 ? -strtod(cut, NULL) : strtod(cut, NULL);
}

EXPR_CALL(fn_round)
{
	double v = expr_number_arg(n, env, 0), places, scale;

	if (n->count == 1)
		return value_of_number(round_up(v));
	places = trunc(expr_number_arg(n, env, 1));
	if (!isfinite(v))
		return value_of_number(v);
	if (!(fabs(places) <= ROUND_PLACES_MAX))
		return value_of_number(NAN);
	if (places > 0)
		return value_of_number(round_places(env->arena, v, (int)places));
	scale = pow(10, -places);
	return value_of_number(round_up(v / scale) * scale);
}
