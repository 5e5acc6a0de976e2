/*
 * The store of a process: making and opening the file, a read connection per
 * thread, health. Writing is writer.c, the schema migrations.def.
 */
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "check.h"
#include "db.h"
#include "disk.h"
#include "migrate.h"
#include "schema.h"
#include "takeout.h"
#include "writer.h"

#define COPIES_MAX 1000
#define READERS_WAIT_MS 200

/* What the largest usual submission adds to the WAL: pages of the answer, its indexes, the
 * inbox. */
#define SUBMISSION_BYTES ((size_t)64 << 10)
#define PROBE_EVERY_MS 5000

struct store {
	char dir[PATH_BYTES], path[PATH_BYTES];
	enum store_role role;
	struct writer *writer;
	pthread_key_t reader_key;
	pthread_mutex_t mutex;		/* guards `readers` */
	struct db *readers;
	atomic_llong probed_at;		/* clock_mono_ms() of the last good probe; 0: none */
	pthread_mutex_t watch_mutex;	/* guards what follows */
	struct db *watch;		/* asks for data_version; NULL before the first look */
	sqlite3_stmt *version;
	int64_t version_seen, epoch;
	struct arena *arena;		/* of the next; NULL before the first look */
	struct schema expected;
};

bool store_exists(const char *data_dir)
{
	char path[PATH_BYTES];

	return disk_path(path, data_dir, DB_NAME) == OK && file_exists(path);
}

enum err store_folder(const char *data_dir)
{
	struct stat st;
	enum err e = file_mkdirs(data_dir);

	if (e)
		return e;
	if (stat(data_dir, &st))
		return file_fail("use", data_dir);
	/* Whose it is may have others in it for a reason. */
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_fail(ERR_INPUT, "the folder %s is open to others than its owner: "
			"chmod 700 %s, or name a new folder", data_dir, data_dir);
	if (access(data_dir, R_OK | W_OK | X_OK))
		return file_fail("use", data_dir);
	file_sync_parent(data_dir);
	return OK;
}

static enum err make_file(const char *path)
{
	struct db *db;
	size_t count;
	const struct migration *steps = migrate_list(&count);
	char sql[120];
	enum err e = disk_fresh(path);

	if (!e)
		e = db_open(path, DB_SETUP, STORE_ADMIN, &db);
	if (e)
		return e;
	snprintf(sql, sizeof sql, "PRAGMA page_size = %d; PRAGMA application_id = %d",
		DB_PAGE_BYTES, DB_APPLICATION_ID);
	e = db_exec(db, sql);
	if (!e)
		e = migrate_run(db, steps, count, NULL);
	db_close(db);
	return e;
}

/* WAL mode, with the WAL and its index there to stay. */
static enum err ensure_wal(const char *path)
{
	struct db *db;
	char mode[16];
	int64_t tables;
	enum err e = db_open(path, DB_SETUP, STORE_ADMIN, &db);

	if (e)
		return e;
	e = db_value(db, "PRAGMA journal_mode = WAL", mode, sizeof mode);
	if (!e && strcmp(mode, "wal") != 0)
		e = err_fail(ERR_STORE, "%s does not go into WAL mode", path);
	if (!e)
		e = db_value_i64(db, "SELECT count(*) FROM sqlite_schema", &tables);
	db_close(db);
	if (!e)
		file_sync_parent(path);
	return e;
}

static enum err create_locked(const char *data_dir)
{
	char path[PATH_BYTES], fresh[PATH_BYTES];
	enum err e = disk_path(path, data_dir, DB_NAME);

	if (!e)
		e = disk_path(fresh, data_dir, DB_NAME ".new");
	if (e)
		return e;
	if (file_exists(path))
		return err_fail(ERR_CONFLICT, "there is a database at %s already", path);
	e = make_file(fresh);
	if (!e)
		e = disk_publish(fresh, path);
	if (e)
		disk_remove(fresh);
	return e ? e : ensure_wal(path);
}

enum err store_create(const char *data_dir)
{
	int lock;
	enum err e = store_folder(data_dir);

	if (!e)
		e = disk_lock(data_dir, &lock);
	if (e)
		return e;
	if (lock < 0)
		return err_fail(ERR_SYSTEM, "%s cannot be written", data_dir);
	e = create_locked(data_dir);
	disk_unlock(lock);
	return e;
}

/* before-v3.db, else before-v3-2.db, before-v3-3.db …: an older copy stays. */
static enum err free_copy(const char *data_dir, char out[PATH_BYTES])
{
	for (int i = 1; i <= COPIES_MAX; i++) {
		char name[60];
		enum err e;

		if (i == 1)
			snprintf(name, sizeof name, "before-v%d.db", store_schema_version());
		else
			snprintf(name, sizeof name, "before-v%d-%d.db", store_schema_version(), i);
		e = disk_path(out, data_dir, name);
		if (e || !file_exists(out))
			return e;
	}
	return err_fail(ERR_SYSTEM, "there are %d copies before-v%d… in %s: put some of them "
		"elsewhere", COPIES_MAX, store_schema_version(), data_dir);
}

static enum err migrate_open(const char *path, const struct store_upgrade *upgrades)
{
	size_t count;
	const struct migration *steps = migrate_list(&count);
	struct db *db;
	enum err e = db_open(path, DB_SETUP, STORE_ADMIN, &db);

	if (e)
		return e;
	e = migrate_run(db, steps, count, upgrades);
	/* Nothing of a failure reaches the file, not even what the WAL held before. */
	if (e)
		sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	db_close(db);
	return e;
}

/* Started again and again, a migration that fails would fill the disk with copies. */
static void drop_copy(const char *path, const char *copy)
{
	struct err_record said;
	int version;

	err_record(&said);
	if (check_file(path, false, &version) == OK && version < store_schema_version())
		disk_remove(copy);
	err_replay(ERR_STORE, &said);
}

static enum err migrate_file(const char *data_dir, const char *path, int version,
	const struct store_upgrade *upgrades)
{
	char copy[PATH_BYTES];
	bool takes = takeout_due(version);
	enum err e = free_copy(data_dir, copy);

	/* What is taken out goes into its file with the migration, and never into the copy. */
	if (!e)
		e = store_backup(data_dir, copy, takes ? takeout_scrub : NULL);
	if (!e && takes)
		e = takeout_note(data_dir);
	if (e)
		return e;
	e = migrate_open(path, upgrades);
	if (e)
		drop_copy(path, copy);
	if (e && takes)
		takeout_unnote(data_dir);
	if (!e)
		log_at(LOG_LEVEL_NOTE, "the database is now of version %d; as it was before: %s",
			store_schema_version(), copy);
	return e;
}

static enum err prepare_file(const char *data_dir, const char *path, bool writable,
	const struct store_upgrade *upgrades)
{
	int version;
	enum err e = check_file(path, false, &version);

	if (!e && version < store_schema_version())
		e = migrate_file(data_dir, path, version, upgrades);
	if (!e && writable)
		takeout_traces(data_dir, path);
	if (!e && writable)
		e = ensure_wal(path);
	return e;
}

static enum err open_checked(struct store *s, const struct store_upgrade *upgrades)
{
	struct db *db;
	int lock;

	if (!file_exists(s->path))
		return err_fail(ERR_NOT_FOUND, "there is no database at %s", s->path);

	enum err e = disk_lock(s->dir, &lock);

	if (e)
		return e;
	e = prepare_file(s->dir, s->path, lock >= 0 && access(s->path, W_OK) == 0,
		upgrades);
	disk_unlock(lock);
	if (!e)
		e = store_reader(s, &db);
	return e;
}

/* The end of a thread that had a reader. */
static void reader_end(void *arg)
{
	struct db *db = arg;
	struct store *s = db->store;

	pthread_mutex_lock(&s->mutex);
	for (struct db **at = &s->readers; *at; at = &(*at)->next)
		if (*at == db) {
			*at = db->next;
			break;
		}
	pthread_mutex_unlock(&s->mutex);
	db_close(db);
}

enum err store_open(const char *data_dir, enum store_role role,
	const struct store_upgrade *upgrades, struct store **out)
{
	struct store *s = calloc(1, sizeof *s);

	if (!s)
		log_die("out of memory");
	s->role = role;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_mutex_init(&s->watch_mutex, NULL);
	if (pthread_key_create(&s->reader_key, reader_end) != 0)
		log_die("out of thread keys");
	s->writer = writer_new(s->path, role);

	enum err e = disk_path(s->path, data_dir, DB_NAME);

	/* Shorter than the path above. */
	snprintf(s->dir, sizeof s->dir, "%s", data_dir);
	if (!e)
		e = open_checked(s, upgrades);
	if (e) {
		store_close(s);
		return e;
	}
	*out = s;
	return OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	writer_free(s->writer);
	pthread_key_delete(s->reader_key);
	while (s->readers) {
		struct db *db = s->readers;

		s->readers = db->next;
		db_close(db);
	}
	sqlite3_finalize(s->version);
	db_close(s->watch);
	arena_free(s->arena);
	pthread_mutex_destroy(&s->watch_mutex);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

const char *store_folder_of(const struct store *s)
{
	return s->dir;
}

enum err store_reader(struct store *s, struct db **out)
{
	struct db *db = pthread_getspecific(s->reader_key);

	if (db) {
		*out = db;
		return OK;
	}

	enum err e = db_open(s->path, DB_READER, s->role, &db);

	if (e)
		return e;
	db->store = s;
	if (pthread_setspecific(s->reader_key, db) != 0)
		log_die("out of memory");
	pthread_mutex_lock(&s->mutex);
	db->next = s->readers;
	s->readers = db;
	pthread_mutex_unlock(&s->mutex);
	*out = db;
	return OK;
}

enum err store_write(struct store *s, store_job *job, void *ctx)
{
	return writer_run(s->writer, job, ctx);
}

enum err store_begin(struct store *s, struct db **db)
{
	return writer_lend(s->writer, db);
}

enum err store_end(struct store *s, enum err e)
{
	return writer_return(s->writer, e);
}

enum err store_empty_wal(struct store *s)
{
	struct db *db;
	enum err e = db_open(s->path, DB_SETUP, s->role, &db);

	if (e)
		return e;
	sqlite3_busy_timeout(db->h, READERS_WAIT_MS);

	int rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (rc != SQLITE_OK)
		e = db_fail(db, rc, "checkpoint");
	db_close(db);
	return e;
}

bool store_failed(const struct store *s)
{
	return writer_failed(s->writer);
}

struct store_stats store_stats(struct store *s)
{
	return writer_stats(s->writer);
}

/* What a submission needs of the disk. Writing is tried every few seconds at most: anybody
 * may ask. */
static enum err probe_disk(struct store *s)
{
	int64_t now = clock_mono_ms(), last = atomic_load(&s->probed_at);
	enum err e = disk_room(s->dir, SUBMISSION_BYTES);

	if (e || (last && now - last < PROBE_EVERY_MS))
		return e;
	e = disk_probe(s->dir, SUBMISSION_BYTES);
	atomic_store(&s->probed_at, e ? 0 : now);
	return e;
}

enum err store_health(struct store *s)
{
	struct db *db;
	int64_t tables;
	enum err e = probe_disk(s);

	if (!e)
		e = writer_health(s->writer);
	if (!e)
		e = store_reader(s, &db);
	if (!e)
		e = db_value_i64(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (e)
		return e;
	if (access(s->path, W_OK) != 0 || access(s->dir, W_OK) != 0)
		return err_fail(ERR_STORE, "the database cannot be written");
	return OK;
}

/* What is expected, made once for the process. */
static enum err expect(struct store *s)
{
	enum err e = OK;

	pthread_mutex_lock(&s->watch_mutex);
	if (!s->arena) {
		s->arena = arena_new();
		e = schema_expected(s->arena, store_schema_version(), &s->expected);
	}
	if (e) {
		arena_free(s->arena);
		s->arena = NULL;
	}
	pthread_mutex_unlock(&s->watch_mutex);
	return e;
}

enum err store_schema_faults(struct arena *a, struct store *s, const char ***faults,
	size_t *count)
{
	struct schema found;
	struct schema_fault *list;
	struct db *db;
	enum err e = store_reader(s, &db);

	if (!e)
		e = expect(s);
	if (!e)
		e = schema_read(a, db, &found);
	if (e)
		return e;
	schema_compare(a, &s->expected, &found, &list, count);
	*faults = arena_array(a, *count + 1, sizeof **faults);
	for (size_t i = 0; i < *count; i++)
		(*faults)[i] = schema_words(a, &list[i]);
	return OK;
}

/* With the watch's mutex held. */
static enum err read_version(struct store *s, int64_t *out)
{
	int rc = SQLITE_OK;
	enum err e = s->watch ? OK : db_open(s->path, DB_READER, s->role, &s->watch);

	if (e)
		return e;
	s->watch->internal = true;
	if (!s->version)
		rc = sqlite3_prepare_v3(s->watch->h, "PRAGMA data_version", -1,
			SQLITE_PREPARE_PERSISTENT, &s->version, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s->version);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(s->version, 0);
	else
		e = db_fail(s->watch, rc, "data_version");
	sqlite3_reset(s->version);
	return e;
}

enum err store_data_version(struct store *s, int64_t *out)
{
	int64_t version = 0;

	/* One connection for all threads: each counts for itself, so that numbers of
	 * several would tell of one commit as often as there are threads. */
	pthread_mutex_lock(&s->watch_mutex);

	enum err e = read_version(s, &version);

	if (!e && version != s->version_seen) {
		s->version_seen = version;
		s->epoch++;
	}
	if (!e)
		*out = s->epoch;
	pthread_mutex_unlock(&s->watch_mutex);
	return e;
}
