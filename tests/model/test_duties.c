/* Duties: who is asked to look after what waits, day by day. 2026-11-30 is a Monday. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "house.h"
#include "model/duties.h"
#include "model/trail.h"

#define MONDAY "2026-11-30"

static struct account ana, eva, lea, mila, root, second;

struct asked {
	enum duty_queue queue;
	int64_t owner, deputy;
	const char *day;
};

static enum err set_job(struct db *db, void *ctx)
{
	const struct asked *x = ctx;

	return duty_set(CHANGE(NULL, db, "root"), x->queue, x->owner, x->deputy, x->day);
}

static enum err set(enum duty_queue q, int64_t owner, int64_t deputy, const char *day)
{
	return store_write(house, set_job, &(struct asked){q, owner, deputy, day});
}

static enum err attend_job(struct db *db, void *ctx)
{
	const struct asked *x = ctx;

	return duty_attend(CHANGE(NULL, db, "root"), x->queue, x->day);
}

static void attend(enum duty_queue q, const char *day)
{
	assert_int_equal(store_write(house, attend_job, &(struct asked){.queue = q, .day = day}),
		OK);
}

static enum err add_job(struct db *db, void *ctx)
{
	struct account *a = ctx;

	return account_add(CHANGE(NULL, db, "root"), a->name, a->role, a->rows, "x", false, &a->id);
}

static struct account add(const char *name, enum account_role role, bool rows)
{
	struct account a = {.role = role, .rows = rows};

	snprintf(a.name, sizeof a.name, "%s", name);
	assert_int_equal(store_write(house, add_job, &a), OK);
	return a;
}

static enum err edit_job(struct db *db, void *ctx)
{
	const struct account *a = ctx;

	return account_edit(CHANGE(NULL, db, "root"), a->id, a->role, a->rows, a->disabled);
}

static void edit(const struct account *a)
{
	assert_int_equal(store_write(house, edit_job, (void *)(uintptr_t)a), OK);
}

static struct duty load(enum duty_queue q)
{
	struct duty d;

	assert_int_equal(duty_load(house_db(), q, &d), OK);
	return d;
}

static int64_t trail_rows(void)
{
	struct trail_head h;

	assert_int_equal(trail_head(house_db(), &h), OK);
	return h.seq;
}

/* Who of ana, eva, lea, mila, root and second is asked: "ana eva …". */
static const char *asked(enum duty_queue q, const char *day)
{
	const struct account *all[] = {&ana, &eva, &lea, &mila, &root, &second};
	struct duty d = load(q);
	const char *names = "";

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!all[i]->disabled && duty_asks(q, &d, all[i], day))
			names = arena_printf(house_arena, "%s%s%s", names, *names ? " " : "",
				all[i]->name);
	return names;
}

static int set_up(void **state)
{
	if (house_set_up(state))
		return -1;
	root = add("root", ROLE_ADMIN, false);
	second = add("second", ROLE_ADMIN, true);
	ana = add("ana", ROLE_ANALYST, true);
	eva = add("eva", ROLE_ANALYST, true);
	lea = add("lea", ROLE_ANALYST, false);
	mila = add("mila", ROLE_MANAGER, true);
	return 0;
}

static void without_an_owner_all_are_asked_that_may(void **state)
{
	(void)state;
	assert_string_equal(duty_code(DUTY_TEXTS), "texts");
	assert_string_equal(duty_code(DUTY_KEPT), "kept");
	assert_int_equal(load(DUTY_TEXTS).owner.id, 0);
	/* An administrator without the right, too: to name somebody. */
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "ana eva root second");
	assert_string_equal(asked(DUTY_KEPT, MONDAY), "root second");
}

static void five_working_days_and_it_passes_on(void **state)
{
	(void)state;
	assert_int_equal(set(DUTY_TEXTS, ana.id, eva.id, MONDAY), OK);
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "ana");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-04"), "ana");
	/* The weekend counts for nothing. */
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-06"), "ana");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-07"), "ana eva");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-13"), "ana eva");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-14"), "ana eva root second");
	assert_string_equal(asked(DUTY_TEXTS, "2027-03-01"), "ana eva root second");

	attend(DUTY_TEXTS, "2026-12-14");
	assert_string_equal(load(DUTY_TEXTS).attended, "2026-12-14");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-18"), "ana");
	/* The other queue is another matter. */
	assert_string_equal(asked(DUTY_KEPT, "2026-12-18"), "root second");
}

static void without_a_deputy_it_passes_to_administrators(void **state)
{
	(void)state;
	assert_int_equal(set(DUTY_KEPT, root.id, 0, MONDAY), OK);
	assert_string_equal(asked(DUTY_KEPT, "2026-12-04"), "root");
	assert_string_equal(asked(DUTY_KEPT, "2026-12-07"), "root second");
}

static void who_is_away_is_passed_over_at_once(void **state)
{
	(void)state;
	assert_int_equal(set(DUTY_TEXTS, ana.id, eva.id, MONDAY), OK);
	ana.disabled = true;
	edit(&ana);
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "eva");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-07"), "eva root second");
	/* So is who lost the right; then nobody is left, and all are asked again. */
	eva.rows = false;
	edit(&eva);
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "root second");
	ana.disabled = false;
	edit(&ana);
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "ana");
	assert_string_equal(asked(DUTY_TEXTS, "2026-12-07"), "ana root second");
}

/* By hand: no page takes an account away. */
static void forget(const char *sql)
{
	char path[600];
	sqlite3 *h;

	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

static void an_owner_that_is_gone_leaves_the_deputy(void **state)
{
	(void)state;
	assert_int_equal(set(DUTY_TEXTS, ana.id, eva.id, MONDAY), OK);
	forget("PRAGMA foreign_keys = ON; DELETE FROM account WHERE name = 'ana'");
	assert_int_equal(load(DUTY_TEXTS).owner.id, 0);
	assert_string_equal(load(DUTY_TEXTS).deputy.name, "eva");
	assert_string_equal(asked(DUTY_TEXTS, MONDAY), "eva");
	assert_int_equal(set(DUTY_TEXTS, eva.id, 0, MONDAY), OK);
	assert_string_equal(load(DUTY_TEXTS).owner.name, "eva");
}

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	assert_int_equal(set(DUTY_TEXTS, ana.id, ana.id, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_TEXTS, 0, ana.id, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_TEXTS, lea.id, 0, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_TEXTS, mila.id, 0, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_TEXTS, root.id, 0, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_TEXTS, 999, 0, MONDAY), ERR_INPUT);
	assert_int_equal(set(DUTY_KEPT, ana.id, 0, MONDAY), ERR_INPUT);
	assert_int_equal(load(DUTY_TEXTS).owner.id, 0);
	assert_int_equal(load(DUTY_KEPT).owner.id, 0);
	assert_int_equal(set(DUTY_TEXTS, second.id, ana.id, MONDAY), OK);
}

static void a_row_of_the_trail_a_change_and_none_without(void **state)
{
	int64_t before = trail_rows();

	(void)state;
	assert_int_equal(set(DUTY_TEXTS, ana.id, eva.id, MONDAY), OK);
	assert_int_equal(trail_rows(), before + 1);
	assert_int_equal(set(DUTY_TEXTS, ana.id, eva.id, "2026-12-02"), OK);
	attend(DUTY_TEXTS, "2026-12-03");
	assert_int_equal(trail_rows(), before + 1);
	/* Another deputy does not begin the owner's days anew; another owner's begin. */
	assert_int_equal(set(DUTY_TEXTS, ana.id, second.id, "2026-12-04"), OK);
	assert_string_equal(load(DUTY_TEXTS).attended, "2026-12-03");
	assert_int_equal(set(DUTY_TEXTS, second.id, ana.id, "2026-12-04"), OK);
	assert_string_equal(load(DUTY_TEXTS).attended, "2026-12-04");
	assert_int_equal(set(DUTY_TEXTS, 0, 0, "2026-12-07"), OK);
	assert_int_equal(trail_rows(), before + 4);
	assert_string_equal(asked(DUTY_TEXTS, "2027-03-01"), "ana eva root second");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_an_owner_all_are_asked_that_may, set_up,
			house_tear_down),
		cmocka_unit_test_setup_teardown(five_working_days_and_it_passes_on, set_up,
			house_tear_down),
		cmocka_unit_test_setup_teardown(without_a_deputy_it_passes_to_administrators, set_up,
			house_tear_down),
		cmocka_unit_test_setup_teardown(who_is_away_is_passed_over_at_once, set_up,
			house_tear_down),
		cmocka_unit_test_setup_teardown(an_owner_that_is_gone_leaves_the_deputy, set_up,
			house_tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_is_refused, set_up, house_tear_down),
		cmocka_unit_test_setup_teardown(a_row_of_the_trail_a_change_and_none_without, set_up,
			house_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
