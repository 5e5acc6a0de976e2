/* Bytes of structs, least significant first. */
#include "codec/image.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

struct image image_writer(struct buf *out)
{
	return (struct image){.out = out};
}

struct image image_reader(struct arena *a, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	return (struct image){.at = at, .end = at + len, .arena = a, .bad = !bytes};
}

bool image_whole(const struct image *im)
{
	return !im->bad && im->at == im->end;
}

/* The next `len` bytes of what is read; NULL: there are fewer. */
static const unsigned char *take(struct image *im, size_t len)
{
	const unsigned char *at = im->at;

	if (im->bad || (size_t)(im->end - im->at) < len) {
		im->bad = true;
		return NULL;
	}
	im->at += len;
	return at;
}

void image_u64(struct image *im, uint64_t *v)
{
	unsigned char bytes[8];
	const unsigned char *at;

	if (im->out) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (unsigned char)(*v >> 8 * i);
		buf_add(im->out, bytes, sizeof bytes);
		return;
	}
	at = take(im, sizeof bytes);
	*v = 0;
	for (size_t i = 0; at && i < sizeof bytes; i++)
		*v |= (uint64_t)at[i] << 8 * i;
}

void image_i64(struct image *im, int64_t *v)
{
	uint64_t bits = (uint64_t)*v;

	image_u64(im, &bits);
	*v = (int64_t)bits;
}

void image_u32(struct image *im, uint32_t *v)
{
	uint64_t wide = *v;

	image_u64(im, &wide);
	im->bad |= wide > UINT32_MAX;
	*v = (uint32_t)wide;
}

/* SIZE_MAX stands for none in places, and is the same everywhere. */
void image_size(struct image *im, size_t *v)
{
	uint64_t wide = *v == SIZE_MAX ? UINT64_MAX : *v;

	image_u64(im, &wide);
	*v = wide >= SIZE_MAX ? SIZE_MAX : (size_t)wide;
}

void image_int(struct image *im, int *v)
{
	int64_t wide = *v;

	image_i64(im, &wide);
	im->bad |= wide < INT32_MIN || wide > INT32_MAX;
	*v = (int)wide;
}

void image_bool(struct image *im, bool *v)
{
	uint64_t wide = *v;

	image_u64(im, &wide);
	im->bad |= wide > 1;
	*v = wide != 0;
}

void image_f64(struct image *im, double *v)
{
	uint64_t bits;

	memcpy(&bits, v, sizeof bits);
	image_u64(im, &bits);
	memcpy(v, &bits, sizeof bits);
}

void image_text(struct image *im, const char **v)
{
	size_t len = im->out && *v ? strlen(*v) : SIZE_MAX;
	const unsigned char *at;

	image_size(im, &len);
	if (im->out && *v) {
		buf_add(im->out, *v, len);
	} else if (!im->out) {
		at = len == SIZE_MAX ? NULL : take(im, len);
		im->bad |= at && memchr(at, '\0', len);
		*v = at ? arena_strndup(im->arena, (const char *)at, len) : NULL;
	}
}

void image_name(struct image *im, const char **v)
{
	image_text(im, v);
	im->bad |= !*v;
}

void *image_items(struct image *im, void *list, size_t count, size_t size,
	void (*each)(struct image *im, void *item))
{
	bool there = list != NULL;

	image_bool(im, &there);
	if (!im->out) {
		/* Each takes a byte at least: no count that is made up asks for more memory. */
		if (im->bad || (there && count > (size_t)(im->end - im->at)))
			im->bad = true;
		list = there && !im->bad ? arena_array(im->arena, count + 1, size) : NULL;
	}
	for (size_t i = 0; list && i < count && !im->bad; i++)
		each(im, (char *)list + i * size);
	return list;
}

void *image_list(struct image *im, void *list, size_t *count, size_t size,
	void (*each)(struct image *im, void *item))
{
	image_size(im, count);
	list = image_items(im, list, *count, size, each);
	/* Of none there are none, whatever was said. */
	im->bad |= !list && *count;
	if (!list)
		*count = 0;
	return list;
}

double *image_doubles(struct image *im, double *list, size_t count)
{
	bool there = list != NULL;

	image_bool(im, &there);
	if (!im->out) {
		im->bad |= there && count > (size_t)(im->end - im->at) / sizeof *list;
		list = there && !im->bad ? arena_array(im->arena, count + 1, sizeof *list) : NULL;
	}
	for (size_t i = 0; list && i < count; i++)
		image_f64(im, &list[i]);
	return list;
}
