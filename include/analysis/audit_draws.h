/*
 * The audit's bootstrap (method B): draws that can be kept beside a result, so
 * that the same list under other weights comes at once.
 *
 * A draw resamples respondents within departments (Rao and Wu 1988: n - 1 of n)
 * and repeats steps A2.6 to A2.14; caps, budgets, prior sizes, headcounts,
 * overrides, executives' figures and effort are held. Draw b has a generator of
 * its own (analysis/prng.h), so neither the order of answers nor threads show.
 *
 * Comparisons (rank sets, verdicts, support, disagreement) speak of this company's
 * list had everybody answered: where much of it has, the same draws count less
 * there (lambda). Version 1 compared as it estimated.
 *
 * Beyond group_over (respondents x draws) departments of more than `groups`
 * respondents are resampled in as many random groups (Wolter 2007, ch. 2), so that
 * a million respondents cost as much as some thousands.
 */
#ifndef ANALYSIS_AUDIT_DRAWS_H
#define ANALYSIS_AUDIT_DRAWS_H

#include "analysis/audit.h"

/* Criteria that differ from draw to draw: time, pain, want. */
#define AUDIT_DRAWN 3

/* Arrays hold draw after draw: [row * boot + draw]. */
struct audit_draws {
	size_t boot;		/* draws; 0: none */
	/* Ranked functions in code order. */
	size_t n_functions;
	double *u[AUDIT_DRAWN];
	double *compared[AUDIT_DRAWN];	/* the same for comparisons; in version 1 u itself */
	double *saved;		/* T, hours a week */
	double *now;		/* G */
	double *people;		/* M */
	/* Departments' rows, in the order of audit_result.dept. */
	size_t n_dept;
	double *dept_u[AUDIT_DRAWN];
	double *dept_compared[AUDIT_DRAWN];
	double *dept_saved;
};

/* audit_compute(), keeping the draws in `a` (NULL: as audit_compute()). With
 * p->boot 0 there are none. ERR_INPUT also: more draws of more rows than fit. */
enum err audit_compute_keep(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, struct audit_result *out, struct audit_draws *draws);

/* The result `r` under other weights, level, top_k, lattice or radius: `p` is
 * otherwise what r was computed with. Some milliseconds. `draws` as kept with r,
 * or NULL: then what needs draws is blank. The rows live in `a`.
 * ERR_INPUT: parameters that audit_params_check() refuses, or no weight left. */
enum err audit_reweigh(struct arena *a, const struct audit_result *r,
	const struct audit_draws *draws, const struct audit_params *p,
	struct audit_result *out);

/* The result `r` with some rows held apart: they come last, by code, without a place, and
 * places, sets, verdicts, support and disagreement are those of the others alone. Elsewhere
 * nothing of them is kept back. `functions`: per r->functions; `dept`: per r->dept. `p` and
 * `draws`: as r was computed with. Some milliseconds; the rows live in `a`. Errors as
 * audit_reweigh(), which keeps them apart. */
enum err audit_hold_apart(struct arena *a, const struct audit_result *r,
	const struct audit_draws *draws, const struct audit_params *p, const bool *functions,
	const bool *dept, struct audit_result *out);

#endif
