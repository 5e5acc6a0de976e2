/* The start page and the small pages around a survey. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/catalogues.h"
#include "model/comments.h"
#include "model/pilots.h"
#include "model/project.h"
#include "model/receipts.h"
#include "pages/board.h"
#include "pages/site.h"
#include "pages/survey.h"
#include "pages/standing.h"
#include "pages/survey_page.h"
#include "view/format.h"
#include "view/url.h"

#define RETURN_SECONDS 30	/* a shared screen goes back to its start */

/* ---- start ---- */

/* Names of the departments asked; NULL when all are. *mine: the screen's is one of them, or it is
 * nobody's, or the round asks for none. */
static enum err asked_departments(struct page *p, const struct round *r, const char *screen,
	const char **out, bool *mine)
{
	struct round_department *asked;
	struct catalogue c;
	struct buf *names = buf_new(p->a, 4000);
	size_t count, named = 0;
	enum err e = round_departments(p->a, p->db, r->id, &asked, &count);

	if (!e)
		e = round_catalogue(p->a, p->db, r->id, CATALOGUE_DEPARTMENTS, &c);
	if (e)
		return e;
	*mine = !*screen;
	for (size_t i = 0; i < count; i++) {
		const char *label = catalogue_label(&c, catalogue_find(&c, asked[i].code),
			lang_code(p->lang));

		*mine = *mine || (!*asked[i].code && !round_is_pilot(r)) ||
			strcmp(asked[i].code, screen) == 0;
		if (!*asked[i].code)
			continue;
		buf_printf(names, "%s%s", named++ ? ", " : "", label ? label : asked[i].code);
	}
	*out = named && named < c.count ? names->data : NULL;
	return OK;
}

/* The screen's department goes along by its cookie; where all are shown, it does not. */
static const char *card_address(const struct page *p, const struct round *r)
{
	const char *address = url_query(p->a, url_path(p->a, "/s/%s", r->code), "lang",
		lang_code(p->lang));

	return params_get(&p->req->query, "all") ? url_query(p->a, address, "department", "") :
		address;
}

/* A screen of no department does not say who tries what: it asks for the slip. */
static void add_slip(struct page *p, struct view_list *list, const struct round *r,
	const struct form *form)
{
	struct view_node *n = list_add(list);

	node_flag(n, V_SLIP, true);
	node_text(n, V_TITLE, survey_title(p, r, form));
	node_text(n, V_HREF, card_address(p, r));
}

static enum err add_card(struct page *p, struct view_list *list, const struct round *r,
	const char *screen, bool *added)
{
	struct view_node *n;
	const struct form *form;
	const char *departments;
	enum err e = asked_departments(p, r, screen, &departments, added);

	if (!e)
		e = round_form_of(p->site->forms, p->a, p->db, r, &form);
	if (!e && *added && round_is_pilot(r) && !*screen) {
		*added = false;
		add_slip(p, list, r, form);
	}
	if (e || !*added)
		return e;
	if (form_is_report(form)) {
		node_text(p->root, V_REPORT, card_address(p, r));
		*added = false;
		return OK;
	}
	n = list_add(list);
	node_flag(n, V_SLIP, false);
	node_text(n, V_TITLE, survey_title(p, r, form));
	node_text(n, V_HREF, card_address(p, r));
	node_flag(n, V_CODED, r->access == ACCESS_CODES);
	node_text(n, V_DEPARTMENTS, departments);
	node_text(n, V_DATE, r->to_day ? format_date(p->a, p->lang, r->to_day) : NULL);
	node_flag(n, V_ANONYMOUS, r->access != ACCESS_CODES);
	node_int(n, V_MINUTES, survey_minutes(p, r, form));
	return OK;
}

#define GREETED 3	/* surveys that the waiting screen names */

/* "CRM audit · about 9 minutes · anonymous", in the page's language. */
static enum err name_round(struct page *p, struct view_list *list, const struct round *r)
{
	const struct form *form;
	const char *minutes;
	enum err e = round_form_of(p->site->forms, p->a, p->db, r, &form);

	if (e)
		return e;
	minutes = page_count(p, "start.minutes", survey_minutes(p, r, form));
	node_text(list_add(list), V_TEXT, arena_printf(p->a, "%s · %s · %s",
		survey_title(p, r, form), minutes, page_text(p,
			r->access == ACCESS_CODES ? "rounds.coded" : "start.anonymous")));
	return OK;
}

/* The waiting screen greets in every language by turns, and names what there is to answer. */
static enum err add_greetings(struct page *p, const struct round *const *open, size_t count)
{
	struct view_list *list = node_list(p->root, V_ITEMS);
	enum lang own = p->lang;
	enum err e = OK;

	for (int i = 0; !e && i < LANG_COUNT; i++) {
		struct view_node *n;
		struct view_list *lines;

		if (!page_speaks(p, (enum lang)i))
			continue;
		p->lang = (enum lang)i;
		n = list_add(list);
		node_text(n, V_CODE, lang_code(p->lang));
		node_text(n, V_TITLE, page_text(p, "start.title"));
		node_text(n, V_NOTE, page_text(p, count ? "start.touch" : "start.none.title"));
		lines = node_list(n, V_LINES);
		for (size_t k = 0; !e && k < count && k < GREETED; k++)
			e = name_round(p, lines, open[k]);
	}
	p->lang = own;
	return e;
}

/* Whose screen it is, in words; "" where all surveys are shown. */
static enum err add_screen(struct page *p, const char **code)
{
	struct catalogue c;
	const char *label;
	enum err e;

	*code = survey_screen_department(p->req);
	if (!**code || params_get(&p->req->query, "all")) {
		*code = "";
		return OK;
	}
	e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &c);
	label = e ? NULL : catalogue_label(&c, catalogue_find(&c, *code), lang_code(p->lang));
	if (!label) {
		*code = "";
		return e;
	}
	node_text(p->root, V_LABEL, label);
	node_text(p->root, V_HREF, url_query(p->a, url_query(p->a, "/", "all", "1"), "lang",
		lang_code(p->lang)));
	return OK;
}

static enum err draw_start(struct page *p, void *ctx, bool *same_for_all)
{
	const struct round *rounds;
	struct project_text *texts;
	const struct round **open;
	size_t count, written, open_count = 0;
	const char *screen = "";
	struct view_list *cards = node_list(p->root, V_CARDS);
	const char *today = page_today(p);
	enum err e = standing_rounds(p, &rounds, &count);

	(void)ctx;
	*same_for_all = true;
	if (!e)
		e = add_screen(p, &screen);
	open = arena_array(p->a, (e ? 0 : count) + 1, sizeof *open);
	for (size_t i = 0; !e && i < count; i++) {
		bool added = false;

		if (round_state_on(&rounds[i], today) == ROUND_OPEN)
			e = add_card(p, cards, &rounds[i], screen, &added);
		if (added)
			open[open_count++] = &rounds[i];
	}
	if (!e)
		e = add_greetings(p, open, open_count);
	if (e)
		return e;
	node_text(p->root, V_TITLE, page_text(p, "start.title"));
	node_text(p->root, V_CONTACT, p->settings.contact);
	node_flag(p->root, V_PLAIN, true);
	node_flag(p->root, V_ANY, open_count > 0);
	e = project_load(p->a, p->db, &texts, &written);
	node_flag(p->root, V_PROJECT, !e && written > 0);
	if (!e)
		e = board_add_strip(p);
	return e ? e : page_end(p, 200, "start");
}

/* `/?department=SAL`, opened once, makes a screen that of a department; `/?department=` undoes it. */
static enum err choose_screen(struct page *p, const char *code)
{
	enum err e = survey_keep_screen(p->req, p->res, code);

	return e ? e : response_redirect(p->res, url_query(p->a, "/", "lang", lang_code(p->lang)));
}

enum err start_get(struct request *req, struct response *res)
{
	static const char *const nothing[PAGE_SLOTS] = {"", ""};
	const char *chosen = params_get(&req->query, "department");
	struct page p;
	bool answered, same;
	enum err e = page_begin(req, res, &p);

	if (!e && chosen)
		return choose_screen(&p, chosen);
	if (!e)
		e = page_cached(&p, 0, draw_start, NULL, nothing, &answered);
	return e || answered ? e : draw_start(&p, NULL, &same);
}

/* ---- thanks ---- */

/* When there is something to see, and whom to ask. */
static enum err add_next(struct page *p)
{
	struct round r;
	enum err e = standing_round(p, request_capture(p->req, "round"), &r);

	if (e)
		return e;
	node_text(p->root, V_DATE, r.to_day ? format_date(p->a, p->lang, r.to_day) : NULL);
	node_text(p->root, V_CONTACT, p->settings.contact);
	return OK;
}

enum err thanks_get(struct request *req, struct response *res)
{
	struct page p;
	const char *receipt = params_get(&req->query, "receipt");
	enum err e = page_begin(req, res, &p);

	if (!e)
		e = add_next(&p);
	if (e)
		return e;
	node_text(p.root, V_TITLE, page_text(&p, "thanks.title"));
	node_flag(p.root, V_PLAIN, true);
	if (receipt && strlen(receipt) == RECEIPT_CHARS - 1)
		node_text(p.root, V_RECEIPT, arena_printf(p.a, "%.4s-%.4s-%.4s", receipt,
			receipt + 4, receipt + 8));
	node_int(p.root, V_N, RETURN_SECONDS);
	node_text(p.root, V_HREF, url_query(p.a, "/", "lang", lang_code(p.lang)));
	return page_end(&p, 200, "thanks");
}

enum err promise_get(struct request *req, struct response *res)
{
	struct page p;
	enum err e = page_begin(req, res, &p);

	if (e)
		return e;
	node_text(p.root, V_TITLE, page_text(&p, "privacy.title"));
	node_int(p.root, V_K, p.settings.min_cell);
	return page_end(&p, 200, "promise");
}
