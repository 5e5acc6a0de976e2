/* One form: its versions and corrections, the rounds that use them, two compared. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forms.h"
#include "model/rounds.h"
#include "view/format.h"
#include "view/url.h"

static void add_corrections(struct page *p, struct view_node *n, const struct form_row *row)
{
	struct view_list *list = node_list(n, V_CORRECTIONS);
	struct form_correction *corrections;
	size_t count;

	if (corrections_list(p->a, p->db, row->id, &corrections, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct view_node *c = list_add(list);

		node_text(c, V_NAME, forms_version(p, row->version, corrections[i].minor));
		node_text(c, V_DATE, format_date(p->a, p->lang, corrections[i].day));
	}
}

static void add_rounds(struct page *p, struct view_node *n, const struct form_row *row,
	const struct round *rounds, size_t count)
{
	struct view_list *list = node_list(n, V_ROUNDS);

	for (size_t i = 0; i < count; i++) {
		struct view_node *r;

		if (rounds[i].form != row->id)
			continue;
		r = list_add(list);
		node_text(r, V_TITLE, rounds[i].title);
		node_text(r, V_HREF, url_path(p->a, "/admin/rounds/%s", rounds[i].code));
		node_text(r, V_NOTE, forms_version(p, rounds[i].form_version,
			rounds[i].form_minor));
	}
}

/* A version's own addresses. */
static const char *of_version(struct page *p, const char *href, const char *what, int version)
{
	return url_query(p->a, arena_printf(p->a, "%s%s", href, what), "version",
		arena_printf(p->a, "%d", version));
}

static enum err add_versions(struct page *p, const struct edited *d)
{
	struct view_list *list = node_list(p->root, V_VERSIONS);
	struct form_row *forms;
	struct round *rounds;
	size_t count, round_count;
	enum err e = form_list(p->a, p->db, &forms, &count);

	if (!e)
		e = round_list(p->a, p->db, &rounds, &round_count);
	for (size_t i = e ? 0 : count; i-- > 0;) {
		struct view_node *n;

		if (strcmp(forms[i].code, d->row.code) != 0)
			continue;
		n = list_add(list);
		node_text(n, V_NAME, forms_version(p, forms[i].version, forms[i].minor));
		node_text(n, V_HREF, of_version(p, d->href, "/preview", forms[i].version));
		node_text(n, V_URL, of_version(p, d->href, "/file/xlsx", forms[i].version));
		node_text(n, V_LINK, of_version(p, d->href, "/file/zip", forms[i].version));
		if (forms[i].version > 1)
			node_text(n, V_DIFFER, of_version(p, d->href, "/diff",
				forms[i].version));
		add_corrections(p, n, &forms[i]);
		add_rounds(p, n, &forms[i], rounds, round_count);
	}
	return e;
}

enum err form_get(struct request *req, struct response *res)
{
	static const char *const done[] = {"published", "corrected", "reviewed"};
	const char *told = params_get(&req->query, "done");
	struct page p;
	struct edited d;
	enum err e = office_begin(req, res, "menu.forms", &p);

	if (!e)
		e = edited_find(req, p.db, &d);
	if (!e)
		e = add_versions(&p, &d);
	if (!e)
		e = forms_add_languages(&p, &d);
	if (e)
		return e;
	for (size_t i = 0; told && i < sizeof done / sizeof *done; i++)
		if (strcmp(told, done[i]) == 0)
			node_text(p.root, V_DONE, page_text(&p, arena_printf(p.a, "forms.done.%s",
				done[i])));
	node_text(p.root, V_TITLE, d.row.title);
	node_text(p.root, V_CODE, d.row.code);
	node_text(p.root, V_HREF, d.href);
	node_text(p.root, V_URL, url_query(p.a, "/admin/rounds/_new", "form", d.row.code));
	return page_end(&p, 200, "forms_form");
}

enum err form_file_get(struct request *req, struct response *res)
{
	struct edited d;
	struct db *db;
	enum err e = edited_open(req, &db, &d);

	if (e)
		return e;
	return forms_download(req, res, arena_printf(req->arena, d.row.minor ? "%s-v%d.%d" :
		"%s-v%d", d.row.code, d.row.version, d.row.minor), request_capture(req, "ending"),
		&d.sheets);
}

/* ---- two versions ---- */

/* The version `before` is compared with: `with`, else the one before it. */
static enum err compile_other(struct page *p, const struct edited *d, struct form_row *row,
	struct form **out)
{
	const char *asked = params_get(&p->req->query, "with");
	struct edited other = {.is_draft = false};
	struct faults faults, warnings;
	int64_t with = d->row.version - 1;
	enum err e;

	if (asked && (!parse_i64(asked, &with) || with < 1 || with > 1000000))
		return err_fail(ERR_NOT_FOUND, "there is no such version");
	e = form_version(p->a, p->db, d->row.code, (int)with, row);
	if (!e)
		e = form_sheets_at(p->a, p->db, row->id, row->minor, &other.sheets);
	if (e)
		return e;
	other.row = *row;
	return edited_compile(p->a, p->db, &other, &faults, &warnings, out);
}

enum err form_diff_get(struct request *req, struct response *res)
{
	struct page p;
	struct edited d;
	struct faults faults, warnings;
	struct form *before, *after;
	struct form_row other;
	struct form_diff diff;
	enum err e = office_begin(req, res, "forms.compare", &p);

	if (!e)
		e = edited_find(req, p.db, &d);
	if (!e)
		e = compile_other(&p, &d, &other, &before);
	if (!e)
		e = edited_compile(p.a, p.db, &d, &faults, &warnings, &after);
	if (e)
		return e;
	form_compare(p.a, before, after, &diff);
	forms_add_diff(&p, &diff);
	node_text(p.root, V_TITLE, d.row.title);
	node_text(p.root, V_HREF, d.href);
	node_text(p.root, V_FROM, forms_version(&p, other.version, other.minor));
	node_text(p.root, V_TO, forms_version(&p, d.row.version, d.row.minor));
	return page_end(&p, 200, "forms_diff");
}
