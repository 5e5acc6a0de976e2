/*
 * Numbers and dates as the readers of a language write them. Knows no texts of
 * the interface. Source of all forms: Unicode CLDR.
 */
#include "view/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "number.h"

#define NBSP "\xc2\xa0"
#define MINUS "\xe2\x88\x92"
#define EN_DASH "\xe2\x80\x93"

static const struct {
	char decimal;
	const char *group;	/* between thousands */
	size_t group_from;	/* digits from which numbers are grouped */
	const char *percent;
} marks[LANG_COUNT] = {
	[LANG_EN] = {'.', ",", 4, "%"},
	[LANG_SK] = {',', NBSP, 4, NBSP "%"},
	[LANG_PL] = {',', NBSP, 5, "%"},
	[LANG_IT] = {',', ".", 5, "%"},
	[LANG_ES] = {',', ".", 5, NBSP "%"},
	[LANG_CA] = {',', ".", 4, NBSP "%"},
};

/* Genitive where the language's dates want it. */
static const char *const months[LANG_COUNT][12] = {
	[LANG_EN] = {"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"},
	[LANG_SK] = {"januára", "februára", "marca", "apríla", "mája", "júna", "júla",
		"augusta", "septembra", "októbra", "novembra", "decembra"},
	[LANG_PL] = {"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca",
		"sierpnia", "września", "października", "listopada", "grudnia"},
	[LANG_IT] = {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
		"agosto", "settembre", "ottobre", "novembre", "dicembre"},
	[LANG_ES] = {"de enero de", "de febrero de", "de marzo de", "de abril de",
		"de mayo de", "de junio de", "de julio de", "de agosto de",
		"de septiembre de", "de octubre de", "de noviembre de", "de diciembre de"},
	[LANG_CA] = {"de gener del", "de febrer del", "de març del", "d’abril del",
		"de maig del", "de juny del", "de juliol del", "d’agost del",
		"de setembre del", "d’octubre del", "de novembre del", "de desembre del"},
};

/* `digits` (ASCII, a dot or none) with the language's marks, appended to `out`. */
static void write_marked(char *out, size_t room, enum lang lang, const char *digits)
{
	size_t whole = strcspn(digits, "."), at = 0;
	const char *group = whole >= marks[lang].group_from ? marks[lang].group : "";

	for (size_t i = 0; i < whole && at + 4 < room; i++) {
		if (i && (whole - i) % 3 == 0)
			for (const char *g = group; *g; g++)
				out[at++] = *g;
		out[at++] = digits[i];
	}
	if (digits[whole] == '.' && at + 2 < room) {
		out[at++] = marks[lang].decimal;
		for (const char *d = digits + whole + 1; *d && at + 1 < room; d++)
			out[at++] = *d;
	}
	out[at] = '\0';
}

void number_write(char out[NUMBER_BYTES], enum lang lang, double v, int decimals)
{
	char digits[340];

	out[0] = '\0';
	if (!isfinite(v))
		return;
	if (decimals < 0)
		decimals = 0;
	if (decimals > 9)
		decimals = 9;
	snprintf(digits, sizeof digits, "%.*f", decimals, fabs(v));
	/* What rounds to zero has no sign. */
	if (v < 0 && strspn(digits, "0.") < strlen(digits)) {
		memcpy(out, MINUS, sizeof MINUS);
		write_marked(out + 3, NUMBER_BYTES - 3, lang, digits);
	} else {
		write_marked(out, NUMBER_BYTES, lang, digits);
	}
}

void number_write_integer(char out[NUMBER_BYTES], enum lang lang, int64_t v)
{
	char digits[24];
	uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	snprintf(digits, sizeof digits, "%llu", (unsigned long long)magnitude);
	if (v < 0)
		memcpy(out, MINUS, sizeof MINUS);
	write_marked(out + (v < 0 ? 3 : 0), NUMBER_BYTES - 3, lang, digits);
}

char *format_number(struct arena *a, enum lang lang, double v, int decimals)
{
	char out[NUMBER_BYTES];

	number_write(out, lang, v, decimals);
	return arena_strdup(a, out);
}

char *format_integer(struct arena *a, enum lang lang, int64_t v)
{
	char out[NUMBER_BYTES];

	number_write_integer(out, lang, v);
	return arena_strdup(a, out);
}

char *format_percent(struct arena *a, enum lang lang, double share, int decimals)
{
	char out[NUMBER_BYTES];

	number_write(out, lang, share * 100, decimals);
	return out[0] ? arena_printf(a, "%s%s", out, marks[lang].percent) : arena_strdup(a, "");
}

char *format_hours(struct arena *a, enum lang lang, double hours)
{
	char rounded[32];

	if (!isfinite(hours))
		return arena_strdup(a, "");
	if (hours == 0)
		return arena_strdup(a, "0");

	/* "2.1e+02": the rounding and the place of the second digit in one. */
	snprintf(rounded, sizeof rounded, "%.1e", hours);

	long exponent = strtol(strchr(rounded, 'e') + 1, NULL, 10);

	return format_number(a, lang, strtod(rounded, NULL),
		exponent >= 1 ? 0 : exponent < -8 ? 9 : (int)(1 - exponent));
}

char *format_range(struct arena *a, const char *lo, const char *hi)
{
	bool negative = text_starts(lo, MINUS) || text_starts(hi, MINUS);

	return arena_printf(a, negative ? "%s " EN_DASH " %s" : "%s" EN_DASH "%s", lo, hi);
}

char *format_date(struct arena *a, enum lang lang, const char *day)
{
	if (!text_is_date(day))
		return arena_strdup(a, day);

	long year = strtol(day, NULL, 10);
	long month = strtol(day + 5, NULL, 10);
	long of_month = strtol(day + 8, NULL, 10);

	return arena_printf(a, "%ld%s" NBSP "%s %ld", of_month, lang == LANG_SK ? "." : "",
		months[lang][month - 1], year);
}
