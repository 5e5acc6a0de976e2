/* Deleting what was kept long enough. */
#include "model/retention.h"

#include "base/arena.h"
#include "base/clock.h"
#include "model/trail.h"
#include "store/stmt.h"

/* Run a deletion of what lies before `days` ago; 0 days: none. */
static enum err delete_before(struct db *db, enum stmt_id id, const char *today, int days,
	int64_t *count)
{
	char day[DAY_CHARS];
	struct stmt *s;
	enum err e;

	*count = 0;
	if (!days)
		return OK;
	clock_day_add(today, -days, day);
	s = db_stmt(db, id);
	stmt_text(s, ":day", day);
	e = stmt_run(s);
	if (!e)
		*count = db_changes(db);
	return e;
}

enum err retention_run(struct arena *a, struct db *db, const struct settings *s,
	const char *today, int64_t *deleted)
{
	int64_t answers = 0, aside = 0;
	enum err e = delete_before(db, STMT_SUBMISSIONS_EXPIRE, today, s->retention_days, &answers);

	if (!e)
		e = delete_before(db, STMT_QUARANTINE_EXPIRE, today, s->quarantine_days, &aside);
	if (!e && answers + aside)
		e = trail_append(db, TRAIL_SYSTEM, "answers.expire", NULL,
			arena_printf(a, "%lld answers, %lld set aside", (long long)answers,
				(long long)aside));
	if (!e)
		*deleted = answers + aside;
	return e;
}
