/* The priority list: overall, by department, what is not ranked and why. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/trail.h"
#include "pages/results.h"
#include "results.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

#define BARS_MAX 30

/* One row of the table, overall or of a department. */
struct line {
	const char *code;
	size_t rank;
	double score, saved, now, people, pain, want, payback;
	unsigned assumed;
	const struct shown *shown;
};

static struct line overall_line(const struct priorities *p, size_t i)
{
	const struct audit_overall_row *r = &p->result.overall[i];

	return (struct line){r->code, r->rank, r->score, r->hours_saved, r->hours_now,
		r->doers_pop, r->pain, r->want, r->payback_weeks, r->assumed, &p->overall[i]};
}

static struct line dept_line(const struct priorities *p, size_t i)
{
	const struct audit_dept_row *r = &p->result.dept[i];
	double people = r->share * p->result.departments[r->department].population;

	return (struct line){r->func, r->rank, r->score, r->hours_saved, r->hours_now, people,
		r->pain, r->want, NAN, r->assumed, &p->dept[i]};
}

static void add_line(struct results *r, struct view_list *rows, const struct line *l)
{
	struct page *p = &r->page;
	struct view_node *n = list_add(rows);

	node_text(n, V_LABEL, priorities_function(r->list, l->code, "en"));
	node_text(n, V_CODE, l->code);
	node_figure(n, V_SCORE, l->shown->score, format_number(p->a, p->lang, l->score, 1));
	node_figure(n, V_SAVED, l->shown->hours, hours_text(p, l->saved));
	node_figure(n, V_NOW, l->shown->hours, hours_text(p, l->now));
	node_figure(n, V_PEOPLE, l->shown->people, format_number(p->a, p->lang, l->people, 0));
	node_figure(n, V_PAIN, l->shown->pain, index_text(p, l->pain));
	node_figure(n, V_WANT, l->shown->want, index_text(p, l->want));
	if (!isnan(l->payback))
		node_figure(n, V_PAYBACK, l->shown->hours,
			format_number(p->a, p->lang, l->payback, 1));
	if (l->shown->score == CELL_SHOWN)
		node_int(n, V_RANK, (int64_t)l->rank);
	node_flag(n, V_ASSUMED, l->assumed != 0);
}

static void add_chart(struct results *r, const struct line *lines, size_t count,
	const char *where)
{
	struct page *p = &r->page;
	struct chart_bar *bars = arena_array(p->a, count + 1, sizeof *bars);
	struct chart chart = {.id = "priorities", .bars = bars, .max = 100};
	const struct line *top = NULL;

	for (size_t i = 0; i < count && chart.count < BARS_MAX; i++) {
		const struct line *l = &lines[i];

		if (l->shown->score != CELL_SHOWN)
			continue;
		top = top ? top : l;
		bars[chart.count++] = (struct chart_bar){
			.label = priorities_function(r->list, l->code, "en"),
			.text = arena_printf(p->a, "%s · %s h a week",
				format_number(p->a, p->lang, l->score, 0), hours_text(p, l->saved)),
			.value = l->score,
			.tone = l->rank == 1 ? TONE_STRONG : TONE_PLAIN,
		};
	}
	if (!top)
		return;
	chart.title = arena_printf(p->a, "First place%s: “%s”, %s hours a week could be saved",
		where, bars[0].label, hours_text(p, top->saved));
	chart.desc = "Score from 0 to 100 per activity; the same figures stand in the table.";
	node_text(p->root, V_CHART_TITLE, chart.title);
	node_markup(p->root, V_CHART, chart_bars(p->a, &chart));
}

static int by_rank(const struct line *a, const struct line *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->code, b->code);
}

static void sort_lines(struct line *lines, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct line l = lines[i];
		size_t j = i;

		for (; j > 0 && by_rank(&lines[j - 1], &l) > 0; j--)
			lines[j] = lines[j - 1];
		lines[j] = l;
	}
}

static bool any_shown(const struct line *l)
{
	return l->shown->hours == CELL_SHOWN || l->shown->pain == CELL_SHOWN ||
		l->shown->want == CELL_SHOWN;
}

/* Ranked ones first, then those with some figures; of the rest only the names. */
static void show_lines(struct results *r, struct line *lines, size_t count, const char *where)
{
	struct view_list *rows = node_list(r->page.root, V_ITEMS);
	struct view_list *hidden = node_list(r->page.root, V_NAMES);
	bool gaps = false;

	sort_lines(lines, count);
	for (size_t i = 0; i < count; i++)
		if (lines[i].shown->score == CELL_SHOWN)
			add_line(r, rows, &lines[i]);
	for (size_t i = 0; i < count; i++) {
		if (lines[i].shown->score == CELL_SHOWN)
			continue;
		gaps = true;
		if (any_shown(&lines[i]))
			add_line(r, rows, &lines[i]);
		else
			node_text(list_add(hidden), V_LABEL,
				priorities_function(r->list, lines[i].code, "en"));
	}
	node_flag(r->page.root, V_HIDDEN, gaps);
	add_chart(r, lines, count, where);
}

static void show_overall(struct results *r)
{
	size_t n = r->list->result.n_overall;
	struct line *lines = arena_array(r->page.a, n + 1, sizeof *lines);

	for (size_t i = 0; i < n; i++)
		lines[i] = overall_line(r->list, i);
	show_lines(r, lines, n, "");
	node_flag(r->page.root, V_OVERALL, true);
	node_int(r->page.root, V_ANSWERED, (int64_t)r->list->result.n);
}

static void show_department(struct results *r, size_t d)
{
	const struct priorities *p = r->list;
	struct line *lines = arena_array(r->page.a, p->result.n_dept + 1, sizeof *lines);
	const char *label = priorities_department(p, p->result.departments[d].code, "en");
	size_t n = 0;

	if (p->departments[d] != CELL_SHOWN) {
		node_textf(r->page.root, V_EMPTY, p->never[d] ?
			"%s has fewer than %d people and is never shown alone. Its answers count "
			"in the overall list." : "%s: fewer than %d, or hidden so that a smaller "
			"department cannot be worked out. Its answers count in the overall list.",
			label, p->min_cell);
		return;
	}
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == d)
			lines[n++] = dept_line(p, i);
	show_lines(r, lines, n, arena_printf(r->page.a, " in %s", label));
	node_int(r->page.root, V_ANSWERED, (int64_t)p->result.departments[d].n);
}

static void add_tabs(struct results *r, size_t chosen)
{
	const struct priorities *p = r->list;
	struct view_list *tabs = node_list(r->page.root, V_TABS);
	const char *here = url_path(r->page.a, "/results/%s/priorities", r->round.code);
	struct view_node *n = list_add(tabs);

	node_text(n, V_HREF, here);
	node_text(n, V_LABEL, "All departments");
	node_flag(n, V_CURRENT, chosen == SIZE_MAX);
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const char *code = p->result.departments[d].code;

		n = list_add(tabs);
		node_text(n, V_HREF, url_query(r->page.a, here, "department", code));
		node_text(n, V_LABEL, priorities_department(p, code, "en"));
		node_flag(n, V_CURRENT, chosen == d);
	}
}

static void add_unranked(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_UNRANKED);

	for (size_t f = 0; f < r->list->result.n_functions; f++) {
		const struct audit_function_result *fn = &r->list->result.functions[f];
		struct view_node *n;

		if (fn->unranked == AUDIT_RANKED)
			continue;
		n = list_add(list);
		node_text(n, V_LABEL, priorities_function(r->list, fn->code, "en"));
		node_text(n, V_NOTE, fn->unranked == AUDIT_NOT_DONE ? "not done here: nobody "
			"ticked it" : "nobody said how often and how long");
	}
}

/* ---- weights and effort ---- */

static const struct {
	const char *name, *label, *hint;
	enum audit_criterion criterion;
} weights[] = {
	{"w_time", "Hours saveable", "from 0.1 % to 10 % of paid hours", AUDIT_BY_TIME},
	{"w_pain", "Pain", "frustration and rework, from none to full", AUDIT_BY_PAIN},
	{"w_want", "Wanted", "from “keep it by hand” to “as soon as possible”", AUDIT_BY_WANT},
	{"w_exec", "Executives", "from “not needed” to “must”", AUDIT_BY_EXEC},
	{"w_ease", "Ease", "from 60 days of effort to one", AUDIT_BY_EASE},
};

#define WEIGHTS (sizeof weights / sizeof *weights)

static const char *param_text(struct arena *a, const struct audit_params *p, const char *name)
{
	for (size_t i = 0; i < audit_params_count(); i++)
		if (strcmp(audit_params_name(i), name) == 0)
			return audit_params_text(a, p, i);
	return "";
}

static void add_weights(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_WEIGHTS);

	for (size_t i = 0; i < WEIGHTS; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, weights[i].name);
		node_text(n, V_LABEL, weights[i].label);
		node_text(n, V_HINT, weights[i].hint);
		node_text(n, V_VALUE, param_text(r->page.a, &p->tables.params, weights[i].name));
		node_text(n, V_PERCENT, share_text(&r->page,
			p->result.weights[weights[i].criterion]));
		node_flag(n, V_ACTIVE, p->result.active[weights[i].criterion]);
	}
	list = node_list(r->page.root, V_EFFORTS);
	for (size_t f = 0; f < p->tables.input.n_functions; f++) {
		const struct audit_function *fn = &p->tables.input.functions[f];
		struct view_node *n = list_add(list);

		node_textf(n, V_NAME, "effort/%s", fn->code);
		node_textf(n, V_ID, "effort-%zu", f);
		node_text(n, V_LABEL, priorities_function(p, fn->code, "en"));
		node_text(n, V_VALUE, format_double(r->page.a, fn->effort_days));
	}
	node_text(r->page.root, V_ACTION, url_path(r->page.a, "/results/%s/weights",
		r->round.code));
}

enum err priorities_get(struct request *req, struct response *res)
{
	struct results r;
	const char *asked = params_get(&req->query, "department");
	size_t chosen = SIZE_MAX;
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	node_textf(r.page.root, V_TITLE, "Priorities: %s", r.round.title);
	if (!r.list || !r.list->shown) {
		node_text(r.page.root, V_EMPTY, results_why_nothing(&r));
		return page_end(&r.page, 200, "priorities");
	}
	for (size_t d = 0; asked && d < r.list->result.n_departments; d++)
		if (strcmp(r.list->result.departments[d].code, asked) == 0)
			chosen = d;
	if (asked && chosen == SIZE_MAX)
		return err_fail(ERR_NOT_FOUND, "this round has no department %.40s", asked);
	node_flag(r.page.root, V_SHOWN, true);
	add_tabs(&r, chosen);
	results_add_response(&r);
	add_unranked(&r);
	add_weights(&r);
	node_flag(r.page.root, V_MAY_EDIT, req->viewer->role != VIEWER_MANAGER);
	node_flag(r.page.root, V_SAVED_NOW, params_get(&req->query, "saved") != NULL);
	if (chosen == SIZE_MAX)
		show_overall(&r);
	else
		show_department(&r, chosen);
	return page_end(&r.page, 200, "priorities");
}

/* ---- saving ---- */

struct saving {
	struct arena *arena;
	const struct round *round;
	const char *actor;
	struct audit_params params;
	struct audit_function *functions;
	size_t count;
	bool has_functions;
};

/* A number as people type it: one comma or dot; blank is NAN. */
static bool read_number(struct arena *a, const char *typed, double *out)
{
	char *plain = arena_strdup(a, typed);

	for (char *c = plain; *c; c++)
		if (*c == ',')
			*c = '.';
	if (!*plain) {
		*out = NAN;
		return true;
	}
	return parse_double(plain, out) && *out >= 0 && *out <= 100000;
}

static enum err read_weights(const struct request *req, struct saving *s)
{
	for (size_t i = 0; i < WEIGHTS; i++) {
		const char *typed = params_get(&req->form, weights[i].name);
		double v;

		if (!typed)
			continue;
		if (!read_number(s->arena, typed, &v) || isnan(v))
			return err_fail(ERR_INPUT, "“%.40s” is not a weight for %s: enter a "
				"number from 0 to 100", typed, weights[i].label);
		if (audit_params_set(&s->params, weights[i].name, format_double(s->arena, v)))
			return ERR_INPUT;
	}
	/* The other two criteria drop out where a figure is missing. */
	if (s->params.w_time + s->params.w_pain + s->params.w_want <= 0)
		return err_fail(ERR_INPUT, "Hours, pain and wanted all weigh 0: give one of them "
			"a weight, since executives and ease count only where every activity has "
			"a value");
	return audit_params_check(&s->params);
}

static enum err read_efforts(const struct request *req, struct saving *s)
{
	for (size_t f = 0; f < s->count; f++) {
		const char *typed = params_get(&req->form, arena_printf(s->arena, "effort/%s",
			s->functions[f].code));
		double days;

		if (!typed)
			continue;
		if (!read_number(s->arena, typed, &days) || days == 0)
			return err_fail(ERR_INPUT, "“%.40s” is not an effort for %s: enter days "
				"above 0, or nothing", typed, s->functions[f].code);
		s->functions[f].effort_days = days;
		s->has_functions = true;
	}
	return OK;
}

static enum err save(struct db *db, void *ctx)
{
	struct saving *s = ctx;
	enum err e = round_set_params(s->arena, db, s->round, &s->params, s->actor);

	if (!e && s->has_functions)
		e = round_set_functions(s->arena, db, s->round, s->functions, s->count, s->actor);
	return e;
}

enum err weights_post(struct request *req, struct response *res)
{
	struct results r;
	struct saving s = {.arena = req->arena, .actor = req->viewer->name};
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	s.round = &r.round;
	e = round_params(r.page.a, r.page.db, r.round.id, &s.params);
	if (!e)
		e = round_functions(r.page.a, r.page.db, r.round.id, &s.functions, &s.count);
	if (params_get(&req->form, "reset"))
		s.params = audit_params_default();
	else if (!e)
		e = read_weights(req, &s);
	if (!e)
		e = read_efforts(req, &s);
	if (!e)
		e = store_write(r.page.site->store, save, &s);
	if (e)
		return page_store_failed(r.page.site, e);
	return response_redirect(res, url_query(r.page.a, url_path(r.page.a,
		"/results/%s/priorities", r.round.code), "saved", "1"));
}
