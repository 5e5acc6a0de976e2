/* Kept things: shared, replaced by newer versions, ended with their last user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "model/cache.h"

struct thing {
	int64_t round, version;
	_Atomic int *ended;
};

static _Atomic int made, ended;

static void end(void *data)
{
	struct thing *t = data;

	t->version = -1;
	atomic_fetch_add(t->ended, 1);
}

static enum err make(struct arena *a, void *ctx, void **value)
{
	const struct cache_key *key = ctx;
	struct thing *t = arena_alloc(a, sizeof *t);

	*t = (struct thing){key->round, key->version[0], &ended};
	arena_on_clean(a, end, t);
	atomic_fetch_add(&made, 1);
	*value = t;
	return OK;
}

static enum err make_fails(struct arena *a, void *ctx, void **value)
{
	(void)ctx;
	*value = arena_alloc(a, 1000);
	return err_fail(ERR_STORE, "no luck");
}

static struct thing *get(struct cache *k, struct arena *a, int64_t round, int64_t version)
{
	struct cache_key key = {.round = round, .version = {version}};
	void *value;

	assert_int_equal(cache_get(k, a, &key, make, &key, &value), OK);
	return value;
}

static int set_up(void **state)
{
	*state = cache_new();
	made = ended = 0;
	return 0;
}

static int tear_down(void **state)
{
	cache_free(*state);
	return 0;
}

static void made_once_and_shared(void **state)
{
	struct arena *a = arena_new(), *b = arena_new();
	struct thing *first = get(*state, a, 1, 1);

	assert_ptr_equal(get(*state, b, 1, 1), first);
	assert_ptr_equal(get(*state, a, 1, 1), first);
	assert_ptr_not_equal(get(*state, a, 2, 1), first);
	assert_int_equal(made, 2);
	arena_free(a);
	arena_free(b);
	/* Kept between requests. */
	assert_int_equal(ended, 0);
	a = arena_new();
	assert_ptr_equal(get(*state, a, 1, 1), first);
	assert_int_equal(made, 2);
	arena_free(a);
}

static void a_newer_version_replaces(void **state)
{
	struct arena *a = arena_new(), *b = arena_new(), *c = arena_new();
	struct thing *old = get(*state, a, 1, 1), *other = get(*state, a, 2, 1), *fresh;

	assert_ptr_equal(get(*state, b, 1, 1), old);
	fresh = get(*state, c, 1, 2);
	assert_ptr_not_equal(fresh, old);
	assert_int_equal(fresh->version, 2);
	/* The old one stays for those who use it, and goes with the last. */
	arena_reset(a);
	assert_int_equal(ended, 0);
	assert_int_equal(old->version, 1);
	arena_free(b);
	assert_int_equal(ended, 1);
	assert_int_equal(other->version, 1);
	assert_ptr_equal(get(*state, a, 1, 2), fresh);
	arena_free(a);
	arena_free(c);
	assert_int_equal(ended, 1);
	/* Not in use: gone at once. */
	a = arena_new();
	get(*state, a, 1, 3);
	assert_int_equal(ended, 2);
	arena_free(a);
}

static void any_part_of_the_version_counts(void **state)
{
	struct arena *a = arena_new();
	struct cache_key key = {.round = 1, .version = {1, 2, 3}};
	void *first, *value;

	assert_int_equal(cache_get(*state, a, &key, make, &key, &first), OK);
	for (size_t i = 0; i < 3; i++) {
		struct cache_key other = key;

		other.version[i] = 9;
		assert_int_equal(cache_get(*state, a, &other, make, &other, &value), OK);
		assert_ptr_not_equal(value, first);
	}
	assert_int_equal(made, 4);
	arena_free(a);
}

static void a_failure_keeps_nothing(void **state)
{
	struct arena *a = arena_new();
	struct cache_key key = {.round = 1, .version = {1}};
	void *value = &key;

	assert_int_equal(cache_get(*state, a, &key, make_fails, &key, &value), ERR_STORE);
	assert_ptr_equal(value, &key);
	assert_string_equal(err_detail(), "no luck");
	assert_int_equal(get(*state, a, 1, 1)->version, 1);
	arena_free(a);
}

#define THREADS 8
#define TURNS 2000

static void *contend(void *ctx)
{
	struct arena *a = arena_new();
	intptr_t wrong = 0;

	for (int64_t i = 0; i < TURNS; i++) {
		struct cache_key one = {.round = i % 3, .version = {i / 50}};
		struct cache_key two = {.round = (i + 1) % 3, .version = {i / 50}};
		void *v, *w;

		wrong += cache_get(ctx, a, &one, make, &one, &v) != OK;
		wrong += cache_get(ctx, a, &two, make, &two, &w) != OK;
		wrong += ((struct thing *)v)->round != one.round;
		wrong += ((struct thing *)v)->version != one.version[0];
		wrong += ((struct thing *)w)->version != two.version[0];
		arena_reset(a);
	}
	arena_free(a);
	return (void *)wrong;
}

static void eight_threads_share(void **state)
{
	pthread_t threads[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, contend, *state), 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *wrong;

		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
	/* The current version of each round is left. */
	assert_int_equal(made - ended, 3);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(made_once_and_shared), T(a_newer_version_replaces),
		T(any_part_of_the_version_counts), T(a_failure_keeps_nothing),
		T(eight_threads_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
