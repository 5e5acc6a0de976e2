/* Colours: parsing, contrast, and what is made from an accent. */
#include "base/colour.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define STEPS 50	/* of darkening or lightening, 2 % each */

static const struct colour white = {255, 255, 255}, black = {0, 0, 0};

/* The grounds of kiosk.css: --surface, --bg, --accent-soft stand under text of the
 * accent's colour. */
static const struct colour light_ground = {0xea, 0xee, 0xed}, dark_ground = {0x18, 0x21, 0x20};
static const struct colour dark_text = {0x04, 0x21, 0x1e};

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool colour_parse(const char *text, struct colour *out)
{
	int d[6];

	if (!text || strlen(text) != 7 || text[0] != '#')
		return false;
	for (int i = 0; i < 6; i++)
		if ((d[i] = hex_digit(text[i + 1])) < 0)
			return false;
	*out = (struct colour){16 * d[0] + d[1], 16 * d[2] + d[3], 16 * d[4] + d[5]};
	return true;
}

void colour_text(struct colour c, char out[COLOUR_CHARS])
{
	snprintf(out, COLOUR_CHARS, "#%02x%02x%02x", (unsigned)c.r & 255u, (unsigned)c.g & 255u,
		(unsigned)c.b & 255u);
}

static double linear(int channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double colour_contrast(struct colour a, struct colour b)
{
	double la = luminance(a), lb = luminance(b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

static int mixed(int a, int b, double share)
{
	return (int)lround(a + share * (b - a));
}

struct colour colour_mix(struct colour a, struct colour b, double share)
{
	return (struct colour){mixed(a.r, b.r, share), mixed(a.g, b.g, share),
		mixed(a.b, b.b, share)};
}

static bool reads_on_light(struct colour c)
{
	return colour_contrast(c, light_ground) >= COLOUR_TEXT_CONTRAST &&
		colour_contrast(c, white) >= COLOUR_TEXT_CONTRAST;
}

bool accent_reads(struct colour accent, struct colour *nearest)
{
	struct colour c = accent;

	for (int i = 1; i <= STEPS && !reads_on_light(c); i++)
		c = colour_mix(accent, black, (double)i / STEPS);
	*nearest = c;
	return reads_on_light(accent);
}

struct accent accent_light(struct colour accent)
{
	struct accent out = {.accent = accent, .on = white};

	out.strong = colour_mix(accent, black, 0.3);
	out.soft = colour_mix(accent, white, 0.88);
	return out;
}

struct accent accent_dark(struct colour accent)
{
	struct accent out = {.on = dark_text};
	struct colour c = colour_mix(accent, white, 0.4);

	/* Read as text on dark grounds, and under the dark text of buttons. */
	for (int i = 1; i <= STEPS && (colour_contrast(c, dark_ground) < 7 ||
		colour_contrast(c, dark_text) < COLOUR_TEXT_CONTRAST); i++)
		c = colour_mix(accent, white, 0.4 + 0.6 * i / STEPS);
	out.accent = c;
	out.strong = colour_mix(c, white, 0.3);
	out.soft = colour_mix(dark_ground, c, 0.18);
	return out;
}
