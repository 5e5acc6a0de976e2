/*
 * kiosk compute audit, the way out: the result as overall, dept, disagree,
 * together .csv and meta.json.
 */
#include "compute_audit.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

static void put_count(struct csv_writer *w, size_t n)
{
	csv_put_i64(w, (long long)n);
}

/* A place that only draws can tell: 0 is none. */
static void put_place(struct csv_writer *w, size_t place)
{
	if (place)
		put_count(w, place);
	else
		csv_put(w, "");
}

static void put_figures(struct csv_writer *w, const double *figures, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_put_double(w, figures[i]);
}
#define PUT_FIGURES(w, ...) \
	put_figures(w, (const double[]){__VA_ARGS__}, \
		sizeof (const double[]){__VA_ARGS__} / sizeof(double))

static const char *nonresponse(size_t method)
{
	return method >= 2 ? "saved_nr_lo saved_nr_hi " : "";
}

/* Columns that version 2 brought; files of version 1 have none of them. */
static void put_nonresponse(struct csv_writer *w, double lo, double hi, size_t method)
{
	if (method >= 2)
		PUT_FIGURES(w, lo, hi);
}

static void put_overall_row(struct csv_writer *w, const struct audit_overall_row *r,
	size_t method)
{
	csv_put(w, r->code);
	put_count(w, r->doers);
	put_count(w, r->detailed);
	PUT_FIGURES(w, r->doers_pop, r->share, r->hours_now, r->automatable, r->hours_saved,
		r->saved_lo, r->saved_hi);
	put_nonresponse(w, r->saved_nr_lo, r->saved_nr_hi, method);
	PUT_FIGURES(w, r->pain, r->want, r->u_time, r->u_exec, r->u_ease, r->score, r->score_lo,
		r->score_hi, r->score_se);
	put_count(w, r->rank);
	put_place(w, r->cs_lo);
	put_place(w, r->cs_hi);
	put_place(w, r->csm_lo);
	put_place(w, r->csm_hi);
	csv_put(w, r->in_topk_set < 0 ? "" : r->in_topk_set ? "1" : "0");
	csv_put(w, audit_verdict_name(r->verdict));
	PUT_FIGURES(w, r->p_topk, r->p_first, r->w_topk, r->w_first, r->w_topk_local,
		r->payback_weeks);
	csv_end_row(w);
}

/* A header, its columns parted by blanks. */
static void put_header(struct csv_writer *w, const char *columns)
{
	struct str rest = str_of(columns);

	while (rest.len) {
		struct str name = str_cut(rest, ' ', &rest);

		csv_put_n(w, name.p, name.len);
	}
	csv_end_row(w);
}

static void put_overall(struct compute *c, const struct audit_result *r, size_t method)
{
	struct csv_writer w = {.out = compute_output(c, "overall.csv")};

	put_header(&w, arena_printf(c->arena, "func doers detailed doers_pop share hours_now auto "
		"hours_saved saved_lo saved_hi %spain want u_time u_exec u_ease score score_lo "
		"score_hi score_se rank cs_lo cs_hi csm_lo csm_hi in_topk_set verdict p_topk "
		"p_first w_topk w_first w_topk_local payback_weeks", nonresponse(method)));
	for (size_t i = 0; i < r->n_overall; i++)
		put_overall_row(&w, &r->overall[i], method);
}

static void put_dept_row(struct csv_writer *w, const struct audit_dept_row *d, size_t method)
{
	csv_put(w, d->dept);
	csv_put(w, d->func);
	put_count(w, d->n);
	put_count(w, d->doers);
	PUT_FIGURES(w, d->share, d->h_mean, d->h_shrunk, d->hours_now, d->automatable,
		d->hours_saved, d->saved_lo, d->saved_hi);
	put_nonresponse(w, d->saved_nr_lo, d->saved_nr_hi, method);
	PUT_FIGURES(w, d->pain, d->want, d->score, d->score_lo, d->score_hi);
	put_count(w, d->rank);
	csv_end_row(w);
}

static void put_dept(struct compute *c, const struct audit_result *r, size_t method)
{
	struct csv_writer w = {.out = compute_output(c, "dept.csv")};

	put_header(&w, arena_printf(c->arena, "dept func n doers share h_mean h_shrunk hours_now "
		"auto hours_saved saved_lo saved_hi %spain want score score_lo score_hi rank",
		nonresponse(method)));
	for (size_t i = 0; i < r->n_dept; i++)
		put_dept_row(&w, &r->dept[i], method);
}

/* B.7. */
static void put_together(struct compute *c, const struct audit_result *r)
{
	struct csv_writer w = {.out = compute_output(c, "together.csv")};
	const char *funcs = "";

	csv_put_row(&w, "k", "funcs", "timed_by", "saved", "saved_lo", "saved_hi", NULL);
	for (size_t k = 0; k < r->n_together; k++) {
		const struct audit_together *t = &r->together[k];

		funcs = arena_printf(c->arena, "%s%s%s", funcs, k ? " " : "", r->overall[k].code);
		put_count(&w, k + 1);
		csv_put(&w, funcs);
		put_count(&w, t->timed_by);
		PUT_FIGURES(&w, t->saved, t->saved_lo, t->saved_hi);
		csv_end_row(&w);
	}
}

static void put_disagree(struct compute *c, const struct audit_result *r)
{
	struct csv_writer w = {.out = compute_output(c, "disagree.csv")};

	csv_put_row(&w, "func", "dept_hi", "dept_lo", "diff", "t", "crit", "flag", NULL);
	for (size_t i = 0; i < r->n_disagree; i++) {
		const struct audit_disagree *d = &r->disagree[i];

		csv_put(&w, d->func);
		csv_put(&w, d->dept_hi);
		csv_put(&w, d->dept_lo);
		csv_put_double(&w, d->diff);
		csv_put_double(&w, d->t);
		csv_put_double(&w, d->crit);
		csv_put_i64(&w, d->flag);
		csv_end_row(&w);
	}
}

static void put_weights(struct json_writer *w, const struct audit_result *r)
{
	json_key(w, "weights");
	json_begin_array(w);
	for (size_t i = 0; i < AUDIT_CRITERIA; i++)
		if (r->active[i])
			json_double(w, r->weights[i]);
	json_end_array(w);
}

static void put_functions(struct json_writer *w, const struct audit_result *r)
{
	json_key(w, "caps");
	json_begin_object(w);
	for (size_t f = 0; f < r->n_functions; f++) {
		json_key(w, r->functions[f].code);
		json_double(w, r->functions[f].cap);
	}
	json_end_object(w);
	json_key(w, "unranked");
	json_begin_object(w);
	for (size_t f = 0; f < r->n_functions; f++)
		if (r->functions[f].unranked != AUDIT_RANKED) {
			json_key(w, r->functions[f].code);
			json_string(w, audit_unranked_name(r->functions[f].unranked));
		}
	json_end_object(w);
}

/* A draw's scores, so that another implementation can tell where it parts. */
static void put_draw(struct json_writer *w, const char *name, const struct audit_result *r,
	const double *scores)
{
	json_key(w, name);
	json_begin_object(w);
	for (size_t f = 0; f < r->n_functions; f++)
		if (r->functions[f].unranked == AUDIT_RANKED) {
			json_key(w, r->functions[f].code);
			json_double(w, scores[f]);
		}
	json_end_object(w);
}

/* What comparisons rest on since version 2. */
static void put_comparisons(struct json_writer *w, const struct audit_result *r)
{
	put_draw(w, "first_draw_corrected", r, r->first_corrected);
	put_draw(w, "last_draw_corrected", r, r->last_corrected);
	json_key(w, "lambda");
	json_begin_object(w);
	for (size_t d = 0; d < r->n_departments; d++)
		if (r->departments[d].n > 0) {
			json_key(w, r->departments[d].code);
			json_double(w, r->departments[d].lambda);
		}
	json_end_object(w);
}

static void put_draws(struct json_writer *w, const struct audit_result *r, size_t method)
{
	put_draw(w, "first_draw_scores", r, r->first_draw);
	put_draw(w, "last_draw_scores", r, r->last_draw);
	if (method >= 2)
		put_comparisons(w, r);
	json_key(w, "inflation");
	json_double(w, r->inflation);
	json_key(w, "lattice_points");
	json_i64(w, (int64_t)r->lattice_points);
	json_key(w, "local_points");
	json_i64(w, (int64_t)r->local_points);
	/* Only where it is not plain B.1 (analysis/audit_draws.h). */
	if (r->groups) {
		json_key(w, "groups");
		json_i64(w, (int64_t)r->groups);
	}
}

static void put_meta(struct compute *c, const struct audit_result *r, size_t method)
{
	struct json_writer w = {.out = compute_output(c, "meta.json")};

	json_begin_object(&w);
	json_key(&w, "active");
	json_begin_array(&w);
	for (size_t i = 0; i < AUDIT_CRITERIA; i++)
		if (r->active[i])
			json_string(&w, audit_criterion_name((enum audit_criterion)i));
	json_end_array(&w);
	put_weights(&w, r);
	put_functions(&w, r);
	json_key(&w, "coverage");
	json_double(&w, r->coverage);
	json_key(&w, "k0");
	json_begin_object(&w);
	for (size_t g = 0; g < AUDIT_MEASURES; g++) {
		json_key(&w, audit_measure_name((enum audit_measure)g));
		json_double(&w, r->k0[g]);
	}
	json_end_object(&w);
	json_key(&w, "n");
	json_begin_object(&w);
	for (size_t d = 0; d < r->n_departments; d++) {
		json_key(&w, r->departments[d].code);
		json_i64(&w, (int64_t)r->departments[d].n);
	}
	json_end_object(&w);
	json_key(&w, "n_winsorised");
	json_i64(&w, (int64_t)r->n_winsorised);
	json_key(&w, "overbudget");
	json_begin_array(&w);
	for (size_t i = 0; i < r->n_overbudget; i++)
		json_string(&w, r->overbudget[i]);
	json_end_array(&w);
	if (r->boot)
		put_draws(&w, r, method);
	json_end_object(&w);
	buf_putc(w.out, '\n');
}

/* What the method warns of; the computation goes on. */
static void warn(const struct audit_result *r)
{
	for (size_t i = 0; i < r->n_departments; i++) {
		const struct audit_department_result *d = &r->departments[i];

		if (d->headcount_blank)
			fprintf(stderr, "departments.csv: warning: %s has no headcount: "
				"its hours stand for the %zu who answered only\n", d->code, d->n);
		if (d->raised)
			fprintf(stderr, "departments.csv: warning: %s: %zu answered, "
				"headcount says %.10g: %zu is used\n", d->code, d->n,
				d->headcount, d->n);
	}
}

enum err compute_audit(struct compute *c)
{
	struct audit_input in;
	struct audit_params params;
	struct audit_result result;
	enum err e = compute_audit_read(c, &in, &params);

	if (e == OK)
		e = audit_compute(c->arena, &in, &params, &result);
	if (e)
		return e;
	put_overall(c, &result, params.method_version);
	put_dept(c, &result, params.method_version);
	put_disagree(c, &result);
	if (params.method_version >= 2)
		put_together(c, &result);
	put_meta(c, &result, params.method_version);
	warn(&result);
	return OK;
}
