/* Prototypes: their versions as a list, brought in and taken away as a table. The editor of one
 * version is prototype_edit.c's. */
#include "prototypes.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "pages/admin.h"
#include "pages/office.h"
#include "pages/typed.h"
#include "view/url.h"

#define CSV_MAX ((size_t)4 << 20)

/* ---- showing ---- */

static void add_rounds(struct page *p, struct view_node *n, const struct prototype *v,
	const struct round *rounds, size_t count)
{
	struct view_list *list = node_list(n, V_ROUNDS);

	for (size_t i = count; i-- > 0;) {
		struct view_node *item;

		if (strcmp(rounds[i].prototype, v->code) != 0 ||
			strcmp(rounds[i].prototype_version, v->version) != 0)
			continue;
		item = list_add(list);
		node_text(item, V_TITLE, rounds[i].title);
		node_text(item, V_HREF, url_path(p->a, "/admin/rounds/%s", rounds[i].code));
	}
}

static void add_version(struct page *p, struct view_list *list, const struct prototype *v,
	const struct round *rounds, size_t count)
{
	const char *lang = lang_code(p->lang), *news = prototype_say(v, "", PROTOTYPE_NEWS, lang);
	struct view_node *n = list_add(list);

	node_text(n, V_VERSION, v->version);
	node_text(n, V_HREF, prototype_path(p, v));
	node_text(n, V_TEXT, *news ? news : NULL);
	node_text(n, V_URL, *v->address ? v->address : NULL);
	node_int(n, V_COUNT, (int64_t)v->task_count);
	node_flag(n, V_ANY, v->task_count > 0);
	node_text(n, V_NEXT, url_query(p->a, "/admin/rounds/_new", "prototype",
		arena_printf(p->a, "%s %s", v->code, v->version)));
	node_text(n, V_PAPER, arena_printf(p->a, "%s/cards", prototype_path(p, v)));
	add_rounds(p, n, v, rounds, count);
}

const char *prototype_path(const struct page *p, const struct prototype *v)
{
	return url_path(p->a, "/admin/prototypes/%s/%s", v->code, v->version);
}

/* "Sales, Support", or for everyone. */
static enum err departments_text(struct page *p, const char *codes, const char **out)
{
	struct buf *names = buf_new(p->a, 4000);
	struct catalogue c;
	struct str rest = str_of(codes);
	enum err e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &c);

	while (!e && rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		const char *code = arena_strndup(p->a, word.p, word.len);
		const char *label = catalogue_label(&c, catalogue_find(&c, code),
			lang_code(p->lang));

		if (word.len)
			buf_printf(names, "%s%s", names->len ? ", " : "", label ? label : code);
	}
	*out = names->len ? names->data : NULL;
	return e;
}

static enum err add_prototypes(struct page *p)
{
	struct view_list *groups = node_list(p->root, V_GROUPS), *items = NULL;
	struct prototype *list;
	struct round *rounds;
	size_t count, round_count;
	enum err e = prototype_list(p->a, p->db, &list, &count);

	if (!e)
		e = round_list(p->a, p->db, &rounds, &round_count);
	for (size_t i = 0; !e && i < count; i++) {
		const struct prototype *v = &list[i];
		const char *departments = NULL;

		if (!i || strcmp(v->code, list[i - 1].code) != 0) {
			struct view_node *n = list_add(groups);

			e = departments_text(p, v->departments, &departments);
			node_text(n, V_CODE, v->code);
			node_text(n, V_DEPARTMENTS, departments);
			node_text(n, V_LINK, url_query(p->a, "/admin/prototypes/_new", "copy",
				v->code));
			items = node_list(n, V_VERSIONS);
			for (size_t k = i; k < count && strcmp(list[k].code, v->code) == 0; k++)
				node_text(n, V_TITLE, prototype_say(&list[k], "", PROTOTYPE_TITLE,
					lang_code(p->lang)));
		}
		add_version(p, items, v, rounds, round_count);
	}
	return e;
}

static void add_faults(struct page *p, const struct faults *faults)
{
	struct view_list *list = node_list(p->root, V_ERRORS);

	for (size_t i = 0; faults && i < faults->count; i++) {
		const struct fault *f = &faults->list[i];
		const char *where = f->line ? catalog_fill(p->a, page_text(p, "catalogues.line"),
			"n", arena_printf(p->a, "%zu", f->line), NULL) : f->file;

		node_textf(list_add(list), V_TEXT, "%s%s%s: %s", where,
			f->column ? ", " : "", f->column ? f->column : "", office_fault(p, f));
	}
}

static enum err show_prototypes(struct request *req, struct response *res, int status,
	const struct said *said, const struct faults *faults)
{
	struct page p;
	enum err e = office_begin(req, res, "prototypes.title", &p);

	if (!e)
		e = add_prototypes(&p);
	if (e)
		return e;
	add_faults(&p, faults);
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_text(p.root, V_VALUE, params_get(&req->form, "csv"));
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "prototypes");
}

enum err prototypes_get(struct request *req, struct response *res)
{
	return show_prototypes(req, res, 200, NULL, NULL);
}

enum err prototypes_csv_get(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct prototype *list;
	size_t count;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = prototype_list(req->arena, db, &list, &count);
	if (e)
		return e;
	struct buf *out = response_body(res, 200, "text/csv; charset=utf-8");

	response_download(res, "text/csv; charset=utf-8", "prototypes.csv");
	prototypes_write(list, count, prototype_lang_name, out);
	return OK;
}

const char *prototype_lang_name(const char *code)
{
	enum lang lang;

	return lang_parse(code, &lang) ? lang_name(lang) : code;
}

/* ---- changing ---- */

enum err prototype_finish(struct request *req, struct response *res, enum err e)
{
	struct said said = err_said(req->arena);

	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return show_prototypes(req, res, 422, &said, NULL);
	return e ? e : response_redirect(res, "/admin/prototypes?done=1");
}

static enum err put_all(struct change *c, const struct prototype *list, size_t count)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < count; i++)
		e = prototype_put(c, &list[i]);
	return e;
}

static enum err bring_in(struct request *req, const struct prototype *list, size_t count)
{
	struct change c;
	enum err e = page_change(req, &c);

	return e ? e : change_end(&c, put_all(&c, list, count));
}

/* A table, as a file or pasted. */
enum err prototypes_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	const char *csv = params_get(&req->form, "csv");
	size_t len = csv ? strlen(csv) : 0, count;
	struct csv_table *table = arena_alloc(req->arena, sizeof *table);
	struct prototype *list;
	struct faults faults;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (e)
		return e;
	if (req->files.count) {
		csv = req->files.list[0].data;
		len = req->files.list[0].len;
	}
	if (!len || len > CSV_MAX)
		return prototype_finish(req, res, err_text(err_fail(ERR_INPUT,
			"choose a file, or paste a table"), "catalogues.empty", NULL));
	faults_init(&faults, req->arena);
	e = csv_table_read(req->arena, "prototypes.csv", csv, len, NULL, &faults, table);
	if (!e)
		e = prototypes_read(req->arena, db, table, &faults, &list, &count);
	if (e && faults.count)
		return show_prototypes(req, res, 422, NULL, &faults);
	return prototype_finish(req, res, e ? e : bring_in(req, list, count));
}

enum err prototype_remove_post(struct request *req, struct response *res)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, prototype_remove(&c, typed(req, "code"), typed(req, "version")));
	return prototype_finish(req, res, e);
}
