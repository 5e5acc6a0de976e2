/*
 * Best-worst answers to utilities. Owns part D: likelihood, Newton steps, blocks.
 */
#include "analysis/maxdiff.h"

#include <math.h>
#include <string.h>

#include "arith.h"
#include "base/arena.h"

#define STEPS_MAX 100
#define STEP_SMALL 1e-12

struct difference_set {
	size_t v, k, items[MAXDIFF_BLOCK_MAX];
};

static const struct difference_set sets[] = {
	{7, 4, {0, 3, 5, 6}},
	{11, 5, {1, 3, 4, 5, 9}},
	{13, 4, {0, 1, 3, 9}},
	{21, 5, {3, 6, 7, 12, 14}},
};

static void ascend(size_t *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && items[j - 1] > items[j]; j--) {
			size_t keep = items[j];

			items[j] = items[j - 1];
			items[j - 1] = keep;
		}
}

size_t maxdiff_set(size_t v, size_t items[MAXDIFF_BLOCK_MAX])
{
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (sets[i].v == v) {
			memcpy(items, sets[i].items, sets[i].k * sizeof *items);
			return sets[i].k;
		}
	return 0;
}

size_t maxdiff_block(size_t v, size_t s, size_t items[MAXDIFF_BLOCK_MAX])
{
	size_t k = maxdiff_set(v, items);

	for (size_t i = 0; i < k; i++)
		items[i] = (items[i] + s) % v;
	ascend(items, k);
	return k;
}

/* ---- checks and counts ---- */

static enum err check_task(const struct maxdiff_input *in, size_t index)
{
	const struct maxdiff_task *t = &in->tasks[index];
	bool best = false, worst = false;

	for (size_t i = 0; i < t->n_items; i++) {
		if (t->items[i] >= in->items)
			return err_fail(ERR_INPUT, "task %zu: no item %zu", index + 1,
				t->items[i]);
		for (size_t j = 0; j < i; j++)
			if (t->items[j] == t->items[i])
				return err_fail(ERR_INPUT, "task %zu: item %zu is there twice",
					index + 1, t->items[i]);
		best = best || t->items[i] == t->best;
		worst = worst || t->items[i] == t->worst;
	}
	if (!best || !worst || t->best == t->worst)
		return err_fail(ERR_INPUT, "task %zu: best and worst are two of the items shown",
			index + 1);
	return OK;
}

static void count(const struct maxdiff_input *in, struct maxdiff_item *out)
{
	memset(out, 0, in->items * sizeof *out);
	for (size_t t = 0; t < in->n_tasks; t++) {
		for (size_t i = 0; i < in->tasks[t].n_items; i++)
			out[in->tasks[t].items[i]].shown++;
		out[in->tasks[t].best].best++;
		out[in->tasks[t].worst].worst++;
	}
	for (size_t i = 0; i < in->items; i++)
		out[i].bw = out[i].shown ? ((double)out[i].best - (double)out[i].worst)
			/ (double)out[i].shown : NAN;
}

/* ---- the model ---- */

struct model {
	const struct maxdiff_input *in;
	size_t n;
	double *u, *gradient, *p;
	double *information;	/* [n * n]: of the penalised likelihood */
	double *factor;		/* its Cholesky factor */
};

/* One choice among the items of a block but `without`: by e^(sign u). */
static void add_choice(struct model *m, const struct maxdiff_task *t, size_t chosen,
	size_t without, double sign)
{
	double sum = 0, most = -INFINITY;

	for (size_t i = 0; i < t->n_items; i++)
		if (t->items[i] != without)
			most = fmax(most, sign * m->u[t->items[i]]);
	for (size_t i = 0; i < t->n_items; i++) {
		m->p[i] = t->items[i] == without ? 0 : arith_exp(sign * m->u[t->items[i]] - most);
		sum += m->p[i];
	}
	m->gradient[chosen] += sign;
	for (size_t i = 0; i < t->n_items; i++) {
		size_t row = t->items[i];

		m->p[i] /= sum;
		m->gradient[row] -= sign * m->p[i];
	}
	for (size_t i = 0; i < t->n_items; i++)
		for (size_t j = 0; j < t->n_items; j++)
			m->information[t->items[i] * m->n + t->items[j]] +=
				(i == j ? m->p[i] : 0) - m->p[i] * m->p[j];
}

static void differentiate(struct model *m)
{
	memset(m->information, 0, m->n * m->n * sizeof *m->information);
	for (size_t i = 0; i < m->n; i++) {
		m->gradient[i] = -m->in->ridge * m->u[i];
		m->information[i * m->n + i] = m->in->ridge;
	}
	for (size_t t = 0; t < m->in->n_tasks; t++) {
		const struct maxdiff_task *task = &m->in->tasks[t];

		add_choice(m, task, task->best, SIZE_MAX, 1);
		add_choice(m, task, task->worst, task->best, -1);
	}
}

/* Cholesky. The ridge keeps it positive. */
static void factorise(struct model *m)
{
	size_t n = m->n;

	memcpy(m->factor, m->information, n * n * sizeof *m->factor);
	for (size_t j = 0; j < n; j++)
		for (size_t i = j; i < n; i++) {
			double sum = m->factor[i * n + j];

			for (size_t k = 0; k < j; k++)
				sum -= m->factor[i * n + k] * m->factor[j * n + k];
			m->factor[i * n + j] = i == j ? sqrt(sum) : sum / m->factor[j * n + j];
		}
}

/* x := information^-1 x */
static void solve(const struct model *m, double *x)
{
	size_t n = m->n;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			x[i] -= m->factor[i * n + k] * x[k];
		x[i] /= m->factor[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			x[i] -= m->factor[k * n + i] * x[k];
		x[i] /= m->factor[i * n + i];
	}
}

/* The likelihood is concave with the ridge; a step is never longer than 1 per
 * utility, so that a far start does not overshoot. */
static void climb(struct model *m)
{
	for (int step = 0; step < STEPS_MAX; step++) {
		double longest = 0;

		differentiate(m);
		factorise(m);
		solve(m, m->gradient);
		for (size_t i = 0; i < m->n; i++)
			longest = fmax(longest, fabs(m->gradient[i]));
		for (size_t i = 0; i < m->n; i++)
			m->u[i] += m->gradient[i] / fmax(longest, 1);
		if (longest < STEP_SMALL)
			break;
	}
	differentiate(m);
	factorise(m);
}

/* Standard error of an item's utility less the mean of all. */
static double centred_se(struct model *m, size_t item)
{
	double *c = m->gradient, *x = m->p, sum = 0;

	for (size_t i = 0; i < m->n; i++)
		x[i] = c[i] = (i == item) - 1 / (double)m->n;
	solve(m, x);
	for (size_t i = 0; i < m->n; i++)
		sum += c[i] * x[i];
	return sqrt(sum);
}

static void report(struct model *m, struct maxdiff_item *out)
{
	double mean = 0, sum = 0, most = -INFINITY;

	for (size_t i = 0; i < m->n; i++)
		mean += m->u[i] / (double)m->n;
	for (size_t i = 0; i < m->n; i++) {
		out[i].u = m->u[i] - mean;
		most = fmax(most, out[i].u);
		out[i].se = centred_se(m, i);
	}
	for (size_t i = 0; i < m->n; i++)
		sum += arith_exp(out[i].u - most);
	for (size_t i = 0; i < m->n; i++)
		out[i].share = 100 * arith_exp(out[i].u - most) / sum;
}

enum err maxdiff_compute(struct arena *a, const struct maxdiff_input *in,
	struct maxdiff_item *out)
{
	struct model m = {.in = in, .n = in->items};

	if (in->items < 1 || in->items > MAXDIFF_ITEMS_MAX)
		return err_fail(ERR_INPUT, "items: 1 to %d", MAXDIFF_ITEMS_MAX);
	if (!(in->ridge > 0 && in->ridge <= 1e6))
		return err_fail(ERR_INPUT, "ridge: over 0");
	for (size_t t = 0; t < in->n_tasks; t++) {
		enum err e = check_task(in, t);

		if (e)
			return e;
	}
	count(in, out);
	m.u = arena_array(a, m.n, sizeof *m.u);
	m.gradient = arena_array(a, m.n, sizeof *m.gradient);
	m.p = arena_array(a, m.n, sizeof *m.p);
	m.information = arena_array(a, m.n * m.n, sizeof *m.information);
	m.factor = arena_array(a, m.n * m.n, sizeof *m.factor);
	climb(&m);
	report(&m, out);
	return OK;
}
