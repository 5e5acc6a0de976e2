/*
 * Inbox: where answers arrive, and how they leave it without a trace of when. Owns the
 * tables inbox and settled as far as order goes.
 *
 * A page of a database keeps its cells in the order they were written, whatever their
 * keys say; so answers that are written one by one tell in which order they came, and a
 * log tells when. They are therefore written to the inbox as they come (appended: cheap),
 * and from there to their place many at a time, in the order of their ids, which are
 * random. A move of fewer than INBOX_FULL takes as many settled before along and writes
 * all of them anew, so that few never stand behind each other as they came; as long as there
 * are no more than INBOX_MIXED in all, silence writes all of them anew, and a page tells
 * nothing at all.
 *
 * What a copy of the folder still tells is what came since the latest move: the keeper
 * moves within a minute, and sooner in silence.
 */
#ifndef MODEL_INBOX_H
#define MODEL_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct db;

#define INBOX_FULL 256		/* answers of a round: intake moves them itself */
#define INBOX_MIXED 4096	/* answers in all, up to which silence writes all anew */
#define INBOX_REBUILT 100000	/* answers up to which indexes and small tables are rewritten */

/* How many wait in it, of all rounds. ERR_STORE. */
enum err inbox_count(struct db *db, int64_t *out);

/* In the write job of intake, behind answers that are the `number`th there: now and again move
 * those of the round when there are INBOX_FULL of them. ERR_STORE. */
enum err inbox_arrived(struct db *db, int64_t round, int64_t number);

/* In a change of the keeper or an administrator: move all that waits to its place. A round with
 * fewer than INBOX_FULL of them is mixed. Uses memory of its own. ERR_STORE. */
enum err inbox_move(struct db *db);

/* The same where there are no keys to make receipts by: rounds with access codes keep none of
 * what waited. For a database of an older version alone. */
enum err inbox_move_keyless(struct db *db);

/* The same for a round; before a release of it. */
enum err inbox_move_round(struct db *db, int64_t round);

/* In a change, in silence: move what waits, then write the index of ids and the small
 * tables that answers touch anew, in the order of their keys. Beyond INBOX_REBUILT answers
 * an index is not rewritten, so fewer than INBOX_FULL stay in the inbox, in the order of
 * their ids. ERR_STORE. */
enum err inbox_settle(struct db *db);

/* A round that is final and has more answers than a move mixes: whether there is one whose
 * answers stand as they were moved, block behind block. ERR_STORE. */
enum err inbox_unordered(struct db *db, int64_t *round, bool *any);

/* In a change: write INBOX_MIXED of its answers anew, behind those written so before, so that in
 * the end all stand in the order of their ids. ERR_STORE. */
enum err inbox_order(struct db *db, int64_t round);

#endif
