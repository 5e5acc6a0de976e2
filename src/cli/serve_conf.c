/*
 * nginx's configuration: nginx/kiosk.conf.in with this machine's paths, addresses
 * and names, and the words of the interface's catalog for the answers that nginx
 * gives by itself.
 */
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "serve_parts.h"
#include "view/catalog.h"
#include "view/lang.h"

#define CONF_MAX ((size_t)256 << 10)
#define BACKLOG 4096	/* more begin at once than the kernel takes by default */
#define STRING_MAX 4000	/* nginx reads its configuration in pieces of 4096 */

/* For HTML inside a double-quoted string of nginx, where '$' begins a variable
 * and nothing undoes that. */
static void add_text(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("&<>\"'$\\", *text))
			buf_printf(out, "&#%d;", *text);
		else
			buf_putc(out, *text);
	}
}

static void make_page(struct buf *out, const struct catalog *texts, const char *status,
	int languages)
{
	struct arena *a = arena_new();
	const char *title = arena_printf(a, "error.%s.title", status);
	const char *text = arena_printf(a, "error.%s.text", status);

	buf_puts(out, "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
		"<meta name='viewport' content='width=device-width'><title>");
	add_text(out, catalog_text(texts, LANG_EN, title));
	buf_puts(out, "</title><link rel='stylesheet' href='/static/kiosk.css'></head>"
		"<body><main>");
	for (int i = 0; i < languages; i++) {
		enum lang lang = (enum lang)i;

		buf_printf(out, "<section lang='%s'><h2>", lang_code(lang));
		add_text(out, catalog_text(texts, lang, title));
		buf_puts(out, "</h2><p>");
		add_text(out, catalog_text(texts, lang, text));
		buf_puts(out, "</p></section>");
	}
	buf_puts(out, "</main></body></html>");
	arena_free(a);
}

/* In all languages at once, as nginx does not know the reader's; in English when
 * that is more than nginx takes. */
static void add_page(struct buf *out, const struct catalog *texts, const char *status)
{
	struct buf page;

	buf_init(&page, STRING_MAX);
	make_page(&page, texts, status, LANG_COUNT);
	if (page.full) {
		buf_clear(&page);
		make_page(&page, texts, status, 1);
	}
	buf_add(out, page.data, page.len);
	buf_free(&page);
}

static enum err load_texts(const struct site *site, const struct catalog **out)
{
	const char *path = path_join(site->arena, site->places.www, "i18n/interface.csv");
	struct buf *lines = buf_new(site->arena, 4096);
	struct faults faults;

	faults_init(&faults, site->arena);
	if (catalog_load(site->arena, path, &faults, out) == OK)
		return OK;
	if (!faults.count)
		return err_fail(ERR_SYSTEM, "%s", err_detail());
	faults_print(&faults, lines);
	return err_fail(ERR_SYSTEM, "%.*s", (int)strcspn(lines->data, "\n"), lines->data);
}

static void add_listen(struct buf *out, const struct site *site, const char *more)
{
	for (size_t i = 0; i < site->listen_count; i++)
		buf_printf(out, "\t\tlisten %s%s;\n", site->listen[i], more);
}

/* What stands for the name between two @; false when it is no name of ours. */
static bool fill(struct buf *out, const struct site *site, const char *names,
	const struct catalog *texts, struct str name)
{
	if (str_eq(name, "USER"))
		/* Only where root could not be given up; else it is ignored, with a
		 * warning. */
		buf_puts(out, geteuid() == 0 ? "user root;" : "");
	else if (str_eq(name, "CONNECTIONS"))
		buf_printf(out, "%u", site->files - FILES_BESIDE);
	else if (str_eq(name, "RUN"))
		buf_puts(out, site->run);
	else if (str_eq(name, "SOCKETS"))
		buf_puts(out, site->sockets);
	else if (str_eq(name, "WWW"))
		buf_puts(out, site->places.www);
	else if (str_eq(name, "NAMES"))
		buf_puts(out, names);
	else if (str_eq(name, "LISTEN"))
		add_listen(out, site, "");
	else if (str_eq(name, "LISTEN_DEFAULT"))
		add_listen(out, site, arena_printf(site->arena, " default_server backlog=%d",
			BACKLOG));
	else if (name.len == 8 && memcmp(name.p, "PAGE_", 5) == 0)
		add_page(out, texts, arena_strndup(site->arena, name.p + 5, 3));
	else
		return false;
	return true;
}

static enum err fill_all(struct buf *out, const struct site *site, const char *names,
	const struct catalog *texts, struct str rest)
{
	while (rest.len) {
		struct str text = str_cut(rest, '@', &rest), name, after;

		buf_add(out, text.p, text.len);
		name = str_cut(rest, '@', &after);
		if (!rest.p)
			break;
		if (fill(out, site, names, texts, name))
			rest = after;
		else
			/* An @ of nginx's own: a named location. */
			buf_putc(out, '@');
	}
	return out->full ? err_fail(ERR_SYSTEM, "nginx.conf would be too long") : OK;
}

/* Quotes and variables of nginx know no escape that works everywhere. */
static enum err check_paths(const struct site *site)
{
	const char *paths[] = {site->run, site->sockets, site->places.www};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strpbrk(paths[i], "\"$\\\n\r"))
			return err_fail(ERR_SYSTEM, "the path %s holds a character that nginx "
				"cannot take: use another folder", paths[i]);
	return OK;
}

enum err conf_write(const struct site *site, const char *names)
{
	struct buf *out = buf_new(site->arena, CONF_MAX);
	const struct catalog *texts;
	char *template;
	size_t len;
	enum err e;

	if ((e = check_paths(site)) || (e = load_texts(site, &texts))
		|| (e = file_read(site->arena, path_join(site->arena, site->places.nginx,
			"kiosk.conf.in"), CONF_MAX, &template, &len))
		|| (e = fill_all(out, site, names, texts, (struct str){template, len})))
		return e;
	return file_write(path_join(site->arena, site->run, "nginx.conf"), out->data,
		out->len, 0600);
}
