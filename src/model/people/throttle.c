/* Who may guess how often (see model/throttle.h). */
#include "model/throttle.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "codec/digest.h"

#define KEY_BYTES 32
#define HASH_BYTES 16
#define BUCKETS 512
#define PLACES 8			/* in each; the one longest unused makes room */
/* Past the free ones, tries are remembered as long as they are repeated so often. */
#define KEPT_S (60 * 60)

struct tries {
	unsigned char who[HASH_BYTES], name[HASH_BYTES];
	unsigned count;
	int64_t first_s, last_s;
};

static struct tries table[BUCKETS][PLACES];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;	/* guards all of it */
static unsigned char key[KEY_BYTES];
static bool has_key;
static int64_t passed_s;

static unsigned free_tries(enum throttle_kind kind)
{
	return kind == THROTTLE_LOGIN || kind == THROTTLE_PASSWORD ? THROTTLE_FREE_NAMED
		: THROTTLE_FREE_CODES;
}

static int64_t now_s(void)
{
	return clock_mono_ms() / 1000 + passed_s;
}

/* The key is made anew by each start, and stays in memory. */
static void hash(enum throttle_kind kind, const unsigned char *client, const char *name,
	unsigned char out[HASH_BYTES])
{
	unsigned char bytes[1 + THROTTLE_CLIENT_BYTES + HASH_BYTES] = {(unsigned char)kind};

	if (!has_key)
		random_bytes(key, sizeof key);
	has_key = true;
	if (client)
		memcpy(bytes + 1, client, THROTTLE_CLIENT_BYTES);
	digest_keyed(key, sizeof key, name, strlen(name), bytes + 1 + THROTTLE_CLIENT_BYTES,
		HASH_BYTES);
	digest_keyed(key, sizeof key, bytes, sizeof bytes, out, HASH_BYTES);
}

static struct tries *find(const unsigned char who[HASH_BYTES], bool *there)
{
	struct tries *bucket = table[(who[0] | who[1] << 8) % BUCKETS], *oldest = bucket;

	*there = true;
	for (size_t i = 0; i < PLACES; i++) {
		if (bucket[i].count && memcmp(bucket[i].who, who, HASH_BYTES) == 0)
			return &bucket[i];
		if (!bucket[i].count || (oldest->count && bucket[i].last_s < oldest->last_s))
			oldest = &bucket[i];
	}
	*there = false;
	return oldest;
}

static int64_t wait_after(unsigned count, unsigned free)
{
	int64_t wait = THROTTLE_WAIT_FIRST_S;

	if (count < free)
		return 0;
	while (count-- > free && wait < THROTTLE_WAIT_MOST_S)
		wait *= 2;
	return wait < THROTTLE_WAIT_MOST_S ? wait : THROTTLE_WAIT_MOST_S;
}

/* With the mutex held. */
static int64_t count_try(struct tries *t, unsigned free, int64_t now)
{
	int64_t wait;

	if ((t->count < free && now - t->first_s >= THROTTLE_WINDOW_S)
		|| now - t->last_s >= KEPT_S)
		t->count = 0;
	if (!t->count)
		t->first_s = now;
	wait = t->count ? t->last_s + wait_after(t->count, free) - now : 0;
	if (wait > 0)
		return wait;
	t->count++;
	t->last_s = now;
	return 0;
}

int64_t throttle_try(enum throttle_kind kind, const unsigned char client[THROTTLE_CLIENT_BYTES],
	const char *name)
{
	unsigned char who[HASH_BYTES];
	struct tries *t;
	int64_t wait;
	bool there;

	pthread_mutex_lock(&mutex);
	hash(kind, client, name, who);
	t = find(who, &there);
	if (!there) {
		*t = (struct tries){.count = 0};
		memcpy(t->who, who, sizeof who);
		hash(kind, NULL, name, t->name);
	}
	wait = count_try(t, free_tries(kind), now_s());
	pthread_mutex_unlock(&mutex);
	return wait;
}

void throttle_right(enum throttle_kind kind, const unsigned char client[THROTTLE_CLIENT_BYTES],
	const char *name)
{
	unsigned char who[HASH_BYTES];
	struct tries *t;
	bool there;

	pthread_mutex_lock(&mutex);
	hash(kind, client, name, who);
	t = find(who, &there);
	if (there)
		t->count = free_tries(kind) == THROTTLE_FREE_NAMED ? 0 : t->count - 1;
	pthread_mutex_unlock(&mutex);
}

void throttle_forget(enum throttle_kind kind, const char *name)
{
	unsigned char wanted[HASH_BYTES];

	pthread_mutex_lock(&mutex);
	hash(kind, NULL, name, wanted);
	for (size_t i = 0; i < BUCKETS * PLACES; i++) {
		struct tries *t = &table[i / PLACES][i % PLACES];

		if (memcmp(t->name, wanted, HASH_BYTES) == 0)
			t->count = 0;
	}
	pthread_mutex_unlock(&mutex);
}

void throttle_pass(int64_t seconds)
{
	pthread_mutex_lock(&mutex);
	passed_s += seconds;
	pthread_mutex_unlock(&mutex);
}
