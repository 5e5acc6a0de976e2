/* PNG, by libpng: row by row, and of its chunks only those that pixels need. */
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "picture_canvas.h"

/* Interlaced ones are held in whole, three or four bytes a pixel. */
#define HELD_PIXELS 6000000u
/* What the stream of pixels may unpack to: it takes time even where it is thrown away. */
#define UNPACKED_MAX ((size_t)64 << 20)
#define LEVEL 4			/* of zlib: half a second less than 6 for a few per cent */

struct reading {
	png_structp png;
	png_infop info;
	const unsigned char *p;
	size_t len;
	struct canvas *canvas;
	unsigned char *rows;
	enum picture_fault fault;
};

static void read_bytes(png_structp png, png_bytep out, size_t n)
{
	struct reading *r = png_get_io_ptr(png);

	if (n > r->len)
		png_error(png, "cut");
	memcpy(out, r->p, n);
	r->p += n;
	r->len -= n;
}

static void on_error(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

/* Whether `step` came to its end; the one place it may leave to. */
static bool guarded(png_structp png, void (*step)(void *ctx), void *ctx)
{
	if (setjmp(png_jmpbuf(png)))
		return false;
	step(ctx);
	return true;
}

static void stop(struct reading *r, enum picture_fault fault)
{
	r->fault = fault;
	png_error(r->png, "refused");
}

/* To bytes of red, green, blue, and opacity where there is any. */
static void ask_for_bytes(struct reading *r)
{
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	png_set_gray_to_rgb(r->png);
}

static void read_head(void *ctx)
{
	struct reading *r = ctx;
	unsigned long width, height;
	enum picture_fault fault;

	png_set_read_fn(r->png, r, read_bytes);
	png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	/* Judged here and by us: libpng would say only that it does not like it. */
	png_set_user_limits(r->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_chunk_malloc_max(r->png, 1 << 20);
	png_read_info(r->png, r->info);
	width = png_get_image_width(r->png, r->info);
	height = png_get_image_height(r->png, r->info);
	fault = canvas_judge(width, height);
	if (!fault && (png_get_rowbytes(r->png, r->info) * height > UNPACKED_MAX ||
		(png_get_interlace_type(r->png, r->info) != PNG_INTERLACE_NONE &&
		width * height > HELD_PIXELS)))
		fault = PICTURE_LARGE;
	if (fault)
		stop(r, fault);
}

static void read_in_order(struct reading *r, unsigned height)
{
	r->rows = malloc(png_get_rowbytes(r->png, r->info));
	if (!r->rows)
		stop(r, PICTURE_LARGE);
	for (unsigned y = 0; y < height; y++) {
		png_read_row(r->png, r->rows, NULL);
		canvas_row(r->canvas, r->rows);
	}
}

static void read_passes(struct reading *r, unsigned height, int passes)
{
	size_t row = png_get_rowbytes(r->png, r->info);

	r->rows = calloc(height, row);
	if (!r->rows)
		stop(r, PICTURE_LARGE);
	for (int i = 0; i < passes; i++)
		for (unsigned y = 0; y < height; y++)
			png_read_row(r->png, r->rows + row * y, NULL);
	for (unsigned y = 0; y < height; y++)
		canvas_row(r->canvas, r->rows + row * y);
}

static void read_pixels(void *ctx)
{
	struct reading *r = ctx;
	unsigned width = png_get_image_width(r->png, r->info);
	unsigned height = png_get_image_height(r->png, r->info), to_width, to_height;
	int passes;

	ask_for_bytes(r);
	passes = png_set_interlace_handling(r->png);
	png_read_update_info(r->png, r->info);
	canvas_fit(width, height, &to_width, &to_height);
	if (!canvas_begin(r->canvas, width, height, png_get_channels(r->png, r->info), to_width,
		to_height))
		stop(r, PICTURE_LARGE);
	if (passes > 1)
		read_passes(r, height, passes);
	else
		read_in_order(r, height);
	png_read_end(r->png, NULL);
}

enum picture_fault png_decode(const unsigned char *p, size_t len, struct canvas *c)
{
	struct reading r = {.p = p, .len = len, .canvas = c, .fault = PICTURE_BROKEN};

	r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	r.info = r.png ? png_create_info_struct(r.png) : NULL;
	if (!r.info)
		r.fault = PICTURE_LARGE;
	else if (guarded(r.png, read_head, &r) && guarded(r.png, read_pixels, &r))
		r.fault = PICTURE_GOOD;
	png_destroy_read_struct(&r.png, &r.info, NULL);
	free(r.rows);
	return r.fault;
}

/* ---- out ---- */

struct writing {
	png_structp png;
	png_infop info;
	const struct canvas *canvas;
	struct buf *out;
	unsigned char *row;
};

static void write_bytes(png_structp png, png_bytep bytes, size_t n)
{
	struct writing *w = png_get_io_ptr(png);

	buf_add(w->out, bytes, n);
	if (w->out->full)
		png_error(png, "too long");
}

static void flush_bytes(png_structp png)
{
	(void)png;
}

static void write_all(void *ctx)
{
	struct writing *w = ctx;
	unsigned width, height;

	canvas_seen(w->canvas, &width, &height);
	png_set_write_fn(w->png, w, write_bytes, flush_bytes);
	png_set_compression_level(w->png, LEVEL);
	png_set_filter(w->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE | PNG_FILTER_SUB |
		PNG_FILTER_UP);
	png_set_IHDR(w->png, w->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(w->png, w->info);
	for (unsigned y = 0; y < height; y++) {
		canvas_take_row(w->canvas, y, w->row);
		png_write_row(w->png, w->row);
	}
	png_write_end(w->png, w->info);
}

bool png_encode(const struct canvas *c, struct buf *out)
{
	struct writing w = {.canvas = c, .out = out};
	bool good;

	w.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	w.info = w.png ? png_create_info_struct(w.png) : NULL;
	w.row = malloc((size_t)(c->width > c->height ? c->width : c->height) * 3);
	good = w.info && w.row && guarded(w.png, write_all, &w);
	png_destroy_write_struct(&w.png, &w.info);
	free(w.row);
	return good;
}
