/*
 * Values of expressions and their conversions (XPath 1.0, section 4), with
 * dates as days since 1970-01-01 where a number is wanted.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "expr_tree.h"

struct value value_of_string(const char *s)
{
	return (struct value){.kind = VALUE_STRING, .string = s};
}

struct value value_of_number(double v)
{
	return (struct value){.kind = VALUE_NUMBER, .number = v};
}

struct value value_of_boolean(bool v)
{
	return (struct value){.kind = VALUE_BOOLEAN, .boolean = v};
}

struct value value_of_bytes(struct arena *a, const char *s, size_t len)
{
	if (len > VALUE_BYTES_MAX)
		len = utf8_cut(s, VALUE_BYTES_MAX);
	return value_of_string(arena_strndup(a, s, len));
}

bool value_bool(struct value v)
{
	switch (v.kind) {
	case VALUE_NUMBER:
		return v.number != 0 && !isnan(v.number);
	case VALUE_BOOLEAN:
		return v.boolean;
	default:
		return v.string[0] != '\0';
	}
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01, proleptic Gregorian (Hinnant, days_from_civil). */
static long civil_days(int year, int month, int day)
{
	long y = month <= 2 ? year - 1L : year;
	long era = (y >= 0 ? y : y - 399) / 400;
	long of_era = y - era * 400;
	long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool two_digits(const char *s, int max, int *out)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*out = (s[0] - '0') * 10 + (s[1] - '0');
	return *out <= max;
}

/* Minutes of Z, +hh or +hh:mm; false when it is none. */
static bool offset_minutes(const char *s, int *out)
{
	int hour, minute = 0, sign = *s == '-' ? -1 : 1;

	*out = 0;
	if (!*s || strcmp(s, "Z") == 0)
		return true;
	if ((*s != '+' && *s != '-') || !two_digits(s + 1, 14, &hour) ||
		(s[3] && (s[3] != ':' || !two_digits(s + 4, 59, &minute) || s[6])))
		return false;
	*out = sign * (hour * 60 + minute);
	return true;
}

/* Fraction of a day of THH:MM[:SS[.s…]][Z|+hh:mm]; with an offset reckoned back to
 * that of UTC, so it may be below 0 or above 1. */
static bool time_fraction(const char *s, double *out)
{
	int hour, minute, second = 0, offset;

	if (*s++ != 'T' || !two_digits(s, 23, &hour) || s[2] != ':' ||
		!two_digits(s + 3, 59, &minute))
		return false;
	s += 5;
	if (*s == ':') {
		if (!two_digits(s + 1, 60, &second))
			return false;
		s += 3;
		if (*s == '.')
			for (s++; *s >= '0' && *s <= '9'; s++)
				;
	}
	if (!offset_minutes(s, &offset))
		return false;
	*out = (hour * 3600 + (minute - offset) * 60 + second) / 86400.0;
	return true;
}

static int digits(const char *s, int n)
{
	int v = 0;

	while (n--)
		v = v * 10 + (*s++ - '0');
	return v;
}

bool date_days(const char *s, double *days)
{
	char day[11];
	double fraction = 0;

	if (strnlen(s, 10) < 10)
		return false;
	memcpy(day, s, 10);
	day[10] = '\0';
	if (!text_is_date(day) || (s[10] && !time_fraction(s + 10, &fraction)))
		return false;
	*days = (double)civil_days(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2)) +
		fraction;
	return true;
}

bool date_of_days(double days, int *year, int *month, int *day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	/* 0001-01-01 and 9999-12-31. */
	if (!(days >= -719162 && days < 2932897))
		return false;

	long n = (long)floor(days);
	int y = 1970 + (int)(n / 366), m = 0;

	if (n < 0)
		y = 1970 + (int)((n - 364) / 365);
	while (civil_days(y + 1, 1, 1) <= n)
		y++;
	n -= civil_days(y, 1, 1);
	for (; m < 11; m++) {
		int length = lengths[m] + (m == 1 && is_leap(y));

		if (n < length)
			break;
		n -= length;
	}
	*year = y;
	*month = m + 1;
	*day = (int)n + 1;
	return true;
}

/* XPath's Number with an optional minus: digits, one dot, no exponent. */
static bool xpath_number(struct str s, double *out)
{
	char text[400];
	bool digit = false, dot = false;
	size_t i = s.len && s.p[0] == '-';

	if (s.len >= sizeof text)
		return false;
	for (; i < s.len; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digit = true;
		else if (s.p[i] == '.' && !dot)
			dot = true;
		else
			return false;
	}
	if (!digit)
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	*out = strtod(text, NULL);
	return true;
}

double value_number(struct value v)
{
	double out;

	if (v.kind == VALUE_NUMBER)
		return v.number;
	if (v.kind == VALUE_BOOLEAN)
		return v.boolean;
	if (xpath_number(str_trim(str_of(v.string)), &out) || date_days(v.string, &out))
		return out;
	return NAN;
}

/* The shortest decimal digits that read back as `v`, without an exponent. */
static const char *number_text(struct arena *a, double v)
{
	char shortest[40];
	int exponent;
	size_t count = 0;

	for (int precision = 0; precision < 17; precision++) {
		snprintf(shortest, sizeof shortest, "%.*e", precision, fabs(v));
		if (strtod(shortest, NULL) == fabs(v))
			break;
	}

	char *e = strchr(shortest, 'e');

	exponent = (int)strtol(e + 1, NULL, 10);
	for (char *p = shortest; p < e; p++)
		if (*p != '.')
			shortest[count++] = *p;
	while (count > 1 && shortest[count - 1] == '0')
		count--;

	/* At most a sign, "0.", 324 zeros and 17 digits. */
	char *out = arena_alloc(a, 400), *to = out;

	if (v < 0)
		*to++ = '-';
	if (exponent < 0) {
		*to++ = '0';
		*to++ = '.';
	}
	for (int i = exponent + 1; i < 0; i++)
		*to++ = '0';
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && (int)i == exponent + 1)
			*to++ = '.';
		*to++ = shortest[i];
	}
	for (int i = (int)count; i <= exponent; i++)
		*to++ = '0';
	return out;
}

const char *value_string(struct arena *a, struct value v)
{
	if (v.kind == VALUE_STRING)
		return v.string;
	if (v.kind == VALUE_BOOLEAN)
		return v.boolean ? "true" : "false";
	if (isnan(v.number))
		return "NaN";
	if (isinf(v.number))
		return v.number > 0 ? "Infinity" : "-Infinity";
	if (v.number == 0)
		return "0";
	if (v.number == floor(v.number) && fabs(v.number) < 1e15)
		return arena_printf(a, "%.0f", v.number);
	return number_text(a, v.number);
}
