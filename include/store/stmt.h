/*
 * Statements: the closed list of SQL the program runs. Every statement is a row
 * STMT(ID, ROLES, "sql with :named parameters") of src/store/stmt.def and is
 * called STMT_ID here. Prepared once per connection, on first use.
 *
 *	struct stmt *s = db_stmt(db, STMT_ROUND_BY_CODE);
 *	bool row;
 *
 *	stmt_text(s, ":code", code);
 *	enum err e = stmt_step(s, &row);
 *	if (!e && row)
 *		id = col_i64(s, "id");
 *	stmt_done(s);
 *
 * Nothing between db_stmt() and stmt_step() needs a check: what went wrong
 * there (role, unknown or missing parameter) is the result of stmt_step().
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct db;
struct stmt;

enum stmt_id {
#define STMT(id, roles, sql) STMT_##id,
#include "../../src/store/stmt.def"
#undef STMT
	STMT_COUNT
};

/* Take a statement, with no parameters bound. Never NULL; give it back with
 * stmt_done() or stmt_run(). Taken again before that, it is a second, separate
 * copy; the 17th at once is refused, as somebody forgot stmt_done(). */
struct stmt *db_stmt(struct db *db, enum stmt_id id);

/* Bind a parameter by its name with the colon. Texts and blobs are copied; NULL
 * binds NULL. A NaN binds NULL. Every parameter must be bound, stmt_null()
 * included. Texts must be UTF-8. */
void stmt_text(struct stmt *s, const char *name, const char *value);
void stmt_text_n(struct stmt *s, const char *name, const char *value, size_t len);
void stmt_blob(struct stmt *s, const char *name, const void *bytes, size_t len);
void stmt_i64(struct stmt *s, const char *name, int64_t value);
void stmt_double(struct stmt *s, const char *name, double value);
void stmt_null(struct stmt *s, const char *name);

/* Go to the next row: *row says whether there is one. After the last row or a
 * failure, stepping again starts over with the same parameters.
 * ERR_CONFLICT: a constraint; ERR_DENIED: not for this role; ERR_BUSY: locked;
 * ERR_TOO_LARGE; ERR_STORE; ERR_SYSTEM: the call is wrong (parameters). */
enum err stmt_step(struct stmt *s, bool *row);

/* The rows of a list: `while (stmt_next(s, &e))`. True with *e OK as long as there is one;
 * at the end and after an error false, with what stmt_step() said in *e, and the
 * statement is given back. Who leaves the loop before gives it back by stmt_done(), at
 * once: after a loop that ended by itself that does nothing. */
bool stmt_next(struct stmt *s, enum err *e);

/* Run a statement to its end, ignoring rows, and give it back. */
enum err stmt_run(struct stmt *s);

/* Give the statement back; not to be used afterwards. */
void stmt_done(struct stmt *s);

/* Columns of the row, by their names in the SELECT: "title", or what stands behind AS. A
 * name it does not have ends the program. Text is never NULL ("" for NULL), NUL-terminated,
 * and like blobs valid until the next step or the end of the statement. */
const char *col_text(struct stmt *s, const char *name);
const void *col_blob(struct stmt *s, const char *name);
size_t col_len(struct stmt *s, const char *name);	/* bytes of text or blob */
int64_t col_i64(struct stmt *s, const char *name);
double col_double(struct stmt *s, const char *name);	/* NaN for NULL */
bool col_is_null(struct stmt *s, const char *name);
/* A copy of the text in the arena; NULL stays NULL with col_copy_opt(). */
char *col_copy(struct arena *a, struct stmt *s, const char *name);
char *col_copy_opt(struct arena *a, struct stmt *s, const char *name);
/* All rows as an array from `a`, each read by `read` into its place: `out` is the address of
 * a pointer to their type. Gives the statement back. ERR_STORE. */
#define stmt_list(a, s, read, out, count) stmt_rows(a, s, sizeof **(out), read, out, count)
enum err stmt_rows(struct arena *a, struct stmt *s, size_t size,
	void (*read)(struct arena *a, struct stmt *s, void *row), void *out, size_t *count);

/* A row as it stands, kept in `a`, to be written again somewhere: each of its columns is bound
 * to the parameter of its name. The names live as long as the connection. */
struct row;
const struct row *stmt_keep_row(struct arena *a, struct stmt *s);
void stmt_bind_row(struct stmt *s, const struct row *row);
/* A number of it, 0 when it has none of that name; a blob of it; NULL when it has none of that name and length. */
int64_t row_i64(const struct row *row, const char *name);
const void *row_blob(const struct row *row, const char *name, size_t len);

/* The first column of all rows, from `a`; gives the statement back. ERR_STORE. */
enum err stmt_texts(struct arena *a, struct stmt *s, const char ***texts, size_t *count);
enum err stmt_ids(struct arena *a, struct stmt *s, int64_t **ids, size_t *count);

/* Rows changed by the latest INSERT, UPDATE or DELETE of the connection. */
int64_t db_changes(struct db *db);
/* Row id of the latest INSERT of the connection. */
int64_t db_last_id(struct db *db);

/* Between these, all reads of the connection see the database as of db_read_begin.
 * As short as possible: the WAL grows meanwhile. Not inside a write job, which
 * is a transaction already; not nested. ERR_STORE, ERR_BUSY. */
enum err db_read_begin(struct db *db);
void db_read_end(struct db *db);

#endif
