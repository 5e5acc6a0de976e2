/* The choices of a draft's list: codes and labels in all languages, added, removed and
 * put in order, without a script. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forms.h"
#include "model/change.h"
#include "view/url.h"

#define SPARE_ROWS 3
#define CHOICES_MAX 2000

struct editing {
	struct edited d;
	struct form_texts t;
	const char *list;
	struct choice_edit *choices;
	size_t count;
};

static enum err open_list(struct request *req, struct db *db, struct editing *out)
{
	enum err e = edited_find(req, db, &out->d);

	if (!e)
		e = edited_texts(req->arena, &out->d, &out->t);
	if (e)
		return e;
	out->list = params_get(&req->query, "list");
	out->count = out->list ? texts_choices(&out->t, out->list, &out->choices) : 0;
	return out->count ? OK : err_fail(ERR_NOT_FOUND, "the form has no such list");
}

/* ---- showing ---- */

static const char *sent_or(const struct page *p, size_t row, const char *what,
	const char *stored)
{
	const char *sent = params_get(&p->req->form, arena_printf(p->a, "%s %zu", what, row));

	return sent ? sent : stored;
}

static void add_choice(struct page *p, struct view_list *list, const struct editing *ed,
	size_t i)
{
	struct view_node *n = list_add(list);
	bool there = i < ed->count;
	struct view_list *cells = node_list(n, V_CELLS);

	node_textf(n, V_ID, "c%zu", i);
	node_int(n, V_N, (int64_t)i);
	node_text(n, V_STEP, sent_or(p, i, "place", arena_printf(p->a, "%zu", i + 1)));
	node_text(n, V_CODE, sent_or(p, i, "code", there ? ed->choices[i].name : ""));
	node_flag(n, V_ACTIVE, there);
	for (size_t l = 0; l < ed->t.language_count; l++) {
		struct view_node *c = list_add(cells);
		const char *name = arena_printf(p->a, "label %zu %zu", i, l);
		const char *sent = params_get(&p->req->form, name);

		node_text(c, V_NAME, name);
		node_text(c, V_LABEL, forms_language(&ed->t.languages[l]));
		node_text(c, V_LABEL_LANG, ed->t.languages[l].code);
		node_text(c, V_LABEL_DIR, lang_dir(ed->t.languages[l].code));
		node_text(c, V_VALUE, sent ? sent : there ? ed->choices[i].labels[l] : "");
	}
}

static enum err show_choices(struct request *req, struct response *res, int status,
	const struct said *said, const struct faults *faults)
{
	struct page p;
	struct editing ed;
	struct view_list *list;
	enum err e = office_begin(req, res, "forms.choices", &p);

	if (!e)
		e = open_list(req, p.db, &ed);
	if (e)
		return e;
	list = node_list(p.root, V_COLUMNS);
	for (size_t l = 0; l < ed.t.language_count; l++)
		node_text(list_add(list), V_NAME, forms_language(&ed.t.languages[l]));
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < ed.count + SPARE_ROWS; i++)
		add_choice(&p, list, &ed, i);
	node_text(p.root, V_TITLE, ed.d.draft.title);
	node_text(p.root, V_NAME, ed.list);
	node_text(p.root, V_HREF, ed.d.href);
	node_text(p.root, V_ACTION, url_query(p.a, arena_printf(p.a, "%s/choices", ed.d.href),
		"list", ed.list));
	node_text(p.root, V_ERROR, page_said(&p, said));
	if (faults)
		forms_add_faults(&p, V_ERRORS, faults);
	node_flag(p.root, V_FOUND, faults);
	return page_end(&p, status, "forms_choices");
}

enum err draft_choices_get(struct request *req, struct response *res)
{
	return show_choices(req, res, 200, NULL, NULL);
}

/* ---- saving ---- */

struct placed {
	struct choice_edit choice;
	double place;
	size_t index;
};

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->place < y->place || x->place > y->place)
		return x->place < y->place ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static const char *trimmed(struct arena *a, const char *text)
{
	struct str s = str_trim(str_of(text));

	return arena_strndup(a, s.p, s.len);
}

/* One row as sent; false when it is gone or was left blank. */
static bool read_row(struct request *req, const struct editing *ed, size_t i,
	struct placed *out)
{
	struct arena *a = req->arena;
	const char *code = params_get(&req->form, arena_printf(a, "code %zu", i));
	const char *place = params_get(&req->form, arena_printf(a, "place %zu", i));
	bool there = i < ed->count, any = false;

	if (params_get(&req->form, arena_printf(a, "remove %zu", i)))
		return false;
	*out = (struct placed){.index = i, .place = (double)i + 1};
	out->choice.name = trimmed(a, code ? code : there ? ed->choices[i].name : "");
	out->choice.from = there ? ed->choices[i].from : CHOICE_NEW;
	out->choice.labels = arena_array(a, ed->t.language_count, sizeof(char *));
	for (size_t l = 0; l < ed->t.language_count; l++) {
		const char *sent = params_get(&req->form, arena_printf(a, "label %zu %zu", i, l));

		out->choice.labels[l] = sent ? trimmed(a, sent) :
			there ? ed->choices[i].labels[l] : "";
		any = any || *out->choice.labels[l];
	}
	if (place && parse_double(place, &out->place) && !there)
		out->place -= 0.5;
	return there || *out->choice.name || any;
}

static enum err read_list(struct request *req, struct editing *ed, struct choice_edit **out,
	size_t *count)
{
	struct placed *rows = arena_array(req->arena, ed->count + SPARE_ROWS, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < ed->count + SPARE_ROWS; i++)
		n += read_row(req, ed, i, &rows[n]);
	qsort(rows, n, sizeof *rows, by_place);
	*out = arena_array(req->arena, n + 1, sizeof **out);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = rows[i].choice;
	*count = n;
	if (!n)
		return err_text(err_fail(ERR_INPUT, "a list keeps at least one choice"),
			"forms.choices.none", NULL);
	return n > CHOICES_MAX ? err_fail(ERR_TOO_LARGE, "too many choices") : OK;
}

enum err draft_choices_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct choice_edit *edits;
	struct faults faults, warnings;
	struct editing ed;
	struct edited changed;
	struct form *form;
	struct change c;
	struct said said;
	size_t count;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = open_list(req, db, &ed);
	if (e)
		return e;
	e = read_list(req, &ed, &edits, &count);
	said = err_said(req->arena);
	if (e)
		return show_choices(req, res, 422, &said, NULL);
	texts_choices_put(&ed.t, ed.list, edits, count);
	changed = ed.d;
	texts_write(&ed.t, ed.d.sheets.texts, changed.sheets.texts);
	e = edited_compile(req->arena, db, &changed, &faults, &warnings, &form);
	if (faults.count)
		return show_choices(req, res, 422, NULL, &faults);
	if (e)
		return e;
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, draft_save(&c, &ed.d.draft, &changed.sheets, form));
	return e ? e : response_redirect(res, url_query(req->arena, ed.d.href, "done", "saved"));
}
