/*
 * How many more answers make the first places of a round's list clear (method B.8): worked
 * out by the keeper, as it takes seconds, and stored with the release it is of. Owns when what
 * is stored is old.
 */
#ifndef MODEL_STORED_MORE_H
#define MODEL_STORED_MORE_H

#include <stdbool.h>

#include "analysis/audit_more.h"
#include "base/err.h"
#include "model/rounds.h"

struct arena;
struct db;
struct store;

/* The curve as it is stored; *out has n_points 0 where the round can have none (nothing is shown,
 * nobody is missing, version 1 of the method, too many respondents). *fresh: it is of the list
 * as it is: of its release, its weights, effort and numbers of people. ERR_NOT_FOUND: none is
 * stored yet. Memory from `a`. */
enum err stored_more_load(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct audit_more *out, bool *fresh);

/* A round whose stored curve is old, or that has none; *any: there is one. ERR_STORE. */
enum err stored_more_due(struct arena *a, struct db *db, int min_cell, struct round *out,
	bool *any);

/* Work out the curve of a round and store it in a change of its own. ERR_STORE, ERR_BUSY. */
enum err stored_more_make(struct store *s, const struct round *r, int min_cell);

#endif
