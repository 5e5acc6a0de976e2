/*
 * Map: strings to pointers, in an arena, in order of insertion.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct map_entry {
	const char *key;
	void *value;
	size_t hash;
};

struct map {
	struct arena *arena;
	struct map_entry *entries;	/* in order of insertion */
	size_t count;
	size_t *slots;			/* entry index + 1; 0 is free */
	size_t slot_count;
};

void map_init(struct map *m, struct arena *a);

/* The value of `key`, or NULL. */
void *map_get(const struct map *m, const char *key);
bool map_has(const struct map *m, const char *key);

/* Set a value; the key is copied when it is new. True when it was new. */
bool map_put(struct map *m, const char *key, void *value);

#endif
