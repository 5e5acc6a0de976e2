/*
 * Where departments see a function differently (C, DEPT_DISAGREE). Owns the
 * comparison of departments' scores; one critical value holds for all of them.
 */
#include <math.h>

#include "audit_method.h"
#include "audit_rank.h"
#include "base/arena.h"
#include "rank_sets.h"

/* Rows of one function in departments of enough doers, in their order. */
struct group {
	const size_t *rows;
	size_t count;
};

struct comparison {
	const struct audit_params *p;
	const struct audit_result *r;
	const double *scores;	/* of departments' rows, [row * boot + draw] */
	size_t boot;
	double *largest;	/* |t| of each draw over pairs and functions */
	bool any;		/* a pair that varies */
};

/* Take a pair into the largest of each draw. */
static void add_pair(struct comparison *c, size_t left, size_t right)
{
	const double *l = c->scores + left * c->boot, *r = c->scores + right * c->boot;
	double centre = draws_mean(l, c->boot) - draws_mean(r, c->boot);
	double se = draws_sd_difference(l, r, c->boot);

	if (!(se >= RANK_SE_MIN))
		return;
	c->any = true;
	for (size_t b = 0; b < c->boot; b++)
		c->largest[b] = fmax(c->largest[b], fabs(l[b] - r[b] - centre) / se);
}

/* The two that lie furthest apart. */
static struct audit_disagree furthest(const struct comparison *c, const struct group *g)
{
	const struct audit_dept_row *hi = &c->r->dept[g->rows[0]], *lo = hi;
	struct audit_disagree d;
	double se;

	for (size_t i = 1; i < g->count; i++) {
		const struct audit_dept_row *row = &c->r->dept[g->rows[i]];

		hi = row->score > hi->score ? row : hi;
		lo = row->score < lo->score ? row : lo;
	}
	/* All alike: any two of them. */
	if (hi == lo)
		lo = &c->r->dept[g->rows[1]];
	se = draws_sd_difference(c->scores + (size_t)(hi - c->r->dept) * c->boot,
		c->scores + (size_t)(lo - c->r->dept) * c->boot, c->boot);
	d = (struct audit_disagree){.function = hi->function, .hi = hi->department,
		.lo = lo->department, .func = hi->func, .dept_hi = hi->dept,
		.dept_lo = lo->dept, .diff = hi->score - lo->score};
	d.t = se >= RANK_SE_MIN ? d.diff / se : NAN;
	return d;
}

/* Rows by function: groups[function], their rows from `room`. */
static struct group *find_groups(struct arena *room, const struct audit_params *p,
	const struct audit_result *r)
{
	struct group *groups = arena_array(room, r->n_functions, sizeof *groups);

	for (size_t f = 0; f < r->n_functions; f++) {
		size_t *rows = arena_array(room, r->n_departments, sizeof *rows);

		groups[f].rows = rows;
		for (size_t i = 0; i < r->n_dept; i++)
			if (r->dept[i].function == f && !r->dept[i].apart
				&& r->dept[i].doers >= p->dis_min_doers)
				rows[groups[f].count++] = i;
	}
	return groups;
}

void audit_find_disagreement(struct arena *keep, struct arena *room,
	const struct audit_params *p, size_t boot, const double *scores, struct audit_result *r)
{
	struct comparison c = {p, r, scores, boot,
		arena_array(room, boot, sizeof *c.largest), false};
	const struct group *groups = find_groups(room, p, r);
	double crit;

	r->disagree = arena_array(keep, r->n_functions, sizeof *r->disagree);
	r->n_disagree = 0;
	for (size_t f = 0; f < r->n_functions; f++) {
		for (size_t i = 0; i < groups[f].count; i++)
			for (size_t j = i + 1; j < groups[f].count; j++)
				add_pair(&c, groups[f].rows[i], groups[f].rows[j]);
		if (groups[f].count >= 2)
			r->disagree[r->n_disagree++] = furthest(&c, &groups[f]);
	}
	crit = r->inflation * quantile7(c.largest, boot, p->level,
		arena_array(room, boot, sizeof(double)));
	if (!c.any && !audit_method(p)->crit_always)
		crit = NAN;
	for (size_t i = 0; i < r->n_disagree; i++) {
		r->disagree[i].crit = crit;
		r->disagree[i].flag = r->disagree[i].diff >= p->dis_min_points
			&& r->disagree[i].t > crit;
	}
}
