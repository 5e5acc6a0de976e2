/*
 * Judging a list: what may be shown of each of its cells (method F).
 */
#ifndef MODEL_RESULTS_JUDGE_H
#define MODEL_RESULTS_JUDGE_H

#include "model/results.h"

/* p->cells, departments, never and shown, of result, tables and min_cell: once for a list, under
 * whatever weights. Memory from `a`. */
void judge_cells(struct arena *a, struct priorities *p);

/* p->overall and p->dept from p->cells, in the order the result's rows are in. From `a`. */
void judge_lay_out(struct arena *a, struct priorities *p);

#endif
