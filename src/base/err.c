/* Errors and fault lists. Knows nothing of where they are shown. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

static _Thread_local char detail[1024];

enum err err_fail(enum err e, const char *fmt, ...)
{
	/* The arguments may point into the detail itself. */
	char text[sizeof detail];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(detail, sizeof detail, "%s", text);
	return e;
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
