/* All forms: what is published, what is being written, what one may start from; and
 * the upload. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "forms.h"
#include "model/change.h"
#include "model/reviews.h"
#include "pages/office.h"
#include "view/format.h"
#include "view/url.h"
#include "web/places.h"

#define TEMPLATES_MAX 50

/* ---- templates ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The folders of www/forms, sorted. */
static size_t template_names(struct arena *a, const char *dir, const char **out)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	size_t n = 0;

	while (d && n < TEMPLATES_MAX && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && file_exists(path_join(a, path_join(a, dir,
			entry->d_name), "survey.csv")))
			out[n++] = arena_strdup(a, entry->d_name);
	if (d)
		closedir(d);
	qsort(out, n, sizeof *out, by_name);
	return n;
}

static enum err templates_dir(struct arena *a, const char **out)
{
	struct places places;
	enum err e = places_find(a, &places);

	if (!e)
		*out = path_join(a, places.www, "forms");
	return e;
}

/* The pack of that name, as it is shipped. ERR_NOT_FOUND. */
static enum err template_read(struct arena *a, const char *name, struct form_sheets *out)
{
	const char *names[TEMPLATES_MAX], *dir;
	struct faults faults, warnings;
	struct form_input in;
	enum err e = templates_dir(a, &dir);
	size_t n = e ? 0 : template_names(a, dir, names), i = 0;

	while (i < n && strcmp(names[i], name) != 0)
		i++;
	if (i == n)
		return err_fail(ERR_NOT_FOUND, "there is no such template");
	faults_init(&faults, a);
	faults_init(&warnings, a);
	e = form_input_path(a, path_join(a, dir, names[i]), &faults, &warnings, &in);
	if (!e)
		*out = in.sheets;
	return e;
}

static void add_templates(struct page *p)
{
	const char *names[TEMPLATES_MAX], *dir;
	struct view_list *list = node_list(p->root, V_ITEMS);
	size_t n = templates_dir(p->a, &dir) ? 0 : template_names(p->a, dir, names);

	for (size_t i = 0; i < n; i++) {
		struct form_sheets sheets = {{NULL}};
		struct view_node *item;
		struct form_texts texts;
		struct faults faults;
		const struct text_row *title;

		faults_init(&faults, p->a);
		if (template_read(p->a, names[i], &sheets) ||
			texts_read(p->a, sheets.texts, &faults, &texts))
			continue;
		title = texts_find(&texts, "settings", "form", "form_title");
		item = list_add(list);
		node_text(item, V_CODE, names[i]);
		node_text(item, V_TITLE, title ? title->texts[0] : names[i]);
		node_text(item, V_NOTE, page_count(p, "forms.languages",
			(int64_t)texts.language_count));
		node_text(item, V_HREF, url_path(p->a, "/admin/forms/_template/%s", names[i]));
	}
}

/* ---- the list ---- */

static enum err add_drafts(struct page *p)
{
	struct view_list *list = node_list(p->root, V_DRAFTS);
	struct form_draft *drafts;
	size_t count;
	enum err e = draft_list(p->a, p->db, &drafts, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_TITLE, drafts[i].title);
		node_text(n, V_CODE, drafts[i].code);
		node_text(n, V_HREF, url_path(p->a, "/admin/forms/_draft/%ld",
			(long)drafts[i].id));
		node_text(n, V_NOTE, catalog_fill(p->a, page_text(p, "forms.changed_by"), "date",
			format_date(p->a, p->lang, drafts[i].day), "who", drafts[i].actor, NULL));
	}
	return e;
}

/* Each form by its latest version, with the rounds of all. */
static enum err add_forms(struct page *p)
{
	struct view_list *list = node_list(p->root, V_CARDS);
	struct form_row *forms;
	size_t count;
	enum err e = form_list(p->a, p->db, &forms, &count);

	for (size_t i = 0; !e && i < count; i++) {
		int64_t rounds = 0;
		struct view_node *n;

		if (!forms[i].latest)
			continue;
		for (size_t j = 0; j <= i; j++)
			if (strcmp(forms[j].code, forms[i].code) == 0)
				rounds += forms[j].rounds;
		n = list_add(list);
		node_text(n, V_TITLE, forms[i].title);
		node_text(n, V_CODE, forms[i].code);
		node_text(n, V_HREF, url_path(p->a, "/admin/forms/%s", forms[i].code));
		node_text(n, V_FORM, forms_version(p, forms[i].version, forms[i].minor));
		node_text(n, V_NOTE, page_count(p, "forms.rounds", rounds));
	}
	return e;
}

enum err forms_show_list(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	enum err e = office_begin(req, res, "menu.forms", &p);

	if (!e)
		e = add_drafts(&p);
	if (!e)
		e = add_forms(&p);
	if (e)
		return e;
	add_templates(&p);
	node_text(p.root, V_ERROR, page_said(&p, said));
	if (params_get(&req->query, "discarded"))
		node_text(p.root, V_DONE, page_text(&p, "forms.discarded"));
	return page_end(&p, status, "forms");
}

enum err forms_get(struct request *req, struct response *res)
{
	return forms_show_list(req, res, 200, NULL);
}

/* ---- coming in ---- */

struct coming {
	const char *name;
	struct form_sheets sheets;
	const struct form *form;
	const char *folder;		/* of the template, for its review states; or NULL */
	const struct form_row *from;	/* a stored form to begin with; NULL: the sheets */
	struct form_draft draft;
};

static enum err store_draft(struct change *c, struct coming *in)
{
	enum err e;

	if (in->from)
		return draft_begin(c, in->from, &in->draft);
	e = draft_add(c, in->name, &in->sheets, in->form, 0, &in->draft);
	return e || !in->folder ? e : translations_take_folder(c, in->draft.code,
		in->sheets.texts, in->folder);
}

static enum err keep_draft(struct request *req, struct response *res, struct coming *in)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, store_draft(&c, in));
	return e ? e : response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/admin/forms/_draft/%ld", (long)in->draft.id), "done", "new"));
}

static enum err read_upload(struct request *req, struct db *db, struct faults *faults,
	struct faults *warnings, struct coming *job, struct form **form)
{
	struct form_file *files = arena_array(req->arena, req->files.count + 1, sizeof *files);
	struct known_catalogues cats;
	struct form_input in;
	enum err e;

	for (size_t i = 0; i < req->files.count; i++)
		files[i] = (struct form_file){req->files.list[i].filename,
			req->files.list[i].data, req->files.list[i].len};
	e = form_input_read(req->arena, files, req->files.count, faults, warnings, &in);
	if (!e)
		e = catalogues_known(req->arena, db, &cats);
	if (!e)
		e = form_input_compile(req->arena, &in, cats.known, faults, warnings, NULL, form);
	if (e)
		return e;
	job->name = in.name;
	job->sheets = in.sheets;
	for (int k = 0; k < FORM_SHEETS; k++)
		if (in.sheets.texts[k] && strlen(in.sheets.texts[k]) > FORM_SHEET_MAX)
			return err_text(err_fail(ERR_TOO_LARGE, "the sheet %s is larger than %zu MiB",
				form_sheet_name((enum form_sheet)k), FORM_SHEET_MAX >> 20),
				"forms.too_large", "sheet", form_sheet_name((enum form_sheet)k), NULL);
	return OK;
}

enum err forms_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct faults faults, warnings;
	struct coming job = {.name = NULL};
	struct form *form;
	struct said said;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	faults_init(&faults, req->arena);
	faults_init(&warnings, req->arena);
	if (!e && !req->files.count)
		e = err_text(err_fail(ERR_INPUT, "choose a file first"), "forms.no_file", NULL);
	if (!e)
		e = read_upload(req, db, &faults, &warnings, &job, &form);
	if (faults.count)
		return forms_show_faults(req, res, &faults, &warnings);
	if (forms_can_mend(e)) {
		if (e == ERR_NOT_FOUND)
			err_text(err_fail(e, "there is no sheet survey in it"),
				"forms.no_survey", "sheet", "survey", NULL);
		said = err_said(req->arena);
		return forms_show_list(req, res, 422, &said);
	}
	if (e)
		return e;
	job.form = form;
	return keep_draft(req, res, &job);
}

enum err forms_start_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	const char *code = params_get(&req->form, "form");
	const char *name = params_get(&req->form, "template");
	struct coming job = {.name = name};
	struct faults faults, warnings;
	struct form_row row;
	struct form *form;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (e)
		return e;
	if (code) {
		e = form_latest(req->arena, db, code, &row);
		job.from = &row;
		return e ? e : keep_draft(req, res, &job);
	}
	faults_init(&faults, req->arena);
	faults_init(&warnings, req->arena);
	e = template_read(req->arena, name ? name : "", &job.sheets);
	if (!e)
		e = draft_compile(req->arena, db, name, &job.sheets, &faults, &warnings, &form);
	if (faults.count)
		return forms_show_faults(req, res, &faults, &warnings);
	if (e)
		return e;
	job.form = form;
	if (!templates_dir(req->arena, &job.folder))
		job.folder = path_join(req->arena, job.folder, name);
	return keep_draft(req, res, &job);
}

enum err template_file_get(struct request *req, struct response *res)
{
	struct form_sheets sheets = {{NULL}};
	const char *name = request_capture(req, "template");
	enum err e = template_read(req->arena, name, &sheets);

	return e ? e : forms_download(req, res, name, request_capture(req, "ending"), &sheets);
}
