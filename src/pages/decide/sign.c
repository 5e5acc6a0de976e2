/*
 * Signing by a personal code, without an account. The code is what allows it: it is
 * asked for in the body of the POST, works once, and nobody elsewhere can know it, so
 * that no further token is needed; a foreign Origin is refused all the same. Opening
 * the link changes nothing.
 */
#include <string.h>

#include "base/arena.h"
#include "baseline.h"
#include "model/change.h"
#include "pages/results.h"
#include "view/format.h"

struct signing {
	struct arena *arena;
	struct site *site;
	struct results r;
	struct baseline baseline;
	struct signature signature;
	const char *code;
	int64_t version, who;
};

/* The page that asks for a code, saying what was wrong with the one given. */
static enum err ask_code(struct page *p, int status, const char *error)
{
	node_text(p->root, V_TITLE, page_text(p, "sign.title"));
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "sign_code");
}

/* Round, version and signer of the code. ERR_NOT_FOUND: it is not valid (any more). */
static enum err find_sign(struct signing *s)
{
	struct page *p = &s->r.page;
	const char *round;
	int64_t latest;
	enum err e = page_try(p->req, THROTTLE_SIGN, "");

	if (e)
		return e;
	e = sign_code_find(p->a, p->db, &s->site->kiosk, s->code, &round, &s->version, &s->who);
	if (e != ERR_NOT_FOUND)
		page_right(p->req, THROTTLE_SIGN, "");
	if (!e)
		e = round_form_cached(s->site->forms, p->a, p->db, round, &s->r.round, &s->r.form);
	if (!e)
		e = baseline_count(p->db, s->r.round.id, &latest);
	if (!e && latest != s->version)
		return err_fail(ERR_CONFLICT, "a newer version stands in its place");
	return e ? e : baseline_load(p->a, p->db, s->r.round.id, s->version, &s->baseline);
}

static enum err begin_sign(struct request *req, struct response *res, const char *code,
	struct signing *s)
{
	enum err e = page_begin(req, res, &s->r.page);

	s->site = req->app->ctx;
	s->code = code ? code : "";
	return e;
}

static enum err refused_sign(struct signing *s, enum err e)
{
	struct page *p = &s->r.page;

	if (e == ERR_NOT_FOUND)
		return ask_code(p, 403, page_text(p, "sign.unknown"));
	if (e == ERR_CONFLICT)
		return ask_code(p, 410, page_text(p, "sign.replaced"));
	return e;
}

static enum err show_sign(struct signing *s, int status, const char *error)
{
	struct page *p = &s->r.page;
	enum err e = add_sign_form(&s->r, &s->baseline, s->who, false);

	if (e)
		return e;
	node_text(p->root, V_TITLE, page_text(p, "sign.title"));
	node_text(p->root, V_ROUND, s->r.round.title);
	node_text(p->root, V_CODE, s->code);
	node_text(p->root, V_ACTION, "/sign");
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "sign");
}

enum err sign_get(struct request *req, struct response *res)
{
	struct signing s = {0};
	const char *code = params_get(&req->query, "code");
	enum err e = begin_sign(req, res, code, &s);

	if (e)
		return e;
	if (!*s.code)
		return ask_code(&s.r.page, 200, NULL);
	e = find_sign(&s);
	return e ? refused_sign(&s, e) : show_sign(&s, 200, NULL);
}

static enum err signed_page(struct signing *s)
{
	struct page *p = &s->r.page;
	enum sign_verdict v = signature_verdict(&s->signature);
	const struct proxy *proxy;
	enum err e = find_proxy(&s->r, s->version, s->who, &proxy);

	if (e)
		return e;
	node_text(p->root, V_TITLE, page_text(p, "sign.done"));
	node_text(p->root, V_TEXT, page_text(p, v == SIGN_AGREE ? "sign.done.agree" :
		"sign.done.change"));
	node_text(p->root, V_ROUND, s->r.round.title);
	node_int(p->root, V_VERSION, s->version);
	for (size_t i = 0; i < s->baseline.n_signers; i++)
		if (s->baseline.signers[i].stakeholder == s->who)
			node_text(p->root, V_NAME, signer_text(p, s->baseline.signers[i].name,
				proxy ? proxy->name : NULL));
	node_text(p->root, V_DATE, format_date(p->a, p->lang, page_today(p)));
	return page_end(p, 200, "signed");
}

enum err sign_post(struct request *req, struct response *res)
{
	struct signing s = {0};
	struct change c;
	const char *fault;
	enum err e = begin_sign(req, res, params_get(&req->form, "code"), &s);

	if (e)
		return e;
	e = find_sign(&s);
	if (e)
		return refused_sign(&s, e);
	/* From the page that asks for a code only: no verdicts yet. */
	if (params_get(&req->form, "open"))
		return show_sign(&s, 200, NULL);
	read_signature(req, &s.baseline, s.who, false, &s.signature);
	fault = signature_fault(&s.r.page, &s.baseline, &s.signature);
	if (fault)
		return show_sign(&s, 422, fault);
	/* Whoever is signed in at this browser: it is the holder of the code who signs. */
	e = change_begin(&c, req->arena, s.site->store, &s.site->kiosk, NULL);
	if (!e)
		e = change_end(&c, signature_put(&c, &s.r.round, s.version, &s.signature, s.code));
	return e ? refused_sign(&s, e) : signed_page(&s);
}
