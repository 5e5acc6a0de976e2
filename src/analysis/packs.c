/*
 * Technical properties, challenges, training, goals. Owns the thresholds of part
 * H; hours really saved are in realised.c.
 */
#include "analysis/packs.h"

#include <math.h>

#include "base/arena.h"
#include "select.h"

#define RETRAIN_SHARE 0.20
#define RETRAIN_PEOPLE 3
#define ABLE_MIN 3.5
#define DAYS_MIN 3
#define SHADOW_MAX 0.10
#define BEHIND_BY 0.10

const char *need_name(enum need n)
{
	static const char *const names[] = {
		[NEED_NONE] = "",
		[NEED_MUST] = "must",
		[NEED_SHOULD] = "should",
		[NEED_COULD] = "could",
		[NEED_WONT] = "wont",
	};

	return names[n];
}

/* How many answers there are, their sum, and how many are `from` or more. */
static size_t tally(const double *answers, size_t n, double from, double *sum, size_t *high)
{
	size_t given = 0;

	*sum = 0;
	*high = 0;
	for (size_t i = 0; i < n; i++) {
		if (isnan(answers[i]))
			continue;
		given++;
		*sum += answers[i];
		*high += answers[i] >= from;
	}
	return given;
}

struct property property_of(const double *answers, size_t n)
{
	struct property p = {.mean = NAN, .must_share = NAN, .need = NEED_NONE};
	double sum;
	size_t must;

	p.n = tally(answers, n, 3, &sum, &must);
	if (p.n == 0)
		return p;
	p.mean = sum / (double)p.n;
	p.must_share = (double)must / (double)p.n;
	if (2 * must >= p.n || p.mean >= 2.25)
		p.need = NEED_MUST;
	else if (p.mean >= 1.5)
		p.need = NEED_SHOULD;
	else
		p.need = p.mean >= 0.75 ? NEED_COULD : NEED_WONT;
	return p;
}

struct challenge challenge_of(const double *answers, size_t n, double level)
{
	struct challenge c = {.mean = NAN, .share = NAN, .at = {NAN, NAN}};
	double sum;
	size_t high;

	c.n = tally(answers, n, 2, &sum, &high);
	if (c.n == 0)
		return c;
	c.mean = sum / (double)c.n;
	c.share = (double)high / (double)c.n;
	c.at = pilot_proportion((double)high, (double)c.n, level).at;
	return c;
}

static double mean_given(const double *answers, size_t n)
{
	size_t high, given;
	double sum;

	given = tally(answers, n, INFINITY, &sum, &high);
	return given ? sum / (double)given : NAN;
}

static double median_given(struct arena *a, const double *answers, size_t n)
{
	double *list = arena_array(a, n, sizeof *list), *room = arena_array(a, n, sizeof *room);
	size_t given = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(answers[i]))
			list[given++] = answers[i];
	return given ? select_median(list, given, room) : NAN;
}

void pulse_of(struct arena *a, const struct pulse_input *in, struct pulse *out)
{
	struct pulse p = {.n = in->n, .shadow = NAN,
		.retrain = arena_array(a, in->n_functions, sizeof *p.retrain)};
	size_t most, given;
	double sum;

	p.able = mean_given(in->able, in->n);
	p.days = median_given(a, in->days, in->n);
	given = tally(in->shadow, in->n, 2, &sum, &most);
	if (given)
		p.shadow = (double)most / (double)given;
	if (p.able < ABLE_MIN)
		p.act |= PULSE_NOT_ABLE;
	if (p.days < DAYS_MIN)
		p.act |= PULSE_NOT_USED;
	if (p.shadow > SHADOW_MAX)
		p.act |= PULSE_SHADOW;
	for (size_t f = 0; f < in->n_functions; f++)
		p.retrain[f] = in->unsure[f] >= RETRAIN_PEOPLE
			&& (double)in->unsure[f] >= RETRAIN_SHARE * (double)in->n;
	*out = p;
}

const char *goal_state_name(enum goal_state s)
{
	static const char *const names[] = {
		[GOAL_UNKNOWN] = "",
		[GOAL_ACHIEVED] = "achieved",
		[GOAL_ON_TRACK] = "on_track",
		[GOAL_BEHIND] = "behind",
	};

	return names[s];
}

struct goal goal_of(double baseline, double target, double now, double day, double from,
	double to)
{
	struct goal g = {.attainment = NAN, .elapsed = day < to ? 0 : 1,
		.state = GOAL_UNKNOWN};

	if (to > from)
		g.elapsed = fmin(fmax((day - from) / (to - from), 0), 1);
	if (isnan(baseline) || isnan(target) || isnan(now) || target == baseline)
		return g;
	g.attainment = (now - baseline) / (target - baseline);
	if (g.attainment >= 1)
		g.state = GOAL_ACHIEVED;
	else
		g.state = g.attainment >= g.elapsed - BEHIND_BY ? GOAL_ON_TRACK : GOAL_BEHIND;
	return g;
}
