/*
 * Charts as inline SVG. Positions are percentages of the width and pixels of
 * the height, so that one drawing fits a phone and a wide screen and its text
 * is never scaled. Knows no numbers' meaning and no language.
 */
#include "view/chart.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "chart_draw.h"
#include "escape.h"

/* Pixels. */
#define LABEL_LINE 20
#define BAR_HEIGHT 16
#define ROW_GAP 14
#define TEXT_GAP 8

/* Characters. */
#define LINE_CHARS 38		/* fits a phone of 360 px at 15 px */
#define LINES_MAX 3
#define BAR_BYTES_MAX 8192	/* more than a bar of such texts can take */

/* The bytes of the line at `s`: up to the last space that fits. */
static size_t line_of(const char *s)
{
	size_t len = chart_bytes_of(s, LINE_CHARS);

	if (!s[len])
		return len;
	for (size_t i = len; i > len / 2; i--)
		if (s[i] == ' ')
			return i;
	return len;
}

/* Write a label's lines from `y` down; returns how many there are. */
static int add_label(struct buf *out, const char *label, double y)
{
	int lines = 0;

	label += strspn(label, " ");
	while (*label && lines < LINES_MAX) {
		size_t len = line_of(label);

		buf_printf(out, "<text class=\"chart-label\" x=\"0\" y=\"%g\">", y + LABEL_LINE * lines);
		if (++lines == LINES_MAX)
			chart_add_text(out, label, LINE_CHARS);
		else
			html_escape(out, label, len);
		buf_puts(out, "</text>");
		label += len;
		label += strspn(label, " ");
	}
	return lines;
}

/* One bar with its label above; returns the height it took. */
static double add_bar(struct buf *out, const struct chart_bar *bar, double max, double top)
{
	const char *label = bar->label ? bar->label : "";
	const char *text = bar->text ? bar->text : "";
	bool interval = bar->interval && isfinite(bar->lo) && isfinite(bar->hi) && bar->hi >= bar->lo;
	double width = chart_percent(bar->value, max);
	double hi = interval ? chart_percent(bar->hi, max) : 0;

	buf_puts(out, "<g><title>");
	chart_add_text(out, label, TITLE_CHARS);
	buf_puts(out, ": ");
	chart_add_text(out, text, TITLE_CHARS);
	buf_puts(out, "</title>");

	double y = top + LABEL_LINE * add_label(out, label, top + LABEL_LINE - 6);

	chart_add_line(out, "chart-axis", 0, y - 3, 0, y + BAR_HEIGHT + 3);
	if (width > 0)
		buf_printf(out, "<rect class=\"%s\" x=\"0\" y=\"%g\" width=\"%.4g%%\" height=\"%d\" rx=\"2\"/>",
			chart_tone_class(bar->tone), y, width, BAR_HEIGHT);
	if (interval)
		chart_add_whisker(out, chart_percent(bar->lo, max), hi, y + BAR_HEIGHT / 2.0);
	buf_printf(out, "<text class=\"chart-value\" x=\"%.4g%%\" y=\"%g\" dx=\"%d\">",
		width > hi ? width : hi, y + BAR_HEIGHT - 3, TEXT_GAP);
	chart_add_text(out, text, LINE_CHARS);
	buf_puts(out, "</text></g>");
	return y + BAR_HEIGHT + ROW_GAP - top;
}

/* Lines behind the bars, and what they stand for below. */
static void add_ticks(struct buf *out, const struct chart *chart, double max, double height)
{
	for (size_t i = 0; i < chart->tick_count; i++) {
		double x = chart_percent(chart->ticks[i].at, max);

		chart_add_line(out, "chart-grid", x, 0, x, height);
		buf_printf(out, "<text class=\"chart-tick\" x=\"%.4g%%\" y=\"%g\" text-anchor=\"%s\">",
			x, height + LABEL_LINE - 4, x > 0 ? "middle" : "start");
		chart_add_text(out, chart->ticks[i].text, LINE_CHARS);
		buf_puts(out, "</text>");
	}
}

static double axis_end(const struct chart *chart)
{
	double max = 0;

	if (chart->max > 0 && isfinite(chart->max))
		return chart->max;
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_bar *bar = &chart->bars[i];

		if (isfinite(bar->value) && bar->value > max)
			max = bar->value;
		if (bar->interval && isfinite(bar->hi) && bar->hi > max)
			max = bar->hi;
	}
	return max;
}

/* Which class of kiosk.css leaves room for the longest text behind a bar. */
static int room_for(const struct chart *chart)
{
	size_t longest = 0;

	for (size_t i = 0; i < chart->count; i++) {
		/* Behind no bar there is room enough. */
		const char *text = chart->bars[i].value > 0 ? chart->bars[i].text : NULL;
		size_t chars = text ? utf8_count(text, strlen(text)) : 0;

		if (chars > longest)
			longest = chars;
	}
	return longest <= 6 ? 1 : longest <= 12 ? 2 : 3;
}

const struct markup *chart_bars(struct arena *a, const struct chart *chart)
{
	struct buf *out = buf_new(a, (chart->count + chart->tick_count + 2) * BAR_BYTES_MAX);
	struct buf *rows = buf_new(a, (chart->count + 1) * BAR_BYTES_MAX);
	double max = axis_end(chart), height = 0;

	for (size_t i = 0; i < chart->count; i++)
		height += add_bar(rows, &chart->bars[i], max, height);
	chart_begin(out, arena_printf(a, "chart-bars chart-room-%d", room_for(chart)),
		height + (chart->tick_count ? LABEL_LINE : 0), chart->id, chart->title, chart->desc);
	add_ticks(out, chart, max, height);
	buf_add(out, rows->data, rows->len);
	buf_puts(out, "</svg>");
	return chart_markup(a, out);
}

const struct markup *chart_progress(struct arena *a, double part, double whole, const char *label)
{
	struct buf *out = buf_new(a, BAR_BYTES_MAX);

	buf_puts(out, "<svg class=\"chart-progress\" role=\"img\" width=\"100%\" height=\"8\" "
		"aria-label=\"");
	chart_add_text(out, label ? label : "", TITLE_CHARS);
	buf_printf(out, "\"><rect class=\"track\" width=\"100%%\" height=\"8\" rx=\"4\"/>"
		"<rect class=\"bar-plain\" width=\"%.4g%%\" height=\"8\" rx=\"4\"/></svg>",
		chart_percent(part, whole));
	return chart_markup(a, out);
}
