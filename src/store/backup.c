/*
 * Backup: one consistent, checked file of a database that is in use. Copying
 * the .db file alone would lose what is still in the WAL.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "check.h"
#include "db.h"
#include "disk.h"

#define TRIES 100
#define TRY_AGAIN_MS 50

static enum err copy(struct db *from, struct db *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to->h, "main", from->h, "main");
	int rc = SQLITE_BUSY;

	if (!b)
		return db_fail(to, sqlite3_errcode(to->h), "backup");
	/* All pages in one step: one snapshot, and writers go on in the WAL. */
	for (int i = 0; i < TRIES && (rc == SQLITE_BUSY || rc == SQLITE_LOCKED); i++) {
		if (i)
			sqlite3_sleep(TRY_AGAIN_MS);
		rc = sqlite3_backup_step(b, -1);
	}
	sqlite3_backup_finish(b);
	if (rc != SQLITE_DONE)
		return db_fail(to, rc, "backup");
	/* A single file that can be carried away as it is. */
	return db_exec(to, "PRAGMA journal_mode = DELETE");
}

static enum err copy_file(const char *from_path, const char *to_path)
{
	struct db *from, *to;
	enum err e = db_open(from_path, DB_INSPECT, STORE_ADMIN, &from);

	if (e)
		return e;
	e = db_open(to_path, DB_SETUP, STORE_ADMIN, &to);
	if (!e) {
		e = copy(from, to);
		db_close(to);
	}
	db_close(from);
	return e ? e : check_file(to_path, false, NULL);
}

/* Renaming over a database that somebody uses would ruin it. */
static enum err refuse_live(const char *db_path, const char *path)
{
	char wal[PATH_BYTES + 8];
	struct stat live, there;

	snprintf(wal, sizeof wal, "%s-wal", path);
	if (file_exists(wal) || (stat(db_path, &live) == 0 && stat(path, &there) == 0 &&
		live.st_dev == there.st_dev && live.st_ino == there.st_ino))
		return err_fail(ERR_INPUT, "%s is a database in use: name another file", path);
	if (file_is_dir(path))
		return err_fail(ERR_INPUT, "%s is a folder: name a file", path);
	return OK;
}

enum err store_backup(const char *data_dir, const char *path)
{
	char db_path[PATH_BYTES], fresh[PATH_BYTES];
	enum err e = disk_path(db_path, data_dir, DB_NAME);

	if (e)
		return e;
	if (strlen(path) > PATH_BYTES - 32)
		return err_fail(ERR_INPUT, "the path %.60s… is too long", path);
	if (!file_exists(db_path))
		return err_fail(ERR_NOT_FOUND, "there is no database at %s", db_path);
	e = refuse_live(db_path, path);
	if (e)
		return e;
	snprintf(fresh, sizeof fresh, "%s.new", path);
	e = disk_fresh(fresh);
	if (!e)
		e = copy_file(db_path, fresh);
	if (!e)
		e = disk_publish(fresh, path);
	/* Or what stood beside it while it was made. */
	disk_remove(fresh);
	return e;
}
