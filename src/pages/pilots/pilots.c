/* The list of prototypes, and the page of one: the answer first, then what it rests on. */
#include "pilots.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/catalogues.h"
#include "pages/results.h"
#include "view/format.h"
#include "view/url.h"

/* ---- the list ---- */

static const char *state_of(const struct pilot_page *p)
{
	const struct page *page = &p->page;

	if (p->r.now)
		return verdict_sentence(p, p->r.now);
	for (size_t i = 0; i < p->r.count; i++)
		if (p->r.rounds[i].release.seq)
			return results_say(page, "pilots.too_few", "k",
				format_integer(page->a, page->lang, p->r.min_cell));
	return page_text(page, p->r.count ? "pilots.nothing_yet" : "pilots.no_round");
}

static enum err load(struct pilot_page *p, const char *code)
{
	enum err e = pilot_results_load(p->page.a, p->page.db, code, p->page.settings.min_cell,
		&p->r);

	if (!e)
		e = catalogue_load(p->page.a, p->page.db, CATALOGUE_FUNCTIONS, &p->functions);
	return e ? e : catalogue_load(p->page.a, p->page.db, CATALOGUE_DEPARTMENTS,
		&p->departments);
}

enum err pilots_get(struct request *req, struct response *res)
{
	struct pilot_page p = {0};
	struct prototype *list = NULL;
	struct view_list *cards;
	size_t count = 0;
	enum err e = office_begin(req, res, "pilots.title", &p.page);

	if (!e)
		e = prototype_list(p.page.a, p.page.db, &list, &count);
	if (e)
		return e;
	cards = node_list(p.page.root, V_CARDS);
	/* Versions of a prototype stand together, the latest last. */
	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n;

		if (i + 1 < count && strcmp(list[i].code, list[i + 1].code) == 0)
			continue;
		e = load(&p, list[i].code);
		if (e)
			return e;
		n = list_add(cards);
		node_text(n, V_TITLE, prototype_title(&p.page, &p.r.latest));
		node_text(n, V_HREF, url_path(p.page.a, "/results/pilots/%s", list[i].code));
		node_text(n, V_VERSION, list[i].version);
		node_int(n, V_N, (int64_t)p.r.count);
		node_text(n, V_TEXT, state_of(&p));
	}
	node_flag(p.page.root, V_MAY_EDIT, req->viewer->role == VIEWER_ADMIN);
	return page_end(&p.page, 200, "pilots");
}

/* ---- one prototype ---- */

enum err latest_audit(struct page *p, const struct priorities **out, const struct form **form)
{
	struct round *rounds, r;
	size_t count;
	enum err e = round_list(p->a, p->db, &rounds, &count);

	*out = NULL;
	for (size_t i = e ? 0 : count; i-- > 0;) {
		e = round_form_cached(p->site->forms, p->a, p->db, rounds[i].code, &r, form);
		if (e)
			return e;
		if (!results_has_list(*form))
			continue;
		e = priorities_cached(p->site->lists, p->a, p->db, &r, p->settings.min_cell, out);
		if (e && e != ERR_NOT_FOUND)
			return e;
		e = OK;
		if (*out && (*out)->shown)
			return OK;
		*out = NULL;
	}
	return e;
}

enum err pilot_begin(struct request *req, struct response *res, struct pilot_page *out)
{
	struct pilot_page p = {0};
	const struct form *form = NULL;
	enum err e = office_begin(req, res, "pilots.title", &p.page);

	if (!e)
		e = load(&p, request_capture(req, "prototype"));
	if (!e)
		e = latest_audit(&p.page, &p.audit, &form);
	if (!e)
		e = pilot_measure(p.page.a, p.page.db, &p.r, p.audit, form, &p.measured);
	if (e)
		return e;
	p.may_edit = req->viewer->role != VIEWER_MANAGER;
	node_text(p.page.root, V_TITLE, prototype_title(&p.page, &p.r.latest));
	node_text(p.page.root, V_CODE, p.r.code);
	node_int(p.page.root, V_K, p.r.min_cell);
	node_flag(p.page.root, V_MAY_EDIT, p.may_edit);
	*out = p;
	return OK;
}

static void add_rounds(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_ROUNDS);

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];
		struct view_node *n = list_add(list);

		node_text(n, V_TITLE, r->round.title);
		node_text(n, V_VERSION, r->round.prototype_version);
		if (!r->shown)
			node_text(n, V_NOTE, r->release.seq ? results_say(page, "pilots.too_few", "k",
				format_integer(page->a, page->lang, p->r.min_cell)) :
				page_text(page, "pilots.nothing_yet"));
		else
			node_text(n, V_HREF, url_path(page->a, "/results/pilots/%s/%s", p->r.code,
				r->round.code));
	}
}

static const char *wins_text(const struct pilot_page *p)
{
	const char *wins = quick_wins(p);

	if (wins)
		return results_say(&p->page, "pilots.wins", "names", wins);
	return p->audit ? page_text(&p->page, "pilots.no_wins") : NULL;
}

enum err pilot_show(struct pilot_page *p, int status, const char *error)
{
	struct page *page = &p->page;
	enum err e;

	node_text(page->root, V_ERROR, error);
	node_flag(page->root, V_SAVED_NOW, params_get(&page->req->query, "saved") != NULL);
	add_rounds(p);
	node_flag(page->root, V_SHOWN, p->r.now != NULL);
	if (p->r.now) {
		node_text(page->root, V_SAY, verdict_sentence(p, p->r.now));
		node_text(page->root, V_WINS, wins_text(p));
		pilot_add_charts(p);
		pilot_add_table(p);
		pilot_add_criteria(p, page->root, p->r.now, false);
		pilot_add_measured(p, page->root);
		pilot_add_training(p);
	} else {
		node_text(page->root, V_EMPTY, p->r.count && p->r.rounds[p->r.count - 1].release.seq ?
			results_say(page, "pilots.too_few", "k", format_integer(page->a, page->lang,
			p->r.min_cell)) : state_of(p));
	}
	e = pilot_add_forms(p);
	return e ? e : page_end(page, status, "pilot");
}

enum err pilot_get(struct request *req, struct response *res)
{
	struct pilot_page p;
	enum err e = pilot_begin(req, res, &p);

	return e ? e : pilot_show(&p, 200, NULL);
}

/* ---- the printed page of a round ---- */

static const struct pilot_round_results *round_in(const struct pilot_results *r, const char *code)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->rounds[i].round.code, code) == 0)
			return &r->rounds[i];
	return NULL;
}

static void add_fact(const struct page *p, struct view_list *list, const char *label,
	const char *value, const char *note)
{
	struct view_node *n = list_add(list);

	(void)p;
	node_text(n, V_LABEL, label);
	node_text(n, V_VALUE, value);
	node_text(n, V_NOTE, note);
}

/* The tasks and activities of the round, a line each. */
static void add_lines(struct pilot_page *p, const struct pilot_round_results *r)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_LINES);

	for (size_t i = 0; i < r->task_count; i++)
		add_fact(page, list, task_title(page, r, &r->tasks[i]), pilot_share_text(page,
			&r->tasks[i].done), results_say(page, "pilots.line", "ease", mean_text(page,
			&r->tasks[i].ease), "minutes", mean_text(page, &r->tasks[i].minutes)));
	list = node_list(page->root, V_ITEMS);
	for (size_t i = 0; i < r->activity_count; i++)
		add_fact(page, list, activity_label(p, r->activities[i].code), pilot_share_text(page,
			&r->activities[i].fit), NULL);
}

static void add_decision(struct pilot_page *p, const struct pilot_round_results *r)
{
	const struct page *page = &p->page;
	const struct pilot_decision *d = r->decisions;

	if (!r->decision_count)
		return;
	node_text(page->root, V_REASON, *d->reason ? d->reason : NULL);
	node_text(page->root, V_STATUS, results_say(page, "pilots.decided", "decision",
		verdict_text(page, d->decision), "name", d->name, "date",
		format_date(page->a, page->lang, d->day)));
}

enum err pilot_sheet_get(struct request *req, struct response *res)
{
	struct pilot_page p;
	const struct pilot_round_results *r;
	enum err e = pilot_begin(req, res, &p);

	if (e)
		return e;
	r = round_in(&p.r, request_capture(req, "round"));
	if (!r)
		return err_fail(ERR_NOT_FOUND, "no such round of %.40s", p.r.code);
	node_text(p.page.root, V_ROUND, r->round.title);
	node_text(p.page.root, V_VERSION, r->round.prototype_version);
	node_flag(p.page.root, V_SHOWN, r->shown);
	if (!r->shown) {
		node_text(p.page.root, V_EMPTY, r->release.seq ? results_say(&p.page, "pilots.too_few",
			"k", format_integer(p.page.a, p.page.lang, p.r.min_cell)) :
			page_text(&p.page, "pilots.nothing_yet"));
		return page_end(&p.page, 200, "pilot_sheet");
	}
	node_text(p.page.root, V_SAY, verdict_sentence(&p, r));
	node_text(p.page.root, V_DATE, format_date(p.page.a, p.page.lang, r->release.day));
	node_int(p.page.root, V_N, (int64_t)r->testers);
	if (r == p.r.now)
		node_text(p.page.root, V_WINS, wins_text(&p));
	if (r->sus.state != CELL_EMPTY)
		node_text(p.page.root, V_SCORE, mean_text(&p.page, &r->sus));
	else if (r->umux.state != CELL_EMPTY)
		node_text(p.page.root, V_RATE, mean_text(&p.page, &r->umux));
	add_lines(&p, r);
	pilot_add_criteria(&p, p.page.root, r, true);
	add_decision(&p, r);
	return page_end(&p.page, 200, "pilot_sheet");
}
