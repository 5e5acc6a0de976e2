/* A store of its own for each test, with the kiosk's keys made. */
#ifndef TEST_HOUSE_H
#define TEST_HOUSE_H

#include "../store/temp.h"
#include "base/arena.h"
#include "base/clock.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/upgrade.h"
#include "store/store.h"

#define NOON 1750000000	/* 2025-06-15T15:06:40Z */

/* The change a job is, by `who`; what it hands out lives as long as the test's store. */
#define CHANGE_BY(a, d, k, who) (&(struct change){.arena = (a) ? (a) : house_arena, \
	.db = (d), .kiosk = (k), .actor = (who)})
#define CHANGE(a, d, who) CHANGE_BY(a, d, NULL, who)

static struct store *house;
static struct arena *house_arena;
static struct kiosk kiosk;

static inline enum err house_keys(struct db *db, void *ctx)
{
	(void)ctx;
	return kiosk_ensure(db);
}

static inline struct db *house_db(void)
{
	struct db *db;

	assert_int_equal(store_reader(house, &db), OK);
	return db;
}

static inline void house_open(void)
{
	assert_int_equal(store_open(temp_path, STORE_ADMIN, kiosk_upgrades, &house), OK);
	assert_int_equal(store_write(house, house_keys, NULL), OK);
	assert_int_equal(kiosk_load(house_db(), &kiosk), OK);
}

static inline int house_set_up(void **state)
{
	digest_init();
	clock_fix(NOON);
	if (temp_make(state) || store_create(temp_path))
		return -1;
	house_arena = arena_new();
	house_open();
	return 0;
}

static inline int house_tear_down(void **state)
{
	store_close(house);
	arena_free(house_arena);
	clock_fix(-1);
	return temp_remove(state);
}

#endif
