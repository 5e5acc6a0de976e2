/*
 * Charts: inline SVG of presentation attributes only (the CSP blocks style=),
 * coloured by the classes of kiosk.css. Trusted markup is made here, in view/qr.h and in
 * view/runs.h, nowhere else.
 *
 * All numbers and words that are shown are texts of the caller's, formatted
 * and in the language of the page; they are escaped here.
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct markup;	/* trusted HTML: see node_markup() in view/template.h */

/* How a bar is coloured. Never the only carrier: say it in `text` too. */
enum chart_tone { TONE_PLAIN, TONE_STRONG, TONE_MUTED, TONE_WARM };

struct chart_bar {
	const char *label;	/* what it is; any length: wrapped, then shortened */
	const char *text;	/* the value in words, at the bar's end: "210 h" */
	double value;		/* bar length, in the chart's unit; below 0 and NaN: no bar */
	bool interval;		/* draw a whisker from lo to hi */
	double lo, hi;		/* in the chart's unit */
	enum chart_tone tone;
};

/* A place on the axis, with a line through all bars. */
struct chart_tick {
	double at;		/* in the chart's unit */
	const char *text;
};

struct chart {
	const char *id;		/* unique on the page, [a-z0-9-] */
	const char *title;	/* a sentence: "Quotes cost 212 hours a week" */
	const char *desc;	/* longer, for screen readers; may be NULL */
	const struct chart_bar *bars;	/* in the order shown: sort them */
	size_t count;
	double max;		/* end of the axis; 0: the largest value or hi */
	const struct chart_tick *ticks;	/* ascending; with a max */
	size_t tick_count;
};

/* Horizontal bars with their labels above and values behind them. */
const struct markup *chart_bars(struct arena *a, const struct chart *chart);

/* The axis of a column of strips. */
struct chart_scale {
	double min, max;
	const struct chart_tick *ticks;	/* ascending */
	size_t tick_count;
};

/* A figure on it. */
struct chart_strip {
	double value;		/* NAN: nothing is drawn but the axis' lines */
	double lo, hi;		/* its interval; NAN: none */
	bool bar;		/* a bar from the axis' start, else a point */
	enum chart_tone tone;
};

/* One row's drawing, and the ticks' texts for the column's head. Both are hidden from screen
 * readers: what they say stands beside them in figures. */
const struct markup *chart_strip(struct arena *a, const struct chart_scale *scale,
	const struct chart_strip *strip);
const struct markup *chart_strip_head(struct arena *a, const struct chart_scale *scale);

#define CHART_STEPS_MAX 16

/* Round values (1, 2, 5 times a power of ten) for an axis: from 0 to the first at or over `max`,
 * at most four; by equal ratios from the last at or under `lo` to the first at or over `hi`
 * (both above 0). Returns how many stand in `steps`. */
size_t chart_steps(double max, double steps[CHART_STEPS_MAX]);
size_t chart_log_steps(double lo, double hi, double steps[CHART_STEPS_MAX]);

/* A mark on a plane of two positive figures. */
struct chart_point {
	const char *mark;	/* short: a place; stands beside it */
	const char *name;	/* beside the mark where the chart is wide */
	const char *text;	/* what it is and its figures, in words */
	double x, y;		/* above 0, else it is left out */
	enum chart_tone tone;
};

/* A line through all points of one ratio. */
struct chart_guide {
	double ratio;		/* y over x */
	const char *text;
};

struct chart_plane {
	const char *id;		/* as of struct chart */
	const char *title, *desc;
	const char *x_name, *y_name;	/* what the axes are, with units */
	struct chart_scale x, y;	/* min over 0; all points lie within */
	const struct chart_guide *guides;
	size_t guide_count;
	const struct chart_point *points;
	size_t count;
};

/* Points by the logarithms of both figures: equal steps are equal ratios. Names are set where
 * they cover neither each other nor a point; where there is no room, or on a narrow screen, the
 * mark stands alone. NULL when fewer than two points can be drawn. */
const struct markup *chart_points(struct arena *a, const struct chart_plane *plane);

/* A thin bar of `part` out of `whole` (answered of invited), with `label` read
 * out by screen readers. Stands beside a text of the caller's. A whole of 0 is
 * an empty bar; a part over the whole a full one. */
const struct markup *chart_progress(struct arena *a, double part, double whole,
	const char *label);

/* The bytes of markup, NUL-terminated, living in the arena it was made from. */
const char *markup_html(const struct markup *m);

#endif
