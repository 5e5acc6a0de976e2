/*
 * Logo: the company's picture in the bar of every page. Owns its bytes; the setting
 * `logo` is its tag, so that pages know of it without looking.
 */
#ifndef MODEL_LOGO_H
#define MODEL_LOGO_H

#include <stddef.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define LOGO_BYTES_MAX ((size_t)64 << 10)

/* Set it (PNG or JPEG, checked), or with len 0 take it away.
 * ERR_INPUT: no such picture, or too large. */
enum err logo_put(struct change *c, const void *bytes, size_t len);

/* ERR_NOT_FOUND: there is none. */
enum err logo_get(struct arena *a, struct db *db, const char **type, const void **bytes,
	size_t *len);

#endif
