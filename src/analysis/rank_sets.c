/*
 * Rank sets by stepping down over pairs. Owns B.3; refuses to know what is ranked.
 */
#include "rank_sets.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "lanes.h"
#include "select.h"

double draws_mean(const double *draws, size_t boot)
{
	double sum = 0;

	for (size_t b = 0; b < boot; b++)
		sum += draws[b];
	return sum / (double)boot;
}

double draws_sd(const double *draws, size_t boot)
{
	double squares = 0, mean = draws_mean(draws, boot);

	for (size_t b = 0; b < boot; b++)
		squares += (draws[b] - mean) * (draws[b] - mean);
	return sqrt(squares / (double)(boot - 1));
}

double draws_sd_difference(const double *left, const double *right, size_t boot)
{
	double sum = 0, squares = 0, mean;

	for (size_t b = 0; b < boot; b++)
		sum += left[b] - right[b];
	mean = sum / (double)boot;
	for (size_t b = 0; b < boot; b++) {
		double off = left[b] - right[b] - mean;

		squares += off * off;
	}
	return sqrt(squares / (double)(boot - 1));
}

double quantile7(const double *values, size_t n, double level, double *room)
{
	double at = (double)(n - 1) * level;
	size_t below = (size_t)floor(at);
	double lo = select_kth(values, n, below, room), hi = lo;

	if (below + 1 < n && at > (double)below)
		hi = select_kth(values, n, below + 1, room);
	return lo + (at - (double)below) * (hi - lo);
}

/* An ordered pair that may still be rejected: "j is better than k". */
struct pair {
	uint32_t j, k;
	double se, t;		/* t: difference of the estimates over se */
};

struct stepping {
	const struct rank_input *in;
	struct pair *pairs;	/* active */
	size_t n_pairs;
	double *means;		/* of each object's draws */
	double *largest, *room;	/* per draw */
};

/* Take a pair's differences, centred and studentised, into the largest so far. */
WIDE static void take_largest(const double *j, const double *k, size_t boot, double centre,
	double se, double *largest)
{
	size_t b = 0;

	for (; b + LANES <= boot; b += LANES) {
		lanes t = (*(const lanes *)(j + b) - *(const lanes *)(k + b) - centre) / se;
		lanes so_far = *(const lanes *)(largest + b);

		*(lanes *)(largest + b) = lanes_max(t, so_far);
	}
	for (; b < boot; b++)
		largest[b] = fmax(largest[b], (j[b] - k[b] - centre) / se);
}

static void find_largest(struct stepping *s)
{
	size_t boot = s->in->boot;

	for (size_t b = 0; b < boot; b++)
		s->largest[b] = -INFINITY;
	for (size_t i = 0; i < s->n_pairs; i++) {
		const struct pair *p = &s->pairs[i];

		take_largest(s->in->draws + p->j * boot, s->in->draws + p->k * boot, boot,
			s->means[p->j] - s->means[p->k], p->se, s->largest);
	}
}

/* Reject what is over the critical value, and again with the rest, until nothing
 * is. beats[j * n + k] is set for what was rejected. */
static void step_down(struct stepping *s, bool *beats)
{
	bool again = true;

	while (again && s->n_pairs > 0) {
		size_t kept = 0;
		double c;

		find_largest(s);
		c = s->in->inflation
			* quantile7(s->largest, s->in->boot, s->in->level, s->room);
		again = false;
		for (size_t i = 0; i < s->n_pairs; i++) {
			if (s->pairs[i].t > c) {
				beats[s->pairs[i].j * s->in->n + s->pairs[i].k] = true;
				again = true;
			} else {
				s->pairs[kept++] = s->pairs[i];
			}
		}
		s->n_pairs = kept;
	}
}

static struct rank_set set_of(const bool *beats, size_t n, size_t j)
{
	struct rank_set set = {1, n};

	for (size_t k = 0; k < n; k++) {
		set.lo += beats[k * n + j];
		set.hi -= beats[j * n + k];
	}
	return set;
}

/* Standard errors of all differences: se[j * n + k]. */
static double *find_errors(struct arena *room, const struct rank_input *in)
{
	double *se = arena_array(room, in->n * in->n, sizeof *se);

	for (size_t j = 0; j < in->n; j++)
		for (size_t k = j + 1; k < in->n; k++)
			se[j * in->n + k] = se[k * in->n + j] = draws_sd_difference(
				in->draws + j * in->boot, in->draws + k * in->boot, in->boot);
	return se;
}

static void add_pair(struct stepping *s, const double *se, size_t j, size_t k)
{
	double error = se[j * s->in->n + k];

	if (j != k && error >= RANK_SE_MIN)
		s->pairs[s->n_pairs++] = (struct pair){(uint32_t)j, (uint32_t)k, error,
			(s->in->estimates[j] - s->in->estimates[k]) / error};
}

static struct stepping stepping_new(struct arena *room, const struct rank_input *in)
{
	double *means = arena_array(room, in->n, sizeof *means);

	for (size_t j = 0; j < in->n; j++)
		means[j] = draws_mean(in->draws + j * in->boot, in->boot);
	return (struct stepping){
		.in = in,
		.pairs = arena_array(room, in->n * in->n, sizeof(struct pair)),
		.means = means,
		.largest = arena_array(room, in->boot, sizeof(double)),
		.room = arena_array(room, in->boot, sizeof(double)),
	};
}

const bool *rank_sets_simultaneous(struct arena *room, const struct rank_input *in,
	struct rank_set *out)
{
	struct stepping s = stepping_new(room, in);
	const double *se = find_errors(room, in);
	bool *beats = arena_array(room, in->n * in->n, sizeof *beats);

	for (size_t j = 0; j < in->n; j++)
		for (size_t k = 0; k < in->n; k++)
			add_pair(&s, se, j, k);
	step_down(&s, beats);
	for (size_t j = 0; j < in->n; j++)
		out[j] = set_of(beats, in->n, j);
	return beats;
}

void rank_sets_marginal(struct arena *room, const struct rank_input *in,
	struct rank_set *out)
{
	struct stepping s = stepping_new(room, in);
	const double *se = find_errors(room, in);
	bool *beats = arena_array(room, in->n * in->n, sizeof *beats);

	for (size_t j = 0; j < in->n; j++) {
		memset(beats, 0, in->n * in->n * sizeof *beats);
		s.n_pairs = 0;
		for (size_t k = 0; k < in->n; k++) {
			add_pair(&s, se, j, k);
			add_pair(&s, se, k, j);
		}
		step_down(&s, beats);
		out[j] = set_of(beats, in->n, j);
	}
}
