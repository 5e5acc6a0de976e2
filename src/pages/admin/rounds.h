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

/* "1 June – 21 June", "until 21 June" …: when it is answered. */
const char *round_days_text(struct page *p, const struct round *r);

/* Where the round is answered, as typed on other machines. The first address is that of
 * the network, where there is one. */
const char *round_address(const struct page *p, const struct round *r);

#endif
