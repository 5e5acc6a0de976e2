/*
 * kiosk compute pilot: tasks, scales and proportions of pilots, each of its own
 * table. SUS and the verdicts have files of their own.
 */
#include "compute_pilot.h"

#include <math.h>
#include <string.h>

#include "analysis/audit.h"
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

static void umux(struct pilot_out *o, const struct cell *at, const char *resp)
{
	const char *name = name_of(o, "umux", resp);
	double raw = umux_lite(cell_number(at, "cap", 1, 7), cell_number(at, "ease", 1, 7));

	pilot_put(o, name, "raw", raw);
	if (o->method < 2)
		pilot_put(o, name, "sus_equiv", umux_as_sus(raw));
}

static double count(const struct cell *at, const char *column)
{
	return (double)cell_whole(at, column, COUNT_MAX, 0);
}

static void completion(struct pilot_out *o, const struct cell *at, const char *task)
{
	static const int levels[] = {80, 95};
	double x = count(at, "x"), n = count(at, "n");

	if (x > n)
		cell_fault(at, "x", FAULT_SUCCEEDED_TRIED, NULL);
	for (size_t i = 0; i < 2; i++) {
		const char *name = arena_printf(o->c->arena, "completion:%s:%d", task, levels[i]);
		struct proportion p = pilot_proportion(x, n, levels[i] / 100.0);

		pilot_put(o, name, "centre", p.centre);
		pilot_put_interval(o, name, p.at);
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

static void nps(struct pilot_out *o, const struct cell *at, const char *group)
{
	const char *name = name_of(o, "nps", group);
	size_t n;
	double *list = scores(at, "scores", 0, 10, &n);
	struct net_promoter r = pilot_nps(list, n, LEVEL);

	pilot_put(o, name, "nps", r.score);
	pilot_put_interval(o, name, r.at);
}

static void put_mean(struct pilot_out *o, const char *name, const char *quantity, struct mean m)
{
	pilot_put(o, name, quantity, m.mean);
	pilot_put_interval(o, name, m.at);
}

static void seq(struct pilot_out *o, const struct cell *at, const char *task)
{
	size_t n;
	double *list = scores(at, "scores", 1, 7, &n);

	put_mean(o, name_of(o, "seq", task), "mean", pilot_mean(list, n, LEVEL));
}

static void times(struct pilot_out *o, const struct cell *at, const char *task)
{
	size_t n;
	double *list = cell_numbers(at, "seconds", '|', &n);

	for (size_t i = 0; i < n; i++)
		if (list[i] <= 0)
			cell_fault(at, "seconds", FAULT_PILOT_TIME,
				format_digits(o->c->arena, list[i], 10), NULL);
	put_mean(o, name_of(o, "time", task), "geomean", pilot_times(list, n, LEVEL));
}

static void proportions(struct pilot_out *o, const struct cell *at, const char *kase)
{
	const char *name = name_of(o, "prop", kase), *kind = cell_text(at, "kind");
	double a = count(at, "a"), b = count(at, "b"), c = count(at, "c"), d = count(at, "d");
	bool paired = strcmp(kind, "paired") == 0;
	struct difference change;

	if (!paired && strcmp(kind, "unpaired") != 0)
		cell_fault(at, "kind", FAULT_PILOT_KIND, kind, NULL);
	if (paired ? a + b > c : a > b || c > d)
		cell_fault(at, "a", FAULT_SUCCEEDED_THERE, NULL);
	change = paired ? pilot_proportions_paired(a, b, c, LEVEL) :
		pilot_proportions(a, b, c, d, LEVEL);
	pilot_put(o, name, "diff", change.diff);
	pilot_put_interval(o, name, change.at);
	pilot_put(o, name, "p", change.p);
}

/* Minutes of a row; those that are no time are faults. */
static double *minutes(const struct cell *at, const char *column, size_t *n)
{
	double *list = cell_numbers(at, column, '|', n);

	for (size_t i = 0; i < *n; i++)
		if (list[i] < 0)
			cell_fault(at, column, FAULT_PILOT_TIME,
				format_digits(at->c->arena, list[i], 10), NULL);
	return list;
}

static void calibration(struct pilot_out *o)
{
	static const char *const columns[] = {"func", "told", "measured", NULL};
	struct csv_table t;
	struct told_measured *list;
	struct calibration c;

	if (!pilot_load(o, "calibration.csv", columns, &t))
		return;
	list = arena_array(o->c->arena, t.rows, sizeof *list);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};

		cell_code(&at, "func");
		list[row].told = minutes(&at, "told", &list[row].n_told);
		list[row].measured = minutes(&at, "measured", &list[row].n_measured);
	}
	c = pilot_calibration(list, t.rows);
	pilot_put(o, "calibration", "functions", (double)c.functions);
	pilot_put(o, "calibration", "b", c.b);
	pilot_put(o, "calibration", "s", c.s);
	pilot_put(o, "calibration", "factor", pilot_calibrated(&c, 1, 0, true, LEVEL).saved);
}

/* Tables whose rows stand for themselves, each named by the code in its first column. */
static const struct {
	const char *file;
	const char *columns[7];		/* ended by NULL */
	void (*row)(struct pilot_out *o, const struct cell *at, const char *code);
} tables[] = {
	{"umux.csv", {"resp", "cap", "ease"}, umux},
	{"completion.csv", {"task", "x", "n"}, completion},
	{"nps.csv", {"group", "scores"}, nps},
	{"seq.csv", {"task", "scores"}, seq},
	{"times.csv", {"task", "seconds"}, times},
	{"prop2.csv", {"case", "kind", "a", "b", "c", "d"}, proportions},
};

static void row_by_row(struct pilot_out *o)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct csv_table t;

		if (!pilot_load(o, tables[i].file, tables[i].columns, &t))
			continue;
		for (size_t row = 0; row < t.rows; row++) {
			struct cell at = {o->c, &t, row};

			tables[i].row(o, &at, cell_code(&at, tables[i].columns[0]));
		}
	}
}

enum err compute_pilot(struct compute *c)
{
	struct pilot_out o = {c, {.out = compute_output(c, "result.csv")}, 0};
	struct json_flat params;
	size_t before;

	if (compute_params(c, &params))
		o.method = params_number(c, &params, "method_version", AUDIT_METHOD_FIRST,
			AUDIT_METHOD_LAST, AUDIT_METHOD_LAST);
	csv_put_row(&o.w, "case", "quantity", "value", NULL);
	before = o.w.out->len;
	pilot_sus(&o);
	row_by_row(&o);
	calibration(&o);
	pilot_verdicts(&o);
	if (o.w.out->len == before && !c->faults.count)
		fault_add(&c->faults, c->dir, 0, NULL, FAULT_PILOT_NOTHING, NULL);
	return c->faults.count ? ERR_INPUT : OK;
}
