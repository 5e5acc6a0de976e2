/* Reading free texts before anyone sees them: those that wait, one form each, and those
 * that were released. For those with the right to rows. */
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "model/change.h"
#include "model/raw_texts.h"
#include "model/texts.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/summaries.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define AT_ONCE 10	/* shown on a page, those in the same words as one */
#define LOOKED_AT 1000	/* for others in the same words */
#define LEFT_OUT_MOST 100

static enum err begin_free_texts(struct request *req, struct response *res, struct results *r)
{
	if (!req->viewer->rows)
		return err_text(err_fail(ERR_DENIED, "free texts are read by accounts with the right "
			"to single answers"), "texts.no_right", NULL);
	return results_begin(req, res, r);
}

static const char *label_of(const struct results *r, const char *path)
{
	const struct question *q = form_question(r->form, path);

	return q ? question_label(r, r->form, q) : path;
}

/* Those in the same words under one question are read once. */
struct alike {
	struct view_node *node;
	struct view_list *tokens;
	size_t count;
};

static struct alike *alike_add(struct results *r, struct view_list *items, size_t number,
	const struct text_waiting *w)
{
	struct alike *g = arena_alloc(r->page.a, sizeof *g);

	*g = (struct alike){.node = list_add(items)};
	g->tokens = node_list(g->node, V_NAMES);
	node_textf(g->node, V_ID, "text-%zu", number);
	node_text(g->node, V_LABEL, label_of(r, w->question));
	node_text(g->node, V_TEXT, w->text);
	return g;
}

static enum err add_waiting(struct results *r, size_t *all)
{
	struct view_list *items = node_list(r->page.root, V_ITEMS);
	struct arena *a = r->page.a;
	struct text_waiting *list;
	struct map seen;
	size_t count;
	enum err e = texts_waiting(a, r->page.db, r->round.id, TEXTS_WAITING, LOOKED_AT, &list,
		&count, all);

	map_init(&seen, a);
	for (size_t i = 0; !e && i < count; i++) {
		const char *key = arena_printf(a, "%s\n%s", list[i].question, list[i].text);
		struct alike *g = map_get(&seen, key);

		if (!g && seen.count == AT_ONCE)
			continue;
		if (!g)
			map_put(&seen, key, g = alike_add(r, items, seen.count, &list[i]));
		node_text(list_add(g->tokens), V_NAME, list[i].token);
		if (++g->count > 1)
			node_text(g->node, V_ALIKE, results_say(&r->page, "texts.alike", "n",
				format_integer(a, r->page.lang, (int64_t)g->count)));
	}
	return e;
}

static enum err add_left_out(struct results *r, size_t *all)
{
	struct view_list *items = node_list(r->page.root, V_GONE);
	struct text_waiting *list;
	size_t count;
	enum err e = texts_waiting(r->page.a, r->page.db, r->round.id, TEXTS_LEFT_OUT,
		LEFT_OUT_MOST, &list, &count, all);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(items);

		node_text(n, V_NAME, list[i].token);
		node_text(n, V_LABEL, label_of(r, list[i].question));
		node_text(n, V_TEXT, list[i].text);
	}
	return e;
}

static enum err add_released(struct results *r)
{
	struct view_list *rows = node_list(r->page.root, V_ROWS);
	struct text_released *list;
	size_t count;
	enum err e = texts_released(r->page.a, r->page.db, r->round.id, NULL, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(rows);

		node_text(n, V_VALUE, list[i].token);
		node_text(n, V_LABEL, label_of(r, list[i].question));
		node_text(n, V_TEXT, list[i].text);
	}
	return e;
}

enum err free_texts_get(struct request *req, struct response *res)
{
	struct results r;
	size_t waiting, left_out;
	enum err e = begin_free_texts(req, res, &r);

	if (e)
		return e;
	e = add_waiting(&r, &waiting);
	if (!e)
		e = add_left_out(&r, &left_out);
	if (!e)
		e = add_released(&r);
	if (e)
		return e;
	node_int(r.page.root, V_N, (int64_t)waiting);
	node_flag(r.page.root, V_ANY, left_out > 0);
	node_text(r.page.root, V_TITLE, page_text(&r.page, "texts.title"));
	node_int(r.page.root, V_MAX, RAW_TEXT_DAYS);
	node_text(r.page.root, V_ACTION, url_path(r.page.a, "/results/%s/texts", r.round.code));
	return page_end(&r.page, 200, "texts");
}

/* Line ends as they are stored, without blanks at the ends. */
static const char *plain_words(struct arena *a, const char *typed)
{
	struct str trimmed = str_trim(str_of(text_plain_lines(a, typed)));

	return arena_strndup(a, trimmed.p, trimmed.len);
}

/* Those in the same words, each. */
static enum err read_free_texts(struct change *c, const struct results *r, const char *words)
{
	enum err e = OK;

	for (const struct param *p = NULL; !e && (p = params_next(&r->page.req->form, "text", p)) != NULL;)
		e = text_read(c, &r->round, p->value, words);
	return e;
}

/* Take a text back, or put one back; or pass some on in `words`, or leave them out (NULL). */
static enum err settle_free_texts(struct change *c, const struct results *r, const char *words)
{
	const struct params *form = &r->page.req->form;
	const char *token = params_get(form, "take_back");

	if (token)
		return text_take_back(c, &r->round, token);
	token = params_get(form, "put_back");
	return token ? text_put_back(c, &r->round, token) : read_free_texts(c, r, words);
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
	if (!params_get(&req->form, "take_back") && !params_get(&req->form, "put_back") &&
		!params_get(&req->form, "text"))
		return err_fail(ERR_INPUT, "no text is named");
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, settle_free_texts(&c, &r, words));
	return e ? e : response_redirect(res,
		url_path(r.page.a, "/results/%s/texts", r.round.code));
}
