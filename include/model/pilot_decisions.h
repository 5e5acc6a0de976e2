/*
 * Pilot decisions: what people add to the results of a pilot: thresholds of its prototype, the
 * activities for which there is no way, who decided what on a round, and which department begins
 * when.
 */
#ifndef MODEL_PILOT_DECISIONS_H
#define MODEL_PILOT_DECISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/pilot.h"
#include "base/err.h"

struct arena;
struct change;
struct db;
struct round;

#define PILOT_NAME_CHARS 80
#define PILOT_REASON_CHARS 500

/* ---- thresholds ---- */

/* Names in the order of PILOT_LIMITS, but for the method's version; NULL past the last. */
const char *pilot_limit_name(size_t i);
double *pilot_limit_value(struct pilot_limits *l, size_t i);

/* Those of a prototype, the defaults filled in. ERR_STORE. */
enum err pilot_limits_load(struct db *db, const char *prototype, struct pilot_limits *out);
/* Keep those that differ from the defaults. ERR_INPUT: one is out of its range, *bad (NULL before)
 * is its name. */
enum err pilot_limits_set(struct change *c, const char *prototype, const struct pilot_limits *l,
	const char **bad);

/* ---- no way ---- */

/* Activities of a round for which it is confirmed, from `a`. */
enum err pilot_no_paths(struct arena *a, struct db *db, int64_t round, const char ***out,
	size_t *count);
/* Confirm one, or take that back. */
enum err pilot_no_path_set(struct change *c, const struct round *r, const char *activity,
	bool confirmed);

/* ---- decisions ---- */

struct pilot_decision {
	const char *day, *actor;	/* actor: the account that entered it */
	const char *name;		/* who decided */
	const char *verdict, *why;	/* as it was worked out then */
	const char *decision;		/* "GO", "ITERATE", "STOP" */
	const char *reason;		/* "" where it follows the verdict */
};

/* Those of a round, newest first. */
enum err pilot_decisions_load(struct arena *a, struct db *db, int64_t round,
	struct pilot_decision **out, size_t *count);
/* Add one; day and actor are the change's. ERR_INPUT: no name, no such decision, or it differs
 * from the verdict without a reason. */
enum err pilot_decide(struct change *c, const struct round *r, const struct pilot_decision *d);

/* ---- a gradual launch ---- */

struct pilot_wave {
	const char *department, *version, *day;
	const char *decision;		/* "" or as above */
	const char *note;
	int64_t s1, s2;			/* open comments on that version; read only */
};

/* By day and department. */
enum err pilot_waves_load(struct arena *a, struct db *db, const char *prototype,
	struct pilot_wave **out, size_t *count);
/* Put that of a department. ERR_INPUT: the day is none, or what is there is too long. */
enum err pilot_wave_put(struct change *c, const char *prototype, const struct pilot_wave *w);
enum err pilot_wave_drop(struct change *c, const char *prototype, const char *department);

#endif
