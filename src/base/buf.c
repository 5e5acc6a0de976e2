/* Capped buffers. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

#define FIRST_CAP 4096

static char nothing[1];

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.data = nothing, .max = max};
}

void buf_free(struct buf *b)
{
	if (b->data != nothing)
		free(b->data);
	buf_init(b, b->max);
}

static void free_in_arena(void *b)
{
	buf_free(b);
}

struct buf *buf_new(struct arena *a, size_t max)
{
	struct buf *b = arena_alloc(a, sizeof *b);

	buf_init(b, max);
	arena_on_clean(a, free_in_arena, b);
	return b;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->data != nothing)
		b->data[0] = '\0';
}

/* Make room for `more` bytes; false (and full) past the maximum. */
static bool reserve(struct buf *b, size_t more)
{
	if (b->full || more > b->max - b->len) {
		b->full = true;
		return false;
	}
	if (b->len + more <= b->cap)
		return true;

	size_t cap = b->cap ? b->cap : FIRST_CAP;

	while (cap < b->len + more)
		cap *= 2;
	if (cap > b->max)
		cap = b->max;

	char *grown = realloc(b->data == nothing ? NULL : b->data, cap + 1);

	if (!grown)
		log_die("out of memory (%zu bytes)", cap);
	b->data = grown;
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (!len || !reserve(b, len))
		return;
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);

	int len = vsnprintf(NULL, 0, fmt, again);

	va_end(again);
	if (len < 0 || !reserve(b, (size_t)len))
		return;
	if (!len)
		return;
	vsnprintf(b->data + b->len, (size_t)len + 1, fmt, ap);
	b->len += (size_t)len;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}
