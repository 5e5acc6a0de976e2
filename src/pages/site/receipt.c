/* What became of answers, and of the comments sent with them, for who holds the receipt. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "model/comments.h"
#include "model/receipts.h"
#include "pages/site.h"
#include "pages/survey.h"
#include "pages/survey_page.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

/* What a receipt leads to. */
struct held {
	struct receipt_found found;
	const struct form *form;
	struct comment_status *comments;
	size_t count;
	int64_t refused;	/* the comment whose words were not taken, from 1 on; 0 */
	const char *error;	/* beside it */
};

/* What became of it, in a sentence. */
static const char *fate_text(const struct page *p, const struct receipt_found *found)
{
	static const char *const keys[] = {
		[RECEIPT_ARRIVED] = "receipt.found",
		[RECEIPT_COUNTED] = "receipt.counted",
		[RECEIPT_BREAKOFF] = "receipt.breakoff",
		[RECEIPT_DUP] = "receipt.dup",
		[RECEIPT_WINDOW] = "receipt.window",
		[RECEIPT_QUALITY] = "receipt.quality",
	};

	return catalog_fill(p->a, page_text(p, keys[found->fate]), "date",
		found->day ? format_date(p->a, p->lang, found->day) : "", NULL);
}

/* ---- the comments sent with it ---- */

static const struct {
	const char *code, *key;
} kinds[] = {
	{"gap", "board.kind.gap"}, {"bug", "board.kind.bug"},
	{"change", "board.kind.change"}, {"praise", "board.kind.praise"},
}, states[] = {
	{"accepted", "board.status.accepted"}, {"planned", "board.planned"},
	{"in_version", "board.to_try"}, {"verified", "board.solved"},
	{"declined", "board.declined"},
};

static const char *kind_text(const struct page *p, const char *kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].code, kind) == 0)
			return page_text(p, kinds[i].key);
	return kind;
}

static const char *comment_state(const struct page *p, const struct comment_status *c)
{
	if (!c->number)
		return page_text(p, "board.status.unread");
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i].code, c->status) == 0)
			return catalog_fill(p->a, page_text(p, states[i].key), "version",
				c->in_version, NULL);
	return page_text(p, "board.status.read");
}

/* Words may be added where a code let the answers in, until somebody reads them. */
static bool may_amend(const struct held *h, const struct comment_status *c)
{
	return c->amendable && h->found.round.access == ACCESS_CODES;
}

static void add_comments(struct page *p, const struct held *h)
{
	struct view_list *list = node_list(p->root, V_COMMENTS);

	for (size_t i = 0; i < h->count; i++) {
		const struct comment_status *c = &h->comments[i];
		struct view_node *n = list_add(list);
		bool refused = h->refused == (int64_t)i + 1;

		node_int(n, V_N, (int64_t)i + 1);
		node_text(n, V_ID, c->number ? arena_printf(p->a, "C%ld", (long)c->number) : NULL);
		node_text(n, V_LABEL, kind_text(p, c->kind));
		node_text(n, V_STATUS, comment_state(p, c));
		node_text(n, V_REPLY, *c->reply ? c->reply : NULL);
		node_text(n, V_REPLY_LANG, c->reply_lang);
		node_flag(n, V_MAY_EDIT, may_amend(h, c));
		node_text(n, V_ERROR, refused ? h->error : NULL);
		node_text(n, V_TEXT, refused ? typed(p->req, "words") : NULL);
	}
}

/* ---- the page ---- */

/* ERR_NOT_FOUND: nothing is known of it. */
static enum err hold(struct page *p, const char *typed_receipt, struct held *h)
{
	const char *receipt = receipt_plain(p->a, typed_receipt);
	enum err e = page_try(p->req, THROTTLE_RECEIPT, "");

	if (e)
		return e;
	e = *receipt ? receipt_find(p->a, p->db, receipt, &h->found) : ERR_NOT_FOUND;
	if (e != ERR_NOT_FOUND)
		page_right(p->req, THROTTLE_RECEIPT, "");
	if (!e)
		e = round_form_of(p->site->forms, p->a, p->db, &h->found.round, &h->form);
	return e ? e : comments_of_receipt(p->a, p->db, &h->found.round, h->form, receipt,
		&h->comments, &h->count);
}

static enum err show_receipt(struct page *p, const char *receipt, const struct held *h, int status)
{
	node_text(p->root, V_TITLE, page_text(p, "receipt.title"));
	node_text(p->root, V_VALUE, receipt);
	node_text(p->root, V_ERROR, NULL);
	node_flag(p->root, V_UNKNOWN, !h && *receipt);
	node_flag(p->root, V_SAVED, params_get(&p->req->query, "added") != NULL);
	if (h) {
		node_text(p->root, V_FOUND, fate_text(p, &h->found));
		node_text(p->root, V_ROUND, survey_title(p, &h->found.round, h->form));
		add_comments(p, h);
	}
	return page_end(p, status, "receipt");
}

enum err receipt_get(struct request *req, struct response *res)
{
	const char *receipt = params_get(&req->query, "receipt");
	struct held h = {.count = 0};
	struct page p;
	enum err e = page_begin(req, res, &p);

	if (e)
		return e;
	if (!receipt || !*receipt)
		return show_receipt(&p, "", NULL, 200);
	e = hold(&p, receipt, &h);
	if (e && e != ERR_NOT_FOUND)
		return e;
	return show_receipt(&p, receipt, e ? NULL : &h, 200);
}

static enum err amend(struct page *p, const struct comment_status *c)
{
	struct str words = str_trim(str_of(text_plain_lines(p->a, typed(p->req, "words"))));
	struct change change;
	enum err e = page_change(p->req, &change);

	return e ? e : change_end(&change, comment_amend(&change, c->token,
		arena_strndup(p->a, words.p ? words.p : "", words.len)));
}

enum err receipt_post(struct request *req, struct response *res)
{
	const char *receipt = typed(req, "receipt");
	struct held h = {.count = 0};
	struct page p;
	int64_t which;
	enum err e = page_begin(req, res, &p);

	if (!e)
		e = hold(&p, receipt, &h);
	if (e == ERR_NOT_FOUND)
		return show_receipt(&p, receipt, NULL, 422);
	if (e)
		return e;
	if (!parse_i64(typed(req, "comment"), &which) || which < 1 || (size_t)which > h.count)
		return err_fail(ERR_INPUT, "no comment is named");
	if (h.found.round.access != ACCESS_CODES)
		return err_fail(ERR_DENIED, "this comment takes no more words");
	e = amend(&p, &h.comments[which - 1]);
	if (e == ERR_INPUT || e == ERR_CONFLICT) {
		h.refused = which;
		h.error = page_text(&p, e == ERR_INPUT ? "comments.bad_words" :
			"comments.read_already");
		return show_receipt(&p, receipt, &h, e == ERR_INPUT ? 422 : 409);
	}
	return e ? e : response_redirect(res, url_query(p.a, url_query(p.a, url_query(p.a,
		"/receipt", "lang", lang_code(p.lang)), "receipt", receipt), "added", "1"));
}
