/* What comes back of comments: the vendor's list, and what testers say of what was said to be solved. */
#include "triage_house.h"

#include "base/buf.h"
#include "codec/csv.h"
#include "model/codes.h"
#include "model/prototypes.h"

/* ---- the vendor ---- */

static struct faults faults;

struct coming {
	const char *csv;
	size_t taken;
};

static enum err take_back(struct change *c, struct coming *in)
{
	struct triage_press p;
	struct csv_table t;
	enum err e = triage_begin(&p, c);

	faults_init(&faults, arena);
	if (!e)
		e = csv_table_read(arena, "back.csv", in->csv, strlen(in->csv), NULL, &faults, &t);
	return e ? e : vendor_take(&p, &t, "en", &faults, &in->taken);
}

static void test_vendor_list_comes_back(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S1", "One"), *b = sent(&r, "gap", "S2", "Two");
	struct vendor_proposal v;
	struct vendor_row *list;
	struct coming in = {.csv = "number,status,version,reply\r\nC1,in_version,2,'=Done\r\n"
		"2,new,,\r\n"};
	size_t n;

	(void)state;
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(read_words(b, "Two"), OK);
	sent(&r, "gap", "S2", "Unread");
	assert_int_equal(vendor_list(arena, house_db(), "", false, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].text, "One");
	assert_int_equal(changed(take_back(&change, &in)), OK);
	/* The second says nothing new. */
	assert_int_equal(in.taken, 1);
	assert_int_equal(FOUND(filter_.show = "vendor"), 1);
	assert_string_equal(now(a).item.status, "new");
	assert_true(vendor_proposed(arena, now(a).vendor, &v));
	assert_string_equal(v.status, "in_version");
	assert_string_equal(v.in_version, "2");
	assert_string_equal(v.reply, "=Done");
	assert_int_equal(press(.run = do_edit, .tokens = ONE(a), .edit = {.status = v.status,
		.in_version = v.in_version, .reply = v.reply, .reply_lang = v.reply_lang,
		.settles = true, STAYS}), OK);
	assert_string_equal(now(a).item.in_version, "2");
	assert_false(vendor_proposed(arena, now(a).vendor, &v));
	assert_int_equal(FOUND(filter_.show = "vendor"), 0);
}

static void test_vendor_faults_are_named(void **state)
{
	struct round r = opened("r1");
	const char *a = sent(&r, "bug", "S1", "One");
	struct coming in = {.csv = "number,status,version,reply\n1,planned,,Soon\n7,planned,,\n"
		"1,planned,,\nx,new,,\n"}, second = {.csv = "number,status,version,reply\n1,fixed,,\n"},
		third = {.csv = "number,status,reply\n1,planned,\n"},
		fourth = {.csv = "number,status,version,reply\n1,verified,,\n"};
	struct buf *said = buf_new(arena, 4000);

	(void)state;
	assert_int_equal(read_words(a, "One"), OK);
	assert_int_equal(changed(take_back(&change, &in)), ERR_INPUT);
	faults_print(&faults, said);
	assert_non_null(strstr(said->data, "back.csv:3: number: "));
	assert_non_null(strstr(said->data, "back.csv:4: number: "));
	assert_non_null(strstr(said->data, "back.csv:5: number: "));
	assert_int_equal(faults.count, 3);
	/* None of it was taken. */
	assert_string_equal(now(a).vendor, "");
	assert_int_equal(changed(take_back(&change, &second)), ERR_INPUT);
	assert_int_equal(faults.count, 1);
	assert_int_equal(changed(take_back(&change, &third)), ERR_INPUT);
	assert_int_equal(changed(take_back(&change, &fourth)), ERR_INPUT);
}

/* ---- solved? ---- */

static void put_version(const char *version)
{
	static struct prototype_task tasks[] = {{"T1", "SAL01", true, ""}};
	static struct prototype_text texts[] = {{"", PROTOTYPE_TITLE, "en", "Quotes"},
		{"T1", PROTOTYPE_TITLE, "en", "Find"}, {"T1", PROTOTYPE_DONE, "en", "Found"}};
	struct prototype p = {.code = "quotes", .version = version, .address = "",
		.departments = "SAL", .tasks = tasks, .task_count = 1, .texts = texts, .text_count = 3};

	if (changed(prototype_put(&change, &p)))
		fail_msg("%s", err_detail());
}

static struct round pilot_of(const char *code, const char *subject)
{
	return round_of((struct round_spec){.form = "reports", .title = "Pilot", .code = code,
		.subject = subject});
}

static struct post tester_of(const struct round *r, const struct form *f)
{
	struct post p = post_of(r, f);
	char (*codes)[CODE_CHARS];

	assert_int_equal(changed(codes_make(&change, r, "SAL", 1, &codes)), OK);
	p.post.code = arena_strdup(arena, codes[0]);
	put(&p, "start/department", "SAL");
	return p;
}

/* A tester of the round says so of comment 1; it waits in the inbox. */
static void sends(const struct round *r, const char *answer)
{
	struct form *f = form_of(r);
	struct post p = tester_of(r, f);

	put(&p, "answered/c1/ok", answer);
	stored(&p);
}

static void says(const struct round *r, const char *answer)
{
	sends(r, answer);
	moved();
	assert_int_equal(changed(triage_tally(&change)), OK);
}

/* Comment 1, said to be solved by version 2. */
static const char *solved_by_2(void)
{
	struct triage_item *list;
	struct triage_filter f = any();
	struct round r;
	struct post p;
	size_t n;

	pack_bring_in(REPORTS);
	put_version("1");
	r = pilot_of("p1", "quotes 1");
	p = tester_of(&r, form_of(&r));
	put(&p, "report/kind", "bug");
	put(&p, "report/severity", "S2");
	put(&p, "report/words", "Lost");
	stored(&p);
	moved();
	assert_int_equal(triage_queue(arena, house_db(), &f, 9, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(read_words(list[0].token, "Lost"), OK);
	put_version("2");
	assert_int_equal(to_status(list[0].token, "in_version", "2"), OK);
	return list[0].token;
}

static void test_two_yes_verify(void **state)
{
	const char *a = solved_by_2();
	struct round r = pilot_of("p2", "quotes 2");
	size_t events;

	(void)state;
	says(&r, "yes");
	says(&r, "partly");
	assert_string_equal(now(a).item.status, "in_version");
	says(&r, "yes");
	assert_string_equal(now(a).item.status, "verified");
	assert_string_equal(now(a).item.in_version, "2");
	events = events_of(a);
	/* Once: what the owner decides then stands. */
	assert_int_equal(to_status(a, "in_version", "2"), OK);
	says(&r, "yes");
	assert_string_equal(now(a).item.status, "in_version");
	assert_int_equal(events_of(a), events + 1);
}

static void test_closing_counts(void **state)
{
	const char *a = solved_by_2();
	struct round r = pilot_of("p2", "quotes 2");

	(void)state;
	sends(&r, "yes");
	sends(&r, "yes");
	assert_int_equal(changed(round_close(&change, "p2")), OK);
	assert_string_equal(now(a).item.status, "verified");
	assert_string_equal(change.actor, actor);
}

static void test_a_no_reopens(void **state)
{
	const char *a = solved_by_2();
	struct round r = pilot_of("p2", "quotes 2");
	struct triage_event *list;
	size_t n;

	(void)state;
	says(&r, "yes");
	says(&r, "yes");
	assert_string_equal(now(a).item.status, "verified");
	says(&r, "no");
	assert_string_equal(now(a).item.status, "accepted");
	assert_string_equal(now(a).item.in_version, "");
	assert_int_equal(triage_history(arena, house_db(), a, &list, &n), OK);
	assert_string_equal(list[n - 1].actor, "testers");
	assert_string_equal(list[n - 1].in_version, "2");
	/* Version 3 is judged by its own testers. */
	put_version("3");
	assert_int_equal(to_status(a, "in_version", "3"), OK);
	assert_int_equal(changed(triage_tally(&change)), OK);
	assert_string_equal(now(a).item.status, "in_version");
	r = pilot_of("p3", "quotes 3");
	says(&r, "yes");
	says(&r, "yes");
	assert_string_equal(now(a).item.status, "verified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
		T(test_vendor_list_comes_back), T(test_vendor_faults_are_named), T(test_two_yes_verify),
		T(test_closing_counts), T(test_a_no_reopens),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
