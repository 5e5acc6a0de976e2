/*
 * The draws themselves (B.1): from respondents drawn to utilities per function
 * and per department.
 */
#ifndef SRC_ANALYSIS_AUDIT_DRAW_H
#define SRC_ANALYSIS_AUDIT_DRAW_H

#include "analysis/audit_draws.h"
#include "audit_score.h"

/* The whole sample. */
struct draw_from {
	const struct score_base *base;
	const struct tally *tally;
	const struct score_function *functions;
	struct audit_result *result;	/* rows in the order of functions; groups is set */
};

/* Make p->boot draws; arrays from `a`. ERR_INPUT: they would not fit. */
enum err audit_draw(struct arena *a, const struct draw_from *from, struct audit_draws *out);

#endif
