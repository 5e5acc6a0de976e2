/*
 * Rows of the priority list, private: tiers, sentences, charts; the map of
 * departments and what a change of weights moves.
 */
#ifndef PAGES_PRIORITY_ROWS_H
#define PAGES_PRIORITY_ROWS_H

#include "pages/results_page.h"

/* One row of the list, overall or of a department. */
struct line {
	const char *code;
	size_t rank;
	double score, score_lo, score_hi;	/* lo, hi NAN: no interval to show */
	double saved, saved_lo, saved_hi;
	double now, people, pain, want, payback;
	unsigned assumed;
	const struct shown *shown;
	const struct audit_overall_row *row;	/* NULL in a department's list */
};

struct line line_overall(const struct priorities *p, size_t i);
struct line line_dept(const struct priorities *p, size_t i);

/* "(60–160)" beside hours and score; NULL where no interval may be shown. */
const char *hours_between(const struct page *p, const struct line *l);
const char *score_between(const struct page *p, const struct line *l);

/* Sort and show them: V_TIERS with V_ITEMS, V_NAMES (hidden ones), V_CHART. */
void lines_show(struct results *r, const struct priorities *shown, struct line *lines,
	size_t count);

/* V_HEAT: departments by activities, hours saveable per person. */
void heat_add(struct results *r);
/* V_DIFFER: activities whose scores lie apart between departments, V_POLARISED: those
 * whose wishes do (method C); of one function of the result, or with SIZE_MAX of all. */
void differ_add(struct results *r, size_t function);
void polarised_add(struct results *r, size_t function);
/* V_SETTLE, V_AGREE, V_FLAGGED: how sure the list is. */
void sure_add(struct results *r);
/* V_CHANGES: what the list of `fresh` moves against the one that is stored. */
void changes_add(struct results *r, const struct priorities *fresh);

#endif
