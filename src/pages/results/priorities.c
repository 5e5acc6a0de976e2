/* The priority list: in tiers overall, by department, what is not ranked and why. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pages/results.h"
#include "priority_rows.h"
#include "pages/results_page.h"
#include "view/format.h"
#include "view/url.h"

static void show_overall(struct results *r, const struct priorities *shown)
{
	size_t n = shown->result.n_overall;
	struct line *lines = arena_array(r->page.a, n + 1, sizeof *lines);

	for (size_t i = 0; i < n; i++)
		lines[i] = line_overall(shown, i);
	lines_show(r, shown, lines, n);
	node_flag(r->page.root, V_OVERALL, true);
	node_int(r->page.root, V_ANSWERED, (int64_t)shown->result.n);
}

static void show_department(struct results *r, size_t d)
{
	const struct priorities *p = r->list;
	struct line *lines = arena_array(r->page.a, p->result.n_dept + 1, sizeof *lines);
	size_t n = 0;

	if (p->departments[d] != CELL_SHOWN) {
		node_text(r->page.root, V_EMPTY, results_say(&r->page, p->never[d] ?
			"priorities.never" : "priorities.dept_hidden", "name",
			results_department(r, p->result.departments[d].code), "k",
			format_integer(r->page.a, r->page.lang, p->min_cell)));
		return;
	}
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == d)
			lines[n++] = line_dept(p, i);
	lines_show(r, p, lines, n);
	node_int(r->page.root, V_ANSWERED, (int64_t)p->result.departments[d].n);
}

static void add_tab(struct view_list *tabs, const char *href, const char *label, bool current)
{
	struct view_node *n = list_add(tabs);

	node_text(n, V_HREF, href);
	node_text(n, V_LABEL, label);
	node_flag(n, V_CURRENT, current);
}

static void add_tabs(struct results *r, size_t chosen)
{
	const struct priorities *p = r->list;
	struct view_list *tabs = node_list(r->page.root, V_TABS);
	const char *here = url_path(r->page.a, "/results/%s/priorities", r->round.code);

	add_tab(tabs, here, page_text(&r->page, "priorities.all"), chosen == SIZE_MAX);
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const char *code = p->result.departments[d].code;

		add_tab(tabs, url_query(r->page.a, here, "department", code),
			results_department(r, code), chosen == d);
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
		node_text(n, V_LABEL, results_function(r, fn->code));
		node_text(n, V_NOTE, page_text(&r->page, fn->unranked == AUDIT_NOT_DONE ?
			"priorities.not_done" : "priorities.no_timing"));
	}
}

/* How intervals and places were made. */
static void add_facts(struct results *r, const struct priorities *shown)
{
	struct page *p = &r->page;
	const struct audit_result *result = &shown->result;

	if (!result->boot)
		return;
	node_text(p->root, V_FACTS, results_say(p, "priorities.facts",
		"draws", format_integer(p->a, p->lang, (int64_t)result->boot),
		"level", format_percent(p->a, p->lang, shown->tables.params.level, 0),
		"seed", arena_printf(p->a, "%llu",
			(unsigned long long)shown->tables.params.seed)));
}

enum err priorities_show(struct results *r, const struct priorities *shown,
	const char *department)
{
	size_t chosen = SIZE_MAX;

	node_text(r->page.root, V_TITLE, arena_printf(r->page.a, "%s: %s",
		page_text(&r->page, "results.list"), r->round.title));
	for (size_t d = 0; department && d < r->list->result.n_departments; d++)
		if (strcmp(r->list->result.departments[d].code, department) == 0)
			chosen = d;
	if (department && chosen == SIZE_MAX)
		return err_fail(ERR_NOT_FOUND, "this round has no department %.40s", department);
	node_flag(r->page.root, V_SHOWN, true);
	add_tabs(r, chosen);
	results_add_response(r);
	add_unranked(r);
	weights_add(r, shown);
	add_facts(r, shown);
	node_flag(r->page.root, V_MAY_EDIT, r->page.req->viewer->role != VIEWER_MANAGER);
	node_flag(r->page.root, V_SAVED_NOW, params_get(&r->page.req->query, "saved") != NULL);
	if (chosen == SIZE_MAX) {
		show_overall(r, shown);
		heat_add(r);
		differ_add(r, SIZE_MAX);
		polarised_add(r, SIZE_MAX);
		sure_add(r);
	} else {
		show_department(r, chosen);
	}
	if (shown != r->list)
		changes_add(r, shown);
	return page_end(&r->page, 200, "priorities");
}

enum err priorities_get(struct request *req, struct response *res)
{
	struct results r;
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	if (r.list && r.list->shown)
		return priorities_show(&r, r.list, params_get(&req->query, "department"));
	node_text(r.page.root, V_EMPTY, results_why_nothing(&r));
	return page_end(&r.page, 200, "priorities");
}
