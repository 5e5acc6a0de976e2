/* Beside the list: what would make it surer, and where people are of two minds. */
#include <math.h>

#include "base/arena.h"
#include "priority_rows.h"
#include "view/format.h"

static const char *number(const struct page *p, double v)
{
	return format_number(p->a, p->lang, v, 0);
}

static bool row_shown(const struct priorities *p, size_t row)
{
	return row < p->result.n_overall && p->overall[row].score == CELL_SHOWN;
}

/* "About 20 more answers from Support would settle places 4 and 5", in lists of version 1 of
 * the method. Whether anything was said. */
static bool add_settle(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_SETTLE);
	bool open = false;

	/* That nothing is said is not that all is settled. */
	if (!p->sure.settle)
		return false;

	for (size_t i = 0; i < p->sure.settle_count; i++) {
		const struct audit_settle *s = &p->sure.settle[i];
		const char *upper, *lower;

		if (s->settled || !row_shown(p, s->upper) || !row_shown(p, s->lower))
			continue;
		open = true;
		upper = number(&r->page, (double)s->upper + 1);
		lower = number(&r->page, (double)s->lower + 1);
		node_text(list_add(list), V_TEXT, s->department == SIZE_MAX
			? results_say(&r->page, "sure.never", "upper", upper, "lower", lower)
			: results_say(&r->page, "sure.more", "upper", upper, "lower", lower,
				"more", number(&r->page, (double)s->more), "name",
				results_department(r, p->result.departments[s->department].code)));
	}
	node_flag(r->page.root, V_SETTLED, !open);
	return true;
}

void agree_add(struct results *r)
{
	const struct agreement *x = &r->list->sure.agreement;
	struct page *p = &r->page;

	if (!r->list->result.boot || !x->enough)
		return;
	node_text(p->root, V_AGREE, results_say(p, x->order_differs ? "sure.order_differs"
		: "sure.order_agrees", "w", format_number(p->a, p->lang, x->w, 2),
		"raters", number(p, (double)x->raters), "objects", number(p, (double)x->objects),
		"p", format_number(p->a, p->lang, x->permutation_p, 3)));
}

void polarised_add(struct results *r, size_t function)
{
	const struct priorities *p = r->list;
	struct view_list *list = node_list(r->page.root, V_POLARISED);

	for (size_t f = 0; f < p->result.n_functions; f++)
		if ((function == SIZE_MAX || f == function) &&
			priorities_polarised(p, f))
			node_text(list_add(list), V_LABEL,
				results_function(r, p->result.functions[f].code));
}

/* Which activities come in or go out: as names behind a word. */
static void add_moved(struct results *r, struct view_list *list, const char *key,
	const char *const *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_LABEL, results_function(r, codes[i]));
		node_text(n, V_TEXT, page_text(&r->page, key));
	}
}

static bool add_flagged(struct results *r)
{
	const struct audit_without *w = &r->list->sure.without;
	struct view_node *n;
	struct view_list *list;

	/* A count of under five is nobody's business. */
	if (w->left_out < (size_t)r->list->min_cell)
		return false;
	n = node_object(r->page.root, V_FLAGGED);
	node_text(n, V_TEXT, results_say(&r->page, w->changes ? "sure.flagged_change"
		: "sure.flagged_same", "n", number(&r->page, (double)w->left_out), "k",
		number(&r->page, (double)r->list->tables.params.top_k)));
	list = node_list(n, V_ITEMS);
	add_moved(r, list, "sure.would_enter", w->enter, w->n_enter);
	add_moved(r, list, "sure.would_leave", w->leave, w->n_leave);
	return true;
}

void sure_add(struct results *r)
{
	bool settle, flagged;

	if (!r->list->result.boot)
		return;
	settle = add_settle(r);
	flagged = add_flagged(r);
	node_flag(r->page.root, V_SURE, settle || flagged);
}
