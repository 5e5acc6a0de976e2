/* What the pages of the baseline share: words, figures, what signers said. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "baseline.h"
#include "model/catalogues.h"
#include "view/format.h"
#include "view/url.h"

#define LACKS_BYTES 32768

enum err baseline_begin(struct request *req, struct response *res, const char *title,
	struct results *out)
{
	enum err e = results_begin(req, res, out);

	if (e)
		return e;
	node_text(out->page.root, V_TITLE, page_text(&out->page, title));
	node_flag(out->page.root, V_MAY_EDIT, req->viewer &&
		req->viewer->role != VIEWER_MANAGER);
	node_flag(out->page.root, V_SAVED_NOW, params_get(&req->query, "saved") != NULL);
	return OK;
}

const char *coded_text(const struct page *p, const char *prefix, const char *code)
{
	char key[80];

	snprintf(key, sizeof key, "%s.%s", prefix, code);
	return page_text(p, key);
}

const char *number_text(const struct page *p, double v, int decimals)
{
	return isnan(v) ? "–" : format_number(p->a, p->lang, v, decimals);
}

const char *hours_range(const struct page *p, double v, double lo, double hi)
{
	if (isnan(v))
		return "–";
	if (isnan(lo) || isnan(hi))
		return format_hours(p->a, p->lang, v);
	return arena_printf(p->a, "%s (%s)", format_hours(p->a, p->lang, v), format_range(p->a,
		format_hours(p->a, p->lang, lo), format_hours(p->a, p->lang, hi)));
}

const char *activity_text(const struct results *r, const char *code)
{
	struct catalogue *names;
	const char *label = NULL;

	if (!*code)
		return "";
	if (r->list)
		return priorities_function(r->list, code, lang_code(r->page.lang));
	names = arena_alloc(r->page.a, sizeof *names);
	if (round_catalogue(r->page.a, r->page.db, r->round.id, CATALOGUE_FUNCTIONS, names) == OK)
		label = catalogue_label(names, catalogue_find(names, code),
			lang_code(r->page.lang));
	return label ? label : code;
}

/* ---- requirements ---- */

/* The activity's place in the list as it is now, as a version would hold it. */
static bool figures_now(const struct results *r, const char *code,
	struct baseline_activity *out)
{
	for (size_t i = 0; r->list && i < r->list->result.n_overall; i++) {
		const struct audit_overall_row *row = &r->list->result.overall[i];
		const struct shown *s = &r->list->overall[i];
		bool sure = s->hours == CELL_SHOWN && row->detailed >= INTERVAL_FROM;

		if (strcmp(row->code, code) != 0)
			continue;
		*out = (struct baseline_activity){.code = code,
			.rank = s->score == CELL_SHOWN ? row->rank : 0,
			.score = s->score == CELL_SHOWN ? row->score : NAN,
			.saved = s->hours == CELL_SHOWN ? row->hours_saved : NAN,
			.saved_lo = sure ? row->saved_lo : NAN,
			.saved_hi = sure ? row->saved_hi : NAN,
			.people = s->people == CELL_SHOWN ? row->doers_pop : NAN,
			.verdict = s->score == CELL_SHOWN ? audit_verdict_name(row->verdict) : ""};
		return true;
	}
	return false;
}

const char *people_text(const struct page *p, const struct baseline_activity *x)
{
	return x->rank && isnan(x->people) ? page_text(p, "results.hidden_short") :
		number_text(p, x->people, 0);
}

static void node_figures(struct results *r, struct view_node *n, const struct baseline_activity *x)
{
	const struct page *p = &r->page;

	if (!x->rank) {
		node_text(n, V_FIGURES, page_text(p, *x->verdict ? "baseline.unranked" :
			"baseline.hidden"));
		return;
	}
	node_text(n, V_FIGURES, catalog_fill(p->a, page_text(p, "baseline.figures"),
		"rank", format_integer(p->a, p->lang, (int64_t)x->rank),
		"score", number_text(p, x->score, 1),
		"saved", hours_range(p, x->saved, x->saved_lo, x->saved_hi),
		"people", people_text(p, x), NULL));
}

void node_requirement(struct results *r, struct view_node *n, const struct requirement *q,
	const struct baseline *b)
{
	const struct page *p = &r->page;
	const struct baseline_activity *frozen = b ? baseline_activity(b, q->activity) : NULL;
	struct baseline_activity now;

	node_text(n, V_ID, q->id);
	node_text(n, V_TEXT, q->text);
	node_text(n, V_WHY, q->why);
	node_text(n, V_TEST, q->test);
	node_text(n, V_OWNER, q->owner);
	node_text(n, V_DEPENDS, q->depends);
	node_text(n, V_LEVEL, coded_text(p, "level", requirement_level_code(q->level)));
	node_text(n, V_ACTIVITY, activity_text(r, q->activity));
	if (frozen)
		node_figures(r, n, frozen);
	else if (!b && *q->activity && figures_now(r, q->activity, &now))
		node_figures(r, n, &now);
}

void add_gaps(struct results *r, enum view_name name, const struct gap *gaps, size_t count)
{
	struct view_list *list = node_list(r->page.root, name);

	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_LABEL, coded_text(&r->page, "gap", gap_code(gaps[i].kind)));
		node_text(n, V_TEXT, gaps[i].kind == GAP_NO_TIMING ?
			activity_text(r, gaps[i].subject) : gaps[i].subject);
	}
}

/* ---- changes ---- */

static const char *const change_keys[CHANGE_KINDS] = {
	[CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed", [CHANGE_TEXT] = "text",
	[CHANGE_WHY] = "why", [CHANGE_ACTIVITY] = "activity", [CHANGE_TEST] = "test",
	[CHANGE_LEVEL] = "level", [CHANGE_OWNER] = "owner", [CHANGE_DEPENDS] = "depends",
	[CHANGE_RANK] = "rank", [CHANGE_PARAM] = "param", [CHANGE_RELEASE] = "release",
};

/* A value of a change as a reader knows it. */
static const char *change_value(const struct results *r, enum change_kind k, const char *v)
{
	if (!*v)
		return "–";
	if (k == CHANGE_LEVEL)
		return coded_text(&r->page, "level", v);
	return k == CHANGE_ACTIVITY ? activity_text(r, v) : v;
}

enum err add_changes(struct results *r, const struct baseline *b)
{
	struct view_list *list = node_list(r->page.root, V_CHANGES);
	struct baseline old;
	struct baseline_change *changes;
	size_t count;
	enum err e;

	if (b->version < 2)
		return OK;
	e = baseline_load(r->page.a, r->page.db, r->round.id, b->version - 1, &old);
	if (e)
		return e;
	changes = baseline_diff(r->page.a, &old, b, &count);
	for (size_t i = 0; i < count; i++) {
		const struct baseline_change *c = &changes[i];
		struct view_node *n = list_add(list);

		node_text(n, V_LABEL, coded_text(&r->page, "change", change_keys[c->kind]));
		node_text(n, V_ID, c->kind == CHANGE_RANK ? activity_text(r, c->subject) :
			c->subject);
		node_text(n, V_FROM, change_value(r, c->kind, c->before));
		node_text(n, V_TO, change_value(r, c->kind, c->after));
	}
	node_int(r->page.root, V_EARLIER, old.version);
	node_flag(r->page.root, V_COMPARED, true);
	return OK;
}

enum err signing_text(struct page *p, const struct round *r, const struct baseline *b,
	const char **text, enum signing_state *state)
{
	static const char *const keys[] = {
		[SIGNING_NOBODY] = "nobody", [SIGNING_OPEN] = "open",
		[SIGNING_CHANGES] = "changes", [SIGNING_SIGNED] = "signed",
		[SIGNING_OBJECTIONS] = "objections",
	};
	struct signature *list;
	size_t n;
	enum err e = signatures_load(p->a, p->db, r->id, b->version, &list, &n);

	if (e)
		return e;
	*state = signing_judge(b, list, n);
	*text = catalog_fill(p->a, coded_text(p, "signing", keys[*state]),
		"n", format_integer(p->a, p->lang, (int64_t)n),
		"of", format_integer(p->a, p->lang, (int64_t)b->n_signers), NULL);
	return OK;
}

enum err signing_latest(struct page *p, const struct round *r, int64_t *version,
	const char **text, enum signing_state *state)
{
	struct baseline b;
	enum err e = baseline_count(p->db, r->id, version);

	if (e || !*version)
		return e;
	e = baseline_load(p->a, p->db, r->id, *version, &b);
	return e ? e : signing_text(p, r, &b, text, state);
}

/* ---- who signs for whom ---- */

const char *signer_text(const struct page *p, const char *name, const char *proxy)
{
	return proxy && *proxy ? results_say(p, "proxy.by", "proxy", proxy, "name", name) : name;
}

enum err find_proxy(struct results *r, int64_t version, int64_t who, const struct proxy **out)
{
	struct proxy *list;
	size_t count;
	enum err e = proxies_load(r->page.a, r->page.db, r->round.id, version, &list, &count);

	if (!e)
		*out = proxy_of(list, count, who);
	return e;
}

/* ---- what signers said ---- */

/* Who may decide an objection: those who hold the role of the sponsor. */
static void add_decision_form(struct results *r, struct view_node *n, const struct remarks *said,
	int64_t who, const char *requirement)
{
	struct page *p = &r->page;
	struct view_node *form = node_object(n, V_FORM);
	struct view_list *list = node_list(form, V_CHOICES);

	node_text(form, V_ACTION, url_path(p->a, "/results/%s/baseline/%ld/overrule", r->round.code,
		(long)said->baseline->version));
	node_int(form, V_PERSON, who);
	node_text(form, V_REASON, requirement);
	for (size_t i = 0; i < said->deciders->count; i++) {
		const struct stakeholder *s = &said->deciders->people[i];
		struct view_node *c;

		if (isnan(s->given[PROJECT_SPONSOR]))
			continue;
		c = list_add(list);
		node_int(c, V_VALUE, s->id);
		node_text(c, V_LABEL, s->name);
	}
}

static void add_remark(struct results *r, struct view_list *list, const struct remarks *said,
	size_t signer, const struct signature *signed_by, const struct signature_item *item)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, signer_text(p, said->baseline->signers[signer].name,
		signed_by->proxy));
	node_text(n, V_LABEL, coded_text(p, "sign", sign_verdict_code(item->verdict)));
	node_text(n, V_TEXT, item->reason);
	/* Not the version's. */
	node_text(n, V_NOTE, NULL);
	if (item->decision)
		node_text(n, V_NOTE, catalog_fill(p->a, page_text(p, "overrule.said"), "name",
			item->sponsor, "date", format_date(p->a, p->lang, item->decided_day),
			"text", item->decision, NULL));
	else if (said->deciders && item->verdict == SIGN_OBJECT)
		add_decision_form(r, n, said, said->baseline->signers[signer].stakeholder,
			item->requirement);
}

void add_remarks(struct results *r, struct view_node *n, const struct remarks *said,
	const char *requirement)
{
	struct view_list *list = node_list(n, V_REMARKS);

	for (size_t i = 0; i < said->baseline->n_signers; i++) {
		const struct signature *s = signature_of(said->signatures, said->count,
			said->baseline->signers[i].stakeholder);

		for (size_t k = 0; s && k < s->count; k++)
			if (strcmp(s->items[k].requirement, requirement) == 0 &&
				*s->items[k].reason)
				add_remark(r, list, said, i, s, &s->items[k]);
	}
}

/* ---- the roster ---- */

/* The kinds of what is missing, each a line with all it is true of. */
enum lack { UNCOVERED, SHORT, OVERLOADED, UNREPRESENTED, LACKS };

static void note_lack(struct buf *lacks[LACKS], enum lack kind, const char *of)
{
	buf_printf(lacks[kind], "%s%s", lacks[kind]->len ? ", " : "", of);
}

static void show_lacks(const struct page *p, struct buf *lacks[LACKS])
{
	static const char *const keys[LACKS] = {"roster.uncovered", "roster.short",
		"roster.overloaded", "roster.unrepresented"};
	struct view_list *list = node_list(p->root, V_LACKS);

	for (int i = 0; i < LACKS; i++) {
		struct view_node *n;

		if (!lacks[i]->len)
			continue;
		n = list_add(list);
		node_flag(p->root, V_LACK, true);
		node_text(n, V_LABEL, page_text(p, keys[i]));
		node_text(n, V_TEXT, lacks[i]->data);
	}
}

enum err add_lacks(struct results *r, const struct roster *roster)
{
	const struct page *p = &r->page;
	struct buf *lacks[LACKS];
	struct round_department *departments;
	struct catalogue names;
	size_t count, holders;
	enum err e = round_departments(p->a, p->db, r->round.id, &departments, &count);

	if (!e)
		e = round_catalogue(p->a, p->db, r->round.id, CATALOGUE_DEPARTMENTS, &names);
	if (e)
		return e;
	for (int i = 0; i < LACKS; i++)
		lacks[i] = buf_new(p->a, LACKS_BYTES);
	for (int i = 0; i < PROJECT_ROLE_COUNT; i++) {
		const char *label = coded_text(p, "role", project_role_code((enum project_role)i));

		roster_given(roster, (enum project_role)i, &holders);
		if (!holders)
			note_lack(lacks, UNCOVERED, label);
		else if (roster_short(roster, (enum project_role)i))
			note_lack(lacks, SHORT, label);
	}
	for (size_t i = 0; i < roster->count; i++)
		if (stakeholder_overloaded(&roster->people[i]))
			note_lack(lacks, OVERLOADED, roster->people[i].name);
	for (size_t i = 0; i < count; i++)
		if (*departments[i].code && !roster_represents(roster, departments[i].code)) {
			const char *label = catalogue_label(&names, catalogue_find(&names,
				departments[i].code), lang_code(p->lang));

			note_lack(lacks, UNREPRESENTED, label ? label : departments[i].code);
		}
	show_lacks(p, lacks);
	return OK;
}
