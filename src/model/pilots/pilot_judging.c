/*
 * The verdict on a pilot's round: what it rests on, and each criterion with its figure and threshold.
 * A figure too few gave is none: a must task that fewer tried than may be shown counts as not tried.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pilot_parts.h"

#define CHECKS_WITHOUT_TASKS 9
#define CHECKS_OF_A_TASK 3

struct judging {
	struct arena *a;
	const struct pilot_limits *l;
	const struct pilot_round_results *before;
	struct pilot_round_results *r;
	size_t *tasks;		/* of each must task its index among the tasks */
	bool advice;		/* SUS is shown, and not counted */
};

static size_t must_of(const struct pilot_round_results *r, const char *activity)
{
	size_t n = 0;

	for (size_t i = 0; i < r->task_count; i++)
		n += r->tasks[i].task->must && strcmp(r->tasks[i].task->activity, activity) == 0;
	return n;
}

static struct pilot_must must_task(const struct judging *j, const struct pilot_task *t)
{
	const struct pilot_task *old = j->before ? pilot_same_task(j->before, t) : NULL;
	struct pilot_must m = {.function = t->function};

	if (t->done.state == CELL_SHOWN) {
		m.successes = (double)t->done.x;
		m.n = (double)t->done.n;
	}
	if (old && old->task->must && old->done.state == CELL_SHOWN) {
		m.before_successes = (double)old->done.x;
		m.before_n = (double)old->done.n;
	}
	return m;
}

static void add_must(struct judging *j)
{
	struct pilot_must *list = arena_array(j->a, j->r->task_count + 1, sizeof *list);

	j->tasks = arena_array(j->a, j->r->task_count + 1, sizeof *j->tasks);
	for (size_t i = 0; i < j->r->task_count; i++) {
		struct pilot_task *t = &j->r->tasks[i];

		t->function = must_of(j->r, t->task->activity) > 1 ? arena_printf(j->a, "%s.%s",
			t->task->activity, t->task->code) : t->task->activity;
		if (!t->task->must)
			continue;
		j->tasks[j->r->judged.n_must] = i;
		list[j->r->judged.n_must++] = must_task(j, t);
	}
	j->r->judged.must = list;
}

static double no_paths(const struct pilot_round_results *r)
{
	double n = 0;

	for (size_t i = 0; i < r->activity_count; i++)
		n += r->activities[i].must && r->activities[i].confirmed;
	return n;
}

/* Scores that pass whatever is asked of them. */
static void pass_sus(struct pilot_round *r)
{
	static const double best[] = {100, 100};

	r->sus = best;
	r->n_sus = 2;
	r->sus_before = NULL;
	r->n_sus_before = 0;
}

/* ---- criteria ---- */

static struct pilot_check *add(struct judging *j, enum pilot_criterion what, double figure,
	double threshold, bool met)
{
	struct pilot_check *c = &j->r->checks[j->r->check_count++];

	*c = (struct pilot_check){.what = what, .figure = figure, .threshold = threshold,
		.met = met};
	return c;
}

static void check_tasks(struct judging *j)
{
	const struct pilot_limits *l = j->l;

	for (size_t i = 0; i < j->r->judged.n_must; i++) {
		const struct pilot_must *m = &j->r->judged.must[i];
		struct interval at = pilot_proportion(m->successes, m->n, l->level).at;
		double before = pilot_proportion(m->before_successes, m->before_n, l->level).at.hi;
		double share = m->n > 0 ? m->successes / m->n : NAN;

		add(j, CRITERION_SUCCESS, share, l->go_success, share >= l->go_success - 1e-9)->task =
			j->tasks[i];
		add(j, CRITERION_SUCCESS_LO, at.lo, l->go_success_lo, at.lo >= l->go_success_lo)->task
			= j->tasks[i];
		add(j, CRITERION_STOP_SUCCESS, at.hi, l->stop_success, !(at.hi < l->stop_success &&
			before < l->stop_success))->task = j->tasks[i];
	}
}

/* SUS as it was answered, whether it counts or not. */
static void check_sus(struct judging *j, const struct scores *before, const struct scores *now)
{
	const struct pilot_limits *l = j->l;
	struct mean m = pilot_mean(now->list, now->count, l->level);
	size_t first = j->r->check_count;

	add(j, CRITERION_SUS, m.mean, l->go_sus, m.mean >= l->go_sus);
	add(j, CRITERION_SUS_LO, m.at.lo, l->go_sus_lo, m.at.lo >= l->go_sus_lo);
	add(j, CRITERION_STOP_SUS, m.at.hi, l->stop_sus, !(m.at.hi < l->stop_sus));
	if (j->r->judged.round >= l->stop_round && before->count > 1)
		add(j, CRITERION_STALLED, pilot_welch(before->list, before->count, now->list,
			now->count, l->level).at.hi, l->stop_gain,
			!(j->r->judgement.why & PILOT_WHY_STALLED));
	for (size_t i = first; i < j->r->check_count; i++)
		j->r->checks[i].advice = j->advice;
}

static void add_checks(struct judging *j, const struct scores *before, const struct scores *now)
{
	const struct pilot_round *p = &j->r->judged;
	const struct pilot_limits *l = j->l;

	j->r->checks = arena_array(j->a, CHECKS_WITHOUT_TASKS + CHECKS_OF_A_TASK * p->n_must,
		sizeof *j->r->checks);
	add(j, CRITERION_N, p->n, l->min_n, !(p->n < l->min_n));
	add(j, CRITERION_S1, p->s1, l->go_s1, p->s1 <= l->go_s1);
	add(j, CRITERION_S2, p->s2, l->go_s2, p->s2 <= l->go_s2);
	check_tasks(j);
	check_sus(j, before, now);
	add(j, CRITERION_SEQ, p->seq_mean, l->go_seq, p->seq_mean >= l->go_seq);
	add(j, CRITERION_NO_PATH, p->no_path, 0, p->no_path < 1);
}

void pilot_judging(struct arena *a, const struct pilot_limits *l, int min_cell,
	const struct pilot_round_results *before, const struct scores *sus_before,
	const struct scores *sus, struct pilot_round_results *r)
{
	static const struct scores none = {NULL, 0};
	struct judging j = {.a = a, .l = l, .before = before, .r = r,
		.advice = r->standing == SUS_UNVALIDATED};
	const struct scores *now = sus->count >= privacy_k((size_t)min_cell) ? sus : &none;

	if (!before || sus_before->count < privacy_k((size_t)min_cell))
		sus_before = &none;
	r->judged = (struct pilot_round){.round = r->number, .n = (double)r->testers,
		.sus = now->list, .n_sus = now->count, .sus_before = sus_before->list,
		.n_sus_before = sus_before->count, .seq_mean = r->ease,
		.s1 = (double)r->open.by_severity[0], .s2 = (double)r->open.by_severity[1],
		.s12_before = before ? (double)(before->open.by_severity[0] +
			before->open.by_severity[1]) : 0,
		.no_path = no_paths(r)};
	add_must(&j);
	if (j.advice)
		pass_sus(&r->judged);
	pilot_judge(a, &r->judged, l, &r->judgement);
	r->why = pilot_why_text(a, &r->judged, &r->judgement);
	add_checks(&j, sus_before, now);
}
