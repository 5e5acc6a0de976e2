/* Results: from stored answers to the tables of method A and what may be shown of
 * them. Figures are reckoned by hand beside each. */
#include "audit_house.h"

#include "base/prng.h"
#include "model/cache.h"
#include "model/results.h"
#include "model/summaries.h"

static struct round r;
static struct form *form;

static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	r = round_of((struct round_spec){.code = "one"});
	form = form_of(&r);
	return 0;
}

static struct result_tables tables(void)
{
	struct release latest;
	struct result_tables t;

	assert_int_equal(release_latest(arena, house_db(), r.id, &latest), OK);
	if (results_tables(arena, house_db(), &r, form, latest.seq, MIN_CELL, NULL, &t))
		fail_msg("%s", err_detail());
	return t;
}

static struct priorities priorities(void)
{
	struct priorities p;

	if (priorities_load(arena, house_db(), &r, form, MIN_CELL, NULL, &p))
		fail_msg("%s", err_detail());
	return p;
}

static const struct audit_respondent *respondent(const struct result_tables *t, const char *id)
{
	for (size_t i = 0; i < t->input.n_respondents; i++)
		if (strcmp(t->input.respondents[i].id, id) == 0)
			return &t->input.respondents[i];
	fail_msg("%s is not in the tables", id);
	return NULL;
}

static size_t index_of(const struct result_tables *t, const struct audit_respondent *who)
{
	return (size_t)(who - t->input.respondents);
}

static const struct audit_detail *detail(const struct result_tables *t, const char *id,
	const char *function)
{
	size_t who = index_of(t, respondent(t, id));

	for (size_t i = 0; i < t->input.n_details; i++) {
		const struct audit_detail *d = &t->input.details[i];

		if (d->respondent == who &&
			strcmp(t->input.functions[d->function].code, function) == 0)
			return d;
	}
	return NULL;
}

static size_t picks_of(const struct result_tables *t, const char *id)
{
	size_t who = index_of(t, respondent(t, id)), n = 0;

	for (size_t i = 0; i < t->input.n_picks; i++)
		n += t->input.picks[i].respondent == who;
	return n;
}

/* Of a draw: population in list order without the most painful one, partial
 * Fisher-Yates (contracts.md). */
static bool is_drawn(uint64_t seed, size_t picked, size_t index)
{
	size_t order[24];
	size_t n = picked - 1;
	struct prng g;

	prng_seed(&g, seed);
	for (size_t i = 0; i < n; i++)
		order[i] = i + 1;
	for (size_t i = 0; i < 4; i++) {
		size_t j = i + prng_bounded(&g, (uint32_t)(n - i)), other = order[i];

		order[i] = order[j];
		order[j] = other;
	}
	return index == order[0] || index == order[1] || index == order[2] || index == order[3];
}

/* Seven picked: the most painful one has weight 1, the four drawn of the other six
 * 6/4 = 1.5; what was answered on those not drawn is not there. */
static void design_weights(void **state)
{
	static const char *const codes[] = {"SAL01", "SAL03", "SAL04", "SAL05", "SAL06", "SAL07",
		"SAL10"};
	struct post p = post_of(&r, form);
	struct result_tables t;

	(void)state;
	put(&p, "start/A01", "SAL");
	put(&p, "start/A02", "45");
	put(&p, "painful/A11", "SAL01");
	p.ctx.seed = 20250701;
	for (size_t i = 0; i < 7; i++) {
		put(&p, "pick/A10", codes[i]);
		put_detail(&p, codes[i], "2", "day", "15", "0", "123");
	}
	stored(&p);
	round_end(&r);
	t = tables();
	assert_int_equal(t.input.n_respondents, 1);
	assert_int_equal(t.input.n_picks, 7);
	assert_int_equal(t.input.n_details, 5);
	assert_true(detail(&t, p.post.instance_id, "SAL01")->design_w == 1);
	for (size_t i = 1; i < 7; i++) {
		const struct audit_detail *d = detail(&t, p.post.instance_id, codes[i]);

		assert_int_equal(d != NULL, is_drawn(20250701, 7, i));
		if (!d)
			continue;
		assert_true(d->design_w == 1.5);
		assert_true(d->freq_n == 2);
		assert_int_equal(d->freq_unit, AUDIT_UNIT_DAY);
		assert_true(d->minutes == 15);
		assert_true(d->rework10 == 0);
		assert_true(d->frust5 == 1 && d->want5 == 2 && d->rule5 == 3);
	}
	assert_true(t.input.respondents[0].weekly_hours == 45);
}

static void what_is_not_known_is_missing(void **state)
{
	struct post dk = post_in(&r, form, "SUP", "SUP01", NULL, NULL);
	struct post none = post_in(&r, form, "SUP", "none", NULL, NULL);
	struct post broken = post_in(&r, form, "MKT", "MKT01", "MKT02", NULL);
	struct post hours = post_of(&r, form);
	const struct audit_detail *d;
	struct result_tables t;

	(void)state;
	put_detail(&dk, "SUP01", "4", "dk", "", "dk", "");
	put(&dk, "detail/SUP01/A23", "dk");
	put(&dk, "detail/SUP01/A24", "5");
	stored(&dk);
	stored(&none);
	stored(&broken);
	put(&hours, "start/A01", "MGT");
	put(&hours, "start/A02", "dk");
	put(&hours, "pick/A10", "none");
	stored(&hours);
	round_end(&r);
	t = tables();
	d = detail(&t, dk.post.instance_id, "SUP01");
	assert_true(d->freq_n == 4);
	assert_int_equal(d->freq_unit, AUDIT_UNIT_NONE);
	assert_true(isnan(d->minutes) && isnan(d->rework10) && isnan(d->frust5));
	assert_true(d->want5 == 5);
	assert_true(isnan(d->rule5));
	/* A function picked and not timed is still done. */
	assert_int_equal(picks_of(&t, dk.post.instance_id), 1);
	/* None: submitted, nothing picked. */
	assert_true(respondent(&t, none.post.instance_id)->picks_done);
	assert_int_equal(picks_of(&t, none.post.instance_id), 0);
	assert_false(respondent(&t, none.post.instance_id)->excluded);
	assert_true(respondent(&t, broken.post.instance_id)->excluded);
	assert_true(isnan(respondent(&t, hours.post.instance_id)->weekly_hours));
	assert_true(respondent(&t, none.post.instance_id)->weekly_hours == 39);
	assert_int_equal(t.quality.breakoff, 1);
}

static const struct audit_department *department(const struct result_tables *t,
	const char *code)
{
	for (size_t i = 0; i < t->input.n_departments; i++)
		if (strcmp(t->input.departments[i].code, code) == 0)
			return &t->input.departments[i];
	return NULL;
}

static void merged_departments_are_one(void **state)
{
	struct post sal = post_in(&r, form, "SAL", "none", NULL, NULL);
	struct post mkt = post_in(&r, form, "MKT", "none", NULL, NULL);
	struct result_tables t;

	(void)state;
	people("SAL", 20, NULL);
	people("MKT", 10, "MGT");
	people("MGT", 5, "SAL");
	stored(&sal);
	stored(&mkt);
	round_end(&r);
	t = tables();
	/* MKT is counted with MGT, which is counted with SAL: 20 + 10 + 5. */
	assert_int_equal(t.input.n_departments, 2);
	assert_null(department(&t, "MKT"));
	assert_true(department(&t, "SAL")->headcount == 35);
	assert_true(isnan(department(&t, "SUP")->headcount));
	assert_int_equal(respondent(&t, mkt.post.instance_id)->department,
		respondent(&t, sal.post.instance_id)->department);
	assert_int_equal(t.departments[respondent(&t, mkt.post.instance_id)->department].answered,
		2);
	/* What was set later does not change a closed round. */
	people("MKT", 99, NULL);
	assert_true(department(&t, "SAL")->headcount == 35);
	t = tables();
	assert_int_equal(t.input.n_departments, 2);
	assert_true(department(&t, "SAL")->headcount == 35);
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

/*
 * Five of SUP do SUP04 six times a day for ten minutes:
 *	h = 6 x 5 x 10/60 = 5 hours; N = 5 (no headcount), M = 5; G = 25
 *	rule 5: (5-1)/4 = 1, A = 0.8 x 1; T = 25 x 0.8 = 20
 *	pain = ((3-1)/4 + 5/10)/2 = 0.5; want = (4-1)/4 = 0.75
 *	u_time: share = 20/(5 x 40) = 0.1, ln(0.1/0.001)/ln 100 = 1
 *	no effort, no executives: Q = 100 (.4 x 1 + .2 x .5 + .2 x .75)/.8 = 81.25
 * With 10 days of effort: ease = 1 - ln 10/ln 60, payback = 8 x 10/20 = 4 weeks.
 */
static void a_list_by_hand(void **state)
{
	struct priorities p;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct post one = post_in(&r, form, "SUP", "SUP04", NULL, NULL);

		put_detail(&one, "SUP04", "6", "day", "10", "5", "345");
		stored(&one);
	}
	round_end(&r);
	p = priorities();
	assert_int_equal(p.result.n_overall, 1);

	const struct audit_overall_row *row = &p.result.overall[0];

	assert_string_equal(row->code, "SUP04");
	assert_true(near(row->doers_pop, 5));
	assert_true(near(row->hours_now, 25));
	assert_true(near(row->hours_saved, 20));
	assert_true(near(row->pain, 0.5));
	assert_true(near(row->want, 0.75));
	assert_true(near(row->u_time, 1));
	assert_true(near(row->score, 81.25));
	assert_true(isnan(row->payback_weeks));
	assert_string_equal(priorities_function(&p, "SUP04", "en"), "Answer standard questions");
	assert_string_equal(priorities_function(&p, "SUP04", "sk"),
		"Odpovedanie na bežné otázky");
	assert_string_equal(priorities_department(&p, "SUP", "xx"), "Support");
	assert_string_equal(priorities_function(&p, "GONE", "en"), "GONE");
	assert_true(p.shown);
	assert_int_equal(p.overall[0].score, CELL_SHOWN);
	assert_int_equal(p.release.reason, RELEASE_CLOSING);
}

static enum err figures_job(struct db *db, void *ctx)
{
	return round_set_functions(CHANGE(arena, db, TRAIL_SHELL), &r, ctx, 1);
}

static void effort_counts(void **state)
{
	struct audit_function f = {"SUP04", 10, NAN, 0.5};
	struct priorities p;

	(void)state;
	answer_whole(&r, form, "SUP", "SUP04", 5);
	assert_int_equal(store_write(house, figures_job, &f), OK);
	round_end(&r);
	p = priorities();
	/* h = 3 x 20/60 = 1 hour; the analyst's share 0.5 stands for 0.8 x rule. */
	assert_true(near(p.result.overall[0].hours_now, 5));
	assert_true(near(p.result.overall[0].hours_saved, 2.5));
	assert_true(near(p.result.overall[0].payback_weeks, 8 * 10 / 2.5));
	assert_true(near(p.result.overall[0].u_ease, 1 - log(10) / log(60)));
}

/* `n` who do a function; of them only `timed` say how long. */
static void doers(const char *code, const char *function, size_t n, size_t timed)
{
	for (size_t i = 0; i < n; i++) {
		struct post p = post_in(&r, form, code, function, NULL, NULL);

		if (i < timed)
			put_detail(&p, function, "3", "week", "20", "5", "345");
		else
			put_detail(&p, function, "3", "dk", "20", "5", "345");
		stored(&p);
	}
}

static const struct shown *cell(const struct priorities *p, const char *code,
	const char *function)
{
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (strcmp(p->result.dept[i].dept, code) == 0 &&
			strcmp(p->result.dept[i].func, function) == 0)
			return &p->dept[i];
	fail_msg("no row %s %s", code, function);
	return NULL;
}

/* MGT01 is timed by 7 in SAL, 6 in MKT, 2 in SUP; rated by 7, 6, 6. */
static void small_cells_and_one_more_are_hidden(void **state)
{
	struct priorities p;

	(void)state;
	doers("SAL", "MGT01", 7, 7);
	doers("MKT", "MGT01", 6, 6);
	doers("SUP", "MGT01", 6, 2);
	round_end(&r);
	p = priorities();
	/* P1: two answers. P2: the smallest of the others too: 2 + 6 >= 5. */
	assert_int_equal(cell(&p, "SUP", "MGT01")->hours, CELL_PRIMARY);
	assert_int_equal(cell(&p, "MKT", "MGT01")->hours, CELL_SECONDARY);
	assert_int_equal(cell(&p, "SAL", "MGT01")->hours, CELL_SHOWN);
	assert_int_equal(cell(&p, "SUP", "MGT01")->pain, CELL_SHOWN);
	assert_int_equal(cell(&p, "SUP", "MGT01")->people, CELL_SHOWN);
	/* The score rests on hours. */
	assert_int_equal(cell(&p, "SUP", "MGT01")->score, CELL_PRIMARY);
	assert_int_equal(cell(&p, "SAL", "MGT01")->score, CELL_SHOWN);
	assert_int_equal(p.overall[0].hours, CELL_SHOWN);
	assert_int_equal(p.overall[0].score, CELL_SHOWN);
}

/* One of SAL says 30 hours, 21 others 1 hour: the cap is exp(0 + 2.5 x 0.25) = 1.87,
 * and 1.87 of SAL's 6.87 hours are 27 %: nobody dominates. */
static void a_capped_outlier_does_not_dominate(void **state)
{
	struct post p = post_in(&r, form, "SAL", "MGT01", NULL, NULL);
	struct priorities list;

	(void)state;
	put_detail(&p, "MGT01", "6", "day", "60", "5", "345");
	stored(&p);
	doers("SAL", "MGT01", 5, 5);
	doers("SUP", "MGT01", 7, 7);
	doers("MKT", "MGT01", 9, 9);
	round_end(&r);
	list = priorities();
	assert_string_equal(list.result.functions[0].code, "MGT01");
	assert_true(near(list.result.functions[0].cap, exp(2.5 * 0.25)));
	assert_int_equal(list.result.n_winsorised, 1);
	assert_int_equal(cell(&list, "SAL", "MGT01")->hours, CELL_SHOWN);
}

/* P3: of SAL's hours nearly all are one person's. */
static void a_dominated_cell_is_hidden(void **state)
{
	struct post p;
	struct priorities list;

	(void)state;
	/* Spread widely, so that no cap bites: 30 hours a week and four times a minute
	 * a month in SAL, 5 to 25 hours in SUP. */
	for (size_t i = 0; i < 5; i++) {
		p = post_in(&r, form, "SAL", "MGT01", NULL, NULL);
		put_detail(&p, "MGT01", i ? "1" : "6", i ? "month" : "day", i ? "1" : "60", "5",
			"345");
		stored(&p);
	}
	for (size_t i = 0; i < 6; i++) {
		p = post_in(&r, form, "SUP", "MGT01", NULL, NULL);
		put_detail(&p, "MGT01", i % 2 ? "1" : "5", "day", "60", "5", "345");
		stored(&p);
	}
	answer_whole(&r, form, "MKT", "MGT01", 9);
	round_end(&r);
	list = priorities();
	assert_int_equal(list.result.n_winsorised, 0);
	assert_int_equal(cell(&list, "SAL", "MGT01")->hours, CELL_PRIMARY);
	/* The other figures do not tell who spends the hours. */
	assert_int_equal(cell(&list, "SAL", "MGT01")->pain, CELL_SHOWN);
	/* And a second one goes with it, the smaller: SUP 6 before MKT 9. */
	assert_int_equal(cell(&list, "SUP", "MGT01")->hours, CELL_SECONDARY);
	assert_int_equal(cell(&list, "MKT", "MGT01")->hours, CELL_SHOWN);
}

static const struct response_rate *rate(const struct priorities *p, const char *code,
	size_t *index)
{
	for (size_t d = 0; d < p->result.n_departments; d++)
		if (strcmp(p->result.departments[d].code, code) == 0) {
			*index = d;
			return &p->rates[d];
		}
	fail_msg("no department %s", code);
	return NULL;
}

/* Answered of all: SAL 6 of 10, SUP 5 of 20, MKT 2 of 4, MGT nobody knows. */
static void rates_and_never_shown_departments(void **state)
{
	struct priorities p;
	size_t d;

	(void)state;
	people("SAL", 10, NULL);
	people("SUP", 20, NULL);
	people("MKT", 4, NULL);
	people("MGT", NAN, NULL);
	doers("SAL", "MGT01", 6, 6);
	doers("SUP", "MGT01", 5, 5);
	doers("MKT", "MGT01", 2, 2);
	round_end(&r);
	p = priorities();
	assert_true(near(rate(&p, "SAL", &d)->rate, 0.6));
	assert_false(p.rates[d].low);
	assert_false(p.never[d]);
	assert_true(near(rate(&p, "SUP", &d)->rate, 0.25));
	assert_true(p.rates[d].low);
	assert_true(near(rate(&p, "MKT", &d)->rate, 0.5));
	assert_true(p.never[d]);
	assert_int_equal(p.departments[d], CELL_PRIMARY);
	assert_true(isnan(rate(&p, "MGT", &d)->rate));
	assert_false(p.never[d]);
	assert_int_equal(p.departments[d], CELL_EMPTY);
	/* 13 of the 34 whose number is known; 0.6/0.25 = 2.4 > 2. */
	assert_true(near(p.response.rate, 13.0 / 34));
	assert_true(near(p.response.ratio, 2.4));
	assert_true(p.response.warn);
	/* To hide MKT's 2, the smaller of the others is hidden too. */
	rate(&p, "SUP", &d);
	assert_int_equal(p.departments[d], CELL_SECONDARY);
	rate(&p, "SAL", &d);
	assert_int_equal(p.departments[d], CELL_SHOWN);
	assert_true(p.shown);
}

static void too_few_show_nothing(void **state)
{
	struct priorities p;

	(void)state;
	doers("SAL", "MGT01", 2, 2);
	doers("SUP", "MGT01", 2, 2);
	round_end(&r);
	p = priorities();
	assert_false(p.shown);
	assert_int_equal(p.overall[0].people, CELL_PRIMARY);
	assert_int_equal(p.overall[0].hours, CELL_PRIMARY);
	assert_int_equal(p.overall[0].score, CELL_PRIMARY);
	for (size_t i = 0; i < p.result.n_dept; i++)
		assert_int_equal(p.dept[i].people, CELL_PRIMARY);
}

static void nothing_is_released_yet(void **state)
{
	struct priorities p;
	struct cache *lists = cache_new();
	const struct priorities *kept;

	(void)state;
	doers("SAL", "MGT01", 9, 9);
	assert_int_equal(priorities_load(arena, house_db(), &r, form, MIN_CELL, NULL, &p),
		ERR_NOT_FOUND);
	assert_int_equal(priorities_cached(lists, arena, house_db(), &r, MIN_CELL, &kept),
		ERR_NOT_FOUND);
	cache_free(lists);
}

static void an_empty_round_has_an_empty_list(void **state)
{
	struct priorities p;

	(void)state;
	round_end(&r);
	p = priorities();
	assert_int_equal(p.result.n, 0);
	assert_int_equal(p.result.n_overall, 0);
	assert_false(p.shown);
}

static enum err params_job(struct db *db, void *ctx)
{
	return round_set_params(CHANGE(arena, db, TRAIL_SHELL), &r, ctx);
}

static void lists_are_kept_until_something_changes(void **state)
{
	struct cache *lists = cache_new();
	struct arena *a = arena_new();
	const struct priorities *first, *again;
	struct audit_params params = audit_params_default();

	(void)state;
	doers("SAL", "MGT01", 9, 9);
	round_end(&r);
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &first), OK);
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &again), OK);
	assert_ptr_equal(first, again);
	params.w_time = 0.1;
	assert_int_equal(store_write(house, params_job, &params), OK);
	r = round_again(&r);
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &again), OK);
	assert_ptr_not_equal(first, again);
	assert_true(again->tables.params.w_time == 0.1);
	/* What is in use stays whole. */
	assert_true(first->tables.params.w_time == 0.4);
	assert_string_equal(first->round.code, "one");
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, 3, &first), OK);
	assert_int_equal(first->min_cell, 3);
	arena_free(a);
	cache_free(lists);
}

/* All in 30 seconds a page and one in 1: three times as fast on each, and the same
 * rating throughout: SPEED and STRAIGHT together are left out (method G). */
static void speed_and_straight_together_are_left_out(void **state)
{
	struct post p;
	struct result_tables t;

	(void)state;
	for (size_t i = 0; i < 12; i++) {
		p = post_in(&r, form, "SAL", "SAL03", "SAL04", "SAL05");
		put(&p, "painful/A11", "SAL03");
		for (char c = '3'; c <= '5'; c++)
			put_detail(&p, arena_printf(arena, "SAL0%c", c), "3", "week", "20", "5",
				i == 11 ? "444" : "345");
		p.post.pages = i == 11 ? "start:1;pick:1;made-up:0;" : "start:30;pick:30;";
		stored(&p);
	}
	round_end(&r);
	t = tables();
	assert_int_equal(t.quality.excluded, 1);
	assert_true(respondent(&t, p.post.instance_id)->excluded);
	assert_int_equal(t.quality.rows[index_of(&t, respondent(&t, p.post.instance_id))].flags,
		QUALITY_SPEED | QUALITY_STRAIGHT);
}

/* Once a day is five times a working week, once a month twelve in 46 weeks; a number without
 * its period is none. */
static void how_often_is_told_as_times_a_week(void **state)
{
	static const char *const times[][2] = {{"1", "day"}, {"2", "week"}, {"1", "month"},
		{"1", "month"}, {"1", "month"}, {"7", NULL}};
	const struct question_summary *q;
	struct summaries s;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct post p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);

		put_detail(&p, "SAL01", times[i][0], times[i][1], "20", "5", "345");
		stored(&p);
	}
	round_end(&r);
	assert_int_equal(summaries_load(arena, house_db(), &r, form, MIN_CELL, &s), OK);
	q = summaries_find(&s, "detail/SAL01/A20");
	assert_non_null(q);
	assert_true(q->weekly);
	assert_int_equal(q->answered, 5);
	assert_true(fabs(q->mean - (5 + 2 + 3 * 12 / 46.0) / 5) < 1e-12);
	assert_true(fabs(q->median - 12 / 46.0) < 1e-12);
	assert_false(summaries_find(&s, "detail/SAL01/A21")->weekly);
	assert_int_equal(summaries_find(&s, "detail/SAL01/A21")->answered, 6);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(design_weights), T(what_is_not_known_is_missing), T(merged_departments_are_one),
		T(a_list_by_hand), T(effort_counts), T(small_cells_and_one_more_are_hidden),
		T(a_capped_outlier_does_not_dominate), T(a_dominated_cell_is_hidden),
		T(rates_and_never_shown_departments), T(too_few_show_nothing),
		T(nothing_is_released_yet), T(an_empty_round_has_an_empty_list),
		T(lists_are_kept_until_something_changes),
		T(speed_and_straight_together_are_left_out),
		T(how_often_is_told_as_times_a_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
