/*
 * The audit's tables made ready: valid respondents in the order of the sums,
 * their picks and details with weekly hours and ratings (A2.1 to A2.5). What
 * draws hold fixed ends here; what they repeat starts from here.
 */
#ifndef SRC_ANALYSIS_AUDIT_PREP_H
#define SRC_ANALYSIS_AUDIT_PREP_H

#include <math.h>

#include "analysis/audit.h"
#include "audit_order.h"

struct prep_step {
	uint32_t department, release;
	double people;
};

struct prep {
	const struct audit_detail *input;	/* the details as given */
	size_t n_departments, n_functions, n_people;
	uint32_t *department_input;	/* code order to index in the input */
	uint32_t *function_input;
	uint32_t *person_input;		/* valid respondents, in the order of the sums */
	size_t *people_from;		/* per department + 1: its people */
	size_t *picks_from;		/* per person + 1 */
	size_t *details_from;		/* per person + 1 */
	/* Functions picked, and rows of details as audit_order.h packs them, ascending by function
	 * per person; details only where there is a pick. Ratings are read from the input: at
	 * millions of rows, a copy costs more than the look. */
	uint32_t *picks;
	uint64_t *details;
	double *hours;			/* per detail: a week; NAN missing */
	double *caps;			/* per function; NAN: none */
	/* Of whom a cell is built (P12): step[department * n_functions + function]. The first
	 * n_departments steps are whole departments, further ones a department's people up
	 * to a release. Once ready, picks and details hold nothing beyond their cells. */
	uint32_t *step;
	struct prep_step *steps;
	size_t n_steps;
	bool *waits;			/* per detail until then; NULL: nothing waits */
	size_t n_winsorised;
	const char **overbudget;	/* ids, from the result's arena */
	size_t n_overbudget;
};

/* The answers of a detail as measures from 0 to 1 (A2.5), and its hours. */
static inline void prep_measures(const struct audit_detail *d, double hours,
	double v[AUDIT_MEASURES])
{
	double frustration = ((double)d->frust5 - 1) / 4, rework = (double)d->rework10 / 10;

	v[AUDIT_HOURS] = hours;
	v[AUDIT_PAIN] = isnan(frustration) ? rework : isnan(rework) ? frustration :
		(frustration + rework) / 2;
	v[AUDIT_WANT] = ((double)d->want5 - 1) / 4;
	v[AUDIT_RULE] = ((double)d->rule5 - 1) / 4;
}

/* Whether a rating on rules weighs by hours (A2.6). */
static inline bool prep_by_hours(const double v[AUDIT_MEASURES])
{
	return !isnan(v[AUDIT_RULE]) && v[AUDIT_HOURS] > 0;
}

/* Ask early for a detail that is read soon: when the order of the sums is not
 * that of the input, each would otherwise be waited for. `rows` has `count`. */
static inline void prep_ahead(const struct audit_detail *input, const uint64_t *rows,
	size_t count, size_t i)
{
	if (i + 16 < count)
		__builtin_prefetch(&input[order_index(rows[i + 16])]);
}

/* Whether a person is among those of a step of their department. */
static inline bool prep_in_step(const struct audit_input *in, const struct prep *prep,
	size_t person, size_t step)
{
	return in->respondents[prep->person_input[person]].release <= prep->steps[step].release;
}

/* The design weight; missing is 1. */
static inline double prep_weight(const struct audit_detail *d)
{
	return isnan(d->design_w) ? 1 : d->design_w;
}

/* Everything but `overbudget` (from `keep`) lives in `a`. Errors as
 * audit_compute(), without those of the parameters. */
enum err audit_prepare(struct arena *a, struct arena *keep, const struct audit_input *in,
	const struct audit_params *p, struct prep *out);

#endif
