/* The overview of rounds, and of one round: who answered, what can be seen. */
#include "results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pages/results.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

#define HIDDEN_TEXT "hidden: too few answers"

const char *hours_text(const struct page *p, double hours)
{
	return format_hours(p->a, p->lang, hours);
}

const char *share_text(const struct page *p, double share)
{
	return isnan(share) ? "" : format_percent(p->a, p->lang, share, 0);
}

const char *index_text(const struct page *p, double v)
{
	return isnan(v) ? "" : format_number(p->a, p->lang, 100 * v, 0);
}

void node_figure(struct view_node *n, enum view_name name, enum cell_state state,
	const char *text)
{
	if (state == CELL_SHOWN)
		node_text(n, name, text && *text ? text : "–");
	else
		node_text(n, name, state == CELL_EMPTY ? "none" : HIDDEN_TEXT);
}

enum err results_begin(struct request *req, struct response *res, struct results *out)
{
	struct results r = {0};
	enum err e = office_begin(req, res, "Results", &r.page);

	if (!e)
		e = round_form_kept(r.page.site->forms, r.page.a, r.page.db,
			request_capture(req, "round"), &r.round, &r.form);
	if (!e && results_has_list(r.form)) {
		e = priorities_kept(r.page.site->lists, r.page.a, r.page.db, &r.round,
			r.page.settings.min_cell, &r.list);
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	if (e)
		return e == ERR_NOT_FOUND ? e : page_store_failed(r.page.site, e);
	node_text(r.page.root, V_ROUND, r.round.title);
	node_text(r.page.root, V_CODE, r.round.code);
	node_text(r.page.root, V_TITLE, r.round.title);
	node_int(r.page.root, V_K, r.page.settings.min_cell);
	*out = r;
	return OK;
}

const char *results_why_nothing(const struct results *r)
{
	struct arena *a = r->page.a;
	int k = r->page.settings.min_cell;

	if (!results_has_list(r->form))
		return "This form asks for no department or no activities, so it has no "
			"priority list. Its answers are in the export.";
	if (r->list)
		return arena_printf(a, "Fewer than %d people gave usable answers, so nothing "
			"of them is shown.", k);
	return arena_printf(a, "Nothing is shown yet. The first list is made when every "
		"department of %d people or more has %d answers, or when the round is "
		"closed. Until then there are no counts either: they would tell who has "
		"answered.", k, k);
}

static const char *state_text(const struct page *p, const struct round *r)
{
	switch (round_state_on(r, page_today(p))) {
	case ROUND_OPEN:
		return r->to_day ? arena_printf(p->a, "open until %s",
			format_date(p->a, p->lang, r->to_day)) : "open";
	case ROUND_PLANNED:
		return arena_printf(p->a, "opens on %s", format_date(p->a, p->lang, r->from_day));
	default:
		return arena_printf(p->a, "closed on %s", format_date(p->a, p->lang,
			r->closed_day ? r->closed_day : r->to_day));
	}
}

/* ---- response ---- */

static const char *not_shown_text(const struct results *r, size_t d)
{
	switch (r->list->departments[d]) {
	case CELL_EMPTY:
		return "no answers";
	case CELL_SECONDARY:
		return "hidden, so that a smaller department cannot be worked out";
	default:
		return arena_printf(r->page.a, "fewer than %d", r->list->min_cell);
	}
}

static void add_department(struct results *r, struct view_list *list, size_t d)
{
	const struct priorities *p = r->list;
	const struct audit_department_result *dept = &p->result.departments[d];
	const struct response_department *answered = &p->tables.departments[dept->input];
	struct view_node *n = list_add(list);
	const char *label = priorities_department(p, dept->code, "en");

	node_text(n, V_LABEL, label);
	node_text(n, V_CODE, dept->code);
	if (p->never[d]) {
		node_textf(n, V_NOTE, "fewer than %d people: never shown alone", p->min_cell);
		return;
	}
	if (p->departments[d] != CELL_SHOWN) {
		node_text(n, V_NOTE, not_shown_text(r, d));
		return;
	}
	node_int(n, V_ANSWERED, (int64_t)answered->answered);
	if (!isnan(answered->headcount) && answered->headcount > 0) {
		node_int(n, V_INVITED, (int64_t)answered->headcount);
		node_text(n, V_RATE, share_text(&r->page, p->rates[d].rate));
		node_markup(n, V_BAR, chart_progress(r->page.a, (double)answered->answered,
			answered->headcount, label));
	}
}

static void warn(struct view_list *list, const char *text)
{
	node_text(list_add(list), V_TEXT, text);
}

static void add_warnings(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_WARNINGS);
	struct arena *a = r->page.a;

	if (p->response.warn)
		warn(list, p->response.apart ? "The response rates of the departments are more "
			"than a factor of two apart: the list leans towards those who answered."
			: "Fewer than half of a department answered: its figures may not speak "
			"for those who did not.");
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const struct audit_department_result *dept = &p->result.departments[d];
		const char *label = priorities_department(p, dept->code, "en");

		if (p->departments[d] != CELL_SHOWN)
			continue;
		if (dept->headcount_blank)
			warn(list, arena_printf(a, "%s: the number of people is not known, so its "
				"hours are those of the people who answered only.", label));
		else if (dept->raised)
			warn(list, arena_printf(a, "%s: more people answered than the department "
				"has; its number of people was raised to that.", label));
	}
	if (p->tables.quality.excluded)
		warn(list, arena_printf(a, "%zu of %zu submissions are left out for quality "
			"(broken off, sent twice, outside the dates, or both too fast and all "
			"alike).", p->tables.quality.excluded, p->tables.input.n_respondents));
}

void results_add_response(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_DEPARTMENTS);

	for (size_t d = 0; d < p->result.n_departments; d++)
		add_department(r, list, d);
	add_warnings(r);
	node_int(r->page.root, V_N, (int64_t)p->result.n);
	node_text(r->page.root, V_DATE, format_date(r->page.a, r->page.lang, p->release.day));
	node_text(r->page.root, V_COVERAGE, share_text(&r->page, p->result.coverage));
	node_text(r->page.root, V_PERCENT, share_text(&r->page, p->response.rate));
}

/* ---- pages ---- */

enum err results_get(struct request *req, struct response *res)
{
	struct page p;
	struct round *rounds;
	size_t count;
	struct view_list *cards;
	enum err e = office_begin(req, res, "Results", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (e)
		return page_store_failed(req->app->ctx, e);
	cards = node_list(p.root, V_CARDS);
	for (size_t i = count; i-- > 0;) {
		struct view_node *n = list_add(cards);
		struct release release;

		node_text(n, V_TITLE, rounds[i].title);
		node_text(n, V_CODE, rounds[i].code);
		node_text(n, V_HREF, url_path(p.a, "/results/%s", rounds[i].code));
		node_text(n, V_STATUS, state_text(&p, &rounds[i]));
		node_textf(n, V_FORM, "%s, version %d", rounds[i].form_title,
			rounds[i].form_version);
		if (release_latest(p.a, p.db, rounds[i].id, &release) == OK)
			node_text(n, V_DATE, format_date(p.a, p.lang, release.day));
	}
	return page_end(&p, 200, "results");
}

enum err results_round_get(struct request *req, struct response *res)
{
	struct results r;
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	node_text(r.page.root, V_STATUS, state_text(&r.page, &r.round));
	node_textf(r.page.root, V_FORM, "%s, version %d", r.round.form_title,
		r.round.form_version);
	node_flag(r.page.root, V_SHOWN, r.list && r.list->shown);
	if (r.list && r.list->shown)
		results_add_response(&r);
	else
		node_text(r.page.root, V_EMPTY, results_why_nothing(&r));
	node_flag(r.page.root, V_MAY_EXPORT, req->viewer->role != VIEWER_MANAGER);
	node_flag(r.page.root, V_ROWS, req->viewer->rows);
	return page_end(&r.page, 200, "results_round");
}
