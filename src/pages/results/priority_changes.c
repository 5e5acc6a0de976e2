/* Beside the rows: departments by activities, where they differ, and what other weights
 * would move. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "priority_rows.h"
#include "view/format.h"
#include "view/url.h"

#define HEAT_STEPS 5

/* ---- heat map ---- */

static const struct audit_dept_row *dept_row(const struct priorities *p, size_t department,
	size_t function, const struct shown **shown)
{
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == department &&
			p->result.dept[i].function == function) {
			*shown = &p->dept[i];
			return &p->result.dept[i];
		}
	return NULL;
}

/* Hours saveable a week for each person of the department: departments of different
 * size side by side. */
static double per_person(const struct priorities *p, const struct audit_dept_row *row)
{
	double people = p->result.departments[row->department].population;

	return people > 0 ? row->hours_saved / people : 0;
}

static double most_per_person(const struct priorities *p)
{
	double most = 0;

	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->dept[i].hours == CELL_SHOWN)
			most = fmax(most, per_person(p, &p->result.dept[i]));
	return most;
}

static void add_cell(struct results *r, struct view_list *cells, size_t d, size_t function,
	double most)
{
	const struct priorities *p = r->list;
	const struct shown *shown = NULL;
	const struct audit_dept_row *row = dept_row(p, d, function, &shown);
	struct view_node *n = list_add(cells);
	double v;

	node_text(n, V_TONE, "heat-none");
	if (!row) {
		node_text(n, V_TEXT, "–");
		return;
	}
	node_figure(&r->page, n, V_TEXT, shown->hours, hours_text(&r->page, row->hours_saved));
	if (shown->hours != CELL_SHOWN)
		return;
	v = most > 0 ? per_person(p, row) / most : 0;
	node_textf(n, V_TONE, "heat-%d", (int)fmin(HEAT_STEPS - 1, floor(HEAT_STEPS * v)));
}

void heat_add(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_node *heat;
	struct view_list *columns, *rows;
	double most = most_per_person(p);

	if (p->result.n_departments < 2 || !(most > 0))
		return;
	heat = node_object(r->page.root, V_HEAT);
	columns = node_list(heat, V_COLUMNS);
	for (size_t d = 0; d < p->result.n_departments; d++)
		if (p->departments[d] == CELL_SHOWN)
			node_text(list_add(columns), V_LABEL,
				results_department(r, p->result.departments[d].code));
	rows = node_list(heat, V_ROWS);
	for (size_t i = 0; i < p->result.n_overall; i++) {
		const struct audit_overall_row *row = &p->result.overall[i];
		struct view_node *n = list_add(rows);
		struct view_list *cells = node_list(n, V_CELLS);

		node_text(n, V_LABEL, results_function(r, row->code));
		for (size_t d = 0; d < p->result.n_departments; d++)
			if (p->departments[d] == CELL_SHOWN)
				add_cell(r, cells, d, row->function, most);
	}
}

/* ---- where departments differ ---- */

void differ_add(struct results *r, size_t function)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_DIFFER);

	for (size_t i = 0; i < p->result.n_disagree; i++) {
		const struct audit_disagree *x = &p->result.disagree[i];
		struct view_node *n;

		if ((function != SIZE_MAX && x->function != function) ||
			!priorities_disagree(p, x))
			continue;
		n = list_add(list);
		node_text(n, V_LABEL, results_function(r, x->func));
		node_text(n, V_TEXT, results_say(&r->page, "priorities.differ",
			"more", results_department(r, x->dept_hi),
			"less", results_department(r, x->dept_lo),
			"points", format_number(r->page.a, r->page.lang, x->diff, 0)));
	}
}

/* ---- other weights ---- */

static const struct audit_overall_row *row_of(const struct audit_result *r, const char *code)
{
	for (size_t i = 0; i < r->n_overall; i++)
		if (strcmp(r->overall[i].code, code) == 0)
			return &r->overall[i];
	return NULL;
}

static void add_change(struct results *r, struct view_list *list, const char *key,
	const char *code, size_t from, size_t to)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(list);

	node_text(n, V_LABEL, results_function(r, code));
	node_text(n, V_TEXT, results_say(p, key,
		"from", format_integer(p->a, p->lang, (int64_t)from),
		"to", format_integer(p->a, p->lang, (int64_t)to)));
}

void changes_add(struct results *r, const struct priorities *fresh)
{
	struct view_node *changes = node_object(r->page.root, V_CHANGES);
	struct view_list *list = node_list(changes, V_ITEMS);
	size_t k = fresh->tables.params.top_k;

	for (size_t i = 0; i < fresh->result.n_overall; i++) {
		const struct audit_overall_row *now = &fresh->result.overall[i];
		const struct audit_overall_row *before = row_of(&r->list->result, now->code);

		if (!before || before->rank == now->rank || fresh->overall[i].score != CELL_SHOWN)
			continue;
		add_change(r, list, now->rank <= k && before->rank > k ? "priorities.enters" :
			now->rank > k && before->rank <= k ? "priorities.leaves" :
			now->rank < before->rank ? "priorities.rises" : "priorities.falls",
			now->code, before->rank, now->rank);
	}
}
