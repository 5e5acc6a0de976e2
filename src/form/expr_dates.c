/*
 * Functions of expressions on dates and times. A date is its text, YYYY-MM-DD
 * with or without a time; where a number is asked for it counts days since
 * 1970-01-01.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "expr_calls.h"

EXPR_CALL(fn_today)
{
	(void)n;
	return value_of_string(env->today);
}

EXPR_CALL(fn_now)
{
	(void)n;
	return value_of_string(env->now);
}

/* Seconds of the day of a number of days, and the day as a whole number. */
static int day_seconds(double days, double *day)
{
	/* Half a second at midnight belongs to the next day. */
	double whole = floor(days), seconds = floor((days - whole) * 86400 + 0.5);

	*day = seconds >= 86400 ? whole + 1 : whole;
	return seconds >= 86400 ? 0 : (int)seconds;
}

/* 2024-2-5 as 2024-02-05; other texts as they are. */
static const char *padded(struct arena *a, const char *s)
{
	int year, month, day, end = 0;

	if (strlen(s) >= 10 || strspn(s, "0123456789-") != strlen(s) ||
		sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || s[end] || year < 1000)
		return s;
	return arena_printf(a, "%04d-%02d-%02d", year, month, day);
}

/* '' when it is no date. */
static struct value to_date(const struct expr_env *env, struct value v, bool keep_time)
{
	int year, month, day, seconds;
	double days, whole;

	if (v.kind == VALUE_STRING)
		v.string = padded(env->arena, v.string);
	days = value_number(v);

	if (isnan(days) || isinf(days))
		return value_of_string("");
	/* Behind the seconds stand parts of them, or an offset. */
	if (v.kind == VALUE_STRING && keep_time && strlen(v.string) > 10 &&
		strlen(v.string) < 20 && !strpbrk(v.string + 11, "Z+-"))
		return v;
	seconds = day_seconds(days, &whole);
	if (!keep_time)
		whole = floor(days);
	if (!date_of_days(whole, &year, &month, &day))
		return value_of_string("");
	if (keep_time && seconds)
		return value_of_string(arena_printf(env->arena, "%04d-%02d-%02dT%02d:%02d:%02d",
			year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60));
	return value_of_string(
		arena_printf(env->arena, "%04d-%02d-%02d", year, month, day));
}

EXPR_CALL(fn_date)
{
	return to_date(env, expr_arg(n, env, 0), false);
}

EXPR_CALL(fn_date_time)
{
	return to_date(env, expr_arg(n, env, 0), true);
}

EXPR_CALL(fn_decimal_date_time)
{
	double days;
	struct value v = expr_arg(n, env, 0);

	if (v.kind == VALUE_STRING && date_days(v.string, &days))
		return value_of_number(days);
	return value_of_number(v.kind == VALUE_NUMBER ? v.number : NAN);
}

/* The time of the day as a part of 1: of a time, a date with a time, a number. */
EXPR_CALL(fn_decimal_time)
{
	struct value v = expr_arg(n, env, 0);
	double days;

	if (v.kind == VALUE_NUMBER)
		return value_of_number(v.number - floor(v.number));
	if (v.kind == VALUE_STRING && (date_days(v.string, &days) ||
			date_days(arena_printf(env->arena, "1970-01-01T%s", v.string), &days)))
		return value_of_number(days - floor(days));
	return value_of_number(NAN);
}

static const char *const month_names[] = {"January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December"};
static const char *const day_names[] = {"Thursday", "Friday", "Saturday", "Sunday", "Monday",
	"Tuesday", "Wednesday"};	/* 1970-01-01 was a Thursday */

struct moment {
	int year, month, day, seconds;
	double days;	/* whole */
};

/* Numbers of two digits, by letter; false for other letters. */
static bool put_number(struct buf *out, char letter, const struct moment *m)
{
	switch (letter) {
	case 'Y':
		buf_printf(out, "%04d", m->year);
		return true;
	case 'y':
		buf_printf(out, "%02d", m->year % 100);
		return true;
	case 'm':
		buf_printf(out, "%02d", m->month);
		return true;
	case 'n':
		buf_printf(out, "%d", m->month);
		return true;
	case 'd':
		buf_printf(out, "%02d", m->day);
		return true;
	case 'e':
		buf_printf(out, "%d", m->day);
		return true;
	case 'H':
		buf_printf(out, "%02d", m->seconds / 3600);
		return true;
	case 'h':
		buf_printf(out, "%d", m->seconds / 3600);
		return true;
	case 'M':
		buf_printf(out, "%02d", m->seconds / 60 % 60);
		return true;
	case 'S':
		buf_printf(out, "%02d", m->seconds % 60);
		return true;
	case '3':
		buf_puts(out, "000");
		return true;
	default:
		return false;
	}
}

static void put_date_part(struct buf *out, char letter, const struct moment *m)
{
	const char *day = day_names[(((long)m->days % 7) + 7) % 7];

	if (put_number(out, letter, m))
		return;
	if (letter == 'b')
		buf_add(out, month_names[m->month - 1], 3);
	else if (letter == 'B')
		buf_puts(out, month_names[m->month - 1]);
	else if (letter == 'a')
		buf_add(out, day, 3);
	else if (letter == 'A')
		buf_puts(out, day);
	else
		buf_putc(out, letter);
}

EXPR_CALL(fn_format_date)
{
	double days = expr_number_arg(n, env, 0);
	const char *format = expr_text_arg(n, env, 1);
	struct moment m;
	struct buf out;

	if (isnan(days) || isinf(days))
		return value_of_string("");
	m.seconds = day_seconds(days, &m.days);
	if (!date_of_days(m.days, &m.year, &m.month, &m.day))
		return value_of_string("");
	buf_init(&out, 10 * strlen(format) + 8);
	for (; *format; format++) {
		if (*format == '%' && format[1])
			put_date_part(&out, *++format, &m);
		else
			buf_putc(&out, *format);
	}
	return expr_take(env, &out);
}
