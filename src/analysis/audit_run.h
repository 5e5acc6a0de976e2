/*
 * One computation over the whole sample, held open for what draws from it.
 */
#ifndef SRC_ANALYSIS_AUDIT_RUN_H
#define SRC_ANALYSIS_AUDIT_RUN_H

#include "audit_draw.h"

/* Set keep, room, in and p; the rest is filled. */
struct run {
	struct arena *keep;	/* of the result */
	struct arena *room;	/* ends with the computation */
	const struct audit_input *in;
	const struct audit_params *p;
	struct prep prep;
	struct tally tally;
	struct score_cell *cells;	/* [function * n_departments + department] */
	struct score_function *functions;
	struct score_base base;
	struct audit_result r;
};

/* Steps A2.1 to A2.16: run->r without what draws tell. Errors as audit_compute(). */
enum err audit_run(struct run *run);

#endif
