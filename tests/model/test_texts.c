/* Free texts: what stays known of them when the raw ones are deleted (method F, P7). */
#include "audit_house.h"

#include "base/clock.h"
#include "model/summaries.h"
#include "model/inbox.h"
#include "model/raw_texts.h"
#include "model/texts.h"

/* How many lost their texts on a day. */
static int64_t purge(const char *day)
{
	struct change c;
	int64_t old;

	assert_int_equal(raw_texts_old(house_db(), day, &old), OK);
	assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
	assert_int_equal(change_end(&c, raw_texts_purge(&c, day)), OK);
	return old;
}

static void answer_with_text(const struct round *r, const struct form *form, const char *text)
{
	struct post p = post_in(r, form, "SAL", "SAL01", NULL, NULL);

	put_detail(&p, "SAL01", "3", "week", "20", "5", "345");
	if (text)
		put(&p, "end/A31", text);
	stored(&p);
}

static struct question_summary summary_of(const struct round *r, const struct form *form)
{
	const struct question_summary *q;
	struct summaries s;

	assert_int_equal(summaries_load(arena, house_db(), r, form, MIN_CELL, &s), OK);
	q = summaries_find(&s, "end/A31");
	assert_non_null(q);
	return *q;
}

static void settle(void)
{
	struct change c;

	assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
	assert_int_equal(change_end(&c, inbox_settle(c.db)), OK);
}

static struct text_waiting *queue(const struct round *r, size_t *all)
{
	struct text_waiting *list;
	size_t count;

	assert_int_equal(texts_waiting(arena, house_db(), r->id, TEXTS_WAITING, 9, &list, &count, all), OK);
	assert_int_equal(count, *all < 9 ? *all : 9);
	return list;
}

static size_t waiting(const struct round *r)
{
	size_t all;

	queue(r, &all);
	return all;
}

static enum err decide(const struct round *r, const char *token, const char *words)
{
	struct change c;

	assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
	return change_end(&c, text_read(&c, r, token, words));
}

/* NOON is 2025-06-15, in the four weeks from 2025-06-05. A release says the same before
 * and after raw texts go, and they go before any of them is older than 90 days. */
static void deleted_texts_stay_counted(void **state)
{
	struct round r = round_of((struct round_spec){.code = "one"});
	struct form *form = form_of(&r);
	struct question_summary before, after;
	const char *until;

	(void)state;
	for (int i = 0; i < 6; i++)
		answer_with_text(&r, form, "Call Mrs Marked about it");
	answer_with_text(&r, form, NULL);
	round_end(&r);
	before = summary_of(&r, form);
	assert_int_equal(before.answered, 6);
	assert_int_equal(before.asked, 7);
	assert_int_equal(before.state, CELL_SHOWN);
	assert_int_equal(waiting(&r), 6);

	assert_int_equal(raw_texts_until(arena, house_db(), r.id, &until), OK);
	assert_string_equal(until, "2025-09-04");
	assert_int_equal(purge("2025-09-03"), 0);
	assert_int_equal(purge("2025-09-04"), 6);
	assert_int_equal(purge("2025-09-05"), 0);
	assert_int_equal(raw_texts_until(arena, house_db(), r.id, &until), OK);
	assert_null(until);
	assert_int_equal(waiting(&r), 0);
	after = summary_of(&r, form);
	assert_int_equal(after.answered, before.answered);
	assert_int_equal(after.asked, before.asked);
	assert_int_equal(after.state, CELL_SHOWN);
}

/* What was read is no longer kept raw. */
static void read_texts_are_gone(void **state)
{
	struct round r = round_of((struct round_spec){.code = "one"});
	struct form *form = form_of(&r);
	struct text_released *shown;
	struct text_waiting *list;
	size_t all, n;

	(void)state;
	for (int i = 0; i < 3; i++)
		answer_with_text(&r, form, "Call Mrs Marked about it");
	assert_int_equal(waiting(&r), 0);
	settle();
	list = queue(&r, &all);
	assert_int_equal(all, 3);
	assert_string_equal(list[0].question, "end/A31");
	assert_string_equal(list[0].text, "Call Mrs Marked about it");
	assert_true(strcmp(list[0].token, list[1].token) < 0);
	assert_int_equal(decide(&r, list[0].token, ""), ERR_INPUT);
	assert_int_equal(decide(&r, "no token", "Call"), ERR_NOT_FOUND);
	assert_int_equal(decide(&r, list[0].token, "Call about it"), OK);
	assert_int_equal(decide(&r, list[0].token, "Again"), ERR_CONFLICT);
	assert_int_equal(decide(&r, list[1].token, NULL), OK);
	assert_int_equal(decide(&r, list[1].token, NULL), ERR_CONFLICT);
	assert_int_equal(waiting(&r), 1);
	assert_int_equal(texts_released(arena, house_db(), r.id, NULL, &shown, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(shown[0].text, "Call about it");
	assert_string_equal(shown[0].department, "SAL");
}

static enum err wait_again(const struct round *r, const char *token)
{
	struct change c;

	assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
	return change_end(&c, text_wait_again(&c, r, token));
}

/* A release that is undone leaves the reviewer's words, and all else as it was: token, question,
 * department and number of those who wrote; they stay as long as what comes that day. */
static void a_released_text_waits_again(void **state)
{
	struct round r = round_of((struct round_spec){.code = "one"});
	struct form *form = form_of(&r);
	struct text_released *shown;
	struct text_waiting *list;
	const char *token, *until;
	size_t all, n;

	(void)state;
	for (int i = 0; i < 6; i++)
		answer_with_text(&r, form, "Call Mrs Marked about it");
	round_end(&r);
	token = queue(&r, &all)[2].token;
	assert_int_equal(wait_again(&r, token), ERR_CONFLICT);
	assert_int_equal(wait_again(&r, "no token"), ERR_NOT_FOUND);
	assert_int_equal(decide(&r, token, "Call about it"), OK);
	clock_fix(NOON + 40 * 86400);
	assert_int_equal(wait_again(&r, token), OK);
	assert_int_equal(wait_again(&r, token), ERR_CONFLICT);
	assert_int_equal(texts_released(arena, house_db(), r.id, NULL, &shown, &n), OK);
	assert_int_equal(n, 0);
	list = queue(&r, &all);
	assert_int_equal(all, 6);
	assert_string_equal(list[2].token, token);
	assert_string_equal(list[2].question, "end/A31");
	assert_string_equal(list[2].text, "Call about it");
	assert_int_equal(summary_of(&r, form).answered, 6);

	/* 2025-07-25 lies in the four weeks from 2025-07-03. */
	assert_int_equal(purge("2025-09-04"), 5);
	assert_int_equal(waiting(&r), 1);
	assert_int_equal(raw_texts_until(arena, house_db(), r.id, &until), OK);
	assert_string_equal(until, "2025-10-02");
	assert_int_equal(decide(&r, token, "Call"), OK);
	assert_int_equal(texts_released(arena, house_db(), r.id, NULL, &shown, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(shown[0].department, "SAL");
}

/* A department is told from ten texts on. */
static void few_are_of_no_department(void **state)
{
	struct round r = round_of((struct round_spec){.code = "one"});
	struct form *form = form_of(&r);
	struct text_released *shown;
	struct text_waiting *list;
	size_t all, n;

	(void)state;
	for (int i = 0; i < 10; i++)
		answer_with_text(&r, form, "Words");
	settle();
	list = queue(&r, &all);
	for (int i = 0; i < 9; i++)
		assert_int_equal(decide(&r, list[i].token, "Word"), OK);
	assert_int_equal(texts_shown(arena, house_db(), r.id, "end/A31", MIN_CELL, &shown, &n), OK);
	assert_int_equal(n, 9);
	assert_string_equal(shown[8].department, "");
	assert_int_equal(decide(&r, queue(&r, &all)[0].token, "Word"), OK);
	assert_int_equal(texts_shown(arena, house_db(), r.id, NULL, MIN_CELL, &shown, &n), OK);
	assert_int_equal(n, 10);
	assert_string_equal(shown[8].department, "SAL");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(deleted_texts_stay_counted, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(read_texts_are_gone, audit_set_up, audit_tear_down),
		cmocka_unit_test_setup_teardown(a_released_text_waits_again, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(few_are_of_no_department, audit_set_up,
			audit_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
