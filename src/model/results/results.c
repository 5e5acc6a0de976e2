/* The priority list of a release, with what of it may be shown. */
#include "model/results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/catalogues.h"
#include "judge.h"
#include "named.h"

/* P11: places count what is shown, else a gap would tell where the hidden ones are. */
static enum err hold_hidden_apart(struct arena *a, struct priorities *p)
{
	bool *functions = arena_array(a, p->result.n_functions + 1, sizeof *functions);
	bool *dept = arena_array(a, p->result.n_dept + 1, sizeof *dept), any = false;
	enum err e;

	for (size_t i = 0; i < p->result.n_overall; i++) {
		functions[p->result.overall[i].function] = p->overall[i].score != CELL_SHOWN;
		any |= p->overall[i].score != CELL_SHOWN;
	}
	for (size_t i = 0; i < p->result.n_dept; i++) {
		dept[i] = p->dept[i].score != CELL_SHOWN;
		any |= dept[i];
	}
	if (!any)
		return OK;
	e = audit_hold_apart(a, &p->result, &p->draws, &p->tables.params, functions, dept,
		&p->result);
	/* In another order. */
	judge_lay_out(a, p);
	return e;
}

static void rate(struct arena *a, struct priorities *p)
{
	size_t n = p->result.n_departments;
	struct response_department *list = arena_array(a, n + 1, sizeof *list);

	p->rates = arena_array(a, n + 1, sizeof *p->rates);
	for (size_t d = 0; d < n; d++)
		list[d] = p->tables.departments[p->result.departments[d].input];
	response_rates(list, n, p->rates, &p->response);
}

enum err priorities_name(struct arena *a, struct db *db, struct priorities *p)
{
	enum err e = round_catalogue(a, db, p->round.id, CATALOGUE_FUNCTIONS, &p->functions);

	if (!e)
		e = round_catalogue(a, db, p->round.id, CATALOGUE_DEPARTMENTS,
			&p->department_names);
	if (!e)
		rate(a, p);
	return e;
}

enum err priorities_redraw(struct arena *a, struct priorities *p)
{
	enum err e = audit_compute_keep(a, &p->tables.input, &p->tables.params, &p->result,
		&p->draws);

	if (e)
		return e;
	judge_cells(a, p);
	judge_lay_out(a, p);
	return hold_hidden_apart(a, p);
}

enum err priorities_load(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, const struct results_watch *watch,
	struct priorities *out)
{
	struct priorities p = {.round = *r, .min_cell = (int)privacy_k((size_t)min_cell)};
	enum err e = release_latest(a, db, r->id, &p.release);

	if (!e)
		e = results_tables(a, db, r, form, p.release.seq, p.min_cell, watch,
			&p.tables);
	if (!e)
		e = priorities_redraw(a, &p);
	if (!e)
		e = priorities_name(a, db, &p);
	if (!e)
		*out = p;
	return e;
}

enum err priorities_reweigh(struct arena *a, const struct priorities *p,
	const struct audit_params *params, struct priorities *out)
{
	struct priorities fresh = *p;
	enum err e = audit_reweigh(a, &p->result, &p->draws, params, &fresh.result);

	if (e)
		return e;
	fresh.tables.params = *params;
	judge_lay_out(a, &fresh);
	*out = fresh;
	return OK;
}

enum err priorities_by_method(struct arena *a, const struct priorities *p, size_t method,
	struct audit_result *result, struct audit_draws *draws)
{
	struct audit_params params = p->tables.params;
	struct audit_input in = p->tables.input;
	struct audit_respondent *people = arena_array(a, in.n_respondents + 1, sizeof *people);

	if (method == params.method_version) {
		*result = p->result;
		*draws = p->draws;
		return OK;
	}
	/* A stored list has none of its answers. */
	if (!in.n_respondents && p->result.n)
		return err_fail(ERR_NOT_FOUND, "the list of round %s is stored by another method",
			p->round.code);
	for (size_t i = 0; i < in.n_respondents; i++) {
		people[i] = in.respondents[i];
		/* A week that only version 1 knew. */
		if (people[i].weekly_hours <= 0)
			people[i].weekly_hours = NAN;
	}
	in.respondents = people;
	params.method_version = method;
	return audit_compute_keep(a, &in, &params, result, draws);
}

bool priorities_polarised(const struct priorities *p, size_t function)
{
	size_t row;

	if (!p->sure.polarised || !p->sure.polarised[function])
		return false;
	row = p->result.functions[function].row;
	return row != SIZE_MAX && p->overall[row].want == CELL_SHOWN;
}

static bool score_shown(const struct priorities *p, size_t department, size_t function)
{
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == department &&
			p->result.dept[i].function == function)
			return p->dept[i].score == CELL_SHOWN;
	return false;
}

bool priorities_disagree(const struct priorities *p, const struct audit_disagree *x)
{
	return x->flag && score_shown(p, x->hi, x->function) &&
		score_shown(p, x->lo, x->function);
}

static const char *label_or_code(const struct catalogue *c, const char *code, const char *lang)
{
	const char *label = catalogue_label(c, catalogue_find(c, code), lang);

	return label ? label : code;
}

const char *priorities_function(const struct priorities *p, const char *code,
	const char *lang)
{
	return label_or_code(&p->functions, code, lang);
}

const char *priorities_department(const struct priorities *p, const char *code,
	const char *lang)
{
	return label_or_code(&p->department_names, code, lang);
}
