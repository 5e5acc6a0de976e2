/*
 * Statements: the closed list fits the schema and the grants, and misuse is an
 * error instead of a wrong answer. Roles: design.md and style.md, "SQL".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/store/db.h"
#include "../../src/store/roles.h"
#include "base/arena.h"
#include "store/stmt.h"
#include "store/store.h"
#include "temp.h"

static struct store *store;

static int set_up(void **state)
{
	return temp_make(state) || store_create(temp_path) ||
		store_open(temp_path, STORE_ADMIN, NULL, &store);
}

static int tear_down(void **state)
{
	store_close(store);
	return temp_remove(state);
}

static struct db *connection(enum db_kind kind, enum store_role role)
{
	char path[600];
	struct db *db;

	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	assert_int_equal(db_open(path, kind, role, &db), OK);
	return db;
}

static const struct {
	const char *name, *sql;
	unsigned roles;
} list[] = {
#define STMT(id, roles, sql) {#id, sql, roles},
#include "../../src/store/stmt.def"
#undef STMT
};

/* Every statement can be prepared by exactly the roles it is for: those listed
 * pass the grants too, the others are turned away. */
static void every_statement_fits_schema_and_roles(void **state)
{
	static const enum store_role roles[] = {STORE_SURVEY, STORE_RESULTS, STORE_ADMIN};
	int bad = 0;

	(void)state;
	assert_int_equal(sizeof list / sizeof *list, STMT_COUNT);
	for (size_t r = 0; r < 3; r++) {
		struct db *db = connection(DB_WRITER, roles[r]);

		for (size_t i = 0; i < STMT_COUNT; i++) {
			struct stmt *s = db_stmt(db, (enum stmt_id)i);
			enum err want = list[i].roles & roles[r] ? OK : ERR_DENIED;

			if (s->err != want) {
				print_error("%s as role %u: %s\n", list[i].name, roles[r],
					s->err ? s->why : "not denied");
				bad++;
			}
			stmt_done(s);
		}
		db_close(db);
	}
	assert_int_equal(bad, 0);
}

static int prepares(struct db *db, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &q, NULL);

	sqlite3_finalize(q);
	return rc & 0xFF;
}

static void roles_bind_sql_that_slipped_in(void **state)
{
	static const struct {
		unsigned may;
		const char *sql;
	} cases[] = {
		{ALL, "SELECT id FROM kiosk"},
		{ALL, "SELECT value FROM setting"},
		{ALL, "SELECT upper(value) FROM setting GROUP BY 1 ORDER BY 1"},
		{ALL, "SELECT value FROM json_each('[1]')"},
		{RESULTS | ADMIN, "SELECT trail_seal FROM kiosk"},
		{ADMIN, "UPDATE kiosk SET trail_keyed = 9"},
		{ADMIN, "DELETE FROM bundle_head"},
		{NONE, "UPDATE bundle_head SET seq = 9"},
		{RESULTS | ADMIN, "SELECT * FROM kiosk"},
		{RESULTS | ADMIN, "SELECT name FROM account"},
		{ADMIN, "SELECT password FROM account"},
		{ADMIN, "SELECT * FROM account"},
		{ADMIN, "SELECT name FROM account WHERE password LIKE '$argon2id%'"},
		{ADMIN, "UPDATE account SET role = 'admin'"},
		{ADMIN, "INSERT INTO account (name) VALUES ('x')"},
		{ADMIN, "DELETE FROM session"},
		{RESULTS | ADMIN, "UPDATE session SET seen_at = 1"},
		{ADMIN, "UPDATE session SET account = 1"},
		{ADMIN, "INSERT INTO session SELECT zeroblob(32), 1, 0, 0, 0"},
		{ADMIN, "UPDATE setting SET value = 'x'"},
		{RESULTS | ADMIN, "UPDATE kiosk SET trail_seq = 1"},
		{ADMIN, "UPDATE kiosk SET public_key = zeroblob(32)"},
		{NONE, "UPDATE kiosk SET id = ''"},
		{NONE, "UPDATE trail SET detail = ''"},
		{NONE, "DELETE FROM trail"},
		{NONE, "DELETE FROM kiosk"},
		{NONE, "SELECT * FROM sqlite_schema"},
		{NONE, "CREATE TABLE x (y)"},
		{NONE, "CREATE TEMP TABLE x (y)"},
		{NONE, "CREATE TEMP TRIGGER t AFTER INSERT ON setting BEGIN SELECT 1; END"},
		{NONE, "DROP TABLE setting"},
		{NONE, "ALTER TABLE setting ADD COLUMN x"},
		{NONE, "ATTACH '/tmp/x.db' AS x"},
		{NONE, "VACUUM INTO '/tmp/x.db'"},
		{NONE, "PRAGMA user_version = 9"},
		{NONE, "PRAGMA foreign_keys = OFF"},
		{NONE, "PRAGMA query_only = OFF"},
		{NONE, "BEGIN"},
		{NONE, "COMMIT"},
	};
	static const enum store_role roles[] = {STORE_SURVEY, STORE_RESULTS, STORE_ADMIN};

	(void)state;
	for (size_t r = 0; r < 3; r++) {
		struct db *db = connection(DB_WRITER, roles[r]);

		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			int want = cases[i].may & roles[r] ? SQLITE_OK : SQLITE_AUTH;
			int rc = prepares(db, cases[i].sql);

			/* SQLite compiles VACUUM unasked, and asks when it runs. */
			if (strncmp(cases[i].sql, "VACUUM", 6) == 0)
				rc = sqlite3_exec(db->h, cases[i].sql, NULL, NULL, NULL)
					? SQLITE_AUTH : SQLITE_OK;
			if (rc != want)
				print_error("role %u: %s: %d\n", roles[r], cases[i].sql, rc);
			assert_int_equal(rc, want);
		}
		db_close(db);
	}
}

static void a_reader_cannot_write(void **state)
{
	struct db *db;
	struct stmt *s;

	(void)state;
	assert_int_equal(store_reader(store, &db), OK);
	s = db_stmt(db, STMT_SETTING_PUT);
	stmt_text(s, ":key", "contact");
	stmt_text(s, ":value", "x");
	assert_int_equal(stmt_run(s), ERR_STORE);
}

static void put(struct db *db, const char *key, const char *value)
{
	struct stmt *s = db_stmt(db, STMT_SETTING_PUT);

	stmt_text(s, ":key", key);
	stmt_text(s, ":value", value);
	assert_int_equal(stmt_run(s), OK);
	assert_int_equal(db_changes(db), 1);
}

static void values_come_back_as_they_went_in(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct arena *a = arena_new();
	const char *naughty = "Robert'); DROP TABLE setting;-- \xF0\x9F\x92\xA9 \r\n\"";
	struct stmt *s;
	bool row;

	(void)state;
	put(db, "a", naughty);
	put(db, "b", "");
	s = db_stmt(db, STMT_SETTING_LIST);
	assert_int_equal(stmt_step(s, &row), OK);
	assert_true(row);
	assert_string_equal(col_text(s, "value"), naughty);
	assert_int_equal(col_len(s, "value"), strlen(naughty));

	char *copy = col_copy(a, s, "value");

	assert_int_equal(stmt_step(s, &row), OK);
	assert_true(row);
	assert_string_equal(col_text(s, "value"), "");
	assert_false(col_is_null(s, "value"));
	assert_int_equal(stmt_step(s, &row), OK);
	assert_false(row);
	stmt_done(s);
	assert_string_equal(copy, naughty);
	arena_free(a);
	db_close(db);
}

static void wrong_parameters_are_errors(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *s = db_stmt(db, STMT_SETTING_PUT);
	bool row;

	(void)state;
	stmt_text(s, ":key", "a");
	assert_int_equal(stmt_run(s), ERR_SYSTEM);
	assert_non_null(strstr(err_detail(), ":value"));

	s = db_stmt(db, STMT_SETTING_PUT);
	stmt_text(s, ":key", "a");
	stmt_text(s, ":value", "b");
	stmt_i64(s, ":valu", 1);
	assert_int_equal(stmt_run(s), ERR_SYSTEM);
	assert_non_null(strstr(err_detail(), ":valu"));

	/* NULL is a value one has to name; here the schema refuses it. */
	s = db_stmt(db, STMT_SETTING_PUT);
	stmt_text(s, ":key", "a");
	stmt_null(s, ":value");
	assert_int_equal(stmt_run(s), ERR_CONFLICT);

	/* Given back is given back. */
	s = db_stmt(db, STMT_SETTING_LIST);
	stmt_done(s);
	assert_int_equal(stmt_step(s, &row), ERR_SYSTEM);
	db_close(db);
}

static void parameters_do_not_outlive_their_use(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *s;

	(void)state;
	put(db, "a", "b");
	s = db_stmt(db, STMT_SETTING_PUT);
	assert_int_equal(stmt_run(s), ERR_SYSTEM);
	s = db_stmt(db, STMT_SETTING_PUT);
	stmt_text(s, ":key", "a");
	assert_int_equal(stmt_run(s), ERR_SYSTEM);
	db_close(db);
}

static void nested_use_is_a_second_copy(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *outer, *inner;
	bool row;

	(void)state;
	put(db, "a", "1");
	put(db, "b", "2");
	outer = db_stmt(db, STMT_SETTING_LIST);
	assert_int_equal(stmt_step(outer, &row), OK);
	inner = db_stmt(db, STMT_SETTING_LIST);
	assert_ptr_not_equal(outer, inner);
	assert_int_equal(stmt_step(inner, &row), OK);
	assert_int_equal(stmt_step(inner, &row), OK);
	assert_string_equal(col_text(inner, "key"), "b");
	assert_string_equal(col_text(outer, "key"), "a");
	stmt_done(inner);
	stmt_done(outer);
	assert_int_equal(db_release(db), 0);
	db_close(db);
}

static void forgotten_statements_are_found(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	bool row;

	(void)state;
	for (int i = 0; i < 16; i++)
		assert_int_equal(stmt_step(db_stmt(db, STMT_SETTING_LIST), &row), OK);

	struct stmt *s = db_stmt(db, STMT_SETTING_LIST);

	assert_int_equal(stmt_step(s, &row), ERR_SYSTEM);
	assert_non_null(strstr(err_detail(), "stmt_done"));
	stmt_done(s);
	assert_int_equal(db_release(db), 16);
	s = db_stmt(db, STMT_SETTING_LIST);
	assert_int_equal(stmt_step(s, &row), OK);
	stmt_done(s);
	db_close(db);
}

/* At its end the statement is given back, also when it failed; who leaves early does it. */
static void rows_come_one_after_the_other(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *s;
	enum err e = ERR_SYSTEM;
	int rows = 0;

	(void)state;
	put(db, "a", "1");
	put(db, "b", "2");
	for (s = db_stmt(db, STMT_SETTING_LIST); stmt_next(s, &e); rows++)
		assert_string_equal(col_text(s, "value"), rows ? "2" : "1");
	assert_int_equal(e, OK);
	assert_int_equal(rows, 2);
	assert_int_equal(db_release(db), 0);
	s = db_stmt(db, STMT_SETTING_LIST);
	assert_true(stmt_next(s, &e));
	stmt_done(s);
	assert_int_equal(db_release(db), 0);
	/* A parameter was forgotten. */
	assert_false(stmt_next(db_stmt(db, STMT_ROUND_DEPARTMENTS), &e));
	assert_int_equal(e, ERR_SYSTEM);
	assert_int_equal(db_release(db), 0);
	db_close(db);
}

static int64_t settings_seen(struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_SETTING_LIST);
	int64_t n = 0;
	enum err e;

	while (stmt_next(s, &e))
		n++;
	assert_int_equal(e, OK);
	return n;
}

static void columns_are_read_by_name_in_any_order(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *s;
	bool row;

	(void)state;
	put(db, "a", "1");
	for (int again = 0; again < 2; again++) {
		s = db_stmt(db, STMT_SETTING_LIST);
		assert_int_equal(stmt_step(s, &row), OK);
		assert_true(row);
		assert_int_equal(col_i64(s, "value"), 1);
		assert_string_equal(col_text(s, "key"), "a");
		assert_string_equal(col_text(s, "key"), "a");
		assert_int_equal(col_len(s, "value"), 1);
		stmt_done(s);
	}
	db_close(db);
}

/* In a child, as the program ends. */
static void a_column_that_is_none_ends_the_program(void **state)
{
	struct db *db;
	pid_t child;
	int status;

	(void)state;
	assert_int_equal(store_reader(store, &db), OK);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		struct stmt *s = db_stmt(db, STMT_SETTING_LIST);
		bool row;

		stmt_step(s, &row);
		col_text(s, "valeu");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_snapshot_does_not_move(void **state)
{
	struct db *writer = connection(DB_WRITER, STORE_ADMIN), *db;

	(void)state;
	assert_int_equal(store_reader(store, &db), OK);
	assert_int_equal(db_read_begin(db), OK);
	assert_int_equal(db_read_begin(db), ERR_SYSTEM);
	put(writer, "a", "1");
	assert_int_equal(settings_seen(db), 0);
	db_read_end(db);
	assert_int_equal(settings_seen(db), 1);

	/* The end of the request ends it, too. */
	assert_int_equal(db_read_begin(db), OK);
	assert_int_equal(db_release(db), 1);
	put(writer, "b", "1");
	assert_int_equal(settings_seen(db), 2);
	assert_int_equal(db_read_begin(writer), ERR_SYSTEM);
	db_close(writer);
}

static void a_constraint_is_a_conflict(void **state)
{
	struct db *db = connection(DB_WRITER, STORE_ADMIN);
	struct stmt *s = db_stmt(db, STMT_SESSION_ADD);
	unsigned char hash[32] = {1};

	(void)state;
	stmt_blob(s, ":token_hash", hash, sizeof hash);
	stmt_i64(s, ":account", 12345);
	stmt_i64(s, ":now", 0);
	assert_int_equal(stmt_run(s), ERR_CONFLICT);
	db_close(db);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(every_statement_fits_schema_and_roles),
		CASE(roles_bind_sql_that_slipped_in),
		CASE(a_reader_cannot_write),
		CASE(values_come_back_as_they_went_in),
		CASE(wrong_parameters_are_errors),
		CASE(parameters_do_not_outlive_their_use),
		CASE(nested_use_is_a_second_copy),
		CASE(forgotten_statements_are_found),
		CASE(rows_come_one_after_the_other),
		CASE(columns_are_read_by_name_in_any_order),
		CASE(a_column_that_is_none_ends_the_program),
		CASE(a_snapshot_does_not_move),
		CASE(a_constraint_is_a_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
