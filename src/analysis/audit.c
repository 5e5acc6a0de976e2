/*
 * The audit from tables to lists: puts the steps of method A in a row and lays
 * the result out. The formulas are in audit_prep, audit_tally and audit_score.
 */
#include "analysis/audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit_score.h"
#include "base/arena.h"

/* What one computation holds while it runs. */
struct run {
	struct arena *keep;	/* of the result */
	struct arena *room;	/* ends with the computation */
	const struct audit_input *in;
	const struct audit_params *p;
	struct prep prep;
	struct tally tally;
	struct score_cell *cells;	/* [function * n_departments + department] */
	struct score_function *functions;
	double weights[AUDIT_CRITERIA];	/* as chosen */
	struct audit_result r;
};

static void lay_departments(struct run *run)
{
	const struct prep *prep = &run->prep;
	struct audit_result *r = &run->r;
	double answering = 0, all = 0;

	r->n_departments = prep->n_departments;
	r->departments = arena_array(run->keep, r->n_departments, sizeof *r->departments);
	for (size_t d = 0; d < r->n_departments; d++) {
		struct audit_department_result *out = &r->departments[d];
		const struct audit_department *in =
			&run->in->departments[prep->department_input[d]];
		const struct tally_department *hours = &run->tally.departments[d];

		out->code = in->code;
		out->input = prep->department_input[d];
		out->n = prep->people_from[d + 1] - prep->people_from[d];
		out->headcount_blank = isnan(in->headcount);
		out->headcount = out->headcount_blank ? (double)out->n : in->headcount;
		out->raised = (double)out->n > out->headcount;
		if (out->n > 0)
			out->population = fmax(out->headcount, (double)out->n);
		out->max_share = hours->sum > 0 ? hours->largest / hours->sum : 0;
		all += out->headcount;
		if (out->n > 0)
			answering += out->headcount;
		r->n += out->n;
		r->population += out->population;
	}
	r->coverage = all > 0 ? answering / all : NAN;
}

static struct audit_counts counts_of(const struct tally_cell *cell)
{
	double hours = cell->m[AUDIT_HOURS].av;
	struct audit_counts c = {.doers = cell->doers};

	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		c.answers[g] = cell->m[g].k;
	if (hours > 0)
		c.max_share = cell->largest / hours;
	return c;
}

/* The counts behind a function everywhere: its cells as one. */
static struct audit_counts counts_everywhere(const struct run *run, size_t function)
{
	struct tally_cell sum = {0};

	for (size_t d = 0; d < run->prep.n_departments; d++) {
		const struct tally_cell *cell =
			&run->tally.cells[d * run->prep.n_functions + function];

		sum.doers += cell->doers;
		for (size_t g = 0; g < AUDIT_MEASURES; g++)
			sum.m[g].k += cell->m[g].k;
		sum.m[AUDIT_HOURS].av += cell->m[AUDIT_HOURS].av;
		sum.largest = fmax(sum.largest, cell->largest);
	}
	return counts_of(&sum);
}

static void lay_functions(struct run *run)
{
	const struct prep *prep = &run->prep;
	struct audit_result *r = &run->r;
	size_t cells = prep->n_departments * prep->n_functions;

	r->n_functions = prep->n_functions;
	r->functions = arena_array(run->keep, r->n_functions, sizeof *r->functions);
	for (size_t f = 0; f < r->n_functions; f++) {
		uint32_t input = prep->function_input[f];

		r->functions[f] = (struct audit_function_result){
			.code = run->in->functions[input].code,
			.input = input,
			.unranked = run->functions[f].unranked,
			.cap = prep->caps[f],
			.row = SIZE_MAX,
			.counts = counts_everywhere(run, f),
		};
		if (r->functions[f].unranked == AUDIT_RANKED)
			r->n_overall++;
	}
	r->cells = arena_array(run->keep, cells, sizeof *r->cells);
	for (size_t c = 0; c < cells; c++)
		r->cells[c] = counts_of(&run->tally.cells[c]);
}

static void score_functions(struct run *run)
{
	const struct prep *prep = &run->prep;
	struct score_base base = {
		.in = run->in,
		.p = run->p,
		.prep = prep,
		.departments = run->r.departments,
		.population = run->r.population,
		.k0 = run->r.k0,
	};

	run->functions = arena_array(run->room, prep->n_functions, sizeof *run->functions);
	run->cells = arena_array(run->room, prep->n_functions * prep->n_departments,
		sizeof *run->cells);
	for (size_t f = 0; f < prep->n_functions; f++)
		audit_score_function(&base, &run->tally, f,
			run->cells + f * prep->n_departments, &run->functions[f]);
}

/* A2.13: executives' opinion and effort count only where every ranked function
 * has them; their weight goes to the rest in proportion. */
static enum err choose_criteria(struct run *run)
{
	struct audit_result *r = &run->r;
	double of = 0;

	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		r->active[c] = true;
	for (size_t f = 0; f < run->prep.n_functions; f++) {
		if (run->functions[f].unranked != AUDIT_RANKED)
			continue;
		for (size_t c = 0; c < AUDIT_CRITERIA; c++)
			if (isnan(run->functions[f].u[c]))
				r->active[c] = false;
	}
	audit_chosen_weights(run->p, run->weights);
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		if (r->active[c])
			of += run->weights[c];
	if (!(of > 0))
		return err_fail(ERR_INPUT, "all weight lies on criteria that not every ranked "
			"function has a value for: give w_time, w_pain or w_want some");
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		r->weights[c] = r->active[c] ? run->weights[c] / of : 0;
	return OK;
}

static int compare_keys_down(const void *left, const void *right)
{
	double l = *(const double *)left, r = *(const double *)right;

	return (l < r) - (l > r);
}

/* 1 + how many of the keys, sorted downwards, are larger. */
static size_t rank_of(const double *keys, size_t count, double score)
{
	double key = audit_score_key(score);
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (keys[middle] > key)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo + 1;
}

static struct audit_overall_row overall_row(const struct run *run, size_t f)
{
	const struct score_function *s = &run->functions[f];
	const struct audit_function_result *result = &run->r.functions[f];
	double days = run->in->functions[result->input].effort_days;

	return (struct audit_overall_row){
		.function = f,
		.code = result->code,
		.doers = s->doers,
		.detailed = result->counts.answers[AUDIT_HOURS],
		.doers_pop = s->people,
		.share = s->people / run->r.population,
		.hours_now = s->hours_now,
		.automatable = s->hours_now > 0 ? s->hours_saved / s->hours_now : NAN,
		.hours_saved = s->hours_saved,
		.saved_lo = NAN, .saved_hi = NAN,
		.pain = s->u[AUDIT_BY_PAIN],
		.want = s->u[AUDIT_BY_WANT],
		.u_time = s->u[AUDIT_BY_TIME],
		.u_exec = s->u[AUDIT_BY_EXEC],
		.u_ease = s->u[AUDIT_BY_EASE],
		.score = audit_score_of(s->u, run->weights, run->r.active),
		.score_lo = NAN, .score_hi = NAN, .score_se = NAN,
		.in_topk_set = -1,
		.p_topk = NAN, .p_first = NAN,
		.w_topk = NAN, .w_first = NAN, .w_topk_local = NAN,
		.payback_weeks = s->hours_saved > 0 ? 8 * days / s->hours_saved : NAN,
		.assumed = s->assumed,
	};
}

static int compare_overall(const void *left, const void *right)
{
	const struct audit_overall_row *l = left, *r = right;

	if (l->rank != r->rank)
		return l->rank < r->rank ? -1 : 1;
	return (l->function > r->function) - (l->function < r->function);
}

static void lay_overall(struct run *run)
{
	struct audit_result *r = &run->r;
	double *keys = arena_array(run->room, r->n_overall, sizeof *keys);
	size_t count = 0;

	r->overall = arena_array(run->keep, r->n_overall, sizeof *r->overall);
	for (size_t f = 0; f < r->n_functions; f++)
		if (r->functions[f].unranked == AUDIT_RANKED)
			r->overall[count++] = overall_row(run, f);
	for (size_t i = 0; i < count; i++)
		keys[i] = audit_score_key(r->overall[i].score);
	qsort(keys, count, sizeof *keys, compare_keys_down);
	for (size_t i = 0; i < count; i++)
		r->overall[i].rank = rank_of(keys, count, r->overall[i].score);
	qsort(r->overall, count, sizeof *r->overall, compare_overall);
	for (size_t i = 0; i < count; i++)
		r->functions[r->overall[i].function].row = i;
}

/* A2.15: the same with the department's own people and hours. */
static struct audit_dept_row dept_row(const struct run *run, size_t d, size_t f)
{
	const struct score_cell *cell = &run->cells[f * run->prep.n_departments + d];
	const struct audit_department_result *department = &run->r.departments[d];
	size_t doers = run->tally.cells[d * run->prep.n_functions + f].doers;
	double u[AUDIT_CRITERIA];
	struct audit_dept_row row = {
		.department = d, .function = f,
		.dept = department->code, .func = run->r.functions[f].code,
		.n = department->n,
		.doers = doers,
		.share = (double)doers / (double)department->n,
		.h_mean = cell->mean[AUDIT_HOURS],
		.h_shrunk = cell->value[AUDIT_HOURS],
		.hours_now = cell->hours_now,
		.automatable = cell->automatable,
		.hours_saved = cell->hours_saved,
		.saved_lo = NAN, .saved_hi = NAN,
		.score_lo = NAN, .score_hi = NAN,
		.assumed = cell->assumed,
	};

	memcpy(u, run->functions[f].u, sizeof u);
	/* A measure nobody answered anywhere is the middle everywhere. */
	if (!isnan(cell->value[AUDIT_PAIN]))
		u[AUDIT_BY_PAIN] = cell->value[AUDIT_PAIN];
	if (!isnan(cell->value[AUDIT_WANT]))
		u[AUDIT_BY_WANT] = cell->value[AUDIT_WANT];
	u[AUDIT_BY_TIME] = audit_u_time(run->p, cell->hours_saved, department->population);
	row.pain = u[AUDIT_BY_PAIN];
	row.want = u[AUDIT_BY_WANT];
	row.u_time = u[AUDIT_BY_TIME];
	row.score = audit_score_of(u, run->weights, run->r.active);
	return row;
}

/* Somebody of the department does it, and it is ranked. */
static bool has_dept_row(const struct run *run, size_t d, size_t f)
{
	return run->r.functions[f].unranked == AUDIT_RANKED
		&& run->tally.cells[d * run->prep.n_functions + f].doers > 0;
}

static void lay_dept(struct run *run)
{
	struct audit_result *r = &run->r;
	double *keys = arena_array(run->room, r->n_functions, sizeof *keys);
	size_t rows = 0;

	for (size_t d = 0; d < r->n_departments; d++)
		for (size_t f = 0; f < r->n_functions; f++)
			rows += has_dept_row(run, d, f);
	r->dept = arena_array(run->keep, rows, sizeof *r->dept);
	for (size_t d = 0; d < r->n_departments; d++) {
		struct audit_dept_row *first = r->dept + r->n_dept;
		size_t count = 0;

		for (size_t f = 0; f < r->n_functions; f++)
			if (has_dept_row(run, d, f))
				first[count++] = dept_row(run, d, f);
		for (size_t i = 0; i < count; i++)
			keys[i] = audit_score_key(first[i].score);
		qsort(keys, count, sizeof *keys, compare_keys_down);
		for (size_t i = 0; i < count; i++)
			first[i].rank = rank_of(keys, count, first[i].score);
		r->n_dept += count;
	}
}

static enum err run_audit(struct run *run)
{
	enum err e = audit_params_check(run->p);

	if (e == OK)
		e = audit_prepare(run->room, run->keep, run->in, run->p, &run->prep);
	if (e)
		return e;
	run->tally = audit_tally(run->room, &run->prep);
	audit_prior_sizes(&run->prep, &run->tally, run->p, run->r.k0);
	lay_departments(run);
	score_functions(run);
	e = choose_criteria(run);
	if (e)
		return e;
	lay_functions(run);
	lay_overall(run);
	lay_dept(run);
	run->r.overbudget = run->prep.overbudget;
	run->r.n_overbudget = run->prep.n_overbudget;
	run->r.n_winsorised = run->prep.n_winsorised;
	return OK;
}

enum err audit_compute(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, struct audit_result *out)
{
	struct run run = {.keep = a, .room = arena_new(), .in = in, .p = p};
	enum err e = run_audit(&run);

	if (e == OK)
		*out = run.r;
	arena_free(run.room);
	return e;
}
