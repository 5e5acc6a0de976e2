/*
 * Colours as pages use them: sRGB, and how well they can be told apart. Pure.
 * Contrast: WCAG 2.2, relative luminance and contrast ratio (success criteria 1.4.3,
 * 1.4.11).
 */
#ifndef BASE_COLOUR_H
#define BASE_COLOUR_H

#include <stdbool.h>

struct colour {
	int r, g, b;		/* 0 to 255 */
};

#define COLOUR_CHARS 8		/* "#rrggbb" and NUL */
#define COLOUR_TEXT_CONTRAST 4.5	/* WCAG AA for text */

/* "#0a5c59" or "#0A5C59"; false, and *out untouched, for anything else. */
bool colour_parse(const char *text, struct colour *out);
void colour_text(struct colour c, char out[COLOUR_CHARS]);

/* 1 (the same) to 21 (black on white). */
double colour_contrast(struct colour a, struct colour b);

/* `share` of `b` in `a`: 0 gives a, 1 gives b. */
struct colour colour_mix(struct colour a, struct colour b, double share);

/* The colours made from one accent, for light and dark pages. */
struct accent {
	struct colour accent, strong, soft, on;
};

/* Whether text of the accent reads on the light pages' grounds, and light text on
 * it; *nearest is the accent, darkened until it does. */
bool accent_reads(struct colour accent, struct colour *nearest);
/* Light pages take the accent as it is; dark pages a lighter one of the same hue. */
struct accent accent_light(struct colour accent);
struct accent accent_dark(struct colour accent);

#endif
