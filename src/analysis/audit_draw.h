/*
 * The draws themselves (B.1): from respondents drawn to utilities per function
 * and per department.
 */
#ifndef SRC_ANALYSIS_AUDIT_DRAW_H
#define SRC_ANALYSIS_AUDIT_DRAW_H

#include "analysis/audit_draws.h"
#include "audit_score.h"
#include "audit_units.h"

/* The whole sample, and what is drawn from it. */
struct draw_from {
	const struct score_base *base;
	const struct score_function *functions;
	const struct score_cell *cells;		/* [function * n_departments + department] */
	const struct audit_result *result;	/* with lambda of its departments */
	const struct units *units;
	const struct tally_cell *tally;	/* of the whole sample; NULL: comparisons are as all
					   else (version 1) */
	size_t boot;
	uint64_t seed;
	const size_t *take;	/* units drawn of each department; NULL: as B.1 */
	bool departments;	/* their rows too */
};

/* Make boot draws; arrays from `a`. ERR_INPUT: they would not fit. */
enum err audit_draw(struct arena *a, const struct draw_from *from, struct audit_draws *out);

/* A cell's sums in one lane as the formulas take them. */
void audit_draw_tally(const struct unit_sums *s, size_t lane, struct tally_cell *out);

/* B.1: lambda of a department of `n` among `all` respondents and `population` people,
 * `timed` of whose `picks` have hours. */
double audit_lambda(double n, double population, double timed, double picks, double all);

#endif
