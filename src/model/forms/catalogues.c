/* Catalogues in the store. Knows their tables, not where a change comes from. */
#include "model/catalogues.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "codec/csv.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

/* The language of a heading that names none: a bare `label`. */
#define UNNAMED "default"

/* What one code's texts are while they are read: [language] label, hint. */
struct texts {
	const char **labels, **hints;
};

static size_t language_index(struct arena *a, struct catalogue *c, const char *code)
{
	for (size_t i = 0; i < c->language_count; i++)
		if (strcmp(c->languages[i].name, code) == 0)
			return i;
	c->languages = arena_grow(a, c->languages, c->language_count + 1, sizeof *c->languages);

	char *name = arena_strdup(a, code);

	c->languages[c->language_count] = (struct form_language){
		.name = name, .code = strcmp(name, UNNAMED) == 0 ? "" : name};
	return c->language_count++;
}

static enum err load_languages(struct arena *a, struct db *db, struct catalogue *c)
{
	enum err e;
	struct stmt *s = db_stmt(db, STMT_CATALOGUE_TEXTS);

	stmt_text(s, ":list", catalogue_name(c->kind));
	while (stmt_next(s, &e))
		language_index(a, c, col_text(s, "lang"));
	return e;
}

static enum err load_entries(struct arena *a, struct db *db, struct catalogue *c,
	struct map *by_code)
{
	enum err e;
	struct stmt *s = db_stmt(db, STMT_CATALOGUE_LIST);

	stmt_text(s, ":list", catalogue_name(c->kind));
	while (stmt_next(s, &e)) {
		c->entries = arena_grow(a, c->entries, c->count + 1, sizeof *c->entries);

		struct catalogue_entry *entry = &c->entries[c->count++];

		*entry = (struct catalogue_entry){
			.code = col_copy(a, s, "code"),
			.labels = arena_array(a, c->language_count + 1, sizeof *entry->labels),
			.hints = arena_array(a, c->language_count + 1, sizeof *entry->hints),
		};
		for (const struct catalogue_column *x = catalogue_columns; x->name; x++)
			if (x->type == CATALOGUE_TEXT)
				catalogue_set_text(entry, x, col_copy(a, s, x->name));
			else
				catalogue_set_number(entry, x, col_double(s, x->name));
		for (size_t i = 0; i < c->language_count; i++)
			entry->labels[i] = entry->hints[i] = "";

		struct texts *t = arena_alloc(a, sizeof *t);

		*t = (struct texts){entry->labels, entry->hints};
		map_put(by_code, entry->code, t);
	}
	return e;
}

/* A label without a language serves where there is none of its own: lists that
 * were brought in with and without languages stand in one catalogue. */
static void spread_unnamed(struct catalogue *c)
{
	size_t from = 0;

	while (from < c->language_count && *c->languages[from].code)
		from++;
	if (from == c->language_count)
		return;
	for (size_t i = 0; i < c->count; i++) {
		struct catalogue_entry *e = &c->entries[i];

		for (size_t l = 0; l < c->language_count; l++) {
			if (*e->labels[l])
				continue;
			e->labels[l] = e->labels[from];
			e->hints[l] = e->hints[from];
		}
	}
}

enum err catalogue_load(struct arena *a, struct db *db, enum catalogue_kind kind,
	struct catalogue *out)
{
	struct catalogue c = {.kind = kind};
	struct map by_code;

	map_init(&by_code, a);

	enum err e = load_languages(a, db, &c);

	if (!e)
		e = load_entries(a, db, &c, &by_code);
	if (e)
		return e;

	struct stmt *s = db_stmt(db, STMT_CATALOGUE_TEXTS);

	stmt_text(s, ":list", catalogue_name(kind));
	while (stmt_next(s, &e)) {
		struct texts *t = map_get(&by_code, col_text(s, "code"));
		size_t lang = language_index(a, &c, col_text(s, "lang"));

		if (t) {
			t->labels[lang] = col_copy(a, s, "label");
			t->hints[lang] = col_copy(a, s, "hint");
		}
	}
	if (e)
		return e;
	spread_unnamed(&c);
	catalogue_name_all(a, &c);
	*out = c;
	return OK;
}

static enum err put_texts(struct db *db, const struct catalogue *c,
	const struct catalogue_entry *entry)
{
	for (size_t i = 0; i < c->language_count; i++) {
		const struct form_language *l = &c->languages[i];
		struct stmt *s;
		enum err e;

		if (!*entry->labels[i] && !*entry->hints[i])
			continue;
		s = db_stmt(db, STMT_CATALOGUE_TEXT_PUT);
		stmt_text(s, ":list", catalogue_name(c->kind));
		stmt_text(s, ":code", entry->code);
		stmt_text(s, ":lang", *l->code ? l->code : l->name);
		stmt_text(s, ":label", entry->labels[i]);
		stmt_text(s, ":hint", entry->hints[i]);
		e = stmt_run(s);
		if (e)
			return e;
	}
	return OK;
}

/* Behind which place new entries come. */
static enum err last_position(struct db *db, enum catalogue_kind kind, int64_t *out)
{
	struct stmt *s = db_stmt(db, STMT_CATALOGUE_LAST);
	enum err e;

	stmt_text(s, ":list", catalogue_name(kind));
	while (stmt_next(s, &e))
		*out = col_i64(s, "last");
	return e;
}

/* An entry that is there already keeps its place. */
static enum err put_entry(struct arena *a, struct db *db, const struct catalogue *c,
	const struct catalogue_entry *entry, int64_t position)
{
	struct stmt *s = db_stmt(db, STMT_CATALOGUE_PUT);

	stmt_text(s, ":list", catalogue_name(c->kind));
	stmt_text(s, ":code", entry->code);
	stmt_i64(s, ":position", position);
	for (const struct catalogue_column *x = catalogue_columns; x->name; x++) {
		const char *name = arena_printf(a, ":%s", x->name);

		if (x->type == CATALOGUE_TEXT)
			stmt_text(s, name, catalogue_text(entry, x));
		else
			stmt_double(s, name, catalogue_number(entry, x));
	}

	enum err e = stmt_run(s);

	return e ? e : put_texts(db, c, entry);
}

enum err catalogue_upsert(struct change *c, const struct catalogue *list, bool only_new)
{
	struct catalogue known = {0};
	int64_t last = 0;
	enum err e = only_new ? catalogue_load(c->arena, c->db, list->kind, &known) : OK;

	if (!e)
		e = last_position(c->db, list->kind, &last);
	for (size_t i = 0; !e && i < list->count; i++)
		if (!only_new || !catalogue_find(&known, list->entries[i].code))
			e = put_entry(c->arena, c->db, list, &list->entries[i], last + 1 + (int64_t)i);
	return e;
}

enum err catalogue_bring(struct change *c, const struct catalogue *list)
{
	static const char *const actions[CATALOGUE_KINDS] = {
		[CATALOGUE_FUNCTIONS] = "function.add",
		[CATALOGUE_DEPARTMENTS] = "department.add",
	};
	enum err e = catalogue_upsert(c, list, false);

	if (!e)
		e = rounds_follow_catalogues(c);
	return e ? e : trail_append(c, actions[list->kind],
		list->count == 1 ? list->entries[0].code : NULL,
		arena_printf(c->arena, "%zu codes", list->count));
}

static enum err drop(struct db *db, enum catalogue_kind kind, const char *code)
{
	static const enum stmt_id drops[] = {STMT_CATALOGUE_TEXT_DROP, STMT_CATALOGUE_DROP};

	for (size_t i = 0; i < 2; i++) {
		struct stmt *s = db_stmt(db, drops[i]);
		enum err e;

		stmt_text(s, ":list", catalogue_name(kind));
		stmt_text(s, ":code", code);
		e = stmt_run(s);
		if (e)
			return e;
	}
	if (!db_changes(db))
		return err_fail(ERR_NOT_FOUND, "no %s in %s", code, catalogue_name(kind));
	return OK;
}

enum err catalogue_remove(struct change *c, enum catalogue_kind kind, const char *code)
{
	enum err e = drop(c->db, kind, code);

	if (!e)
		e = rounds_follow_catalogues(c);
	return e ? e : trail_append(c, "catalogue.remove", code, catalogue_name(kind));
}

static void put_languages(struct csv_writer *w, const struct catalogue *c, const char *what)
{
	for (size_t i = 0; i < c->language_count; i++) {
		const struct form_language *l = &c->languages[i];
		char head[256];

		if (*l->code)
			snprintf(head, sizeof head, "%s::%s (%s)", what, l->name, l->code);
		else
			snprintf(head, sizeof head, "%s::%s", what, l->name);
		csv_put(w, head);
	}
}

static void put_strings(struct csv_writer *w, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_put(w, list[i]);
}

/* Headings (no entry) or cells of the list's own columns: its texts or its figures. */
static void put_columns(struct csv_writer *w, enum catalogue_kind list, bool texts,
	const struct catalogue_entry *e)
{
	for (const struct catalogue_column *x = catalogue_columns; x->name; x++)
		if (x->list != list || (x->type == CATALOGUE_TEXT) != texts)
			continue;
		else if (!e)
			csv_put(w, x->name);
		else if (texts)
			csv_put(w, catalogue_text(e, x));
		else
			csv_put_double(w, catalogue_number(e, x));
}

void catalogue_write(const struct catalogue *c, struct buf *out)
{
	struct csv_writer w = {.out = out};

	csv_put(&w, "code");
	put_columns(&w, c->kind, true, NULL);
	put_languages(&w, c, "label");
	put_languages(&w, c, "hint");
	put_columns(&w, c->kind, false, NULL);
	csv_end_row(&w);
	for (size_t i = 0; i < c->count; i++) {
		const struct catalogue_entry *e = &c->entries[i];

		csv_put(&w, e->code);
		put_columns(&w, c->kind, true, e);
		put_strings(&w, e->labels, c->language_count);
		put_strings(&w, e->hints, c->language_count);
		put_columns(&w, c->kind, false, e);
		csv_end_row(&w);
	}
}

const char *catalogue_label(const struct catalogue *c, const struct catalogue_entry *e,
	const char *lang)
{
	if (!e)
		return NULL;
	for (size_t i = 0; i < c->language_count; i++)
		if (strcmp(c->languages[i].code, lang) == 0 && *e->names[i])
			return e->names[i];
	for (size_t i = 0; i < c->language_count; i++)
		if (strcmp(c->languages[i].code, "en") == 0 && *e->names[i])
			return e->names[i];
	for (size_t i = 0; i < c->language_count; i++)
		if (*e->names[i])
			return e->names[i];
	return e->code;
}

const struct catalogue_entry *catalogue_find(const struct catalogue *c, const char *code)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->entries[i].code, code) == 0)
			return &c->entries[i];
	return NULL;
}

static void read_department(struct arena *a, struct stmt *s, void *row)
{
	*(struct department *)row = (struct department){
		.code = col_copy(a, s, "code"),
		.headcount = col_double(s, "headcount"),
		.merged_into = col_copy_opt(a, s, "merged_into"),
	};
}

enum err departments_load(struct arena *a, struct db *db, struct department **out,
	size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_CATALOGUE_LIST);

	stmt_text(s, ":list", catalogue_name(CATALOGUE_DEPARTMENTS));
	return stmt_list(a, s, read_department, out, count);
}

static const struct department *find(const struct department *list, size_t n,
	const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}

/* Following `from` by merged_into, does one come to `code`? */
static bool leads_to(const struct department *list, size_t n, const char *from,
	const char *code)
{
	for (size_t steps = 0; from && steps <= n; steps++) {
		const struct department *d;

		if (strcmp(from, code) == 0)
			return true;
		d = find(list, n, from);
		from = d ? d->merged_into : NULL;
	}
	return false;
}

enum err department_set(struct change *c, const char *code, double headcount,
	const char *merged_into)
{
	struct department *list;
	size_t n;
	enum err e = departments_load(c->arena, c->db, &list, &n);

	if (e)
		return e;
	if (!find(list, n, code))
		return err_fail(ERR_NOT_FOUND, "there is no department %s", code);
	if (merged_into && !find(list, n, merged_into))
		return err_fail(ERR_INPUT, "%s cannot be counted with %s: there is no such "
			"department", code, merged_into);
	if (leads_to(list, n, merged_into, code))
		return err_text(err_fail(ERR_INPUT, "%s cannot be counted with %s: that one is "
			"counted with it already", code, merged_into), "setup.circle", "code", code,
			"other", merged_into, NULL);

	struct stmt *s = db_stmt(c->db, STMT_DEPARTMENT_SET);

	stmt_text(s, ":code", code);
	stmt_double(s, ":headcount", headcount);
	stmt_text(s, ":merged_into", merged_into);
	return stmt_run(s);
}
