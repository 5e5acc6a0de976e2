/*
 * Pictures as bytes: whether they are what they say, before anybody's browser gets
 * them. PNG (RFC 2083, structure and checksums) and baseline or progressive JPEG
 * (ITU T.81, structure). Draws nothing, and refuses what it does not know: SVG can
 * hold scripts.
 */
#ifndef CODEC_PICTURE_H
#define CODEC_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#define PICTURE_SIDE_MAX 4000	/* pixels of width and of height */

struct picture {
	const char *type;	/* "image/png" or "image/jpeg"; static */
	unsigned width, height;
};

/* Whether the bytes are one whole picture with nothing behind it; *out untouched
 * otherwise. */
bool picture_check(const void *bytes, size_t len, struct picture *out);

#endif
