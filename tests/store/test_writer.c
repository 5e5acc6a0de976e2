/*
 * The writer: durable before it answers, many in one commit, each alone in its
 * failure. Rules: reliability.md, durability 3 to 5; design.md, group commit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

#include "store/fault.h"
#include "store/stmt.h"
#include "store/store.h"
#include "temp.h"

#define MANY 50

static struct store *store;
static _Atomic int flushes, flush_error;

/* SQLite's flush of the WAL, counted and made to fail at will. */
int fdatasync(int fd);
int fdatasync(int fd)
{
	if (atomic_load(&flush_error)) {
		errno = atomic_load(&flush_error);
		return -1;
	}
	atomic_fetch_add(&flushes, 1);
	return fsync(fd);
}

static int set_up(void **state)
{
	return temp_make(state) || store_create(temp_path) ||
		store_open(temp_path, STORE_ADMIN, NULL, &store);
}

static int tear_down(void **state)
{
	store_fault_writes(0, 0);
	atomic_store(&flush_error, 0);
	store_close(store);
	store = NULL;
	return temp_remove(state);
}

static enum err put(struct db *db, const char *key, const char *value)
{
	struct stmt *s = db_stmt(db, STMT_SETTING_PUT);

	stmt_text(s, ":key", key);
	stmt_text(s, ":value", value);
	return stmt_run(s);
}

static enum err put_job(struct db *db, void *key)
{
	return put(db, key, "x");
}

/* Writes, then finds that it should not have. */
static enum err bad_job(struct db *db, void *key)
{
	enum err e = put(db, key, "x");

	return e ? e : err_fail(ERR_INPUT, "the bad one: %s", (const char *)key);
}

static int rows(void)
{
	struct db *db;
	struct stmt *s;
	bool row;
	int n = 0;

	assert_int_equal(store_reader(store, &db), OK);
	s = db_stmt(db, STMT_SETTING_LIST);
	while (!stmt_step(s, &row) && row)
		n++;
	stmt_done(s);
	return n;
}

static sem_t entered, go_on;

/* Holds the writer, so that what follows gathers into one batch. */
static enum err holding_job(struct db *db, void *ctx)
{
	(void)db;
	(void)ctx;
	sem_post(&entered);
	sem_wait(&go_on);
	return OK;
}

struct caller {
	pthread_t thread;
	store_job *job;
	char key[16], detail[200];
	enum err err;
};

static void *call(void *arg)
{
	struct caller *c = arg;

	c->err = store_write(store, c->job, c->key);
	snprintf(c->detail, sizeof c->detail, "%s", c->err ? err_detail() : "");
	return NULL;
}

/* Run MANY callers whose jobs wait together behind one that holds the writer.
 * `before` runs while they wait. */
static void run_batch(struct caller callers[MANY], void (*before)(void))
{
	struct caller holder = {.job = holding_job};

	sem_init(&entered, 0, 0);
	sem_init(&go_on, 0, 0);
	pthread_create(&holder.thread, NULL, call, &holder);
	sem_wait(&entered);
	for (int i = 0; i < MANY; i++)
		pthread_create(&callers[i].thread, NULL, call, &callers[i]);
	/* No event tells that all are queued; half a second is ample. */
	usleep(500000);
	if (before)
		before();
	sem_post(&go_on);
	pthread_join(holder.thread, NULL);
	for (int i = 0; i < MANY; i++)
		pthread_join(callers[i].thread, NULL);
	sem_destroy(&entered);
	sem_destroy(&go_on);
}

static void prepare(struct caller callers[MANY])
{
	memset(callers, 0, MANY * sizeof *callers);
	for (int i = 0; i < MANY; i++) {
		callers[i].job = put_job;
		snprintf(callers[i].key, sizeof callers[i].key, "k%d", i);
	}
}

static void many_share_one_commit(void **state)
{
	struct caller callers[MANY];

	(void)state;
	assert_int_equal(store_write(store, put_job, "first"), OK);
	prepare(callers);

	int flushed = atomic_load(&flushes);
	struct store_stats before = store_stats(store);

	run_batch(callers, NULL);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(callers[i].err, OK);
	assert_int_equal(rows(), MANY + 1);

	struct store_stats after = store_stats(store);

	/* One commit besides the holder's, which had nothing to flush. */
	assert_int_equal(after.jobs - before.jobs, MANY + 1);
	assert_int_equal(after.commits - before.commits, 2);
	assert_int_equal(after.largest, MANY);
	assert_int_equal(atomic_load(&flushes) - flushed, 1);
}

static void one_bad_job_fails_alone(void **state)
{
	struct caller callers[MANY];

	(void)state;
	prepare(callers);
	callers[17].job = bad_job;
	run_batch(callers, NULL);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(callers[i].err, i == 17 ? ERR_INPUT : OK);
	assert_string_equal(callers[17].detail, "the bad one: k17");
	assert_int_equal(rows(), MANY - 1);
}

static enum err forgetful_job(struct db *db, void *key)
{
	bool row;
	enum err e = put(db, key, "x");

	/* Never given back. */
	return e ? e : stmt_step(db_stmt(db, STMT_SETTING_LIST), &row);
}

static void a_forgotten_statement_does_no_harm(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		assert_int_equal(store_write(store, forgetful_job, "a"), OK);
	assert_int_equal(rows(), 1);
}

static enum err nested_job(struct db *db, void *key)
{
	(void)db;
	return store_write(store, put_job, key);
}

static void a_job_cannot_wait_for_another(void **state)
{
	(void)state;
	assert_int_equal(store_write(store, nested_job, "a"), ERR_SYSTEM);
	assert_int_equal(rows(), 0);
}

/* Between begin and end, by hand, as `e` says at the end. */
static enum err change(const char *key, enum err e)
{
	struct db *db;
	enum err begun = store_begin(store, &db);

	if (begun)
		return begun;
	assert_int_equal(put(db, key, "x"), OK);
	return store_end(store, e ? err_fail(e, "not so: %s", key) : OK);
}

static void a_change_by_hand_is_stored_or_undone(void **state)
{
	(void)state;
	assert_int_equal(change("a", OK), OK);
	assert_int_equal(rows(), 1);
	assert_int_equal(change("b", ERR_INPUT), ERR_INPUT);
	assert_string_equal(err_detail(), "not so: b");
	assert_int_equal(rows(), 1);
	assert_int_equal(change("c", OK), OK);
	assert_int_equal(rows(), 2);
}

static void a_change_by_hand_waits_for_no_other(void **state)
{
	struct db *db, *other;

	(void)state;
	assert_int_equal(store_begin(store, &db), OK);
	assert_int_equal(store_write(store, put_job, "a"), ERR_SYSTEM);
	assert_int_equal(store_begin(store, &other), ERR_SYSTEM);
	assert_int_equal(put(db, "b", "x"), OK);
	assert_int_equal(store_end(store, OK), OK);
	assert_int_equal(store_end(store, OK), ERR_SYSTEM);
	assert_int_equal(rows(), 1);
}

static void *change_many(void *arg)
{
	struct caller *c = arg;

	for (int i = 0; !c->err && i < 20; i++) {
		char key[32];

		snprintf(key, sizeof key, "%s.%d", c->key, i);
		c->err = change(key, i == 7 ? ERR_CONFLICT : OK);
		if (i == 7)
			c->err = c->err == ERR_CONFLICT ? OK : ERR_SYSTEM;
	}
	return NULL;
}

static void changes_by_hand_and_jobs_take_turns(void **state)
{
	struct caller by_hand[8] = {0}, jobs[MANY];

	(void)state;
	prepare(jobs);
	for (int i = 0; i < 8; i++) {
		snprintf(by_hand[i].key, sizeof by_hand[i].key, "h%d", i);
		pthread_create(&by_hand[i].thread, NULL, change_many, &by_hand[i]);
	}
	for (int i = 0; i < MANY; i++)
		pthread_create(&jobs[i].thread, NULL, call, &jobs[i]);
	for (int i = 0; i < 8; i++) {
		pthread_join(by_hand[i].thread, NULL);
		assert_int_equal(by_hand[i].err, OK);
	}
	for (int i = 0; i < MANY; i++) {
		pthread_join(jobs[i].thread, NULL);
		assert_int_equal(jobs[i].err, OK);
	}
	assert_int_equal(rows(), 8 * 19 + MANY);
}

static void a_change_by_hand_that_is_not_committed_says_so(void **state)
{
	(void)state;
	assert_int_equal(change("a", OK), OK);
	store_fault_writes(0, ENOSPC);
	assert_int_equal(change("b", OK), ERR_STORE);
	store_fault_writes(0, 0);
	assert_int_equal(rows(), 1);
	assert_int_equal(change("c", OK), OK);
	atomic_store(&flush_error, EIO);
	assert_int_equal(change("d", OK), ERR_STORE);
	atomic_store(&flush_error, 0);
	assert_true(store_failed(store));
	assert_int_equal(change("e", OK), ERR_STORE);
}

static void fill_disk(void)
{
	store_fault_writes(0, ENOSPC);
}

static void a_full_disk_is_survived(void **state)
{
	struct caller callers[MANY];

	(void)state;
	assert_int_equal(store_write(store, put_job, "first"), OK);
	prepare(callers);
	run_batch(callers, fill_disk);
	assert_true(store_fault_hits() > 0);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(callers[i].err, ERR_STORE);
	assert_int_equal(rows(), 1);
	assert_false(store_failed(store));
	assert_int_equal(store_health(store), ERR_STORE);

	/* Room again: nobody had to restart anything. */
	store_fault_writes(0, 0);
	assert_int_equal(store_write(store, put_job, "second"), OK);
	assert_int_equal(rows(), 2);
	assert_int_equal(store_health(store), OK);
}

static void assert_failed_for_good(void)
{
	assert_true(store_failed(store));
	assert_int_equal(store_health(store), ERR_STORE);
	assert_int_equal(store_write(store, put_job, "later"), ERR_STORE);
}

static void break_disk(void)
{
	store_fault_writes(0, EIO);
}

static void a_write_error_fails_all_who_wait(void **state)
{
	struct caller callers[MANY];

	(void)state;
	assert_int_equal(store_write(store, put_job, "first"), OK);
	prepare(callers);
	run_batch(callers, break_disk);
	assert_true(store_fault_hits() > 0);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(callers[i].err, ERR_STORE);

	/* Whatever comes back: no more is written by this process. */
	store_fault_writes(0, 0);
	assert_failed_for_good();

	/* A fresh process carries on. */
	store_close(store);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &store), OK);
	assert_int_equal(rows(), 1);
	assert_int_equal(store_write(store, put_job, "after"), OK);
}

static void an_error_of_the_flush_is_no_success(void **state)
{
	(void)state;
	assert_int_equal(store_write(store, put_job, "first"), OK);
	atomic_store(&flush_error, EIO);
	assert_int_equal(store_write(store, put_job, "second"), ERR_STORE);
	atomic_store(&flush_error, 0);
	assert_failed_for_good();
}

static void success_means_flushed(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		int before = atomic_load(&flushes);
		char key[] = {(char)('a' + i), '\0'};

		assert_int_equal(store_write(store, put_job, key), OK);
		assert_true(atomic_load(&flushes) > before);
	}
}

static void a_job_that_fails_flushes_nothing(void **state)
{
	(void)state;
	assert_int_equal(store_write(store, put_job, "a"), OK);

	struct store_stats before = store_stats(store);

	assert_int_equal(store_write(store, bad_job, "b"), ERR_INPUT);
	assert_int_equal(store_stats(store).commits, before.commits);
	assert_int_equal(store_health(store), OK);
}

static void anothers_lock_is_busy(void **state)
{
	char path[600];
	sqlite3 *h;

	(void)state;
	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_write(store, put_job, "a"), ERR_BUSY);
	assert_false(store_failed(store));
	assert_int_equal(store_health(store), OK);
	assert_int_equal(sqlite3_exec(h, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_write(store, put_job, "a"), OK);
	sqlite3_close(h);
}

static void closing_commits_what_waits(void **state)
{
	struct caller c = {.job = put_job, .key = "a"};

	(void)state;
	assert_int_equal(store_write(store, put_job, "b"), OK);
	pthread_create(&c.thread, NULL, call, &c);
	pthread_join(c.thread, NULL);
	assert_int_equal(c.err, OK);
	store_close(store);
	assert_int_equal(store_open(temp_path, STORE_ADMIN, NULL, &store), OK);
	assert_int_equal(rows(), 2);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(many_share_one_commit),
		CASE(one_bad_job_fails_alone),
		CASE(a_forgotten_statement_does_no_harm),
		CASE(a_job_cannot_wait_for_another),
		CASE(a_change_by_hand_is_stored_or_undone),
		CASE(a_change_by_hand_waits_for_no_other),
		CASE(changes_by_hand_and_jobs_take_turns),
		CASE(a_change_by_hand_that_is_not_committed_says_so),
		CASE(a_full_disk_is_survived),
		CASE(a_write_error_fails_all_who_wait),
		CASE(an_error_of_the_flush_is_no_success),
		CASE(success_means_flushed),
		CASE(a_job_that_fails_flushes_nothing),
		CASE(anothers_lock_is_busy),
		CASE(closing_commits_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
