/*
 * Pages about rounds, private: what they share.
 */
#ifndef PAGES_ROUNDS_H
#define PAGES_ROUNDS_H

#include "model/rounds.h"
#include "pages/site.h"

/* The rounds by state (open, planned, closed), newest first: under V_GROUPS, each
 * with V_TITLE and V_ITEMS. */
void rounds_add_all(struct page *p, const struct round *rounds, size_t count);

#endif
