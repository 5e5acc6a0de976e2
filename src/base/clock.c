/* The clock, with its seam for tests. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"

static _Atomic int64_t fixed = -1;

int64_t clock_now(void)
{
	int64_t f = atomic_load(&fixed);

	return f >= 0 ? f : (int64_t)time(NULL);
}

int64_t clock_mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_running_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec;
}

void clock_fix(int64_t now)
{
	atomic_store(&fixed, now);
}

bool clock_set_zone(const char *iana)
{
	char path[256];

	if (!*iana || *iana == '/' || strstr(iana, ".."))
		return false;
	snprintf(path, sizeof path, ZONES "%s", iana);
	if (strcmp(iana, "UTC") != 0 && access(path, R_OK) != 0)
		return false;
	setenv("TZ", iana, 1);
	tzset();
	return true;
}

const char *clock_machine_zone(void)
{
	static char zone[256];
	char target[512];
	ssize_t len = readlink("/etc/localtime", target, sizeof target - 1);

	snprintf(zone, sizeof zone, "UTC");
	if (len > 0) {
		target[len] = '\0';

		const char *at = strstr(target, "zoneinfo/");

		if (at)
			snprintf(zone, sizeof zone, "%.200s", at + strlen("zoneinfo/"));
		return zone;
	}

	FILE *f = fopen("/etc/timezone", "r");

	if (f) {
		if (fgets(target, 200, f)) {
			target[strcspn(target, " \n")] = '\0';
			if (*target)
				snprintf(zone, sizeof zone, "%.200s", target);
		}
		fclose(f);
	}
	return zone;
}

static void write_day(const struct tm *tm, char day[DAY_CHARS])
{
	char text[64];

	snprintf(text, sizeof text, "%04d-%02d-%02d", tm->tm_year + 1900,
		tm->tm_mon + 1, tm->tm_mday);
	memcpy(day, text, DAY_CHARS - 1);
	day[DAY_CHARS - 1] = '\0';
}

void clock_day(int64_t at_utc, char day[DAY_CHARS], bool *before_noon)
{
	time_t t = (time_t)at_utc;
	struct tm tm;

	localtime_r(&t, &tm);
	write_day(&tm, day);
	if (before_noon)
		*before_noon = tm.tm_hour < 12;
}

void clock_minute(int64_t at_utc, char day[DAY_CHARS], char minute[CLOCK_MINUTE_CHARS])
{
	time_t t = (time_t)at_utc;
	struct tm tm;

	localtime_r(&t, &tm);
	write_day(&tm, day);
	strftime(minute, CLOCK_MINUTE_CHARS, "%H:%M", &tm);
}

static int number(const char *s, int len)
{
	int v = 0;

	for (int i = 0; i < len; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

void clock_day_add(const char *day, int n, char out[DAY_CHARS])
{
	struct tm tm = {
		.tm_year = number(day, 4) - 1900,
		.tm_mon = number(day + 5, 2) - 1,
		.tm_mday = number(day + 8, 2) + n,
		.tm_hour = 12,
	};
	time_t t = timegm(&tm);

	gmtime_r(&t, &tm);
	write_day(&tm, out);
}

int clock_day_number(const char *day)
{
	struct tm tm = {
		.tm_year = number(day, 4) - 1900,
		.tm_mon = number(day + 5, 2) - 1,
		.tm_mday = number(day + 8, 2),
	};

	return (int)(timegm(&tm) / 86400);
}

int clock_workdays(const char *from, const char *to)
{
	int n = 0;

	/* 1970-01-01 was a Thursday. */
	for (int day = clock_day_number(from) + 1; day <= clock_day_number(to); day++)
		n += (day + 3) % 7 < 5;
	return n;
}

void clock_iso(int64_t at_utc, char out[21])
{
	time_t t = (time_t)at_utc;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &tm);
}
