/* Presses on the desk for comments. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/typed.h"
#include "triage.h"
#include "view/url.h"

/* Line ends as they are stored, without blanks at the ends; NULL: the field did not come. */
static const char *plain(const struct page *p, const char *name)
{
	const char *sent = params_get(&p->req->form, name);
	struct str trimmed = str_trim(str_of(sent ? text_plain_lines(p->a, sent) : NULL));

	return sent ? arena_strndup(p->a, trimmed.p, trimmed.len) : NULL;
}

static int64_t chosen_account(const struct page *p, const char *name)
{
	const char *sent = params_get(&p->req->form, name);
	int64_t id;

	return sent && parse_i64(sent, &id) && id >= 0 ? id : TRIAGE_AS_IT_IS;
}

/* Of accounts that may, or those it has already. */
static enum err check_people(const struct triage_desk *d, int64_t id)
{
	for (size_t i = 0; id > 0 && i < d->people_count; i++)
		if (d->people[i].id == id)
			return OK;
	return id <= 0 ? OK : err_text(err_fail(ERR_INPUT, "choose the person from the list"),
		"duty.may_not", "name", arena_printf(d->p.a, "%lld", (long long)id), NULL);
}

static struct triage_edit read_edit(const struct triage_desk *d)
{
	const struct page *p = &d->p;
	const char *status = params_get(&p->req->form, "status");

	return (struct triage_edit){
		.status = status && *status && strcmp(status, "duplicate") != 0 ? status : NULL,
		.in_version = plain(p, "version"), .reply = plain(p, "reply"),
		.reply_lang = params_get(&p->req->form, "reply_lang"), .note = plain(p, "note"),
		.theme = plain(p, "theme"), .owner = chosen_account(p, "owner"),
		.deputy = chosen_account(p, "deputy"),
		.settles = params_get(&p->req->form, "proposal") != NULL,
	};
}

static enum err check_language(const struct triage_edit *e)
{
	enum lang lang;

	return !e->reply_lang || lang_parse(e->reply_lang, &lang) ? OK :
		err_fail(ERR_INPUT, "there is no such language to reply in");
}

/* ---- one press ---- */

struct pressed {
	struct triage_desk *desk;
	struct triage_press press;
	const char *what;
	struct triage_tokens one;	/* the comment that is open */
};

static enum err save(struct pressed *x)
{
	struct triage_edit e = read_edit(x->desk);
	enum err bad = check_people(x->desk, e.owner);

	if (!bad)
		bad = check_people(x->desk, e.deputy);
	if (!bad)
		bad = check_language(&e);
	return bad ? bad : triage_edit(&x->press, x->one, &e);
}

/* Those in the same words are read with it; what else was typed is for it alone. */
static enum err read_words(struct pressed *x)
{
	struct change *c = x->press.change;
	const char *words = plain(&x->desk->p, "words");
	struct triage_tokens alike;
	enum err e = triage_alike(c->arena, c->db, x->desk->open, &alike);

	if (!e)
		e = triage_read(&x->press, alike.count ? alike : x->one, words ? words : "");
	return e ? e : save(x);
}

static enum err leave_out(struct pressed *x)
{
	struct change *c = x->press.change;
	struct triage_tokens alike;
	enum err e = triage_alike(c->arena, c->db, x->desk->open, &alike);

	return e ? e : triage_leave_out(&x->press, alike.count ? alike : x->one);
}

static enum err other_words(struct pressed *x)
{
	const char *words = plain(&x->desk->p, "words");

	return triage_read(&x->press, x->one, words ? words : "");
}

static const struct triage_edit nothing = {.owner = TRIAGE_AS_IT_IS, .deputy = TRIAGE_AS_IT_IS};

static enum err picture(struct pressed *x)
{
	struct triage_edit e = nothing;

	e.picture = strcmp(x->what, "picture_release") == 0 ? "released" : "left_out";
	return triage_edit(&x->press, x->one, &e);
}

static enum err drop_proposal(struct pressed *x)
{
	struct triage_edit e = nothing;

	e.settles = true;
	return triage_edit(&x->press, x->one, &e);
}

static enum err merge(struct pressed *x)
{
	const char *into = typed(x->desk->p.req, "into");
	int64_t number;

	if (!parse_i64(into + (*into == 'C' || *into == 'c'), &number))
		return err_text(err_fail(ERR_INPUT, "choose the comment it repeats"),
			"triage.choose_one", NULL);
	return triage_merge(&x->press, x->one, number);
}

static enum err batch(struct pressed *x)
{
	const struct page *p = &x->desk->p;
	const char *status = typed(p->req, "batch_status"), *reply = plain(p, "batch_reply");
	const char **list = arena_array(p->a, p->req->form.count + 1, sizeof *list);
	const struct param *tick = NULL;
	struct triage_edit e = nothing;
	struct triage_tokens t = {list, 0};
	enum err bad;

	while ((tick = params_next(&p->req->form, "tick", tick)))
		list[t.count++] = tick->value;
	if (!t.count)
		return err_text(err_fail(ERR_INPUT, "nothing is ticked"), "triage.none_ticked", NULL);
	e.status = *status ? status : NULL;
	e.reply = reply && *reply ? reply : NULL;
	e.reply_lang = lang_code(p->lang);
	e.owner = chosen_account(p, "batch_owner");
	bad = check_people(x->desk, e.owner);
	return bad ? bad : triage_edit(&x->press, t, &e);
}

static enum err undo(struct pressed *x)
{
	return triage_undo(&x->press, params_get(&x->desk->p.req->form, "batch"));
}

static const struct {
	const char *name;
	enum err (*run)(struct pressed *x);
	bool of_one;		/* the comment that is open, as it was seen */
} presses[] = {
	{"save", save, true}, {"read", read_words, true}, {"leave_out", leave_out, true},
	{"words", other_words, true}, {"picture_release", picture, true},
	{"picture_leave", picture, true}, {"drop", drop_proposal, true}, {"merge", merge, true},
	{"batch", batch, false}, {"undo", undo, false},
};

#define PRESSES (sizeof presses / sizeof *presses)

/* Somebody else was quicker: nothing of what was typed is lost, nothing of theirs undone. */
static enum err check_seen(struct pressed *x)
{
	const char *seen = typed(x->desk->p.req, "seen");
	struct triage_comment c;
	int64_t n = -1;
	enum err e = triage_find(x->press.change->arena, x->press.change->db, x->desk->open, &c);

	if (e)
		return e;
	return parse_i64(seen, &n) && n == c.seen ? OK : err_text(err_fail(ERR_CONFLICT,
		"somebody has changed it meanwhile: look again"), "triage.changed", NULL);
}

static enum err run(struct pressed *x, struct change *c, size_t which)
{
	enum err e = triage_begin(&x->press, c);

	if (!e && presses[which].of_one)
		e = check_seen(x);
	return e ? e : presses[which].run(x);
}

static enum err after(struct pressed *x, struct response *res)
{
	const struct triage_desk *d = x->desk;
	char hex[TRIAGE_HEX_CHARS];
	const char *url = triage_address(d, d->open);

	digest_hex(x->press.batch, sizeof x->press.batch, hex);
	return response_redirect(res, url_query(d->p.a, url, strcmp(x->what, "undo") == 0 ?
		"undone" : "done", hex));
}

/* A refusal is shown over the desk, with what was typed. */
static enum err show_refused(struct triage_desk *d, enum err e)
{
	struct said said = err_said(d->p.a);

	if (e != ERR_INPUT && e != ERR_CONFLICT && e != ERR_NOT_FOUND)
		return e;
	d->refused = true;
	return triage_desk_show(d, e == ERR_CONFLICT ? 409 : e == ERR_NOT_FOUND ? 404 : 422,
		page_said(&d->p, &said));
}

enum err triage_post(struct request *req, struct response *res)
{
	struct triage_desk d;
	struct pressed x = {.desk = &d, .what = typed(req, "do")};
	struct change c;
	size_t which = 0;
	bool allowed;
	enum err e = triage_desk_begin(req, res, &d, &allowed);

	if (e || !allowed)
		return e;
	while (which < PRESSES && strcmp(presses[which].name, x.what) != 0)
		which++;
	if (which == PRESSES)
		return err_fail(ERR_INPUT, "there is no such button");
	x.one = (struct triage_tokens){&d.open, 1};
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, run(&x, &c, which));
	return e ? show_refused(&d, e) : after(&x, res);
}
