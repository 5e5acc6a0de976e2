/*
 * Questionnaires, tasks and changes of pilots. Owns the formulas of part E; the
 * verdict is in pilot_verdict.c.
 */
#include "analysis/pilot.h"

#include <math.h>

#include "analysis/distribution.h"
#include "arith.h"

static double t_of(double df, double level)
{
	return t_quantile((1 + level) / 2, df);
}

static double z_of(double level)
{
	return normal_quantile((1 + level) / 2);
}

static struct interval around(double centre, double half)
{
	return (struct interval){centre - half, centre + half};
}

static struct interval clip(struct interval i, double lo, double hi)
{
	return (struct interval){i.lo < lo ? lo : i.lo, i.hi > hi ? hi : i.hi};
}

struct mean pilot_mean(const double *values, size_t n, double level)
{
	struct mean m = {.mean = NAN, .sd = NAN, .at = {NAN, NAN}};
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i])) {
			sum += values[i];
			m.n++;
		}
	if (m.n == 0)
		return m;
	m.mean = sum / (double)m.n;
	if (m.n < 2)
		return m;
	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i]))
			squares += (values[i] - m.mean) * (values[i] - m.mean);
	m.sd = sqrt(squares / (double)(m.n - 1));
	m.at = around(m.mean, t_of((double)m.n - 1, level) * m.sd / sqrt((double)m.n));
	return m;
}

/* ---- questionnaires ---- */

double sus_item(size_t item, double answer)
{
	/* Items 1, 3, … are worded well of it, 2, 4, … badly. */
	return item % 2 == 0 ? answer - 1 : 5 - answer;
}

double sus_score(const double answers[SUS_ITEMS])
{
	double sum = 0;
	int given = 0;

	for (size_t i = 0; i < SUS_ITEMS; i++) {
		if (isnan(answers[i]))
			continue;
		if (answers[i] < 1 || answers[i] > 5)
			return NAN;
		sum += sus_item(i, answers[i]);
		given++;
	}
	return given < SUS_ITEMS - 1 ? NAN : sum * 100 / (4 * given);
}

const char *sus_grade(double mean)
{
	static const struct {
		double from;
		const char *grade;
	} grades[] = {{84.1, "A+"}, {80.8, "A"}, {78.9, "A-"}, {77.2, "B+"}, {74.1, "B"},
		{72.6, "B-"}, {71.1, "C+"}, {65.0, "C"}, {62.7, "C-"}, {51.7, "D"}};

	if (isnan(mean))
		return "";
	mean = round(mean * 10) / 10;
	for (size_t i = 0; i < sizeof grades / sizeof *grades; i++)
		if (mean >= grades[i].from)
			return grades[i].grade;
	return "F";
}

const char *sus_adjective(double mean)
{
	static const struct {
		double at;
		const char *word;
	} words[] = {{12.5, "Worst imaginable"}, {20.3, "Awful"}, {35.7, "Poor"}, {50.9, "OK"},
		{71.4, "Good"}, {85.5, "Excellent"}, {90.9, "Best imaginable"}};
	size_t nearest = 0;

	if (isnan(mean))
		return "";
	for (size_t i = 1; i < sizeof words / sizeof *words; i++)
		if (fabs(mean - words[i].at) < fabs(mean - words[nearest].at))
			nearest = i;
	return words[nearest].word;
}

double umux_lite(double capable, double easy)
{
	return (capable + easy - 2) * 100 / 12;
}

double umux_as_sus(double raw)
{
	return 0.65 * raw + 22.9;
}

/* ---- tasks ---- */

struct proportion pilot_proportion(double successes, double n, double level)
{
	double z = z_of(level), total = n + z * z;
	struct proportion p = {NAN, {NAN, NAN}};

	if (!(n > 0))
		return p;
	p.centre = (successes + z * z / 2) / total;
	p.at = clip(around(p.centre, z * sqrt(p.centre * (1 - p.centre) / total)), 0, 1);
	return p;
}

struct mean pilot_times(const double *seconds, size_t n, double level)
{
	struct mean m = {.mean = NAN, .sd = NAN, .at = {NAN, NAN}};
	double sum = 0, squares = 0, mean;

	for (size_t i = 0; i < n; i++)
		if (seconds[i] > 0) {
			sum += arith_log(seconds[i]);
			m.n++;
		}
	if (m.n == 0)
		return m;
	mean = sum / (double)m.n;
	m.mean = arith_exp(mean);
	if (m.n < 2)
		return m;
	for (size_t i = 0; i < n; i++)
		if (seconds[i] > 0)
			squares += (arith_log(seconds[i]) - mean) * (arith_log(seconds[i]) - mean);
	m.sd = sqrt(squares / (double)(m.n - 1));
	m.at = around(mean, t_of((double)m.n - 1, level) * m.sd / sqrt((double)m.n));
	m.at = (struct interval){arith_exp(m.at.lo), arith_exp(m.at.hi)};
	return m;
}

struct net_promoter pilot_nps(const double *answers, size_t n, double level)
{
	struct net_promoter r = {.score = NAN, .at = {NAN, NAN}};
	double promoters = 0, detractors = 0, total, diff, variance;

	for (size_t i = 0; i < n; i++) {
		if (isnan(answers[i]))
			continue;
		promoters += answers[i] >= 9;
		detractors += answers[i] <= 6;
		r.n++;
	}
	if (r.n == 0)
		return r;
	r.score = 100 * (promoters - detractors) / (double)r.n;
	total = (double)r.n + 3;
	promoters = (promoters + 0.75) / total;
	detractors = (detractors + 0.75) / total;
	diff = promoters - detractors;
	variance = promoters + detractors - diff * diff;
	r.at = clip(around(100 * diff, 100 * z_of(level) * sqrt(variance / total)), -100, 100);
	return r;
}

/* ---- told and measured ---- */

/* Mean of the logarithms of what is over 0; NAN: there is none. */
static double mean_log(const double *values, size_t n, size_t *count)
{
	double sum = 0;

	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (values[i] > 0) {
			sum += arith_log(values[i]);
			++*count;
		}
	return sum / (double)*count;
}

/* A function's ratio; false: not told, or too few measured it. */
static bool ratio_of(const struct told_measured *f, double *r)
{
	size_t told, measured;

	*r = mean_log(f->measured, f->n_measured, &measured)
		- mean_log(f->told, f->n_told, &told);
	return told > 0 && measured >= CALIBRATION_TESTERS;
}

struct calibration pilot_calibration(const struct told_measured *list, size_t n)
{
	struct calibration c = {.b = NAN, .s = NAN};
	double sum = 0, squares = 0, r;

	for (size_t i = 0; i < n; i++)
		if (ratio_of(&list[i], &r)) {
			sum += r;
			c.functions++;
		}
	if (c.functions < CALIBRATION_FUNCTIONS)
		return c;
	c.b = sum / (double)c.functions;
	for (size_t i = 0; i < n; i++)
		if (ratio_of(&list[i], &r))
			squares += (r - c.b) * (r - c.b);
	c.s = sqrt(squares / (double)(c.functions - 1));
	return c;
}

struct calibrated pilot_calibrated(const struct calibration *c, double saved, double half,
	bool several, double level)
{
	struct calibrated out = {NAN, {NAN, NAN}};
	double n = (double)c->functions, own;

	if (isnan(c->b))
		return out;
	own = t_of(n - 1, level) * c->s * sqrt(several ? 1 / n : 1 + 1 / n);
	own = sqrt(half * half + own * own);
	out.saved = saved * arith_exp(c->b);
	out.at = (struct interval){out.saved * arith_exp(-own), out.saved * arith_exp(own)};
	return out;
}

/* ---- from round to round ---- */

static const struct difference no_change = {NAN, {NAN, NAN}, NAN, NAN};

/* A difference whose error is known, tested against 0. */
static struct difference t_change(double diff, double se, double df, double level)
{
	struct difference c = {.diff = diff, .df = df};

	c.at = around(diff, t_of(df, level) * se);
	c.p = se > 0 ? 2 * t_upper(fabs(diff) / se, df) : diff == 0 ? 1 : 0;
	return c;
}

struct difference pilot_welch(const double *before, size_t n_before, const double *after,
	size_t n_after, double level)
{
	struct mean b = pilot_mean(before, n_before, level);
	struct mean a = pilot_mean(after, n_after, level);
	struct difference c = no_change;
	double vb, va, df;

	c.diff = a.mean - b.mean;
	if (a.n < 2 || b.n < 2)
		return c;
	vb = b.sd * b.sd / (double)b.n;
	va = a.sd * a.sd / (double)a.n;
	df = (va + vb) * (va + vb) / (va * va / ((double)a.n - 1) + vb * vb / ((double)b.n - 1));
	if (!(va + vb > 0))
		df = (double)(a.n + b.n - 2);
	return t_change(c.diff, sqrt(va + vb), df, level);
}

struct difference pilot_paired(const double *before, const double *after, size_t n, double level)
{
	struct difference c = no_change;
	double sum = 0, squares = 0, mean;

	if (n == 0)
		return c;
	for (size_t i = 0; i < n; i++)
		sum += after[i] - before[i];
	c.diff = mean = sum / (double)n;
	if (n < 2)
		return c;
	for (size_t i = 0; i < n; i++)
		squares += (after[i] - before[i] - mean) * (after[i] - before[i] - mean);
	return t_change(mean, sqrt(squares / (double)(n - 1) / (double)n), (double)n - 1, level);
}

struct difference pilot_proportions(double x1, double n1, double x2, double n2, double level)
{
	struct difference c = no_change;
	double p1 = (x1 + 1) / (n1 + 2), p2 = (x2 + 1) / (n2 + 2), pooled, chi2;

	if (!(n1 > 0 && n2 > 0))
		return c;
	c.diff = x2 / n2 - x1 / n1;
	c.at = clip(around(p2 - p1, z_of(level)
		* sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))), -1, 1);
	pooled = (x1 + x2) / (n1 + n2);
	chi2 = c.diff * c.diff / (pooled * (1 - pooled) * (1 / n1 + 1 / n2))
		* (n1 + n2 - 1) / (n1 + n2);
	c.p = pooled > 0 && pooled < 1 ? chi2_upper(chi2, 1) : 1;
	return c;
}

/* Both tails of who changed, the middle counted half. */
static double mcnemar_mid_p(double b, double c)
{
	double n = b + c, least = fmin(b, c), below = 0;

	if (n == 0)
		return 1;
	if (b == c)
		return 1 - binomial_at(b, n, 0.5) / 2;
	for (double x = 0; x <= least; x++)
		below += binomial_at(x, n, 0.5);
	return 2 * below - binomial_at(least, n, 0.5);
}

struct difference pilot_proportions_paired(double only_before, double only_after, double n,
	double level)
{
	struct difference c = no_change;
	double b = only_before + 0.5, d = only_after + 0.5, total = n + 2;

	if (!(n > 0))
		return c;
	c.diff = (only_after - only_before) / n;
	c.at = clip(around((d - b) / total, z_of(level)
		* sqrt(b + d - (d - b) * (d - b) / total) / total), -1, 1);
	c.p = mcnemar_mid_p(only_before, only_after);
	return c;
}

bool pilot_pairs(size_t n_before, size_t n_after, size_t in_both)
{
	size_t smaller = n_before < n_after ? n_before : n_after;

	return in_both >= 5 && 10 * in_both >= 6 * smaller;
}

bool pilot_improved(const struct difference *sus)
{
	return sus->at.lo > 0 && sus->diff >= 5;
}
