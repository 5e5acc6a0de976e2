/*
 * Trail: the audit trail of what accounts do. Owns the chain: every row carries
 * the hash of the one before, and the kiosk row the hash of the last, so that a
 * later edit, a gap and a cut are found. Never holds answers or secrets.
 *
 * The hash of a row is keyed, and the head (the latest row's number and hash) signed by
 * the kiosk's key: who lacks it can neither rewrite rows nor cut them off. Rows of version
 * 3 and older have hashes without a key; what brought them to version 4 signed the head
 * they had, and the first keyed row rests on it. Who has the key can make a trail anew;
 * then the heads printed in bundles that have left are not of it (trail_has()).
 *
 * Where the key is lost, another takes over (trail_rekey()): the row that says so, keys.renew or
 * keys.import, is the first by it, the number of the first row ever keyed is its object, and the
 * head that is signed from then on says which row that is. Rows between the two that do not fit
 * the new key are only known to be as many and to hang together: what they say can no longer be
 * proven, and trail_verify() tells which. So who can write the data folder can take the key
 * away, rewrite rows that were keyed and have a new one made: the trail then says itself that it
 * cannot vouch for them, its public key is another, and a head printed before is proof of the
 * last row's hash alone. Rows before any key, and all from the new one on, stay proven.
 *
 * Key: BLAKE2b-256 of "audit trail", keyed by the kiosk's secret key. Hash of a row:
 * BLAKE2b-256 of seq (8 bytes, big-endian), then at, actor, action, object, detail, prev,
 * each behind its length in bytes (8 bytes, big-endian); from the first keyed row on, the
 * keyed BLAKE2b-256 of that. Signature: Ed25519 of the lines "kiosk trail head", kiosk id,
 * seq, hash in hexadecimal, number of the first keyed row, each ended by a line feed.
 */
#ifndef MODEL_TRAIL_H
#define MODEL_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define TRAIL_SHELL "shell"	/* actor: whoever owns the data folder */
#define TRAIL_SYSTEM "system"	/* actor: the program itself */
/* What leaves no row but this one. */
enum trail_event { TRAIL_INIT, TRAIL_DEMO, TRAIL_BACKUP, TRAIL_BACKUP_FAILED, TRAIL_RESTORE, TRAIL_EXPORT,
	TRAIL_EXPORT_ROWS, TRAIL_ENTRY };

#define TRAIL_TEXT_MAX 1000	/* bytes of object and of detail; longer is cut */

#define TRAIL_HASH_BYTES 32
#define TRAIL_SEAL_BYTES 64

struct trail_head {
	int64_t seq;		/* of the latest row; 0: there is none */
	unsigned char hash[TRAIL_HASH_BYTES];	/* its hash; zeros when there is none */
	int64_t keyed;		/* the first row whose hash is keyed */
	unsigned char seal[TRAIL_SEAL_BYTES];	/* the signature */
};

struct trail_row {
	int64_t seq;
	const char *at;		/* UTC, YYYY-MM-DDTHH:MM:SSZ */
	const char *actor, *action, *object, *detail;
};

/* Add a row for the change's actor. `action` is a constant like "round.open"; `object` a
 * code; object and detail may be NULL. Bytes that are not UTF-8 are replaced. For the model
 * alone: each change writes its own. ERR_NOT_FOUND before kiosk_ensure(). */
enum err trail_append(struct change *c, const char *action, const char *object,
	const char *detail);

/* The same for what changes nothing else. */
enum err trail_event(struct change *c, enum trail_event event, const char *object,
	const char *detail);

struct trail_sound {
	int64_t rows;		/* its length */
	int64_t lost;		/* rows that rest on another key than today's */
	int64_t lost_from, lost_to;	/* all of them are between these two rows; 0: there are none */
};

/* Recompute the whole chain. OK: sound, as far as *out says. ERR_STORE when it
 * is not: *first_bad is the number of the first row that is missing or does not
 * fit (1 past the last for a cut end, 1 when nothing is keyed and the signature is not the
 * kiosk's); untouched when it cannot be told, for want of the keys or the database. Role
 * admin. */
enum err trail_verify(struct db *db, struct trail_sound *out, int64_t *first_bad);

/* In a change, once the file of the keys holds another pair: rows go on by it. `action` is
 * keys.renew or keys.import. Heads that went out with bundles go out anew, as the old ones do
 * not fit the new public key. */
enum err trail_rekey(struct change *c, const char *action, const unsigned char *public_key);

/* The `limit` rows before row `before` (0: the latest), newest first. Role admin. */
enum err trail_list(struct arena *a, struct db *db, int64_t before, size_t limit,
	struct trail_row **rows, size_t *count);

/* Days (UTC), NULL: there is none. */
struct trail_backups {
	const char *latest;	/* of the latest backup */
	const char *failed;	/* of the latest since that failed */
	const char *begun;	/* of the trail's first row */
};
/* Role admin. */
enum err trail_backups(struct arena *a, struct db *db, struct trail_backups *out);

/* The head. ERR_NOT_FOUND before kiosk_ensure(). Roles results and admin. */
enum err trail_head(struct db *db, struct trail_head *out);

/* Whether row `seq` has this hash, as printed with an earlier head. Role admin. */
enum err trail_has(struct db *db, int64_t seq, const unsigned char hash[TRAIL_HASH_BYTES],
	bool *yes);

/* Sign a head: its seal is set from the rest of it. */
void trail_seal(const char *kiosk_id, const unsigned char *secret_key, struct trail_head *h);
bool trail_seal_holds(const char *kiosk_id, const unsigned char *public_key,
	const struct trail_head *h);

/* The head to print with a bundle whose files have the digest `content`: the one that went
 * out with it before, else today's; *fresh tells. Roles results and admin. */
enum err trail_head_for(struct db *db, const unsigned char content[32], struct trail_head *out,
	bool *fresh);
/* Remember that it did. */
enum err trail_head_went(struct change *c, const unsigned char content[32],
	const struct trail_head *h);

#endif
