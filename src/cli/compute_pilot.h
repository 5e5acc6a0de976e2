/*
 * What the pilot's tables share: results are rows of case, quantity and value.
 */
#ifndef CLI_COMPUTE_PILOT_H
#define CLI_COMPUTE_PILOT_H

#include "analysis/pilot.h"
#include "compute.h"

struct pilot_out {
	struct compute *c;
	struct csv_writer w;
	double method;		/* its version */
};

void pilot_put_text(struct pilot_out *o, const char *name, const char *quantity,
	const char *value);
/* NAN leaves the value blank. */
void pilot_put(struct pilot_out *o, const char *name, const char *quantity, double value);
void pilot_put_interval(struct pilot_out *o, const char *name, struct interval at);

/* Whether the folder has the table; then it is loaded. */
bool pilot_load(struct pilot_out *o, const char *file, const char *const *columns,
	struct csv_table *t);

/* The tables, each when it is there. */
void pilot_sus(struct pilot_out *o);
void pilot_verdicts(struct pilot_out *o);

#endif
