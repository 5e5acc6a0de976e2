/*
 * Cuts (method F, P12): up to which release the people behind a figure count. Those who
 * came later wait until there are enough of them, so that no two releases differ by a few.
 *
 * The first release of enough people to show anything is everybody's first cut: there is
 * nothing yet that it could be compared with.
 */
#ifndef MODEL_CUTS_H
#define MODEL_CUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/audit.h"
#include "model/results.h"

struct arena;

/* Somebody of a department, by index. */
struct cut_person {
	uint32_t department;
	uint32_t release;	/* with which they came, from 1 */
	bool counts;		/* not left out by quality */
};

struct cuts {
	uint32_t first, last;	/* the first of all cuts; the release that is shown */
	size_t k;		/* as many wait no longer */
	uint32_t *department;	/* their cuts; 0: nobody counts yet */
	bool *moved;		/* [department * (last + 1) + release]: it moved there */
};

/* The cuts of departments: all who came by them count, of those who came later nobody.
 * headcounts[departments], NAN where not known: the first list was made without those that can have
 * k and had fewer by then (P4), so that these wait, too; NULL: it was made of all. */
struct cuts cuts_of_departments(struct arena *a, const struct cut_person *people, size_t count,
	size_t departments, const double *headcounts, uint32_t last, size_t k);

/* Whether somebody waits for others of their department. */
bool cuts_wait(const struct cuts *c, const struct cut_person *who);

/* Cuts of all cells of `in`, a department and a function each, from the people of its tables:
 * a cell moves with its department, where at least k more do it and, of each figure, nobody or
 * at least k more answered. Picks and details stand by respondent. Sets in->cuts. Returns what
 * each release counted. */
struct told_counts *cuts_of_cells(struct arena *a, const struct cuts *c, struct audit_input *in);

/* Cuts of figures that are over all departments, from how many answered of each with each
 * release, gains[figure * (last + 1) + release]: up to the last release with which at
 * least k more did. */
uint32_t *cuts_of_figures(struct arena *a, const struct cuts *c, const uint32_t *gains,
	size_t figures);

#endif
