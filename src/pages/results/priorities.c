/* The priority list: in tiers overall, by department, what is not ranked and why; the
 * departments side by side; hours against effort. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pages/results.h"
#include "priority_rows.h"
#include "pages/results_page.h"
#include "view/format.h"
#include "view/url.h"

/* Views of the list beside its tables. */
enum list_view { LIST, SIDE_BY_SIDE, EFFORT };

static const struct {
	const char *name, *label;
} views[] = {
	[SIDE_BY_SIDE] = {"departments", "priorities.side"},
	[EFFORT] = {"effort", "priorities.plane"},
};

#define VIEWS (sizeof views / sizeof *views)

/* ---- the list ---- */

static void show_overall(struct results *r, const struct listing *as)
{
	size_t n = as->shown->result.n_overall;
	struct line *lines = arena_array(r->page.a, n + 1, sizeof *lines);

	for (size_t i = 0; i < n; i++)
		lines[i] = line_overall(as->shown, i);
	lines_show(r, as, lines, n);
	node_flag(r->page.root, V_OVERALL, true);
	node_int(r->page.root, V_ANSWERED, (int64_t)as->shown->result.n);
	sure_add(r);
}

static void show_department(struct results *r, const struct listing *as, size_t d)
{
	const struct priorities *p = r->list;
	struct line *lines = arena_array(r->page.a, p->result.n_dept + 1, sizeof *lines);
	size_t n = 0;

	if (p->departments[d] != CELL_SHOWN) {
		node_text(r->page.root, V_EMPTY, results_say(&r->page, p->never[d] ?
			"priorities.never" : p->departments[d] == CELL_EMPTY ?
			"priorities.dept_none" : "priorities.dept_hidden", "name",
			results_department(r, p->result.departments[d].code), "k",
			format_integer(r->page.a, r->page.lang, p->min_cell)));
		return;
	}
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == d)
			lines[n++] = line_dept(p, i);
	lines_show(r, as, lines, n);
	node_int(r->page.root, V_ANSWERED, (int64_t)p->result.departments[d].n);
}

/* "hours_saved" or "hours_saved-up"; anything else: by place. */
static void read_order(struct listing *as, struct arena *a, const char *sort)
{
	static const char up[] = "-up";
	size_t len = sort ? strlen(sort) : 0, tail = sizeof up - 1;

	as->sort = COLUMNS;
	if (!len)
		return;
	as->up = len > tail && strcmp(sort + len - tail, up) == 0;
	as->sort = column_find(arena_strndup(a, sort, as->up ? len - tail : len));
}

/* ---- tabs ---- */

static void add_tab(struct view_list *tabs, const char *href, const char *label, bool current)
{
	struct view_node *n = list_add(tabs);

	node_text(n, V_HREF, href);
	node_text(n, V_LABEL, label);
	node_flag(n, V_CURRENT, current);
}

static void add_tabs(struct results *r, enum list_view view, size_t chosen)
{
	const struct priorities *p = r->list;
	struct view_list *tabs = node_list(r->page.root, V_TABS);
	const char *here = url_path(r->page.a, "/results/%s/priorities", r->round.code);

	add_tab(tabs, here, page_text(&r->page, "priorities.all"),
		view == LIST && chosen == SIZE_MAX);
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const char *code = p->result.departments[d].code;

		add_tab(tabs, url_query(r->page.a, here, "department", code),
			results_department(r, code), chosen == d);
	}
	for (size_t v = LIST + 1; v < VIEWS; v++)
		add_tab(tabs, url_query(r->page.a, here, "view", views[v].name),
			page_text(&r->page, views[v].label), view == v);
}

static enum list_view view_of(const char *name)
{
	for (size_t v = LIST + 1; name && v < VIEWS; v++)
		if (strcmp(views[v].name, name) == 0)
			return (enum list_view)v;
	return LIST;
}

/* ---- the page ---- */

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

static enum err show_list(struct results *r, const struct listing *as, size_t chosen)
{
	enum err e = weights_add(r, as->shown);

	add_facts(r, as->shown);
	node_flag(r->page.root, V_LISTED, true);
	if (chosen == SIZE_MAX)
		show_overall(r, as);
	else
		show_department(r, as, chosen);
	unranked_add(r);
	if (as->shown != r->list)
		changes_add(r, as->shown);
	return e;
}

static void show_side_by_side(struct results *r)
{
	node_flag(r->page.root, V_COUNTED, true);
	heat_add(r);
	differ_add(r, SIZE_MAX);
	polarised_add(r, SIZE_MAX);
	agree_add(r);
}

/* The list as `as` asks for it, or the view beside it. */
static enum err show(struct results *r, enum list_view view, const struct listing *as)
{
	size_t chosen = SIZE_MAX;
	enum err e = OK;

	node_text(r->page.root, V_TITLE, arena_printf(r->page.a, "%s: %s",
		page_text(&r->page, "results.list"), r->round.title));
	for (size_t d = 0; as->department && d < r->list->result.n_departments; d++)
		if (strcmp(r->list->result.departments[d].code, as->department) == 0)
			chosen = d;
	if (as->department && chosen == SIZE_MAX)
		return err_fail(ERR_NOT_FOUND, "this round has no department %.40s",
			as->department);
	node_flag(r->page.root, V_SHOWN, true);
	node_text(r->page.root, V_DATE, format_date(r->page.a, r->page.lang,
		r->list->release.day));
	node_flag(r->page.root, V_MAY_EDIT, r->page.req->viewer->role != VIEWER_MANAGER);
	node_flag(r->page.root, V_SAVED_NOW, params_get(&r->page.req->query, "saved") != NULL);
	add_tabs(r, view, chosen);
	if (view == SIDE_BY_SIDE) {
		show_side_by_side(r);
	} else if (view == EFFORT) {
		node_flag(r->page.root, V_WEIGHED, true);
		effort_add(r);
	} else {
		e = show_list(r, as, chosen);
	}
	return e ? e : page_end(&r->page, 200, "priorities");
}

enum err priorities_show(struct results *r, const struct priorities *shown)
{
	struct listing as = {.shown = shown, .sort = COLUMNS};

	return show(r, LIST, &as);
}

enum err priorities_get(struct request *req, struct response *res)
{
	struct results r;
	struct listing as = {0};
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	if (!r.list || !r.list->shown) {
		e = results_nothing(&r);
		return e ? e : page_end(&r.page, 200, "priorities");
	}
	as = (struct listing){.shown = r.list, .department = params_get(&req->query, "department"),
		.compare = params_get(&req->query, "compare")};
	read_order(&as, r.page.a, params_get(&req->query, "sort"));
	return show(&r, as.department ? LIST : view_of(params_get(&req->query, "view")), &as);
}
