/* What office pages share: addresses, the bar with menu and languages. */
#include "pages/office.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "menu.h"
#include "view/url.h"

#define ADDRESSES_MAX ((size_t)1 << 16)	/* bytes of the supervisor's file */
#define ADDRESSES_SHOWN 8
#define LANG_COOKIE "lang"
#define YEAR_S (366L * 24 * 3600)

const char *const *office_addresses(const struct page *p)
{
	const char **list = arena_array(p->a, ADDRESSES_SHOWN + 1, sizeof *list);
	const char *data = getenv("KIOSK_DATA");
	struct str rest = {0};
	size_t n = 0, len;
	char *text;

	if (data && file_read(p->a, path_join(p->a, data, "run/addresses"), ADDRESSES_MAX,
		&text, &len) == OK)
		rest = (struct str){text, len};
	while (rest.len && n < ADDRESSES_SHOWN) {
		struct str line = str_cut(rest, '\n', &rest);

		if (line.len)
			list[n++] = arena_strndup(p->a, line.p, line.len);
	}
	if (!n && *p->req->host)
		list[n++] = arena_printf(p->a, "%s://%s/", p->req->https ? "https" : "http",
			p->req->host);
	return list;
}

bool office_only_here(const struct page *p)
{
	static const char *const local[] = {"://localhost", "://127.", "://[::1]"};
	const char *first = office_addresses(p)[0];

	for (size_t i = 0; first && i < sizeof local / sizeof *local; i++)
		if (strstr(first, local[i]))
			return true;
	return false;
}

const char *office_address(const struct page *p)
{
	const char *first = office_addresses(p)[0];
	size_t len = first ? strlen(first) : 0;

	while (len && first[len - 1] == '/')
		len--;
	return arena_strndup(p->a, first ? first : "", len);
}

/* ---- the bar ---- */

/* This page in another language: the same address, or where a page that answers
 * a form has none of its own, the reader's first page. */
static const char *here_in(const struct page *p, const char *lang)
{
	const struct request *req = p->req;
	const char *url = req->path;

	if (strcmp(req->method, "POST") == 0)
		url = !req->viewer ? "/login" :
			"/today";
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
		menu_add(p);
}

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
