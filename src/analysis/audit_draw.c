/*
 * Draw after draw, LANES at a time. Owns what is repeated and what is held
 * (B.1); the formulas are audit_score's, the same as for the whole sample.
 */
#include "audit_draw.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* Figures kept of all draws together: 16 arrays of at most half a gigabyte. */
#define KEPT_MAX ((size_t)1 << 26)

/* The least of lambda squared, and the respondents under whom draws are not corrected. */
#define LAMBDA_FLOOR 0.1
#define LAMBDA_PEOPLE 10

struct drawing {
	const struct draw_from *from;
	const struct units *units;
	struct multiplicities times;
	struct score_base base;
	double *n;			/* respondents drawn, [lane * n_steps + step] */
	double *n_corrected;		/* for comparisons */
	double *factor;			/* per department: what undoes that n - 1 of n are drawn */
	struct unit_sums *sums;			/* per department */
	struct tally_cell *tally, *corrected;	/* per department */
	struct score_cell *cells;		/* per department */
	size_t *dept_row;	/* [function * n_departments + department]; SIZE_MAX */
	struct audit_draws *out;
};

double audit_lambda(double n, double population, double timed, double picks, double all)
{
	double e = picks > 0 ? timed / picks : 1;

	return sqrt(fmax(fmax(1 - e * n / population, LAMBDA_FLOOR),
		fmin(1, LAMBDA_PEOPLE / all)));
}

static double *figures(struct arena *a, size_t rows, size_t boot)
{
	return arena_array(a, rows * boot, sizeof(double));
}

static enum err make_room(struct arena *a, const struct draw_from *from,
	struct audit_draws *out)
{
	size_t boot = from->boot;
	struct audit_draws d = {.boot = boot, .n_functions = from->result->n_overall,
		.n_dept = from->departments ? from->result->n_dept : 0};

	if (d.n_functions + d.n_dept > KEPT_MAX / boot)
		return err_fail(ERR_INPUT, "boot: %zu draws of %zu rows are too many to hold: "
			"at most %zu draws", boot, d.n_functions + d.n_dept,
			KEPT_MAX / (d.n_functions + d.n_dept));
	for (size_t c = 0; c < AUDIT_DRAWN; c++) {
		d.u[c] = d.compared[c] = figures(a, d.n_functions, boot);
		d.dept_u[c] = d.dept_compared[c] = figures(a, d.n_dept, boot);
		if (from->tally) {
			d.compared[c] = figures(a, d.n_functions, boot);
			d.dept_compared[c] = figures(a, d.n_dept, boot);
		}
	}
	d.saved = figures(a, d.n_functions, boot);
	d.now = figures(a, d.n_functions, boot);
	d.people = figures(a, d.n_functions, boot);
	d.dept_saved = figures(a, d.n_dept, boot);
	*out = d;
	return OK;
}

/* n / (n - 1) of a department's units; a single one is not drawn. */
static double factor_of(size_t units)
{
	return units > 1 ? (double)units / (double)(units - 1) : 1;
}

static void set_up(struct arena *room, const struct draw_from *from, struct drawing *w)
{
	const struct prep *prep = from->base->prep;
	const struct audit_result *r = from->result;
	size_t departments = prep->n_departments, functions = prep->n_functions;
	double *whole = arena_array(room, functions * AUDIT_MEASURES, sizeof *whole);

	w->from = from;
	w->units = from->units;
	w->times = multiplicities_new(room, w->units);
	for (size_t f = 0; f < functions; f++)
		memcpy(whole + f * AUDIT_MEASURES, from->functions[f].mu,
			sizeof from->functions[f].mu);
	w->base = *from->base;
	w->base.whole = whole;
	w->base.whole_cells = from->cells;
	w->n = arena_array(room, w->units->n_steps * LANES, sizeof *w->n);
	w->n_corrected = arena_array(room, w->units->n_steps * LANES, sizeof *w->n_corrected);
	w->factor = arena_array(room, departments, sizeof *w->factor);
	for (size_t d = 0; d < departments; d++)
		w->factor[d] = factor_of(w->units->count[d]);
	w->sums = arena_array(room, departments, sizeof *w->sums);
	w->tally = arena_array(room, departments, sizeof *w->tally);
	w->corrected = arena_array(room, departments, sizeof *w->corrected);
	w->cells = arena_array(room, departments, sizeof *w->cells);
	w->dept_row = arena_array(room, functions * departments, sizeof *w->dept_row);
	memset(w->dept_row, 0xff, functions * departments * sizeof *w->dept_row);
	for (size_t i = 0; from->departments && i < r->n_dept; i++)
		w->dept_row[r->dept[i].function * departments + r->dept[i].department] = i;
}

static void fill_measure(const struct unit_sums *s, size_t list, size_t lane,
	struct tally_measure *out)
{
	out->k = s->a[list][lane] > 0;
	out->a = s->a[list][lane];
	out->aa = s->aa[list][lane];
	out->av = s->av[list][lane];
}

void audit_draw_tally(const struct unit_sums *s, size_t lane, struct tally_cell *out)
{
	out->doers = s->a[UNIT_DOERS][lane];
	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		fill_measure(s, g, lane, &out->m[g]);
	fill_measure(s, UNIT_BY_HOURS, lane, &out->by_hours);
}

static void mix_measure(const struct tally_measure *all, const struct tally_measure *drawn,
	double lambda, double factor, struct tally_measure *out)
{
	out->a = (1 - lambda) * all->a + factor * drawn->a;
	out->aa = (1 - lambda) * all->aa + factor * drawn->aa;
	out->av = (1 - lambda) * all->av + factor * drawn->av;
	out->k = out->a > 0;
}

/* B.1: what a respondent counts in comparisons, 1 - lambda + lambda m n / (n - 1), is
 * linear in how often they were drawn, so the sums are mixed, not made again. */
static void correct(const struct drawing *w, size_t d, size_t f)
{
	const struct tally_cell *drawn = &w->tally[d], *all =
		&w->from->tally[d * w->units->n_functions + f];
	double lambda = w->from->result->departments[d].lambda, factor = lambda * w->factor[d];
	struct tally_cell *out = &w->corrected[d];

	out->doers = (1 - lambda) * all->doers + factor * drawn->doers;
	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		mix_measure(&all->m[g], &drawn->m[g], lambda, factor, &out->m[g]);
	mix_measure(&all->by_hours, &drawn->by_hours, lambda, factor, &out->by_hours);
}

/* Where a draw's utilities go: those of functions, those of departments' rows. */
struct kept {
	double *const *u, *const *dept_u;
	size_t draw;
};

/* Nobody drawn does it: opinions as the whole sample has them. */
static void keep_function(struct drawing *w, const struct kept *to, size_t row,
	const struct score_function *s, const struct score_function *whole)
{
	size_t at = row * w->out->boot + to->draw;
	const struct score_function *opinions = s->people > 0 ? s : whole;

	to->u[AUDIT_BY_TIME][at] = s->u[AUDIT_BY_TIME];
	to->u[AUDIT_BY_PAIN][at] = opinions->u[AUDIT_BY_PAIN];
	to->u[AUDIT_BY_WANT][at] = opinions->u[AUDIT_BY_WANT];
}

static void keep_department(struct drawing *w, const struct kept *to, size_t row,
	const struct score_function *whole)
{
	const struct audit_dept_row *r = &w->from->result->dept[row];
	const struct score_cell *cell = &w->cells[r->department];
	size_t at = row * w->out->boot + to->draw;
	double u[AUDIT_CRITERIA];

	audit_score_department(&w->base, r->department, cell, whole->u, u);
	to->dept_u[AUDIT_BY_TIME][at] = u[AUDIT_BY_TIME];
	to->dept_u[AUDIT_BY_PAIN][at] = cell->people > 0 ? u[AUDIT_BY_PAIN] : r->pain;
	to->dept_u[AUDIT_BY_WANT][at] = cell->people > 0 ? u[AUDIT_BY_WANT] : r->want;
}

/* A function's utilities from a tally of each department. */
static struct score_function keep_lane(struct drawing *w, const struct tally_cell *tally,
	const double *n, size_t f, size_t row, const struct kept *to)
{
	size_t departments = w->units->n_departments;
	const struct score_function *whole = &w->from->functions[f];
	struct score_function s;

	w->base.n = n;
	audit_score_function(&w->base, tally, 1, f, w->cells, &s);
	keep_function(w, to, row, &s, whole);
	for (size_t d = 0; d < departments; d++)
		if (w->dept_row[f * departments + d] != SIZE_MAX)
			keep_department(w, to, w->dept_row[f * departments + d], whole);
	return s;
}

/* Hours: not of comparisons. No doers drawn: none. */
static void keep_hours(struct drawing *w, size_t f, size_t row, size_t draw,
	const struct score_function *s)
{
	size_t departments = w->units->n_departments, at = row * w->out->boot + draw;

	w->out->saved[at] = s->hours_saved;
	w->out->now[at] = s->hours_now;
	w->out->people[at] = s->people;
	for (size_t d = 0; d < departments; d++)
		if (w->dept_row[f * departments + d] != SIZE_MAX)
			w->out->dept_saved[w->dept_row[f * departments + d] * w->out->boot + draw] =
				w->cells[d].hours_saved;
}

static void draw_function(struct drawing *w, size_t f, size_t row, size_t first, size_t used)
{
	size_t departments = w->units->n_departments, steps = w->units->n_steps;

	for (size_t d = 0; d < departments; d++)
		audit_unit_sums(w->units, &w->times, d, f, &w->sums[d]);
	for (size_t lane = 0; lane < used; lane++) {
		struct kept plain = {w->out->u, w->out->dept_u, first + lane};
		struct kept compared = {w->out->compared, w->out->dept_compared, first + lane};
		struct score_function s;

		for (size_t d = 0; d < departments; d++)
			audit_draw_tally(&w->sums[d], lane, &w->tally[d]);
		s = keep_lane(w, w->tally, w->n + lane * steps, f, row, &plain);
		keep_hours(w, f, row, first + lane, &s);
		if (!w->from->tally)
			continue;
		for (size_t d = 0; d < departments; d++)
			correct(w, d, f);
		keep_lane(w, w->corrected, w->n_corrected + lane * steps, f, row, &compared);
	}
}

/* How many respondents each lane has of a step. Where a whole department is drawn one by
 * one, those of comparisons add up to as many as there are. */
static void count_drawn(struct drawing *w, size_t s)
{
	const struct prep_step *step = &w->units->steps[s];
	size_t d = step->department, steps = w->units->n_steps;
	const struct audit_department_result *r = &w->from->result->departments[d];
	bool all = s < w->units->n_departments && w->units->count[d] == r->n;

	for (size_t lane = 0; lane < LANES; lane++) {
		double drawn = w->times.drawn[s][lane];

		w->n[lane * steps + s] = drawn;
		w->n_corrected[lane * steps + s] = all ? step->people :
			(1 - r->lambda) * step->people + r->lambda * w->factor[d] * drawn;
	}
}

static void draw_lanes(struct drawing *w, size_t first, size_t used)
{
	size_t row = 0;

	multiplicities_draw(&w->times, w->units, w->from->take, w->from->seed, first, used);
	for (size_t s = 0; s < w->units->n_steps; s++)
		count_drawn(w, s);
	for (size_t f = 0; f < w->units->n_functions; f++)
		if (w->from->functions[f].unranked == AUDIT_RANKED)
			draw_function(w, f, row++, first, used);
}

enum err audit_draw(struct arena *a, const struct draw_from *from, struct audit_draws *out)
{
	size_t boot = from->boot;
	enum err e = make_room(a, from, out);
	struct drawing w = {.out = out};
	struct arena *room;

	if (e)
		return e;
	room = arena_new();
	set_up(room, from, &w);
	for (size_t first = 0; first < boot; first += LANES)
		draw_lanes(&w, first, boot - first < LANES ? boot - first : LANES);
	arena_free(room);
	return OK;
}
