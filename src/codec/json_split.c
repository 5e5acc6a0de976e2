/*
 * One level of nested JSON into slices. Owns brackets and quotes; leaves every
 * value to json_scan().
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"

#define DEPTH_MAX 32
#define PARTS_MAX 100000

struct split {
	const char *start, *at, *end;
};

static enum err bad(const struct split *s, const char *what)
{
	return err_fail(ERR_INPUT, "offset %zu: %s", (size_t)(s->at - s->start), what);
}

static char peek(struct split *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n'
			|| *s->at == '\r'))
		s->at++;
	return s->at < s->end ? *s->at : '\0';
}

static bool accept(struct split *s, char c)
{
	if (peek(s) != c)
		return false;
	s->at++;
	return true;
}

/* Past a string; `at` is on its quote. */
static enum err pass_string(struct split *s)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
		if (*s->at == '\\')
			s->at++;
	if (s->at >= s->end) {
		s->at = s->end;
		return bad(s, "a string is not closed");
	}
	s->at++;
	return OK;
}

/* Past one value, up to the ',' or bracket that ends it. */
static enum err pass_value(struct split *s)
{
	char closing[DEPTH_MAX];
	size_t depth = 0;

	while (peek(s)) {
		char c = *s->at;

		if (depth == 0 && (c == ',' || c == ']' || c == '}'))
			return OK;
		if (c == '"') {
			enum err e = pass_string(s);

			if (e)
				return e;
			continue;
		}
		if (c == '[' || c == '{') {
			if (depth == DEPTH_MAX)
				return bad(s, "too deep");
			closing[depth++] = c == '[' ? ']' : '}';
		} else if (c == ']' || c == '}') {
			if (closing[--depth] != c)
				return bad(s, "a bracket that closes another kind");
		}
		s->at++;
	}
	return bad(s, "the text ends within a value");
}

static enum err split_part(struct arena *a, struct split *s, bool object,
	struct json_part *part)
{
	const char *from;
	enum err e;

	if (object) {
		if (peek(s) != '"')
			return bad(s, "a key in quotes belongs here");
		from = s->at;
		e = pass_string(s);
		if (e)
			return e;
		/* Keys of our own files have no escapes. */
		part->key = arena_strndup(a, from + 1, (size_t)(s->at - from) - 2);
		if (!accept(s, ':'))
			return bad(s, "':' belongs after a key");
	}
	peek(s);
	from = s->at;
	e = pass_value(s);
	if (e)
		return e;
	if (s->at == from)
		return bad(s, "a value is missing");
	part->text = from;
	part->len = (size_t)(s->at - from);
	while (strchr(" \t\r\n", from[part->len - 1]))
		part->len--;
	return OK;
}

enum err json_split(struct arena *a, const char *text, size_t len, struct json_part **parts,
	size_t *count)
{
	struct split s = {text, text, text + len};
	struct json_part *list = NULL;
	size_t n = 0;
	bool object;

	if (!utf8_valid(text, len))
		return bad(&s, "bytes that are not UTF-8");
	object = peek(&s) == '{';
	if (!accept(&s, object ? '{' : '['))
		return bad(&s, "an object or a list belongs here");
	if (!accept(&s, object ? '}' : ']')) {
		do {
			enum err e;

			if (n == PARTS_MAX)
				return bad(&s, "too many parts");
			list = arena_grow(a, list, n + 1, sizeof *list);
			list[n] = (struct json_part){0};
			e = split_part(a, &s, object, &list[n]);
			if (e)
				return e;
			n++;
		} while (accept(&s, ','));
		if (!accept(&s, object ? '}' : ']'))
			return bad(&s, "',' or the closing bracket belongs here");
	}
	if (peek(&s) || s.at < s.end)
		return bad(&s, "something stands after the end");
	*parts = list;
	*count = n;
	return OK;
}
