/* Runs to HTML. Everything they hold is escaped; what stands around it is ours. */
#include "view/runs.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "escape.h"
#include "page.h"

#define MARKUP_MAX ((size_t)4 << 20)

/* What is open, from the outside in. */
struct drawing {
	struct buf *out;
	unsigned char style, heading;
};

static void close_all(struct drawing *d, unsigned char keep)
{
	if (d->style & RUN_EM)
		buf_puts(d->out, "</em>");
	if (d->style & RUN_STRONG & ~keep)
		buf_puts(d->out, "</strong>");
	d->style &= keep & RUN_STRONG;
}

static void open_heading(struct drawing *d, unsigned char level)
{
	static const char *const classes[] = {"", "head-1", "head-2", "head-3", "head-4",
		"head-5", "head-6"};

	if (d->heading)
		buf_puts(d->out, "</strong>");
	if (level)
		buf_printf(d->out, "<strong class=\"%s\">", classes[level]);
	d->heading = level;
}

static void turn_to(struct drawing *d, const struct text_run *run)
{
	if (run->style == d->style && run->heading == d->heading)
		return;
	close_all(d, run->heading == d->heading ? run->style : 0);
	if (run->heading != d->heading)
		open_heading(d, run->heading);
	if (run->style & ~d->style & RUN_STRONG)
		buf_puts(d->out, "<strong>");
	if (run->style & RUN_EM)
		buf_puts(d->out, "<em>");
	d->style = run->style;
}

static void put_text(struct buf *out, const char *text)
{
	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		html_escape(out, text, (size_t)(end - text));
		buf_puts(out, "<br>");
	}
	html_escape_text(out, text);
}

static bool is_weighed(struct runs r)
{
	for (size_t i = 0; i < r.count; i++)
		if (r.list[i].style & RUN_STRONG && !r.list[i].heading)
			return true;
	return false;
}

static bool is_plain(struct runs r)
{
	for (size_t i = 0; i < r.count; i++)
		if (r.list[i].style || r.list[i].heading || strchr(r.list[i].text, '\n'))
			return false;
	return true;
}

static void put_attribute(struct buf *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	buf_printf(out, " %s=\"", name);
	html_escape_text(out, value);
	buf_putc(out, '"');
}

/* NULL: too large. */
static const struct markup *draw(struct arena *a, struct runs r, const char *lang, const char *dir)
{
	struct drawing d = {.out = buf_new(a, MARKUP_MAX)};
	struct markup *m = arena_alloc(a, sizeof *m);

	buf_puts(d.out, "<span");
	if (!is_plain(r))
		put_attribute(d.out, "class", is_weighed(r) ? "marked weighed" : "marked");
	put_attribute(d.out, "lang", lang);
	put_attribute(d.out, "dir", dir);
	buf_putc(d.out, '>');
	for (size_t i = 0; i < r.count; i++) {
		turn_to(&d, &r.list[i]);
		put_text(d.out, r.list[i].text);
	}
	turn_to(&d, &(struct text_run){.text = ""});
	buf_puts(d.out, "</span>");
	*m = (struct markup){d.out->data, d.out->len};
	return d.out->full ? NULL : m;
}

void node_runs_in(struct view_node *node, enum view_name name, struct runs r, const char *lang,
	const char *dir)
{
	struct arena *a = view_arena(node->view);
	bool other = r.count && ((lang && *lang) || (dir && *dir));
	const struct markup *m = other || !is_plain(r) ? draw(a, r, lang, dir) : NULL;

	if (m)
		node_markup(node, name, m);
	else
		node_text(node, name, runs_plain(a, r));
}

void node_runs(struct view_node *node, enum view_name name, struct runs r)
{
	node_runs_in(node, name, r, NULL, NULL);
}
