/* Forms in the store, and packs on their way in. */
#include "model/forms.h"

#include <string.h>

#include "base/arena.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/reviews.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

/* Compile what was read and keep its texts. */
static enum err pack_compile(struct arena *a, const struct form_input *in,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, struct form_pack *out)
{
	struct form_pack pack = {.name = in->name, .sheets = in->sheets};
	const struct catalogue *own[CATALOGUE_KINDS];
	enum err e;

	for (enum form_sheet k = FORM_SURVEY; k <= FORM_SETTINGS; k++)
		if (in->sheets.texts[k] && strlen(in->sheets.texts[k]) > FORM_SHEET_MAX)
			fault_add(faults, in->tables[k]->file, 0, NULL, FAULT_FILE_LARGE,
				DIGITS(FORM_SHEET_MAX >> 20), NULL);
	e = form_input_compile(a, in, known, faults, warnings, own, &pack.form);
	if (e || faults->count)
		return err_fail(e ? e : ERR_INPUT, "the form has %zu faults",
			faults->count + faults->dropped);
	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		pack.has_catalogue[k] = own[k] != NULL;
		if (own[k])
			pack.catalogues[k] = *own[k];
	}
	*out = pack;
	return OK;
}

enum err form_pack_read(struct arena *a, const char *path,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, struct form_pack *out)
{
	struct form_input in;
	enum err e = form_input_path(a, path, faults, warnings, &in);

	return e ? e : pack_compile(a, &in, known, faults, warnings, out);
}

/* BLAKE2b-256 over code and sheets, each behind its length: kiosks that brought
 * in the same form know it by this. `again` (NULL: not) tells a version that says what
 * an older one said from that one. */
static void pack_hash(struct arena *a, const struct form_pack *pack, const char *again,
	unsigned char out[32])
{
	const char *const *texts = pack->sheets.texts;
	const char *const parts[] = {pack->form->id, texts[FORM_SURVEY], texts[FORM_CHOICES],
		texts[FORM_SETTINGS], again};
	struct digest_stream *d = digest_stream_new(a);

	for (size_t i = 0; i < (again ? 5 : 4); i++) {
		size_t len = parts[i] ? strlen(parts[i]) : 0;
		const char *head = parts[i] ? arena_printf(a, "%zu:", len) : "-";

		digest_stream_add(d, head, strlen(head));
		digest_stream_add(d, parts[i], len);
	}
	digest_stream_end(d, out);
}

static void read_row(struct arena *a, struct stmt *s, struct form_row *out)
{
	*out = (struct form_row){
		.id = col_i64(s, "id"),
		.code = col_copy(a, s, "code"),
		.version = (int)col_i64(s, "version"),
		.title = col_copy(a, s, "title"),
		.minor = (int)col_i64(s, "minor"),
	};
}

static enum err one_row(struct arena *a, struct stmt *s, struct form_row *out)
{
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row)
		read_row(a, s, out);
	stmt_done(s);
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "there is no such form");
	return e;
}

static enum err add_sheet(struct db *db, int64_t form, const char *name, const char *csv)
{
	if (!csv)
		return OK;

	struct stmt *s = db_stmt(db, STMT_FORM_SHEET_ADD);

	stmt_i64(s, ":form", form);
	stmt_text(s, ":name", name);
	stmt_text(s, ":csv", csv);
	return stmt_run(s);
}

static enum err hash_known(struct db *db, const unsigned char hash[32], bool *known)
{
	struct stmt *s = db_stmt(db, STMT_FORM_BY_HASH);
	enum err e;

	stmt_blob(s, ":hash", hash, 32);
	e = stmt_step(s, known);
	stmt_done(s);
	return e;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Whether this is what the version shows now. */
static enum err shows(struct arena *a, struct db *db, const struct form_row *row,
	const struct form_pack *pack, bool *same)
{
	struct form_sheets now;
	enum err e = form_sheets_at(a, db, row->id, row->minor, &now);

	if (e)
		return e;
	*same = true;
	for (enum form_sheet k = FORM_SURVEY; k <= FORM_SETTINGS; k++)
		*same = *same && same_text(now.texts[k], pack->sheets.texts[k]);
	return OK;
}

static enum err insert(struct arena *a, struct db *db, const struct form_pack *pack,
	const unsigned char hash[32], struct form_row *out)
{
	struct stmt *s = db_stmt(db, STMT_FORM_ADD);
	int64_t id;
	enum err e;

	stmt_text(s, ":code", pack->form->id);
	stmt_text(s, ":title", pack->form->title);
	stmt_blob(s, ":hash", hash, 32);
	e = stmt_run(s);
	id = db_last_id(db);
	for (enum form_sheet k = FORM_SURVEY; !e && k <= FORM_SETTINGS; k++)
		e = add_sheet(db, id, form_sheet_name(k), pack->sheets.texts[k]);
	return e ? e : form_by_id(a, db, id, out);
}

/* The lists beside it: new codes alone; *any: there are some. */
static enum err add_lists(struct change *c, const struct form_pack *pack, bool *any)
{
	enum err e = OK;

	*any = false;
	for (int k = 0; !e && k < CATALOGUE_KINDS; k++)
		if (pack->has_catalogue[k]) {
			*any = true;
			e = catalogue_upsert(c, &pack->catalogues[k], true);
		}
	return e;
}

static enum err add_version(struct change *c, const struct form_pack *pack, struct form_row *out)
{
	struct form_row latest = {0};
	unsigned char hash[32];
	bool same = false, known;
	enum err e = form_latest(c->arena, c->db, pack->form->id, &latest);

	if (!e)
		e = shows(c->arena, c->db, &latest, pack, &same);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (same) {
		*out = latest;
		return OK;
	}
	pack_hash(c->arena, pack, NULL, hash);
	e = hash_known(c->db, hash, &known);
	if (!e && known)
		pack_hash(c->arena, pack, arena_printf(c->arena, "version %d",
			latest.version + 1), hash);
	return e ? e : insert(c->arena, c->db, pack, hash, out);
}

enum err form_add(struct change *c, const struct form_pack *pack, struct form_row *out)
{
	bool lists;
	enum err e = add_lists(c, pack, &lists);

	if (!e)
		e = add_version(c, pack, out);
	return e || !lists ? e : rounds_follow_catalogues(c);
}

enum err form_bring(struct change *c, const struct form_pack *pack, const char *folder,
	struct form_row *out)
{
	enum err e = form_add(c, pack, out);

	if (!e)
		e = translations_take_folder(c, out->code, pack->sheets.texts, folder);
	return e ? e : trail_append(c, "form.add", out->code,
		arena_printf(c->arena, "version %d", out->version));
}

enum err form_latest(struct arena *a, struct db *db, const char *code, struct form_row *out)
{
	struct stmt *s = db_stmt(db, STMT_FORM_LATEST);

	stmt_text(s, ":code", code);
	return one_row(a, s, out);
}

enum err form_by_id(struct arena *a, struct db *db, int64_t id, struct form_row *out)
{
	struct stmt *s = db_stmt(db, STMT_FORM_BY_ID);

	stmt_i64(s, ":form", id);
	return one_row(a, s, out);
}

enum err form_version(struct arena *a, struct db *db, const char *code, int version,
	struct form_row *out)
{
	struct stmt *s = db_stmt(db, STMT_FORM_BY_VERSION);

	stmt_text(s, ":code", code);
	stmt_i64(s, ":version", version);
	return one_row(a, s, out);
}

enum err form_list(struct arena *a, struct db *db, struct form_row **out, size_t *count)
{
	struct form_row *list = NULL;
	size_t n = 0;
	enum err e;
	struct stmt *s = db_stmt(db, STMT_FORM_LIST);

	while (stmt_next(s, &e)) {
		list = arena_grow(a, list, n + 1, sizeof *list);
		read_row(a, s, &list[n]);
		list[n].rounds = col_i64(s, "rounds");
		list[n].latest = true;
		if (n && strcmp(list[n - 1].code, list[n].code) == 0)
			list[n - 1].latest = false;
		n++;
	}
	if (e)
		return e;
	*out = list;
	*count = n;
	return OK;
}

static enum err read_sheets(struct arena *a, struct stmt *s, struct form_sheets *out)
{
	struct form_sheets sheets = {{NULL}};
	enum err e;

	while (stmt_next(s, &e)) {
		const char *name = col_text(s, "name");
		char *csv = col_copy(a, s, "csv");

		for (enum form_sheet k = FORM_SURVEY; k <= FORM_SETTINGS; k++)
			if (strcmp(name, form_sheet_name(k)) == 0)
				sheets.texts[k] = csv;
	}
	if (e)
		return e;
	if (!sheets.texts[FORM_SURVEY])
		return err_fail(ERR_NOT_FOUND, "there is no such form");
	*out = sheets;
	return OK;
}

enum err form_sheets_at(struct arena *a, struct db *db, int64_t id, int minor,
	struct form_sheets *out)
{
	struct stmt *s = db_stmt(db, minor ? STMT_CORRECTION_SHEETS : STMT_FORM_SHEETS);

	stmt_i64(s, ":form", id);
	if (minor)
		stmt_i64(s, ":minor", minor);
	return read_sheets(a, s, out);
}

enum err form_sheets_load(struct arena *a, struct db *db, int64_t id,
	struct form_sheets *out)
{
	return form_sheets_at(a, db, id, 0, out);
}
