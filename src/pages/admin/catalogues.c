/* The lists of activities and departments: as tables in and out, and one by one. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define CSV_MAX ((size_t)4 << 20)
#define ENTRY_MAX ((size_t)512 << 10)

/* What differs between the two pages. */
static const struct family {
	enum catalogue_kind kind;
	const char *path, *title, *lead, *file;
} functions = {CATALOGUE_FUNCTIONS, "/admin/functions", "functions.title", "functions.lead",
	"functions.csv"},
departments = {CATALOGUE_DEPARTMENTS, "/admin/departments", "departments.title",
	"departments.lead", "departments.csv"};

/* ---- showing ---- */

/* The next column that the page of a list shows; NULL: the first. */
static const struct catalogue_column *next_shown(enum catalogue_kind list,
	const struct catalogue_column *c)
{
	for (c = c ? c + 1 : catalogue_columns; c->name; c++)
		if (c->list == list && c->text)
			return c;
	return NULL;
}

/* As typed into the field of a column. */
static const char *cell_text(struct page *p, const struct catalogue_entry *e,
	const struct catalogue_column *c)
{
	double v;

	if (c->type == CATALOGUE_TEXT)
		return catalogue_text(e, c);
	v = catalogue_number(e, c);
	return isnan(v) ? "" : format_double(p->a, v);
}

static void add_entry(struct page *p, struct view_list *list, const struct family *f,
	const struct catalogue *c, const struct catalogue_entry *e)
{
	struct view_node *n = list_add(list);
	struct view_list *cells = node_list(n, V_CELLS);

	node_text(n, V_CODE, e->code);
	node_text(n, V_LABEL, catalogue_label(c, e, lang_code(p->lang)));
	node_text(n, V_HREF, url_query(p->a, f->path, "edit", e->code));
	for (const struct catalogue_column *x = NULL; (x = next_shown(f->kind, x));) {
		struct view_node *cell = list_add(cells);
		const char *text = cell_text(p, e, x);

		node_text(cell, V_TEXT, strcmp(text, "*") == 0 ? page_text(p, "rounds.everyone") :
			text);
		node_flag(cell, V_IS_NUMBER, x->type != CATALOGUE_TEXT);
	}
}

static void add_headings(struct page *p, const struct family *f)
{
	struct view_list *list = node_list(p->root, V_COLUMNS);

	for (const struct catalogue_column *x = NULL; (x = next_shown(f->kind, x));) {
		struct view_node *n = list_add(list);

		node_text(n, V_LABEL, page_text(p, x->text));
		node_flag(n, V_IS_NUMBER, x->type != CATALOGUE_TEXT);
	}
}

/* The texts of a language in a catalogue, "" where it has none. */
static const char *text_in(const struct catalogue *c, const char *const *texts, const char *code)
{
	for (size_t i = 0; texts && i < c->language_count; i++)
		if (strcmp(c->languages[i].code, code) == 0)
			return texts[i];
	return "";
}

/* A field for each column; `e` NULL: of a new entry. */
static void add_fields(struct page *p, struct view_node *n, enum catalogue_kind kind,
	const struct catalogue_entry *e)
{
	struct view_list *list = node_list(n, V_FIELDS);

	for (const struct catalogue_column *x = NULL; (x = next_shown(kind, x));) {
		struct view_node *field = list_add(list);

		node_text(field, V_NAME, x->name);
		node_text(field, V_LABEL, page_text(p, x->text));
		node_text(field, V_HINT, x->hint ? page_text(p, x->hint) : NULL);
		node_text(field, V_VALUE, typed_or(p->req, x->name, e ? cell_text(p, e, x) : ""));
		node_text(field, V_MODE, x->type == CATALOGUE_NUMBER ? "decimal" :
			x->type == CATALOGUE_WHOLE ? "numeric" : NULL);
	}
}

static void add_editor(struct page *p, const struct family *f, const struct catalogue *c,
	const char *code)
{
	const struct catalogue_entry *e = catalogue_find(c, code);
	struct view_node *n = node_object(p->root, V_FORM);
	struct view_list *langs = node_list(n, V_LANGS);

	for (int i = 0; i < LANG_COUNT; i++) {
		const char *lang = lang_code((enum lang)i);
		struct view_node *l = list_add(langs);

		node_text(l, V_CODE, lang);
		node_text(l, V_NAME, lang_name((enum lang)i));
		node_text(l, V_LABEL, typed_or(p->req, arena_printf(p->a, "label/%s", lang),
			e ? text_in(c, e->labels, lang) : ""));
		node_text(l, V_HINT, typed_or(p->req, arena_printf(p->a, "hint/%s", lang),
			e ? text_in(c, e->hints, lang) : ""));
	}
	node_text(n, V_CODE, typed_or(p->req, "code", code));
	node_flag(n, V_FOUND, e != NULL);
	add_fields(p, n, f->kind, e);
	node_flag(n, V_ANY, f->kind == CATALOGUE_FUNCTIONS);
}

static void add_faults(struct page *p, const struct faults *faults)
{
	struct view_list *list = node_list(p->root, V_ERRORS);

	for (size_t i = 0; faults && i < faults->count; i++) {
		const struct fault *f = &faults->list[i];
		const char *where = f->line ? catalog_fill(p->a, page_text(p, "catalogues.line"),
			"n", arena_printf(p->a, "%zu", f->line), NULL) : f->file;

		node_textf(list_add(list), V_TEXT, "%s%s%s: %s", where,
			f->column ? ", " : "", f->column ? f->column : "", f->message);
	}
}

static enum err show_catalogues(struct request *req, struct response *res, const struct family *f,
	int status, const struct said *said, const struct faults *faults)
{
	struct page p;
	struct catalogue c;
	struct view_list *list;
	const char *edit = params_get(&req->query, "edit");
	enum err e = office_begin(req, res, f->title, &p);

	if (!e)
		e = catalogue_load(p.a, p.db, f->kind, &c);
	if (e)
		return e;
	add_headings(&p, f);
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < c.count; i++)
		add_entry(&p, list, f, &c, &c.entries[i]);
	if (!edit && said && params_get(&req->form, "code"))
		edit = params_get(&req->form, "code");
	if (edit)
		add_editor(&p, f, &c, edit);
	add_faults(&p, faults);
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_text(p.root, V_TEXT, page_text(&p, f->lead));
	node_text(p.root, V_HREF, f->path);
	node_text(p.root, V_URL, arena_printf(p.a, "%s.csv", f->path));
	node_text(p.root, V_VALUE, params_get(&req->form, "csv"));
	node_flag(p.root, V_IS_CHOICES, f->kind == CATALOGUE_FUNCTIONS);
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "catalogue");
}

/* ---- changing ---- */

static enum err finish_catalogues(struct request *req, struct response *res, const struct family *f,
	enum err e)
{
	struct said said = err_said(req->arena);

	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return show_catalogues(req, res, f, 422, &said, NULL);
	if (e)
		return e;
	return response_redirect(res, url_query(req->arena, f->path, "done", "1"));
}

static enum err take(struct request *req, struct response *res, const struct family *f,
	const struct catalogue *list)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, catalogue_bring(&c, list));
	return finish_catalogues(req, res, f, e);
}

static enum err nothing_given(void)
{
	return err_text(err_fail(ERR_INPUT, "choose a file, or paste a table"),
		"catalogues.empty", NULL);
}

/* A table, as a file or pasted. */
static enum err bring_in(struct request *req, struct response *res, const struct family *f)
{
	struct catalogue list;
	const char *csv = params_get(&req->form, "csv");
	size_t len = csv ? strlen(csv) : 0;
	struct faults faults;

	if (req->files.count) {
		csv = req->files.list[0].data;
		len = req->files.list[0].len;
	}
	if (!len || len > CSV_MAX)
		return finish_catalogues(req, res, f, nothing_given());
	faults_init(&faults, req->arena);
	if (catalogue_read_text(req->arena, f->kind, f->file, csv, len, &faults, &list))
		return show_catalogues(req, res, f, 422, NULL, &faults);
	return take(req, res, f, &list);
}

static void put_texts(struct csv_writer *w, const struct request *req, bool heading)
{
	static const char *const kinds[] = {"label", "hint"};

	for (int i = 0; i < 2 * LANG_COUNT; i++) {
		const char *kind = kinds[i % 2], *code = lang_code((enum lang)(i / 2));

		csv_put(w, heading ? arena_printf(req->arena, "%s::%s (%s)", kind,
			lang_name((enum lang)(i / 2)), code) :
			typed_or(req, arena_printf(req->arena, "%s/%s", kind, code), ""));
	}
	csv_end_row(w);
}

/* The one entry of the editor, as the table it would be: read by the same rules. */
static const char *entry_csv(const struct request *req, const struct family *f)
{
	struct csv_writer w = {.out = buf_new(req->arena, ENTRY_MAX)};

	csv_put(&w, "code");
	for (const struct catalogue_column *x = NULL; (x = next_shown(f->kind, x));)
		csv_put(&w, x->name);
	put_texts(&w, req, true);
	csv_put(&w, typed_or(req, "code", ""));
	for (const struct catalogue_column *x = NULL; (x = next_shown(f->kind, x));)
		csv_put(&w, typed_or(req, x->name, ""));
	put_texts(&w, req, false);
	return w.out->data;
}

static enum err put_one(struct request *req, struct response *res, const struct family *f)
{
	struct catalogue list;
	const char *csv = entry_csv(req, f);
	struct faults faults;

	faults_init(&faults, req->arena);
	if (catalogue_read_text(req->arena, f->kind, f->file, csv, strlen(csv), &faults,
		&list)) {
		err_fail(ERR_INPUT, "%s%s%s", faults.count && faults.list[0].column ?
			faults.list[0].column : "", faults.count && faults.list[0].column ? ": " : "",
			faults.count ? faults.list[0].message : "");
		return finish_catalogues(req, res, f, ERR_INPUT);
	}
	if (!list.count)
		return finish_catalogues(req, res, f, nothing_given());
	return take(req, res, f, &list);
}

static enum err remove_one(struct request *req, struct response *res, const struct family *f)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, catalogue_remove(&c, f->kind, typed_or(req, "code", "")));
	return finish_catalogues(req, res, f, e);
}

static enum err download(struct request *req, struct response *res, const struct family *f)
{
	struct site *site = req->app->ctx;
	struct catalogue c;
	struct db *db;
	struct buf *out;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = catalogue_load(req->arena, db, f->kind, &c);
	if (e)
		return e;
	for (size_t i = 0; i < c.language_count; i++) {
		enum lang lang;

		if (lang_parse(c.languages[i].code, &lang))
			c.languages[i].name = lang_name(lang);
	}
	out = response_body(res, 200, "text/csv; charset=utf-8");
	response_download(res, "text/csv; charset=utf-8", f->file);
	catalogue_write(&c, out);
	return OK;
}

#define HANDLERS(name) \
enum err name##_get(struct request *req, struct response *res) \
{ return show_catalogues(req, res, &name, 200, NULL, NULL); } \
enum err name##_csv_get(struct request *req, struct response *res) \
{ return download(req, res, &name); } \
enum err name##_post(struct request *req, struct response *res) \
{ return bring_in(req, res, &name); } \
enum err name##_put_post(struct request *req, struct response *res) \
{ return put_one(req, res, &name); } \
enum err name##_remove_post(struct request *req, struct response *res) \
{ return remove_one(req, res, &name); }

HANDLERS(functions)
HANDLERS(departments)
