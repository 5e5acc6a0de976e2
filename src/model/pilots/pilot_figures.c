/*
 * Figures of a pilot's round: means and shares of what its testers said, each with what may be shown
 * of it (method F: P1 to P3).
 */
#include <math.h>
#include <string.h>

#include "model/cuts.h"
#include "base/arena.h"
#include "pilot_parts.h"

struct making {
	struct arena *a;
	size_t k;
	struct testers *t;
	struct pilot_round_results *r;
	double *values;		/* room for one of each tester */
	size_t count;
};

static enum cell_state state_of(size_t n, size_t k)
{
	return !n ? CELL_EMPTY : n < k ? CELL_PRIMARY : CELL_SHOWN;
}

static void take(struct making *m, double v)
{
	if (!isnan(v))
		m->values[m->count++] = v;
}

/* The mean of what was taken; begins anew. */
static struct pilot_figure mean_of(struct making *m)
{
	struct pilot_figure f = {.m = pilot_mean(m->values, m->count, PILOT_LEVEL)};

	f.state = state_of(m->count, m->k);
	m->count = 0;
	return f;
}

/* An interval of a scale ends where the scale does. */
static struct pilot_figure on_scale(struct pilot_figure f, double lo, double hi)
{
	if (f.m.at.lo < lo)
		f.m.at.lo = lo;
	if (f.m.at.hi > hi)
		f.m.at.hi = hi;
	return f;
}

/* One of them may be most of a mean of times (P3). */
static bool dominated(const double *values, size_t n)
{
	double sum = 0, most = 0;

	for (size_t i = 0; i < n; i++) {
		sum += values[i];
		most = fmax(most, values[i]);
	}
	return sum > 0 && privacy_dominated(most / sum);
}

static struct pilot_figure times_of(struct making *m)
{
	struct pilot_figure f = {.m = pilot_times(m->values, m->count, PILOT_LEVEL)};

	f.state = state_of(m->count, m->k);
	if (f.state == CELL_SHOWN && dominated(m->values, m->count))
		f.state = CELL_PRIMARY;
	m->count = 0;
	return f;
}

static struct pilot_share share_of(size_t x, size_t n, size_t k)
{
	struct pilot_share s = {.x = x, .n = n, .state = state_of(n, k),
		.share = n ? (double)x / (double)n : NAN};

	s.at = pilot_proportion((double)x, (double)n, PILOT_LEVEL).at;
	return s;
}

/* ---- questionnaires ---- */

static bool gave_before(const struct tester *t, const struct testers *const *earlier, size_t count)
{
	for (size_t i = 0; i < count && t->known; i++)
		for (size_t j = 0; j < earlier[i]->count; j++) {
			const struct tester *x = &earlier[i]->list[j];

			if (x->known && !isnan(x->score) &&
				memcmp(x->code, t->code, sizeof t->code) == 0)
				return true;
		}
	return false;
}

/* Who gave SUS before for this version, or waits, has no score here. */
static void settle_scores(struct making *m, const struct testers *const *earlier, size_t count)
{
	for (size_t i = 0; i < m->t->count; i++) {
		struct tester *t = &m->t->list[i];

		if (!tester_counts(t, m->t->cuts.whole[FIGURE_SUS]) ||
			gave_before(t, earlier, count))
			t->score = NAN;
	}
}

static void add_sus(struct making *m)
{
	for (size_t i = 0; i < m->t->count; i++)
		take(m, m->t->list[i].score);
	m->r->sus = on_scale(mean_of(m), 0, 100);
	for (size_t item = 0; item < SUS_ITEMS; item++) {
		for (size_t i = 0; i < m->t->count; i++)
			if (!isnan(m->t->list[i].score))
				take(m, sus_item(item, m->t->list[i].sus[item]));
		m->r->sus_items[item] = on_scale(mean_of(m), 0, 4);
	}
}

static void add_others(struct making *m)
{
	const struct testers *t = m->t;

	for (size_t i = 0; i < t->count; i++)
		if (tester_counts(&t->list[i], t->cuts.whole[FIGURE_UMUX]))
			take(m, t->list[i].umux);
	m->r->umux = on_scale(mean_of(m), 0, 100);
	for (size_t i = 0; i < t->count; i++)
		if (tester_counts(&t->list[i], t->cuts.whole[FIGURE_NPS]))
			take(m, t->list[i].recommend);
	m->r->nps = pilot_nps(m->values, m->count, PILOT_LEVEL);
	m->r->nps_state = state_of(m->count, m->k);
	m->count = 0;
}

/* ---- tasks ---- */

/* How many of each department did a task with help only, those who came later waiting by
 * department, too. */
static void add_departments(struct making *m, size_t task)
{
	struct pilot_task *out = &m->r->tasks[task];
	size_t n = m->t->department_count, releases = (size_t)m->t->by_department->last + 1;
	uint32_t *gains = arena_array(m->a, n * releases + 1, sizeof *gains);
	struct privacy_group *groups = arena_array(m->a, n + 1, sizeof *groups);
	enum cell_state *states = arena_array(m->a, n + 1, sizeof *states), total;
	const uint32_t *cuts;

	out->departments = arena_array(m->a, n + 1, sizeof *out->departments);
	out->department_count = n;
	for (int pass = 0; pass < 2; pass++) {
		cuts = pass ? cuts_of_figures(m->a, m->t->by_department, gains, n) : NULL;
		for (size_t i = 0; i < m->t->count; i++) {
			const struct tester *t = &m->t->list[i];
			size_t d = 0;

			while (d < n && strcmp(m->t->departments[d], t->department) != 0)
				d++;
			if (d == n || t->tasks[task].done == DONE_UNKNOWN ||
				!tester_counts(t, m->t->cuts.done[task]))
				continue;
			if (!cuts) {
				gains[d * releases + t->from]++;
				continue;
			}
			if (!tester_counts(t, cuts[d]))
				continue;
			out->departments[d].n++;
			out->departments[d].helped += t->tasks[task].done == DONE_HELPED;
		}
	}
	for (size_t d = 0; d < n; d++)
		groups[d] = (struct privacy_group){.code = m->t->departments[d],
			.n = out->departments[d].n, .pickers = out->departments[d].n};
	privacy_suppress(groups, n, m->k, states, &total);
	for (size_t d = 0; d < n; d++) {
		out->departments[d].department = m->t->departments[d];
		out->departments[d].state = states[d];
	}
}

static void add_task(struct making *m, size_t i)
{
	struct pilot_task *out = &m->r->tasks[i];
	size_t alone = 0, helped = 0, n = 0;

	for (size_t j = 0; j < m->t->count; j++) {
		const struct tester *t = &m->t->list[j];
		enum task_done done = t->tasks[i].done;

		if (done == DONE_UNKNOWN || !tester_counts(t, m->t->cuts.done[i]))
			continue;
		n++;
		alone += done == DONE_ALONE;
		helped += done == DONE_HELPED;
	}
	out->done = share_of(alone, n, m->k);
	out->helped = share_of(helped, n, m->k);
	for (size_t j = 0; j < m->t->count; j++)
		if (tester_counts(&m->t->list[j], m->t->cuts.ease[i]))
			take(m, m->t->list[j].tasks[i].ease);
	out->ease = on_scale(mean_of(m), 1, 7);
	for (size_t j = 0; j < m->t->count; j++)
		if (tester_counts(&m->t->list[j], m->t->cuts.minutes[i]))
			take(m, m->t->list[j].tasks[i].minutes);
	out->minutes = times_of(m);
	add_departments(m, i);
}

static void add_ease(struct making *m)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < m->r->task_count; i++) {
		const struct pilot_task *t = &m->r->tasks[i];

		if (!t->task->must || t->ease.state != CELL_SHOWN)
			continue;
		sum += t->ease.m.mean;
		n++;
	}
	m->r->ease = n ? sum / (double)n : NAN;
}

/* ---- activities ---- */

/* The mean of a tester's minutes for the tasks of an activity; NAN: none. */
static double minutes_of(const struct making *m, const struct tester *t, const char *activity)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < m->r->task_count; i++) {
		double v = t->tasks[i].minutes;

		if (strcmp(m->r->tasks[i].task->activity, activity) != 0 || isnan(v) ||
			!tester_counts(t, m->t->cuts.minutes[i]))
			continue;
		sum += v;
		n++;
	}
	return n ? sum / (double)n : NAN;
}

static void add_activity(struct making *m, size_t i)
{
	struct pilot_activity *out = &m->r->activities[i];
	size_t fits = 0, tried = 0;

	out->minutes = arena_array(m->a, m->t->count + 1, sizeof *out->minutes);
	for (size_t j = 0; j < m->t->count; j++) {
		const struct tester *t = &m->t->list[j];
		const struct fit_answer *f = &t->fits[i];
		double minutes = minutes_of(m, t, out->code);

		if (!isnan(minutes))
			out->minutes[out->minute_count++] = minutes;
		if (f->fit >= FIT_NOT_TRIED || !tester_counts(t, m->t->cuts.fit[i]))
			continue;
		tried++;
		fits += f->fit != FIT_NONE;
		out->impossible += f->fit == FIT_NONE && f->s1;
	}
	out->fit = share_of(fits, tried, m->k);
	out->candidate = out->must && out->fit.state == CELL_SHOWN && out->impossible >= 2;
}

void pilot_figures(struct arena *a, int min_cell,
	struct testers *testers, const struct testers *const *earlier, size_t earlier_count,
	struct pilot_round_results *r)
{
	struct making m = {.a = a, .k = privacy_k((size_t)min_cell), .t = testers, .r = r,
		.values = arena_array(a, testers->count + 1, sizeof *m.values)};

	r->testers = testers->count;
	r->excluded = testers->excluded;
	r->shown = testers->count >= m.k;
	settle_scores(&m, earlier, earlier_count);
	add_sus(&m);
	add_others(&m);
	for (size_t i = 0; i < r->task_count; i++)
		add_task(&m, i);
	add_ease(&m);
	for (size_t i = 0; i < r->activity_count; i++)
		add_activity(&m, i);
}
