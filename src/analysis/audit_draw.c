/*
 * Draw after draw, LANES at a time. Owns what is repeated and what is held
 * (B.1); the formulas are audit_score's, the same as for the whole sample.
 */
#include "audit_draw.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* Figures kept of all draws together: 10 arrays of at most half a gigabyte. */
#define KEPT_MAX ((size_t)1 << 26)

struct drawing {
	const struct draw_from *from;
	const struct units *units;
	struct multiplicities times;
	struct score_base base;
	struct audit_department_result *departments[LANES];	/* n as drawn */
	struct unit_sums *sums;			/* per department */
	struct tally_cell *tally;		/* per department */
	struct score_cell *cells;		/* per department */
	size_t *dept_row;	/* [function * n_departments + department]; SIZE_MAX */
	struct audit_draws *out;
};

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
		d.u[c] = arena_array(a, d.n_functions * boot, sizeof **d.u);
		d.dept_u[c] = arena_array(a, d.n_dept * boot, sizeof **d.dept_u);
	}
	d.saved = arena_array(a, d.n_functions * boot, sizeof *d.saved);
	d.now = arena_array(a, d.n_functions * boot, sizeof *d.now);
	d.people = arena_array(a, d.n_functions * boot, sizeof *d.people);
	d.dept_saved = arena_array(a, d.n_dept * boot, sizeof *d.dept_saved);
	*out = d;
	return OK;
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
	for (size_t lane = 0; lane < LANES; lane++) {
		w->departments[lane] = arena_array(room, departments,
			sizeof **w->departments);
		memcpy(w->departments[lane], r->departments,
			departments * sizeof **w->departments);
	}
	w->sums = arena_array(room, departments, sizeof *w->sums);
	w->tally = arena_array(room, departments, sizeof *w->tally);
	w->cells = arena_array(room, departments, sizeof *w->cells);
	w->dept_row = arena_array(room, functions * departments, sizeof *w->dept_row);
	memset(w->dept_row, 0xff, functions * departments * sizeof *w->dept_row);
	for (size_t i = 0; from->departments && i < r->n_dept; i++)
		w->dept_row[r->dept[i].function * departments + r->dept[i].department] = i;
}

/* A department's sums in one lane as the formulas take them. */
static void fill_tally(const struct unit_sums *s, size_t lane, struct tally_cell *out)
{
	out->doers = (size_t)s->doers[lane];
	for (size_t g = 0; g < AUDIT_MEASURES; g++) {
		out->m[g].k = s->a[g][lane] > 0;
		out->m[g].a = s->a[g][lane];
		out->m[g].aa = s->aa[g][lane];
		out->m[g].av = s->av[g][lane];
	}
}

/* Nobody drawn does it: no hours, and opinions as the whole sample has them. */
static void keep_function(struct drawing *w, size_t row, size_t draw,
	const struct score_function *s, const struct score_function *whole)
{
	size_t at = row * w->out->boot + draw;
	const struct score_function *opinions = s->doers ? s : whole;

	w->out->saved[at] = s->hours_saved;
	w->out->now[at] = s->hours_now;
	w->out->people[at] = s->people;
	w->out->u[AUDIT_BY_TIME][at] = s->u[AUDIT_BY_TIME];
	w->out->u[AUDIT_BY_PAIN][at] = opinions->u[AUDIT_BY_PAIN];
	w->out->u[AUDIT_BY_WANT][at] = opinions->u[AUDIT_BY_WANT];
}

static void keep_department(struct drawing *w, size_t row, size_t draw,
	const struct score_function *whole)
{
	const struct audit_dept_row *r = &w->from->result->dept[row];
	const struct score_cell *cell = &w->cells[r->department];
	size_t at = row * w->out->boot + draw;
	double u[AUDIT_CRITERIA];

	audit_score_department(&w->base, r->department, cell, whole->u, u);
	w->out->dept_saved[at] = cell->hours_saved;
	w->out->dept_u[AUDIT_BY_TIME][at] = u[AUDIT_BY_TIME];
	w->out->dept_u[AUDIT_BY_PAIN][at] = cell->people > 0 ? u[AUDIT_BY_PAIN] : r->pain;
	w->out->dept_u[AUDIT_BY_WANT][at] = cell->people > 0 ? u[AUDIT_BY_WANT] : r->want;
}

static void draw_function(struct drawing *w, size_t f, size_t row, size_t first, size_t used)
{
	size_t departments = w->units->n_departments;
	const struct score_function *whole = &w->from->functions[f];

	for (size_t d = 0; d < departments; d++)
		audit_unit_sums(w->units, &w->times, d, f, &w->sums[d]);
	for (size_t lane = 0; lane < used; lane++) {
		struct score_function s;

		for (size_t d = 0; d < departments; d++)
			fill_tally(&w->sums[d], lane, &w->tally[d]);
		w->base.departments = w->departments[lane];
		audit_score_function(&w->base, w->tally, 1, f, w->cells, &s);
		keep_function(w, row, first + lane, &s, whole);
		for (size_t d = 0; d < departments; d++)
			if (w->dept_row[f * departments + d] != SIZE_MAX)
				keep_department(w, w->dept_row[f * departments + d],
					first + lane, whole);
	}
}

static void draw_lanes(struct drawing *w, size_t first, size_t used)
{
	size_t departments = w->units->n_departments, row = 0;

	multiplicities_draw(&w->times, w->units, w->from->take, w->from->seed, first, used);
	for (size_t lane = 0; lane < used; lane++)
		for (size_t d = 0; d < departments; d++)
			w->departments[lane][d].n = (size_t)w->times.drawn[d][lane];
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
