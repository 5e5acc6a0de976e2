/*
 * From sums per cell to hours, utilities and scores (A2.7, A2.9 to A2.14).
 */
#ifndef SRC_ANALYSIS_AUDIT_SCORE_H
#define SRC_ANALYSIS_AUDIT_SCORE_H

#include "audit_tally.h"

/* What the steps take besides the sums. */
struct score_base {
	const struct audit_input *in;
	const struct audit_params *p;
	const struct prep *prep;
	const struct audit_department_result *departments;	/* population */
	const double *n;	/* respondents of each step; in a draw with their multiplicities */
	double population;	/* sum of N */
	const double *k0;
	double time_span;	/* log of the ratio of u_time's anchors */
	/* In a draw: pooled values of the whole sample, [function * AUDIT_MEASURES],
	 * for what nobody drawn answered. Else NULL. */
	const double *whole;
	/* And people who do it, [function * n_departments + department], for cells of whose
	 * respondents nobody was drawn. Else NULL. */
	const struct score_cell *whole_cells;
};

/* A function in a department. */
struct score_cell {
	double people;			/* M */
	double mean[AUDIT_MEASURES];	/* of those who answered; NAN */
	double value[AUDIT_MEASURES];	/* shrunk; NAN: nobody answered anywhere */
	double automatable;		/* A */
	double hours_now, hours_saved;	/* G, T */
	unsigned assumed;
};

/* A function over all departments. */
struct score_function {
	enum audit_unranked unranked;
	double doers;
	double people;			/* M */
	double hours_now, hours_saved;
	double mu[AUDIT_MEASURES];	/* pooled; NAN */
	double u[AUDIT_CRITERIA];	/* NAN: no value (exec and ease only) */
	unsigned assumed;
};

/* One function's cells, a department each (cells[department]), and its sum but
 * for u of exec and ease. The department's tally is tally[department * stride]. */
void audit_score_function(const struct score_base *b, const struct tally_cell *tally,
	size_t stride, size_t function, struct score_cell *cells, struct score_function *out);

/* What no answer changes: u of exec and ease. */
void audit_score_given(const struct score_base *b, size_t function,
	struct score_function *out);

/* A2.15: time, pain and want of a function in one department; `everywhere` is
 * what holds where nobody answered. */
void audit_score_department(const struct score_base *b, size_t department,
	const struct score_cell *cell, const double everywhere[AUDIT_CRITERIA],
	double u[AUDIT_CRITERIA]);

#endif
