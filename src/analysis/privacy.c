/*
 * Suppression of small and dominated cells. Owns the rules P1 to P3 of method
 * F; refuses to know what the figures are and how they are shown.
 */
#include "analysis/privacy.h"

#include <math.h>
#include <string.h>

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

static bool is_hidden(enum cell_state s)
{
	return s == CELL_PRIMARY || s == CELL_SECONDARY;
}

/* Whether a group that is hidden for its own sake is told too closely. One that shields it may be. */
static bool told(const struct privacy_group *g, size_t count, const double *weight,
	const double *value, const enum cell_state *state)
{
	double rest = 0, sum = 0;

	for (size_t i = 0; i < count; i++)
		if (is_hidden(state[i])) {
			rest += weight[i] * value[i];
			sum += weight[i];
		}
	for (size_t i = 0; i < count; i++)
		if (state[i] == CELL_PRIMARY && g[i].n > 0 && weight[i] > 0
			&& width_of(weight[i], rest, sum - weight[i]) < PRIVACY_BAND)
			return true;
	return false;
}

void privacy_widen(const struct privacy_group *g, size_t count, const double *weight,
	const double *value, enum cell_state *out, enum cell_state *total)
{
	while (*total == CELL_SHOWN && told(g, count, weight, value, out)) {
		size_t next = smallest_shown(g, count, out);

		if (next == count)
			*total = CELL_SECONDARY;
		else
			out[next] = CELL_SECONDARY;
	}
}
