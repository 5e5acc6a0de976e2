/* Errors and fault lists. Knows nothing of where they are shown. */
#include "base/err.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

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

/* ---- kinds of faults ---- */

static const struct {
	const char *key, *text;
} kinds[] = {
#define FAULT(name, key, text, ...) [FAULT_##name] = {key, text},
#define SHELL(name, text, ...) [FAULT_##name] = {NULL, text},
#include "base/faults.def"
#undef FAULT
#undef SHELL
};

/* `{1}` or `{1.60}` at the front: its length, 0 when there is none; *arg from 0, *most
 * the bytes to be shown. */
static size_t placeholder_at(const char *p, size_t *arg, size_t *most)
{
	char *end;

	if (*p != '{' || p[1] < '1' || p[1] > '0' + FAULT_ARGS)
		return 0;
	*arg = (size_t)(p[1] - '1');
	*most = SIZE_MAX;
	end = (char *)p + 2;
	if (*end == '.')
		*most = strtoul(end + 1, &end, 10);
	return *end == '}' ? (size_t)(end + 1 - p) : 0;
}

/* The arguments as they are shown; a missing one is "". */
static void take_args(struct arena *a, const char *text, va_list ap, struct fault *out)
{
	const char *given[FAULT_ARGS] = {NULL}, *word;
	size_t n = 0, arg, most;

	while (n < FAULT_ARGS && (word = va_arg(ap, const char *)))
		given[n++] = word;
	for (const char *p = text; *p; p++)
		if (placeholder_at(p, &arg, &most) && given[arg] && !out->args[arg])
			out->args[arg] = arena_strndup(a, given[arg], utf8_cut(given[arg], most));
	for (size_t i = 0; i < n; i++)
		if (!out->args[i])
			out->args[i] = arena_strdup(a, given[i]);
}

void fault_say(struct arena *a, enum fault_kind kind, va_list ap, struct fault *out)
{
	struct buf *said = buf_new(a, 65536);
	const char *text = kinds[kind].text;
	size_t arg, most;

	out->key = kinds[kind].key;
	take_args(a, text, ap, out);
	while (*text) {
		size_t len = placeholder_at(text, &arg, &most);

		if (!len)
			buf_putc(said, *text++);
		else if (out->args[arg])
			buf_puts(said, out->args[arg]);
		text += len;
	}
	out->message = said->data;
}

/* ---- lists of faults ---- */

void faults_init(struct faults *f, struct arena *a)
{
	*f = (struct faults){.arena = a};
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

const char *fault_digits(char to[FAULT_DIGITS], uint64_t n)
{
	snprintf(to, FAULT_DIGITS, "%" PRIu64, n);
	return to;
}

void fault_vadd(struct faults *f, const char *file, size_t line, const char *column,
	enum fault_kind kind, va_list ap)
{
	struct fault *fault = fault_new(f, file, line, column);

	if (fault)
		fault_say(f->arena, kind, ap, fault);
}

void fault_add(struct faults *f, const char *file, size_t line, const char *column,
	enum fault_kind kind, ...)
{
	va_list ap;

	va_start(ap, kind);
	fault_vadd(f, file, line, column, kind, ap);
	va_end(ap);
}

void faults_take(struct faults *f, const struct faults *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct fault *was = &from->list[i];
		struct fault *fault = fault_new(f, was->file, was->line, was->column);

		if (!fault)
			continue;
		fault->message = arena_strdup(f->arena, was->message);
		fault->key = was->key;
		for (size_t k = 0; k < FAULT_ARGS && was->args[k]; k++)
			fault->args[k] = arena_strdup(f->arena, was->args[k]);
	}
	f->dropped += from->dropped;
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

static size_t file_first(const struct faults *f, const char *file)
{
	size_t i = 0;

	while (strcmp(f->list[i].file, file) != 0)
		i++;
	return i;
}

struct placed {
	struct fault fault;
	size_t file, found;
};

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->fault.line != y->fault.line)
		return x->fault.line < y->fault.line ? -1 : 1;
	return x->found < y->found ? -1 : 1;
}

void faults_order(struct faults *f)
{
	struct placed *all;

	if (f->count < 2)
		return;
	all = arena_array(f->arena, f->count, sizeof *all);
	for (size_t i = 0; i < f->count; i++)
		all[i] = (struct placed){f->list[i], file_first(f, f->list[i].file), i};
	qsort(all, f->count, sizeof *all, by_place);
	for (size_t i = 0; i < f->count; i++)
		f->list[i] = all[i].fault;
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
