/*
 * What stands beside a list's figures and is none of them.
 */
#ifndef MODEL_RESULTS_NAMED_H
#define MODEL_RESULTS_NAMED_H

#include "model/results.h"

/* Labels and response rates of a list, as the round has them; from `a`. ERR_STORE. */
enum err priorities_name(struct arena *a, struct db *db, struct priorities *p);

#endif
