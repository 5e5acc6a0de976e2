/* Reading stored answers (see stored.h). */
#include "model/stored.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/json.h"

#define NUMBER_CHARS 40
/* Up to 15 digits and 10^22 are exact, so one division rounds correctly
 * (Clinger 1990). */
#define EXACT_DIGITS 15

/* Past the closing quote of a string whose opening one is behind, or NULL. */
static const char *string_end(const char *from, const char *end)
{
	const char *at = from;

	while (at < end && (at = memchr(at, '"', (size_t)(end - at)))) {
		size_t slashes = 0;

		while (at - slashes > from && at[-1 - (ptrdiff_t)slashes] == '\\')
			slashes++;
		at++;
		if (slashes % 2 == 0)
			return at;
	}
	return NULL;
}

static const char *list_end(const char *at, const char *end)
{
	while (at && at < end) {
		if (*at == ']')
			return at + 1;
		at = *at == '"' ? string_end(at + 1, end) : at + 1;
	}
	return NULL;
}

static const char *number_end(const char *at, const char *end)
{
	while (at < end && *at != ',' && *at != '}')
		at++;
	return at < end ? at : NULL;
}

static struct str between(const char *from, const char *to)
{
	return (struct str){from, (size_t)(to - from)};
}

void stored_begin(struct stored *s, const char *json, size_t len)
{
	*s = (struct stored){.at = json, .end = json + len};
	s->bad = len < 2 || json[0] != '{' || json[len - 1] != '}';
	if (s->bad || len == 2)
		s->at = s->end;
}

static bool spoiled(struct stored *s)
{
	s->bad = true;
	s->at = s->end;
	return false;
}

bool stored_next(struct stored *s, struct stored_member *out)
{
	const char *key, *value, *past;

	/* In front of a member stands '{' or ','; behind the last one '}'. */
	if (s->end - s->at < 2)
		return false;
	key = s->at + 2;
	past = s->at[1] == '"' ? string_end(key, s->end) : NULL;
	if (!past || s->end - past < 2 || *past != ':')
		return spoiled(s);
	out->key = between(key, past - 1);
	value = past + 1;
	switch (*value) {
	case '"':
		out->kind = STORED_STRING;
		past = string_end(value + 1, s->end);
		break;
	case '[':
		out->kind = STORED_LIST;
		past = list_end(value + 1, s->end);
		break;
	default:
		out->kind = STORED_NUMBER;
		past = number_end(value, s->end);
	}
	if (!past || past == s->end || (*past != ',' && *past != '}'))
		return spoiled(s);
	out->value = out->kind == STORED_NUMBER ? between(value, past) :
		between(value + 1, past - 1);
	s->at = past;
	return *past == ',' || past + 1 == s->end || spoiled(s);
}

bool stored_item(struct str *list, struct str *item)
{
	const char *end = list->p + list->len, *at = list->p, *past;

	if (list->len && *at == ',')
		at++;
	past = at < end && *at == '"' ? string_end(at + 1, end) : NULL;
	if (!past)
		return false;
	*item = between(at + 1, past - 1);
	*list = between(past, end);
	return true;
}

/* Plain digits with at most one dot; false for anything else, and for more
 * digits than are exact. */
static bool short_number(struct str text, double *out)
{
	static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15};
	size_t digits = 0, decimals = 0;
	bool dot = false;
	double v = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.p[i];

		if (c == '.' && !dot && digits) {
			dot = true;
			continue;
		}
		if (c < '0' || c > '9' || ++digits > EXACT_DIGITS)
			return false;
		v = v * 10 + (c - '0');
		decimals += dot;
	}
	*out = v / tens[decimals];
	return digits > 0 && dot == (decimals > 0);
}

double stored_number(struct str text)
{
	char copy[NUMBER_CHARS];
	double v;

	if (short_number(text, &v))
		return v;
	if (text.len >= sizeof copy)
		return NAN;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	return parse_double(copy, &v) ? v : NAN;
}

struct str stored_text(struct arena *a, const char *text)
{
	struct buf *b = buf_new(a, 6 * strlen(text) + 2);
	struct json_writer w = {.out = b};

	json_string(&w, text);
	return (struct str){b->data + 1, b->len - 2};
}

/* Eight bytes at a time; where hashes are equal, texts are compared. */
static uint64_t hash_of(struct str s)
{
	uint64_t h = s.len, word = 0;

	for (; s.len > sizeof word; s.p += sizeof word, s.len -= sizeof word) {
		memcpy(&word, s.p, sizeof word);
		h = (h ^ word) * 0x9E3779B97F4A7C15u;
		h ^= h >> 29;
	}
	word = 0;
	if (s.len)
		memcpy(&word, s.p, s.len);
	h = (h ^ word) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 32;
}

void stored_names_init(struct stored_names *n, struct arena *a, size_t most)
{
	*n = (struct stored_names){.list = arena_array(a, most, sizeof *n->list),
		.hashes = arena_array(a, most, sizeof *n->hashes)};
}

void stored_names_add(struct stored_names *n, struct str name)
{
	n->hashes[n->count] = hash_of(name);
	n->list[n->count++] = name;
}

static size_t find_between(const struct stored_names *n, struct str name, uint64_t hash,
	size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (n->hashes[i] == hash && str_same(n->list[i], name))
			return i;
	return STORED_NO_NAME;
}

size_t stored_names_find(const struct stored_names *n, struct str name, size_t *next)
{
	if (*next < n->count && str_same(n->list[*next], name))
		return (*next)++;

	uint64_t hash = hash_of(name);
	size_t i = find_between(n, name, hash, *next, n->count);

	if (i == STORED_NO_NAME)
		i = find_between(n, name, hash, 0, *next);
	if (i != STORED_NO_NAME)
		*next = i + 1;
	return i;
}
