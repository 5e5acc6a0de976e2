/* Settings: one page whose every field explains itself. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/change.h"
#include "model/logo.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "view/format.h"

/* In the order of the page. Each has texts settings.KEY and settings.KEY.hint. */
static const struct {
	const char *key;
	enum { ONE_LINE, NUMBER, COLOUR, LANGUAGES, SWITCH, HEADING } kind;
} fields[] = {
	{"look", HEADING},
	{"company_name", ONE_LINE}, {"accent", COLOUR}, {"contact", ONE_LINE}, {"analyst", ONE_LINE},
	{"languages", LANGUAGES}, {"moves_on", SWITCH},
	{"privacy", HEADING},
	{"min_cell", NUMBER}, {"retention_days", NUMBER}, {"quarantine_days", NUMBER},
	{"place", HEADING},
	{"timezone", ONE_LINE}, {"hosts", ONE_LINE},
};

#define FIELDS (sizeof fields / sizeof *fields)

static void add_languages(struct page *p, struct view_node *n, const char *value)
{
	struct view_list *list = node_list(n, V_LANGS);
	char padded[200];

	snprintf(padded, sizeof padded, " %s ", value);
	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);
		struct view_node *l = list_add(list);

		node_text(l, V_CODE, code);
		node_text(l, V_NAME, lang_name((enum lang)i));
		node_flag(l, V_FIRST, strncmp(value, code, strlen(code)) == 0);
		node_flag(l, V_SELECTED, strstr(padded, arena_printf(p->a, " %s ", code)) != NULL);
	}
}

/* The value as sent: languages and switches come as ticks, which are absent when they are
 * off; whether the page sent them the company's name tells. */
static const char *sent_value(const struct request *req, size_t field)
{
	const char *key = fields[field].key;
	struct buf *all;
	const struct param *at = NULL;
	const char *first = params_get(&req->form, "first_language");

	if (fields[field].kind != LANGUAGES && fields[field].kind != SWITCH)
		return params_get(&req->form, key);
	if (!params_get(&req->form, "company_name"))
		return NULL;
	if (fields[field].kind == SWITCH)
		return ticked(req, key, "1") ? "1" : "0";
	all = buf_new(req->arena, 200);
	/* The default stands first; a language that is not offered cannot be it. */
	if (first && ticked(req, key, first))
		buf_puts(all, first);
	while ((at = params_next(&req->form, key, at)))
		if (!first || strcmp(at->value, first) != 0)
			buf_printf(all, "%s%s", all->len ? " " : "", at->value);
	return all->data;
}

static void add_field(struct page *p, struct view_node *n, size_t i, const char *bad,
	const struct said *said)
{
	const char *key = fields[i].key;
	const char *sent = sent_value(p->req, i);
	const char *value = sent ? sent : setting_text(p->a, &p->settings, key);

	node_text(n, V_NAME, key);
	node_text(n, V_LABEL, page_text(p, arena_printf(p->a, "settings.%s", key)));
	node_text(n, V_HINT, page_text(p, arena_printf(p->a, "settings.%s.hint", key)));
	node_text(n, V_VALUE, value);
	node_flag(n, V_IS_NUMBER, fields[i].kind == NUMBER);
	node_flag(n, V_IS_TEXT, fields[i].kind == ONE_LINE || fields[i].kind == COLOUR);
	node_flag(n, V_IS_CHOICES, fields[i].kind == LANGUAGES);
	node_flag(n, V_IS_ACKNOWLEDGE, fields[i].kind == SWITCH);
	node_flag(n, V_SELECTED, fields[i].kind == SWITCH && strcmp(value, "1") == 0);
	if (fields[i].kind == LANGUAGES)
		add_languages(p, n, value);
	if (bad && strcmp(bad, key) == 0)
		node_text(n, V_ERROR, page_said(p, said));
}

static enum err show_settings(struct request *req, struct response *res, int status,
	const char *bad, const struct said *said)
{
	struct page p;
	struct view_list *groups, *list = NULL;
	enum err e = office_begin(req, res, "settings.title", &p);

	if (e)
		return e;
	groups = node_list(p.root, V_GROUPS);
	for (size_t i = 0; i < FIELDS; i++) {
		if (fields[i].kind == HEADING) {
			struct view_node *g = list_add(groups);

			node_text(g, V_TITLE, page_text(&p, arena_printf(p.a, "settings.%s",
				fields[i].key)));
			list = node_list(g, V_FIELDS);
		} else {
			add_field(&p, list_add(list), i, bad, said);
		}
	}
	node_text(p.root, V_ERROR, !bad ? NULL : strcmp(bad, "logo") == 0 ? page_said(&p, said) :
		page_text(&p, "office.unsaved.title"));
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "settings");
}

enum err settings_get(struct request *req, struct response *res)
{
	return show_settings(req, res, 200, NULL, NULL);
}

enum err settings_post(struct request *req, struct response *res)
{
	struct setting_value sent[FIELDS];
	const char *bad = NULL;
	struct change c;
	struct said said;
	size_t n = 0;
	enum err e = page_change(req, &c);

	for (size_t i = 0; i < FIELDS; i++) {
		const char *value = fields[i].kind == HEADING ? NULL :
			sent_value(req, i);

		if (value)
			sent[n++] = (struct setting_value){fields[i].key, value};
	}
	if (!e)
		e = change_end(&c, settings_change(&c, sent, n, &bad));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_settings(req, res, 422, bad, &said);
	return e ? e : response_redirect(res, "/admin/settings?done=1");
}

/* ---- the logo ---- */

/* A picture; or none, with the button that takes the present one away. */
enum err logo_post(struct request *req, struct response *res)
{
	bool remove = params_get(&req->form, "remove");
	const struct upload *file = !remove && req->files.count ? &req->files.list[0] : NULL;
	struct change c;
	struct said said;
	enum err e = OK;

	if (!remove && !(file && file->len))
		e = err_text(err_fail(ERR_INPUT, "choose a picture"), "settings.logo.none", NULL);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, logo_put(&c, file ? file->data : NULL, file ? file->len : 0));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_settings(req, res, 422, "logo", &said);
	return e ? e : response_redirect(res, "/admin/settings?done=1");
}
