/* Figures of a table's column drawn on one axis, a strip a row. */
#include "chart_draw.h"

#include <math.h>

#include "base/arena.h"
#include "base/buf.h"

/* Pixels. */
#define HEIGHT 20
#define BAR_HEIGHT 10
#define RADIUS 4
#define HEAD_HEIGHT 14
#define HEAD_LINE 11

#define STRIP_BYTES_MAX 4096
#define TICK_CHARS 12

/* Along the scale, in percent. */
static double along(const struct chart_scale *scale, double v)
{
	return chart_percent(v - scale->min, scale->max - scale->min);
}

static void begin(struct buf *out, const char *class, int height)
{
	buf_printf(out, "<svg class=\"%s\" width=\"100%%\" height=\"%d\" aria-hidden=\"true\" "
		"focusable=\"false\">", class, height);
}

const struct markup *chart_strip(struct arena *a, const struct chart_scale *scale,
	const struct chart_strip *strip)
{
	struct buf *out = buf_new(a, (scale->tick_count + 2) * STRIP_BYTES_MAX);
	double at = along(scale, strip->value), middle = HEIGHT / 2.0;

	begin(out, "chart-strip", HEIGHT);
	for (size_t i = 0; i < scale->tick_count; i++) {
		double x = along(scale, scale->ticks[i].at);

		chart_add_line(out, "chart-grid", x, 0, x, HEIGHT);
	}
	if (isfinite(strip->value) && strip->bar && at > 0)
		buf_printf(out, "<rect class=\"%s\" x=\"0\" y=\"%g\" width=\"%.4g%%\" height=\"%d\"/>",
			chart_tone_class(strip->tone), middle - BAR_HEIGHT / 2.0, at, BAR_HEIGHT);
	if (isfinite(strip->value) && isfinite(strip->lo) && isfinite(strip->hi))
		chart_add_whisker(out, along(scale, strip->lo), along(scale, strip->hi), middle);
	if (isfinite(strip->value) && !strip->bar)
		buf_printf(out, "<circle class=\"%s\" cx=\"%.4g%%\" cy=\"%g\" r=\"%d\"/>",
			chart_tone_class(strip->tone), at, middle, RADIUS);
	buf_puts(out, "</svg>");
	return chart_markup(a, out);
}

const struct markup *chart_strip_head(struct arena *a, const struct chart_scale *scale)
{
	struct buf *out = buf_new(a, (scale->tick_count + 2) * STRIP_BYTES_MAX);

	begin(out, "chart-strip-head", HEAD_HEIGHT);
	for (size_t i = 0; i < scale->tick_count; i++) {
		bool end = i == 0 || i + 1 == scale->tick_count;

		/* Where there is little room the ends alone say what the scale is. */
		buf_printf(out, "<text class=\"chart-tick%s\" x=\"%.4g%%\" y=\"%d\" "
			"text-anchor=\"middle\">", end ? "" : " between", along(scale, scale->ticks[i].at),
			HEAD_LINE);
		chart_add_text(out, scale->ticks[i].text, TICK_CHARS);
		buf_puts(out, "</text>");
	}
	buf_puts(out, "</svg>");
	return chart_markup(a, out);
}

/* ---- round values ---- */

#define EVEN_MOST 4

static const double rounds[] = {1, 2, 5};

/* The n-th of 1, 2, 5, 10, 20, 50 …; before 1 as well. */
static double step_at(int n)
{
	int power = n >= 0 ? n / 3 : -((2 - n) / 3);

	return rounds[n - 3 * power] * pow(10, power);
}

/* The first at or over v (over 0). */
static int step_over(double v)
{
	int n = 3 * (int)floor(log10(v));

	while (step_at(n) < v * (1 - 1e-12))
		n++;
	return n;
}

size_t chart_steps(double max, double steps[CHART_STEPS_MAX])
{
	double step;
	size_t n = 1;

	steps[0] = 0;
	if (!(max > 0) || !isfinite(max))
		return 1;
	step = step_at(step_over(max / (EVEN_MOST - 1)));
	do
		steps[n] = step * (double)n;
	while (steps[n] < max * (1 - 1e-12) && ++n < EVEN_MOST);
	return n < EVEN_MOST ? n + 1 : EVEN_MOST;
}

size_t chart_log_steps(double lo, double hi, double steps[CHART_STEPS_MAX])
{
	int first, last, by = 1;
	size_t n = 0;

	if (!(lo > 0) || !(hi >= lo) || !isfinite(hi))
		return 0;
	first = step_over(lo);
	if (step_at(first) > lo * (1 + 1e-12))
		first--;
	last = step_over(hi);
	if (last == first)
		last++;
	/* Over many powers of ten: only those. */
	while ((last - first) / by >= CHART_STEPS_MAX)
		by = by == 1 ? 3 : 2 * by;
	for (int at = first; n < CHART_STEPS_MAX; at += by) {
		steps[n++] = step_at(at);
		if (at >= last)
			break;
	}
	return n;
}
