/*
 * Cards of answers, private to the results pages.
 */
#ifndef PAGES_SUMMARIES_H
#define PAGES_SUMMARIES_H

#include "model/summaries.h"
#include "results.h"

/* V_FIELDS: a card a question: those whose path begins with `under` and that are
 * about no activity, or with `function` those about that activity. With the texts that were released. ERR_STORE. */
enum err summaries_add(struct results *r, const struct summaries *all, const char *under,
	const char *function);

/* The wording of a question in the page's language. */
const char *question_label(const struct results *r, const struct form *form,
	const struct question *q);

#endif
