/* Lists that grow outside an arena. */
#include "base/grown.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"

void *grown_add(struct grown *g)
{
	if (g->count == g->cap) {
		g->cap += g->cap / 2 + 256;
		g->items = realloc(g->items, g->cap * g->size);
		if (!g->items)
			log_die("out of memory");
	}
	return (char *)g->items + g->size * g->count++;
}

void grown_keep(struct arena *a, const struct grown *g)
{
	if (g->items)
		arena_on_clean(a, free, g->items);
}
