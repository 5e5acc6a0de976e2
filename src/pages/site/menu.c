/* The menu of those who signed in, by what they may open. */
#include "menu.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/url.h"

/* A page family's way in. Where several addresses fit, the longest is current. */
static const struct {
	const char *href;
	const char *label;		/* key of its text */
	unsigned roles;			/* ROUTE_… */
} entries[] = {
	{"/results", "menu.results", ROUTE_STAFF},
	{"/admin/forms", "menu.forms", ROUTE_ADMIN},
	{"/admin/rounds", "menu.rounds", ROUTE_ADMIN},
	{"/admin/users", "menu.people", ROUTE_ADMIN},
	{"/admin", "menu.admin", ROUTE_ADMIN},
};

#define ENTRIES (sizeof entries / sizeof *entries)

static bool lies_under(const char *path, const char *href)
{
	size_t len = strlen(href);

	return strncmp(path, href, len) == 0 && (!path[len] || path[len] == '/');
}

static size_t current_entry(const char *path)
{
	size_t best = ENTRIES;

	for (size_t i = 0; i < ENTRIES; i++)
		if (lies_under(path, entries[i].href) && (best == ENTRIES ||
			strlen(entries[i].href) > strlen(entries[best].href)))
			best = i;
	return best;
}

void menu_add(struct page *p)
{
	const struct viewer *v = p->req->viewer;
	struct view_list *list = node_list(p->root, V_MENU);
	size_t current = current_entry(p->req->path);

	for (size_t i = 0; i < ENTRIES; i++) {
		struct view_node *n;

		if (!(entries[i].roles & (1u << v->role)))
			continue;
		n = list_add(list);
		node_text(n, V_HREF, entries[i].href);
		node_text(n, V_LABEL, page_text(p, entries[i].label));
		node_flag(n, V_CURRENT, i == current);
	}
	node_text(p->root, V_USER, v->name);
}
