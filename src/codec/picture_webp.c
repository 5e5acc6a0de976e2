/* WebP, by libwebp, which scales while it decodes. */
#include <stdlib.h>
#include <webp/decode.h>

#include "picture_canvas.h"

/* Lossless ones, and those with opacity, are held in whole: four bytes a pixel. */
#define HELD_PIXELS 6000000u
#define CLEAR_PIXELS 4000000u

static enum picture_fault judge(const WebPBitstreamFeatures *f)
{
	unsigned long width = (unsigned long)f->width, height = (unsigned long)f->height;
	enum picture_fault fault = canvas_judge(width, height);

	if (fault)
		return fault;
	if (f->has_animation)
		return PICTURE_MOVING;
	return (f->format != 1 && width * height > HELD_PIXELS) ||
		(f->has_alpha && width * height > CLEAR_PIXELS) ? PICTURE_LARGE : PICTURE_GOOD;
}

static enum picture_fault fault_of(VP8StatusCode code)
{
	return code == VP8_STATUS_OK ? PICTURE_GOOD :
		code == VP8_STATUS_OUT_OF_MEMORY ? PICTURE_LARGE : PICTURE_BROKEN;
}

/* Straight into the canvas. */
static enum picture_fault decode_opaque(const unsigned char *p, size_t len, WebPDecoderConfig *w,
	struct canvas *c)
{
	w->output.colorspace = MODE_RGB;
	w->output.is_external_memory = 1;
	w->output.u.RGBA = (WebPRGBABuffer){.rgba = c->rgb, .stride = (int)c->width * 3,
		.size = (size_t)c->width * c->height * 3};
	return fault_of(WebPDecode(p, len, w));
}

static enum picture_fault decode_clear(const unsigned char *p, size_t len, WebPDecoderConfig *w,
	struct canvas *c)
{
	enum picture_fault fault;

	w->output.colorspace = MODE_RGBA;
	fault = fault_of(WebPDecode(p, len, w));
	for (unsigned y = 0; !fault && y < c->height; y++)
		canvas_row(c, w->output.u.RGBA.rgba + (size_t)y * (size_t)w->output.u.RGBA.stride);
	WebPFreeDecBuffer(&w->output);
	return fault;
}

enum picture_fault webp_decode(const unsigned char *p, size_t len, struct canvas *c)
{
	WebPDecoderConfig w;
	enum picture_fault fault;
	unsigned width, height;
	bool clear;

	if (!WebPInitDecoderConfig(&w) || WebPGetFeatures(p, len, &w.input) != VP8_STATUS_OK)
		return PICTURE_BROKEN;
	fault = judge(&w.input);
	if (fault)
		return fault;
	canvas_fit((unsigned)w.input.width, (unsigned)w.input.height, &width, &height);
	w.options.use_scaling = width != (unsigned)w.input.width || height != (unsigned)w.input.height;
	w.options.scaled_width = (int)width;
	w.options.scaled_height = (int)height;
	clear = w.input.has_alpha;
	c->photo = w.input.format == 1 && !clear;
	if (!canvas_begin(c, width, height, clear ? 4 : 3, width, height))
		return PICTURE_LARGE;
	return clear ? decode_clear(p, len, &w, c) : decode_opaque(p, len, &w, c);
}
