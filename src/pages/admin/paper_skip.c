/* Conditions under which a question on paper is answered, in words. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "form/expr.h"
#include "form/show.h"
#include "paper.h"

struct skip {
	const char *card;		/* the code a card is printed for in place of all */
	const struct page *page;
	const struct paper *paper;
	struct form_context ctx;
};

static const char *show_words(const struct skip *p, const struct form_words *w)
{
	return words_show(p->page->a, p->paper->form, &p->ctx, NULL, w, NULL);
}

static const struct paper_item *item_named(const struct skip *p, const struct expr *e,
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
static const char *say(const struct skip *p, const char *key)
{
	return catalog_text(p->page->site->catalog, p->page->lang, key);
}

static const char *number_of(const struct skip *p, const struct paper_item *item)
{
	return arena_printf(p->page->a, "%d", item->number);
}

/* `selected(${NAME}, 'CODE')`, or `${NAME} = 'CODE'`: what a choice of a question is. */
static bool names_choice(const char *text, size_t len, char name[100], char code[100])
{
	int used = 0;

	return (sscanf(text, " selected ( ${%99[^}]} , '%99[^']' ) %n", name, code, &used) == 2 &&
		used == (int)len) ||
		(sscanf(text, " ${%99[^}]} = '%99[^']' %n", name, code, &used) == 2 &&
		used == (int)len);
}

struct coin {
	double part;			/* of all people: those the calculation calls `below` */
	char below[100], rest[100];
};

/* Whether a calculation is `if(random() < P, 'X', 'Y')`. */
static bool read_coin(const struct question *q, struct coin *out)
{
	const char *source = q && q->calculation ? expr_source(q->calculation) : "";
	int used = 0;

	return sscanf(source, " if ( random ( ) < %lf , '%99[^']' , '%99[^']' ) %n", &out->part,
		out->below, out->rest, &used) == 3 && used && !source[used];
}

/* A part of all people by such a calculation: on paper the month of the birthday is the
 * lot, so that P of them are X. NULL where it is none. */
static const char *coin_words(const struct skip *p, const struct expr *e, const char *name,
	const char *code)
{
	const struct expr_use *uses;
	size_t n = expr_uses(e, &uses);
	struct coin coin;
	bool below;
	int months;

	for (size_t u = 0; u < n; u++) {
		if (strcmp(name, uses[u].name) != 0 ||
			!read_coin(p->paper->form->nodes[uses[u].refs[0]].question, &coin))
			continue;
		below = strcmp(code, coin.below) == 0;
		if (!below && strcmp(code, coin.rest) != 0)
			return NULL;
		months = coin.part * 12 < 1 ? 1 : coin.part * 12 > 11 ? 11 :
			(int)(coin.part * 12 + 0.5);
		return catalog_fill(p->page->a, say(p, below ? "paper.coin_below" :
			"paper.coin_rest"), "n", arena_printf(p->page->a, "%d",
			below ? months : months + 1), NULL);
	}
	return NULL;
}

/* One condition that people can check, or NULL. */
static const char *simple_term(const struct skip *p, const struct expr *e, struct str t)
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
	if (!names_choice(text, t.len, name, code))
		return NULL;
	item = item_named(p, e, name, strlen(name));
	if (item && p->card && strcmp(code, p->card) == 0)
		return catalog_fill(p->page->a, say(p, "paper.if_card"), "number",
			number_of(p, item), NULL);
	if (!item)
		return coin_words(p, e, name, code);
	choice = item->question->list ? list_choice(item->question->list, code) : NULL;
	if (!choice)
		return NULL;
	return catalog_fill(p->page->a, say(p, "paper.if_choice"), "number", number_of(p, item),
		"label", show_words(p, &choice->label), NULL);
}

/* The condition as it is written, with numbers of questions for their names. */
static const char *rough_words(const struct skip *p, const struct expr *e)
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
static const char *skip_words(const struct skip *p, const struct expr *e)
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
	struct skip skip = {.page = page, .paper = p, .ctx = *ctx,
		.card = card_code(p, item)};

	return node->relevant && item->kind != PAPER_CARD ? skip_words(&skip, node->relevant) :
		NULL;
}

const struct paper_item *paper_ticked(const struct page *page, const struct paper *p, size_t loop)
{
	const struct form_node *first = &p->form->nodes[loop + 1];
	struct skip skip = {.page = page, .paper = p};
	const char *source = first->relevant ? expr_source(first->relevant) : "";
	char name[100], code[100];

	return names_choice(source, strlen(source), name, code) &&
		strcmp(code, first->choice->name) == 0 ?
		item_named(&skip, first->relevant, name, strlen(name)) : NULL;
}
