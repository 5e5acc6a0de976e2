/*
 * Receipts: proof that answers arrived, and later whether they were counted. A
 * receipt is 60 bits of keyed BLAKE2b of the submission's id (contracts.md); the
 * key is the round's and goes when it is final, so that nothing leads from a receipt
 * to answers any more.
 *
 * Each release keeps the hashes of the receipts it rests on, sorted, and of those
 * that were not counted why not. Once the round is final that is all there is: a hash tells
 * somebody who holds the receipt what became of it, and nobody anything of the
 * answers. Reasons few share are all called quality, as a rare reason would
 * point at one answer.
 */
#ifndef MODEL_RECEIPTS_H
#define MODEL_RECEIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/rounds.h"

struct arena;
struct db;

#define RECEIPT_CHARS 13		/* 12 of Base32 (60 bits) and NUL */

enum receipt_fate {
	RECEIPT_ARRIVED,	/* stored, in no list yet */
	RECEIPT_COUNTED,
	RECEIPT_BREAKOFF,	/* not counted: too little answered */
	RECEIPT_DUP,		/* sent twice */
	RECEIPT_WINDOW,		/* outside the dates */
	RECEIPT_QUALITY,	/* another reason of quality, or one few share */
};

struct receipt_found {
	struct round round;
	enum receipt_fate fate;
	const char *day;	/* of the first list that judged it; NULL: none yet */
};

/* The receipt of a submission's id (16 bytes); "" once the round's key is gone. */
enum err receipt_make(struct db *db, int64_t round, const unsigned char *id,
	char out[RECEIPT_CHARS]);

/* In a write job: keep its hash, as rounds with access codes do. */
enum err receipt_keep(struct db *db, int64_t round, const unsigned char *id);

/* A receipt as people type it, from `a`: upper case, without blanks and dashes; look-alikes that
 * Base32 does not have are read as what they look like. "" when it is none. */
const char *receipt_plain(struct arena *a, const char *typed);

/* In a change: the id behind a receipt, while its round has its key. ERR_NOT_FOUND. */
enum err receipt_id(struct arena *a, struct db *db, const char *receipt, unsigned char *id);

/* In a change: nothing is known any more of the receipt of an id. */
enum err receipt_forget(struct db *db, int64_t round, const unsigned char *id);

/* What became of a receipt. ERR_NOT_FOUND: it is not known (any more). */
enum err receipt_find(struct arena *a, struct db *db, const char *receipt,
	struct receipt_found *out);

/* Whether a release has kept any. ERR_STORE. */
enum err receipts_of_release(struct db *db, int64_t round, int64_t seq, bool *any);

/* In a write job, with a release: keep the receipts of the submissions that are new
 * in it, judged by what intake found. */
enum err receipts_release(struct arena *a, struct db *db, int64_t round, int64_t seq,
	int min_cell);

/* In a write job, with the last release, while the key is there: mark those that the
 * whole round shows to be too fast and all alike (method G). */
enum err receipts_judge(struct arena *a, struct db *db, const struct round *r,
	int64_t seq);

#endif
