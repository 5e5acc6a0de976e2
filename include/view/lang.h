/*
 * The languages of the interface, named in their own words, and their plural
 * rules. A language belongs to a request: nothing here is process-wide.
 */
#ifndef VIEW_LANG_H
#define VIEW_LANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the catalog's columns. English is what others fall back to. */
enum lang { LANG_EN, LANG_SK, LANG_PL, LANG_IT, LANG_ES, LANG_CA, LANG_COUNT };

/* "en", "sk" …: the value of a lang attribute. A static string. */
const char *lang_code(enum lang lang);

/* "English", "Slovenčina" …: the language in its own words. A static string. */
const char *lang_name(enum lang lang);

/* The language of a code; case is ignored and so is a region ("es-MX").
 * False, and *out untouched, for NULL and languages we do not speak. */
bool lang_parse(const char *code, enum lang *out);

/* The best language for an Accept-Language header (RFC 9110 section 12.5.4),
 * which may be NULL or broken; `otherwise` when nothing in it suits. */
enum lang lang_accept(const char *header, enum lang otherwise);

/* Of `count` codes, as "pt-br", the best for such a header; `count` when nothing in it suits.
 * A range suits a code that is the same or begins alike, whichever is longer (RFC 4647). */
size_t lang_best(const char *header, const char *const *codes, size_t count);

/* "ltr" or "rtl": how a language is written, by the script that its tag names (RFC 5646), else
 * by the language itself; "auto" for "": not known. A static string. */
const char *lang_dir(const char *tag);
/* Whether a text of UTF-8 has letters that are written from right to left. */
bool lang_has_rtl(const char *text);

/* Plural categories of CLDR that our six languages use. */
enum plural { PLURAL_ONE, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURAL_COUNT };

/* The category of a number that is shown with `decimals` decimals (0: a whole
 * number). Source: Unicode CLDR, plural rules, cardinal. */
enum plural lang_plural(enum lang lang, double n, int decimals);

#endif
