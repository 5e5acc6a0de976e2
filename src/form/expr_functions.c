/*
 * The functions of expressions: one function each and one row each in the
 * table at the end. Positions and lengths count characters, not bytes.
 * Meaning: the XLSForm reference and XPath 1.0, section 4.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "expr_tree.h"
#include "regex.h"

#define CALL(name) \
	static struct value name(const struct expr_node *n, const struct expr_env *env)

static struct value arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return expr_node_eval(n->args[i], env);
}

static const char *text_arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return value_string(env->arena, arg(n, env, i));
}

static double number_arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return value_number(arg(n, env, i));
}

/* The next blank-parted word of *at, empty at the end. */
static struct str next_word(const char **at)
{
	const char *from = *at + strspn(*at, " \t\n\r");

	*at = from + strcspn(from, " \t\n\r");
	return (struct str){from, (size_t)(*at - from)};
}

/* Bytes of the first `chars` characters of s. */
static size_t bytes_of_chars(const char *s, size_t chars)
{
	size_t i = 0;

	while (s[i] && chars--)
		for (i++; ((unsigned char)s[i] & 0xC0) == 0x80;)
			i++;
	return i;
}

CALL(fn_selected)
{
	const char *at = text_arg(n, env, 0);
	struct str wanted = str_trim(str_of(text_arg(n, env, 1))), word;

	while ((word = next_word(&at)).len)
		if (str_same(word, wanted))
			return value_of_boolean(true);
	/* As in ODK, nothing chosen selects the empty text. */
	return value_of_boolean(wanted.len == 0 &&
		str_trim(str_of(text_arg(n, env, 0))).len == 0);
}

CALL(fn_count_selected)
{
	const char *at = text_arg(n, env, 0);
	double count = 0;

	while (next_word(&at).len)
		count++;
	return value_of_number(count);
}

CALL(fn_selected_at)
{
	const char *at = text_arg(n, env, 0);
	double place = number_arg(n, env, 1);
	struct str word;

	for (double i = 0; (word = next_word(&at)).len; i++)
		if (i == trunc(place))
			return value_of_bytes(env->arena, word.p, word.len);
	return value_of_string("");
}

CALL(fn_if)
{
	return arg(n, env, value_bool(arg(n, env, 0)) ? 1 : 2);
}

static bool is_blank(struct value v)
{
	return (v.kind == VALUE_STRING && !*v.string) ||
		(v.kind == VALUE_NUMBER && isnan(v.number));
}

CALL(fn_coalesce)
{
	for (size_t i = 0; i + 1 < n->count; i++) {
		struct value v = arg(n, env, i);

		if (!is_blank(v))
			return v;
	}
	return arg(n, env, n->count - 1);
}

CALL(fn_not)
{
	return value_of_boolean(!value_bool(arg(n, env, 0)));
}

CALL(fn_int)
{
	return value_of_number(trunc(number_arg(n, env, 0)));
}

CALL(fn_number)
{
	return value_of_number(n->count ? number_arg(n, env, 0) : value_number(env->dot));
}

CALL(fn_string)
{
	return value_of_string(text_arg(n, env, 0));
}

/* XPath 1.0: halves go up, towards positive infinity. */
static double round_up(double v)
{
	double low = floor(v);

	return v - low >= 0.5 ? low + 1 : low;
}

CALL(fn_round)
{
	double v = number_arg(n, env, 0), scaled, scale;

	if (n->count == 1)
		return value_of_number(round_up(v));
	scale = pow(10, fmax(-15, fmin(15, trunc(number_arg(n, env, 1)))));
	scaled = round_up(v * scale) / scale;
	/* Where scaling overflows or loses the value, there is nothing to round. */
	return value_of_number(isfinite(scaled) ? scaled : v);
}

CALL(fn_string_length)
{
	const char *s = n->count ? text_arg(n, env, 0) : value_string(env->arena, env->dot);

	return value_of_number((double)utf8_count(s, strlen(s)));
}

/* Copy a scratch buffer into the arena and give it back. */
static struct value take_buffer(const struct expr_env *env, struct buf *b)
{
	struct value v = value_of_bytes(env->arena, b->data, b->len);

	buf_free(b);
	return v;
}

CALL(fn_concat)
{
	struct buf out;

	buf_init(&out, VALUE_BYTES_MAX + 4);
	for (size_t i = 0; i < n->count; i++) {
		const char *s = text_arg(n, env, i);

		buf_add(&out, s, strnlen(s, VALUE_BYTES_MAX + 4 - out.len));
	}
	return take_buffer(env, &out);
}

CALL(fn_regex)
{
	const struct regex *re = n->regex;
	const char *subject = text_arg(n, env, 0);

	if (!re && regex_compile(env->arena, text_arg(n, env, 1), &re) != OK)
		return value_of_boolean(false);
	return value_of_boolean(regex_matches(re, subject));
}

CALL(fn_today)
{
	(void)n;
	return value_of_string(env->today);
}

CALL(fn_now)
{
	(void)n;
	return value_of_string(env->now);
}

CALL(fn_true)
{
	(void)n;
	(void)env;
	return value_of_boolean(true);
}

CALL(fn_false)
{
	(void)n;
	(void)env;
	return value_of_boolean(false);
}

CALL(fn_boolean)
{
	return value_of_boolean(value_bool(arg(n, env, 0)));
}

CALL(fn_boolean_from_string)
{
	const char *s = text_arg(n, env, 0);

	return value_of_boolean(strcasecmp(s, "true") == 0 || strcmp(s, "1") == 0);
}

CALL(fn_floor)
{
	return value_of_number(floor(number_arg(n, env, 0)));
}

CALL(fn_ceiling)
{
	return value_of_number(ceil(number_arg(n, env, 0)));
}

CALL(fn_abs)
{
	return value_of_number(fabs(number_arg(n, env, 0)));
}

CALL(fn_sqrt)
{
	return value_of_number(sqrt(number_arg(n, env, 0)));
}

CALL(fn_pow)
{
	return value_of_number(pow(number_arg(n, env, 0), number_arg(n, env, 1)));
}

static struct value extreme(const struct expr_node *n, const struct expr_env *env, bool largest)
{
	double best = number_arg(n, env, 0);

	for (size_t i = 1; i < n->count; i++) {
		double v = number_arg(n, env, i);

		/* One value that is no number makes the outcome none. */
		if (isnan(v) || isnan(best))
			best = NAN;
		else if (largest ? v > best : v < best)
			best = v;
	}
	return value_of_number(best);
}

CALL(fn_min)
{
	return extreme(n, env, false);
}

CALL(fn_max)
{
	return extreme(n, env, true);
}

CALL(fn_contains)
{
	return value_of_boolean(strstr(text_arg(n, env, 0), text_arg(n, env, 1)) != NULL);
}

CALL(fn_starts_with)
{
	return value_of_boolean(text_starts(text_arg(n, env, 0), text_arg(n, env, 1)));
}

CALL(fn_ends_with)
{
	return value_of_boolean(text_ends(text_arg(n, env, 0), text_arg(n, env, 1)));
}

/* A character index from 0 to `count`; a negative one counts from the end. */
static size_t clamp_index(double at, double count)
{
	if (isnan(at))
		return 0;
	at = trunc(at);
	if (at < 0)
		at += count;
	return (size_t)fmax(0, fmin(at, count));
}

CALL(fn_substr)
{
	const char *s = text_arg(n, env, 0);
	double count = (double)utf8_count(s, strlen(s));
	size_t from = clamp_index(number_arg(n, env, 1), count);
	size_t to = n->count > 2 ? clamp_index(number_arg(n, env, 2), count) : (size_t)count;
	size_t first = bytes_of_chars(s, from);

	if (to <= from)
		return value_of_string("");
	return value_of_bytes(env->arena, s + first, bytes_of_chars(s + first, to - from));
}

CALL(fn_substring_before)
{
	const char *s = text_arg(n, env, 0), *found = strstr(s, text_arg(n, env, 1));

	return found ? value_of_bytes(env->arena, s, (size_t)(found - s)) : value_of_string("");
}

CALL(fn_substring_after)
{
	const char *s = text_arg(n, env, 0), *part = text_arg(n, env, 1);
	const char *found = strstr(s, part);

	return value_of_string(found ? found + strlen(part) : "");
}

/* Index of the character at `c` among the characters of `set`, or -1. */
static long char_index(const char *set, const char *c, size_t len)
{
	for (long i = 0; *set; i++) {
		size_t step = bytes_of_chars(set, 1);

		if (step == len && memcmp(set, c, len) == 0)
			return i;
		set += step;
	}
	return -1;
}

CALL(fn_translate)
{
	const char *s = text_arg(n, env, 0), *from = text_arg(n, env, 1);
	const char *to = text_arg(n, env, 2);
	size_t to_chars = utf8_count(to, strlen(to));
	struct buf out;

	buf_init(&out, 4 * strlen(s) + 1);
	for (size_t step; *s; s += step) {
		step = bytes_of_chars(s, 1);

		long i = char_index(from, s, step);

		if (i < 0) {
			buf_add(&out, s, step);
		} else if ((size_t)i < to_chars) {
			const char *c = to + bytes_of_chars(to, (size_t)i);

			buf_add(&out, c, bytes_of_chars(c, 1));
		}
	}
	return take_buffer(env, &out);
}

CALL(fn_normalize_space)
{
	const char *at = n->count ? text_arg(n, env, 0) : value_string(env->arena, env->dot);
	struct buf out;
	struct str word;

	buf_init(&out, strlen(at) + 1);
	while ((word = next_word(&at)).len) {
		if (out.len)
			buf_putc(&out, ' ');
		buf_add(&out, word.p, word.len);
	}
	return take_buffer(env, &out);
}

/* A text as it is, a number of days as YYYY-MM-DD; '' when it is no date. */
static struct value to_date(const struct expr_env *env, struct value v, bool keep_time)
{
	int year, month, day;
	double days = value_number(v);

	if (isnan(days) || !date_of_days(days, &year, &month, &day))
		return value_of_string("");
	if (v.kind == VALUE_STRING && keep_time && strlen(v.string) > 10)
		return v;
	return value_of_string(
		arena_printf(env->arena, "%04d-%02d-%02d", year, month, day));
}

CALL(fn_date)
{
	return to_date(env, arg(n, env, 0), false);
}

CALL(fn_date_time)
{
	return to_date(env, arg(n, env, 0), true);
}

CALL(fn_decimal_date_time)
{
	double days;
	struct value v = arg(n, env, 0);

	if (v.kind == VALUE_STRING && date_days(v.string, &days))
		return value_of_number(days);
	return value_of_number(v.kind == VALUE_NUMBER ? v.number : NAN);
}

static void put_date_part(struct buf *out, char letter, int year, int month, int day,
	int minutes)
{
	switch (letter) {
	case 'Y':
		buf_printf(out, "%04d", year);
		break;
	case 'y':
		buf_printf(out, "%02d", year % 100);
		break;
	case 'm':
		buf_printf(out, "%02d", month);
		break;
	case 'n':
		buf_printf(out, "%d", month);
		break;
	case 'd':
		buf_printf(out, "%02d", day);
		break;
	case 'e':
		buf_printf(out, "%d", day);
		break;
	case 'H':
		buf_printf(out, "%02d", minutes / 60);
		break;
	case 'h':
		buf_printf(out, "%d", minutes / 60);
		break;
	case 'M':
		buf_printf(out, "%02d", minutes % 60);
		break;
	case 'S':
		buf_puts(out, "00");
		break;
	default:
		buf_putc(out, letter);
		break;
	}
}

CALL(fn_format_date)
{
	double days = number_arg(n, env, 0);
	const char *format = text_arg(n, env, 1);
	struct buf out;
	int year, month, day, minutes;

	if (isnan(days) || !date_of_days(days, &year, &month, &day))
		return value_of_string("");
	minutes = (int)round_up((days - floor(days)) * 1440) % 1440;
	buf_init(&out, 4 * strlen(format) + 8);
	for (; *format; format++) {
		if (*format == '%' && format[1])
			put_date_part(&out, *++format, year, month, day, minutes);
		else
			buf_putc(&out, *format);
	}
	return take_buffer(env, &out);
}

/* jr:choice-name(${code}, '${question}'): the label of a code. */
CALL(fn_choice_name)
{
	const char *code = text_arg(n, env, 0), *label = NULL;

	if (n->args[1]->kind == EX_QUESTION && env->choice_label)
		label = env->choice_label(env->data, n->args[1]->ref, code);
	return value_of_string(label ? label : code);
}

static const struct expr_function functions[] = {
	{"selected", 2, 2, fn_selected},
	{"count-selected", 1, 1, fn_count_selected},
	{"selected-at", 2, 2, fn_selected_at},
	{"if", 3, 3, fn_if},
	{"coalesce", 2, SIZE_MAX, fn_coalesce},
	{"not", 1, 1, fn_not},
	{"int", 1, 1, fn_int},
	{"round", 1, 2, fn_round},
	{"number", 0, 1, fn_number},
	{"string", 1, 1, fn_string},
	{"string-length", 0, 1, fn_string_length},
	{"concat", 1, SIZE_MAX, fn_concat},
	{"regex", 2, 2, fn_regex},
	{"today", 0, 0, fn_today},
	{"now", 0, 0, fn_now},
	{"true", 0, 0, fn_true},
	{"false", 0, 0, fn_false},
	{"boolean", 1, 1, fn_boolean},
	{"boolean-from-string", 1, 1, fn_boolean_from_string},
	{"floor", 1, 1, fn_floor},
	{"ceiling", 1, 1, fn_ceiling},
	{"abs", 1, 1, fn_abs},
	{"sqrt", 1, 1, fn_sqrt},
	{"pow", 2, 2, fn_pow},
	{"min", 1, SIZE_MAX, fn_min},
	{"max", 1, SIZE_MAX, fn_max},
	{"contains", 2, 2, fn_contains},
	{"starts-with", 2, 2, fn_starts_with},
	{"ends-with", 2, 2, fn_ends_with},
	{"substr", 2, 3, fn_substr},
	{"substring-before", 2, 2, fn_substring_before},
	{"substring-after", 2, 2, fn_substring_after},
	{"translate", 3, 3, fn_translate},
	{"normalize-space", 0, 1, fn_normalize_space},
	{"date", 1, 1, fn_date},
	{"date-time", 1, 1, fn_date_time},
	{"decimal-date-time", 1, 1, fn_decimal_date_time},
	{"format-date", 2, 2, fn_format_date},
	{"jr:choice-name", 2, 2, fn_choice_name},
};

const struct expr_function *expr_function_find(const char *name)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}
