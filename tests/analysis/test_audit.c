/*
 * The priority score: tests/vectors/audit_* (every column), the figures worked by
 * hand in their README, and what the method promises: order of input no matter,
 * fixed anchors, edges.
 */
#include "analysis/audit.h"

#include "analysis/prng.h"
#include "tables.h"

/* Columns that version 2 has: NAN is an empty cell. */
static void check_nonresponse(const struct csv_table *t, size_t row, double lo, double hi,
	const char *name)
{
	if (csv_column(t, "saved_nr_lo") < 0)
		return;
	assert_near(lo, number(t, row, "saved_nr_lo"), "saved_nr_lo", name);
	assert_near(hi, number(t, row, "saved_nr_hi"), "saved_nr_hi", name);
}

static void check_overall(struct arena *a, const char *folder, const struct audit_result *r)
{
	struct csv_table t = load_table(a, folder, "expected_overall.csv");

	assert_int_equal(t.rows, r->n_overall);
	for (size_t i = 0; i < t.rows; i++) {
		const struct audit_overall_row *row = &r->overall[i];
		const struct {
			const char *column;
			double got;
		} figures[] = {
			{"doers_pop", row->doers_pop}, {"share", row->share},
			{"hours_now", row->hours_now}, {"auto", row->automatable},
			{"hours_saved", row->hours_saved}, {"pain", row->pain},
			{"want", row->want}, {"u_time", row->u_time}, {"u_exec", row->u_exec},
			{"u_ease", row->u_ease}, {"score", row->score},
			{"payback_weeks", row->payback_weeks},
			{"saved_lo", row->saved_lo}, {"saved_hi", row->saved_hi},
			{"score_lo", row->score_lo}, {"score_hi", row->score_hi},
			{"score_se", row->score_se}, {"p_topk", row->p_topk},
			{"p_first", row->p_first}, {"w_topk", row->w_topk},
			{"w_first", row->w_first}, {"w_topk_local", row->w_topk_local},
		};
		const struct {
			const char *column;
			size_t got;
		} counts[] = {
			{"doers", row->doers}, {"detailed", row->detailed}, {"rank", row->rank},
			{"cs_lo", row->cs_lo}, {"cs_hi", row->cs_hi}, {"csm_lo", row->csm_lo},
			{"csm_hi", row->csm_hi}, {"in_topk_set", (size_t)row->in_topk_set},
		};

		assert_string_equal(row->code, cell(&t, i, "func"));
		for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++)
			if (counts[j].got != count(&t, i, counts[j].column))
				fail_msg("%s of %s: %zu", counts[j].column, row->code,
					counts[j].got);
		for (size_t j = 0; j < sizeof figures / sizeof figures[0]; j++)
			assert_near(figures[j].got, number(&t, i, figures[j].column),
				figures[j].column, row->code);
		check_nonresponse(&t, i, row->saved_nr_lo, row->saved_nr_hi, row->code);
		assert_string_equal(audit_verdict_name(row->verdict), cell(&t, i, "verdict"));
		assert_int_equal(r->functions[row->function].row, i);
	}
}

static void check_dept(struct arena *a, const char *folder, const struct audit_result *r)
{
	struct csv_table t = load_table(a, folder, "expected_dept.csv");

	assert_int_equal(t.rows, r->n_dept);
	for (size_t i = 0; i < t.rows; i++) {
		const struct audit_dept_row *row = &r->dept[i];
		const struct {
			const char *column;
			double got;
		} figures[] = {
			{"share", row->share}, {"h_mean", row->h_mean},
			{"h_shrunk", row->h_shrunk}, {"hours_now", row->hours_now},
			{"auto", row->automatable}, {"hours_saved", row->hours_saved},
			{"pain", row->pain}, {"want", row->want}, {"score", row->score},
			{"saved_lo", row->saved_lo}, {"saved_hi", row->saved_hi},
			{"score_lo", row->score_lo}, {"score_hi", row->score_hi},
		};

		assert_string_equal(row->dept, cell(&t, i, "dept"));
		assert_string_equal(row->func, cell(&t, i, "func"));
		assert_int_equal(row->n, count(&t, i, "n"));
		assert_int_equal(row->doers, count(&t, i, "doers"));
		assert_int_equal(row->rank, count(&t, i, "rank"));
		for (size_t j = 0; j < sizeof figures / sizeof figures[0]; j++)
			assert_near(figures[j].got, number(&t, i, figures[j].column),
				figures[j].column, row->func);
		check_nonresponse(&t, i, row->saved_nr_lo, row->saved_nr_hi, row->func);
	}
}

static void check_together(struct arena *a, const char *folder, const struct audit_result *r)
{
	struct csv_table t = load_table(a, folder, "expected_together.csv");
	const char *funcs = "";

	assert_int_equal(t.rows, r->n_together);
	for (size_t k = 0; k < t.rows; k++) {
		funcs = arena_printf(a, "%s%s%s", funcs, k ? " " : "", r->overall[k].code);
		assert_int_equal(count(&t, k, "k"), k + 1);
		assert_string_equal(funcs, cell(&t, k, "funcs"));
		assert_int_equal(r->together[k].timed_by, count(&t, k, "timed_by"));
		assert_near(r->together[k].saved, number(&t, k, "saved"), "together", funcs);
		assert_near(r->together[k].saved_lo, number(&t, k, "saved_lo"), "lo", funcs);
		assert_near(r->together[k].saved_hi, number(&t, k, "saved_hi"), "hi", funcs);
	}
}

/* The member `key` of the object `of` in a text like expected_meta.json. */
static double meta_number(const char *meta, const char *of, const char *key)
{
	char name[80];
	const char *at;

	snprintf(name, sizeof name, "\"%s\": ", of);
	at = strstr(meta, name);
	assert_non_null(at);
	at += strlen(name);
	if (key) {
		snprintf(name, sizeof name, "\"%s\": ", key);
		at = strstr(at, name);
		assert_non_null(at);
		at += strlen(name);
	}
	return strncmp(at, "null", 4) == 0 ? NAN : strtod(at, NULL);
}

static void check_meta(struct arena *a, const char *folder, const struct audit_result *r)
{
	char *meta;
	size_t len, active = 0;

	assert_int_equal(file_read(a, path_join(a, folder, "expected_meta.json"), 65536,
		&meta, &len), OK);
	for (size_t g = 0; g < AUDIT_MEASURES; g++)
		assert_near(r->k0[g], meta_number(meta, "k0",
			audit_measure_name((enum audit_measure)g)), "k0", folder);
	for (size_t f = 0; f < r->n_functions; f++)
		assert_near(r->functions[f].cap, meta_number(meta, "caps",
			r->functions[f].code), "cap", r->functions[f].code);
	for (size_t d = 0; d < r->n_departments; d++)
		assert_near((double)r->departments[d].n, meta_number(meta, "n",
			r->departments[d].code), "n", r->departments[d].code);
	assert_near(r->coverage, meta_number(meta, "coverage", NULL), "coverage", folder);
	assert_near((double)r->n_winsorised, meta_number(meta, "n_winsorised", NULL),
		"n_winsorised", folder);
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		if (r->active[c]) {
			active++;
			assert_non_null(strstr(meta, arena_printf(a, "  \"%s\"",
				audit_criterion_name((enum audit_criterion)c))));
		}
	assert_true(active >= 3);
}

static void check_disagree(struct arena *a, const char *folder, const struct audit_result *r)
{
	struct csv_table t = load_table(a, folder, "expected_disagree.csv");

	assert_int_equal(t.rows, r->n_disagree);
	for (size_t i = 0; i < t.rows; i++) {
		const struct audit_disagree *d = &r->disagree[i];

		assert_string_equal(d->func, cell(&t, i, "func"));
		assert_string_equal(d->dept_hi, cell(&t, i, "dept_hi"));
		assert_string_equal(d->dept_lo, cell(&t, i, "dept_lo"));
		assert_near(d->diff, number(&t, i, "diff"), "diff", d->func);
		assert_near(d->t, number(&t, i, "t"), "t", d->func);
		assert_near(d->crit, number(&t, i, "crit"), "crit", d->func);
		assert_int_equal(d->flag, count(&t, i, "flag"));
	}
}

static void check_draws(struct arena *a, const char *folder, const struct audit_result *r)
{
	char *meta;
	size_t len;

	assert_int_equal(file_read(a, path_join(a, folder, "expected_meta.json"), 65536,
		&meta, &len), OK);
	for (size_t f = 0; f < r->n_functions; f++) {
		if (r->functions[f].unranked != AUDIT_RANKED)
			continue;
		assert_near(r->first_draw[f], meta_number(meta, "first_draw_scores",
			r->functions[f].code), "first draw", r->functions[f].code);
		assert_near(r->last_draw[f], meta_number(meta, "last_draw_scores",
			r->functions[f].code), "last draw", r->functions[f].code);
	}
	for (size_t d = 0; d < r->n_departments; d++)
		if (strstr(meta, "lambda") && r->departments[d].n > 0)
			assert_near(r->departments[d].lambda, meta_number(meta, "lambda",
				r->departments[d].code), "lambda", r->departments[d].code);
	if (r->groups)
		assert_near((double)r->groups, meta_number(meta, "groups", NULL), "groups", folder);
	assert_near(r->inflation, meta_number(meta, "inflation", NULL), "inflation", folder);
	assert_near((double)r->lattice_points, meta_number(meta, "lattice_points", NULL),
		"lattice_points", folder);
	assert_near((double)r->local_points, meta_number(meta, "local_points", NULL),
		"local_points", folder);
}

/* boot 0: the same list, and nothing that needs draws. */
static void check_without_draws(struct arena *a, const struct tables *t,
	const struct audit_result *with)
{
	struct audit_params p = t->params;
	struct audit_result r;

	p.boot = 0;
	assert_int_equal(audit_compute(a, &t->in, &p, &r), OK);
	assert_int_equal(r.n_overall, with->n_overall);
	assert_int_equal(r.boot, 0);
	assert_int_equal(r.n_disagree, 0);
	for (size_t i = 0; i < r.n_overall; i++) {
		const struct audit_overall_row *row = &r.overall[i];

		assert_string_equal(row->code, with->overall[i].code);
		assert_memory_equal(&row->score, &with->overall[i].score, sizeof row->score);
		assert_true(isnan(row->saved_lo) && isnan(row->score_se) && isnan(row->w_topk));
		assert_int_equal(row->cs_lo, 0);
		assert_int_equal(row->in_topk_set, -1);
		assert_int_equal(row->verdict, AUDIT_VERDICT_NONE);
	}
}

static void vectors_hold(void **state)
{
	static const char *const folders[] = {"audit_tiny", "audit_edge", "audit_mid",
		"audit_full", "audit_picks", "audit_groups", "audit_ties", "audit_single",
		"v1/audit_tiny", "v1/audit_edge", "v1/audit_mid"};

	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct arena *a = arena_new();
		const char *folder = path_join(a, VECTORS, folders[i]);
		struct tables t = load_audit(a, folder);
		struct audit_result r;

		assert_int_equal(audit_compute(a, &t.in, &t.params, &r), OK);
		check_overall(a, folder, &r);
		check_dept(a, folder, &r);
		check_meta(a, folder, &r);
		check_disagree(a, folder, &r);
		check_draws(a, folder, &r);
		if (t.params.method_version > 1)
			check_together(a, folder, &r);
		check_without_draws(a, &t, &r);
		arena_free(a);
	}
}

/* What audit_edge's README line lists, by name. */
static void edges_are_named(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_edge");
	struct audit_result r;
	const double weights[] = {4 / 9.0, 2 / 9.0, 2 / 9.0, 0, 1 / 9.0};

	(void)state;
	assert_int_equal(audit_compute(a, &t.in, &t.params, &r), OK);
	assert_int_equal(r.n_overbudget, 2);
	assert_string_equal(r.overbudget[0], "A2");
	assert_string_equal(r.overbudget[1], "B2");
	assert_string_equal(audit_unranked_name(r.functions[3].unranked), "not_done");
	assert_string_equal(audit_unranked_name(r.functions[4].unranked), "no_timing");
	assert_string_equal(audit_unranked_name(r.functions[5].unranked), "not_done");
	assert_true(r.functions[4].row == SIZE_MAX);
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		assert_near(r.weights[c], weights[c], "weight", "edge");
	assert_false(r.active[AUDIT_BY_EXEC]);
	/* BBB: three answered of two; DDD: nobody. */
	assert_true(r.departments[1].raised);
	assert_near(r.departments[1].population, 3, "population", "BBB");
	assert_near(r.departments[3].population, 0, "population", "DDD");
	assert_near(r.population, 17, "population", "all");
	arena_free(a);
}

/* For P1 and P3: who stands behind each figure. */
static void counts_behind_figures(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_tiny");
	struct audit_result r;
	const struct audit_counts *c;

	(void)state;
	assert_int_equal(audit_compute(a, &t.in, &t.params, &r), OK);
	c = audit_cell(&r, 1, 0);	/* SUP, F1: U3 alone, frustration and rule blank */
	assert_int_equal(c->doers, 1);
	assert_int_equal(c->answers[AUDIT_HOURS], 1);
	assert_int_equal(c->answers[AUDIT_PAIN], 1);
	assert_int_equal(c->answers[AUDIT_WANT], 1);
	assert_int_equal(c->answers[AUDIT_RULE], 0);
	assert_near(c->max_share, 1, "max_share", "SUP F1");
	c = audit_cell(&r, 1, 1);	/* SUP, F2: hours 5, 5, 2 */
	assert_int_equal(c->answers[AUDIT_HOURS], 3);
	assert_near(c->max_share, 5 / 12.0, "max_share", "SUP F2");
	c = audit_cell(&r, 0, 1);	/* SAL does not do F2 */
	assert_int_equal(c->doers, 0);
	assert_near(c->max_share, 0, "max_share", "SAL F2");
	c = &r.functions[0].counts;	/* F1: 1, 2, 1 and .25 hours */
	assert_int_equal(c->doers, 4);
	assert_int_equal(c->answers[AUDIT_RULE], 3);
	assert_near(c->max_share, 2 / 4.25, "max_share", "F1");
	/* SUP: U1 5 + .5, U2 5, U3 2 + .25 */
	assert_near(r.departments[1].max_share, 5.5 / 12.75, "max_share", "SUP");
	arena_free(a);
}

static void shuffle(struct prng *g, void *rows, size_t n, size_t size)
{
	char *base = rows, keep[128];

	assert_true(size <= sizeof keep);
	for (size_t i = n; i > 1; i--) {
		size_t j = prng_bounded(g, (uint32_t)i);

		memcpy(keep, base + (i - 1) * size, size);
		memmove(base + (i - 1) * size, base + j * size, size);
		memcpy(base + j * size, keep, size);
	}
}

/* Rows of a table in another order, and the indices to them put right. */
static void rearrange(struct arena *a, struct prng *g, struct tables *t)
{
	uint32_t *d = arena_array(a, t->in.n_departments, sizeof *d);
	uint32_t *f = arena_array(a, t->in.n_functions, sizeof *f);
	uint32_t *r = arena_array(a, t->in.n_respondents, sizeof *r);
	struct tables old = *t;

	for (uint32_t i = 0; i < t->in.n_departments; i++)
		d[i] = i;
	for (uint32_t i = 0; i < t->in.n_functions; i++)
		f[i] = i;
	for (uint32_t i = 0; i < t->in.n_respondents; i++)
		r[i] = i;
	shuffle(g, d, t->in.n_departments, sizeof *d);
	shuffle(g, f, t->in.n_functions, sizeof *f);
	shuffle(g, r, t->in.n_respondents, sizeof *r);
	t->departments = arena_array(a, t->in.n_departments, sizeof *t->departments);
	t->functions = arena_array(a, t->in.n_functions, sizeof *t->functions);
	t->respondents = arena_array(a, t->in.n_respondents, sizeof *t->respondents);
	for (size_t i = 0; i < t->in.n_departments; i++)
		t->departments[d[i]] = old.departments[i];
	for (size_t i = 0; i < t->in.n_functions; i++)
		t->functions[f[i]] = old.functions[i];
	for (size_t i = 0; i < t->in.n_respondents; i++) {
		t->respondents[r[i]] = old.respondents[i];
		t->respondents[r[i]].department = d[old.respondents[i].department];
	}
	for (size_t i = 0; i < t->in.n_picks; i++)
		t->picks[i] = (struct audit_pick){r[t->picks[i].respondent],
			f[t->picks[i].function]};
	for (size_t i = 0; i < t->in.n_details; i++) {
		t->details[i].respondent = r[t->details[i].respondent];
		t->details[i].function = f[t->details[i].function];
	}
	shuffle(g, t->picks, t->in.n_picks, sizeof *t->picks);
	shuffle(g, t->details, t->in.n_details, sizeof *t->details);
	t->in.departments = t->departments;
	t->in.functions = t->functions;
	t->in.respondents = t->respondents;
}

/* Every bit of every figure, as text (%a is exact); indices of the input, which
 * do differ, are left out. */
static const char *every_bit(struct arena *a, const struct audit_result *r)
{
	struct buf *b = buf_new(a, (size_t)1 << 20);

	for (size_t i = 0; i < r->n_overall; i++) {
		const struct audit_overall_row *o = &r->overall[i];

		buf_printf(b, "%s %zu %zu %zu %u %a %a %a %a %a %a %a %a %a %a %a %a\n", o->code,
			o->rank, o->doers, o->detailed, o->assumed, o->doers_pop, o->share,
			o->hours_now, o->automatable, o->hours_saved, o->pain, o->want,
			o->u_time, o->u_exec, o->u_ease, o->score, o->payback_weeks);
		buf_printf(b, "%a %a %a %a %a %zu %zu %zu %zu %a %a %a %a %a\n", o->saved_lo,
			o->saved_hi, o->score_lo, o->score_hi, o->score_se, o->cs_lo, o->cs_hi,
			o->csm_lo, o->csm_hi, o->p_topk, o->p_first, o->w_topk, o->w_first,
			o->w_topk_local);
	}
	for (size_t i = 0; i < r->n_dept; i++) {
		const struct audit_dept_row *d = &r->dept[i];

		buf_printf(b, "%s %s %zu %zu %a %a %a %a %a %a %a %a %a\n", d->dept, d->func,
			d->rank, d->doers, d->share, d->h_mean, d->h_shrunk, d->hours_now,
			d->automatable, d->hours_saved, d->pain, d->want, d->score);
		buf_printf(b, "%a %a %a %a\n", d->saved_lo, d->saved_hi, d->score_lo,
			d->score_hi);
	}
	for (size_t i = 0; i < r->n_disagree; i++)
		buf_printf(b, "%s %s %a %a\n", r->disagree[i].dept_hi, r->disagree[i].dept_lo,
			r->disagree[i].t, r->disagree[i].crit);
	for (size_t d = 0; d < r->n_departments; d++)
		for (size_t f = 0; f < r->n_functions; f++)
			buf_printf(b, "%zu %a\n", audit_cell(r, d, f)->answers[AUDIT_WANT],
				audit_cell(r, d, f)->max_share);
	for (size_t d = 0; d < r->n_departments; d++)
		buf_printf(b, "%a %a\n", r->departments[d].population,
			r->departments[d].max_share);
	for (size_t f = 0; f < r->n_functions; f++)
		buf_printf(b, "%a\n", r->functions[f].cap);
	for (size_t i = 0; i < r->n_overbudget; i++)
		buf_printf(b, "%s\n", r->overbudget[i]);
	buf_printf(b, "%a %a %a %a %a %zu\n", r->k0[0], r->k0[1], r->k0[2], r->k0[3],
		r->coverage, r->n_winsorised);
	assert_false(b->full);
	return b->data;
}

static void order_of_input_is_no_matter(void **state)
{
	static const char *const folders[] = {"v1/audit_edge", "v1/audit_mid"};
	struct prng g;

	(void)state;
	prng_for_draw(&g, 11, 0);
	for (size_t i = 0; i < 2; i++) {
		struct arena *a = arena_new();
		struct tables t = load_audit(a, path_join(a, VECTORS, folders[i]));
		struct audit_result first, again;

		assert_int_equal(audit_compute(a, &t.in, &t.params, &first), OK);
		for (int round = 0; round < 5; round++) {
			rearrange(a, &g, &t);
			assert_int_equal(audit_compute(a, &t.in, &t.params, &again), OK);
			assert_string_equal(every_bit(a, &first), every_bit(a, &again));
		}
		arena_free(a);
	}
}

/* Anchors are fixed: another function, done by the same people, moves nobody.
 * The prior size is held, as it is pooled over all functions by the method. */
static void another_function_moves_nobody(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_result with, without;
	size_t kept = 0;

	(void)state;
	t.params.k0_min = t.params.k0_max = t.params.k0_default = 4;
	for (size_t i = 0; i < t.in.n_respondents; i++)
		t.respondents[i].weekly_hours = 168;
	for (uint32_t leave = 0; leave < t.in.n_functions; leave++) {
		struct audit_input less = t.in;
		struct audit_pick *picks = arena_array(a, t.in.n_picks, sizeof *picks);

		assert_int_equal(audit_compute(a, &t.in, &t.params, &with), OK);
		kept = 0;
		for (size_t i = 0; i < t.in.n_picks; i++)
			if (t.picks[i].function != leave)
				picks[kept++] = t.picks[i];
		less.picks = picks;
		less.n_picks = kept;
		assert_int_equal(audit_compute(a, &less, &t.params, &without), OK);
		assert_int_equal(without.n_overall, with.n_overall - 1);
		for (size_t i = 0, j = 0; i < with.n_overall; i++) {
			if (with.functions[with.overall[i].function].input == leave)
				continue;
			assert_string_equal(with.overall[i].code, without.overall[j].code);
			assert_memory_equal(&with.overall[i].score, &without.overall[j].score,
				sizeof(double));
			j++;
		}
	}
	arena_free(a);
}

static struct audit_detail detail(uint32_t respondent, uint32_t function)
{
	return (struct audit_detail){.respondent = respondent, .function = function,
		.freq_unit = AUDIT_UNIT_WEEK, .design_w = NAN, .freq_n = 1, .minutes = 60,
		.rework10 = NAN, .frust5 = NAN, .want5 = NAN, .rule5 = NAN};
}

static void nothing_at_all(void **state)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	struct audit_input in = {0};
	struct audit_result r;
	struct audit_department d = {"A", 7};
	struct audit_function f = {"F", NAN, NAN, NAN};

	(void)state;
	assert_int_equal(audit_compute(a, &in, &p, &r), OK);
	assert_int_equal(r.n_overall + r.n_dept + r.n, 0);
	assert_true(isnan(r.coverage));
	in.departments = &d, in.n_departments = 1;
	in.functions = &f, in.n_functions = 1;
	assert_int_equal(audit_compute(a, &in, &p, &r), OK);
	assert_near(r.coverage, 0, "coverage", "nobody");
	assert_int_equal(r.functions[0].unranked, AUDIT_NOT_DONE);
	arena_free(a);
}

/* One person, one hour a week; every opinion is missing. */
static void one_respondent(void **state)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	struct audit_department d = {"A", NAN};
	struct audit_function f = {"F", NAN, NAN, NAN};
	struct audit_respondent who = {"R", 0, true, false, NAN, 0};
	struct audit_pick pick = {0, 0};
	struct audit_detail one = detail(0, 0);
	struct audit_input in = {&d, &f, &who, &pick, &one, 1, 1, 1, 1, 1, NULL, 0};
	struct audit_result r;
	double u = log(0.5 / 40 / 0.001) / log(100);

	(void)state;
	assert_int_equal(audit_compute(a, &in, &p, &r), OK);
	assert_near(r.overall[0].hours_now, 1, "hours_now", "F");
	assert_near(r.overall[0].hours_saved, 0.5, "hours_saved", "F");
	assert_int_equal(r.overall[0].assumed,
		AUDIT_ASSUMED_AUTO | AUDIT_ASSUMED_PAIN | AUDIT_ASSUMED_WANT);
	assert_near(r.overall[0].score, 100 * (0.4 * u + 0.2 * 0.5 + 0.2 * 0.5) / 0.8,
		"score", "F");
	assert_true(isnan(r.overall[0].payback_weeks));
	assert_true(r.departments[0].headcount_blank && !r.departments[0].raised);
	assert_near(r.coverage, 1, "coverage", "F");
	arena_free(a);
}

static void equal_scores_share_a_rank(void **state)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	struct audit_department d = {"A", 1};
	struct audit_function f[] = {{"B", NAN, NAN, NAN}, {"A", NAN, NAN, NAN},
		{"C", NAN, NAN, NAN}};
	struct audit_respondent who = {"R", 0, true, false, NAN, 0};
	struct audit_pick picks[] = {{0, 0}, {0, 1}, {0, 2}};
	struct audit_detail details[] = {detail(0, 0), detail(0, 1), detail(0, 2)};
	struct audit_input in = {&d, f, &who, picks, details, 1, 3, 1, 3, 3, NULL, 0};
	struct audit_result r;

	(void)state;
	details[2].minutes = 1;
	assert_int_equal(audit_compute(a, &in, &p, &r), OK);
	assert_string_equal(r.overall[0].code, "A");
	assert_int_equal(r.overall[0].rank, 1);
	assert_int_equal(r.overall[1].rank, 1);
	assert_int_equal(r.overall[2].rank, 3);
	assert_int_equal(r.dept[1].rank, 1);
	assert_int_equal(r.dept[2].rank, 3);
	arena_free(a);
}

/* What would make the result wrong or ambiguous is refused, and said. */
static void bad_tables(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int fault = 0; fault < 13; fault++) {
		struct tables t = load_audit(a, VECTORS "v1/audit_tiny");
		struct audit_result r = {.n = 77};

		switch (fault) {
		case 0: t.departments[1].code = "SAL"; break;
		case 1: t.functions[1].code = "F1"; break;
		case 2: t.respondents[1].id = "S1"; break;
		case 3: t.respondents[1].department = 9; break;
		case 4: t.picks[0].function = 3; break;
		case 5: t.picks[1] = t.picks[0]; break;
		case 6: t.details[1] = t.details[0]; break;
		case 7: t.details[0].minutes = -1; break;
		case 8: t.details[0].want5 = 6; break;
		case 9: t.details[0].design_w = 0; break;
		case 10: t.functions[0].auto_override = 80; break;
		case 11: t.params.w_time = t.params.w_pain = t.params.w_want = 0;
			t.functions[0].exec = t.functions[0].effort_days = NAN; break;
		case 12: t.departments[0].headcount = INFINITY; break;
		}
		assert_int_equal(audit_compute(a, &t.in, &t.params, &r), ERR_INPUT);
		assert_true(strlen(err_detail()) > 10);
		assert_int_equal(r.n, 77);
	}
	arena_free(a);
}

static void parameters(void **state)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default(), q = audit_params_default();

	(void)state;
	assert_int_equal(audit_params_count(), 33);
	assert_int_equal(audit_params_check(&p), OK);
	for (size_t i = 0; i < audit_params_count(); i++)
		assert_int_equal(audit_params_set(&q, audit_params_name(i),
			audit_params_text(a, &p, i)), OK);
	assert_memory_equal(&p, &q, sizeof p);
	assert_int_equal(audit_params_set(&p, "seed", "18446744073709551615"), OK);
	assert_true(p.seed == UINT64_MAX);
	assert_int_equal(audit_params_set(&p, "boot", "2e3"), OK);
	assert_int_equal(p.boot, 2000);
	assert_int_equal(audit_params_set(&p, "boot", "1.5"), ERR_INPUT);
	assert_int_equal(audit_params_set(&p, "boot", "-1"), ERR_INPUT);
	assert_int_equal(audit_params_set(&p, "w_time", "much"), ERR_INPUT);
	assert_int_equal(audit_params_set(&p, "w_tiem", "1"), ERR_NOT_FOUND);
	p.w_time = -1;
	assert_int_equal(audit_params_check(&p), ERR_INPUT);
	p = audit_params_default();
	p.share_hi = p.share_lo;
	assert_int_equal(audit_params_check(&p), ERR_INPUT);
	arena_free(a);
}

/* A1.4, to its printed digits. */
static void paper_bands(void **state)
{
	static const double want[] = {1.4427, 3.2741, 7.2135, 14.4270, 28.8539, 49.3261,
		86.5617, 173.1234};
	double minutes;

	(void)state;
	for (int b = 0; b < 8; b++) {
		char name[] = {'b', (char)('1' + b), '\0'};

		assert_true(audit_minutes_parse(name, &minutes));
		assert_true(fabs(minutes - want[b]) < 5e-5);
	}
	assert_true(audit_minutes_parse("7.5", &minutes));
	assert_true(audit_minutes_parse("", &minutes) && isnan(minutes));
	assert_false(audit_minutes_parse("b0", &minutes));
	assert_false(audit_minutes_parse("b9", &minutes));
	assert_false(audit_minutes_parse("b11", &minutes));
	assert_false(audit_minutes_parse("-1", &minutes));
	assert_false(audit_minutes_parse("ten", &minutes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(edges_are_named),
		cmocka_unit_test(counts_behind_figures),
		cmocka_unit_test(order_of_input_is_no_matter),
		cmocka_unit_test(another_function_moves_nobody),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(one_respondent),
		cmocka_unit_test(equal_scores_share_a_rank),
		cmocka_unit_test(bad_tables),
		cmocka_unit_test(parameters),
		cmocka_unit_test(paper_bands),
	};

	return cmocka_run_group_tests_name("analysis/audit", tests, NULL, NULL);
}
