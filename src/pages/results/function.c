/* One activity: every factor from the answers to its score, by department, and what was
 * answered about it. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pages/figures.h"
#include "pages/goals.h"
#include "pages/pilots.h"
#include "pages/results.h"
#include "priority_rows.h"
#include "pages/results_page.h"
#include "pages/summaries.h"
#include "view/format.h"

/* `name`: of the figure, as priorities.csv has it. */
static struct view_node *add_factor(struct results *r, struct view_list *list, const char *key,
	const char *name, enum cell_state state, const char *figure, const char *say)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(list);

	if (state == CELL_SHOWN)
		node_text(n, V_NAME, name);
	node_text(n, V_LABEL, page_text(p, arena_printf(p->a, "function.%s", key)));
	node_figure(p, n, V_VALUE, state, figure);
	node_text(n, V_TEXT, say ? say : page_text(p, arena_printf(p->a, "function.%s.say", key)));
	return n;
}

static const char *number(const struct page *p, double v, int decimals)
{
	return isnan(v) ? "" : format_number(p->a, p->lang, v, decimals);
}

/* A figure with its interval, where that may be shown. */
static const char *with(const struct page *p, const char *figure, const char *between)
{
	return between ? arena_printf(p->a, "%s %s", figure, between) : figure;
}

/* As priorities.csv names it: what is pain and wanted is so of the score, too. */
static const char *criterion_figure(enum audit_criterion c)
{
	static const char *const names[AUDIT_CRITERIA] = {[AUDIT_BY_TIME] = "u_time",
		[AUDIT_BY_PAIN] = "pain", [AUDIT_BY_WANT] = "want", [AUDIT_BY_EXEC] = "u_exec",
		[AUDIT_BY_EASE] = "u_ease"};

	return names[c];
}

/* Of one criterion: how far between its ends, and what it weighs. */
static void add_criterion(struct results *r, struct view_list *list, enum audit_criterion c,
	enum cell_state state, double u)
{
	const struct page *p = &r->page;
	const struct audit_result *result = &r->list->result;

	if (!result->active[c])
		return;
	add_factor(r, list, arena_printf(p->a, "u_%s", audit_criterion_name(c)),
		criterion_figure(c), state, index_text(p, u), results_say(p, "function.weighs", "percent",
			share_text(p, result->weights[c])));
}

static void add_factors(struct results *r, const struct line *l)
{
	const struct page *p = &r->page;
	const struct audit_overall_row *row = l->row;
	const struct shown *s = l->shown;
	struct view_list *list = node_list(p->root, V_FACTORS);
	const char *all = number(p, (double)r->list->result.n, 0);

	node_textf(add_factor(r, list, "doers", "doers", s->doers,
		number(p, (double)row->doers, 0), results_say(p, "function.doers.say", "all", all)),
		V_TOLD, "n:overall=%s", all);
	add_factor(r, list, "people", "doers_pop", s->people, number(p, row->doers_pop, 0), NULL);
	add_factor(r, list, "timed", "detailed", s->hours, number(p, (double)row->detailed, 0), NULL);
	add_factor(r, list, "now", "hours_now", s->hours, hours_text(p, row->hours_now), NULL);
	add_factor(r, list, "auto", "auto", s->hours, share_text(p, row->automatable),
		share_says(r, row));
	add_factor(r, list, "saved", "hours_saved", s->hours, with(p, hours_text(p, row->hours_saved),
		hours_between(p, l)), NULL);
	add_criterion(r, list, AUDIT_BY_TIME, s->hours, row->u_time);
	add_criterion(r, list, AUDIT_BY_PAIN, s->pain, row->pain);
	add_criterion(r, list, AUDIT_BY_WANT, s->want, row->want);
	add_criterion(r, list, AUDIT_BY_EXEC, s->score, row->u_exec);
	add_criterion(r, list, AUDIT_BY_EASE, s->score, row->u_ease);
	add_factor(r, list, "score", "score", s->score, with(p, number(p, row->score, 1),
		score_between(p, l)), NULL);
}

static void add_department(struct results *r, struct view_list *list, size_t i)
{
	const struct page *p = &r->page;
	const struct audit_dept_row *row = &r->list->result.dept[i];
	const struct line l = line_dept(r->list, i);
	struct view_node *n = list_add(list);

	node_text(n, V_LABEL, results_department(r, row->dept));
	node_text(n, V_SCOPE, row->dept);
	node_figure(p, n, V_PEOPLE, l.shown->people, number(p, l.people, 0));
	node_figure(p, n, V_RATE, l.shown->people, share_text(p, row->share));
	node_figure(p, n, V_N, l.shown->hours, number(p, (double)audit_cell(&r->list->result,
		row->department, row->function)->answers[AUDIT_HOURS], 0));
	node_figure(p, n, V_NOW, l.shown->hours, hours_text(p, l.now));
	node_figure(p, n, V_SAVED, l.shown->hours, with(p, hours_text(p, l.saved),
		hours_between(p, &l)));
	node_figure(p, n, V_PAIN, l.shown->pain, index_text(p, l.pain));
	node_figure(p, n, V_WANT, l.shown->want, index_text(p, l.want));
	node_figure(p, n, V_SCORE, l.shown->score, with(p, number(p, l.score, 1),
		score_between(p, &l)));
}

static void show_function(struct results *r, const struct audit_function_result *fn, size_t f)
{
	struct view_list *list = node_list(r->page.root, V_DEPARTMENTS);
	const struct audit_result *result = &r->list->result;

	if (fn->row == SIZE_MAX) {
		node_text(r->page.root, V_NOTE, page_text(&r->page,
			fn->unranked == AUDIT_NOT_DONE ? "priorities.not_done"
			: "priorities.no_timing"));
		return;
	}

	const struct line l = line_overall(r->list, fn->row);

	add_factors(r, &l);
	if (l.shown->score == CELL_SHOWN && l.row->verdict != AUDIT_VERDICT_NONE)
		node_says(&r->page, node_object(r->page.root, V_SAY), "function.place",
			arena_printf(r->page.a, "overall:%s", l.code), (struct told[]){
			{"rank", "rank", number(&r->page, (double)l.rank, 0)},
			{"lo", "cs_lo", number(&r->page, (double)l.row->cs_lo, 0)},
			{"hi", "cs_hi", number(&r->page, (double)l.row->cs_hi, 0)}, {0}});
	for (size_t i = 0; i < result->n_dept; i++)
		if (result->dept[i].function == f &&
			r->list->departments[result->dept[i].department] == CELL_SHOWN)
			add_department(r, list, i);
}

enum err function_get(struct request *req, struct response *res)
{
	struct results r;
	const struct summaries *answers = NULL;
	const char *code = request_capture(req, "function");
	enum err e = results_begin(req, res, &r);
	struct goal_row *goals;
	size_t f = 0, count;

	if (e)
		return e;
	if (!r.list || !r.list->shown) {
		e = results_nothing(&r);
		return e ? e : page_end(&r.page, 200, "function");
	}
	while (f < r.list->result.n_functions &&
		strcmp(r.list->result.functions[f].code, code) != 0)
		f++;
	if (f == r.list->result.n_functions)
		return err_fail(ERR_NOT_FOUND, "this round has no activity %.40s", code);
	e = results_summaries(&r, &answers);
	/* They are counted after the list. */
	if (!e || e == ERR_NOT_FOUND)
		e = goals_load(r.page.a, r.page.db, &goals, &count);
	if (e)
		return e;
	node_text(r.page.root, V_TITLE, results_function(&r, code));
	node_text(r.page.root, V_ID, code);
	node_flag(r.page.root, V_SHOWN, true);
	show_function(&r, &r.list->result.functions[f], f);
	differ_add(&r, f);
	polarised_add(&r, f);
	goals_add(&r, r.page.root, goals, count, code);
	e = pilots_add_measured(&r, code);
	if (e)
		return e;
	if (answers)
		e = summaries_add(&r, answers, "", code);
	return e ? e : page_end(&r.page, 200, "function");
}
