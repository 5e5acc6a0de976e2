/*
 * What would make a list surer: more answers, and what flagged answers change.
 */
#include "analysis/audit_settle.h"

#include "tables.h"

static const size_t tried[] = {5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500};

static bool is_tried(size_t more)
{
	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
		if (tried[i] == more)
			return true;
	return false;
}

static void more_answers(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_result r;
	struct audit_draws draws;
	struct audit_settle *list, *again;
	size_t n, m, found = 0, before;

	(void)state;
	for (size_t d = 0; d < t.in.n_departments; d++)
		t.departments[d].headcount *= 20;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &r, &draws), OK);
	assert_int_equal(audit_settle(a, &t.in, &t.params, &r, &draws, 0, &list, &n), OK);
	assert_int_equal(n, r.n_overall - 1);
	for (size_t i = 0; i < n; i++) {
		const struct audit_settle *s = &list[i];

		assert_int_equal(s->upper, i);
		assert_int_equal(s->lower, i + 1);
		assert_true(!s->settled || s->department == SIZE_MAX);
		if (s->department == SIZE_MAX) {
			assert_int_equal(s->more, 0);
			continue;
		}
		found++;
		assert_true(is_tried(s->more));
		assert_true((double)s->more <= r.departments[s->department].population
			- (double)r.departments[s->department].n);
	}
	assert_true(found > 0);
	/* Twelfth is alone at the end of the vector: sets 10 to 12, gap of ten points. */
	assert_true(list[n - 1].settled);

	/* The same again, and for the first places only. */
	assert_int_equal(audit_settle(a, &t.in, &t.params, &r, &draws, 0, &again, &m), OK);
	assert_memory_equal(list, again, n * sizeof *list);
	assert_int_equal(audit_settle(a, &t.in, &t.params, &r, &draws, 5, &again, &m), OK);
	assert_int_equal(m, 5);
	for (size_t i = 0; i < m; i++)
		assert_int_equal(again[i].more, list[i].more);

	/* Everybody answered: nobody more to ask. */
	before = found;
	for (size_t d = 0; d < t.in.n_departments; d++)
		t.departments[d].headcount = 1;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &r, &draws), OK);
	assert_int_equal(audit_settle(a, &t.in, &t.params, &r, &draws, 0, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list[i].department, SIZE_MAX);
	assert_true(before > 0);
	arena_free(a);
}

/* A promise is kept: with so many more answers of that kind, the order of the two
 * is sure in most companies. */
static void promises_are_kept(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_result r;
	struct audit_draws draws;
	struct audit_settle *list;
	size_t n, i = 0, kept = 0;

	(void)state;
	for (size_t d = 0; d < t.in.n_departments; d++)
		t.departments[d].headcount *= 20;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &r, &draws), OK);
	assert_int_equal(audit_settle(a, &t.in, &t.params, &r, &draws, 0, &list, &n), OK);
	while (i < n && list[i].department == SIZE_MAX)
		i++;
	assert_true(i < n);
	/* The same answers twice over in that department, as often as it takes: the
	 * pair, then computed anew, is further apart than chance would have it. */
	size_t people = t.in.n_respondents, d = r.departments[list[i].department].input;
	size_t copies = list[i].more / r.departments[list[i].department].n + 1;
	struct audit_respondent *who = arena_array(a, people * (copies + 1), sizeof *who);
	struct audit_pick *picks = arena_array(a, t.in.n_picks * (copies + 1), sizeof *picks);
	struct audit_detail *details =
		arena_array(a, t.in.n_details * (copies + 1), sizeof *details);
	struct audit_input more = t.in;

	memcpy(who, t.respondents, people * sizeof *who);
	memcpy(picks, t.picks, t.in.n_picks * sizeof *picks);
	memcpy(details, t.details, t.in.n_details * sizeof *details);
	for (size_t copy = 1; copy <= copies; copy++) {
		uint32_t base = (uint32_t)more.n_respondents;

		for (size_t j = 0; j < people; j++) {
			who[base + j] = t.respondents[j];
			who[base + j].id = arena_printf(a, "%s-%zu", who[j].id, copy);
			who[base + j].excluded = t.respondents[j].department != d;
		}
		for (size_t j = 0; j < t.in.n_picks; j++) {
			picks[more.n_picks] = t.picks[j];
			picks[more.n_picks++].respondent += base;
		}
		for (size_t j = 0; j < t.in.n_details; j++) {
			details[more.n_details] = t.details[j];
			details[more.n_details++].respondent += base;
		}
		more.n_respondents += people;
	}
	more.respondents = who;
	more.picks = picks;
	more.details = details;
	const char *upper = r.overall[i].code, *lower = r.overall[i + 1].code;

	assert_int_equal(audit_compute_keep(a, &more, &t.params, &r, &draws), OK);
	assert_int_equal(audit_settle(a, &more, &t.params, &r, &draws, 0, &list, &n), OK);
	for (size_t j = 0; j < n; j++)
		if (strcmp(r.overall[j].code, upper) == 0
			&& strcmp(r.overall[j + 1].code, lower) == 0)
			kept += list[j].settled;
	assert_int_equal(kept, 1);
	arena_free(a);
}

static void flagged_answers(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_tiny");
	bool *flagged = arena_array(a, t.in.n_respondents, sizeof *flagged);
	struct audit_without w;

	(void)state;
	assert_int_equal(audit_without(a, &t.in, &t.params, flagged, NULL, &w), OK);
	assert_false(w.changes);
	assert_int_equal(w.left_out, 0);
	/* F2 is done by SUP alone (U1, U2, U3): without them F1 is first. */
	for (size_t i = 0; i < t.in.n_respondents; i++)
		flagged[i] = t.respondents[i].id[0] == 'U';
	assert_int_equal(audit_without(a, &t.in, &t.params, flagged, NULL, &w), OK);
	assert_true(w.changes);
	assert_int_equal(w.left_out, 3);
	assert_int_equal(w.n_enter, 1);
	assert_string_equal(w.enter[0], "F1");
	assert_int_equal(w.n_leave, 1);
	assert_string_equal(w.leave[0], "F2");
	arena_free(a);
}

/* Other weights from kept draws: to the bit what a fresh computation gives. */
static void other_weights(void **state)
{
	struct arena *a = arena_new();
	struct tables t = load_audit(a, VECTORS "v1/audit_mid");
	struct audit_params p = t.params;
	struct audit_result r, fresh, again;
	struct audit_draws draws;

	(void)state;
	assert_int_equal(audit_compute_keep(a, &t.in, &t.params, &r, &draws), OK);
	p.w_time = 0.1;
	p.w_pain = 0.5;
	p.w_exec = 0;
	p.top_k = 3;
	assert_int_equal(audit_compute(a, &t.in, &p, &fresh), OK);
	assert_int_equal(audit_reweigh(a, &r, &draws, &p, &again), OK);
	assert_string_not_equal(r.overall[0].code, fresh.overall[0].code);
	assert_memory_equal(again.weights, fresh.weights, sizeof fresh.weights);
	for (size_t i = 0; i < fresh.n_overall; i++) {
		const struct audit_overall_row *x = &fresh.overall[i], *y = &again.overall[i];

		assert_string_equal(x->code, y->code);
		assert_memory_equal(&x->score, &y->score, sizeof x->score);
		assert_memory_equal(&x->score_lo, &y->score_lo, sizeof x->score_lo);
		assert_memory_equal(&x->p_topk, &y->p_topk, sizeof x->p_topk);
		assert_memory_equal(&x->w_topk_local, &y->w_topk_local, sizeof x->score);
		assert_int_equal(x->cs_lo, y->cs_lo);
		assert_int_equal(x->csm_hi, y->csm_hi);
		assert_int_equal(x->verdict, y->verdict);
		assert_int_equal(again.functions[y->function].row, i);
	}
	for (size_t i = 0; i < fresh.n_dept; i++) {
		assert_int_equal(fresh.dept[i].rank, again.dept[i].rank);
		assert_memory_equal(&fresh.dept[i].score_hi, &again.dept[i].score_hi,
			sizeof(double));
	}
	assert_int_equal(fresh.n_disagree, again.n_disagree);
	/* r itself stays as it was. */
	assert_int_equal(r.functions[r.overall[0].function].row, 0);

	/* Without draws: the order, and nothing of how sure it is. */
	assert_int_equal(audit_reweigh(a, &r, NULL, &p, &again), OK);
	assert_string_equal(again.overall[0].code, fresh.overall[0].code);
	assert_int_equal(again.overall[0].cs_lo, 0);
	assert_true(isnan(again.overall[0].score_se));
	assert_int_equal(again.n_disagree, 0);
	p.w_time = -1;
	assert_int_equal(audit_reweigh(a, &r, &draws, &p, &again), ERR_INPUT);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_answers),
		cmocka_unit_test(promises_are_kept),
		cmocka_unit_test(flagged_answers),
		cmocka_unit_test(other_weights),
	};

	return cmocka_run_group_tests_name("analysis/audit_settle", tests, NULL, NULL);
}
