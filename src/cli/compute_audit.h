/*
 * Tables of a folder to the audit's input.
 */
#ifndef CLI_COMPUTE_AUDIT_H
#define CLI_COMPUTE_AUDIT_H

#include "analysis/audit.h"
#include "compute.h"

/* Read departments, functions, respondents, picks, details .csv and params.json.
 * All faults in one go, in c->faults; then ERR_INPUT. */
enum err compute_audit_read(struct compute *c, struct audit_input *in,
	struct audit_params *params);

#endif
