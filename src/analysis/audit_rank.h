/*
 * From utilities to scores and places (A2.13 to A2.15): all that depends on the
 * weights. Rows come with their utilities and leave ordered.
 */
#ifndef SRC_ANALYSIS_AUDIT_RANK_H
#define SRC_ANALYSIS_AUDIT_RANK_H

#include "analysis/audit_draws.h"

/* Which criteria every ranked function has a value of: r->active. */
void audit_find_active(struct audit_result *r);

/* Fill r->weights, scores and ranks, and order r->overall by them. What draws
 * tell is blanked. ERR_INPUT: no weight on an active criterion. */
enum err audit_rank(const struct audit_params *p, struct audit_result *r);

/* B.7, after the ranks: r->together, from `a`. */
void audit_add_together(struct arena *a, const struct audit_params *p, struct audit_result *r);

/* B.3: how much critical values grow with `n` respondents in the result's
 * departments, since few know their spread less well than many. */
double audit_inflation(const struct audit_params *p, double n, const struct audit_result *r);

/* Fill what draws tell. The lists made live in `keep`. */
enum err audit_uncertainty(struct arena *keep, const struct audit_params *p,
	const struct audit_draws *draws, struct audit_result *r);

/* DEPT_DISAGREE: r->disagree, from `keep`. `scores`: of departments' rows in every
 * draw, [row * boot + draw]. */
void audit_find_disagreement(struct arena *keep, struct arena *room,
	const struct audit_params *p, size_t boot, const double *scores,
	struct audit_result *r);

/* The chosen weights, in the order of the criteria. */
void audit_chosen_weights(const struct audit_params *p, double weights[AUDIT_CRITERIA]);

/* A row's utilities. A department's exec and ease are those of the function. */
void audit_overall_u(const struct audit_overall_row *row, double u[AUDIT_CRITERIA]);
void audit_dept_u(const struct audit_result *r, const struct audit_dept_row *row,
	double u[AUDIT_CRITERIA]);

/* 100 x the weighted mean of the utilities of the active criteria. */
double audit_score_of(const double u[AUDIT_CRITERIA], const double weights[AUDIT_CRITERIA],
	const bool active[AUDIT_CRITERIA]);

/* The score in millionths, on which ranks rest: smaller differences are ties. */
double audit_score_key(double score);

#endif
