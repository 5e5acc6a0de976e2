/*
 * Text: slices, UTF-8 and numbers as people and files write them. No locale:
 * the decimal mark is always a dot on output.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A slice of somebody else's bytes; not NUL-terminated. */
struct str {
	const char *p;
	size_t len;
};

struct str str_of(const char *s);		/* s may be NULL: empty */
bool str_eq(struct str a, const char *b);
bool str_same(struct str a, struct str b);
struct str str_trim(struct str s);		/* ASCII white space */
/* The part before the first `sep`; *rest is what follows (empty when none). */
struct str str_cut(struct str s, char sep, struct str *rest);
bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);

/* True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no
 * overlong forms) without NUL. */
bool utf8_valid(const char *s, size_t len);
/* Number of code points in well-formed UTF-8. */
size_t utf8_count(const char *s, size_t len);
/* Write a code point of at most U+10FFFF; its bytes, 1 to 4. */
size_t utf8_put(char out[4], uint32_t code);
/* The first code point of well-formed UTF-8; *len is its bytes. */
uint32_t utf8_take(const char *s, size_t *len);
/* Bytes of `s` up to `most`, none of them part of a character that is cut. */
size_t utf8_cut(const char *s, size_t most);
/* A copy without CR: line ends as they are stored, of what browsers send. */
char *text_plain_lines(struct arena *a, const char *s);
/* Whether `s` has at most so many characters, as a form's maxlength counts them. */
bool text_fits(const char *s, size_t chars);
/* Well-formed copy in the arena: bad bytes become U+FFFD. */
char *utf8_mend(struct arena *a, const char *s, size_t len);

/* Whole decimal integers, nothing before or behind; false on overflow. */
bool parse_i64(const char *s, int64_t *out);
bool parse_u64(const char *s, uint64_t *out);
/* Digits with at most one '.', optional sign and exponent; whole string; finite. */
bool parse_double(const char *s, double *out);

/* The shortest of %.15g, %.16g, %.17g that reads back the same; "" for NaN. */
char *format_double(struct arena *a, double v);
/* `digits` significant digits as %g writes them; "" for NaN. */
char *format_digits(struct arena *a, double v, int digits);

/* Rounded to `digits` (2 to 17) significant digits, halves where printf() puts them: what a page,
 * a file and a figure made of it tell is one number. NaN and infinities stay. */
double round_digits(double v, int digits);
/* The same to `decimals` (0 to 9) behind the point. */
double round_decimals(double v, int decimals);

/* [a-z0-9-]{1,32}: round codes. */
bool text_is_code(const char *s);
/* A UUID version 4 in its canonical lower-case or upper-case form. */
bool text_is_uuid4(const char *s);
/* YYYY-MM-DD that exists in the Gregorian calendar. */
bool text_is_date(const char *s);

#endif
