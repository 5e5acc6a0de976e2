/*
 * Voting by a one-time ballot, without an account. The ballot is what allows it, as the
 * code does in sign.c: asked for in the body of the POST, works once, known to nobody
 * elsewhere. Opening the link changes nothing.
 */
#include <string.h>

#include "base/arena.h"
#include "baseline.h"
#include "model/change.h"
#include "model/revote.h"
#include "pages/results.h"

struct voting {
	struct arena *arena;
	struct site *site;
	struct results r;
	const char *code;
	struct revote vote;
	struct revote_choice *choices;
	size_t count;
};

static enum err ask_code(struct page *p, int status, const char *error)
{
	node_text(p->root, V_TITLE, page_text(p, "vote.title"));
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "vote_code");
}

static enum err begin_vote(struct request *req, struct response *res, const char *code,
	struct voting *v)
{
	enum err e = page_begin(req, res, &v->r.page);

	v->arena = req->arena;
	v->site = req->app->ctx;
	v->code = code ? code : "";
	return e;
}

static enum err find_vote(struct voting *v)
{
	struct page *p = &v->r.page;
	const char *round;
	int64_t id, seq;
	enum err e = page_try(p->req, THROTTLE_VOTE, "");

	if (e)
		return e;
	e = revote_find(p->a, p->db, &v->site->kiosk, v->code, &round, &id, &seq);
	if (e != ERR_NOT_FOUND)
		page_right(p->req, THROTTLE_VOTE, "");
	if (!e)
		e = round_form_cached(v->site->forms, p->a, p->db, round, &v->r.round, &v->r.form);
	return e ? e : revote_load(p->a, p->db, id, p->settings.min_cell, &v->vote);
}

static enum err refused_vote(struct voting *v, enum err e)
{
	if (e == ERR_NOT_FOUND)
		return ask_code(&v->r.page, 403, page_text(&v->r.page, "vote.unknown"));
	return e;
}

static const char *chosen(const struct voting *v, const char *activity)
{
	return typed(v->r.page.req, arena_printf(v->r.page.a, "vote/%s", activity));
}

static enum err show_vote(struct voting *v, int status, const char *error)
{
	struct page *p = &v->r.page;
	struct view_list *list = node_list(p->root, V_ITEMS);

	for (size_t i = 0; i < v->vote.count; i++) {
		const char *activity = v->vote.counts[i].activity;
		struct view_node *n = list_add(list);
		struct view_list *values = node_list(n, V_CHOICES);

		node_text(n, V_CODE, activity);
		node_text(n, V_LABEL, activity_text(&v->r, activity));
		for (int value = 1; value <= REVOTE_VALUES; value++) {
			struct view_node *c = list_add(values);
			char text[4] = {(char)('0' + value), '\0'};

			node_int(c, V_VALUE, value);
			node_text(c, V_LABEL, coded_text(p, "vote.value", text));
			node_flag(c, V_SELECTED, strcmp(chosen(v, activity), text) == 0);
		}
	}
	node_text(p->root, V_TITLE, page_text(p, "vote.title"));
	node_text(p->root, V_ROUND, v->r.round.title);
	node_int(p->root, V_K, (int64_t)privacy_k((size_t)p->settings.min_cell));
	node_text(p->root, V_FORM, v->code);
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "vote");
}

enum err vote_get(struct request *req, struct response *res)
{
	struct voting v = {.count = 0};
	enum err e = begin_vote(req, res, params_get(&req->query, "code"), &v);

	if (e)
		return e;
	if (!*v.code)
		return ask_code(&v.r.page, 200, NULL);
	e = find_vote(&v);
	return e ? refused_vote(&v, e) : show_vote(&v, 200, NULL);
}

/* False: a value that is not offered. */
static bool read_choices(struct voting *v)
{
	v->choices = arena_array(v->arena, v->vote.count + 1, sizeof *v->choices);
	for (size_t i = 0; i < v->vote.count; i++) {
		const char *activity = v->vote.counts[i].activity;
		const char *value = chosen(v, activity);

		if (!*value)
			continue;
		if (value[0] < '1' || value[0] > '0' + REVOTE_VALUES || value[1])
			return false;
		v->choices[v->count++] = (struct revote_choice){activity, value[0] - '0'};
	}
	return v->count > 0;
}

enum err vote_post(struct request *req, struct response *res)
{
	struct voting v = {.count = 0};
	struct page *p = &v.r.page;
	struct change c;
	enum err e = begin_vote(req, res, params_get(&req->form, "code"), &v);

	if (e)
		return e;
	e = find_vote(&v);
	if (e)
		return refused_vote(&v, e);
	/* From the page that asks for a code only: no votes yet. */
	if (params_get(&req->form, "open"))
		return show_vote(&v, 200, NULL);
	if (!read_choices(&v))
		return show_vote(&v, 422, page_text(p, "vote.fault"));
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, revote_cast(&c, v.code, v.choices, v.count));
	if (e)
		return refused_vote(&v, e);
	node_text(p->root, V_TITLE, page_text(p, "vote.done"));
	return page_end(p, 200, "voted");
}
