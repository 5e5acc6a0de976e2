/*
 * What all charts are drawn with, private to the charts.
 */
#ifndef VIEW_CHART_DRAW_H
#define VIEW_CHART_DRAW_H

#include "view/chart.h"

struct buf;

#define TITLE_CHARS 400

/* Trusted markup of what was written; from `a`. */
const struct markup *chart_markup(struct arena *a, struct buf *out);

/* The byte behind `chars` characters of a text, or its end. */
size_t chart_bytes_of(const char *s, size_t chars);

/* At most `chars` characters, escaped; what is cut ends in an ellipsis. */
void chart_add_text(struct buf *out, const char *s, size_t chars);

/* The class of kiosk.css that colours a tone. */
const char *chart_tone_class(enum chart_tone tone);

/* "<svg …><title>…</title><desc>…</desc>"; `desc` may be NULL. */
void chart_begin(struct buf *out, const char *class, double height, const char *id,
	const char *title, const char *desc);

#endif
