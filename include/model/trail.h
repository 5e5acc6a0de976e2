/*
 * Trail: the audit trail of what accounts do. Owns the chain: every row carries
 * the hash of the one before, and the kiosk row the hash of the last, so that a
 * later edit, a gap and a cut are found. Never holds answers or secrets.
 */
#ifndef MODEL_TRAIL_H
#define MODEL_TRAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define TRAIL_SHELL "shell"	/* actor: whoever owns the data folder */
#define TRAIL_SYSTEM "system"	/* actor: the program itself */
/* What leaves no row but this one. */
enum trail_event { TRAIL_INIT, TRAIL_DEMO, TRAIL_BACKUP, TRAIL_RESTORE, TRAIL_EXPORT,
	TRAIL_EXPORT_ROWS, TRAIL_ENTRY };

#define TRAIL_TEXT_MAX 1000	/* bytes of object and of detail; longer is cut */

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

/* Recompute the whole chain. OK: sound, *rows is its length. ERR_STORE when it
 * is not: *first_bad is the number of the first row that is missing or does not
 * fit (1 past the last for a cut end); *rows is then untouched. Role admin.
 * Hash of a row: BLAKE2b-256 of seq (8 bytes, big-endian), then at, actor, action,
 * object, detail, prev, each behind its length in bytes (8 bytes, big-endian). */
enum err trail_verify(struct db *db, int64_t *rows, int64_t *first_bad);

/* The `limit` rows before row `before` (0: the latest), newest first. Role admin. */
enum err trail_list(struct arena *a, struct db *db, int64_t before, size_t limit,
	struct trail_row **rows, size_t *count);

/* Number and hash of the latest row; 0 and zeros when there is none. */
enum err trail_head(struct db *db, int64_t *seq, unsigned char hash[32]);

#endif
