/*
 * Retention: what is deleted when it has been kept long enough. Owns the two limits
 * of the settings; released figures that were frozen elsewhere stay.
 */
#ifndef MODEL_RETENTION_H
#define MODEL_RETENTION_H

#include <stdint.h>

#include "base/err.h"
#include "model/rounds.h"
#include "model/settings.h"

struct arena;
struct change;
struct db;

/* Only while the clock is sound (model/calendar.h): delete the answers
 * of rounds that were closed more than retention_days ago (0: none), and what was set
 * aside more than quarantine_days ago. *deleted counts both; they go into the trail as
 * numbers. */
enum err retention_run(struct change *c, const struct settings *s, const char *today,
	int64_t *deleted);

/* What would be closed and deleted by date if today were `day`. */
struct waiting {
	const struct round *rounds;	/* past their last day */
	size_t round_count;
	int64_t answers, aside;		/* as retention_run() counts them */
	int64_t texts;			/* raw ones past their days */
	size_t finals;			/* rounds that would become final */
};

enum err retention_waiting(struct arena *a, struct db *db, const struct settings *s,
	const char *day, struct waiting *out);

#endif
