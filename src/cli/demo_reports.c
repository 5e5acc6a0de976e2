/*
 * What the demo's people do beside the pilot's rounds: they report issues at any time, and somebody
 * decides what the last round came to, and who begins.
 */
#include "demo.h"

#include <string.h>

#include "analysis/prng.h"
#include "base/arena.h"
#include "base/clock.h"
#include "cmd.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/inbox.h"
#include "model/pilot_decisions.h"
#include "model/pilot_results.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/triage.h"

#define FORM "issue-report"
#define CODE "report-issue"
#define SEED 12			/* of the receipts' own numbers only */

static const struct {
	const char *department, *lang, *kind, *severity, *activity, *text, *reply;
} reports[] = {
	{"SAL", "en", "gap", "S2", "SAL06", "A quote in a second currency has to be typed twice.",
		"We asked the vendor how others do it; the answer comes with the next version."},
	{"SUP", "sk", "bug", "S3", "SUP01", "Nový lístok sa objaví až po obnovení stránky.",
		"Potvrdené: opraví sa v ďalšej verzii."},
	{"SAL", "en", "change", "S4", "SAL01", "Please put the phone number beside the name.", NULL},
};
#define REPORTS (sizeof reports / sizeof *reports)

struct desk {
	struct round round;
	struct form *form;
};

static enum err open_round(struct change *c, struct desk *d)
{
	struct round_spec spec = {.form = FORM, .title = "Report an issue", .code = CODE};
	enum err e = round_open(c, &spec, &d->round);

	return e ? e : round_form(c->arena, c->db, &d->round, &d->form);
}

static const char *said(size_t i, enum measure m)
{
	switch (m) {
	case MEASURE_DEPARTMENT:
		return reports[i].department;
	case MEASURE_COMMENT_KIND:
		return reports[i].kind;
	case MEASURE_COMMENT_SEVERITY:
		return reports[i].severity;
	case MEASURE_COMMENT_ACTIVITY:
		return reports[i].activity;
	case MEASURE_COMMENT_TEXT:
		return reports[i].text;
	default:
		return NULL;
	}
}

static enum err report(struct cmd *c, const struct desk *d, size_t i, const char *today)
{
	struct arena *a = c->arena;
	struct form_context ctx = {.today = today, .now = arena_printf(a, "%sT12:00:00", today)};
	struct submission_result result;
	struct answers *answers = answers_new(a, d->form);
	char id[37];
	struct prng r;
	enum err e;

	prng_for_draw(&r, SEED, i);
	demo_uuid(&r, id);
	for (size_t q = 0; q < d->form->question_count; q++) {
		const char *value = said(i, d->form->questions[q]->measure);

		if (value)
			answers_add(answers, d->form->questions[q]->path, value);
	}

	const struct submission_post sent = {.instance_id = id, .lang = reports[i].lang,
		.pages = "", .active_s = "60", .code = "", .answers = answers};

	e = submission_take(a, c->store, &d->round, d->form, &ctx, c->settings.min_cell, &sent,
		&result);
	if (!e && result.outcome != INTAKE_STORED)
		e = err_fail(ERR_SYSTEM, "the demo's report was refused: %s",
			result.check.fault_count ? result.check.faults[0].field : "");
	return e;
}

/* Read, and answered where there is an answer. */
static enum err answer(struct triage_press *p, const struct triage_item *item)
{
	const char *const one[] = {item->token};
	struct triage_tokens t = {one, 1};
	enum err e = triage_read(p, t, item->words);

	for (size_t i = 0; !e && i < REPORTS; i++)
		if (reports[i].reply && strcmp(item->words, reports[i].text) == 0)
			e = triage_edit(p, t, &(struct triage_edit){.status = "accepted",
				.reply = reports[i].reply, .reply_lang = reports[i].lang,
				.owner = TRIAGE_AS_IT_IS, .deputy = TRIAGE_AS_IT_IS});
	return e;
}

static enum err answer_all(struct change *c)
{
	struct triage_filter f = {.status = "", .show = "unread", .kind = "", .severity = "",
		.activity = "", .lang = "", .prototype = "", .words = ""};
	struct triage_press p;
	struct triage_item *list = NULL;
	size_t n = 0;
	enum err e = inbox_move(c->db);

	if (!e)
		e = triage_begin(&p, c);
	if (!e)
		e = triage_queue(c->arena, c->db, &f, REPORTS, &list, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (strcmp(list[i].words, reports[REPORTS - 1].text) != 0)
			e = answer(&p, &list[i]);
	return e;
}

enum err demo_reports(struct cmd *c, const char *today)
{
	struct desk d;
	struct change change;
	enum err e = cmd_change(c, &change);

	if (!e)
		e = change_end(&change, open_round(&change, &d));
	for (size_t i = 0; !e && i < REPORTS; i++)
		e = report(c, &d, i, today);
	if (!e)
		e = cmd_change(c, &change);
	return e ? e : change_end(&change, answer_all(&change));
}

static enum err decide(struct change *c, const struct pilot_results *r)
{
	struct pilot_wave wave = {.department = "SAL", .version = r->latest.version,
		.decision = "", .note = "Two of them help the others in the first week."};
	char day[DAY_CHARS];
	enum err e = !r->now ? OK : pilot_decide(c, &r->now->round, &(struct pilot_decision){
		.name = "Eva Novak, head of sales", .decision = "ITERATE",
		.reason = "One more version for what is open.", .why = r->now->why,
		.verdict = pilot_verdict_name(r->now->judgement.verdict)});

	clock_day(clock_now() + (int64_t)30 * 24 * 3600, day, NULL);
	wave.day = day;
	return e ? e : pilot_wave_put(c, r->code, &wave);
}

enum err demo_decide(struct cmd *c, const struct round *last)
{
	struct pilot_results r;
	struct change change;
	/* Worked out in a snapshot of its own. */
	enum err e = pilot_results_load(c->arena, c->db, last->prototype, c->settings.min_cell, &r);

	if (!e)
		e = cmd_change(c, &change);
	return e ? e : change_end(&change, decide(&change, &r));
}
