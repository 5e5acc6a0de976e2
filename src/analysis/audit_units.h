/*
 * What the bootstrap draws: units (respondents, or groups of them), what each
 * adds to every cell, and the sums of a cell under some multiplicities.
 *
 * Laid out by cell and measure, so that a draw walks arrays and no respondent:
 * LANES draws at a time.
 */
#ifndef SRC_ANALYSIS_AUDIT_UNITS_H
#define SRC_ANALYSIS_AUDIT_UNITS_H

#include "audit_prep.h"
#include "lanes.h"

/* What a unit adds to a measure of a cell; of doers only `a`, their number. */
struct unit_value {
	size_t unit;		/* within its department */
	double a, aa, av;	/* sums of a, a^2, a v over its respondents */
};

enum unit_list {
	UNIT_DOERS = AUDIT_MEASURES,
	UNIT_BY_HOURS,		/* ratings on rules, weighted by hours too */
	UNIT_LISTS
};

struct units {
	size_t n_departments, n_functions;
	size_t *count;		/* units per department */
	double **size;		/* respondents of each */
	size_t groups;		/* units that are groups of respondents */
	/* Of steps beyond whole departments (audit_prep.h): how many people of each unit they
	 * have, [step - n_departments][unit]. */
	const struct prep_step *steps;
	size_t n_steps;
	double **inside;
	uint32_t **dealt;	/* per department: its people in the order in which they fill
				   its groups; NULL: in their own */
	/* Values of list l of a cell: from[i] to from[i + 1],
	 * i = (function * n_departments + department) * UNIT_LISTS + l. */
	size_t *from;
	struct unit_value *values;
};

/* Respondents as units; grouped where that is too much work for `boot` draws. */
struct units audit_units(struct arena *a, const struct audit_input *in, const struct prep *prep,
	const struct audit_params *p, size_t boot);

/* How often each unit was drawn, for LANES draws: [unit * LANES + lane]. */
struct multiplicities {
	double **times;			/* per department */
	double (*drawn)[LANES];		/* respondents drawn, per step */
};

struct multiplicities multiplicities_new(struct arena *a, const struct units *u);

/* `take` of a department that is not drawn: each unit once. */
#define TAKE_ALL SIZE_MAX

/* Fill lanes with draws `first` to `first` + used - 1; further lanes are 0.
 * take: how many units are drawn of each department; NULL: n - 1 of n, and a
 * single one is kept (B.1). */
void multiplicities_draw(struct multiplicities *m, const struct units *u, const size_t *take,
	uint64_t seed, size_t first, size_t used);

/* Count `drawn` from `times`. */
void multiplicities_count(struct multiplicities *m, const struct units *u);

/* Sums of a cell's lists in each lane. */
struct unit_sums {
	double a[UNIT_LISTS][LANES], aa[UNIT_LISTS][LANES], av[UNIT_LISTS][LANES];
};

void audit_unit_sums(const struct units *u, const struct multiplicities *m, size_t department,
	size_t function, struct unit_sums *out);

#endif
