/*
 * Canonical answers: numbers without leading zeros and with a dot, dates ISO,
 * codes in the order of their list, text trimmed with LF line ends. Owns what
 * is accepted as a number, a date, a text.
 */
#include "canon.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

#define NUMBER_DIGITS_MAX 15	/* what a double holds exactly */

static struct canon bad(enum check_code code)
{
	return (struct canon){.value = "", .malformed = true, .code = code};
}

static struct canon good(const char *value)
{
	return (struct canon){.value = value, .blank = !*value};
}

/* Full-width, Arabic-Indic and Indic digits, by their UTF-8. */
static bool foreign_digit(const unsigned char *p)
{
	if (p[0] == 0xEF && p[1] == 0xBC)
		return p[2] >= 0x90 && p[2] <= 0x99;
	if (p[0] == 0xD9)
		return p[1] >= 0xA0 && p[1] <= 0xA9;
	if (p[0] == 0xDB)
		return p[1] >= 0xB0 && p[1] <= 0xB9;
	return p[0] == 0xE0 && p[1] >= 0xA5 && p[1] <= 0xB5 && p[2] >= 0xA6 && p[2] <= 0xAF;
}

/* Why a text with something else than digits, sign and marks is no number. */
static enum check_code number_fault(const char *s)
{
	bool digit = false, gap = false;

	for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
		if (foreign_digit(p))
			return CHECK_DIGITS;
		if (*p >= '0' && *p <= '9')
			digit = true;
		else if (strchr(" '.,", *p) || text_starts((const char *)p, "\xC2\xA0") ||
			text_starts((const char *)p, "\xE2\x80\xAF") ||
			text_starts((const char *)p, "\xE2\x80\x89") ||
			text_starts((const char *)p, "\xE2\x80\x99"))
			gap = true;
		else if (*p < 0x80 && *p != '-' && *p != '+')
			return CHECK_NUMBER;
	}
	return digit && gap ? CHECK_GROUPING : CHECK_NUMBER;
}

struct decimal {
	bool negative;
	struct str whole, fraction;	/* digits */
	bool mark;
};

static bool split_number(const char *s, struct decimal *d)
{
	size_t n;

	*d = (struct decimal){.negative = *s == '-'};
	s += *s == '-' || *s == '+';
	n = strspn(s, "0123456789");
	d->whole = (struct str){s, n};
	s += n;
	if (*s == '.' || *s == ',') {
		d->mark = true;
		s++;
		n = strspn(s, "0123456789");
		d->fraction = (struct str){s, n};
		s += n;
	}
	return *s == '\0' && d->whole.len + d->fraction.len > 0;
}

static struct canon number_canon(struct arena *a, const char *s, bool integer)
{
	struct decimal d;

	if (!split_number(s, &d)) {
		enum check_code why = number_fault(s);

		return bad(why == CHECK_NUMBER && integer ? CHECK_INTEGER : why);
	}
	if (integer && d.mark)
		return bad(CHECK_INTEGER);
	while (d.whole.len && *d.whole.p == '0') {
		d.whole.p++;
		d.whole.len--;
	}
	while (d.fraction.len && d.fraction.p[d.fraction.len - 1] == '0')
		d.fraction.len--;
	if (d.whole.len + d.fraction.len > NUMBER_DIGITS_MAX)
		return bad(CHECK_NUMBER_LONG);
	if (d.whole.len + d.fraction.len == 0)
		return good("0");
	return good(arena_printf(a, "%s%.*s%s%.*s", d.negative ? "-" : "",
		d.whole.len ? (int)d.whole.len : 1, d.whole.len ? d.whole.p : "0",
		d.fraction.len ? "." : "", (int)d.fraction.len,
		d.fraction.len ? d.fraction.p : ""));
}

static struct canon canon_range(struct arena *a, const struct question *q, const char *s)
{
	const struct question_parameters *p = &q->parameters;
	struct canon c = number_canon(a, s, false);
	double v, steps;

	if (c.malformed || !parse_double(c.value, &v))
		return c;
	steps = (v - p->start) / p->step;
	if (v >= p->start && v <= p->end && fabs(steps - round(steps)) < 1e-6)
		return c;
	c = bad(CHECK_RANGE);
	c.arg1 = p->start;
	c.arg2 = p->end;
	return c;
}

static bool two(const char *s, int max)
{
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' &&
		(s[0] - '0') * 10 + (s[1] - '0') <= max;
}

/* H:MM, HH:MM or with seconds (and a fraction or offset, which are dropped) →
 * HH:MM, or HH:MM:SS where there are seconds. NULL when it is no time. */
static const char *time_canon(struct arena *a, const char *s)
{
	const char *hour = s[0] && s[1] == ':' ? arena_printf(a, "0%c", s[0]) :
		arena_strndup(a, s, strnlen(s, 2));
	const char *rest = strchr(s, ':');
	const char *seconds = "";

	if (!rest || rest - s > 2 || !two(hour, 23) || !two(rest + 1, 59))
		return NULL;
	rest += 3;
	if (*rest == ':') {
		if (!two(rest + 1, 59))
			return NULL;
		if (strncmp(rest, ":00", 3) != 0)
			seconds = arena_strndup(a, rest, 3);
		rest += 3;
		if (*rest == '.')
			rest += 1 + strspn(rest + 1, "0123456789");
	}
	if (*rest == 'Z' && !rest[1])
		rest++;
	else if ((*rest == '+' || *rest == '-') && two(rest + 1, 14) && rest[3] == ':' &&
		two(rest + 4, 59))
		rest += 6;
	if (*rest)
		return NULL;
	return arena_printf(a, "%.2s:%.2s%s", hour, strchr(s, ':') + 1, seconds);
}

static struct canon canon_moment(struct arena *a, const struct question *q, const char *s)
{
	const char *time;

	(void)q;
	if (strlen(s) < 14 || (s[10] != 'T' && s[10] != ' ') ||
		!text_is_date(arena_strndup(a, s, 10)))
		return bad(CHECK_DATETIME);
	time = time_canon(a, s + 11);
	return time ? good(arena_printf(a, "%.10sT%s", s, time)) : bad(CHECK_DATETIME);
}

/* CR LF and CR become LF; other controls but TAB are refused. */
static struct canon canon_text(struct arena *a, const struct question *q, const char *s)
{
	size_t max = q->parameters.max_chars ? q->parameters.max_chars : FORM_TEXT_CHARS;
	char *out = arena_strdup(a, s), *to = out;
	struct canon c;

	for (const char *p = s; *p; p++) {
		if (*p == '\r') {
			if (p[1] != '\n')
				*to++ = '\n';
		} else if (((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f) {
			return bad(CHECK_CHARACTERS);
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	if (utf8_count(out, (size_t)(to - out)) <= max)
		return good(out);
	c = bad(CHECK_TOO_LONG);
	c.arg1 = (double)max;
	return c;
}

/* ---- by the list of types ---- */

static struct canon canon_whole(struct arena *a, const struct question *q, const char *s)
{
	(void)q;
	return number_canon(a, s, true);
}

static struct canon canon_number(struct arena *a, const struct question *q, const char *s)
{
	(void)q;
	return number_canon(a, s, false);
}

static struct canon canon_date(struct arena *a, const struct question *q, const char *s)
{
	(void)a;
	(void)q;
	return text_is_date(s) ? good(s) : bad(CHECK_DATE);
}

static struct canon canon_time(struct arena *a, const struct question *q, const char *s)
{
	const char *time = time_canon(a, s);

	(void)q;
	return time ? good(time) : bad(CHECK_TIME);
}

static struct canon canon_code(struct arena *a, const struct question *q, const char *s)
{
	(void)a;
	return list_choice(q->list, s) ? good(s) : bad(CHECK_CHOICE);
}

static struct canon canon_tick(struct arena *a, const struct question *q, const char *s)
{
	(void)a;
	(void)q;
	return strcmp(s, "OK") == 0 ? good(s) : bad(CHECK_CHOICE);
}

/* What the kiosk answered when the picture came: a hash in hex. */
static struct canon canon_picture(struct arena *a, const struct question *q, const char *s)
{
	(void)a;
	(void)q;
	return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64 ? good(s) : bad(CHECK_PICTURE);
}

static struct canon (*const canons[])(struct arena *a, const struct question *q, const char *s) = {
#define TYPE(NAME, name, role, answer, canon, schema, field, input, s, blank_s, thirds, most_s) \
	[Q_##NAME] = canon_##canon,
#include "form/question_types.def"
#undef TYPE
};

static struct canon many_canon(struct arena *a, const struct question *q,
	const struct answer *raw)
{
	struct buf *out = buf_new(a, (size_t)1 << 20);
	bool ranked = question_answer(q) == ANSWER_RANKED;
	struct map given;

	map_init(&given, a);
	for (size_t i = 0; i < raw->count; i++) {
		struct str s = str_trim(str_of(raw->values[i]));
		const char *code = arena_strndup(a, s.p, s.len);

		if (!s.len)
			continue;
		if (!list_choice(q->list, code) ||
			(!map_put(&given, code, &given) && ranked))
			return bad(CHECK_CHOICE);
		if (ranked)
			buf_printf(out, "%s%s", out->len ? " " : "", code);
	}
	for (size_t i = 0; !ranked && i < q->list->count; i++) {
		const struct choice *c = &q->list->choices[i];

		if (map_has(&given, c->name) && list_choice(q->list, c->name) == c)
			buf_printf(out, "%s%s", out->len ? " " : "", c->name);
	}
	return good(out->data);
}

struct canon canon_of(struct arena *a, const struct question *q, const struct answer *raw)
{
	const char *one = NULL;

	if (raw->overflow)
		return bad(CHECK_SINGLE);
	for (size_t i = 0; i < raw->count; i++)
		if (!utf8_valid(raw->values[i], strlen(raw->values[i])))
			return bad(CHECK_CHARACTERS);
	if (answer_is_several(question_answer(q)))
		return many_canon(a, q, raw);
	for (size_t i = 0; i < raw->count; i++) {
		struct str s = str_trim(str_of(raw->values[i]));

		if (!s.len)
			continue;
		/* Chips and the number field share a name; the field stands last. */
		if (one && !question_has_number(q) && !str_eq(s, one))
			return bad(CHECK_SINGLE);
		one = arena_strndup(a, s.p, s.len);
	}
	return one ? canons[q->type](a, q, one) : good("");
}
