/*
 * Image: structs as bytes and back. One routine for each struct names its fields once and serves
 * both ways, as the filters of XDR (RFC 4506) do; here numbers are little-endian and unpadded. Owns
 * bounds: what was cut short or altered reads as bad, never beyond its end.
 *
 *	static void pass_point(struct image *im, void *item)
 *	{
 *		struct point *p = item;
 *
 *		image_f64(im, &p->x);
 *		image_text(im, &p->name);
 *	}
 *	...
 *	list = image_list(im, list, &count, sizeof *list, pass_point);
 */
#ifndef CODEC_IMAGE_H
#define CODEC_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

struct image {
	struct buf *out;		/* NULL: it is read */
	const unsigned char *at, *end;
	struct arena *arena;		/* of what is read */
	bool bad;			/* it is none; what was read is not to be used */
};

/* Write to the end of `out`, whose `full` tells afterwards that something was dropped. */
struct image image_writer(struct buf *out);
/* Read `len` bytes, which must stay while it is read; lists and texts come from `a`. */
struct image image_reader(struct arena *a, const void *bytes, size_t len);
/* Whether all of it was read, and was good. */
bool image_whole(const struct image *im);

/* The field itself: written from there, or read into it. */
void image_u64(struct image *im, uint64_t *v);
void image_i64(struct image *im, int64_t *v);
void image_u32(struct image *im, uint32_t *v);
void image_size(struct image *im, size_t *v);
void image_int(struct image *im, int *v);
void image_bool(struct image *im, bool *v);
/* NAN and the infinities too. */
void image_f64(struct image *im, double *v);
/* NULL stays NULL. */
void image_text(struct image *im, const char **v);
/* The same of what always is there: NULL is read as bad. */
void image_name(struct image *im, const char **v);

/* An enum, which is read as bad from `count` on: image_enum(im, &row->verdict, AUDIT_UNLIKELY + 1). */
#define image_enum(im, field, count) do { \
		int image_value_ = (int)*(field); \
		image_int(im, &image_value_); \
		if (image_value_ < 0 || image_value_ >= (int)(count)) { \
			image_value_ = 0; \
			(im)->bad = true; \
		} \
		*(field) = (__typeof__(*(field)))image_value_; \
	} while (0)

/* `count` items of `size` bytes each; returns `list`, or that which was read. NULL stays NULL. */
void *image_list(struct image *im, void *list, size_t *count, size_t size,
	void (*each)(struct image *im, void *item));
/* The same where both sides know how many there are. */
void *image_items(struct image *im, void *list, size_t count, size_t size,
	void (*each)(struct image *im, void *item));
/* Doubles, of which both sides know how many there are. */
double *image_doubles(struct image *im, double *list, size_t count);

#endif
