/* The bar of those who signed in: the menu, by what they may open, and the languages. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "pages/office.h"
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

static void add_menu(struct page *p)
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

/* This page in another language: the same address, or where a page that answers
 * a form has none of its own, the reader's first page. */
static const char *here_in(const struct page *p, const char *lang)
{
	const struct request *req = p->req;
	const char *url = req->path;

	if (strcmp(req->method, "POST") == 0)
		url = !req->viewer ? "/login" :
			req->viewer->role == VIEWER_ADMIN ? "/admin" : "/results";
	else
		for (size_t i = 0; i < req->query.count; i++)
			if (strcmp(req->query.list[i].name, "lang") != 0)
				url = url_query(p->a, url, req->query.list[i].name,
					req->query.list[i].value);
	return url_query(p->a, url, "lang", lang);
}

static void add_languages(struct page *p)
{
	struct view_list *list = node_list(p->root, V_BAR_LANGS);

	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);
		struct view_node *n = list_add(list);

		node_text(n, V_CODE, code);
		node_text(n, V_NAME, lang_name((enum lang)i));
		node_text(n, V_HREF, here_in(p, code));
		node_flag(n, V_CURRENT, (enum lang)i == p->lang);
	}
}

void office_bar(struct page *p)
{
	add_languages(p);
	if (p->req->viewer)
		add_menu(p);
}

#define LANG_COOKIE "lang"
#define YEAR_S (366L * 24 * 3600)

enum lang office_language(const struct page *p)
{
	const struct request *req = p->req;
	const char *asked = params_get(&req->query, "lang");
	enum lang lang, first = LANG_EN;

	if (lang_parse(asked, &lang)) {
		response_cookie(req, p->res, LANG_COOKIE, lang_code(lang), YEAR_S);
		return lang;
	}
	if (lang_parse(request_cookie(req, LANG_COOKIE), &lang))
		return lang;
	if (p->settings.language_count)
		lang_parse(p->settings.languages[0], &first);
	return lang_accept(req->accept_language, first);
}
