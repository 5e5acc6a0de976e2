/* Slices, UTF-8, numbers. */
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct str str_of(const char *s)
{
	return (struct str){s, s ? strlen(s) : 0};
}

bool str_same(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool str_eq(struct str a, const char *b)
{
	return str_same(a, str_of(b));
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.len && is_space(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len && is_space(s.p[s.len - 1]))
		s.len--;
	return s;
}

struct str str_cut(struct str s, char sep, struct str *rest)
{
	const char *at = s.len ? memchr(s.p, sep, s.len) : NULL;

	if (!at) {
		*rest = (struct str){NULL, 0};
		return s;
	}

	size_t len = (size_t)(at - s.p);

	*rest = (struct str){at + 1, s.len - len - 1};
	return (struct str){s.p, len};
}

bool text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

/* Bytes of the code point at s[0..len), 0 when it is not well-formed.
 * Ranges by Unicode 15, table 3-7. */
static size_t utf8_step(const unsigned char *s, size_t len)
{
	unsigned char c = s[0], low = 0x80, high = 0xBF;
	size_t n;

	if (c < 0x80)
		return c != 0;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (len < n)
		return 0;
	if (c == 0xE0)
		low = 0xA0;
	else if (c == 0xED)
		high = 0x9F;
	else if (c == 0xF0)
		low = 0x90;
	else if (c == 0xF4)
		high = 0x8F;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (s[i] < 0x80 || s[i] > 0xBF)
			return 0;
	return n;
}

/* Eight characters of ASCII, none of them NUL: most of what is read. */
static bool ascii_eight(const char *s)
{
	uint64_t eight;

	memcpy(&eight, s, sizeof eight);
	return !((eight | ((eight - 0x0101010101010101u) & ~eight)) & 0x8080808080808080u);
}

bool utf8_valid(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		if (len - i >= 8 && ascii_eight(s + i)) {
			i += 8;
			continue;
		}

		size_t n = utf8_step((const unsigned char *)s + i, len - i);

		if (!n)
			return false;
		i += n;
	}
	return true;
}

size_t utf8_count(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xC0) != 0x80;
	return n;
}

size_t utf8_put(char out[4], uint32_t code)
{
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	out[0] = (char)(lead[n] | code);
	return n;
}

uint32_t utf8_take(const char *s, size_t *len)
{
	const unsigned char *b = (const unsigned char *)s;
	size_t n = b[0] < 0x80 ? 1 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : 4;
	uint32_t code = n == 1 ? b[0] : b[0] & (0x7Fu >> n);

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (b[i] & 0x3F);
	*len = n;
	return code;
}

size_t utf8_cut(const char *s, size_t most)
{
	size_t len = strnlen(s, most);

	if (len == most)
		while (len && ((unsigned char)s[len] & 0xC0) == 0x80)
			len--;
	return len;
}

char *text_plain_lines(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s), *to = out;

	for (; *s; s++)
		if (*s != '\r')
			*to++ = *s;
	*to = '\0';
	return out;
}

bool text_fits(const char *s, size_t chars)
{
	return utf8_count(s, strlen(s)) <= chars;
}

char *utf8_mend(struct arena *a, const char *s, size_t len)
{
	/* Each bad byte may become the three of U+FFFD. */
	char *out = arena_alloc(a, 3 * len + 1);
	size_t at = 0;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_step((const unsigned char *)s + i, len - i);

		if (n) {
			memcpy(out + at, s + i, n);
			at += n;
			i += n;
		} else {
			memcpy(out + at, "\xEF\xBF\xBD", 3);
			at += 3;
			i++;
		}
	}
	return out;
}

static bool digits_only(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (*s < '0' || *s > '9')
			return false;
	return true;
}

bool parse_i64(const char *s, int64_t *out)
{
	if (!digits_only(s + (*s == '-' || *s == '+')))
		return false;
	errno = 0;

	long long v = strtoll(s, NULL, 10);

	if (errno)
		return false;
	*out = v;
	return true;
}

bool parse_u64(const char *s, uint64_t *out)
{
	if (!digits_only(s))
		return false;
	errno = 0;

	unsigned long long v = strtoull(s, NULL, 10);

	if (errno)
		return false;
	*out = v;
	return true;
}

bool parse_double(const char *s, double *out)
{
	/* strtod alone would take "inf", "nan", "0x1p3" and leading blanks. */
	bool digit = false;

	for (const char *c = s; *c; c++) {
		if (*c >= '0' && *c <= '9')
			digit = true;
		else if (!strchr("+-.eE", *c))
			return false;
	}
	if (!digit)
		return false;

	char *end;
	double v = strtod(s, &end);

	if (*end || !isfinite(v))
		return false;
	*out = v;
	return true;
}

char *format_digits(struct arena *a, double v, int digits)
{
	if (isnan(v))
		return arena_strdup(a, "");
	return arena_printf(a, "%.*g", digits, v == 0 ? 0.0 : v);
}

double round_digits(double v, int digits)
{
	char text[40];

	snprintf(text, sizeof text, "%.*e", digits - 1, v);
	return isfinite(v) ? strtod(text, NULL) : v;
}

double round_decimals(double v, int decimals)
{
	char text[340];

	snprintf(text, sizeof text, "%.*f", decimals, v);
	return isfinite(v) ? strtod(text, NULL) : v;
}

char *format_double(struct arena *a, double v)
{
	if (!isfinite(v))
		return format_digits(a, v, 15);
	for (int digits = 15; digits < 17; digits++) {
		char text[40];

		snprintf(text, sizeof text, "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			return format_digits(a, v, digits);
	}
	return format_digits(a, v, 17);
}

bool text_is_code(const char *s)
{
	size_t n = strlen(s);

	return n >= 1 && n <= 32 &&
		strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

bool text_is_uuid4(const char *s)
{
	if (strlen(s) != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (s[i] != '-')
				return false;
		} else if (!strchr("0123456789abcdefABCDEF", s[i])) {
			return false;
		}
	}
	return s[14] == '4' && strchr("89abAB", s[19]);
}

bool text_is_date(const char *s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (int i = 0; i < 10; i++)
		if (i != 4 && i != 7 && (s[i] < '0' || s[i] > '9'))
			return false;

	int y = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0');
	int m = (s[5] - '0') * 10 + (s[6] - '0');
	int d = (s[8] - '0') * 10 + (s[9] - '0');
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (m < 1 || m > 12 || d < 1)
		return false;
	return d <= days[m - 1] + (m == 2 && leap);
}
