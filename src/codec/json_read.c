/*
 * A strict scanner for flat JSON objects. It decodes strings in one block as
 * large as the text, since no decoded string is longer than it was written.
 * Knows nothing of deeper levels, nor of what the keys mean.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"
#include "utf8_front.h"

/* Up to so many members each is compared with each; beyond, they are sorted. */
#define FEW_MEMBERS 64

/* Room for values is taken for so many at a time. */
#define VALUES_STEP 64

const struct json_limits json_limits_default = {1u << 20, 10000, 10000, 256u << 10};

struct scan {
	struct arena *arena;
	const struct json_limits *limits;
	const char *start, *at, *end;
	char *room;			/* where the next decoded string goes */
	struct json_member *members;
	size_t count;
	const char **items;		/* of the list being read */
	const char **values;		/* free room for values */
	size_t values_left;
};

static enum err bad_at(const struct scan *s, const char *at, const char *what)
{
	return err_fail(ERR_INPUT, "offset %zu: %s", (size_t)(at - s->start), what);
}

static enum err too_large(const struct scan *s, const char *what, size_t limit)
{
	return err_fail(ERR_TOO_LARGE, "offset %zu: more than %zu %s",
		(size_t)(s->at - s->start), limit, what);
}

static void skip_blanks(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' ||
			*s->at == '\r'))
		s->at++;
}

/* The next character after blanks, 0 at the end; it stays. */
static char peek(struct scan *s)
{
	skip_blanks(s);
	return s->at < s->end ? *s->at : '\0';
}

static bool accept(struct scan *s, char c)
{
	if (peek(s) != c)
		return false;
	s->at++;
	return true;
}

/* Four hex digits at `p`, -1 when they are not there. */
static long hex4(const struct scan *s, const char *p)
{
	long v = 0;

	if (s->end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
			c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return -1;
		v = v << 4 | digit;
	}
	return v;
}

/* `\uXXXX`, with its second half where it is the first of a pair. */
static enum err scan_unicode(struct scan *s, char **out)
{
	const char *escape = s->at - 2;
	long code = hex4(s, s->at);

	if (code < 0)
		return bad_at(s, escape, "\\u needs four hex digits");
	s->at += 4;
	if (code == 0)
		return bad_at(s, escape, "U+0000 in a string");
	if (code >= 0xDC00 && code <= 0xDFFF)
		return bad_at(s, escape, "the second half of a surrogate pair without its first");
	if (code >= 0xD800 && code <= 0xDBFF) {
		long low = s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u' ?
			hex4(s, s->at + 2) : -1;

		if (low < 0xDC00 || low > 0xDFFF)
			return bad_at(s, escape,
				"the first half of a surrogate pair without its second");
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
		s->at += 6;
	}
	*out += utf8_put(*out, (uint32_t)code);
	return OK;
}

static enum err scan_escape(struct scan *s, char **out)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

	if (s->at == s->end)
		return bad_at(s, s->at, "the text ends within a string");

	char c = *s->at++;
	const char *known = c ? strchr(letters, c) : NULL;

	if (c == 'u')
		return scan_unicode(s, out);
	if (!known)
		return bad_at(s, s->at - 2, "an escape JSON does not know");
	*(*out)++ = meant[known - letters];
	return OK;
}

/* What follows the opening quote, which `s->at` has passed. The whole text is
 * known to be UTF-8. */
static enum err scan_string(struct scan *s, const char **value)
{
	const char *open = s->at;
	char *out = s->room;

	for (;;) {
		const char *plain = s->at;

		while (s->at < s->end && (unsigned char)*s->at >= 0x20 && *s->at != '"' &&
				*s->at != '\\')
			s->at++;
		memcpy(out, plain, (size_t)(s->at - plain));
		out += s->at - plain;
		if (s->at == s->end)
			return bad_at(s, open - 1, "a string is not closed");
		if (*s->at == '"')
			break;
		if (*s->at != '\\')
			return bad_at(s, s->at, "a control character in a string: escape it");
		s->at++;

		enum err e = scan_escape(s, &out);

		if (e != OK)
			return e;
	}
	if ((size_t)(s->at - open) > s->limits->string_bytes)
		return too_large(s, "bytes in one string", s->limits->string_bytes);
	s->at++;
	*out = '\0';
	*value = s->room;
	s->room = out + 1;
	return OK;
}

static bool digits(struct scan *s)
{
	const char *from = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > from;
}

/* RFC 8259, section 6. */
static bool number_grammar(struct scan *s)
{
	if (*s->at == '-')
		s->at++;
	if (s->at < s->end && *s->at == '0')
		s->at++;
	else if (!digits(s))
		return false;
	if (s->at < s->end && *s->at == '.') {
		s->at++;
		if (!digits(s))
			return false;
	}
	if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		if (!digits(s))
			return false;
	}
	return true;
}

static enum err scan_number(struct scan *s, const char **value)
{
	const char *from = s->at;

	if (!number_grammar(s))
		return bad_at(s, from, "a number that is not JSON's");

	size_t len = (size_t)(s->at - from);

	if (len > s->limits->string_bytes)
		return too_large(s, "characters in one number", s->limits->string_bytes);
	/* Before a number stands at least one more character: there is room for
	 * its NUL. */
	memcpy(s->room, from, len);
	s->room[len] = '\0';
	*value = s->room;
	s->room += len + 1;
	return OK;
}

static bool starts_number(char c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

/* Room for `n` values. */
static const char **values_room(struct scan *s, size_t n)
{
	if (n > s->values_left) {
		s->values_left = n > VALUES_STEP ? n : VALUES_STEP;
		s->values = arena_array(s->arena, s->values_left, sizeof *s->values);
	}

	const char **room = s->values;

	s->values += n;
	s->values_left -= n;
	return room;
}

static enum err scan_item(struct scan *s, const char **value)
{
	char c = peek(s);

	if (starts_number(c))
		return scan_number(s, value);
	if (c == '"') {
		s->at++;
		return scan_string(s, value);
	}
	return bad_at(s, s->at, c ? "a list holds strings and numbers only" :
		"the text ends within a list");
}

static enum err scan_list(struct scan *s, struct json_member *m)
{
	size_t n = 0;

	m->kind = JSON_LIST;
	if (accept(s, ']'))
		return OK;
	do {
		if (n == s->limits->items)
			return too_large(s, "items in one list", s->limits->items);
		s->items = arena_grow(s->arena, s->items, n + 1, sizeof *s->items);

		enum err e = scan_item(s, &s->items[n]);

		if (e != OK)
			return e;
		n++;
	} while (accept(s, ','));
	if (!accept(s, ']'))
		return bad_at(s, s->at, "a list goes on with ',' or ends with ']'");

	const char **values = values_room(s, n);

	memcpy(values, s->items, n * sizeof *values);
	m->values = values;
	m->count = n;
	return OK;
}

static enum err scan_word(struct scan *s, struct json_member *m)
{
	static const struct {
		const char *word;
		enum json_kind kind;
	} words[] = {{"true", JSON_TRUE}, {"false", JSON_FALSE}, {"null", JSON_NULL}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].word);

		if ((size_t)(s->end - s->at) >= len && memcmp(s->at, words[i].word, len) == 0) {
			m->kind = words[i].kind;
			s->at += len;
			return OK;
		}
	}
	return bad_at(s, s->at, s->at < s->end && *s->at == '{' ?
		"an object within the object: only one level is read" : "no JSON value");
}

static enum err scan_value(struct scan *s, struct json_member *m)
{
	char c = peek(s);
	const char **one;

	if (c == '[') {
		s->at++;
		return scan_list(s, m);
	}
	if (c != '"' && !starts_number(c))
		return scan_word(s, m);
	m->kind = c == '"' ? JSON_STRING : JSON_NUMBER;
	m->count = 1;
	m->values = one = values_room(s, 1);
	return scan_item(s, one);
}

static enum err scan_member(struct scan *s)
{
	if (s->count == s->limits->members)
		return too_large(s, "members", s->limits->members);
	if (!accept(s, '"'))
		return bad_at(s, s->at, "a key in quotes belongs here");
	s->members = arena_grow(s->arena, s->members, s->count + 1, sizeof *s->members);

	struct json_member *m = &s->members[s->count];
	enum err e = scan_string(s, &m->key);

	if (e != OK)
		return e;
	if (!accept(s, ':'))
		return bad_at(s, s->at, "':' belongs after a key");
	e = scan_value(s, m);
	s->count += e == OK;
	return e;
}

static enum err scan_object(struct scan *s)
{
	if (!accept(s, '{'))
		return bad_at(s, s->at, "an object, '{', belongs here");
	if (!accept(s, '}')) {
		do {
			enum err e = scan_member(s);

			if (e != OK)
				return e;
		} while (accept(s, ','));
		if (!accept(s, '}'))
			return bad_at(s, s->at, "an object goes on with ',' or ends with '}'");
	}
	if (peek(s) || s->at < s->end)
		return bad_at(s, s->at, "something stands after the object");
	return OK;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* FNV-1a, 32 bit. */
static uint32_t hash_of(const char *key)
{
	uint32_t h = 2166136261u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 16777619u;
	return h;
}

static const char *repeated_of_few(const struct scan *s)
{
	uint32_t hashes[FEW_MEMBERS];

	for (size_t i = 0; i < s->count; i++) {
		hashes[i] = hash_of(s->members[i].key);
		for (size_t j = 0; j < i; j++)
			if (hashes[j] == hashes[i] &&
					strcmp(s->members[j].key, s->members[i].key) == 0)
				return s->members[i].key;
	}
	return NULL;
}

/* A key that is there twice, or NULL. Sorting keeps hostile keys from costing
 * the square of their number. */
static const char *repeated_key(const struct scan *s)
{
	if (s->count <= FEW_MEMBERS)
		return repeated_of_few(s);

	const char **keys = arena_array(s->arena, s->count, sizeof *keys);

	for (size_t i = 0; i < s->count; i++)
		keys[i] = s->members[i].key;
	qsort(keys, s->count, sizeof *keys, by_key);
	for (size_t i = 1; i < s->count; i++)
		if (strcmp(keys[i - 1], keys[i]) == 0)
			return keys[i];
	return NULL;
}

/* Most texts are ASCII, and a million of them are read for one release. A NUL
 * passes: the grammar has no place for it. */
static bool all_ascii(const char *text, size_t len)
{
	uint64_t seen = 0, eight;

	for (; len >= sizeof eight; text += sizeof eight, len -= sizeof eight) {
		memcpy(&eight, text, sizeof eight);
		seen |= eight;
	}
	for (; len; text++, len--)
		seen |= (unsigned char)*text;
	return !(seen & 0x8080808080808080u);
}

enum err json_scan(struct arena *a, const char *text, size_t len,
	const struct json_limits *limits, struct json_flat *out)
{
	struct scan s = {
		.arena = a,
		.limits = limits ? limits : &json_limits_default,
		.start = text,
		.at = text,
		.end = text + len,
	};

	if (len > s.limits->bytes)
		return err_fail(ERR_TOO_LARGE, "JSON of more than %zu bytes", s.limits->bytes);
	if (!all_ascii(text, len) && !utf8_valid(text, len))
		return bad_at(&s, text + utf8_front(text, len), "bytes that are not UTF-8");
	s.room = arena_alloc(a, len + 1);

	enum err e = scan_object(&s);

	if (e != OK)
		return e;

	const char *twice = repeated_key(&s);

	if (twice)
		return err_fail(ERR_INPUT, "offset 0: the key \"%s\" is there twice", twice);
	*out = (struct json_flat){s.members, s.count};
	return OK;
}

const struct json_member *json_get(const struct json_flat *flat, const char *key)
{
	for (size_t i = 0; i < flat->count; i++)
		if (strcmp(flat->members[i].key, key) == 0)
			return &flat->members[i];
	return NULL;
}

const char *json_text(const struct json_flat *flat, const char *key)
{
	const struct json_member *m = json_get(flat, key);

	return m && (m->kind == JSON_STRING || m->kind == JSON_NUMBER) ? m->values[0] : NULL;
}
