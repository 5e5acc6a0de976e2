/*
 * Statements: taking, binding, stepping, reading. Owns the cache of prepared
 * statements of a connection. The list itself is stmt.def.
 */
#include "store/stmt.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "db.h"
#include "roles.h"

#define COPIES_MAX 16
#define PARAMETERS_MAX 63	/* bits of stmt.unbound */

static const struct {
	const char *name, *sql;
	unsigned roles;
} list[] = {
#define STMT(id, roles, sql) [STMT_##id] = {#id, sql, roles},
#include "stmt.def"
#undef STMT
};

static void spoil(struct stmt *s, enum err e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Remember the first thing that went wrong; stmt_step() returns it. */
static void spoil(struct stmt *s, enum err e, const char *fmt, ...)
{
	va_list ap;

	if (s->err)
		return;
	s->err = e;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof s->why, fmt, ap);
	va_end(ap);
}

/* SQLite's own are gone when it prepares a statement again by itself. */
static void keep_names(struct stmt *s)
{
	size_t bytes = 0;
	char *at;

	s->columns = sqlite3_column_count(s->q);
	for (int i = 0; i < s->columns; i++)
		bytes += strlen(sqlite3_column_name(s->q, i)) + 1;
	s->names = malloc((size_t)s->columns * sizeof *s->names + bytes + 1);
	if (!s->names)
		log_die("out of memory");
	at = (char *)(s->names + s->columns);
	for (int i = 0; i < s->columns; i++) {
		const char *name = sqlite3_column_name(s->q, i);
		size_t len = strlen(name) + 1;

		s->names[i] = memcpy(at, name, len);
		at += len;
	}
}

static void prepare(struct stmt *s)
{
	struct db *db = s->db;

	if (!(list[s->id].roles & db->role)) {
		spoil(s, ERR_DENIED, "statement %s is not for this program", list[s->id].name);
		return;
	}

	int rc = sqlite3_prepare_v3(db->h, list[s->id].sql, -1, SQLITE_PREPARE_PERSISTENT,
		&s->q, NULL);

	if (rc != SQLITE_OK) {
		enum err e = db_fail(db, rc, list[s->id].name);

		spoil(s, e, "%s", err_detail());
	} else if (sqlite3_bind_parameter_count(s->q) > PARAMETERS_MAX) {
		spoil(s, ERR_SYSTEM, "statement %s has over %d parameters", list[s->id].name,
			PARAMETERS_MAX);
	}
	if (rc == SQLITE_OK)
		keep_names(s);
}

/* A copy that is free, or a new one; NULL past the limit. */
static struct stmt *free_copy(struct db *db, enum stmt_id id)
{
	size_t copies = 0;

	for (struct stmt *s = db->cache[id]; s; s = s->next, copies++)
		if (!s->taken)
			return s;
	if (copies == COPIES_MAX)
		return NULL;

	struct stmt *s = calloc(1, sizeof *s);

	if (!s)
		log_die("out of memory");
	s->db = db;
	s->id = id;
	s->next = db->cache[id];
	db->cache[id] = s;
	return s;
}

struct stmt *db_stmt(struct db *db, enum stmt_id id)
{
	struct stmt *s = free_copy(db, id);

	if (!s) {
		s = &db->refused;
		*s = (struct stmt){.db = db, .id = id};
		spoil(s, ERR_SYSTEM, "statement %s is open %d times: a stmt_done() is missing",
			list[id].name, COPIES_MAX);
		return s;
	}
	s->taken = true;
	db->taken++;
	s->err = OK;
	if (!s->q)
		prepare(s);

	int n = s->q ? sqlite3_bind_parameter_count(s->q) : 0;

	s->unbound = s->err ? 0 : (int64_t)((UINT64_C(1) << n) - 1);
	return s;
}

/* Number of a parameter, 0 when it cannot be bound. */
static int parameter(struct stmt *s, const char *name)
{
	if (s->err)
		return 0;
	if (!s->taken) {
		spoil(s, ERR_SYSTEM, "statement %s is used after it was given back",
			list[s->id].name);
		return 0;
	}

	int i = sqlite3_bind_parameter_index(s->q, name);

	if (!i) {
		spoil(s, ERR_SYSTEM, "statement %s has no parameter %s", list[s->id].name, name);
		return 0;
	}
	s->unbound &= ~(INT64_C(1) << (i - 1));
	return i;
}

static void bound(struct stmt *s, int rc)
{
	if (rc == SQLITE_OK)
		return;

	enum err e = db_fail(s->db, rc, list[s->id].name);

	spoil(s, e, "%s", err_detail());
}

void stmt_text_n(struct stmt *s, const char *name, const char *value, size_t len)
{
	int i = parameter(s, name);

	if (i && value)
		bound(s, sqlite3_bind_text64(s->q, i, value, len, SQLITE_TRANSIENT,
			SQLITE_UTF8));
	else if (i)
		bound(s, sqlite3_bind_null(s->q, i));
}

void stmt_text(struct stmt *s, const char *name, const char *value)
{
	stmt_text_n(s, name, value, value ? strlen(value) : 0);
}

void stmt_blob(struct stmt *s, const char *name, const void *bytes, size_t len)
{
	int i = parameter(s, name);

	if (i && bytes)
		bound(s, sqlite3_bind_blob64(s->q, i, bytes, len, SQLITE_TRANSIENT));
	else if (i)
		bound(s, sqlite3_bind_null(s->q, i));
}

void stmt_i64(struct stmt *s, const char *name, int64_t value)
{
	int i = parameter(s, name);

	if (i)
		bound(s, sqlite3_bind_int64(s->q, i, value));
}

void stmt_double(struct stmt *s, const char *name, double value)
{
	int i = parameter(s, name);

	/* SQLite makes NULL of a NaN by itself. */
	if (i)
		bound(s, sqlite3_bind_double(s->q, i, value));
}

void stmt_null(struct stmt *s, const char *name)
{
	int i = parameter(s, name);

	if (i)
		bound(s, sqlite3_bind_null(s->q, i));
}

static void check_bound(struct stmt *s)
{
	if (s->err || !s->unbound)
		return;
	spoil(s, ERR_SYSTEM, "statement %s: parameter %s is not bound", list[s->id].name,
		sqlite3_bind_parameter_name(s->q, 1 + __builtin_ctzll((uint64_t)s->unbound)));
}

enum err stmt_step(struct stmt *s, bool *row)
{
	check_bound(s);
	if (!s->err && !s->taken)
		spoil(s, ERR_SYSTEM, "statement %s is used after it was given back",
			list[s->id].name);
	if (s->err)
		return err_fail(s->err, "%s", s->why);

	int rc = sqlite3_step(s->q);

	if (rc == SQLITE_ROW) {
		*row = true;
		return OK;
	}

	enum err e = rc == SQLITE_DONE ? OK : db_fail(s->db, rc, list[s->id].name);

	/* At once, so that a finished read pins no snapshot. */
	sqlite3_reset(s->q);
	if (!e)
		*row = false;
	return e;
}

bool stmt_next(struct stmt *s, enum err *e)
{
	bool row = false;

	*e = stmt_step(s, &row);
	if (*e || !row)
		stmt_done(s);
	return !*e && row;
}

enum err stmt_run(struct stmt *s)
{
	enum err e;
	bool row = true;

	do
		e = stmt_step(s, &row);
	while (!e && row);
	stmt_done(s);
	return e;
}

void stmt_done(struct stmt *s)
{
	if (s->q) {
		sqlite3_reset(s->q);
		sqlite3_clear_bindings(s->q);
	}
	if (s->taken)
		s->db->taken--;
	s->taken = false;
}

/* Rows are mostly read from left to right: the one behind the last is looked at first.
 * A name that is none of the statement's is a mistake of the program: it ends. */
static int column(struct stmt *s, const char *name)
{
	int i = s->near;

	if (i >= s->columns || strcmp(s->names[i], name) != 0)
		for (i = 0; i < s->columns && strcmp(s->names[i], name) != 0; i++)
			;
	if (i == s->columns)
		log_die("statement %s has no column %s", list[s->id].name, name);
	s->near = i + 1;
	return i;
}

static const char *text_at(struct stmt *s, int i)
{
	const unsigned char *text = sqlite3_column_text(s->q, i);

	return text ? (const char *)text : "";
}

const char *col_text(struct stmt *s, const char *name)
{
	return s->q ? text_at(s, column(s, name)) : "";
}

const void *col_blob(struct stmt *s, const char *name)
{
	return s->q ? sqlite3_column_blob(s->q, column(s, name)) : NULL;
}

size_t col_len(struct stmt *s, const char *name)
{
	return s->q ? (size_t)sqlite3_column_bytes(s->q, column(s, name)) : 0;
}

int64_t col_i64(struct stmt *s, const char *name)
{
	return s->q ? sqlite3_column_int64(s->q, column(s, name)) : 0;
}

double col_double(struct stmt *s, const char *name)
{
	int i = s->q ? column(s, name) : 0;

	return !s->q || sqlite3_column_type(s->q, i) == SQLITE_NULL ? NAN :
		sqlite3_column_double(s->q, i);
}

bool col_is_null(struct stmt *s, const char *name)
{
	return !s->q || sqlite3_column_type(s->q, column(s, name)) == SQLITE_NULL;
}

static char *copy_at(struct arena *a, struct stmt *s, int i)
{
	const char *text = text_at(s, i);

	return arena_strndup(a, text, (size_t)sqlite3_column_bytes(s->q, i));
}

char *col_copy(struct arena *a, struct stmt *s, const char *name)
{
	return s->q ? copy_at(a, s, column(s, name)) : arena_strdup(a, "");
}

char *col_copy_opt(struct arena *a, struct stmt *s, const char *name)
{
	return col_is_null(s, name) ? NULL : col_copy(a, s, name);
}

enum err stmt_rows(struct arena *a, struct stmt *s, size_t size,
	void (*read)(struct arena *a, struct stmt *s, void *row), void *out, size_t *count)
{
	char *rows = NULL;
	size_t n = 0;
	enum err e;

	while (stmt_next(s, &e)) {
		rows = arena_grow(a, rows, n + 1, size);
		read(a, s, rows + n++ * size);
	}
	if (e)
		return e;
	memcpy(out, &rows, sizeof rows);
	*count = n;
	return OK;
}

enum err stmt_texts(struct arena *a, struct stmt *s, const char ***texts, size_t *count)
{
	const char **out = NULL;
	size_t n = 0;
	enum err e;

	while (stmt_next(s, &e)) {
		out = arena_grow(a, out, n + 1, sizeof *out);
		out[n++] = copy_at(a, s, 0);
	}
	if (e)
		return e;
	*texts = out;
	*count = n;
	return OK;
}

enum err stmt_ids(struct arena *a, struct stmt *s, int64_t **ids, size_t *count)
{
	int64_t *out = NULL;
	size_t n = 0;
	enum err e;

	while (stmt_next(s, &e)) {
		out = arena_grow(a, out, n + 1, sizeof *out);
		out[n++] = sqlite3_column_int64(s->q, 0);
	}
	if (e)
		return e;
	*ids = out;
	*count = n;
	return OK;
}

/* ---- rows kept ---- */

struct value {
	int type;		/* SQLITE_INTEGER … */
	int64_t integer;
	double real;
	const void *bytes;	/* text or blob */
	size_t len;
};

struct row {
	const char *const *names;
	int columns;
	struct value values[];
};

/* An empty blob has no bytes, and is not NULL. */
static const void *keep_bytes(struct arena *a, const void *bytes, size_t len)
{
	char *kept = arena_alloc(a, len + 1);

	return len ? memcpy(kept, bytes, len) : kept;
}

static struct value keep_value(struct arena *a, sqlite3_stmt *q, int i)
{
	struct value v = {.type = sqlite3_column_type(q, i)};

	switch (v.type) {
	case SQLITE_INTEGER:
		v.integer = sqlite3_column_int64(q, i);
		break;
	case SQLITE_FLOAT:
		v.real = sqlite3_column_double(q, i);
		break;
	case SQLITE_TEXT:
	case SQLITE_BLOB:
		v.len = (size_t)sqlite3_column_bytes(q, i);
		v.bytes = keep_bytes(a, sqlite3_column_blob(q, i), v.len);
	}
	return v;
}

const struct row *stmt_keep_row(struct arena *a, struct stmt *s)
{
	int n = s->q ? s->columns : 0;
	struct row *row = arena_alloc(a, sizeof *row + (size_t)n * sizeof *row->values);

	row->names = s->names;
	row->columns = n;
	for (int i = 0; i < n; i++)
		row->values[i] = keep_value(a, s->q, i);
	return row;
}

void stmt_bind_row(struct stmt *s, const struct row *row)
{
	for (int i = 0; i < row->columns; i++) {
		const struct value *v = &row->values[i];
		char name[64];

		snprintf(name, sizeof name, ":%s", row->names[i]);
		switch (v->type) {
		case SQLITE_INTEGER:
			stmt_i64(s, name, v->integer);
			break;
		case SQLITE_FLOAT:
			stmt_double(s, name, v->real);
			break;
		case SQLITE_TEXT:
			stmt_text_n(s, name, v->bytes, v->len);
			break;
		case SQLITE_BLOB:
			stmt_blob(s, name, v->bytes, v->len);
			break;
		default:
			stmt_null(s, name);
		}
	}
}

static const struct value *value_of(const struct row *row, const char *name)
{
	static const struct value none = {.type = SQLITE_NULL};

	for (int i = 0; i < row->columns; i++)
		if (strcmp(row->names[i], name) == 0)
			return &row->values[i];
	return &none;
}

int64_t row_i64(const struct row *row, const char *name)
{
	return value_of(row, name)->integer;
}

const void *row_blob(const struct row *row, const char *name, size_t len)
{
	const struct value *v = value_of(row, name);

	return v->type == SQLITE_BLOB && v->len == len ? v->bytes : NULL;
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

enum err db_read_begin(struct db *db)
{
	if (db->kind == DB_WRITER || db->snapshot)
		return err_fail(ERR_SYSTEM, "a transaction is open already");

	/* BEGIN alone waits for the first read before it takes the snapshot. */
	enum err e = db_exec(db, "BEGIN");
	int64_t version;

	if (e)
		return e;
	e = db_value_i64(db, "SELECT count(*) FROM sqlite_schema", &version);
	if (e) {
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
		return e;
	}
	db->snapshot = true;
	return OK;
}

void db_read_end(struct db *db)
{
	if (!db->snapshot)
		return;
	/* A read transaction has nothing to lose: this cannot fail. */
	db_exec(db, "COMMIT");
	db->snapshot = false;
}

size_t db_release(struct db *db)
{
	size_t open = 0;

	for (int id = 0; db->taken && id < STMT_COUNT; id++)
		for (struct stmt *s = db->cache[id]; s; s = s->next)
			if (s->taken) {
				stmt_done(s);
				open++;
			}
	if (db->snapshot) {
		db_read_end(db);
		open++;
	}
	return open;
}

void stmt_free_all(struct db *db)
{
	for (int id = 0; id < STMT_COUNT; id++)
		while (db->cache[id]) {
			struct stmt *s = db->cache[id];

			db->cache[id] = s->next;
			sqlite3_finalize(s->q);
			free(s->names);
			free(s);
		}
}
