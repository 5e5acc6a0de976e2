/*
 * The audit from tables to lists: puts the steps of method A in a row and lays
 * the result out. The formulas are in audit_prep, audit_tally, audit_score and
 * audit_rank, part B in audit_draw and audit_uncertain.
 */
#include "analysis/audit.h"

#include <math.h>
#include "arith.h"
#include "audit_method.h"
#include "audit_rank.h"
#include "audit_run.h"
#include "base/arena.h"

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
	struct audit_counts c = {.doers = (size_t)cell->doers};

	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		c.answers[g] = tally_mean(cell, g)->k;
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
			sum.m[g].k += tally_mean(cell, g)->k;
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

/* Respondents of each step. */
static double *respondents(struct run *run)
{
	double *n = arena_array(run->room, run->prep.n_steps, sizeof *n);

	for (size_t s = 0; s < run->prep.n_steps; s++)
		n[s] = run->prep.steps[s].people;
	return n;
}

/* How much of a department answered, for B.1: of what it does, how much it timed. */
static double lambda_of(const struct run *run, size_t d)
{
	const struct prep *prep = &run->prep;
	const struct audit_department_result *r = &run->r.departments[d];
	size_t from = prep->people_from[d], to = prep->people_from[d + 1];
	double timed = 0;

	if (r->n == 0 || !audit_method(run->p)->comparisons_apart)
		return 1;
	for (size_t i = prep->details_from[from]; i < prep->details_from[to]; i++)
		timed += !isnan(prep->hours[i]);
	return audit_lambda((double)r->n, r->population, timed,
		(double)(prep->picks_from[to] - prep->picks_from[from]), (double)run->r.n);
}

static struct score_base score_base(struct run *run)
{
	return (struct score_base){
		.in = run->in,
		.p = run->p,
		.prep = &run->prep,
		.departments = run->r.departments,
		.n = respondents(run),
		.population = run->r.population,
		.k0 = run->r.k0,
		.time_span = arith_log(run->p->share_hi / run->p->share_lo),
	};
}

static void score_functions(struct run *run)
{
	const struct prep *prep = &run->prep;

	run->base = score_base(run);
	run->functions = arena_array(run->room, prep->n_functions, sizeof *run->functions);
	run->cells = arena_array(run->room, prep->n_functions * prep->n_departments,
		sizeof *run->cells);
	for (size_t f = 0; f < prep->n_functions; f++) {
		audit_score_function(&run->base, run->tally.cells + f, prep->n_functions, f,
			run->cells + f * prep->n_departments, &run->functions[f]);
		audit_score_given(&run->base, f, &run->functions[f]);
	}
}

static struct audit_overall_row overall_row(const struct run *run, size_t f)
{
	const struct score_function *s = &run->functions[f];
	const struct audit_function_result *result = &run->r.functions[f];
	double days = run->in->functions[result->input].effort_days;

	return (struct audit_overall_row){
		.function = f,
		.code = result->code,
		.doers = (size_t)s->doers,
		.detailed = result->counts.answers[AUDIT_HOURS],
		.doers_pop = s->people,
		.share = s->people / run->r.population,
		.hours_now = s->hours_now,
		.automatable = s->hours_now > 0 ? s->hours_saved / s->hours_now : NAN,
		.hours_saved = s->hours_saved,
		.pain = s->u[AUDIT_BY_PAIN],
		.want = s->u[AUDIT_BY_WANT],
		.u_time = s->u[AUDIT_BY_TIME],
		.u_exec = s->u[AUDIT_BY_EXEC],
		.u_ease = s->u[AUDIT_BY_EASE],
		.payback_weeks = s->hours_saved > 0 ? 8 * days / s->hours_saved : NAN,
		.assumed = s->assumed,
	};
}

static void lay_overall(struct run *run)
{
	struct audit_result *r = &run->r;
	size_t count = 0;

	r->overall = arena_array(run->keep, r->n_overall, sizeof *r->overall);
	for (size_t f = 0; f < r->n_functions; f++)
		if (r->functions[f].unranked == AUDIT_RANKED) {
			r->functions[f].row = count;
			r->overall[count++] = overall_row(run, f);
		}
}

/* A2.15: the same with the department's own people and hours. */
static struct audit_dept_row dept_row(const struct run *run, size_t d, size_t f)
{
	const struct score_cell *cell = &run->cells[f * run->prep.n_departments + d];
	const struct audit_department_result *department = &run->r.departments[d];
	size_t at = d * run->prep.n_functions + f;
	double doers = run->tally.cells[at].doers,
		n = run->prep.steps[run->prep.step[at]].people;
	double u[AUDIT_CRITERIA];

	audit_score_department(&run->base, d, cell, run->functions[f].u, u);
	return (struct audit_dept_row){
		.department = d, .function = f,
		.dept = department->code, .func = run->r.functions[f].code,
		.n = (size_t)n,
		.doers = (size_t)doers,
		.share = doers / n,
		.h_mean = cell->mean[AUDIT_HOURS],
		.h_shrunk = cell->value[AUDIT_HOURS],
		.hours_now = cell->hours_now,
		.automatable = cell->automatable,
		.hours_saved = cell->hours_saved,
		.pain = u[AUDIT_BY_PAIN],
		.want = u[AUDIT_BY_WANT],
		.u_time = u[AUDIT_BY_TIME],
		.assumed = cell->assumed,
	};
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
	size_t rows = 0;

	for (size_t d = 0; d < r->n_departments; d++)
		for (size_t f = 0; f < r->n_functions; f++)
			rows += has_dept_row(run, d, f);
	r->dept = arena_array(run->keep, rows, sizeof *r->dept);
	for (size_t d = 0; d < r->n_departments; d++)
		for (size_t f = 0; f < r->n_functions; f++)
			if (has_dept_row(run, d, f))
				r->dept[r->n_dept++] = dept_row(run, d, f);
}

/* Who timed what, for B.7. */
static void lay_timed(struct run *run)
{
	const struct prep *prep = &run->prep;
	struct audit_result *r = &run->r;

	r->timed_words = (r->n_functions + 63) / 64;
	r->timed = arena_array(run->keep, prep->n_people * r->timed_words, sizeof *r->timed);
	for (size_t i = 0; i < prep->n_people; i++)
		for (size_t j = prep->details_from[i]; j < prep->details_from[i + 1]; j++) {
			size_t f = order_function(prep->details[j]);

			if (!isnan(prep->hours[j]))
				r->timed[i * r->timed_words + f / 64] |= (uint64_t)1 << f % 64;
		}
}

enum err audit_run(struct run *run)
{
	enum err e = audit_params_check(run->p);

	if (e == OK)
		e = audit_prepare(run->room, run->keep, run->in, run->p, &run->prep);
	if (e)
		return e;
	run->tally = audit_tally(run->room, &run->prep, run->p);
	audit_prior_sizes(&run->prep, &run->tally, run->p, run->r.k0);
	lay_departments(run);
	for (size_t d = 0; d < run->r.n_departments; d++)
		run->r.departments[d].lambda = lambda_of(run, d);
	score_functions(run);
	lay_functions(run);
	lay_overall(run);
	lay_dept(run);
	lay_timed(run);
	run->r.overbudget = run->prep.overbudget;
	run->r.n_overbudget = run->prep.n_overbudget;
	run->r.n_winsorised = run->prep.n_winsorised;
	audit_find_active(&run->r);
	e = audit_rank(run->p, &run->r);
	if (e == OK)
		audit_add_together(run->keep, run->p, &run->r);
	return e;
}

/* Part B. The draws live in `a`. */
static enum err draw(struct run *run, struct arena *a, struct audit_draws *draws)
{
	struct units units = audit_units(run->room, run->in, &run->prep, run->p, run->p->boot);
	struct draw_from from = {.base = &run->base, .functions = run->functions,
		.cells = run->cells,
		.result = &run->r, .units = &units, .boot = run->p->boot, .seed = run->p->seed,
		.departments = true,
		.tally = audit_method(run->p)->comparisons_apart ? run->tally.cells : NULL};
	enum err e = audit_draw(a, &from, draws);

	run->r.groups = units.groups;
	if (e == OK)
		e = audit_uncertainty(run->keep, run->p, draws, &run->r);
	return e;
}

enum err audit_compute_keep(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, struct audit_result *out, struct audit_draws *draws)
{
	struct run run = {.keep = a, .room = arena_new(), .in = in, .p = p};
	struct audit_draws kept = {0};
	enum err e = audit_run(&run);

	if (e == OK && p->boot > 0)
		e = draw(&run, draws ? run.keep : run.room, &kept);
	if (e == OK) {
		*out = run.r;
		if (draws)
			*draws = kept;
	}
	arena_free(run.room);
	return e;
}

enum err audit_compute(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, struct audit_result *out)
{
	return audit_compute_keep(a, in, p, out, NULL);
}
