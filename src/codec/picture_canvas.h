/* Between the decoders and the encoders of pictures: pixels, and what they are scaled down by. */
#ifndef PICTURE_CANVAS_H
#define PICTURE_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/picture.h"

struct buf;

/* Rows come from above to below and become a picture of red, green, blue; bytes each. */
struct canvas {
	unsigned width, height;		/* as it becomes */
	unsigned char *rgb;		/* of malloc */
	unsigned turn;			/* Exif's orientation, 1 to 8: how it is to be seen */
	bool photo;			/* goes out as JPEG, else as PNG */

	/* Scaling: each pixel counts by how much of it lies in one of the smaller ones. */
	unsigned from_width, from_height;
	unsigned channels;		/* of the rows that come: 3, or 4 with opacity */
	unsigned y, at;			/* of the row that is filled; where in it, in units of height */
	unsigned *across;		/* a row scaled in width */
	float *sums;			/* rows of them */
};

/* What a picture of that size becomes. */
void canvas_fit(unsigned width, unsigned height, unsigned *to_width, unsigned *to_height);
/* Whether a size is taken at all. */
enum picture_fault canvas_judge(unsigned long width, unsigned long height);
/* Memory for rows of `from` pixels to become `width` x `height`, which is no larger. False: none. */
bool canvas_begin(struct canvas *c, unsigned from_width, unsigned from_height, unsigned channels,
	unsigned width, unsigned height);
void canvas_row(struct canvas *c, const unsigned char *row);
/* Gives its memory back; also of one that never began. */
void canvas_end(struct canvas *c);
/* Size as it is to be seen; the pixels of one of its rows. */
void canvas_seen(const struct canvas *c, unsigned *width, unsigned *height);
void canvas_take_row(const struct canvas *c, unsigned y, unsigned char *out);

/* The decoders: into a canvas of zeroes, whose turn is 1. */
enum picture_fault png_decode(const unsigned char *p, size_t len, struct canvas *c);
enum picture_fault jpeg_decode(const unsigned char *p, size_t len, struct canvas *c);
enum picture_fault webp_decode(const unsigned char *p, size_t len, struct canvas *c);
/* The encoders: false where it did not fit into the buffer, or memory was short. */
bool png_encode(const struct canvas *c, struct buf *out);
bool jpeg_encode(const struct canvas *c, struct buf *out);

#endif
