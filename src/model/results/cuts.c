/* Cuts from counts. Knows neither the store nor what is shown. */
#include "model/cuts.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* The first release of at least k people, or the last one. */
static uint32_t first_cut(const size_t *came, size_t departments, uint32_t last, size_t k)
{
	size_t all = 0;

	for (uint32_t r = 1; r < last; r++) {
		for (size_t d = 0; d < departments; d++)
			all += came[d * ((size_t)last + 1) + r];
		if (all >= k)
			return r;
	}
	return last;
}

struct cuts cuts_of_departments(struct arena *a, const struct cut_person *people, size_t count,
	size_t departments, const double *headcounts, uint32_t last, size_t k)
{
	size_t releases = (size_t)last + 1;
	size_t *came = arena_array(a, departments * releases, sizeof *came);
	struct cuts c = {.last = last, .k = k,
		.department = arena_array(a, departments, sizeof *c.department),
		.moved = arena_array(a, departments * releases, sizeof *c.moved)};

	for (size_t i = 0; i < count; i++)
		if (people[i].counts)
			came[people[i].department * releases + people[i].release]++;
	c.first = first_cut(came, departments, last, k);
	for (size_t d = 0; d < departments; d++) {
		bool absent = headcounts && !(headcounts[d] < (double)k);
		size_t waiting = 0;

		for (uint32_t r = 1; r <= last; r++) {
			waiting += came[d * releases + r];
			if (r < c.first || (waiting < k && (r > c.first || absent)))
				continue;
			waiting = 0;
			c.department[d] = r;
			c.moved[d * releases + r] = true;
		}
	}
	return c;
}

bool cuts_wait(const struct cuts *c, const struct cut_person *who)
{
	return who->release > c->department[who->department];
}

/* ---- cells ---- */

/* Who came to one cell, by figure. */
struct gain {
	uint32_t n[TOLD_FIGURES];
};

struct counting {
	const struct audit_input *in;
	size_t *order;			/* respondents, by release */
	size_t *picks_from, *details_from;	/* per respondent + 1 */
	struct gain *gains;		/* [department * n_functions + function]: since its cut */
	struct gain *came;		/* the same: all so far */
	uint32_t *people;		/* by department: all who came so far */
};

static bool counts(const struct audit_respondent *r)
{
	return r->picks_done && !r->excluded;
}

static void sort_people(struct arena *a, const struct cuts *c, struct counting *s)
{
	size_t n = s->in->n_respondents;
	size_t *from = arena_array(a, (size_t)c->last + 2, sizeof *from);

	s->order = arena_array(a, n + 1, sizeof *s->order);
	for (size_t i = 0; i < n; i++)
		from[s->in->respondents[i].release + 1]++;
	for (uint32_t r = 1; r <= c->last + 1; r++)
		from[r] += from[r - 1];
	for (size_t i = 0; i < n; i++)
		s->order[from[s->in->respondents[i].release]++] = i;
}

static void find_rows(struct arena *a, struct counting *s)
{
	const struct audit_input *in = s->in;

	s->picks_from = arena_array(a, in->n_respondents + 1, sizeof *s->picks_from);
	s->details_from = arena_array(a, in->n_respondents + 1, sizeof *s->details_from);
	for (size_t i = 0; i < in->n_picks; i++)
		s->picks_from[in->picks[i].respondent + 1]++;
	for (size_t i = 0; i < in->n_details; i++)
		s->details_from[in->details[i].respondent + 1]++;
	for (size_t i = 0; i < in->n_respondents; i++) {
		s->picks_from[i + 1] += s->picks_from[i];
		s->details_from[i + 1] += s->details_from[i];
	}
}

static bool picked(const struct counting *s, size_t person, uint32_t function)
{
	for (size_t i = s->picks_from[person]; i < s->picks_from[person + 1]; i++)
		if (s->in->picks[i].function == function)
			return true;
	return false;
}

static bool is_given(double v)
{
	return !isnan(v);
}

static void count_person(const struct counting *s, size_t person, struct gain *cells)
{
	const struct audit_input *in = s->in;
	struct gain *row = cells + in->respondents[person].department * in->n_functions;

	for (size_t i = s->picks_from[person]; i < s->picks_from[person + 1]; i++)
		row[in->picks[i].function].n[TOLD_DOERS]++;
	for (size_t i = s->details_from[person]; i < s->details_from[person + 1]; i++) {
		const struct audit_detail *d = &in->details[i];
		uint32_t *n = row[d->function].n;

		if (!picked(s, person, d->function))
			continue;
		n[AUDIT_HOURS] += is_given(d->freq_n) && is_given(d->minutes)
			&& d->freq_unit != AUDIT_UNIT_NONE;
		n[AUDIT_PAIN] += is_given(d->frust5) || is_given(d->rework10);
		n[AUDIT_WANT] += is_given(d->want5);
		n[AUDIT_RULE] += is_given(d->rule5);
	}
}

/* Enough do it more, and no figure of it would change by a few. */
static bool is_enough(const struct gain *g, size_t k)
{
	for (size_t i = 0; i < TOLD_FIGURES; i++)
		if (g->n[i] > 0 && g->n[i] < k)
			return false;
	return g->n[TOLD_DOERS] >= k;
}

static bool moved(const struct cuts *c, size_t department, uint32_t release)
{
	return c->moved[department * ((size_t)c->last + 1) + release];
}

static void move_cells(const struct cuts *c, struct counting *s, uint32_t release,
	struct audit_cut *cuts)
{
	size_t functions = s->in->n_functions;

	for (size_t d = 0; d < s->in->n_departments; d++) {
		if (!moved(c, d, release))
			continue;
		for (size_t f = 0; f < functions; f++) {
			struct gain *g = &s->gains[d * functions + f];

			if (!is_enough(g, c->k))
				continue;
			cuts[d * functions + f].release = release;
			*g = (struct gain){0};
		}
	}
}

static struct told_counts *told_new(struct arena *a, const struct cuts *c,
	const struct audit_input *in)
{
	size_t releases = (size_t)(c->last - c->first) + 1, d = in->n_departments;
	struct told_counts *told = arena_alloc(a, sizeof *told);

	*told = (struct told_counts){c->first, c->last,
		arena_array(a, releases * d + 1, sizeof *told->departments),
		arena_array(a, releases * d * in->n_functions + 1, sizeof *told->cells)};
	return told;
}

/* What a release counts: of what did not move as much as the one before. */
static void tell(const struct cuts *c, const struct counting *s, const struct audit_cut *cuts,
	uint32_t release, struct told_counts *told)
{
	size_t functions = s->in->n_functions, departments = s->in->n_departments;
	size_t at = (release - c->first) * departments;

	for (size_t d = 0; d < departments; d++) {
		if (moved(c, d, release))
			told->departments[at + d] = s->people[d];
		else if (at)
			told->departments[at + d] = told->departments[at + d - departments];
		for (size_t f = 0; f < functions; f++) {
			size_t cell = d * functions + f, here = at * functions + cell;

			if (cuts[cell].release != release) {
				if (at)
					told->cells[here] = told->cells[here - departments * functions];
				continue;
			}
			told->cells[here].n = s->people[d];
			memcpy(told->cells[here].figures, s->came[cell].n,
				sizeof told->cells[here].figures);
		}
	}
}

static void come_by(const struct cuts *c, struct counting *s, uint32_t release, size_t *next)
{
	for (; *next < s->in->n_respondents; ++*next) {
		size_t person = s->order[*next];

		if (s->in->respondents[person].release > release)
			return;
		if (!counts(&s->in->respondents[person]))
			continue;
		s->people[s->in->respondents[person].department]++;
		count_person(s, person, s->came);
		if (release > c->first)
			count_person(s, person, s->gains);
	}
}

struct told_counts *cuts_of_cells(struct arena *a, const struct cuts *c, struct audit_input *in)
{
	size_t functions = in->n_functions, cells = in->n_departments * functions, next = 0;
	struct arena *room = arena_new();
	struct counting s = {.in = in, .gains = arena_array(room, cells + 1, sizeof *s.gains),
		.came = arena_array(room, cells + 1, sizeof *s.came),
		.people = arena_array(room, in->n_departments + 1, sizeof *s.people)};
	struct audit_cut *cuts = arena_array(a, cells + 1, sizeof *cuts);
	struct told_counts *told = told_new(a, c, in);

	sort_people(room, c, &s);
	find_rows(room, &s);
	for (size_t i = 0; i < cells; i++)
		cuts[i] = (struct audit_cut){(uint32_t)(i / functions),
			(uint32_t)(i % functions), c->first};
	for (uint32_t r = c->first; r <= c->last; r++) {
		come_by(c, &s, r, &next);
		if (r > c->first)
			move_cells(c, &s, r, cuts);
		tell(c, &s, cuts, r, told);
	}
	in->cuts = cuts;
	in->n_cuts = cells;
	arena_free(room);
	return told;
}

/* ---- figures over all departments ---- */

uint32_t *cuts_of_figures(struct arena *a, const struct cuts *c, const uint32_t *gains,
	size_t figures)
{
	uint32_t *cut = arena_array(a, figures + 1, sizeof *cut);

	for (size_t i = 0; i < figures; i++) {
		size_t waiting = 0;

		cut[i] = c->first;
		for (uint32_t r = c->first + 1; r <= c->last; r++) {
			waiting += gains[i * ((size_t)c->last + 1) + r];
			if (waiting < c->k)
				continue;
			waiting = 0;
			cut[i] = r;
		}
	}
	return cut;
}
