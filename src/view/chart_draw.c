/* What all charts are drawn with. */
#include "chart_draw.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "escape.h"

const char *markup_html(const struct markup *m)
{
	return m->html;
}

const char *chart_tone_class(enum chart_tone tone)
{
	static const char *const classes[] = {
		[TONE_PLAIN] = "bar-plain",
		[TONE_STRONG] = "bar-strong",
		[TONE_MUTED] = "bar-muted",
		[TONE_WARM] = "bar-warm",
	};

	return classes[tone];
}

const struct markup *chart_markup(struct arena *a, struct buf *out)
{
	struct markup *m = arena_alloc(a, sizeof *m);

	m->html = out->data;
	m->len = out->len;
	return m;
}

size_t chart_bytes_of(const char *s, size_t chars)
{
	size_t i = 0;

	for (; s[i]; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80 && chars-- == 0)
			break;
	return i;
}

void chart_add_text(struct buf *out, const char *s, size_t chars)
{
	size_t len = chart_bytes_of(s, chars);

	if (s[len]) {
		html_escape(out, s, chart_bytes_of(s, chars - 1));
		buf_puts(out, "\xe2\x80\xa6");
	} else {
		html_escape(out, s, len);
	}
}

void chart_begin(struct buf *out, const char *class, double height, const char *id,
	const char *title, const char *desc)
{
	const char *name = text_is_code(id) ? id : "chart";

	buf_printf(out, "<svg class=\"%s\" role=\"img\" width=\"100%%\" height=\"%g\" "
		"aria-labelledby=\"%s-title\"", class, height, name);
	if (desc)
		buf_printf(out, " aria-describedby=\"%s-desc\"", name);
	buf_printf(out, "><title id=\"%s-title\">", name);
	chart_add_text(out, title ? title : "", TITLE_CHARS);
	buf_puts(out, "</title>");
	if (!desc)
		return;
	buf_printf(out, "<desc id=\"%s-desc\">", name);
	chart_add_text(out, desc, TITLE_CHARS);
	buf_puts(out, "</desc>");
}

double chart_percent(double v, double max)
{
	if (!(v > 0) || !(max > 0))
		return 0;
	return v >= max ? 100 : 100 * v / max;
}

void chart_add_line(struct buf *out, const char *class, double x1, double y1, double x2, double y2)
{
	buf_printf(out, "<line class=\"%s\" x1=\"%.4g%%\" y1=\"%g\" x2=\"%.4g%%\" y2=\"%g\"/>",
		class, x1, y1, x2, y2);
}

void chart_add_whisker(struct buf *out, double lo, double hi, double y)
{
	chart_add_line(out, "whisker-gap", lo, y, hi, y);
	chart_add_line(out, "whisker-gap", lo, y - 5, lo, y + 5);
	chart_add_line(out, "whisker", lo, y, hi, y);
	chart_add_line(out, "whisker", lo, y - 4, lo, y + 4);
	chart_add_line(out, "whisker", hi, y - 4, hi, y + 4);
}
