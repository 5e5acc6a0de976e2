/*
 * Cells judged release by release. People who do it are told twice over all, as those who answered and
 * as those they stand for, each time with another rounding; where the same cells stay hidden, what
 * the roundings leave narrows.
 */
#include "told.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* A cell as one release left it. */
struct former {
	struct told_cell cell;
	bool hidden;
};

/* A cell as long as it does not change. */
struct version {
	size_t department;
	struct told_cell cell;
};

struct told {
	const struct priorities *p;
	const struct told_counts *counts;
	size_t count;			/* departments */
	enum cell_state *departments;	/* [release * count + department] */
	enum cell_state *people;	/* the same, of TOLD_DOERS of the function judged last */
	/* The release being judged. */
	size_t release, function;
	size_t figure;
	struct privacy_group *groups;
	struct told_cell *cells;
	bool *known;			/* shown as it is by the release before */
	double *each;			/* people each stands for */
	enum cell_state *state;
	struct former *former;		/* the release before */
	/* Of TOLD_DOERS: what told_people() says, who was hidden so far, and what was told of them. */
	enum cell_state people_sum;
	struct arena *room;
	struct version *whose;		/* as unknowns */
	struct privacy_unknown *unknowns;
	struct privacy_sum *sums;
	size_t unknown_count, sum_count;
	size_t *sum_unknowns;		/* [sum * count] */
	double *sum_each;
};

/* A round of one release tells what its result counts. */
static const struct told_counts *only_release(struct arena *a, const struct priorities *p)
{
	const struct audit_result *r = &p->result;
	size_t n = p->tables.input.n_departments, functions = p->tables.input.n_functions;
	struct told_counts *c = arena_alloc(a, sizeof *c);

	*c = (struct told_counts){1, 1, arena_array(a, n + 1, sizeof *c->departments),
		arena_array(a, n * functions + 1, sizeof *c->cells)};
	for (size_t d = 0; d < r->n_departments; d++) {
		size_t at = r->departments[d].input;

		c->departments[at] = (uint32_t)r->departments[d].n;
		for (size_t f = 0; f < r->n_functions; f++) {
			const struct audit_counts *from = audit_cell(r, d, f);
			struct told_cell *to = &c->cells[at * functions + r->functions[f].input];

			to->n = (uint32_t)r->departments[d].n;
			to->figures[TOLD_DOERS] = (uint32_t)from->doers;
			for (size_t m = 0; m < AUDIT_MEASURES; m++)
				to->figures[m] = (uint32_t)from->answers[m];
		}
	}
	return c;
}

static size_t releases(const struct told *t)
{
	return t->counts->last - t->counts->first + 1;
}

static size_t row_of(const struct told *t, size_t release, size_t department)
{
	return release * t->p->tables.input.n_departments +
		t->p->result.departments[department].input;
}

/* Departments: a release shows them by how many answered. */
static void judge_departments(struct told *t, size_t release)
{
	for (size_t d = 0; d < t->count; d++) {
		uint32_t n = t->counts->departments[row_of(t, release, d)];

		t->groups[d] = (struct privacy_group){t->p->result.departments[d].code, n, n, false};
	}
	privacy_suppress(t->groups, t->count, (size_t)t->p->min_cell,
		t->departments + release * t->count, NULL);
}

struct told *told_new(struct arena *a, const struct priorities *p)
{
	size_t n = p->result.n_departments;
	struct told *t = arena_alloc(a, sizeof *t);

	*t = (struct told){.p = p, .count = n,
		.counts = p->tables.told ? p->tables.told : only_release(a, p)};
	t->departments = arena_array(a, releases(t) * n + 1, sizeof *t->departments);
	t->people = arena_array(a, releases(t) * n + 1, sizeof *t->people);
	t->groups = arena_array(a, n + 1, sizeof *t->groups);
	t->cells = arena_array(a, n + 1, sizeof *t->cells);
	t->known = arena_array(a, n + 1, sizeof *t->known);
	t->each = arena_array(a, n + 1, sizeof *t->each);
	t->state = arena_array(a, n + 1, sizeof *t->state);
	t->former = arena_array(a, n + 1, sizeof *t->former);
	t->room = a;
	t->whose = arena_array(a, releases(t) * n + 1, sizeof *t->whose);
	t->unknowns = arena_array(a, releases(t) * n + 1, sizeof *t->unknowns);
	t->sums = arena_array(a, releases(t), sizeof *t->sums);
	t->sum_unknowns = arena_array(a, releases(t) * n + 1, sizeof *t->sum_unknowns);
	t->sum_each = arena_array(a, releases(t) * n + 1, sizeof *t->sum_each);
	for (size_t r = 0; r < releases(t); r++)
		judge_departments(t, r);
	return t;
}

enum cell_state told_people(const struct told *t)
{
	return t->people_sum;
}

const struct privacy_group *told_groups(const struct told *t)
{
	return t->groups;
}

/* ---- one release ---- */

/* Nobody of a department that is not counted yet. */
static struct told_cell cell_of(const struct told *t, size_t department)
{
	size_t row = row_of(t, t->release, department);

	if (!t->counts->departments[row])
		return (struct told_cell){0};
	return t->counts->cells[row * t->p->tables.input.n_functions +
		t->p->result.functions[t->function].input];
}

/* People of a department, as method A counts them with so many answers. */
static double population(const struct told *t, size_t department, uint32_t n)
{
	const struct audit_department_result *d = &t->p->result.departments[department];

	return d->headcount_blank ? n : fmax(d->headcount, n);
}

/* Whether one person supplies most of it: known of the cell as it is now. */
static bool dominated(const struct told *t, size_t department)
{
	return t->figure == AUDIT_HOURS && privacy_dominated(audit_cell(&t->p->result,
		department, t->function)->max_share);
}

static void take_group(struct told *t, size_t d)
{
	size_t at = t->release * t->count + d;
	struct told_cell c = cell_of(t, d);
	bool same = t->release && memcmp(&c, &t->former[d].cell, sizeof c) == 0;
	bool closed = cell_is_hidden(t->departments[at]);

	t->cells[d] = c;
	t->known[d] = same && !t->former[d].hidden;
	if (t->figure != TOLD_DOERS)
		closed |= cell_is_hidden(t->people[at]) || dominated(t, d);
	t->groups[d] = (struct privacy_group){t->p->result.departments[d].code,
		c.figures[t->figure], c.figures[TOLD_DOERS],
		closed || (same && t->former[d].hidden)};
	t->each[d] = c.n ? population(t, d, c.n) / c.n : 0;
}

/* ---- how many do it, of what several releases tell ---- */

/* Told as a whole number and as hundredths of all: from how far below the true figure to how far
 * above it the two together leave it. */
static void round_off(const struct told *t, double *below, double *above)
{
	double sum = 0, all = 0, people, hundredths;

	for (size_t d = 0; d < t->count; d++) {
		uint32_t n = t->counts->departments[row_of(t, t->release, d)];

		sum += t->each[d] * t->cells[d].figures[TOLD_DOERS];
		if (n)
			all += population(t, d, n);
	}
	people = rint(sum);
	hundredths = all > 0 ? rint(100 * sum / all) : 0;
	*below = fmax(people - 0.5, (hundredths - 0.5) / 100 * all) - sum;
	*above = fmin(people + 0.5, (hundredths + 0.5) / 100 * all) - sum;
}

/* The unknown a cell is; of a cell that has not changed the same as before. */
static size_t unknown_of(struct told *t, size_t department)
{
	const struct told_cell *c = &t->cells[department];
	uint32_t doers = c->figures[TOLD_DOERS];
	size_t i = 0;

	while (i < t->unknown_count && (t->whose[i].department != department ||
		memcmp(&t->whose[i].cell, c, sizeof *c) != 0))
		i++;
	if (i < t->unknown_count)
		return i;
	t->whose[i] = (struct version){department, *c};
	t->unknowns[i] = (struct privacy_unknown){doers, c->n, doers < (size_t)t->p->min_cell};
	t->unknown_count++;
	return i;
}

/* What this release tells of those it hides: as sum `at`. weighed: also how many they stand for. */
static void take_sum(struct told *t, size_t at, bool weighed)
{
	struct privacy_sum *s = &t->sums[at];
	size_t *unknown = t->sum_unknowns + at * t->count;
	double *each = t->sum_each + at * t->count;

	*s = (struct privacy_sum){.unknown = unknown, .each = weighed ? each : NULL};
	for (size_t d = 0; d < t->count; d++) {
		if (!cell_is_hidden(t->state[d]) || !t->groups[d].n)
			continue;
		unknown[s->count] = unknown_of(t, d);
		each[s->count++] = t->each[d];
	}
	if (weighed)
		round_off(t, &s->below, &s->above);
}

/* Of the same unknowns as the sum before: both say the same, with two roundings. */
static bool join_sum(struct told *t, size_t at)
{
	struct privacy_sum *s = &t->sums[at], *former = s - 1;

	if (!at || former->count != s->count || !former->each || !s->each ||
		memcmp(former->unknown, s->unknown, s->count * sizeof *s->unknown) != 0 ||
		memcmp(former->each, s->each, s->count * sizeof *s->each) != 0)
		return false;
	former->below = fmax(former->below, s->below);
	former->above = fmin(former->above, s->above);
	return true;
}

/* Whether none that is hidden follows from what this release and those before it tell. If one does, it is
 * as if this had not been told. */
static bool may_tell(struct told *t, bool weighed)
{
	size_t unknowns = t->unknown_count, count = t->sum_count;
	struct privacy_sum former = {0};

	if (count)
		former = t->sums[count - 1];
	take_sum(t, count, weighed);
	count += !join_sum(t, count);
	if (privacy_ambiguous(t->room, t->unknowns, t->unknown_count, t->sums, count)) {
		t->sum_count = count;
		return true;
	}
	t->unknown_count = unknowns;
	if (t->sum_count)
		t->sums[t->sum_count - 1] = former;
	return false;
}

/* Better not to say how many people the doers stand for than to hide one more of whom all else could
 * be told. */
static void blend(struct told *t, enum cell_state *sum)
{
	t->people_sum = CELL_SECONDARY;
	while (*sum == CELL_SHOWN) {
		if (may_tell(t, true)) {
			t->people_sum = CELL_SHOWN;
			return;
		}
		if (may_tell(t, false))
			return;
		privacy_hide_next(t->groups, t->count, t->state, sum);
	}
	t->people_sum = *sum;
}

/* What is known is taken out: it neither hides nor is hidden. */
static enum cell_state judge_release(struct told *t)
{
	enum cell_state sum;

	for (size_t d = 0; d < t->count; d++) {
		take_group(t, d);
		if (t->known[d])
			t->groups[d] = (struct privacy_group){.code = t->groups[d].code};
	}
	privacy_suppress(t->groups, t->count, (size_t)t->p->min_cell, t->state, &sum);
	if (t->figure == TOLD_DOERS)
		blend(t, &sum);
	for (size_t d = 0; d < t->count; d++) {
		if (!t->known[d])
			continue;
		take_group(t, d);
		t->state[d] = t->groups[d].withheld ? CELL_SECONDARY : t->groups[d].pickers ?
			CELL_SHOWN : CELL_EMPTY;
		/* Nothing but what is known: their sum is, too. */
		if (sum == CELL_EMPTY && t->groups[d].pickers)
			sum = t->people_sum = CELL_SHOWN;
	}
	for (size_t d = 0; d < t->count; d++)
		t->former[d] = (struct former){t->cells[d], cell_is_hidden(t->state[d])};
	return sum;
}

enum cell_state told_judge(struct told *t, size_t function, size_t figure, enum cell_state *out)
{
	enum cell_state sum = CELL_EMPTY;

	t->function = function;
	t->figure = figure;
	t->unknown_count = t->sum_count = 0;
	for (t->release = 0; t->release < releases(t); t->release++) {
		sum = judge_release(t);
		if (figure == TOLD_DOERS)
			memcpy(t->people + t->release * t->count, t->state,
				t->count * sizeof *t->state);
	}
	memcpy(out, t->state, t->count * sizeof *out);
	return sum;
}
