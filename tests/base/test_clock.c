/* Clock: local days across zones and changes of summer time. The expected days come
 * from the IANA rules (EU: last Sunday of March and October, 01:00 UTC), not
 * from the code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

static bool zones(void)
{
	return access("/usr/share/zoneinfo/Europe/Bratislava", R_OK) == 0;
}

static void check_day(int64_t at, const char *day, bool morning)
{
	char got[DAY_CHARS];
	bool before_noon = !morning;

	clock_day(at, got, &before_noon);
	assert_string_equal(got, day);
	assert_int_equal(before_noon, morning);
	clock_day(at, got, NULL);
	assert_string_equal(got, day);
}

static void utc_days(void **state)
{
	(void)state;
	assert_true(clock_set_zone("UTC"));
	check_day(0, "1970-01-01", true);
	check_day(43199, "1970-01-01", true);
	check_day(43200, "1970-01-01", false);
	check_day(86399, "1970-01-01", false);
	check_day(86400, "1970-01-02", true);
	/* 2000-02-29T23:59:59Z, a leap day that centuries usually lack. */
	check_day(951868799, "2000-02-29", false);
	check_day(951868800, "2000-03-01", true);
	/* Past 2038: 2040-01-01T00:00:00Z. */
	check_day(2208988800, "2040-01-01", true);
}

/* 2026-11-30 is a Monday. */
static void working_days_are_mondays_to_fridays(void **state)
{
	(void)state;
	assert_int_equal(clock_workdays("2026-11-30", "2026-11-30"), 0);
	assert_int_equal(clock_workdays("2026-11-30", "2026-12-01"), 1);
	assert_int_equal(clock_workdays("2026-11-30", "2026-12-04"), 4);
	assert_int_equal(clock_workdays("2026-11-30", "2026-12-06"), 4);
	assert_int_equal(clock_workdays("2026-11-30", "2026-12-07"), 5);
	assert_int_equal(clock_workdays("2026-11-27", "2026-11-29"), 0);
	assert_int_equal(clock_workdays("2026-12-07", "2026-11-30"), 0);
}

static void local_days_turn_at_local_midnight(void **state)
{
	(void)state;
	if (!zones())
		skip();
	assert_true(clock_set_zone("Europe/Bratislava"));
	/* Winter, UTC+1: 2024-01-15T22:59:59Z is 23:59:59 there. */
	check_day(1705359599, "2024-01-15", false);
	check_day(1705359600, "2024-01-16", true);
	/* Summer, UTC+2: 2024-07-15T21:59:59Z is 23:59:59 there. */
	check_day(1721080799, "2024-07-15", false);
	check_day(1721080800, "2024-07-16", true);
	/* 2024-10-27 has 25 hours: noon is 11:00Z, midnight 23:00Z. */
	check_day(1730026799, "2024-10-27", true);
	check_day(1730026800, "2024-10-27", false);
	check_day(1730069999, "2024-10-27", false);
	check_day(1730070000, "2024-10-28", true);
	/* 2024-03-31 has 23: it begins 23:00Z the day before and ends 22:00Z. */
	check_day(1711839600, "2024-03-31", true);
	check_day(1711922399, "2024-03-31", false);
	check_day(1711922400, "2024-04-01", true);
	clock_set_zone("UTC");
}

static void a_zone_far_ahead_and_one_behind(void **state)
{
	(void)state;
	if (!zones())
		skip();
	/* 2024-01-01T00:00:00Z. */
	assert_true(clock_set_zone("Pacific/Kiritimati"));
	check_day(1704067200, "2024-01-01", false);
	assert_true(clock_set_zone("America/New_York"));
	check_day(1704067200, "2023-12-31", false);
	clock_set_zone("UTC");
}

static void unknown_zones_change_nothing(void **state)
{
	static const char *const bad[] = {"", "Nowhere/Land", "../../etc/passwd", "/etc/passwd",
		"Europe/../Europe/Paris"};

	(void)state;
	if (!zones())
		skip();
	assert_true(clock_set_zone("America/New_York"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(clock_set_zone(bad[i]));
	check_day(1704067200, "2023-12-31", false);
	clock_set_zone("UTC");
}

static void the_machine_has_a_zone(void **state)
{
	(void)state;
	assert_true(*clock_machine_zone() != '\0');
	assert_true(clock_set_zone(clock_machine_zone()));
	clock_set_zone("UTC");
}

static void minutes_are_local(void **state)
{
	char day[DAY_CHARS], minute[CLOCK_MINUTE_CHARS];

	(void)state;
	assert_true(clock_set_zone("Europe/Bratislava"));
	clock_minute(1750000000, day, minute);	/* 2025-06-15T15:06:40Z */
	assert_string_equal(day, "2025-06-15");
	assert_string_equal(minute, "17:06");
	clock_minute(1767222000, day, minute);	/* 2025-12-31T23:00:00Z */
	assert_string_equal(day, "2026-01-01");
	assert_string_equal(minute, "00:00");
}

static void check_add(const char *day, int n, const char *expected)
{
	char got[DAY_CHARS];

	clock_day_add(day, n, got);
	assert_string_equal(got, expected);
}

static void days_are_added_by_the_calendar(void **state)
{
	(void)state;
	check_add("2024-02-28", 1, "2024-02-29");
	check_add("2023-02-28", 1, "2023-03-01");
	check_add("1900-02-28", 1, "1900-03-01");
	check_add("2000-02-28", 1, "2000-02-29");
	check_add("2024-12-31", 1, "2025-01-01");
	check_add("2025-01-01", -1, "2024-12-31");
	check_add("2024-03-01", 30, "2024-03-31");
	check_add("2024-01-31", -365, "2023-01-31");
	check_add("2024-06-01", 0, "2024-06-01");
	check_add("2024-01-01", 36524, "2124-01-01");
	/* Summer time must not shift a day. */
	if (zones())
		clock_set_zone("Europe/Bratislava");
	check_add("2024-03-30", 1, "2024-03-31");
	check_add("2024-03-31", 1, "2024-04-01");
	check_add("2024-10-27", 1, "2024-10-28");
	clock_set_zone("UTC");
}

static void a_fixed_clock_stands(void **state)
{
	char iso[21];
	int64_t now;

	(void)state;
	clock_fix(1234567890);
	assert_int_equal(clock_now(), 1234567890);
	clock_iso(clock_now(), iso);
	assert_string_equal(iso, "2009-02-13T23:31:30Z");
	clock_fix(-1);
	now = clock_now();
	/* 2024-01-01 or later, and not before a moment ago. */
	assert_true(now > 1704067200);
	assert_true(clock_now() >= now);
}

static void the_other_clock_goes_forward(void **state)
{
	int64_t from = clock_mono_ms(), took;

	(void)state;
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	took = clock_mono_ms() - from;
	assert_true(took >= 19);
	assert_true(took < 5000);
	/* Fixing the time of day does not stop it. */
	clock_fix(0);
	from = clock_mono_ms();
	nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	assert_true(clock_mono_ms() > from);
	clock_fix(-1);
}

/* Seconds since the machine started, sleep included: as the kernel tells them. */
static void running_is_since_the_start(void **state)
{
	FILE *in = fopen("/proc/uptime", "re");
	double up;

	(void)state;
	assert_non_null(in);
	assert_int_equal(fscanf(in, "%lf", &up), 1);
	fclose(in);
	assert_true((double)clock_running_s() >= up - 2 && (double)clock_running_s() <= up + 60);
	clock_fix(12);
	assert_true((double)clock_running_s() >= up - 2);
	clock_fix(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utc_days),
		cmocka_unit_test(working_days_are_mondays_to_fridays),
		cmocka_unit_test(local_days_turn_at_local_midnight),
		cmocka_unit_test(a_zone_far_ahead_and_one_behind),
		cmocka_unit_test(unknown_zones_change_nothing),
		cmocka_unit_test(the_machine_has_a_zone),
		cmocka_unit_test(minutes_are_local),
		cmocka_unit_test(days_are_added_by_the_calendar),
		cmocka_unit_test(a_fixed_clock_stands),
		cmocka_unit_test(the_other_clock_goes_forward),
		cmocka_unit_test(running_is_since_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
