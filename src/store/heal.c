/*
 * Healing: versions 1 and 2 of the schema had several contents before they were
 * frozen, so what a database of theirs holds is looked at, not assumed. Owns what
 * is known of those contents; what a schema should be comes from the steps
 * themselves (schema.c).
 */
#include "heal.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db.h"
#include "schema.h"

#define SQL_MAX ((size_t)1 << 20)
/* What a table is called while another takes its place. */
#define ASIDE "healing_"

/* Columns that early contents of version 1 lacked and that no default can fill. There a
 * release listed its submissions in release_member; those in none wait for the next. */
static const struct {
	const char *table, *column, *value;
} fills[] = {
	{"submission", "release", "coalesce((SELECT m.seq FROM release_member m WHERE m.id = old.id),"
		" (SELECT coalesce(max(r.seq), 0) + 1 FROM release r WHERE r.round = old.round))"},
	{"release", "submissions", "(SELECT count(*) FROM release_member m"
		" WHERE m.round = old.round AND m.seq <= old.seq)"},
};

/* Of those contents too, and needed no longer. */
static const struct {
	const char *type, *name;
} outlived[] = {{"table", "release_member"}, {"index", "submission_round"}};

/* The highest day the kiosk is known to have seen, in UTC: local days may be one ahead. */
static const char first_day[] = "INSERT OR IGNORE INTO clock (one, day)"
	" SELECT 1, max(day) FROM (SELECT max(substr(at, 1, 10)) AS day FROM trail"
	" UNION ALL SELECT date(max(day), '-1 day') FROM submission"
	" UNION ALL SELECT date(max(day), '-1 day') FROM release) HAVING max(day) IS NOT NULL";

struct healing {
	struct arena *a;
	struct db *db;
	struct schema expected, found;
};

static bool is_outlived(const struct schema_object *o)
{
	for (size_t i = 0; i < sizeof outlived / sizeof *outlived; i++)
		if (strcmp(outlived[i].type, o->type) == 0 &&
			strcmp(outlived[i].name, o->name) == 0)
			return true;
	return false;
}

static const char *fill_of(const char *table, const char *column)
{
	for (size_t i = 0; i < sizeof fills / sizeof *fills; i++)
		if (strcmp(fills[i].table, table) == 0 && strcmp(fills[i].column, column) == 0)
			return fills[i].value;
	return NULL;
}

/* A name as SQL text takes it. */
static const char *quoted(struct arena *a, const char *name)
{
	struct buf *out = buf_new(a, SQL_MAX);

	buf_putc(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_putc(out, '"');
		buf_putc(out, *name);
	}
	buf_putc(out, '"');
	return out->data;
}

/* "(a, b) SELECT a, value": every column of the new table that the old one has or that
 * can be filled; the others take their defaults. */
static const char *carried(struct healing *h, const char *table)
{
	struct buf *names = buf_new(h->a, SQL_MAX), *values = buf_new(h->a, SQL_MAX);

	for (size_t i = 0; i < h->expected.column_count; i++) {
		const struct schema_column *c = &h->expected.columns[i];
		const char *value = NULL;

		if (strcmp(c->table, table) != 0)
			continue;
		for (size_t j = 0; j < h->found.column_count; j++)
			if (sqlite3_stricmp(h->found.columns[j].table, table) == 0 &&
				sqlite3_stricmp(h->found.columns[j].name, c->name) == 0)
				value = quoted(h->a, c->name);
		if (!value)
			value = fill_of(table, c->name);
		if (!value)
			continue;
		buf_printf(names, "%s%s", names->len ? ", " : "", quoted(h->a, c->name));
		buf_printf(values, "%s%s", values->len ? ", " : "", value);
	}
	return arena_printf(h->a, "(%s) SELECT %s", names->data, values->data);
}

/* Indexes and triggers of others go with the old table and are put on the new one. */
static enum err put_back(struct healing *h, const char *table)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < h->found.object_count; i++) {
		const struct schema_object *o = &h->found.objects[i];

		if ((strcmp(o->type, "index") == 0 || strcmp(o->type, "trigger") == 0) &&
			sqlite3_stricmp(o->table, table) == 0 && !is_outlived(o) &&
			!schema_find(&h->expected, o->type, o->name))
			e = db_exec(h->db, o->sql);
	}
	return e;
}

/* The old table steps aside, so that the new one is made by the very statement that
 * makes it in a new database. References of other tables go by its name. */
static enum err rebuild(struct healing *h, const struct schema_object *want)
{
	const char *name = quoted(h->a, want->name);
	const char *aside = quoted(h->a, arena_printf(h->a, ASIDE "%s", want->name));
	enum err e = db_exec(h->db, arena_printf(h->a, "ALTER TABLE %s RENAME TO %s", name,
		aside));

	if (!e)
		e = db_exec(h->db, want->sql);
	if (!e)
		e = db_exec(h->db, arena_printf(h->a, "INSERT INTO %s %s FROM %s AS old", name,
			carried(h, want->name), aside));
	if (!e)
		e = db_exec(h->db, arena_printf(h->a, "DROP TABLE %s", aside));
	return e ? e : put_back(h, want->name);
}

static enum err heal_object(struct healing *h, const struct schema_object *want)
{
	const struct schema_object *have = schema_find(&h->found, want->type, want->name);
	enum err e = OK;

	if (have && strcmp(have->plain, want->plain) == 0)
		return OK;
	if (have && strcmp(want->type, "table") == 0)
		e = rebuild(h, want);
	else if (have)
		e = db_exec(h->db, arena_printf(h->a, "DROP %s %s", want->type,
			quoted(h->a, want->name)));
	if (!e && (!have || strcmp(want->type, "table") != 0))
		e = db_exec(h->db, want->sql);
	return e ? err_fail(e, "%s %s: %s", want->type, want->name, err_detail()) : OK;
}

static enum err heal_type(struct healing *h, const char *type)
{
	enum err e = schema_read(h->a, h->db, &h->found);

	for (size_t i = 0; !e && i < h->expected.object_count; i++)
		if (strcmp(h->expected.objects[i].type, type) == 0)
			e = heal_object(h, &h->expected.objects[i]);
	return e;
}

/* A column nobody knows may hold what somebody needs: it is not left behind. */
static enum err refuse_strangers(struct healing *h)
{
	struct schema_fault *faults;
	size_t count;
	enum err e = schema_read(h->a, h->db, &h->found);

	if (e)
		return e;
	schema_compare(h->a, &h->expected, &h->found, &faults, &count);
	for (size_t i = 0; i < count; i++)
		if (faults[i].kind == SCHEMA_FOREIGN && faults[i].column)
			return err_fail(ERR_STORE, "%s: move what it holds elsewhere and drop it",
				schema_words(h->a, &faults[i]));
	return OK;
}

static enum err drop_outlived(struct healing *h)
{
	enum err e = schema_read(h->a, h->db, &h->found);

	for (size_t i = 0; !e && i < h->found.object_count; i++)
		if (is_outlived(&h->found.objects[i]))
			e = db_exec(h->db, arena_printf(h->a, "DROP %s %s",
				h->found.objects[i].type, h->found.objects[i].name));
	return e;
}

static enum err heal_all(struct healing *h)
{
	/* Tables first: what else there is stands on them. */
	static const char *const types[] = {"table", "index", "view", "trigger"};
	enum err e = refuse_strangers(h);

	for (size_t i = 0; !e && i < sizeof types / sizeof *types; i++)
		e = heal_type(h, types[i]);
	if (!e)
		e = drop_outlived(h);
	return e ? e : db_exec(h->db, first_day);
}

enum err heal(struct db *db, int version)
{
	struct healing h = {.a = arena_new(), .db = db};
	enum err e = schema_expected(h.a, version, &h.expected);

	/* Neither may a rename reach into other tables and views, nor a trigger of
	 * others take part in moving rows. */
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	if (!e)
		e = heal_all(&h);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
	arena_free(h.a);
	return e;
}
