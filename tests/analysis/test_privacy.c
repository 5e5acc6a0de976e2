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
		const char *dept = cell(&want, row, "dept"), *got = "";
		struct privacy_group g[GROUPS_MAX];
		enum cell_state states[GROUPS_MAX], total;
		size_t groups = 0;

		for (size_t i = 0; i < cells.rows; i++)
			if (strcmp(cell(&cells, i, "case"), cell(&want, row, "case")) == 0)
				g[groups++] = (struct privacy_group){cell(&cells, i, "dept"),
					count(&cells, i, "n"), *cell(&cells, i, "pickers") ?
					count(&cells, i, "pickers") : count(&cells, i, "n"),
					*cell(&cells, i, "dominated")};
		privacy_suppress(g, groups, PRIVACY_K, states, &total);
		for (size_t i = 0; i < groups; i++)
			if (strcmp(g[i].code, dept) == 0)
				got = cell_state_name(states[i]);
		if (strcmp(dept, "TOTAL") == 0)
			got = cell_state_name(total);
		assert_string_equal(got, cell(&want, row, "state"));
	}
	arena_free(a);
}

static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H"};

/* Nobody who sees the total and the shown groups may tell a hidden one, or a sum of fewer
 * than k people; an imputed group, which the others give, is not what hides somebody. */
static void no_subtraction(void **state)
{
	struct prng r;

	(void)state;
	prng_for_draw(&r, 3, 0);
	for (int round = 0; round < 20000; round++) {
		struct privacy_group g[GROUPS_MAX];
		size_t groups = 1 + prng_bounded(&r, GROUPS_MAX), k = 3 + prng_bounded(&r, 4);
		size_t hidden = 0, peopled = 0, people = 0, sum = 0, pickers = 0;
		bool somebody = false;
		enum cell_state states[GROUPS_MAX], total;

		for (size_t i = 0; i < groups; i++) {
			size_t n = prng_bounded(&r, 12);

			g[i] = (struct privacy_group){letters[i], n, n + prng_bounded(&r, 2),
				n && prng_bounded(&r, 6) == 0};
		}
		privacy_suppress(g, groups, k, states, &total);
		for (size_t i = 0; i < groups; i++) {
			sum += g[i].n;
			pickers += g[i].pickers;
			assert_int_equal(states[i] == CELL_EMPTY, g[i].pickers == 0);
			if (states[i] == CELL_SHOWN)
				assert_true(g[i].n >= k && !g[i].withheld);
			if (states[i] != CELL_PRIMARY && states[i] != CELL_SECONDARY)
				continue;
			hidden++;
			people += g[i].n;
			peopled += g[i].n > 0;
			somebody |= g[i].n > 0 && states[i] == CELL_PRIMARY;
		}
		assert_int_equal(total == CELL_EMPTY, pickers == 0);
		if (total == CELL_SHOWN && hidden > 0)
			assert_true(sum >= k && hidden >= 2 && people >= k &&
				(!somebody || peopled >= 2));
	}
}

/* Groups in which all contribute. */
static struct privacy_group whole(const char *code, size_t n, bool dominated)
{
	return (struct privacy_group){code, n, n, dominated};
}

static void the_limit_has_a_floor(void **state)
{
	const struct privacy_group g[] = {whole("A", 2, 0), whole("B", 9, 0), whole("C", 9, 0)};
	enum cell_state states[3];

	(void)state;
	privacy_suppress(g, 3, 0, states, NULL);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(states[2], CELL_SHOWN);
	assert_int_equal(privacy_k(0), 3);
	assert_int_equal(privacy_k(7), 7);
}

/* P3, and P2 after it: a lone group is its total. */
static void dominance(void **state)
{
	const struct privacy_group g[] = {whole("A", 20, true), whole("B", 30, false)};
	enum cell_state states[2], total;

	(void)state;
	assert_false(privacy_dominated(0.60));
	assert_true(privacy_dominated(0.61));
	privacy_suppress(g, 2, 5, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(total, CELL_SHOWN);
	privacy_suppress(g, 1, 5, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(total, CELL_SECONDARY);
}

/* Whoever knows the others knows the pooled mean: with it in hand, the one person of A is
 * what the total leaves. */
static void an_imputed_group_shields_nobody(void **state)
{
	struct privacy_group g[] = {whole("A", 1, false), {"B", 0, 4, false},
		whole("C", 6, false), whole("D", 9, false)};
	enum cell_state states[4], total;

	(void)state;
	privacy_suppress(g, 4, 5, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_PRIMARY);
	assert_int_equal(states[2], CELL_SECONDARY);
	assert_int_equal(states[3], CELL_SHOWN);
	assert_int_equal(total, CELL_SHOWN);
	/* With nobody left to hide, the total goes. */
	privacy_suppress(g, 2, 5, states, &total);
	assert_int_equal(total, CELL_PRIMARY);
	g[0] = whole("A", 8, true);
	privacy_suppress(g, 2, 5, states, &total);
	assert_int_equal(total, CELL_SECONDARY);
	/* Alone it still hides another, as the sum less the others is its figure. */
	g[0] = whole("A", 8, false);
	privacy_suppress(g, 2, 5, states, &total);
	assert_int_equal(states[0], CELL_SECONDARY);
	assert_int_equal(states[1], CELL_PRIMARY);
	assert_int_equal(total, CELL_SHOWN);
}

/* A stands for 100 people, B for 5: with B alone beside it, the mean of all would tell what A
 * thinks to a twentieth. */
static void an_opinion_is_not_told_by_the_mean_of_all(void **state)
{
	const struct privacy_group g[] = {whole("A", 2, false), whole("B", 6, false),
		whole("C", 9, false), whole("D", 9, false)};
	const double weight[] = {100, 5, 50, 50}, value[] = {.5, .5, .5, .5};
	enum cell_state states[4], total;

	(void)state;
	privacy_suppress(g, 4, 5, states, &total);
	assert_int_equal(states[2], CELL_SHOWN);
	privacy_widen(g, 4, weight, value, states, &total);
	assert_int_equal(states[0], CELL_PRIMARY);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(states[2], CELL_SECONDARY);
	assert_int_equal(states[3], CELL_SHOWN);
	assert_int_equal(total, CELL_SHOWN);
	/* Nobody else to hide: the mean of all is. */
	privacy_suppress(g, 2, 5, states, &total);
	assert_int_equal(total, CELL_SHOWN);
	privacy_widen(g, 2, weight, value, states, &total);
	assert_int_equal(total, CELL_SECONDARY);
}

/* By trying a thousand values of each hidden group: how many of them the others allow. */
static void no_opinion_is_told_closely(void **state)
{
	struct prng r;
	size_t hidden = 0;

	(void)state;
	prng_for_draw(&r, 5, 0);
	for (int round = 0; round < 3000; round++) {
		struct privacy_group g[GROUPS_MAX];
		double weight[GROUPS_MAX], value[GROUPS_MAX], rest = 0, all = 0;
		size_t groups = 2 + prng_bounded(&r, GROUPS_MAX - 1);
		enum cell_state states[GROUPS_MAX], total;

		for (size_t i = 0; i < groups; i++) {
			g[i] = whole(letters[i], prng_bounded(&r, 14), false);
			weight[i] = g[i].n ? 1 + prng_bounded(&r, 200) : 0;
			value[i] = prng_bounded(&r, 101) / 100.0;
		}
		privacy_suppress(g, groups, 5, states, &total);
		privacy_widen(g, groups, weight, value, states, &total);
		for (size_t i = 0; i < groups; i++)
			if (states[i] == CELL_PRIMARY || states[i] == CELL_SECONDARY) {
				rest += weight[i] * value[i];
				all += weight[i];
			}
		for (size_t i = 0; i < groups && total == CELL_SHOWN; i++) {
			size_t allowed = 0;

			if (states[i] != CELL_PRIMARY)
				continue;
			hidden++;
			for (int x = 0; x <= 1000; x++) {
				double left = rest - weight[i] * x / 1000;

				allowed += left >= -1e-9 && left <= all - weight[i] + 1e-9;
			}
			assert_true(!g[i].n || allowed >= 149);
		}
	}
	assert_true(hidden > 1000);
}

/* Two of one department and three of another are five, and by headcount 2 x 2.13 + 3 x 1.07: told as
 * five and as seven, only they are. Each as much as the other, they might be four and one. */
static void two_sums_tell_two_groups(void **state)
{
	struct arena *a = arena_new();
	const struct privacy_unknown people[] = {{2, 9, true}, {3, 9, true}, {9, 12, false}};
	const size_t both[] = {0, 1}, all[] = {0, 1, 2};
	const double apart[] = {2.13, 1.07}, alike[] = {1.5, 1.5}, three[] = {2.13, 1.07, 1.07};
	const struct privacy_sum two = {2, both, apart, 6.5 - 7.47, 7.5 - 7.47};
	const struct privacy_sum same = {2, both, alike, -0.1, 0.1};
	const struct privacy_sum more = {3, all, three, -0.5, 0.5};

	(void)state;
	assert_false(privacy_ambiguous(a, people, 2, &two, 1));
	assert_true(privacy_ambiguous(a, people, 2, &same, 1));
	/* A third hides the second, but the first is the only one of its weight. */
	assert_false(privacy_ambiguous(a, people, 3, &more, 1));
	/* The number alone leaves it open. */
	assert_true(privacy_ambiguous(a, people, 2, &(struct privacy_sum){.count = 2, .unknown = both}, 1));
	/* Nothing told, nothing known; and who is no secret may be. */
	assert_true(privacy_ambiguous(a, people, 2, NULL, 0));
	assert_true(privacy_ambiguous(a, people + 2, 1, &(struct privacy_sum){1, both, apart, 0, 0}, 1));
	arena_free(a);
}

/* Three are hidden by 4, of whom in the next release some have become 14: what it tells of the other two
 * is what the first one left open. */
static void a_second_release_tells_the_first(void **state)
{
	struct arena *a = arena_new();
	const struct privacy_unknown people[] = {{3, 5, true}, {1, 5, true}, {4, 13, true}, {14, 36, false}};
	const size_t one[] = {0, 1, 2}, then[] = {0, 1, 3};
	const double each[] = {2.8, 4, 3.769231}, later[] = {2.8, 4, 1.361111};
	const struct privacy_sum sums[] = {{3, one, each, -0.619780, 0.380220}, {3, then, later, -0.598413, 0.401587}};

	(void)state;
	assert_true(privacy_ambiguous(a, people, 3, sums, 1));
	assert_false(privacy_ambiguous(a, people, 4, sums, 2));
	arena_free(a);
}

/* Whether some reading within three of the truth differs in `target`, by trying all. */
static bool tried(const struct privacy_unknown *u, size_t count, const struct privacy_sum *sums,
	size_t sum_count, size_t target)
{
	int more[GROUPS_MAX];
	size_t all = 1;

	for (size_t i = 0; i < count; i++)
		all *= 7;
	for (size_t code = 0; code < all; code++) {
		bool fits = true;

		for (size_t i = 0, rest = code; i < count; i++, rest /= 7) {
			more[i] = (int)(rest % 7) - 3;
			fits &= (int)u[i].n + more[i] >= 1 && (int)u[i].n + more[i] <= (int)u[i].most;
		}
		for (size_t s = 0; s < sum_count; s++) {
			double moved = 0;
			int people = 0;

			for (size_t i = 0; i < sums[s].count; i++) {
				people += more[sums[s].unknown[i]];
				moved += more[sums[s].unknown[i]] * sums[s].each[i];
			}
			fits &= people == 0 && moved >= sums[s].below && moved <= sums[s].above;
		}
		if (fits && more[target])
			return true;
	}
	return false;
}

static void ambiguity_is_what_trying_finds(void **state)
{
	size_t told = 0, open = 0;
	struct prng r;

	(void)state;
	prng_for_draw(&r, 11, 0);
	for (int round = 0; round < 1500; round++) {
		struct arena *a = arena_new();
		struct privacy_unknown u[5];
		size_t who[2][5], count = 2 + prng_bounded(&r, 4), sum_count = 1 + prng_bounded(&r, 2);
		double each[2][5];
		struct privacy_sum sums[2];
		bool ambiguous = true;

		for (size_t i = 0; i < count; i++) {
			size_t n = 1 + prng_bounded(&r, 7);

			u[i] = (struct privacy_unknown){n, n + prng_bounded(&r, 9), n < 5};
		}
		for (size_t s = 0; s < sum_count; s++) {
			sums[s] = (struct privacy_sum){0, who[s], each[s], -(prng_bounded(&r, 150) / 100.0),
				prng_bounded(&r, 150) / 100.0};
			for (size_t i = 0; i < count; i++)
				if (s == 0 || prng_bounded(&r, 3)) {
					who[s][sums[s].count] = i;
					each[s][sums[s].count++] = 1 + prng_bounded(&r, 300) / 100.0;
				}
		}
		for (size_t i = 0; i < count; i++)
			ambiguous &= !u[i].secret || tried(u, count, sums, sum_count, i);
		assert_int_equal(privacy_ambiguous(a, u, count, sums, sum_count), ambiguous);
		told += !ambiguous;
		open += ambiguous;
		arena_free(a);
	}
	assert_true(told > 200 && open > 200);
}

static void ties_go_by_code(void **state)
{
	const struct privacy_group g[] = {whole("SUP", 6, 0), whole("MKT", 6, 0),
		whole("SAL", 4, 0)};
	enum cell_state states[3], total;

	(void)state;
	privacy_suppress(g, 3, 5, states, &total);
	assert_int_equal(states[0], CELL_SHOWN);
	assert_int_equal(states[1], CELL_SECONDARY);
	assert_int_equal(states[2], CELL_PRIMARY);
	privacy_suppress(NULL, 0, 5, NULL, &total);
	assert_int_equal(total, CELL_EMPTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(no_subtraction),
		cmocka_unit_test(the_limit_has_a_floor),
		cmocka_unit_test(dominance),
		cmocka_unit_test(an_imputed_group_shields_nobody),
		cmocka_unit_test(an_opinion_is_not_told_by_the_mean_of_all),
		cmocka_unit_test(no_opinion_is_told_closely),
		cmocka_unit_test(two_sums_tell_two_groups),
		cmocka_unit_test(a_second_release_tells_the_first),
		cmocka_unit_test(ambiguity_is_what_trying_finds),
		cmocka_unit_test(ties_go_by_code),
	};

	return cmocka_run_group_tests_name("analysis/privacy", tests, NULL, NULL);
}
