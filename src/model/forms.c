/* Forms in the store, and packs on their way in. */
#include "model/forms.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "codec/digest.h"
#include "store/stmt.h"

/* A sheet's text with its byte order mark taken off; NULL when there is none. */
static enum err read_sheet(struct arena *a, const char *dir, const char *name,
	struct faults *faults, const char **out)
{
	const char *path = path_join(a, dir, name);
	char *data;
	size_t len;

	*out = NULL;
	if (!file_exists(path))
		return OK;

	enum err e = file_read(a, path, FORM_SHEET_MAX, &data, &len);

	if (e) {
		faults_add(faults, name, 0, NULL, "%s", err_detail());
		return ERR_INPUT;
	}
	if (strlen(data) != len) {
		faults_add(faults, name, 0, NULL, "the file is not plain text in UTF-8: "
			"save it as CSV UTF-8");
		return ERR_INPUT;
	}
	if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
		data += 3;
	*out = data;
	return OK;
}

static enum err read_catalogue(struct arena *a, const char *dir, enum catalogue_kind kind,
	struct faults *faults, struct form_pack *pack)
{
	char *file = arena_printf(a, "%s.csv", catalogue_name(kind));
	const char *text;
	enum err e = read_sheet(a, dir, file, faults, &text);

	if (e || !text)
		return e;
	e = catalogue_read_text(a, kind, file, text, strlen(text), faults,
		&pack->catalogues[kind]);
	pack->has_catalogue[kind] = !e;
	return e;
}

enum err form_pack_read(struct arena *a, const char *path,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, struct form_pack *out)
{
	struct form_pack pack = {.name = path_base(a, path)};
	const struct catalogue *lists[CATALOGUE_KINDS];
	bool bad = false;

	if (!file_is_dir(path))
		return err_fail(ERR_NOT_FOUND, "%s is not a folder of CSV sheets", path);
	bad |= read_sheet(a, path, "survey.csv", faults, &pack.survey) != OK;
	bad |= read_sheet(a, path, "choices.csv", faults, &pack.choices) != OK;
	bad |= read_sheet(a, path, "settings.csv", faults, &pack.settings) != OK;
	if (!bad && !pack.survey)
		return err_fail(ERR_NOT_FOUND, "%s has no survey.csv", path);
	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		bad |= read_catalogue(a, path, (enum catalogue_kind)k, faults, &pack) != OK;
		lists[k] = pack.has_catalogue[k] ? &pack.catalogues[k] :
			known ? known[k] : NULL;
	}
	if (bad || form_compile_texts(a, pack.name, pack.survey, pack.choices, pack.settings,
		lists, faults, warnings, &pack.form))
		return err_fail(ERR_INPUT, "the form has %zu faults",
			faults->count + faults->dropped);
	*out = pack;
	return OK;
}

/* BLAKE2b-256 over code and sheets, each behind its length: kiosks that brought
 * in the same form know it by this. */
static void pack_hash(struct arena *a, const struct form_pack *pack, unsigned char out[32])
{
	const char *const parts[] = {pack->form->id, pack->survey, pack->choices,
		pack->settings};
	struct digest_stream *d = digest_stream_new(a);

	for (size_t i = 0; i < 4; i++) {
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
		.id = col_i64(s, 0),
		.code = col_copy(a, s, 1),
		.version = (int)col_i64(s, 2),
		.title = col_copy(a, s, 3),
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

static enum err find_by_hash(struct db *db, const unsigned char hash[32], int64_t *id)
{
	struct stmt *s = db_stmt(db, STMT_FORM_BY_HASH);
	bool row;

	stmt_blob(s, ":hash", hash, 32);

	enum err e = stmt_step(s, &row);

	*id = !e && row ? col_i64(s, 0) : 0;
	stmt_done(s);
	return e;
}

enum err form_add(struct arena *a, struct db *db, const struct form_pack *pack,
	struct form_row *out)
{
	unsigned char hash[32];
	int64_t id;

	pack_hash(a, pack, hash);

	enum err e = find_by_hash(db, hash, &id);

	if (e || id)
		return e ? e : form_by_id(a, db, id, out);

	struct stmt *s = db_stmt(db, STMT_FORM_ADD);

	stmt_text(s, ":code", pack->form->id);
	stmt_text(s, ":title", pack->form->title);
	stmt_blob(s, ":hash", hash, 32);
	e = stmt_run(s);
	id = db_last_id(db);
	if (!e)
		e = add_sheet(db, id, "survey", pack->survey);
	if (!e)
		e = add_sheet(db, id, "choices", pack->choices);
	if (!e)
		e = add_sheet(db, id, "settings", pack->settings);
	return e ? e : form_by_id(a, db, id, out);
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

enum err form_list(struct arena *a, struct db *db, struct form_row **out, size_t *count)
{
	struct form_row *list = NULL;
	size_t n = 0, cap = 0;
	bool row;
	enum err e;
	struct stmt *s = db_stmt(db, STMT_FORM_LIST);

	while (!(e = stmt_step(s, &row)) && row) {
		if (n == cap)
			list = arena_grow(a, list, n, n + 1, &cap, sizeof *list);
		read_row(a, s, &list[n]);
		list[n++].rounds = col_i64(s, 4);
	}
	stmt_done(s);
	if (e)
		return e;
	*out = list;
	*count = n;
	return OK;
}

enum err form_sheets_load(struct arena *a, struct db *db, int64_t id,
	struct form_sheets *out)
{
	struct form_sheets sheets = {0};
	bool row;
	enum err e;
	struct stmt *s = db_stmt(db, STMT_FORM_SHEETS);

	stmt_i64(s, ":form", id);
	while (!(e = stmt_step(s, &row)) && row) {
		const char *name = col_text(s, 0);
		char *csv = col_copy(a, s, 1);

		if (strcmp(name, "survey") == 0)
			sheets.survey = csv;
		else if (strcmp(name, "choices") == 0)
			sheets.choices = csv;
		else
			sheets.settings = csv;
	}
	stmt_done(s);
	if (e)
		return e;
	if (!sheets.survey)
		return err_fail(ERR_NOT_FOUND, "there is no such form");
	*out = sheets;
	return OK;
}
