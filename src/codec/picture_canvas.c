/* Pixels of a picture: scaled down as they come, turned as they go (see picture_canvas.h). */
#include "picture_canvas.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static unsigned at_least_one(double v)
{
	return v < 1 ? 1 : (unsigned)v;
}

void canvas_fit(unsigned width, unsigned height, unsigned *to_width, unsigned *to_height)
{
	unsigned side = width > height ? width : height;
	double scale = 1, pixels = (double)width * height;

	if (side > PICTURE_OUT_SIDE)
		scale = (double)PICTURE_OUT_SIDE / side;
	if (pixels * scale * scale > PICTURE_OUT_PIXELS) {
		/* Newton's root: no need for more than three digits. */
		double root = scale;

		for (int i = 0; i < 20; i++)
			root = (root + PICTURE_OUT_PIXELS / pixels / root) / 2;
		scale = root;
	}
	*to_width = at_least_one(width * scale);
	*to_height = at_least_one(height * scale);
}

enum picture_fault canvas_judge(unsigned long width, unsigned long height)
{
	unsigned long side = width > height ? width : height;
	unsigned long other = width > height ? height : width;

	if (!other)
		return PICTURE_BROKEN;
	if (side > other * PICTURE_IN_RATIO)
		return PICTURE_NARROW;
	if (side > PICTURE_IN_SIDE || width * height > PICTURE_IN_PIXELS)
		return PICTURE_LARGE;
	return PICTURE_GOOD;
}

bool canvas_begin(struct canvas *c, unsigned from_width, unsigned from_height, unsigned channels,
	unsigned width, unsigned height)
{
	c->from_width = from_width;
	c->from_height = from_height;
	c->channels = channels;
	c->width = width;
	c->height = height;
	c->rgb = calloc((size_t)width * height, 3);
	c->across = calloc((size_t)width * 3, sizeof *c->across);
	c->sums = calloc((size_t)width * 3, sizeof *c->sums);
	return c->rgb && c->across && c->sums;
}

void canvas_end(struct canvas *c)
{
	free(c->rgb);
	free(c->across);
	free(c->sums);
}

/* On white, as it is shown. */
static void flatten(const unsigned char *row, size_t pixels, unsigned char *out)
{
	for (size_t x = 0; x < pixels; x++, row += 4, out += 3) {
		unsigned clear = 255u - row[3];

		for (size_t k = 0; k < 3; k++)
			out[k] = clear ? (unsigned char)((row[k] * row[3] + 255 * clear + 127) / 255) :
				row[k];
	}
}

/* Units: a pixel that comes is as wide as the new row has pixels, one of these as the old. */
static void scale_across(struct canvas *c, const unsigned char *row)
{
	unsigned *to = c->across, at = 0;

	memset(to, 0, (size_t)c->width * 3 * sizeof *to);
	for (unsigned x = 0; x < c->from_width; x++, row += 3) {
		unsigned left = c->from_width - at, first = left < c->width ? left : c->width;

		for (size_t k = 0; k < 3; k++)
			to[k] += row[k] * first;
		at += c->width;
		if (at < c->from_width)
			continue;
		at -= c->from_width;
		to += 3;
		for (size_t k = 0; at && k < 3; k++)
			to[k] += row[k] * at;
	}
}

static void add_sums(struct canvas *c, unsigned weight)
{
	size_t n = (size_t)c->width * 3;

	for (size_t i = 0; i < n; i++)
		c->sums[i] += (float)c->across[i] * (float)weight;
}

static void put_sums(struct canvas *c)
{
	size_t n = (size_t)c->width * 3;
	unsigned char *to = c->rgb + n * c->y++;
	float whole = (float)c->from_width * (float)c->from_height;

	for (size_t i = 0; i < n; i++) {
		float v = c->sums[i] / whole + 0.5f;

		to[i] = v >= 255 ? 255 : (unsigned char)v;
		c->sums[i] = 0;
	}
}

static void scale_down(struct canvas *c, const unsigned char *row)
{
	unsigned left = c->from_height - c->at, first = left < c->height ? left : c->height;

	if (c->y == c->height)
		return;
	scale_across(c, row);
	add_sums(c, first);
	c->at += c->height;
	if (c->at < c->from_height)
		return;
	c->at -= c->from_height;
	put_sums(c);
	if (c->at)
		add_sums(c, c->at);
}

void canvas_row(struct canvas *c, const unsigned char *row)
{
	bool same = c->width == c->from_width && c->height == c->from_height;
	unsigned char *flat = (unsigned char *)row;

	if (same && c->y < c->height) {
		unsigned char *to = c->rgb + (size_t)c->width * 3 * c->y++;

		if (c->channels == 4)
			flatten(row, c->width, to);
		else
			memcpy(to, row, (size_t)c->width * 3);
	} else if (!same) {
		/* In its place: each pixel is written behind where it was read. */
		if (c->channels == 4)
			flatten(row, c->from_width, flat);
		scale_down(c, flat);
	}
}

/* ---- as it is to be seen ---- */

/* Of Exif's eight orientations those from 5 on have rows for columns. */
void canvas_seen(const struct canvas *c, unsigned *width, unsigned *height)
{
	*width = c->turn >= 5 ? c->height : c->width;
	*height = c->turn >= 5 ? c->width : c->height;
}

/* Exif 2.3, tag 0x0112: which row and column of what is stored are seen above and at the left. */
void canvas_take_row(const struct canvas *c, unsigned y, unsigned char *out)
{
	static const struct { bool right, below; } first[9] = {
		[2] = {true, false}, [3] = {true, true}, [4] = {false, true},
		[6] = {false, true}, [7] = {true, true}, [8] = {true, false},
	};
	unsigned width, height;

	canvas_seen(c, &width, &height);
	for (unsigned x = 0; x < width; x++, out += 3) {
		unsigned sx = c->turn >= 5 ? y : x, sy = c->turn >= 5 ? x : y;

		if (first[c->turn].right)
			sx = c->width - 1 - sx;
		if (first[c->turn].below)
			sy = c->height - 1 - sy;
		memcpy(out, c->rgb + ((size_t)sy * c->width + sx) * 3, 3);
	}
}
