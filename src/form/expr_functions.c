/*
 * Functions of expressions on texts, choices and truth: one function each, and a
 * row each in expr_table.c. Positions and lengths count characters, not bytes.
 * Meaning: the XLSForm reference and XPath 1.0, section 4.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "expr_calls.h"
#include "regex.h"

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

EXPR_CALL(fn_selected)
{
	const char *at = expr_text_arg(n, env, 0);
	struct str wanted = str_trim(str_of(expr_text_arg(n, env, 1))), word;

	while ((word = next_word(&at)).len)
		if (str_same(word, wanted))
			return value_of_boolean(true);
	/* As in ODK, nothing chosen selects the empty text. */
	return value_of_boolean(wanted.len == 0 &&
		str_trim(str_of(expr_text_arg(n, env, 0))).len == 0);
}

EXPR_CALL(fn_count_selected)
{
	const char *at = expr_text_arg(n, env, 0);
	double count = 0;

	while (next_word(&at).len)
		count++;
	return value_of_number(count);
}

EXPR_CALL(fn_selected_at)
{
	const char *at = expr_text_arg(n, env, 0);
	double place = expr_number_arg(n, env, 1);
	struct str word;

	for (double i = 0; (word = next_word(&at)).len; i++)
		if (i == trunc(place))
			return value_of_bytes(env->arena, word.p, word.len);
	return value_of_string("");
}

EXPR_CALL(fn_if)
{
	return expr_arg(n, env, value_bool(expr_arg(n, env, 0)) ? 1 : 2);
}

static bool is_blank(struct value v)
{
	return (v.kind == VALUE_STRING && !*v.string) ||
		(v.kind == VALUE_NUMBER && isnan(v.number));
}

EXPR_CALL(fn_coalesce)
{
	for (size_t i = 0; i + 1 < n->count; i++) {
		struct value v = expr_arg(n, env, i);

		if (!is_blank(v))
			return v;
	}
	return expr_arg(n, env, n->count - 1);
}

/* once(x): the own answer where there is one already, else x. */
EXPR_CALL(fn_once)
{
	return is_blank(env->dot) ? expr_arg(n, env, 0) : env->dot;
}

/* random(): drawn from the respondent's seed, so that it comes out the same when the
 * answers are checked again. */
EXPR_CALL(fn_random)
{
	(void)n;
	return value_of_number(env->random ? env->random(env->data) : NAN);
}

/* depend(x, …): x; the rest only says what it rests on. */
EXPR_CALL(fn_depend)
{
	return expr_arg(n, env, 0);
}

EXPR_CALL(fn_not)
{
	return value_of_boolean(!value_bool(expr_arg(n, env, 0)));
}

EXPR_CALL(fn_number)
{
	return value_of_number(n->count ? expr_number_arg(n, env, 0) : value_number(env->dot));
}

EXPR_CALL(fn_string)
{
	return value_of_string(expr_text_arg(n, env, 0));
}

EXPR_CALL(fn_string_length)
{
	const char *s = n->count ? expr_text_arg(n, env, 0) : value_string(env->arena, env->dot);

	return value_of_number((double)utf8_count(s, strlen(s)));
}

EXPR_CALL(fn_regex)
{
	const struct regex *re = n->regex;
	const char *subject = expr_text_arg(n, env, 0);

	if (!re && regex_compile(env->arena, expr_text_arg(n, env, 1), &re) != OK)
		return value_of_boolean(false);
	return value_of_boolean(regex_matches(re, subject));
}

EXPR_CALL(fn_true)
{
	(void)n;
	(void)env;
	return value_of_boolean(true);
}

EXPR_CALL(fn_false)
{
	(void)n;
	(void)env;
	return value_of_boolean(false);
}

EXPR_CALL(fn_boolean)
{
	return value_of_boolean(value_bool(expr_arg(n, env, 0)));
}

EXPR_CALL(fn_boolean_from_string)
{
	const char *s = expr_text_arg(n, env, 0);

	return value_of_boolean(strcasecmp(s, "true") == 0 || strcmp(s, "1") == 0);
}

EXPR_CALL(fn_contains)
{
	return value_of_boolean(strstr(expr_text_arg(n, env, 0), expr_text_arg(n, env, 1)) != NULL);
}

EXPR_CALL(fn_starts_with)
{
	return value_of_boolean(text_starts(expr_text_arg(n, env, 0), expr_text_arg(n, env, 1)));
}

EXPR_CALL(fn_ends_with)
{
	return value_of_boolean(text_ends(expr_text_arg(n, env, 0), expr_text_arg(n, env, 1)));
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

EXPR_CALL(fn_substr)
{
	const char *s = expr_text_arg(n, env, 0);
	double count = (double)utf8_count(s, strlen(s));
	size_t from = clamp_index(expr_number_arg(n, env, 1), count);
	size_t to = n->count > 2 ? clamp_index(expr_number_arg(n, env, 2), count) : (size_t)count;
	size_t first = bytes_of_chars(s, from);

	if (to <= from)
		return value_of_string("");
	return value_of_bytes(env->arena, s + first, bytes_of_chars(s + first, to - from));
}

/* XPath's own: characters from 1, and how many; both rounded (4.2). */
EXPR_CALL(fn_substring)
{
	const char *s = expr_text_arg(n, env, 0);
	double count = (double)utf8_count(s, strlen(s));
	double from = floor(expr_number_arg(n, env, 1) + 0.5);
	double to = n->count > 2 ? from + floor(expr_number_arg(n, env, 2) + 0.5) : INFINITY;
	size_t first;

	if (!(from <= count && to > 1 && to > from))
		return value_of_string("");
	from = fmax(from, 1);
	to = fmin(to, count + 1);
	first = bytes_of_chars(s, (size_t)from - 1);
	return value_of_bytes(env->arena, s + first,
		bytes_of_chars(s + first, (size_t)(to - from)));
}

EXPR_CALL(fn_substring_before)
{
	const char *s = expr_text_arg(n, env, 0), *found = strstr(s, expr_text_arg(n, env, 1));

	return found ? value_of_bytes(env->arena, s, (size_t)(found - s)) : value_of_string("");
}

EXPR_CALL(fn_substring_after)
{
	const char *s = expr_text_arg(n, env, 0), *part = expr_text_arg(n, env, 1);
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

EXPR_CALL(fn_translate)
{
	const char *s = expr_text_arg(n, env, 0), *from = expr_text_arg(n, env, 1);
	const char *to = expr_text_arg(n, env, 2);
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
	return expr_take(env, &out);
}

EXPR_CALL(fn_normalize_space)
{
	const char *at = n->count ? expr_text_arg(n, env, 0) : value_string(env->arena, env->dot);
	struct buf out;
	struct str word;

	buf_init(&out, strlen(at) + 1);
	while ((word = next_word(&at)).len) {
		if (out.len)
			buf_putc(&out, ' ');
		buf_add(&out, word.p, word.len);
	}
	return expr_take(env, &out);
}

/* jr:choice-name(${code}, '${question}'): the label of a code. */
EXPR_CALL(fn_choice_name)
{
	const char *code = expr_text_arg(n, env, 0), *label = NULL;

	if (n->args[1]->kind == EX_QUESTION && env->choice_label)
		label = env->choice_label(env->data, n->args[1]->ref, code);
	return value_of_string(label ? label : code);
}
