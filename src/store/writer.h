/*
 * The writer: one thread with the one connection that writes. Takes all jobs
 * that wait, runs them in one transaction, commits, answers. No timer: while one
 * commit is on its way to the disk the next batch gathers (group commit).
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/store.h"

#define WRITER_QUEUE_MAX 4096

struct writer;

/* Takes no thread yet. `path` stays the caller's and must outlive it. */
struct writer *writer_new(const char *path, enum store_role role);

/* Commit what waits, end the thread. */
void writer_free(struct writer *w);

enum err writer_run(struct writer *w, store_job *job, void *ctx);

/* Lend the writer's connection to the calling thread, and take it back; see
 * store_begin(). */
enum err writer_lend(struct writer *w, struct db **db);
enum err writer_return(struct writer *w, enum err e);

bool writer_failed(const struct writer *w);
/* OK; when the latest batch was not committed, whether one can be by now: ERR_STORE. */
enum err writer_health(struct writer *w);
struct store_stats writer_stats(struct writer *w);

#endif
