/*
 * Keys: what this kiosk keeps secret, in the file DATA/keys beside the database, mode 0600,
 * so that neither the database nor a copy of it holds a secret. Owns the file: reading it,
 * writing it whole, whether it belongs to the database. Knows nothing of what keys are used for.
 *
 * Text, a line each, ended by a line feed; digits are lower-case hexadecimal:
 *	kiosk keys 1 ID PUBLIC		the kiosk's id and its public key, as the database has them
 *	secret DIGITS			Ed25519 secret key, 64 bytes
 *	hash DIGITS			key of keyed hashes, 32 bytes
 *	round CODE DIGITS		key of a round's receipts, 32 bytes; one line per round
 *
 * The file changes only while its changer holds the database's write transaction, so one at a
 * time: what a change adds is on the disk before the COMMIT, what it makes needless goes after
 * it. A key of a round that the database does not have stays: an older backup was put back, and
 * the next may have that round again.
 */
#ifndef MODEL_KEYS_H
#define MODEL_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define KEYS_FILE "keys"
#define KEYS_MAX ((size_t)1 << 20)	/* bytes of the file */
#define KEYS_ID_CHARS 33
#define KEYS_PUBLIC_BYTES 32
#define KEYS_SECRET_BYTES 64
#define KEYS_HASH_BYTES 32
#define KEYS_ROUND_BYTES 32

enum keys_state {
	KEYS_SOUND,
	KEYS_MISSING,	/* there is no file */
	KEYS_DAMAGED,	/* it is not as one should be */
	KEYS_FOREIGN,	/* another kiosk's */
	KEYS_OTHER,	/* this kiosk's, and of another pair than the database has */
};

struct keys_found {
	enum keys_state state;
	bool wide;		/* others than its owner may read or write it */
	size_t rounds;		/* how many have a key in it */
	const char *path;
};

/* What there is. ERR_NOT_FOUND before kiosk_ensure(), ERR_SYSTEM, ERR_STORE. */
enum err keys_look(struct arena *a, struct db *db, struct keys_found *out);

/* OK when the state is KEYS_SOUND; else ERR_STORE, with what is wrong and the mend. */
enum err keys_check(struct db *db);

/* The secret half of the key pair; the key of keyed hashes. Errors as keys_check(); the
 * caller wipes what it got. */
enum err keys_secret(struct db *db, unsigned char out[KEYS_SECRET_BYTES]);
enum err keys_hash(struct db *db, unsigned char out[KEYS_HASH_BYTES]);

/* The key of a round's receipts; *there is false where it has none. Roles survey and admin;
 * errors as keys_check(). */
enum err keys_round(struct db *db, const char *code, unsigned char out[KEYS_ROUND_BYTES],
	bool *there);

/* In a write job, for a kiosk that is being made: a new pair and hash key. A file that stands
 * there is put aside. ERR_SYSTEM. */
enum err keys_make(struct db *db, const char *id, unsigned char public_key[KEYS_PUBLIC_BYTES],
	unsigned char secret_key[KEYS_SECRET_BYTES]);

/* In a write job: a key for a round that has none. */
enum err keys_round_make(struct db *db, const char *code);

/* Take out the keys of rounds that are final. `any`: whether there are some. */
enum err keys_any_final(struct db *db, bool *any);
enum err keys_prune(struct change *c);

/* The whole file as text from `a`, for a copy that will be sealed; writes its row of the
 * trail. Errors as keys_check(). */
enum err keys_export(struct change *c, char **text, size_t *len);

struct keys_import {
	bool same;		/* they were there already: nothing changed */
	bool rekeyed;		/* they are of another pair than the database had */
	const char *aside;	/* where another file that stood there is now; or NULL */
};

/* Put back what keys_export() gave. Rounds that are final get nothing, those that have no key
 * in it keep theirs or get one. `alone`: no program of the kiosk runs, as the pair may change
 * only then. ERR_INPUT: no keys, or another kiosk's; ERR_BUSY: it would change the pair;
 * nothing has changed then. */
enum err keys_import(struct change *c, const char *text, size_t len, bool alone,
	struct keys_import *out);

/* New ones for those that are lost for good. ERR_CONFLICT when they are there. *aside as
 * above. */
enum err keys_renew(struct change *c, const char **aside);

/* After a restore: go on with the pair that the file has (KEYS_OTHER). ERR_CONFLICT. */
enum err keys_adopt(struct change *c);

/* Where the state is not KEYS_SOUND: look among the files put aside before for one that is this
 * kiosk's and of its pair, and put it in place; what stood there is put aside in turn. *from is
 * where it was, or NULL. */
enum err keys_recall(struct change *c, const char **from);

/* After one too: rounds that are not final and have no key (any more) get one; *filled is how
 * many. Errors as keys_check(). */
enum err keys_fill(struct change *c, size_t *filled);

#endif
