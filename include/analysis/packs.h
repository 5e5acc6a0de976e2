/*
 * What the other packs' answers come to (method H): technical properties,
 * challenges, the training pulse, goals, and hours really saved.
 */
#ifndef ANALYSIS_PACKS_H
#define ANALYSIS_PACKS_H

#include "analysis/audit_draws.h"
#include "analysis/pilot.h"

/* ---- technical properties: answers 0 not needed … 3 must; NAN: don't know ---- */

enum need {
	NEED_NONE,	/* nobody answered */
	NEED_MUST,	/* half say must or more, or the mean is 2.25 or more */
	NEED_SHOULD,	/* mean 1.5 or more */
	NEED_COULD,	/* mean 0.75 or more */
	NEED_WONT,
};
/* "", "must", "should", "could", "wont". */
const char *need_name(enum need n);

struct property {
	size_t n;		/* who answered */
	double mean;		/* NAN when nobody did */
	double must_share;	/* of those who answered */
	enum need need;
};
struct property property_of(const double *answers, size_t n);

/* ---- challenges: answers 0 not a problem … 3 serious; NAN: don't know ---- */

struct challenge {
	size_t n;
	double mean;		/* NAN when nobody answered */
	double share;		/* who say clear (2) or serious (3) */
	struct interval at;	/* of the share: adjusted Wald */
};
struct challenge challenge_of(const double *answers, size_t n, double level);

/* ---- the training pulse ---- */

struct pulse_input {
	const double *able;	/* T01, 1 to 5; NAN */
	const double *days;	/* T02, days of use of the last 5; NAN */
	const double *shadow;	/* T06: 0 no, 1 some, 2 most; NAN */
	size_t n;		/* people of this wave */
	const size_t *unsure;	/* per function: who named it in T04 */
	size_t n_functions;
};

enum pulse_act {
	PULSE_NOT_ABLE = 1 << 0,	/* mean of T01 under 3.5 */
	PULSE_NOT_USED = 1 << 1,	/* median of days under 3 */
	PULSE_SHADOW = 1 << 2,		/* more than 10 % keep most in a list of their own */
};

struct pulse {
	size_t n;
	double able, days, shadow;	/* mean, median, share of "most"; NAN */
	unsigned act;			/* enum pulse_act; 0: none */
	bool *retrain;			/* per function: 20 % and 3 people or more */
};
/* retrain lives in `a`. */
void pulse_of(struct arena *a, const struct pulse_input *in, struct pulse *out);

/* ---- goals ---- */

enum goal_state {
	GOAL_UNKNOWN,	/* a figure is missing, or the target is the starting value */
	GOAL_ACHIEVED,	/* attainment 1 or more */
	GOAL_ON_TRACK,	/* no more than 0.10 behind the time elapsed */
	GOAL_BEHIND,
};
/* "", "achieved", "on_track", "behind". */
const char *goal_state_name(enum goal_state s);

struct goal {
	double attainment;	/* (now - baseline) / (target - baseline); NAN */
	double elapsed;		/* 0 to 1: of the days from start to the target date */
	enum goal_state state;
};
/* `day`, `from`, `to`: day numbers, of today, the start and the target date. */
struct goal goal_of(double baseline, double target, double now, double day, double from,
	double to);

/* ---- hours really saved ---- */

/* A function in two rounds of the audit. */
struct realised {
	const char *code;
	size_t before, after;	/* rows in the results' overall */
	double people;		/* M of the first round: who do it */
	double h_before, h_after;	/* hours a week per person who does it */
	double saved;		/* M (h_before - h_after), hours a week */
	struct interval at;	/* -/+ z sqrt(SD1^2 + SD2^2), the two sets of draws being
				   independent; NAN without draws */
};

/* For every function ranked in both rounds, in code order; the list lives in `a`.
 * `sum`: of all, with its interval (draw by draw, functions together); its code is
 * NULL. Both rounds with their draws, kept by audit_compute_keep(). */
void realised_hours(struct arena *a, const struct audit_result *before,
	const struct audit_draws *before_draws, const struct audit_result *after,
	const struct audit_draws *after_draws, double level, struct realised **list,
	size_t *count, struct realised *sum);

#endif
