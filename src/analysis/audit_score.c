/*
 * Shrinkage, hours, utilities, score. Owns the formulas; refuses to know who is
 * shown what.
 */
#include "audit_score.h"

#include <math.h>

#include "arith.h"
#include "base/arena.h"

/* Middle of a scale nobody answered on. */
#define U_UNKNOWN 0.5
#define EXEC_MAX 3

static double clamp01(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* Of hours saved a week among that many people. */
static double u_time(const struct score_base *b, double hours_saved, double population)
{
	double share = hours_saved / (population * b->p->week_hours);

	if (!(share > 0))
		return 0;
	return clamp01(arith_log(share / b->p->share_lo) / b->time_span);
}

static double u_exec(double exec)
{
	return exec / EXEC_MAX;
}

static double u_ease(const struct audit_params *p, double days)
{
	if (isnan(days))
		return NAN;
	if (!(days > p->effort_lo))
		return 1;
	return 1 - clamp01(arith_log(days / p->effort_lo) / arith_log(p->effort_hi / p->effort_lo));
}

/* A2.7: the mean over departments, each by its people who do it. */
static double pooled(const struct score_cell *cells, size_t departments, size_t g)
{
	double people = 0, sum = 0;

	for (size_t d = 0; d < departments; d++)
		if (!isnan(cells[d].mean[g])) {
			people += cells[d].people;
			sum += cells[d].people * cells[d].mean[g];
		}
	return people > 0 ? sum / people : NAN;
}

/* A2.9: what the cell says and what all say, by how much the cell knows. */
static double shrunk(const struct tally_measure *m, double mean, double mu, double k0)
{
	if (isnan(mean))
		return mu;

	double ke = m->a * m->a / m->aa, b = ke / (ke + k0);

	return b * mean + (1 - b) * mu;
}

/* Share of the work that rules could do (A2.10). */
static void set_automatable(struct score_cell *cell, double override,
	const struct audit_params *p)
{
	if (!isnan(override)) {
		cell->automatable = override;
	} else if (!isnan(cell->value[AUDIT_RULE])) {
		cell->automatable = p->realisation * cell->value[AUDIT_RULE];
	} else {
		cell->automatable = p->auto_default;
		cell->assumed |= AUDIT_ASSUMED_AUTO;
	}
}

/* People of a department who do it (A2.6), by the respondents of the cell. */
static double people_doing(const struct score_base *b, size_t department, size_t function,
	double doers)
{
	double n = b->n[b->prep->step[department * b->prep->n_functions + function]];

	if (doers > 0)
		return b->departments[department].population * doers / n;
	return !(n > 0) && b->whole_cells ?
		b->whole_cells[function * b->prep->n_departments + department].people : 0;
}

/* People and plain weighted means of every department (A2.6). */
static void fill_means(const struct score_base *b, const struct tally_cell *tally,
	size_t stride, size_t function, struct score_cell *cells, struct score_function *out)
{
	for (size_t d = 0; d < b->prep->n_departments; d++) {
		const struct tally_cell *t = &tally[d * stride];

		cells[d] = (struct score_cell){0};
		cells[d].people = people_doing(b, d, function, t->doers);
		for (size_t g = 0; g < AUDIT_MEASURES; g++) {
			const struct tally_measure *m = tally_mean(t, g);

			cells[d].mean[g] = m->k ? m->av / m->a : NAN;
		}
		out->doers += t->doers;
		out->people += cells[d].people;
	}
}

/* A2.9 to A2.11 in one department. */
static void fill_cell(const struct score_base *b, const struct tally_cell *t,
	const double mu[AUDIT_MEASURES], double override, struct score_cell *cell)
{
	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		cell->value[g] = shrunk(tally_mean(t, g), cell->mean[g], mu[g], b->k0[g]);
	set_automatable(cell, override, b->p);
	cell->hours_now = cell->people * cell->value[AUDIT_HOURS];
	cell->hours_saved = cell->hours_now * cell->automatable;
	if (isnan(cell->value[AUDIT_PAIN]))
		cell->assumed |= AUDIT_ASSUMED_PAIN;
	if (isnan(cell->value[AUDIT_WANT]))
		cell->assumed |= AUDIT_ASSUMED_WANT;
}

/* Mean of a measure's values over the people who do it; nobody's: the middle. */
static double u_opinion(const struct score_cell *cells, size_t departments, size_t g)
{
	double people = 0, sum = 0;

	for (size_t d = 0; d < departments; d++)
		if (cells[d].people > 0 && !isnan(cells[d].value[g])) {
			people += cells[d].people;
			sum += cells[d].people * cells[d].value[g];
		}
	return people > 0 ? sum / people : U_UNKNOWN;
}

void audit_score_function(const struct score_base *b, const struct tally_cell *tally,
	size_t stride, size_t function, struct score_cell *cells, struct score_function *out)
{
	const struct audit_function *f = &b->in->functions[b->prep->function_input[function]];
	size_t departments = b->prep->n_departments;
	struct score_function sum = {0};

	fill_means(b, tally, stride, function, cells, &sum);
	for (size_t g = 0; g < AUDIT_MEASURES; g++) {
		sum.mu[g] = pooled(cells, departments, g);
		if (b->whole && isnan(sum.mu[g]))
			sum.mu[g] = b->whole[function * AUDIT_MEASURES + g];
	}
	if (!(sum.people > 0))
		sum.unranked = AUDIT_NOT_DONE;
	else if (isnan(sum.mu[AUDIT_HOURS]))
		sum.unranked = AUDIT_NO_TIMING;
	for (size_t d = 0; d < departments && sum.unranked == AUDIT_RANKED; d++) {
		if (!(cells[d].people > 0))
			continue;
		fill_cell(b, &tally[d * stride], sum.mu, f->auto_override, &cells[d]);
		sum.hours_now += cells[d].hours_now;
		sum.hours_saved += cells[d].hours_saved;
		sum.assumed |= cells[d].assumed;
	}
	sum.u[AUDIT_BY_TIME] = u_time(b, sum.hours_saved, b->population);
	sum.u[AUDIT_BY_PAIN] = u_opinion(cells, departments, AUDIT_PAIN);
	sum.u[AUDIT_BY_WANT] = u_opinion(cells, departments, AUDIT_WANT);
	*out = sum;
}

void audit_score_given(const struct score_base *b, size_t function,
	struct score_function *out)
{
	const struct audit_function *f = &b->in->functions[b->prep->function_input[function]];

	out->u[AUDIT_BY_EXEC] = u_exec(f->exec);
	out->u[AUDIT_BY_EASE] = u_ease(b->p, f->effort_days);
}

void audit_score_department(const struct score_base *b, size_t department,
	const struct score_cell *cell, const double everywhere[AUDIT_CRITERIA],
	double u[AUDIT_CRITERIA])
{
	u[AUDIT_BY_TIME] = u_time(b, cell->hours_saved, b->departments[department].population);
	/* A measure nobody answered anywhere is the middle everywhere. */
	u[AUDIT_BY_PAIN] = isnan(cell->value[AUDIT_PAIN]) ? everywhere[AUDIT_BY_PAIN] :
		cell->value[AUDIT_PAIN];
	u[AUDIT_BY_WANT] = isnan(cell->value[AUDIT_WANT]) ? everywhere[AUDIT_BY_WANT] :
		cell->value[AUDIT_WANT];
}
