/* Alerts on the overview of results. */
#ifndef PAGES_ALERTS_PRIVATE_H
#define PAGES_ALERTS_PRIVATE_H

#include <stddef.h>

#include "pages/site.h"

/* What holds for the reader, of all rounds and the project, under V_ALERTS. */
enum err alerts_show(struct page *p, const struct round *rounds, size_t count);

#endif
