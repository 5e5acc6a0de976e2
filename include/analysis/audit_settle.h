/*
 * What would make a list surer: how many more answers, and from whom, would
 * settle which of two neighbours comes first; and whether leaving out flagged
 * answers changes the first places (method G).
 */
#ifndef ANALYSIS_AUDIT_SETTLE_H
#define ANALYSIS_AUDIT_SETTLE_H

#include "analysis/audit_draws.h"

/* Two neighbours of the list. */
struct audit_settle {
	size_t upper, lower;	/* rows in audit_result.overall: i and i + 1 */
	bool settled;		/* their order is sure as it is */
	size_t department;	/* that settles them with the fewest more answers, as a
				   position in audit_result.departments; SIZE_MAX: none
				   does, within its people */
	size_t more;		/* answers; 0 when settled or none does */
};

/* Settled: the difference of the two scores is more than its standard error times
 * the t quantile of the level. Simulated: a department's answers are drawn again,
 * n + m of its n, the others stay; m settles when most simulations (more than half)
 * are settled with the standard error so many answers would have. Tried are m of 5,
 * 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300 and 500, never more than the
 * department has people who did not answer (without a headcount: up to 500).
 *
 * `r` and `draws`: kept by audit_compute_keep() of the same input and parameters,
 * with draws. Only the first `places` neighbours are looked at (0: all). The list
 * (one less than r->n_listed, or `places`) lives in `a`. Deterministic in the
 * seed. Some tens of milliseconds for 500 respondents. Those held apart are no neighbours. */
enum err audit_settle(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const struct audit_result *r,
	const struct audit_draws *draws, size_t places, struct audit_settle **out,
	size_t *count);

/* The first k without some respondents. */
struct audit_without {
	size_t left_out;	/* respondents who counted and no longer do */
	bool changes;		/* another set of functions is among the first k */
	const char **enter, **leave;	/* their codes */
	size_t n_enter, n_leave;
};

/* Compare with the list without the respondents marked in flagged[n_respondents].
 * No draws are made. `apart`: which functions both lists hold apart, in the order of their
 * codes; NULL: none. The lists live in `a`. Errors as audit_compute(). */
enum err audit_without(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, const bool *flagged, const bool *apart,
	struct audit_without *out);

#endif
