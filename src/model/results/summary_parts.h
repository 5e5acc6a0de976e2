/*
 * From collected answers to the parts of a summary, private: ranges wide enough,
 * and what must be hidden. Pure.
 */
#ifndef MODEL_SUMMARY_PARTS_H
#define MODEL_SUMMARY_PARTS_H

#include "model/summaries.h"

/* Parts of a choice question whose counts are filled in. Choices of a single
 * answer add up to a shown total, so some are hidden to protect others (P2). */
void summary_hide_choices(struct arena *a, struct question_summary *q, int min_cell);

/* Ranges over `values` (sorted here), each with `min_cell` people or more; mean
 * and median too. */
void summary_numbers(struct arena *a, struct question_summary *q, double *values,
	size_t count, int min_cell);

/* The same over months: number of a month is 12 * year + month - 1. */
void summary_months(struct arena *a, struct question_summary *q, double *months,
	size_t count, int min_cell);

#endif
