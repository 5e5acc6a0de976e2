/*
 * Cards of answers, private to the results pages.
 */
#ifndef PAGES_SUMMARIES_H
#define PAGES_SUMMARIES_H

#include "model/summaries.h"
#include "results.h"

/* V_FIELDS: a card a question: those whose path begins with `under` and that are
 * about no activity, or with `function` those about that activity. */
void summaries_add(struct results *r, const struct summaries *all, const char *under,
	const char *function);

#endif
