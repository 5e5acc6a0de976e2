/*
 * Suppression of small and dominated cells. Owns the rules P1 to P3 of method
 * F; refuses to know what the figures are and how they are shown.
 */
#include "analysis/privacy.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

const char *cell_state_name(enum cell_state s)
{
	switch (s) {
	case CELL_SHOWN:
		return "shown";
	case CELL_PRIMARY:
		return "primary";
	case CELL_SECONDARY:
		return "secondary";
	case CELL_EMPTY:
		return "empty";
	}
	return "";
}

size_t privacy_k(size_t k)
{
	return k < PRIVACY_K_MIN ? PRIVACY_K_MIN : k;
}

bool privacy_dominated(double max_share)
{
	return max_share > PRIVACY_DOMINANCE;
}

/* The smallest shown group, ties by code; `count` when none is left. */
static size_t smallest_shown(const struct privacy_group *g, size_t count,
	const enum cell_state *state)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++) {
		if (state[i] != CELL_SHOWN)
			continue;
		if (best == count || g[i].n < g[best].n
			|| (g[i].n == g[best].n && strcmp(g[i].code, g[best].code) < 0))
			best = i;
	}
	return best;
}

/* What is hidden, and whether it protects itself. */
struct hidden {
	size_t groups, peopled, people;
	bool somebody;		/* P1 or P3 hides a group of somebody */
};

static void hide(struct hidden *h, const struct privacy_group *g)
{
	h->groups++;
	h->peopled += g->n > 0;
	h->people += g->n;
}

static bool safe(const struct hidden *h, size_t k)
{
	return h->groups == 0 || (h->groups >= 2 && h->people >= k &&
		(!h->somebody || h->peopled >= 2));
}

/* P2: hide more groups until the hidden ones protect one another. True when
 * they do, or nothing is hidden. */
static bool complement(const struct privacy_group *g, size_t count, size_t k,
	enum cell_state *state)
{
	struct hidden h = {0};

	for (size_t i = 0; i < count; i++)
		if (state[i] == CELL_PRIMARY) {
			hide(&h, &g[i]);
			h.somebody |= g[i].n > 0;
		}
	while (!safe(&h, k)) {
		size_t next = smallest_shown(g, count, state);

		if (next == count)
			return false;
		state[next] = CELL_SECONDARY;
		hide(&h, &g[next]);
	}
	return true;
}

void privacy_suppress(const struct privacy_group *g, size_t count, size_t k,
	enum cell_state *out, enum cell_state *total)
{
	size_t sum = 0, about = 0;
	enum cell_state whole = CELL_SHOWN;

	k = privacy_k(k);
	for (size_t i = 0; i < count; i++) {
		sum += g[i].n;
		about += g[i].n + g[i].pickers;
	}
	for (size_t i = 0; i < count; i++) {
		if (g[i].n + g[i].pickers == 0)
			out[i] = CELL_EMPTY;
		else
			out[i] = sum < k || g[i].n < k || g[i].withheld ? CELL_PRIMARY : CELL_SHOWN;
	}
	if (about == 0)
		whole = CELL_EMPTY;
	else if (sum < k)
		whole = CELL_PRIMARY;
	else if (!complement(g, count, k, out))
		whole = CELL_SECONDARY;
	if (total)
		*total = whole;
}

/* How far a hidden group's value may lie apart, by what the hidden ones weigh together. */
static double width_of(double weight, double rest, double others)
{
	return fmin(1, rest / weight) - fmax(0, (rest - others) / weight);
}

/* Whether a group that is hidden for its own sake is told too closely. One that shields it may be. */
static bool told(const struct privacy_group *g, size_t count, const double *weight,
	const double *value, const enum cell_state *state)
{
	double rest = 0, sum = 0;

	for (size_t i = 0; i < count; i++)
		if (cell_is_hidden(state[i])) {
			rest += weight[i] * value[i];
			sum += weight[i];
		}
	for (size_t i = 0; i < count; i++)
		if (state[i] == CELL_PRIMARY && g[i].n > 0 && weight[i] > 0
			&& width_of(weight[i], rest, sum - weight[i]) < PRIVACY_BAND)
			return true;
	return false;
}

void privacy_hide_next(const struct privacy_group *g, size_t count, enum cell_state *out,
	enum cell_state *total)
{
	size_t next = smallest_shown(g, count, out);

	if (next == count)
		*total = CELL_SECONDARY;
	else
		out[next] = CELL_SECONDARY;
}

void privacy_widen(const struct privacy_group *g, size_t count, const double *weight,
	const double *value, enum cell_state *out, enum cell_state *total)
{
	while (*total == CELL_SHOWN && told(g, count, weight, value, out))
		privacy_hide_next(g, count, out, total);
}

/* ---- counts that several sums tell ---- */

#define REACH 3			/* people more or fewer that another reading may have of an unknown */
#define STEPS_MAX 200000	/* tried for one unknown; beyond, it counts as told */

/* A search for another reading: of each unknown, how many more. */
struct search {
	const struct privacy_unknown *unknowns;
	const struct privacy_sum *sums;
	size_t sum_count;
	int *more;		/* UNSET: not chosen yet */
	size_t steps;
};

#define UNSET (REACH + 1)

static bool possible(const struct privacy_unknown *u, int more)
{
	double people = (double)u->n + more;

	return people >= 1 && people <= (double)u->most;
}

static double weight_of(const struct privacy_sum *of, size_t i)
{
	return of->each ? of->each[i] : 0;
}

static bool search_sum(struct search *s, size_t sum);

/* Choose the unknowns of a sum from `at` on, which are to take `left` people and have moved the weighted
 * sum by `moved` so far; then go on with the next sum. Nearest first. */
static bool search_from(struct search *s, size_t sum, size_t at, int left, double moved)
{
	const struct privacy_sum *of = &s->sums[sum];
	size_t unknown;

	while (at < of->count && s->more[of->unknown[at]] != UNSET)
		at++;
	if (at == of->count)
		return left == 0 && moved >= of->below && moved <= of->above &&
			search_sum(s, sum + 1);
	unknown = of->unknown[at];
	for (int i = 0; i <= 2 * REACH && s->steps < STEPS_MAX; i++) {
		int more = i % 2 ? (i + 1) / 2 : -i / 2;

		if (!possible(&s->unknowns[unknown], more))
			continue;
		s->steps++;
		s->more[unknown] = more;
		if (search_from(s, sum, at + 1, left - more, moved + weight_of(of, at) * more))
			return true;
		s->more[unknown] = UNSET;
	}
	return false;
}

static bool search_sum(struct search *s, size_t sum)
{
	const struct privacy_sum *of = &s->sums[sum];
	double moved = 0;
	int left = 0;

	if (sum == s->sum_count)
		return true;
	for (size_t i = 0; i < of->count; i++) {
		int more = s->more[of->unknown[i]];

		if (more == UNSET)
			continue;
		left -= more;
		moved += weight_of(of, i) * more;
	}
	return search_from(s, sum, 0, left, moved);
}

static bool has_another(struct search *s, size_t count, size_t unknown)
{
	s->steps = 0;
	for (int more = -REACH; more <= REACH; more++) {
		if (!more || !possible(&s->unknowns[unknown], more))
			continue;
		for (size_t i = 0; i < count; i++)
			s->more[i] = UNSET;
		s->more[unknown] = more;
		if (search_sum(s, 0))
			return true;
	}
	return false;
}

bool privacy_ambiguous(struct arena *a, const struct privacy_unknown *unknowns, size_t count,
	const struct privacy_sum *sums, size_t sum_count)
{
	struct search s = {.unknowns = unknowns, .sums = sums, .sum_count = sum_count,
		.more = arena_array(a, count + 1, sizeof *s.more)};

	for (size_t i = 0; i < count; i++)
		if (unknowns[i].secret && !has_another(&s, count, i))
			return false;
	return true;
}
