/* Changes of the file of the kiosk's secrets: made, more rounds, fewer, put back, renewed. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "keys_file.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

static void make_pair(const char *id, struct keys *k)
{
	*k = (struct keys){0};
	memcpy(k->id, id, sizeof k->id);
	sign_keypair(k->public_key, k->secret_key);
	random_bytes(k->hash_key, sizeof k->hash_key);
}

static void wipe(struct keys *k)
{
	sign_wipe(k->secret_key, sizeof k->secret_key);
	sign_wipe(k->hash_key, sizeof k->hash_key);
	if (k->round_count)
		sign_wipe(k->rounds, k->round_count * sizeof *k->rounds);
}

static enum err put_aside(struct arena *a, const char *path, const char **aside)
{
	return file_exists(path) ? file_put_aside(a, path, aside) : OK;
}

enum err keys_make(struct db *db, const char *id, unsigned char public_key[KEYS_PUBLIC_BYTES],
	unsigned char secret_key[KEYS_SECRET_BYTES])
{
	struct arena *a = arena_new();
	const char *path = keys_path(a, db), *aside;
	struct keys k;
	enum err e = put_aside(a, path, &aside);

	make_pair(id, &k);
	memcpy(public_key, k.public_key, sizeof k.public_key);
	memcpy(secret_key, k.secret_key, sizeof k.secret_key);
	if (!e)
		e = keys_write(path, &k);
	wipe(&k);
	arena_free(a);
	return e;
}

/* ---- rounds ---- */

/* Only a file that belongs to the database is changed. */
static enum err read_sound(struct arena *a, struct db *db, struct keys *k)
{
	enum keys_state state = KEYS_MISSING;
	enum err e = keys_check(db);

	return e ? e : keys_read(a, db, k, &state);
}

static void put_fresh(struct arena *a, struct keys *k, const char *code)
{
	unsigned char key[KEYS_ROUND_BYTES];

	random_bytes(key, sizeof key);
	keys_put(a, k, code, key);
	sign_wipe(key, sizeof key);
}

enum err keys_round_make(struct db *db, const char *code)
{
	struct arena *a = arena_new();
	struct keys k = {0};
	enum err e = read_sound(a, db, &k);

	if (!e && !keys_find(&k, code)) {
		put_fresh(a, &k, code);
		e = keys_write(keys_path(a, db), &k);
	}
	wipe(&k);
	arena_free(a);
	return e;
}

/* Those that are final lose theirs; with `fill` the others get one where they lack it. */
static enum err tidy_rounds(struct arena *a, struct db *db, struct keys *k, bool fill,
	bool *changed)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_FINALITY);
	enum err e;

	*changed = false;
	while (stmt_next(s, &e)) {
		const char *code = col_text(s, "code");
		bool final = col_i64(s, "final") != 0, there = keys_find(k, code) != NULL;

		if (final && there)
			keys_drop(k, code);
		else if (!final && !there && fill)
			put_fresh(a, k, code);
		else
			continue;
		*changed = true;
	}
	return e;
}

enum err keys_any_final(struct db *db, bool *any)
{
	struct arena *a = arena_new();
	struct keys k = {0};
	enum err e = read_sound(a, db, &k);

	if (!e)
		e = tidy_rounds(a, db, &k, false, any);
	wipe(&k);
	arena_free(a);
	return e;
}

enum err keys_prune(struct change *c)
{
	struct arena *a = arena_new();
	struct keys k = {0};
	bool changed = false;
	enum err e = read_sound(a, c->db, &k);

	if (!e)
		e = tidy_rounds(a, c->db, &k, false, &changed);
	if (!e && changed)
		e = keys_write(keys_path(a, c->db), &k);
	wipe(&k);
	arena_free(a);
	return e;
}

enum err keys_fill(struct change *c, size_t *filled)
{
	struct arena *a = arena_new();
	struct keys k = {0};
	bool dropped = false, added = false;
	enum err e = read_sound(a, c->db, &k);
	size_t before;

	if (!e)
		e = tidy_rounds(a, c->db, &k, false, &dropped);
	before = k.round_count;
	if (!e)
		e = tidy_rounds(a, c->db, &k, true, &added);
	if (!e && (dropped || added))
		e = keys_write(keys_path(a, c->db), &k);
	if (!e)
		*filled = k.round_count - before;
	wipe(&k);
	arena_free(a);
	return e;
}

/* ---- out and in ---- */

enum err keys_export(struct change *c, char **text, size_t *len)
{
	struct keys k = {0};
	enum err e = read_sound(c->arena, c->db, &k);

	if (!e)
		*text = keys_format(c->arena, &k, len);
	wipe(&k);
	return e ? e : trail_append(c, "keys.export", NULL, NULL);
}

static bool same_pair(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, KEYS_PUBLIC_BYTES) == 0;
}

/* Whether `k`'s secrets and rounds are all in `now` already. */
static bool holds_all(const struct keys *now, const struct keys *k)
{
	if (!digest_same(now->secret_key, k->secret_key, sizeof k->secret_key) ||
		!digest_same(now->hash_key, k->hash_key, sizeof k->hash_key))
		return false;
	for (size_t i = 0; i < k->round_count; i++) {
		const struct round_key *r = keys_find(now, k->rounds[i].code);

		if (!r || !digest_same(r->key, k->rounds[i].key, sizeof r->key))
			return false;
	}
	return true;
}

/* The file that `k` is put over may have rounds that `k` has not. */
static void take_rounds(struct arena *a, struct keys *k, const struct keys *now)
{
	for (size_t i = 0; i < now->round_count; i++)
		if (!keys_find(k, now->rounds[i].code))
			keys_put(a, k, now->rounds[i].code, now->rounds[i].key);
}

struct import {
	struct kiosk kiosk;
	struct keys k, now;		/* what comes, what is there */
	enum keys_state state;		/* of what is there */
};

/* `out` says what is to happen, but for the name aside. */
static enum err weigh(struct change *c, const char *text, size_t len, bool alone,
	struct import *i, struct keys_import *out)
{
	bool changed;
	enum err e = kiosk_who(c->db, &i->kiosk);

	if (e)
		return e;
	if (!keys_parse(c->arena, text, len, &i->k))
		return err_fail(ERR_INPUT, "this holds no keys");
	if (strcmp(i->k.id, i->kiosk.id) != 0)
		return err_fail(ERR_INPUT, "these are the keys of the kiosk %s, and this is the kiosk "
			"%s", i->k.id, i->kiosk.id);
	out->rekeyed = !same_pair(i->k.public_key, i->kiosk.public_key);
	if (out->rekeyed && !alone)
		return err_fail(ERR_BUSY, "a kiosk serves this folder, and these keys are not those "
			"it goes by: stop it first");
	e = tidy_rounds(c->arena, c->db, &i->k, false, &changed);
	if (!e)
		e = keys_read(c->arena, c->db, &i->now, &i->state);
	out->same = !e && i->state == KEYS_SOUND && !out->rekeyed && holds_all(&i->now, &i->k);
	return e;
}

static enum err take(struct change *c, struct import *i, struct keys_import *out)
{
	const char *path = keys_path(c->arena, c->db);
	bool changed, own = i->state == KEYS_SOUND || i->state == KEYS_OTHER;
	enum err e = OK;

	if (own)
		take_rounds(c->arena, &i->k, &i->now);
	e = tidy_rounds(c->arena, c->db, &i->k, true, &changed);
	/* The only copy of other keys may be this one. */
	if (!e && !(own && same_pair(i->now.public_key, i->k.public_key)))
		e = put_aside(c->arena, path, &out->aside);
	if (!e)
		e = keys_write(path, &i->k);
	if (e)
		return e;
	return out->rekeyed ? trail_rekey(c, "keys.import", i->k.public_key) :
		trail_append(c, "keys.import", NULL, NULL);
}

enum err keys_import(struct change *c, const char *text, size_t len, bool alone,
	struct keys_import *out)
{
	struct import i = {.state = KEYS_MISSING};
	enum err e;

	*out = (struct keys_import){0};
	e = weigh(c, text, len, alone, &i, out);
	if (!e && !out->same)
		e = take(c, &i, out);
	wipe(&i.k);
	wipe(&i.now);
	return e;
}

/* ---- those put aside ---- */

static bool is_of(struct arena *a, const char *path, const struct kiosk *k)
{
	struct keys keys = {0};
	char *text;
	size_t len;
	bool yes = file_read(a, path, KEYS_MAX, &text, &len) == OK &&
		keys_parse(a, text, len, &keys) && strcmp(keys.id, k->id) == 0 &&
		same_pair(keys.public_key, k->public_key);

	wipe(&keys);
	return yes;
}

static enum err put_in_place(struct change *c, const char *from)
{
	const char *path = keys_path(c->arena, c->db), *aside;
	enum err e = put_aside(c->arena, path, &aside);

	if (!e && rename(from, path))
		e = file_fail("put back", from);
	if (!e)
		file_sync_parent(path);
	return e;
}

enum err keys_recall(struct change *c, const char **from)
{
	const char *folder = db_folder(c->arena, c->db);
	struct kiosk kiosk;
	char **names;
	size_t count = 0;
	enum err e = kiosk_who(c->db, &kiosk);

	*from = NULL;
	if (!e)
		e = file_list(c->arena, folder, &names, &count);
	for (size_t i = 0; !e && !*from && i < count; i++) {
		const char *path = path_join(c->arena, folder, names[i]);

		if (!text_starts(names[i], KEYS_FILE "-aside-") || !is_of(c->arena, path, &kiosk))
			continue;
		e = put_in_place(c, path);
		*from = path;
	}
	return e;
}

/* ---- other ones ---- */

/* Lost for good: a pair, a hash key, and a key for each round that may still need one. */
static enum err begin_anew(struct change *c, const char *id, const char **aside)
{
	const char *path = keys_path(c->arena, c->db);
	struct keys k;
	bool changed;
	enum err e = put_aside(c->arena, path, aside);

	make_pair(id, &k);
	if (!e)
		e = tidy_rounds(c->arena, c->db, &k, true, &changed);
	if (!e)
		e = keys_write(path, &k);
	if (!e)
		e = trail_rekey(c, "keys.renew", k.public_key);
	wipe(&k);
	return e;
}

/* The file goes before the database: cut short in between, it is ahead. */
static enum err go_on(struct change *c, struct keys *k, const char *action)
{
	bool changed;
	enum err e = tidy_rounds(c->arena, c->db, k, true, &changed);

	if (!e && changed)
		e = keys_write(keys_path(c->arena, c->db), k);
	return e ? e : trail_rekey(c, action, k->public_key);
}

enum err keys_renew(struct change *c, const char **aside)
{
	enum keys_state state = KEYS_MISSING;
	struct kiosk kiosk;
	struct keys now = {0};
	enum err e = kiosk_who(c->db, &kiosk);

	*aside = NULL;
	if (!e)
		e = keys_read(c->arena, c->db, &now, &state);
	if (!e && state == KEYS_SOUND)
		e = err_fail(ERR_CONFLICT, "the kiosk's keys are there; new ones are for those that "
			"are lost");
	else if (!e && state == KEYS_OTHER)
		e = go_on(c, &now, "keys.renew");
	else if (!e)
		e = begin_anew(c, kiosk.id, aside);
	wipe(&now);
	return e;
}

enum err keys_adopt(struct change *c)
{
	enum keys_state state = KEYS_MISSING;
	struct keys now = {0};
	enum err e = keys_read(c->arena, c->db, &now, &state);

	if (!e && state != KEYS_OTHER)
		e = err_fail(ERR_CONFLICT, "the keys are not this kiosk's");
	if (!e)
		e = go_on(c, &now, "keys.import");
	wipe(&now);
	return e;
}
