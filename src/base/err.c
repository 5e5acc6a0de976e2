/* Errors and fault lists. Knows nothing of where they are shown. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* The thread's latest failure. */
static _Thread_local struct err_record latest;

enum err err_fail(enum err e, const char *fmt, ...)
{
	/* The arguments may point into the detail itself. */
	char text[sizeof latest.detail];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(latest.detail, sizeof latest.detail, "%s", text);
	latest.word_count = 0;
	return e;
}

enum err err_text(enum err e, const char *key, ...)
{
	size_t used = 0, n = 0;
	const char *word = key;
	va_list ap;

	va_start(ap, key);
	while (word && n < 2 * ERR_PAIRS + 1) {
		size_t room = sizeof latest.words - used;
		int len = snprintf(latest.words + used, room, "%s", word);

		if (len < 0 || (size_t)len >= room)
			break;
		n++;
		used += (size_t)len + 1;
		word = va_arg(ap, const char *);
	}
	va_end(ap);
	/* A name whose value found no room goes with it. */
	latest.word_count = n && n % 2 == 0 ? n - 1 : n;
	return e;
}

struct said err_said(struct arena *a)
{
	struct said s = {.text = arena_strdup(a, latest.detail)};
	const char *word = latest.words;

	for (size_t i = 0; i < latest.word_count; i++, word += strlen(word) + 1) {
		const char *copy = arena_strdup(a, word);

		if (i)
			s.pairs[i - 1] = copy;
		else
			s.key = copy;
	}
	return s;
}

void err_record(struct err_record *out)
{
	*out = latest;
}

enum err err_replay(enum err e, const struct err_record *r)
{
	latest = *r;
	return e;
}

const char *err_detail(void)
{
	return latest.detail;
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
