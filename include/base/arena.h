/*
 * Arena: the memory of one request (or one command). Everything that is
 * allocated while a request is handled comes from its arena and goes with it.
 * Out of memory ends the process: the supervisor restarts it, SQLite rolls back.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A new, empty arena. Owned by the caller; end it with arena_free(). */
struct arena *arena_new(void);

/* Run the clean-ups (last registered first), then give all memory back. */
void arena_free(struct arena *a);

/* The same, but keep the first block for the next request. */
void arena_reset(struct arena *a);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/* `bytes` of zeroed memory, aligned for any type, never NULL; lives until
 * arena_reset() or arena_free(). */
void *arena_alloc(struct arena *a, size_t bytes)
	__attribute__((malloc, alloc_size(2)));

/* An array of `n` zeroed items of `size` bytes; an overflow ends the process. */
void *arena_array(struct arena *a, size_t n, size_t size)
	__attribute__((malloc, alloc_size(2, 3)));

/* A growing array: `list` is NULL at first, then what the last call returned, and nothing
 * else; the result has room for `want` items of `size` bytes, what was in it and zeroes
 * behind. It knows its own room: where there is enough, it is given back as it is, so a
 * call before each item costs nothing; else it doubles, and the old array stays until
 * reset (all of them together are smaller than the last). A list that is not of this
 * function, or of items of another size, ends the process. */
void *arena_grow(struct arena *a, const void *list, size_t want, size_t size);

/* A NUL-terminated copy of `len` bytes. */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

/* Call `fn(data)` when the arena is reset or freed: for what is not memory
 * (statement, transaction, file). */
void arena_on_clean(struct arena *a, void (*fn)(void *), void *data);

#endif
