/*
 * What a page's data looks like inside this folder: written by node.c, read by
 * render.c.
 */
#ifndef VIEW_PAGE_H
#define VIEW_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "view/template.h"

enum value_kind {
	VALUE_NONE,
	VALUE_TEXT,
	VALUE_INT,
	VALUE_NUMBER,
	VALUE_FLAG,
	VALUE_MARKUP,
	VALUE_OBJECT,
	VALUE_LIST,
};

struct value {
	enum view_name name;
	enum value_kind kind;
	int decimals;		/* of VALUE_NUMBER */
	union {
		const char *text;
		int64_t whole;
		double number;
		bool flag;
		const struct markup *markup;
		struct view_node *object;
		struct view_list *list;
	};
};

#define NAME_WORDS ((V_COUNT_OF_NAMES + 63) / 64)

struct view_node {
	struct view *view;
	struct view_node *next;	/* in its list */
	struct value *values;
	size_t count;
	uint64_t has[NAME_WORDS];	/* which names are among the values */
};

struct view_list {
	struct view *view;
	struct view_node *first, *last;
};

struct arena *view_arena(const struct view *v);
/* What view_speaks() set. */
const char *view_lang(const struct view *v);

static inline bool node_has(const struct view_node *node, enum view_name name)
{
	return node->has[name / 64] >> (name % 64) & 1;
}

#endif
