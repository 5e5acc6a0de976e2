/* The help: documents of www/help in the frame of the pages they explain, in the reader's
 * language; what exists in English alone says so. */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "pages/office.h"
#include "pages/site.h"
#include "view/document.h"
#include "view/url.h"

#define FIRST "index.html"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/* "admin.html"; nothing that leads elsewhere. */
static bool is_document(const char *name)
{
	size_t letters = strspn(name, LETTERS);

	return letters && strcmp(name + letters, ".html") == 0;
}

static const char *place_of(const struct page *p, enum lang lang, const char *name)
{
	return path_join(p->a, p->site->help, arena_printf(p->a, "%s/%s", lang_code(lang), name));
}

static enum err show(struct page *p, const char *name)
{
	struct document doc;
	enum err e = document_read(p->a, place_of(p, p->lang, name), &doc);

	if (e == ERR_NOT_FOUND && p->lang != LANG_EN) {
		e = document_read(p->a, place_of(p, LANG_EN, name), &doc);
		node_text(p->root, V_TITLE_LANG, lang_code(LANG_EN));
	}
	if (e)
		return e;
	node_text(p->root, V_TITLE, doc.title);
	node_markup(p->root, V_DOCUMENT, doc.body);
	node_text(p->root, V_HREF, strcmp(name, FIRST) == 0 ? NULL : FIRST);
	return page_end(p, 200, "help");
}

/* An address with a language is that language's, and so are the links on it; one without
 * is the reader's. */
enum err help_get(struct request *req, struct response *res)
{
	const char *name = request_capture(req, "document"), *code = request_capture(req, "lang");
	const char *asked = params_get(&req->query, "lang");
	struct page p;
	enum err e = req->viewer ? office_begin(req, res, "", &p) : page_begin(req, res, &p);

	if (e)
		return e;
	if (!name)
		name = FIRST;
	if (!is_document(name) || (code && !lang_parse(code, &p.lang)))
		return ERR_NOT_FOUND;
	if (asked && lang_parse(asked, &p.lang))
		return response_redirect(res, url_path(p.a, "/help/%s/%s", lang_code(p.lang), name));
	return show(&p, name);
}
