/* Alerts: the administrator's rules, and what they say on the overview of results. */
#include "model/alerts.h"

#include <math.h>
#include <string.h>

#include "model/change.h"
#include "pages/alerts.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/results.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "view/format.h"

#define ROUND_RECENT_DAYS 90	/* after closing, a round still alerts */

static const char *const audiences[] = {"all", "manager", "analyst", "admin"};

static const char *text_of(const struct page *p, const char *prefix, const char *code)
{
	return page_text(p, arena_printf(p->a, "%s.%s", prefix, code));
}

/* ---- on the overview ---- */

/* What is counted has none. */
static int decimals_of(double value)
{
	return value == floor(value) ? 0 : 1;
}

/* "Sales: response rate, in %: 40, below 50". */
static void add_alert(struct page *p, struct view_list *list, const struct catalogue *names,
	const struct alert *x)
{
	struct view_node *n = list_add(list);
	const char *label = *x->department ? catalogue_label(names,
		catalogue_find(names, x->department), lang_code(p->lang)) : NULL;

	node_text(n, V_LABEL, text_of(p, "alerts.measure",
		alert_measure_code(x->rule->measure)));
	node_text(n, V_CODE, x->round);
	node_text(n, V_NAME, label ? label : x->department);
	node_text(n, V_TEXT, catalog_fill(p->a, page_text(p, x->rule->above ?
		"alerts.above" : "alerts.below"),
		"value", format_number(p->a, p->lang, x->value, x->value < 10 ?
			decimals_of(x->value) : 0),
		"limit", format_number(p->a, p->lang, x->rule->threshold,
			decimals_of(x->rule->threshold)), NULL));
}

static const char *role_of(const struct viewer *v)
{
	return v->role == VIEWER_ADMIN ? "admin" : v->role == VIEWER_ANALYST ? "analyst" :
		"manager";
}

static enum err gather(struct page *p, const struct alert_rule *rules, size_t n_rules,
	const struct round *rounds, size_t count, struct alert_list *out)
{
	enum err e = alerts_of_project(p->a, p->db, rules, n_rules, out);
	char since[DAY_CHARS];

	clock_day_add(page_today(p), -ROUND_RECENT_DAYS, since);
	for (size_t i = count; !e && i-- > 0;) {
		const struct priorities *list = NULL;
		struct round r;
		const struct form *form;

		if (rounds[i].closed_day && strcmp(rounds[i].closed_day, since) < 0)
			continue;
		e = round_form_cached(p->site->forms, p->a, p->db, rounds[i].code, &r, &form);
		if (!e && results_has_list(form)) {
			e = priorities_cached(p->site->lists, p->a, p->db, &r,
				p->settings.min_cell, &list);
			e = e == ERR_NOT_FOUND ? OK : e;
		}
		if (!e)
			e = alerts_of_round(p->a, p->db, rules, n_rules, &r, list, out);
	}
	return e;
}

enum err alerts_show(struct page *p, const struct round *rounds, size_t count)
{
	struct view_list *list = node_list(p->root, V_ALERTS);
	struct alert_list found = {0};
	struct alert_rule *rules;
	struct catalogue names;
	size_t n;
	enum err e = alert_rules_load(p->a, p->db, &rules, &n);

	if (!e)
		e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &names);
	if (!e)
		e = gather(p, rules, n, rounds, count, &found);
	for (size_t i = 0; !e && i < found.count; i++)
		if (alert_for(found.list[i].rule, role_of(p->req->viewer)))
			add_alert(p, list, &names, &found.list[i]);
	return e;
}

/* ---- the rules ---- */

static void add_choice(const struct page *p, struct view_list *list, const char *prefix,
	const char *code, const char *chosen)
{
	struct view_node *n = list_add(list);

	node_text(n, V_VALUE, code);
	node_text(n, V_LABEL, text_of(p, prefix, code));
	node_flag(n, V_SELECTED, strcmp(code, chosen) == 0);
}

static void add_departments(const struct page *p, struct view_node *n,
	const struct catalogue *names, const char *chosen)
{
	struct view_list *list = node_list(n, V_DEPARTMENTS);

	for (size_t i = 0; i < names->count; i++) {
		struct view_node *c = list_add(list);

		node_text(c, V_VALUE, names->entries[i].code);
		node_text(c, V_LABEL, catalogue_label(names, &names->entries[i],
			lang_code(p->lang)));
		node_flag(c, V_SELECTED, strcmp(names->entries[i].code, chosen) == 0);
	}
	node_flag(n, V_ANY, *chosen == '*');
}

/* What was typed and refused, in the place of the rule it is about. */
struct refused {
	struct alert_rule rule;
	const char *threshold;		/* as typed */
	const char *message;
};

static void add_rule(const struct page *p, struct view_node *n, const struct catalogue *names,
	const struct alert_rule *r, const char *threshold)
{
	struct view_list *list = node_list(n, V_CHOICES);

	node_int(n, V_ID, r->id);
	for (int m = 0; m < ALERT_MEASURE_COUNT; m++)
		add_choice(p, list, "alerts.measure", alert_measure_code((enum alert_measure)m),
			alert_measure_code(r->measure));
	list = node_list(n, V_FIELDS);
	for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++)
		add_choice(p, list, "alerts.for", audiences[i], r->audience);
	add_departments(p, n, names, r->department);
	node_flag(n, V_MAX, r->above);
	node_text(n, V_VALUE, threshold ? threshold : format_double(p->a, r->threshold));
	node_flag(n, V_ACTIVE, r->active);
}

static void add_one(const struct page *p, struct view_list *list,
	const struct catalogue *names, const struct alert_rule *r, const struct refused *no)
{
	struct view_node *n = list_add(list);

	if (!no || no->rule.id != r->id) {
		add_rule(p, n, names, r, NULL);
		return;
	}
	add_rule(p, n, names, &no->rule, no->threshold);
	node_text(n, V_ERROR, no->message);
}

static enum err show_alerts(struct request *req, struct response *res, int status,
	const struct refused *no)
{
	struct page p;
	struct alert_rule *rules, fresh = {.measure = ALERT_RESPONSE, .threshold = 50,
		.department = "", .audience = "all", .active = true};
	struct catalogue names;
	struct view_list *list;
	size_t n;
	enum err e = office_begin(req, res, "alerts.title", &p);

	if (!e)
		e = alert_rules_load(p.a, p.db, &rules, &n);
	if (!e)
		e = catalogue_load(p.a, p.db, CATALOGUE_DEPARTMENTS, &names);
	if (e)
		return e;
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < n; i++)
		add_one(&p, list, &names, &rules[i], no);
	add_one(&p, list, &names, &fresh, no);
	node_flag(p.root, V_SAVED_NOW, params_get(&req->query, "saved") != NULL);
	return page_end(&p, status, "alerts");
}

enum err alerts_get(struct request *req, struct response *res)
{
	return show_alerts(req, res, 200, NULL);
}

static bool read_threshold(struct arena *a, const char *text, double *out)
{
	return typed_number(a, text, out) && !isnan(*out);
}

/* The rule as typed; NULL, or the key of what is wrong with it. */
static const char *read_rule(struct request *req, struct alert_rule *r)
{
	const char *comparison = typed(req, "comparison");

	r->measure = ALERT_RESPONSE;
	r->department = typed(req, "department");
	r->audience = typed(req, "audience");
	r->above = strcmp(comparison, "above") == 0;
	r->active = params_get(&req->form, "active") != NULL;
	if (!alert_measure_parse(typed(req, "measure"), &r->measure) ||
		(!r->above && strcmp(comparison, "below") != 0))
		return "alerts.fault.choose";
	return read_threshold(req->arena, typed(req, "threshold"), &r->threshold) ? NULL
		: "alerts.fault";
}

enum err alerts_post(struct request *req, struct response *res)
{
	struct alert_rule rule = {0};
	bool remove = params_get(&req->form, "remove");
	struct refused no = {.threshold = typed(req, "threshold")};
	const char *fault;
	struct change c;
	struct said said;
	struct page p;
	enum err e;

	if (!parse_i64(typed(req, "id"), &rule.id) || rule.id < 0)
		return err_fail(ERR_NOT_FOUND, "rule");
	fault = read_rule(req, &rule);
	e = fault && !remove ? ERR_INPUT : page_change(req, &c);
	if (!e)
		e = change_end(&c, remove ? alert_rule_drop(&c, rule.id) :
			alert_rule_put(&c, &rule));
	if (e == ERR_INPUT) {
		said = err_said(req->arena);
		e = office_begin(req, res, "alerts.title", &p);
		if (e)
			return e;
		no.rule = rule;
		no.message = fault ? page_text(&p, fault) : page_said(&p, &said);
		return show_alerts(req, res, 422, &no);
	}
	if (e)
		return e;
	return response_redirect(res, "/admin/alerts?saved=1");
}
