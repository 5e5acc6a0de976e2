/* A short list under a lock; each entry has its own arena and counts its users. */
#include "model/cache.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

struct entry {
	struct entry *next;
	struct cache *owner;
	struct cache_key key;
	unsigned users;
	bool replaced;
	struct arena *arena;
	void *value;
};

struct cache {
	pthread_mutex_t lock;
	struct entry *entries;
};

struct cache *cache_new(void)
{
	struct cache *c = calloc(1, sizeof *c);

	if (!c)
		log_die("out of memory");
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

static void free_list(struct entry *e)
{
	while (e) {
		struct entry *next = e->next;

		arena_free(e->arena);
		free(e);
		e = next;
	}
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	free_list(c->entries);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* Take out what was replaced and is not used; under the lock. */
static struct entry *take_out_unused(struct cache *c)
{
	struct entry *unused = NULL;

	for (struct entry **at = &c->entries; *at;) {
		struct entry *e = *at;

		if (e->replaced && !e->users) {
			*at = e->next;
			e->next = unused;
			unused = e;
		} else {
			at = &e->next;
		}
	}
	return unused;
}

/* Called when a request's arena ends. */
static void release(void *data)
{
	struct entry *e = data;
	struct cache *c = e->owner;

	pthread_mutex_lock(&c->lock);
	e->users--;

	struct entry *unused = take_out_unused(c);

	pthread_mutex_unlock(&c->lock);
	free_list(unused);
}

static bool same_key(const struct cache_key *a, const struct cache_key *b)
{
	return a->round == b->round && a->version[0] == b->version[0] &&
		a->version[1] == b->version[1] && a->version[2] == b->version[2];
}

/* The entry with one user more, or NULL; under the lock. */
static struct entry *take(struct cache *c, const struct cache_key *key)
{
	for (struct entry *e = c->entries; e; e = e->next)
		if (!e->replaced && same_key(&e->key, key)) {
			e->users++;
			return e;
		}
	return NULL;
}

static struct entry *put(struct cache *c, struct entry *fresh)
{
	pthread_mutex_lock(&c->lock);

	struct entry *e = take(c, &fresh->key);

	if (!e) {
		for (struct entry *old = c->entries; old; old = old->next)
			old->replaced |= old->key.round == fresh->key.round;
		fresh->next = c->entries;
		c->entries = e = fresh;
		fresh = NULL;
	}

	struct entry *unused = take_out_unused(c);

	pthread_mutex_unlock(&c->lock);
	free_list(fresh);
	free_list(unused);
	return e;
}

enum err cache_get(struct cache *c, struct arena *a, const struct cache_key *key,
	enum err (*make)(struct arena *arena, void *ctx, void **value), void *ctx,
	void **value)
{
	pthread_mutex_lock(&c->lock);

	struct entry *entry = take(c, key);

	pthread_mutex_unlock(&c->lock);
	if (!entry) {
		struct entry *fresh = calloc(1, sizeof *fresh);
		enum err e;

		if (!fresh)
			log_die("out of memory");
		*fresh = (struct entry){.owner = c, .key = *key, .users = 1,
			.arena = arena_new()};
		e = make(fresh->arena, ctx, &fresh->value);
		if (e) {
			free_list(fresh);
			return e;
		}
		entry = put(c, fresh);
	}
	arena_on_clean(a, release, entry);
	*value = entry->value;
	return OK;
}
