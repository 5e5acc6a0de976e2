/*
 * The keeper's worker: makes the day's backup and works out what of a release takes seconds, in a
 * process of its own that ends with the keeper, so that nothing waits for it.
 */
#ifndef KEEPER_WORKER_H
#define KEEPER_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "chores.h"

struct worker {
	bool due;	/* something may be old */
	int64_t backup_at;	/* by clock_mono_ms(): when to look again whether one is due */
	int64_t again_at;	/* by clock_mono_ms(): not before, after one that failed */
	pid_t process;	/* 0: none runs */
};

/* Start one where something is old and none runs. */
void worker_look(struct keeper *k, struct worker *w);
void worker_dismiss(struct worker *w);

/* What it does: the backup, then each round that is due. Whether all went well: one that fails keeps
 * no other from theirs. */
bool worker_run(struct keeper *k);

#endif
