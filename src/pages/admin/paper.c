/* A form as a questionnaire to print. */
#include "paper.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "form/expr.h"
#include "form/show.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "view/format.h"
#include "view/url.h"

#define LONG_LIST 12	/* choices: two columns, and printed once */

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
	else if (q->takes_answer)
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

void paper_layout(struct arena *a, const struct form *form, bool unmarked, struct paper *out)
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
}

/* ---- skips in words ---- */

struct printed {
	const char *card;		/* the code a card is printed for in place of all */
	const struct page *page;
	const struct paper *paper;
	struct form_context ctx;
};

static const char *show_words(const struct printed *p, const struct form_words *w)
{
	return words_show(p->page->a, p->paper->form, &p->ctx, NULL, w, NULL);
}

static const struct paper_item *item_named(const struct printed *p, const struct expr *e,
	const char *name, size_t len)
{
	const struct expr_use *uses;
	size_t n = expr_uses(e, &uses);

	for (size_t u = 0; u < n; u++) {
		if (strlen(uses[u].name) != len || memcmp(uses[u].name, name, len) != 0)
			continue;
		for (size_t i = 0; i < p->paper->count; i++)
			if (p->paper->items[i].kind == PAPER_QUESTION &&
				p->paper->items[i].node == uses[u].refs[0])
				return &p->paper->items[i];
	}
	return NULL;
}

/* The words of this sheet in its language. */
static const char *say(const struct printed *p, const char *key)
{
	return catalog_text(p->page->site->catalog, p->page->lang, key);
}

static const char *number_of(const struct printed *p, const struct paper_item *item)
{
	return arena_printf(p->page->a, "%d", item->number);
}

/* One condition that people can check, or NULL. */
static const char *simple_term(const struct printed *p, const struct expr *e, struct str t)
{
	char text[256], name[100], code[100];
	const struct paper_item *item;
	const struct choice *choice;
	int more, used = 0;

	if (t.len >= sizeof text)
		return NULL;
	snprintf(text, sizeof text, "%.*s", (int)t.len, t.p);
	if ((sscanf(text, " count-selected ( ${%99[^}]} ) > %d %n", name, &more, &used) == 2 ||
		sscanf(text, " count-selected ( ${%99[^}]} ) = %d %n", name, &more, &used) == 2) &&
		used == (int)t.len) {
		item = item_named(p, e, name, strlen(name));
		return item ? catalog_fill(p->page->a, say(p, strchr(text, '>') ?
			"paper.if_more" : "paper.if_exactly"), "number", number_of(p, item), "n",
			arena_printf(p->page->a, "%d", more), NULL) : NULL;
	}
	if ((sscanf(text, " selected ( ${%99[^}]} , '%99[^']' ) %n", name, code, &used) != 2 ||
		used != (int)t.len) &&
		(sscanf(text, " ${%99[^}]} = '%99[^']' %n", name, code, &used) != 2 ||
		used != (int)t.len))
		return NULL;
	item = item_named(p, e, name, strlen(name));
	if (item && p->card && strcmp(code, p->card) == 0)
		return catalog_fill(p->page->a, say(p, "paper.if_card"), "number",
			number_of(p, item), NULL);
	choice = item && item->question->list ? list_choice(item->question->list, code) : NULL;
	if (!choice)
		return NULL;
	return catalog_fill(p->page->a, say(p, "paper.if_choice"), "number", number_of(p, item),
		"label", show_words(p, &choice->label), NULL);
}

/* The condition as it is written, with numbers of questions for their names. */
static const char *rough_words(const struct printed *p, const struct expr *e)
{
	const char *source = expr_source(e);
	struct buf *out = buf_new(p->page->a, EXPR_BYTES_MAX + 1000);

	while (*source) {
		const char *end = source[0] == '$' && source[1] == '{' ? strchr(source, '}') : NULL;
		const struct paper_item *item = end ? item_named(p, e, source + 2,
			(size_t)(end - source - 2)) : NULL;

		if (item) {
			buf_printf(out, "[%d]", item->number);
			source = end + 1;
		} else {
			buf_putc(out, *source++);
		}
	}
	return catalog_fill(p->page->a, say(p, "paper.if_rough"), "value", out->data, NULL);
}

/* Terms all joined by `and`, or all by `or`. */
static const char *skip_words(const struct printed *p, const struct expr *e)
{
	static const struct {
		const char *word, *key;
	} joins[] = {{" and ", "paper.and"}, {" or ", "paper.or"}};
	const char *source = expr_source(e), *only = simple_term(p, e, str_of(source));

	if (only)
		return only;
	for (size_t j = 0; j < 2; j++) {
		struct buf *out = buf_new(p->page->a, 8000);
		const char *at = source, *cut = strstr(at, joins[j].word), *term = NULL;

		while (cut || term) {
			size_t len = cut ? (size_t)(cut - at) : strlen(at);

			term = simple_term(p, e, str_trim((struct str){at, len}));
			if (!term)
				break;
			buf_printf(out, "%s%s%s", out->len ? say(p, joins[j].key) : "",
				out->len ? " " : "", term);
			if (!cut)
				return out->data;
			at = cut + strlen(joins[j].word);
			cut = strstr(at, joins[j].word);
		}
	}
	return rough_words(p, e);
}

/* ---- the page ---- */

/* Boxes to tick; for an order, numbers to write into the places below. */
static void add_choices(const struct printed *p, struct view_node *n, const struct question *q)
{
	struct view_list *choices = node_list(n, V_CHOICES);
	const struct choice_list *list = q->list;
	const int64_t *numbers = paper_numbers(p->paper, list);

	for (size_t i = 0; i < list->count; i++) {
		struct view_node *c = list_add(choices);
		const char *label = show_words(p, &list->choices[i].label);

		node_textf(c, V_N, "%" PRId64, numbers[i]);
		node_text(c, V_LABEL, paper_behind(numbers[i],
			*label ? label : list->choices[i].name));
		node_flag(c, V_EMPTY, question_answer(q) != ANSWER_RANKED);
	}
	node_text(n, V_LAYOUT, list->count > LONG_LIST ? "paper-many" : "");
}

static void add_places(struct view_node *n, size_t count)
{
	struct view_list *places = node_list(n, V_PLACES);

	for (size_t i = 0; i < count; i++)
		node_int(list_add(places), V_N, (int64_t)i + 1);
}

/* The number of an earlier question with the same long list; 0: none. */
static int printed_before(const struct printed *p, const struct question *q)
{
	for (size_t i = 0; q->list && q->list->count > LONG_LIST && i < p->paper->count; i++) {
		const struct paper_item *item = &p->paper->items[i];

		if (item->kind != PAPER_QUESTION)
			continue;
		if (item->question == q)
			return 0;
		if (item->question->list == q->list)
			return item->number;
	}
	return 0;
}

static void add_how(const struct printed *p, struct view_node *n, const struct question *q)
{
	enum answer_kind k = question_answer(q);
	int before = k == ANSWER_CODE ? printed_before(p, q) : 0;

	if (before) {
		node_flag(n, V_IS_NUMBER, true);
		node_text(n, V_NOTE, catalog_fill(p->page->a, say(p, "paper.number_from"),
			"number", arena_printf(p->page->a, "%d", before), NULL));
		return;
	}
	node_flag(n, V_IS_CHOICES, q->list);
	if (q->list)
		add_choices(p, n, q);
	if (k == ANSWER_RANKED)
		add_places(n, q->list->count);
	node_flag(n, V_IS_AREA, k == ANSWER_TEXT);
	node_flag(n, V_IS_ACKNOWLEDGE, k == ANSWER_TICK);
	node_flag(n, V_IS_NUMBER, !q->list && k != ANSWER_TEXT && k != ANSWER_TICK);
	node_text(n, V_UNIT, q->measure == MEASURE_MINUTES ? say(p, "survey.unit_minutes") : NULL);
	node_text(n, V_NOTE, k == ANSWER_RANKED ? say(p, "paper.rank") :
		k == ANSWER_CODES ? say(p, "paper.several") : q->list ? say(p, "paper.one") :
		k == ANSWER_DAY ? say(p, "paper.date") : NULL);
}

/* The code a card's first iteration stands for: on paper, whatever the card is about. */
static const char *card_code(const struct paper *p, const struct paper_item *item)
{
	const struct choice *c = item->card ? p->form->nodes[item->loop + 1].choice : NULL;

	return c ? c->name : NULL;
}

const char *paper_skip(const struct page *page, const struct paper *p,
	const struct form_context *ctx, const struct paper_item *item)
{
	const struct form_node *node = &p->form->nodes[item->node];
	struct printed printed = {.page = page, .paper = p, .ctx = *ctx,
		.card = card_code(p, item)};

	return node->relevant && item->kind != PAPER_CARD ? skip_words(&printed, node->relevant) :
		NULL;
}

static void add_item(struct printed *p, struct view_list *list, const struct paper_item *item)
{
	const struct form_node *node = &p->paper->form->nodes[item->node];
	const char *label = show_words(p, &node->label);
	struct view_node *n;

	if (item->kind == PAPER_SECTION && !*label && !node->choice)
		return;
	n = list_add(list);
	if (item->kind == PAPER_SECTION && !*label)
		label = show_words(p, &node->choice->label);
	if (item->number)
		node_int(n, V_N, item->number);
	node_text(n, V_LABEL, item->kind == PAPER_CARD ? say(p, "paper.card.which") :
		*label ? label : node->name);
	node_text(n, V_HINT, show_words(p, &node->hint));
	node_text(n, V_WARNING, paper_skip(p->page, p->paper, &p->ctx, item));
	node_flag(n, V_GROUPS, item->kind == PAPER_SECTION);
	node_flag(n, V_IS_NOTE, item->kind == PAPER_NOTE);
	if (item->kind == PAPER_QUESTION)
		add_how(p, n, item->question);
	if (item->kind == PAPER_CARD) {
		node_text(n, V_CARD, catalog_fill(p->page->a, say(p, "survey.activity"), "step",
			arena_printf(p->page->a, "%d", item->card), "steps",
			arena_printf(p->page->a, "%zu", node->draw), NULL));
		node_flag(n, V_FIRST, item->card == 1);
		node_flag(n, V_IS_NUMBER, true);
	}
}

enum err round_paper_get(struct request *req, struct response *res)
{
	struct page p;
	struct round r;
	const struct form *form;
	struct paper paper;
	struct printed printed = {.page = &p, .paper = &paper};
	struct view_list *list;
	enum err e = office_begin(req, res, "rounds.paper", &p);

	if (!e)
		e = round_form_cached(p.site->forms, p.a, p.db, request_capture(req, "round"), &r,
			&form);
	if (e)
		return e;
	paper_layout(p.a, form, false, &paper);
	printed.ctx = (struct form_context){.language = form_language(form, lang_code(p.lang)),
		.today = page_today(&p), .now = page_today(&p)};
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < paper.count; i++)
		add_item(&printed, list, &paper.items[i]);
	node_text(p.root, V_ROUND, r.title);
	node_text(p.root, V_MARK, paper.mark);
	node_flag(p.root, V_CODED, r.access == ACCESS_CODES);
	node_int(p.root, V_K, p.settings.min_cell);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", r.code));
	return page_end(&p, 200, "paper");
}
