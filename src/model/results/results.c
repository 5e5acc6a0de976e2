/* The priority list of a release, with what of it may be shown. */
#include "model/results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/catalogues.h"
#include "model/cache.h"
#include "told.h"

/* Cells of one function across departments: what each measure may show. */
struct judge {
	size_t count;			/* departments */
	struct privacy_group *groups;
	enum cell_state *state;
	struct told *told;
	double *weight, *value;		/* people who do it, and what they think of it */
};

static struct judge judge_new(struct arena *a, const struct audit_result *r)
{
	struct judge j = {.count = r->n_departments};

	j.groups = arena_array(a, j.count + 1, sizeof *j.groups);
	j.state = arena_array(a, j.count + 1, sizeof *j.state);
	j.weight = arena_array(a, j.count + 1, sizeof *j.weight);
	j.value = arena_array(a, j.count + 1, sizeof *j.value);
	for (size_t d = 0; d < j.count; d++)
		j.groups[d].code = r->departments[d].code;
	return j;
}

/* The state of all groups, and of their sum. */
static enum cell_state judged(struct judge *j, const struct priorities *p)
{
	enum cell_state sum;

	privacy_suppress(j->groups, j->count, (size_t)p->min_cell, j->state, &sum);
	return sum;
}

static bool shown(enum cell_state s)
{
	return s == CELL_SHOWN;
}

/* The score is made of all the others: it may be shown where they are. */
static enum cell_state score_state(const struct shown *s)
{
	if (shown(s->doers) && shown(s->hours) && shown(s->pain) && shown(s->want))
		return CELL_SHOWN;
	return s->hours == CELL_EMPTY ? CELL_EMPTY : CELL_PRIMARY;
}

/* An opinion: none that is hidden follows from the mean of all. */
static enum cell_state judge_opinion(struct judge *j, const struct priorities *p,
	size_t function, enum audit_measure m)
{
	enum cell_state sum = told_judge(j->told, function, m, j->state);

	memset(j->weight, 0, j->count * sizeof *j->weight);
	memset(j->value, 0, j->count * sizeof *j->value);
	for (size_t i = 0; i < p->result.n_dept; i++) {
		const struct audit_dept_row *row = &p->result.dept[i];

		if (row->function != function)
			continue;
		j->weight[row->department] = row->share *
			p->result.departments[row->department].population;
		j->value[row->department] = m == AUDIT_PAIN ? row->pain : row->want;
	}
	privacy_widen(told_groups(j->told), j->count, j->weight, j->value, j->state, &sum);
	return sum;
}

/* The list's rows by department of one function; NULL where nobody does it. */
static void rows_of(struct priorities *p, size_t function, struct shown **by_department)
{
	memset(by_department, 0, p->result.n_departments * sizeof *by_department);
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].function == function)
			by_department[p->result.dept[i].department] = &p->dept[i];
}

/* Whether the share that can be automated comes from answers: not when an analyst set it,
 * nor when nobody answered and it is assumed. */
static bool share_is_asked(const struct priorities *p, size_t function)
{
	const struct audit_function_result *f = &p->result.functions[function];

	return isnan(p->tables.input.functions[f->input].auto_override) &&
		f->counts.answers[AUDIT_RULE] > 0;
}

enum figure { DOERS, HOURS, PAIN, WANT };

static enum cell_state *figure_of(struct shown *s, enum figure f)
{
	enum cell_state *const figures[] = {&s->doers, &s->hours, &s->pain, &s->want};

	return figures[f];
}

/* Take over what was just judged; a figure that is hidden already stays so. */
static void spread(const struct judge *j, enum cell_state sum, struct shown **by_department,
	struct shown *total, enum figure f)
{
	for (size_t d = 0; d < j->count; d++)
		if (by_department[d] && shown(*figure_of(by_department[d], f)))
			*figure_of(by_department[d], f) = j->state[d];
	if (total && shown(*figure_of(total, f)))
		*figure_of(total, f) = sum;
}

static void judge_function(struct judge *j, struct priorities *p, size_t function,
	struct shown **by_department)
{
	const struct audit_function_result *f = &p->result.functions[function];
	struct shown *total = f->row == SIZE_MAX ? NULL : &p->overall[f->row];
	enum cell_state sum;

	rows_of(p, function, by_department);
	sum = told_judge(j->told, function, TOLD_DOERS, j->state);
	spread(j, sum, by_department, total, DOERS);
	for (size_t d = 0; d < j->count; d++)
		if (by_department[d])
			by_department[d]->people = by_department[d]->doers;
	if (total)
		total->people = shown(sum) ? told_people(j->told) : sum;
	sum = told_judge(j->told, function, AUDIT_HOURS, j->state);
	spread(j, sum, by_department, total, HOURS);
	/* Hours saved over hours now are the share: what hides it hides them. */
	if (share_is_asked(p, function)) {
		sum = told_judge(j->told, function, AUDIT_RULE, j->state);
		spread(j, sum, by_department, total, HOURS);
	}
	sum = judge_opinion(j, p, function, AUDIT_PAIN);
	spread(j, sum, by_department, total, PAIN);
	sum = judge_opinion(j, p, function, AUDIT_WANT);
	spread(j, sum, by_department, total, WANT);
	for (size_t d = 0; d < j->count; d++)
		if (by_department[d])
			by_department[d]->score = score_state(by_department[d]);
	if (total)
		total->score = score_state(total);
}

static void judge_departments(struct judge *j, struct priorities *p)
{
	for (size_t d = 0; d < j->count; d++) {
		const struct audit_department_result *r = &p->result.departments[d];

		j->groups[d] = (struct privacy_group){r->code, r->n, r->n, false};
		p->never[d] = !r->headcount_blank && r->headcount < p->min_cell;
	}
	p->shown = judged(j, p) == CELL_SHOWN;
	memcpy(p->departments, j->state, j->count * sizeof *p->departments);
}

static void judge_all(struct arena *a, struct priorities *p)
{
	struct judge j = judge_new(a, &p->result);
	struct shown **by_department = arena_array(a, j.count + 1, sizeof *by_department);

	p->overall = arena_array(a, p->result.n_overall + 1, sizeof *p->overall);
	p->dept = arena_array(a, p->result.n_dept + 1, sizeof *p->dept);
	p->departments = arena_array(a, j.count + 1, sizeof *p->departments);
	p->never = arena_array(a, j.count + 1, sizeof *p->never);
	judge_departments(&j, p);
	j.told = told_new(a, p);
	for (size_t f = 0; f < p->result.n_functions; f++)
		judge_function(&j, p, f, by_department);
}

/* P11: places count what is shown, else a gap would tell where the hidden ones are. */
static enum err hold_hidden_apart(struct arena *a, struct priorities *p)
{
	bool *functions = arena_array(a, p->result.n_functions + 1, sizeof *functions);
	bool *dept = arena_array(a, p->result.n_dept + 1, sizeof *dept), any = false;
	enum err e;

	for (size_t i = 0; i < p->result.n_overall; i++) {
		functions[p->result.overall[i].function] = !shown(p->overall[i].score);
		any |= !shown(p->overall[i].score);
	}
	for (size_t i = 0; i < p->result.n_dept; i++) {
		dept[i] = !shown(p->dept[i].score);
		any |= dept[i];
	}
	if (!any)
		return OK;
	e = audit_hold_apart(a, &p->result, &p->draws, &p->tables.params, functions, dept,
		&p->result);
	/* In another order. */
	judge_all(a, p);
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

enum err priorities_redraw(struct arena *a, struct priorities *p)
{
	enum err e = audit_compute_keep(a, &p->tables.input, &p->tables.params, &p->result,
		&p->draws);

	if (e)
		return e;
	judge_all(a, p);
	return hold_hidden_apart(a, p);
}

enum err priorities_load(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, struct priorities *out)
{
	struct priorities p = {.round = *r, .min_cell = (int)privacy_k((size_t)min_cell)};
	enum err e = release_latest(a, db, r->id, &p.release);

	if (!e)
		e = results_tables(a, db, r, form, p.release.seq, p.min_cell, &p.tables);
	if (!e)
		e = priorities_redraw(a, &p);
	if (!e)
		e = round_catalogue(a, db, r->id, CATALOGUE_FUNCTIONS, &p.functions);
	if (!e)
		e = round_catalogue(a, db, r->id, CATALOGUE_DEPARTMENTS, &p.department_names);
	if (e)
		return e;
	rate(a, &p);
	*out = p;
	return OK;
}

enum err priorities_reweigh(struct arena *a, const struct priorities *p,
	const struct audit_params *params, struct priorities *out)
{
	struct priorities fresh = *p;
	enum err e = audit_reweigh(a, &p->result, &p->draws, params, &fresh.result);

	if (e)
		return e;
	fresh.tables.params = *params;
	judge_all(a, &fresh);
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

struct making {
	struct db *db;
	const struct round *round;
	int min_cell;
};

/* What is kept must rest on nothing of the request: round and form anew. */
static enum err make_list(struct arena *a, void *ctx, void **value)
{
	struct making *m = ctx;
	struct priorities *p = arena_alloc(a, sizeof *p);
	struct round r;
	struct form *form;
	enum err e = round_find(a, m->db, m->round->code, &r);

	if (!e)
		e = round_form(a, m->db, &r, &form);
	if (!e)
		e = priorities_load(a, m->db, &r, form, m->min_cell, p);
	if (!e && p->shown)
		e = priorities_assess(a, p);
	*value = p;
	return e;
}

enum err priorities_cached(struct cache *lists, struct arena *a, struct db *db,
	const struct round *r, int min_cell, const struct priorities **out)
{
	struct making making = {.db = db, .round = r, .min_cell = min_cell};
	struct release release;
	void *value;
	enum err e = release_latest(a, db, r->id, &release);

	if (e)
		return e;

	struct cache_key key = {.round = r->id, .version = {r->revision, release.seq, min_cell}};

	e = cache_get(lists, a, &key, make_list, &making, &value);
	if (!e)
		*out = value;
	return e;
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
