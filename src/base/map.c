/* Open addressing over an array kept in order of insertion. */
#include "base/map.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* FNV-1a, 64 bit (Fowler, Noll, Vo). */
static size_t hash_of(const char *key)
{
	uint64_t h = 14695981039346656037u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 1099511628211u;
	return (size_t)h;
}

void map_init(struct map *m, struct arena *a)
{
	*m = (struct map){.arena = a};
}

/* The slot that holds `key`, or the free one where it belongs. */
static size_t find_slot(const struct map *m, const char *key, size_t hash)
{
	size_t i = hash & (m->slot_count - 1);

	for (; m->slots[i]; i = (i + 1) & (m->slot_count - 1)) {
		const struct map_entry *e = &m->entries[m->slots[i] - 1];

		if (e->hash == hash && strcmp(e->key, key) == 0)
			break;
	}
	return i;
}

static struct map_entry *find(const struct map *m, const char *key)
{
	if (!m->count)
		return NULL;

	size_t slot = m->slots[find_slot(m, key, hash_of(key))];

	return slot ? &m->entries[slot - 1] : NULL;
}

void *map_get(const struct map *m, const char *key)
{
	struct map_entry *e = find(m, key);

	return e ? e->value : NULL;
}

bool map_has(const struct map *m, const char *key)
{
	return find(m, key) != NULL;
}

static void rehash(struct map *m)
{
	m->slot_count = m->slot_count ? 2 * m->slot_count : 16;
	m->slots = arena_array(m->arena, m->slot_count, sizeof *m->slots);
	for (size_t i = 0; i < m->count; i++)
		m->slots[find_slot(m, m->entries[i].key, m->entries[i].hash)] = i + 1;
}

bool map_put(struct map *m, const char *key, void *value)
{
	struct map_entry *e = find(m, key);

	if (e) {
		e->value = value;
		return false;
	}
	if (2 * (m->count + 1) > m->slot_count)
		rehash(m);
	m->entries = arena_grow(m->arena, m->entries, m->count + 1, sizeof *m->entries);
	e = &m->entries[m->count++];
	e->key = arena_strdup(m->arena, key);
	e->value = value;
	e->hash = hash_of(key);
	m->slots[find_slot(m, e->key, e->hash)] = m->count;
	return true;
}
