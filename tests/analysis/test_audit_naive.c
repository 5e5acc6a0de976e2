/*
 * The priority score against a second, slow reading of method A. Random companies.
 */
#include "naive.h"

static void compare(const struct naive *z, const struct audit_result *r)
{
	size_t ranked = 0, cells = 0;

	for (int g = 0; g < 4; g++)
		assert_near(r->k0[g], z->k0[g], "k0", "all");
	assert_int_equal(r->n_winsorised, z->winsorised);
	assert_int_equal(r->n_overbudget, z->overbudget);
	for (int f = 0; f < FUNCS; f++) {
		ranked += z->ranked[f];
		for (int d = 0; d < DEPTS; d++)
			cells += z->ranked[f] && z->x[d][f] > 0;
	}
	assert_int_equal(r->n_overall, ranked);
	assert_int_equal(r->n_dept, cells);
	for (size_t i = 0; i < r->n_overall; i++) {
		const struct audit_overall_row *row = &r->overall[i];
		double saved = 0, above = 1;
		bool close_call = false;

		for (int d = 0; d < DEPTS; d++)
			saved += z->T[d][row->function];
		for (int f = 0; f < FUNCS; f++) {
			double off = z->Q[f] - z->Q[row->function];

			close_call = close_call || (off > -2e-6 && off < 2e-6
				&& f != (int)row->function);
			above += z->ranked[f] && off > 0;
		}
		assert_near(row->hours_saved, saved, "hours_saved", row->code);
		assert_near(row->score, z->Q[row->function], "score", row->code);
		assert_near(row->pain, z->u[row->function][1], "pain", row->code);
		assert_near(row->want, z->u[row->function][2], "want", row->code);
		if (!close_call)
			assert_int_equal(row->rank, (int)above);
	}
	for (size_t i = 0; i < r->n_dept; i++) {
		const struct audit_dept_row *row = &r->dept[i];
		size_t d = row->department, f = row->function;

		assert_int_equal(row->doers, (int)z->x[d][f]);
		assert_near(row->h_mean, z->mean[0][d][f], "h_mean", row->func);
		assert_near(row->h_shrunk, z->value[0][d][f], "h_shrunk", row->func);
		assert_near(row->hours_now, z->G[d][f], "hours_now", row->func);
		assert_near(row->hours_saved, z->T[d][f], "hours_saved", row->func);
		assert_near(row->score, z->Qd[d][f], "score", row->func);
	}
}

static void random_companies(void **state)
{
	(void)state;
	for (uint64_t draw = 0; draw < 3000; draw++) {
		struct arena *a = arena_new();
		struct naive *z = arena_alloc(a, sizeof *z);
		struct audit_params p = audit_params_default();
		struct audit_result r;
		struct tables t;
		struct prng g;

		prng_for_draw(&g, 2, draw);
		invent(a, &g, &t);
		p.boot = 0;
		p.method_version = z->method = AUDIT_METHOD_FIRST + draw % AUDIT_METHOD_LAST;
		naive_read(z, &t.in);
		naive_fit(z, &t.in);
		naive_hold(z, &t.in);
		naive_shrink(z, &t.in, NULL);
		naive_score(z, &t.in);
		assert_int_equal(audit_compute(a, &t.in, &p, &r), OK);
		compare(z, &r);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_companies),
	};

	return cmocka_run_group_tests_name("analysis/audit against a slow reading", tests, NULL,
		NULL);
}
