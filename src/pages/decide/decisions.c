/* Decisions: what rests on each list, from its brief to what became of the goals. */
#include "base/arena.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/signing.h"
#include "view/format.h"
#include "view/url.h"

static void add_link(struct page *p, struct view_list *list, const struct round *r,
	const char *part, const char *label)
{
	struct view_node *n = list_add(list);

	node_text(n, V_HREF, arena_printf(p->a, "%s%s", url_path(p->a, "/results/%s", r->code),
		part));
	node_text(n, V_LABEL, page_text(p, label));
}

/* How far the latest version of the requirements is. */
static enum err add_status(struct page *p, struct view_node *n, const struct round *r)
{
	enum signing_state state;
	const char *text;
	int64_t version;
	enum err e = signing_latest(p, r, &version, &text, &state);

	if (e || !version) {
		node_text(n, V_STATUS, e ? NULL : page_text(p, "decisions.no_version"));
		return e;
	}
	node_int(n, V_VERSION, version);
	node_text(n, V_STATUS, text);
	node_flag(n, V_DONE, signing_ended(state));
	return OK;
}

static enum err add_card(struct page *p, struct view_list *cards, const struct round *r)
{
	static const struct {
		const char *part, *label;
	} links[] = {{"/baseline", "baseline.title"}, {"/agenda", "agenda.title"},
		{"/exec", "exec.title"}, {"/quarter", "quarter.title"}, {"/roster", "roster.title"}};
	struct release release;
	struct view_node *n = list_add(cards);
	struct view_list *list;
	enum err e = release_latest(p->a, p->db, r->id, &release);

	node_text(n, V_TITLE, r->title);
	node_text(n, V_HREF, url_path(p->a, "/results/%s/brief", r->code));
	if (!e)
		node_text(n, V_DATE, format_date(p->a, p->lang, release.day));
	list = node_list(n, V_ITEMS);
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		add_link(p, list, r, links[i].part, links[i].label);
	return e && e != ERR_NOT_FOUND ? e : add_status(p, n, r);
}

enum err decisions_get(struct request *req, struct response *res)
{
	struct page p;
	struct round *rounds = NULL;
	size_t count = 0;
	struct view_list *cards;
	enum err e = office_begin(req, res, "menu.decisions", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (e)
		return e;
	cards = node_list(p.root, V_CARDS);
	for (size_t i = count; !e && i-- > 0;) {
		const struct form *form;
		struct round r;

		e = round_form_cached(p.site->forms, p.a, p.db, rounds[i].code, &r, &form);
		if (!e && results_has_list(form))
			e = add_card(&p, cards, &r);
	}
	return e ? e : page_end(&p, 200, "decisions");
}
