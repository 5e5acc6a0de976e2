/* Naming who signs for somebody who is away. */
#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "model/change.h"
#include "pages/results.h"
#include "view/url.h"

static void add_choice(struct view_list *list, int64_t id, const char *name, int64_t chosen)
{
	struct view_node *n = list_add(list);

	node_int(n, V_VALUE, id);
	node_text(n, V_LABEL, name);
	node_flag(n, V_SELECTED, id == chosen);
}

enum err add_away(struct results *r, const struct baseline *b, const struct signature *signatures,
	size_t count)
{
	struct page *p = &r->page;
	struct view_list *signers, *people;
	struct view_node *form;
	struct roster roster;
	int64_t who = 0, person = 0;
	enum err e = roster_load(p->a, p->db, &roster);

	if (e || count >= b->n_signers)
		return e;
	parse_i64(typed(p->req, "person"), &who);
	parse_i64(typed(p->req, "proxy"), &person);
	form = node_object(p->root, V_AWAY);
	signers = node_list(form, V_CHOICES);
	people = node_list(form, V_PEOPLE);
	for (size_t i = 0; i < b->n_signers; i++)
		if (!signature_of(signatures, count, b->signers[i].stakeholder))
			add_choice(signers, b->signers[i].stakeholder, b->signers[i].name, who);
	for (size_t i = 0; i < roster.count; i++)
		add_choice(people, roster.people[i].id, roster.people[i].name, person);
	node_text(form, V_REASON, typed(p->req, "why"));
	node_int(form, V_MAX, PROXY_REASON_MAX);
	return OK;
}

enum err baseline_proxy_post(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	struct change c;
	struct said said;
	bool withdraw = params_get(&req->form, "withdraw");
	int64_t who = 0, person = 0;
	enum err e = version_begin(req, res, "document.title", &r, &b);

	if (e)
		return e;
	parse_i64(typed(req, "person"), &who);
	parse_i64(typed(req, "proxy"), &person);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, withdraw ? proxy_withdraw(&c, &r.round, b.version, who) :
			proxy_name(&c, &r.round, b.version, who, person, typed(req, "why")));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return version_show(&r, &b, e == ERR_INPUT ? 422 : 409, page_said(&r.page, &said));
	return e ? e : response_redirect(res, arena_printf(req->arena, "%s#signers", url_path(
		req->arena, "/results/%s/baseline/%ld", r.round.code, (long)b.version)));
}
