/*
 * Pages of pilots, private: what the page of a prototype and the printed one of a round share.
 */
#ifndef PAGES_PILOTS_PRIVATE_H
#define PAGES_PILOTS_PRIVATE_H

#include "model/pilot_results.h"
#include "pages/pilots.h"
#include "pages/results_page.h"

struct pilot_page {
	struct page page;
	struct pilot_results r;
	const struct priorities *audit;	/* of the latest audit that shows a list; NULL */
	struct pilot_measures measured;
	struct catalogue functions, departments;	/* labels, as they are now */
	bool may_edit;
};

/* Begin the page of the prototype in the address. ERR_NOT_FOUND. */
enum err pilot_begin(struct request *req, struct response *res, struct pilot_page *out);
/* Render it. */
enum err pilot_show(struct pilot_page *p, int status, const char *error);

/* The list of the latest audit that shows one, and its form; *out NULL: there is none. */
enum err latest_audit(struct page *p, const struct priorities **out, const struct form **form);

/* ---- words ---- */

const char *prototype_title(const struct page *p, const struct prototype *x);
const char *task_title(const struct page *p, const struct pilot_round_results *r,
	const struct pilot_task *t);
const char *activity_label(const struct pilot_page *p, const char *code);
const char *department_label(const struct pilot_page *p, const char *code);
/* "GO: …", and the sentence with its reasons. */
const char *verdict_text(const struct page *p, const char *verdict);
const char *verdict_sentence(const struct pilot_page *p, const struct pilot_round_results *r);
/* The criteria that decided a verdict that was kept with a decision, by its `why`: "s1;success:SAL01". */
const char *kept_reasons(const struct pilot_page *p, const char *why);
/* Activities that are quick wins, in words; NULL: there are none. */
const char *quick_wins(const struct pilot_page *p);

/* ---- figures: two significant digits, shares to one per cent ---- */

const char *points_text(const struct page *p, double v);
const char *interval_text(const struct page *p, struct interval at,
	const char *(*text)(const struct page *p, double v));
/* "79 (69–88)", or why it is hidden. */
const char *mean_text(const struct page *p, const struct pilot_figure *f);
const char *pilot_share_text(const struct page *p, const struct pilot_share *s);

/* ---- parts ---- */

void pilot_add_table(struct pilot_page *p);	/* V_COLUMNS, V_GROUPS, V_ITEMS */
void pilot_add_charts(struct pilot_page *p);	/* V_CHARTS */
/* V_CRITERIA of a round, into `n`. one_page: of many tasks, ends of intervals that are met are left
 * out. */
void pilot_add_criteria(struct pilot_page *p, struct view_node *n,
	const struct pilot_round_results *r, bool one_page);
void pilot_add_measured(struct pilot_page *p, struct view_node *n);	/* V_MEASURED */
void pilot_add_training(struct pilot_page *p);	/* V_TRAINING */
enum err pilot_add_forms(struct pilot_page *p);	/* V_WAVES, V_DECISIONS, V_LIMITS, V_NO_PATHS */

#endif
