/* The board's desk: cards besides comments are put up, mended and taken down here. For accounts
 * with the right to single answers. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/texts.h"
#include "pages/board.h"
#include "pages/office.h"
#include "pages/results.h"
#include "pages/typed.h"
#include "view/url.h"

#define DESK "/results/board"
#define HEX (2 * BOARD_ID_BYTES + 1)

static const char *const columns[BOARD_COLUMNS] = {"board.heard", "board.working", "board.done"};

static const char *hex_of(const struct page *p, const unsigned char id[BOARD_ID_BYTES])
{
	char *hex = arena_alloc(p->a, HEX);

	digest_hex(id, BOARD_ID_BYTES, hex);
	return hex;
}

static const char *kind_text(const struct page *p, enum board_kind kind)
{
	return page_text(p, kind == BOARD_TEXT ? "board.text" :
		kind == BOARD_DECISION ? "board.decision" : "board.baseline");
}

static enum err begin_desk(struct request *req, struct response *res, struct page *p)
{
	enum err e = office_begin(req, res, "board.desk.title", p);

	if (!e && !req->viewer->rows)
		return err_text(err_fail(ERR_DENIED, "cards are put up by accounts with the right to "
			"single answers"), "board.no_right", NULL);
	return e;
}

/* ---- the list ---- */

/* What was done with which card, by the address; and how it is undone. */
static void add_done(struct page *p)
{
	const char *done = params_get(&p->req->query, "done");
	const char *id = params_get(&p->req->query, "id");
	bool down = done && strcmp(done, "down") == 0;
	struct view_node *n;

	if (!done || !id)
		return;
	n = node_object(p->root, V_DONE);
	node_text(n, V_TEXT, page_text(p, down ? "board.did.down" : "board.did.up"));
	node_text(n, V_VALUE, down ? "back" : "down");
	node_text(n, V_ID, id);
}

static enum err add_posted(struct page *p)
{
	struct view_list *up = node_list(p->root, V_ROWS), *gone = node_list(p->root, V_GONE);
	struct board_words words;
	struct board_card *cards;
	size_t count = 0;
	enum err e = board_posted(p->a, p->db, &cards, &count);

	if (!e)
		e = board_words_load(p, &words);
	for (size_t i = 0; !e && i < count; i++) {
		const char *id = hex_of(p, cards[i].at.id);
		struct view_node *n = list_add(cards[i].taken_down ? gone : up);

		e = board_node_card(p, &words, n, &cards[i]);
		node_flag(n, V_GONE, false);
		node_text(n, V_COUNT, arena_printf(p->a, "%s · %s · %s", kind_text(p,
			cards[i].at.kind), page_text(p, columns[cards[i].at.column]), cards[i].round));
		node_text(n, V_VALUE, id);
		node_text(n, V_HREF, url_query(p->a, DESK "/card", "id", id));
	}
	return e;
}

enum err board_desk_get(struct request *req, struct response *res)
{
	struct page p;
	enum err e = begin_desk(req, res, &p);

	if (!e)
		e = add_posted(&p);
	if (e)
		return e;
	add_done(&p);
	return page_end(&p, 200, "board_desk");
}

/* ---- one card ---- */

/* The card that the address or the form names: one there is, or one to be of its thing. */
static enum err find_card(const struct page *p, const struct params *from, struct round *r,
	struct board_card *out)
{
	const char *id = params_get(from, "id"), *kind = params_get(from, "kind");
	const char *round = params_get(from, "round"), *ref = params_get(from, "ref");
	unsigned char bytes[BOARD_ID_BYTES];
	enum err e;

	*out = (struct board_card){.said = "", .said_lang = "", .reply = "", .reply_lang = "",
		.at = {.column = BOARD_WORKING, .month = "", .theme = "", .activity = ""}};
	if (id && *id) {
		if (!digest_unhex(id, bytes, sizeof bytes))
			return err_fail(ERR_NOT_FOUND, "there is no such card");
		e = board_card_by_id(p->a, p->db, bytes, out);
		return e ? e : round_find(p->a, p->db, out->round, r);
	}
	if (!kind || !round || !ref || !board_kind_parse(kind, &out->at.kind) ||
		out->at.kind == BOARD_COMMENT)
		return err_fail(ERR_NOT_FOUND, "there is no such card");
	e = round_find(p->a, p->db, round, r);
	if (e)
		return e;
	out->ref = ref;
	out->round = round;
	e = board_card_of(p->a, p->db, r->id, out->at.kind, ref, out);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* The words that were released under a token; ERR_NOT_FOUND. */
static enum err released_words(const struct page *p, const struct round *r, const char *token,
	const char **out)
{
	struct text_released *list;
	size_t count;
	enum err e = texts_released(p->a, p->db, r->id, NULL, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		if (strcmp(list[i].token, token) != 0)
			continue;
		*out = list[i].text;
		return OK;
	}
	return e ? e : err_fail(ERR_NOT_FOUND, "this text is not released");
}

static void add_languages(const struct page *p, enum view_name name, const char *chosen)
{
	struct view_list *list = node_list(p->root, name);

	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, code);
		node_text(n, V_LABEL, lang_name((enum lang)i));
		node_flag(n, V_SELECTED, strcmp(code, *chosen ? chosen : lang_code(p->lang)) == 0);
	}
}

static void add_columns(const struct page *p, const char *chosen)
{
	struct view_list *list = node_list(p->root, V_COLUMNS);

	for (int i = 0; i < BOARD_COLUMNS; i++) {
		const char *code = board_column_code((enum board_column)i);
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, code);
		node_text(n, V_LABEL, page_text(p, columns[i]));
		node_flag(n, V_SELECTED, strcmp(code, chosen) == 0);
	}
}

static enum err show_card(struct page *p, const struct round *r, const struct board_card *c,
	int status, const char *fault)
{
	const char *words = c->said;
	enum err e = c->at.kind == BOARD_TEXT ? released_words(p, r, c->ref, &words) : OK;

	if (e)
		return e;
	node_text(p->root, V_LABEL, kind_text(p, c->at.kind));
	node_text(p->root, V_TYPE, board_kind_code(c->at.kind));
	node_text(p->root, V_CODE, r->code);
	node_text(p->root, V_ID, c->ref);
	node_text(p->root, V_TEXT, c->at.kind == BOARD_TEXT ? words : NULL);
	node_text(p->root, V_SAID, typed_or(p->req, "said", c->said));
	node_text(p->root, V_REPLY, typed_or(p->req, "reply", c->reply));
	node_text(p->root, V_SCOPE, typed_or(p->req, "theme", c->at.theme));
	node_int(p->root, V_MAX, BOARD_SAID_CHARS);
	add_languages(p, V_NAMES, typed_or(p->req, "said_lang", c->said_lang));
	add_languages(p, V_CHOICES, typed_or(p->req, "reply_lang", c->reply_lang));
	add_columns(p, typed_or(p->req, "column", board_column_code(c->at.column)));
	node_text(p->root, V_WARNING, fault);
	return page_end(p, status, "board_edit");
}

enum err board_card_get(struct request *req, struct response *res)
{
	struct board_card card;
	struct round r;
	struct page p;
	enum err e = begin_desk(req, res, &p);

	if (!e)
		e = find_card(&p, &req->query, &r, &card);
	return e ? e : show_card(&p, &r, &card, 200, NULL);
}

/* ---- changed ---- */

static enum err back_to_desk(struct page *p, const char *done, const char *id)
{
	return response_redirect(p->res, url_query(p->a, url_query(p->a, DESK, "done", done), "id",
		id));
}

static const char *plain(const struct page *p, const char *field)
{
	struct str s = str_trim(str_of(text_plain_lines(p->a, typed(p->req, field))));

	return arena_strndup(p->a, s.p ? s.p : "", s.len);
}

static const char *fault_text(const struct page *p, enum board_fault fault)
{
	static const char *const keys[] = {[BOARD_NO_WORDS] = "board.fault.words",
		[BOARD_NO_REPLY] = "board.fault.reply", [BOARD_TOO_LONG] = "board.fault.long"};

	return page_text(p, keys[fault]);
}

static enum err put_card(struct page *p)
{
	struct board_card card;
	struct board_post post;
	unsigned char id[BOARD_ID_BYTES];
	enum board_fault fault;
	enum lang known;
	struct round r;
	struct change c;
	enum err e = find_card(p, &p->req->form, &r, &card);

	if (e)
		return e;
	post = (struct board_post){.kind = card.at.kind, .ref = card.ref, .theme = plain(p, "theme"),
		.said = plain(p, "said"), .said_lang = typed(p->req, "said_lang"),
		.reply = plain(p, "reply"), .reply_lang = typed(p->req, "reply_lang"),
		.activity = card.at.kind == BOARD_DECISION ? card.ref : card.at.activity};
	if (!board_column_parse(typed(p->req, "column"), &post.column) ||
		!lang_parse(post.said_lang, &known) || !lang_parse(post.reply_lang, &known))
		return err_fail(ERR_INPUT, "column or language: choose one of those offered");
	fault = board_check(&post);
	if (fault)
		return show_card(p, &r, &card, 422, fault_text(p, fault));
	e = page_change(p->req, &c);
	if (!e)
		e = change_end(&c, board_put(&c, &r, &post, id));
	return e ? e : back_to_desk(p, "up", hex_of(p, id));
}

enum err board_desk_post(struct request *req, struct response *res)
{
	const char *down = params_get(&req->form, "down"), *back = params_get(&req->form, "back");
	const char *which = down ? down : back;
	unsigned char id[BOARD_ID_BYTES];
	struct change c;
	struct page p;
	enum err e = begin_desk(req, res, &p);

	if (e || !which)
		return e ? e : put_card(&p);
	if (!digest_unhex(which, id, sizeof id))
		return err_fail(ERR_NOT_FOUND, "there is no such card");
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, board_take_down(&c, id, down != NULL));
	return e ? e : back_to_desk(&p, down ? "down" : "up", which);
}
