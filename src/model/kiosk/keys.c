/* The file of the kiosk's secrets: read, checked, looked into (see model/keys.h). */
#include "model/keys.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "codec/digest.h"
#include "keys_file.h"
#include "model/kiosk.h"
#include "store/store.h"

/* The file as this process read it last, with what tells whether it still is that one. */
static struct {
	pthread_mutex_t mutex;
	struct arena *arena;		/* of what follows; NULL: nothing was read */
	struct stat st;
	const char *path;
	bool sound;
	struct keys keys;
} last = {.mutex = PTHREAD_MUTEX_INITIALIZER};

const char *keys_path(struct arena *a, struct db *db)
{
	return path_join(a, db_folder(a, db), KEYS_FILE);
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* The file is never written in place: a new one has another inode or another time. */
static bool is_last(const char *path, const struct stat *st)
{
	return last.arena && strcmp(last.path, path) == 0 && st->st_dev == last.st.st_dev &&
		st->st_ino == last.st.st_ino && st->st_size == last.st.st_size &&
		same_time(&st->st_mtim, &last.st.st_mtim) &&
		same_time(&st->st_ctim, &last.st.st_ctim);
}

/* With the mutex held. */
static enum err read_file(const char *path, const struct stat *st)
{
	struct arena *a = arena_new();
	char *text;
	size_t len;
	enum err e = file_read(a, path, KEYS_MAX, &text, &len);

	if (e == ERR_SYSTEM || e == ERR_NOT_FOUND) {
		arena_free(a);
		return e;
	}
	arena_free(last.arena);
	last.arena = a;
	last.st = *st;
	last.path = arena_strdup(a, path);
	last.sound = !e && keys_parse(a, text, len, &last.keys);
	if (!e)
		sign_wipe(text, len);
	return OK;
}

static enum keys_state state_of(const struct kiosk *k)
{
	if (!last.sound)
		return KEYS_DAMAGED;
	if (strcmp(last.keys.id, k->id) != 0)
		return KEYS_FOREIGN;
	return memcmp(last.keys.public_key, k->public_key, KEYS_PUBLIC_BYTES) == 0 ? KEYS_SOUND :
		KEYS_OTHER;
}

/* With the mutex held: `last` is then the file as it is, unless it is missing. Whose it should be
 * is read before that: nobody is to wait for another's query. */
static enum err look(const struct kiosk *kiosk, const char *path, enum keys_state *state)
{
	struct stat st;
	enum err e;

	if (stat(path, &st)) {
		*state = KEYS_MISSING;
		return errno == ENOENT ? OK : file_fail("read", path);
	}
	e = is_last(path, &st) ? OK : read_file(path, &st);
	*state = e ? KEYS_MISSING : state_of(kiosk);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err keys_look(struct arena *a, struct db *db, struct keys_found *out)
{
	struct keys_found found = {.path = keys_path(a, db)};
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	if (e)
		return e;
	pthread_mutex_lock(&last.mutex);
	e = look(&kiosk, found.path, &found.state);
	if (!e && found.state != KEYS_MISSING) {
		found.wide = last.st.st_mode & (S_IRWXG | S_IRWXO);
		found.rounds = last.sound ? last.keys.round_count : 0;
	}
	pthread_mutex_unlock(&last.mutex);
	if (!e)
		*out = found;
	return e;
}

/* What is wrong, and the mend. */
static enum err unsound(enum keys_state state)
{
	static const char *const words[] = {
		[KEYS_MISSING] = "are missing",
		[KEYS_DAMAGED] = "are damaged",
		[KEYS_FOREIGN] = "are another kiosk's",
		[KEYS_OTHER] = "are not those that this database goes with",
	};

	return err_text(err_fail(ERR_STORE, "the kiosk's secret keys (" KEYS_FILE " in its data "
		"folder) %s: put them back by `kiosk keys import FILE`, or if they are lost for good "
		"make new ones by `kiosk keys renew`", words[state]), "keys.unsound", NULL);
}

/* Look with a function of the caller's, while `last` is the file and sound. */
typedef void keys_use(const struct keys *k, void *ctx);

static enum err use(struct db *db, keys_use *fn, void *ctx)
{
	struct arena *a = arena_new();
	const char *path = keys_path(a, db);
	enum keys_state state = KEYS_MISSING;
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	if (!e) {
		pthread_mutex_lock(&last.mutex);
		e = look(&kiosk, path, &state);
		if (!e && state == KEYS_SOUND)
			fn(&last.keys, ctx);
		pthread_mutex_unlock(&last.mutex);
	}
	if (!e && state != KEYS_SOUND)
		e = unsound(state);
	arena_free(a);
	return e;
}

enum err keys_read(struct arena *a, struct db *db, struct keys *out, enum keys_state *state)
{
	const char *path = keys_path(a, db);
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	if (e)
		return e;
	pthread_mutex_lock(&last.mutex);
	e = look(&kiosk, path, state);
	if (!e && *state != KEYS_MISSING && *state != KEYS_DAMAGED) {
		*out = last.keys;
		out->rounds = arena_grow(a, NULL, out->round_count + 1, sizeof *out->rounds);
		for (size_t i = 0; i < out->round_count; i++)
			out->rounds[i] = last.keys.rounds[i];
	}
	pthread_mutex_unlock(&last.mutex);
	return e;
}

static void use_nothing(const struct keys *k, void *ctx)
{
	(void)k;
	(void)ctx;
}

enum err keys_check(struct db *db)
{
	return use(db, use_nothing, NULL);
}

static void use_secret(const struct keys *k, void *ctx)
{
	memcpy(ctx, k->secret_key, KEYS_SECRET_BYTES);
}

enum err keys_secret(struct db *db, unsigned char out[KEYS_SECRET_BYTES])
{
	return use(db, use_secret, out);
}

static void use_hash(const struct keys *k, void *ctx)
{
	memcpy(ctx, k->hash_key, KEYS_HASH_BYTES);
}

enum err keys_hash(struct db *db, unsigned char out[KEYS_HASH_BYTES])
{
	return use(db, use_hash, out);
}

struct round_use {
	const char *code;
	unsigned char *out;
	bool *there;
};

static void use_round(const struct keys *k, void *ctx)
{
	const struct round_use *u = ctx;
	const struct round_key *r = keys_find(k, u->code);

	*u->there = r != NULL;
	if (r)
		memcpy(u->out, r->key, KEYS_ROUND_BYTES);
}

enum err keys_round(struct db *db, const char *code, unsigned char out[KEYS_ROUND_BYTES],
	bool *there)
{
	struct round_use u = {code, out, there};

	*there = false;
	return use(db, use_round, &u);
}
