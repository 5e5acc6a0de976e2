/* The quarterly view: SMART goals, and rounds of one form compared (method H). */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "model/brief.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "pages/goals.h"
#include "pages/results.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

/* ---- goals ---- */

static const char *plain(const struct page *p, double v)
{
	return isnan(v) ? "–" : format_number(p->a, p->lang, v, v == floor(v) ? 0 : 2);
}

/* The activity it is about; goals are of all rounds, and another round may have another one. */
static void node_activity(struct results *r, struct view_node *n, const struct catalogue *names,
	const char *code)
{
	node_text(n, V_ACTIVITY, activity_text(r, code));
	if (catalogue_find(names, code))
		node_text(n, V_URL, url_path(r->page.a, "/results/%s/functions/%s", r->round.code,
			code));
}

static void add_goal(struct results *r, struct view_list *list, const struct catalogue *names,
	const struct goal_row *g)
{
	struct page *p = &r->page;
	struct view_node *n = list_add(list);
	struct goal judged = node_goal(p, n, g);

	node_int(n, V_ID, g->id);
	node_activity(r, n, names, g->activity);
	node_text(n, V_UNIT, g->unit);
	node_text(n, V_OWNER, g->owner);
	node_text(n, V_NOTE, g->source);
	node_text(n, V_FROM, plain(p, g->start_value));
	node_text(n, V_TO, plain(p, g->target_value));
	node_text(n, V_DATE, format_date(p->a, p->lang, g->target_day));
	node_text(n, V_NOW, g->day ? arena_printf(p->a, "%s %s", plain(p, g->value), g->unit) :
		"–");
	node_text(n, V_PERCENT, isnan(judged.attainment) ? "–" :
		share_text(p, judged.attainment));
	node_text(n, V_HREF, arena_printf(p->a, "%s#goal", url_query(p->a, url_path(p->a,
		"/results/%s/quarter", r->round.code), "goal",
		arena_printf(p->a, "%lld", (long long)g->id))));
}

static void add_choice(struct view_list *list, const char *code, const char *label, bool chosen)
{
	struct view_node *n = list_add(list);

	node_text(n, V_VALUE, code);
	node_text(n, V_LABEL, label);
	node_flag(n, V_SELECTED, chosen);
}

/* The round's activities, and that of the goal where it is another round's. */
static void add_activities(struct results *r, const struct catalogue *names,
	const struct goal_row *g)
{
	struct page *p = &r->page;
	const char *stored = g ? g->activity : "";
	const char *chosen = typed_or(p->req, "activity", stored);
	struct view_list *list = node_list(p->root, V_CHOICES);

	if (*stored && !catalogue_find(names, stored))
		add_choice(list, stored, stored, strcmp(stored, chosen) == 0);
	for (size_t i = 0; i < names->count; i++)
		add_choice(list, names->entries[i].code, catalogue_label(names, &names->entries[i],
			lang_code(p->lang)), strcmp(names->entries[i].code, chosen) == 0);
}

/* The form of a goal; NULL for a new one. */
static void add_form(struct results *r, const struct goal_row *g)
{
	static const struct {
		const char *name;
		bool number, day;
	} fields[] = {{"what", false, false}, {"unit", false, false}, {"start_value", true, false},
		{"start_day", false, true}, {"target_value", true, false},
		{"target_day", false, true}, {"owner", false, false}, {"source", false, false}};
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_FIELDS);
	const char *values[8] = {"", "", "", page_today(p), "", "", "", ""};

	if (g) {
		values[0] = g->what;
		values[1] = g->unit;
		values[2] = format_double(p->a, g->start_value);
		values[3] = g->start_day;
		values[4] = format_double(p->a, g->target_value);
		values[5] = g->target_day;
		values[6] = g->owner;
		values[7] = g->source;
	}
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, fields[i].name);
		node_text(n, V_LABEL, coded_text(p, "quarter.field", fields[i].name));
		node_text(n, V_VALUE, typed_or(p->req, fields[i].name, values[i]));
		node_flag(n, V_IS_NUMBER, fields[i].number);
		node_flag(n, V_IS_DATE, fields[i].day);
	}
	node_int(p->root, V_PERSON, g ? g->id : 0);
}

/* ---- rounds of the form ---- */

static void add_round(struct results *r, struct view_list *list, const struct round *x,
	const struct priorities *p)
{
	struct page *page = &r->page;
	struct view_node *n = list_add(list);
	double now = 0, saved = 0;
	bool all = true;

	for (size_t i = 0; i < p->result.n_overall; i++) {
		all &= p->overall[i].hours != CELL_PRIMARY && p->overall[i].hours != CELL_SECONDARY;
		now += p->result.overall[i].hours_now;
		saved += p->result.overall[i].hours_saved;
	}
	node_text(n, V_TITLE, x->title);
	node_text(n, V_HREF, url_path(page->a, "/results/%s/priorities", x->code));
	node_text(n, V_DATE, format_date(page->a, page->lang, p->release.day));
	node_int(n, V_N, (int64_t)p->result.n);
	node_text(n, V_PERCENT, share_text(page, p->response.rate));
	/* A sum of which one part is hidden would tell that part. */
	node_text(n, V_NOW, all ? hours_text(page, now) : page_text(page, "results.hidden_other"));
	node_text(n, V_SAVED, all ? hours_text(page, saved) : page_text(page, "results.hidden_other"));
}

static bool hours_shown(const struct priorities *p, size_t row)
{
	return p->overall[row].hours == CELL_SHOWN && p->overall[row].people == CELL_SHOWN;
}

/* A round's figures as they are compared. */
struct side {
	const struct priorities *list;
	struct audit_result result;
	struct audit_draws draws;
};

static bool side_shown(const struct side *s, size_t row)
{
	size_t function = s->result.overall[row].function;

	return hours_shown(s->list, s->list->result.functions[function].row);
}

/* Both by the newer of their methods: a month of other length is nothing saved. */
static enum err find_sides(struct arena *a, struct side *one, struct side *other)
{
	size_t method = one->list->tables.params.method_version;
	enum err e;

	if (other->list->tables.params.method_version > method)
		method = other->list->tables.params.method_version;
	e = priorities_by_method(a, one->list, method, &one->result, &one->draws);
	return e ? e : priorities_by_method(a, other->list, method, &other->result,
		&other->draws);
}

/* Draws of both. ERR_NOT_FOUND: those of one are being worked out. */
static enum err find_drawn(const struct results *r, struct side *one, struct side *other)
{
	const struct page *p = &r->page;
	enum err e = priorities_drawn(p->site->drawn, p->a, p->db, one->list, &one->list);

	return e ? e : priorities_drawn(p->site->drawn, p->a, p->db, other->list, &other->list);
}

/* What the activities of both rounds cost less than before. */
static enum err add_realised(struct results *r, const struct priorities *before)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_CHANGES);
	struct side first = {.list = before}, second = {.list = r->list};
	struct realised *rows, sum;
	size_t count;
	enum err e = find_drawn(r, &first, &second);

	if (!e)
		e = find_sides(p->a, &first, &second);
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	realised_hours(p->a, &first.result, &first.draws, &second.result, &second.draws,
		r->list->tables.params.level, &rows, &count, &sum);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n;

		if (!side_shown(&first, rows[i].before) || !side_shown(&second, rows[i].after))
			continue;
		n = list_add(list);
		node_text(n, V_LABEL, results_function(r, rows[i].code));
		node_text(n, V_SAVED, hours_range(p, rows[i].saved, rows[i].at.lo,
			rows[i].at.hi));
	}
	node_text(p->root, V_EARLIER, before->round.title);
	return OK;
}

/* All rounds of this round's form that show a list; *before: the one before it. */
static enum err add_rounds(struct results *r)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ROUNDS);
	const struct priorities *before = NULL;
	struct round *rounds;
	size_t count;
	enum err e = round_list(p->a, p->db, &rounds, &count);

	for (size_t i = 0; !e && results_has_list(r->form) && i < count; i++) {
		const struct priorities *shown = NULL;

		if (strcmp(rounds[i].form_code, r->round.form_code) != 0)
			continue;
		e = priorities_cached(p->site->lists, p->a, p->db, &rounds[i],
			p->settings.min_cell, &shown);
		e = e == ERR_NOT_FOUND ? OK : e;
		if (e || !shown || !shown->shown)
			continue;
		add_round(r, list, &rounds[i], shown);
		if (rounds[i].id < r->round.id)
			before = shown;
	}
	if (!e && before && r->list && r->list->shown)
		e = add_realised(r, before);
	return e;
}

static enum err show_quarter(struct results *r, int64_t chosen, int status, const char *error)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_ITEMS);
	const struct goal_row *one = NULL;
	struct goal_row *goals;
	struct catalogue names;
	size_t count;
	enum err e = goals_load(p->a, p->db, &goals, &count);

	if (!e)
		e = round_catalogue(p->a, p->db, r->round.id, CATALOGUE_FUNCTIONS, &names);
	for (size_t i = 0; !e && i < count; i++) {
		add_goal(r, list, &names, &goals[i]);
		one = goals[i].id == chosen ? &goals[i] : one;
	}
	if (!e && chosen && !one)
		return err_fail(ERR_NOT_FOUND, "goal");
	if (!e)
		e = add_rounds(r);
	if (e)
		return e;
	add_form(r, one);
	add_activities(r, &names, one);
	node_text(p->root, V_VALUE, page_today(p));
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "quarter");
}

enum err quarter_get(struct request *req, struct response *res)
{
	struct results r;
	const char *asked = params_get(&req->query, "goal");
	int64_t chosen = 0;
	enum err e = baseline_begin(req, res, "quarter.title", &r);

	if (e)
		return e;
	if (asked && !parse_i64(asked, &chosen))
		return err_fail(ERR_NOT_FOUND, "goal");
	return show_quarter(&r, chosen, 200, NULL);
}

/* ---- saving ---- */

static enum err save_quarter(struct change *c, const char *act, const struct goal_row *goal,
	const char *day, double value)
{
	if (strcmp(act, "drop") == 0)
		return goal_drop(c, goal->id);
	if (strcmp(act, "measure") == 0)
		return goal_measure(c, goal->id, day, value);
	return goal_save(c, goal);
}

static bool read_goal(struct request *req, struct goal_row *g)
{
	g->what = typed(req, "what");
	g->unit = typed(req, "unit");
	g->start_day = typed(req, "start_day");
	g->target_day = typed(req, "target_day");
	g->owner = typed(req, "owner");
	g->source = typed(req, "source");
	g->activity = typed(req, "activity");
	return typed_number(req->arena, typed(req, "start_value"), &g->start_value) &&
		typed_number(req->arena, typed(req, "target_value"), &g->target_value) &&
		!isnan(g->start_value) && !isnan(g->target_value) &&
		text_is_date(g->start_day) && text_is_date(g->target_day);
}

/* Whether an activity is the round's, or the goal's already; "" is none. */
static enum err known_activity(struct results *r, const struct goal_row *g, bool *known)
{
	struct page *p = &r->page;
	struct goal_row *goals;
	struct catalogue names;
	size_t count;
	enum err e = goals_load(p->a, p->db, &goals, &count);

	if (!e)
		e = round_catalogue(p->a, p->db, r->round.id, CATALOGUE_FUNCTIONS, &names);
	if (e)
		return e;
	*known = !*g->activity || catalogue_find(&names, g->activity);
	for (size_t i = 0; i < count; i++)
		*known |= goals[i].id == g->id && strcmp(goals[i].activity, g->activity) == 0;
	return OK;
}

enum err quarter_post(struct request *req, struct response *res)
{
	struct results r;
	struct goal_row goal = {0};
	const char *act = typed(req, "act"), *day = typed(req, "day");
	double value = NAN;
	bool fine = true;
	struct change c;
	enum err e = baseline_begin(req, res, "quarter.title", &r);

	if (e)
		return e;
	if (!parse_i64(typed(req, "goal"), &goal.id) || goal.id < 0)
		return err_fail(ERR_NOT_FOUND, "goal");
	if (strcmp(act, "measure") == 0)
		fine = typed_number(req->arena, typed(req, "value"), &value) &&
			!isnan(value) && text_is_date(day);
	else if (strcmp(act, "drop") != 0) {
		bool known;

		fine = read_goal(req, &goal);
		e = known_activity(&r, &goal, &known);
		if (e)
			return e;
		if (!known)
			return show_quarter(&r, goal.id, 422, page_text(&r.page,
				"quarter.fault.activity"));
	}
	e = fine ? page_change(req, &c) : ERR_INPUT;
	if (!e)
		e = change_end(&c, save_quarter(&c, act, &goal, day, value));
	if (e == ERR_INPUT)
		return show_quarter(&r, goal.id, 422, page_text(&r.page, "quarter.fault"));
	if (e)
		return e;
	return response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/results/%s/quarter", r.round.code), "saved", "1"));
}
