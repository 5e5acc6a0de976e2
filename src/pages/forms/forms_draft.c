/* One draft: looked at, compared, published or thrown away. */
#include <string.h>

#include "base/arena.h"
#include "forms.h"
#include "model/change.h"
#include "model/rounds.h"
#include "pages/survey_page.h"
#include "view/url.h"

/* ---- the page ---- */

/* Against the version it follows, as that is shown now. */
static enum err add_base(struct page *p, const struct edited *d, const struct form *form)
{
	struct edited base = {.row = d->row};
	struct faults faults, warnings;
	struct form_diff diff;
	struct form *before;
	bool correction = false;
	enum err e = form_sheets_at(p->a, p->db, d->row.id, d->row.minor, &base.sheets);

	if (!e)
		e = edited_compile(p->a, p->db, &base, &faults, &warnings, &before);
	if (e == ERR_INPUT)
		return OK;
	if (!e)
		e = draft_is_correction(p->a, p->db, &d->draft, &correction);
	if (e)
		return e;
	form_compare(p->a, before, form, &diff);
	forms_add_diff(p, &diff);
	node_text(p->root, V_FORM, forms_version(p, d->row.version, d->row.minor));
	if (correction)
		node_text(p->root, V_CORRECTION, forms_version(p, d->row.version,
			d->row.minor + 1));
	return OK;
}

/* The number it would be published under. */
static enum err add_next(struct page *p, const struct edited *d)
{
	struct form_row latest = {0};
	enum err e = form_latest(p->a, p->db, d->draft.code, &latest);

	if (e && e != ERR_NOT_FOUND)
		return e;
	node_text(p->root, V_NEXT, forms_version(p, latest.version + 1, 0));
	return OK;
}

static enum err add_lists(struct page *p, const struct edited *d, const struct form *form)
{
	struct view_list *list = node_list(p->root, V_CHOICES);

	for (size_t i = 0; i < form->list_count; i++) {
		const struct choice_list *l = form->lists[i];
		struct view_node *n;

		if (l->count && l->choices[0].from_catalogue)
			continue;
		n = list_add(list);
		node_text(n, V_NAME, l->name);
		node_text(n, V_NOTE, page_count(p, "forms.choices.count", (int64_t)l->count));
		node_text(n, V_HREF, url_query(p->a, arena_printf(p->a, "%s/choices", d->href),
			"list", l->name));
		node_flag(p->root, V_ANY, true);
	}
	return OK;
}

static enum err show_draft(struct request *req, struct response *res, int status,
	const struct said *said)
{
	static const char *const done[] = {"new", "saved", "nothing"};
	const char *told = params_get(&req->query, "done");
	struct page p;
	struct edited d;
	struct faults faults, warnings;
	struct form *form = NULL;
	enum err e = office_begin(req, res, "forms.draft", &p);

	if (!e)
		e = edited_find(req, p.db, &d);
	if (!e)
		e = edited_compile(p.a, p.db, &d, &faults, &warnings, &form);
	if (e && e != ERR_INPUT)
		return e;
	e = forms_add_languages(&p, &d);
	if (!e && form && d.row.id)
		e = add_base(&p, &d, form);
	if (!e && form)
		e = add_lists(&p, &d, form);
	if (!e)
		e = add_next(&p, &d);
	if (e)
		return e;
	forms_add_faults(&p, V_ERRORS, &faults);
	forms_add_faults(&p, V_WARNINGS, &warnings);
	node_flag(p.root, V_FOUND, warnings.count > 0);
	for (size_t i = 0; told && i < sizeof done / sizeof *done; i++)
		if (strcmp(told, done[i]) == 0)
			node_text(p.root, V_DONE, page_text(&p, arena_printf(p.a, "forms.done.%s",
				done[i])));
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_text(p.root, V_TITLE, d.draft.title);
	node_text(p.root, V_CODE, d.draft.code);
	node_text(p.root, V_HREF, d.href);
	node_flag(p.root, V_ACTIVE, form != NULL);
	return page_end(&p, status, "forms_draft");
}

enum err draft_get(struct request *req, struct response *res)
{
	return show_draft(req, res, 200, NULL);
}

static enum err preview(struct request *req, struct response *res)
{
	struct faults faults, warnings;
	struct edited d;
	struct form *form;
	struct db *db;
	const char *version = params_get(&req->query, "version");
	const char *action;
	enum err e = edited_open(req, &db, &d);

	if (e)
		return e;
	e = edited_compile(req->arena, db, &d, &faults, &warnings, &form);
	if (faults.count)
		return forms_show_faults(req, res, &faults, &warnings);
	if (e)
		return e;
	action = url_query(req->arena, arena_printf(req->arena, "%s/preview", d.href), "version",
		version);
	return survey_preview(req, res, form, action, d.href);
}

enum err draft_preview(struct request *req, struct response *res)
{
	return preview(req, res);
}

enum err form_preview(struct request *req, struct response *res)
{
	return preview(req, res);
}

enum err draft_file_get(struct request *req, struct response *res)
{
	struct edited d;
	struct db *db;
	enum err e = edited_open(req, &db, &d);

	if (e)
		return e;
	return forms_download(req, res, arena_printf(req->arena, "%s-draft", d.draft.code),
		request_capture(req, "ending"), &d.sheets);
}

/* ---- what becomes of it ---- */

/* Publish or correct by `f`, then go to the form. */
static enum err settle_draft(struct request *req, struct response *res, const char *done,
	enum err (*f)(struct change *, const struct form_draft *, struct form_row *))
{
	struct form_row row;
	struct edited d;
	struct change c;
	struct said said;
	struct db *db;
	enum err e = edited_open(req, &db, &d);

	if (e)
		return e;
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, f(&c, &d.draft, &row));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return show_draft(req, res, e == ERR_INPUT ? 422 : 409, &said);
	return e ? e : response_redirect(res, url_query(req->arena,
		url_path(req->arena, "/admin/forms/%s", row.code), "done", done));
}

enum err draft_publish_post(struct request *req, struct response *res)
{
	return settle_draft(req, res, "published", draft_publish);
}

enum err draft_correct_post(struct request *req, struct response *res)
{
	return settle_draft(req, res, "corrected", draft_correct);
}

enum err draft_discard_post(struct request *req, struct response *res)
{
	struct edited d;
	struct change c;
	struct db *db;
	enum err e = edited_open(req, &db, &d);

	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, draft_drop(&c, &d.draft));
	return e ? e : response_redirect(res, "/admin/forms?discarded=1");
}
