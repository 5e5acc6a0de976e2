/* Taking a press back. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "store/stmt.h"
#include "triage_parts.h"

/* An event of the press. */
struct done {
	unsigned char comment[COMMENT_TOKEN_BYTES];
	const char *before;
	bool undo, later;
};

static void read_done(struct arena *a, struct stmt *s, void *row)
{
	struct done *d = row;

	memcpy(d->comment, col_blob(s, "comment"), sizeof d->comment);
	d->before = col_copy(a, s, "before");
	d->undo = strcmp(col_text(s, "action"), "undo") == 0;
	d->later = col_i64(s, "later") != 0;
}

/* Its events, latest first. */
static enum err events_of(struct arena *a, struct db *db, const unsigned char *batch,
	struct done **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_BATCH);

	stmt_blob(s, ":batch", batch, COMMENT_TOKEN_BYTES);
	return stmt_list(a, s, read_done, out, count);
}

static bool may_undo(const struct done *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].undo || list[i].later || !*list[i].before)
			return false;
	return count > 0;
}

/* Comments among them, each once. */
static int64_t comments_of(const struct done *list, size_t count)
{
	int64_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < i && memcmp(list[k].comment, list[i].comment, COMMENT_TOKEN_BYTES) != 0)
			k++;
		n += k == i;
	}
	return n;
}

enum err triage_undoable(struct db *db, const char *batch, bool *yes, int64_t *count)
{
	struct arena *a = arena_new();
	unsigned char id[COMMENT_TOKEN_BYTES];
	struct done *list = NULL;
	size_t n = 0;
	enum err e = OK;

	*yes = false;
	*count = 0;
	if (digest_unhex(batch, id, sizeof id))
		e = events_of(a, db, id, &list, &n);
	if (!e) {
		*yes = may_undo(list, n);
		*count = comments_of(list, n);
	}
	arena_free(a);
	return e;
}

/* ---- put back ---- */

static const char *was_text(const struct json_flat *was, const char *key, const char *now)
{
	const char *text = json_text(was, key);

	return text ? text : now;
}

static int64_t was_number(const struct json_flat *was, const char *key, int64_t now)
{
	const char *text = json_text(was, key);
	int64_t n;

	return text && parse_i64(text, &n) ? n : now;
}

static bool was_true(const struct json_flat *was, const char *key)
{
	const struct json_member *m = json_get(was, key);

	return m && m->kind == JSON_TRUE;
}

/* Of what was read for the first time the reviewer's words wait again: the raw ones are gone. */
static void unread_again(struct triage_state *s)
{
	if (!s->raw)
		s->raw = s->text;
	s->text = "";
	s->number = 0;
}

static void put_back(const struct triage_press *p, struct triage_state *s,
	const struct json_flat *was)
{
	s->status = was_text(was, "status", s->status);
	s->in_version = was_text(was, "in_version", s->in_version);
	s->reply = was_text(was, "reply", s->reply);
	s->reply_lang = was_text(was, "reply_lang", s->reply_lang);
	s->month = was_text(was, "month", s->month);
	s->theme = was_text(was, "theme", s->theme);
	s->picture_state = was_text(was, "picture", s->picture_state);
	s->vendor = was_text(was, "vendor", s->vendor);
	s->owner = was_number(was, "owner", s->owner);
	s->deputy = was_number(was, "deputy", s->deputy);
	s->repeats = digest_unhex(was_text(was, "original", ""), s->original, sizeof s->original);
	if (was_true(was, "unread"))
		unread_again(s);
	if (was_true(was, "unanswered") && s->waited >= 0) {
		s->waited = -1;
		s->day = p->today;
		s->half = p->half;
	}
}

static enum err undo_one(struct triage_press *p, const struct done *d)
{
	struct triage_deed deed = {.action = "undo", .before = ""};
	struct triage_state s;
	struct json_flat was;
	enum err e = triage_load(p->change->arena, p->change->db, d->comment, &s);

	if (!e && json_scan(p->change->arena, d->before, strlen(d->before), NULL, &was))
		e = err_fail(ERR_STORE, "what stood before cannot be read");
	if (e)
		return e;
	put_back(p, &s, &was);
	return triage_keep(p, &s, &deed);
}

static enum err latest(struct change *c, unsigned char batch[COMMENT_TOKEN_BYTES])
{
	struct stmt *s = db_stmt(c->db, STMT_TRIAGE_BATCH_LAST);
	bool row;
	enum err e;

	stmt_text(s, ":actor", c->actor);
	e = stmt_step(s, &row);
	if (!e && row)
		memcpy(batch, col_blob(s, "batch"), COMMENT_TOKEN_BYTES);
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is nothing to undo");
}

/* The events of undoing bear the batch of what they undo. */
enum err triage_undo(struct triage_press *p, const char *batch)
{
	struct change *c = p->change;
	struct done *list = NULL;
	struct triage_state first = {0};
	size_t count = 0;
	enum err e = OK;

	if (!batch)
		e = latest(c, p->batch);
	else if (!digest_unhex(batch, p->batch, sizeof p->batch))
		e = err_fail(ERR_NOT_FOUND, "there is nothing to undo");
	if (!e)
		e = events_of(c->arena, c->db, p->batch, &list, &count);
	if (!e && !count)
		e = err_fail(ERR_NOT_FOUND, "there is nothing to undo");
	if (!e && !may_undo(list, count))
		e = err_text(err_fail(ERR_CONFLICT, "something was changed since: undo that first"),
			"triage.undo_late", NULL);
	for (size_t i = 0; !e && i < count; i++)
		e = undo_one(p, &list[i]);
	if (!e)
		e = triage_load(c->arena, c->db, list[0].comment, &first);
	return e ? e : triage_told(p, "comment.undo", &first, (size_t)comments_of(list, count));
}
