/*
 * A loop that draws, on paper: a grid with a column for each of those described and a row
 * for each question, so that what is asked is printed once. On paper nothing can be drawn;
 * the sheet carries a rule by which all that was ticked has the same chance, as in the draw
 * (contracts, "Draw"; method A1.2).
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "form/show.h"
#include "pages/survey_page.h"
#include "paper.h"

#define GRID_COLUMNS 6	/* side by side on a sheet; more are grids below */

struct grid {
	const struct printed *p;
	size_t first, end;		/* the items of the first card */
	int from, to;			/* the cards in this grid */
};

static const char *column_title(const struct grid *g, int card)
{
	const struct paper_item *item = &g->p->paper->items[g->first];
	struct arena *a = g->p->page->a;

	return catalog_fill(a, printed_say(g->p, "survey.activity"), "step",
		arena_printf(a, "%d", card), "steps",
		arena_printf(a, "%zu", g->p->paper->form->nodes[item->loop].draw), NULL);
}

/* ---- lines: what stands beside each other, once for each card ---- */

static struct view_node *add_line(struct view_list *lines, bool asks)
{
	struct view_node *line = list_add(lines);

	node_flag(line, V_ASKED, asks);
	node_text(line, V_TEXT, "");
	node_flag(line, V_IS_AREA, false);
	return line;
}

/* An empty place to write into in each column. */
static void add_blanks(const struct grid *g, struct view_node *line, const char *unit)
{
	struct view_list *cells = node_list(line, V_CELLS);

	for (int c = g->from; c <= g->to; c++) {
		struct view_node *cell = list_add(cells);

		node_list(cell, V_CHOICES);
		node_flag(cell, V_EMPTY, true);
		survey_say(g->p->page, cell, V_UNIT, unit);
	}
}

/* Boxes in each column: those of the list from `from` on, `count` of them. */
static void add_boxes(const struct grid *g, struct view_node *line, const int64_t *numbers,
	size_t count)
{
	struct view_list *cells = node_list(line, V_CELLS);

	for (int c = g->from; c <= g->to; c++) {
		struct view_node *cell = list_add(cells);
		struct view_list *boxes = node_list(cell, V_CHOICES);

		node_flag(cell, V_EMPTY, false);
		for (size_t i = 0; i < count; i++)
			node_textf(list_add(boxes), V_N, "%" PRId64, numbers[i]);
	}
}

/* Boxes whose number says all stand beside each other, the question before them; each of
 * the others is a line with its words. */
static bool add_choices(const struct grid *g, struct view_list *lines, const struct question *q)
{
	const struct choice_list *list = q->list;
	const int64_t *numbers = paper_numbers(g->p->paper, list);
	int64_t *plain = arena_array(g->p->page->a, list->count + 1, sizeof *plain);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (paper_offers(g->p->paper, q, i) && !printed_choice(g->p, list, i, NULL).count)
			plain[count++] = numbers[i];
	if (count)
		add_boxes(g, add_line(lines, true), plain, count);
	for (size_t i = 0; i < list->count; i++) {
		size_t language;
		struct runs words = printed_words(g->p, &list->choices[i].label, &language);
		struct view_node *line = paper_offers(g->p->paper, q, i) &&
			printed_choice(g->p, list, i, NULL).count ? add_line(lines, false) : NULL;

		if (!line)
			continue;
		printed_put(g->p, line, V_TEXT, words.count ? words :
			runs_of(g->p->page->a, list->choices[i].name), language);
		add_boxes(g, line, &numbers[i], 1);
	}
	return count > 0;
}

/* An order: what the numbers stand for, then a place to write in for each. */
static void add_places(const struct grid *g, struct view_list *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct view_node *line = add_line(lines, false);

		node_textf(line, V_TEXT, "%zu.", i + 1);
		add_blanks(g, line, "");
	}
}

static const char *order_words(const struct grid *g, const struct question *q)
{
	struct arena *a = g->p->page->a;
	const char *all = "";

	for (size_t i = 0; i < q->list->count; i++)
		if (paper_offers(g->p->paper, q, i))
			all = arena_printf(a, "%s%s%" PRId64 " %s", all, *all ? " · " : "",
				paper_numbers(g->p->paper, q->list)[i],
				runs_plain(a, printed_choice(g->p, q->list, i, NULL)));
	return all;
}

/* Words need the width of the sheet. */
static void add_texts(const struct grid *g, struct view_list *lines)
{
	for (int c = g->from; c <= g->to; c++) {
		struct view_node *line = add_line(lines, false);

		survey_say(g->p->page, line, V_TEXT, column_title(g, c));
		node_flag(line, V_IS_AREA, true);
		node_list(line, V_CELLS);
	}
}

/* Whether the question stands in a line of its answers; else above them. */
static bool add_answers(const struct grid *g, struct view_node *row, struct view_list *lines,
	const struct question *q)
{
	enum answer_kind k = question_answer(q);
	int64_t one = 1;

	if (k == ANSWER_TEXT) {
		add_texts(g, lines);
		return false;
	}
	if (k == ANSWER_RANKED) {
		node_text(row, V_PLAIN, order_words(g, q));
		add_places(g, lines, paper_offered(g->p->paper, q));
		return false;
	}
	if (q->list && !(k == ANSWER_CODE && printed_before(g->p, q)))
		return add_choices(g, lines, q);
	if (k == ANSWER_TICK)
		add_boxes(g, add_line(lines, true), &one, 1);
	else
		add_blanks(g, add_line(lines, true), q->measure == MEASURE_MINUTES ?
			printed_say(g->p, "survey.unit_minutes") : "");
	return true;
}

static void add_row(const struct grid *g, struct view_list *rows, const struct paper_item *item)
{
	struct view_node *row = list_add(rows);
	struct view_list *lines = node_list(row, V_LINES);
	bool beside = item->kind != PAPER_NOTE;

	node_text(row, V_PLAIN, "");
	printed_ask(g->p, row, item);
	node_flag(row, V_IS_NOTE, item->kind == PAPER_NOTE);
	if (item->kind == PAPER_QUESTION)
		beside = add_answers(g, row, lines, item->question);
	else if (item->kind == PAPER_CARD)
		add_blanks(g, add_line(lines, true), "");
	node_flag(row, V_IS_HEADING, !beside);
}

static void add_table(const struct grid *g, struct view_list *tables)
{
	struct view_node *n = list_add(tables);
	struct view_list *columns = node_list(n, V_COLUMNS), *rows = node_list(n, V_ROWS);

	node_int(n, V_COUNT, g->to - g->from + 1);
	node_int(n, V_MAX, g->to - g->from + 2);
	for (int c = g->from; c <= g->to; c++)
		survey_say(g->p->page, list_add(columns), V_TEXT, column_title(g, c));
	for (size_t i = g->first; i < g->end; i++)
		add_row(g, rows, &g->p->paper->items[i]);
}

/* ---- what to describe ---- */

/* The number of the question that is asked at a node; 0: none. */
static int number_at(const struct printed *p, size_t node)
{
	for (size_t i = 0; node != FORM_NO_NODE && i < p->paper->count; i++)
		if (p->paper->items[i].kind == PAPER_QUESTION && p->paper->items[i].node == node)
			return p->paper->items[i].number;
	return 0;
}

/* Whether the numbers of what a loop is about stand at a question. */
static bool are_numbered(const struct paper *p, const struct paper_item *at,
	const struct choice_list *list)
{
	const struct choice_list *printed = at ? at->question->list : NULL;

	for (size_t i = 0; printed && i < list->count; i++) {
		size_t k = paper_choice(p, printed, paper_numbers(p, list)[i]);

		if (k == printed->count ||
			strcmp(printed->choices[k].name, list->choices[i].name) != 0)
			return false;
	}
	return printed;
}

static const char *say_numbers(const struct printed *p, const char *key, int number, size_t n)
{
	return catalog_fill(p->page->a, printed_say(p, key), "number",
		arena_printf(p->page->a, "%d", number), "n",
		arena_printf(p->page->a, "%zu", n), NULL);
}

static size_t iterations(const struct form *f, size_t loop)
{
	size_t count = 0;

	for (size_t i = loop + 1; i < f->nodes[loop].end; i = f->nodes[i].end)
		count++;
	return count;
}

static void add_legend(const struct printed *p, struct view_node *n,
	const struct choice_list *list)
{
	struct view_list *choices = node_list(n, V_CHOICES);

	for (size_t i = 0; i < list->count; i++) {
		struct view_node *c = list_add(choices);
		size_t language;
		struct runs words = printed_choice(p, list, i, &language);

		node_textf(c, V_N, "%" PRId64, paper_numbers(p->paper, list)[i]);
		printed_put(p, c, V_LABEL, words, language);
	}
}

/* Which are described: those ticked, and which of them where there are more than columns. */
static void add_rule(const struct printed *p, struct view_node *n, size_t loop)
{
	const struct form_node *node = &p->paper->form->nodes[loop];
	const struct choice_list *list = paper_card_list(p->paper, loop);
	const struct paper_item *ticked = paper_ticked(p->page, p->paper, loop);
	int first = number_at(p, node->first);
	bool legend = !are_numbered(p->paper, ticked, list);

	survey_say(p->page, n, V_TEXT, ticked ?
		say_numbers(p, "paper.grid.each", ticked->number, node->draw) :
		say_numbers(p, "paper.grid.these", 0, node->draw));
	if (ticked && iterations(p->paper->form, loop) > node->draw)
		survey_say(p->page, n, V_DETAIL, say_numbers(p, first ? "paper.grid.first" :
			"paper.grid.lot", first, node->draw));
	node_flag(n, V_LIST, legend);
	if (legend)
		add_legend(p, n, list);
}

size_t paper_grid(const struct printed *p, struct view_list *items, size_t i)
{
	const struct paper_item *card = &p->paper->items[i];
	size_t loop = card->loop;
	int cards = (int)p->paper->form->nodes[loop].draw;
	int tables = (cards + GRID_COLUMNS - 1) / GRID_COLUMNS, wide = (cards + tables - 1) / tables;
	struct view_node *n = list_add(items);
	struct view_list *list = node_list(n, V_TABLES);
	struct grid g = {.p = p, .first = i, .end = i + 1};

	while (g.end < p->paper->count && p->paper->items[g.end].card == card->card &&
		p->paper->items[g.end].loop == loop && p->paper->items[g.end].kind != PAPER_CARD)
		g.end++;
	node_flag(n, V_CARD, true);
	add_rule(p, n, loop);
	for (g.from = 1; g.from <= cards; g.from = g.to + 1) {
		g.to = g.from + wide - 1 < cards ? g.from + wide - 1 : cards;
		add_table(&g, list);
	}
	return i + (g.end - i) * (size_t)cards;
}
