/* Pictures made anew: what they look like stays, and nothing else does; hostile ones are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>
#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/picture.h"

#define ROOM ((size_t)8 << 20)
#ifdef __SANITIZE_ADDRESS__
#define SLOW true
#else
#define SLOW false
#endif

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- pictures to begin with ---- */

/* Red above at the left, green at the right, blue below at the left, grey for the rest. */
static void paint(unsigned w, unsigned h, unsigned x, unsigned y, unsigned char *out)
{
	static const unsigned char colours[4][3] = {{220, 20, 20}, {20, 200, 20}, {20, 20, 220},
		{128, 128, 128}};

	memcpy(out, colours[(y >= h / 2) * 2 + (x >= w / 2)], 3);
}

static unsigned char *pixels(unsigned w, unsigned h)
{
	unsigned char *p = arena_alloc(arena, (size_t)w * h * 3);

	for (unsigned y = 0; y < h; y++)
		for (unsigned x = 0; x < w; x++)
			paint(w, h, x, y, p + ((size_t)y * w + x) * 3);
	return p;
}

static void into_buf(png_structp png, png_bytep bytes, size_t n)
{
	buf_add(png_get_io_ptr(png), bytes, n);
}

static void no_flush(png_structp png)
{
	(void)png;
}

/* `rows` as they are, of that depth and kind. */
static struct buf *png_of(const unsigned char *rows, unsigned w, unsigned h, int depth, int kind,
	int interlace)
{
	struct buf *out = buf_new(arena, ROOM);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color palette[2] = {{220, 20, 20}, {20, 20, 220}};
	png_text said = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = (char *)"Author",
		.text = (char *)"Jana Secret", .text_length = 11};
	size_t row;

	png_set_write_fn(png, out, into_buf, no_flush);
	png_set_IHDR(png, info, w, h, depth, kind, interlace, 0, 0);
	if (kind == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 2);
	png_set_text(png, info, &said, 1);
	png_write_info(png, info);
	row = png_get_rowbytes(png, info);
	for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
		for (unsigned y = 0; y < h; y++)
			png_write_row(png, rows + row * y);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return out;
}

static struct buf *a_png(unsigned w, unsigned h)
{
	return png_of(pixels(w, h), w, h, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
}

enum kind { PLAIN, PROGRESSIVE, ARITHMETIC, CMYK, GREY };

static struct buf *a_jpeg(unsigned w, unsigned h, enum kind kind)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	struct buf *out = buf_new(arena, ROOM);
	unsigned char *bytes = NULL, *row = arena_alloc(arena, (size_t)w * 4), *rgb = pixels(w, h);
	unsigned long len = 0;

	c.err = jpeg_std_error(&errors);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &bytes, &len);
	c.image_width = w;
	c.image_height = h;
	c.input_components = kind == CMYK ? 4 : 3;
	c.in_color_space = kind == CMYK ? JCS_CMYK : JCS_RGB;
	jpeg_set_defaults(&c);
	if (kind == GREY)
		jpeg_set_colorspace(&c, JCS_GRAYSCALE);
	c.arith_code = kind == ARITHMETIC;
	if (kind == PROGRESSIVE)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	for (unsigned y = 0; y < h; y++) {
		if (kind != CMYK)
			memcpy(row, rgb + (size_t)y * w * 3, (size_t)w * 3);
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	buf_add(out, bytes, len);
	free(bytes);
	return out;
}

static struct buf *with(const struct buf *b, size_t at, const void *bytes, size_t n)
{
	struct buf *out = buf_new(arena, ROOM);

	buf_add(out, b->data, at);
	buf_add(out, bytes, n);
	buf_add(out, b->data + at, b->len - at);
	return out;
}

/* Exif with an orientation and a place, a comment, and an archive behind the end. */
static struct buf *a_phone_jpeg(unsigned w, unsigned h, unsigned turn)
{
	unsigned char exif[] = "\xFF\xE1\x00\x3C" "Exif\0\0MM\0*\0\0\0\x08\0\x02"
		"\x01\x12\0\x03\0\0\0\x01\0\0\0\0" "\x88\x25\0\x04\0\0\0\x01\0\0\0\x26"
		"\0\0\0\0GPSLatitude 48.1486";
	static const char comment[] = "\xFF\xFE\x00\x0CJana Nova";
	static const char tail[] = "PK\x03\x04<script>alert(1)</script>";
	struct buf *b = a_jpeg(w, h, PLAIN);

	exif[29] = (unsigned char)turn;
	b = with(b, 2, comment, 14);
	b = with(b, 2, exif, 62);
	return with(b, b->len, tail, sizeof tail - 1);
}

static struct buf *a_webp(unsigned w, unsigned h, bool lossless)
{
	struct buf *out = buf_new(arena, ROOM);
	uint8_t *bytes;
	size_t len = lossless ?
		WebPEncodeLosslessRGB(pixels(w, h), (int)w, (int)h, (int)w * 3, &bytes) :
		WebPEncodeRGB(pixels(w, h), (int)w, (int)h, (int)w * 3, 90, &bytes);

	buf_add(out, bytes, len);
	WebPFree(bytes);
	return out;
}

/* ---- looking at what came out ---- */

static bool holds(const struct buf *b, const char *what)
{
	return memmem(b->data, b->len, what, strlen(what)) != NULL;
}

struct seen {
	unsigned width, height;
	unsigned char *rgb;
};

static struct seen see_jpeg(const struct buf *b)
{
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr errors;
	struct seen s;

	d.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&d);
	jpeg_mem_src(&d, (const unsigned char *)b->data, b->len);
	jpeg_read_header(&d, TRUE);
	d.out_color_space = JCS_RGB;
	jpeg_start_decompress(&d);
	s = (struct seen){d.output_width, d.output_height, NULL};
	s.rgb = arena_alloc(arena, (size_t)s.width * s.height * 3);
	while (d.output_scanline < d.output_height) {
		unsigned char *row = s.rgb + (size_t)d.output_scanline * s.width * 3;

		jpeg_read_scanlines(&d, &row, 1);
	}
	jpeg_finish_decompress(&d);
	jpeg_destroy_decompress(&d);
	return s;
}

static struct seen see(const struct buf *b, const struct picture *p)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	struct seen s;

	if (strcmp(p->type, "image/jpeg") == 0)
		return see_jpeg(b);
	assert_true(png_image_begin_read_from_memory(&image, b->data, b->len));
	image.format = PNG_FORMAT_RGB;
	s = (struct seen){image.width, image.height,
		arena_alloc(arena, PNG_IMAGE_SIZE(image))};
	assert_true(png_image_finish_read(&image, NULL, s.rgb, 0, NULL));
	return s;
}

static void has_colour(const struct seen *s, unsigned x, unsigned y, int r, int g, int b)
{
	const unsigned char *p = s->rgb + ((size_t)y * s->width + x) * 3;

	assert_in_range(p[0] + 16, r, r + 32);
	assert_in_range(p[1] + 16, g, g + 32);
	assert_in_range(p[2] + 16, b, b + 32);
}

static void looks_the_same(const struct seen *s)
{
	has_colour(s, s->width / 4, s->height / 4, 220, 20, 20);
	has_colour(s, s->width * 3 / 4, s->height / 4, 20, 200, 20);
	has_colour(s, s->width / 4, s->height * 3 / 4, 20, 20, 220);
	has_colour(s, s->width * 3 / 4, s->height * 3 / 4, 128, 128, 128);
}

/* Where each step takes fifty there are no bounds on time. */
static enum picture_fault clean(const void *bytes, size_t len, struct picture *out, struct buf *to)
{
	return getenv("TEST_UNDER") ? picture_clean_here(bytes, len, out, to) :
		picture_clean(bytes, len, out, to);
}

/* Made anew, by both ways the same. */
static struct buf *cleaned(const struct buf *b, struct picture *p)
{
	struct buf *out = buf_new(arena, PICTURE_BYTES_MAX), *here = buf_new(arena, PICTURE_BYTES_MAX);
	struct picture again = {0};

	assert_int_equal(clean(b->data, b->len, p, out), PICTURE_GOOD);
	assert_int_equal(picture_clean_here(b->data, b->len, &again, here), PICTURE_GOOD);
	assert_int_equal(out->len, here->len);
	assert_memory_equal(out->data, here->data, out->len);
	assert_int_equal(p->width, again.width);
	return out;
}

static enum picture_fault fault_of(const struct buf *b)
{
	struct buf *out = buf_new(arena, PICTURE_BYTES_MAX);
	struct picture p = {.width = 7};
	enum picture_fault fault = clean(b->data, b->len, &p, out);

	if (fault)
		assert_int_equal(p.width, 7);
	return fault;
}

/* ---- what is taken ---- */

static void drawings_keep_each_pixel(void **state)
{
	static const char tail[] = "<html><script>alert(1)</script>";
	struct buf *b = a_png(60, 40), *out;
	struct picture p;
	struct seen s;

	(void)state;
	assert_true(holds(b, "Jana Secret"));
	out = cleaned(with(b, b->len, tail, sizeof tail - 1), &p);
	assert_string_equal(p.type, "image/png");
	assert_false(holds(out, "Jana"));
	assert_false(holds(out, "script"));
	s = see(out, &p);
	assert_int_equal(s.width, 60);
	assert_int_equal(s.height, 40);
	assert_memory_equal(s.rgb, pixels(60, 40), 60 * 40 * 3);
}

/* As png(5) names them: IHDR, IDAT, IEND and nothing else. */
static void only_pixels_are_left(void **state)
{
	struct buf *out;
	struct picture p;
	size_t at = 8;

	(void)state;
	out = cleaned(a_png(60, 40), &p);
	while (at + 12 <= out->len) {
		const unsigned char *c = (const unsigned char *)out->data + at;

		assert_true(memcmp(c + 4, "IHDR", 4) == 0 || memcmp(c + 4, "IDAT", 4) == 0 ||
			memcmp(c + 4, "IEND", 4) == 0);
		at += 12 + ((size_t)c[0] << 24 | (size_t)c[1] << 16 | (size_t)c[2] << 8 | c[3]);
	}
	assert_int_equal(at, out->len);
}

static void photos_lose_their_place_and_stand_upright(void **state)
{
	struct picture p;
	struct buf *out;
	struct seen s;

	(void)state;
	assert_true(holds(a_phone_jpeg(64, 32, 6), "GPSLatitude"));
	out = cleaned(a_phone_jpeg(64, 32, 6), &p);
	assert_string_equal(p.type, "image/jpeg");
	assert_false(holds(out, "Exif"));
	assert_false(holds(out, "GPS"));
	assert_false(holds(out, "Jana"));
	assert_false(holds(out, "PK\x03\x04"));
	assert_int_equal(p.width, 32);
	assert_int_equal(p.height, 64);
	/* A quarter to the right: what was below at the left is above at the left. */
	s = see(out, &p);
	assert_int_equal(s.width, 32);
	has_colour(&s, 8, 16, 20, 20, 220);
	has_colour(&s, 24, 16, 220, 20, 20);
	has_colour(&s, 24, 48, 20, 200, 20);
}

/* Exif 2.3, 4.6.4: where the first row and column of what is stored are seen. */
static void every_orientation_is_applied(void **state)
{
	static const struct { unsigned turn, red_x, red_y, green_x, green_y; } cases[] = {
		{1, 0, 0, 1, 0}, {2, 1, 0, 0, 0}, {3, 1, 1, 0, 1}, {4, 0, 1, 1, 1},
		{5, 0, 0, 0, 1}, {6, 1, 0, 1, 1}, {7, 1, 1, 1, 0}, {8, 0, 1, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct picture p;
		struct buf *out = cleaned(a_phone_jpeg(64, 32, cases[i].turn), &p);
		struct seen s = see(out, &p);

		has_colour(&s, s.width / 4 + cases[i].red_x * s.width / 2,
			s.height / 4 + cases[i].red_y * s.height / 2, 220, 20, 20);
		has_colour(&s, s.width / 4 + cases[i].green_x * s.width / 2,
			s.height / 4 + cases[i].green_y * s.height / 2, 20, 200, 20);
	}
}

static void all_kinds_of_files_are_read(void **state)
{
	static const enum kind kinds[] = {PLAIN, PROGRESSIVE};
	struct picture p;
	struct buf *out;
	struct seen s;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		out = cleaned(a_jpeg(64, 48, kinds[i]), &p);
		s = see(out, &p);
		looks_the_same(&s);
	}
	out = cleaned(a_jpeg(64, 48, GREY), &p);
	assert_int_equal(p.width, 64);
	for (int lossless = 0; lossless < 2; lossless++) {
		out = cleaned(a_webp(64, 48, lossless), &p);
		assert_string_equal(p.type, lossless ? "image/png" : "image/jpeg");
		s = see(out, &p);
		looks_the_same(&s);
	}
	out = cleaned(png_of(pixels(64, 48), 64, 48, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7), &p);
	s = see(out, &p);
	assert_memory_equal(s.rgb, pixels(64, 48), 64 * 48 * 3);
}

static void odd_kinds_of_png_are_read(void **state)
{
	static const unsigned char deep[] = {0xDC, 0xFF, 0x14, 0x00, 0x14, 0x80};
	static const unsigned char two[] = {0x40};
	static const unsigned char clear[] = {0, 0, 0, 0, 0, 0, 0, 128};
	struct picture p;
	struct seen s;

	(void)state;
	s = see(cleaned(png_of(deep, 1, 1, 16, PNG_COLOR_TYPE_RGB, 0), &p), &p);
	has_colour(&s, 0, 0, 220, 20, 20);
	s = see(cleaned(png_of(two, 2, 1, 1, PNG_COLOR_TYPE_PALETTE, 0), &p), &p);
	has_colour(&s, 0, 0, 220, 20, 20);
	has_colour(&s, 1, 0, 20, 20, 220);
	/* What is transparent is white, and what was hidden in it is gone. */
	s = see(cleaned(png_of(clear, 2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, 0), &p), &p);
	has_colour(&s, 0, 0, 255, 255, 255);
	has_colour(&s, 1, 0, 127, 127, 127);
}

static void large_ones_are_scaled_down(void **state)
{
	struct picture p;
	struct seen s;

	(void)state;
	s = see(cleaned(a_png(3000, 1500), &p), &p);
	assert_int_equal(p.width, 2560);
	assert_int_equal(p.height, 1280);
	looks_the_same(&s);
	/* A sharp edge stays where it was, to a pixel. */
	has_colour(&s, 1278, 10, 220, 20, 20);
	has_colour(&s, 1281, 10, 20, 200, 20);
	s = see(cleaned(a_jpeg(4000, 3000, PLAIN), &p), &p);
	assert_int_equal(p.width, 2560);
	assert_int_equal(p.height, 1920);
	looks_the_same(&s);
	s = see(cleaned(a_webp(3000, 1500, false), &p), &p);
	assert_int_equal(p.width, 2560);
	looks_the_same(&s);
	/* As many pixels as there may be. */
	cleaned(a_png(2500, 2500), &p);
	assert_in_range((size_t)p.width * p.height, 4980000, PICTURE_OUT_PIXELS);
}

/* ---- what is not ---- */

static void only_pictures_are_pictures(void **state)
{
	static const char *const texts[] = {"", "<svg xmlns='http://www.w3.org/2000/svg'/>",
		"<!doctype html><img src=x>", "GIF89a\x01\0\x01\0\x80\0\0", "PK\x03\x04", "%PDF-1.7",
		"BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf *b = buf_new(arena, 100);

		buf_puts(b, texts[i]);
		assert_int_equal(fault_of(b), PICTURE_UNKNOWN);
	}
}

/* The head of a PNG of any size, and pixels that are not there. */
static struct buf *head(unsigned w, unsigned h)
{
	struct buf *b = a_png(1, 1);
	unsigned char *p = (unsigned char *)b->data + 16;
	unsigned long crc;

	for (int i = 0; i < 4; i++) {
		p[i] = (unsigned char)(w >> (24 - 8 * i));
		p[4 + i] = (unsigned char)(h >> (24 - 8 * i));
	}
	crc = crc32(0, p - 4, 17);
	for (int i = 0; i < 4; i++)
		p[13 + i] = (unsigned char)(crc >> (24 - 8 * i));
	return b;
}

static void heads_are_judged_first(void **state)
{
	(void)state;
	assert_int_equal(fault_of(head(30000, 1)), PICTURE_NARROW);
	assert_int_equal(fault_of(head(1, 30000)), PICTURE_NARROW);
	assert_int_equal(fault_of(head(2147483647, 2147483647)), PICTURE_LARGE);
	assert_int_equal(fault_of(head(12001, 1200)), PICTURE_LARGE);
	assert_int_equal(fault_of(head(4001, 4000)), PICTURE_LARGE);
	assert_int_equal(fault_of(head(0, 4)), PICTURE_BROKEN);
	assert_int_equal(fault_of(head(100, 100)), PICTURE_BROKEN);
}

static void six_megabytes_are_too_many(void **state)
{
	struct buf *b = a_png(10, 10);
	char *tail = arena_alloc(arena, PICTURE_BYTES_MAX);

	(void)state;
	assert_int_equal(fault_of(with(b, b->len, tail, PICTURE_BYTES_MAX)), PICTURE_LARGE);
	assert_int_equal(fault_of(with(b, b->len, tail, PICTURE_BYTES_MAX - b->len)), PICTURE_GOOD);
}

static void cut_ones_are_refused(void **state)
{
	struct buf *whole[] = {a_png(20, 12), a_jpeg(20, 12, PLAIN), a_jpeg(20, 12, PROGRESSIVE),
		a_webp(20, 12, false), a_webp(20, 12, true)};
	struct buf *out = buf_new(arena, PICTURE_BYTES_MAX);
	struct picture p;

	(void)state;
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		for (size_t n = 0; n + 1 < whole[i]->len; n++) {
			enum picture_fault fault = picture_clean_here(whole[i]->data, n, &p, out);

			/* A byte that fills up a chunk of WebP holds nothing. */
			if (n + 2 < whole[i]->len)
				assert_int_not_equal(fault, PICTURE_GOOD);
		}
}

/* Cut, and an end put where it was cut: what is missing is not made up. */
static void patched_ends_are_seen(void **state)
{
	struct buf *b = a_jpeg(200, 200, PLAIN), *out = buf_new(arena, ROOM);

	(void)state;
	buf_add(out, b->data, b->len * 3 / 4);
	buf_add(out, "\xFF\xD9", 2);
	assert_int_equal(fault_of(out), PICTURE_BROKEN);
}

static void what_no_camera_makes_is_refused(void **state)
{
	(void)state;
	assert_int_equal(fault_of(a_jpeg(20, 12, CMYK)), PICTURE_BROKEN);
	assert_int_equal(fault_of(a_jpeg(20, 12, ARITHMETIC)), PICTURE_BROKEN);
}

static void moving_ones_are_told(void **state)
{
	/* VP8X with the flag of animation, 20 x 20, ANIM: as the container's specification has it. */
	static const char moving[] = "RIFF\x2C\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x13\0\0\x13\0\0"
		"ANIM\x06\0\0\0\xFF\xFF\xFF\xFF\0\0";
	struct buf *b = buf_new(arena, 100);

	(void)state;
	buf_add(b, moving, sizeof moving - 1);
	assert_int_equal(fault_of(b), PICTURE_MOVING);
}

/* The picture of an animated PNG that stands for it, without those that follow. */
static void animated_png_stands_still(void **state)
{
	static const unsigned char actl[] = {0, 0, 0, 8, 'a', 'c', 'T', 'L', 0, 0, 0, 2, 0, 0, 0, 0,
		0xF3, 0x8D, 0x93, 0x70};
	struct picture p;
	struct buf *out = cleaned(with(a_png(20, 20), 33, actl, sizeof actl), &p);

	(void)state;
	assert_false(holds(out, "acTL"));
}

/* ---- what they cost ---- */

/* Seconds of a processor that children took so far. */
static double seconds_of_children(void)
{
	struct rusage used;

	getrusage(RUSAGE_CHILDREN, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* The largest there may be, of nothing: 16 million pixels in some thousand bytes. */
static void bombs_cost_a_second_at_most(void **state)
{
	unsigned char *grey = arena_alloc(arena, 16000000);
	struct buf *bomb = png_of(grey, 4000, 4000, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE);
	double before = seconds_of_children();

	(void)state;
	assert_in_range(bomb->len, 0, 100000);
	assert_int_equal(fault_of(bomb), PICTURE_GOOD);
	if (!getenv("TEST_UNDER") && !SLOW)
		assert_true(seconds_of_children() - before < 1);
	/* What would have to be held in whole. */
	assert_int_equal(fault_of(png_of(grey, 4000, 4000, 8, PNG_COLOR_TYPE_GRAY,
		PNG_INTERLACE_ADAM7)), PICTURE_LARGE);
	assert_int_equal(fault_of(a_jpeg(4000, 4000, PROGRESSIVE)), PICTURE_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(drawings_keep_each_pixel, begin, end),
		cmocka_unit_test_setup_teardown(only_pixels_are_left, begin, end),
		cmocka_unit_test_setup_teardown(photos_lose_their_place_and_stand_upright, begin, end),
		cmocka_unit_test_setup_teardown(every_orientation_is_applied, begin, end),
		cmocka_unit_test_setup_teardown(all_kinds_of_files_are_read, begin, end),
		cmocka_unit_test_setup_teardown(odd_kinds_of_png_are_read, begin, end),
		cmocka_unit_test_setup_teardown(large_ones_are_scaled_down, begin, end),
		cmocka_unit_test_setup_teardown(only_pictures_are_pictures, begin, end),
		cmocka_unit_test_setup_teardown(heads_are_judged_first, begin, end),
		cmocka_unit_test_setup_teardown(six_megabytes_are_too_many, begin, end),
		cmocka_unit_test_setup_teardown(cut_ones_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(patched_ends_are_seen, begin, end),
		cmocka_unit_test_setup_teardown(what_no_camera_makes_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(moving_ones_are_told, begin, end),
		cmocka_unit_test_setup_teardown(animated_png_stands_still, begin, end),
		cmocka_unit_test_setup_teardown(bombs_cost_a_second_at_most, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
