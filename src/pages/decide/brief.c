/* The brief: one printed page for management. What may be shown is the list's. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "baseline.h"
#include "model/brief.h"
#include "model/change.h"
#include "pages/figures.h"
#include "pages/results.h"
#include "view/format.h"
#include "view/url.h"

#define LINES 5		/* of each kind: it is one page */
#define YEARS_MOST 10	/* what pays later than that is said not to */
#define COSTS_BYTES 4096
/* With more words, or more first ones, the printed page is in smaller letters. */
#define LONG_BYTES 700
#define LONG_FIRST 5

/* ---- figures ---- */

static bool row_shown(const struct results *r, size_t i)
{
	return r->list->overall[i].score == CELL_SHOWN;
}

static const char *row_hours(const struct results *r, const struct audit_overall_row *row)
{
	bool sure = row->detailed >= INTERVAL_FROM;

	return hours_range(&r->page, row->hours_saved, sure ? row->saved_lo : NAN,
		sure ? row->saved_hi : NAN);
}

static void add_clear(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_ITEMS);
	const struct audit_result *result = &r->list->result;
	size_t count = 0;

	for (size_t i = 0; i < result->n_overall && count < LINES; i++) {
		const struct audit_overall_row *row = &result->overall[i];
		struct view_node *n;

		if (row->verdict != AUDIT_CLEAR || !row_shown(r, i))
			continue;
		count++;
		n = list_add(list);
		node_int(n, V_RANK, (int64_t)row->rank);
		node_text(n, V_LABEL, activity_text(r, row->code));
		node_text(n, V_ID, row->code);
		node_text(n, V_SAVED, row_hours(r, row));
		node_figure(&r->page, n, V_PEOPLE, r->list->overall[i].people,
			number_text(&r->page, row->doers_pop, 0));
	}
}

/* Next in line where the clear tier is short: they may yet be first. */
static void add_possible(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_NAMES);
	const struct audit_result *result = &r->list->result;
	size_t count = 0;

	for (size_t i = 0; i < result->n_overall && count < LINES; i++) {
		struct view_node *n;

		if (result->overall[i].verdict != AUDIT_POSSIBLE || !row_shown(r, i))
			continue;
		count++;
		n = list_add(list);
		node_text(n, V_LABEL, activity_text(r, result->overall[i].code));
		node_text(n, V_ID, result->overall[i].code);
		node_text(n, V_SAVED, row_hours(r, &result->overall[i]));
	}
}

/* Why an activity is contested: the answers, the weights, or the departments. */
static void add_contested(struct results *r)
{
	struct view_list *list = node_list(r->page.root, V_REMARKS);
	const struct audit_result *result = &r->list->result;
	size_t count = 0;

	for (size_t i = 0; i < result->n_overall && count < LINES; i++) {
		const struct audit_overall_row *row = &result->overall[i];
		const char *of;
		bool weights;
		struct view_node *n;

		if (row->standing != AUDIT_CONTESTED || !row_shown(r, i))
			continue;
		weights = row->verdict != AUDIT_POSSIBLE;
		count++;
		n = list_add(list);
		node_text(n, V_LABEL, activity_text(r, row->code));
		of = arena_printf(r->page.a, "overall:%s", row->code);
		if (weights)
			node_says(&r->page, n, "brief.by_weights", of, (struct told[]){{"percent",
				"w_topk_local", share_text(&r->page, row->w_topk_local)}, {0}});
		else
			node_says(&r->page, n, "brief.by_answers", of, (struct told[]){
				{"lo", "cs_lo", number_text(&r->page, (double)row->cs_lo, 0)},
				{"hi", "cs_hi", number_text(&r->page, (double)row->cs_hi, 0)}, {0}});
	}
}

/* ---- money ---- */

static const char *money_text(const struct page *p, const struct brief *b, double v)
{
	return arena_printf(p->a, "%s %s", format_number(p->a, p->lang, round_digits(v, 2), 0),
		b->currency);
}

static const char *years_text(const struct page *p, double years)
{
	return years > YEARS_MOST ? results_say(p, "brief.never", "n",
		format_integer(p->a, p->lang, YEARS_MOST)) : results_say(p, "brief.years", "n",
		format_number(p->a, p->lang, years, 1));
}

/* "licences 900 EUR a year; training 2,000 EUR once": the lines that are given. */
static const char *costs_text(const struct page *p, const struct brief *b)
{
	struct buf *out = buf_new(p->a, COSTS_BYTES);

	for (int i = 0; i <= BRIEF_COST_COUNT; i++) {
		const struct cost *c = i < BRIEF_COST_COUNT ? &b->costs[i] : &b->other;
		const char *label = page_text(p, i < BRIEF_COST_COUNT ? arena_printf(p->a,
			"brief.cost.%s", brief_cost_line((enum brief_cost)i)) : "brief.cost.other");

		if (c->once > 0)
			buf_printf(out, "%s%s", out->len ? "; " : "", results_say(p,
				"brief.costs.once", "name", label, "value",
				money_text(p, b, c->once)));
		if (c->year > 0)
			buf_printf(out, "%s%s", out->len ? "; " : "", results_say(p,
				"brief.costs.year", "name", label, "value",
				money_text(p, b, c->year)));
	}
	return out->data;
}

/* Both ends of what the first ones save together: the poor end of the hours is the rich end of
 * the years. */
static void add_money(struct results *r, const struct brief *b, const struct first_ones *f)
{
	const struct page *p = &r->page;
	bool between = f->sum.timed_by >= INTERVAL_FROM && !isnan(f->sum.saved_lo);
	double weeks = r->list->tables.params.weeks_per_year;
	struct money lo = brief_money(b, between ? f->sum.saved_lo : f->sum.saved, weeks);
	struct money hi = brief_money(b, between ? f->sum.saved_hi : f->sum.saved, weeks);

	if (!f->count || isnan(lo.worth))
		return;
	node_text(p->root, V_MONEY, results_say(p, "brief.worth",
		"lo", money_text(p, b, lo.worth), "hi", money_text(p, b, hi.worth), "hour",
		arena_printf(p->a, "%s %s", format_number(p->a, p->lang, b->hour,
			b->hour == floor(b->hour) ? 0 : 2), b->currency), "weeks", number_text(p, weeks, 0)));
	node_text(p->root, V_COUNTS, costs_text(p, b));
	if (brief_total(b).year > 0)
		node_text(p->root, V_LEFT, results_say(p, "brief.net", "lo", money_text(p, b, lo.net),
			"hi", money_text(p, b, hi.net)));
	if (!isnan(lo.years))
		node_text(p->root, V_PAYBACK, results_say(p, "brief.payback", "lo",
			years_text(p, hi.years), "hi", years_text(p, lo.years)));
}

/* ---- the page ---- */

static void add_words(struct results *r, const struct brief *b, const struct first_ones *f)
{
	struct view_node *root = r->page.root;
	const struct priorities *list = r->list;

	node_text(root, V_ASKED, *b->asked ? b->asked : page_text(&r->page, "brief.asked.default"));
	node_text(root, V_RISKS, b->risks);
	node_text(root, V_STEPS, b->steps);
	node_flag(root, V_LONG, f->count > LONG_FIRST ||
		strlen(b->asked) + strlen(b->risks) + strlen(b->steps) > LONG_BYTES);
	node_text(root, V_EXEC, results_executives(r));
	if (list->response.warn)
		node_text(root, V_WARNING, page_text(&r->page, list->response.apart ?
			"results.warn.apart" : "results.warn.half"));
}

static void add_cost_field(const struct page *p, struct view_list *list, const char *line,
	const struct cost *c)
{
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, line);
	node_text(n, V_LABEL, page_text(p, arena_printf(p->a, "brief.cost.%s", line)));
	node_text(n, V_ONCE, format_double(p->a, c->once));
	node_text(n, V_YEAR, format_double(p->a, c->year));
}

static void add_cost_fields(struct results *r, struct view_node *form, const struct brief *b)
{
	struct view_list *list = node_list(form, V_ROWS);

	for (int i = 0; i < BRIEF_COST_COUNT; i++)
		add_cost_field(&r->page, list, brief_cost_line((enum brief_cost)i), &b->costs[i]);
	add_cost_field(&r->page, list, "other", &b->other);
}

static void add_form(struct results *r, const struct brief *b)
{
	struct view_node *form = node_object(r->page.root, V_FORM);
	struct arena *a = r->page.a;

	node_text(form, V_ASKED, b->asked);
	node_text(form, V_RISKS, b->risks);
	node_text(form, V_STEPS, b->steps);
	node_text(form, V_UNIT, b->currency);
	node_text(form, V_HOUR, format_double(a, b->hour));
	add_cost_fields(r, form, b);
	node_int(form, V_MAX, BRIEF_TEXT_MAX);
}

static enum err show_brief(struct results *r, const struct brief *b, int status, const char *error)
{
	struct first_ones first;
	enum err e;

	node_text(r->page.root, V_ERROR, error);
	if (!r->list || !r->list->shown) {
		e = results_nothing(r);
		return e ? e : page_end(&r->page, status, "brief");
	}
	answer_find(r, &first);
	e = answer_add(r, &first);
	if (e)
		return e;
	node_flag(r->page.root, V_SHOWN, true);
	results_add_response(r);
	add_clear(r);
	add_possible(r);
	add_contested(r);
	add_money(r, b, &first);
	add_words(r, b, &first);
	if (r->page.req->viewer->role != VIEWER_MANAGER)
		add_form(r, b);
	node_flag(r->page.root, V_SAVED_NOW, params_get(&r->page.req->query, "saved") != NULL);
	return page_end(&r->page, status, "brief");
}

enum err brief_get(struct request *req, struct response *res)
{
	struct results r;
	struct brief b;
	enum err e = baseline_begin(req, res, "brief.title", &r);

	if (e)
		return e;
	e = brief_load(r.page.a, r.page.db, r.round.id, &b);
	return e ? e : show_brief(&r, &b, 200, NULL);
}

static bool read_cost(struct request *req, const char *line, struct cost *c)
{
	return typed_number(req->arena, typed(req, arena_printf(req->arena, "once/%s", line)),
		&c->once) && typed_number(req->arena, typed(req, arena_printf(req->arena,
		"year/%s", line)), &c->year);
}

static bool read_costs(struct request *req, struct brief *b)
{
	bool good = read_cost(req, "other", &b->other);

	for (int i = 0; i < BRIEF_COST_COUNT; i++)
		good &= read_cost(req, brief_cost_line((enum brief_cost)i), &b->costs[i]);
	return good;
}

enum err brief_post(struct request *req, struct response *res)
{
	struct results r;
	struct brief b;
	struct change c;
	struct said said;
	enum err e = baseline_begin(req, res, "brief.title", &r);

	if (e)
		return e;
	b = (struct brief){.asked = typed(req, "asked"), .risks = typed(req, "risks"),
		.steps = typed(req, "steps"), .currency = typed(req, "currency")};
	if (!typed_number(req->arena, typed(req, "hour"), &b.hour) || !read_costs(req, &b))
		return show_brief(&r, &b, 422, page_text(&r.page, "brief.bad_money"));
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, brief_save(&c, &r.round, &b));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_brief(&r, &b, 422, page_said(&r.page, &said));
	if (e)
		return e;
	return response_redirect(res, url_query(r.page.a, url_path(r.page.a,
		"/results/%s/brief", r.round.code), "saved", "1"));
}
