/*
 * Store: the one place that knows SQLite. Owns the file DATA/kiosk.db: making,
 * checking, migrating and backing it up, a read connection per thread, and the
 * single writer that commits for all who wait (group commit).
 * Statements are in store/stmt.h.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What a program may do; enforced by SQLite's authorizer (src/store/grants.def)
 * and by the roles of each statement (src/store/stmt.def). */
enum store_role {
	STORE_SURVEY = 1,	/* takes submissions */
	STORE_RESULTS = 2,	/* reads, makes releases, triages, signs */
	STORE_ADMIN = 4,	/* everything but changing the schema */
};

struct arena;
struct store;	/* process-wide; safe to share between threads */
struct db;	/* one connection; used by one thread at a time */

/* Make DATA (as store_folder() does) and DATA/kiosk.db with the whole schema in WAL mode,
 * flushed to the disk. All or nothing, however it ends. ERR_CONFLICT when there
 * is a database already, ERR_SYSTEM, ERR_STORE. */
enum err store_create(const char *data_dir);

/* Make the folder DATA, mode 0700, where there is none. ERR_INPUT when it was there and
 * is open to others: it is never changed. ERR_SYSTEM when it cannot be used. */
enum err store_folder(const char *data_dir);

/* True when DATA/kiosk.db exists. */
bool store_exists(const char *data_dir);

/* What a version of the schema asks of those who know what rows mean: done behind the steps to
 * the newest version and in their transaction, to a database older than `version`. */
struct store_upgrade {
	int version;
	enum err (*run)(struct db *db);
};

/* Open DATA/kiosk.db. It is read and checked before anything may be written:
 * a damaged file, another program's file and one made by a newer version are
 * refused and keep their bytes (ERR_STORE). One made by an older version is
 * backed up to DATA/before-vN.db (before-vN-2.db where that is there already, and
 * so on) and migrated; where that fails it keeps its bytes, and the copy goes. What a newer
 * version takes out of the database (migrations.def) is then in a file of DATA, and in neither
 * the database nor the copy. Whether its schema is as it should be is store_schema_faults()'s.
 * `upgrades`: by their versions, the last of version 0; NULL for none. The writer thread starts
 * with the first write, so a file that cannot be written can still be read.
 * ERR_NOT_FOUND when there is none, ERR_STORE, ERR_BUSY, ERR_SYSTEM. End it
 * with store_close(). */
enum err store_open(const char *data_dir, enum store_role role,
	const struct store_upgrade *upgrades, struct store **out);

/* Write what is queued, end the writer, close all connections. No other thread
 * may be using the store or one of its connections; NULL is ignored. */
void store_close(struct store *s);

/* Its folder, as it was opened. */
const char *store_folder_of(const struct store *s);

/* The calling thread's read connection, made on first use and closed with the
 * thread or the store. It cannot write. ERR_STORE, ERR_BUSY. */
enum err store_reader(struct store *s, struct db **out);

/* The folder its file stands in, from `a`. */
const char *db_folder(struct arena *a, struct db *db);

/* End what was left open on the connection: statements (which would pin an old
 * snapshot) and db_read_begin(). Returns how many; 0 when all was in order. To
 * be called at the end of each request. */
size_t db_release(struct db *db);

/* A job of the writer: runs on the writer's thread, inside a savepoint of a
 * transaction shared with other jobs. Anything but OK undoes this job alone and
 * becomes its result. It must not call store_write() nor wait for anything
 * slow (hash passwords before). Statements it leaves open are ended. */
typedef enum err store_job(struct db *db, void *ctx);

/* Run `job(db, ctx)` and return once it is durably committed (OK) or undone.
 * Err: what the job returned; ERR_BUSY when another program keeps the database
 * locked for 5 s or 4,096 jobs wait already; ERR_STORE when the disk is full or
 * the database cannot be written: then whether it was stored is unknown, and
 * the same key must be sent again. Detail by err_detail(). */
enum err store_write(struct store *s, store_job *job, void *ctx);

/* The same without a job: from here to store_end() the calling thread writes by *db,
 * alone, and the writer waits for it. Nothing slow in between, and no other write by
 * this thread (ERR_SYSTEM). Errors as store_write(): then nothing is begun. */
enum err store_begin(struct store *s, struct db **db);

/* End what store_begin() began, as the end of a job does: OK is returned once all is
 * durably committed, anything but OK undoes it and is returned. */
enum err store_end(struct store *s, enum err e);

/* Move all of the WAL into the database and make it empty. Waits at most 0.2 s for those who
 * read: ERR_BUSY, to be tried again. ERR_STORE. */
enum err store_empty_wal(struct store *s);

/* In a write job: whether references between tables are looked at. Without, a table that is
 * emptied gets new pages, where else they would keep traces of each row. For rows that go back
 * to where they came from; to be turned on again before the job ends. */
void db_references(struct db *db, bool on);

/* In a write job: write the indexes of a table anew, sorted. ERR_STORE. */
enum err db_rebuild(struct db *db, const char *table);

/* True after an I/O error of the writer: every further write is refused. The
 * program answers what it has in hand, ends, and is started afresh. */
bool store_failed(const struct store *s);

/* Whether what a submission needs is there: room on the disk, and a small durable write to
 * it (tried every five seconds at most); that reading works, the last commit and checkpoint
 * did not fail or would succeed now, and a commit was made within a minute or can be.
 * Changes nothing. ERR_STORE with the reason; ERR_SYSTEM with one that names no path and
 * nothing of the database. */
enum err store_health(struct store *s);

/* What in the schema is not as this program makes it, a clause each ("the table asset is
 * missing", "the trigger spy of submission is not of this program"), from `a`: missing and
 * changed things first. None: all is as it should be. ERR_STORE, ERR_BUSY. */
enum err store_schema_faults(struct arena *a, struct store *s, const char ***faults,
	size_t *count);

/* A number of this process that differs from the one of the latest call, by
 * whichever thread, when anything was committed in between by any program. Equal
 * numbers mean: nothing has changed. By PRAGMA data_version. ERR_STORE, ERR_BUSY. */
enum err store_data_version(struct store *s, int64_t *out);

struct store_stats {
	uint64_t commits;	/* transactions of the writer */
	uint64_t jobs;		/* jobs committed by them */
	uint64_t largest;	/* jobs in the largest of them */
};
struct store_stats store_stats(struct store *s);

/* What is done to a copy before it is anybody's, inside a transaction of its own. */
typedef enum err store_tidy(struct db *db);

/* Copy the database in `data_dir` as of now, all in one file, checked, to
 * `path` (over an older file there): made as path.new, then renamed, mode 0600. Its pages are
 * written anew, behind `tidy` (NULL: nothing) if there is one; answers that are paused are in no
 * copy. Works while programs write.
 * ERR_NOT_FOUND, ERR_STORE, ERR_SYSTEM. */
enum err store_backup(const char *data_dir, const char *path, store_tidy *tidy);

/* Check a database file without writing to it: it is sound (quick_check, foreign
 * keys), ours, and not newer than this program. *version (may be NULL) is its
 * schema version. ERR_NOT_FOUND, ERR_STORE with the reason. */
enum err store_check(const char *path, int *version);

/* The schema version of this program. */
int store_schema_version(void);

#endif
