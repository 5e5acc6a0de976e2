/* From the inbox to their place: moving, mixing, rewriting. */
#include "model/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "model/comments.h"
#include "model/pilots.h"
#include "model/raw_texts.h"
#include "model/receipts.h"
#include "model/submissions.h"
#include "store/stmt.h"
#include "store/store.h"

#define INBOX_LOOK 32		/* answers between two looks for a round that is full */
#define ORDERED (INT64_C(1) << 39)	/* places from here on are those of rounds that are final */
#define ROUND_SHIFT 40		/* of settled.number: the round above, a place below */

/* What is written anew: answers of one round, in the order of their ids. */
struct batch {
	struct arena *arena;
	struct db *db;
	int64_t round;
	const struct row **rows;
	size_t count, fresh;	/* in all; from the inbox */
	int64_t first;		/* the number they start with */
	bool keyless;		/* there are no keys to make receipts by */
};

static enum err one_i64(struct stmt *s, const char *column, int64_t *out)
{
	bool row;
	enum err e = stmt_step(s, &row);

	*out = !e && row ? col_i64(s, column) : 0;
	stmt_done(s);
	return e;
}

/* By round, and in a round by id. */
static int by_id(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;
	int64_t one = row_i64(*x, "round"), two = row_i64(*y, "round");
	const void *id = row_blob(*x, "id", SUBMISSION_ID_BYTES);
	const void *other = row_blob(*y, "id", SUBMISSION_ID_BYTES);

	if (one != two)
		return one < two ? -1 : 1;
	return id && other ? memcmp(id, other, SUBMISSION_ID_BYTES) : 0;
}

static enum err keep_rows(struct batch *b, struct stmt *s)
{
	enum err e;

	while (stmt_next(s, &e)) {
		b->rows = arena_grow(b->arena, b->rows, b->count + 1, sizeof *b->rows);
		b->rows[b->count++] = stmt_keep_row(b->arena, s);
	}
	return e;
}

static enum err read_inbox(struct batch *b)
{
	struct stmt *s = db_stmt(b->db, STMT_INBOX_ROWS);
	enum err e;

	stmt_i64(s, ":round", b->round);
	e = keep_rows(b, s);
	b->fresh = b->count;
	return e;
}

static enum err find_end(struct batch *b)
{
	struct stmt *s = db_stmt(b->db, STMT_SETTLED_LAST);
	int64_t last;
	enum err e;

	stmt_i64(s, ":round", b->round);
	e = one_i64(s, "last", &last);
	b->first = 1 + (last ? last : b->round << ROUND_SHIFT);
	return e;
}

/* The latest of those settled before, taken out again. */
static enum err take_tail(struct batch *b)
{
	struct stmt *s = db_stmt(b->db, STMT_SETTLED_TAIL);
	enum err e;

	stmt_i64(s, ":round", b->round);
	stmt_i64(s, ":most", INBOX_FULL);
	while (stmt_next(s, &e)) {
		b->first = col_i64(s, "number");
		b->rows = arena_grow(b->arena, b->rows, b->count + 1, sizeof *b->rows);
		b->rows[b->count++] = stmt_keep_row(b->arena, s);
	}
	if (e || b->count == b->fresh)
		return e;
	/* All of them before any is written: a place that becomes free in between would
	 * be taken by the next one, and tell of it. */
	s = db_stmt(b->db, STMT_SETTLED_TAIL_DROP);
	stmt_i64(s, ":round", b->round);
	stmt_i64(s, ":first", b->first);
	return stmt_run(s);
}

/* Numbered upward from `first`, in each further round from its own first number. */
static enum err put_rows(struct batch *b)
{
	int64_t number = b->first;
	enum err e = OK;

	/* qsort takes no NULL, not even of nothing. */
	if (b->count)
		qsort(b->rows, b->count, sizeof *b->rows, by_id);
	for (size_t i = 0; !e && i < b->count; i++) {
		struct stmt *s = db_stmt(b->db, STMT_SETTLED_ADD);
		int64_t round = row_i64(b->rows[i], "round");

		if (number >> ROUND_SHIFT != round)
			number = (round << ROUND_SHIFT) + 1;
		stmt_bind_row(s, b->rows[i]);
		stmt_i64(s, ":number", number++);
		e = stmt_run(s);
	}
	return e;
}

static enum err is_coded(struct db *db, int64_t round, bool *coded)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_IS_CODED);
	enum err e;

	stmt_i64(s, ":round", round);
	e = stmt_step(s, coded);
	stmt_done(s);
	return e;
}

/* Of those that are fresh, in rounds with access codes. */
static enum err keep_receipts(struct batch *b)
{
	int64_t last = 0;
	bool coded = false;
	enum err e = OK;

	if (b->fresh)
		qsort(b->rows, b->fresh, sizeof *b->rows, by_id);
	for (size_t i = 0; !e && i < b->fresh; i++) {
		int64_t round = row_i64(b->rows[i], "round");

		if (round != last)
			e = is_coded(b->db, round, &coded);
		last = round;
		if (!e && coded)
			e = receipt_keep(b->db, round,
				row_blob(b->rows[i], "id", SUBMISSION_ID_BYTES));
	}
	return e;
}

static enum err clear_inbox(struct batch *b)
{
	struct stmt *s;
	int64_t all;
	enum err e = inbox_count(b->db, &all);

	if (e)
		return e;
	/* As a whole where that is the same: its pages then keep nothing, and at no cost. */
	if (all == (int64_t)b->fresh)
		return stmt_run(db_stmt(b->db, STMT_INBOX_EMPTY));
	s = db_stmt(b->db, STMT_INBOX_CLEAR);
	stmt_i64(s, ":round", b->round);
	return stmt_run(s);
}

/* What came with the answers of a round (0: of all) and is kept apart from them. */
static enum err move_parts(struct db *db, int64_t round)
{
	enum err e = raw_texts_move(db, round);

	if (!e)
		e = comments_move(db, round);
	return e ? e : pairs_move(db, round);
}

static enum err move_batch(struct batch *b)
{
	enum err e = read_inbox(b);

	if (e || !b->fresh)
		return e;
	if (!b->keyless)
		e = keep_receipts(b);
	if (!e)
		e = move_parts(b->db, b->round);
	if (!e)
		e = clear_inbox(b);
	if (!e)
		e = find_end(b);
	if (!e && b->fresh < INBOX_FULL)
		e = take_tail(b);
	return e ? e : put_rows(b);
}

static enum err move_round(struct db *db, int64_t round, bool keyless)
{
	struct batch b = {.arena = arena_new(), .db = db, .round = round, .keyless = keyless};
	enum err e = move_batch(&b);

	arena_free(b.arena);
	return e;
}

enum err inbox_move_round(struct db *db, int64_t round)
{
	return move_round(db, round, false);
}

enum err inbox_count(struct db *db, int64_t *out)
{
	return one_i64(db_stmt(db, STMT_INBOX_COUNT), "n", out);
}

enum err inbox_arrived(struct db *db, int64_t round, int64_t number)
{
	struct stmt *s;
	int64_t waiting;
	enum err e;

	if (number < INBOX_FULL || number % INBOX_LOOK != 0)
		return OK;
	s = db_stmt(db, STMT_INBOX_OF_ROUND);
	stmt_i64(s, ":round", round);
	e = one_i64(s, "n", &waiting);
	return e || waiting < INBOX_FULL ? e : inbox_move_round(db, round);
}

static enum err move_all(struct db *db, bool keyless)
{
	struct arena *a = arena_new();
	int64_t *rounds;
	size_t n;
	enum err e = stmt_ids(a, db_stmt(db, STMT_INBOX_ROUNDS), &rounds, &n);

	for (size_t i = 0; !e && i < n; i++)
		e = move_round(db, rounds[i], keyless);
	arena_free(a);
	return e;
}

enum err inbox_move(struct db *db)
{
	return move_all(db, false);
}

enum err inbox_move_keyless(struct db *db)
{
	return move_all(db, true);
}

/* ---- in silence ---- */

/* A table as it stands, taken out and written anew in the order of its key. */
static const struct rewrite {
	enum stmt_id count, rows, clear, put;
	int64_t most;		/* rows; they are held in memory */
} rewrites[] = {
	{STMT_ANSWERED_COUNT, STMT_ANSWERED_ROWS, STMT_ANSWERED_CLEAR, STMT_ANSWERED_PUT,
		INBOX_REBUILT},
	{STMT_RECEIPT_COUNT, STMT_RECEIPT_ROWS, STMT_RECEIPT_CLEAR, STMT_RECEIPT_PUT,
		INBOX_REBUILT},
	{STMT_COUNTED_COUNT, STMT_COUNTED_ROWS, STMT_COUNTED_CLEAR, STMT_COUNTED_PUT,
		INBOX_REBUILT},
	{STMT_QUARANTINE_COUNT, STMT_QUARANTINE_ROWS, STMT_QUARANTINE_CLEAR, STMT_QUARANTINE_PUT,
		INBOX_REBUILT},
	{STMT_RECENT_COUNT, STMT_RECENT_ROWS, STMT_RECENT_CLEAR, STMT_RECENT_ADD, INBOX_REBUILT},
	{STMT_RAW_TEXT_ALL, STMT_RAW_TEXT_ROWS, STMT_RAW_TEXT_CLEAR, STMT_RAW_TEXT_ADD,
		INBOX_MIXED},
	{STMT_PAIRS_COUNT, STMT_PAIRS_ROWS, STMT_PAIRS_CLEAR, STMT_PAIRS_PUT, INBOX_REBUILT},
	{STMT_TEXT_COUNT_ALL, STMT_TEXT_COUNT_ROWS, STMT_TEXT_COUNT_CLEAR, STMT_TEXT_COUNT_PUT,
		INBOX_REBUILT},
};

static enum err write_anew(struct batch *b, const struct rewrite *t)
{
	enum err e = keep_rows(b, db_stmt(b->db, t->rows));

	if (!e)
		e = stmt_run(db_stmt(b->db, t->clear));
	for (size_t i = 0; !e && i < b->count; i++) {
		struct stmt *s = db_stmt(b->db, t->put);

		stmt_bind_row(s, b->rows[i]);
		e = stmt_run(s);
	}
	return e;
}

static enum err rewrite(struct db *db, const struct rewrite *t)
{
	struct batch b = {.arena = arena_new(), .db = db};
	int64_t count;
	enum err e = one_i64(db_stmt(db, t->count), "n", &count);

	if (!e && count && count <= t->most)
		e = write_anew(&b, t);
	arena_free(b.arena);
	return e;
}

/* All there are, with what waits: the pages of a table that is emptied are new ones. */
static enum err settle_all(struct db *db)
{
	struct batch b = {.arena = arena_new(), .db = db};
	enum err e = keep_rows(&b, db_stmt(db, STMT_INBOX_NEXT));

	b.fresh = b.count;
	if (!e && b.fresh)
		e = keep_receipts(&b);
	if (!e)
		e = move_parts(db, 0);
	if (!e)
		e = keep_rows(&b, db_stmt(db, STMT_SETTLED_ALL));
	if (!e)
		e = stmt_run(db_stmt(db, STMT_SETTLED_EMPTY));
	if (!e)
		e = put_rows(&b);
	arena_free(b.arena);
	return e;
}

/* Beyond what is rebuilt: those that wait, in the order of their ids, without their texts. */
static enum err sort_inbox(struct db *db)
{
	struct batch b = {.arena = arena_new(), .db = db};
	enum err e = keep_rows(&b, db_stmt(db, STMT_INBOX_ALL));

	if (!e)
		e = move_parts(db, 0);
	if (!e)
		e = stmt_run(db_stmt(db, STMT_INBOX_EMPTY));
	for (size_t i = 0; !e && i < b.count; i++) {
		struct stmt *s = db_stmt(db, STMT_INBOX_ADD);

		stmt_bind_row(s, b.rows[i]);
		e = stmt_run(s);
	}
	arena_free(b.arena);
	return e;
}

static enum err settle_answers(struct db *db, int64_t settled, int64_t waiting)
{
	enum err e;

	if (settled > INBOX_REBUILT && waiting < INBOX_FULL)
		return sort_inbox(db);
	e = settled + waiting <= INBOX_MIXED ? settle_all(db) : inbox_move(db);
	/* Emptied as a whole, so that its pages keep nothing of what stood there. */
	if (!e)
		e = stmt_run(db_stmt(db, STMT_INBOX_EMPTY));
	return e || settled > INBOX_REBUILT ? e : db_rebuild(db, "settled");
}

static enum err settle_tables(struct db *db)
{
	int64_t settled, waiting;
	enum err e = one_i64(db_stmt(db, STMT_SETTLED_COUNT), "n", &settled);

	if (!e)
		e = inbox_count(db, &waiting);
	if (!e)
		e = settle_answers(db, settled, waiting);
	for (size_t i = 0; !e && i < sizeof rewrites / sizeof *rewrites; i++)
		e = rewrite(db, &rewrites[i]);
	return e;
}

enum err inbox_settle(struct db *db)
{
	enum err e;

	db_references(db, false);
	e = settle_tables(db);
	db_references(db, true);
	return e;
}

/* ---- when a round is final ---- */

enum err inbox_unordered(struct db *db, int64_t *round, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_SETTLED_UNORDERED);
	enum err e;

	stmt_i64(s, ":ordered", ORDERED);
	stmt_i64(s, ":most", INBOX_MIXED);
	e = stmt_step(s, any);
	if (!e && *any)
		*round = col_i64(s, "id");
	stmt_done(s);
	return e;
}

static enum err take_next(struct batch *b)
{
	struct stmt *s = db_stmt(b->db, STMT_SETTLED_NEXT);
	enum err e;

	stmt_i64(s, ":round", b->round);
	stmt_i64(s, ":ordered", ORDERED);
	stmt_i64(s, ":most", INBOX_MIXED);
	e = keep_rows(b, s);
	for (size_t i = 0; !e && i < b->count; i++) {
		s = db_stmt(b->db, STMT_SETTLED_DROP);
		stmt_blob(s, ":id", row_blob(b->rows[i], "id", SUBMISSION_ID_BYTES),
			SUBMISSION_ID_BYTES);
		e = stmt_run(s);
	}
	return e;
}

enum err inbox_order(struct db *db, int64_t round)
{
	struct batch b = {.arena = arena_new(), .db = db, .round = round};
	int64_t least = (round << ROUND_SHIFT) + ORDERED, other = 0;
	bool any = false;
	enum err e = take_next(&b);

	if (!e)
		e = find_end(&b);
	if (b.first < least)
		b.first = least;
	if (!e)
		e = put_rows(&b);
	arena_free(b.arena);
	/* The index of ids, when these were the last. */
	if (!e)
		e = inbox_unordered(db, &other, &any);
	return e || (any && other == round) ? e : db_rebuild(db, "settled");
}
