/*
 * Resampling by counts. Owns which units there are and their sums (B.1); knows
 * nothing of headcounts and scores.
 */
#include "audit_units.h"

#include <string.h>

#include "analysis/prng.h"
#include "audit_method.h"
#include "base/arena.h"

/* The generator that deals people to groups: no draw has that number. */
#define DEALING ((uint64_t)1 << 32)

/* Where a person's unit is: people fill units evenly, one after another. */
static size_t unit_of(size_t position, size_t people, size_t units)
{
	return units == people ? position : (size_t)((uint64_t)position * units / people);
}

/* People in random order, by Fisher and Yates. */
static uint32_t *deal(struct arena *a, struct prng *g, size_t people)
{
	uint32_t *dealt = arena_array(a, people, sizeof *dealt);

	for (size_t i = 0; i < people; i++)
		dealt[i] = (uint32_t)i;
	for (size_t i = people - 1; i > 0; i--) {
		size_t j = prng_bounded(g, (uint32_t)(i + 1));
		uint32_t person = dealt[i];

		dealt[i] = dealt[j];
		dealt[j] = person;
	}
	return dealt;
}

static void find_units(struct arena *a, const struct prep *prep, const struct audit_params *p,
	size_t boot, struct units *u)
{
	bool grouped = prep->n_people > p->group_over / boot;
	struct prng g;

	prng_for_draw(&g, p->seed, DEALING);
	u->count = arena_array(a, prep->n_departments, sizeof *u->count);
	u->size = arena_array(a, prep->n_departments, sizeof *u->size);
	u->dealt = arena_array(a, prep->n_departments, sizeof *u->dealt);
	for (size_t d = 0; d < prep->n_departments; d++) {
		size_t people = prep->people_from[d + 1] - prep->people_from[d];

		u->count[d] = people;
		if (grouped && people > p->groups) {
			u->count[d] = p->groups;
			u->groups += p->groups;
			if (audit_method(p)->groups_dealt)
				u->dealt[d] = deal(a, &g, people);
		}
		u->size[d] = arena_array(a, u->count[d], sizeof **u->size);
		for (size_t i = 0; i < people; i++)
			u->size[d][unit_of(i, people, u->count[d])]++;
	}
}

/* How many people of each unit are in the steps that are no whole departments. */
static void count_inside(struct arena *a, const struct audit_input *in, const struct prep *prep,
	struct units *u)
{
	u->steps = prep->steps;
	u->n_steps = prep->n_steps;
	u->inside = arena_array(a, prep->n_steps - prep->n_departments + 1, sizeof *u->inside);
	for (size_t s = prep->n_departments; s < prep->n_steps; s++) {
		size_t d = prep->steps[s].department, from = prep->people_from[d],
			people = prep->people_from[d + 1] - from;
		double *inside = arena_array(a, u->count[d], sizeof *inside);

		for (size_t i = 0; i < people; i++)
			inside[unit_of(i, people, u->count[d])] += prep_in_step(in, prep,
				from + (u->dealt[d] ? u->dealt[d][i] : i), s);
		u->inside[s - prep->n_departments] = inside;
	}
}

/* A walk over all that people say, in the order of the units. The first walk
 * counts the values, the second writes them: a unit's come one after another. */
struct walk {
	struct units *u;
	size_t *next;		/* per list: its values so far, or where the next goes */
	size_t *last;		/* per list: unit + 1 of its last value */
	bool by_hours;		/* ratings on rules weigh by hours too */
	bool write;
};

static void walk_value(struct walk *w, size_t list, size_t unit, double a, double v)
{
	if (w->last[list] != unit + 1) {
		w->last[list] = unit + 1;
		w->next[list]++;
		if (w->write)
			w->u->values[w->next[list] - 1] = (struct unit_value){.unit = unit};
	}
	if (!w->write)
		return;

	struct unit_value *value = &w->u->values[w->next[list] - 1];

	value->a += a;
	value->aa += a * a;
	value->av += a * v;
}

static void walk_person(struct walk *w, const struct prep *prep, size_t person, size_t d,
	size_t unit)
{
	size_t details = prep->details_from[prep->n_people], cells = prep->n_departments;

	for (size_t i = prep->picks_from[person]; i < prep->picks_from[person + 1]; i++)
		walk_value(w, (prep->picks[i] * cells + d) * UNIT_LISTS
			+ UNIT_DOERS, unit, 1, 0);
	for (size_t i = prep->details_from[person]; i < prep->details_from[person + 1]; i++) {
		const struct audit_detail *detail = &prep->input[order_index(prep->details[i])];
		size_t list = (order_function(prep->details[i]) * cells + d) * UNIT_LISTS;
		double v[AUDIT_MEASURES];

		prep_ahead(prep->input, prep->details, details, i);
		prep_measures(detail, prep->hours[i], v);
		for (size_t g = 0; g < AUDIT_MEASURES; g++)
			if (!isnan(v[g]))
				walk_value(w, list + g, unit, prep_weight(detail), v[g]);
		if (w->by_hours && prep_by_hours(v))
			walk_value(w, list + UNIT_BY_HOURS, unit,
				prep_weight(detail) * v[AUDIT_HOURS], v[AUDIT_RULE]);
	}
}

/* People who are dealt to groups stand all over memory: what is met soon is asked for
 * early, a step of the way at a time. */
static void look_ahead(const struct prep *prep, const uint32_t *dealt, size_t from, size_t i,
	size_t people)
{
	if (i + 24 < people) {
		__builtin_prefetch(&prep->picks_from[from + dealt[i + 24]]);
		__builtin_prefetch(&prep->details_from[from + dealt[i + 24]]);
	}
	if (i + 16 < people) {
		size_t person = from + dealt[i + 16];

		__builtin_prefetch(&prep->picks[prep->picks_from[person]]);
		__builtin_prefetch(&prep->details[prep->details_from[person]]);
		__builtin_prefetch(&prep->hours[prep->details_from[person]]);
	}
	if (i + 8 < people) {
		size_t person = from + dealt[i + 8];

		for (size_t j = prep->details_from[person]; j < prep->details_from[person + 1]; j++)
			__builtin_prefetch(&prep->input[order_index(prep->details[j])]);
	}
}

static void walk_all(struct walk *w, const struct prep *prep)
{
	for (size_t d = 0; d < prep->n_departments; d++) {
		size_t from = prep->people_from[d], people = prep->people_from[d + 1] - from;
		const uint32_t *dealt = w->u->dealt[d];

		for (size_t i = 0; i < people; i++) {
			if (dealt)
				look_ahead(prep, dealt, from, i, people);
			walk_person(w, prep, from + (dealt ? dealt[i] : i), d,
				unit_of(i, people, w->u->count[d]));
		}
	}
}

struct units audit_units(struct arena *a, const struct audit_input *in, const struct prep *prep,
	const struct audit_params *p, size_t boot)
{
	struct units u = {.n_departments = prep->n_departments,
		.n_functions = prep->n_functions};
	size_t lists = prep->n_departments * prep->n_functions * UNIT_LISTS;
	struct walk w = {.u = &u, .next = arena_array(a, lists, sizeof *w.next),
		.last = arena_array(a, lists, sizeof *w.last),
		.by_hours = audit_method(p)->rule_by_hours};

	find_units(a, prep, p, boot, &u);
	count_inside(a, in, prep, &u);
	walk_all(&w, prep);
	u.from = arena_array(a, lists + 1, sizeof *u.from);
	for (size_t i = 0; i < lists; i++)
		u.from[i + 1] = u.from[i] + w.next[i];
	u.values = arena_array(a, u.from[lists], sizeof *u.values);
	memcpy(w.next, u.from, lists * sizeof *w.next);
	memset(w.last, 0, lists * sizeof *w.last);
	w.write = true;
	walk_all(&w, prep);
	return u;
}

struct multiplicities multiplicities_new(struct arena *a, const struct units *u)
{
	struct multiplicities m = {
		.times = arena_array(a, u->n_departments, sizeof *m.times),
		.drawn = arena_array(a, u->n_steps, sizeof *m.drawn),
	};

	for (size_t d = 0; d < u->n_departments; d++)
		m.times[d] = arena_array(a, u->count[d] * LANES, sizeof **m.times);
	return m;
}

/* Fast remainders by a divisor met often (Lemire, Kaser and Kurz 2019): exact
 * for 32 bits. */
struct bound {
	uint32_t n, threshold;
	uint64_t magic;
};

static struct bound bound_of(uint32_t n)
{
	return (struct bound){n, (0u - n) % n, UINT64_MAX / n + 1};
}

/* prng_bounded(g, n), n > 1. */
static inline uint32_t bounded(struct prng *g, const struct bound *b)
{
	uint32_t v;

	do
		v = prng_step(g);
	while (v < b->threshold);
	return (uint32_t)(((unsigned __int128)(b->magic * v) * b->n) >> 64);
}

/* So many of n units, with replacement. */
static void draw_department(struct prng *g, size_t units, size_t take, double *times)
{
	struct bound b;

	if (take == TAKE_ALL) {
		for (size_t i = 0; i < units; i++)
			times[i * LANES] = 1;
		return;
	}
	b = bound_of((uint32_t)units);
	for (size_t i = 0; i < take; i++)
		times[(size_t)bounded(g, &b) * LANES]++;
}

/* B.1: one less than there are; a single one is kept. */
static size_t usual_take(size_t units)
{
	return units < 2 ? TAKE_ALL : units - 1;
}

void multiplicities_count(struct multiplicities *m, const struct units *u)
{
	memset(m->drawn, 0, u->n_steps * sizeof *m->drawn);
	for (size_t s = 0; s < u->n_steps; s++) {
		size_t d = u->steps[s].department;
		const double *people = s < u->n_departments ? u->size[d] :
			u->inside[s - u->n_departments];

		for (size_t i = 0; i < u->count[d]; i++)
			for (size_t lane = 0; lane < LANES; lane++)
				m->drawn[s][lane] += m->times[d][i * LANES + lane] * people[i];
	}
}

void multiplicities_draw(struct multiplicities *m, const struct units *u, const size_t *take,
	uint64_t seed, size_t first, size_t used)
{
	for (size_t d = 0; d < u->n_departments; d++)
		memset(m->times[d], 0, u->count[d] * LANES * sizeof **m->times);
	for (size_t lane = 0; lane < used; lane++) {
		struct prng g;

		prng_for_draw(&g, seed, first + lane);
		for (size_t d = 0; d < u->n_departments; d++)
			draw_department(&g, u->count[d], take ? take[d] :
				usual_take(u->count[d]), m->times[d] + lane);
	}
	multiplicities_count(m, u);
}

WIDE_PART void sum_list(const struct unit_value *v, size_t n, const double *times,
	double *a_out, double *aa_out, double *av_out)
{
	lanes a = {0}, aa = {0}, av = {0};

	for (size_t i = 0; i < n; i++) {
		lanes t = *(const lanes *)(times + v[i].unit * LANES);

		a += t * v[i].a;
		aa += t * v[i].aa;
		av += t * v[i].av;
	}
	*(lanes *)a_out = a;
	*(lanes *)aa_out = aa;
	*(lanes *)av_out = av;
}

WIDE_PART void sum_doers(const struct unit_value *v, size_t n, const double *times,
	double *doers)
{
	lanes a = {0};

	for (size_t i = 0; i < n; i++)
		a += *(const lanes *)(times + v[i].unit * LANES) * v[i].a;
	*(lanes *)doers = a;
}

WIDE void audit_unit_sums(const struct units *u, const struct multiplicities *m,
	size_t department, size_t function, struct unit_sums *out)
{
	const size_t *from = u->from + (function * u->n_departments + department) * UNIT_LISTS;
	const double *times = m->times[department];

	for (size_t l = 0; l < UNIT_LISTS; l++)
		if (l != UNIT_DOERS)
			sum_list(u->values + from[l], from[l + 1] - from[l], times, out->a[l],
				out->aa[l], out->av[l]);
	sum_doers(u->values + from[UNIT_DOERS], from[UNIT_DOERS + 1] - from[UNIT_DOERS], times,
		out->a[UNIT_DOERS]);
}
