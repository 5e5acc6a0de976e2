/*
 * Where the versions of the method part. A list keeps the version it was computed
 * with (audit_params.method_version), so every version stays: what differs is read
 * from here, each at the one place it takes effect.
 */
#ifndef SRC_ANALYSIS_AUDIT_METHOD_H
#define SRC_ANALYSIS_AUDIT_METHOD_H

#include "analysis/audit.h"

struct audit_method {
	bool weeks_asked;	/* A2.2: a year has weeks_per_year weeks; else 52 */
	bool idle_refused;	/* A2.4: weekly hours of 0 are a fault; else no time at all */
	bool budget_by_design;	/* A2.4: hours count by design weight, which cuts a noisy
				   total from one side */
	bool rule_by_hours;	/* A2.6: ratings on rules weigh by hours, as what is saved is
				   the sum of hours x rule */
	double tau2_none;	/* A2.8: a variance between departments no larger is none */
	bool comparisons_apart;	/* B.1: comparisons have draws of their own, corrected for
				   the part of the company that answered */
	bool groups_dealt;	/* B.1: random groups; else neighbours in id order */
	bool absent_told;	/* B.2: what those who did not answer might change is reckoned */
	bool inflate_always;	/* B.3: as of one degree of freedom where there is none; else
				   by 1 */
	bool crit_always;	/* C: 0 where no difference varies; else blank */
};

/* What the parameters' version does. */
const struct audit_method *audit_method(const struct audit_params *p);

#endif
