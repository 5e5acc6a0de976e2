/* The company's colours as a style sheet (pages carry no inline style), and its logo. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/logo.h"
#include "pages/site.h"
#include "pages/survey.h"
#include "base/colour.h"

static void put(struct buf *out, const char *name, struct colour c)
{
	char text[COLOUR_CHARS];

	colour_text(c, text);
	buf_printf(out, "--%s:%s;", name, text);
}

static void put_accent(struct buf *out, struct accent a)
{
	buf_puts(out, ":root{");
	put(out, "accent", a.accent);
	put(out, "accent-strong", a.strong);
	put(out, "accent-soft", a.soft);
	put(out, "on-accent", a.on);
	buf_puts(out, "}");
}

enum err theme_get(struct request *req, struct response *res)
{
	struct page p;
	struct colour accent;
	struct buf *out;
	enum err e = page_begin(req, res, &p);

	if (e)
		return e;
	/* Its address names the colour, so a copy of it never grows stale. */
	response_cache(res, params_get(&req->query, "v") ? "public, max-age=31536000, immutable" :
		"no-cache");
	if (response_etag(req, res, *p.settings.accent ? p.settings.accent + 1 : "none"))
		return OK;
	out = response_body(res, 200, "text/css; charset=utf-8");
	if (!colour_parse(p.settings.accent, &accent))
		return OK;
	put_accent(out, accent_light(accent));
	buf_puts(out, "\n@media (prefers-color-scheme:dark){");
	put_accent(out, accent_dark(accent));
	buf_puts(out, "}\n");
	return OK;
}

enum err logo_get_page(struct request *req, struct response *res)
{
	struct page p;
	const char *type;
	const void *bytes;
	size_t len;
	enum err e = page_begin(req, res, &p);

	if (!e)
		e = logo_get(p.a, p.db, &type, &bytes, &len);
	if (e)
		return e;
	response_cache(res, params_get(&req->query, "v") ? "public, max-age=31536000, immutable" :
		"no-cache");
	if (!response_etag(req, res, *p.settings.logo ? p.settings.logo : "none"))
		buf_add(response_body(res, 200, type), bytes, len);
	return OK;
}
