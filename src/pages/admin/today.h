/* What waits for somebody, and what the overview and the trail say of the same. Private. */
#ifndef PAGES_TODAY_H
#define PAGES_TODAY_H

#include "pages/site.h"

/* What is wrong with the trail: an entry, or the keys without which none can be told. */
const char *trail_fault(const struct page *p, int64_t bad);

#endif
