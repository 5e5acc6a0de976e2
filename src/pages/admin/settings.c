/* Settings: one page whose every field explains itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "model/change.h"
#include "model/logo.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "view/format.h"

/* In the order of the page. Each has texts settings.KEY and settings.KEY.hint. */
static const struct {
	const char *key;
	enum { ONE_LINE, NUMBER, COLOUR, LANGUAGES, SWITCH, ZONE, PICTURE, HEADING } kind;
} fields[] = {
	{"look", HEADING},
	{"company_name", ONE_LINE}, {"logo", PICTURE}, {"accent", COLOUR}, {"contact", ONE_LINE}, {"analyst", ONE_LINE},
	{"languages", LANGUAGES}, {"moves_on", SWITCH},
	{"privacy", HEADING},
	{"min_cell", NUMBER}, {"retention_days", NUMBER}, {"quarantine_days", NUMBER},
	{"place", HEADING},
	{"timezone", ZONE}, {"hosts", ONE_LINE}, {"backup_folder", ONE_LINE},
};

#define FIELDS (sizeof fields / sizeof *fields)

#define OWN_ACCENT "#0a5c59"	/* a colour field cannot be empty: this one stands for none */

/* Names of time zones, as the system's tables have them. */
#define ZONES "/usr/share/zoneinfo/zone1970.tab"
#define ZONES_MAX ((size_t)1 << 18)

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_zone(struct view_list *list, const char *name, const char *chosen)
{
	struct view_node *n = list_add(list);

	node_text(n, V_VALUE, name);
	node_flag(n, V_SELECTED, strcmp(name, chosen) == 0);
}

/* The third column of each line that is no comment; what is set, should it not be among them.
 * Without the table: only that. */
static void add_zones(struct page *p, struct view_node *n, const char *chosen)
{
	struct view_list *list = node_list(n, V_CHOICES);
	struct str rest = {0};
	const char **names;
	size_t count = 0, len;
	char *text;

	if (file_read(p->a, ZONES, ZONES_MAX, &text, &len) == OK)
		rest = (struct str){text, len};
	names = arena_array(p->a, rest.len / 8 + 2, sizeof *names);
	names[count++] = chosen;
	while (rest.len) {
		struct str line = str_cut(rest, '\n', &rest), zone = line;

		if (!line.len || *line.p == '#')
			continue;
		str_cut(zone, '\t', &zone);
		str_cut(zone, '\t', &zone);
		zone = str_cut(zone, '\t', &line);
		if (zone.len)
			names[count++] = arena_strndup(p->a, zone.p, zone.len);
	}
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++)
		if (!i || strcmp(names[i], names[i - 1]) != 0)
			add_zone(list, names[i], chosen);
}

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

	if (fields[field].kind == PICTURE || fields[field].kind == HEADING)
		return NULL;
	if (fields[field].kind == COLOUR && strcmp(typed(req, key), OWN_ACCENT) == 0)
		return "";
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
	const char *value = sent ? sent : fields[i].kind == PICTURE ? "" :
		setting_text(p->a, &p->settings, key);

	node_text(n, V_NAME, key);
	node_text(n, V_LABEL, page_text(p, arena_printf(p->a, "settings.%s", key)));
	node_text(n, V_HINT, page_text(p, arena_printf(p->a, "settings.%s.hint", key)));
	node_text(n, V_VALUE, fields[i].kind == COLOUR && !*value ? OWN_ACCENT : value);
	node_flag(n, V_IS_NUMBER, fields[i].kind == NUMBER);
	node_flag(n, V_IS_TEXT, fields[i].kind == ONE_LINE);
	node_flag(n, V_IS_COLOUR, fields[i].kind == COLOUR);
	node_flag(n, V_IS_PICTURE, fields[i].kind == PICTURE);
	node_flag(n, V_IS_DROPDOWN, fields[i].kind == ZONE);
	node_flag(n, V_IS_CHOICES, fields[i].kind == LANGUAGES);
	node_flag(n, V_IS_ACKNOWLEDGE, fields[i].kind == SWITCH);
	node_flag(n, V_SELECTED, fields[i].kind == SWITCH && strcmp(value, "1") == 0);
	if (fields[i].kind == LANGUAGES)
		add_languages(p, n, value);
	if (fields[i].kind == ZONE)
		add_zones(p, n, value);
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
	/* Not by the name of a field's own: that would stand at each. */
	if (bad)
		node_text(p.root, V_WARNING, page_text(&p, "office.unsaved.title"));
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "settings");
}

enum err settings_get(struct request *req, struct response *res)
{
	return show_settings(req, res, 200, NULL, NULL);
}

/* A picture that was chosen, or a tick that takes the present one away. */
static enum err change_logo(struct change *c, const struct request *req, const char **bad)
{
	const struct upload *file = req->files.count ? &req->files.list[0] : NULL;
	bool remove = params_get(&req->form, "remove_logo");
	enum err e;

	if (!(file && file->len) && !remove)
		return OK;
	e = file && file->len ? logo_put(c, file->data, file->len) : logo_put(c, NULL, 0);
	if (e == ERR_INPUT)
		*bad = "logo";
	return e;
}

enum err settings_post(struct request *req, struct response *res)
{
	struct setting_value sent[FIELDS];
	const char *bad = NULL;
	struct change c;
	struct said said;
	size_t n = 0;
	enum err e;

	for (size_t i = 0; i < FIELDS; i++) {
		const char *value = sent_value(req, i);

		if (value)
			sent[n++] = (struct setting_value){fields[i].key, value};
	}
	e = page_change(req, &c);
	if (!e) {
		e = settings_change(&c, sent, n, &bad);
		if (!e)
			e = change_logo(&c, req, &bad);
		e = change_end(&c, e);
	}
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_settings(req, res, 422, bad, &said);
	return e ? e : response_redirect(res, "/admin/settings?done=1");
}
