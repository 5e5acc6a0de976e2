/*
 * Part B against a second, slow reading: respondents are drawn one by one, every
 * formula is gone through again for the people drawn, and rank sets, support,
 * weightings and disagreement are worked out as the text says them. Random
 * companies.
 */
#include "analysis/audit_more.h"
#include "analysis/distribution.h"
#include "naive.h"

#define BOOT 200
#define K 2

static int boot = 40;		/* draws made, of BOOT at most */

/* Figures of draws: as they estimate, and as comparisons take them. */
struct figures {
	double Q[FUNCS][BOOT], T[FUNCS][BOOT], Qd[DEPTS][FUNCS][BOOT], Td[DEPTS][FUNCS][BOOT];
};
static struct figures plain, compared;

/* B.1: how much of a department answered, as it counts in comparisons. */
static double lambda(const struct naive *whole, const struct audit_input *in, uint32_t d)
{
	double picks = 0, timed = 0, n = 0;

	for (int e = 0; e < DEPTS; e++)
		n += whole->n[e];
	for (size_t i = 0; i < in->n_respondents; i++)
		for (int f = 0; f < FUNCS; f++)
			if (whole->valid[i] && in->respondents[i].department == d) {
				picks += whole->times[i] * whole->picked[i][f];
				timed += whole->times[i] * !isnan(whole->v[0][i][f]);
			}
	double left = 1 - (picks > 0 ? timed / picks : 1) * whole->n[d] / whole->N[d];

	return sqrt(fmax(left, fmax(.1, fmin(1, 10 / n))));
}

/* B.1: who is in draw b. */
static void draw_people(const struct naive *whole, struct naive *z, const struct audit_input *in,
	uint64_t seed, uint64_t b, bool comparing)
{
	struct prng g;

	prng_for_draw(&g, seed, b);
	memset(z->times, 0, sizeof z->times);
	for (uint32_t d = 0; d < DEPTS; d++) {
		size_t who[PEOPLE], n = 0;
		double lam;

		for (size_t i = 0; i < in->n_respondents; i++)
			if (z->valid[i] && in->respondents[i].department == d)
				who[n++] = i;
		z->n[d] = n == 1 ? 1 : n ? (double)n - 1 : 0;
		if (n == 1)
			z->times[who[0]] = 1;
		for (size_t i = 1; i < n; i++)
			z->times[who[prng_bounded(&g, (uint32_t)n)]]++;
		if (!comparing || whole->method == 1 || n < 2)
			continue;
		lam = lambda(whole, in, d);
		for (size_t i = 0; i < n; i++)
			z->times[who[i]] = 1 - lam
				+ lam * z->times[who[i]] * (double)n / (double)(n - 1);
		z->n[d] = (double)n;
	}
}

/* The score of some utilities under the default weights, exec and ease when the
 * whole sample has them everywhere. */
static double score(const double *u, bool exec, bool ease)
{
	double sum = .4 * u[0] + .2 * u[1] + .2 * u[2], of = .8;

	if (exec) {
		sum += .1 * u[3];
		of += .1;
	}
	if (ease) {
		sum += .1 * u[4];
		of += .1;
	}
	return 100 * sum / of;
}

static void naive_draws(const struct naive *whole, const struct audit_input *in,
	const struct audit_result *r, uint64_t seed, bool comparing, struct figures *to)
{
	bool exec = r->active[AUDIT_BY_EXEC], ease = r->active[AUDIT_BY_EASE];

	for (int b = 0; b < boot; b++) {
		struct naive z = *whole;

		draw_people(whole, &z, in, seed, (uint64_t)b, comparing);
		naive_shrink(&z, in, whole);
		naive_score(&z, in);
		for (int f = 0; f < FUNCS; f++) {
			double u[5], people = 0;

			memcpy(u, z.u[f], sizeof u);
			to->T[f][b] = 0;
			for (int d = 0; d < DEPTS; d++) {
				people += z.M[d][f];
				to->T[f][b] += z.T[d][f];
			}
			if (people <= 0) {
				u[1] = whole->u[f][1];
				u[2] = whole->u[f][2];
			}
			to->Q[f][b] = score(u, exec, ease);
			for (int d = 0; d < DEPTS; d++) {
				const struct naive *from = z.M[d][f] > 0 ? &z : whole;

				u[0] = naive_u_time(z.T[d][f], z.N[d]);
				u[1] = isnan(whole->mu[1][f]) ? .5 : from->value[1][d][f];
				u[2] = isnan(whole->mu[2][f]) ? .5 : from->value[2][d][f];
				to->Td[d][f][b] = z.T[d][f];
				to->Qd[d][f][b] = score(u, exec, ease);
			}
		}
	}
}

static double mean(const double *x)
{
	double sum = 0;

	for (int b = 0; b < boot; b++)
		sum += x[b];
	return sum / boot;
}

static double sd(const double *x)
{
	double m = mean(x), sum = 0;

	for (int b = 0; b < boot; b++)
		sum += (x[b] - m) * (x[b] - m);
	return sqrt(sum / (boot - 1));
}

static int ascending(const void *l, const void *r)
{
	double a = *(const double *)l, b = *(const double *)r;

	return (a > b) - (a < b);
}

static double type7(double *x, double p)
{
	double h = (boot - 1) * p;
	int k = (int)h;

	qsort(x, (size_t)boot, sizeof *x, ascending);
	return k + 1 < boot ? x[k] + (h - k) * (x[k + 1] - x[k]) : x[k];
}

static void check_interval(double got_lo, double got_hi, double est, const double *draws,
	double t, const char *what)
{
	double s = sd(draws);

	assert_near(got_lo, fmax(est - t * s, 0), "lo", what);
	assert_near(got_hi, fmin(est + t * s, 100), "hi", what);
}

static void check_saved(double got_lo, double got_hi, double est, const double *draws, double t,
	const char *what)
{
	double logs[BOOT];

	if (est <= 0) {
		assert_true(isnan(got_lo) && isnan(got_hi));
		return;
	}
	for (int b = 0; b < boot; b++)
		logs[b] = log(fmax(draws[b], .01 * est));
	assert_near(got_lo, est * exp(-t * sd(logs)), "saved_lo", what);
	assert_near(got_hi, est * exp(t * sd(logs)), "saved_hi", what);
}

static void check_intervals(const struct audit_result *r)
{
	for (size_t i = 0; i < r->n_overall; i++) {
		const struct audit_overall_row *o = &r->overall[i];
		double t = t_quantile(.95, fmax((double)o->detailed - 1, 1));

		assert_near(o->score_se, sd(plain.Q[o->function]), "score_se", o->code);
		check_interval(o->score_lo, o->score_hi, o->score, plain.Q[o->function], t, o->code);
		check_saved(o->saved_lo, o->saved_hi, o->hours_saved, plain.T[o->function], t, o->code);
	}
	for (size_t i = 0; i < r->n_dept; i++) {
		const struct audit_dept_row *o = &r->dept[i];
		size_t d = o->department, f = o->function;
		size_t k = audit_cell(r, d, f)->answers[AUDIT_HOURS];

		if (k < 2) {
			assert_true(isnan(o->score_lo) && isnan(o->saved_lo));
			continue;
		}
		check_interval(o->score_lo, o->score_hi, o->score, plain.Qd[d][f],
			t_quantile(.95, (double)k - 1), o->func);
		check_saved(o->saved_lo, o->saved_hi, o->hours_saved, plain.Td[d][f],
			t_quantile(.95, (double)k - 1), o->func);
	}
}

static double inflation(const struct audit_result *r, size_t method, size_t more)
{
	int df = (int)more;

	for (size_t d = 0; d < r->n_departments; d++)
		df += r->departments[d].n > 0 ? (int)r->departments[d].n - 1 : 0;
	if (df < 1 && method > 1)
		return 1;
	return t_quantile(.95, df > 1 ? df : 1) / normal_quantile(.95);
}

/* B.3 over some ordered pairs of functions, `more` having answered. beats[j][k]: j is surely better. False:
 * a decision was so close that rounding may have made it. */
static bool naive_sets(const struct audit_result *r, size_t method, size_t more,
	const double *est, bool pairs[FUNCS][FUNCS], bool beats[FUNCS][FUNCS])
{
	bool again = true, sure = true;

	memset(beats, 0, sizeof(bool[FUNCS][FUNCS]));
	while (again) {
		double largest[BOOT], c;
		bool any = false;

		again = false;
		for (int b = 0; b < boot; b++)
			largest[b] = -INFINITY;
		for (int j = 0; j < FUNCS; j++)
			for (int k = 0; k < FUNCS; k++) {
				double diff[BOOT], se, m;

				for (int b = 0; b < boot; b++)
					diff[b] = compared.Q[j][b] - compared.Q[k][b];
				se = sd(diff);
				m = mean(diff);
				if (!pairs[j][k] || se < 1e-9)
					continue;
				any = true;
				for (int b = 0; b < boot; b++)
					largest[b] = fmax(largest[b], (diff[b] - m) / se);
			}
		if (!any)
			break;
		c = inflation(r, method, more) * type7(largest, .9);
		for (int j = 0; j < FUNCS; j++)
			for (int k = 0; k < FUNCS; k++) {
				double diff[BOOT], t;

				for (int b = 0; b < boot; b++)
					diff[b] = compared.Q[j][b] - compared.Q[k][b];
				if (!pairs[j][k] || sd(diff) < 1e-9)
					continue;
				t = (est[j] - est[k]) / sd(diff);
				sure = sure && fabs(t - c) > 1e-7 * fabs(c);
				if (t > c) {
					beats[j][k] = again = true;
					pairs[j][k] = false;
				}
			}
	}
	return sure;
}

static void check_sets(const struct naive *z, const struct audit_result *r)
{
	double est[FUNCS] = {0};

	for (size_t i = 0; i < r->n_listed; i++)
		est[r->overall[i].function] = r->overall[i].score;
	for (int only = -1; only < FUNCS; only++) {
		bool pairs[FUNCS][FUNCS], beats[FUNCS][FUNCS];

		for (int j = 0; j < FUNCS; j++)
			for (int k = 0; k < FUNCS; k++)
				pairs[j][k] = j != k && z->ranked[j] && z->ranked[k]
					&& (only < 0 || j == only || k == only);
		if (!naive_sets(r, z->method, 0, est, pairs, beats))
			continue;
		for (size_t i = 0; i < r->n_listed; i++) {
			const struct audit_overall_row *o = &r->overall[i];
			size_t lo = 1, hi = r->n_listed;

			for (int k = 0; k < FUNCS; k++) {
				lo += beats[k][o->function];
				hi -= beats[o->function][k];
				if (only < 0)
					assert_int_equal(r->before[o->function * r->n_functions +
						(size_t)k], beats[o->function][k]);
			}
			if (only < 0) {
				assert_int_equal(o->cs_lo, lo);
				assert_int_equal(o->cs_hi, hi);
				assert_int_equal(o->in_topk_set, lo <= K);
				assert_int_equal(o->verdict, hi <= K ? AUDIT_CLEAR :
					lo <= K ? AUDIT_POSSIBLE : AUDIT_UNLIKELY);
			} else if (only == (int)o->function) {
				assert_int_equal(o->csm_lo, lo);
				assert_int_equal(o->csm_hi, hi);
			}
		}
	}
}

static double key(double score)
{
	return floor(score * 1e6 + .5);
}

static void check_support(const struct naive *z, const struct audit_result *r)
{
	for (size_t i = 0; i < r->n_listed; i++) {
		const struct audit_overall_row *o = &r->overall[i];
		double top = 0, first = 0;

		for (int b = 0; b < boot; b++) {
			int above = 0;

			for (int f = 0; f < FUNCS; f++)
				above += z->ranked[f] && key(compared.Q[f][b]) > key(compared.Q[o->function][b]);
			top += above < K;
			first += above == 0;
		}
		assert_near(o->p_topk, top / boot, "p_topk", o->code);
		assert_near(o->p_first, first / boot, "p_first", o->code);
	}
}

/* All weights in twentieths, by five loops. Rounding may make a tie of the keys or
 * not: one part in a thousand is allowed, as the vectors do. */
static void check_weights(const struct audit_result *r)
{
	double top[FUNCS] = {0}, first[FUNCS] = {0}, local[FUNCS] = {0}, points = 0, near_ = 0;

	for (int a = 0; a <= 20; a++)
	for (int b = 0; a + b <= 20; b++)
	for (int c = 0; a + b + c <= 20; c++)
	for (int d = 0; a + b + c + d <= 20; d++) {
		int n[5] = {a, b, c, d, 20 - a - b - c - d};
		double q[FUNCS];
		bool ok = true, close = true;

		for (int w = 0; w < 5; w++) {
			ok = ok && (r->active[w] || n[w] == 0);
			close = close && (!r->active[w]
				|| fabs(n[w] / 20. - r->weights[w]) <= .1 + 1e-9);
		}
		if (!ok)
			continue;
		points++;
		near_ += close;
		for (size_t i = 0; i < r->n_listed; i++) {
			const struct audit_overall_row *o = &r->overall[i];
			double u[5] = {o->u_time, o->pain, o->want, o->u_exec, o->u_ease};

			q[i] = 0;
			for (int w = 0; w < 5; w++)
				q[i] += r->active[w] ? 100 * n[w] / 20. * u[w] : 0;
		}
		for (size_t i = 0; i < r->n_listed; i++) {
			int above = 0;

			for (size_t j = 0; j < r->n_listed; j++)
				above += key(q[j]) > key(q[i]);
			top[i] += above < K;
			first[i] += above == 0;
			local[i] += above < K && close;
		}
	}
	assert_int_equal(r->lattice_points, r->n_listed ? points : 0);
	for (size_t i = 0; i < r->n_listed; i++) {
		assert_true(fabs(r->overall[i].w_topk - top[i] / points) <= 1e-3);
		assert_true(fabs(r->overall[i].w_first - first[i] / points) <= 1e-3);
		assert_int_equal(r->local_points, near_);
		assert_true(near_ > 0 ?
			fabs(r->overall[i].w_topk_local - local[i] / near_) <= 3e-3 :
			isnan(r->overall[i].w_topk_local));
	}
}

static void check_disagreement(const struct naive *z, const struct audit_result *r)
{
	double largest[BOOT] = {0}, crit;
	size_t rows = 0;
	bool any = false;

	for (int f = 0; f < FUNCS; f++)
		for (int d = 0; d < DEPTS; d++)
			for (int e = d + 1; e < DEPTS; e++) {
				double diff[BOOT], s, m;

				for (int b = 0; b < boot; b++)
					diff[b] = compared.Qd[d][f][b] - compared.Qd[e][f][b];
				s = sd(diff);
				m = mean(diff);
				if (!z->ranked[f] || z->x[d][f] < 5 || z->x[e][f] < 5 || s < 1e-9)
					continue;
				any = true;
				for (int b = 0; b < boot; b++)
					largest[b] = fmax(largest[b], fabs(diff[b] - m) / s);
			}
	crit = inflation(r, z->method, 0) * type7(largest, .9);
	if (!any && z->method > 1)
		crit = NAN;
	for (int f = 0; f < FUNCS; f++) {
		double hi = -1, lo = 101, diff[BOOT];
		int at_hi = 0, at_lo = 0, groups = 0;

		for (int d = 0; d < DEPTS; d++) {
			if (!z->ranked[f] || z->x[d][f] < 5)
				continue;
			groups++;
			if (z->Qd[d][f] > hi) {
				hi = z->Qd[d][f];
				at_hi = d;
			}
			if (z->Qd[d][f] < lo) {
				lo = z->Qd[d][f];
				at_lo = d;
			}
		}
		if (groups < 2)
			continue;
		for (int b = 0; b < boot; b++)
			diff[b] = compared.Qd[at_hi][f][b] - compared.Qd[at_lo][f][b];

		const struct audit_disagree *g = &r->disagree[rows++];

		assert_int_equal(g->function, f);
		assert_int_equal(g->hi, at_hi);
		assert_int_equal(g->lo, at_lo);
		assert_near(g->diff, hi - lo, "diff", g->func);
		assert_near(g->t, sd(diff) < 1e-9 ? (double)NAN : (hi - lo) / sd(diff), "t",
			g->func);
		assert_near(g->crit, crit, "crit", g->func);
		assert_int_equal(g->flag, g->diff >= 15 && g->t > g->crit);
	}
	assert_int_equal(r->n_disagree, rows);
}

/* Some functions, and their rows of departments, held apart: the others are compared as if
 * these had no place. */
static void check_apart(struct arena *a, struct naive *z, const struct audit_params *p,
	const struct audit_result *r, const struct audit_draws *draws, struct prng *g)
{
	bool functions[FUNCS], *dept = arena_array(a, r->n_dept + 1, sizeof *dept);
	struct audit_result apart;
	size_t n = 0;

	for (int f = 0; f < FUNCS; f++) {
		functions[f] = prng_bounded(g, 3) == 0;
		n += z->ranked[f] && !functions[f];
		z->ranked[f] = z->ranked[f] && !functions[f];
	}
	for (size_t i = 0; i < r->n_dept; i++)
		dept[i] = functions[r->dept[i].function];
	assert_int_equal(audit_hold_apart(a, r, draws, p, functions, dept, &apart), OK);
	assert_int_equal(apart.n_listed, n);
	assert_int_equal(apart.n_overall, r->n_overall);
	for (size_t i = 0; i < apart.n_overall; i++) {
		const struct audit_overall_row *o = &apart.overall[i];
		size_t above = 1;

		assert_int_equal(o->apart, functions[o->function]);
		assert_int_equal(o->apart, i >= n);
		assert_int_equal(apart.functions[o->function].row, i);
		for (size_t j = 0; j < n; j++)
			above += key(apart.overall[j].score) > key(o->score);
		assert_int_equal(o->rank, o->apart ? 0 : above);
		if (!o->apart)
			continue;
		assert_true(i == n || strcmp(o[-1].code, o->code) < 0);
		assert_int_equal(o->cs_hi + o->csm_hi + o->verdict + o->standing, 0);
		assert_int_equal(o->in_topk_set, -1);
		assert_true(isnan(o->p_topk) && isnan(o->w_topk) && isnan(o->w_topk_local));
	}
	assert_int_equal(apart.n_together, n < K ? n : K);
	check_sets(z, &apart);
	check_support(z, &apart);
	check_weights(&apart);
	check_disagreement(z, &apart);
}

static void random_companies(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < 400; round++) {
		struct arena *a = arena_new();
		struct naive *z = arena_alloc(a, sizeof *z);
		struct audit_params p = audit_params_default();
		struct audit_result r;
		struct audit_draws draws;
		struct tables t;
		struct prng g;

		prng_for_draw(&g, 12, round);
		invent(a, &g, &t);
		z->method = AUDIT_METHOD_FIRST + round % AUDIT_METHOD_LAST;
		naive_read(z, &t.in);
		naive_fit(z, &t.in);
		naive_hold(z, &t.in);
		naive_shrink(z, &t.in, NULL);
		naive_score(z, &t.in);
		p.boot = (size_t)boot;
		p.top_k = K;
		p.seed = round * 977;
		p.method_version = z->method;
		assert_int_equal(audit_compute_keep(a, &t.in, &p, &r, &draws), OK);
		naive_draws(z, &t.in, &r, p.seed, false, &plain);
		naive_draws(z, &t.in, &r, p.seed, true, &compared);
		check_intervals(&r);
		check_sets(z, &r);
		check_support(z, &r);
		if (round % 8 == 0)
			check_weights(&r);
		check_disagreement(z, &r);
		if (round % 8 == 1)
			check_apart(a, z, &p, &r, &draws, &g);
		arena_free(a);
	}
}

/* ---- more answers (B.8) ---- */

/* Everybody who answered in a department, then the copies. */
struct answering {
	size_t who[DEPTS][PEOPLE * 4], n[DEPTS];
};

static struct answering answering_of(const struct naive *z, const struct audit_input *in)
{
	struct answering w = {.n = {0}};

	for (size_t i = 0; i < in->n_respondents; i++)
		if (z->valid[i]) {
			uint32_t d = in->respondents[i].department;

			w.who[d][w.n[d]++] = i;
		}
	return w;
}

/* The share of each department in `more` answers: by who is missing, whole parts and then
 * the largest remainders. */
static size_t share_out(const struct naive *z, size_t more, size_t share[DEPTS])
{
	size_t missing[DEPTS], all = 0, given = 0;
	double left[DEPTS];

	for (int d = 0; d < DEPTS; d++)
		all += missing[d] = z->n[d] > 0 ? (size_t)(z->N[d] - z->n[d]) : 0;
	if (more > all)
		more = all;
	for (int d = 0; d < DEPTS && all > 0; d++) {
		share[d] = more * missing[d] / all;
		left[d] = (double)(more * missing[d] % all);
		given += share[d];
	}
	for (; given < more; given++) {
		int best = 0;

		for (int d = 1; d < DEPTS; d++)
			if (left[d] > left[best])
				best = d;
		share[best]++;
		left[best] = -1;
	}
	return all;
}

/* Q of everybody, opinions of nobody as `whole` has them. */
static void score_all(const struct naive *z, const struct naive *whole,
	const struct audit_result *r, double *to, size_t stride)
{
	for (int f = 0; f < FUNCS; f++) {
		double u[5], people = 0;

		memcpy(u, z->u[f], sizeof u);
		for (int d = 0; d < DEPTS; d++)
			people += z->M[d][f];
		if (people <= 0) {
			u[1] = whole->u[f][1];
			u[2] = whole->u[f][2];
		}
		to[(size_t)f * stride] = score(u, r->active[AUDIT_BY_EXEC],
			r->active[AUDIT_BY_EASE]);
	}
}

/* One simulation. `unsure`: counts decisions that rounding may have made. */
static size_t naive_clear(const struct naive *today, const struct audit_input *in,
	const struct audit_result *r, const size_t share[DEPTS], struct prng *g, size_t *unsure)
{
	static struct naive more, z;
	struct answering w = answering_of(today, in);
	bool pairs[FUNCS][FUNCS], beats[FUNCS][FUNCS];
	double est[FUNCS];
	size_t clear = 0, added = 0;

	more = *today;
	for (int d = 0; d < DEPTS; d++) {
		uint32_t n = (uint32_t)w.n[d];

		for (size_t i = 0; i < share[d]; i++) {
			w.who[d][w.n[d]] = w.who[d][prng_bounded(g, n)];
			more.times[w.who[d][w.n[d]++]]++;
		}
		more.n[d] = (double)w.n[d];
		added += share[d];
	}
	naive_shrink(&more, in, today);
	naive_score(&more, in);
	score_all(&more, &more, r, est, 1);
	for (int b = 0; b < boot; b++) {
		z = more;
		memset(z.times, 0, sizeof z.times);
		for (uint32_t d = 0; d < DEPTS; d++) {
			double lam = w.n[d] > 1 ? lambda(&more, in, d) : 0, n = (double)w.n[d];

			for (size_t i = 0; i < w.n[d]; i++)
				z.times[w.who[d][i]] += 1 - lam;
			for (size_t i = 1; i < w.n[d]; i++)
				z.times[w.who[d][prng_bounded(g, (uint32_t)w.n[d])]] +=
					lam * n / (n - 1);
		}
		naive_shrink(&z, in, &more);
		naive_score(&z, in);
		score_all(&z, &more, r, &compared.Q[0][b], BOOT);
	}
	for (int j = 0; j < FUNCS; j++)
		for (int k = 0; k < FUNCS; k++)
			pairs[j][k] = j != k && today->ranked[j] && today->ranked[k];
	*unsure += !naive_sets(r, today->method, added, est, pairs, beats);
	for (int j = 0; j < FUNCS; j++) {
		size_t hi = r->n_overall;

		for (int k = 0; k < FUNCS; k++)
			hi -= beats[j][k];
		clear += today->ranked[j] && hi <= K;
	}
	return clear;
}

static void check_more(const struct naive *z, const struct audit_input *in,
	const struct audit_params *p, const struct audit_result *r, const struct audit_more *m)
{
	static const size_t tried[] = {5, 10, 20, 50, 100, SIZE_MAX};
	size_t share[DEPTS] = {0}, all = share_out(z, 0, share), points = 0;
	bool reached = false;

	for (size_t i = 0; i < 6 && all > 0 && (i == 0 || tried[i - 1] < all); i++) {
		size_t answers = tried[i] < all ? tried[i] : all, clear = 0, unsure = 0;

		share_out(z, answers, share);
		for (uint64_t s = 0; s < 50; s++) {
			struct prng g;

			prng_for_draw(&g, p->seed + 1, 50 * points + s);
			clear += naive_clear(z, in, r, share, &g, &unsure);
		}
		assert_true(points < m->n_points);
		assert_int_equal(m->points[points].answers, answers);
		assert_true(fabs(m->points[points].clear * 50 - (double)clear)
			<= (double)unsure * K + 1e-9);
		if (!unsure && !reached && !(m->reached && m->enough == 0)
			&& (double)clear / 50 >= (double)m->goal - .5) {
			reached = true;
			assert_true(m->reached);
			assert_int_equal(m->enough, answers);
		}
		points++;
	}
	assert_int_equal(m->n_points, points);
}

static void more_answers(void **state)
{
	size_t looked = 0;

	(void)state;
	for (uint64_t round = 0; looked < 4; round++) {
		struct arena *a = arena_new();
		struct naive *z = arena_alloc(a, sizeof *z);
		struct audit_params p = audit_params_default();
		struct audit_result r;
		struct audit_more m;
		struct tables t;
		struct prng g;

		prng_for_draw(&g, 13, round);
		invent(a, &g, &t);
		z->method = p.method_version = 2;
		naive_read(z, &t.in);
		naive_fit(z, &t.in);
		naive_hold(z, &t.in);
		naive_shrink(z, &t.in, NULL);
		naive_score(z, &t.in);
		p.boot = 200;
		p.top_k = K;
		p.seed = round * 977;
		boot = 200;
		assert_int_equal(audit_compute(a, &t.in, &p, &r), OK);
		if (r.n > 20 && r.n_overall > 3) {
			assert_int_equal(audit_more_answers(a, &t.in, &p, &r, &m), OK);
			assert_int_equal(m.goal, K);
			check_more(z, &t.in, &p, &r, &m);
			looked += m.n_points > 1;
		}
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_companies),
		cmocka_unit_test(more_answers),
	};

	return cmocka_run_group_tests_name("analysis/audit_draws against a slow reading", tests,
		NULL, NULL);
}
