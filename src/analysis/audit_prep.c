/*
 * From answers to weekly hours and ratings per person: steps A2.1 to A2.5.
 * Owns units, winsorising and the time budget; knows nothing of departments'
 * sizes and scores.
 */
#include "audit_prep.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "arith.h"
#include "audit_cuts.h"
#include "audit_method.h"
#include "select.h"

static_assert(offsetof(struct audit_pick, function) == sizeof(uint32_t), "a pair");
static_assert(offsetof(struct audit_detail, function) == sizeof(uint32_t), "a pair");
static_assert(offsetof(struct audit_detail, respondent) == 0, "a pair");

/* No time, count or weight of a person is near it. */
#define FIGURE_MAX 1e9

/* Departments times functions: tables beyond it are not an audit. */
#define CELLS_MAX 4000000

/* Makes the MAD of a normal distribution its standard deviation. */
#define MAD_TO_SD 1.4826

static bool within(double v, double lo, double hi)
{
	return isnan(v) || (v >= lo && v <= hi);
}

static enum err check_respondents(const struct audit_input *in, const struct audit_params *p)
{
	bool idle_refused = audit_method(p)->idle_refused;

	for (size_t i = 0; i < in->n_respondents; i++) {
		double hours = in->respondents[i].weekly_hours;

		if (within(hours, 0, FIGURE_MAX) && !(idle_refused && hours <= 0))
			continue;
		return err_fail(ERR_INPUT, "respondent \"%.60s\": weekly_hours is %s",
			in->respondents[i].id, idle_refused ? "over 0, or blank" : "0 or more");
	}
	return OK;
}

static enum err check_tables(const struct audit_input *in, const struct audit_params *p)
{
	if (in->n_functions > 0 && in->n_departments > CELLS_MAX / in->n_functions)
		return err_fail(ERR_INPUT, "departments times functions: at most %d",
			CELLS_MAX);
	for (size_t i = 0; i < in->n_departments; i++)
		if (!within(in->departments[i].headcount, 0, FIGURE_MAX))
			return err_fail(ERR_INPUT, "department \"%.60s\": headcount is 0 or "
				"more", in->departments[i].code);
	for (size_t i = 0; i < in->n_functions; i++) {
		const struct audit_function *f = &in->functions[i];

		if (!within(f->effort_days, 0, FIGURE_MAX) || !within(f->exec, 0, 3)
			|| !within(f->auto_override, 0, 1))
			return err_fail(ERR_INPUT, "function \"%.60s\": effort_days is 0 or "
				"more, exec 0 to 3, auto_override 0 to 1", f->code);
	}
	return check_respondents(in, p);
}

static bool detail_in_range(const struct audit_detail *d)
{
	return within(d->freq_n, 0, FIGURE_MAX) && within(d->minutes, 0, FIGURE_MAX)
		&& within(d->rework10, 0, 10) && within(d->frust5, 1, 5)
		&& within(d->want5, 1, 5) && within(d->rule5, 1, 5)
		&& (isnan(d->design_w) || (d->design_w > 0 && d->design_w <= FIGURE_MAX));
}

double audit_per_week(enum audit_unit unit, const struct audit_params *p)
{
	double weeks = audit_method(p)->weeks_asked ? p->weeks_per_year : 52;

	switch (unit) {
	case AUDIT_UNIT_DAY:
		return p->days_per_week;
	case AUDIT_UNIT_WEEK:
		return 1;
	case AUDIT_UNIT_MONTH:
		return 12 / weeks;
	case AUDIT_UNIT_QUARTER:
		return 4 / weeks;
	case AUDIT_UNIT_YEAR:
		return 1 / weeks;
	case AUDIT_UNIT_NONE:
		break;
	}
	return NAN;
}

/* Keep the details that have a pick, and reckon their hours. Both lists ascend
 * by function; the kept move up in place. */
static enum err join(struct arena *a, const struct audit_params *p, struct prep *prep)
{
	const double weekly[] = {
		[AUDIT_UNIT_NONE] = audit_per_week(AUDIT_UNIT_NONE, p),
		[AUDIT_UNIT_DAY] = audit_per_week(AUDIT_UNIT_DAY, p),
		[AUDIT_UNIT_WEEK] = audit_per_week(AUDIT_UNIT_WEEK, p),
		[AUDIT_UNIT_MONTH] = audit_per_week(AUDIT_UNIT_MONTH, p),
		[AUDIT_UNIT_QUARTER] = audit_per_week(AUDIT_UNIT_QUARTER, p),
		[AUDIT_UNIT_YEAR] = audit_per_week(AUDIT_UNIT_YEAR, p),
	};
	size_t kept = 0, d = 0, count = prep->details_from[prep->n_people];

	prep->hours = arena_array(a, count, sizeof *prep->hours);
	for (size_t person = 0; person < prep->n_people; person++) {
		size_t end = prep->details_from[person + 1];
		size_t i = prep->picks_from[person], i_end = prep->picks_from[person + 1];

		for (; d < end; d++) {
			uint64_t row = prep->details[d];
			const struct audit_detail *detail = &prep->input[order_index(row)];

			prep_ahead(prep->input, prep->details, count, d);
			while (i < i_end && prep->picks[i] < order_function(row))
				i++;
			if (i == i_end || prep->picks[i] != order_function(row))
				continue;
			if (!detail_in_range(detail))
				return err_fail(ERR_INPUT, "detail %u: a figure is out of range",
					order_index(row) + 1);
			prep->details[kept] = row;
			prep->hours[kept++] = detail->freq_n * weekly[detail->freq_unit]
				* detail->minutes / 60;
		}
		prep->details_from[person + 1] = kept;
	}
	return OK;
}

/* The cap of one function from its hours over 0 (A2.3). `hours` is used up. */
static double cap_of(double *hours, size_t n, double *room, const struct audit_params *p)
{
	double low, high;

	if (n == 0 || n < p->wins_min_n)
		return NAN;
	/* ln keeps the order, so the middle ones are found before it is taken. */
	select_middle(hours, n, room, &low, &high);

	double m = (arith_log(low) + arith_log(high)) / 2;

	for (size_t i = 0; i < n; i++)
		hours[i] = fabs(arith_log(hours[i]) - m);

	double s = fmax(MAD_TO_SD * select_median(hours, n, room), p->wins_scale_floor);

	return arith_exp(m + p->wins_c * s);
}

/* Whether a detail is one of those that its function's cap rests on. */
static bool has_hours(const struct prep *prep, size_t detail)
{
	return prep->hours[detail] > 0 && !(prep->waits && prep->waits[detail]);
}

static void find_caps(struct arena *a, struct prep *prep, const struct audit_params *p)
{
	size_t functions = prep->n_functions, details = prep->details_from[prep->n_people];
	struct arena *room = arena_new();
	size_t *from = arena_array(room, functions + 2, sizeof *from), most = 0;
	double *hours, *half;

	prep->caps = arena_array(a, functions, sizeof *prep->caps);
	for (size_t i = 0; i < details; i++)
		if (has_hours(prep, i))
			from[order_function(prep->details[i]) + 2]++;
	for (size_t f = 2; f < functions + 2; f++) {
		most = from[f] > most ? from[f] : most;
		from[f] += from[f - 1];
	}
	hours = arena_array(room, from[functions + 1], sizeof *hours);
	half = arena_array(room, most, sizeof *half);
	for (size_t i = 0; i < details; i++)
		if (has_hours(prep, i))
			hours[from[order_function(prep->details[i]) + 1]++] = prep->hours[i];
	for (size_t f = 0; f < functions; f++)
		prep->caps[f] = cap_of(hours + from[f], from[f + 1] - from[f], half, p);
	arena_free(room);
}

/* Cut one person's hours to the caps; returns what the budget must hold of them. */
static double winsorise(struct prep *prep, size_t from, size_t to, bool by_design)
{
	size_t count = prep->details_from[prep->n_people];
	double t = 0;

	for (size_t i = from; i < to; i++) {
		double cap = prep->caps[order_function(prep->details[i])];

		prep_ahead(prep->input, prep->details, count, i);
		if (prep->hours[i] > cap) {
			prep->hours[i] = cap;
			prep->n_winsorised += !prep->waits || !prep->waits[i];
		}
		if (!isnan(prep->hours[i]))
			t += (by_design ? prep_weight(&prep->input[order_index(prep->details[i])])
				: 1) * prep->hours[i];
	}
	return t;
}

/* Nobody spends more hours on functions than they work (A2.4). */
static void fit_hours(struct arena *keep, const struct audit_input *in,
	const struct audit_params *p, struct prep *prep)
{
	bool by_design = audit_method(p)->budget_by_design;

	for (size_t person = 0; person < prep->n_people; person++) {
		const struct audit_respondent *who = &in->respondents[prep->person_input[person]];
		double budget = isnan(who->weekly_hours) ? p->week_hours : who->weekly_hours;
		size_t from = prep->details_from[person], to = prep->details_from[person + 1];
		double t = winsorise(prep, from, to, by_design);

		if (!(t > budget))
			continue;
		for (size_t i = from; i < to; i++)
			prep->hours[i] *= budget / t;
		prep->overbudget = arena_grow(keep, prep->overbudget, prep->n_overbudget + 1,
			sizeof *prep->overbudget);
		prep->overbudget[prep->n_overbudget++] = who->id;
	}
}

/* Where each department's people start. */
static size_t *people_from(struct arena *a, const struct audit_input *in,
	const struct order *departments, const struct order *people)
{
	size_t *from = arena_array(a, in->n_departments + 1, sizeof *from);

	for (size_t i = 0; i < people->count; i++)
		from[departments->position[in->respondents[people->input[i]].department] + 1]++;
	for (size_t d = 0; d < in->n_departments; d++)
		from[d + 1] += from[d];
	return from;
}

/* Picks say nothing but what is done: the functions of each person's are all that is kept. */
static enum err order_picks(struct arena *a, const struct audit_input *in,
	const struct order *people, const struct order *functions, struct prep *prep)
{
	struct arena *room = arena_new();
	struct order_rows rows;
	enum err e = order_pairs(room, in, "pick", in->picks, sizeof *in->picks, in->n_picks, people,
		functions, &rows);

	if (!e) {
		size_t count = rows.from[people->count];

		prep->picks_from = arena_array(a, people->count + 1, sizeof *prep->picks_from);
		memcpy(prep->picks_from, rows.from, (people->count + 1) * sizeof *rows.from);
		prep->picks = arena_array(a, count, sizeof *prep->picks);
		for (size_t i = 0; i < count; i++)
			prep->picks[i] = order_function(rows.rows[i]);
	}
	arena_free(room);
	return e;
}

enum err audit_prepare(struct arena *a, struct arena *keep, const struct audit_input *in,
	const struct audit_params *p, struct prep *out)
{
	struct order departments = {0}, functions = {0}, people = {0};
	struct order_rows details = {0};
	struct prep prep = {0};
	enum err e = order_departments(a, in, &departments);

	if (e == OK)
		e = order_functions(a, in, &functions);
	if (e == OK)
		e = check_tables(in, p);
	if (e == OK)
		e = order_people(a, in, &departments, &people);
	if (e == OK)
		e = order_picks(a, in, &people, &functions, &prep);
	if (e == OK)
		e = order_pairs(a, in, "detail", in->details, sizeof *in->details,
			in->n_details, &people, &functions, &details);
	if (e)
		return e;

	prep = (struct prep){
		.input = in->details,
		.n_departments = in->n_departments,
		.n_functions = in->n_functions,
		.n_people = people.count,
		.department_input = departments.input,
		.function_input = functions.input,
		.person_input = people.input,
		.people_from = people_from(a, in, &departments, &people),
		.picks_from = prep.picks_from,
		.picks = prep.picks,
		.details_from = details.from,
		.details = details.rows,
	};

	e = join(a, p, &prep);
	if (e == OK)
		e = audit_find_cuts(a, in, &departments, &functions, &prep);
	if (e)
		return e;
	find_caps(a, &prep, p);
	fit_hours(keep, in, p, &prep);
	audit_drop_waiting(in, &prep);
	*out = prep;
	return OK;
}
