/* The project's people: roles, hours, departments they speak for, executives (E01). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "pages/results.h"
#include "view/format.h"
#include "view/url.h"

static const char *hours_in(const struct page *p, double h)
{
	return isnan(h) ? "" : format_double(p->a, h);
}

/* ---- showing ---- */

static void add_roles(struct results *r, const struct roster *roster)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ROLES);

	for (int i = 0; i < PROJECT_ROLE_COUNT; i++) {
		const char *code = project_role_code((enum project_role)i);
		struct view_node *n = list_add(list);
		struct view_list *names = node_list(n, V_NAMES);
		size_t holders;
		double given = roster_given(roster, (enum project_role)i, &holders);

		node_text(n, V_CODE, code);
		node_text(n, V_LABEL, coded_text(p, "role", code));
		node_text(n, V_HINT, coded_text(p, "role.task", code));
		node_text(n, V_VALUE, hours_in(p, roster->needed[i]));
		node_text(n, V_TO, number_text(p, roster->needed[i], 0));
		node_text(n, V_FROM, holders ? number_text(p, given, 0) : "–");
		node_flag(n, V_WARNING, !holders || roster_short(roster, (enum project_role)i));
		for (size_t k = 0; k < roster->count; k++)
			if (!isnan(roster->people[k].given[i]))
				node_text(list_add(names), V_NAME, roster->people[k].name);
	}
}

static enum err add_people(struct results *r, const struct roster *roster)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ITEMS);
	struct catalogue names;
	enum err e = round_catalogue(p->a, p->db, r->round.id, CATALOGUE_DEPARTMENTS, &names);

	for (size_t i = 0; !e && i < roster->count; i++) {
		const struct stakeholder *s = &roster->people[i];
		struct view_node *n = list_add(list);
		const char *label = catalogue_label(&names, catalogue_find(&names,
			s->department), lang_code(p->lang));
		const char *roles = "";

		for (int k = 0; k < PROJECT_ROLE_COUNT; k++)
			if (!isnan(s->given[k]))
				roles = arena_printf(p->a, "%s%s%s", roles, *roles ? ", " : "",
					coded_text(p, "role",
						project_role_code((enum project_role)k)));
		node_text(n, V_NAME, s->name);
		node_text(n, V_ROLES, roles);
		node_text(n, V_LABEL, label ? label : s->department);
		node_text(n, V_VALUE, number_text(p, s->hours, 0));
		node_flag(n, V_DONE, s->signs);
		node_text(n, V_HREF, arena_printf(p->a, "%s#person", url_query(p->a,
			url_path(p->a, "/results/%s/roster", r->round.code), "person",
			arena_printf(p->a, "%lld", (long long)s->id))));
	}
	return e;
}

/* The form of one person; `s` may be NULL for a new one. */
static enum err add_person(struct results *r, const struct stakeholder *s)
{
	struct page *p = &r->page;
	const struct request *req = p->req;
	bool again = params_get(&req->form, "name") != NULL;
	const char *chosen = again ? typed(req, "department") : s ? s->department : "";
	struct view_list *list = node_list(p->root, V_CHOICES);
	struct view_list *roles = node_list(p->root, V_FIELDS);
	struct catalogue names;
	enum err e = round_catalogue(p->a, p->db, r->round.id, CATALOGUE_DEPARTMENTS, &names);

	for (size_t i = 0; !e && i < names.count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, names.entries[i].code);
		node_text(n, V_LABEL, catalogue_label(&names, &names.entries[i],
			lang_code(p->lang)));
		node_flag(n, V_SELECTED, strcmp(names.entries[i].code, chosen) == 0);
	}
	for (int k = 0; !e && k < PROJECT_ROLE_COUNT; k++) {
		const char *code = project_role_code((enum project_role)k);
		struct view_node *n = list_add(roles);

		node_text(n, V_CODE, code);
		node_text(n, V_LABEL, coded_text(p, "role", code));
		node_text(n, V_VALUE, again ? typed(req, arena_printf(p->a, "role/%s", code)) :
			s ? hours_in(p, s->given[k]) : "");
	}
	node_int(p->root, V_PERSON, s ? s->id : 0);
	node_text(p->root, V_NAME, again ? typed(req, "name") : s ? s->name : "");
	node_text(p->root, V_HOURS, again ? typed(req, "hours") : s ? hours_in(p, s->hours) : "");
	node_flag(p->root, V_SIGNS, again ? params_get(&req->form, "signs") != NULL :
		!s || s->signs);
	return e;
}

static enum err show_roster(struct results *r, int64_t person, int status, const char *error)
{
	struct page *p = &r->page;
	struct roster roster;
	enum err e = roster_load(p->a, p->db, &roster);
	const struct stakeholder *s;

	if (e)
		return e;
	s = roster_find(&roster, person);
	if (person && !s)
		return err_fail(ERR_NOT_FOUND, "person");
	add_roles(r, &roster);
	e = add_people(r, &roster);
	if (!e)
		e = add_person(r, s);
	if (!e)
		e = add_lacks(r, &roster);
	if (e)
		return e;
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "roster");
}

enum err roster_get(struct request *req, struct response *res)
{
	struct results r;
	const char *asked = params_get(&req->query, "person");
	int64_t person = 0;
	enum err e = baseline_begin(req, res, "roster.title", &r);

	if (e)
		return e;
	if (asked && !parse_i64(asked, &person))
		return err_fail(ERR_NOT_FOUND, "person");
	return show_roster(&r, person, 200, NULL);
}

/* ---- saving ---- */

static enum err save_needs(struct change *c, const double needed[PROJECT_ROLE_COUNT])
{
	enum err e = OK;

	for (int i = 0; !e && i < PROJECT_ROLE_COUNT; i++)
		if (!isnan(needed[i]))
			e = role_need_set(c, (enum project_role)i, needed[i]);
	return e;
}

static bool fits(double h)
{
	return isnan(h) || (h >= 0 && h <= STAKEHOLDER_HOURS_MAX);
}

/* Hours of every role into `out`, from fields `prefix`/ROLE; NULL or the fault's key. */
static const char *read_hours(struct request *req, const char *prefix, double *out)
{
	for (int i = 0; i < PROJECT_ROLE_COUNT; i++) {
		char name[40];

		snprintf(name, sizeof name, "%s/%s", prefix,
			project_role_code((enum project_role)i));
		if (!typed_number(req->arena, typed(req, name), &out[i]) || !fits(out[i]))
			return "roster.fault.hours";
	}
	return NULL;
}

/* NULL, or the key of what is wrong. */
static const char *read_person(struct request *req, struct stakeholder *out)
{
	struct str name = str_trim(str_of(typed(req, "name")));

	out->name = typed(req, "name");
	out->department = typed(req, "department");
	out->signs = params_get(&req->form, "signs") != NULL;
	if (!name.len || utf8_count(name.p, name.len) > STAKEHOLDER_NAME_MAX)
		return "roster.fault.name";
	if (!typed_number(req->arena, typed(req, "hours"), &out->hours) ||
		!fits(out->hours))
		return "roster.fault.hours";
	return read_hours(req, "role", out->given);
}

/* What was sent in one of the page's three forms. */
static enum err save_roster(struct change *c, const char *act, const double *needed,
	const struct stakeholder *person)
{
	int64_t id;

	if (strcmp(act, "needs") == 0)
		return save_needs(c, needed);
	return strcmp(act, "leave") == 0 ? stakeholder_leave(c, person->id) :
		stakeholder_set(c, person, &id);
}

enum err roster_post(struct request *req, struct response *res)
{
	struct results r;
	struct stakeholder person = {0};
	double needed[PROJECT_ROLE_COUNT];
	const char *fault = NULL, *act = typed(req, "act");
	bool needs = strcmp(act, "needs") == 0;
	struct change c;
	enum err e = baseline_begin(req, res, "roster.title", &r);

	if (e)
		return e;
	if (!needs && (!parse_i64(typed(req, "person"), &person.id) || person.id < 0))
		return err_fail(ERR_NOT_FOUND, "person");
	if (needs)
		fault = read_hours(req, "need", needed);
	else if (strcmp(act, "leave") != 0)
		fault = read_person(req, &person);
	if (fault)
		return show_roster(&r, person.id, 422, page_text(&r.page, fault));
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, save_roster(&c, act, needed, &person));
	return e ? e : response_redirect(res, url_query(r.page.a, url_path(r.page.a,
		"/results/%s/roster", r.round.code), "saved", "1"));
}
