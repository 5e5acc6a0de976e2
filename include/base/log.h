/*
 * Log: one line a call, to stderr, without answers. Control characters of the
 * text are written as '?', so no text can make a line of its own.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* How grave a line is: the numbers of syslog(3), as "<3>" in front of a line means
 * them to systemd's journal (sd-daemon(3)). */
enum log_level {
	LOG_LEVEL_ALERT = 1,
	LOG_LEVEL_CRIT,
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_NOTE,
	LOG_LEVEL_INFO,
};

/* Name of the program in front of each line; a string that stays. */
void log_name(const char *name);

/* From now on each line begins with its level, for what reads it on; lines for a
 * person at a terminal do not. */
void log_levels(bool on);

/* At LOG_LEVEL_ERROR. */
void log_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Log at LOG_LEVEL_CRIT and end the process with status 3. */
void log_die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* Pass on a line that another program wrote, as it is; see base/log_filter.h. */
void log_pass(enum log_level level, const char *line);

#endif
