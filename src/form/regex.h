/* Patterns of regex(), matched against the whole text as Java's matches(). */
#ifndef FORM_REGEX_H
#define FORM_REGEX_H

#include <stdbool.h>

#include "base/err.h"

struct arena;
struct regex;

/* Compile; freed with the arena. ERR_INPUT with the reason in err_detail(). */
enum err regex_compile(struct arena *a, const char *pattern, const struct regex **out);

/* Whether the whole of `subject` matches; false when a limit is passed. */
bool regex_matches(const struct regex *re, const char *subject);

#endif
