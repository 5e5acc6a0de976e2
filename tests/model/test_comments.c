/* Pilots' rounds and what is reported in them: from a slip's code to a comment found by its receipt. */
#include "pilot_house.h"

/* ---- the round ---- */

static void test_round_is_about_a_version(void **state)
{
	struct round r = pilot("p1");
	struct form *f = form_of(&r);
	struct catalogue list;

	(void)state;
	assert_string_equal(r.prototype, "quotes");
	assert_string_equal(r.prototype_version, "1");
	assert_int_equal(r.access, ACCESS_CODES);
	assert_int_equal(pilot_list(arena, house_db(), r.id, PILOT_TASKS, &list), OK);
	assert_int_equal(list.count, 2);
	assert_non_null(form_question(f, "task/T1/P01"));
	assert_null(form_question(f, "task/T3/P01"));
	assert_non_null(form_question(f, "sus/P10"));
	assert_null(form_question(f, "umux/P20"));
}

/* "Something else" stays behind the activities of the round, and is no card of its own. */
static void test_comment_may_be_of_something_else(void **state)
{
	struct round r = pilot("p1");
	struct form *f = form_of(&r);
	const struct choice_list *list = form_question(f, "more/comments/1/C_activity")->list;

	(void)state;
	assert_int_equal(list->count, 3);
	assert_string_equal(list->choices[0].name, "SAL01");
	assert_string_equal(list->choices[1].name, "SAL03");
	assert_string_equal(list->choices[2].name, "none");
	assert_null(form_question(f, "activity/none/P04"));
	assert_false(form_is_report(f));
	assert_true(form_takes_comments(f));
}

static void test_report_an_issue(void **state)
{
	struct round r;

	(void)state;
	pack_bring_in("www/forms/issue-report");
	r = round_of((struct round_spec){.form = "issue-report", .title = "Report", .code = "report"});
	assert_true(form_is_report(form_of(&r)));
	assert_int_equal(r.access, ACCESS_OPEN);
}

static void test_umux_instead_of_sus(void **state)
{
	struct round r;
	struct form *f;

	(void)state;
	pilot("p1");
	r = round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot", .code = "p2",
		.subject = "quotes 1", .questionnaire = "umux"});
	f = form_of(&r);
	assert_null(form_question(f, "sus/P10"));
	assert_non_null(form_question(f, "umux/P20"));
}

static void test_needs_a_prototype(void **state)
{
	struct round r;

	(void)state;
	pack_bring_in(PILOT_PACK);
	assert_int_equal(round_try((struct round_spec){.form = "pilot-feedback", .title = "Pilot"}, &r),
		ERR_INPUT);
	assert_int_equal(round_try((struct round_spec){.form = "pilot-feedback", .title = "Pilot",
		.subject = "else"}, &r), ERR_INPUT);
}

static void test_prototype_faults(void **state)
{
	struct prototype p = quotes("1");

	(void)state;
	p.address = "javascript:alert(1)";
	assert_int_equal(changed(prototype_put(&change, &p)), ERR_INPUT);
	p = quotes("a b");
	assert_int_equal(changed(prototype_put(&change, &p)), ERR_INPUT);
	p = quotes("1");
	p.departments = "NONE";
	assert_int_equal(changed(prototype_put(&change, &p)), ERR_INPUT);
	p = quotes("1");
	p.text_count = 4;
	assert_int_equal(changed(prototype_put(&change, &p)), ERR_INPUT);
}

/* ---- answers ---- */

static struct post tester(const struct round *r, const struct form *f, const char *code)
{
	struct post p = post_of(r, f);

	p.post.code = code;
	put(&p, "start/P00_department", "SAL");
	put(&p, "task/T1/P01", "alone");
	put(&p, "task/T1/P02", "6");
	put(&p, "task/T2/P01", "no");
	put(&p, "task/T2/P02", "2");
	put(&p, "activity/SAL03/P04", "as_is");
	put(&p, "activity/SAL01/P04", "no_fit");
	put(&p, "activity/SAL01/P05", "bug");
	put(&p, "activity/SAL01/P06", "S1");
	put(&p, "activity/SAL01/P07", "The discount of ACME is lost");
	for (int i = 0; i < 10; i++)
		put(&p, arena_printf(arena, "sus/P1%d", i), "3");
	return p;
}

static void test_comment_leaves_the_answers(void **state)
{
	struct round r = pilot("p1");
	struct form *f = form_of(&r);
	const char *code = slip(&r, "SAL");
	struct post p = tester(&r, f, code);
	struct submission_result got = take(&p);
	struct comment_status *list;
	size_t count;

	(void)state;
	assert_int_equal(got.outcome, INTAKE_STORED);
	assert_null(strstr(got.check.json, "ACME"));
	/* It is found at once, and can be added to once it has its place. */
	assert_int_equal(comments_of_receipt(arena, house_db(), &r, f, got.receipt, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].kind, "bug");
	assert_false(list[0].amendable);
	assert_int_equal(changed(inbox_move(change.db)), OK);
	assert_int_equal(comments_of_receipt(arena, house_db(), &r, f, got.receipt, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].kind, "bug");
	assert_string_equal(list[0].status, "new");
	assert_true(list[0].amendable);
	assert_int_equal(list[0].number, 0);
	assert_int_equal(changed(comment_amend(&change, list[0].token, "Again today")), OK);
	/* Whoever holds another receipt finds nothing. */
	assert_int_equal(comments_of_receipt(arena, house_db(), &r, f, "AAAAAAAAAAAA", &list, &count), OK);
	assert_int_equal(count, 0);
}

static void test_slip_answers_once_a_round(void **state)
{
	struct round r = pilot("p1"), next;
	struct form *f = form_of(&r);
	const char *code = slip(&r, "SAL");
	struct post p = tester(&r, f, code), again = tester(&r, f, code), third;

	(void)state;
	stored(&p);
	assert_int_equal(take(&again).outcome, INTAKE_CODE);
	assert_int_equal(changed(inbox_move(change.db)), OK);
	again = tester(&r, f, code);
	assert_int_equal(take(&again).outcome, INTAKE_CODE);
	put_prototype("2");
	next = round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot 2", .code = "p2",
		.subject = "quotes"});
	assert_string_equal(next.prototype_version, "2");
	third = tester(&next, form_of(&next), code);
	stored(&third);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
		T(test_round_is_about_a_version), T(test_comment_may_be_of_something_else),
		T(test_report_an_issue), T(test_umux_instead_of_sus),
		T(test_needs_a_prototype), T(test_prototype_faults),
		T(test_comment_leaves_the_answers), T(test_slip_answers_once_a_round),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
