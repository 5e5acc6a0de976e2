/*
 * Pausing a survey, and going on with it: POST /s/ROUND with step=pause keeps what was filled in
 * so far, sealed (model/paused.h), and shows the code; POST /resume gives the page back that it was
 * pressed on. Works without a script; www/static/pause.js is what it gains with one.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/random.h"
#include "model/change.h"
#include "model/paused.h"
#include "pages/office.h"
#include "pages/standing.h"
#include "pages/survey.h"
#include "pages/survey_page.h"
#include "view/qr.h"
#include "view/url.h"

/* Where the next person stands behind; and on a device that may be one's own. */
#define KIOSK_SECONDS 30
#define OWN_SECONDS 180

/* The page that it was pressed on; `error` in words, or NULL. */
static enum err show_again(struct survey *s, int status, const char *error)
{
	bool any = false;
	enum err e;

	for (size_t i = 0; i < s->form->section_count; i++)
		any = any || s->at[i];
	if (error)
		survey_say(&s->page, s->page.root, V_ERROR, error);
	e = any ? survey_show_sections(s, status, NULL) : survey_show_review(s);
	if (!e)
		s->page.res->status = status;
	return e;
}

/* ---- what is sealed: name NUL value NUL, as it was posted ---- */

static bool is_kept(const char *name)
{
	static const char *const left[] = {"step", "seen", "paused"};

	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (strcmp(name, left[i]) == 0)
			return false;
	return true;
}

static const struct buf *pack(const struct survey *s)
{
	const struct params *form = &s->page.req->form;
	struct buf *out = buf_new(s->page.a, PAUSED_TEXT_MAX + 1);

	for (size_t i = 0; i < form->count; i++) {
		const struct param *p = &form->list[i];

		if (!is_kept(p->name))
			continue;
		buf_add(out, p->name, strlen(p->name) + 1);
		buf_add(out, p->value, p->len + 1);
	}
	return out;
}

/* In place of what was posted. */
static enum err unpack(struct request *req, const struct paused_text *text)
{
	const char *at = text->text, *end = text->text + text->len;
	struct params form = {0};
	enum err e = params_add(req->arena, &form, "paused", text->ticket, strlen(text->ticket));

	while (!e && at < end) {
		const char *value = at + strlen(at) + 1;
		size_t len = strlen(value);

		e = params_add(req->arena, &form, at, value, len);
		at = value + len + 1;
	}
	if (!e)
		req->form = form;
	return e;
}

/* ---- pausing ---- */

static bool is_at_kiosk(const struct page *p)
{
	static const char *const own[] = {"localhost", "127.", "[::1]"};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strncmp(p->req->host, own[i], strlen(own[i])) == 0)
			return true;
	return false;
}

static enum err show_code(struct survey *s, const struct paused_kept *kept)
{
	struct page *p = &s->page;
	const char *start = url_query(p->a, "/", "lang", lang_code(p->lang));
	const char *address = arena_printf(p->a, "%s/resume", office_address(p));
	int seconds = is_at_kiosk(p) ? KIOSK_SECONDS : OWN_SECONDS;

	/* Nothing of the form is on it. */
	p->tongue = NULL;

	/* Back to the start without JavaScript too. */
	response_header(p->res, "Refresh", arena_printf(p->a, "%d; url=%s", seconds, start));
	node_text(p->root, V_TITLE, page_text(p, "pause.title"));
	node_text(p->root, V_CODE, kept->code);
	node_text(p->root, V_TICKET, kept->ticket);
	if (!office_only_here(p)) {
		node_text(p->root, V_URL, address);
		node_markup(p->root, V_QR, qr_code(p->a,
			arena_printf(p->a, "%s#code=%s", address, kept->code), kept->code));
	}
	node_int(p->root, V_N, seconds);
	node_text(p->root, V_HREF, start);
	node_flag(p->root, V_PLAIN, true);
	return page_end(p, 200, "paused");
}

/* What was opened before is sealed anew; one of the two goes. */
static enum err put(struct change *c, const struct survey *s, const struct paused_sealed *sealed,
	struct paused_kept *out)
{
	const char *ticket = params_get(&s->page.req->form, "paused");
	enum err e = ticket ? paused_erase(c, ticket) : OK;

	return e ? e : paused_put(c, sealed, out);
}

enum err survey_pause(struct survey *s)
{
	struct page *p = &s->page;
	const struct buf *text = pack(s);
	struct paused_sealed sealed;
	struct change c;
	struct paused_kept kept;
	enum err e = text->full ? ERR_CONFLICT : paused_seal(p->a, &p->site->kiosk, s->round.id,
		text->data, text->len, &sealed);

	if (!e)
		e = page_change(p->req, &c);
	if (!e)
		e = change_end(&c, put(&c, s, &sealed, &kept));
	if (e == ERR_BUSY || e == ERR_CONFLICT)
		return show_again(s, 503, page_text(p, e == ERR_BUSY ? "pause.busy" : "pause.full"));
	return e ? e : show_code(s, &kept);
}

/* ---- going on ---- */

enum err survey_arrived(struct survey *s)
{
	struct params *form = &s->page.req->form;
	const char *ticket = params_get(form, "paused");
	struct change c;
	enum err e;

	if (!ticket || !*ticket)
		return OK;
	e = page_change(s->page.req, &c);
	if (!e)
		e = change_end(&c, paused_erase(&c, ticket));
	if (e) {
		log_line("paused answers that were opened could not be deleted: %s", err_detail());
		return e;
	}
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->list[i].name, "paused") == 0)
			form->list[i] = (struct param){"paused", "", 0};
	return OK;
}

static enum err ask_code(struct page *p, int status, const char *error)
{
	const char *typed = params_get(&p->req->form, "code");

	node_text(p->root, V_TITLE, page_text(p, "resume.title"));
	node_text(p->root, V_VALUE, typed);
	node_text(p->root, V_ERROR, error ? page_text(p, error) : NULL);
	node_flag(p->root, V_PLAIN, true);
	return page_end(p, status, "resume");
}

enum err resume_get(struct request *req, struct response *res)
{
	struct page p;
	enum err e = page_begin(req, res, &p);

	return e ? e : ask_code(&p, 200, NULL);
}

/* ERR_NOT_FOUND: nothing opens by that code. */
static enum err open_paused(struct page *p, struct paused_try *t, struct paused_text *out)
{
	const char *typed = params_get(&p->req->form, "code");
	struct change c;
	bool opens = false;
	enum err e;

	if (!paused_typed(typed ? typed : "", t))
		return err_fail(ERR_NOT_FOUND, "no paused answers have this code");
	e = page_change(p->req, &c);
	if (!e)
		e = change_end(&c, paused_find(&c, t));
	if (!e)
		e = paused_open(p->a, &p->site->kiosk, t, out, &opens);
	if (!e && (opens || (t->there && !t->left))) {
		e = page_change(p->req, &c);
		if (!e)
			e = change_end(&c, paused_settle(&c, t, opens));
	}
	return e || opens ? e : err_fail(ERR_NOT_FOUND, "nothing opens by this code");
}

static enum err find_round(struct page *p, int64_t id, const struct round **out)
{
	const struct round *list;
	size_t n;
	enum err e = standing_rounds(p, &list, &n);

	for (size_t i = 0; !e && i < n; i++)
		if (list[i].id == id) {
			*out = &list[i];
			return OK;
		}
	return e ? e : err_fail(ERR_NOT_FOUND, "the round of paused answers is missing");
}

/* The section it was pressed on, or the first behind it that is still asked. */
static void stay_where_shown(struct survey *s)
{
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->at[i] && !s->state.section_shown[i]) {
			size_t next = survey_next(s, i);

			s->at[i] = false;
			if (next != FORM_NO_NODE)
				s->at[next] = true;
		}
}

static enum err show_paused(struct request *req, struct response *res, const struct round *round)
{
	struct survey s;
	enum err e = survey_open_round(req, res, round->code, &s);

	if (e)
		return e;
	if (round_state_on(&s.round, s.ctx.today) != ROUND_OPEN)
		return survey_show_closed(&s);
	survey_read(&s);
	if (!s.instance_id || !*s.instance_id) {
		char *id = arena_alloc(s.page.a, 37);

		random_uuid4(id);
		s.instance_id = id;
	}
	survey_evaluate(&s);
	stay_where_shown(&s);
	return show_again(&s, 200, NULL);
}

/* The page with the answers has arrived, and says so itself. */
static enum err resumed(struct page *p)
{
	struct survey s = {.page = *p};
	enum err e = survey_arrived(&s);

	if (!e)
		p->res->status = 204;
	return e;
}

enum err resume_post(struct request *req, struct response *res)
{
	struct page p;
	struct paused_try t;
	struct paused_text text;
	const struct round *round = NULL;
	enum err e = page_begin(req, res, &p);

	if (!e && params_get(&req->form, "paused"))
		return resumed(&p);
	if (!e)
		e = page_try(req, THROTTLE_RESUME, "");
	if (e)
		return e;
	e = open_paused(&p, &t, &text);
	if (e == ERR_NOT_FOUND)
		return ask_code(&p, 403, "resume.unknown");
	page_right(req, THROTTLE_RESUME, "");
	if (e == ERR_BUSY)
		return ask_code(&p, 503, "pause.busy");
	if (!e)
		e = find_round(&p, t.round, &round);
	if (!e)
		e = unpack(req, &text);
	return e ? e : show_paused(req, res, round);
}
