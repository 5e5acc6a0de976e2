/*
 * Baseline: the requirements a round ends in. A working draft is edited, then
 * frozen together with the list, weights, seed, hash of the data, method and
 * what is still open, as version 1, 2, 3 …; a version never changes, a change is
 * the next one. Owns requirements, their order and dependence, gaps, versions and
 * what differs between two of them. Who signs is model/signing's.
 */
#ifndef MODEL_BASELINE_H
#define MODEL_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/results.h"

struct arena;
struct change;
struct db;

/* Which rules made the list of a baseline: a change of method.md is another. */
#define BASELINE_METHOD "A-1"

/* What one person must read and sign is bounded. */
#define REQUIREMENTS_MAX 200
#define REQUIREMENT_TEXT_MAX 1000	/* characters of text, why, test and owner */
#define REQUIREMENT_DEPENDS_MAX 2000	/* bytes of its ids */
#define REQUIREMENT_ID_MAX 16

enum requirement_level { LEVEL_MUST, LEVEL_SHOULD, LEVEL_COULD, LEVEL_WONT, LEVEL_COUNT };

/* "must" …; static strings. */
const char *requirement_level_code(enum requirement_level l);
bool requirement_level_parse(const char *code, enum requirement_level *out);

/* Texts are never NULL; "" is nothing said. */
struct requirement {
	const char *id;			/* [A-Za-z0-9.-]{1,16} */
	const char *text, *why;
	const char *activity;		/* code; "" for none */
	const char *test;		/* how one sees that it is met */
	enum requirement_level level;
	const char *owner;
	const char *depends;		/* ids joined by one space */
};

/* ---- the draft ---- */

enum requirement_fault {
	REQUIREMENT_FINE,
	REQUIREMENT_BAD_ID,
	REQUIREMENT_TOO_LONG,
	REQUIREMENT_UNKNOWN,	/* depends on an id that is not there */
	REQUIREMENT_CIRCLE,	/* depends on itself, at once or by others */
	REQUIREMENT_TOO_MANY,
};

/* Judge a whole draft; *culprit is the id at fault. */
enum requirement_fault requirements_check(const struct requirement *list, size_t count,
	const char **culprit);

/* The draft in its order. */
enum err requirements_load(struct arena *a, struct db *db, int64_t round,
	struct requirement **out, size_t *count);

/* An id no draft and no version of the round has had: "R1", "R2" … */
enum err requirement_fresh_id(struct arena *a, struct db *db, int64_t round,
	const char **id);

/* Ids as typed, parted by spaces or commas, as `depends` holds them: "R1 R2". */
const char *requirement_depends(struct arena *a, const char *typed);
/* Add or change the one of that id; `depends` is tidied. ERR_INPUT: what
 * requirements_check() says. */
enum err requirement_set(struct change *c, const struct round *round,
	const struct requirement *r);
/* Take one out. ERR_INPUT: others depend on it. ERR_NOT_FOUND. */
enum err requirement_remove(struct change *c, const struct round *round, const char *id);
/* A requirement for each activity of the list's first `top_k` and possible ones
 * that has none yet, its level by the verdict. *added: how many. */
enum err requirements_propose(struct change *c, const struct priorities *p, size_t *added);

/* ---- what signers miss ---- */

struct missing_item {
	int64_t id, version;
	const char *name, *text;
	const char *settled;	/* how; "" while open */
};

enum err missing_load(struct arena *a, struct db *db, int64_t round,
	struct missing_item **out, size_t *count);
/* ERR_INPUT: no words; ERR_NOT_FOUND. */
enum err missing_settle(struct change *c, const struct round *round, int64_t id,
	const char *how);

/* ---- gaps ---- */

enum gap_kind { GAP_NO_TEXT, GAP_NO_TEST, GAP_NO_OWNER, GAP_NO_TIMING, GAP_MISSING,
	GAP_KINDS };

/* "no_text" …; static strings. */
const char *gap_code(enum gap_kind k);

struct gap {
	enum gap_kind kind;
	const char *subject;	/* requirement's id, activity's code, or what is missing */
};

/* What a baseline of these would leave open, by kind and order. `p` may be NULL. */
struct gap *baseline_gaps(struct arena *a, const struct requirement *list, size_t count,
	const struct priorities *p, const struct missing_item *missing, size_t n_missing,
	size_t *out);

/* ---- versions ---- */

/* An activity as the list showed it; NAN and 0: hidden or not known. Hours are
 * rounded as they are published (P6). */
struct baseline_activity {
	const char *code;
	size_t rank;
	double score, score_lo, score_hi;
	double saved, saved_lo, saved_hi;	/* hours a week */
	double people, pain, want;		/* pain and want 0 to 1 */
	double effort;				/* days; NAN: not estimated */
	const char *verdict;	/* clear possible unlikely not_done no_timing, or "" */
	int solid;		/* 1, 0; -1 not known */
};

struct baseline_signer {
	int64_t stakeholder;
	const char *name;
	const char *roles;	/* codes joined by a space */
};

struct baseline {
	int64_t version, release, respondents;
	const char *day, *method, *params, *active, *actor, *note;
	unsigned char data_hash[32], hash[32];
	struct requirement *requirements;
	struct baseline_activity *activities;
	struct gap *gaps;
	struct baseline_signer *signers;
	size_t n_requirements, n_activities, n_gaps, n_signers;
};

/* Freeze the draft and list as the next version, for the roster's signers.
 * ERR_INPUT: no requirement yet, or a draft that the check refuses. */
enum err baseline_freeze(struct change *c, const struct priorities *p, const char *note,
	int64_t *version);

/* How many versions there are; 0 for none. */
enum err baseline_count(struct db *db, int64_t round, int64_t *count);
/* A whole version; 0 is the latest. ERR_NOT_FOUND. */
enum err baseline_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct baseline *out);
const struct baseline_activity *baseline_activity(const struct baseline *b,
	const char *code);
const struct requirement *requirement_find(const struct requirement *list, size_t count,
	const char *id);

/* ---- what differs ---- */

enum change_kind {
	CHANGE_ADDED,		/* a requirement */
	CHANGE_REMOVED,
	CHANGE_TEXT, CHANGE_WHY, CHANGE_ACTIVITY, CHANGE_TEST, CHANGE_LEVEL, CHANGE_OWNER,
	CHANGE_DEPENDS,		/* of a requirement */
	CHANGE_RANK,		/* of an activity: before and after; "" for none */
	CHANGE_PARAM,		/* a weight, the seed …: subject is its name */
	CHANGE_RELEASE,		/* other answers behind the list */
	CHANGE_KINDS
};

struct baseline_change {
	enum change_kind kind;
	const char *subject;
	const char *before, *after;
};

/* From `old` to `b`, in the order of the document. */
struct baseline_change *baseline_diff(struct arena *a, const struct baseline *old,
	const struct baseline *b, size_t *count);
/* Whether a requirement stands in both versions, unchanged. */
bool requirement_unchanged(const struct baseline *old, const struct baseline *b,
	const char *id);

#endif
