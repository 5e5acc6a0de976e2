/* Intake: the outcomes of the contract's table of POST /s/ROUND, in its order. */
#include "audit_house.h"

#include <pthread.h>

#include "analysis/quality.h"

static struct round r;
static struct form *form;

static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	r = round_of((struct round_spec){.code = "one", .from_day = "2025-06-01",
		.to_day = "2025-06-30"});
	form = form_of(&r);
	return 0;
}

static int64_t at(const char *day, int hour)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int year, month, date;

	assert_int_equal(sscanf(day, "%d-%d-%d", &year, &month, &date), 3);
	/* Years of the tests: 2025 and 2026. */
	return (int64_t)(20089 + 365 * (year - 2025) + before[month - 1] + date - 1) * 86400 +
		hour * 3600;
}

static struct post whole(void)
{
	struct post p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);

	put_detail(&p, "SAL01", "3", "week", "20", "5", "345");
	return p;
}

static void stored_once(void **state)
{
	struct post p = whole();
	struct submission_result first = take(&p), again;

	(void)state;
	assert_int_equal(first.outcome, INTAKE_STORED);
	again = take(&p);
	assert_int_equal(again.outcome, INTAKE_STORED);
	assert_string_equal(again.receipt, first.receipt);
	assert_int_equal(rows_of_round(&r), 1);
	assert_int_equal(quarantined(), 0);

	struct row row = row_by_id(p.post.instance_id);

	assert_string_equal(row.department, "SAL");
	assert_string_equal(row.status, "complete");
	assert_string_equal(row.flags, "");
	assert_string_equal(row.answers, first.check.json);
	/* The id in capitals is the same id. */
	p.post.instance_id = arena_strdup(arena, p.post.instance_id);
	for (char *c = (char *)p.post.instance_id; *c; c++)
		*c = *c >= 'a' && *c <= 'f' ? (char)(*c - 32) : *c;
	assert_string_equal(take(&p).receipt, first.receipt);
	assert_int_equal(rows_of_round(&r), 1);
}

static void other_answers_of_a_known_id_are_quarantined(void **state)
{
	struct post p = whole(), other = post_in(&r, form, "SUP", "none", NULL, NULL), bad;
	struct submission_result first = take(&p);

	(void)state;
	other.post.instance_id = p.post.instance_id;
	assert_int_equal(take(&other).outcome, INTAKE_QUARANTINED);
	assert_int_equal(rows_of_round(&r), 1);
	assert_string_equal(row_by_id(p.post.instance_id).answers, first.check.json);
	assert_int_equal(quarantined(), 1);
	/* The same once more is no second one. */
	assert_int_equal(take(&other).outcome, INTAKE_QUARANTINED);
	assert_int_equal(quarantined(), 1);
	/* Also when it breaks a rule: the id is judged first. */
	bad = post_of(&r, form);
	bad.post.instance_id = p.post.instance_id;
	assert_int_equal(take(&bad).outcome, INTAKE_QUARANTINED);
	assert_int_equal(quarantined(), 2);
}

static void *take_in_thread(void *ctx)
{
	const struct post *p = ctx;
	struct arena *a = arena_new();
	struct submission_result out;
	enum err e = submission_take(a, house, p->round, p->form, &p->ctx, MIN_CELL, &p->post,
		&out);
	char *receipt = strdup(e ? "" : out.outcome == INTAKE_STORED ? out.receipt : "refused");

	arena_free(a);
	return receipt;
}

static void fifty_at_once_make_one_row(void **state)
{
	struct post p = whole();
	pthread_t threads[50];
	char *receipts[50];

	(void)state;
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_in_thread, &p), 0);
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(pthread_join(threads[i], (void **)&receipts[i]), 0);
	for (size_t i = 0; i < 50; i++) {
		assert_int_equal(strlen(receipts[i]), 12);
		assert_string_equal(receipts[i], receipts[0]);
	}
	for (size_t i = 0; i < 50; i++)
		free(receipts[i]);
	assert_int_equal(rows_of_round(&r), 1);
	assert_int_equal(quarantined(), 0);
}

/* Different answers under one id at the same moment: one is stored, all others
 * are kept aside, none is lost. */
static void a_race_for_one_id_loses_nothing(void **state)
{
	static const char *const hours[] = {"15", "25", "34", "39", "45"};
	struct post posts[5];
	pthread_t threads[5];
	size_t refused = 0;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		posts[i] = post_of(&r, form);
		posts[i].post.instance_id = posts[0].post.instance_id;
		put(&posts[i], "start/A01", "SAL");
		put(&posts[i], "start/A02", hours[i]);
		put(&posts[i], "pick/A10", "none");
	}
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_in_thread, &posts[i]), 0);
	for (size_t i = 0; i < 5; i++) {
		char *receipt;

		assert_int_equal(pthread_join(threads[i], (void **)&receipt), 0);
		refused += strcmp(receipt, "refused") == 0;
		free(receipt);
	}
	assert_int_equal(refused, 4);
	assert_int_equal(rows_of_round(&r), 1);
	assert_int_equal(quarantined(), 4);
}

static enum err erase_job(struct db *db, void *ctx)
{
	struct stmt *s = db_stmt(db, STMT_ERASED_ADD);

	stmt_blob(s, ":id", ctx, SUBMISSION_ID_BYTES);
	return stmt_run(s);
}

static void an_erased_id_is_refused(void **state)
{
	unsigned char id[SUBMISSION_ID_BYTES];
	struct post p = whole();

	(void)state;
	assert_true(submission_id_parse(p.post.instance_id, id));
	assert_int_equal(store_write(house, erase_job, id), OK);
	assert_int_equal(take(&p).outcome, INTAKE_ERASED);
	/* Erased answers do not come back through the quarantine either. */
	p.post.queued = "2025-06-15";
	assert_int_equal(take(&p).outcome, INTAKE_ERASED);
	assert_int_equal(rows_of_round(&r), 0);
	assert_int_equal(quarantined(), 0);
}

static enum err finish_job(struct db *db, void *ctx)
{
	return rounds_finish(CHANGE(arena, db, "anna"), ctx);
}

static void a_closed_round_takes_no_posts(void **state)
{
	struct post before = whole(), late = whole(), stale = whole();
	struct submission_result first = take(&before);
	struct round open = r;

	(void)state;
	round_end(&r);
	assert_int_equal(take(&late).outcome, INTAKE_CLOSED);
	assert_int_equal(quarantined(), 0);
	/* What was stored is still known, by its receipt until the round is final. */
	assert_int_equal(strlen(first.receipt), 12);
	before.round = &r;
	assert_int_equal(take(&before).outcome, INTAKE_STORED);
	assert_string_equal(take(&before).receipt, first.receipt);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_int_equal(take(&before).outcome, INTAKE_STORED);
	assert_string_equal(take(&before).receipt, "");
	/* A program that read the round before it closed. */
	stale.round = &open;
	assert_int_equal(take(&stale).outcome, INTAKE_CLOSED);
	assert_int_equal(rows_of_round(&r), 1);
}

static void days_open_and_close_a_round(void **state)
{
	struct post p = whole();

	(void)state;
	clock_fix(at("2025-05-31", 23));
	assert_int_equal(take(&p).outcome, INTAKE_CLOSED);
	clock_fix(at("2025-07-01", 0));
	assert_int_equal(take(&p).outcome, INTAKE_CLOSED);
	clock_fix(at("2025-06-30", 23));
	assert_int_equal(take(&p).outcome, INTAKE_STORED);
}

static struct row queued(const char *queued_day)
{
	struct post p = whole();

	p.post.queued = queued_day;
	stored(&p);
	return row_by_id(p.post.instance_id);
}

static void queued_posts_are_taken_for_thirty_days(void **state)
{
	struct post late = whole();
	struct row row;

	(void)state;
	/* While it is open. */
	assert_string_equal(queued("2025-06-14").flags, "");
	assert_string_equal(queued("2025-05-31").flags, "WINDOW");
	assert_string_equal(queued("2025-06-16").flags, "CLOCK");
	/* After its last day, 30 June: until 30 July. The kiosk was on in between. */
	clock_fix(at("2025-07-05", 12));
	assert_string_equal(queued("2025-06-30").flags, "");
	clock_fix(at("2025-07-30", 12));
	row = queued("2025-06-30");
	assert_string_equal(row.flags, "");
	assert_string_equal(row.day, "2025-07-30");
	assert_string_equal(queued("2025-07-01").flags, "WINDOW");
	assert_string_equal(queued("2025-07-31").flags, "WINDOW+CLOCK");
	clock_fix(at("2025-07-31", 12));
	late.post.queued = "2025-06-30";
	assert_int_equal(take(&late).outcome, INTAKE_QUARANTINED);
	assert_int_equal(quarantined(), 1);
	assert_int_equal(rows_of_round(&r), 7);
}

/* Closed by hand before its last day: from then on. */
static void an_early_closing_is_the_last_day(void **state)
{
	struct post p = whole();

	(void)state;
	round_end(&r);
	assert_string_equal(r.closed_day, "2025-06-15");
	clock_fix(at("2025-07-15", 12));
	assert_string_equal(queued("2025-06-15").flags, "");
	assert_string_equal(queued("2025-06-16").flags, "WINDOW");
	clock_fix(at("2025-07-16", 12));
	p.post.queued = "2025-06-15";
	assert_int_equal(take(&p).outcome, INTAKE_QUARANTINED);
}

static enum err press_job(struct db *db, void *ctx)
{
	return round_finish(CHANGE(arena, db, "anna"), ctx);
}

/* From then on it takes nothing, whatever days are left, and whoever still holds it as closed. */
static void a_final_round_takes_no_queue(void **state)
{
	struct post p = whole(), late = whole();
	struct round closed;

	(void)state;
	p.post.queued = late.post.queued = "2025-06-15";
	round_end(&r);
	assert_string_equal(queued("2025-06-15").flags, "");
	closed = r;
	assert_int_equal(store_write(house, press_job, (void *)r.code), OK);
	p.round = &closed;
	assert_int_equal(take(&p).outcome, INTAKE_QUARANTINED);
	r = round_again(&r);
	assert_int_equal(take(&late).outcome, INTAKE_QUARANTINED);
	assert_int_equal(quarantined(), 2);
	assert_int_equal(rows_of_round(&r), 1);
}

static enum err close_past_job(struct db *db, void *ctx)
{
	return rounds_close_past(CHANGE(arena, db, "anna"), ctx);
}

/* The 30 days run from the last day, however late somebody noticed. */
static void a_late_closing_does_not_lengthen_the_queue(void **state)
{
	struct post p = whole();

	(void)state;
	clock_fix(at("2025-08-20", 12));
	assert_int_equal(store_write(house, close_past_job, "2025-08-20"), OK);
	r = round_again(&r);
	assert_string_equal(r.closed_day, "2025-08-20");
	p.post.queued = "2025-06-20";
	assert_int_equal(take(&p).outcome, INTAKE_QUARANTINED);
}

static void what_waited_and_is_wrong_is_kept(void **state)
{
	struct post p = post_of(&r, form);

	(void)state;
	p.post.queued = "2025-06-15";
	assert_int_equal(take(&p).outcome, INTAKE_QUARANTINED);
	p.post.instance_id = new_id();
	put(&p, "pick/A10_else", "\x01 \\ \" <script>");
	assert_int_equal(take(&p).outcome, INTAKE_QUARANTINED);
	assert_int_equal(quarantined(), 2);
	assert_int_equal(rows_of_round(&r), 0);
}

static void invalid(const struct post *p, const char *field)
{
	struct submission_result out = take(p);

	assert_int_equal(out.outcome, INTAKE_INVALID);
	if (out.bad_field)
		assert_string_equal(out.bad_field, field);
	else
		assert_string_equal(out.check.faults[0].field, field);
	assert_int_equal(rows_of_round(&r), 0);
	assert_int_equal(quarantined(), 0);
}

static void rules_that_are_broken_name_the_field(void **state)
{
	struct post p = whole();

	(void)state;
	p.post.instance_id = NULL;
	invalid(&p, "instance_id");
	p.post.instance_id = "";
	invalid(&p, "instance_id");
	p.post.instance_id = "00000000-0000-1000-8000-000000000000";
	invalid(&p, "instance_id");
	p.post.instance_id = "00000000-0000-4000-8000-00000000000g";
	invalid(&p, "instance_id");
	p = whole();
	p.post.department = "SUP";
	invalid(&p, "department");
	p.post.department = "NOWHERE";
	invalid(&p, "department");
	p = post_in(&r, form, "NOWHERE", "none", NULL, NULL);
	invalid(&p, "start/A01");
	p = post_of(&r, form);
	put(&p, "start/A01", "SAL");
	invalid(&p, "pick/A10");
	p = whole();
	p.ctx.has_seed = false;
	invalid(&p, "seed");
	p = whole();
	p.post.department = "SAL";
	stored(&p);
}

static void a_round_for_some_departments(void **state)
{
	static const char *const only[] = {"SUP"};
	struct round some = round_of((struct round_spec){.departments = only,
		.department_count = 1});
	struct post p = post_in(&some, form, "SAL", "none", NULL, NULL);
	struct submission_result out = take(&p);

	(void)state;
	assert_int_equal(out.outcome, INTAKE_INVALID);
	assert_string_equal(out.check.faults[0].field, "start/A01");
	p = post_in(&some, form, "SUP", "none", NULL, NULL);
	stored(&p);
}

static void same_digest(const struct post *a, const struct post *b, bool same)
{
	struct row left, right;

	stored(a);
	stored(b);
	left = row_by_id(a->post.instance_id);
	right = row_by_id(b->post.instance_id);
	assert_int_equal(memcmp(left.digest, right.digest, 32) == 0, same);
}

static void what_the_digest_rests_on(void **state)
{
	struct round other = round_of((struct round_spec){0});
	struct post a = whole(), b = whole();

	(void)state;
	b.post.lang = "sk";
	b.post.pages = "start:3;pick:9;";
	b.post.active_s = "12.5";
	b.post.device = "tablet-1";
	same_digest(&a, &b, true);
	b = whole();
	b.round = &other;
	same_digest(&a, &b, false);
	b = post_in(&r, form, "SUP", "SAL01", NULL, NULL);
	put_detail(&b, "SAL01", "3", "week", "20", "5", "345");
	same_digest(&a, &b, false);
	b = whole();
	put(&b, "end/A31", "more");
	same_digest(&a, &b, true);
	b = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&b, "SAL01", "4", "week", "20", "5", "345");
	same_digest(&a, &b, false);
	/* The order of the fields is the form's, not the sender's. */
	a = post_in(&r, form, "SAL", "SAL01", "SAL10", NULL);
	b = post_in(&r, form, "SAL", "SAL10", "SAL01", NULL);
	same_digest(&a, &b, true);
}

static void receipts(void **state)
{
	struct post a = whole(), b = whole(), c = whole();
	struct round other = round_of((struct round_spec){0});
	struct receipt_found found;
	struct submission_result first = take(&a), second = take(&b), third;

	(void)state;
	assert_int_equal(strlen(first.receipt), 12);
	assert_int_equal(strspn(first.receipt, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 12);
	assert_string_not_equal(first.receipt, second.receipt);
	c.round = &other;
	third = take(&c);
	assert_string_not_equal(first.receipt, third.receipt);
	assert_int_equal(receipt_find(arena, house_db(), third.receipt, &found), OK);
	assert_string_equal(found.round.code, other.code);
	assert_int_equal(found.fate, RECEIPT_ARRIVED);
	assert_int_equal(receipt_find(arena, house_db(), "AAAAAAAAAAAA", &found), ERR_NOT_FOUND);
	assert_int_equal(receipt_find(arena, house_db(), "", &found), ERR_NOT_FOUND);
	/* Final, the key is gone: what is left says that it was counted, and in which list. */
	round_end(&other);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_int_equal(receipt_find(arena, house_db(), third.receipt, &found), OK);
	assert_int_equal(found.fate, RECEIPT_COUNTED);
	assert_int_equal(strlen(found.day), 10);
	assert_int_equal(receipt_find(arena, house_db(), "BBBBBBBBBBBB", &found), ERR_NOT_FOUND);
	assert_int_equal(receipt_find(arena, house_db(), first.receipt, &found), OK);
}

static struct row taken_at(int64_t now)
{
	struct post p = whole();

	clock_fix(now);
	p.round = &r;
	stored(&p);
	return row_by_id(p.post.instance_id);
}

/* Central European time: +1 h, from 30 March to 26 October 2025 +2 h. */
static void day_and_half_are_local(void **state)
{
	(void)state;
	r = round_of((struct round_spec){0});
	assert_true(clock_set_zone("Europe/Bratislava"));
	assert_string_equal(taken_at(at("2025-06-15", 9)).half, "am");
	assert_string_equal(taken_at(at("2025-06-15", 10)).half, "pm");
	assert_string_equal(taken_at(at("2025-06-15", 22)).day, "2025-06-16");
	assert_string_equal(taken_at(at("2025-06-15", 21)).day, "2025-06-15");
	/* The day the clocks go back. */
	assert_string_equal(taken_at(at("2025-10-25", 22)).day, "2025-10-26");
	assert_string_equal(taken_at(at("2025-10-26", 10)).half, "am");
	assert_string_equal(taken_at(at("2025-10-26", 11)).half, "pm");
	assert_string_equal(taken_at(at("2025-10-26", 22)).day, "2025-10-26");
	assert_string_equal(taken_at(at("2025-10-26", 23)).day, "2025-10-27");
	/* The day they go forward. */
	assert_string_equal(taken_at(at("2025-03-30", 10) - 1).half, "am");
	assert_string_equal(taken_at(at("2025-03-30", 10)).half, "pm");
	assert_true(clock_set_zone("UTC"));
}

static const char *status_of(const struct post *p)
{
	stored(p);
	return row_by_id(p->post.instance_id).status;
}

/* Method G: complete from 0.80 of the eligible, partial from 0.50 with the picks
 * and a function timed. */
static void status(void **state)
{
	struct post p = whole();

	(void)state;
	/* A01 A02 A10 and seven of the function: 10. */
	assert_string_equal(status_of(&p), "complete");
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "week", "20", "5", "4");
	assert_string_equal(status_of(&p), "complete");	/* 8 of 10 */
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "week", "20", "5", "");
	assert_string_equal(status_of(&p), "partial");		/* 7 of 10 */
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "week", "", "5", "45");
	assert_string_equal(status_of(&p), "complete");
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "week", "", "5", "4");
	/* 7 of 10, but no minutes: nothing is timed. */
	assert_string_equal(status_of(&p), "breakoff");
	p = post_in(&r, form, "SAL", "SAL01", NULL, NULL);
	put_detail(&p, "SAL01", "3", "dk", "20", "5", "");
	/* "Don't know" the period: answered, not timed. */
	assert_string_equal(status_of(&p), "breakoff");
	p = post_in(&r, form, "SAL", "SAL01", "SAL10", "SAL03");
	put_detail(&p, "SAL01", "3", "week", "20", "5", "345");
	/* A11 too, three times seven: 10 of 25. */
	assert_string_equal(status_of(&p), "breakoff");
}

/* Who does none of these has nothing to time, and is in n. */
static void none_is_an_answer(void **state)
{
	struct post p = post_in(&r, form, "SAL", "none", NULL, NULL), bare = post_of(&r, form);
	struct post texts = post_in(&r, form, "SAL", "none", NULL, NULL);

	(void)state;
	assert_string_equal(status_of(&p), "complete");
	put(&bare, "start/A01", "SAL");
	put(&bare, "pick/A10", "none");
	/* 2 of 3: the hours were skipped. */
	assert_string_equal(status_of(&bare), "partial");
	put(&texts, "end/A31", "Nothing more");
	assert_string_equal(status_of(&texts), "complete");
}

static struct row from_device(const char *device, int64_t now)
{
	struct post p = post_in(&r, form, "SAL", "SAL01", "SAL10", NULL);

	put(&p, "painful/A11", "SAL01");
	put_detail(&p, "SAL01", "3", "week", "20", "5", "345");
	put_detail(&p, "SAL10", "3", "week", "20", "5", "345");
	p.post.device = device;
	clock_fix(now);
	stored(&p);
	return row_by_id(p.post.instance_id);
}

/* Method G, DUP: the same answers (12 or more) from the same kiosk within 30 min. */
static void repeated_answers_are_flagged(void **state)
{
	struct post small = whole();

	(void)state;
	assert_string_equal(from_device("a", NOON).flags, "");
	assert_string_equal(from_device("b", NOON + 60).flags, "");
	assert_string_equal(from_device("a", NOON + 1800).flags, "DUP");
	assert_string_equal(from_device("a", NOON + 1800 + 1801).flags, "");
	assert_string_equal(from_device(NULL, NOON).flags, "");
	assert_string_equal(from_device(NULL, NOON).flags, "");
	/* The hint is not stored: no device is enrolled. */
	assert_string_equal(from_device("a", NOON + 9000).device, "");
	/* The clock was set back: what lies ahead is no "before". */
	assert_string_equal(from_device("a", NOON).flags, "");
	/* Ten answers alike are chance. */
	small.post.device = "a";
	stored(&small);
	small.post.instance_id = new_id();
	stored(&small);
	assert_string_equal(row_by_id(small.post.instance_id).flags, "");
}

static void times_that_are_odd_are_not_kept(void **state)
{
	static const char *const odd[] = {"a b:3", "a:3,b:4", "\x01:3", "\xff:3", "a\":3"};
	struct post p = whole();

	(void)state;
	p.post.pages = "start:4;pick:12;detail/SAL01:40;";
	p.post.active_s = "56.5";
	stored(&p);
	assert_string_equal(row_by_id(p.post.instance_id).pages, p.post.pages);
	assert_true(row_by_id(p.post.instance_id).active_s == 56.5);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		p.post.instance_id = new_id();
		p.post.pages = odd[i];
		p.post.active_s = i ? "-1" : "soon";
		stored(&p);
		assert_string_equal(row_by_id(p.post.instance_id).pages, "");
		assert_true(isnan(row_by_id(p.post.instance_id).active_s));
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(stored_once), T(other_answers_of_a_known_id_are_quarantined),
		T(fifty_at_once_make_one_row), T(a_race_for_one_id_loses_nothing),
		T(an_erased_id_is_refused), T(a_closed_round_takes_no_posts),
		T(days_open_and_close_a_round), T(queued_posts_are_taken_for_thirty_days),
		T(an_early_closing_is_the_last_day), T(a_final_round_takes_no_queue),
		T(a_late_closing_does_not_lengthen_the_queue),
		T(what_waited_and_is_wrong_is_kept), T(rules_that_are_broken_name_the_field),
		T(a_round_for_some_departments), T(what_the_digest_rests_on), T(receipts),
		T(day_and_half_are_local), T(status), T(none_is_an_answer),
		T(repeated_answers_are_flagged), T(times_that_are_odd_are_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
