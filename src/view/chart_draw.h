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

/* A place on an axis from 0 to `max` in percent of the width; outside it: the nearer end. */
double chart_percent(double v, double max);

/* x in percent of the width, y in pixels. */
void chart_add_line(struct buf *out, const char *class, double x1, double y1, double x2, double y2);

/* The interval over a mark whose middle is at `y`; a wider line beneath keeps it visible on
 * a bar. */
void chart_add_whisker(struct buf *out, double lo, double hi, double y);

/* "<svg …><title>…</title><desc>…</desc>"; `desc` may be NULL. */
void chart_begin(struct buf *out, const char *class, double height, const char *id,
	const char *title, const char *desc);

#endif
