/*
 * The priority list as a table, private: its rows, columns and tiers; the map of departments,
 * effort against hours, and what a change of weights moves.
 */
#ifndef PAGES_PRIORITY_ROWS_H
#define PAGES_PRIORITY_ROWS_H

#include "pages/results_page.h"
#include "view/chart.h"

/* One row of the list, overall or of a department. */
struct line {
	const char *code;
	size_t rank;
	double score, score_lo, score_hi;	/* lo, hi NAN: no interval to show */
	double saved, saved_lo, saved_hi;
	double now, people, pain, want, payback;
	unsigned assumed;
	const struct shown *shown;
	const struct audit_counts *counts;	/* who stands behind it */
	const struct audit_overall_row *row;	/* NULL in a department's list */
};

struct line line_overall(const struct priorities *p, size_t i);
struct line line_dept(const struct priorities *p, size_t i);

/* The columns that are figures, in the order shown. */
enum column { PLACES, SCORE, SAVED, PEOPLE, PAIN, WANT, PAYBACK, COLUMNS };

/* As priorities.csv names it: "hours_saved". */
const char *column_name(enum column c);
/* What is written above it. */
const char *column_label(const struct page *p, enum column c);
/* The column of that name; COLUMNS: none. NULL is none. */
enum column column_find(const char *name);
/* The figure; NAN where there is none. */
double line_value(const struct line *l, enum column c);
/* As it is told (0 to 1 in hundredths), with no more digits: an order by more would tell more. */
double line_told(const struct line *l, enum column c);
/* Whether the figure may be told. */
enum cell_state line_state(const struct line *l, enum column c);
/* How it is drawn, by its verdict. */
enum chart_tone line_tone(const struct line *l);
/* The figure and its ends as they are drawn: in the digits that are told, as a length by more of them
 * would tell more. */
struct chart_strip line_strip(const struct line *l, enum column c);
/* How far it reaches. */
double strip_end(struct chart_strip s);
/* An axis from 0 to the first round value over `most` hours. */
struct chart_scale scale_of_hours(const struct page *p, double most);
/* The figure as it is told; "" where there is none. */
const char *line_text(const struct page *p, const struct line *l, enum column c);

/* "(60–160)" beside hours and score; NULL where no interval may be shown. */
const char *hours_between(const struct page *p, const struct line *l);
const char *score_between(const struct page *p, const struct line *l);

/* What the share of a row that a system could take over is made of (method A2.10). */
const char *share_says(const struct results *r, const struct audit_overall_row *row);

/* Why a row has no place, in a sentence. */
const char *line_why_hidden(const struct page *p, const struct line *l);

/* How the rows are asked for. */
struct listing {
	const struct priorities *shown;	/* under these weights */
	const char *department;		/* NULL: over all */
	enum column sort;		/* COLUMNS: by place */
	bool up;			/* the smallest first */
	const char *compare;		/* the activity others are told apart from, or NULL */
};

/* Sort and show them: V_COLUMNS, V_TIERS with V_ITEMS, V_REST (those without a place). */
void lines_show(struct results *r, const struct listing *as, struct line *lines, size_t count);

/* V_UNRANKED: what has no row, and why. */
void unranked_add(struct results *r);

/* V_HEAT: departments by activities, hours saveable per person. */
void heat_add(struct results *r);
/* V_PLANE, V_LINES: hours saveable against effort, as a chart and as a table; without a chart
 * fewer than two have both. */
void effort_add(struct results *r);
/* V_DIFFER: activities whose scores lie apart between departments, V_POLARISED: those
 * whose wishes do (method C); of one function of the result, or with SIZE_MAX of all. */
void differ_add(struct results *r, size_t function);
void polarised_add(struct results *r, size_t function);
/* V_SETTLE, V_FLAGGED: how sure the list is. V_AGREE: how far departments agree on it. */
void sure_add(struct results *r);
void agree_add(struct results *r);
/* V_CHANGES: what the list of `fresh` moves against the one that is stored. */
void changes_add(struct results *r, const struct priorities *fresh);

/* The row of a function in a result; NULL: it has none. */
const struct audit_overall_row *overall_row(const struct audit_result *r, const char *code);

#endif
