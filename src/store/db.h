/*
 * One connection and its statements, for the files of this folder alone.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/err.h"
#include "store/stmt.h"
#include "store/store.h"

#define DB_NAME "kiosk.db"
#define DB_BUSY_MS 5000
#define DB_PAGE_BYTES 8192
#define DB_APPLICATION_ID 0x4B494F53	/* "KIOS" */

enum db_kind {
	DB_READER,	/* query_only */
	DB_WRITER,
	DB_SETUP,	/* making and migrating: no authorizer, no foreign keys */
	DB_INSPECT,	/* opened read-only: not a byte is written */
};

/* What the writer says again and again: prepared once. */
enum db_verb { DB_BEGIN, DB_SAVEPOINT, DB_RELEASE, DB_ROLLBACK_TO, DB_COMMIT, DB_VERBS };

struct stmt {
	struct db *db;
	enum stmt_id id;
	sqlite3_stmt *q;	/* NULL when it could not be prepared */
	const char **names;	/* of its columns; one block with the texts behind */
	int columns, near;	/* how many; the one behind that read last */
	struct stmt *next;	/* the next copy of the same statement */
	bool taken;
	int64_t unbound;	/* a bit per parameter not bound yet */
	enum err err;		/* what went wrong before the step */
	char why[200];
};

struct db {
	sqlite3 *h;
	struct store *store;	/* readers: whose list this is on */
	struct db *next;
	enum store_role role;
	enum db_kind kind;
	bool internal;		/* the store's own SQL runs: no authorizer */
	bool snapshot;		/* between db_read_begin and db_read_end */
	bool broken;		/* SQLite met an I/O error or damage */
	struct stmt *cache[STMT_COUNT];
	struct stmt refused;	/* what db_stmt() hands out past the copies allowed */
	size_t taken;		/* statements taken and not given back */
	sqlite3_stmt *verbs[DB_VERBS];
};

/* Open `path` (a file that exists). ERR_STORE, ERR_BUSY. */
enum err db_open(const char *path, enum db_kind kind, enum store_role role, struct db **out);
void db_close(struct db *db);		/* NULL is ignored */

/* Map a result code of SQLite, recording "what: its message". */
enum err db_fail(struct db *db, int rc, const char *what);

/* Run SQL of the store's own, beyond roles and stmt.def. */
enum err db_exec(struct db *db, const char *sql);
enum err db_say(struct db *db, enum db_verb verb);
/* The first column of the first row as text in `out` (cut to fit), "" if none. */
enum err db_value(struct db *db, const char *sql, char *out, size_t size);
enum err db_value_i64(struct db *db, const char *sql, int64_t *out);

/* The authorizer of a connection's role (role.c). */
void role_install(struct db *db);
/* End the statements and free the cache (stmt.c). */
void stmt_free_all(struct db *db);

#endif
