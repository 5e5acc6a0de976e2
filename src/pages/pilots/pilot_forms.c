/* What people add to a pilot's results: decisions, waves, thresholds, no way. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "pages/typed.h"
#include "pilots.h"
#include "view/format.h"
#include "view/url.h"

static const char *const decisions[] = {"GO", "ITERATE", "STOP"};
#define DECISIONS (sizeof decisions / sizeof *decisions)

/* The three decisions to choose from, into `n`; `blank`: that there is none yet, too. */
static void add_choices(const struct page *p, struct view_node *n, const char *chosen, bool blank)
{
	struct view_list *list = node_list(n, V_CHOICES);

	if (blank) {
		struct view_node *none = list_add(list);

		node_text(none, V_VALUE, "");
		node_text(none, V_LABEL, page_text(p, "pilots.wave.open"));
		node_flag(none, V_SELECTED, !*chosen);
	}
	for (size_t i = 0; i < DECISIONS; i++) {
		struct view_node *c = list_add(list);

		node_text(c, V_VALUE, decisions[i]);
		node_text(c, V_LABEL, verdict_text(p, decisions[i]));
		node_flag(c, V_SELECTED, strcmp(decisions[i], chosen) == 0);
	}
}

/* ---- shown ---- */

static void add_decisions(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_DECISIONS);
	struct view_node *form;

	for (size_t i = p->r.count; i-- > 0;)
		for (size_t j = 0; j < p->r.rounds[i].decision_count; j++) {
			const struct pilot_decision *d = &p->r.rounds[i].decisions[j];
			struct view_node *n = list_add(list);

			node_text(n, V_ROUND, p->r.rounds[i].round.title);
			node_text(n, V_TEXT, results_say(page, "pilots.decided", "decision",
				verdict_text(page, d->decision), "name", d->name, "date",
				format_date(page->a, page->lang, d->day)));
			node_text(n, V_NOTE, results_say(page, "pilots.decided.verdict", "verdict",
				verdict_text(page, d->verdict), "why", kept_reasons(p, d->why), "name",
				d->actor));
			node_text(n, V_REASON, d->reason);
		}
	if (!p->may_edit || !p->r.now)
		return;
	form = node_object(page->root, V_FORM);
	node_text(form, V_ROUND, p->r.now->round.code);
	node_text(form, V_TITLE, p->r.now->round.title);
	add_choices(page, form, typed_or(page->req, "decision",
		pilot_verdict_name(p->r.now->judgement.verdict)), false);
	node_text(form, V_NAME, typed(page->req, "name"));
	node_text(form, V_REASON, typed(page->req, "reason"));
	node_int(form, V_MAX, PILOT_REASON_CHARS);
}

static void add_waves(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_WAVES), *departments;
	struct view_node *form;

	for (size_t i = 0; i < p->r.wave_count; i++) {
		const struct pilot_wave *w = &p->r.waves[i];
		struct view_node *n = list_add(list);

		node_text(n, V_ID, w->department);
		node_text(n, V_LABEL, department_label(p, w->department));
		node_text(n, V_VERSION, w->version);
		node_text(n, V_DATE, format_date(page->a, page->lang, w->day));
		node_text(n, V_STATUS, *w->decision ? verdict_text(page, w->decision) :
			page_text(page, "pilots.wave.open"));
		node_text(n, V_TEXT, arena_printf(page->a, "%lld / %lld", (long long)w->s1,
			(long long)w->s2));
		node_text(n, V_NOTE, w->note);
	}
	if (!p->may_edit)
		return;
	form = node_object(page->root, V_STEP);
	departments = node_list(form, V_DEPARTMENTS);
	for (size_t i = 0; i < p->departments.count; i++) {
		struct view_node *n = list_add(departments);

		node_text(n, V_VALUE, p->departments.entries[i].code);
		node_text(n, V_LABEL, department_label(p, p->departments.entries[i].code));
		node_flag(n, V_SELECTED, strcmp(typed(page->req, "department"),
			p->departments.entries[i].code) == 0);
	}
	node_text(form, V_VERSION, typed_or(page->req, "version", p->r.latest.version));
	node_text(form, V_DATE, typed(page->req, "day"));
	node_text(form, V_NOTE, typed(page->req, "note"));
	node_int(form, V_MAX, PILOT_REASON_CHARS);
	add_choices(page, form, typed(page->req, "wave"), true);
}

static void add_limits(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_LIMITS);
	struct pilot_limits shipped = pilot_limits_default();

	for (size_t i = 0; pilot_limit_name(i); i++) {
		const char *name = pilot_limit_name(i);
		double v = *pilot_limit_value(&p->r.limits, i);
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, name);
		node_text(n, V_LABEL, page_text(page, arena_printf(page->a, "pilots.limit.%s", name)));
		node_text(n, V_VALUE, typed_or(page->req, arena_printf(page->a, "limit/%s", name),
			format_double(page->a, v)));
		node_text(n, V_HINT, format_double(page->a, *pilot_limit_value(&shipped, i)));
	}
}

static void add_no_paths(struct pilot_page *p)
{
	struct view_list *list = node_list(p->page.root, V_NO_PATHS);

	for (size_t i = 0; p->r.now && i < p->r.now->activity_count; i++) {
		const struct pilot_activity *a = &p->r.now->activities[i];
		struct view_node *n;

		/* Fewer testers than may be shown stand behind it: for those who decide. */
		if (!a->confirmed && (!a->candidate || !p->may_edit))
			continue;
		n = list_add(list);
		node_text(n, V_ID, a->code);
		node_text(n, V_LABEL, activity_label(p, a->code));
		node_flag(n, V_DONE, a->confirmed);
		node_text(n, V_ROUND, p->r.now->round.code);
	}
}

enum err pilot_add_forms(struct pilot_page *p)
{
	add_decisions(p);
	add_waves(p);
	add_limits(p);
	add_no_paths(p);
	return OK;
}

/* ---- taken ---- */

static const struct pilot_round_results *named_round(const struct pilot_page *p)
{
	const char *code = typed(p->page.req, "round");

	for (size_t i = 0; i < p->r.count; i++)
		if (strcmp(p->r.rounds[i].round.code, code) == 0 && p->r.rounds[i].shown)
			return &p->r.rounds[i];
	return NULL;
}

static enum err no_such_round(void)
{
	return err_text(err_fail(ERR_INPUT, "round: none of those that are shown"),
		"pilots.round_gone", NULL);
}

static enum err decide(struct pilot_page *p, struct change *c)
{
	const struct request *req = p->page.req;
	const struct pilot_round_results *r = named_round(p);

	if (!r)
		return no_such_round();
	return pilot_decide(c, &r->round, &(struct pilot_decision){
		.name = typed(req, "name"), .decision = typed(req, "decision"),
		.reason = typed(req, "reason"), .why = r->why,
		.verdict = pilot_verdict_name(r->judgement.verdict)});
}

static enum err put_wave(struct pilot_page *p, struct change *c)
{
	const struct request *req = p->page.req;
	struct pilot_wave w = {.department = typed(req, "department"),
		.version = typed(req, "version"), .day = typed(req, "day"),
		.decision = typed(req, "wave"), .note = typed(req, "note")};
	struct prototype found;
	size_t d = 0;
	enum err e;

	while (d < p->departments.count && strcmp(p->departments.entries[d].code, w.department) != 0)
		d++;
	if (d == p->departments.count)
		w.department = "";
	e = prototype_find(c->arena, c->db, p->r.code, w.version, &found);
	if (e == ERR_NOT_FOUND)
		return err_text(err_fail(ERR_INPUT, "version: there is none of that name"),
			"pilots.wave.version", NULL);
	return e ? e : pilot_wave_put(c, p->r.code, &w);
}

static enum err set_limits(struct pilot_page *p, struct change *c)
{
	struct pilot_limits l = p->r.limits;
	const char *bad = NULL;

	for (size_t i = 0; pilot_limit_name(i); i++) {
		double v;
		const char *text = typed(p->page.req, arena_printf(p->page.a, "limit/%s",
			pilot_limit_name(i)));

		if (!typed_number(p->page.a, text, &v) || isnan(v))
			return err_text(err_fail(ERR_INPUT, "%s: a number", pilot_limit_name(i)),
				"pilots.limit.range", NULL);
		*pilot_limit_value(&l, i) = v;
	}
	return pilot_limits_set(c, p->r.code, &l, &bad);
}

static enum err set_path(struct pilot_page *p, struct change *c, bool confirmed)
{
	const struct pilot_round_results *r = named_round(p);
	const char *activity = typed(p->page.req, "activity");

	for (size_t i = 0; r && i < r->activity_count; i++)
		if (strcmp(r->activities[i].code, activity) == 0 &&
			(r->activities[i].candidate || r->activities[i].confirmed))
			return pilot_no_path_set(c, &r->round, activity, confirmed);
	return no_such_round();
}

static enum err act_on(struct pilot_page *p, struct change *c, const char *act)
{
	if (strcmp(act, "decide") == 0)
		return decide(p, c);
	if (strcmp(act, "wave") == 0)
		return put_wave(p, c);
	if (strcmp(act, "unwave") == 0)
		return pilot_wave_drop(c, p->r.code, typed(p->page.req, "department"));
	if (strcmp(act, "limits") == 0)
		return set_limits(p, c);
	if (strcmp(act, "no_path") == 0 || strcmp(act, "path") == 0)
		return set_path(p, c, *act == 'n');
	return err_fail(ERR_INPUT, "act");
}

enum err pilot_post(struct request *req, struct response *res)
{
	struct pilot_page p;
	struct change c;
	struct said said;
	const char *act = typed(req, "act");
	enum err e = pilot_begin(req, res, &p);

	if (e)
		return e;
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, act_on(&p, &c, act));
	if (e == ERR_INPUT) {
		said = err_said(req->arena);
		return pilot_show(&p, 422, page_said(&p.page, &said));
	}
	return e ? e : response_redirect(res, arena_printf(req->arena, "%s#%s", url_query(req->arena,
		url_path(req->arena, "/results/pilots/%s", p.r.code), "saved", "1"),
		strcmp(act, "decide") == 0 ? "decision" : strcmp(act, "limits") == 0 ? "limits" :
		strstr(act, "wave") ? "waves" : "no-path"));
}
