/*
 * From one round of a pilot to the next (method E): the same testers in pairs where enough of them
 * came with a code both times, else two groups.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pilot_parts.h"

struct stepping {
	struct arena *a;
	size_t k;
	const struct testers *then, *now;
	size_t *same;		/* per tester of now: the one of then, NOBODY */
};

#define NOBODY ((size_t)-1)

/* What a tester said of a figure; NAN: nothing that counts. */
typedef double say_fn(const struct testers *all, const struct tester *t, size_t at);

static double say_score(const struct testers *all, const struct tester *t, size_t at)
{
	(void)all;
	(void)at;
	return t->score;
}

static double say_done(const struct testers *all, const struct tester *t, size_t at)
{
	if (t->tasks[at].done == DONE_UNKNOWN || !tester_counts(t, all->cuts.done[at]))
		return NAN;
	return t->tasks[at].done == DONE_ALONE;
}

static double say_ease(const struct testers *all, const struct tester *t, size_t at)
{
	return tester_counts(t, all->cuts.ease[at]) ? t->tasks[at].ease : NAN;
}

static double say_minutes(const struct testers *all, const struct tester *t, size_t at)
{
	return tester_counts(t, all->cuts.minutes[at]) ? log(t->tasks[at].minutes) : NAN;
}

static double say_fit(const struct testers *all, const struct tester *t, size_t at)
{
	if (t->fits[at].fit >= FIT_NOT_TRIED || !tester_counts(t, all->cuts.fit[at]))
		return NAN;
	return t->fits[at].fit != FIT_NONE;
}

static void find_same(struct stepping *s)
{
	s->same = arena_array(s->a, s->now->count + 1, sizeof *s->same);
	for (size_t i = 0; i < s->now->count; i++) {
		const struct tester *t = &s->now->list[i];

		s->same[i] = NOBODY;
		for (size_t j = 0; t->known && j < s->then->count; j++)
			if (s->then->list[j].known && memcmp(s->then->list[j].code, t->code,
				sizeof t->code) == 0)
				s->same[i] = j;
	}
}

struct told_both {
	double *before, *after;		/* all who said it */
	size_t n_before, n_after;
	double *pair_before, *pair_after;
	size_t pairs;
};

static struct told_both collect(const struct stepping *s, say_fn *say, size_t then, size_t now)
{
	size_t n = s->then->count + s->now->count + 1;
	struct told_both out = {.before = arena_array(s->a, n, sizeof *out.before),
		.after = arena_array(s->a, n, sizeof *out.after),
		.pair_before = arena_array(s->a, n, sizeof *out.pair_before),
		.pair_after = arena_array(s->a, n, sizeof *out.pair_after)};

	for (size_t i = 0; i < s->then->count; i++) {
		double v = say(s->then, &s->then->list[i], then);

		if (!isnan(v))
			out.before[out.n_before++] = v;
	}
	for (size_t i = 0; i < s->now->count; i++) {
		double v = say(s->now, &s->now->list[i], now), w = NAN;

		if (isnan(v))
			continue;
		out.after[out.n_after++] = v;
		if (s->same[i] != NOBODY)
			w = say(s->then, &s->then->list[s->same[i]], then);
		if (isnan(w))
			continue;
		out.pair_before[out.pairs] = w;
		out.pair_after[out.pairs++] = v;
	}
	return out;
}

static struct pilot_change change_of(const struct stepping *s, const struct told_both *said)
{
	struct pilot_change c = {.pairs = said->pairs};

	c.there = said->n_before >= s->k && said->n_after >= s->k;
	c.paired = said->pairs >= s->k && pilot_pairs(said->n_before, said->n_after, said->pairs);
	return c;
}

static void judge_change(struct pilot_change *c)
{
	c->improved = c->d.at.lo > 0;
	c->worse = c->d.at.hi < 0;
}

static struct pilot_change means(const struct stepping *s, say_fn *say, size_t then, size_t now)
{
	struct told_both said = collect(s, say, then, now);
	struct pilot_change c = change_of(s, &said);

	c.d = c.paired ? pilot_paired(said.pair_before, said.pair_after, said.pairs, PILOT_LEVEL) :
		pilot_welch(said.before, said.n_before, said.after, said.n_after, PILOT_LEVEL);
	judge_change(&c);
	return c;
}

static double sum(const double *list, size_t n)
{
	double v = 0;

	for (size_t i = 0; i < n; i++)
		v += list[i];
	return v;
}

/* Of answers that are 0 or 1. */
static struct pilot_change shares(const struct stepping *s, say_fn *say, size_t then, size_t now)
{
	struct told_both said = collect(s, say, then, now);
	struct pilot_change c = change_of(s, &said);
	double only_before = 0, only_after = 0;

	for (size_t i = 0; i < said.pairs; i++) {
		only_before += said.pair_before[i] > said.pair_after[i];
		only_after += said.pair_after[i] > said.pair_before[i];
	}
	c.d = c.paired ? pilot_proportions_paired(only_before, only_after, (double)said.pairs,
		PILOT_LEVEL) : pilot_proportions(sum(said.before, said.n_before),
		(double)said.n_before, sum(said.after, said.n_after), (double)said.n_after,
		PILOT_LEVEL);
	judge_change(&c);
	return c;
}

const struct pilot_task *pilot_same_task(const struct pilot_round_results *r,
	const struct pilot_task *t)
{
	for (size_t i = 0; i < r->task_count; i++)
		if (strcmp(r->tasks[i].task->code, t->task->code) == 0 &&
			strcmp(r->tasks[i].task->activity, t->task->activity) == 0)
			return &r->tasks[i];
	return NULL;
}

static void step_task(const struct stepping *s, const struct pilot_round_results *before,
	struct pilot_round_results *r, size_t i)
{
	const struct pilot_task *old = pilot_same_task(before, &r->tasks[i]);
	struct pilot_task *t = &r->tasks[i];
	size_t then = old ? (size_t)(old - before->tasks) : 0;

	if (!old)
		return;
	t->done_change = shares(s, say_done, then, i);
	t->ease_change = means(s, say_ease, then, i);
	t->minutes_change = means(s, say_minutes, then, i);
	/* The less the better. */
	t->minutes_change.improved = t->minutes_change.d.at.hi < 0;
	t->minutes_change.worse = t->minutes_change.d.at.lo > 0;
	/* A time that is hidden for one tester's sake is in no difference. */
	t->minutes_change.there &= t->minutes.state == CELL_SHOWN &&
		old->minutes.state == CELL_SHOWN;
}

void pilot_steps(struct arena *a, int min_cell, const struct pilot_round_results *before,
	const struct testers *then, struct pilot_round_results *r, const struct testers *now)
{
	struct stepping s = {.a = a, .k = privacy_k((size_t)min_cell), .then = then, .now = now};

	find_same(&s);
	r->sus_change = means(&s, say_score, 0, 0);
	r->sus_change.improved = pilot_improved(&r->sus_change.d);
	for (size_t i = 0; i < r->task_count; i++)
		step_task(&s, before, r, i);
	for (size_t i = 0; i < r->activity_count; i++)
		for (size_t j = 0; j < before->activity_count; j++)
			if (strcmp(before->activities[j].code, r->activities[i].code) == 0)
				r->activities[i].fit_change = shares(&s, say_fit, j, i);
}
