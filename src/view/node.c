/*
 * A page's data: nodes of named values, in the arena of the request. Knows no
 * template.
 */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/arena.h"
#include "page.h"

struct view {
	struct arena *arena;
	struct view_node root;
	const char *lang;	/* of the page, where the catalog does not speak it; or NULL */
};

struct view *view_new(struct arena *a)
{
	struct view *v = arena_alloc(a, sizeof *v);

	v->arena = a;
	v->root.view = v;
	return v;
}

struct arena *view_arena(const struct view *v)
{
	return v->arena;
}

void view_speaks(struct view_node *root, const char *lang)
{
	root->view->lang = lang;
}

const char *view_lang(const struct view *v)
{
	return v->lang;
}

struct view_node *view_root(struct view *v)
{
	return &v->root;
}

/* The place of a value, new or the one it replaces. */
static struct value *place_of(struct view_node *node, enum view_name name)
{
	if (node_has(node, name))
		for (size_t i = 0; i < node->count; i++)
			if (node->values[i].name == name)
				return &node->values[i];
	node->values = arena_grow(node->view->arena, node->values, node->count + 1,
		sizeof *node->values);
	node->has[name / 64] |= (uint64_t)1 << (name % 64);
	return &node->values[node->count++];
}

static void set(struct view_node *node, struct value value)
{
	*place_of(node, value.name) = value;
}

void node_text(struct view_node *node, enum view_name name, const char *text)
{
	set(node, (struct value){.name = name, .kind = text ? VALUE_TEXT : VALUE_NONE,
		.text = text});
}

void node_textf(struct view_node *node, enum view_name name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	node_text(node, name, arena_vprintf(node->view->arena, fmt, ap));
	va_end(ap);
}

void node_int(struct view_node *node, enum view_name name, int64_t v)
{
	set(node, (struct value){.name = name, .kind = VALUE_INT, .whole = v});
}

void node_number(struct view_node *node, enum view_name name, double v, int decimals)
{
	set(node, (struct value){.name = name, .kind = isfinite(v) ? VALUE_NUMBER : VALUE_NONE,
		.decimals = decimals, .number = v});
}

void node_flag(struct view_node *node, enum view_name name, bool on)
{
	set(node, (struct value){.name = name, .kind = VALUE_FLAG, .flag = on});
}

void node_markup(struct view_node *node, enum view_name name, const struct markup *m)
{
	set(node, (struct value){.name = name, .kind = m ? VALUE_MARKUP : VALUE_NONE, .markup = m});
}

static struct view_node *node_new(struct view *v)
{
	struct view_node *node = arena_alloc(v->arena, sizeof *node);

	node->view = v;
	return node;
}

struct view_node *node_object(struct view_node *node, enum view_name name)
{
	struct view_node *object = node_new(node->view);

	set(node, (struct value){.name = name, .kind = VALUE_OBJECT, .object = object});
	return object;
}

struct view_list *node_list(struct view_node *node, enum view_name name)
{
	struct view_list *list = arena_alloc(node->view->arena, sizeof *list);

	list->view = node->view;
	set(node, (struct value){.name = name, .kind = VALUE_LIST, .list = list});
	return list;
}

struct view_node *list_add(struct view_list *list)
{
	struct view_node *node = node_new(list->view);

	if (list->last)
		list->last->next = node;
	else
		list->first = node;
	list->last = node;
	return node;
}
