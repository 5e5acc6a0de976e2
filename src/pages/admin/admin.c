/* The kiosk: its overview, the poster, the trail. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "clock.h"
#include "today.h"
#include "model/trail.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/site.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define TRAIL_PAGE 100

/* ---- overview ---- */

/* What is wrong with the trail: an entry, or the keys without which none can be told. */
const char *trail_fault(const struct page *p, int64_t bad)
{
	return bad ? catalog_fill(p->a, page_text(p, "trail.broken"), "n",
		format_integer(p->a, p->lang, bad), NULL) : page_text(p, "keys.unsound");
}

enum err admin_get(struct request *req, struct response *res)
{
	static const struct {
		const char *href, *title, *text;
	} cards[] = {
		{"/admin/first", "first.title", "admin.first"},
		{"/admin/setup", "setup.title", "admin.setup"},
		{"/admin/departments", "departments.title", "admin.departments"},
		{"/admin/functions", "functions.title", "admin.functions"},
		{"/admin/users", "users.title", "admin.users"},
		{"/admin/settings", "settings.title", "admin.settings"},
		{"/admin/project", "project.name", "admin.project"},
		{"/admin/alerts", "alerts.title", "admin.alerts"},
		{"/admin/trail", "trail.title", "admin.trail"},
	};
	struct page p;
	struct view_list *list;
	const char *done = params_get(&req->query, "done");
	enum err e = office_begin(req, res, "menu.admin", &p);

	if (!e)
		e = clock_add(&p);
	if (e)
		return e;
	if (done && strcmp(done, "clock") == 0)
		node_text(p.root, V_DONE, page_text(&p, "clock.confirmed"));
	list = node_list(p.root, V_CARDS);
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_HREF, cards[i].href);
		node_text(n, V_TITLE, page_text(&p, cards[i].title));
		node_text(n, V_TEXT, page_text(&p, cards[i].text));
	}
	return page_end(&p, 200, "admin");
}

/* ---- poster ---- */

enum err poster_get(struct request *req, struct response *res)
{
	struct page p;
	struct view_list *langs, *list;
	const char *const *addresses;
	enum err e = office_begin(req, res, "poster.name", &p);

	if (e)
		return e;
	list = node_list(p.root, V_ADDRESSES);
	addresses = office_addresses(&p);
	for (size_t i = 0; addresses[i]; i++)
		node_text(list_add(list), V_URL, addresses[i]);
	if (addresses[0])
		node_markup(p.root, V_QR, qr_code(p.a, addresses[0], addresses[0]));
	node_flag(p.root, V_WARNING, office_only_here(&p));
	langs = node_list(p.root, V_LANGS);
	for (int i = 0; i < LANG_COUNT; i++) {
		struct view_node *n = list_add(langs);
		const struct catalog *cat = p.site->catalog;
		enum lang lang = (enum lang)i;

		node_text(n, V_CODE, lang_code(lang));
		node_text(n, V_TITLE, catalog_text(cat, lang, "poster.general"));
		node_text(n, V_TEXT, catalog_fill(p.a, catalog_text(cat, lang, "poster.groups"),
			"k", format_integer(p.a, lang, p.settings.min_cell), NULL));
	}
	return page_end(&p, 200, "poster");
}

/* ---- trail ---- */

enum err trail_get(struct request *req, struct response *res)
{
	struct page p;
	struct trail_row *rows;
	size_t count;
	struct view_list *list;
	struct trail_sound trail = {0};
	int64_t before = 0, bad = 0;
	const char *asked = params_get(&req->query, "before");
	enum err e = office_begin(req, res, "trail.title", &p);

	if (e)
		return e;
	if (asked && !parse_i64(asked, &before))
		return err_fail(ERR_NOT_FOUND, "there is no such entry");
	if (trail_verify(p.db, &trail, &bad))
		node_text(p.root, V_ERROR, trail_fault(&p, bad));
	else if (trail.lost)
		node_text(p.root, V_ERROR, catalog_fill(p.a, page_text(&p, "trail.lost"), "n",
			format_integer(p.a, p.lang, trail.lost), "from",
			format_integer(p.a, p.lang, trail.lost_from), "to",
			format_integer(p.a, p.lang, trail.lost_to), NULL));
	e = trail_list(p.a, p.db, before, TRAIL_PAGE, &rows, &count);
	if (e)
		return e;
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);

		node_int(n, V_ID, rows[i].seq);
		node_text(n, V_DATE, rows[i].at);
		node_text(n, V_USER, rows[i].actor);
		node_text(n, V_ACTION, rows[i].action);
		node_text(n, V_CODE, rows[i].object);
		node_text(n, V_TEXT, rows[i].detail);
	}
	if (count == TRAIL_PAGE)
		node_text(p.root, V_NEXT, url_query(p.a, "/admin/trail", "before",
			arena_printf(p.a, "%lld", (long long)rows[count - 1].seq)));
	node_int(p.root, V_N, trail.rows);
	return page_end(&p, 200, "trail");
}
