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

enum lang lang_accept(const char *header, enum lang otherwise)
{
	enum lang best = otherwise;
	int best_weight = 0;
	struct str rest = str_of(header);

	while (rest.len) {
		struct str item = str_cut(rest, ',', &rest);
		struct str parameters, tag = str_trim(str_cut(item, ';', &parameters));
		int weight = weight_of(parameters);
		enum lang lang;

		if (weight > best_weight && lang_of(tag, &lang)) {
			best = lang;
			best_weight = weight;
		}
	}
	return best;
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
