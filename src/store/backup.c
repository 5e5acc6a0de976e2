/*
 * Backup: one consistent, checked file of a database that is in use. Copying
 * the .db file alone would lose what is still in the WAL, and copying its pages would tell
 * in which order they were written.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "check.h"
#include "db.h"
#include "disk.h"

/* Written anew, table by table in the order of keys: a copy of the pages would keep the order
 * in which cells were written. Writers go on in the WAL meanwhile. */
static enum err copy_to(struct db *from, const char *path)
{
	sqlite3_stmt *q = NULL;
	enum err e = db_exec(from, "PRAGMA query_only = OFF");
	int rc;

	if (e)
		return e;
	/* The file written to counts as one that is attached; ours is open for reading only. */
	sqlite3_limit(from->h, SQLITE_LIMIT_ATTACHED, 1);
	rc = sqlite3_prepare_v2(from->h, "VACUUM INTO ?1", -1, &q, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(q, 1, path, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);

	e = rc == SQLITE_DONE ? OK : db_fail(from, rc, "backup");
	sqlite3_finalize(q);
	return e;
}

/* What no copy holds: answers that somebody paused, which are promised to be gone within a day; and what
 * is worked out of the others, which is large, and worked out anew where it is missing. Databases
 * of older versions have no such tables. */
static const struct {
	const char *there, *any, *clear;
} left_out[] = {
#define LEFT_OUT(name) {"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '" name "'", \
	"SELECT EXISTS (SELECT 1 FROM " name ")", "DELETE FROM " name}
	LEFT_OUT("paused"), LEFT_OUT("computed"), LEFT_OUT("computing"),
#undef LEFT_OUT
};
#define LEFT_OUT_COUNT (sizeof left_out / sizeof *left_out)

static enum err find_left_out(struct db *db, bool any[LEFT_OUT_COUNT], bool *one)
{
	enum err e = OK;

	*one = false;
	for (size_t i = 0; !e && i < LEFT_OUT_COUNT; i++) {
		int64_t n = 0;

		e = db_value_i64(db, left_out[i].there, &n);
		if (!e && n)
			e = db_value_i64(db, left_out[i].any, &n);
		any[i] = n;
		*one |= any[i];
	}
	return e;
}

static enum err clear_copy(struct db *db, const bool any[LEFT_OUT_COUNT], store_tidy *tidy)
{
	enum err e = db_exec(db, "PRAGMA journal_mode = MEMORY");

	if (!e)
		e = db_exec(db, "BEGIN IMMEDIATE");
	for (size_t i = 0; !e && i < LEFT_OUT_COUNT; i++)
		if (any[i])
			e = db_exec(db, left_out[i].clear);
	if (!e && tidy)
		e = tidy(db);
	return e ? e : db_exec(db, "COMMIT");
}

/* A copy holds nothing that waits; it is nobody's yet, so that a journal of it can be spared. */
static enum err tidy_copy(const char *path, store_tidy *tidy)
{
	struct db *db;
	bool any[LEFT_OUT_COUNT], one;
	enum err e = db_open(path, DB_SETUP, STORE_ADMIN, &db);

	if (e)
		return e;
	e = find_left_out(db, any, &one);
	if (!e && !one && !tidy) {
		db_close(db);
		return OK;
	}
	if (!e)
		e = clear_copy(db, any, tidy);
	if (!e) {
		sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 1);
		e = db_exec(db, "VACUUM");
	}
	db_close(db);
	return e;
}

static enum err copy_file(const char *from_path, const char *to_path, store_tidy *tidy)
{
	struct db *from;
	enum err e = db_open(from_path, DB_INSPECT, STORE_ADMIN, &from);

	if (e)
		return e;
	e = copy_to(from, to_path);
	db_close(from);
	if (!e)
		e = tidy_copy(to_path, tidy);
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

enum err store_backup(const char *data_dir, const char *path, store_tidy *tidy)
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
		e = copy_file(db_path, fresh, tidy);
	if (!e)
		e = disk_publish(fresh, path);
	/* Or what stood beside it while it was made. */
	disk_remove(fresh);
	return e;
}
