/* What of each cell may be shown: by how many are behind it, whatever the weights are. */
#include "judge.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
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

/* The score is made of all the others: it may be shown where they are. */
static enum cell_state score_state(const struct shown *s)
{
	if (s->doers == CELL_SHOWN && s->hours == CELL_SHOWN && s->pain == CELL_SHOWN &&
		s->want == CELL_SHOWN)
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

/* Whether the share that can be automated comes from answers: not when an analyst set it,
 * nor when nobody answered and it is assumed. */
static bool share_is_asked(const struct priorities *p, size_t function)
{
	const struct audit_function_result *f = &p->result.functions[function];

	return isnan(p->tables.input.functions[f->input].auto_override) &&
		f->counts.answers[AUDIT_RULE] > 0;
}

enum figure { DOERS, HOURS, PAIN, WANT };

/* Take over what was just judged; a figure that is hidden already stays so. */
static void spread(const struct judge *j, enum cell_state sum, struct shown *cells, enum figure f)
{
	for (size_t d = 0; d <= j->count; d++) {
		enum cell_state *const figures[] = {&cells[d].doers, &cells[d].hours,
			&cells[d].pain, &cells[d].want};

		if (*figures[f] == CELL_SHOWN)
			*figures[f] = d == j->count ? sum : j->state[d];
	}
}

/* `cells`: of the departments, and of all. */
static void judge_function(struct judge *j, const struct priorities *p, size_t function,
	struct shown *cells)
{
	enum cell_state sum = told_judge(j->told, function, TOLD_DOERS, j->state);

	spread(j, sum, cells, DOERS);
	for (size_t d = 0; d < j->count; d++)
		cells[d].people = cells[d].doers;
	cells[j->count].people = sum == CELL_SHOWN ? told_people(j->told) : sum;
	sum = told_judge(j->told, function, AUDIT_HOURS, j->state);
	spread(j, sum, cells, HOURS);
	/* Hours saved over hours now are the share: what hides it hides them. */
	if (share_is_asked(p, function)) {
		sum = told_judge(j->told, function, AUDIT_RULE, j->state);
		spread(j, sum, cells, HOURS);
	}
	sum = judge_opinion(j, p, function, AUDIT_PAIN);
	spread(j, sum, cells, PAIN);
	sum = judge_opinion(j, p, function, AUDIT_WANT);
	spread(j, sum, cells, WANT);
	for (size_t d = 0; d <= j->count; d++)
		cells[d].score = score_state(&cells[d]);
}

static void judge_departments(struct judge *j, struct priorities *p)
{
	enum cell_state sum;

	for (size_t d = 0; d < j->count; d++) {
		const struct audit_department_result *r = &p->result.departments[d];

		j->groups[d] = (struct privacy_group){r->code, r->n, r->n, false};
		p->never[d] = !r->headcount_blank && r->headcount < p->min_cell;
	}
	privacy_suppress(j->groups, j->count, (size_t)p->min_cell, j->state, &sum);
	p->shown = sum == CELL_SHOWN;
	memcpy(p->departments, j->state, j->count * sizeof *p->departments);
}

void judge_cells(struct arena *a, struct priorities *p)
{
	struct judge j = judge_new(a, &p->result);

	p->cells = arena_array(a, p->result.n_functions * (j.count + 1) + 1, sizeof *p->cells);
	p->departments = arena_array(a, j.count + 1, sizeof *p->departments);
	p->never = arena_array(a, j.count + 1, sizeof *p->never);
	judge_departments(&j, p);
	j.told = told_new(a, p);
	for (size_t f = 0; f < p->result.n_functions; f++)
		judge_function(&j, p, f, p->cells + f * (j.count + 1));
}

void judge_lay_out(struct arena *a, struct priorities *p)
{
	const struct audit_result *r = &p->result;
	size_t wide = r->n_departments + 1;

	p->overall = arena_array(a, r->n_overall + 1, sizeof *p->overall);
	p->dept = arena_array(a, r->n_dept + 1, sizeof *p->dept);
	for (size_t i = 0; i < r->n_overall; i++)
		p->overall[i] = p->cells[r->overall[i].function * wide + r->n_departments];
	for (size_t i = 0; i < r->n_dept; i++)
		p->dept[i] = p->cells[r->dept[i].function * wide + r->dept[i].department];
}
