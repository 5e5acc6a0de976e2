/*
 * Numbers and dates as readers of a language write them (Unicode CLDR):
 * decimal mark, thousands separators, spaces that do not break. NaN gives "".
 * All strings live in the arena given.
 */
#ifndef VIEW_FORMAT_H
#define VIEW_FORMAT_H

#include <stdint.h>

#include "view/lang.h"

struct arena;

/* "1,234.5" with `decimals` (0 to 9) decimals; rounded half to even on the
 * binary value; the minus is U+2212. Polish, Italian and Spanish leave numbers
 * of four digits ungrouped. */
char *format_number(struct arena *a, enum lang lang, double v, int decimals);
char *format_integer(struct arena *a, enum lang lang, int64_t v);

/* A share of 1 as a percentage: 0.256 → "26%", "26 %" (no-break space) in
 * Slovak, Spanish and Catalan. */
char *format_percent(struct arena *a, enum lang lang, double share, int decimals);

/* Rounded to two significant digits, as published hours are (method F, P6):
 * 212 → "210", 3.14159 → "3.1", 0.0512 → "0.051". Without a unit. */
char *format_hours(struct arena *a, enum lang lang, double hours);

/* "180–250" from two formatted texts: an en dash, no spaces; with spaces
 * around it when one of them is negative. */
char *format_range(struct arena *a, const char *lo, const char *hi);

/* "2026-03-14" → "14 March 2026", "14. marca 2026", "14 de març del 2026" …
 * What is not such a date comes back as it is. */
char *format_date(struct arena *a, enum lang lang, const char *day);

#endif
