/*
 * Languages: codes, names, plural categories, the choice by a browser's header.
 * Knows no texts and no page.
 */
#include "view/lang.h"

#include <math.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
	const char *code, *name;
} languages[LANG_COUNT] = {
	[LANG_EN] = {"en", "English"},
	[LANG_SK] = {"sk", "Slovenčina"},
	[LANG_PL] = {"pl", "Polski"},
	[LANG_IT] = {"it", "Italiano"},
	[LANG_ES] = {"es", "Español"},
	[LANG_CA] = {"ca", "Català"},
};

const char *lang_code(enum lang lang)
{
	return languages[lang].code;
}

const char *lang_name(enum lang lang)
{
	return languages[lang].name;
}

/* The language of "es", "ES" or "es-MX". */
static bool lang_of(struct str tag, enum lang *out)
{
	struct str rest, primary = str_cut(tag, '-', &rest);

	if (primary.len != 2)
		return false;
	for (int i = 0; i < LANG_COUNT; i++) {
		if (strncasecmp(primary.p, languages[i].code, 2) == 0) {
			*out = (enum lang)i;
			return true;
		}
	}
	return false;
}

bool lang_parse(const char *code, enum lang *out)
{
	return code && lang_of(str_of(code), out);
}

/* Thousandths of a weight ("0.8" is 800); 1000 without one, 0 when broken. */
static int weight_of(struct str parameters)
{
	struct str p = str_trim(parameters);

	if (!p.len)
		return 1000;
	if (p.len < 3 || (p.p[0] != 'q' && p.p[0] != 'Q') || p.p[1] != '=')
		return 0;
	if (p.p[2] == '1')
		return 1000;
	if (p.p[2] != '0')
		return 0;

	int weight = 0, unit = 100;

	for (size_t i = 4; i < p.len && unit && p.p[i] >= '0' && p.p[i] <= '9'; i++) {
		weight += (p.p[i] - '0') * unit;
		unit /= 10;
	}
	return weight;
}

/* The next language of such a header, without its parameters, and its weight. */
static bool next_range(struct str *rest, struct str *tag, int *weight)
{
	struct str parameters;

	if (!rest->len)
		return false;
	*tag = str_trim(str_cut(str_cut(*rest, ',', rest), ';', &parameters));
	*weight = weight_of(parameters);
	return true;
}

enum lang lang_accept(const char *header, enum lang otherwise)
{
	enum lang best = otherwise;
	int best_weight = 0, weight;
	struct str rest = str_of(header), tag;

	while (next_range(&rest, &tag, &weight)) {
		enum lang lang;

		if (weight > best_weight && lang_of(tag, &lang)) {
			best = lang;
			best_weight = weight;
		}
	}
	return best;
}

/* Whether the two are the same, or one begins with the parts of the other. */
static bool suits(struct str range, const char *code)
{
	size_t len = strlen(code), least = range.len < len ? range.len : len;

	if (!least || strncasecmp(range.p, code, least) != 0)
		return false;
	return range.len == len || (range.len > len ? range.p[len] : code[range.len]) == '-';
}

size_t lang_best(const char *header, const char *const *codes, size_t count)
{
	size_t best = count;
	int best_weight = 0, weight;
	struct str rest = str_of(header), tag;

	while (next_range(&rest, &tag, &weight))
		for (size_t i = 0; i < count && weight > best_weight; i++)
			if (suits(tag, codes[i])) {
				best = i;
				best_weight = weight;
			}
	return best;
}

/* ---- how it is written ---- */

/* A subtag among those of a list, which are parted by blanks. */
static bool is_among(struct str subtag, const char *list)
{
	struct str rest = str_of(list);

	while (rest.len) {
		struct str one = str_cut(rest, ' ', &rest);

		if (one.len == subtag.len && strncasecmp(one.p, subtag.p, one.len) == 0)
			return true;
	}
	return false;
}

const char *lang_dir(const char *tag)
{
	struct str rest, language = str_cut(str_of(tag), '-', &rest);
	bool rtl = is_among(language, "ar arc ars arz ary apc azb bal bqi ckb dv fa glk he iw ji khw "
		"lrc mzn nqo pnb prs ps pbt pbu rhg sd skr syr ug ur yi");

	while (rest.len) {
		struct str subtag = str_cut(rest, '-', &rest);

		/* A script is the subtag of four letters. */
		if (subtag.len == 4 && (subtag.p[0] < '0' || subtag.p[0] > '9'))
			rtl = is_among(subtag, "Adlm Arab Aran Hebr Mand Mend Nkoo Rohg Samr Syrc "
				"Thaa");
	}
	return !language.len ? "auto" : rtl ? "rtl" : "ltr";
}

bool lang_has_rtl(const char *text)
{
	size_t len;

	for (; *text; text += len) {
		uint32_t c = utf8_take(text, &len);

		if ((c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
			(c >= 0xFE70 && c <= 0xFEFF) || (c >= 0x10800 && c <= 0x10FFF) ||
			(c >= 0x1E800 && c <= 0x1EFFF))
			return true;
	}
	return false;
}

static enum plural plural_sk(double n, bool whole)
{
	if (!whole)
		return PLURAL_MANY;
	return n == 1 ? PLURAL_ONE : n >= 2 && n <= 4 ? PLURAL_FEW : PLURAL_OTHER;
}

static enum plural plural_pl(double n, bool whole)
{
	double tens = fmod(n, 100), ones = fmod(n, 10);

	if (!whole)
		return PLURAL_OTHER;
	if (n == 1)
		return PLURAL_ONE;
	return ones >= 2 && ones <= 4 && !(tens >= 12 && tens <= 14) ? PLURAL_FEW : PLURAL_MANY;
}

static enum plural plural_romance(double n, bool whole)
{
	if (!whole)
		return PLURAL_OTHER;
	if (n == 1)
		return PLURAL_ONE;
	return n != 0 && fmod(n, 1e6) == 0 ? PLURAL_MANY : PLURAL_OTHER;
}

enum plural lang_plural(enum lang lang, double n, int decimals)
{
	bool whole = decimals <= 0;

	n = fabs(n);
	switch (lang) {
	case LANG_SK:
		return plural_sk(n, whole);
	case LANG_PL:
		return plural_pl(n, whole);
	case LANG_ES:
		/* Spanish alone goes by the value: 1.0 is "one". */
		if (n == 1)
			return PLURAL_ONE;
		return plural_romance(n, whole);
	case LANG_IT:
	case LANG_CA:
		return plural_romance(n, whole);
	case LANG_EN:
	case LANG_COUNT:
		break;
	}
	return whole && n == 1 ? PLURAL_ONE : PLURAL_OTHER;
}
