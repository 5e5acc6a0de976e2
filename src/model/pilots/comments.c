/* Comments: packed by intake, moved out of the inbox, found by receipt, deleted. */
#include "model/comments.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/pilots.h"
#include "model/raw_texts.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define PACKED_MAX ((size_t)2 << 20)	/* a body of 256 KiB, all of it escaped */
#define TEXT_CHARS_MAX 4000

/* ---- what a form has of them ---- */

bool question_of_comment(const struct question *q)
{
	return measure_of(q->measure) == MEASURE_OF_COMMENT;
}

bool form_takes_comments(const struct form *f)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (f->questions[i]->measure == MEASURE_COMMENT_TEXT)
			return true;
	return false;
}

bool form_is_report(const struct form *f)
{
	for (size_t i = 0; i < f->question_count; i++) {
		const struct question *q = f->questions[i];

		if (q->takes_answer && q->type != Q_COUNT && !question_of_comment(q) &&
			q->measure != MEASURE_DEPARTMENT)
			return false;
	}
	return form_takes_comments(f);
}

/* The one beside `q` that measures something else of the same comment; NULL: none. */
static const struct question *beside(const struct form *f, const struct question *q,
	enum measure m)
{
	size_t parent = f->nodes[q->node].parent;
	size_t i = parent == FORM_NO_NODE ? 0 : parent + 1;
	size_t end = parent == FORM_NO_NODE ? f->node_count : f->nodes[parent].end;

	for (; i < end; i = f->nodes[i].end)
		if (f->nodes[i].question && f->nodes[i].question->measure == m)
			return f->nodes[i].question;
	return NULL;
}

const char *comment_activity_around(const struct form *f, size_t node)
{
	for (size_t i = node; i != FORM_NO_NODE; i = f->nodes[i].parent) {
		const struct form_node *n = &f->nodes[i];
		const char *list;

		if (n->kind != NODE_ITERATION)
			continue;
		list = f->nodes[n->parent].list->name;
		if (strcmp(list, "functions") == 0 || strcmp(list, "activities") == 0)
			return n->choice->name;
		if (n->choice->from_catalogue)
			return n->choice->home;
	}
	return "";
}

/* ---- packed ---- */

static void token_of(struct arena *a, const char *receipt, const char *question,
	unsigned char out[COMMENT_TOKEN_BYTES])
{
	const char *text = arena_printf(a, "comment\n%s\n%s", receipt, question);
	unsigned char digest[DIGEST_BYTES];

	if (!*receipt) {
		random_bytes(out, COMMENT_TOKEN_BYTES);
		return;
	}
	digest_of(text, strlen(text), digest);
	memcpy(out, digest, COMMENT_TOKEN_BYTES);
}

static const char *value_beside(const struct check *check, const struct question *q,
	enum measure m)
{
	const struct question *other = beside(check->state.form, q, m);

	return other ? check->state.value[other->index] : "";
}

static const char *activity_of(const struct check *check, const struct question *q)
{
	const char *answered = value_beside(check, q, MEASURE_COMMENT_ACTIVITY);

	if (*answered && strcmp(answered, "dk") != 0 && strcmp(answered, "none") != 0)
		return answered;
	return comment_activity_around(check->state.form, q->node);
}

/* "hex": ["text", "kind", "severity", "activity", "picture", "same"] */
static void pack_one(struct json_writer *w, struct arena *a, const char *receipt,
	const struct check *check, const struct question *q)
{
	const char *kind = value_beside(check, q, MEASURE_COMMENT_KIND);
	unsigned char token[COMMENT_TOKEN_BYTES];
	char hex[2 * COMMENT_TOKEN_BYTES + 1];

	token_of(a, receipt, q->path, token);
	digest_hex(token, sizeof token, hex);
	json_key(w, hex);
	json_begin_array(w);
	json_string(w, check->state.value[q->index]);
	json_string(w, *kind && strcmp(kind, "dk") != 0 ? kind : "gap");
	json_string(w, value_beside(check, q, MEASURE_COMMENT_SEVERITY));
	json_string(w, activity_of(check, q));
	json_string(w, value_beside(check, q, MEASURE_COMMENT_PICTURE));
	json_string(w, value_beside(check, q, MEASURE_COMMENT_SAME));
	json_end_array(w);
}

static bool says_something(const struct check *check, const struct question *q)
{
	return q->measure == MEASURE_COMMENT_TEXT && check->state.relevant[q->node] &&
		(*check->state.value[q->index] || *value_beside(check, q, MEASURE_COMMENT_SAME) ||
		*value_beside(check, q, MEASURE_COMMENT_PICTURE));
}

const char *comments_pack(struct arena *a, const char *receipt, const struct check *check)
{
	const struct form *f = check->state.form;
	struct buf *out = NULL;
	struct json_writer w = {0};

	for (size_t i = 0; i < f->question_count; i++) {
		if (!says_something(check, f->questions[i]))
			continue;
		if (!out) {
			out = buf_new(a, PACKED_MAX);
			w.out = out;
			json_begin_object(&w);
		}
		pack_one(&w, a, receipt, check, f->questions[i]);
	}
	if (!out)
		return "";
	json_end_object(&w);
	return out->data;
}

/* A statement about the picture that answers a question. */
static struct stmt *of_picture(struct db *db, enum stmt_id id, int64_t round,
	const struct check_text *t)
{
	unsigned char hash[DIGEST_BYTES] = {0};
	struct stmt *s = db_stmt(db, id);

	digest_unhex(t->text, hash, sizeof hash);
	stmt_i64(s, ":round", round);
	stmt_blob(s, ":hash", hash, sizeof hash);
	return s;
}

enum err comments_check_pictures(struct arena *a, struct db *db, int64_t round,
	struct check *check)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < check->text_count; i++) {
		const struct check_text *t = &check->texts[i];
		struct stmt *s;
		bool there;

		if (question_answer(t->question) != ANSWER_PICTURE)
			continue;
		s = of_picture(db, STMT_PICTURE_THERE, round, t);
		e = stmt_step(s, &there);
		stmt_done(s);
		if (!e && !there)
			check_add_fault(a, check, t->question, CHECK_PICTURE);
	}
	return e;
}

enum err comments_keep_pictures(struct db *db, int64_t round, const struct check *check)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < check->text_count; i++)
		if (question_answer(check->texts[i].question) == ANSWER_PICTURE)
			e = stmt_run(of_picture(db, STMT_PICTURE_CLAIM, round, &check->texts[i]));
	return e;
}

/* ---- into their table ---- */

struct moving {
	struct arena *arena;
	struct db *db;
	const struct row **old;		/* those nobody has read, taken out to be mixed in */
	size_t old_count;
	struct fresh {
		unsigned char token[COMMENT_TOKEN_BYTES], voice[TESTER_BYTES];
		int64_t round;
		const char *prototype, *version, *department, *lang, *day, *half;
		const char *text, *kind, *severity, *activity, *picture, *same;
	} *list;
	size_t count;
};

static enum err unreadable(void)
{
	return err_fail(ERR_STORE, "stored comments cannot be read");
}

static enum err unpack(struct moving *m, struct stmt *row)
{
	struct fresh f = {
		.round = col_i64(row, "round"),
		.prototype = col_copy(m->arena, row, "prototype"),
		.version = col_copy(m->arena, row, "version"),
		.department = col_copy(m->arena, row, "department"),
		.lang = col_copy(m->arena, row, "lang"),
		.day = col_copy(m->arena, row, "day"),
		.half = col_copy(m->arena, row, "half"),
	};
	struct json_flat flat;

	if (col_is_null(row, "tester"))
		random_bytes(f.voice, sizeof f.voice);
	else
		memcpy(f.voice, col_blob(row, "tester"), sizeof f.voice);
	if (json_scan(m->arena, col_text(row, "comments"), col_len(row, "comments"), NULL, &flat))
		return unreadable();
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_member *c = &flat.members[i];

		if (c->kind != JSON_LIST || c->count != 6 ||
			!digest_unhex(c->key, f.token, sizeof f.token))
			return unreadable();
		f.text = c->values[0];
		f.kind = c->values[1];
		f.severity = c->values[2];
		f.activity = c->values[3];
		f.picture = c->values[4];
		f.same = c->values[5];
		m->list = arena_grow(m->arena, m->list, m->count + 1, sizeof *m->list);
		m->list[m->count++] = f;
	}
	return OK;
}

static enum err read_inbox(struct moving *m, int64_t round)
{
	struct stmt *row = db_stmt(m->db, STMT_COMMENTS_WAITING);
	enum err e;

	stmt_i64(row, ":round", round);
	while (stmt_next(row, &e) && !(e = unpack(m, row)))
		;
	stmt_done(row);
	return e;
}

static int by_token(const void *a, const void *b)
{
	return memcmp(((const struct fresh *)a)->token, ((const struct fresh *)b)->token,
		COMMENT_TOKEN_BYTES);
}

static enum err add_voice(struct db *db, const unsigned char *comment, const unsigned char *voice)
{
	struct stmt *s = db_stmt(db, STMT_COMMENT_VOICE_ADD);

	stmt_blob(s, ":comment", comment, COMMENT_TOKEN_BYTES);
	stmt_blob(s, ":voice", voice, TESTER_BYTES);
	return stmt_run(s);
}

/* A voice for the one of that number; *there: there is one of the same prototype. */
static enum err say_the_same(struct db *db, const struct fresh *f, bool *there)
{
	unsigned char token[COMMENT_TOKEN_BYTES];
	int64_t number = 0;
	struct stmt *s;
	enum err e;

	*there = false;
	if (!parse_i64(f->same, &number) || number <= 0)
		return OK;
	s = db_stmt(db, STMT_COMMENT_OF_NUMBER);
	stmt_i64(s, ":number", number);
	stmt_text(s, ":prototype", f->prototype);
	e = stmt_step(s, there);
	if (!e && *there)
		memcpy(token, col_blob(s, "token"), sizeof token);
	stmt_done(s);
	return e || !*there ? e : add_voice(db, token, f->voice);
}

static enum err put_one(struct db *db, const struct fresh *f)
{
	unsigned char picture[DIGEST_BYTES];
	bool has_picture = digest_unhex(f->picture, picture, sizeof picture);
	char since[DAY_CHARS];
	struct stmt *s;
	enum err e;

	raw_texts_since(f->day, since);
	s = db_stmt(db, STMT_COMMENT_ADD);
	stmt_blob(s, ":token", f->token, sizeof f->token);
	stmt_i64(s, ":round", f->round);
	stmt_text(s, ":prototype", f->prototype);
	stmt_text(s, ":version", f->version);
	stmt_text(s, ":department", f->department);
	stmt_text(s, ":kind", f->kind);
	stmt_text(s, ":severity", strcmp(f->severity, "dk") == 0 ? "" : f->severity);
	stmt_text(s, ":activity", f->activity);
	stmt_text(s, ":lang", f->lang);
	stmt_text(s, ":since", since);
	stmt_text(s, ":day", f->day);
	stmt_text(s, ":half", f->half);
	stmt_text(s, ":raw", f->text);
	if (has_picture)
		stmt_blob(s, ":picture", picture, sizeof picture);
	else
		stmt_null(s, ":picture");
	e = stmt_run(s);
	return e ? e : add_voice(db, f->token, f->voice);
}

/* Those nobody has read are written anew with those that come, all in the order of their tokens:
 * a page keeps rows in the order they were written. */
static enum err take_unread(struct moving *m)
{
	struct stmt *s = db_stmt(m->db, STMT_COMMENTS_UNREAD);
	enum err e;

	stmt_i64(s, ":most", INBOX_MIXED);
	while (stmt_next(s, &e)) {
		m->old = arena_grow(m->arena, m->old, m->old_count + 1, sizeof *m->old);
		m->old[m->old_count++] = stmt_keep_row(m->arena, s);
	}
	for (size_t i = 0; !e && i < m->old_count; i++) {
		s = db_stmt(m->db, STMT_COMMENT_DROP);
		stmt_blob(s, ":token", row_blob(m->old[i], "token", COMMENT_TOKEN_BYTES),
			COMMENT_TOKEN_BYTES);
		e = stmt_run(s);
	}
	return e;
}

static enum err put_old(struct db *db, const struct row *row)
{
	struct stmt *s = db_stmt(db, STMT_COMMENT_PUT);

	stmt_bind_row(s, row);
	return stmt_run(s);
}

static enum err put_all(struct moving *m)
{
	size_t old = 0;
	enum err e = OK;

	if (m->count)
		qsort(m->list, m->count, sizeof *m->list, by_token);
	for (size_t i = 0; !e && i < m->count; i++) {
		const struct fresh *f = &m->list[i];
		bool same;

		while (!e && old < m->old_count && memcmp(row_blob(m->old[old], "token",
			COMMENT_TOKEN_BYTES), f->token, COMMENT_TOKEN_BYTES) < 0)
			e = put_old(m->db, m->old[old++]);
		if (!e)
			e = say_the_same(m->db, f, &same);
		if (!e && (!same || *f->text || *f->picture))
			e = put_one(m->db, f);
	}
	while (!e && old < m->old_count)
		e = put_old(m->db, m->old[old++]);
	return e;
}

enum err comments_move(struct db *db, int64_t round)
{
	struct moving m = {.arena = arena_new(), .db = db};
	enum err e = read_inbox(&m, round);

	if (!e && m.count)
		e = take_unread(&m);
	if (!e && m.count)
		e = put_all(&m);
	arena_free(m.arena);
	return e;
}

/* ---- by receipt ---- */

static enum err find_status(struct arena *a, struct db *db,
	const unsigned char token[COMMENT_TOKEN_BYTES], bool *there, struct comment_status *out)
{
	struct stmt *s = db_stmt(db, STMT_COMMENT_STATUS);
	enum err e;

	stmt_blob(s, ":token", token, COMMENT_TOKEN_BYTES);
	e = stmt_step(s, there);
	if (!e && *there) {
		*out = (struct comment_status){
			.number = col_i64(s, "number"),
			.kind = col_copy(a, s, "kind"),
			.status = col_copy(a, s, "status"),
			.in_version = col_copy(a, s, "in_version"),
			.reply = col_copy(a, s, "reply"),
			.reply_lang = col_copy(a, s, "reply_lang"),
			.text = col_copy(a, s, "text"),
			.amendable = col_i64(s, "unread"),
		};
		memcpy(out->token, token, COMMENT_TOKEN_BYTES);
	}
	stmt_done(s);
	return e;
}

/* One that is still in the inbox: nobody can have read it, or add to it there. */
static enum err find_arrived(struct arena *a, struct db *db, int64_t round,
	const unsigned char token[COMMENT_TOKEN_BYTES], bool *there, struct comment_status *out)
{
	char hex[2 * COMMENT_TOKEN_BYTES + 1];
	struct stmt *s = db_stmt(db, STMT_COMMENT_IN_INBOX);
	struct json_flat flat = {.count = 0};
	enum err e;

	digest_hex(token, COMMENT_TOKEN_BYTES, hex);
	stmt_i64(s, ":round", round);
	stmt_text(s, ":token", hex);
	e = stmt_step(s, there);
	if (!e && *there)
		e = json_scan(a, col_copy(a, s, "comments"), col_len(s, "comments"), NULL, &flat) ?
			unreadable() : OK;
	stmt_done(s);
	*there = false;
	for (size_t i = 0; !e && i < flat.count; i++) {
		const struct json_member *c = &flat.members[i];

		if (c->kind != JSON_LIST || c->count < 2 || strcmp(c->key, hex) != 0)
			continue;
		*there = true;
		*out = (struct comment_status){.kind = c->values[1], .status = "new",
			.in_version = "", .reply = "", .reply_lang = "", .text = ""};
		memcpy(out->token, token, COMMENT_TOKEN_BYTES);
	}
	return e;
}

enum err comments_of_receipt(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, const char *receipt, struct comment_status **out, size_t *count)
{
	struct comment_status *list = NULL;
	size_t n = 0;
	enum err e = OK;

	for (size_t i = 0; *receipt && !e && i < form->question_count; i++) {
		unsigned char token[COMMENT_TOKEN_BYTES];
		struct comment_status one;
		bool there;

		if (form->questions[i]->measure != MEASURE_COMMENT_TEXT)
			continue;
		token_of(a, receipt, form->questions[i]->path, token);
		e = find_status(a, db, token, &there, &one);
		if (!e && !there)
			e = find_arrived(a, db, r->id, token, &there, &one);
		if (e || !there)
			continue;
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = one;
	}
	if (!e) {
		*out = list;
		*count = n;
	}
	return e;
}

static void read_shown(struct arena *a, struct stmt *s, void *row)
{
	struct comment_shown *c = row;

	*c = (struct comment_shown){
		.number = col_i64(s, "number"), .original = col_i64(s, "original"),
		.voices = col_i64(s, "voices"),
		.prototype = col_copy(a, s, "prototype"), .version = col_copy(a, s, "version"),
		.kind = col_copy(a, s, "kind"), .severity = col_copy(a, s, "severity"),
		.activity = col_copy(a, s, "activity"), .lang = col_copy(a, s, "lang"),
		.text = col_copy(a, s, "text"), .status = col_copy(a, s, "status"),
		.in_version = col_copy(a, s, "in_version"), .reply = col_copy(a, s, "reply"),
		.reply_lang = col_copy(a, s, "reply_lang"), .month = col_copy(a, s, "month"),
	};
	if (!col_is_null(s, "picture")) {
		unsigned char *hash = arena_alloc(a, DIGEST_BYTES);

		memcpy(hash, col_blob(s, "picture"), DIGEST_BYTES);
		c->picture = hash;
		c->picture_type = col_copy(a, s, "picture_type");
	}
}

enum err comments_shown(struct arena *a, struct db *db, int64_t round, struct comment_shown **out,
	size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_COMMENTS_SHOWN);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_shown, out, count);
}

static void read_alike(struct arena *a, struct stmt *s, void *row)
{
	*(struct comment_shown *)row = (struct comment_shown){.number = col_i64(s, "number"),
		.text = col_copy(a, s, "text"), .lang = col_copy(a, s, "lang")};
}

enum err comments_alike(struct arena *a, struct db *db, const char *prototype,
	const char *activity, size_t most, struct comment_shown **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_COMMENTS_ALIKE);

	stmt_text(s, ":prototype", prototype);
	stmt_text(s, ":activity", activity);
	stmt_i64(s, ":most", (int64_t)most);
	return stmt_list(a, s, read_alike, out, count);
}

enum err comment_amend(struct change *c, const unsigned char token[COMMENT_TOKEN_BYTES],
	const char *words)
{
	struct stmt *s;
	enum err e;

	if (!*words || !text_fits(words, TEXT_CHARS_MAX) || !utf8_valid(words, strlen(words)))
		return err_text(err_fail(ERR_INPUT, "write 1 to %d characters", TEXT_CHARS_MAX),
			"comments.bad_words", NULL);
	s = db_stmt(c->db, STMT_COMMENT_AMEND);
	stmt_blob(s, ":token", token, COMMENT_TOKEN_BYTES);
	stmt_text(s, ":words", words);
	stmt_i64(s, ":most", 2 * TEXT_CHARS_MAX);
	e = stmt_run(s);
	if (!e && db_changes(c->db) != 1)
		return err_text(err_fail(ERR_CONFLICT, "somebody has read it: report it anew"),
			"comments.read_already", NULL);
	return e;
}

/* ---- erased ---- */

static enum err erase_token(struct db *db, const unsigned char token[COMMENT_TOKEN_BYTES])
{
	static const enum stmt_id places[] = {STMT_COMMENT_PICTURE_DROP, STMT_COMMENT_EVENTS_DROP,
		STMT_COMMENT_VOICES_DROP, STMT_COMMENT_ORPHAN, STMT_COMMENT_DROP};
	enum err e = OK;

	for (size_t i = 0; !e && i < sizeof places / sizeof *places; i++) {
		struct stmt *s = db_stmt(db, places[i]);

		stmt_blob(s, ":token", token, COMMENT_TOKEN_BYTES);
		e = stmt_run(s);
	}
	return e;
}

enum err comments_erase(struct db *db, const struct form *form, const char *receipt)
{
	struct arena *a = arena_new();
	enum err e = OK;

	for (size_t i = 0; *receipt && !e && i < form->question_count; i++) {
		unsigned char token[COMMENT_TOKEN_BYTES];

		if (form->questions[i]->measure != MEASURE_COMMENT_TEXT)
			continue;
		token_of(a, receipt, form->questions[i]->path, token);
		e = erase_token(db, token);
	}
	arena_free(a);
	return e;
}

static void read_token(struct arena *a, struct stmt *s, void *row)
{
	(void)a;
	memcpy(row, col_blob(s, "token"), COMMENT_TOKEN_BYTES);
}

static enum err erase_found(struct db *db, struct stmt *s, size_t *count)
{
	struct arena *a = arena_new();
	unsigned char (*tokens)[COMMENT_TOKEN_BYTES];
	enum err e = stmt_list(a, s, read_token, &tokens, count);

	for (size_t i = 0; !e && i < *count; i++)
		e = erase_token(db, tokens[i]);
	arena_free(a);
	return e;
}

enum err comments_erase_round(struct db *db, int64_t round)
{
	struct stmt *s = db_stmt(db, STMT_COMMENTS_OF_ROUND);
	size_t count;
	enum err e;

	stmt_i64(s, ":round", round);
	e = erase_found(db, s, &count);
	if (e)
		return e;
	s = db_stmt(db, STMT_PICTURES_DROP_ROUND);
	stmt_i64(s, ":round", round);
	return stmt_run(s);
}

/* ---- past their days ---- */

static struct stmt *of_old(struct db *db, enum stmt_id id, const char *today)
{
	char before[DAY_CHARS];
	struct stmt *s = db_stmt(db, id);

	clock_day_add(today, -COMMENT_RAW_DAYS, before);
	stmt_text(s, ":before", before);
	return s;
}

enum err comments_purge(struct change *c, const char *today)
{
	size_t count;
	enum err e = erase_found(c->db, of_old(c->db, STMT_COMMENTS_UNREAD_OLD, today), &count);

	if (!e)
		e = stmt_run(of_old(c->db, STMT_COMMENT_PICTURES_OLD, today));
	if (!e)
		e = stmt_run(of_old(c->db, STMT_COMMENTS_FORGET_PICTURES, today));
	return e || !count ? e : trail_append(c, "comment.purge", NULL,
		arena_printf(c->arena, "%zu that nobody read", count));
}

enum err comments_old(struct db *db, const char *today, int64_t *count)
{
	struct stmt *s = of_old(db, STMT_COMMENTS_OLD_COUNT, today);
	bool row;
	enum err e = stmt_step(s, &row);

	*count = !e && row ? col_i64(s, "n") : 0;
	stmt_done(s);
	return e;
}
