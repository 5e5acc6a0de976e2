/* Deleting what was kept long enough. */
#include "model/retention.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "model/change.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/raw_texts.h"
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

enum err retention_run(struct change *c, const struct settings *s, const char *today,
	int64_t *deleted)
{
	int64_t answers = 0, aside = 0, texts, lists;
	enum err e = inbox_move(c->db);

	if (!e)
		e = delete_before(c->db, STMT_SUBMISSIONS_EXPIRE, today, s->retention_days,
			&answers);
	if (!e)
		e = delete_before(c->db, STMT_RAW_TEXTS_EXPIRE, today, s->retention_days, &texts);
	if (!e && answers)
		e = delete_before(c->db, STMT_COMPUTED_EXPIRE, today, s->retention_days, &lists);
	/* Who works on a list of theirs does not store it, and pages forget it. */
	if (!e && answers)
		e = delete_before(c->db, STMT_ROUNDS_TOUCH_EXPIRED, today, s->retention_days,
			&lists);
	if (!e)
		e = delete_before(c->db, STMT_QUARANTINE_EXPIRE, today, s->quarantine_days, &aside);
	if (!e && answers + aside)
		e = trail_append(c, "answers.expire", NULL,
			arena_printf(c->arena, "%lld answers, %lld set aside", (long long)answers,
				(long long)aside));
	if (!e)
		*deleted = answers + aside;
	return e;
}

/* ---- what would be ---- */

static enum err count_before(struct db *db, enum stmt_id id, const char *today, int days,
	int64_t *count)
{
	char day[DAY_CHARS];
	struct stmt *s;
	bool row;
	enum err e;

	*count = 0;
	if (!days)
		return OK;
	clock_day_add(today, -days, day);
	s = db_stmt(db, id);
	stmt_text(s, ":day", day);
	e = stmt_step(s, &row);
	if (!e && row)
		*count = col_i64(s, "n");
	stmt_done(s);
	return e;
}

static enum err find_rounds(struct arena *a, struct db *db, const char *day,
	struct waiting *out)
{
	char before[DAY_CHARS];
	struct round *list;
	size_t n;
	enum err e = round_list(a, db, &list, &n);

	if (e)
		return e;

	struct round *past = arena_array(a, n + 1, sizeof *past);

	clock_day_add(day, -ROUND_QUEUE_DAYS, before);
	for (size_t i = 0; i < n; i++) {
		const struct round *r = &list[i];

		if (!r->closed_day && r->to_day && strcmp(day, r->to_day) > 0)
			past[out->round_count++] = *r;
		out->finals += r->closed_day && !r->final_day && strcmp(r->closed_day, before) < 0;
	}
	out->rounds = past;
	return OK;
}

enum err retention_waiting(struct arena *a, struct db *db, const struct settings *s,
	const char *day, struct waiting *out)
{
	struct waiting w = {0};
	int64_t comments = 0;
	enum err e = find_rounds(a, db, day, &w);

	if (!e)
		e = count_before(db, STMT_SUBMISSIONS_EXPIRING, day, s->retention_days, &w.answers);
	if (!e)
		e = count_before(db, STMT_QUARANTINE_EXPIRING, day, s->quarantine_days, &w.aside);
	if (!e)
		e = raw_texts_old(db, day, &w.texts);
	if (!e)
		e = comments_old(db, day, &comments);
	w.texts += comments;
	if (!e)
		*out = w;
	return e;
}
