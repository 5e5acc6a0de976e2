/* The overview of rounds, and of one round: who answered, what can be seen. */
#include "pages/summaries.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/archive.h"
#include "model/computed.h"
#include "pages/results.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

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

const char *between_text(const struct page *p, const char *lo, const char *hi)
{
	return arena_printf(p->a, "(%s)", format_range(p->a, lo, hi));
}

const char *results_function(const struct results *r, const char *code)
{
	return priorities_function(r->list, code, lang_code(r->page.lang));
}

const char *results_department(const struct results *r, const char *code)
{
	return priorities_department(r->list, code, lang_code(r->page.lang));
}

const char *figure_text(const struct page *p, enum cell_state state, const char *text)
{
	if (state == CELL_SHOWN)
		return text && *text ? text : "–";
	return page_text(p, state == CELL_EMPTY ? "results.zero" :
		state == CELL_SECONDARY ? "results.hidden_other" : "results.hidden");
}

void node_figure(const struct page *p, struct view_node *n, enum view_name name,
	enum cell_state state, const char *text)
{
	node_text(n, name, figure_text(p, state, text));
}

/* The same page by itself, without anybody who uses the session by it. */
static enum err look_again(struct results *r)
{
	struct page *p = &r->page;
	const struct params *query = &p->req->query;
	const char *url = "";

	if (strcmp(p->req->method, "POST") == 0)
		return OK;
	for (size_t i = 0; i < query->count; i++)
		if (strcmp(query->list[i].name, LOOKS_AGAIN) != 0)
			url = url_query(p->a, url, query->list[i].name, query->list[i].value);
	return response_header(p->res, "Refresh", arena_printf(p->a, "5; url=%s",
		url_query(p->a, url, LOOKS_AGAIN, "1")));
}

/* The release is there, and what is worked out of it is not: how far that is. */
static enum err add_waiting(struct results *r)
{
	struct page *p = &r->page;
	struct release release;
	int64_t done = 0, total = 0;
	bool works = false;
	enum err e;

	if (r->list ? !r->list->old : release_latest(p->a, p->db, r->round.id, &release) != OK)
		return OK;
	r->waits = !r->list;
	e = computed_progress(p->db, r->round.id, &done, &total, &works);
	if (e)
		return e;
	node_text(p->root, V_WORKS, r->list ? results_say(p, "results.old", "date",
		format_date(p->a, p->lang, r->list->release.day)) :
		page_text(p, "results.under_way"));
	if (works && total)
		node_text(p->root, V_PROGRESS, results_say(p, "results.progress", "n",
			format_integer(p->a, p->lang, done), "all",
			format_integer(p->a, p->lang, total)));
	return OK;
}

enum err results_begin(struct request *req, struct response *res, struct results *out)
{
	struct results r = {0};
	enum err e = office_begin(req, res, "results.title", &r.page);

	if (!e)
		e = round_form_cached(r.page.site->forms, r.page.a, r.page.db,
			request_capture(req, "round"), &r.round, &r.form);
	if (!e && results_has_list(r.form)) {
		e = priorities_cached(r.page.site->lists, r.page.a, r.page.db, &r.round,
			r.page.settings.min_cell, &r.list);
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	if (!e && r.round.closed_day)
		e = archive_has(r.page.db, r.round.id, &r.archived);
	if (e)
		return e;
	r.page.results_of = r.round.code;
	r.page.results_listed = results_has_list(r.form);
	r.page.results_pilot = *r.round.prototype ? r.round.prototype : NULL;
	node_text(r.page.root, V_ROUND, r.round.title);
	node_text(r.page.root, V_CODE, r.round.code);
	node_text(r.page.root, V_TITLE, r.round.title);
	node_int(r.page.root, V_K, r.page.settings.min_cell);
	if (results_has_list(r.form))
		e = add_waiting(&r);
	*out = r;
	return e;
}

static const char *why_nothing(const struct results *r, bool released)
{
	if (r->archived)
		return page_text(&r->page, "results.archived");
	if (r->waits)
		return page_text(&r->page, "results.under_way");
	return results_say(&r->page, released ? "results.too_few" : "results.why_nothing", "k",
		format_integer(r->page.a, r->page.lang, r->page.settings.min_cell));
}

const char *results_why_nothing(const struct results *r)
{
	return results_has_list(r->form) || r->archived ? why_nothing(r, r->list != NULL)
		: page_text(&r->page, "results.no_list");
}

enum err results_nothing(struct results *r)
{
	bool again = r->waits && !r->archived;

	node_text(r->page.root, V_EMPTY, again ? page_text(&r->page, "results.works") :
		results_why_nothing(r));
	return again ? look_again(r) : OK;
}

enum err results_drawn(const struct results *r, const struct priorities **out)
{
	return priorities_drawn(r->page.site->drawn, r->page.a, r->page.db, r->list, out);
}

static const char *day_text(const struct page *p, const char *key, const char *day)
{
	return results_say(p, key, "date", format_date(p->a, p->lang, day));
}

static const char *state_text(const struct page *p, const struct round *r)
{
	switch (round_state_on(r, page_today(p))) {
	case ROUND_OPEN:
		return r->to_day ? day_text(p, "results.open_until", r->to_day)
			: page_text(p, "results.open");
	case ROUND_PLANNED:
		return day_text(p, "results.opens", r->from_day);
	default:
		return day_text(p, "results.closed", r->closed_day ? r->closed_day : r->to_day);
	}
}

static const char *form_text(const struct page *p, const struct round *r)
{
	return results_say(p, "results.form", "form", r->form_title, "n",
		format_integer(p->a, p->lang, r->form_version));
}

/* They count once every activity with a place has their answer (method A2.13). */
const char *results_executives(const struct results *r)
{
	const struct priorities *p = r->list;
	bool asked = false;

	for (size_t i = 0; i < p->result.n_overall; i++)
		asked |= !isnan(p->result.overall[i].u_exec);
	if (p->result.active[AUDIT_BY_EXEC])
		return results_say(&r->page, "executives.count", "percent",
			share_text(&r->page, p->result.weights[AUDIT_BY_EXEC]));
	return page_text(&r->page, asked ? "executives.partly" : "executives.not_asked");
}

/* ---- response ---- */

static const char *not_shown_text(const struct results *r, size_t d)
{
	const struct priorities *p = r->list;
	const char *k = format_integer(r->page.a, r->page.lang, p->min_cell);

	if (p->never[d])
		return results_say(&r->page, "results.never", "k", k);
	switch (p->departments[d]) {
	case CELL_EMPTY:
		return page_text(&r->page, "results.dept_none");
	case CELL_SECONDARY:
		return page_text(&r->page, "results.dept_protect");
	default:
		return results_say(&r->page, "results.dept_few", "k", k);
	}
}

static void add_department(struct results *r, struct view_list *list, size_t d)
{
	const struct priorities *p = r->list;
	const struct audit_department_result *dept = &p->result.departments[d];
	const struct response_department *answered = &p->tables.departments[dept->input];
	struct view_node *n = list_add(list);
	const char *label = results_department(r, dept->code);

	node_text(n, V_LABEL, label);
	node_text(n, V_CODE, dept->code);
	if (p->never[d] || p->departments[d] != CELL_SHOWN) {
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
	const size_t excluded = p->tables.quality.excluded;

	if (p->response.warn)
		warn(list, page_text(&r->page, p->response.apart ? "results.warn.apart"
			: "results.warn.half"));
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const struct audit_department_result *dept = &p->result.departments[d];

		if (p->departments[d] == CELL_SHOWN && (dept->headcount_blank || dept->raised))
			warn(list, results_say(&r->page, dept->headcount_blank ?
				"results.warn.blank" : "results.warn.raised", "name",
				results_department(r, dept->code)));
	}
	if (excluded)
		warn(list, catalog_fill(r->page.a, page_count(&r->page, "results.warn.excluded",
			(int64_t)excluded), "all", format_integer(r->page.a, r->page.lang,
			(int64_t)quality_judged(&p->tables.quality)), NULL));
	if (p->release.seq > 1)
		warn(list, results_say(&r->page, "results.waits", "k",
			format_integer(r->page.a, r->page.lang, p->min_cell)));
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

/* Answered of invited by department, as far as it may be shown, on a round's card. */
static enum err add_progress(const struct page *p, struct view_node *card,
	const struct round *round)
{
	struct results r = {.page = *p, .round = *round};
	enum err e = priorities_cached(p->site->lists, p->a, p->db, round, p->settings.min_cell,
		&r.list);
	struct view_list *list;

	/* Nothing released yet, or a form without a list. */
	if (e == ERR_NOT_FOUND || e == ERR_INPUT)
		return OK;
	if (e || !r.list->shown)
		return e;
	node_text(card, V_RATE, share_text(p, r.list->response.rate));
	list = node_list(card, V_DEPARTMENTS);
	for (size_t d = 0; d < r.list->result.n_departments; d++)
		add_department(&r, list, d);
	return OK;
}

enum err results_get(struct request *req, struct response *res)
{
	struct page p;
	struct round *rounds;
	size_t count;
	struct view_list *cards;
	enum err e = office_begin(req, res, "results.title", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (e)
		return e;
	cards = node_list(p.root, V_CARDS);
	for (size_t i = count; i-- > 0;) {
		struct view_node *n = list_add(cards);
		struct release release;

		node_text(n, V_TITLE, rounds[i].title);
		node_text(n, V_CODE, rounds[i].code);
		node_text(n, V_HREF, url_path(p.a, "/results/%s", rounds[i].code));
		node_text(n, V_STATUS, state_text(&p, &rounds[i]));
		node_text(n, V_FORM, form_text(&p, &rounds[i]));
		if (release_latest(p.a, p.db, rounds[i].id, &release) == OK)
			node_text(n, V_DATE, format_date(p.a, p.lang, release.day));
		e = add_progress(&p, n, &rounds[i]);
		if (e)
			return e;
	}
	return page_end(&p, 200, "results");
}

enum err results_summaries(struct results *r, const struct summaries **out)
{
	return summaries_cached(r->page.site->summaries, r->page.a, r->page.db, &r->round, r->form,
		r->page.settings.min_cell, out);
}

/* Links to what was said of each activity. */
static void add_functions(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_NAMES);

	for (size_t f = 0; r->list && f < r->list->result.n_functions; f++) {
		const char *code = r->list->result.functions[f].code;
		struct view_node *n = list_add(list);

		node_text(n, V_LABEL, results_function(r, code));
		node_text(n, V_HREF, url_path(r->page.a, "/results/%s/functions/%s",
			r->round.code, code));
	}
}

/* The release is there, and its answers are not counted: a round without a list has nothing else,
 * one with a list has that before. */
static bool counts_wait(const struct results *r)
{
	struct release release;

	return !r->waits && !r->archived &&
		release_latest(r->page.a, r->page.db, r->round.id, &release) == OK;
}

static enum err add_why_nothing(struct results *r, bool counted)
{
	bool wait = !counted && counts_wait(r);

	if (r->waits)
		return results_nothing(r);
	node_text(r->page.root, V_EMPTY, wait ? page_text(&r->page, "results.counting") :
		why_nothing(r, counted));
	return wait ? look_again(r) : OK;
}

enum err results_round_get(struct request *req, struct response *res)
{
	struct results r;
	const struct summaries *answers = NULL;
	struct first_ones first;
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	e = results_summaries(&r, &answers);
	if (e && e != ERR_NOT_FOUND)
		return e;
	node_text(r.page.root, V_STATUS, state_text(&r.page, &r.round));
	node_text(r.page.root, V_FORM, form_text(&r.page, &r.round));
	node_flag(r.page.root, V_SHOWN, answers && answers->shown);
	node_flag(r.page.root, V_OVERALL, r.list && r.list->shown);
	if (r.list && r.list->shown) {
		answer_find(&r, &first);
		e = answer_add(&r, &first);
		if (e)
			return e;
		results_add_response(&r);
		add_functions(&r);
	}
	if (answers && answers->shown) {
		e = summaries_add(&r, answers, "", NULL);
		if (r.list && r.list->shown)
			matrix_add(&r, answers);
	} else {
		e = add_why_nothing(&r, answers != NULL);
	}
	if (e && e != ERR_NOT_FOUND)
		return e;
	node_flag(r.page.root, V_MAY_EXPORT, req->viewer->role != VIEWER_MANAGER);
	node_flag(r.page.root, V_ROWS, req->viewer->rows);
	return page_end(&r.page, 200, "results_round");
}
