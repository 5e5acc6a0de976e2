/* What the project is about: the page for staff, and where it is written. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/change.h"
#include "model/project.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/survey.h"
#include "pages/typed.h"
#include "view/url.h"

static const char *part_key(const struct page *p, enum project_part part, const char *what)
{
	return arena_printf(p->a, "project.%s%s", project_part_name(part), what);
}

/* ---- for staff ---- */

/* Paragraphs: parted by blank lines, as people type them. */
static void add_paragraphs(struct page *p, struct view_node *n, const char *text)
{
	struct view_list *list = node_list(n, V_ITEMS);
	struct buf *now = buf_new(p->a, strlen(text) + 2);
	struct str rest = str_of(text);

	while (rest.len || now->len) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));

		if (line.len) {
			if (now->len)
				buf_putc(now, ' ');
			buf_add(now, line.p, line.len);
			if (rest.len)
				continue;
		}
		if (now->len)
			node_text(list_add(list), V_TEXT, arena_strndup(p->a, now->data, now->len));
		buf_clear(now);
	}
}

enum err project_get(struct request *req, struct response *res)
{
	struct page p;
	struct project_text *texts;
	struct view_list *list;
	size_t count;
	enum err e = page_begin(req, res, &p);

	if (!e)
		e = project_load(p.a, p.db, &texts, &count);
	if (e)
		return e;
	if (!count)
		return err_fail(ERR_NOT_FOUND, "nothing is written about the project");
	list = node_list(p.root, V_SECTIONS);
	for (int i = 0; i < PROJECT_PARTS; i++) {
		const char *lang, *text = project_pick(texts, count, lang_code(p.lang),
			p.settings.language_count ? p.settings.languages[0] : "en",
			(enum project_part)i, &lang);
		struct view_node *n;

		if (!*text)
			continue;
		n = list_add(list);
		node_text(n, V_TITLE, page_text(&p, part_key(&p, (enum project_part)i, "")));
		node_text(n, V_CODE, lang);
		add_paragraphs(&p, n, text);
	}
	node_text(p.root, V_TITLE, page_text(&p, "project.name"));
	return page_end(&p, 200, "project");
}

/* ---- where it is written ---- */

static bool language_asked(const struct page *p, enum lang *out)
{
	return lang_parse(typed_or(p->req, "edit", params_get(&p->req->query, "edit")), out);
}

static void add_tabs(struct page *p, enum lang now, const struct project_text *texts,
	size_t count)
{
	struct view_list *list = node_list(p->root, V_TABS);

	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);
		struct view_node *n = list_add(list);
		int written = 0;

		for (size_t t = 0; t < count; t++)
			for (int k = 0; strcmp(texts[t].lang, code) == 0 && k < PROJECT_PARTS; k++)
				written += *texts[t].parts[k] != '\0';
		node_text(n, V_CODE, code);
		node_textf(n, V_LABEL, "%s %d/%d", lang_name((enum lang)i), written, PROJECT_PARTS);
		node_text(n, V_HREF, url_query(p->a, "/admin/project", "edit", code));
		node_flag(n, V_CURRENT, (enum lang)i == now);
	}
}

static enum err show_editor(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	struct project_text *texts;
	struct view_list *list;
	size_t count;
	enum lang lang;
	enum err e = office_begin(req, res, "project.name", &p);

	if (!e)
		e = project_load(p.a, p.db, &texts, &count);
	if (e)
		return e;
	if (!language_asked(&p, &lang))
		lang = p.lang;
	add_tabs(&p, lang, texts, count);
	list = node_list(p.root, V_FIELDS);
	for (int i = 0; i < PROJECT_PARTS; i++) {
		struct view_node *n = list_add(list);
		const char *name = project_part_name((enum project_part)i), *stored = "";

		for (size_t t = 0; t < count; t++)
			if (strcmp(texts[t].lang, lang_code(lang)) == 0)
				stored = texts[t].parts[i];
		node_text(n, V_NAME, name);
		node_text(n, V_LABEL, page_text(&p, part_key(&p, (enum project_part)i, "")));
		node_text(n, V_HINT, page_text(&p, part_key(&p, (enum project_part)i, ".hint")));
		node_text(n, V_VALUE, typed_or(req, name, stored));
	}
	node_text(p.root, V_CODE, lang_code(lang));
	node_text(p.root, V_ERROR, page_said(&p, said));
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "project_edit");
}

enum err project_edit_get(struct request *req, struct response *res)
{
	return show_editor(req, res, 200, NULL);
}

struct project_job {
	const struct request *req;
	const char *lang;
};

enum err project_edit_post(struct request *req, struct response *res)
{
	const char *parts[PROJECT_PARTS];
	struct change c;
	struct said said;
	enum lang lang;
	enum err e;

	if (!lang_parse(params_get(&req->form, "edit"), &lang))
		return err_fail(ERR_INPUT, "the language of the texts is missing");
	for (int i = 0; i < PROJECT_PARTS; i++)
		parts[i] = params_get(&req->form, project_part_name((enum project_part)i));
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, project_write(&c, lang_code(lang), parts));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_editor(req, res, 422, &said);
	return e ? e : response_redirect(res, url_query(req->arena,
		url_query(req->arena, "/admin/project", "edit", lang_code(lang)), "done", "1"));
}
