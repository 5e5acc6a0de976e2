/* A frozen version: the requirements document, who signed it, and personal codes. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "codec/digest.h"
#include "model/change.h"
#include "pages/goals.h"
#include "pages/office.h"
#include "pages/results.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

enum err version_begin(struct request *req, struct response *res, const char *title,
	struct results *r, struct baseline *b)
{
	int64_t version;
	enum err e = baseline_begin(req, res, title, r);

	if (e)
		return e;
	if (!parse_i64(request_capture(req, "version"), &version) || version < 1)
		return err_fail(ERR_NOT_FOUND, "there is no such version");
	e = baseline_load(r->page.a, r->page.db, r->round.id, version, b);
	if (e)
		return e;
	node_int(r->page.root, V_VERSION, version);
	node_text(r->page.root, V_HREF, url_path(r->page.a, "/results/%s/baseline/%ld",
		r->round.code, (long)version));
	return OK;
}

/* ---- the document ---- */

static const char *roles_words(const struct page *p, const char *codes)
{
	struct str rest = str_of(codes);
	const char *out = "";

	while (rest.len) {
		struct str code = str_cut(rest, ' ', &rest);

		out = arena_printf(p->a, "%s%s%s", out, *out ? ", " : "",
			coded_text(p, "role", arena_strndup(p->a, code.p, code.len)));
	}
	return out;
}

static bool holds(const int64_t *list, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == id)
			return true;
	return false;
}

static void node_signature(struct results *r, struct view_node *n, const struct signature *s,
	bool code_out)
{
	struct page *p = &r->page;
	enum sign_verdict v = s ? signature_verdict(s) : SIGN_NONE;

	node_text(n, V_STATUS, s ? coded_text(p, "sign", sign_verdict_code(v)) :
		page_text(p, code_out ? "signing.code_out" : "signing.waiting"));
	node_flag(n, V_DONE, v == SIGN_AGREE);
	node_flag(n, V_WARNING, v > SIGN_AGREE);
	/* Not the version's. */
	node_text(n, V_DATE, NULL);
	node_text(n, V_NOTE, NULL);
	if (s) {
		node_text(n, V_DATE, format_date(p->a, p->lang, s->day));
		node_text(n, V_NOTE, s->paper ? catalog_fill(p->a, page_text(p,
			"signing.on_paper"), "name", s->witness, NULL) :
			page_text(p, "signing.by_code"));
	}
}

/* Who signs in the place of a signer, and why; until then it can be taken back. */
static void node_proxy(const struct results *r, struct view_node *n, const struct baseline *b,
	const char *name, const struct proxy *proxy, bool is_signed)
{
	const struct page *p = &r->page;
	struct view_node *said;

	if (!proxy)
		return;
	said = node_object(n, V_PROXY);
	node_text(said, V_TEXT, signer_text(p, name, proxy->name));
	node_text(said, V_ACTION, url_path(p->a, "/results/%s/baseline/%ld/proxy", r->round.code,
		(long)b->version));
	node_text(said, V_REASON, proxy->reason);
	node_flag(said, V_SETTLE, !is_signed);
}

static void add_so_far(const struct page *p, size_t count, size_t of)
{
	const char *text = results_say(p, "signing.so_far",
		"n", format_integer(p->a, p->lang, (int64_t)count),
		"of", format_integer(p->a, p->lang, (int64_t)of));

	if (!of)
		return;
	node_text(p->root, V_COUNTS, text);
	node_markup(p->root, V_BAR, chart_progress(p->a, (double)count, (double)of,
		page_text(p, "document.signers")));
}

static enum err add_signers(struct results *r, const struct baseline *b)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_SIGNERS);
	struct signature *signatures;
	struct proxy *proxies;
	int64_t *out;
	size_t count, n_proxies, n_out;
	enum err e = signatures_load(p->a, p->db, r->round.id, b->version, &signatures, &count);

	if (!e)
		e = sign_codes_out(p->a, p->db, r->round.id, b->version, &out, &n_out);
	if (!e)
		e = proxies_load(p->a, p->db, r->round.id, b->version, &proxies, &n_proxies);
	for (size_t i = 0; !e && i < b->n_signers; i++) {
		struct view_node *n = list_add(list);
		const struct baseline_signer *who = &b->signers[i];
		const struct signature *s = signature_of(signatures, count, who->stakeholder);

		node_int(n, V_ID, who->stakeholder);
		node_text(n, V_NAME, who->name);
		node_text(n, V_ROLES, roles_words(p, who->roles));
		node_signature(r, n, s, holds(out, n_out, who->stakeholder));
		node_proxy(r, n, b, who->name, proxy_of(proxies, n_proxies, who->stakeholder),
			s != NULL);
		node_text(n, V_HREF, url_query(p->a, url_path(p->a,
			"/results/%s/baseline/%ld/paper", r->round.code, (long)b->version),
			"person", arena_printf(p->a, "%lld", (long long)who->stakeholder)));
	}
	if (!e)
		add_so_far(p, count, b->n_signers);
	return e ? e : add_away(r, b, signatures, count);
}

static void add_list(struct results *r, const struct baseline *b)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ACTIVITIES);

	for (size_t i = 0; i < b->n_activities; i++) {
		const struct baseline_activity *x = &b->activities[i];
		struct view_node *n = list_add(list);

		node_text(n, V_RANK, x->rank ? format_integer(p->a, p->lang, (int64_t)x->rank) :
			"–");
		node_text(n, V_LABEL, activity_text(r, x->code));
		node_text(n, V_SCORE, isnan(x->score_lo) ? number_text(p, x->score, 1) :
			arena_printf(p->a, "%s (%s)", number_text(p, x->score, 1),
				format_range(p->a, number_text(p, x->score_lo, 0),
					number_text(p, x->score_hi, 0))));
		node_text(n, V_SAVED, hours_range(p, x->saved, x->saved_lo, x->saved_hi));
		node_text(n, V_PEOPLE, people_text(p, x));
		node_text(n, V_STATUS, *x->verdict ? coded_text(p, "verdict", x->verdict) :
			x->rank ? "" : page_text(p, "baseline.hidden"));
	}
}

/* "w_time=0.4" … as "w_time 0.4 · …": weights, seed and draws, as they were. */
static const char *params_line(struct arena *a, const char *params)
{
	static const char *const shown[] = {"w_time", "w_pain", "w_want", "w_exec", "w_ease",
		"seed", "boot", "level", "top_k"};
	const char *out = "";
	struct str rest = str_of(params);

	while (rest.len) {
		struct str value, line = str_cut(rest, '\n', &rest);
		struct str name = str_cut(line, '=', &value);

		for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
			if (str_eq(name, shown[i]))
				out = arena_printf(a, "%s%s%s %.*s", out, *out ? " · " : "",
					shown[i], (int)value.len, value.p);
	}
	return out;
}

static void add_frozen(struct results *r, const struct baseline *b)
{
	struct view_node *root = r->page.root;
	char hex[65];

	node_text(root, V_DATE, format_date(r->page.a, r->page.lang, b->day));
	node_int(root, V_N, b->respondents);
	node_int(root, V_RELEASE, b->release);
	node_text(root, V_METHOD, b->method);
	node_text(root, V_PARAMS, params_line(r->page.a, b->params));
	node_text(root, V_NOTE, b->note);
	digest_hex(b->data_hash, sizeof b->data_hash, hex);
	node_text(root, V_DATA_HASH, arena_strdup(r->page.a, hex));
	digest_hex(b->hash, sizeof b->hash, hex);
	node_text(root, V_HASH, arena_strdup(r->page.a, hex));
}

/* The requirements with what signers said of each, what was decided about it, and the goals of
 * their activities as they are now. */
static enum err add_items(struct results *r, const struct baseline *b, bool current)
{
	struct page *p = &r->page;
	struct view_list *items = node_list(p->root, V_ITEMS);
	struct remarks said = {.baseline = b};
	struct signature *signatures;
	struct roster roster;
	struct goal_row *goals;
	size_t count;
	enum err e = signatures_load(p->a, p->db, r->round.id, b->version, &signatures,
		&said.count);

	if (!e)
		e = roster_load(p->a, p->db, &roster);
	if (!e)
		e = goals_load(p->a, p->db, &goals, &count);
	if (e)
		return e;
	said.signatures = signatures;
	said.deciders = current && p->req->viewer->role != VIEWER_MANAGER ? &roster : NULL;
	for (size_t i = 0; i < b->n_requirements; i++) {
		struct view_node *n = list_add(items);

		node_requirement(r, n, &b->requirements[i], b);
		add_remarks(r, n, &said, b->requirements[i].id);
		goals_add(r, n, goals, count, b->requirements[i].activity);
	}
	return OK;
}

enum err version_show(struct results *r, const struct baseline *b, int status, const char *error)
{
	enum signing_state state;
	const char *text;
	int64_t latest;
	enum err e = baseline_count(r->page.db, r->round.id, &latest);

	if (!e)
		e = add_items(r, b, latest == b->version);
	if (e)
		return e;
	add_gaps(r, V_GAPS, b->gaps, b->n_gaps);
	add_list(r, b);
	add_frozen(r, b);
	e = add_changes(r, b);
	if (!e)
		e = add_signers(r, b);
	if (!e)
		e = signing_text(&r->page, &r->round, b, &text, &state);
	if (e)
		return e;
	node_text(r->page.root, V_ERROR, error);
	node_text(r->page.root, V_STATUS, latest > b->version ?
		page_text(&r->page, "signing.replaced") : text);
	node_flag(r->page.root, V_DONE, latest == b->version && signing_ended(state));
	node_flag(r->page.root, V_CURRENT, latest == b->version);
	return page_end(&r->page, status, "document");
}

enum err baseline_version_get(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	enum err e = version_begin(req, res, "document.title", &r, &b);

	return e ? e : version_show(&r, &b, 200, NULL);
}

enum err baseline_overrule_post(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	struct change c;
	struct said said;
	int64_t who = 0, sponsor = 0;
	enum err e = version_begin(req, res, "document.title", &r, &b);

	if (e)
		return e;
	parse_i64(typed(req, "person"), &who);
	parse_i64(typed(req, "sponsor"), &sponsor);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, objection_overrule(&c, &r.round, b.version, who,
			typed(req, "requirement"), sponsor, typed(req, "reason")));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return version_show(&r, &b, e == ERR_INPUT ? 422 : 409, page_said(&r.page, &said));
	return e ? e : response_redirect(res, arena_printf(req->arena, "%s#%s", url_path(req->arena,
		"/results/%s/baseline/%ld", r.round.code, (long)b.version),
		typed(req, "requirement")));
}

/* ---- codes ---- */

struct issued {
	const int64_t *who;
	size_t count;
	char (*codes)[SIGN_CODE_CHARS];
};

static enum err issue(struct change *c, const struct results *r, const struct baseline *b,
	struct issued *out)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < out->count; i++)
		e = sign_code_issue(c, &r->round, b->version, out->who[i], out->codes[i]);
	return e;
}

/* One person, or all who have not signed. */
static enum err whom(struct results *r, const struct baseline *b, struct issued *out)
{
	struct signature *signatures;
	size_t count;
	int64_t one, *who = arena_array(r->page.a, b->n_signers + 1, sizeof *who);
	enum err e = signatures_load(r->page.a, r->page.db, r->round.id, b->version, &signatures,
		&count);

	if (e)
		return e;
	if (parse_i64(typed(r->page.req, "person"), &one)) {
		who[out->count++] = one;
	} else {
		for (size_t i = 0; i < b->n_signers; i++)
			if (!signature_of(signatures, count, b->signers[i].stakeholder))
				who[out->count++] = b->signers[i].stakeholder;
	}
	out->who = who;
	out->codes = arena_array(r->page.a, out->count + 1, sizeof *out->codes);
	return OK;
}

/* To a signer, or to who signs for them. */
static void address_letter(const struct page *p, struct view_node *n,
	const struct baseline_signer *who, const struct proxy *proxy)
{
	node_text(n, V_NAME, proxy ? proxy->name : who->name);
	if (proxy)
		node_text(node_object(n, V_PROXY), V_TEXT, results_say(p, "proxy.you", "name",
			who->name, "text", proxy->reason));
	else
		node_text(n, V_ROLES, roles_words(p, who->roles));
}

static enum err add_letter(struct results *r, struct view_list *list, const struct baseline *b,
	int64_t who, const char *code)
{
	struct page *p = &r->page;
	struct view_node *n = list_add(list);
	const char *url = arena_printf(p->a, "%s/sign?code=%s", office_address(p), code);
	const struct proxy *proxy;
	enum err e = find_proxy(r, b->version, who, &proxy);

	for (size_t i = 0; !e && i < b->n_signers; i++)
		if (b->signers[i].stakeholder == who)
			address_letter(p, n, &b->signers[i], proxy);
	node_textf(n, V_CODE, "%.4s %.4s %.4s %.4s", code, code + 4, code + 8, code + 12);
	node_text(n, V_URL, url);
	node_markup(n, V_QR, qr_code(p->a, url, page_text(p, "sign.title")));
	return e;
}

enum err baseline_codes_post(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	struct issued letters = {.count = 0};
	struct change c;
	struct view_list *list;
	int64_t latest;
	enum err e = version_begin(req, res, "letters.title", &r, &b);

	if (e)
		return e;
	e = baseline_count(r.page.db, r.round.id, &latest);
	if (!e && latest != b.version)
		return err_fail(ERR_CONFLICT, "%s", page_text(&r.page, "signing.replaced"));
	if (!e)
		e = whom(&r, &b, &letters);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, issue(&c, &r, &b, &letters));
	if (e)
		return e;
	list = node_list(r.page.root, V_ITEMS);
	for (size_t i = 0; !e && i < letters.count; i++)
		e = add_letter(&r, list, &b, letters.who[i], letters.codes[i]);
	return e ? e : page_end(&r.page, 200, "letters");
}

/* ---- on paper ---- */

static enum err show_paper(struct results *r, const struct baseline *b, int64_t who, int status,
	const char *error)
{
	enum err e = add_sign_form(r, b, who, true);

	if (e)
		return e;
	node_int(r->page.root, V_PERSON, who);
	node_text(r->page.root, V_ERROR, error);
	node_flag(r->page.root, V_PAPER, true);
	node_text(r->page.root, V_ACTION, url_path(r->page.a, "/results/%s/baseline/%ld/paper",
		r->round.code, (long)b->version));
	return page_end(&r->page, status, "sign_paper");
}

/* Whose sheet the form was opened for: *same, that person still signs. */
static enum err same_signer(struct results *r, const struct baseline *b, int64_t who, bool *same)
{
	const struct proxy *proxy;
	int64_t meant = 0;
	enum err e = find_proxy(r, b->version, who, &proxy);

	parse_i64(typed(r->page.req, "proxy"), &meant);
	if (!e)
		*same = meant == (proxy ? proxy->person : 0);
	return e;
}

static enum err paper_begin(struct request *req, struct response *res, const char *person,
	struct results *r, struct baseline *b, int64_t *who)
{
	enum err e = version_begin(req, res, "sign.paper.title", r, b);

	if (e)
		return e;
	if (parse_i64(person ? person : "", who))
		for (size_t i = 0; i < b->n_signers; i++)
			if (b->signers[i].stakeholder == *who)
				return OK;
	return err_fail(ERR_NOT_FOUND, "person");
}

enum err baseline_paper_get(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	int64_t who;
	enum err e = paper_begin(req, res, params_get(&req->query, "person"), &r, &b, &who);

	return e ? e : show_paper(&r, &b, who, 200, NULL);
}

enum err baseline_paper_post(struct request *req, struct response *res)
{
	struct results r;
	struct baseline b;
	struct signature s;
	struct change c;
	const char *fault;
	int64_t who;
	bool same;
	enum err e = paper_begin(req, res, params_get(&req->form, "person"), &r, &b, &who);

	if (!e)
		e = same_signer(&r, &b, who, &same);
	if (e)
		return e;
	if (!same)
		return show_paper(&r, &b, who, 409, page_text(&r.page, "proxy.changed"));
	read_signature(req, &b, who, true, &s);
	fault = signature_fault(&r.page, &b, &s);
	if (fault)
		return show_paper(&r, &b, who, 422, fault);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, signature_put(&c, &r.round, b.version, &s, NULL));
	if (e == ERR_CONFLICT)
		return err_fail(e, "%s", page_text(&r.page, "signing.replaced"));
	if (e)
		return e;
	return response_redirect(res, arena_printf(req->arena, "%s#signers", url_path(req->arena,
		"/results/%s/baseline/%ld", r.round.code, (long)b.version)));
}
