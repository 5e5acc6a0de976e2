/* The list for the vendor: on paper, as a CSV, and as it comes back. */
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "base/buf.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "model/change.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "triage.h"
#include "view/format.h"
#include "view/url.h"

struct vendor {
	struct triage_desk desk;
	const char *prototype;
	bool all;
	struct vendor_row *rows;
	size_t count;
};

static enum err load(struct request *req, struct response *res, struct vendor *v, bool *allowed)
{
	enum err e = triage_desk_begin(req, res, &v->desk, allowed);

	if (e || !*allowed)
		return e;
	v->prototype = v->desk.filter.prototype;
	v->all = params_get(&req->query, "all") != NULL;
	return vendor_list(v->desk.p.a, v->desk.p.db, v->prototype, v->all, &v->rows, &v->count);
}

/* Exactly from the smallest group on. */
static const char *how_often(const struct page *p, int64_t voices)
{
	size_t k = privacy_k((size_t)p->settings.min_cell);

	return voices >= (int64_t)k ? format_integer(p->a, p->lang, voices) :
		results_say(p, "triage.fewer", "k", format_integer(p->a, p->lang, (int64_t)k));
}

/* ---- the page ---- */

static void add_row(const struct vendor *v, struct view_list *list, const struct vendor_row *r)
{
	const struct page *p = &v->desk.p;
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, arena_printf(p->a, "C%lld", (long long)r->number));
	node_text(n, V_TYPE, triage_label(p, "kind", r->kind));
	node_text(n, V_LEVEL, r->severity);
	node_text(n, V_ACTIVITY, *r->activity ? triage_activity(&v->desk, r->activity) : NULL);
	node_text(n, V_TEXT, r->text);
	node_text(n, V_URL, *r->picture ? url_path(p->a, TRIAGE_PATH "/picture/%s", r->picture) :
		NULL);
	node_text(n, V_COUNT, how_often(p, r->voices));
	node_text(n, V_STATUS, triage_status_text(p, r->status, r->in_version));
}

static const char *here(const struct vendor *v, const char *path)
{
	const struct page *p = &v->desk.p;
	const char *url = *v->prototype ? url_query(p->a, path, "prototype", v->prototype) : path;

	return v->all ? url_query(p->a, url, "all", "1") : url;
}

static const char *arg(const struct fault *f, size_t i)
{
	return i == 0 || f->args[0] ? (f->args[i] ? f->args[i] : "") : "";
}

/* In the page's language where that is known. */
static const char *fault_text(const struct page *p, const struct fault *f)
{
	const char *key = !f->key ? "" : strncmp(f->key, "triage.", 7) == 0 ? f->key :
		arena_printf(p->a, "formfault.%s", f->key);

	if (!catalog_has(p->site->catalog, key))
		return f->message;
	return results_say(p, key, "1", arg(f, 0), "2", arg(f, 1), "number", arg(f, 0), "status",
		arg(f, 0), "name", arg(f, 0));
}

static void add_faults(struct page *p, const struct faults *faults)
{
	struct view_list *list = node_list(p->root, V_ERRORS);

	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *f = &faults->list[i];
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, arena_printf(p->a, "%s:%zu:", f->file, f->line));
		node_text(n, V_TEXT, fault_text(p, f));
	}
	node_flag(p->root, V_ANY, faults->count > 0);
}

static enum err show(struct vendor *v, int status, const struct faults *faults, const char *said)
{
	struct page *p = &v->desk.p;
	struct view_list *list = node_list(p->root, V_ROWS), *choices = node_list(p->root, V_CHOICES);
	const char **prototypes, *taken = params_get(&p->req->query, "taken");
	size_t n;
	enum err e = triage_values(p->a, p->db, TRIAGE_PROTOTYPES, &prototypes, &n);

	if (e)
		return e;
	for (size_t i = 0; i < v->count; i++)
		add_row(v, list, &v->rows[i]);
	triage_choice(choices, "", page_text(p, "triage.prototype.any"), !*v->prototype);
	for (size_t i = 0; i < n; i++)
		triage_choice(choices, prototypes[i], prototypes[i],
			strcmp(prototypes[i], v->prototype) == 0);
	if (faults)
		add_faults(p, faults);
	node_text(p->root, V_TITLE, page_text(p, "triage.vendor"));
	node_text(p->root, V_WARNING, said);
	node_text(p->root, V_TOLD, taken ? results_say(p, "triage.vendor.taken", "n", taken) : NULL);
	node_flag(p->root, V_WHOLE, v->all);
	node_text(p->root, V_HREF, here(v, TRIAGE_VENDOR_PATH ".csv"));
	node_text(p->root, V_ACTION, here(v, TRIAGE_VENDOR_PATH));
	return page_end(p, status, "triage_vendor");
}

enum err triage_vendor_get(struct request *req, struct response *res)
{
	struct vendor v;
	bool allowed;
	enum err e = load(req, res, &v, &allowed);

	return e || !allowed ? e : show(&v, 200, NULL, NULL);
}

/* ---- the CSV ---- */

enum err triage_vendor_csv_get(struct request *req, struct response *res)
{
	struct vendor v;
	bool allowed;
	enum err e = load(req, res, &v, &allowed);
	const struct page *p = &v.desk.p;
	struct csv_writer w = {.excel = true};

	if (e || !allowed)
		return e;
	w.out = response_body(res, 200, "text/csv; charset=utf-8");
	for (size_t i = 0; vendor_columns[i]; i++)
		csv_put(&w, vendor_columns[i]);
	csv_end_row(&w);
	for (size_t i = 0; i < v.count; i++) {
		const struct vendor_row *r = &v.rows[i];

		csv_put_i64(&w, r->number);
		csv_put(&w, triage_label(p, "kind", r->kind));
		csv_put(&w, r->severity);
		csv_put(&w, *r->activity ? triage_activity(&v.desk, r->activity) : "");
		csv_put(&w, r->text);
		csv_put(&w, r->picture);
		csv_put(&w, how_often(p, r->voices));
		csv_put(&w, r->status);
		csv_put(&w, r->in_version);
		csv_put(&w, "");
		csv_end_row(&w);
	}
	response_download(res, "text/csv; charset=utf-8", "comments-for-the-vendor.csv");
	return OK;
}

/* ---- back again ---- */

struct taken {
	struct faults faults;
	struct triage_press press;
	size_t count;
};

static enum err take(struct change *c, const struct csv_table *table, const struct page *p,
	struct taken *t)
{
	enum err e = triage_begin(&t->press, c);

	return e ? e : vendor_take(&t->press, table, lang_code(p->lang), &t->faults, &t->count);
}

static enum err bring_in(struct vendor *v, struct taken *t)
{
	struct page *p = &v->desk.p;
	const struct upload *file = p->req->files.list;
	struct csv_table table;
	struct change c;
	enum err e;

	if (!p->req->files.count || !file->len)
		return err_text(err_fail(ERR_INPUT, "choose a file first"), "forms.no_file", NULL);
	e = csv_table_read(p->a, file->filename, file->data, file->len, NULL, &t->faults, &table);
	if (!e)
		e = page_change(p->req, &c);
	return e ? e : change_end(&c, take(&c, &table, p, t));
}

/* On to the proposals, where they can be undone; or here, where there are none. */
static enum err after(const struct vendor *v, const struct taken *t)
{
	const struct page *p = &v->desk.p;
	char hex[TRIAGE_HEX_CHARS];

	if (!t->count)
		return response_redirect(p->res, url_query(p->a, here(v, TRIAGE_VENDOR_PATH), "taken",
			"0"));
	digest_hex(t->press.batch, sizeof t->press.batch, hex);
	return response_redirect(p->res, url_query(p->a, TRIAGE_PATH "?show=vendor", "done", hex));
}

enum err triage_vendor_post(struct request *req, struct response *res)
{
	struct taken t = {.count = 0};
	struct vendor v;
	struct said said;
	bool allowed;
	enum err e = load(req, res, &v, &allowed);

	if (e || !allowed)
		return e;
	faults_init(&t.faults, req->arena);
	e = bring_in(&v, &t);
	if (!e)
		return after(&v, &t);
	if (e != ERR_INPUT && e != ERR_TOO_LARGE)
		return e;
	said = err_said(req->arena);
	return show(&v, 422, &t.faults, t.faults.count ? page_text(&v.desk.p, "triage.vendor.refused") :
		page_said(&v.desk.p, &said));
}
