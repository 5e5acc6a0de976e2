/*
 * A connection: how it is opened and set up, and what SQLite's result codes mean
 * to the rest of the house. Knows no table.
 */
#include "db.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "codec/digest.h"

/* Readers of many threads share a memory budget; the writer's pages are hot. */
#define READER_CACHE "PRAGMA cache_size = -512;"
#define WRITER_CACHE "PRAGMA cache_size = -4096;"
/* A long reader lets the WAL grow; this much of the file is kept afterwards. */
#define WAL_KEEP "PRAGMA journal_size_limit = 16777216;"
#define LENGTH_MOST (64 << 20)

static void configure(void)
{
	/* One thread per connection at a time, so no mutex inside; no counting of
	 * memory, which is a lock shared by all threads. */
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_initialize() != SQLITE_OK)
		log_die("SQLite does not start");
}

enum err db_fail(struct db *db, int rc, const char *what)
{
	const char *why = db && db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);

	switch (rc & 0xFF) {
	case SQLITE_NOMEM:
		log_die("out of memory in the database");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return err_fail(ERR_BUSY, "%s: the database is locked", what);
	case SQLITE_CONSTRAINT:
		return err_fail(ERR_CONFLICT, "%s: %s", what, why);
	case SQLITE_AUTH:
		return err_fail(ERR_DENIED, "%s: not allowed to this program (%s)", what, why);
	case SQLITE_TOOBIG:
		return err_fail(ERR_TOO_LARGE, "%s: %s", what, why);
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		if (db)
			db->broken = true;
		return err_fail(ERR_STORE, "%s: %s", what, why);
	default:
		return err_fail(ERR_STORE, "%s: %s", what, why);
	}
}

enum err db_exec(struct db *db, const char *sql)
{
	db->internal = true;

	int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	db->internal = false;
	return rc == SQLITE_OK ? OK : db_fail(db, rc, "database");
}

enum err db_say(struct db *db, enum db_verb verb)
{
	static const char *const texts[] = {
		[DB_BEGIN] = "BEGIN IMMEDIATE",
		[DB_SAVEPOINT] = "SAVEPOINT job",
		[DB_RELEASE] = "RELEASE job",
		[DB_ROLLBACK_TO] = "ROLLBACK TO job",
		[DB_COMMIT] = "COMMIT",
	};
	sqlite3_stmt **q = &db->verbs[verb];
	int rc = SQLITE_OK;

	db->internal = true;
	if (!*q)
		rc = sqlite3_prepare_v3(db->h, texts[verb], -1, SQLITE_PREPARE_PERSISTENT, q,
			NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(*q);

	enum err e = rc == SQLITE_DONE ? OK : db_fail(db, rc, "database");

	sqlite3_reset(*q);
	db->internal = false;
	return e;
}

void db_references(struct db *db, bool on)
{
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_FKEY, (int)on, NULL);
}

enum err db_rebuild(struct db *db, const char *table)
{
	char sql[80];

	snprintf(sql, sizeof sql, "REINDEX %s", table);
	return db_exec(db, sql);
}

const char *db_folder(struct arena *a, struct db *db)
{
	const char *path = sqlite3_db_filename(db->h, "main");
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? arena_strndup(a, path, (size_t)(slash - path)) : ".";
}

enum err db_value(struct db *db, const char *sql, char *out, size_t size)
{
	sqlite3_stmt *q = NULL;
	const char *text = NULL;

	db->internal = true;

	int rc = sqlite3_prepare_v2(db->h, sql, -1, &q, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		text = (const char *)sqlite3_column_text(q, 0);
	db->internal = false;

	enum err e = OK;

	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		sqlite3_snprintf((int)size, out, "%s", text ? text : "");
	else
		e = db_fail(db, rc, "database");
	sqlite3_finalize(q);
	return e;
}

enum err db_value_i64(struct db *db, const char *sql, int64_t *out)
{
	char text[32];
	enum err e = db_value(db, sql, text, sizeof text);

	if (!e)
		*out = strtoll(text, NULL, 10);
	return e;
}

static void harden(sqlite3 *h)
{
	sqlite3_extended_result_codes(h, 1);
	sqlite3_busy_timeout(h, DB_BUSY_MS);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(h, SQLITE_LIMIT_LENGTH, LENGTH_MOST);
}

/* ed25519_sign(secret key, text): migrations alone have it. NULL for another key. */
static void sql_sign(sqlite3_context *ctx, int count, sqlite3_value **args)
{
	unsigned char signature[SIGN_BYTES];
	const void *key = sqlite3_value_blob(args[0]);
	const unsigned char *text = sqlite3_value_text(args[1]);

	(void)count;
	if (!key || sqlite3_value_bytes(args[0]) != SIGN_SECRET_BYTES || !text)
		return;
	sign_make(text, (size_t)sqlite3_value_bytes(args[1]), key, signature);
	sqlite3_result_blob(ctx, signature, sizeof signature, SQLITE_TRANSIENT);
}

static enum err add_functions(struct db *db)
{
	int rc = sqlite3_create_function_v2(db->h, "ed25519_sign", 2,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, sql_sign, NULL, NULL,
		NULL);

	return rc == SQLITE_OK ? OK : db_fail(db, rc, "database");
}

static enum err set_up(struct db *db)
{
	static const char *const own[] = {
		[DB_READER] = READER_CACHE "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;",
		[DB_WRITER] = WRITER_CACHE "PRAGMA foreign_keys = ON;",
		/* Rebuilding a table would erase what refers to it. */
		[DB_SETUP] = WRITER_CACHE "PRAGMA foreign_keys = OFF;",
		[DB_INSPECT] = READER_CACHE "PRAGMA query_only = ON;",
	};
	int on = 1;

	harden(db->h);
	if (db->kind == DB_INSPECT)
		sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	else
		/* The WAL stays when the last one leaves: it is made by init and
		 * never by programs racing for it. */
		sqlite3_file_control(db->h, "main", SQLITE_FCNTL_PERSIST_WAL, &on);

	enum err e = db_exec(db, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
		"PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;" WAL_KEEP);

	if (!e)
		e = db_exec(db, own[db->kind]);
	if (!e && db->kind == DB_SETUP)
		e = add_functions(db);
	if (e || db->kind == DB_SETUP || db->kind == DB_INSPECT)
		return e;
	/* On its first use SQLite declares this one as if it were a new table,
	 * which no role may. */
	e = db_exec(db, "SELECT 1 FROM json_each('[]')");
	role_install(db);
	return e;
}

enum err db_open(const char *path, enum db_kind kind, enum store_role role, struct db **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, configure);

	struct db *db = calloc(1, sizeof *db);
	int flags = kind == DB_INSPECT ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

	if (!db)
		log_die("out of memory");
	db->role = role;
	db->kind = kind;

	int rc = sqlite3_open_v2(path, &db->h, flags | SQLITE_OPEN_NOMUTEX, NULL);
	enum err e = rc == SQLITE_OK ? set_up(db) : db_fail(db, rc, path);

	if (e) {
		db_close(db);
		return e;
	}
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	stmt_free_all(db);
	for (int i = 0; i < DB_VERBS; i++)
		sqlite3_finalize(db->verbs[i]);
	sqlite3_close(db->h);
	free(db);
}
