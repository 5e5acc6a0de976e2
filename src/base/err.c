/* Errors and fault lists. Knows nothing of where they are shown. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

static _Thread_local char detail[1024];

/* What err_text() added to it: key, name, value …, each behind the one before. */
static _Thread_local char words[1024];
static _Thread_local const char *parts[2 * ERR_PAIRS + 2];

enum err err_fail(enum err e, const char *fmt, ...)
{
	/* The arguments may point into the detail itself. */
	char text[sizeof detail];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(detail, sizeof detail, "%s", text);
	parts[0] = NULL;
	return e;
}

enum err err_text(enum err e, const char *key, ...)
{
	size_t used = 0, n = 0;
	const char *part = key;
	va_list ap;

	va_start(ap, key);
	while (part && n < sizeof parts / sizeof *parts - 1) {
		size_t room = sizeof words - used;
		int len = snprintf(words + used, room, "%s", part);

		if (len < 0 || (size_t)len >= room)
			break;
		parts[n++] = words + used;
		used += (size_t)len + 1;
		part = va_arg(ap, const char *);
	}
	va_end(ap);
	/* A value that found no room leaves its name out too. */
	parts[n && n % 2 == 0 ? n - 1 : n] = NULL;
	return e;
}

struct said err_said(struct arena *a)
{
	struct said s = {.text = arena_strdup(a, detail)};

	if (!parts[0])
		return s;
	s.key = arena_strdup(a, parts[0]);
	for (size_t i = 1; parts[i]; i++)
		s.pairs[i - 1] = arena_strdup(a, parts[i]);
	return s;
}

const char *err_detail(void)
{
	return detail;
}

void faults_init(struct faults *f, struct arena *a)
{
	*f = (struct faults){.arena = a};
}

void faults_add(struct faults *f, const char *file, size_t line,
	const char *column, const char *fmt, ...)
{
	if (f->count == FAULTS_MAX) {
		f->dropped++;
		return;
	}
	if (f->count == f->cap)
		f->list = arena_grow(f->arena, f->list, f->count, f->count + 1,
			&f->cap, sizeof *f->list);

	struct fault *fault = &f->list[f->count++];
	va_list ap;

	va_start(ap, fmt);
	fault->file = arena_strdup(f->arena, file);
	fault->line = line;
	fault->column = column ? arena_strdup(f->arena, column) : NULL;
	fault->message = arena_vprintf(f->arena, fmt, ap);
	va_end(ap);
}

/* Texts quote what they complain of: no line of its own, nothing for a terminal. */
static void put_plain(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_putc(out, (unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text);
}

void faults_print(const struct faults *f, struct buf *out)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct fault *fault = &f->list[i];

		put_plain(out, fault->file);
		if (fault->line)
			buf_printf(out, ":%zu", fault->line);
		buf_puts(out, ": ");
		if (fault->column && *fault->column) {
			put_plain(out, fault->column);
			buf_puts(out, ": ");
		}
		put_plain(out, fault->message);
		buf_putc(out, '\n');
	}
	if (f->dropped)
		buf_printf(out, "… and %zu more\n", f->dropped);
}
