/* A house with a form that takes comments, what is sent by it, and presses on the desk. */
#ifndef TEST_TRIAGE_HOUSE_H
#define TEST_TRIAGE_HOUSE_H

#include "audit_house.h"

#include "base/text.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/triage.h"

#define REPORTS "tests/data/form/reports"
#define DAY_S 86400

static struct change change;
static const char *actor = "anna";

/* What comes of a call in a change of its own. */
#define changed(call) ( \
	assert_int_equal(change_begin(&change, arena, house, &kiosk, actor), OK), \
	change_end(&change, call))

/* ---- pressing ---- */

struct deed {
	enum err (*run)(struct triage_press *p, const struct deed *d);
	struct triage_tokens tokens;
	const char *words;
	int64_t number;
	struct triage_edit edit;
};

static char batch[TRIAGE_HEX_CHARS];

static inline enum err press_in(struct change *c, const struct deed *d)
{
	struct triage_press p;
	enum err e = triage_begin(&p, c);

	if (!e)
		e = d->run(&p, d);
	digest_hex(p.batch, sizeof p.batch, batch);
	return e;
}

#define press(...) changed(press_in(&change, &(struct deed){__VA_ARGS__}))
#define ONE(token) ((struct triage_tokens){(const char *[]){token}, 1})
#define STAYS .owner = TRIAGE_AS_IT_IS, .deputy = TRIAGE_AS_IT_IS

static inline enum err do_read(struct triage_press *p, const struct deed *d)
{
	return triage_read(p, d->tokens, d->words);
}

static inline enum err do_leave(struct triage_press *p, const struct deed *d)
{
	return triage_leave_out(p, d->tokens);
}

static inline enum err do_edit(struct triage_press *p, const struct deed *d)
{
	return triage_edit(p, d->tokens, &d->edit);
}

static inline enum err do_merge(struct triage_press *p, const struct deed *d)
{
	return triage_merge(p, d->tokens, d->number);
}

static inline enum err do_undo(struct triage_press *p, const struct deed *d)
{
	return triage_undo(p, d->words);
}

static inline enum err read_words(const char *token, const char *words)
{
	return press(.run = do_read, .tokens = ONE(token), .words = words);
}

static inline enum err to_status(const char *token, const char *status, const char *version)
{
	return press(.run = do_edit, .tokens = ONE(token),
		.edit = {.status = status, .in_version = version, STAYS});
}

static inline enum err to_reply(const char *token, const char *reply)
{
	return press(.run = do_edit, .tokens = ONE(token),
		.edit = {.reply = reply, .reply_lang = "en", STAYS});
}

static inline enum err undo(const char *which)
{
	return press(.run = do_undo, .words = which);
}

/* ---- comments ---- */

static inline struct round opened(const char *code)
{
	pack_bring_in(REPORTS);
	return round_of((struct round_spec){.form = "reports", .title = "Reports", .code = code});
}

static inline struct post report(const struct round *r, const struct form *f, const char *kind,
	const char *severity, const char *words)
{
	struct post p = post_of(r, f);

	put(&p, "start/department", "SAL");
	put(&p, "report/kind", kind);
	if (*severity)
		put(&p, "report/severity", severity);
	put(&p, "report/activity", "SAL01");
	put(&p, "report/words", words);
	return p;
}

static inline void moved(void)
{
	assert_int_equal(changed(inbox_move(change.db)), OK);
}

/* Sent, and out of the inbox. */
static inline const char *sent(const struct round *r, const char *kind, const char *severity,
	const char *words)
{
	struct form *f = form_of(r);
	struct post p = report(r, f, kind, severity, words);
	struct submission_result got = take(&p);
	struct comment_status *list;
	char *hex = arena_alloc(arena, TRIAGE_HEX_CHARS);
	size_t n;

	assert_int_equal(got.outcome, INTAKE_STORED);
	moved();
	assert_int_equal(comments_of_receipt(arena, house_db(), r, f, got.receipt, &list, &n), OK);
	assert_int_equal(n, 1);
	digest_hex(list[0].token, sizeof list[0].token, hex);
	return hex;
}

static inline struct triage_comment now(const char *token)
{
	struct triage_comment c;

	assert_int_equal(triage_find(arena, house_db(), token, &c), OK);
	return c;
}

static inline struct triage_filter any(void)
{
	return (struct triage_filter){.status = "", .show = "", .kind = "", .severity = "",
		.activity = "", .lang = "", .prototype = "", .words = ""};
}

static inline size_t found(struct triage_filter f)
{
	struct triage_item *list;
	size_t n;

	assert_int_equal(triage_queue(arena, house_db(), &f, 100, &list, &n), OK);
	return n;
}

#define FOUND(...) ({ struct triage_filter filter_ = any(); __VA_ARGS__; found(filter_); })

static inline size_t events_of(const char *token)
{
	struct triage_event *list;
	size_t n;

	assert_int_equal(triage_history(arena, house_db(), token, &list, &n), OK);
	return n;
}

#endif
