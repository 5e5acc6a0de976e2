/*
 * Cache: what is costly to make and shared by a process's threads (compiled
 * forms, lists), by round and version. A newer version takes an older one's
 * place; the old one goes with its last user.
 */
#ifndef MODEL_CACHE_H
#define MODEL_CACHE_H

#include <stdint.h>

#include "base/err.h"

struct arena;
struct cache;

struct cache_key {
	int64_t round;		/* one version per round is current */
	int64_t version[3];	/* any change of these makes another */
};

/* An empty collection, owned by the caller; ended by cache_free(). */
struct cache *cache_new(void);
void cache_free(struct cache *c);

/* The thing of that key, made by `make(arena, ctx, value)` when it is not there:
 * `arena` lives as long as the thing. It stays until the request's arena `a`
 * ends. Two threads may make the same thing at once; one of them is kept. */
enum err cache_get(struct cache *c, struct arena *a, const struct cache_key *key,
	enum err (*make)(struct arena *arena, void *ctx, void **value), void *ctx,
	void **value);

#endif
