/* Rules of alerts: what may be a rule, and when one holds. Figures of a round that are not
 * shown alert nobody; pages and the shell are tried in tests/pages/alerts.t. */
#include "audit_house.h"

#include "model/alerts.h"
#include "model/stakeholders.h"

#define TEST(f) cmocka_unit_test_setup_teardown(f, audit_set_up, audit_tear_down)

static enum err put_job(struct db *db, void *ctx)
{
	return alert_rule_put(CHANGE(arena, db, "anna"), ctx);
}

static enum err put_rule(struct alert_rule r)
{
	return store_write(house, put_job, &r);
}

static struct alert_rule rule(void)
{
	return (struct alert_rule){.measure = ALERT_RESPONSE, .threshold = 50, .department = "",
		.audience = "all", .active = true};
}

static void a_rule_is_checked(void **state)
{
	struct alert_rule r = rule();

	(void)state;
	assert_int_equal(put_rule(r), OK);
	r.threshold = -1;
	assert_int_equal(put_rule(r), ERR_INPUT);
	r.threshold = NAN;
	assert_int_equal(put_rule(r), ERR_INPUT);
	r = rule();
	r.audience = "everybody";
	assert_int_equal(put_rule(r), ERR_INPUT);
	r = rule();
	r.department = "NOPE";
	assert_int_equal(put_rule(r), ERR_INPUT);
	r.department = "SAL";
	assert_int_equal(put_rule(r), OK);
	r.department = "*";
	assert_int_equal(put_rule(r), OK);
	/* Of other figures there is one for the company. */
	r.measure = ALERT_GAPS;
	assert_int_equal(put_rule(r), ERR_INPUT);
	r = rule();
	r.id = 999;
	assert_int_equal(put_rule(r), ERR_NOT_FOUND);
}

static void nothing_shown_alerts_nobody(void **state)
{
	struct round r = round_of((struct round_spec){0});
	struct alert_rule rules[] = {rule(), rule(), rule()};
	struct alert_list out = {0};

	(void)state;
	rules[1].department = "*";
	rules[2].above = true;
	rules[2].threshold = 0;
	/* Whatever is compared: the figure is not known. */
	assert_int_equal(alerts_of_round(arena, house_db(), rules, 3, &r, NULL, &out), OK);
	assert_int_equal(out.count, 0);
}

static enum err sponsor_job(struct db *db, void *ctx)
{
	struct stakeholder s = {.name = "Eva", .department = "", .hours = NAN};
	int64_t id;

	(void)ctx;
	for (int i = 0; i < PROJECT_ROLE_COUNT; i++)
		s.given[i] = i == PROJECT_SPONSOR ? 4 : NAN;
	return stakeholder_set(CHANGE(NULL, db, "anna"), &s, &id);
}

static void roles_nobody_holds(void **state)
{
	struct alert_rule rules[] = {rule(), rule(), rule()};
	struct alert_list out = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		rules[i].measure = ALERT_ROLES_UNCOVERED;
		rules[i].threshold = 0;
		rules[i].above = true;
	}
	rules[1].active = false;
	rules[2].above = false;
	/* Nobody on the roster yet: the project has not begun. */
	assert_int_equal(alerts_of_project(arena, house_db(), rules, 3, &out), OK);
	assert_int_equal(out.count, 0);
	assert_int_equal(store_write(house, sponsor_job, NULL), OK);
	assert_int_equal(alerts_of_project(arena, house_db(), rules, 3, &out), OK);
	/* The first rule holds, the sleeping one and the one that looks below 0 do not. */
	assert_int_equal(out.count, 1);
	assert_ptr_equal(out.list[0].rule, &rules[0]);
	assert_true(out.list[0].value > 0);
}

static void an_audience_is_who_it_says(void **state)
{
	struct alert_rule r = rule();

	(void)state;
	assert_true(alert_for(&r, "manager"));
	r.audience = "analyst";
	assert_true(alert_for(&r, "analyst"));
	assert_false(alert_for(&r, "manager"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rule_is_checked),
		TEST(nothing_shown_alerts_nobody),
		TEST(roles_nobody_holds),
		TEST(an_audience_is_who_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
