/* The log. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "kiosk";

void log_name(const char *name)
{
	program = name;
}

static void emit(const char *fmt, va_list ap)
{
	char line[2048];
	int head = snprintf(line, sizeof line, "%s: ", program);
	size_t at = head > 0 ? (size_t)head : 0;

	vsnprintf(line + at, sizeof line - at - 1, fmt, ap);

	size_t len = strlen(line);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = '?';
	line[len++] = '\n';

	/* One write, so that lines of several threads do not mix. */
	ssize_t n = write(STDERR_FILENO, line, len);

	(void)n;
}

void log_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(fmt, ap);
	va_end(ap);
}

void log_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(fmt, ap);
	va_end(ap);
	exit(3);
}
