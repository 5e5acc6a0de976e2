/*
 * Privacy of a row of figures by group: which cells may be shown.
 * Method F, P1 (minimum cell), P2 (complementary suppression, imputed figures counted),
 * P3 (dominance).
 * Knows nothing of what the figures are.
 */
#ifndef ANALYSIS_PRIVACY_H
#define ANALYSIS_PRIVACY_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define PRIVACY_K 5		/* respondents a shown figure rests on, as shipped */
#define PRIVACY_K_MIN 3		/* no setting goes below */
#define PRIVACY_DOMINANCE 0.60	/* of a group's weighted hours from one person */

enum cell_state {
	CELL_SHOWN,
	CELL_PRIMARY,	/* too few respondents, or one supplies most of it */
	CELL_SECONDARY,	/* hidden so that another cannot be found by subtraction */
	CELL_EMPTY,	/* nobody: shown as "none" */
};

/* Somebody is in it, and it is not shown. */
static inline bool cell_is_hidden(enum cell_state s)
{
	return s == CELL_PRIMARY || s == CELL_SECONDARY;
}

/* "shown", "primary", "secondary", "empty"; a static string. */
const char *cell_state_name(enum cell_state s);

/* `k` as it is applied: never below PRIVACY_K_MIN. */
size_t privacy_k(size_t k);

/* True when one respondent's part of the group's sum of weighted hours is over
 * PRIVACY_DOMINANCE; `max_share` as audit_compute() reports it. */
bool privacy_dominated(double max_share);

/* A group in a table: a cell of a figure, or one department's count. */
struct privacy_group {
	const char *code;	/* bytewise order breaks ties */
	size_t n;		/* respondents contributing to the figure */
	size_t pickers;		/* those it speaks of. With n 0 its figure is imputed: the
				   pooled mean, a multiple of the others */
	bool withheld;		/* whatever n is: P3, or nothing of its kind is shown */
};

/* How closely a hidden opinion may be told by the others (P11), of a scale from 0 to 1. */
#define PRIVACY_BAND 0.15

/* P11, behind privacy_suppress() for opinions: the shown total is the mean of the groups' values
 * by their weights, so that what is left when the shown ones are taken out is that of the hidden
 * ones, each between 0 and 1. Hides further groups, smallest n first, until none that P1 or P3 hides
 * is told within PRIVACY_BAND; where none is left the total. weight, value [count]: of
 * each group, 0 of those that have none. */
void privacy_widen(const struct privacy_group *groups, size_t count, const double *weight,
	const double *value, enum cell_state *out, enum cell_state *total);

/* Hide one more group, smallest n first (tie: code), or where none is left the total. */
void privacy_hide_next(const struct privacy_group *groups, size_t count, enum cell_state *out,
	enum cell_state *total);

/* P11, P12 of counts. A hidden group: how many are in it, at least one and at most `most`. */
struct privacy_unknown {
	size_t n, most;
	bool secret;		/* hidden for its own sake: it must not follow from the sums */
};

/* What is told of several unknowns together: their number, and, unless `each` is NULL, the number they
 * stand for, each[i] by one of unknown[i], which by its rounding may lie from `below` under to
 * `above` over the truth (below <= 0 <= above). */
struct privacy_sum {
	size_t count;
	const size_t *unknown;	/* indices, each once */
	const double *each;
	double below, above;
};

/* Whether each secret could have another number of people, the sums being what they are. Looks for such
 * readings nearby; what it does not find in reasonable time does not count. Works in `a`. */
bool privacy_ambiguous(struct arena *a, const struct privacy_unknown *unknowns, size_t count,
	const struct privacy_sum *sums, size_t sum_count);

/* Judge `count` groups that add up to a shown total; k: minimum cell size (privacy_k()
 * is applied).
 * out[count]: state per group. total (may be NULL): state of the sum; hidden when it has
 * under k respondents (then every group is), and when no further group is left to
 * protect a hidden one. An imputed figure is hidden and shields nobody: where P1 or P3
 * hides somebody, two groups of somebody are hidden. No memory of its own. */
void privacy_suppress(const struct privacy_group *groups, size_t count, size_t k,
	enum cell_state *out, enum cell_state *total);

#endif
