/*
 * The versions of the method, side by side. Knows no formula.
 */
#include "audit_method.h"

static const struct audit_method versions[] = {
	[1] = {
		.budget_by_design = true,
		.inflate_always = true,
		.crit_always = true,
	},
	[2] = {
		.weeks_asked = true,
		.idle_refused = true,
		.rule_by_hours = true,
		.tau2_none = 1e-12,
		.comparisons_apart = true,
		.groups_dealt = true,
		.absent_told = true,
	},
};

const struct audit_method *audit_method(const struct audit_params *p)
{
	return &versions[p->method_version];
}

const char *audit_method_name(const struct audit_params *p)
{
	static const char *const names[] = {[1] = "A1B1", [2] = "A2B2"};

	return names[p->method_version];
}
