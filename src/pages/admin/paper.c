/* A form on paper: what is asked, in which order, under which numbers. */
#include "paper.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "form/answers.h"
#include "form/expr.h"
#include "form/show.h"

const struct paper_band paper_bands[PAPER_BANDS] = {
	{1, 2, 1.4427}, {2, 5, 3.2741}, {5, 10, 7.2135}, {10, 20, 14.4270},
	{20, 40, 28.8539}, {40, 60, 49.3261}, {60, 120, 86.5617}, {120, 240, 173.1234},
};

bool paper_in_bands(const struct paper *p, const struct question *q)
{
	return p->unmarked && q->measure == MEASURE_MINUTES;
}

const struct choice_list *paper_card_list(const struct paper *p, size_t loop)
{
	return p->form->nodes[loop].list;
}

/* ---- what is printed, in order ---- */

struct layout {
	struct paper *paper;
	int number;
};

static struct paper_item *add(struct layout *l, enum paper_kind kind, size_t node, size_t loop,
	int card)
{
	struct paper_item *item = &l->paper->items[l->paper->count++];

	*item = (struct paper_item){.kind = kind, .node = node, .loop = loop, .card = card,
		.question = l->paper->form->nodes[node].question};
	return item;
}

static void add_question(struct layout *l, size_t node, size_t loop, int card)
{
	const struct question *q = l->paper->form->nodes[node].question;

	if (question_traits(q->type)->role == ROLE_SHOWN)
		add(l, PAPER_NOTE, node, loop, card);
	else if (q->takes_answer && question_answer(q) != ANSWER_PICTURE)
		add(l, PAPER_QUESTION, node, loop, card)->number = ++l->number;
}

/* The nodes from `i` to `end`, which hold no loop that draws. */
static void add_nodes(struct layout *l, size_t i, size_t end, size_t loop, int card)
{
	const struct form *f = l->paper->form;

	while (i < end) {
		const struct form_node *n = &f->nodes[i];

		if (n->kind == NODE_INSTANCE && n->number > PAPER_INSTANCES) {
			i = n->end;
			continue;
		}
		if (n->kind == NODE_QUESTION)
			add_question(l, i, loop, card);
		else if (n->kind != NODE_REPEAT && !card)
			add(l, PAPER_SECTION, i, loop, card);
		i++;
	}
}

static void add_cards(struct layout *l, size_t loop)
{
	const struct form_node *n = &l->paper->form->nodes[loop];
	size_t first = loop + 1;
	int number = l->number;

	if (first >= n->end)
		return;
	for (int card = 1; card <= (int)n->draw; card++) {
		/* The same question has the same number on every card. */
		l->number = number;
		add(l, PAPER_CARD, loop, loop, card)->number = ++l->number;
		add_nodes(l, first + 1, l->paper->form->nodes[first].end, loop, card);
	}
}

/* ---- which choices ---- */

static bool is_filtered(const struct question *q)
{
	const struct expr_use *uses;

	return q->list && q->choice_filter && !expr_uses(q->choice_filter, &uses);
}

static bool *pass_filter(struct arena *a, const struct paper *p, const struct form_context *ctx,
	const struct form_state *state, const struct question *q)
{
	bool *out = arena_array(a, q->list->count + 1, sizeof *out);
	struct shown_choice *shown;
	size_t count;

	choices_show(a, p->form, ctx, state, q, &shown, &count);
	for (size_t i = 0; i < count; i++)
		out[shown[i].choice - q->list->choices] = true;
	return out;
}

/* A filter by answers cannot be printed: all its choices are. One that looks at the choices
 * alone says which they are. */
static void find_offered(struct arena *a, struct paper *p, const struct form_context *ctx)
{
	struct form_state state;
	bool evaluated = false;

	p->offered = arena_array(a, p->form->question_count + 1, sizeof *p->offered);
	for (size_t i = 0; i < p->form->question_count; i++) {
		if (!is_filtered(p->form->questions[i]))
			continue;
		if (!evaluated)
			form_evaluate(a, p->form, ctx, answers_new(a, p->form), &state);
		evaluated = true;
		p->offered[i] = pass_filter(a, p, ctx, &state, p->form->questions[i]);
	}
}

bool paper_offers(const struct paper *p, const struct question *q, size_t choice)
{
	return !p->offered[q->index] || p->offered[q->index][choice];
}

size_t paper_offered(const struct paper *p, const struct question *q)
{
	size_t count = 0;

	for (size_t i = 0; i < q->list->count; i++)
		count += paper_offers(p, q, i);
	return count;
}

void paper_layout(struct arena *a, const struct form *form, const struct form_context *ctx,
	bool unmarked, struct paper *out)
{
	struct layout l = {.paper = out};
	size_t room = form->node_count + 1;

	for (size_t i = 0; i < form->node_count; i++)
		if (form->nodes[i].kind == NODE_LOOP && form->nodes[i].draw)
			room += form->nodes[i].draw * (form->nodes[i].end - i);
	*out = (struct paper){.form = form, .unmarked = unmarked,
		.items = arena_array(a, room, sizeof *out->items)};
	for (size_t i = 0; i < form->node_count;) {
		const struct form_node *n = &form->nodes[i];

		if (n->kind == NODE_LOOP && n->draw) {
			add_cards(&l, i);
			i = n->end;
		} else {
			size_t next = n->kind == NODE_INSTANCE && n->number > PAPER_INSTANCES ?
				n->end : i + 1;

			add_nodes(&l, i, i + 1, FORM_NO_NODE, 0);
			i = next;
		}
	}
	paper_number_lists(a, out);
	find_offered(a, out, ctx);
}

/* ---- what stands there ---- */

static const char *with_dots(struct arena *a, const char *text, const char *name)
{
	struct buf *out = buf_new(a, 3 * strlen(text) + 8);
	const char *at;

	while (*name && (at = strstr(text, name))) {
		buf_printf(out, "%.*s…", (int)(at - text), text);
		text = at + strlen(name);
	}
	buf_puts(out, text);
	return out->data;
}

static struct runs runs_with_dots(struct arena *a, struct runs r, const char *name)
{
	struct text_run *list = arena_array(a, r.count + 1, sizeof *list);

	for (size_t i = 0; i < r.count; i++) {
		list[i] = r.list[i];
		list[i].text = with_dots(a, list[i].text, name);
	}
	return (struct runs){list, r.count};
}

/* A card stands for every choice of its loop: where the wording names the one it was
 * expanded for, dots stand in its place. */
static struct runs card_words(struct arena *a, const struct paper *p,
	const struct form_context *ctx, const struct paper_item *item, bool hint, size_t *language)
{
	const struct form_node *nodes = p->form->nodes, *first = &nodes[item->loop + 1];
	size_t next = first->end + (item->node - (item->loop + 1));
	const struct form_node *node = &nodes[item->node], *other = &nodes[next];
	const struct form_words *own = hint ? &node->hint : &node->label;
	struct runs text = words_runs(a, p->form, ctx, NULL, own, language);

	if (first->end >= nodes[item->loop].end || strcmp(runs_plain(a, text), words_show(a,
		p->form, ctx, NULL, hint ? &other->hint : &other->label, NULL)) == 0)
		return text;
	return runs_with_dots(a, text, words_show(a, p->form, ctx, NULL, &first->choice->label,
		NULL));
}

struct runs paper_label(struct arena *a, const struct paper *p, const struct form_context *ctx,
	const struct paper_item *item, size_t *language)
{
	const struct form_node *node = &p->form->nodes[item->node];
	struct runs label = item->card && item->kind != PAPER_CARD ?
		card_words(a, p, ctx, item, false, language) :
		words_runs(a, p->form, ctx, NULL, &node->label, language);

	return label.count ? label : runs_of(a, node->name);
}

struct runs paper_hint(struct arena *a, const struct paper *p, const struct form_context *ctx,
	const struct paper_item *item, size_t *language)
{
	return item->card && item->kind != PAPER_CARD ?
		card_words(a, p, ctx, item, true, language) :
		words_runs(a, p->form, ctx, NULL, &p->form->nodes[item->node].hint, language);
}
