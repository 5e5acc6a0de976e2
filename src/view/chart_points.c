/* Points on a plane, inline SVG as in chart.c: places are percentages of the width and
 * pixels of the height. */
#include "chart_draw.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

/* Pixels. */
#define HEIGHT 460
#define TOP 36
#define BOTTOM 52
#define RADIUS 6

/* Percent of the width: room for the ticks at the left and for marks at the right. */
#define LEFT 6.0
#define RIGHT 96.0

#define POINT_BYTES_MAX 4096
#define MARK_CHARS 12
#define NAME_CHARS 44
#define AXIS_CHARS 80

/* Names are set as if the chart were as narrow as it may be when they are shown: in a wider one
 * they lie further apart. Pixels; widths of letters are on the safe side. */
#define NAMED_WIDTH 980
#define MARKED_WIDTH 290
#define LETTER 7.4
#define TEXT_HEIGHT 16
#define GAP 9

struct box {
	double left, top, right, bottom;
};

/* Texts that were set, and the points. */
struct plan {
	double width;
	struct box *taken;
	size_t count;
};

static bool drawn(const struct chart_point *p)
{
	return isfinite(p->x) && isfinite(p->y) && p->x > 0 && p->y > 0;
}

/* 0 to 1 along the axis. */
static double along(const struct chart_scale *axis, double v)
{
	return log(v / axis->min) / log(axis->max / axis->min);
}

static double across(const struct chart_plane *plane, double x)
{
	return LEFT + (RIGHT - LEFT) * along(&plane->x, x);
}

static double down(const struct chart_plane *plane, double y)
{
	return TOP + (HEIGHT - BOTTOM - TOP) * (1 - along(&plane->y, y));
}

/* ---- axes ---- */

static void add_ticks(struct buf *out, const struct chart_plane *plane)
{
	for (size_t i = 0; i < plane->x.tick_count; i++) {
		double x = across(plane, plane->x.ticks[i].at);

		chart_add_line(out, "chart-grid", x, TOP, x, HEIGHT - BOTTOM);
		buf_printf(out, "<text class=\"chart-tick\" x=\"%.4g%%\" y=\"%d\" "
			"text-anchor=\"middle\">", x, HEIGHT - BOTTOM + 18);
		chart_add_text(out, plane->x.ticks[i].text, MARK_CHARS);
		buf_puts(out, "</text>");
	}
	for (size_t i = 0; i < plane->y.tick_count; i++) {
		double y = down(plane, plane->y.ticks[i].at);

		chart_add_line(out, "chart-grid", LEFT, y, RIGHT, y);
		buf_printf(out, "<text class=\"chart-tick\" x=\"%.4g%%\" y=\"%g\" dx=\"-6\" "
			"text-anchor=\"end\">", LEFT, y + 4);
		chart_add_text(out, plane->y.ticks[i].text, MARK_CHARS);
		buf_puts(out, "</text>");
	}
}

static void add_axes(struct buf *out, const struct chart_plane *plane)
{
	chart_add_line(out, "chart-axis", LEFT, HEIGHT - BOTTOM, RIGHT, HEIGHT - BOTTOM);
	chart_add_line(out, "chart-axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
	add_ticks(out, plane);
	buf_printf(out, "<text class=\"chart-label\" x=\"0\" y=\"14\">");
	chart_add_text(out, plane->y_name, AXIS_CHARS);
	buf_printf(out, "</text><text class=\"chart-label\" x=\"100%%\" y=\"%d\" "
		"text-anchor=\"end\">", HEIGHT - 8);
	chart_add_text(out, plane->x_name, AXIS_CHARS);
	buf_puts(out, "</text>");
}

/* From where the line enters the plane to where it leaves it; its text there. */
static void add_guide(struct buf *out, const struct chart_plane *plane,
	const struct chart_guide *g)
{
	double from = fmax(plane->x.min, plane->y.min / g->ratio);
	double to = fmin(plane->x.max, plane->y.max / g->ratio);
	bool top;

	if (!(to > from))
		return;
	top = to < plane->x.max;
	chart_add_line(out, "chart-guide", across(plane, from), down(plane, from * g->ratio),
		across(plane, to), down(plane, to * g->ratio));
	buf_printf(out, "<text class=\"chart-tick\" x=\"%.4g%%\" y=\"%g\" text-anchor=\"%s\">",
		across(plane, to), down(plane, to * g->ratio) + (top ? -6 : -4),
		top ? "middle" : "end");
	chart_add_text(out, g->text, NAME_CHARS);
	buf_puts(out, "</text>");
}

/* ---- texts beside the points ---- */

static bool is_free(const struct plan *plan, const struct box *b)
{
	if (b->left < 0 || b->right > plan->width || b->top < 0 || b->bottom > HEIGHT - BOTTOM)
		return false;
	for (size_t i = 0; i < plan->count; i++) {
		const struct box *t = &plan->taken[i];

		if (b->left < t->right && t->left < b->right && b->top < t->bottom &&
			t->top < b->bottom)
			return false;
	}
	return true;
}

/* Where a text may stand: `side` 1 right of the point, -1 left, 0 in the middle of it. */
static const struct {
	int side;
	double dy;
} spots[] = {{1, 5}, {-1, 5}, {1, -10}, {1, 20}, {-1, -10}, {-1, 20}, {0, -12}, {0, 24}};

#define SPOTS (sizeof spots / sizeof *spots)

static struct box box_at(double x, double y, size_t spot, double width)
{
	double left = spots[spot].side > 0 ? x + GAP : spots[spot].side < 0 ? x - GAP - width :
		x - width / 2;
	double base = y + spots[spot].dy;

	return (struct box){left, base - TEXT_HEIGHT + 4, left + width, base + 4};
}

/* Beside the point where it covers nothing; false: there is no such place. */
static bool set_text(struct buf *out, struct plan *plan, double across_percent, double y,
	const char *text)
{
	size_t chars = utf8_count(text, strlen(text));
	double width = LETTER * (double)(chars > NAME_CHARS ? NAME_CHARS : chars);

	for (size_t i = 0; i < SPOTS; i++) {
		struct box b = box_at(across_percent / 100 * plan->width, y, i, width);

		if (!is_free(plan, &b))
			continue;
		plan->taken[plan->count++] = b;
		buf_printf(out, "<text class=\"chart-mark\" x=\"%.4g%%\" y=\"%g\" dx=\"%d\" "
			"text-anchor=\"%s\">", across_percent, y + spots[i].dy,
			spots[i].side * GAP,
			spots[i].side > 0 ? "start" : spots[i].side < 0 ? "end" : "middle");
		chart_add_text(out, text, NAME_CHARS);
		buf_puts(out, "</text>");
		return true;
	}
	return false;
}

static void add_texts(struct arena *a, struct buf *out, const struct chart_plane *plane,
	double width, const char *class, bool names)
{
	struct plan plan = {width, arena_array(a, 2 * plane->count + 1, sizeof *plan.taken), 0};

	for (size_t i = 0; i < plane->count; i++) {
		const struct chart_point *p = &plane->points[i];
		double x, y;

		if (!drawn(p))
			continue;
		x = across(plane, p->x) / 100 * width;
		y = down(plane, p->y);
		plan.taken[plan.count++] = (struct box){x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS};
	}
	buf_printf(out, "<g class=\"%s\">", class);
	for (size_t i = 0; i < plane->count; i++) {
		const struct chart_point *p = &plane->points[i];
		const char *mark = p->mark ? p->mark : "";
		const char *name = names && p->name ? arena_printf(a, "%s %s", mark, p->name) : mark;

		if (drawn(p) && *name && !set_text(out, &plan, across(plane, p->x),
			down(plane, p->y), name) && names)
			set_text(out, &plan, across(plane, p->x), down(plane, p->y), mark);
	}
	buf_puts(out, "</g>");
}

/* ---- the whole ---- */

static void add_point(struct buf *out, const struct chart_plane *plane,
	const struct chart_point *p)
{
	buf_puts(out, "<g><title>");
	chart_add_text(out, p->text ? p->text : "", TITLE_CHARS);
	buf_printf(out, "</title><circle class=\"%s\" cx=\"%.4g%%\" cy=\"%g\" r=\"%d\"/></g>",
		chart_tone_class(p->tone), across(plane, p->x), down(plane, p->y), RADIUS);
}

static size_t count_drawn(const struct chart_plane *plane)
{
	size_t n = 0;

	for (size_t i = 0; i < plane->count; i++)
		n += drawn(&plane->points[i]);
	return n;
}

const struct markup *chart_points(struct arena *a, const struct chart_plane *plane)
{
	size_t ticks = plane->x.tick_count + plane->y.tick_count + plane->guide_count;
	struct buf *out = buf_new(a, (plane->count + ticks + 2) * POINT_BYTES_MAX);

	if (count_drawn(plane) < 2)
		return NULL;
	chart_begin(out, "chart-plane", HEIGHT, plane->id, plane->title, plane->desc);
	add_axes(out, plane);
	for (size_t i = 0; i < plane->guide_count; i++)
		add_guide(out, plane, &plane->guides[i]);
	for (size_t i = 0; i < plane->count; i++)
		if (drawn(&plane->points[i]))
			add_point(out, plane, &plane->points[i]);
	add_texts(a, out, plane, NAMED_WIDTH, "chart-named", true);
	add_texts(a, out, plane, MARKED_WIDTH, "chart-marked", false);
	buf_puts(out, "</svg>");
	return chart_markup(a, out);
}
