/*
 * A second, slow reading of method A: dense tables, no ordering, every formula as
 * it stands in the text; and random companies to read with it.
 */
#ifndef TESTS_ANALYSIS_NAIVE_H
#define TESTS_ANALYSIS_NAIVE_H

#include "analysis/prng.h"
#include "tables.h"

#define DEPTS 4
#define FUNCS 6
#define PEOPLE 60

/* The slow reading's figures. */
struct naive {
	size_t method;		/* its version */
	double times[PEOPLE];	/* how often a respondent counts: 1, or as drawn */
	double n[DEPTS], x[DEPTS][FUNCS];
	bool inside[PEOPLE][FUNCS];	/* up to the cut of the cell */
	bool valid[PEOPLE], picked[PEOPLE][FUNCS], detailed[PEOPLE][FUNCS];
	double a[PEOPLE][FUNCS], v[4][PEOPLE][FUNCS];	/* h, pain, want, rule */
	double N[DEPTS], N_all, k0[4];
	double value[4][DEPTS][FUNCS], mu[4][FUNCS], mean[4][DEPTS][FUNCS];
	double M[DEPTS][FUNCS], T[DEPTS][FUNCS], G[DEPTS][FUNCS];
	double u[FUNCS][5], Q[FUNCS], Qd[DEPTS][FUNCS];
	bool ranked[FUNCS];
	size_t winsorised, overbudget;
};

static double median(double *x, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
			if (x[j] < x[i]) {
				double t = x[i];

				x[i] = x[j];
				x[j] = t;
			}
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static double limit(double v)
{
	return fmin(fmax(v, 0), 1);
}

/* P12: whether a respondent is among those that the cell is built from. */
static bool naive_inside(const struct audit_input *in, size_t i, size_t f)
{
	for (size_t c = 0; c < in->n_cuts; c++)
		if (in->cuts[c].department == in->respondents[i].department
			&& in->cuts[c].function == f)
			return in->respondents[i].release <= in->cuts[c].release;
	return true;
}

/* Steps 1, 2, 5. */
static void naive_read(struct naive *z, const struct audit_input *in)
{
	double year = z->method == 1 ? 52 : 46;
	const double unit[] = {NAN, 5, 1, 12 / year, 4 / year, 1 / year};

	for (size_t i = 0; i < in->n_respondents; i++) {
		z->valid[i] = in->respondents[i].picks_done && !in->respondents[i].excluded;
		z->times[i] = 1;
		z->n[in->respondents[i].department] += z->valid[i];
		for (size_t f = 0; f < FUNCS; f++)
			z->inside[i][f] = naive_inside(in, i, f);
	}
	for (size_t i = 0; i < in->n_picks; i++)
		z->picked[in->picks[i].respondent][in->picks[i].function] = true;
	for (size_t i = 0; i < PEOPLE; i++)
		for (size_t f = 0; f < FUNCS; f++)
			for (int g = 0; g < 4; g++)
				z->v[g][i][f] = NAN;
	for (size_t i = 0; i < in->n_details; i++) {
		const struct audit_detail *d = &in->details[i];
		uint32_t r = d->respondent, f = d->function;

		if (!z->valid[r] || !z->picked[r][f])
			continue;
		z->detailed[r][f] = true;
		z->a[r][f] = d->design_w;
		z->v[0][r][f] = d->freq_n * unit[d->freq_unit] * d->minutes / 60;
		if (!isnan(d->frust5) && !isnan(d->rework10))
			z->v[1][r][f] = (((double)d->frust5 - 1) / 4 + (double)d->rework10 / 10) / 2;
		else if (!isnan(d->frust5))
			z->v[1][r][f] = ((double)d->frust5 - 1) / 4;
		else
			z->v[1][r][f] = (double)d->rework10 / 10;
		z->v[2][r][f] = ((double)d->want5 - 1) / 4;
		z->v[3][r][f] = ((double)d->rule5 - 1) / 4;
	}
}

/* Steps 3 and 4; then what lies beyond a cut is dropped. */
static void naive_fit(struct naive *z, const struct audit_input *in)
{
	for (int f = 0; f < FUNCS; f++) {
		double logs[PEOPLE], off[PEOPLE], m, cap;
		int n = 0;

		for (int i = 0; i < PEOPLE; i++)
			if (z->v[0][i][f] > 0 && z->inside[i][f])
				logs[n++] = log(z->v[0][i][f]);
		if (n < 5)
			continue;
		m = median(logs, n);
		for (int i = 0; i < n; i++)
			off[i] = fabs(logs[i] - m);
		cap = exp(m + 2.5 * fmax(1.4826 * median(off, n), 0.25));
		for (int i = 0; i < PEOPLE; i++)
			if (z->v[0][i][f] > cap) {
				z->v[0][i][f] = cap;
				z->winsorised += z->inside[i][f];
			}
	}
	for (size_t i = 0; i < in->n_respondents; i++) {
		double L = in->respondents[i].weekly_hours, t = 0;

		L = isnan(L) ? 40 : L;
		for (int f = 0; f < FUNCS; f++)
			if (!isnan(z->v[0][i][f]))
				t += (z->method == 1 ? z->a[i][f] : 1) * z->v[0][i][f];
		for (int f = 0; f < FUNCS && t > L; f++)
			z->v[0][i][f] *= L / t;
		z->overbudget += t > L;
	}
	for (size_t i = 0; i < in->n_respondents; i++)
		for (int f = 0; f < FUNCS; f++)
			if (!z->inside[i][f]) {
				z->picked[i][f] = false;
				for (int g = 0; g < 4; g++)
					z->v[g][i][f] = NAN;
			}
}

/* Step 8, with plain two-pass sums over values gathered per cell. */
static double naive_k0(const struct naive *z, const struct audit_input *in, int g)
{
	double ssw = 0, ssb = 0, dfw = 0, dfb = 0, size = 0;

	for (int f = 0; f < FUNCS; f++) {
		double sum[DEPTS] = {0}, all = 0, scale, kk = 0;
		int k[DEPTS] = {0}, total = 0, departments = 0;

		for (size_t i = 0; i < in->n_respondents; i++)
			if (!isnan(z->v[g][i][f])) {
				sum[in->respondents[i].department] += z->v[g][i][f];
				k[in->respondents[i].department]++;
				all += z->v[g][i][f];
				total++;
			}
		for (int d = 0; d < DEPTS; d++) {
			departments += k[d] > 0;
			kk += (double)k[d] * k[d];
		}
		if (departments < 2 || total < 3)
			continue;
		scale = g == 0 ? all / total : 1;
		if (scale <= 0)
			continue;
		for (size_t i = 0; i < in->n_respondents; i++) {
			uint32_t d = in->respondents[i].department;

			if (!isnan(z->v[g][i][f]))
				ssw += pow((z->v[g][i][f] - sum[d] / k[d]) / scale, 2);
		}
		for (int d = 0; d < DEPTS; d++)
			if (k[d])
				ssb += k[d] * pow((sum[d] / k[d] - all / total) / scale, 2);
		dfw += total - departments;
		dfb += departments - 1;
		size += total - kk / total;
	}
	if (dfw < 10 || dfb < 2)
		return 4;

	double tau2 = (ssb - dfb * ssw / dfw) / size;

	return tau2 <= (z->method == 1 ? 0 : 1e-12) ? 20 : fmin(fmax(ssw / dfw / tau2, 1), 20);
}

/* Steps 2 and 8, which draws hold. */
static void naive_hold(struct naive *z, const struct audit_input *in)
{
	for (int d = 0; d < DEPTS; d++) {
		double headcount = in->departments[d].headcount;

		z->N[d] = z->n[d] > 0 ? fmax(isnan(headcount) ? 0 : headcount, z->n[d]) : 0;
		z->N_all += z->N[d];
	}
	for (int g = 0; g < 4; g++)
		z->k0[g] = naive_k0(z, in, g);
}

/* A value's weight: version 2 weighs ratings on rules by hours too, where the cell has
 * such, if only among the people drawn. */
static double naive_weight(const struct naive *z, const struct audit_input *in, int g, size_t i,
	int f)
{
	if (z->method == 1 || g != 3)
		return z->a[i][f];
	for (size_t j = 0; j < in->n_respondents; j++)
		if (in->respondents[j].department == in->respondents[i].department
			&& z->times[j] > 0 && z->v[0][j][f] > 0 && !isnan(z->v[3][j][f]))
			return z->v[0][i][f] > 0 ? z->a[i][f] * z->v[0][i][f] : 0;
	return z->a[i][f];
}

/* Steps 6, 7, 9. `whole`: pooled values where nobody drawn has one; NULL. */
static void naive_shrink(struct naive *z, const struct audit_input *in,
	const struct naive *whole)
{
	for (int d = 0; d < DEPTS; d++)
		for (int f = 0; f < FUNCS; f++) {
			double n = 0;
			bool all = true;

			z->x[d][f] = 0;
			for (size_t i = 0; i < in->n_respondents; i++) {
				if (!z->valid[i] || in->respondents[i].department != (uint32_t)d)
					continue;
				all = all && z->inside[i][f];
				n += z->times[i] * z->inside[i][f];
				z->x[d][f] += z->times[i] * z->picked[i][f];
			}
			n = all ? z->n[d] : n;
			z->M[d][f] = n > 0 ? z->N[d] * z->x[d][f] / n :
				whole ? whole->M[d][f] : 0;
		}
	for (int g = 0; g < 4; g++)
		for (int f = 0; f < FUNCS; f++) {
			double people = 0, sum = 0, a[DEPTS] = {0}, aa[DEPTS] = {0}, av[DEPTS] = {0};

			for (size_t i = 0; i < in->n_respondents; i++) {
				uint32_t d = in->respondents[i].department;

				if (z->times[i] > 0 && !isnan(z->v[g][i][f])) {
					double w = naive_weight(z, in, g, i, f);

					a[d] += z->times[i] * w;
					aa[d] += z->times[i] * w * w;
					av[d] += z->times[i] * w * z->v[g][i][f];
				}
			}
			for (int d = 0; d < DEPTS; d++) {
				z->mean[g][d][f] = av[d] / a[d];
				if (a[d] > 0) {
					people += z->M[d][f];
					sum += z->M[d][f] * z->mean[g][d][f];
				}
			}
			z->mu[g][f] = people > 0 || !whole ? sum / people : whole->mu[g][f];
			for (int d = 0; d < DEPTS; d++) {
				double ke = a[d] * a[d] / aa[d], B = ke / (ke + z->k0[g]);

				z->value[g][d][f] = a[d] > 0 ?
					B * z->mean[g][d][f] + (1 - B) * z->mu[g][f] : z->mu[g][f];
			}
		}
}

/* u_time of T hours among N people. */
static double naive_u_time(double T, double N)
{
	return T > 0 ? limit(log(T / (N * 40) / 0.001) / log(100)) : 0;
}

/* Steps 10 to 15. */
static void naive_score(struct naive *z, const struct audit_input *in)
{
	const double chosen[] = {.4, .2, .2, .1, .1};
	bool exec = true, ease = true;

	for (int f = 0; f < FUNCS; f++) {
		const struct audit_function *fn = &in->functions[f];
		double T = 0, M = 0, pain = 0, want = 0, x = 0;

		for (int d = 0; d < DEPTS; d++) {
			double A = !isnan(fn->auto_override) ? fn->auto_override :
				isnan(z->mu[3][f]) ? .5 : .8 * z->value[3][d][f];

			x += z->x[d][f];
			z->G[d][f] = z->T[d][f] = 0;
			if (z->M[d][f] <= 0)
				continue;
			z->G[d][f] = z->M[d][f] * z->value[0][d][f];
			z->T[d][f] = z->G[d][f] * A;
			T += z->T[d][f];
			M += z->M[d][f];
			pain += z->M[d][f] * z->value[1][d][f];
			want += z->M[d][f] * z->value[2][d][f];
		}
		z->ranked[f] = x > 0 && !isnan(z->mu[0][f]);
		z->u[f][0] = naive_u_time(T, z->N_all);
		z->u[f][1] = isnan(z->mu[1][f]) ? .5 : pain / M;
		z->u[f][2] = isnan(z->mu[2][f]) ? .5 : want / M;
		z->u[f][3] = fn->exec / 3;
		z->u[f][4] = 1 - limit(log(fn->effort_days) / log(60));
		if (isnan(fn->effort_days))
			z->u[f][4] = NAN;
		exec = exec && (!z->ranked[f] || !isnan(fn->exec));
		ease = ease && (!z->ranked[f] || !isnan(fn->effort_days));
	}
	for (int f = 0; f < FUNCS; f++) {
		double rest = (exec ? .1 * z->u[f][3] : 0) + (ease ? .1 * z->u[f][4] : 0);
		double of = .8 + (exec ? .1 : 0) + (ease ? .1 : 0);

		z->Q[f] = 100 * (.4 * z->u[f][0] + .2 * z->u[f][1] + .2 * z->u[f][2] + rest) / of;
		for (int d = 0; d < DEPTS; d++)
			z->Qd[d][f] = 100 * (chosen[0] * naive_u_time(z->T[d][f], z->N[d])
				+ .2 * (isnan(z->mu[1][f]) ? .5 : z->value[1][d][f])
				+ .2 * (isnan(z->mu[2][f]) ? .5 : z->value[2][d][f]) + rest) / of;
	}
}

/* 0 … bound - 1. */
static double any(struct prng *g, uint32_t bound)
{
	return prng_bounded(g, bound);
}

static double maybe(struct prng *g, double v)
{
	return prng_bounded(g, 6) == 0 ? NAN : v;
}

/* A company of at most so many; codes ascend, so that indices are in order. */
/* When they came, and cells that wait for some of them. */
static void invent_cuts(struct arena *a, struct prng *g, struct tables *t)
{
	struct audit_cut *cuts = arena_array(a, DEPTS * FUNCS, sizeof *cuts);

	for (size_t i = 0; i < t->in.n_respondents; i++)
		t->respondents[i].release = 1 + prng_bounded(g, 3);
	for (uint32_t d = 0; d < DEPTS; d++)
		for (uint32_t f = 0; f < FUNCS; f++)
			if (prng_bounded(g, 2))
				cuts[t->in.n_cuts++] = (struct audit_cut){d, f,
					prng_bounded(g, 4)};
	t->in.cuts = cuts;
}

static void invent(struct arena *a, struct prng *g, struct tables *t)
{
	struct audit_input *in = &t->in;
	size_t people = prng_bounded(g, PEOPLE + 1);
	uint32_t departments = 1 + prng_bounded(g, DEPTS), blank = prng_bounded(g, 3);

	*t = (struct tables){.in = {.n_departments = DEPTS, .n_functions = FUNCS}};
	t->departments = arena_array(a, DEPTS, sizeof *t->departments);
	t->functions = arena_array(a, FUNCS, sizeof *t->functions);
	t->respondents = arena_array(a, PEOPLE, sizeof *t->respondents);
	t->picks = arena_array(a, PEOPLE * FUNCS, sizeof *t->picks);
	t->details = arena_array(a, PEOPLE * FUNCS, sizeof *t->details);
	for (uint32_t d = 0; d < DEPTS; d++)
		t->departments[d] = (struct audit_department){arena_printf(a, "D%u", d),
			maybe(g, any(g, 40))};
	for (uint32_t f = 0; f < FUNCS; f++)
		t->functions[f] = (struct audit_function){arena_printf(a, "F%u", f),
			blank ? 1 + any(g, 90) : (double)NAN,
			blank > 1 ? any(g, 4) : (double)NAN,
			prng_bounded(g, 5) ? (double)NAN : any(g, 11) / 10};
	for (uint32_t r = 0; r < people; r++) {
		t->respondents[in->n_respondents++] = (struct audit_respondent){
			arena_printf(a, "R%02u", r), prng_bounded(g, departments),
			prng_bounded(g, 12) > 0, prng_bounded(g, 12) == 0,
			prng_bounded(g, 3) ? (double)NAN : 10 + any(g, 30), 0};
		for (uint32_t f = 0; f < FUNCS; f++) {
			if (prng_bounded(g, 2))
				t->picks[in->n_picks++] = (struct audit_pick){r, f};
			if (prng_bounded(g, 2))
				t->details[in->n_details++] = (struct audit_detail){
					.respondent = r, .function = f,
					.freq_unit = (enum audit_unit)prng_bounded(g, 6),
					.design_w = 1 + any(g, 8) / 4, .freq_n = maybe(g, any(g, 30)),
					.minutes = maybe(g, any(g, 61)),
					.rework10 = (float)maybe(g, any(g, 11)),
					.frust5 = (float)maybe(g, 1 + any(g, 5)),
					.want5 = (float)maybe(g, 1 + any(g, 5)),
					.rule5 = (float)maybe(g, 1 + any(g, 5))};
		}
	}
	in->departments = t->departments;
	in->functions = t->functions;
	in->respondents = t->respondents;
	in->picks = t->picks;
	in->details = t->details;
	if (prng_bounded(g, 2))
		invent_cuts(a, g, t);
}

#endif
