/*
 * Suppression: tests/vectors/privacy, and what P1 to P3 promise to the people
 * in the groups, whatever the numbers.
 */
#include "analysis/privacy.h"

#include "analysis/prng.h"
#include "tables.h"

#define GROUPS_MAX 8

static void vectors_hold(void **state)
{
	struct arena *a = arena_new();
	struct csv_table cells = load_table(a, VECTORS "privacy", "cells.csv");
	struct csv_table want = load_table(a, VECTORS "privacy", "expected.csv");

	(void)state;
	assert_true(want.rows > 0);
	for (size_t row = 0; row < want.rows; row++) {
		const char *codes[GROUPS_MAX], *dept = cell(&want, row, "dept"), *got = "";
		size_t n[GROUPS_MAX], groups = 0;
		enum cell_state states[GROUPS_MAX], total;

		for (size_t i = 0; i < cells.rows; i++)
			if (strcmp(cell(&cells, i, "case"), cell(&want, row, "case")) == 0) {
				codes[groups] = cell(&cells, i, "dept");
				n[groups++] = count(&cells, i, "n");
			}
		privacy_suppress(n, codes, NULL, groups, PRIVACY_K, states, &total);
		for (size_t i = 0; i < groups; i++)
			if (strcmp(codes[i], dept) == 0)
				got = cell_state_name(states[i]);
		if (strcmp(dept, "TOTAL") == 0)
			got = cell_state_name(total);
		assert_string_equal(got, cell(&want, row, "state"));
	}
	arena_free(a);
}

static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H"};

/* Nobody who sees the total and the shown groups may tell a hidden one, or a
 * sum of fewer than k people. */
static void no_subtraction(void **state)
{
	struct prng g;

	(void)state;
	prng_for_draw(&g, 3, 0);
	for (int round = 0; round < 20000; round++) {
		size_t n[GROUPS_MAX], groups = 1 + prng_bounded(&g, GROUPS_MAX);
		size_t k = 3 + prng_bounded(&g, 4), hidden = 0, people = 0, sum = 0;
		bool dominated[GROUPS_MAX];
		enum cell_state states[GROUPS_MAX], total;

		for (size_t i = 0; i < groups; i++) {
			n[i] = prng_bounded(&g, 12);
			dominated[i] = prng_bounded(&g, 6) == 0;
		}
		privacy_suppress(n, letters, dominated, groups, k, states, &total);
		for (size_t i = 0; i < groups; i++) {
			sum += n[i];
			assert_int_equal(states[i] == CELL_EMPTY, n[i] == 0);
			if (states[i] == CELL_SHOWN)
				assert_true(n[i] >= k && !dominated[i]);
			if (states[i] == CELL_PRIMARY || states[i] == CELL_SECONDARY) {
				hidden++;
				people += n[i];
			}
		}
		if (sum == 0)
			assert_int_equal(total, CELL_EMPTY);
		if (total == CELL_SHOWN && hidden > 0)
			assert_true(sum >= k && hidden >= 2 && people >= k);
	}
}

static void the_limit_has_a_floor(void **state)
{
	size_t n[] = {2, 9, 9};
	enum cell_state states[3];

	(void)state;
	privacy_suppress(n, letters, NULL, 3, 0, states, NULL);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(states[2], CELL_SHOWN);
	assert_int_equal(privacy_k(0), 3);
	assert_int_equal(privacy_k(7), 7);
}

/* P3, and P2 after it: a lone group is its total. */
static void dominance(void **state)
{
	size_t n[] = {20, 30};
	bool dominated[] = {true, false};
	enum cell_state states[2], total;

	(void)state;
	assert_false(privacy_dominated(0.60));
	assert_true(privacy_dominated(0.61));
	privacy_suppress(n, letters, dominated, 2, 5, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(total, CELL_SHOWN);
	privacy_suppress(n, letters, dominated, 1, 5, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(total, CELL_SECONDARY);
}

static void ties_go_by_code(void **state)
{
	static const char *const codes[] = {"SUP", "MKT", "SAL"};
	size_t n[] = {6, 6, 4};
	enum cell_state states[3], total;

	(void)state;
	privacy_suppress(n, codes, NULL, 3, 5, states, &total);
	assert_int_equal(states[0], CELL_SHOWN);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(states[2], CELL_PRIMARY);
	privacy_suppress(NULL, NULL, NULL, 0, 5, NULL, &total);
	assert_int_equal(total, CELL_EMPTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(no_subtraction),
		cmocka_unit_test(the_limit_has_a_floor),
		cmocka_unit_test(dominance),
		cmocka_unit_test(ties_go_by_code),
	};

	return cmocka_run_group_tests_name("analysis/privacy", tests, NULL, NULL);
}
