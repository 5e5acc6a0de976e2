/*
 * A vote at the meeting about what people disagree on: one-time ballots without
 * names, and counts. Kept apart from the round's answers: no list is made of it.
 *
 * An unused ballot is a keyed hash; a used one is gone. Of a vote it is known what
 * was said how often, never by whom, when or in which order; of a running one
 * nothing but how many ballots are left.
 */
#ifndef MODEL_REVOTE_H
#define MODEL_REVOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/signing.h"

struct arena;
struct change;
struct db;
struct kiosk;
struct round;

#define REVOTE_VALUES 5		/* 1 no … 5 yes */
#define REVOTE_BALLOTS_MAX 200
#define REVOTE_CODE_CHARS SIGN_CODE_CHARS

struct revote_count {
	const char *activity;
	size_t votes[REVOTE_VALUES];	/* while it runs: zeros */
	size_t all;
	bool shown;	/* closed, and min_cell or more voted on it */
};

struct revote {
	int64_t seq;			/* 0: there was none */
	const char *day, *closed_day;	/* closed_day NULL while it runs */
	size_t left;			/* ballots not used */
	struct revote_count *counts;	/* by activity; votes 0 unless shown */
	size_t count;
};

/* The latest vote of a round. Counts that may not be seen are not in it. */
enum err revote_load(struct arena *a, struct db *db, int64_t round, int min_cell,
	struct revote *out);

/* Open one about `activities` with `ballots` codes, which are in *codes and nowhere
 * else. ERR_CONFLICT: one is running; ERR_INPUT: no activity, or fewer ballots than
 * min_cell (nothing could ever be shown) or more than the most. */
enum err revote_open(struct change *c, const struct round *r, const char *const *activities,
	size_t count, size_t ballots, int min_cell, char (**codes)[REVOTE_CODE_CHARS]);
/* Close it: ballots that are left stop working. ERR_CONFLICT: none runs. */
enum err revote_close(struct change *c, const struct round *r);

/* What a ballot (typed as people do) is for. ERR_NOT_FOUND: unknown, used, or the vote
 * is closed. */
enum err revote_find(struct arena *a, struct db *db, const struct kiosk *k,
	const char *typed, const char **round, int64_t *round_id, int64_t *seq);

struct revote_choice {
	const char *activity;
	int value;		/* 1 to REVOTE_VALUES */
};

/* Count a ballot and use it up. ERR_NOT_FOUND: as revote_find(); ERR_INPUT: nothing
 * chosen, an activity that is not voted on or twice, a value out of range. In a write
 * job; no trace of who or when is left, not in the trail either. */
enum err revote_cast(struct change *c, const char *typed, const struct revote_choice *choices,
	size_t count);

#endif
