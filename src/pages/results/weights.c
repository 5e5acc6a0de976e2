/* Weights and effort: the panel beside the list, trying them out, keeping them. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/typed.h"
#include "view/url.h"

static const struct {
	const char *name;
	enum audit_criterion criterion;
} weights[] = {
	{"w_time", AUDIT_BY_TIME},
	{"w_pain", AUDIT_BY_PAIN},
	{"w_want", AUDIT_BY_WANT},
	{"w_exec", AUDIT_BY_EXEC},
	{"w_ease", AUDIT_BY_EASE},
};

#define FIGURE_MAX 100000	/* of a weight, and of days */
#define WEIGHTS (sizeof weights / sizeof *weights)

static const char *weight_text(const struct page *p, size_t i, const char *what)
{
	return page_text(p, arena_printf(p->a, "weights.%s.%s", weights[i].name, what));
}

static double weight_of(const struct audit_params *p, size_t i)
{
	const double all[] = {p->w_time, p->w_pain, p->w_want, p->w_exec, p->w_ease};

	return all[i];
}

struct figures {
	struct audit_params params;
	struct audit_function *functions;
	size_t count;
	bool has_functions;
};

static enum err load_figures(const struct results *r, struct figures *out)
{
	enum err e = round_params(r->page.a, r->page.db, r->round.id, &out->params);

	return e ? e : round_functions(r->page.a, r->page.db, r->round.id, &out->functions,
		&out->count);
}

static void add_efforts(struct results *r, const struct audit_function *functions, size_t count)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_EFFORTS);

	for (size_t f = 0; f < count; f++) {
		struct view_node *n = list_add(list);

		node_textf(n, V_NAME, "effort/%s", functions[f].code);
		node_textf(n, V_ID, "effort-%zu", f);
		node_text(n, V_LABEL, results_function(r, functions[f].code));
		node_text(n, V_VALUE, format_double(p->a, functions[f].effort_days));
	}
}

enum err weights_add(struct results *r, const struct priorities *shown)
{
	struct page *p = &r->page;
	struct view_list *list = node_list(p->root, V_WEIGHTS);
	struct figures kept = {.params = shown->tables.params};
	/* The list before was made with others: kept once more, they would be those. */
	enum err e = shown->old ? load_figures(r, &kept) : OK;

	for (size_t i = 0; i < WEIGHTS; i++) {
		struct view_node *n = list_add(list);
		bool active = shown->result.active[weights[i].criterion];
		double w = weight_of(&kept.params, i);

		node_text(n, V_NAME, weights[i].name);
		node_text(n, V_LABEL, weight_text(p, i, "label"));
		node_text(n, V_HINT, weight_text(p, i, "hint"));
		node_text(n, V_VALUE, format_double(p->a, w));
		node_text(n, V_PERCENT, share_text(p, shown->result.weights[weights[i].criterion]));
		node_flag(n, V_ACTIVE, active);
	}
	if (shown->old)
		add_efforts(r, kept.functions, kept.count);
	else
		add_efforts(r, shown->tables.input.functions, shown->tables.input.n_functions);
	node_text(p->root, V_ACTION, url_path(p->a, "/results/%s/weights", r->round.code));
	return e;
}

enum err weights_read(struct results *r, struct audit_params *out)
{
	const struct request *req = r->page.req;
	struct audit_params params = *out;

	for (size_t i = 0; i < WEIGHTS; i++) {
		const char *text = params_get(&req->form, weights[i].name);
		double v;

		if (!text)
			continue;
		if (!typed_number(r->page.a, text, &v) || !(v >= 0 && v <= FIGURE_MAX))
			return err_fail(ERR_INPUT, "%s", results_say(&r->page, "weights.bad",
				"typed", text, "name", weight_text(&r->page, i, "label")));
		if (audit_params_set(&params, weights[i].name, format_double(r->page.a, v)))
			return ERR_INPUT;
	}
	/* The other two criteria drop out where a figure is missing. */
	if (params.w_time + params.w_pain + params.w_want <= 0)
		return err_fail(ERR_INPUT, "%s", page_text(&r->page, "weights.all_zero"));

	enum err e = audit_params_check(&params);

	if (!e)
		*out = params;
	return e;
}

static enum err read_efforts(const struct results *r, struct figures *s)
{
	for (size_t f = 0; f < s->count; f++) {
		const char *text = params_get(&r->page.req->form, arena_printf(r->page.a,
			"effort/%s", s->functions[f].code));
		double days;

		if (!text)
			continue;
		if (!typed_number(r->page.a, text, &days) || days < 0 || days > FIGURE_MAX)
			return err_fail(ERR_INPUT, "%s", results_say(&r->page, "weights.bad_effort",
				"typed", text, "name", s->functions[f].code));
		s->functions[f].effort_days = days;
		s->has_functions = true;
	}
	return OK;
}

static enum err save_weights(struct change *c, const struct round *r, const struct figures *s)
{
	enum err e = round_set_params(c, r, &s->params);

	return e || !s->has_functions ? e : round_set_functions(c, r, s->functions, s->count);
}

static enum err keep_weights(struct results *r, struct response *res)
{
	struct figures s = {.count = 0};
	struct change c;
	size_t method;
	enum err e = load_figures(r, &s);

	if (!e && params_get(&r->page.req->form, "reset")) {
		/* The method is not theirs to choose. */
		method = s.params.method_version;
		s.params = audit_params_default();
		s.params.method_version = method;
	} else if (!e) {
		e = weights_read(r, &s.params);
	}
	if (!e)
		e = read_efforts(r, &s);
	if (!e)
		e = page_change(r->page.req, &c);
	if (!e)
		e = change_end(&c, save_weights(&c, &r->round, &s));
	if (e)
		return e;
	return response_redirect(res, url_query(r->page.a, url_path(r->page.a,
		"/results/%s/priorities", r->round.code), "saved", "1"));
}

/* The list as it would be: nothing is kept. */
static enum err try_out(struct results *r)
{
	struct audit_params params = r->list->tables.params;
	const struct priorities *drawn;
	struct priorities fresh;
	enum err e = weights_read(r, &params);

	if (!e)
		e = results_drawn(r, &drawn);
	if (e == ERR_NOT_FOUND)
		return err_text(err_fail(ERR_BUSY, "the list is being worked out"),
			"weights.wait", NULL);
	if (!e)
		e = priorities_reweigh(r->page.a, drawn, &params, &fresh);
	return e ? e : priorities_show(r, &fresh);
}

enum err weights_post(struct request *req, struct response *res)
{
	struct results r;
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	if (params_get(&req->form, "try") && r.list && r.list->shown)
		return try_out(&r);
	return keep_weights(&r, res);
}
