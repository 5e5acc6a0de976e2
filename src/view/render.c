/*
 * Rendering: a compiled template and a page's data to bytes. No look-up by
 * text but the template's own name; one pass; bounded depth.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "escape.h"
#include "number.h"
#include "page.h"
#include "program.h"
#include "view/url.h"

/* Sections entered on one page: a template that includes itself in a list would
 * otherwise double with each level. */
#define ENTERED_MAX 2000000

/* A node that is entered, and those around it. */
struct scope {
	const struct view_node *node;
	const struct scope *outer;
};

struct renderer {
	struct buf *out;
	enum lang lang;
	bool foreign, rtl;		/* the page is in a language that is none of ours, so written */
	const struct template *page;	/* for messages */
	size_t depth, entered;
};

static enum err run(struct renderer *r, const struct template *t, size_t from, size_t to,
	const struct scope *scope);

static const struct value nothing;

static const struct value *look_up(const struct scope *scope, enum view_name name)
{
	for (; scope; scope = scope->outer)
		if (node_has(scope->node, name))
			for (size_t i = 0; i < scope->node->count; i++)
				if (scope->node->values[i].name == name)
					return &scope->node->values[i];
	return &nothing;
}

static bool is_there(const struct value *v)
{
	switch (v->kind) {
	case VALUE_TEXT:
		return v->text[0];
	case VALUE_INT:
		return v->whole != 0;
	case VALUE_NUMBER:
		return v->number != 0;
	case VALUE_FLAG:
		return v->flag;
	case VALUE_MARKUP:
	case VALUE_OBJECT:
		return true;
	case VALUE_LIST:
		return v->list->first;
	case VALUE_NONE:
		break;
	}
	return false;
}

/* An address that came as a value must not be able to run a script. */
static const char *safe_url(const char *url)
{
	bool safe = !url[0] || url_is_local(url) || text_starts(url, "http://") ||
		text_starts(url, "https://");

	return safe ? url : "#";
}

static void write_value(struct renderer *r, const struct value *v, enum place place)
{
	char number[NUMBER_BYTES];

	switch (v->kind) {
	case VALUE_TEXT:
		html_escape_text(r->out, place == PLACE_URL ? safe_url(v->text) : v->text);
		break;
	case VALUE_INT:
		buf_printf(r->out, "%lld", (long long)v->whole);
		break;
	case VALUE_NUMBER:
		number_write(number, r->lang, v->number, v->decimals);
		buf_puts(r->out, number);
		break;
	case VALUE_MARKUP:
		if (place == PLACE_TEXT)
			buf_add(r->out, v->markup->html, v->markup->len);
		break;
	case VALUE_NONE:
	case VALUE_FLAG:
	case VALUE_OBJECT:
	case VALUE_LIST:
		break;
	}
}

/* The number that chooses a plural form. */
static double number_of(const struct value *v, int *decimals)
{
	double n = 0;

	*decimals = 0;
	if (v->kind == VALUE_INT) {
		n = (double)v->whole;
	} else if (v->kind == VALUE_NUMBER) {
		n = v->number;
		*decimals = v->decimals;
	} else if (v->kind == VALUE_TEXT) {
		parse_double(v->text, &n);
	}
	return n;
}

static void write_translate(struct renderer *r, const struct op *op, const struct scope *scope)
{
	const struct translate *t = op->translate;
	int decimals = 0;
	double n = t->message->plural ? number_of(look_up(scope, t->number), &decimals) : 0;
	enum lang shown;
	enum plural form;

	message_text(t->message, r->lang, n, decimals, &shown, &form);

	const struct phrase *phrase = &t->phrases[shown][form];
	bool foreign = (shown != r->lang || r->foreign) && op->place == PLACE_TEXT;

	if (foreign)
		buf_printf(r->out, "<span lang=\"%s\"%s>", lang_code(shown),
			r->rtl ? " dir=\"ltr\"" : "");
	for (size_t i = 0; i < phrase->count; i++) {
		const struct piece *piece = &phrase->pieces[i];

		if (piece->html) {
			buf_add(r->out, piece->html, piece->len);
			continue;
		}

		const struct value *v = look_up(scope, piece->name);
		char number[NUMBER_BYTES];

		if (v->kind == VALUE_INT) {
			number_write_integer(number, r->lang, v->whole);
			buf_puts(r->out, number);
		} else {
			write_value(r, v, op->place);
		}
	}
	if (foreign)
		buf_puts(r->out, "</span>");
}

/* Run a part once more inside; the depth is what keeps the stack bounded. */
static enum err run_deeper(struct renderer *r, const struct template *t, size_t from, size_t to,
	const struct scope *scope)
{
	if (r->depth == VIEW_DEPTH_MAX)
		return err_fail(ERR_SYSTEM, "template %s.html: %s.html nests deeper than %d",
			r->page->name, t->name, VIEW_DEPTH_MAX);
	if (r->entered++ == ENTERED_MAX)
		return err_fail(ERR_TOO_LARGE, "template %s.html: more than %d sections on a page",
			r->page->name, ENTERED_MAX);
	r->depth++;

	enum err e = run(r, t, from, to, scope);

	r->depth--;
	return e;
}

static enum err run_section(struct renderer *r, const struct template *t, size_t at,
	const struct scope *scope)
{
	const struct op *op = &t->ops[at];
	const struct value *v = look_up(scope, op->name);
	struct scope inner = {NULL, scope};

	if (op->kind == OP_INVERTED)
		return is_there(v) ? OK : run_deeper(r, t, at + 1, op->end, scope);
	if (v->kind == VALUE_OBJECT) {
		inner.node = v->object;
		return run_deeper(r, t, at + 1, op->end, &inner);
	}
	if (v->kind != VALUE_LIST)
		return is_there(v) ? run_deeper(r, t, at + 1, op->end, scope) : OK;
	for (inner.node = v->list->first; inner.node; inner.node = inner.node->next) {
		enum err e = run_deeper(r, t, at + 1, op->end, &inner);

		if (e)
			return e;
	}
	return OK;
}

static enum err run(struct renderer *r, const struct template *t, size_t from, size_t to,
	const struct scope *scope)
{
	enum err e = OK;

	for (size_t i = from; i < to && !e; i++) {
		const struct op *op = &t->ops[i];

		switch (op->kind) {
		case OP_TEXT:
			buf_add(r->out, op->text.bytes, op->text.len);
			break;
		case OP_VALUE:
			write_value(r, look_up(scope, op->name), op->place);
			break;
		case OP_TRANSLATE:
			write_translate(r, op, scope);
			break;
		case OP_PARTIAL:
			e = run_deeper(r, op->partial, 0, op->partial->count, scope);
			break;
		case OP_SECTION:
		case OP_INVERTED:
			e = run_section(r, t, i, scope);
			i = op->end - 1;
			break;
		}
		if (r->out->full)
			e = err_fail(ERR_TOO_LARGE, "the page %s.html is over %zu bytes",
				r->page->name, r->out->max);
	}
	return e;
}

enum err view_render(const struct view_set *set, const char *name, enum lang lang,
	const struct view_node *root, struct buf *out)
{
	const struct template *t = map_get(&set->by_name, name);

	if (!t)
		return err_fail(ERR_NOT_FOUND, "there is no template %s.html", name);

	const char *page_lang = view_lang(root->view);
	struct renderer r = {.out = out, .lang = lang, .page = t, .foreign = page_lang,
		.rtl = page_lang && strcmp(lang_dir(page_lang), "rtl") == 0};
	struct scope scope = {root, NULL};
	size_t before = out->len;
	enum err e = run(&r, t, 0, t->count, &scope);

	/* A page is whole or not there at all. */
	if (e && out->len > before) {
		out->len = before;
		out->data[before] = '\0';
	}
	return e;
}
