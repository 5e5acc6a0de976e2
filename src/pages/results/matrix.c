/* A question asked of every activity, as one table: where things are done today (A27) is
 * what a CRM must be connected to. */
#include <string.h>

#include "base/arena.h"
#include "pages/summaries.h"
#include "view/url.h"

/* The question itself, whichever activity it is asked of. */
static bool same_question(const struct question *a, const struct question *b)
{
	return a->list == b->list && strcmp(a->name, b->name) == 0;
}

static bool is_of_matrix(const struct question_summary *q)
{
	return q->question->function && question_answer(q->question) == ANSWER_CODES &&
		q->part_count <= MATRIX_COLUMNS_MAX;
}

static void add_columns(struct results *r, const struct summaries *all, struct view_node *table,
	const struct question_summary *q)
{
	struct view_list *columns = node_list(table, V_COLUMNS);

	for (size_t i = 0; i < q->part_count; i++)
		node_text(list_add(columns), V_LABEL, part_name(r, all, &q->parts[i]));
}

static const char *cell_text(const struct results *r, const struct question_summary *q,
	const struct summary_part *part)
{
	const struct page *p = &r->page;

	if (q->state != CELL_SHOWN || (part->state != CELL_SHOWN && part->state != CELL_EMPTY))
		return page_text(p, "results.hidden");
	return part->state == CELL_EMPTY ? page_text(p, "results.zero")
		: share_text(p, (double)part->count / (double)q->answered);
}

static void add_row(struct results *r, struct view_list *rows, const struct question_summary *q)
{
	struct view_node *n = list_add(rows);
	struct view_list *cells;

	node_text(n, V_LABEL, results_function(r, q->question->function));
	node_text(n, V_HREF, url_path(r->page.a, "/results/%s/functions/%s", r->round.code,
		q->question->function));
	node_int(n, V_N, (int64_t)q->answered);
	node_text(n, V_CODE, q->question->path);
	cells = node_list(n, V_CELLS);
	for (size_t i = 0; i < q->part_count; i++) {
		struct view_node *cell = list_add(cells);

		node_text(cell, V_TEXT, cell_text(r, q, &q->parts[i]));
		node_flag(cell, V_HIDDEN, q->parts[i].state != CELL_SHOWN);
		node_text(cell, V_ID, q->parts[i].choice ? q->parts[i].choice->name : "");
	}
}

/* The rows that may be shown; a table of words alone says nothing. */
static void add_table(struct results *r, struct view_list *tables, const struct summaries *all,
	size_t first)
{
	const struct question_summary *q = &all->list[first];
	struct view_node *table = NULL;
	struct view_list *rows = NULL;

	for (size_t i = first; i < all->count; i++) {
		if (!same_question(all->list[i].question, q->question) ||
			!is_of_matrix(&all->list[i]) || all->list[i].state != CELL_SHOWN)
			continue;
		if (!table) {
			table = list_add(tables);
			node_text(table, V_TITLE, question_label(r, all->form, q->question));
			add_columns(r, all, table, q);
			rows = node_list(table, V_ROWS);
		}
		add_row(r, rows, &all->list[i]);
	}
}

void matrix_add(struct results *r, const struct summaries *all)
{
	struct view_list *tables = node_list(r->page.root, V_TABLES);

	for (size_t i = 0; i < all->count; i++) {
		bool met = false;

		for (size_t j = 0; j < i && !met; j++)
			met = is_of_matrix(&all->list[j]) &&
				same_question(all->list[j].question, all->list[i].question);
		if (!met && is_of_matrix(&all->list[i]))
			add_table(r, tables, all, i);
	}
}
