/*
 * Reading and comparing schemas. Two objects are the same when their statements
 * are, but for blanks and quotes: columns, keys, checks and defaults are all in them.
 */
#include "schema.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db.h"
#include "migrate.h"

#define SQL_MAX ((size_t)1 << 20)
#define NAME_SHOWN 60

/* ---- reading ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ALTER TABLE and hands write the same thing with other blanks and quotes. */
static const char *plain_sql(struct arena *a, const char *sql)
{
	struct buf *out = buf_new(a, SQL_MAX);
	bool in_text = false;

	for (const char *c = sql; *c; c++) {
		if (*c == '\'')
			in_text = !in_text;
		if (in_text || (!is_blank(*c) && !strchr("\"`[]", *c)))
			buf_putc(out, *c);
		else if (is_blank(*c) && out->len && out->data[out->len - 1] != ' ')
			buf_putc(out, ' ');
	}
	return out->data;
}

static char *text_of(struct arena *a, sqlite3_stmt *q, int i)
{
	const char *text = (const char *)sqlite3_column_text(q, i);

	return arena_strdup(a, text ? text : "");
}

typedef void add_row(struct arena *a, sqlite3_stmt *q, struct schema *out);

static void add_object(struct arena *a, sqlite3_stmt *q, struct schema *out)
{
	size_t n = out->object_count++;
	const char *sql = text_of(a, q, 3);

	out->objects = arena_grow(a, out->objects, n + 1, sizeof *out->objects);
	out->objects[n] = (struct schema_object){text_of(a, q, 0), text_of(a, q, 1),
		text_of(a, q, 2), sql, plain_sql(a, sql)};
}

static void add_column(struct arena *a, sqlite3_stmt *q, struct schema *out)
{
	size_t n = out->column_count++;

	out->columns = arena_grow(a, out->columns, n + 1, sizeof *out->columns);
	out->columns[n] = (struct schema_column){text_of(a, q, 0), text_of(a, q, 1)};
}

static enum err read_rows(struct arena *a, struct db *db, const char *sql, add_row *add,
	struct schema *out)
{
	sqlite3_stmt *q = NULL;
	int rc;

	db->internal = true;
	rc = sqlite3_prepare_v2(db->h, sql, -1, &q, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(q);
		if (rc == SQLITE_ROW)
			add(a, q, out);
	}
	db->internal = false;

	enum err e = rc == SQLITE_DONE ? OK : db_fail(db, rc, "schema");

	sqlite3_finalize(q);
	return e;
}

enum err schema_read(struct arena *a, struct db *db, struct schema *out)
{
	enum err e;

	*out = (struct schema){0};
	e = read_rows(a, db, "SELECT type, name, tbl_name, sql FROM sqlite_schema"
		" WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name", add_object, out);
	if (!e)
		e = read_rows(a, db, "SELECT m.name, c.name FROM sqlite_schema m,"
			" pragma_table_xinfo(m.name) c WHERE m.type = 'table'"
			" AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid",
			add_column, out);
	return e;
}

enum err schema_expected(struct arena *a, int version, struct schema *out)
{
	size_t count;
	const struct migration *steps = migrate_list(&count);
	struct db *db;
	enum err e = db_open(":memory:", DB_SETUP, STORE_ADMIN, &db);

	if (e)
		return e;
	for (size_t i = 0; !e && i < count && steps[i].version <= version; i++)
		if (steps[i].sql)
			e = db_exec(db, steps[i].sql);
	if (!e)
		e = schema_read(a, db, out);
	db_close(db);
	return e;
}

/* ---- comparing ---- */

const struct schema_object *schema_find(const struct schema *s, const char *type,
	const char *name)
{
	for (size_t i = 0; i < s->object_count; i++)
		if (strcmp(s->objects[i].type, type) == 0 &&
			sqlite3_stricmp(s->objects[i].name, name) == 0)
			return &s->objects[i];
	return NULL;
}

static bool has_column(const struct schema *s, const char *table, const char *name)
{
	for (size_t i = 0; i < s->column_count; i++)
		if (sqlite3_stricmp(s->columns[i].table, table) == 0 &&
			sqlite3_stricmp(s->columns[i].name, name) == 0)
			return true;
	return false;
}

struct comparing {
	struct arena *a;
	struct schema_fault *list;
	size_t count;
};

static void add_fault(struct comparing *c, enum schema_kind kind,
	const struct schema_object *object, const char *column)
{
	c->list = arena_grow(c->a, c->list, c->count + 1, sizeof *c->list);
	c->list[c->count++] = (struct schema_fault){kind, object, column};
}

/* Columns of one schema's table that the other's lacks. */
static void add_columns(struct comparing *c, enum schema_kind kind,
	const struct schema_object *table, const struct schema *has, const struct schema *lacks)
{
	for (size_t i = 0; i < has->column_count; i++)
		if (sqlite3_stricmp(has->columns[i].table, table->name) == 0 &&
			!has_column(lacks, table->name, has->columns[i].name))
			add_fault(c, kind, table, has->columns[i].name);
}

static void compare_one(struct comparing *c, const struct schema_object *want,
	const struct schema *expected, const struct schema *found)
{
	const struct schema_object *have = schema_find(found, want->type, want->name);
	size_t before = c->count;

	if (!have) {
		add_fault(c, SCHEMA_MISSING, want, NULL);
		return;
	}
	if (strcmp(have->plain, want->plain) == 0)
		return;
	if (strcmp(want->type, "table") == 0) {
		add_columns(c, SCHEMA_MISSING, want, expected, found);
		add_columns(c, SCHEMA_FOREIGN, want, found, expected);
	}
	if (c->count == before)
		add_fault(c, SCHEMA_DIFFERENT, want, NULL);
}

void schema_compare(struct arena *a, const struct schema *expected,
	const struct schema *found, struct schema_fault **faults, size_t *count)
{
	struct comparing c = {.a = a};

	for (size_t i = 0; i < expected->object_count; i++)
		compare_one(&c, &expected->objects[i], expected, found);
	for (size_t i = 0; i < found->object_count; i++)
		if (!schema_find(expected, found->objects[i].type, found->objects[i].name))
			add_fault(&c, SCHEMA_FOREIGN, &found->objects[i], NULL);
	*faults = c.list;
	*count = c.count;
}

const char *schema_words(struct arena *a, const struct schema_fault *f)
{
	static const char *const words[] = {
		[SCHEMA_MISSING] = "is missing",
		[SCHEMA_FOREIGN] = "is not of this program",
		[SCHEMA_DIFFERENT] = "is not as this program makes it",
	};
	const struct schema_object *o = f->object;
	bool on = strcmp(o->type, "index") == 0 || strcmp(o->type, "trigger") == 0;

	if (f->column)
		return arena_printf(a, "the column %.*s.%.*s %s", NAME_SHOWN, o->name, NAME_SHOWN,
			f->column, words[f->kind]);
	return arena_printf(a, "the %s %.*s%s%.*s %s", o->type, NAME_SHOWN, o->name,
		on ? " of " : "", NAME_SHOWN, on ? o->table : "", words[f->kind]);
}
