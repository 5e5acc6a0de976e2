/* What pages about forms share: finding them, languages, faults, downloads. */
#include "forms.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/zip.h"
#include "model/reviews.h"
#include "view/format.h"
#include "view/url.h"

#define FILE_MAX ((size_t)15 << 20)

bool forms_can_mend(enum err e)
{
	return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_TOO_LARGE;
}

static enum err find_draft(struct request *req, struct db *db, struct edited *out)
{
	int64_t id;
	enum err e;

	if (!parse_i64(request_capture(req, "draft"), &id))
		return err_fail(ERR_NOT_FOUND, "there is no such draft");
	out->is_draft = true;
	e = draft_find(req->arena, db, id, &out->draft);
	if (!e)
		e = draft_load(req->arena, db, id, &out->sheets);
	if (!e && out->draft.base)
		e = form_by_id(req->arena, db, out->draft.base, &out->row);
	out->href = url_path(req->arena, "/admin/forms/_draft/%ld", (long)id);
	return e;
}

static enum err find_form(struct request *req, struct db *db, struct edited *out)
{
	const char *code = request_capture(req, "form");
	const char *asked = params_get(&req->query, "version");
	int64_t version;
	enum err e;

	if (!asked)
		e = form_latest(req->arena, db, code, &out->row);
	else if (parse_i64(asked, &version) && version > 0 && version < 1000000)
		e = form_version(req->arena, db, code, (int)version, &out->row);
	else
		e = err_fail(ERR_NOT_FOUND, "there is no such version");
	if (!e)
		e = form_sheets_at(req->arena, db, out->row.id, out->row.minor, &out->sheets);
	if (e)
		return e;
	out->href = url_path(req->arena, "/admin/forms/%s", code);
	return OK;
}

enum err edited_find(struct request *req, struct db *db, struct edited *out)
{
	struct edited found = {.is_draft = false};
	enum err e = request_capture(req, "draft") ? find_draft(req, db, &found) :
		find_form(req, db, &found);

	if (!e)
		*out = found;
	return e;
}

enum err edited_open(struct request *req, struct db **db, struct edited *out)
{
	struct site *site = req->app->ctx;
	enum err e = store_reader(site->store, db);

	if (!e)
		e = edited_find(req, *db, out);
	return e;
}

const char *edited_code(const struct edited *d)
{
	return d->is_draft ? d->draft.code : d->row.code;
}

enum err edited_compile(struct arena *a, struct db *db, const struct edited *d,
	struct faults *faults, struct faults *warnings, struct form **out)
{
	faults_init(faults, a);
	faults_init(warnings, a);
	return draft_compile(a, db, d->is_draft ? d->draft.name : d->row.code, &d->sheets, faults,
		warnings, out);
}

enum err edited_texts(struct arena *a, const struct edited *d, struct form_texts *out)
{
	struct faults ignored;

	faults_init(&ignored, a);
	return texts_read(a, d->sheets.texts, &ignored, out);
}

const char *forms_version(const struct page *p, int version, int minor)
{
	return catalog_fill(p->a, page_text(p, "forms.version"), "n", minor ?
		arena_printf(p->a, "%d.%d", version, minor) :
		arena_printf(p->a, "%d", version), NULL);
}

const char *forms_language(const struct form_language *l)
{
	enum lang lang;

	return lang_parse(l->code, &lang) ? lang_name(lang) : l->name;
}

enum err forms_add_languages(struct page *p, const struct edited *d)
{
	struct view_list *list = node_list(p->root, V_LANGS);
	struct form_texts t;
	struct text_review *reviews;
	enum err e = edited_texts(p->a, d, &t);

	if (!e)
		e = reviews_load(p->a, p->db, edited_code(d), &t, &reviews);
	for (size_t l = 0; !e && l < t.language_count; l++) {
		struct view_node *n = list_add(list);
		size_t counts[TEXT_STATES];

		reviews_count(&t, reviews, l, counts);
		node_text(n, V_NAME, forms_language(&t.languages[l]));
		node_text(n, V_HREF, url_query(p->a, arena_printf(p->a, "%s/texts", d->href), "to",
			*t.languages[l].code ? t.languages[l].code : t.languages[l].name));
		node_int(n, V_COUNT, (int64_t)counts[TEXT_MISSING]);
		node_text(n, V_FROM, format_integer(p->a, p->lang, (int64_t)counts[TEXT_DRAFT]));
		node_text(n, V_TO, format_integer(p->a, p->lang, (int64_t)counts[TEXT_REVIEWED]));
		node_text(n, V_VALUE, format_integer(p->a, p->lang,
			(int64_t)counts[TEXT_VALIDATED]));
		node_text(n, V_NOTE, counts[TEXT_MISSING] ?
			page_count(p, "forms.missing", (int64_t)counts[TEXT_MISSING]) :
			page_text(p, "forms.complete"));
		node_flag(n, V_WARNING, counts[TEXT_MISSING] > 0);
	}
	return e;
}

/* ---- faults ---- */

#define MEND_MAX 512
#define NAME_SHOWN_MAX 32

/* A code or a list's name: any text of one word. */
static char *without_blanks(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text);

	for (char *c = out; *c; c++)
		if (*c == ' ' || *c == '\t')
			*c = '_';
	return out;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A question's name: a letter or _, then letters, digits, _ - or . too. "": no letter is in it. */
static char *as_name(struct arena *a, const char *text)
{
	struct buf *out = buf_new(a, MEND_MAX);
	bool letters = false;

	if (*text >= '0' && *text <= '9')
		buf_puts(out, "_");
	for (; *text && out->len < NAME_SHOWN_MAX; text++) {
		bool kept = is_letter(*text) || (*text >= '0' && *text <= '9') || strchr("_-.", *text);

		letters |= is_letter(*text);
		if (kept)
			buf_putc(out, *text);
		else if (out->len && out->data[out->len - 1] != '_')
			buf_puts(out, "_");
	}
	while (out->len && out->data[out->len - 1] == '_')
		out->data[--out->len] = '\0';
	return letters ? out->data : arena_strdup(a, "");
}

/* What would be right, in the words of the sheets, which are the same in every language: only where it
 * follows from what is there. {1}, {2}: as in the fault's text. */
static const struct {
	const char *key, *right;
	char *(*change)(struct arena *a, const char *text);	/* of {1}; NULL: as it is */
} mends[] = {
	{"begin_without_end", "begin {1} … end {1}", NULL},
	{"code_blank", "{1}", without_blanks},
	{"code_twice", "{1}_2", NULL},
	{"end_mismatch", "end {2}", NULL},
	{"end_without_begin", "begin {1} … end {1}", NULL},
	{"label_missing", "label::{1}", NULL},
	{"language_unlabelled", "label::{1}", NULL},
	{"list_blank", "{1}", without_blanks},
	{"list_unknown", "choices: {1} | yes | Yes", NULL},
	{"loop_list_missing", "begin loop over functions", NULL},
	{"name_bare", "${{1}} | '{1}'", NULL},
	{"name_invalid", "{1}", as_name},
	{"name_twice", "{1}_2", NULL},
	{"parameter_form", "start=1 end=10 step=1", NULL},
	{"range_bad", "start=1 end=10 step=1", NULL},
};

/* The text with {1}, {2} … filled in; those that are missing stay. */
static const char *fill_places(struct arena *a, const char *text, const char *const *args)
{
	static const char *const names[FAULT_ARGS] = {"1", "2", "3", "4"};
	const char *pairs[2 * FAULT_ARGS + 1];
	size_t n = 0;

	for (size_t i = 0; i < FAULT_ARGS && args[i]; i++) {
		pairs[n++] = names[i];
		pairs[n++] = args[i];
	}
	pairs[n] = NULL;
	return catalog_fill_pairs(a, text, pairs);
}

/* "": what would be right only the author knows. */
static const char *mend_of(struct arena *a, const struct fault *f)
{
	const char *args[FAULT_ARGS + 1];
	size_t i = 0;

	while (i < sizeof mends / sizeof *mends && (!f->key || strcmp(mends[i].key, f->key) != 0))
		i++;
	if (i == sizeof mends / sizeof *mends)
		return "";
	memcpy(args, f->args, sizeof args);
	if (mends[i].change && args[0])
		args[0] = mends[i].change(a, args[0]);
	/* Nothing came of it, or it is what was wrong. */
	if (mends[i].change && (!args[0] || !*args[0] || strcmp(args[0], f->args[0]) == 0))
		return "";
	return fill_places(a, mends[i].right, args);
}

const char *office_fault(const struct page *p, const struct fault *f)
{
	const char *key = f->key ? arena_printf(p->a, "formfault.%s", f->key) : NULL;

	if (!key || p->lang == LANG_EN || !catalog_translated(p->site->catalog, p->lang, key))
		return f->message;
	return fill_places(p->a, page_text(p, key), f->args);
}

void forms_add_faults(struct page *p, enum view_name name, const struct faults *faults)
{
	struct view_list *list = node_list(p->root, name);

	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *f = &faults->list[i];
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, f->file);
		/* Blank, so that nothing of the page around shows in its place. */
		node_text(n, V_ROW, f->line ? arena_printf(p->a, "%zu", f->line) : "");
		node_text(n, V_CODE, f->column ? f->column : "");
		node_text(n, V_TEXT, office_fault(p, f));
		node_text(n, V_SAMPLE, mend_of(p->a, f));
	}
}

enum err forms_show_faults(struct request *req, struct response *res,
	const struct faults *faults, const struct faults *warnings)
{
	struct page p;
	enum err e = office_begin(req, res, "forms.faults.title", &p);

	if (e)
		return e;
	forms_add_faults(&p, V_ERRORS, faults);
	forms_add_faults(&p, V_WARNINGS, warnings);
	node_flag(p.root, V_ANY, warnings->count > 0);
	node_int(p.root, V_N, (int64_t)(faults->count + faults->dropped));
	return page_end(&p, 422, "forms_faults");
}

/* ---- downloads ---- */

static enum err sink_write(void *ctx, const void *bytes, size_t len)
{
	struct buf *b = ctx;

	buf_add(b, bytes, len);
	return b->full ? err_fail(ERR_TOO_LARGE, "the file would be too large") : OK;
}

static enum err write_zip(struct arena *a, const struct form_sheets *sheets,
	struct zip_sink sink)
{
	struct zip_writer *zw = zip_writer_new(a, sink);
	enum err e = OK;

	for (enum form_sheet k = FORM_SURVEY; !e && k < FORM_SHEETS; k++) {
		const char *text = sheets->texts[k];

		if (!text)
			continue;
		e = zip_begin(zw, arena_printf(a, "%s.csv", form_sheet_name(k)));
		if (!e)
			e = zip_write(zw, text, strlen(text));
		if (!e)
			e = zip_end(zw);
	}
	return e ? e : zip_finish(zw);
}

enum err forms_download(struct request *req, struct response *res, const char *name,
	const char *ending, const struct form_sheets *sheets)
{
	bool workbook = strcmp(ending, "xlsx") == 0;
	struct buf *b = buf_new(req->arena, FILE_MAX);
	struct zip_sink sink = {sink_write, b};
	enum err e;

	if (!workbook && strcmp(ending, "zip") != 0)
		return err_fail(ERR_NOT_FOUND, "forms come as xlsx and zip");
	e = workbook ? form_workbook_write(req->arena, sheets, sink) :
		write_zip(req->arena, sheets, sink);
	if (e)
		return e;
	response_download(res, workbook ?
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" :
		"application/zip", arena_printf(req->arena, "%s.%s", name, ending));
	buf_add(res->body, b->data, b->len);
	return OK;
}
