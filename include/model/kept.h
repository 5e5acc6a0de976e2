/*
 * Kept: what is costly to make and shared by a process's threads (compiled
 * forms, lists), by round and version. A newer version takes an older one's
 * place; the old one goes with its last user.
 */
#ifndef MODEL_KEPT_H
#define MODEL_KEPT_H

#include <stdint.h>

#include "base/err.h"

struct arena;
struct kept;

struct kept_key {
	int64_t round;		/* one version per round is current */
	int64_t version[3];	/* any change of these makes another */
};

/* An empty collection, owned by the caller; ended by kept_free(). */
struct kept *kept_new(void);
void kept_free(struct kept *k);

/* The thing of that key, made by `make(arena, ctx, value)` when it is not there:
 * `arena` lives as long as the thing. It stays until the request's arena `a`
 * ends. Two threads may make the same thing at once; one of them is kept. */
enum err kept_get(struct kept *k, struct arena *a, const struct kept_key *key,
	enum err (*make)(struct arena *arena, void *ctx, void **value), void *ctx,
	void **value);

#endif
