/*
 * The store as a file: made once, checked before it is touched, backed up.
 * Rules: reliability.md, durability 6 to 8; design.md, SQLite.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "../../src/store/db.h"
#include "../../src/store/migrate.h"
#include "../../src/store/schema.h"
#include "base/arena.h"
#include "base/file.h"
#include "store/stmt.h"
#include "store/store.h"
#include "temp.h"

static char *db_path(struct arena *a)
{
	return path_join(a, temp_path, "kiosk.db");
}

/* One value, through a plain connection of the test's own. */
static int64_t ask(const char *path, const char *sql)
{
	sqlite3 *h;
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(h, 5000);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &q, NULL), SQLITE_OK);

	int rc = sqlite3_step(q);
	int64_t value = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;

	assert_true(rc == SQLITE_ROW || rc == SQLITE_DONE);
	sqlite3_finalize(q);
	sqlite3_close(h);
	return value;
}

static enum err put_setting(struct db *db, void *value)
{
	struct stmt *s = db_stmt(db, STMT_SETTING_PUT);

	stmt_text(s, ":key", "contact");
	stmt_text(s, ":value", value);
	return stmt_run(s);
}

static void create_makes_everything(void **state)
{
	struct arena *a = arena_new();
	char *path = db_path(a);
	struct stat st;
	char **names;
	size_t count;

	(void)state;
	assert_false(store_exists(temp_path));
	assert_int_equal(store_create(temp_path), OK);
	assert_true(store_exists(temp_path));
	assert_int_equal(stat(temp_path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	/* The WAL is there before any program comes; nothing half-made stays. */
	assert_true(file_exists(path_join(a, temp_path, "kiosk.db-wal")));
	assert_int_equal(file_list(a, temp_path, &names, &count), OK);
	for (size_t i = 0; i < count; i++)
		assert_null(strstr(names[i], ".new"));

	assert_int_equal(ask(path, "PRAGMA page_size"), 8192);
	assert_int_equal(ask(path, "PRAGMA application_id"), 0x4B494F53);
	assert_int_equal(ask(path, "PRAGMA user_version"), store_schema_version());
	assert_int_equal(ask(path, "SELECT count(*) FROM pragma_journal_mode"
		" WHERE journal_mode = 'wal'"), 1);
	assert_int_equal(ask(path, "SELECT count(*) FROM pragma_table_list WHERE type = 'table'"
		" AND NOT strict AND name NOT LIKE 'sqlite_%'"), 0);
	arena_free(a);
}

static size_t open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* A statement that was not ended would keep a closed database open. */
static void reading_the_schema_keeps_nothing_open(void **state)
{
	struct arena *a = arena_new();
	const char *path = db_path(a);
	size_t before;

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	before = open_files();
	for (int i = 0; i < 5; i++) {
		struct schema schema;
		struct db *db;

		assert_int_equal(db_open(path, DB_READER, STORE_SURVEY, &db), OK);
		assert_int_equal(schema_read(a, db, &schema), OK);
		db_close(db);
	}
	assert_int_equal(open_files(), before);
	arena_free(a);
}

static void create_twice_is_a_conflict(void **state)
{
	struct arena *a = arena_new();
	char *before, *after;
	size_t len, again;

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(file_read(a, db_path(a), 1 << 24, &before, &len), OK);
	assert_int_equal(store_create(temp_path), ERR_CONFLICT);
	assert_int_equal(file_read(a, db_path(a), 1 << 24, &after, &again), OK);
	assert_int_equal(len, again);
	assert_memory_equal(before, after, len);
	arena_free(a);
}

static void open_needs_a_database(void **state)
{
	struct store *s = NULL;

	(void)state;
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &s), ERR_NOT_FOUND);
	assert_null(s);
	assert_int_equal(store_open("/nowhere/at/all", STORE_ADMIN, NULL, &s), ERR_NOT_FOUND);
}

static void connections_are_set_up(void **state)
{
	static const struct {
		const char *pragma;
		int64_t want;
	} wanted[] = {
		{"PRAGMA synchronous", 2},	/* FULL */
		{"PRAGMA foreign_keys", 1},
		{"PRAGMA secure_delete", 1},
		{"PRAGMA temp_store", 2},	/* memory */
		{"PRAGMA trusted_schema", 0},
		{"PRAGMA busy_timeout", 5000},
	};
	struct arena *a = arena_new();
	char mode[8];

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	for (enum db_kind kind = DB_READER; kind <= DB_WRITER; kind++) {
		struct db *db;
		int64_t value;

		assert_int_equal(db_open(db_path(a), kind, STORE_SURVEY, &db), OK);
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
			assert_int_equal(db_value_i64(db, wanted[i].pragma, &value), OK);
			assert_int_equal(value, wanted[i].want);
		}
		assert_int_equal(db_value_i64(db, "PRAGMA query_only", &value), OK);
		assert_int_equal(value, kind == DB_READER);
		assert_int_equal(db_value(db, "PRAGMA journal_mode", mode, sizeof mode), OK);
		assert_string_equal(mode, "wal");
		db_close(db);
	}
	arena_free(a);
}

/* Opening fails with ERR_STORE, says `word`, and changes no byte. */
static void assert_refused(const char *word)
{
	struct arena *a = arena_new();
	char *before, *after;
	size_t len, again;
	struct store *s = NULL;

	assert_int_equal(file_read(a, db_path(a), 1 << 24, &before, &len), OK);
	assert_int_equal(store_open(temp_path, STORE_SURVEY, NULL, &s), ERR_STORE);
	assert_null(s);
	assert_non_null(strstr(err_detail(), word));
	assert_int_equal(store_check(db_path(a), NULL), ERR_STORE);
	assert_int_equal(file_read(a, db_path(a), 1 << 24, &after, &again), OK);
	assert_int_equal(len, again);
	assert_memory_equal(before, after, len);
	arena_free(a);
}

static void overwrite(long at, const void *bytes, size_t len)
{
	struct arena *a = arena_new();
	int fd = open(db_path(a), O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, at), len);
	close(fd);
	arena_free(a);
}

static void a_newer_version_is_refused(void **state)
{
	struct arena *a = arena_new();
	char *sql = arena_printf(a, "PRAGMA user_version = %d", store_schema_version() + 1);

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	ask(db_path(a), sql);
	assert_refused("newer");
	arena_free(a);
}

static void damage_is_refused(void **state)
{
	char junk[8192];

	(void)state;
	memset(junk, 0xA5, sizeof junk);
	assert_int_equal(store_create(temp_path), OK);
	/* The root page of some table. */
	overwrite(4 * 8192, junk, sizeof junk);
	assert_refused("damaged");
}

static void other_files_are_refused(void **state)
{
	struct arena *a = arena_new();
	char *path = db_path(a);

	(void)state;
	assert_int_equal(file_write(path, "hello", 5, 0600), OK);
	assert_refused("cannot be read");
	assert_int_equal(file_write(path, "", 0, 0600), OK);
	assert_refused("not a kiosk's");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(store_create(temp_path), OK);
	ask(path, "PRAGMA application_id = 1");
	assert_refused("not a kiosk's");
	arena_free(a);
}

static void a_cut_file_is_refused(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(truncate(db_path(a), 3 * 8192 + 100), 0);
	assert_refused("");
	arena_free(a);
}

static void an_older_version_is_backed_up_and_migrated(void **state)
{
	static const struct migration steps[] = {
		{1, "CREATE TABLE relic (x INTEGER) STRICT; INSERT INTO relic VALUES (7)"},
		{2, "ALTER TABLE relic ADD COLUMN y INTEGER"},
		{2, "UPDATE relic SET y = x + 1"},
	};
	struct arena *a = arena_new();
	char *path = db_path(a), *backup = path_join(a, temp_path, "before-v2.db");
	struct store *s;

	(void)state;
	migrate_use(steps, 1);
	assert_int_equal(store_create(temp_path), OK);
	migrate_use(steps, 3);
	assert_int_equal(store_open(temp_path, STORE_SURVEY, NULL, &s), OK);
	store_close(s);
	assert_int_equal(ask(path, "SELECT y FROM relic"), 8);
	assert_int_equal(ask(path, "PRAGMA user_version"), 2);
	assert_int_equal(ask(backup, "PRAGMA user_version"), 1);
	assert_int_equal(ask(backup, "SELECT x FROM relic"), 7);

	/* There is nothing more to do the next time. */
	assert_int_equal(unlink(backup), 0);
	assert_int_equal(store_open(temp_path, STORE_SURVEY, NULL, &s), OK);
	store_close(s);
	assert_false(file_exists(backup));

	/* And the older program keeps its hands off. */
	migrate_use(steps, 1);
	assert_int_equal(store_open(temp_path, STORE_SURVEY, NULL, &s), ERR_STORE);
	migrate_use(NULL, 0);
	arena_free(a);
}

static void a_failing_migration_leaves_all_as_it_was(void **state)
{
	static const struct migration steps[] = {
		{1, "CREATE TABLE one (x INTEGER) STRICT"},
		{2, "CREATE TABLE two (x INTEGER) STRICT; INSERT INTO one VALUES (1)"},
		{2, "INSERT INTO nowhere VALUES (1)"},
	};
	struct arena *a = arena_new();
	char *path = db_path(a);
	struct db *db;

	(void)state;
	assert_int_equal(file_write(path, "", 0, 0600), OK);
	assert_int_equal(db_open(path, DB_SETUP, STORE_ADMIN, &db), OK);
	assert_int_equal(migrate_run(db, steps, 1, NULL), OK);
	assert_int_equal(migrate_run(db, steps, 3, NULL), ERR_STORE);
	assert_non_null(strstr(err_detail(), "nowhere"));
	db_close(db);
	assert_int_equal(ask(path, "PRAGMA user_version"), 1);
	assert_int_equal(ask(path, "SELECT count(*) FROM one"), 0);
	assert_int_equal(ask(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
	arena_free(a);
}

static void a_migration_must_keep_references(void **state)
{
	static const struct migration steps[] = {
		{1, "CREATE TABLE one (x INTEGER PRIMARY KEY) STRICT;"
			"CREATE TABLE two (x INTEGER REFERENCES one (x)) STRICT;"
			"INSERT INTO one VALUES (1); INSERT INTO two VALUES (1)"},
		{2, "DELETE FROM one"},
	};
	struct arena *a = arena_new();
	char *path = db_path(a);
	struct db *db;

	(void)state;
	assert_int_equal(file_write(path, "", 0, 0600), OK);
	assert_int_equal(db_open(path, DB_SETUP, STORE_ADMIN, &db), OK);
	assert_int_equal(migrate_run(db, steps, 1, NULL), OK);
	assert_int_equal(migrate_run(db, steps, 2, NULL), ERR_STORE);
	db_close(db);
	assert_int_equal(ask(path, "SELECT count(*) FROM one"), 1);
	arena_free(a);
}

static void a_backup_holds_what_the_wal_holds(void **state)
{
	struct arena *a = arena_new();
	char *path = path_join(a, temp_path, "copy.db");
	struct store *s;
	struct stat st;
	int version;

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &s), OK);
	assert_int_equal(store_write(s, put_setting, "desk 4"), OK);
	assert_int_equal(store_backup(temp_path, path, NULL), OK);
	assert_int_equal(store_write(s, put_setting, "desk 5"), OK);
	store_close(s);

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(ask(path, "SELECT value = 'desk 4' FROM setting"), 1);
	assert_int_equal(store_check(path, &version), OK);
	assert_int_equal(version, store_schema_version());
	assert_false(file_exists(path_join(a, temp_path, "copy.db.new")));
	assert_false(file_exists(path_join(a, temp_path, "copy.db-wal")));

	/* Once more over the old one; and put in the database's place, it opens. */
	assert_int_equal(store_backup(temp_path, path, NULL), OK);
	assert_int_equal(ask(path, "SELECT value = 'desk 5' FROM setting"), 1);
	unlink(path_join(a, temp_path, "kiosk.db-wal"));
	unlink(path_join(a, temp_path, "kiosk.db-shm"));
	assert_int_equal(rename(path, db_path(a)), 0);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &s), OK);
	store_close(s);
	assert_int_equal(ask(db_path(a), "SELECT count(*) FROM pragma_journal_mode"
		" WHERE journal_mode = 'wal'"), 1);
	arena_free(a);
}

static void a_backup_spares_what_is_in_use(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(store_backup(temp_path, path_join(a, temp_path, "b"), NULL), ERR_NOT_FOUND);
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(store_backup(temp_path, db_path(a), NULL), ERR_INPUT);
	assert_int_equal(store_backup(temp_path, temp_path, NULL), ERR_INPUT);
	assert_int_equal(store_backup(temp_path, "/nowhere/b.db", NULL), ERR_SYSTEM);
	assert_int_equal(store_check(db_path(a), NULL), OK);
	arena_free(a);
}

static void check_follows_references(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	ask(db_path(a), "INSERT INTO session VALUES (zeroblob(32), 99, 0, 0, 0)");
	assert_int_equal(store_check(db_path(a), NULL), ERR_STORE);
	assert_non_null(strstr(err_detail(), "session"));
	arena_free(a);
}

static void *read_version_elsewhere(void *arg)
{
	static int64_t seen;
	struct store *s = arg;

	assert_int_equal(store_data_version(s, &seen), OK);
	return &seen;
}

static void data_version_tells_of_commits(void **state)
{
	struct arena *a = arena_new();
	struct store *s;
	int64_t one, two;
	pthread_t thread;
	void *there;

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &s), OK);
	assert_int_equal(store_data_version(s, &one), OK);
	assert_int_equal(store_data_version(s, &two), OK);
	assert_int_equal(one, two);

	/* By this process's writer, by another connection, seen by another thread. */
	assert_int_equal(store_write(s, put_setting, "a"), OK);
	assert_int_equal(store_data_version(s, &two), OK);
	assert_int_not_equal(one, two);
	ask(db_path(a), "UPDATE setting SET value = 'b'");
	assert_int_equal(pthread_create(&thread, NULL, read_version_elsewhere, s), 0);
	assert_int_equal(pthread_join(thread, &there), 0);
	assert_int_not_equal(two, *(int64_t *)there);
	assert_int_equal(store_data_version(s, &one), OK);
	assert_int_not_equal(one, two);
	store_close(s);
	arena_free(a);
}

static void health_sees_a_file_that_cannot_be_written(void **state)
{
	struct arena *a = arena_new();
	struct store *s;
	struct db *db;

	(void)state;
	assert_int_equal(store_create(temp_path), OK);
	assert_int_equal(store_open(temp_path, STORE_SURVEY, NULL, &s), OK);
	assert_int_equal(store_health(s), OK);
	store_close(s);
	if (geteuid() == 0) {
		print_message("skipped: root may write everywhere\n");
		arena_free(a);
		return;
	}
	assert_int_equal(chmod(db_path(a), 0400), 0);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &s), OK);
	assert_int_equal(store_reader(s, &db), OK);
	assert_int_equal(store_write(s, put_setting, "x"), ERR_STORE);
	assert_int_equal(store_health(s), ERR_STORE);
	assert_false(store_failed(s));
	store_close(s);
	arena_free(a);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, temp_make, temp_remove)
	const struct CMUnitTest tests[] = {
		CASE(create_makes_everything),
		CASE(reading_the_schema_keeps_nothing_open),
		CASE(create_twice_is_a_conflict),
		CASE(open_needs_a_database),
		CASE(connections_are_set_up),
		CASE(a_newer_version_is_refused),
		CASE(damage_is_refused),
		CASE(other_files_are_refused),
		CASE(a_cut_file_is_refused),
		CASE(an_older_version_is_backed_up_and_migrated),
		CASE(a_failing_migration_leaves_all_as_it_was),
		CASE(a_migration_must_keep_references),
		CASE(a_backup_holds_what_the_wal_holds),
		CASE(a_backup_spares_what_is_in_use),
		CASE(check_follows_references),
		CASE(data_version_tells_of_commits),
		CASE(health_sees_a_file_that_cannot_be_written),
	};

	umask(0077);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
