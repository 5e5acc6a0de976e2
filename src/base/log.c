/* The log. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 2048

static const char *program = "kiosk";
static bool levels;

void log_name(const char *name)
{
	program = name;
}

void log_levels(bool on)
{
	levels = on;
}

/* What stands before the text: its length. */
static size_t begin(char line[LINE_BYTES], enum log_level level, const char *name)
{
	int len = levels ? snprintf(line, LINE_BYTES, "<%d>", (int)level) : 0;
	size_t at = len > 0 ? (size_t)len : 0;

	line[at] = '\0';
	if (name)
		len = snprintf(line + at, LINE_BYTES - at, "%s: ", name);
	return name && len > 0 ? at + (size_t)len : at;
}

static void end(char line[LINE_BYTES])
{
	size_t len = strlen(line);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = '?';
	line[len++] = '\n';

	/* One write, so that lines of several threads do not mix. */
	ssize_t n = write(STDERR_FILENO, line, len);

	(void)n;
}

static void emit(enum log_level level, const char *fmt, va_list ap)
{
	char line[LINE_BYTES];
	size_t at = begin(line, level, program);

	vsnprintf(line + at, sizeof line - at - 1, fmt, ap);
	end(line);
}

void log_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
}

void log_at(enum log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(level, fmt, ap);
	va_end(ap);
}

void log_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(LOG_LEVEL_CRIT, fmt, ap);
	va_end(ap);
	exit(3);
}

void log_pass(enum log_level level, const char *text)
{
	char line[LINE_BYTES];
	size_t at = begin(line, level, NULL);

	snprintf(line + at, sizeof line - at - 1, "%s", text);
	end(line);
}
