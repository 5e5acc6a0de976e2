/*
 * Is this file a sound database of ours? Opened read-only; whatever the answer,
 * its bytes stay as they are, but for a change that was cut off half way.
 */
#include "check.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "db.h"
#include "disk.h"

static enum err check_ours(struct db *db, const char *path, int *version)
{
	int64_t id, have;
	enum err e = db_value_i64(db, "PRAGMA application_id", &id);

	if (!e)
		e = db_value_i64(db, "PRAGMA user_version", &have);
	if (e)
		return err_fail(e, "%s cannot be read: %s", path, err_detail());
	if (id != DB_APPLICATION_ID || have < 1)
		return err_fail(ERR_STORE, "%s is not a kiosk's database", path);
	if (have > store_schema_version())
		return err_fail(ERR_STORE, "%s was made by a newer version of this program"
			" (schema %d, this one knows %d): install that version", path,
			(int)have, store_schema_version());
	*version = (int)have;
	return OK;
}

static enum err check_sound(struct db *db, const char *path, bool keys)
{
	char text[256];
	enum err e = db_value(db, "PRAGMA quick_check(1)", text, sizeof text);

	if (e == ERR_BUSY)
		return e;
	if (e)
		return err_fail(e, "%s is damaged (%s): restore a backup", path, err_detail());
	if (sqlite3_stricmp(text, "ok") != 0)
		return err_fail(ERR_STORE, "%s is damaged (%s): restore a backup", path, text);
	if (!keys)
		return OK;
	e = db_value(db, "PRAGMA foreign_key_check", text, sizeof text);
	if (!e && *text)
		e = err_fail(ERR_STORE, "%s: rows of %s refer to rows that are missing", path,
			text);
	return e;
}

/* Killed on its way into WAL mode, a database has a rollback journal beside it, and
 * nobody may read it before somebody who may write undid that. */
static void undo_half_done(const char *path)
{
	char journal[PATH_BYTES + 16];
	int64_t tables;
	struct db *db;

	snprintf(journal, sizeof journal, "%s-journal", path);
	if (!file_exists(journal) || db_open(path, DB_SETUP, STORE_ADMIN, &db) != OK)
		return;
	db_value_i64(db, "SELECT count(*) FROM sqlite_schema", &tables);
	db_close(db);
}

enum err check_file(const char *path, bool keys, int *version)
{
	struct db *db;
	int have = 0;

	if (!file_exists(path))
		return err_fail(ERR_NOT_FOUND, "there is no database at %s", path);
	if (access(path, R_OK))
		return file_fail("read", path);
	undo_half_done(path);

	enum err e = db_open(path, DB_INSPECT, STORE_ADMIN, &db);

	if (e == ERR_BUSY)
		return e;
	if (e)
		return err_fail(e, "%s cannot be read: %s", path, err_detail());
	e = check_ours(db, path, &have);
	if (!e)
		e = check_sound(db, path, keys);
	db_close(db);
	if (!e && version)
		*version = have;
	return e;
}

enum err store_check(const char *path, int *version)
{
	return check_file(path, true, version);
}
