/*
 * Pictures as bytes: whether they are what they say, before anybody's browser gets
 * them. PNG (RFC 2083, structure and checksums) and baseline or progressive JPEG
 * (ITU T.81, structure). Draws nothing, and refuses what it does not know: SVG can
 * hold scripts.
 *
 * And pictures from anywhere made anew: decoded, and their pixels encoded again, so that
 * nothing else of them is left: no place, camera, name, colour profile or thumbnail, nothing
 * before, between or behind. Whatever they are called, what they hold decides.
 */
#ifndef CODEC_PICTURE_H
#define CODEC_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define PICTURE_SIDE_MAX 4000	/* pixels of width and of height */

struct picture {
	const char *type;	/* "image/png" or "image/jpeg"; static */
	unsigned width, height;
};

/* Whether the bytes are one whole picture with nothing behind it; *out untouched
 * otherwise. */
bool picture_check(const void *bytes, size_t len, struct picture *out);

/* What is taken in to be made anew; PNG, JPEG, WebP. By what their heads say, before a pixel is
 * decoded. */
#define PICTURE_BYTES_MAX ((size_t)5 << 20)
#define PICTURE_IN_SIDE 12000
#define PICTURE_IN_PIXELS 16000000u
#define PICTURE_IN_RATIO 20		/* longer side to shorter */
/* What comes out: scaled down to these where it is larger. */
#define PICTURE_OUT_SIDE 2560
#define PICTURE_OUT_PIXELS 5000000u
/* The most that decoding and encoding take: bytes besides the program's own, and seconds of a
 * processor. */
#define PICTURE_MEMORY ((size_t)56 << 20)
#define PICTURE_SECONDS 1

enum picture_fault {
	PICTURE_GOOD,
	PICTURE_UNKNOWN,	/* no PNG, JPEG or WebP, whatever it is called */
	PICTURE_BROKEN,		/* cut or damaged, or of a kind no camera makes (CMYK) */
	PICTURE_LARGE,		/* too many bytes or pixels, or too much work */
	PICTURE_NARROW,		/* a line rather than a picture */
	PICTURE_MOVING,		/* several pictures that follow each other (WebP) */
	PICTURE_FAULTS
};

/* Make a picture anew: `clean` (at least PICTURE_BYTES_MAX of room; what was in it goes) and
 * *out as it is now: PNG, or JPEG turned as its camera was held. What was transparent is white.
 * Of an animated PNG the picture that stands for it. The same bytes come out the same.
 *
 * Decoded by a child of its own, which ends where it takes more than PICTURE_MEMORY or
 * PICTURE_SECONDS, or where a decoder is broken by what it reads: PICTURE_LARGE, and nothing
 * else happens. No more than a few at once; PICTURE_FAULTS: others are at it, ask again.
 * Both untouched but for the buffer on failure. */
enum picture_fault picture_clean(const void *bytes, size_t len, struct picture *out,
	struct buf *clean);
/* The same in this process, without these bounds. */
enum picture_fault picture_clean_here(const void *bytes, size_t len, struct picture *out,
	struct buf *clean);

#endif
