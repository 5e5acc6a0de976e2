/*
 * From which respondents a cell is built (P12): those up to its cut. Owns the steps
 * of struct prep.
 */
#ifndef SRC_ANALYSIS_AUDIT_CUTS_H
#define SRC_ANALYSIS_AUDIT_CUTS_H

#include "audit_prep.h"

/* The steps, and which details wait. Memory from `a`. ERR_INPUT: an index out of range,
 * two cuts of one cell. */
enum err audit_find_cuts(struct arena *a, const struct audit_input *in,
	const struct order *departments, const struct order *functions, struct prep *prep);

/* Leave out the picks and details that wait, once hours fit their budgets. */
void audit_drop_waiting(const struct audit_input *in, struct prep *prep);

#endif
