/* The queue of texts, and what was released of it. */
#include "model/texts.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "codec/digest.h"
#include "model/board.h"
#include "model/change.h"
#include "model/duties.h"
#include "model/raw_texts.h"
#include "model/trail.h"
#include "raw_text.h"
#include "store/stmt.h"

static char *hex_of(struct arena *a, const void *token)
{
	char *hex = arena_alloc(a, 2 * RAW_TEXT_TOKEN_BYTES + 1);

	digest_hex(token, RAW_TEXT_TOKEN_BYTES, hex);
	return hex;
}

static enum err bytes_of(const char *token, unsigned char out[RAW_TEXT_TOKEN_BYTES])
{
	return digest_unhex(token, out, RAW_TEXT_TOKEN_BYTES) ? OK :
		err_fail(ERR_NOT_FOUND, "there is no such text");
}

static struct stmt *by_token(struct db *db, enum stmt_id id, int64_t round,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES])
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	stmt_blob(s, ":token", token, RAW_TEXT_TOKEN_BYTES);
	return s;
}

/* ---- waiting ---- */

static void read_waiting(struct arena *a, struct stmt *s, void *row)
{
	struct text_waiting *w = row;

	w->token = hex_of(a, col_blob(s, "token"));
	w->question = col_copy(a, s, "question");
	w->text = col_copy(a, s, "text");
}

enum err texts_waiting(struct arena *a, struct db *db, int64_t round, enum text_queue queue,
	size_t most, struct text_waiting **out, size_t *count, size_t *all)
{
	struct stmt *s = db_stmt(db, STMT_RAW_TEXTS);
	bool row;
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":left_out", queue);
	stmt_i64(s, ":most", (int64_t)most);
	e = stmt_list(a, s, read_waiting, out, count);
	if (e)
		return e;
	s = db_stmt(db, STMT_RAW_TEXT_COUNT);
	stmt_i64(s, ":round", round);
	stmt_i64(s, ":left_out", queue);
	e = stmt_step(s, &row);
	*all = !e && row ? (size_t)col_i64(s, "n") : 0;
	stmt_done(s);
	return e;
}

/* ---- reading ---- */

static enum err find_raw(struct arena *a, struct db *db, int64_t round,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], struct text_released *out)
{
	struct stmt *s = by_token(db, STMT_RAW_TEXT_GET, round, token);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row) {
		out->question = col_copy(a, s, "question");
		out->department = col_copy(a, s, "department");
	}
	stmt_done(s);
	return e || row ? e :
		err_fail(ERR_CONFLICT, "somebody has read this text meanwhile");
}

/* Under the same token, so that a receipt still leads to it when it is to be erased. */
static enum err release(struct db *db, int64_t round, const struct text_released *t,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], const char *words)
{
	struct stmt *s = by_token(db, STMT_TEXT_RELEASE, round, token);
	enum err e;

	stmt_text(s, ":question", t->question);
	stmt_text(s, ":department", t->department);
	stmt_text(s, ":text", words);
	e = stmt_run(s);
	return e ? e : stmt_run(by_token(db, STMT_RAW_TEXT_DROP, round, token));
}

static enum err leave(struct db *db, int64_t round,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], enum text_queue queue)
{
	struct stmt *s = by_token(db, STMT_RAW_TEXT_LEAVE, round, token);

	stmt_i64(s, ":left_out", queue);
	return stmt_run(s);
}

bool text_may_be(const char *words)
{
	return *words && strlen(words) <= TEXT_BYTES_MAX;
}

/* Whoever does it, the queue is looked after. */
static enum err worked_on(struct change *c)
{
	char today[DAY_CHARS];

	clock_day(clock_now(), today, NULL);
	return duty_attend(c, DUTY_TEXTS, today);
}

enum err text_read(struct change *c, const struct round *r, const char *token, const char *words)
{
	unsigned char bytes[RAW_TEXT_TOKEN_BYTES];
	struct text_released raw = {.question = ""};
	enum err e = bytes_of(token, bytes);

	if (e)
		return e;
	if (words && !text_may_be(words))
		return err_fail(ERR_INPUT, "a text to release is neither empty nor longer than "
			"%d bytes: shorten it, or leave it out", TEXT_BYTES_MAX);
	e = find_raw(c->arena, c->db, r->id, bytes, &raw);
	if (!e)
		e = words ? release(c->db, r->id, &raw, bytes, words)
			: leave(c->db, r->id, bytes, TEXTS_LEFT_OUT);
	if (!e)
		e = worked_on(c);
	return e ? e : trail_append(c, words ? "text.release" : "text.leave_out", r->code,
		raw.question);
}

enum err text_put_back(struct change *c, const struct round *r, const char *token)
{
	unsigned char bytes[RAW_TEXT_TOKEN_BYTES];
	enum err e = bytes_of(token, bytes);

	if (!e)
		e = leave(c->db, r->id, bytes, TEXTS_WAITING);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_CONFLICT, "somebody has put this text back meanwhile");
	if (!e)
		e = worked_on(c);
	return e ? e : trail_append(c, "text.put_back", r->code, NULL);
}

/* ---- released ---- */

static void read_released(struct arena *a, struct stmt *s, void *row)
{
	struct text_released *t = row;

	t->token = hex_of(a, col_blob(s, "token"));
	t->question = col_copy(a, s, "question");
	t->department = col_copy(a, s, "department");
	t->text = col_copy(a, s, "text");
}

enum err texts_released(struct arena *a, struct db *db, int64_t round, const char *question,
	struct text_released **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_RELEASED);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":question", question);
	return stmt_list(a, s, read_released, out, count);
}

/* How many texts there are under the question from the department of `t`. */
static size_t *beside(struct arena *a, struct map *counts, const struct text_released *t)
{
	const char *key = arena_printf(a, "%s\n%s", t->question, t->department);
	size_t *n = map_get(counts, key);

	if (!n) {
		n = arena_alloc(a, sizeof *n);
		map_put(counts, key, n);
	}
	return n;
}

enum err texts_shown(struct arena *a, struct db *db, int64_t round, const char *question,
	int min_cell, struct text_released **out, size_t *count)
{
	struct text_released *list;
	struct map counts;
	size_t n;
	enum err e = texts_released(a, db, round, question, &list, &n);

	if (e)
		return e;
	map_init(&counts, a);
	for (size_t i = 0; i < n; i++)
		++*beside(a, &counts, &list[i]);
	for (size_t i = 0; i < n; i++)
		if (*beside(a, &counts, &list[i]) < 2 * (size_t)min_cell)
			list[i].department = "";
	*out = list;
	*count = n;
	return OK;
}

static enum err find_released(struct arena *a, struct db *db, int64_t round,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], struct raw_text *out)
{
	struct stmt *s = by_token(db, STMT_TEXT_RELEASED_GET, round, token);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row) {
		out->question = col_copy(a, s, "question");
		out->department = col_copy(a, s, "department");
		out->text = col_copy(a, s, "text");
	}
	stmt_done(s);
	return e || row ? e :
		err_fail(ERR_CONFLICT, "somebody has put this text back meanwhile");
}

/* How many wrote something was counted when it came, and is not again. */
enum err text_wait_again(struct change *c, const struct round *r, const char *token)
{
	struct raw_text_list l = {.arena = c->arena};
	struct raw_text raw = {.round = r->id};
	char today[DAY_CHARS];
	enum err e = bytes_of(token, raw.token);

	if (!e)
		e = find_released(c->arena, c->db, r->id, raw.token, &raw);
	if (e)
		return e;
	clock_day(clock_now(), today, NULL);
	raw_texts_since(today, raw.since);
	raw_text_list_add(&l, &raw);
	e = raw_text_list_put(c->db, &l);
	if (!e)
		e = stmt_run(by_token(c->db, STMT_TEXT_TAKE_BACK, r->id, raw.token));
	if (!e)
		e = board_forget_text(c->db, r->id, raw.token);
	if (!e)
		e = worked_on(c);
	return e ? e : trail_append(c, "text.wait_again", r->code, raw.question);
}

enum err text_take_back(struct change *c, const struct round *r, const char *token)
{
	unsigned char bytes[RAW_TEXT_TOKEN_BYTES];
	enum err e = bytes_of(token, bytes);

	if (!e)
		e = stmt_run(by_token(c->db, STMT_TEXT_TAKE_BACK, r->id, bytes));
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such text");
	if (!e)
		e = board_forget_text(c->db, r->id, bytes);
	return e ? e : trail_append(c, "text.take_back", r->code, NULL);
}
