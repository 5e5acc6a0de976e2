/* Reading free texts before anyone sees them: those that wait, one form each, and those
 * that were released. For those with the right to rows. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "model/texts.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/summaries.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define AT_ONCE 10	/* shown on a page */

static enum err begin_free_texts(struct request *req, struct response *res, struct results *r)
{
	if (!req->viewer->rows)
		return err_text(err_fail(ERR_DENIED, "free texts are read by accounts with the right "
			"to single answers"), "texts.no_right", NULL);
	return results_begin(req, res, r);
}

static void add_waiting(struct results *r, const struct text_waiting *list, size_t count,
	size_t all)
{
	struct view_list *items = node_list(r->page.root, V_ITEMS);

	node_int(r->page.root, V_N, (int64_t)all);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(items);

		node_textf(n, V_ID, "text-%zu", i);
		node_text(n, V_NAME, list[i].submission);
		node_text(n, V_CODE, list[i].question->path);
		node_text(n, V_LABEL, question_label(r, r->form, list[i].question));
		node_text(n, V_TEXT, list[i].text);
	}
}

static enum err add_released(struct results *r)
{
	struct view_list *rows = node_list(r->page.root, V_ROWS);
	struct text_released *list;
	size_t count;
	enum err e = texts_released(r->page.a, r->page.db, r->round.id, NULL, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		const struct question *q = form_question(r->form, list[i].question);
		struct view_node *n = list_add(rows);

		node_text(n, V_VALUE, list[i].token);
		node_text(n, V_LABEL, q ? question_label(r, r->form, q) : list[i].question);
		node_text(n, V_TEXT, list[i].text);
	}
	return e;
}

enum err free_texts_get(struct request *req, struct response *res)
{
	struct results r;
	struct text_waiting *list;
	size_t count, all;
	enum err e = begin_free_texts(req, res, &r);

	if (e)
		return e;
	e = texts_waiting(r.page.a, r.page.db, &r.round, r.form, AT_ONCE, &list, &count, &all);
	if (!e)
		e = add_released(&r);
	if (e)
		return e;
	add_waiting(&r, list, count, all);
	node_text(r.page.root, V_TITLE, page_text(&r.page, "texts.title"));
	node_int(r.page.root, V_MAX, TEXT_RAW_DAYS);
	node_text(r.page.root, V_ACTION, url_path(r.page.a, "/results/%s/texts", r.round.code));
	return page_end(&r.page, 200, "texts");
}

/* Line ends as they are stored, without blanks at the ends. */
static const char *plain_words(struct arena *a, const char *typed)
{
	struct str trimmed = str_trim(str_of(text_plain_lines(a, typed)));

	return arena_strndup(a, trimmed.p, trimmed.len);
}

/* Take a text back; or pass it on in `words`, or leave it out (NULL). */
static enum err settle_free_texts(struct change *c, const struct results *r, const char *words)
{
	const struct params *form = &r->page.req->form;
	const char *token = params_get(form, "take_back");

	return token ? text_take_back(c, &r->round, token) : text_read(c, &r->round, r->form,
		params_get(form, "submission"), params_get(form, "question"), words);
}

enum err free_texts_post(struct request *req, struct response *res)
{
	struct results r;
	struct change c;
	const char *words = NULL;
	enum err e = begin_free_texts(req, res, &r);

	if (e)
		return e;
	if (params_get(&req->form, "release"))
		words = plain_words(r.page.a, typed(req, "words"));
	if (!params_get(&req->form, "take_back") && (!params_get(&req->form, "submission") ||
		!params_get(&req->form, "question")))
		return err_fail(ERR_INPUT, "no text is named");
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, settle_free_texts(&c, &r, words));
	return e ? e : response_redirect(res,
		url_path(r.page.a, "/results/%s/texts", r.round.code));
}
