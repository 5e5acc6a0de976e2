/*
 * Results pages, private: what they share.
 */
#ifndef PAGES_RESULTS_PRIVATE_H
#define PAGES_RESULTS_PRIVATE_H

#include "model/results.h"
#include "pages/site.h"

/* A results page of the round named in the address. */
struct results {
	struct page page;
	struct round round;
	const struct form *form;
	const struct priorities *list;	/* NULL: nothing released, or no list */
};

enum err results_begin(struct request *req, struct response *res, struct results *out);

/* Responses by department with their bars, warnings, quality: under V_DEPARTMENTS,
 * V_WARNINGS, V_ANSWERED … of the page. */
void results_add_response(struct results *r);

/* Why no list is shown yet, in a sentence. */
const char *results_why_nothing(const struct results *r);

/* A figure, or the words that stand in its place. */
void node_figure(struct view_node *n, enum view_name name, enum cell_state state,
	const char *text);

/* "120 h"-like texts by the publishing rules (method F, P6). */
const char *hours_text(const struct page *p, double hours);
const char *share_text(const struct page *p, double share);
/* 0 to 1 as 0 to 100, without a unit. */
const char *index_text(const struct page *p, double v);

#endif
