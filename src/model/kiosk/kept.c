/* A short list under a lock; each entry has its own arena and counts its users. */
#include "model/kept.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

struct entry {
	struct entry *next;
	struct kept *owner;
	struct kept_key key;
	unsigned users;
	bool replaced;
	struct arena *arena;
	void *value;
};

struct kept {
	pthread_mutex_t lock;
	struct entry *entries;
};

struct kept *kept_new(void)
{
	struct kept *k = calloc(1, sizeof *k);

	if (!k)
		log_die("out of memory");
	pthread_mutex_init(&k->lock, NULL);
	return k;
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

void kept_free(struct kept *k)
{
	if (!k)
		return;
	free_list(k->entries);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* Take out what was replaced and is not used; under the lock. */
static struct entry *take_out_unused(struct kept *k)
{
	struct entry *unused = NULL;

	for (struct entry **at = &k->entries; *at;) {
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
	struct kept *k = e->owner;

	pthread_mutex_lock(&k->lock);
	e->users--;

	struct entry *unused = take_out_unused(k);

	pthread_mutex_unlock(&k->lock);
	free_list(unused);
}

static bool same_key(const struct kept_key *a, const struct kept_key *b)
{
	return a->round == b->round && a->version[0] == b->version[0] &&
		a->version[1] == b->version[1] && a->version[2] == b->version[2];
}

/* The entry with one user more, or NULL; under the lock. */
static struct entry *take(struct kept *k, const struct kept_key *key)
{
	for (struct entry *e = k->entries; e; e = e->next)
		if (!e->replaced && same_key(&e->key, key)) {
			e->users++;
			return e;
		}
	return NULL;
}

static struct entry *put(struct kept *k, struct entry *fresh)
{
	pthread_mutex_lock(&k->lock);

	struct entry *e = take(k, &fresh->key);

	if (!e) {
		for (struct entry *old = k->entries; old; old = old->next)
			old->replaced |= old->key.round == fresh->key.round;
		fresh->next = k->entries;
		k->entries = e = fresh;
		fresh = NULL;
	}

	struct entry *unused = take_out_unused(k);

	pthread_mutex_unlock(&k->lock);
	free_list(fresh);
	free_list(unused);
	return e;
}

enum err kept_get(struct kept *k, struct arena *a, const struct kept_key *key,
	enum err (*make)(struct arena *arena, void *ctx, void **value), void *ctx,
	void **value)
{
	pthread_mutex_lock(&k->lock);

	struct entry *entry = take(k, key);

	pthread_mutex_unlock(&k->lock);
	if (!entry) {
		struct entry *fresh = calloc(1, sizeof *fresh);
		enum err e;

		if (!fresh)
			log_die("out of memory");
		*fresh = (struct entry){.owner = k, .key = *key, .users = 1,
			.arena = arena_new()};
		e = make(fresh->arena, ctx, &fresh->value);
		if (e) {
			free_list(fresh);
			return e;
		}
		entry = put(k, fresh);
	}
	arena_on_clean(a, release, entry);
	*value = entry->value;
	return OK;
}
