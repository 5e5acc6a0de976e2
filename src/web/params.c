/*
 * Parameters: urlencoded text to names and values, strictly. Knows nothing of
 * where the text came from.
 */
#include "web/request.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "transport.h"

const char *params_get(const struct params *p, const char *name)
{
	const struct param *found = params_next(p, name, NULL);

	return found ? found->value : NULL;
}

const struct param *params_next(const struct params *p, const char *name,
	const struct param *after)
{
	size_t i = after ? (size_t)(after - p->list) + 1 : 0;

	for (; i < p->count; i++)
		if (strcmp(p->list[i].name, name) == 0)
			return &p->list[i];
	return NULL;
}

enum err params_add(struct arena *a, struct params *p, const char *name,
	const char *value, size_t len)
{
	if (p->count >= PARAMS_MAX)
		return err_fail(ERR_TOO_LARGE, "more than %d parameters", PARAMS_MAX);
	p->list = arena_grow(a, p->list, p->count + 1, sizeof *p->list);
	p->list[p->count++] = (struct param){name, value, len};
	return OK;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum err params_decode(char *s, size_t len, bool plus_is_space, size_t *out_len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '+' && plus_is_space) {
			s[n++] = ' ';
		} else if (s[i] == '%') {
			int hi = len - i > 2 ? hex_value(s[i + 1]) : -1;
			int lo = len - i > 2 ? hex_value(s[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return err_fail(ERR_INPUT, "a percent sign without two hex digits");
			s[n++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			s[n++] = s[i];
		}
	}
	s[n] = '\0';
	if (!utf8_valid(s, n))
		return err_fail(ERR_INPUT, "what was sent is not UTF-8 text");
	*out_len = n;
	return OK;
}

static enum err add_pair(struct arena *a, struct params *out, char *pair, size_t len)
{
	char *eq = memchr(pair, '=', len);
	size_t name_len = eq ? (size_t)(eq - pair) : len;
	char *value = eq ? eq + 1 : pair + len;
	size_t value_len = eq ? len - name_len - 1 : 0;
	size_t ignored;
	enum err e;

	/* The value first: the name's NUL goes where '=' is. */
	if ((e = params_decode(value, value_len, true, &value_len)))
		return e;
	if ((e = params_decode(pair, name_len, true, &ignored)))
		return e;
	return params_add(a, out, pair, value, value_len);
}

enum err params_parse(struct arena *a, const char *text, size_t len,
	struct params *out)
{
	char *copy = arena_strndup(a, text, len);
	struct params all = *out;
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		enum err e;

		if (i < len && copy[i] != '&')
			continue;
		if (i > start && (e = add_pair(a, &all, copy + start, i - start)))
			return e;
		start = i + 1;
	}
	*out = all;
	return OK;
}
