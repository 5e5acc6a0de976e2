/*
 * Typing in sheets of paper: the steps. A sheet is read back in words before it is
 * stored, and stored once under the key its page was made with. Answers enter by
 * submission_take() like all others.
 */
#include "entry.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "base/text.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "pages/admin.h"
#include "pages/survey_page.h"
#include "pages/typed.h"
#include "view/url.h"

#define STORED_MAX 4000		/* characters of fingerprints that a batch carries */

/* A band stands for minutes that are no whole number. */
static void widen_bands(struct entry *e)
{
	for (size_t i = 0; i < e->form->question_count; i++)
		if (paper_in_bands(&e->paper, e->form->questions[i]) &&
			e->form->questions[i]->type == Q_INTEGER)
			e->form->questions[i]->type = Q_DECIMAL;
}

static enum err begin_entry(struct request *req, struct response *res, struct entry *out)
{
	struct entry e = {0};
	const char *edition = typed_or(req, "edition", ""), *step = typed_or(req, "step", "");
	int64_t n;
	enum err err = office_begin(req, res, "rounds.entry", &e.page);

	if (!err)
		err = round_find(e.page.a, e.page.db, request_capture(req, "round"), &e.round);
	/* A form of its own: it may be changed. */
	if (!err)
		err = round_form(e.page.a, e.page.db, &e.round, &e.form);
	if (!err)
		err = submission_departments(e.page.a, e.page.db, e.round.id,
			&e.ctx.departments, &e.ctx.department_count);
	if (err)
		return err;
	if (text_starts(step, "edition:"))
		edition = step + strlen("edition:");
	survey_find_languages(&e.page, &e.round, e.form);
	e.ctx.language = form_language(e.form, lang_code(e.page.lang));
	e.ctx.today = page_today(&e.page);
	e.ctx.now = arena_printf(e.page.a, "%sT00:00:00", e.ctx.today);
	survey_facts(&e.page, &e.round, e.form, &e.ctx);
	paper_layout(e.page.a, e.form, &e.ctx, strcmp(edition, "unmarked") == 0, &e.paper);
	widen_bands(&e);
	e.stored = typed_or(req, "stored", "");
	if (parse_i64(typed_or(req, "sent", "0"), &n) && n >= 0)
		e.sent = n;
	*out = e;
	return OK;
}

/* The key of a sheet comes with the blank page: sent twice, it is stored once. */
static void give_key(const struct entry *e, struct sheet *s)
{
	char *id = arena_alloc(e->page.a, 37);

	random_uuid4(id);
	s->id = id;
}

/* A blank page, for the next sheet in the language of the last. */
static enum err show_blank(struct entry *e, const char *lang)
{
	struct sheet blank = {.lang = lang};

	give_key(e, &blank);
	return entry_show(e, 200, &blank, false, NULL, NULL);
}

static enum err end_entry(struct entry *e, struct response *res)
{
	struct change c;
	enum err err = e->sent ? page_change(e->page.req, &c) : OK;

	if (!err && e->sent)
		err = change_end(&c, trail_event(&c, TRAIL_ENTRY, e->round.code,
			arena_printf(e->page.a, "%" PRId64 " sheets", e->sent)));
	return err ? err : response_redirect(res,
		url_query(e->page.a, url_path(e->page.a, "/admin/rounds/%s", e->round.code), "done",
		"entered"));
}

/* The code of a slip, and whether it was made for the department on the sheet. */
static void check_code(struct entry *e, struct sheet *s)
{
	const char *said = s->check.department;
	struct access_code code;

	if (e->round.access != ACCESS_CODES)
		return;
	if (code_find(e->page.a, e->page.db, &e->round, s->code ? s->code : "", &code) ||
		code.used)
		entry_blame(e, s, e->paper.count, "error.code.text");
	else if (said && *code.department && strcmp(said, code.department) != 0)
		entry_blame(e, s, e->paper.count, "fault.code_department");
}

/* Back in the browser, or two windows of one page: what is typed there is another sheet
 * than the one that was stored, and gets a key of its own. */
static enum err renew_key(struct entry *e, struct sheet *s)
{
	enum err err = submission_known(e->page.db, s->id, &e->again);

	if (!err && (e->again || !text_is_uuid4(s->id)))
		give_key(e, s);
	return err;
}

static enum err read_back(struct entry *e, struct sheet *s)
{
	enum err err = renew_key(e, s);

	if (err)
		return err;
	if (s->blank)
		return entry_show(e, 422, s, false, NULL, page_text(&e->page, "entry.blank"));
	entry_judge(e, s);
	check_code(e, s);
	return s->sound ? entry_show_check(e, s) : entry_show(e, 422, s, true, NULL, NULL);
}

/* Why it was not stored, in words; NULL: it was. */
static const char *take(struct entry *e, const struct sheet *s, enum err *err)
{
	struct submission_post post = {.instance_id = s->id, .lang = s->lang, .code = s->code,
		.answers = s->answers};
	struct submission_result r;

	*err = submission_take(e->page.a, e->page.site->store, &e->round, e->form, &e->ctx,
		e->page.settings.min_cell, &post, &r);
	return *err || r.outcome == INTAKE_STORED ? NULL :
		page_text(&e->page, r.outcome == INTAKE_CLOSED ? "error.closed.text" :
		r.outcome == INTAKE_CODE ? "error.code.text" : "entry.not_stored");
}

static enum err store_sheet(struct entry *e, struct response *res, struct sheet *s)
{
	const char *why;
	enum err err = OK;

	if (s->blank || !text_is_uuid4(s->id))
		return read_back(e, s);
	entry_judge(e, s);
	if (!s->sound)
		return entry_show(e, 422, s, true, NULL, NULL);
	why = take(e, s, &err);
	if (err)
		return err;
	if (why)
		return entry_show(e, 422, s, true, NULL, why);
	e->sent++;
	if (strlen(e->stored) < STORED_MAX)
		e->stored = arena_printf(e->page.a, "%s %s", e->stored, entry_fingerprint(e, s));
	return ticked(e->page.req, "then", "finish") ? end_entry(e, res) : show_blank(e, s->lang);
}

enum err round_entry_get(struct request *req, struct response *res)
{
	struct entry e;
	enum err err = begin_entry(req, res, &e);

	return err ? err : show_blank(&e, NULL);
}

enum err round_entry_post(struct request *req, struct response *res)
{
	const char *step = typed_or(req, "step", "check");
	struct entry e;
	struct sheet s;
	enum err err = begin_entry(req, res, &e);

	if (err)
		return err;
	entry_read(&e, &s);
	if (strcmp(step, "store") == 0)
		return store_sheet(&e, res, &s);
	/* Back to the fields; or those of sheets of the other kind. */
	if (strcmp(step, "back") == 0 || text_starts(step, "edition:"))
		return entry_show(&e, 200, &s, false, NULL, NULL);
	if (text_starts(step, "at:"))
		return entry_show(&e, 200, &s, false, step + strlen("at:"), NULL);
	e.ends = strcmp(step, "finish") == 0;
	return e.ends && s.blank ? end_entry(&e, res) : read_back(&e, &s);
}
