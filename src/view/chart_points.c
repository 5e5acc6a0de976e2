/* Points on a plane, inline SVG as in chart.c: places are percentages of the width and
 * pixels of the height. */
#include "chart_draw.h"

#include <math.h>

#include "base/arena.h"
#include "base/buf.h"

/* Pixels. */
#define HEIGHT 340
#define TOP 28
#define BOTTOM 44
#define RADIUS 6

/* Percent of the width: room for marks at both ends. */
#define LEFT 4.0
#define RIGHT 92.0

#define POINT_BYTES_MAX 4096
#define MARK_CHARS 12
#define AXIS_CHARS 80

/* The logarithms an axis spans. */
struct axis {
	double lo, hi;
};

static bool drawn(const struct chart_point *p)
{
	return isfinite(p->x) && isfinite(p->y) && p->x > 0 && p->y > 0;
}

static void stretch(struct axis *axis, double v)
{
	axis->lo = fmin(axis->lo, log(v));
	axis->hi = fmax(axis->hi, log(v));
}

/* 0 to 1 along the axis; the middle where all are alike. */
static double along(const struct axis *axis, double v)
{
	return axis->hi > axis->lo ? (log(v) - axis->lo) / (axis->hi - axis->lo) : 0.5;
}

static void add_axes(struct buf *out, const struct chart_plane *plane)
{
	buf_printf(out, "<line class=\"chart-axis\" x1=\"0\" y1=\"%d\" x2=\"100%%\" y2=\"%d\"/>"
		"<line class=\"chart-axis\" x1=\"0\" y1=\"%d\" x2=\"0\" y2=\"%d\"/>",
		HEIGHT - BOTTOM + 16, HEIGHT - BOTTOM + 16, TOP - 8, HEIGHT - BOTTOM + 16);
	buf_printf(out, "<text class=\"chart-label\" x=\"0\" y=\"14\">");
	chart_add_text(out, plane->y_name, AXIS_CHARS);
	buf_printf(out, "</text><text class=\"chart-label\" x=\"100%%\" y=\"%d\" "
		"text-anchor=\"end\">", HEIGHT - 6);
	chart_add_text(out, plane->x_name, AXIS_CHARS);
	buf_puts(out, "</text>");
}

static void add_point(struct buf *out, const struct chart_point *p, const struct axis *x,
	const struct axis *y)
{
	double left = LEFT + (RIGHT - LEFT) * along(x, p->x);
	double down = TOP + (HEIGHT - BOTTOM - TOP) * (1 - along(y, p->y));

	buf_puts(out, "<g><title>");
	chart_add_text(out, p->text ? p->text : "", TITLE_CHARS);
	buf_printf(out, "</title><circle class=\"%s\" cx=\"%.4g%%\" cy=\"%g\" r=\"%d\"/>",
		chart_tone_class(p->tone), left, down, RADIUS);
	buf_printf(out, "<text class=\"chart-value\" x=\"%.4g%%\" y=\"%g\" dx=\"%d\">", left,
		down + 5, RADIUS + 4);
	chart_add_text(out, p->mark ? p->mark : "", MARK_CHARS);
	buf_puts(out, "</text></g>");
}

const struct markup *chart_points(struct arena *a, const struct chart_plane *plane)
{
	struct buf *out = buf_new(a, (plane->count + 2) * POINT_BYTES_MAX);
	struct axis x = {INFINITY, -INFINITY}, y = {INFINITY, -INFINITY};
	size_t count = 0;

	for (size_t i = 0; i < plane->count; i++) {
		if (!drawn(&plane->points[i]))
			continue;
		stretch(&x, plane->points[i].x);
		stretch(&y, plane->points[i].y);
		count++;
	}
	if (count < 2)
		return NULL;
	chart_begin(out, "chart-plane", HEIGHT, plane->id, plane->title, plane->desc);
	add_axes(out, plane);
	for (size_t i = 0; i < plane->count; i++)
		if (drawn(&plane->points[i]))
			add_point(out, &plane->points[i], &x, &y);
	buf_puts(out, "</svg>");
	return chart_markup(a, out);
}
