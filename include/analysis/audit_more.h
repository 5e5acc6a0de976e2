/*
 * How many more answers make the first places clear (method B.8).
 *
 * Simulated: so many of those who did not answer are taken to answer as somebody of
 * their department did, the list is computed anew with draws of its own, and its clear
 * places are counted. The premise is that those missing answer like those who did.
 */
#ifndef ANALYSIS_AUDIT_MORE_H
#define ANALYSIS_AUDIT_MORE_H

#include "analysis/audit_draws.h"

/* Respondents beyond whom it is not reckoned. */
#define AUDIT_MORE_PEOPLE 5000

struct audit_more_point {
	size_t answers;		/* more than today */
	double clear;		/* functions whose place among the first k is clear: the mean of
				   the simulations */
};

struct audit_more {
	size_t goal;		/* the first k, or all listed: as many are to be clear */
	size_t today;		/* clear as it is */
	struct audit_more_point *points;	/* 5, 10, 20, 50, 100 and all who are missing */
	size_t n_points;	/* 0: nobody is missing, or there are too many respondents */
	bool reached;		/* the goal, but for half a place */
	size_t enough;		/* by so many answers; 0: today */
};

/* `r`: computed of the same input and parameters, with draws. The points live in `a`. A
 * second for 500 respondents: not while somebody waits. Deterministic in the seed. Errors as
 * audit_compute(); ERR_INPUT also for version 1 of the method, which had no such figure. */
enum err audit_more_answers(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const struct audit_result *r, struct audit_more *out);

#endif
