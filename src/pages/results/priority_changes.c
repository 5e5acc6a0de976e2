/* Beside the rows: where departments differ, and what other weights would move. */
#include <string.h>

#include "base/arena.h"
#include "priority_rows.h"
#include "view/format.h"

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

const struct audit_overall_row *overall_row(const struct audit_result *r, const char *code)
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

/* Who comes in and who goes out by name; how many move at all: which ones stands in the rows. */
void changes_add(struct results *r, const struct priorities *fresh)
{
	struct view_node *changes = node_object(r->page.root, V_CHANGES);
	struct view_list *list = node_list(changes, V_ITEMS);
	size_t k = fresh->tables.params.top_k, moved = 0;

	for (size_t i = 0; i < fresh->result.n_overall; i++) {
		const struct audit_overall_row *now = &fresh->result.overall[i];
		const struct audit_overall_row *before = overall_row(&r->list->result, now->code);

		if (!before || before->rank == now->rank || fresh->overall[i].score != CELL_SHOWN)
			continue;
		moved++;
		if (now->rank <= k && before->rank > k)
			add_change(r, list, "priorities.enters", now->code, before->rank, now->rank);
		else if (now->rank > k && before->rank <= k)
			add_change(r, list, "priorities.leaves", now->code, before->rank, now->rank);
	}
	node_int(changes, V_N, (int64_t)moved);
	node_flag(changes, V_ANY, moved > 0);
}
