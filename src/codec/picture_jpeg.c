/* JPEG, by libjpeg-turbo: decoded at about the size it is kept at, encoded as baseline. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "base/buf.h"
#include "picture_canvas.h"

/* What libjpeg may hold: progressive ones need all their coefficients. */
#define HELD_BYTES (32l << 20)
/* Each scan of a progressive one goes over all its pixels again; ten are usual. */
#define SCANS_MAX 64
#define SCANNED_MAX 200000000ul
#define QUALITY 88
#define CHUNK 16384

/* Errors leave by one door: both directions begin with this. */
struct guard {
	struct jpeg_error_mgr errors;
	jmp_buf away;
	enum picture_fault fault;
};

_Noreturn static void leave(j_common_ptr cinfo)
{
	struct guard *g = (struct guard *)(void *)cinfo->err;

	if (cinfo->err->msg_code == JERR_OUT_OF_MEMORY || cinfo->err->msg_code == JERR_NO_BACKING_STORE)
		g->fault = PICTURE_LARGE;
	longjmp(g->away, 1);
}

_Noreturn static void stop(j_common_ptr cinfo, enum picture_fault fault)
{
	struct guard *g = (struct guard *)(void *)cinfo->err;

	g->fault = fault;
	longjmp(g->away, 1);
}

/* Warnings: what is missing would be made up. */
static void on_message(j_common_ptr cinfo, int level)
{
	if (level < 0 && (cinfo->err->msg_code == JWRN_HIT_MARKER ||
		cinfo->err->msg_code == JWRN_JPEG_EOF || cinfo->err->msg_code == JWRN_HUFF_BAD_CODE))
		stop(cinfo, PICTURE_BROKEN);
}

static void no_output(j_common_ptr cinfo)
{
	(void)cinfo;
}

static struct jpeg_error_mgr *guard_errors(struct guard *g)
{
	jpeg_std_error(&g->errors);
	g->errors.error_exit = leave;
	g->errors.emit_message = on_message;
	g->errors.output_message = no_output;
	return &g->errors;
}

/* Whether `step` came to its end; the one place it may leave to. */
static bool guarded(struct guard *g, void (*step)(void *ctx), void *ctx)
{
	if (setjmp(g->away))
		return false;
	step(ctx);
	return true;
}

/* ---- in ---- */

struct reading {
	struct guard guard;
	struct jpeg_decompress_struct d;
	struct jpeg_source_mgr source;
	struct jpeg_progress_mgr progress;
	struct canvas *canvas;
	unsigned char *row;
};

static void begin_source(j_decompress_ptr d)
{
	(void)d;
}

static boolean more_bytes(j_decompress_ptr d)
{
	stop((j_common_ptr)d, PICTURE_BROKEN);
}

static void skip_bytes(j_decompress_ptr d, long n)
{
	if (n > 0 && (size_t)n > d->src->bytes_in_buffer)
		stop((j_common_ptr)d, PICTURE_BROKEN);
	if (n > 0) {
		d->src->next_input_byte += n;
		d->src->bytes_in_buffer -= (size_t)n;
	}
}

static void end_source(j_decompress_ptr d)
{
	(void)d;
}

static void on_progress(j_common_ptr cinfo)
{
	j_decompress_ptr d = (j_decompress_ptr)cinfo;
	unsigned long scans = (unsigned long)d->input_scan_number;

	if (scans > SCANS_MAX ||
		scans * d->image_width * d->image_height > SCANNED_MAX)
		stop(cinfo, PICTURE_LARGE);
}

/* The orientation in a segment of Exif (TIFF 6.0): 1 where there is none to be found. */
static unsigned number_at(const unsigned char *p, unsigned bytes, bool small_first)
{
	unsigned v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[small_first ? bytes - 1 - i : i];
	return v;
}

static unsigned turn_in(const unsigned char *p, size_t len)
{
	bool small_first = len > 14 && p[6] == 'I';
	size_t at, n;

	if (len < 20 || memcmp(p, "Exif\0", 6) != 0)
		return 1;
	p += 6;
	len -= 6;
	at = number_at(p + 4, 4, small_first);
	if (at > len - 2)
		return 1;
	n = number_at(p + at, 2, small_first);
	for (at += 2; n > 0 && at + 12 <= len; n--, at += 12) {
		unsigned turn = number_at(p + at + 8, 2, small_first);

		if (number_at(p + at, 2, small_first) == 0x0112)
			return turn >= 1 && turn <= 8 ? turn : 1;
	}
	return 1;
}

static unsigned turn_of(j_decompress_ptr d)
{
	for (jpeg_saved_marker_ptr m = d->marker_list; m; m = m->next) {
		unsigned turn = turn_in(m->data, m->data_length);

		if (turn != 1)
			return turn;
	}
	return 1;
}

static bool is_shown(const struct jpeg_decompress_struct *d)
{
	return !d->arith_code && d->data_precision == 8 && (d->jpeg_color_space == JCS_GRAYSCALE ||
		d->jpeg_color_space == JCS_YCbCr || d->jpeg_color_space == JCS_RGB);
}

static void read_head(void *ctx)
{
	struct reading *r = ctx;
	j_decompress_ptr d = &r->d;
	enum picture_fault fault;

	jpeg_create_decompress(d);
	d->mem->max_memory_to_use = HELD_BYTES;
	d->src = &r->source;
	d->progress = &r->progress;
	jpeg_save_markers(d, JPEG_APP0 + 1, 0xFFFF);
	jpeg_read_header(d, TRUE);
	fault = canvas_judge(d->image_width, d->image_height);
	if (fault || !is_shown(d))
		stop((j_common_ptr)d, fault ? fault : PICTURE_BROKEN);
	r->canvas->turn = turn_of(d);
}

/* Eighths of the size, as few as are not less than what is kept. */
static void choose_scale(j_decompress_ptr d, unsigned width, unsigned height)
{
	d->scale_denom = 8;
	for (d->scale_num = 1; d->scale_num < 8; d->scale_num++) {
		jpeg_calc_output_dimensions(d);
		if (d->output_width >= width && d->output_height >= height)
			return;
	}
}

static void read_pixels(void *ctx)
{
	struct reading *r = ctx;
	j_decompress_ptr d = &r->d;
	unsigned width, height;

	canvas_fit(d->image_width, d->image_height, &width, &height);
	choose_scale(d, width, height);
	d->out_color_space = JCS_RGB;
	jpeg_start_decompress(d);
	r->row = malloc((size_t)d->output_width * 3);
	if (!r->row || !canvas_begin(r->canvas, d->output_width, d->output_height, 3, width, height))
		stop((j_common_ptr)d, PICTURE_LARGE);
	while (d->output_scanline < d->output_height) {
		jpeg_read_scanlines(d, &r->row, 1);
		canvas_row(r->canvas, r->row);
	}
	jpeg_finish_decompress(d);
}

enum picture_fault jpeg_decode(const unsigned char *p, size_t len, struct canvas *c)
{
	struct reading *r = calloc(1, sizeof *r);
	enum picture_fault fault = PICTURE_LARGE;

	if (!r)
		return fault;
	r->guard.fault = PICTURE_BROKEN;
	r->canvas = c;
	r->source = (struct jpeg_source_mgr){.next_input_byte = p, .bytes_in_buffer = len,
		.init_source = begin_source, .fill_input_buffer = more_bytes,
		.skip_input_data = skip_bytes, .resync_to_restart = jpeg_resync_to_restart,
		.term_source = end_source};
	r->progress.progress_monitor = on_progress;
	r->d.err = guard_errors(&r->guard);
	c->photo = true;
	fault = guarded(&r->guard, read_head, r) && guarded(&r->guard, read_pixels, r) ?
		PICTURE_GOOD : r->guard.fault;
	jpeg_destroy_decompress(&r->d);
	free(r->row);
	free(r);
	return fault;
}

/* ---- out ---- */

struct writing {
	struct guard guard;
	struct jpeg_compress_struct c;
	struct jpeg_destination_mgr to;
	const struct canvas *canvas;
	struct buf *out;
	unsigned char *row;
	unsigned char chunk[CHUNK];
};

static void begin_chunk(j_compress_ptr c)
{
	struct writing *w = c->client_data;

	w->to.next_output_byte = w->chunk;
	w->to.free_in_buffer = sizeof w->chunk;
}

static void put_chunk(struct writing *w, size_t n)
{
	buf_add(w->out, w->chunk, n);
	if (w->out->full)
		stop((j_common_ptr)&w->c, PICTURE_LARGE);
}

static boolean next_chunk(j_compress_ptr c)
{
	put_chunk(c->client_data, CHUNK);
	begin_chunk(c);
	return TRUE;
}

static void last_chunk(j_compress_ptr c)
{
	put_chunk(c->client_data, CHUNK - c->dest->free_in_buffer);
}

static void write_all(void *ctx)
{
	struct writing *w = ctx;
	j_compress_ptr c = &w->c;
	unsigned width, height;

	canvas_seen(w->canvas, &width, &height);
	jpeg_create_compress(c);
	c->client_data = w;
	c->dest = &w->to;
	c->image_width = width;
	c->image_height = height;
	c->input_components = 3;
	c->in_color_space = JCS_RGB;
	jpeg_set_defaults(c);
	jpeg_set_quality(c, QUALITY, TRUE);
	jpeg_start_compress(c, TRUE);
	for (unsigned y = 0; y < height; y++) {
		canvas_take_row(w->canvas, y, w->row);
		jpeg_write_scanlines(c, &w->row, 1);
	}
	jpeg_finish_compress(c);
}

bool jpeg_encode(const struct canvas *c, struct buf *out)
{
	struct writing *w = calloc(1, sizeof *w);
	bool good = false;

	if (!w)
		return false;
	w->canvas = c;
	w->out = out;
	w->to.init_destination = begin_chunk;
	w->to.empty_output_buffer = next_chunk;
	w->to.term_destination = last_chunk;
	w->c.err = guard_errors(&w->guard);
	w->row = malloc((size_t)(c->width > c->height ? c->width : c->height) * 3);
	good = w->row && guarded(&w->guard, write_all, w);
	jpeg_destroy_compress(&w->c);
	free(w->row);
	free(w);
	return good;
}
