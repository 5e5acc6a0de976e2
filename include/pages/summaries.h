/*
 * Cards of answers: of a round, of an activity.
 */
#ifndef PAGES_SUMMARIES_H
#define PAGES_SUMMARIES_H

#include "model/summaries.h"
#include "pages/results_page.h"

/* V_FIELDS: a card a question: those whose path begins with `under` and that are
 * about no activity, or with `function` those about that activity. With the texts that
 * were released. ERR_STORE. */
enum err summaries_add(struct results *r, const struct summaries *all, const char *under,
	const char *function);

/* V_TABLES: each question with several choices that is asked of every activity, as one
 * table: a row an activity that enough answered for, a column a choice. */
#define MATRIX_COLUMNS_MAX 12
void matrix_add(struct results *r, const struct summaries *all);

/* The label of a part that is a choice, in the page's language. */
const char *part_name(const struct results *r, const struct summaries *all,
	const struct summary_part *part);

/* The wording of a question in the page's language. */
const char *question_label(const struct results *r, const struct form *form,
	const struct question *q);

#endif
