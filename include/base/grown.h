/*
 * Lists that grow outside an arena: arenas keep what was outgrown, which for millions of rows is as
 * much again.
 */
#ifndef BASE_GROWN_H
#define BASE_GROWN_H

#include <stddef.h>

struct arena;

struct grown {
	void *items;		/* NULL while there are none */
	size_t count, cap;
	size_t size;		/* of an item; set before the first is added */
};

/* Room for one more item, uninitialised; those before may move. */
void *grown_add(struct grown *g);
/* It ends with the arena; nothing is added any more. Else the owner calls free(g->items). */
void grown_keep(struct arena *a, const struct grown *g);

#endif
