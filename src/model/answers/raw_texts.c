/* Raw texts: packed by intake, moved out of the inbox, counted, deleted. */
#include "model/raw_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/board.h"
#include "model/change.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/trail.h"
#include "raw_text.h"
#include "store/stmt.h"

#define PACKED_MAX ((size_t)2 << 20)	/* a body of 256 KiB, all of it escaped */
#define BUCKET_DAYS (7 * RAW_TEXT_WEEKS)

/* ---- tokens ---- */

static void token_of(struct arena *a, const char *receipt, const char *question,
	unsigned char out[RAW_TEXT_TOKEN_BYTES])
{
	const char *text = arena_printf(a, "text\n%s\n%s", receipt, question);
	unsigned char digest[DIGEST_BYTES];

	digest_of(text, strlen(text), digest);
	memcpy(out, digest, RAW_TEXT_TOKEN_BYTES);
}

void raw_text_token(struct arena *a, const char *receipt, const char *question,
	unsigned char out[RAW_TEXT_TOKEN_BYTES])
{
	if (*receipt)
		token_of(a, receipt, question, out);
	else
		random_bytes(out, RAW_TEXT_TOKEN_BYTES);
}

/* {"token": ["question", "text"], …} */
const char *raw_texts_pack(struct arena *a, const char *receipt, const struct check *check)
{
	struct buf *out;
	struct json_writer w;

	if (!check->text_count)
		return "";
	out = buf_new(a, PACKED_MAX);
	w = (struct json_writer){.out = out};
	json_begin_object(&w);
	for (size_t i = 0; i < check->text_count; i++) {
		const struct check_text *t = &check->texts[i];
		unsigned char token[RAW_TEXT_TOKEN_BYTES];
		char hex[2 * RAW_TEXT_TOKEN_BYTES + 1];

		if (question_of_comment(t->question))
			continue;
		raw_text_token(a, receipt, t->question->path, token);
		digest_hex(token, sizeof token, hex);
		json_key(&w, hex);
		json_begin_array(&w);
		json_string(&w, t->question->path);
		json_string(&w, t->text);
		json_end_array(&w);
	}
	json_end_object(&w);
	return out->data;
}

/* ---- into their table ---- */

void raw_texts_since(const char *day, char out[DAY_CHARS])
{
	clock_day_add(day, -(clock_day_number(day) % BUCKET_DAYS), out);
}

void raw_text_list_add(struct raw_text_list *l, const struct raw_text *t)
{
	l->texts = arena_grow(l->arena, l->texts, l->count + 1, sizeof *l->texts);
	l->texts[l->count++] = *t;
}

static int by_token(const void *a, const void *b)
{
	const struct raw_text *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return memcmp(x->token, y->token, sizeof x->token);
}

static enum err count_one(struct db *db, const struct raw_text *t)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_COUNT_MORE);

	stmt_i64(s, ":round", t->round);
	stmt_text(s, ":question", t->question);
	stmt_i64(s, ":release", t->release);
	return stmt_run(s);
}

static enum err put_one(struct db *db, const struct raw_text *t)
{
	struct stmt *s = db_stmt(db, STMT_RAW_TEXT_ADD);

	stmt_i64(s, ":round", t->round);
	stmt_blob(s, ":token", t->token, sizeof t->token);
	stmt_text(s, ":question", t->question);
	stmt_text(s, ":department", t->department);
	stmt_text(s, ":since", t->since);
	stmt_text(s, ":text", t->text);
	stmt_i64(s, ":left_out", t->left_out);
	return stmt_run(s);
}

enum err raw_text_list_put(struct db *db, struct raw_text_list *l)
{
	enum err e = OK;

	if (l->count)
		qsort(l->texts, l->count, sizeof *l->texts, by_token);
	for (size_t i = 0; !e && i < l->count; i++) {
		e = put_one(db, &l->texts[i]);
		if (!e && l->texts[i].counted)
			e = count_one(db, &l->texts[i]);
	}
	return e;
}

static enum err unpack(struct raw_text_list *l, struct stmt *row)
{
	struct raw_text t = {.round = col_i64(row, "round"), .release = col_i64(row, "release"),
		.department = col_copy(l->arena, row, "department"),
		.counted = col_i64(row, "counted")};
	struct json_flat flat;

	if (json_scan(l->arena, col_text(row, "texts"), col_len(row, "texts"), NULL, &flat))
		return err_fail(ERR_STORE, "stored texts cannot be read: %s", err_detail());
	raw_texts_since(col_text(row, "day"), t.since);
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_member *m = &flat.members[i];

		if (m->kind != JSON_LIST || m->count != 2 ||
			!digest_unhex(m->key, t.token, sizeof t.token))
			return err_fail(ERR_STORE, "stored texts cannot be read");
		t.question = m->values[0];
		t.text = m->values[1];
		raw_text_list_add(l, &t);
	}
	return OK;
}

static enum err read_inbox(struct db *db, int64_t round, struct raw_text_list *l)
{
	struct stmt *row = db_stmt(db, STMT_RAW_TEXT_WAITING);
	enum err e;

	stmt_i64(row, ":round", round);
	while (stmt_next(row, &e) && !(e = unpack(l, row)))
		;
	stmt_done(row);
	return e;
}

static void add_moved(struct raw_text_list *l, struct stmt *row)
{
	struct raw_text t = {.round = col_i64(row, "round"),
		.question = col_copy(l->arena, row, "question"),
		.department = col_copy(l->arena, row, "department"),
		.text = col_copy(l->arena, row, "text"), .left_out = col_i64(row, "left_out")};

	memcpy(t.token, col_blob(row, "token"), sizeof t.token);
	snprintf(t.since, sizeof t.since, "%s", col_text(row, "since"));
	raw_text_list_add(l, &t);
}

/* The latest of those moved before, taken out again: few never stand behind each other as
 * they came. */
static enum err take_tail(struct db *db, struct raw_text_list *l)
{
	struct stmt *row = db_stmt(db, STMT_RAW_TEXT_TAIL);
	int64_t first = 0;
	enum err e;

	stmt_i64(row, ":most", INBOX_FULL);
	while (stmt_next(row, &e)) {
		first = col_i64(row, "number");
		add_moved(l, row);
	}
	if (e || !first)
		return e;
	row = db_stmt(db, STMT_RAW_TEXT_TAIL_DROP);
	stmt_i64(row, ":first", first);
	return stmt_run(row);
}

enum err raw_texts_move(struct db *db, int64_t round)
{
	struct raw_text_list l = {.arena = arena_new()};
	enum err e = read_inbox(db, round, &l);

	if (!e && l.count && l.count < INBOX_FULL)
		e = take_tail(db, &l);
	if (!e)
		e = raw_text_list_put(db, &l);
	arena_free(l.arena);
	return e;
}

/* ---- counted ---- */

static void read_count(struct arena *a, struct stmt *s, void *row)
{
	struct raw_text_count *c = row;

	c->question = col_copy(a, s, "question");
	c->release = (uint32_t)col_i64(s, "release");
	c->n = (size_t)col_i64(s, "n");
}

enum err raw_texts_counts(struct arena *a, struct db *db, int64_t round, int64_t release,
	struct raw_text_count **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_COUNTS);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":release", release);
	return stmt_list(a, s, read_count, out, count);
}

/* ---- erased ---- */

static void read_token(struct arena *a, struct stmt *s, void *row)
{
	struct raw_text_token *t = row;

	(void)a;
	t->number = col_i64(s, "number");
	memcpy(t->token, col_blob(s, "token"), sizeof t->token);
}

enum err raw_texts_tokens(struct arena *a, struct db *db, int64_t round,
	struct raw_text_tokens *out)
{
	struct stmt *s = db_stmt(db, STMT_RAW_TEXT_TOKENS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_token, &out->list, &out->count);
}

static int compare_token(const void *token, const void *entry)
{
	return memcmp(token, ((const struct raw_text_token *)entry)->token, RAW_TEXT_TOKEN_BYTES);
}

static enum err erase_raw(struct db *db, const struct raw_text_tokens *waiting,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], bool *there)
{
	const struct raw_text_token *found = waiting->count ? bsearch(token, waiting->list,
		waiting->count, sizeof *waiting->list, compare_token) : NULL;
	struct stmt *s;

	if (!found)
		return OK;
	*there = true;
	s = db_stmt(db, STMT_RAW_TEXT_DROP_NUMBER);
	stmt_i64(s, ":number", found->number);
	return stmt_run(s);
}

static enum err erase_released(struct db *db, int64_t round,
	const unsigned char token[RAW_TEXT_TOKEN_BYTES], bool *there)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_TAKE_BACK);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_blob(s, ":token", token, RAW_TEXT_TOKEN_BYTES);
	e = stmt_run(s);
	*there |= !e && db_changes(db) > 0;
	return e ? e : board_forget_text(db, round, token);
}

static enum err count_one_less(struct db *db, int64_t round, const char *question,
	int64_t release)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_COUNT_LESS);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":question", question);
	stmt_i64(s, ":release", release);
	return stmt_run(s);
}

enum err raw_texts_erase(struct db *db, int64_t round, const struct form *form,
	const struct raw_text_tokens *waiting, const char *receipt, int64_t release)
{
	struct arena *a = arena_new();
	enum err e = OK;

	for (size_t i = 0; *receipt && !e && i < form->question_count; i++) {
		const struct question *q = form->questions[i];
		unsigned char token[RAW_TEXT_TOKEN_BYTES];
		bool there = false;

		if (!q->moderated || !q->takes_answer)
			continue;
		token_of(a, receipt, q->path, token);
		e = erase_raw(db, waiting, token, &there);
		if (!e)
			e = erase_released(db, round, token, &there);
		if (!e && there)
			e = count_one_less(db, round, q->path, release);
	}
	arena_free(a);
	return e;
}

enum err raw_texts_erase_round(struct db *db, int64_t round, const char *before)
{
	struct stmt *s = db_stmt(db, before ? STMT_RAW_TEXT_DROP_BEFORE : STMT_RAW_TEXT_DROP_ROUND);
	enum err e;

	stmt_i64(s, ":round", round);
	if (before)
		stmt_text(s, ":before", before);
	e = stmt_run(s);
	if (e || before)
		return e;
	s = db_stmt(db, STMT_TEXT_COUNT_DROP);
	stmt_i64(s, ":round", round);
	e = stmt_run(s);
	if (e)
		return e;
	s = db_stmt(db, STMT_RELEASED_TEXT_DROP);
	stmt_i64(s, ":round", round);
	e = stmt_run(s);
	return e ? e : board_forget_texts(db, round);
}

/* ---- past their days ---- */

/* Any of the bucket may have come on its first day. */
static struct stmt *of_old(struct db *db, enum stmt_id id, const char *today)
{
	char before[DAY_CHARS];
	struct stmt *s = db_stmt(db, id);

	clock_day_add(today, -RAW_TEXT_DAYS, before);
	stmt_text(s, ":before", before);
	return s;
}

enum err raw_texts_purge(struct change *c, const char *today)
{
	enum err e = stmt_run(of_old(c->db, STMT_RAW_TEXT_PURGE, today));

	return e || !db_changes(c->db) ? e :
		trail_append(c, "text.purge", NULL, "raw texts past their days");
}

enum err raw_texts_old(struct db *db, const char *today, int64_t *count)
{
	struct stmt *s = of_old(db, STMT_RAW_TEXT_OLD, today);
	bool row;
	enum err e = stmt_step(s, &row);

	*count = !e && row ? col_i64(s, "n") : 0;
	stmt_done(s);
	return e;
}

enum err raw_texts_until(struct arena *a, struct db *db, int64_t round, const char **day)
{
	struct stmt *s = db_stmt(db, STMT_RAW_TEXT_FIRST);
	char until[DAY_CHARS];
	bool row;
	enum err e;

	*day = NULL;
	stmt_i64(s, ":round", round);
	e = stmt_step(s, &row);
	if (!e && row && !col_is_null(s, "since")) {
		clock_day_add(col_text(s, "since"), RAW_TEXT_DAYS + 1, until);
		*day = arena_strdup(a, until);
	}
	stmt_done(s);
	return e;
}
