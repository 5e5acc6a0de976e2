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

/* One conversion of a format, its value taken from `ap`. */
static const char *put_conversion(struct arena *a, const char *spec, size_t len, va_list *ap)
{
	const char *fmt = arena_strndup(a, spec, len);
	char last = spec[len - 1];
	int width;

	if (len > 2 && spec[1] == '.' && spec[2] == '*') {
		width = va_arg(*ap, int);
		return arena_printf(a, "%.*s", width, va_arg(*ap, const char *));
	}
	switch (last) {
	case 's':
		return arena_strdup(a, va_arg(*ap, const char *));
	case 'g':
		return arena_printf(a, "%g", va_arg(*ap, double));
	case 'c':
		return arena_printf(a, "%c", va_arg(*ap, int));
	case 'u':
		if (strchr(fmt, 'z'))
			return arena_printf(a, "%zu", va_arg(*ap, size_t));
		return arena_printf(a, "%u", va_arg(*ap, unsigned));
	default:
		return arena_printf(a, "%d", va_arg(*ap, int));
	}
}

/* Length of "name_twice|" at the front, 0 when there is none. */
static size_t key_length(const char *fmt)
{
	size_t n = strspn(fmt, "abcdefghijklmnopqrstuvwxyz_0123456789");

	return n && fmt[n] == '|' ? n + 1 : 0;
}

const char *fault_words(struct arena *a, const char *fmt, va_list ap, const char **key,
	const char *args[FAULT_ARGS + 1])
{
	size_t skip = key_length(fmt), n = 0;
	struct buf *out = buf_new(a, 65536);
	va_list copy;

	va_copy(copy, ap);
	*key = skip ? arena_strndup(a, fmt, skip - 1) : NULL;
	for (const char *p = fmt + skip; *p; p++) {
		size_t len = *p == '%' ? 1 + strspn(p + 1, ".*z0123456789") : 0;
		const char *value;

		if (!len || p[1] == '%') {
			buf_putc(out, *p);
			p += len ? 1 : 0;
			continue;
		}
		value = put_conversion(a, p, len + 1, &copy);
		buf_puts(out, value);
		if (n < FAULT_ARGS)
			args[n++] = value;
		p += len;
	}
	va_end(copy);
	args[n] = NULL;
	return out->data;
}

static struct fault *fault_new(struct faults *f, const char *file, size_t line,
	const char *column)
{
	struct fault *fault;

	if (f->count == FAULTS_MAX) {
		f->dropped++;
		return NULL;
	}
	f->list = arena_grow(f->arena, f->list, f->count + 1, sizeof *f->list);
	fault = &f->list[f->count++];
	*fault = (struct fault){.file = arena_strdup(f->arena, file), .line = line,
		.column = column ? arena_strdup(f->arena, column) : NULL};
	return fault;
}

void faults_vadd(struct faults *f, const char *file, size_t line, const char *column,
	const char *fmt, va_list ap)
{
	struct fault *fault = fault_new(f, file, line, column);

	if (fault)
		fault->message = fault_words(f->arena, fmt, ap, &fault->key, fault->args);
}

void faults_add(struct faults *f, const char *file, size_t line,
	const char *column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	faults_vadd(f, file, line, column, fmt, ap);
	va_end(ap);
}

void faults_add_said(struct faults *f, const char *file, size_t line, const char *column)
{
	struct fault *fault = fault_new(f, file, line, column);
	struct said said;

	if (!fault)
		return;
	said = err_said(f->arena);
	fault->message = said.text;
	fault->key = said.key;
	for (size_t i = 0; i < FAULT_ARGS && said.key && said.pairs[2 * i]; i++)
		fault->args[i] = said.pairs[2 * i + 1];
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
