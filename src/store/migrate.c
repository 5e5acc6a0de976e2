/*
 * Migrations: brings a database from the version it has to the newest. Knows
 * nothing of backups; store.c makes one before.
 */
#include "migrate.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db.h"
#include "heal.h"
#include "schema.h"
#include "store/store.h"
#include "takeout.h"

static const struct migration list[] = {
#define MIGRATION(version, sql) {version, sql},
#define HEAL(version) {version, NULL},
#define TAKE_OUT(version, file, lines, scrub)
#include "migrations.def"
#undef MIGRATION
#undef HEAL
#undef TAKE_OUT
};

#define LIST_COUNT (sizeof list / sizeof *list)

static const struct migration *used = list;
static size_t used_count = LIST_COUNT;

const struct migration *migrate_list(size_t *count)
{
	*count = used_count;
	return used;
}

void migrate_use(const struct migration *steps, size_t count)
{
	used = steps ? steps : list;
	used_count = steps ? count : LIST_COUNT;
}

bool migrate_is_own(void)
{
	return used == list;
}

int store_schema_version(void)
{
	return used[used_count - 1].version;
}

static enum err check_keys(struct db *db)
{
	char table[128];
	enum err e = db_value(db, "PRAGMA foreign_key_check", table, sizeof table);

	if (e || !*table)
		return e;
	return err_fail(ERR_STORE, "rows of %s refer to rows that are missing", table);
}

static enum err set_version(struct db *db, int version)
{
	struct buf sql;

	buf_init(&sql, 64);
	/* A pragma takes no parameter. */
	buf_printf(&sql, "PRAGMA user_version = %d", version);

	enum err e = db_exec(db, sql.data);

	buf_free(&sql);
	return e;
}

/* What a step should have left and did not is found here, before it is committed;
 * objects of others are not the step's fault. */
static enum err check_schema(struct db *db, int version)
{
	struct arena *a = arena_new();
	struct schema expected, found;
	struct schema_fault *faults;
	size_t count = 0;
	enum err e = schema_expected(a, version, &expected);

	if (!e)
		e = schema_read(a, db, &found);
	if (!e)
		schema_compare(a, &expected, &found, &faults, &count);
	for (size_t i = 0; !e && i < count; i++)
		if (faults[i].kind != SCHEMA_FOREIGN)
			e = err_fail(ERR_STORE, "%s", schema_words(a, &faults[i]));
	arena_free(a);
	return e;
}

static bool is_healed(const struct migration *steps, size_t count, int version)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].version == version && !steps[i].sql)
			return true;
	return false;
}

static enum err run_step(struct db *db, const struct migration *steps, size_t count, size_t i)
{
	if (!steps[i].sql)
		return heal(db, steps[i].version);
	return is_healed(steps, count, steps[i].version) ? OK : db_exec(db, steps[i].sql);
}

static enum err run_upgrades(struct db *db, const struct store_upgrade *upgrades, int64_t have)
{
	enum err e = OK;

	for (; !e && upgrades && upgrades->version; upgrades++)
		if (upgrades->version > have)
			e = upgrades->run(db);
	return e;
}

static enum err run_steps(struct db *db, const struct migration *steps, size_t count,
	const struct store_upgrade *upgrades)
{
	int64_t have;
	/* Again, now that nobody else can write: another program may have been
	 * here between the check and the lock. */
	enum err e = db_value_i64(db, "PRAGMA user_version", &have);

	if (!e && steps == used)
		e = takeout_keep(db, (int)have);
	for (size_t i = 0; i < count && !e; i++)
		if (steps[i].version > have)
			e = run_step(db, steps, count, i);
	if (e || steps[count - 1].version <= have)
		return e;
	e = run_upgrades(db, upgrades, have);
	if (!e)
		e = check_keys(db);
	if (!e && steps == used)
		e = check_schema(db, steps[count - 1].version);
	return e ? e : set_version(db, steps[count - 1].version);
}

enum err migrate_run(struct db *db, const struct migration *steps, size_t count,
	const struct store_upgrade *upgrades)
{
	enum err e = db_exec(db, "BEGIN IMMEDIATE");

	if (e)
		return e;
	e = run_steps(db, steps, count, upgrades);
	if (!e)
		e = db_exec(db, "COMMIT");
	if (!e)
		return OK;
	e = err_fail(e == ERR_BUSY ? ERR_BUSY : ERR_STORE,
		"the database could not be brought to version %d: %s",
		steps[count - 1].version, err_detail());
	if (!sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	return e;
}
