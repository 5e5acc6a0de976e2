/*
 * A simulated company of known truth: what the list says of how sure it is must
 * be so. Samples of 140 are drawn over and over from one company; the truth is
 * the list that very many of the same people would give.
 *
 * The simultaneous 90 % sets hold all true ranks in at least 88 % of 200 runs; the
 * 90 % intervals of hours hold the true hours in 86 to 94 %. The short form, fewer
 * runs of fewer draws, allows for the chance in that many: three standard errors.
 * COVERAGE_RUNS=200 COVERAGE_DRAWS=2000 is the long form (make simulate).
 */
#include "analysis/distribution.h"
#include "analysis/prng.h"
#include "tables.h"

#define DEPTS 4
#define FUNCS 12
#define ASKED 5		/* activities of one person that are asked about */
#define MANY 60000

static const size_t sampled[DEPTS] = {15, 30, 45, 50};
static const double headcounts[DEPTS] = {40, 80, 150, 160};

/* The company: how many of a department do a function, and what they say of it. */
struct truth {
	double doing[DEPTS][FUNCS], log_hours[DEPTS][FUNCS];
	double pain[FUNCS], want[FUNCS], rule[FUNCS];
};

static double uniform(struct prng *g)
{
	return (prng_next(g) + 0.5) / 4294967296.0;
}

static double normal(struct prng *g)
{
	return normal_quantile(uniform(g));
}

static struct truth company(void)
{
	struct truth t;
	struct prng g;

	prng_for_draw(&g, 2024, 0);
	for (int f = 0; f < FUNCS; f++) {
		double size = -0.9 + 0.22 * f;

		t.pain[f] = 1.6 + 2.8 * uniform(&g);
		t.want[f] = 1.8 + 2.6 * uniform(&g);
		t.rule[f] = 1.5 + 3 * uniform(&g);
		for (int d = 0; d < DEPTS; d++) {
			t.doing[d][f] = 0.25 + 0.55 * uniform(&g);
			t.log_hours[d][f] = size + 0.3 * normal(&g);
		}
	}
	return t;
}

/* An answer of 1 to 5 around a mean. */
static double rating(struct prng *g, double around)
{
	return fmin(fmax(round(around + normal(g)), 1), 5);
}

static struct audit_detail say(struct prng *g, const struct truth *t, uint32_t who, uint32_t d,
	uint32_t f, double weight)
{
	double hours = exp(t->log_hours[d][f] + 0.6 * normal(g));

	return (struct audit_detail){.respondent = who, .function = f,
		.freq_unit = AUDIT_UNIT_WEEK, .design_w = weight, .freq_n = 5,
		.minutes = hours * 60 / 5, .rework10 = (float)fmin(floor(11 * pow(uniform(g), 2)), 10),
		.frust5 = (float)rating(g, t->pain[f]), .want5 = (float)rating(g, t->want[f]),
		.rule5 = uniform(g) < 0.9 ? (float)rating(g, t->rule[f]) : NAN};
}

/* What one person ticks, and of which the kiosk asks (A1.2). */
static void ask(struct prng *g, const struct truth *t, struct tables *out, uint32_t who,
	uint32_t d)
{
	uint32_t done[FUNCS];
	size_t n = 0, asked;
	double weight = 1;

	for (uint32_t f = 0; f < FUNCS; f++)
		if (uniform(g) < t->doing[d][f]) {
			out->picks[out->in.n_picks++] = (struct audit_pick){who, f};
			done[n++] = f;
		}
	/* The most painful one is always asked about: here any, as pain of one and
	 * hours of another have nothing to do with each other. */
	for (size_t i = 0; i + 1 < n; i++) {
		size_t j = i + prng_bounded(g, (uint32_t)(n - i));
		uint32_t keep = done[i];

		done[i] = done[j];
		done[j] = keep;
	}
	asked = n < ASKED ? n : ASKED;
	if (n > ASKED)
		weight = (double)(n - 1) / (ASKED - 1);
	for (size_t i = 0; i < asked; i++)
		out->details[out->in.n_details++] = say(g, t, who, d, done[i],
			i == 0 ? 1 : weight);
}

static void sample(struct arena *a, struct prng *g, const struct truth *t, size_t times,
	struct tables *out)
{
	size_t people = 0;

	*out = (struct tables){.in = {.n_departments = DEPTS, .n_functions = FUNCS}};
	for (size_t d = 0; d < DEPTS; d++)
		people += sampled[d] * times;
	out->departments = arena_array(a, DEPTS, sizeof *out->departments);
	out->functions = arena_array(a, FUNCS, sizeof *out->functions);
	out->respondents = arena_array(a, people, sizeof *out->respondents);
	out->picks = arena_array(a, people * FUNCS, sizeof *out->picks);
	out->details = arena_array(a, people * ASKED, sizeof *out->details);
	for (size_t f = 0; f < FUNCS; f++)
		out->functions[f] = (struct audit_function){arena_printf(a, "F%02zu", f),
			2 + (double)(f * 7 % 23), (double)(f % 4), NAN};
	for (uint32_t d = 0; d < DEPTS; d++) {
		/* Hours of very many are of as many people. */
		out->departments[d] = (struct audit_department){arena_printf(a, "D%u", d),
			headcounts[d] * (double)times};
		for (size_t i = 0; i < sampled[d] * times; i++) {
			uint32_t who = (uint32_t)out->in.n_respondents++;

			out->respondents[who] = (struct audit_respondent){
				arena_printf(a, "R%07u", who), d, true, false, 168, 0};
			ask(g, t, out, who, d);
		}
	}
	out->in.departments = out->departments;
	out->in.functions = out->functions;
	out->in.respondents = out->respondents;
	out->in.picks = out->picks;
	out->in.details = out->details;
}

struct known {
	double hours[FUNCS];
	size_t rank[FUNCS];
};

static void find_truth(const struct truth *t, struct known *known)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	size_t times = MANY / 140;
	struct audit_result r;
	struct tables all;
	struct prng g;

	prng_for_draw(&g, 77, 0);
	sample(a, &g, t, times, &all);
	p.boot = 0;
	assert_int_equal(audit_compute(a, &all.in, &p, &r), OK);
	assert_int_equal(r.n_overall, FUNCS);
	for (size_t i = 0; i < FUNCS; i++) {
		known->hours[r.overall[i].function] = r.overall[i].hours_saved / (double)times;
		known->rank[r.overall[i].function] = r.overall[i].rank;
	}
	arena_free(a);
}

struct cover {
	double runs, sets, own_sets, hours, intervals, scores, topk, clear;
};

static void run(const struct truth *t, const struct known *known, size_t draws, uint64_t number,
	struct cover *c)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	struct audit_result r;
	struct tables s;
	struct prng g;
	bool all = true;

	prng_for_draw(&g, 78, number);
	sample(a, &g, t, 1, &s);
	p.boot = draws;
	p.seed = number;
	assert_int_equal(audit_compute(a, &s.in, &p, &r), OK);
	for (size_t i = 0; i < r.n_overall; i++) {
		const struct audit_overall_row *o = &r.overall[i];
		size_t rank = known->rank[o->function];
		double hours = known->hours[o->function];

		all = all && o->cs_lo <= rank && rank <= o->cs_hi;
		c->own_sets += o->csm_lo <= rank && rank <= o->csm_hi;
		c->hours += o->saved_lo <= hours && hours <= o->saved_hi;
		c->intervals++;
		c->clear += o->verdict == AUDIT_CLEAR;
		c->topk += o->verdict == AUDIT_CLEAR && rank <= p.top_k;
	}
	c->sets += all;
	c->runs++;
	arena_free(a);
}

static size_t from_env(const char *name, size_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void intervals_cover(void **state)
{
	size_t runs = from_env("COVERAGE_RUNS", 40), draws = from_env("COVERAGE_DRAWS", 200);
	bool full = runs >= 200;
	struct truth t = company();
	struct known known;
	struct cover c = {0};
	double sets, hours, chance;

	(void)state;
	find_truth(&t, &known);
	for (uint64_t i = 0; i < runs; i++)
		run(&t, &known, draws, i, &c);
	sets = c.sets / c.runs;
	hours = c.hours / c.intervals;
	print_message("%zu runs of %zu draws: all ranks in their sets %.1f %%, each in its own "
		"%.1f %%, hours %.1f %%; clear %.1f a list, of them wrong %.1f %%\n", runs, draws,
		100 * sets, 100 * c.own_sets / c.intervals, 100 * hours, c.clear / c.runs,
		c.clear > 0 ? 100 * (1 - c.topk / c.clear) : 0);
	chance = full ? 0 : 3 * sqrt(0.9 * 0.1 / c.runs);
	assert_true(sets >= 0.88 - chance);
	/* A run's intervals are not independent: as if a third of them were. */
	chance = full ? 0 : 3 * sqrt(0.9 * 0.1 / (c.intervals / 3));
	assert_true(hours >= 0.86 - chance && hours <= 0.94 + chance);
}

/* Groups of respondents, which stand in for them in very large rounds, tell the
 * same of how sure the list is: standard errors within what chance explains (3 %
 * of 500 draws, 2 % of 1,000 groups in each of four departments, a little more of
 * hours), and rather exactly on average. */
static void groups_stand_for_respondents(void **state)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	struct truth t = company();
	struct audit_result each, grouped;
	struct tables s;
	struct prng g;
	double mean = 0;

	(void)state;
	prng_for_draw(&g, 79, 0);
	sample(a, &g, &t, 145, &s);
	p.boot = 500;
	assert_int_equal(audit_compute(a, &s.in, &p, &each), OK);
	assert_int_equal(each.groups, 0);
	p.boot = 2600;
	assert_int_equal(audit_compute(a, &s.in, &p, &grouped), OK);
	assert_int_equal(grouped.groups, 4000);
	for (size_t i = 0; i < FUNCS; i++) {
		const struct audit_overall_row *x = &each.overall[i], *y = &grouped.overall[i];
		double score = y->score_se / x->score_se;
		double hours = log(y->saved_hi / y->saved_lo) / log(x->saved_hi / x->saved_lo);

		assert_string_equal(x->code, y->code);
		assert_memory_equal(&x->score, &y->score, sizeof x->score);
		assert_true(score > 0.86 && score < 1.16);
		assert_true(hours > 0.86 && hours < 1.16);
		mean += (score + hours) / (2 * FUNCS);
	}
	assert_true(mean > 0.96 && mean < 1.04);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_stand_for_respondents),
		cmocka_unit_test(intervals_cover),
	};

	return cmocka_run_group_tests_name("analysis: what is said of how sure the list is", tests,
		NULL, NULL);
}
