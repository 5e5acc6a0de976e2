/* Retention: what is deleted, and when. */
#include "audit_house.h"

#include "model/retention.h"
#include "model/settings.h"

struct run {
	struct settings settings;
	const char *today;
	int64_t deleted;
};

static enum err run_job(struct db *db, void *ctx)
{
	struct run *r = ctx;

	return retention_run(CHANGE(arena, db, "anna"), &r->settings, r->today, &r->deleted);
}

static int64_t run_on(const char *today, int days)
{
	struct run r = {.today = today, .settings = {.retention_days = days, .quarantine_days = 30}};

	assert_int_equal(store_write(house, run_job, &r), OK);
	return r.deleted;
}

/* NOON is 2025-06-15: the round closes that day. */
static void answers_of_closed_rounds_go(void **state)
{
	struct round r = round_of((struct round_spec){.code = "old"});
	struct round open = round_of((struct round_spec){.code = "open"});
	struct form *form;

	(void)state;
	assert_int_equal(round_form(arena, house_db(), &r, &form), OK);
	answer_whole(&r, form, "SAL", "SAL01", 6);
	answer_whole(&open, form, "SAL", "SAL01", 2);
	round_end(&r);
	assert_int_equal(run_on("2025-07-20", 0), 0);
	assert_int_equal(run_on("2025-07-15", 30), 0);
	assert_int_equal(count_of(STMT_SUBMISSION_COUNT, r.id), 6);
	assert_int_equal(run_on("2025-07-16", 30), 6);
	assert_int_equal(count_of(STMT_SUBMISSION_COUNT, r.id), 0);
	assert_int_equal(count_of(STMT_SUBMISSION_COUNT, open.id), 2);
	assert_int_equal(run_on("2025-07-17", 30), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_of_closed_rounds_go, audit_set_up,
			audit_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
