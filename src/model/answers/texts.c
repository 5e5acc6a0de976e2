/* The queue of texts, what was released, and the end of raw ones. */
#include "model/texts.h"

#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "form/answers.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "model/released.h"
#include "store/stmt.h"

#define TOKEN_BYTES 16

static bool is_text(const struct question *q)
{
	return question_answer(q) == ANSWER_TEXT && q->takes_answer;
}

/* ---- waiting ---- */

static enum err was_read(struct db *db, const void *id, const char *question, bool *yes)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_SEEN);

	stmt_blob(s, ":submission", id, SUBMISSION_ID_BYTES);
	stmt_text(s, ":question", question);

	enum err e = stmt_step(s, yes);

	stmt_done(s);
	return e;
}

struct collecting {
	struct arena *a;
	struct db *db;
	const struct form *form;
	struct text_waiting *list;
	size_t count, most, all;
};

static void add_waiting(struct collecting *c, const void *id, const struct question *q,
	const char *text)
{
	struct text_waiting *w;
	char *uuid;

	if (c->all++ >= c->most)
		return;
	uuid = arena_alloc(c->a, 37);
	submission_id_text(id, uuid);
	w = &c->list[c->count++];
	*w = (struct text_waiting){uuid, q, arena_strdup(c->a, text)};
}

static enum err read_row(struct collecting *c, struct arena *room, struct stmt *row)
{
	const void *id = col_blob(row, "id");
	struct answers *answers;

	if (answers_from_json(room, c->form, col_text(row, "answers"),
		col_len(row, "answers"), &answers))
		return err_fail(ERR_STORE, "stored answers cannot be read");
	for (size_t i = 0; i < c->form->question_count; i++) {
		const struct question *q = c->form->questions[i];
		const struct answer *given = is_text(q) ? answers_of(answers, q) : NULL;
		bool read;

		if (!given || !given->count || !*given->values[0])
			continue;

		enum err e = was_read(c->db, id, q->path, &read);

		if (e)
			return e;
		if (!read)
			add_waiting(c, id, q, given->values[0]);
	}
	return OK;
}

enum err texts_waiting(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, size_t most, struct text_waiting **out, size_t *count,
	size_t *all)
{
	struct collecting c = {.a = a, .db = db, .form = form, .most = most,
		.list = arena_array(a, most + 1, sizeof *c.list)};
	struct arena *room = arena_new();
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED);
	enum err e;

	stmt_i64(row, ":round", r->id);
	stmt_i64(row, ":seq", INT64_MAX);
	while (stmt_next(row, &e) && !(e = read_row(&c, room, row)))
		arena_reset(room);
	stmt_done(row);
	arena_free(room);
	if (e)
		return e;
	*out = c.list;
	*count = c.count;
	*all = c.all;
	return OK;
}

/* ---- reading ---- */

/* The department of a submission that has this text. */
static enum err find_raw(struct arena *a, struct db *db, const struct round *r,
	const struct question *q, const void *id, char **department)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_RAW);
	bool row;

	stmt_i64(s, ":round", r->id);
	stmt_blob(s, ":submission", id, SUBMISSION_ID_BYTES);
	stmt_text(s, ":path", arena_printf(a, "$.\"%s\"", q->path));

	enum err e = stmt_step(s, &row);

	if (!e && row)
		*department = col_copy(a, s, "department");
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is no such text");
}

static enum err mark(struct db *db, const void *id, const char *question)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_MARK);
	enum err e;

	stmt_blob(s, ":submission", id, SUBMISSION_ID_BYTES);
	stmt_text(s, ":question", question);
	e = stmt_run(s);
	if (!e && !db_changes(db))
		return err_fail(ERR_CONFLICT, "somebody has read this text meanwhile");
	return e;
}

static enum err release(struct db *db, const struct round *r, const struct question *q,
	const char *department, const char *words)
{
	unsigned char token[TOKEN_BYTES];
	struct stmt *s = db_stmt(db, STMT_TEXT_RELEASE);

	random_bytes(token, sizeof token);
	stmt_blob(s, ":token", token, sizeof token);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":question", q->path);
	stmt_text(s, ":department", department);
	stmt_text(s, ":text", words);
	return stmt_run(s);
}

enum err text_read(struct change *c, const struct round *r, const struct form *form,
	const char *submission, const char *question, const char *words)
{
	const struct question *q = form_question(form, question);
	unsigned char id[SUBMISSION_ID_BYTES];
	char *department = NULL;
	enum err e;

	if (!q || !is_text(q) || !submission_id_parse(submission, id))
		return err_fail(ERR_NOT_FOUND, "there is no such text");
	if (words && (!*words || strlen(words) > TEXT_BYTES_MAX))
		return err_fail(ERR_INPUT, "a text to release is neither empty nor longer than "
			"%d bytes: shorten it, or leave it out", TEXT_BYTES_MAX);
	e = find_raw(c->arena, c->db, r, q, id, &department);
	if (!e)
		e = mark(c->db, id, q->path);
	if (!e && words)
		e = release(c->db, r, q, department, words);
	return e ? e : trail_append(c, words ? "text.release" : "text.leave_out", r->code,
		q->path);
}

/* ---- released ---- */

enum err texts_released(struct arena *a, struct db *db, int64_t round, const char *question,
	struct text_released **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_RELEASED);
	struct text_released *list = NULL;
	size_t n = 0;
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_text(s, ":question", question);
	while (stmt_next(s, &e)) {
		char *token = arena_alloc(a, 2 * TOKEN_BYTES + 1);

		digest_hex(col_blob(s, "token"), TOKEN_BYTES, token);
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = (struct text_released){
			token,
			col_copy(a, s, "question"),
			col_copy(a, s, "department"),
			col_copy(a, s, "text"),
		};
	}
	if (e)
		return e;
	*out = list;
	*count = n;
	return OK;
}

enum err text_take_back(struct change *c, const struct round *r, const char *token)
{
	unsigned char bytes[TOKEN_BYTES];
	struct stmt *s;
	enum err e;

	if (!digest_unhex(token, bytes, sizeof bytes))
		return err_fail(ERR_NOT_FOUND, "there is no such text");
	s = db_stmt(c->db, STMT_TEXT_TAKE_BACK);
	stmt_i64(s, ":round", r->id);
	stmt_blob(s, ":token", bytes, sizeof bytes);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such text");
	return e ? e : trail_append(c, "text.take_back", r->code, NULL);
}

/* ---- the end of raw texts ---- */

/* What is done to the raw texts of a question; `path` is where they are in answers. */
typedef enum err purging(struct db *db, int64_t round, const struct question *q,
	const char *path, const char *before, int64_t *count);

/* A deleted text stays an answer: counted, never shown, waiting for nobody. */
static enum err purge_question(struct db *db, int64_t round, const struct question *q,
	const char *path, const char *before, int64_t *gone)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_PURGE_MARK);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_text(s, ":question", q->path);
	stmt_text(s, ":before", before);
	stmt_text(s, ":path", path);
	e = stmt_run(s);
	if (e)
		return e;
	s = db_stmt(db, STMT_TEXT_PURGE);
	stmt_i64(s, ":round", round);
	stmt_text(s, ":before", before);
	stmt_text(s, ":path", path);
	e = stmt_run(s);
	if (!e)
		*gone += db_changes(db);
	return e;
}

static enum err count_question(struct db *db, int64_t round, const struct question *q,
	const char *path, const char *before, int64_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_PURGING);
	bool row;
	enum err e;

	(void)q;
	stmt_i64(s, ":round", round);
	stmt_text(s, ":before", before);
	stmt_text(s, ":path", path);
	e = stmt_step(s, &row);
	if (!e && row)
		*count += col_i64(s, "n");
	stmt_done(s);
	return e;
}

static enum err for_all(struct arena *a, struct db *db, purging *run, const char *before,
	int64_t *count)
{
	struct round *rounds;
	size_t n;
	enum err e = round_list(a, db, &rounds, &n);

	*count = 0;
	for (size_t i = 0; !e && i < n; i++) {
		struct form *form;

		e = round_form(a, db, &rounds[i], &form);
		for (size_t q = 0; !e && q < form->question_count; q++)
			if (is_text(form->questions[q]))
				e = run(db, rounds[i].id, form->questions[q], arena_printf(a,
					"$.\"%s\"", form->questions[q]->path), before, count);
	}
	return e;
}

enum err texts_purge(struct change *c, const char *before)
{
	int64_t count = 0;
	enum err e = inbox_move(c->db);

	if (!e)
		e = for_all(c->arena, c->db, purge_question, before, &count);
	return e || !count ? e : trail_append(c, "text.purge", NULL, "raw texts past their days");
}

enum err texts_old(struct arena *a, struct db *db, const char *before, int64_t *count)
{
	return for_all(a, db, count_question, before, count);
}

enum err texts_any_read(struct db *db, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_SEEN_ANY);
	enum err e = stmt_step(s, any);

	stmt_done(s);
	return e;
}

enum err texts_read_of(struct arena *a, struct db *db, const void *submission,
	const char ***questions, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TEXT_SEEN_LIST);

	stmt_blob(s, ":submission", submission, SUBMISSION_ID_BYTES);
	return stmt_texts(a, s, questions, count);
}
