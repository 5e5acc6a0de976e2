/* The notice of a clock in doubt, for the pages of administration. */
#ifndef PAGES_CLOCK_H
#define PAGES_CLOCK_H

#include "pages/site.h"

/* Under V_CLOCK, where the clock is in doubt: what it says, and what waits for it. */
enum err clock_add(struct page *p);

#endif
