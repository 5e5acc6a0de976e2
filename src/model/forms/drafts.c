/* Drafts of forms: kept, changed, published. */
#include "model/drafts.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "form/texts.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

enum err catalogues_known(struct arena *a, struct db *db, struct known_catalogues *out)
{
	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		enum err e = catalogue_load(a, db, (enum catalogue_kind)k, &out->lists[k]);

		if (e)
			return e;
		out->known[k] = out->lists[k].count ? &out->lists[k] : NULL;
	}
	return OK;
}

/* The catalogues beside the form, in place of the kiosk's. */
static enum err own_catalogues(struct arena *a, const struct form_sheets *sheets,
	struct faults *faults, struct known_catalogues *cats)
{
	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		const char *text = sheets->texts[FORM_FUNCTIONS + k];
		enum err e;

		if (!text)
			continue;
		e = catalogue_read_text(a, (enum catalogue_kind)k, arena_printf(a, "%s.csv",
			catalogue_name((enum catalogue_kind)k)), text, strlen(text), faults,
			&cats->lists[k]);
		if (e)
			return e;
		cats->known[k] = &cats->lists[k];
	}
	return OK;
}

enum err draft_compile(struct arena *a, struct db *db, const char *name,
	const struct form_sheets *sheets, struct faults *faults, struct faults *warnings,
	struct form **out)
{
	struct known_catalogues cats;
	enum err e = catalogues_known(a, db, &cats);

	if (!e)
		e = own_catalogues(a, sheets, faults, &cats);
	if (e)
		return e;
	return form_compile_texts(a, name, sheets, cats.known, NULL, faults, warnings, out);
}

/* ---- keeping ---- */

static void bind_head(struct stmt *s, const struct form *form, const char *actor)
{
	char today[DAY_CHARS];

	clock_day(clock_now(), today, NULL);
	stmt_text(s, ":code", form->id);
	stmt_text(s, ":title", form->title);
	stmt_text(s, ":actor", actor);
	stmt_text(s, ":day", today);
}

static enum err put_sheets(struct db *db, int64_t draft, const struct form_sheets *sheets)
{
	enum err e = OK;

	for (int k = 0; !e && k < FORM_SHEETS; k++) {
		struct stmt *s;

		if (!sheets->texts[k])
			continue;
		s = db_stmt(db, STMT_DRAFT_SHEET_PUT);
		stmt_i64(s, ":draft", draft);
		stmt_text(s, ":name", form_sheet_name((enum form_sheet)k));
		stmt_text(s, ":csv", sheets->texts[k]);
		e = stmt_run(s);
	}
	return e;
}

enum err draft_add(struct change *c, const char *name, const struct form_sheets *sheets,
	const struct form *form, int64_t base, struct form_draft *out)
{
	struct form_row latest = {.id = base};
	enum err e = base ? OK : form_latest(c->arena, c->db, form->id, &latest);
	struct stmt *s;

	if (e && e != ERR_NOT_FOUND)
		return e;
	s = db_stmt(c->db, STMT_DRAFT_ADD);
	bind_head(s, form, c->actor);
	stmt_text(s, ":name", name);
	if (latest.id)
		stmt_i64(s, ":base", latest.id);
	else
		stmt_null(s, ":base");
	e = stmt_run(s);

	int64_t id = db_last_id(c->db);

	if (!e)
		e = put_sheets(c->db, id, sheets);
	return e ? e : draft_find(c->arena, c->db, id, out);
}

enum err draft_save(struct change *c, const struct form_draft *d,
	const struct form_sheets *sheets, const struct form *form)
{
	struct form_draft now;
	enum err e = draft_find(c->arena, c->db, d->id, &now);
	struct stmt *s;

	if (e)
		return e;
	s = db_stmt(c->db, STMT_DRAFT_EDIT);
	bind_head(s, form, c->actor);
	stmt_i64(s, ":draft", d->id);
	e = stmt_run(s);
	return e ? e : put_sheets(c->db, d->id, sheets);
}

enum err draft_begin(struct change *c, const struct form_row *form, struct form_draft *out)
{
	struct form_sheets sheets;
	struct faults faults, warnings;
	struct form *compiled;
	enum err e = form_sheets_at(c->arena, c->db, form->id, form->minor, &sheets);

	if (e)
		return e;
	faults_init(&faults, c->arena);
	faults_init(&warnings, c->arena);
	e = draft_compile(c->arena, c->db, form->code, &sheets, &faults, &warnings, &compiled);
	return e ? e : draft_add(c, form->code, &sheets, compiled, form->id, out);
}

static void read_draft(struct arena *a, struct stmt *s, void *row)
{
	*(struct form_draft *)row = (struct form_draft){
		.id = col_i64(s, "id"),
		.code = col_copy(a, s, "code"),
		.title = col_copy(a, s, "title"),
		.name = col_copy(a, s, "name"),
		.base = col_i64(s, "base"),
		.actor = col_copy(a, s, "actor"),
		.day = col_copy(a, s, "day"),
	};
}

enum err draft_find(struct arena *a, struct db *db, int64_t id, struct form_draft *out)
{
	struct stmt *s = db_stmt(db, STMT_DRAFT_GET);
	bool row;
	enum err e;

	stmt_i64(s, ":draft", id);
	e = stmt_step(s, &row);
	if (!e && row)
		read_draft(a, s, out);
	stmt_done(s);
	return e ? e : row ? OK : err_fail(ERR_NOT_FOUND, "there is no such draft (any more)");
}

enum err draft_list(struct arena *a, struct db *db, struct form_draft **out, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_DRAFT_LIST), read_draft, out, count);
}

enum err draft_load(struct arena *a, struct db *db, int64_t id, struct form_sheets *out)
{
	struct form_sheets sheets = {{NULL}};
	struct stmt *s = db_stmt(db, STMT_DRAFT_SHEETS);
	enum err e;

	stmt_i64(s, ":draft", id);
	while (stmt_next(s, &e))
		for (int k = 0; k < FORM_SHEETS; k++)
			if (strcmp(col_text(s, "name"), form_sheet_name((enum form_sheet)k)) == 0)
				sheets.texts[k] = col_copy(a, s, "csv");
	if (e)
		return e;
	if (!sheets.texts[FORM_SURVEY])
		return err_fail(ERR_NOT_FOUND, "there is no such draft (any more)");
	*out = sheets;
	return OK;
}

static enum err drop(struct db *db, int64_t id)
{
	struct stmt *s = db_stmt(db, STMT_DRAFT_DROP);

	stmt_i64(s, ":draft", id);
	return stmt_run(s);
}

enum err draft_drop(struct change *c, const struct form_draft *d)
{
	enum err e = drop(c->db, d->id);

	return e ? e : trail_append(c, "form.discard", d->code, "a draft");
}

/* ---- publishing ---- */

static enum err load_compiled(struct arena *a, struct db *db, const struct form_draft *d,
	struct form_sheets *sheets, struct form **form)
{
	struct faults faults, warnings;
	enum err e = draft_load(a, db, d->id, sheets);

	faults_init(&faults, a);
	faults_init(&warnings, a);
	if (!e)
		e = draft_compile(a, db, d->name, sheets, &faults, &warnings, form);
	if (e == ERR_INPUT)
		return err_text(err_fail(e, "the draft does not fit the kiosk's lists any more: %s",
			faults.count ? faults.list[0].message : ""), "forms.draft_broken", "detail",
			faults.count ? faults.list[0].message : "", NULL);
	return e;
}

/* A draft may have begun as a version older than today's rules, and keep to them as its
 * correction; a new version enters by the door of all new forms. */
static enum err check_new(struct arena *a, struct db *db, const struct form_draft *d,
	const struct form_sheets *sheets)
{
	struct form_file files[FORM_SHEETS];
	struct known_catalogues cats;
	struct faults faults, warnings;
	struct form_input in;
	struct form *form;
	size_t n = 0;
	enum err e = catalogues_known(a, db, &cats);

	faults_init(&faults, a);
	faults_init(&warnings, a);
	for (enum form_sheet k = FORM_SURVEY; k < FORM_SHEETS; k++)
		if (sheets->texts[k])
			files[n++] = (struct form_file){
				arena_printf(a, "%s.csv", form_sheet_name(k)), sheets->texts[k],
				strlen(sheets->texts[k])};
	if (!e)
		e = form_input_read(a, files, n, &faults, &warnings, &in);
	in.name = d->name;
	if (!e)
		e = form_input_compile(a, &in, cats.known, &faults, &warnings, NULL, &form);
	if (e != ERR_INPUT || !faults.count)
		return e;
	return err_text(err_fail(e, "the draft cannot be a new version: %s:%zu: %s",
		faults.list[0].file, faults.list[0].line, faults.list[0].message),
		"forms.draft_refused", "detail", faults.list[0].message, NULL);
}

/* The lists beside the draft, for the pack it becomes. */
static enum err pack_lists(struct arena *a, const struct form_sheets *sheets,
	struct form_pack *pack)
{
	struct known_catalogues cats = {.known = {NULL}};
	struct faults faults;
	enum err e;

	faults_init(&faults, a);
	e = own_catalogues(a, sheets, &faults, &cats);
	for (int k = 0; !e && k < CATALOGUE_KINDS; k++) {
		pack->has_catalogue[k] = cats.known[k] != NULL;
		if (cats.known[k])
			pack->catalogues[k] = *cats.known[k];
	}
	return e;
}

enum err draft_publish(struct change *c, const struct form_draft *d, struct form_row *out)
{
	struct form_pack pack = {.name = d->name};
	enum err e = load_compiled(c->arena, c->db, d, &pack.sheets, &pack.form);

	if (!e)
		e = check_new(c->arena, c->db, d, &pack.sheets);
	if (!e)
		e = pack_lists(c->arena, &pack.sheets, &pack);
	if (!e)
		e = form_add(c, &pack, out);
	if (!e)
		e = drop(c->db, d->id);
	return e ? e : trail_append(c, "form.publish", out->code,
		arena_printf(c->arena, "version %d", out->version));
}

/* Words alone; *changed: there are any. */
static enum err wording_only(struct arena *a, const struct form_sheets *base,
	const struct form_sheets *sheets, bool *only, bool *changed)
{
	const char *const *before = base->texts, *const *after = sheets->texts;

	*changed = false;
	for (size_t i = 0; i < TEXTS_SHEETS; i++)
		*changed = *changed || strcmp(before[i] ? before[i] : "", after[i] ? after[i] : "");
	for (int k = FORM_FUNCTIONS; k < FORM_SHEETS; k++)
		if (sheets->texts[k]) {
			*only = false;
			return OK;
		}
	return texts_only_differ(a, before, after, only);
}

static enum err load_base(struct arena *a, struct db *db, const struct form_draft *d,
	struct form_row *row, struct form_sheets *out)
{
	enum err e = form_by_id(a, db, d->base, row);

	return e ? e : form_sheets_at(a, db, row->id, row->minor, out);
}

enum err draft_is_correction(struct arena *a, struct db *db, const struct form_draft *d,
	bool *out)
{
	struct form_sheets sheets;
	struct form_sheets base;
	struct form_row row;
	bool only = false, changed = false;
	enum err e = d->base ? draft_load(a, db, d->id, &sheets) : OK;

	if (!e && d->base)
		e = load_base(a, db, d, &row, &base);
	if (!e && d->base)
		e = wording_only(a, &base, &sheets, &only, &changed);
	if (!e)
		*out = only && changed;
	return e;
}

static enum err add_correction(struct db *db, int64_t form, int minor,
	const struct form_sheets *sheets)
{
	char today[DAY_CHARS];
	struct stmt *s = db_stmt(db, STMT_CORRECTION_ADD);
	enum err e;

	clock_day(clock_now(), today, NULL);
	stmt_i64(s, ":form", form);
	stmt_i64(s, ":minor", minor);
	stmt_text(s, ":day", today);
	e = stmt_run(s);
	for (int k = FORM_SURVEY; !e && k <= FORM_SETTINGS; k++) {
		if (!sheets->texts[k])
			continue;
		s = db_stmt(db, STMT_CORRECTION_SHEET_ADD);
		stmt_i64(s, ":form", form);
		stmt_i64(s, ":minor", minor);
		stmt_text(s, ":name", form_sheet_name((enum form_sheet)k));
		stmt_text(s, ":csv", sheets->texts[k]);
		e = stmt_run(s);
	}
	if (e)
		return e;
	s = db_stmt(db, STMT_ROUNDS_CORRECT);
	stmt_i64(s, ":form", form);
	stmt_i64(s, ":minor", minor);
	return stmt_run(s);
}

enum err draft_correct(struct change *c, const struct form_draft *d, struct form_row *out)
{
	struct form_sheets sheets;
	struct form_sheets base;
	struct form_row row;
	struct form *form;
	bool only, changed;
	enum err e = d->base ? load_compiled(c->arena, c->db, d, &sheets, &form) :
		err_fail(ERR_CONFLICT, "there is no version to correct");

	if (!e)
		e = load_base(c->arena, c->db, d, &row, &base);
	if (!e)
		e = wording_only(c->arena, &base, &sheets, &only, &changed);
	if (!e && !(only && changed))
		e = err_text(err_fail(ERR_CONFLICT, only ? "no wording differs from version %d" :
			"more than wording differs from version %d: publish it as a new version",
			row.version), only ? "forms.nothing_changed" : "forms.more_than_words", NULL);
	if (!e)
		e = add_correction(c->db, row.id, row.minor + 1, &sheets);
	if (!e)
		e = drop(c->db, d->id);
	if (!e)
		e = trail_append(c, "form.correct", row.code,
			arena_printf(c->arena, "version %d.%d", row.version, row.minor + 1));
	if (e)
		return e;
	*out = row;
	out->minor = row.minor + 1;
	return OK;
}

static void read_form_correction(struct arena *a, struct stmt *s, void *row)
{
	*(struct form_correction *)row = (struct form_correction){
		(int)col_i64(s, "minor"),
		col_copy(a, s, "day"),
	};
}

enum err corrections_list(struct arena *a, struct db *db, int64_t form,
	struct form_correction **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_CORRECTION_LIST);

	stmt_i64(s, ":form", form);
	return stmt_list(a, s, read_form_correction, out, count);
}
