/*
 * Releases: the sets of submissions that shown figures rest on (method F, P4).
 * A release is made when every department that can reach the minimum cell size
 * has that many new answers, and when the round closes.
 */
#ifndef MODEL_RELEASES_H
#define MODEL_RELEASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct db;
struct round_department;
struct store;

enum release_reason { RELEASE_ANSWERS, RELEASE_CLOSING };

struct release {
	int64_t seq;		/* 1, 2, 3 within the round */
	const char *day;	/* local day it was made */
	enum release_reason reason;
	int64_t submissions;	/* in it, valid or not */
};

/* The latest release of a round. ERR_NOT_FOUND when there is none yet. */
enum err release_latest(struct arena *a, struct db *db, int64_t round,
	struct release *out);

/* Answers, valid at intake, that no release has yet. */
int64_t release_new(const struct round_department *list, size_t count);

/* Whether a release is due, judged from the departments' counters: every group
 * that is counted together and can reach `min_cell` has so many new answers; of those that the
 * first list was made without, later ones do not wait either.
 * Where none can, all of them together must. */
bool release_due(const struct round_department *list, size_t count, int min_cell);

/* In a write job of intake: one is due; the keeper makes it. ERR_STORE. */
enum err release_note_due(struct db *db, int64_t round);

/* Whether intake noted one. ERR_STORE. */
enum err releases_any_due(struct db *db, bool *any);

/* Make those that are due, in a change of its own; *made says whether there was one. Nothing is
 * written where none is. ERR_STORE, ERR_BUSY. */
enum err releases_make_due(struct store *s, int min_cell, bool *made);

/* Make the first lists of rounds that opened ten working days ago, of the departments that have
 * `min_cell` answers by then (P4), in a change of its own where there is one. While the clock is
 * sound. ERR_STORE, ERR_BUSY. */
enum err releases_make_early(struct store *s, int min_cell, const char *today, bool *made);

/* Whether the round's first list was made without the departments that had too few answers, so
 * that these wait until they have enough: when it came, the round was not over. */
enum err release_is_partial(struct db *db, int64_t round, bool *partial);

/* In a change: make one of all submissions there are, moved from the inbox to their places
 * before. A closing release of a round without submissions is made too: an empty set. Its
 * receipts are kept as hashes (model/receipts), reasons under `min_cell` blurred. */
enum err release_make(struct arena *a, struct db *db, int64_t round,
	enum release_reason reason, int min_cell);

#endif
