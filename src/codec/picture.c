/* Pictures: their structure, byte by byte. */
#include "codec/picture.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned be16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static bool sized(unsigned width, unsigned height, const char *type, struct picture *out)
{
	if (!width || !height || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX)
		return false;
	*out = (struct picture){type, width, height};
	return true;
}

/* Length, type, data, CRC of type and data; IHDR first, IEND last. */
static bool check_png(const unsigned char *p, size_t len, struct picture *out)
{
	struct picture found;
	bool data = false;

	for (size_t at = 8, n = 0;; n++) {
		size_t size;

		if (len - at < 12)
			return false;
		size = be32(p + at);
		if (size > len - at - 12 || be32(p + at + 8 + size) !=
			crc32(0, p + at + 4, (unsigned)size + 4))
			return false;
		if (n == 0 && (memcmp(p + at + 4, "IHDR", 4) != 0 || size != 13 ||
			!sized(be32(p + at + 8), be32(p + at + 12), "image/png", &found)))
			return false;
		data = data || memcmp(p + at + 4, "IDAT", 4) == 0;
		if (memcmp(p + at + 4, "IEND", 4) == 0) {
			if (!data || size || at + 12 != len)
				return false;
			*out = found;
			return true;
		}
		at += 12 + size;
	}
}

/* Baseline, extended and progressive frames; the others no browser shows. */
static bool is_frame(unsigned char marker)
{
	return marker >= 0xC0 && marker <= 0xC2;
}

/* Segments up to the scan; the picture then ends with its end marker. */
static bool check_jpeg(const unsigned char *p, size_t len, struct picture *out)
{
	struct picture found = {0};
	size_t at = 2;

	if (len < 8 || p[len - 2] != 0xFF || p[len - 1] != 0xD9)
		return false;
	while (len - at >= 4 && p[at] == 0xFF) {
		unsigned char marker = p[at + 1];
		size_t size = be16(p + at + 2);

		if (size < 2 || size > len - at - 2)
			return false;
		if (is_frame(marker) && (size < 8 ||
			!sized(be16(p + at + 7), be16(p + at + 5), "image/jpeg", &found)))
			return false;
		if (marker == 0xDA) {
			if (!found.type)
				return false;
			*out = found;
			return true;
		}
		at += 2 + size;
	}
	return false;
}

bool picture_check(const void *bytes, size_t len, struct picture *out)
{
	static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
	const unsigned char *p = bytes;

	if (len > sizeof png && memcmp(p, png, sizeof png) == 0)
		return check_png(p, len, out);
	if (len > 4 && p[0] == 0xFF && p[1] == 0xD8 && p[2] == 0xFF)
		return check_jpeg(p, len, out);
	return false;
}
