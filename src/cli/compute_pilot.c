/*
 * kiosk compute pilot: tasks, scales and proportions of pilots, each of its own
 * table. SUS and the verdicts have files of their own.
 */
#include "compute_pilot.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#define COUNT_MAX 1000000
#define LEVEL 0.90

void pilot_put_text(struct pilot_out *o, const char *name, const char *quantity,
	const char *value)
{
	csv_put(&o->w, name);
	csv_put(&o->w, quantity);
	csv_put(&o->w, value);
	csv_end_row(&o->w);
}

void pilot_put(struct pilot_out *o, const char *name, const char *quantity, double value)
{
	csv_put(&o->w, name);
	csv_put(&o->w, quantity);
	csv_put_double(&o->w, value);
	csv_end_row(&o->w);
}

void pilot_put_interval(struct pilot_out *o, const char *name, struct interval at)
{
	pilot_put(o, name, "lo", at.lo);
	pilot_put(o, name, "hi", at.hi);
}

bool pilot_load(struct pilot_out *o, const char *file, const char *const *columns,
	struct csv_table *t)
{
	return file_exists(path_join(o->c->arena, o->c->dir, file))
		&& compute_load(o->c, file, columns, t);
}

static const char *name_of(const struct pilot_out *o, const char *what, const char *code)
{
	return arena_printf(o->c->arena, "%s:%s", what, code);
}

static void umux(struct pilot_out *o)
{
	static const char *const columns[] = {"resp", "cap", "ease", NULL};
	struct csv_table t;

	if (!pilot_load(o, "umux.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *name = name_of(o, "umux", cell_code(&at, "resp"));
		double raw = umux_lite(cell_number(&at, "cap", 1, 7),
			cell_number(&at, "ease", 1, 7));

		pilot_put(o, name, "raw", raw);
		pilot_put(o, name, "sus_equiv", umux_as_sus(raw));
	}
}

static void completion(struct pilot_out *o)
{
	static const char *const columns[] = {"task", "x", "n", NULL};
	static const int levels[] = {80, 95};
	struct csv_table t;

	if (!pilot_load(o, "completion.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *task = cell_code(&at, "task");
		double x = (double)cell_whole(&at, "x", COUNT_MAX, 0);
		double n = (double)cell_whole(&at, "n", COUNT_MAX, 0);

		if (x > n)
			cell_fault(&at, "x", FAULT_SUCCEEDED_TRIED, NULL);
		for (size_t i = 0; i < 2; i++) {
			const char *name = arena_printf(o->c->arena, "completion:%s:%d", task,
				levels[i]);
			struct proportion p = pilot_proportion(x, n, levels[i] / 100.0);

			pilot_put(o, name, "centre", p.centre);
			pilot_put_interval(o, name, p.at);
		}
	}
}

/* Scores of a row, each within lo to hi or missing. */
static double *scores(const struct cell *at, const char *column, double lo, double hi,
	size_t *n)
{
	double *list = cell_numbers(at, column, '|', n);

	for (size_t i = 0; i < *n; i++)
		if (list[i] < lo || list[i] > hi)
			cell_fault(at, column, FAULT_OUT_OF_RANGE,
				format_digits(at->c->arena, list[i], 10),
				format_digits(at->c->arena, lo, 10),
				format_digits(at->c->arena, hi, 10),
				NULL);
	return list;
}

static void nps(struct pilot_out *o)
{
	static const char *const columns[] = {"group", "scores", NULL};
	struct csv_table t;

	if (!pilot_load(o, "nps.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *name = name_of(o, "nps", cell_code(&at, "group"));
		size_t n;
		double *list = scores(&at, "scores", 0, 10, &n);
		struct net_promoter r = pilot_nps(list, n, LEVEL);

		pilot_put(o, name, "nps", r.score);
		pilot_put_interval(o, name, r.at);
	}
}

static void seq(struct pilot_out *o)
{
	static const char *const columns[] = {"task", "scores", NULL};
	struct csv_table t;

	if (!pilot_load(o, "seq.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *name = name_of(o, "seq", cell_code(&at, "task"));
		size_t n;
		double *list = scores(&at, "scores", 1, 7, &n);
		struct mean m = pilot_mean(list, n, LEVEL);

		pilot_put(o, name, "mean", m.mean);
		pilot_put_interval(o, name, m.at);
	}
}

static void times(struct pilot_out *o)
{
	static const char *const columns[] = {"task", "seconds", NULL};
	struct csv_table t;

	if (!pilot_load(o, "times.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *name = name_of(o, "time", cell_code(&at, "task"));
		size_t n;
		double *list = cell_numbers(&at, "seconds", '|', &n);
		struct mean m = pilot_times(list, n, LEVEL);

		for (size_t i = 0; i < n; i++)
			if (list[i] <= 0)
				cell_fault(&at, "seconds", FAULT_PILOT_TIME,
					format_digits(o->c->arena, list[i], 10), NULL);
		pilot_put(o, name, "geomean", m.mean);
		pilot_put_interval(o, name, m.at);
	}
}

static void proportions(struct pilot_out *o)
{
	static const char *const columns[] = {"case", "kind", "a", "b", "c", "d", NULL};
	struct csv_table t;

	if (!pilot_load(o, "prop2.csv", columns, &t))
		return;
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};
		const char *name = name_of(o, "prop", cell_code(&at, "case"));
		double a = (double)cell_whole(&at, "a", COUNT_MAX, 0);
		double b = (double)cell_whole(&at, "b", COUNT_MAX, 0);
		double c = (double)cell_whole(&at, "c", COUNT_MAX, 0);
		double d = (double)cell_whole(&at, "d", COUNT_MAX, 0);
		bool paired = strcmp(cell_text(&at, "kind"), "paired") == 0;
		struct difference change;

		if (!paired && strcmp(cell_text(&at, "kind"), "unpaired") != 0)
			cell_fault(&at, "kind", FAULT_PILOT_KIND, cell_text(&at, "kind"), NULL);
		if (paired ? a + b > c : a > b || c > d)
			cell_fault(&at, "a", FAULT_SUCCEEDED_THERE, NULL);
		change = paired ? pilot_proportions_paired(a, b, c, LEVEL) :
			pilot_proportions(a, b, c, d, LEVEL);
		pilot_put(o, name, "diff", change.diff);
		pilot_put_interval(o, name, change.at);
		pilot_put(o, name, "p", change.p);
	}
}

enum err compute_pilot(struct compute *c)
{
	struct pilot_out o = {c, {.out = compute_output(c, "result.csv")}};
	size_t before;

	csv_put_row(&o.w, "case", "quantity", "value", NULL);
	before = o.w.out->len;
	pilot_sus(&o);
	umux(&o);
	completion(&o);
	nps(&o);
	seq(&o);
	times(&o);
	proportions(&o);
	pilot_verdicts(&o);
	if (o.w.out->len == before && !c->faults.count)
		fault_add(&c->faults, c->dir, 0, NULL, FAULT_PILOT_NOTHING, NULL);
	return c->faults.count ? ERR_INPUT : OK;
}
