/*
 * The sheet read back in words before it is stored. Owns what is said of questions that
 * were skipped, and of answers that the form does not ask for.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/digest.h"
#include "entry.h"
#include "form/show.h"

#define FINGERPRINT_CHARS 12

const char *entry_fingerprint(const struct entry *e, const struct sheet *s)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	digest_of(s->check.json, s->check.json_len, digest);
	digest_hex(digest, sizeof digest, hex);
	return arena_strndup(e->page.a, hex, FINGERPRINT_CHARS);
}

enum reply { REPLY_NONE, REPLY_ANSWER, REPLY_SKIPPED, REPLY_UNASKED };

/* What the sheet says to an item. */
static enum reply reply_of(const struct entry *e, const struct sheet *s, size_t i)
{
	size_t node = entry_node(e, s, i);
	bool asked = node != FORM_NO_NODE && s->check.state.relevant[node];

	if (!*s->typed[i] || entry_is_dash(s->typed[i]))
		return asked ? REPLY_SKIPPED : REPLY_NONE;
	return asked ? REPLY_ANSWER : REPLY_UNASKED;
}

/* Numbers of questions, those of a card together. */
struct numbers {
	struct buf *out;
	int card;
};

struct readback {
	const struct entry *e;
	const struct sheet *s;
	struct view_list *sections;
	struct view_list *items;	/* of the section begun; NULL: none yet */
	const char *title;		/* of the next section */
	struct numbers skipped, unasked;
};

/* "4, 7; Activity 2 of 5: 9; 16" */
static void note_number(struct readback *r, struct numbers *to, const struct paper_item *item)
{
	if (to->out->len)
		buf_puts(to->out, item->card == to->card ? ", " : "; ");
	if (item->card && item->card != to->card)
		buf_printf(to->out, "%s: ", entry_card_title(r->e, item));
	buf_printf(to->out, "%d", item->number);
	to->card = item->card;
}

static void add_row(struct readback *r, size_t i, enum reply reply)
{
	const struct paper_item *item = &r->e->paper.items[i];
	struct view_node *n;

	if (!r->items) {
		struct view_node *section = list_add(r->sections);

		node_text(section, V_TITLE, r->title ? r->title : "");
		r->items = node_list(section, V_ITEMS);
	}
	n = list_add(r->items);
	node_int(n, V_N, item->number);
	node_text(n, V_LABEL, entry_label(r->e, item));
	node_text(n, V_NAME, entry_field(r->e, item));
	node_text(n, V_VALUE, entry_words(r->e, r->s, i));
	node_flag(n, V_SKIPPED, reply == REPLY_SKIPPED);
	node_flag(n, V_UNASKED, reply == REPLY_UNASKED);
	if (reply == REPLY_SKIPPED)
		note_number(r, &r->skipped, item);
	if (reply == REPLY_UNASKED)
		note_number(r, &r->unasked, item);
}

static void read_back(struct readback *r)
{
	const struct entry *e = r->e;
	bool blank_card = false;

	for (size_t i = 0; i < e->paper.count; i++) {
		const struct paper_item *item = &e->paper.items[i];
		enum reply reply;

		if (item->kind == PAPER_SECTION || item->kind == PAPER_CARD) {
			r->items = NULL;
			r->title = item->kind == PAPER_CARD ? entry_card_title(e, item) :
				entry_heading(e, item);
			blank_card = item->kind == PAPER_CARD && entry_card_blank(e, r->s, i);
		}
		if (!item->number || (item->card && blank_card))
			continue;
		reply = reply_of(e, r->s, i);
		if (reply != REPLY_NONE)
			add_row(r, i, reply);
	}
}

static bool has_card(const struct entry *e, const struct sheet *s, size_t iteration)
{
	for (size_t i = 0; i < e->paper.count; i++)
		if (e->paper.items[i].kind == PAPER_CARD && entry_node(e, s, i) == iteration)
			return true;
	return false;
}

/* What every card should be about, where nothing is drawn, and none is. */
static const char *without_card(const struct entry *e, const struct sheet *s)
{
	const struct form_node *nodes = e->form->nodes;
	struct buf *out = buf_new(e->page.a, 8000);

	for (size_t loop = 0; loop < e->form->node_count; loop++)
		for (size_t i = loop + 1; nodes[loop].kind == NODE_LOOP && nodes[loop].draw &&
			i < nodes[loop].end; i = nodes[i].end) {
			/* A weight of one: it was not drawn from more. */
			if (!s->check.state.relevant[i] || s->check.state.design_w[i] > 1 ||
				has_card(e, s, i))
				continue;
			buf_printf(out, "%s%s", out->len ? ", " : "",
				words_show(e->page.a, e->form, &e->ctx, NULL, &nodes[i].choice->label, NULL));
		}
	return out->data;
}

static void hide(struct view_list *list, const char *name, const char *value)
{
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, name);
	node_text(n, V_VALUE, value);
}

/* Every field as it was typed, for the way back and for storing. */
static void carry(const struct entry *e, const struct sheet *s)
{
	struct view_list *list = node_list(e->page.root, V_HIDDEN);

	hide(list, "sheet_lang", s->lang);
	hide(list, "code", s->code);
	if (e->ends)
		hide(list, "then", "finish");
	for (size_t i = 0; i < e->paper.count; i++)
		if (s->typed[i] && *s->typed[i])
			hide(list, entry_field(e, &e->paper.items[i]), s->typed[i]);
}

enum err entry_show_check(struct entry *e, const struct sheet *s)
{
	struct view_node *root = e->page.root;
	struct readback r = {.e = e, .s = s, .sections = node_list(root, V_SECTIONS),
		.skipped.out = buf_new(e->page.a, 8000), .unasked.out = buf_new(e->page.a, 8000)};

	entry_add_batch(e, s);
	carry(e, s);
	read_back(&r);
	node_text(root, V_SKIPPED, r.skipped.out->data);
	node_text(root, V_UNASKED, r.unasked.out->data);
	node_text(root, V_MISSING, without_card(e, s));
	node_flag(root, V_EARLIER, e->again);
	node_flag(root, V_UNCHANGED, *e->stored && strstr(e->stored, entry_fingerprint(e, s)));
	node_flag(root, V_LAST, e->ends);
	return page_end(&e->page, 200, "entry_check");
}
