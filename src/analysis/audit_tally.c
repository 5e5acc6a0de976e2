/*
 * Sums per department and function, and the one-way analysis of variance over
 * them. Owns steps A2.6 and A2.8; knows nothing of headcounts and scores.
 */
#include "audit_tally.h"

#include <math.h>

#include "audit_method.h"
#include "base/arena.h"

static void tally_value(struct tally_measure *m, double a, double v)
{
	if (m->k++ == 0)
		m->first = v;
	m->a += a;
	m->aa += a * a;
	m->av += a * v;
	m->off += v - m->first;
	m->off2 += (v - m->first) * (v - m->first);
}

static void tally_person(const struct prep *prep, size_t person, bool by_hours,
	struct tally_cell *row, struct tally_department *department)
{
	size_t details = prep->details_from[prep->n_people];
	double t = 0;

	for (size_t i = prep->picks_from[person]; i < prep->picks_from[person + 1]; i++)
		row[prep->picks[i]].doers++;
	for (size_t i = prep->details_from[person]; i < prep->details_from[person + 1]; i++) {
		const struct audit_detail *d = &prep->input[order_index(prep->details[i])];
		struct tally_cell *cell = &row[order_function(prep->details[i])];
		double a = prep_weight(d), v[AUDIT_MEASURES];

		prep_ahead(prep->input, prep->details, details, i);
		prep_measures(d, prep->hours[i], v);
		for (size_t g = 0; g < AUDIT_MEASURES; g++)
			if (!isnan(v[g]))
				tally_value(&cell->m[g], a, v[g]);
		if (by_hours && prep_by_hours(v))
			tally_value(&cell->by_hours, a * v[AUDIT_HOURS], v[AUDIT_RULE]);
		if (isnan(v[AUDIT_HOURS]))
			continue;
		t += a * v[AUDIT_HOURS];
		cell->largest = fmax(cell->largest, a * v[AUDIT_HOURS]);
	}
	department->sum += t;
	department->largest = fmax(department->largest, t);
}

struct tally audit_tally(struct arena *a, const struct prep *prep, const struct audit_params *p)
{
	bool by_hours = audit_method(p)->rule_by_hours;
	size_t departments = prep->n_departments, functions = prep->n_functions;
	struct tally t = {
		.cells = arena_array(a, departments * functions, sizeof *t.cells),
		.departments = arena_array(a, departments, sizeof *t.departments),
	};

	for (size_t d = 0; d < departments; d++)
		for (size_t i = prep->people_from[d]; i < prep->people_from[d + 1]; i++)
			tally_person(prep, i, by_hours, t.cells + d * functions,
				&t.departments[d]);
	return t;
}

/* Plain mean of a cell's values, and their squares around it. */
static double mean_of(const struct tally_measure *m)
{
	return m->first + m->off / (double)m->k;
}

static double squares_of(const struct tally_measure *m)
{
	return fmax(m->off2 - m->off * m->off / (double)m->k, 0);
}

/* The table of the analysis of variance, added up over functions. */
struct anova {
	double ss_within, ss_between, df_within, df_between, size;
};

/* Add one function, when it has 2 departments and 3 values. */
static void anova_add(struct anova *sums, const struct prep *prep, const struct tally *tally,
	size_t function, size_t g)
{
	size_t departments = 0, k = 0;
	double v = 0, kk = 0, within = 0, between = 0;

	for (size_t d = 0; d < prep->n_departments; d++) {
		const struct tally_measure *m =
			&tally->cells[d * prep->n_functions + function].m[g];

		departments += m->k > 0;
		k += m->k;
		if (m->k)
			v += (double)m->k * mean_of(m);
		kk += (double)m->k * (double)m->k;
	}
	if (departments < 2 || k < 3)
		return;

	/* Hours of different functions are of different size: each is taken as a
	 * multiple of its function's mean. */
	double mean = v / (double)k, unit = g == AUDIT_HOURS ? mean : 1;

	if (!(unit > 0))
		return;
	for (size_t d = 0; d < prep->n_departments; d++) {
		const struct tally_measure *m =
			&tally->cells[d * prep->n_functions + function].m[g];

		if (m->k == 0)
			continue;

		double off = (mean_of(m) - mean) / unit;

		between += (double)m->k * off * off;
		within += squares_of(m) / (unit * unit);
	}
	sums->ss_within += within;
	sums->ss_between += between;
	sums->df_within += (double)(k - departments);
	sums->df_between += (double)(departments - 1);
	sums->size += (double)k - kk / (double)k;
}

static double prior_size(const struct anova *sums, const struct audit_params *p)
{
	if (sums->df_within < p->k0_min_dfw || sums->df_between < p->k0_min_dfb
		|| sums->df_within < 1 || sums->df_between < 1)
		return p->k0_default;

	double ms_within = sums->ss_within / sums->df_within;
	double tau2 = (sums->ss_between - sums->df_between * ms_within) / sums->size;

	if (!(tau2 > audit_method(p)->tau2_none))
		return p->k0_max;
	return fmin(fmax(ms_within / tau2, p->k0_min), p->k0_max);
}

void audit_prior_sizes(const struct prep *prep, const struct tally *tally,
	const struct audit_params *p, double k0[AUDIT_MEASURES])
{
	for (size_t g = 0; g < AUDIT_MEASURES; g++) {
		struct anova sums = {0};

		for (size_t f = 0; f < prep->n_functions; f++)
			anova_add(&sums, prep, tally, f, g);
		k0[g] = prior_size(&sums, p);
	}
}
