/* Presses: reading, leaving out, editing, merging. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "store/stmt.h"
#include "triage_parts.h"

/* ---- each of several ---- */

/* What one kind of press does to a comment; *changed false: nothing. */
typedef enum err deed_run(struct triage_press *p, struct triage_state *s, void *ctx,
	bool *changed);

static enum err each(struct triage_press *p, struct triage_tokens t, const char *trail,
	deed_run *run, void *ctx)
{
	struct arena *a = p->change->arena;
	struct triage_state first = {0};
	size_t done = 0;
	enum err e = t.count && t.count <= TRIAGE_BATCH_MAX ? OK :
		err_text(err_fail(ERR_INPUT, "choose 1 to %d comments", TRIAGE_BATCH_MAX),
			"triage.bad_count", "max", arena_printf(a, "%d", TRIAGE_BATCH_MAX), NULL);

	for (size_t i = 0; !e && i < t.count; i++) {
		unsigned char token[COMMENT_TOKEN_BYTES];
		struct triage_state s = {0};
		bool changed = false;

		if (!digest_unhex(t.list[i], token, sizeof token))
			return err_fail(ERR_NOT_FOUND, "there is no such comment");
		e = triage_load(a, p->change->db, token, &s);
		if (!e)
			e = run(p, &s, ctx, &changed);
		if (!e && changed && !done++)
			first = s;
	}
	return e || !done ? e : triage_told(p, trail, &first, done);
}

static enum err unread_yet(void)
{
	return err_text(err_fail(ERR_CONFLICT, "read it first: nobody has reviewed its words"),
		"triage.unread_yet", NULL);
}

/* ---- reading ---- */

static enum err read_one(struct triage_press *p, struct triage_state *s, void *ctx, bool *changed)
{
	const char *words = ctx;
	bool again = *s->text;
	struct triage_deed d = {.action = again ? "words" : "read",
		.before = again ? "" : triage_before(p->change->arena, s)};
	enum err e = OK;

	if (again && strcmp(s->text, words) == 0)
		return OK;
	if (!s->number)
		e = triage_give_number(p->change->db, s);
	s->text = words;
	s->raw = NULL;
	*changed = true;
	return e ? e : triage_keep(p, s, &d);
}

enum err triage_read(struct triage_press *p, struct triage_tokens t, const char *words)
{
	if (!*words || !triage_words_may_be(words, TRIAGE_WORDS_CHARS))
		return err_text(err_fail(ERR_INPUT, "write 1 to %d characters", TRIAGE_WORDS_CHARS),
			"comments.bad_words", NULL);
	return each(p, t, "comment.read", read_one, (void *)words);
}

static enum err leave_one(struct triage_press *p, struct triage_state *s, void *ctx, bool *changed)
{
	struct triage_deed d = {.action = "leave_out",
		.before = triage_before(p->change->arena, s)};
	enum err e;

	(void)ctx;
	if (s->number)
		return err_text(err_fail(ERR_CONFLICT, "somebody has read it meanwhile"),
			"triage.changed", NULL);
	e = triage_give_number(p->change->db, s);
	*changed = true;
	return e ? e : triage_keep(p, s, &d);
}

enum err triage_leave_out(struct triage_press *p, struct triage_tokens t)
{
	return each(p, t, "comment.leave_out", leave_one, NULL);
}

/* ---- editing ---- */

static bool differs(const char *to, const char *from)
{
	return to && strcmp(to, from) != 0;
}

static enum err check_version(const char *version)
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
	size_t n = strspn(version, signs);

	return n && n <= 16 && !version[n] ? OK :
		err_text(err_fail(ERR_INPUT, "name the version that has it: 1 to 16 letters, digits or "
			"_ . -"), "triage.bad_version", NULL);
}

static enum err check_edit(const struct triage_edit *e)
{
	enum triage_status s = TRIAGE_NEW;

	if (e->status && (!triage_status_parse(e->status, &s) || s == TRIAGE_DUPLICATE))
		return err_text(err_fail(ERR_INPUT, "there is no status “%.40s” to choose", e->status),
			"triage.bad_status", "status", e->status, NULL);
	if ((e->reply && !triage_words_may_be(e->reply, TRIAGE_WORDS_CHARS)) ||
		(e->note && !triage_words_may_be(e->note, TRIAGE_WORDS_CHARS)) ||
		(e->theme && !triage_words_may_be(e->theme, TRIAGE_SHORT_CHARS)))
		return err_text(err_fail(ERR_INPUT, "a reply, note or theme is too long"),
			"triage.too_long", NULL);
	if (e->owner > 0 && e->owner == e->deputy)
		return err_text(err_fail(ERR_INPUT, "owner and deputy are two people"), "duty.same", NULL);
	return e->status && s == TRIAGE_IN_VERSION ? check_version(e->in_version ?
		e->in_version : "") : OK;
}

/* What is to change for everybody: status, version, reply. *what: the event's name. */
static bool set_public(struct triage_state *s, const struct triage_edit *e, const char **what)
{
	bool in_version = e->status && strcmp(e->status, "in_version") == 0;
	bool verified = e->status && strcmp(e->status, "verified") == 0;
	const char *version = in_version ? e->in_version : verified ? s->in_version : "";
	bool status = differs(e->status, s->status) || (in_version && differs(version, s->in_version));
	bool reply = differs(e->reply, s->reply) ||
		(e->reply && *e->reply && differs(e->reply_lang, s->reply_lang));

	if (status) {
		s->status = e->status;
		s->in_version = version;
		/* It stands for itself again. */
		s->repeats = false;
	}
	if (reply) {
		s->reply = e->reply;
		s->reply_lang = *e->reply && e->reply_lang ? e->reply_lang : "";
	}
	*what = status ? "status" : reply ? "reply" : NULL;
	return status || reply;
}

static bool set_picture(struct triage_state *s, const struct triage_edit *e, const char **what)
{
	if (!differs(e->picture, s->picture_state) || !*s->picture_state)
		return false;
	s->picture_state = e->picture;
	*what = "picture";
	return true;
}

static bool set_rest(struct triage_state *s, const struct triage_edit *e, const char **what)
{
	bool assigned = (e->owner >= 0 && e->owner != s->owner) ||
		(e->deputy >= 0 && e->deputy != s->deputy);
	bool themed = differs(e->theme, s->theme);
	bool settled = e->settles && *s->vendor;

	if (assigned && e->owner >= 0)
		s->owner = e->owner;
	if (assigned && e->deputy >= 0)
		s->deputy = e->deputy;
	if (themed)
		s->theme = e->theme;
	if (settled)
		s->vendor = "";
	*what = assigned ? "assign" : themed ? "theme" : settled ? "vendor" :
		e->note && *e->note ? "note" : NULL;
	return *what;
}

static enum err edit_one(struct triage_press *p, struct triage_state *s, void *ctx, bool *changed)
{
	const struct triage_edit *e = ctx;
	struct triage_state was = *s;
	const char *what[3] = {NULL, NULL, NULL};
	bool public = set_public(s, e, &what[0]), picture = set_picture(s, e, &what[1]);
	struct triage_deed d = {.note = e->note, .before = triage_before(p->change->arena, &was)};

	set_rest(s, e, &what[2]);
	d.action = what[0] ? what[0] : what[1] ? what[1] : what[2];
	if (!d.action)
		return OK;
	if ((public || picture) && !*s->text)
		return unread_yet();
	if (public) {
		triage_public(p, s);
		d.reply = differs(s->reply, was.reply) ? s->reply : "";
		d.reply_lang = *d.reply ? s->reply_lang : "";
	}
	*changed = true;
	return triage_keep(p, s, &d);
}

enum err triage_edit(struct triage_press *p, struct triage_tokens t, const struct triage_edit *e)
{
	enum err bad = check_edit(e);

	return bad ? bad : each(p, t, "comment.edit", edit_one, (void *)e);
}

/* ---- merging ---- */

struct merging {
	struct triage_state into;
};

static enum err find_number(struct arena *a, struct db *db, int64_t number,
	struct triage_state *out)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_OF_NUMBER);
	unsigned char token[COMMENT_TOKEN_BYTES] = {0};
	bool row;
	enum err e;

	stmt_i64(s, ":number", number);
	e = stmt_step(s, &row);
	if (!e && row)
		memcpy(token, col_blob(s, "token"), sizeof token);
	stmt_done(s);
	if (!e && row)
		e = triage_load(a, db, token, out);
	if (!e && row && out->repeats)
		e = triage_load(a, db, out->original, out);
	return e || (row && *out->text) ? e :
		err_text(err_fail(ERR_NOT_FOUND, "no comment C%lld was read", (long long)number),
			"triage.no_number", "n", arena_printf(a, "%lld", (long long)number), NULL);
}

static enum err point_to(struct triage_press *p, struct triage_state *s,
	const struct triage_state *into)
{
	struct triage_deed d = {.action = "merge", .before = triage_before(p->change->arena, s)};

	s->repeats = true;
	memcpy(s->original, into->token, sizeof s->original);
	s->status = triage_status_code(TRIAGE_DUPLICATE);
	s->in_version = "";
	triage_public(p, s);
	return triage_keep(p, s, &d);
}

struct repeat {
	unsigned char token[COMMENT_TOKEN_BYTES];
};

static void read_repeat(struct arena *a, struct stmt *s, void *row)
{
	(void)a;
	memcpy(((struct repeat *)row)->token, col_blob(s, "token"), COMMENT_TOKEN_BYTES);
}

static enum err merge_one(struct triage_press *p, struct triage_state *s, void *ctx, bool *changed)
{
	const struct triage_state *into = ctx;
	struct stmt *list = db_stmt(p->change->db, STMT_TRIAGE_REPEATS);
	struct repeat *repeats;
	size_t count;
	enum err e;

	stmt_blob(list, ":token", s->token, sizeof s->token);
	e = stmt_list(p->change->arena, list, read_repeat, &repeats, &count);
	if (!e && !*s->text)
		e = unread_yet();
	if (!e && memcmp(s->token, into->token, sizeof s->token) == 0)
		e = err_text(err_fail(ERR_INPUT, "a comment cannot repeat itself"), "triage.itself",
			NULL);
	if (e || (s->repeats && memcmp(s->original, into->token, sizeof s->original) == 0))
		return e;
	e = point_to(p, s, into);
	for (size_t i = 0; !e && i < count; i++) {
		struct triage_state other;

		e = triage_load(p->change->arena, p->change->db, repeats[i].token, &other);
		if (!e)
			e = point_to(p, &other, into);
	}
	*changed = true;
	return e;
}

enum err triage_merge(struct triage_press *p, struct triage_tokens t, int64_t number)
{
	struct merging m;
	enum err e = find_number(p->change->arena, p->change->db, number, &m.into);

	return e ? e : each(p, t, "comment.merge", merge_one, &m.into);
}
