/*
 * Clock: the one place that reads the time. Tests set it; nothing else may
 * call time() or clock_gettime() for anything that is stored or shown.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_CHARS 11	/* YYYY-MM-DD and NUL */

/* Seconds since 1970-01-01 UTC. */
int64_t clock_now(void);

/* Milliseconds of a clock that only goes forward; for durations. */
int64_t clock_mono_ms(void);

/* Seconds since the machine started, those it slept through included: what
 * clock_now() is compared with to see that it was set. */
int64_t clock_running_s(void);

/* Use `now` (UTC seconds) from here on; a negative value goes back to the
 * machine's clock. For tests. */
void clock_fix(int64_t now);

/* The IANA zone local days are reckoned in. False when the machine does not
 * know it; the zone then stays as it was. */
bool clock_set_zone(const char *iana);
/* The machine's zone by /etc/timezone or /etc/localtime; "UTC" when unknown.
 * A static string. */
const char *clock_machine_zone(void);

/* Local day of a time, and whether it is before noon. */
void clock_day(int64_t at_utc, char day[DAY_CHARS], bool *before_noon);

/* Local day and time of day, to the minute. */
#define CLOCK_MINUTE_CHARS 6	/* HH:MM and NUL */
void clock_minute(int64_t at_utc, char day[DAY_CHARS], char minute[CLOCK_MINUTE_CHARS]);

/* `day` plus `n` days (n may be negative). */
void clock_day_add(const char *day, int n, char out[DAY_CHARS]);

/* Days from 1970-01-01 to `day` (YYYY-MM-DD): for differences. */
int clock_day_number(const char *day);

/* Mondays to Fridays behind `from`, up to `to`; 0 when that is no later. */
int clock_workdays(const char *from, const char *to);

/* "YYYY-MM-DDTHH:MM:SSZ" in UTC, 21 bytes with its NUL. */
void clock_iso(int64_t at_utc, char out[21]);

#endif
