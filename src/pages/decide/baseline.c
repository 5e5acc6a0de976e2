/* The working draft of the requirements, its versions, and freezing. */
#include "baseline.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "pages/board.h"
#include "pages/goals.h"
#include "pages/results.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

/* ---- the overview ---- */

static enum err add_versions(struct results *r)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_VERSIONS);
	struct baseline b;
	int64_t count;
	enum err e = baseline_count(p->db, r->round.id, &count);

	for (int64_t v = e ? 0 : count; v > 0 && !e; v--) {
		struct view_node *n = list_add(list);
		enum signing_state state;
		const char *text;

		e = baseline_load(p->a, p->db, r->round.id, v, &b);
		if (!e)
			e = signing_text(p, &r->round, &b, &text, &state);
		if (e)
			break;
		node_int(n, V_VERSION, v);
		node_text(n, V_HREF, url_path(p->a, "/results/%s/baseline/%ld", r->round.code,
			(long)v));
		node_text(n, V_DATE, format_date(p->a, p->lang, b.day));
		node_int(n, V_COUNT, (int64_t)b.n_requirements);
		node_int(n, V_N, (int64_t)b.n_gaps);
		node_text(n, V_STATUS, v < count ? page_text(p, "signing.replaced") : text);
		node_flag(n, V_DONE, v == count && signing_ended(state));
	}
	/* The first one changes nothing. */
	return e || count < 2 ? e : board_node_put(p, p->root, &r->round, BOARD_BASELINE,
		arena_printf(p->a, "%ld", (long)count));
}

static enum err add_draft(struct results *r)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ITEMS);
	struct requirement *draft;
	struct baseline latest = {0};
	struct signature *signatures = NULL;
	struct goal_row *goals;
	size_t count, n_goals, signed_by = 0;
	enum err e = requirements_load(p->a, p->db, r->round.id, &draft, &count);
	enum err none = e ? e : baseline_load(p->a, p->db, r->round.id, 0, &latest);

	if (!e && none && none != ERR_NOT_FOUND)
		e = none;
	if (!e && !none)
		e = signatures_load(p->a, p->db, r->round.id, latest.version, &signatures,
			&signed_by);
	if (!e)
		e = goals_load(p->a, p->db, &goals, &n_goals);
	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(list);

		node_requirement(r, n, &draft[i], NULL);
		node_text(n, V_HREF, url_query(p->a, url_path(p->a, "/results/%s/requirement",
			r->round.code), "id", draft[i].id));
		add_remarks(r, n, &(struct remarks){&latest, signatures, signed_by, NULL},
			draft[i].id);
		goals_add(r, n, goals, n_goals, draft[i].activity);
	}
	return e;
}

static enum err add_open(struct results *r)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_MISSING);
	struct requirement *draft;
	struct missing_item *missing;
	struct gap *gaps;
	size_t count, n_missing, n_gaps;
	enum err e = requirements_load(p->a, p->db, r->round.id, &draft, &count);

	if (!e)
		e = missing_load(p->a, p->db, r->round.id, &missing, &n_missing);
	if (e)
		return e;
	gaps = baseline_gaps(p->a, draft, count, r->list && r->list->shown ? r->list : NULL,
		missing, n_missing, &n_gaps);
	add_gaps(r, V_GAPS, gaps, n_gaps);
	for (size_t i = 0; i < n_missing; i++) {
		struct view_node *n;

		if (*missing[i].settled)
			continue;
		n = list_add(list);
		node_int(n, V_ID, missing[i].id);
		node_text(n, V_NAME, missing[i].name);
		node_text(n, V_TEXT, missing[i].text);
		node_int(n, V_VERSION, missing[i].version);
	}
	return OK;
}

enum err baseline_get(struct request *req, struct response *res)
{
	struct results r;
	struct roster roster;
	enum err e = baseline_begin(req, res, "baseline.title", &r);

	if (e)
		return e;
	if (!r.list || !r.list->shown)
		node_text(r.page.root, V_EMPTY, results_why_nothing(&r));
	e = add_versions(&r);
	if (!e)
		e = add_draft(&r);
	if (!e)
		e = add_open(&r);
	if (!e)
		e = roster_load(r.page.a, r.page.db, &roster);
	if (!e)
		e = add_lacks(&r, &roster);
	if (e)
		return e;
	node_flag(r.page.root, V_SHOWN, r.list && r.list->shown);
	return page_end(&r.page, 200, "baseline");
}

/* ---- one requirement ---- */

/* Those of the round: there may be no list while one is worked out. */
static enum err add_activities(struct results *r, const char *chosen)
{
	struct view_list *list = node_list(r->page.root, V_CHOICES);
	struct audit_function *functions;
	size_t count;
	enum err e = round_functions(r->page.a, r->page.db, r->round.id, &functions, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, functions[i].code);
		node_text(n, V_LABEL, activity_text(r, functions[i].code));
		node_flag(n, V_SELECTED, strcmp(functions[i].code, chosen) == 0);
	}
	return e;
}

static enum err add_owners(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_NAMES);
	struct roster roster;
	enum err e = roster_load(r->page.a, r->page.db, &roster);

	for (size_t i = 0; !e && i < roster.count; i++)
		node_text(list_add(list), V_NAME, roster.people[i].name);
	return e;
}

static enum err show_requirement(struct results *r, const struct requirement *q, int status,
	const char *error)
{
	struct page *p = &r->page;
	struct view_list *levels = node_list(p->root, V_LEVELS);
	const char *level = typed_or(p->req, "level", requirement_level_code(q->level));

	for (int i = 0; i < LEVEL_COUNT; i++) {
		const char *code = requirement_level_code((enum requirement_level)i);
		struct view_node *n = list_add(levels);

		node_text(n, V_VALUE, code);
		node_text(n, V_LABEL, coded_text(p, "level", code));
		node_flag(n, V_SELECTED, strcmp(code, level) == 0);
	}
	node_text(p->root, V_ID, q->id);
	node_text(p->root, V_TEXT, typed_or(p->req, "text", q->text));
	node_text(p->root, V_WHY, typed_or(p->req, "why", q->why));
	node_text(p->root, V_TEST, typed_or(p->req, "test", q->test));
	node_text(p->root, V_OWNER, typed_or(p->req, "owner", q->owner));
	node_text(p->root, V_DEPENDS, typed_or(p->req, "depends", q->depends));
	node_text(p->root, V_ERROR, error);

	enum err e = add_activities(r, typed_or(p->req, "activity", q->activity));

	if (!e)
		e = add_owners(r);
	if (e)
		return e;
	return page_end(p, status, "requirement");
}

/* The one that is asked for, else a new one with an id of its own. */
static enum err find_requirement(struct results *r, const char *id, struct requirement *out,
	bool *found)
{
	struct requirement *draft;
	const struct requirement *q;
	size_t count;
	enum err e = requirements_load(r->page.a, r->page.db, r->round.id, &draft, &count);

	*out = (struct requirement){.id = id, .text = "", .why = "", .activity = "", .test = "",
		.level = LEVEL_SHOULD, .owner = "", .depends = ""};
	if (e)
		return e;
	q = id && *id ? requirement_find(draft, count, id) : NULL;
	*found = q != NULL;
	if (q)
		*out = *q;
	else if (!id || !*id)
		e = requirement_fresh_id(r->page.a, r->page.db, r->round.id, &out->id);
	return e;
}

enum err requirement_get(struct request *req, struct response *res)
{
	struct results r;
	struct requirement q;
	const char *id = params_get(&req->query, "id");
	bool found;
	enum err e = baseline_begin(req, res, "requirement.title", &r);

	if (e)
		return e;
	e = find_requirement(&r, id, &q, &found);
	if (e)
		return e;
	if (id && *id && !found)
		return err_fail(ERR_NOT_FOUND, "%.40s?", id);
	node_flag(r.page.root, V_FOUND, found);
	return show_requirement(&r, &q, 200, NULL);
}

static enum err back_to_draft(struct results *r, const char *anchor)
{
	return response_redirect(r->page.res, arena_printf(r->page.a, "%s%s", url_query(r->page.a,
		url_path(r->page.a, "/results/%s/baseline", r->round.code), "saved", "1"),
		anchor));
}

/* The fault of the draft once `q` is in it, in words; NULL for none. */
static const char *draft_fault(struct results *r, const struct requirement *q)
{
	static const char *const keys[] = {NULL, "requirement.fault.id", "requirement.fault.long",
		"requirement.fault.unknown", "requirement.fault.circle",
		"requirement.fault.many"};
	struct requirement *draft, *all;
	size_t count, n = 0;
	const char *culprit;
	enum requirement_fault f;

	if (requirements_load(r->page.a, r->page.db, r->round.id, &draft, &count))
		return NULL;
	all = arena_array(r->page.a, count + 1, sizeof *all);
	for (size_t i = 0; i < count; i++)
		if (strcmp(draft[i].id, q->id) != 0)
			all[n++] = draft[i];
	all[n++] = *q;
	f = requirements_check(all, n, &culprit);
	return f ? arena_printf(r->page.a, "%s: %s", culprit, page_text(&r->page, keys[f])) : NULL;
}

static enum err known_activity(const struct results *r, const char *code, bool *known)
{
	struct audit_function *functions;
	size_t count;
	enum err e = round_functions(r->page.a, r->page.db, r->round.id, &functions, &count);

	*known = !*code;
	for (size_t i = 0; !e && i < count; i++)
		*known |= strcmp(functions[i].code, code) == 0;
	return e;
}

enum err requirement_post(struct request *req, struct response *res)
{
	struct results r;
	struct requirement q;
	struct change c;
	const char *fault;
	bool found, known = false;
	enum err e = baseline_begin(req, res, "requirement.title", &r);

	if (!e)
		e = find_requirement(&r, typed(req, "id"), &q, &found);
	if (e)
		return e;
	if (params_get(&req->form, "remove")) {
		e = page_change(req, &c);
		if (!e)
			e = change_end(&c, requirement_remove(&c, &r.round, typed(req, "id")));
		if (e == ERR_INPUT)
			return show_requirement(&r, &q, 422, page_text(&r.page,
				"requirement.fault.needed"));
		return e ? e : back_to_draft(&r, "");
	}
	q = (struct requirement){.id = q.id, .text = typed(req, "text"),
		.why = typed(req, "why"), .activity = typed(req, "activity"),
		.test = typed(req, "test"), .level = q.level, .owner = typed(req, "owner"),
		.depends = requirement_depends(req->arena, typed(req, "depends"))};
	/* Somebody else may have taken the id meanwhile. */
	if (found && params_get(&req->form, "new"))
		e = requirement_fresh_id(req->arena, r.page.db, r.round.id, &q.id);
	if (!e)
		e = known_activity(&r, q.activity, &known);
	if (e)
		return e;
	node_flag(r.page.root, V_FOUND, found);
	if (!requirement_level_parse(typed(req, "level"), &q.level) || !known)
		return err_fail(ERR_INPUT, "level or activity: choose one of those offered");
	fault = draft_fault(&r, &q);
	if (fault)
		return show_requirement(&r, &q, 422, fault);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, requirement_set(&c, &r.round, &q));
	if (e == ERR_INPUT)
		return show_requirement(&r, &q, 422, arena_strdup(req->arena, err_detail()));
	return e ? e :
		back_to_draft(&r, arena_printf(req->arena, "#%s", q.id));
}

/* ---- propose, settle, freeze ---- */

static enum err freeze(struct results *r, const char *note)
{
	struct requirement *draft;
	struct change c;
	int64_t version;
	size_t count;
	enum err e = requirements_load(r->page.a, r->page.db, r->round.id, &draft, &count);

	if (!e && !count)
		return err_fail(ERR_INPUT, "%s", page_text(&r->page, "baseline.nothing"));
	if (!e)
		e = page_change(r->page.req, &c);
	if (!e)
		e = change_end(&c, baseline_freeze(&c, r->list, note, &version));
	if (e)
		return e;
	return response_redirect(r->page.res, url_path(r->page.a, "/results/%s/baseline/%ld",
		r->round.code, (long)version));
}

static enum err settle_baseline(struct results *r, const char *how)
{
	struct change c;
	int64_t number;
	enum err e;

	if (!parse_i64(typed(r->page.req, "id"), &number))
		return err_fail(ERR_INPUT, "id");
	if (!str_trim(str_of(how)).len)
		return err_fail(ERR_INPUT, "%s", page_text(&r->page, "missing.how"));
	e = page_change(r->page.req, &c);
	if (!e)
		e = change_end(&c, missing_settle(&c, &r->round, number, how));
	return e ? e : back_to_draft(r, "#missing");
}

enum err baseline_post(struct request *req, struct response *res)
{
	struct results r;
	const char *act = typed(req, "act"), *note = typed(req, "note");
	struct change c;
	size_t added;
	enum err e = baseline_begin(req, res, "baseline.title", &r);

	if (e)
		return e;
	if (strcmp(act, "settle") == 0)
		return settle_baseline(&r, note);
	/* What is signed is of things as they are. */
	if (r.waits || (r.list && r.list->old))
		return err_text(err_fail(ERR_BUSY, "the list is being worked out"),
			"baseline.wait", NULL);
	if (!r.list || !r.list->shown)
		return err_fail(ERR_INPUT, "%s", page_text(&r.page, "baseline.no_list"));
	if (strcmp(act, "freeze") == 0)
		return freeze(&r, note);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, requirements_propose(&c, r.list, &added));
	return e ? e : back_to_draft(&r, "#draft");
}
