/* What changed between two versions, in words. */
#include <string.h>

#include "base/arena.h"
#include "forms.h"

/* Texts of a change are shown up to here; the rest is in the sheets. Blank ones are
 * set, so that nothing of the page around shows in their place. */
#define SHOWN_CHARS 300

static const char *brief(struct page *p, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len <= SHOWN_CHARS)
		return text ? text : "";
	len = SHOWN_CHARS;
	while (len && ((unsigned char)text[len] & 0xC0) == 0x80)
		len--;
	return arena_printf(p->a, "%.*s…", (int)len, text);
}

static const char *badge(enum diff_bearing b)
{
	static const char *const tones[] = {"good", "good", "warm", "bad"};

	return tones[b];
}

static void add_change(struct page *p, struct view_list *list, const struct diff_change *c)
{
	struct view_node *n = list_add(list);
	const char *key = arena_printf(p->a, "forms.diff.%s", diff_kind_name(c->kind));
	const char *bearing = arena_printf(p->a, "forms.bearing.%s",
		diff_bearing_name(c->bearing));

	node_text(n, V_TEXT, catalog_fill(p->a, page_text(p, key), "part", c->part ? c->part : "",
		"language", c->language ? c->language : "", "code", c->code ? c->code : "", NULL));
	node_text(n, V_LABEL, brief(p, c->label));
	node_text(n, V_CODE, c->path ? c->path : "");
	node_text(n, V_FROM, brief(p, c->before));
	node_text(n, V_TO, brief(p, c->after));
	node_text(n, V_TONE, badge(c->bearing));
	node_text(n, V_NOTE, page_text(p, bearing));
}

void forms_add_diff(struct page *p, const struct form_diff *diff)
{
	struct view_list *list = node_list(p->root, V_CHANGES);

	for (size_t i = 0; i < diff->count; i++)
		add_change(p, list, &diff->changes[i]);
	node_int(p->root, V_COUNT, (int64_t)diff->count);
	node_text(p->root, V_NOTE, page_text(p, arena_printf(p->a, "forms.worst.%s",
		diff_bearing_name(diff->worst))));
}
