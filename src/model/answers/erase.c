/* Erasing answers, and what is known of them elsewhere. */
#include "model/erase.h"

#include <stdbool.h>
#include <string.h>

#include "analysis/quality.h"
#include "base/arena.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/comments.h"
#include "model/computed.h"
#include "model/inbox.h"
#include "model/paused.h"
#include "model/raw_texts.h"
#include "model/receipts.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "store/stmt.h"

/* One of those to go. */
struct doomed {
	unsigned char id[SUBMISSION_ID_BYTES], digest[DIGEST_BYTES];
	int64_t round, release;
	const char *department;
	bool counted, released;
};

/* As intake counted it. */
static bool was_counted(const char *status, const char *flags)
{
	enum quality_status s = QUALITY_COMPLETE;
	unsigned bits;

	while (s != QUALITY_BREAKOFF && strcmp(quality_status_name(s), status) != 0)
		s++;
	return quality_flags_parse(flags, &bits) == OK && !quality_excluded(s, bits);
}

static void read_doomed(struct arena *a, struct stmt *s, void *row)
{
	struct doomed *d = row;

	memcpy(d->id, col_blob(s, "id"), sizeof d->id);
	memcpy(d->digest, col_blob(s, "digest"), sizeof d->digest);
	d->round = col_i64(s, "round");
	d->department = col_copy(a, s, "department");
	d->release = col_i64(s, "release");
	d->released = col_i64(s, "released");
	d->counted = was_counted(col_text(s, "status"), col_text(s, "flags"));
}

static enum err by_id(struct db *db, enum stmt_id statement, const unsigned char *id)
{
	struct stmt *s = db_stmt(db, statement);

	stmt_blob(s, ":id", id, SUBMISSION_ID_BYTES);
	return stmt_run(s);
}

static enum err forget_repetitions(struct db *db, const struct doomed *d)
{
	struct stmt *s = db_stmt(db, STMT_RECENT_FORGET);

	stmt_blob(s, ":digest", d->digest, sizeof d->digest);
	return stmt_run(s);
}

static enum err count_one_less(struct db *db, const struct doomed *d)
{
	struct stmt *s;

	if (!d->counted)
		return OK;
	s = db_stmt(db, STMT_ROUND_DEPARTMENT_UNCOUNT);
	stmt_i64(s, ":round", d->round);
	stmt_text(s, ":code", d->department);
	stmt_i64(s, ":released", d->released);
	return stmt_run(s);
}

/* Rounds; form and waiting texts of the one whose answers go now. */
struct erasing {
	struct change *c;
	struct round *rounds;
	size_t count;
	const char *before;		/* the day before which all answers go, or NULL */
	int64_t round;
	struct form *form;
	struct raw_text_tokens waiting;
	bool texts_gone;		/* of the whole round, as far as they are to go */
};

static enum err find_round(struct erasing *er, int64_t round)
{
	struct change *c = er->c;
	enum err e;

	if (er->round == round)
		return OK;
	er->round = round;
	er->texts_gone = false;
	e = raw_texts_tokens(c->arena, c->db, round, &er->waiting);
	for (size_t i = 0; !e && i < er->count; i++)
		if (er->rounds[i].id == round)
			return round_form(c->arena, c->db, &er->rounds[i], &er->form);
	return e ? e : err_fail(ERR_STORE, "answers are of a round that is missing");
}

/* By the receipt; once the round has no key, those that may be as old. */
static enum err erase_texts(struct erasing *er, const struct doomed *d)
{
	char receipt[RECEIPT_CHARS];
	enum err e = find_round(er, d->round);

	if (e || er->texts_gone)
		return e;
	e = receipt_make(er->c->db, d->round, d->id, receipt);
	if (e)
		return e;
	if (!*receipt && er->before) {
		er->texts_gone = true;
		return raw_texts_erase_round(er->c->db, d->round, er->before);
	}
	e = raw_texts_erase(er->c->db, d->round, er->form, &er->waiting, receipt, d->release);
	return e ? e : comments_erase(er->c->db, er->form, receipt);
}

static enum err erase_one(struct db *db, const struct doomed *d)
{
	static const enum stmt_id places[] = {STMT_ERASED_ADD, STMT_QUARANTINE_FORGET,
		STMT_PAIRS_FORGET, STMT_SETTLED_DROP};
	enum err e = receipt_forget(db, d->round, d->id);

	for (size_t i = 0; !e && i < sizeof places / sizeof *places; i++)
		e = by_id(db, places[i], d->id);
	if (!e)
		e = forget_repetitions(db, d);
	return e ? e : count_one_less(db, d);
}

/* Nothing that was worked out with what is gone stays; pages see it at once. */
static enum err forget_computed(struct erasing *er, int64_t round)
{
	struct stmt *s = db_stmt(er->c->db, STMT_ROUND_TOUCH);
	enum err e;

	stmt_i64(s, ":round", round);
	e = stmt_run(s);
	return e ? e : computed_drop(er->c->db, round);
}

static enum err erase_found(struct erasing *er, struct stmt *s, const char *what, int64_t *count)
{
	struct change *c = er->c;
	struct doomed *list;
	size_t n;
	enum err e = stmt_list(c->arena, s, read_doomed, &list, &n);

	if (!e)
		e = round_list(c->arena, c->db, &er->rounds, &er->count);
	for (size_t i = 0; !e && i < n; i++) {
		e = erase_texts(er, &list[i]);
		if (!e)
			e = erase_one(c->db, &list[i]);
		if (!e && (!i || list[i].round != list[i - 1].round))
			e = forget_computed(er, list[i].round);
	}
	if (!e && n)
		e = trail_append(c, "answers.erase", what,
			arena_printf(c->arena, "%zu answers", n));
	if (!e)
		*count = (int64_t)n;
	return e;
}

enum err erase_receipt(struct change *c, const char *receipt, int64_t *count)
{
	struct erasing er = {.c = c};
	unsigned char id[SUBMISSION_ID_BYTES];
	struct stmt *s;
	enum err e = inbox_move(c->db);

	if (!e)
		e = receipt_id(c->arena, c->db, receipt, id);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_DOOMED_ID);
	stmt_blob(s, ":id", id, sizeof id);
	return erase_found(&er, s, "receipt", count);
}

enum err erase_round(struct change *c, const char *code, int64_t *count)
{
	struct erasing er = {.c = c, .texts_gone = true};
	struct round r;
	struct stmt *s;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e)
		e = inbox_move(c->db);
	/* All of them at once, and what was counted of them. */
	if (!e)
		e = raw_texts_erase_round(c->db, r.id, NULL);
	if (!e)
		e = comments_erase_round(c->db, r.id);
	if (!e)
		e = paused_erase_round(c, r.id);
	if (e)
		return e;
	er.round = r.id;
	s = db_stmt(c->db, STMT_DOOMED_ROUND);
	stmt_i64(s, ":round", r.id);
	return erase_found(&er, s, r.code, count);
}

enum err erase_before(struct change *c, const char *day, int64_t *count)
{
	struct erasing er = {.c = c, .before = day};
	struct stmt *s;
	enum err e = inbox_move(c->db);

	if (e)
		return e;
	s = db_stmt(c->db, STMT_DOOMED_BEFORE);
	stmt_text(s, ":day", day);
	return erase_found(&er, s, arena_printf(c->arena, "before %s", day), count);
}
