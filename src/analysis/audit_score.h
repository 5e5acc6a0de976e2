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
	const struct audit_department_result *departments;	/* n, population */
	double population;					/* sum of N */
	const double *k0;
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
	size_t doers;
	double people;			/* M */
	double hours_now, hours_saved;
	double u[AUDIT_CRITERIA];	/* NAN: no value (exec and ease only) */
	unsigned assumed;
};

/* One function's cells, a department each (cells[department]), and its sum. */
void audit_score_function(const struct score_base *b, const struct tally *tally,
	size_t function, struct score_cell *cells, struct score_function *out);

/* u_time of hours saved a week among that many people. */
double audit_u_time(const struct audit_params *p, double hours_saved, double population);

/* The chosen weights, in the order of the criteria. */
void audit_chosen_weights(const struct audit_params *p, double weights[AUDIT_CRITERIA]);

/* 100 x the weighted mean of the utilities of the active criteria. */
double audit_score_of(const double u[AUDIT_CRITERIA], const double weights[AUDIT_CRITERIA],
	const bool active[AUDIT_CRITERIA]);

/* The score in millionths, on which ranks rest: smaller differences are ties. */
double audit_score_key(double score);

#endif
