/* Arena: blocks of growing size, bump allocation, clean-ups in reverse order. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#if defined(__SANITIZE_ADDRESS__)
#define POISONING 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONING 1
#endif
#endif

#ifdef POISONING
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
/* Leaves a poisoned gap between neighbours. */
#define GAP alignof(max_align_t)
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP 0
#endif

#define FIRST_BLOCK ((size_t)16 << 10)
#define LARGEST_STEP ((size_t)1 << 20)

struct block {
	struct block *older;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct cleanup {
	struct cleanup *older;
	void (*fn)(void *);
	void *data;
};

struct arena {
	struct block *newest;
	struct cleanup *cleanups;
	size_t used;
};

/* `zero`: all bytes are 0. */
static struct block *block_new(size_t size, struct block *older, bool zero)
{
	struct block *b = NULL;

	if (size <= SIZE_MAX / 2)
		b = zero ? calloc(1, sizeof *b + size) : malloc(sizeof *b + size);

	if (!b)
		log_die("out of memory (%zu bytes)", size);
	b->older = older;
	b->size = size;
	b->used = 0;
	POISON(b->bytes, size);
	return b;
}

static void block_free(struct block *b)
{
	UNPOISON(b->bytes, b->size);
	free(b);
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		log_die("out of memory");
	a->newest = block_new(FIRST_BLOCK, NULL, false);
	return a;
}

void arena_reset(struct arena *a)
{
	while (a->cleanups) {
		struct cleanup *c = a->cleanups;

		a->cleanups = c->older;
		c->fn(c->data);
	}
	while (a->newest->older) {
		struct block *b = a->newest;

		a->newest = b->older;
		block_free(b);
	}
	a->newest->used = 0;
	POISON(a->newest->bytes, a->newest->size);
	a->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	block_free(a->newest);
	free(a);
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

static size_t rounded(size_t bytes)
{
	size_t unit = alignof(max_align_t);

	return (bytes + unit - 1) / unit * unit;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
	if (bytes > SIZE_MAX / 4)
		log_die("out of memory (%zu bytes)", bytes);

	size_t need = rounded(bytes) + GAP;
	struct block *b = a->newest;
	bool alone = false;

	if (b->size - b->used < need) {
		size_t step = b->size < LARGEST_STEP ? 2 * b->size : LARGEST_STEP;

		/* A large one has a block to itself, which the system mostly has ready as
		 * zeros: writing them again would take as long as what it is for. */
		alone = need > step;
		b = a->newest = block_new(alone ? need : step, b, alone);
	}

	void *p = b->bytes + b->used;

	b->used += need;
	a->used += bytes;
	UNPOISON(p, bytes);
	return alone ? p : memset(p, 0, bytes);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		log_die("out of memory (%zu items)", n);
	return arena_alloc(a, bytes);
}

/* Stands in front of a growing array, so that its room cannot get out of step with it. */
struct grown {
	alignas(max_align_t) size_t capacity;
	uint32_t item_bytes, mark;
};

#define GROWN_MARK 0x67726f77u
#define GROWN_FIRST 8

static size_t room_of(const struct grown *g, size_t size)
{
	if (!g)
		return 0;
	if (g->mark != GROWN_MARK || g->item_bytes != size)
		log_die("a list was grown that is none of arena_grow()'s");
	return g->capacity;
}

void *arena_grow(struct arena *a, const void *list, size_t want, size_t size)
{
	const struct grown *old = list ? (const struct grown *)list - 1 : NULL;
	size_t room = room_of(old, size), capacity = room ? room : GROWN_FIRST, bytes;
	struct grown *g;

	if (list && want <= room)
		return (void *)(old + 1);
	while (capacity < want && capacity <= SIZE_MAX / 4)
		capacity *= 2;
	if (size > UINT32_MAX || __builtin_mul_overflow(capacity, size, &bytes) ||
		__builtin_add_overflow(bytes, sizeof *g, &bytes))
		log_die("out of memory (%zu items)", want);
	g = arena_alloc(a, bytes);
	*g = (struct grown){capacity, (uint32_t)size, GROWN_MARK};
	if (list)
		memcpy(g + 1, list, room * size);
	return g + 1;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);

	int len = vsnprintf(NULL, 0, fmt, again);

	va_end(again);
	if (len < 0)
		log_die("a text could not be formatted");

	char *s = arena_alloc(a, (size_t)len + 1);

	vsnprintf(s, (size_t)len + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	char *s = arena_vprintf(a, fmt, ap);

	va_end(ap);
	return s;
}

void arena_on_clean(struct arena *a, void (*fn)(void *), void *data)
{
	struct cleanup *c = arena_alloc(a, sizeof *c);

	*c = (struct cleanup){.older = a->cleanups, .fn = fn, .data = data};
	a->cleanups = c;
}
