/*
 * What may be shown of the cells of a function, given what earlier releases told (method F, P1 to P3, P11,
 * P12). A cell that has not changed stays as it was told: what was shown hides nothing any more, and what was
 * hidden would tell, shown now, those it was hidden for. What has changed is judged anew.
 */
#ifndef MODEL_RESULTS_TOLD_H
#define MODEL_RESULTS_TOLD_H

#include "model/results.h"

struct told;

/* What all functions need, of the departments. Memory from `a`; rests on `p`, of which result, tables and
 * min_cell are read. */
struct told *told_new(struct arena *a, const struct priorities *p);

/* States of a figure's cells in the latest release, below TOLD_FIGURES; of each function TOLD_DOERS
 * first. A cell of which it is hidden how many do it shows nothing else: they are as many at least.
 * out: as result.departments; returns that of the cells' sum. */
enum cell_state told_judge(struct told *t, size_t function, size_t figure, enum cell_state *out);

/* Behind told_judge() of TOLD_DOERS: whether the people whom the doers stand for may be told over all. Where
 * they and the doers together tell a hidden cell, they are not. */
enum cell_state told_people(const struct told *t);

/* The groups that were judged last, as result.departments. */
const struct privacy_group *told_groups(const struct told *t);

#endif
