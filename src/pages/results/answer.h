/*
 * The answer on top of a round's results, and of its brief.
 */
#ifndef PAGES_RESULTS_ANSWER_H
#define PAGES_RESULTS_ANSWER_H

#include "pages/results_page.h"

/* How many the reader may choose; the first is usual. */
#define ANSWER_OFFERED 3
extern const size_t answer_offered[ANSWER_OFFERED];

/* Of fewer the answer speaks with less right: those who stay away are named. */
#define ANSWER_FEW 0.5

#endif
