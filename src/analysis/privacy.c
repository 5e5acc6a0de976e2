/*
 * Suppression of small and dominated cells. Owns the rules P1 to P3 of method
 * F; refuses to know what the figures are and how they are shown.
 */
#include "analysis/privacy.h"

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

/* Index of the smallest shown group, ties by code; `count` when none is left. */
static size_t smallest_shown(const size_t *n, const char *const *codes, size_t count,
	const enum cell_state *state)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++) {
		if (state[i] != CELL_SHOWN)
			continue;
		if (best == count || n[i] < n[best]
			|| (n[i] == n[best] && strcmp(codes[i], codes[best]) < 0))
			best = i;
	}
	return best;
}

/* P2: hide more groups until the hidden ones protect one another. True when
 * they do, or nothing is hidden. */
static bool complement(const size_t *n, const char *const *codes, size_t count, size_t k,
	enum cell_state *state)
{
	size_t hidden = 0, people = 0;

	for (size_t i = 0; i < count; i++)
		if (state[i] == CELL_PRIMARY) {
			hidden++;
			people += n[i];
		}
	while (hidden > 0 && (hidden < 2 || people < k)) {
		size_t next = smallest_shown(n, codes, count, state);

		if (next == count)
			return false;
		state[next] = CELL_SECONDARY;
		hidden++;
		people += n[next];
	}
	return true;
}

void privacy_suppress(const size_t *n, const char *const *codes, const bool *dominated,
	size_t count, size_t k, enum cell_state *out, enum cell_state *total)
{
	size_t sum = 0;
	enum cell_state whole = CELL_SHOWN;

	k = privacy_k(k);
	for (size_t i = 0; i < count; i++)
		sum += n[i];
	for (size_t i = 0; i < count; i++) {
		if (n[i] == 0)
			out[i] = CELL_EMPTY;
		else if (sum < k || n[i] < k || (dominated && dominated[i]))
			out[i] = CELL_PRIMARY;
		else
			out[i] = CELL_SHOWN;
	}
	if (sum == 0)
		whole = CELL_EMPTY;
	else if (sum < k)
		whole = CELL_PRIMARY;
	else if (!complement(n, codes, count, k, out))
		whole = CELL_SECONDARY;
	if (total)
		*total = whole;
}
