/* The form that signs a version, by a code or from paper: what it shows, and what it says. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "codec/digest.h"
#include "view/format.h"

static const char *field(const struct request *req, const char *kind, const char *id)
{
	char name[40];

	snprintf(name, sizeof name, "%s/%s", kind, id);
	return params_get(&req->form, name);
}

/* Whether the signer agreed with a requirement that has not changed since. */
static bool agreed_before(const struct baseline *old, const struct baseline *b,
	const struct signature *before, const char *id)
{
	for (size_t i = 0; before && i < before->count; i++)
		if (strcmp(before->items[i].requirement, id) == 0)
			return before->items[i].verdict == SIGN_AGREE &&
				requirement_unchanged(old, b, id);
	return false;
}

static void add_choices(const struct page *p, struct view_node *n, enum view_name name,
	const char *prefix, const char *const *codes, const char *chosen)
{
	struct view_list *list = node_list(n, name);

	for (; *codes; codes++) {
		struct view_node *c = list_add(list);

		node_text(c, V_VALUE, *codes);
		node_text(c, V_LABEL, coded_text(p, prefix, *codes));
		node_flag(c, V_SELECTED, chosen && strcmp(chosen, *codes) == 0);
	}
}

/* What the form says of a requirement. */
static struct signature_item read_item(const struct request *req, const char *id)
{
	const char *level = field(req, "l", id), *test = field(req, "t", id);
	const char *reason = field(req, "r", id);
	enum requirement_level parsed;
	struct signature_item item = {
		.requirement = id,
		.level = requirement_level_parse(level, &parsed) ? level : "",
		.testable = !test ? -1 : strcmp(test, "yes") == 0 ? 1 :
			strcmp(test, "no") == 0 ? 0 : -1,
		.reason = reason ? reason : "",
	};

	sign_verdict_parse(field(req, "v", id), &item.verdict);
	return item;
}

/* Whether it is answered as it stands. */
static bool add_item(struct results *r, struct view_list *list, const struct baseline *b,
	const struct requirement *q, bool before)
{
	static const char *const verdicts[] = {"agree", "change", "object", NULL};
	static const char *const levels[] = {"must", "should", "could", "wont", NULL};
	static const char *const tests[] = {"yes", "no", NULL};
	const struct request *req = r->page.req;
	struct signature_item item = read_item(req, q->id);
	struct view_node *n = list_add(list);
	const char *level = field(req, "l", q->id);

	node_requirement(r, n, q, b);
	node_flag(n, V_UNCHANGED, before);
	if (!field(req, "v", q->id) && before)
		item.verdict = SIGN_AGREE;
	add_choices(&r->page, n, V_VERDICTS, "sign", verdicts, sign_verdict_code(item.verdict));
	add_choices(&r->page, n, V_LEVELS, "level", levels,
		level ? level : requirement_level_code(q->level));
	add_choices(&r->page, n, V_TESTS, "sign.test", tests, field(req, "t", q->id));
	node_text(n, V_REASON, item.reason);
	return signature_item_check(&item) == SIGN_FINE;
}

/* How many are answered, and the first that is not; the script (signing.js) goes on from it.
 * Without it the page cannot know until the form comes back. */
static void add_answered(struct results *r, const struct baseline *b, size_t count,
	const char *first)
{
	const struct page *p = &r->page;
	struct view_node *n = node_object(p->root, V_ANSWERED);

	node_text(n, V_TEXT, page_text(p, "sign.answered"));
	node_text(n, V_NEXT, page_text(p, "sign.left"));
	node_text(n, V_LABEL, results_say(p, "sign.answered",
		"n", format_integer(p->a, p->lang, (int64_t)count),
		"of", format_integer(p->a, p->lang, (int64_t)b->n_requirements)));
	node_text(n, V_ID, first ? first : "");
	node_text(n, V_LEFT, first ? results_say(p, "sign.left", "id", first) : "");
	node_flag(n, V_SEEN, params_get(&p->req->form, "missing") != NULL);
}

/* Whose form it is: a proxy is told so, in the tone of who reads it. */
static void add_who(struct results *r, const struct baseline_signer *who,
	const struct proxy *proxy, bool paper)
{
	struct page *p = &r->page;
	const char *name = signer_text(p, who->name, proxy ? proxy->name : NULL);
	struct view_node *n;

	node_text(p->root, V_NAME, name);
	if (!proxy)
		return;
	n = node_object(p->root, V_PROXY);
	node_int(n, V_ID, proxy->person);
	node_text(n, V_TEXT, paper ? arena_printf(p->a, "%s: %s", name, proxy->reason) :
		results_say(p, "proxy.you", "name", who->name, "text", proxy->reason));
}

enum err add_sign_form(struct results *r, const struct baseline *b, int64_t who, bool paper)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ITEMS);
	struct baseline old = {0};
	struct signature *signatures = NULL;
	const struct signature *before = NULL;
	const struct proxy *proxy;
	const char *first = NULL;
	size_t n = 0, answered = 0;
	char hash[65];
	enum err e = find_proxy(r, b->version, who, &proxy);

	if (!e && b->version > 1)
		e = baseline_load(p->a, p->db, r->round.id, b->version - 1, &old);
	if (!e && b->version > 1)
		e = signatures_load(p->a, p->db, r->round.id, old.version, &signatures, &n);
	if (!e)
		e = add_changes(r, b);
	if (e)
		return e;
	before = signature_of(signatures, n, who);
	/* What another person agreed with is not what this one did. */
	if (before && strcmp(before->proxy, proxy ? proxy->name : "") != 0)
		before = NULL;
	for (size_t i = 0; i < b->n_requirements; i++) {
		const struct requirement *q = &b->requirements[i];
		bool done = add_item(r, list, b, q, before && agreed_before(&old, b, before,
			q->id));

		answered += done;
		first = first || done ? first : q->id;
	}
	add_answered(r, b, answered, first);
	add_gaps(r, V_GAPS, b->gaps, b->n_gaps);
	for (size_t i = 0; i < b->n_signers; i++)
		if (b->signers[i].stakeholder == who)
			add_who(r, &b->signers[i], proxy, paper);
	digest_hex(b->hash, sizeof b->hash, hash);
	node_text(p->root, V_HASH, arena_strndup(p->a, hash, 16));
	node_int(p->root, V_VERSION, b->version);
	node_text(p->root, V_NOTE, b->note);
	node_text(p->root, V_DATE, format_date(p->a, p->lang, b->day));
	node_text(p->root, V_NOW, format_date(p->a, p->lang, page_today(p)));
	node_text(p->root, V_MISSING, params_get(&p->req->form, "missing"));
	node_text(p->root, V_WITNESS, params_get(&p->req->form, "witness"));
	return OK;
}

void read_signature(struct request *req, const struct baseline *b, int64_t who, bool paper,
	struct signature *out)
{
	/* An answer for all that were left open without a word: pressed, never silent. */
	bool rest = params_get(&req->form, "rest");
	struct signature s = {.stakeholder = who, .paper = paper, .count = b->n_requirements,
		.witness = typed(req, "witness"), .missing = typed(req, "missing"),
		.items = arena_array(req->arena, b->n_requirements + 1, sizeof *s.items)};

	for (size_t i = 0; i < s.count; i++) {
		struct signature_item *item = &s.items[i];

		*item = read_item(req, b->requirements[i].id);
		if (rest && item->verdict == SIGN_NONE && !str_trim(str_of(item->reason)).len)
			item->verdict = SIGN_AGREE;
	}
	*out = s;
}

const char *signature_fault(const struct page *p, const struct baseline *b,
	const struct signature *s)
{
	static const char *const keys[] = {NULL, "sign.fault.unanswered", "sign.fault.reason",
		"sign.fault.test", "sign.fault.long", "sign.fault.witness"};
	const char *id;
	enum sign_fault f = signature_check(b, s, &id);

	if (!f)
		return NULL;
	if (!*id)
		return page_text(p, keys[f]);
	return arena_printf(p->a, "%s: %s", id, page_text(p, keys[f]));
}
