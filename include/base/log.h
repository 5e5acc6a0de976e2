/*
 * Log: one line a call, to stderr, without answers. Control characters of the
 * text are written as '?', so no text can make a line of its own.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Name of the program in front of each line; a string that stays. */
void log_name(const char *name);

void log_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Log and end the process with status 3. */
void log_die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

#endif
