/*
 * The translation table: a language beside the form's default, edited in place or as
 * CSV, with who looked at what. A change of words is a draft; a state is kept at once.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "forms.h"
#include "model/change.h"
#include "model/reviews.h"
#include "pages/office.h"
#include "view/url.h"

#define ROWS_SHOWN 100
#define TEXT_MAX 4000
#define HEADING_MAX 60

/* One request's view of a table. */
struct table {
	struct edited d;
	struct form_texts t;
	struct text_review *reviews;
	const char *code;		/* of the form */
	size_t to;			/* language beside the default's */
};

static const char *language_name(const struct form_language *l)
{
	return *l->code ? l->code : l->name;
}

/* The language that is asked for; one the form lacks is begun. Else the first that is
 * not complete. */
static enum err choose_language(struct request *req, struct table *t)
{
	const char *asked = params_get(&req->query, "to");

	if (asked && (!*asked || strlen(asked) > HEADING_MAX))
		return err_text(err_fail(ERR_INPUT, "a language is named as in Français (fr)"),
			"forms.texts.bad_language", NULL);
	if (asked) {
		t->to = texts_language(&t->t, asked);
		if (t->to == t->t.language_count)
			t->to = texts_add_language(&t->t, asked);
		return OK;
	}
	for (t->to = 1; t->to < t->t.language_count; t->to++)
		if (texts_missing(&t->t, t->to))
			return OK;
	t->to = t->t.language_count > 1 ? 1 : 0;
	return OK;
}

static enum err open_table(struct request *req, struct db *db, struct table *t)
{
	enum err e = edited_find(req, db, &t->d);

	if (!e)
		e = edited_texts(req->arena, &t->d, &t->t);
	if (!e)
		e = choose_language(req, t);
	if (e)
		return e;
	t->code = edited_code(&t->d);
	return reviews_load(req->arena, db, t->code, &t->t, &t->reviews);
}

static const char *field_name(struct arena *a, const char *what, const struct text_row *r)
{
	return arena_printf(a, "%s %s %s %s", what, form_sheet_name(r->sheet), r->key,
		r->column);
}

/* ---- showing ---- */

static void add_tabs(struct page *p, const struct table *t)
{
	struct view_list *list = node_list(p->root, V_TABS);

	for (size_t l = 0; l < t->t.language_count; l++) {
		struct view_node *n = list_add(list);

		node_text(n, V_NAME, forms_language(&t->t.languages[l]));
		node_text(n, V_HREF, url_query(p->a, arena_printf(p->a, "%s/texts", t->d.href),
			"to", language_name(&t->t.languages[l])));
		node_int(n, V_COUNT, (int64_t)texts_missing(&t->t, l));
		node_flag(n, V_CURRENT, l == t->to);
	}
}

static void add_states(struct page *p, struct view_node *row, enum text_state now)
{
	struct view_list *list = node_list(row, V_CHOICES);

	for (enum text_state s = TEXT_DRAFT; s < TEXT_STATES; s++) {
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, text_state_name(s));
		node_text(n, V_LABEL, page_text(p, arena_printf(p->a, "forms.state.%s",
			text_state_name(s))));
		node_flag(n, V_SELECTED, s == now);
	}
}

static void add_row(struct page *p, struct view_list *list, const struct table *t, size_t i)
{
	const struct text_row *r = &t->t.rows[i];
	const struct text_review *review = &t->reviews[i * t->t.language_count + t->to];
	struct view_node *n = list_add(list);
	const char *typed = params_get(&p->req->form, field_name(p->a, "text", r));

	node_textf(n, V_ID, "t%zu", i);
	node_text(n, V_CODE, r->key);
	node_text(n, V_TYPE, page_text(p, arena_printf(p->a, "forms.column.%s", r->column)));
	node_text(n, V_TEXT, t->to ? r->texts[0] : "");
	node_text(n, V_NAME, field_name(p->a, "text", r));
	node_text(n, V_VALUE, typed ? typed : r->texts[t->to]);
	node_text(n, V_STEP, field_name(p->a, "state", r));
	node_text(n, V_ROLE, review->by);
	node_flag(n, V_WARNING, review->state == TEXT_MISSING &&
		strcmp(r->column, "form_title") != 0);
	node_int(n, V_LINES, strlen(r->texts[0]) > 90 ? 4 : 2);
	add_states(p, n, review->state);
}

static bool is_open(const struct table *t, size_t i)
{
	return t->reviews[i * t->t.language_count + t->to].state <= TEXT_DRAFT;
}

static void add_rows(struct page *p, const struct table *t)
{
	struct view_list *list = node_list(p->root, V_ITEMS);
	bool only_open = params_get(&p->req->query, "open");
	const char *asked = params_get(&p->req->query, "from");
	const char *here = url_query(p->a, arena_printf(p->a, "%s/texts", t->d.href), "to",
		language_name(&t->t.languages[t->to]));
	int64_t from = 0;
	size_t shown = 0, i;

	if (asked && (!parse_i64(asked, &from) || from < 0))
		from = 0;
	for (i = (size_t)from; i < t->t.count && shown < ROWS_SHOWN; i++) {
		if (only_open && !is_open(t, i))
			continue;
		add_row(p, list, t, i);
		shown++;
	}
	if (i < t->t.count)
		node_text(p->root, V_NEXT, url_query(p->a, url_query(p->a, here, "open",
			only_open ? "1" : NULL), "from", arena_printf(p->a, "%zu", i)));
	node_text(p->root, V_URL, only_open ? here : url_query(p->a, here, "open", "1"));
	node_flag(p->root, V_OPTIONAL, only_open);
	node_text(p->root, V_ACTION, url_query(p->a, url_query(p->a, here, "open",
		only_open ? "1" : NULL), "from", from ? asked : NULL));
}

static enum err show_table(struct request *req, struct response *res, int status,
	const struct said *said, const struct faults *faults)
{
	struct page p;
	struct table t;
	size_t counts[TEXT_STATES];
	enum err e = office_begin(req, res, "forms.texts", &p);

	if (!e)
		e = open_table(req, p.db, &t);
	if (e)
		return e;
	add_tabs(&p, &t);
	add_rows(&p, &t);
	reviews_count(&t.t, t.reviews, t.to, counts);
	node_text(p.root, V_TITLE, t.d.is_draft ? t.d.draft.title : t.d.row.title);
	node_text(p.root, V_CODE, lang_code(p.lang));
	node_text(p.root, V_HREF, t.d.href);
	node_text(p.root, V_NAME, forms_language(&t.t.languages[t.to]));
	node_text(p.root, V_LABEL_LANG, t.t.languages[t.to].code);
	node_text(p.root, V_LABEL_DIR, lang_dir(t.t.languages[t.to].code));
	node_text(p.root, V_HINT_LANG, t.t.languages[0].code);
	node_text(p.root, V_HINT_DIR, lang_dir(t.t.languages[0].code));
	node_text(p.root, V_NOTE, counts[TEXT_MISSING] ?
		page_count(&p, "forms.missing", (int64_t)counts[TEXT_MISSING]) :
		page_text(&p, "forms.complete"));
	node_flag(p.root, V_ACTIVE, t.d.is_draft);
	node_text(p.root, V_ERROR, page_said(&p, said));
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "forms.done.saved"));
	if (faults)
		forms_add_faults(&p, V_ERRORS, faults);
	node_flag(p.root, V_FOUND, faults);
	return page_end(&p, status, "forms_texts");
}

enum err texts_get(struct request *req, struct response *res)
{
	return show_table(req, res, 200, NULL, NULL);
}

/* ---- saving ---- */

struct saving {
	struct table *table;
	struct translation_change *changes;
	size_t count;
	bool words;			/* some text is another */
	const struct form *form;	/* what the sheets now compile to */
	struct form_sheets sheets;
	struct form_draft draft;	/* that has them; id 0: none */
};

static enum err store_texts(struct change *c, struct saving *job)
{
	struct table *t = job->table;
	enum err e = OK;

	if (job->words && t->d.is_draft) {
		job->draft = t->d.draft;
		e = draft_save(c, &t->d.draft, &job->sheets, job->form);
	} else if (job->words) {
		e = draft_add(c, t->d.row.code, &job->sheets, job->form, t->d.row.id, &job->draft);
	}
	return e ? e : translations_keep(c, t->code, &t->t, job->changes, job->count);
}

/* Put the new words into the sheets, which must still compile. */
static enum err apply(struct arena *a, struct db *db, struct saving *job, struct faults *faults)
{
	struct table *t = job->table;
	struct edited changed = t->d;
	struct faults warnings;
	struct form *form;
	enum err e;

	for (size_t i = 0; i < job->count; i++)
		if (job->changes[i].text) {
			job->words = true;
			texts_set(&t->t, job->changes[i].row, job->changes[i].language,
				job->changes[i].text);
		}
	job->sheets = t->d.sheets;
	texts_write(&t->t, t->d.sheets.texts, job->sheets.texts);
	changed.sheets = job->sheets;
	e = edited_compile(a, db, &changed, faults, &warnings, &form);
	job->form = form;
	return e;
}

static enum err save_texts(struct request *req, struct response *res, struct table *t,
	struct translation_change *changes, size_t count)
{
	struct site *site = req->app->ctx;
	struct saving job = {.table = t, .changes = changes, .count = count};
	struct change c;
	const char *to = language_name(&t->t.languages[t->to]);
	struct faults faults;
	const char *href = t->d.href;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	faults_init(&faults, req->arena);
	if (!e)
		e = apply(req->arena, db, &job, &faults);
	if (faults.count)
		return show_table(req, res, 422, NULL, &faults);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, store_texts(&c, &job));
	if (e)
		return e;
	if (job.draft.id)
		href = url_path(req->arena, "/admin/forms/_draft/%ld", (long)job.draft.id);
	return response_redirect(res, url_query(req->arena, url_query(req->arena,
		arena_printf(req->arena, "%s/texts", href), "to", to), "done", "1"));
}

static enum err read_changes(struct request *req, struct table *t,
	struct translation_change **out, size_t *count)
{
	struct translation_change *list = arena_array(req->arena, t->t.count + 1, sizeof *list);
	const char *by = params_get(&req->form, "by");
	size_t n = 0;

	for (size_t i = 0; i < t->t.count; i++) {
		const struct text_row *r = &t->t.rows[i];
		const struct text_review *now = &t->reviews[i * t->t.language_count + t->to];
		const char *text = params_get(&req->form, field_name(req->arena, "text", r));
		const char *state = params_get(&req->form, field_name(req->arena, "state", r));
		struct translation_change c = {r, t->to, NULL, TEXT_STATES, by};

		if (text) {
			struct str trimmed = str_trim(str_of(text_plain_lines(req->arena, text)));

			text = arena_strndup(req->arena, trimmed.p, trimmed.len);
			if (strlen(text) > TEXT_MAX)
				return err_text(err_fail(ERR_INPUT, "%s %s: a text has at most %d "
					"bytes", r->key, r->column, TEXT_MAX), "forms.texts.long",
					"code", r->key, NULL);
		}
		if (text && strcmp(text, r->texts[t->to]) != 0)
			c.text = text;
		if (state && text_state_of(state) < TEXT_STATES &&
			text_state_of(state) != (now->state == TEXT_MISSING ? TEXT_DRAFT : now->state))
			c.state = text_state_of(state);
		if (c.text || c.state != TEXT_STATES)
			list[n++] = c;
	}
	*out = list;
	*count = n;
	return OK;
}

enum err texts_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct translation_change *changes = NULL;
	struct table t;
	struct said said;
	size_t count = 0;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = open_table(req, db, &t);
	if (!e)
		e = read_changes(req, &t, &changes, &count);
	if (e == ERR_INPUT) {
		said = err_said(req->arena);
		return show_table(req, res, 422, &said, NULL);
	}
	if (e)
		return e;
	return save_texts(req, res, &t, changes, count);
}

/* ---- as CSV ---- */

enum err texts_file_get(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct table t;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = open_table(req, db, &t);
	if (e)
		return e;
	response_download(res, "text/csv; charset=utf-8", arena_printf(req->arena,
		"%s-translations.csv", t.code));
	/* Spreadsheets know UTF-8 by this alone. */
	buf_puts(res->body, "\xEF\xBB\xBF");
	buf_puts(res->body, translations_csv(req->arena, &t.t, t.reviews));
	return OK;
}

enum err texts_file_post(struct request *req, struct response *res)
{
	static const struct csv_limits limits = {.rows = 20000, .columns = 500,
		.cell_bytes = 65536};
	struct site *site = req->app->ctx;
	struct translation_change *changes;
	const struct upload *file = req->files.list;
	struct csv_table csv;
	struct faults faults;
	struct table t;
	struct said said;
	size_t count;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	faults_init(&faults, req->arena);
	if (!e)
		e = open_table(req, db, &t);
	if (!e && req->files.count != 1) {
		e = err_text(err_fail(ERR_INPUT, "choose a file first"), "forms.no_file", NULL);
		said = err_said(req->arena);
		return show_table(req, res, 422, &said, NULL);
	}
	if (!e)
		e = csv_table_read(req->arena, file->filename, file->data, file->len, &limits,
			&faults, &csv);
	if (!e)
		e = translations_read(req->arena, &t.t, t.reviews, &csv, &faults, &changes, &count);
	if (faults.count)
		return show_table(req, res, 422, NULL, &faults);
	if (e)
		return e;
	return save_texts(req, res, &t, changes, count);
}
