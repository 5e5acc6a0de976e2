/*
 * The writer (see writer.h). Owns transactions and savepoints; knows nothing of
 * what the jobs write.
 */
#include "writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "db.h"

#define DETAIL_BYTES 1024
/* As many as SQLite's own rule has, which would have those wait that are stored. */
#define CHECKPOINT_FRAMES 1000
/* Each changes what caches are compared with. */
#define HEALTH_EVERY_MS 60000

/* Lives on the stack of the thread that waits for it. */
struct job {
	store_job *run;
	void *ctx;
	struct job *next;
	enum err err;
	bool done;
	pthread_cond_t answered;
	struct err_record said;		/* err_detail() belongs to the writer's thread */
};

/* The writer's connection in another thread's hands: a job that waits for it. */
struct loan {
	struct job job;
	struct writer *w;
	pthread_t borrower;
	struct db *db;			/* NULL before it is that thread's turn */
	enum err err;			/* what that thread ended it with */
	struct err_record said;
	bool over;
	pthread_cond_t back;
};

struct writer {
	const char *path;
	enum store_role role;
	struct db *db;			/* the thread's own; opened with the first batch */
	int wal_frames;			/* in the WAL after the latest commit */
	pthread_t thread;

	pthread_mutex_t mutex;		/* guards what follows */
	pthread_cond_t work;
	struct job *first, **last;
	struct loan *loan;		/* the one at hand, or NULL */
	size_t waiting;
	bool started, stopping;
	struct store_stats stats;
	char unwell[DETAIL_BYTES];	/* why the latest batch failed; "" when it did not */

	_Atomic bool failed;
	_Atomic bool checkpoint_due;	/* the last one failed, or health wants one */
	_Atomic int64_t tried_at;	/* clock_mono_ms() of the last health's write */
};

/* Record a job's outcome with the detail of the failure at hand. */
static void settle(struct job *j, enum err e)
{
	j->err = e;
	if (e)
		err_record(&j->said);
	else
		j->said.detail[0] = '\0';
}

static void run_job(struct writer *w, struct job *j)
{
	enum err e = db_say(w->db, DB_SAVEPOINT);

	if (e) {
		settle(j, e);
		return;
	}
	e = j->run(w->db, j->ctx);
	settle(j, e);
	db_release(w->db);
	if (sqlite3_get_autocommit(w->db->h))
		return;		/* SQLite itself undid the transaction */

	int now, high;

	/* One job's dangling reference would fail the COMMIT of all. */
	if (!e && sqlite3_db_status(w->db->h, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &high, 0)
		== SQLITE_OK && now > 0)
		settle(j, err_fail(ERR_CONFLICT, "a row refers to one that does not exist"));
	e = j->err ? db_say(w->db, DB_ROLLBACK_TO) : OK;
	if (!e)
		e = db_say(w->db, DB_RELEASE);
	if (e && !j->err)
		settle(j, e);
}

/* Everything of the batch that seemed done is not. */
static void lose(struct writer *w, struct job *batch, enum err e)
{
	if (!sqlite3_get_autocommit(w->db->h))
		sqlite3_exec(w->db->h, "ROLLBACK", NULL, NULL, NULL);
	for (struct job *j = batch; j; j = j->next)
		if (!j->err)
			settle(j, e);
}

/* SQLite calls it behind each commit; it stands for the checkpoint there. */
static int note_frames(void *ctx, sqlite3 *h, const char *schema, int frames)
{
	struct writer *w = ctx;

	(void)h;
	(void)schema;
	w->wal_frames = frames;
	return SQLITE_OK;
}

static enum err open_db(struct writer *w)
{
	enum err e = db_open(w->path, DB_WRITER, w->role, &w->db);

	if (!e)
		sqlite3_wal_hook(w->db->h, note_frames, w);
	return e;
}

/* Move the WAL into the file, with everyone answered. What fails here has lost
 * nothing: the WAL still holds it. A broken disk ends the program all the same. */
static void checkpoint(struct writer *w)
{
	int rc;

	if (w->wal_frames < CHECKPOINT_FRAMES && !atomic_load(&w->checkpoint_due))
		return;
	w->wal_frames = 0;
	w->db->internal = true;
	rc = sqlite3_wal_checkpoint_v2(w->db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	w->db->internal = false;
	atomic_store(&w->checkpoint_due, rc != SQLITE_OK && (rc & 0xFF) != SQLITE_BUSY);
	if (!atomic_load(&w->checkpoint_due))
		return;
	db_fail(w->db, rc, "checkpoint");
	log_line("%s", err_detail());
	if (w->db->broken)
		atomic_store(&w->failed, true);
}

/* Returns what kept the batch from being committed. Jobs that failed on their own
 * have their own result and do not count. */
static enum err run_batch(struct writer *w, struct job *batch, uint64_t *committed)
{
	enum err e = OK;

	if (!w->db)
		e = open_db(w);
	if (!e)
		e = db_say(w->db, DB_BEGIN);
	if (e) {
		for (struct job *j = batch; j; j = j->next)
			settle(j, e);
		return e;
	}
	for (struct job *j = batch; j; j = j->next) {
		run_job(w, j);
		if (sqlite3_get_autocommit(w->db->h) || w->db->broken) {
			e = err_fail(ERR_STORE, "%s", *j->said.detail ? j->said.detail :
				"the transaction was undone");
			lose(w, batch, e);
			return e;
		}
		*committed += !j->err;
	}
	if (!*committed) {
		e = db_exec(w->db, "ROLLBACK");
		return e;
	}
	e = db_say(w->db, DB_COMMIT);
	if (e) {
		*committed = 0;
		e = err_fail(e == ERR_BUSY ? ERR_BUSY : ERR_STORE, "%s", err_detail());
		lose(w, batch, e);
	}
	return e;
}

static void answer(struct writer *w, struct job *batch)
{
	pthread_mutex_lock(&w->mutex);
	while (batch) {
		struct job *next = batch->next;

		batch->done = true;
		pthread_cond_signal(&batch->answered);
		batch = next;
	}
	pthread_mutex_unlock(&w->mutex);
}

static void note(struct writer *w, enum err e, uint64_t committed)
{
	if (e && w->db && w->db->broken) {
		atomic_store(&w->failed, true);
		log_line("the database failed: %s", err_detail());
	}
	pthread_mutex_lock(&w->mutex);
	/* A lock held by another program is not an illness. */
	if (e != ERR_BUSY)
		snprintf(w->unwell, sizeof w->unwell, "%s", e ? err_detail() : "");
	if (committed) {
		w->stats.commits++;
		w->stats.jobs += committed;
		if (committed > w->stats.largest)
			w->stats.largest = committed;
	}
	pthread_mutex_unlock(&w->mutex);
}

static struct job *take(struct writer *w)
{
	pthread_mutex_lock(&w->mutex);
	while (!w->first && !w->stopping)
		pthread_cond_wait(&w->work, &w->mutex);

	struct job *batch = w->first;

	w->first = NULL;
	w->last = &w->first;
	w->waiting = 0;
	pthread_mutex_unlock(&w->mutex);
	return batch;
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;
	struct job *batch;

	while ((batch = take(w))) {
		uint64_t committed = 0;
		enum err e;

		if (writer_failed(w)) {
			e = err_fail(ERR_STORE, "the database failed before");
			for (struct job *j = batch; j; j = j->next)
				settle(j, e);
		} else {
			e = run_batch(w, batch, &committed);
			note(w, e, committed);
		}
		answer(w, batch);
		if (w->db && !writer_failed(w))
			checkpoint(w);
	}
	db_close(w->db);
	return NULL;
}

/* With the mutex held. Signals are for the program's main thread alone. */
static enum err start(struct writer *w)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	int why = pthread_create(&w->thread, NULL, writer_main, w);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (why)
		return err_fail(ERR_SYSTEM, "the writer does not start: %s", strerror(why));
	w->started = true;
	return OK;
}

struct writer *writer_new(const char *path, enum store_role role)
{
	struct writer *w = calloc(1, sizeof *w);

	if (!w)
		log_die("out of memory");
	w->path = path;
	w->role = role;
	w->last = &w->first;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->work, NULL);
	return w;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stopping = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->mutex);
	if (w->started)
		pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->mutex);
	free(w);
}

/* With the mutex held: put the job in the queue. */
static enum err enqueue(struct writer *w, struct job *j)
{
	if (w->stopping)
		return err_fail(ERR_BUSY, "the program is ending");
	if (!w->started) {
		enum err e = start(w);

		if (e)
			return e;
	}
	if (pthread_equal(pthread_self(), w->thread) ||
		(w->loan && pthread_equal(pthread_self(), w->loan->borrower)))
		return err_fail(ERR_SYSTEM, "a write job waits for another one");
	if (w->waiting == WRITER_QUEUE_MAX)
		return err_fail(ERR_BUSY, "too many wait to be stored");
	*w->last = j;
	w->last = &j->next;
	if (w->waiting++ == 0)
		pthread_cond_signal(&w->work);
	return OK;
}

enum err writer_run(struct writer *w, store_job *job, void *ctx)
{
	struct job j = {.run = job, .ctx = ctx};

	pthread_cond_init(&j.answered, NULL);
	pthread_mutex_lock(&w->mutex);

	enum err e = enqueue(w, &j);

	while (!e && !j.done)
		pthread_cond_wait(&j.answered, &w->mutex);
	pthread_mutex_unlock(&w->mutex);
	pthread_cond_destroy(&j.answered);
	if (e)
		return e;
	return j.err ? err_replay(j.err, &j.said) : OK;
}

/* The job of a loan, on the writer's thread. */
static enum err lend(struct db *db, void *ctx)
{
	struct loan *l = ctx;
	struct writer *w = l->w;

	pthread_mutex_lock(&w->mutex);
	l->db = db;
	w->loan = l;
	pthread_cond_signal(&l->job.answered);
	while (!l->over)
		pthread_cond_wait(&l->back, &w->mutex);
	w->loan = NULL;
	pthread_mutex_unlock(&w->mutex);
	return l->err ? err_replay(l->err, &l->said) : OK;
}

static enum err loan_end(struct loan *l, enum err e)
{
	if (!e && l->job.done && l->job.err)
		e = err_replay(l->job.err, &l->job.said);
	pthread_cond_destroy(&l->job.answered);
	pthread_cond_destroy(&l->back);
	free(l);
	return e;
}

enum err writer_lend(struct writer *w, struct db **db)
{
	struct loan *l = calloc(1, sizeof *l);

	if (!l)
		log_die("out of memory");
	l->w = w;
	l->borrower = pthread_self();
	l->job.run = lend;
	l->job.ctx = l;
	pthread_cond_init(&l->job.answered, NULL);
	pthread_cond_init(&l->back, NULL);
	pthread_mutex_lock(&w->mutex);

	enum err e = enqueue(w, &l->job);

	while (!e && !l->db && !l->job.done)
		pthread_cond_wait(&l->job.answered, &w->mutex);
	if (l->db)
		*db = l->db;
	pthread_mutex_unlock(&w->mutex);
	return l->db ? OK : loan_end(l, e);
}

enum err writer_return(struct writer *w, enum err e)
{
	struct loan *l;

	pthread_mutex_lock(&w->mutex);
	l = w->loan;
	if (!l || !pthread_equal(pthread_self(), l->borrower)) {
		pthread_mutex_unlock(&w->mutex);
		return e ? e : err_fail(ERR_SYSTEM, "a change ends that was not begun");
	}
	l->err = e;
	if (e)
		err_record(&l->said);
	l->over = true;
	pthread_cond_signal(&l->back);
	while (!l->job.done)
		pthread_cond_wait(&l->job.answered, &w->mutex);
	pthread_mutex_unlock(&w->mutex);
	return loan_end(l, OK);
}

bool writer_failed(const struct writer *w)
{
	return atomic_load(&w->failed);
}

/* Writes one page and changes nothing. */
static enum err try_write(struct db *db, void *ctx)
{
	char sql[60];

	(void)ctx;
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", store_schema_version());
	return db_exec(db, sql);
}

/* Behind it in the queue, a checkpoint has been made when one was due. */
static enum err wait_turn(struct db *db, void *ctx)
{
	(void)db;
	(void)ctx;
	return OK;
}

enum err writer_health(struct writer *w)
{
	int64_t now = clock_mono_ms();
	bool unwell;
	enum err e;

	pthread_mutex_lock(&w->mutex);
	unwell = *w->unwell;
	pthread_mutex_unlock(&w->mutex);
	/* A disk that was full may have room again by now. */
	if (!unwell && !writer_failed(w) && !atomic_load(&w->checkpoint_due)
		&& now - atomic_load(&w->tried_at) < HEALTH_EVERY_MS)
		return OK;
	if (!atomic_load(&w->tried_at))
		atomic_store(&w->checkpoint_due, true);
	e = writer_run(w, try_write, NULL);
	if (!e)
		e = writer_run(w, wait_turn, NULL);
	if (e == ERR_BUSY)
		return OK;
	if (!e && atomic_load(&w->checkpoint_due))
		return err_fail(ERR_STORE, "the last checkpoint failed");
	atomic_store(&w->tried_at, e ? 0 : now);
	return e;
}

struct store_stats writer_stats(struct writer *w)
{
	pthread_mutex_lock(&w->mutex);

	struct store_stats stats = w->stats;

	pthread_mutex_unlock(&w->mutex);
	return stats;
}
