/* The calendar: which clocks are believed, what is done by which day meanwhile. */
#include "audit_house.h"

#include <time.h>

#include "model/calendar.h"
#include "model/retention.h"
#include "model/settings.h"

static int64_t at(int year, int month, int day, int hour)
{
	struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day,
		.tm_hour = hour};

	return (int64_t)timegm(&tm);
}

static enum err note_job(struct db *db, void *ctx)
{
	(void)ctx;
	return calendar_note(db);
}

static enum err confirm_job(struct db *db, void *ctx)
{
	return calendar_confirm(CHANGE(NULL, db, ctx));
}

static enum err step_job(struct db *db, void *ctx)
{
	return calendar_keep_step(CHANGE(NULL, db, "anna"), ctx != NULL);
}

static enum err redate_job(struct db *db, void *ctx)
{
	return calendar_redate(CHANGE(NULL, db, "anna"), ctx);
}

static struct calendar calendar(void)
{
	struct calendar c;

	assert_int_equal(calendar_read(house_db(), &c), OK);
	return c;
}

static struct calendar seen_at(int64_t now)
{
	clock_fix(now);
	assert_int_equal(store_write(house, note_job, NULL), OK);
	return calendar();
}

static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	/* 2025-06-15 */
	seen_at(NOON);
	return 0;
}

static void assert_doubt(struct calendar c, enum calendar_state state, const char *arrival)
{
	assert_int_equal(c.state, state);
	assert_string_equal(c.known, "2025-06-15");
	assert_string_equal(c.today, "2025-06-15");
	assert_string_equal(c.arrival, arrival);
	assert_false(c.newer);
}

static void which_clocks_are_believed(void **state)
{
	struct calendar c = calendar();

	(void)state;
	assert_int_equal(c.state, CALENDAR_SOUND);
	assert_string_equal(c.known, "2025-06-15");
	/* 16 days of June and 25 of July are 41. */
	assert_doubt(seen_at(at(2025, 7, 26, 0)), CALENDAR_AHEAD, "2025-07-26");
	assert_doubt(seen_at(at(2035, 6, 15, 12)), CALENDAR_AHEAD, "2035-06-15");
	assert_doubt(seen_at(at(2100, 2, 28, 23)), CALENDAR_AHEAD, "2100-02-28");
	assert_doubt(seen_at(at(2025, 6, 14, 23)), CALENDAR_BACK, "2025-06-15");
	assert_doubt(seen_at(at(2024, 6, 15, 12)), CALENDAR_BACK, "2025-06-15");
	assert_doubt(seen_at(at(1970, 1, 1, 1)), CALENDAR_BACK, "2025-06-15");
	/* Back where it was, and earlier the same day, it is believed by itself. */
	c = seen_at(at(2025, 6, 15, 1));
	assert_int_equal(c.state, CALENDAR_SOUND);
	assert_string_equal(c.today, "2025-06-15");
	/* 39 days, and 40 from there. */
	c = seen_at(at(2025, 7, 24, 23));
	assert_int_equal(c.state, CALENDAR_SOUND);
	assert_string_equal(c.known, "2025-07-24");
	c = seen_at(at(2025, 9, 2, 12));
	assert_int_equal(c.state, CALENDAR_SOUND);
	assert_string_equal(c.today, "2025-09-02");
}

static void another_time_zone_is_no_jump(void **state)
{
	struct calendar c;

	(void)state;
	assert_true(clock_set_zone("Pacific/Kiritimati"));	/* 14 hours ahead of UTC */
	c = seen_at(at(2025, 6, 15, 20));
	assert_string_equal(c.today, "2025-06-16");
	assert_true(clock_set_zone("Pacific/Honolulu"));	/* 10 behind it */
	c = seen_at(at(2025, 6, 15, 21));
	assert_int_equal(c.state, CALENDAR_SOUND);
	assert_string_equal(c.today, "2025-06-15");
	assert_true(clock_set_zone("UTC"));
}

static void an_administrator_confirms(void **state)
{
	struct trail_row *rows;
	size_t n;

	(void)state;
	assert_int_equal(store_write(house, confirm_job, "anna"), ERR_CONFLICT);
	clock_fix(at(2035, 6, 15, 12));
	assert_int_equal(store_write(house, confirm_job, "anna"), OK);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	assert_string_equal(calendar().known, "2035-06-15");
	/* And back again, which is one more jump. */
	clock_fix(NOON);
	assert_int_equal(calendar().state, CALENDAR_BACK);
	assert_int_equal(store_write(house, confirm_job, "anna"), OK);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	assert_int_equal(trail_list(arena, house_db(), 0, 2, &rows, &n), OK);
	assert_string_equal(rows[1].action, "clock.confirm");
	assert_string_equal(rows[1].actor, "anna");
	assert_string_equal(rows[1].detail, "2035-06-15; the last day known was 2025-06-15");
	assert_string_equal(rows[0].detail, "2025-06-15; the last day known was 2035-06-15");
}

/* ---- while running ---- */

/* What the process does about once a second. */
static void look(struct calendar_watch *w, int64_t offset)
{
	struct calendar_kept kept;
	enum calendar_step step;

	assert_int_equal(calendar_load(house_db(), &kept), OK);
	step = calendar_look(w, offset, kept.stepped);
	if (step == STEP_NONE)
		return;
	assert_int_equal(store_write(house, step_job, step == STEP_SEEN ? w : NULL), OK);
	w->told = step == STEP_SEEN;
}

static void a_running_step_is_seen(void **state)
{
	struct calendar_watch w = {0}, other = {0};

	(void)state;
	/* Drifting by seconds, an hour in all, is none. */
	for (int64_t s = 0; s <= 3700; s += 5)
		look(&w, 1000 + s);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	look(&w, 4700 + 3600);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	look(&w, 8300 - 3601);
	assert_doubt(calendar(), CALENDAR_STEPPED, "2025-06-15");
	look(&w, 4699);
	assert_int_equal(calendar().state, CALENDAR_STEPPED);
	/* Set right again, it is believed by itself; */
	look(&w, 8200);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	/* what another process saw before is for an administrator. */
	look(&w, 8200 + 7200);
	assert_int_equal(calendar().state, CALENDAR_STEPPED);
	look(&other, 15400);
	look(&other, 15401);
	assert_int_equal(calendar().state, CALENDAR_STEPPED);
	assert_int_equal(store_write(house, confirm_job, "anna"), OK);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	look(&w, 15400);
	look(&w, 15400);
	assert_int_equal(calendar().state, CALENDAR_SOUND);
	look(&w, 8200);
	assert_int_equal(calendar().state, CALENDAR_STEPPED);
}

/* ---- what comes meanwhile ---- */

static struct row take_on(struct round *r, const struct form *form, const char *queued)
{
	struct post p = post_in(r, form, "SAL", "SAL01", NULL, NULL);

	put_detail(&p, "SAL01", "3", "week", "20", "5", "345");
	p.post.queued = queued;
	stored(&p);
	return row_by_id(p.post.instance_id);
}

static void answers_are_taken_by_any_clock(void **state)
{
	struct round r = round_of((struct round_spec){.from_day = "2025-06-01",
		.to_day = "2025-06-30"});
	struct form *form = form_of(&r);

	(void)state;
	/* Ten years on the round is as open as it was on the last day known. */
	clock_fix(at(2035, 6, 15, 12));
	assert_string_equal(take_on(&r, form, NULL).day, "2035-06-15");
	assert_string_equal(take_on(&r, form, "2025-06-15").flags, "");
	assert_string_equal(take_on(&r, form, "2035-06-15").flags, "WINDOW");
	/* Set back, what comes is no older than the last day known, and a device whose
	 * clock is right is not called wrong. */
	clock_fix(at(2024, 6, 15, 12));
	assert_string_equal(take_on(&r, form, NULL).day, "2025-06-15");
	assert_string_equal(take_on(&r, form, "2025-06-15").flags, "");
	assert_string_equal(take_on(&r, form, "2025-06-16").flags, "CLOCK");
	assert_string_equal(calendar().known, "2025-06-15");

	/* Right again: what was dated ahead gets the day of now, or it would never be old. */
	clock_fix(at(2025, 6, 20, 12));
	assert_int_equal(store_write(house, redate_job, (void *)calendar().today), OK);
	assert_string_equal(take_on(&r, form, NULL).day, "2025-06-20");
	assert_int_equal(calendar().known[9], '0');	/* noted by the answer: 2025-06-20 */
	assert_int_equal(rows_of_round(&r), 7);
}

/* How many of all submissions have that day. */
static size_t on_day(const char *day)
{
	static const enum stmt_id places[] = {STMT_INBOX_ALL, STMT_SETTLED_ALL};
	size_t n = 0;
	bool row;

	for (int i = 0; i < 2; i++) {
		struct stmt *s = db_stmt(house_db(), places[i]);

		while (stmt_step(s, &row) == OK && row)
			n += strcmp(col_text(s, "day"), day) == 0;
		stmt_done(s);
	}
	return n;
}

static void days_ahead_are_put_right(void **state)
{
	struct round r = round_of((struct round_spec){0});
	struct form *form = form_of(&r);

	(void)state;
	take_on(&r, form, NULL);
	clock_fix(at(2100, 1, 1, 12));
	take_on(&r, form, NULL);
	round_end(&r);
	assert_string_equal(r.closed_day, "2100-01-01");
	assert_int_equal(on_day("2100-01-01"), 1);
	clock_fix(at(2025, 6, 17, 12));
	assert_int_equal(store_write(house, redate_job, (void *)calendar().today), OK);
	assert_int_equal(on_day("2025-06-15"), 1);
	assert_int_equal(on_day("2025-06-17"), 1);
	assert_string_equal(round_again(&r).closed_day, "2025-06-17");
}

static void what_waits_is_counted(void **state)
{
	struct round past = round_of((struct round_spec){.to_day = "2025-06-20"});
	struct round old = round_of((struct round_spec){0});
	struct form *form = form_of(&old);
	struct settings settings = {.retention_days = 365, .quarantine_days = 30};
	struct waiting w;

	(void)state;
	answer_whole(&old, form, "SAL", "SAL01", 3);
	round_end(&old);
	assert_int_equal(retention_waiting(arena, house_db(), &settings, "2025-06-20", &w), OK);
	assert_int_equal(w.round_count + w.finals, 0);
	assert_int_equal(w.answers + w.texts + w.aside, 0);
	assert_int_equal(retention_waiting(arena, house_db(), &settings, "2035-06-15", &w), OK);
	assert_int_equal(w.round_count, 1);
	assert_string_equal(w.rounds[0].code, past.code);
	assert_int_equal(w.finals, 1);
	assert_int_equal(w.answers, 3);
	/* Nothing of that happened. */
	assert_int_equal(rows_of_round(&old), 3);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(which_clocks_are_believed), T(another_time_zone_is_no_jump),
		T(an_administrator_confirms), T(a_running_step_is_seen),
		T(answers_are_taken_by_any_clock), T(days_ahead_are_put_right),
		T(what_waits_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
