/* Free texts: what stays known of them when the raw ones are deleted (method F, P7). */
#include "audit_house.h"

#include "model/summaries.h"
#include "model/texts.h"

/* How many lost their texts. */
static int64_t purge(const char *before)
{
	struct change c;
	int64_t old;

	assert_int_equal(texts_old(arena, house_db(), before, &old), OK);
	assert_int_equal(change_begin(&c, arena, house, &kiosk, "anna"), OK);
	assert_int_equal(change_end(&c, texts_purge(&c, before)), OK);
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

static size_t waiting(const struct round *r, const struct form *form)
{
	struct text_waiting *list;
	size_t count, all;

	assert_int_equal(texts_waiting(arena, house_db(), r, form, 9, &list, &count, &all), OK);
	return all;
}

/* NOON is 2025-06-15. A release says the same before and after raw texts go. */
static void deleted_texts_stay_counted(void **state)
{
	struct round r = round_of((struct round_spec){.code = "one"});
	struct form *form = form_of(&r);
	struct question_summary before, after;

	(void)state;
	for (int i = 0; i < 6; i++)
		answer_with_text(&r, form, "Call Mrs Marked about it");
	answer_with_text(&r, form, NULL);
	round_end(&r);
	before = summary_of(&r, form);
	assert_int_equal(before.answered, 6);
	assert_int_equal(before.asked, 7);
	assert_int_equal(before.state, CELL_SHOWN);
	assert_int_equal(waiting(&r, form), 6);

	assert_int_equal(purge("2025-06-15"), 0);
	assert_int_equal(purge("2025-06-16"), 6);
	assert_int_equal(purge("2025-06-16"), 0);
	assert_int_equal(waiting(&r, form), 0);
	after = summary_of(&r, form);
	assert_int_equal(after.answered, before.answered);
	assert_int_equal(after.asked, before.asked);
	assert_int_equal(after.state, CELL_SHOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(deleted_texts_stay_counted, audit_set_up,
			audit_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
