/*
 * Buffer: a byte string that grows up to a maximum fixed when it is made.
 * Past the maximum nothing is written and `full` stays set: check it once, at
 * the end. The bytes are always followed by a NUL that does not count.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct buf {
	char *data;	/* never NULL after buf_init */
	size_t len;	/* bytes written */
	size_t cap;	/* bytes allocated, without the NUL */
	size_t max;	/* `len` never passes this */
	bool full;	/* something did not fit and was dropped */
};

/* A buffer of at most `max` bytes that lives in the arena and goes with it. */
struct buf *buf_new(struct arena *a, size_t max);

/* The same for a struct of the caller's, who calls buf_free(). */
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);

/* Forget the content, keep the memory. */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);

#endif
