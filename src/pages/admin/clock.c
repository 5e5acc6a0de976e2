/* A clock that has jumped: what it says, what waits for it, and believing it after all. */
#include "clock.h"

#include <string.h>

#include "base/arena.h"
#include "model/change.h"
#include "model/retention.h"
#include "pages/admin.h"
#include "view/format.h"

static const char *days_text(struct page *p, const char *key)
{
	return catalog_fill(p->a, page_text(p, key), "clock",
		format_date(p->a, p->lang, p->calendar.clock), "known",
		format_date(p->a, p->lang, p->calendar.known), NULL);
}

static void add_count(struct page *p, struct view_list *list, const char *key, int64_t n)
{
	if (n)
		node_text(list_add(list), V_TEXT, page_count(p, key, n));
}

static void add_waiting(struct page *p, struct view_node *n, const struct waiting *w)
{
	struct view_list *list = node_list(n, V_ITEMS);

	for (size_t i = 0; i < w->round_count; i++)
		node_text(list_add(list), V_TEXT, catalog_fill(p->a, page_text(p, "clock.closes"),
			"title", w->rounds[i].title, "date",
			format_date(p->a, p->lang, w->rounds[i].to_day), NULL));
	add_count(p, list, "clock.finals", (int64_t)w->finals);
	add_count(p, list, "clock.answers", w->answers);
	add_count(p, list, "clock.texts", w->texts);
	add_count(p, list, "clock.aside", w->aside);
}

enum err clock_add(struct page *p)
{
	struct waiting waiting;
	struct view_node *n;
	enum err e;

	if (p->calendar.state == CALENDAR_SOUND)
		return OK;
	e = retention_waiting(p->a, p->db, &p->settings, p->calendar.clock, &waiting);
	if (e)
		return e;
	n = list_add(node_list(p->root, V_CLOCK));
	node_text(n, V_TEXT, days_text(p, p->calendar.state == CALENDAR_STEPPED ?
		"clock.stepped" : "clock.jumped"));
	node_text(n, V_NOTE, days_text(p, "clock.meanwhile"));
	node_text(n, V_TITLE, days_text(p, "clock.waits"));
	node_text(n, V_LABEL, days_text(p, "clock.confirm"));
	node_text(n, V_VALUE, p->calendar.clock);
	add_waiting(p, n, &waiting);
	return OK;
}

static enum err confirm(struct change *c, const char *day)
{
	struct calendar now;
	enum err e = calendar_read(c->db, &now);

	if (e)
		return e;
	/* The clock was set again since the page was made: that date nobody has seen. */
	if (!day || strcmp(day, now.clock) != 0)
		return err_fail(ERR_CONFLICT, "the clock says %s by now", now.clock);
	return calendar_confirm(c);
}

enum err clock_post(struct request *req, struct response *res)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, confirm(&c, params_get(&req->form, "day")));

	/* The overview says how the clock stands now. */
	if (e == ERR_CONFLICT)
		return response_redirect(res, "/admin");
	return e ? e : response_redirect(res, "/admin?done=clock");
}
