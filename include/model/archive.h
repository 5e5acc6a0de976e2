/*
 * Archive: what stays of a round whose answers are deleted by age: its last list and
 * aggregates, as the bundle that was made of them before. Owns where it is kept; who
 * makes it is above (pages/housekeeping).
 */
#ifndef MODEL_ARCHIVE_H
#define MODEL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define ARCHIVE_MAX ((size_t)64 << 20)	/* bytes of a bundle */

/* Codes of closed rounds whose answers are older than the local day `day` and not
 * archived yet. */
enum err archive_due(struct arena *a, struct db *db, const char *day, const char ***codes,
	size_t *count);

/* Keep a round's bundle. ERR_NOT_FOUND: no such round. */
enum err archive_put(struct change *c, const char *code, const void *zip, size_t len);

/* Whether a round has one and no answers any more. */
enum err archive_has(struct db *db, int64_t round, bool *yes);

/* The bundle. ERR_NOT_FOUND. */
enum err archive_get(struct arena *a, struct db *db, int64_t round, const char **zip,
	size_t *len);

#endif
