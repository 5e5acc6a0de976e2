/*
 * Results pages: what those of a round share, in every room that shows one.
 */
#ifndef PAGES_RESULTS_PAGE_H
#define PAGES_RESULTS_PAGE_H

#include "model/results.h"
#include "pages/site.h"

/* A results page of the round named in the address. */
struct results {
	struct page page;
	struct round round;
	const struct form *form;
	const struct priorities *list;	/* NULL: nothing released, or no list */
	bool archived;			/* its answers were deleted by age */
	bool waits;			/* the first list is being worked out */
};

enum err results_begin(struct request *req, struct response *res, struct results *out);

/* Responses by department with their bars, warnings, quality: under V_DEPARTMENTS,
 * V_WARNINGS, V_N … of the page. */
void results_add_response(struct results *r);

/* What the round's questions were answered with. ERR_NOT_FOUND: nothing is released. */
struct summaries;
enum err results_summaries(struct results *r, const struct summaries **out);

/* The list with its draws, for other weights. ERR_NOT_FOUND: they are being worked out. */
enum err results_drawn(const struct results *r, const struct priorities **out);

/* The answer on top: as many first ones as the request asks for, and what is said of them under
 * V_ANSWER. The list must be shown. ERR_STORE. */
void answer_find(const struct results *r, struct first_ones *out);
enum err answer_add(struct results *r, const struct first_ones *f);

/* Whether executives were asked, and whether that counts: the same sentence everywhere. */
const char *results_executives(const struct results *r);

/* Why no list is shown yet, in a sentence. */
const char *results_why_nothing(const struct results *r);
/* The same on a page without anything to type into: while the list is worked out, it looks again by
 * itself. */
enum err results_nothing(struct results *r);

/* Labels of the list in the page's language. */
const char *results_function(const struct results *r, const char *code);
const char *results_department(const struct results *r, const char *code);

/* A figure, or the words that stand in its place. */
void node_figure(const struct page *p, struct view_node *n, enum view_name name,
	enum cell_state state, const char *text);
/* The same as a text. */
const char *figure_text(const struct page *p, enum cell_state state, const char *text);

/* Hours by the publishing rules (method F, P6). */
const char *hours_text(const struct page *p, double hours);
const char *share_text(const struct page *p, double share);
/* 0 to 1 as 0 to 100, without a unit. */
const char *index_text(const struct page *p, double v);
/* "(160–250)" of two texts. */
const char *between_text(const struct page *p, const char *lo, const char *hi);

/* The text of a key with its {placeholders} filled from name, value, …, NULL. */
#define results_say(p, key, ...) catalog_fill((p)->a, page_text(p, key), __VA_ARGS__, NULL)

/* The list under the weights of the request's form: *fresh, and whether they differ
 * from those that are stored. ERR_INPUT names what was typed. */
enum err weights_read(struct results *r, struct audit_params *out);
/* The panel beside the list, with the weights of `shown`, or those that are kept where it is the list
 * before. ERR_STORE. */
enum err weights_add(struct results *r, const struct priorities *shown);

/* The list of a request that asks for it under other weights: r->list stays what is
 * stored. Renders the page. */
enum err priorities_show(struct results *r, const struct priorities *shown);

#endif
