/* Releases in the store. Knows counters and sets, no figures. */
#include "model/releases.h"

#include <string.h>

#include "analysis/audit.h"
#include "analysis/privacy.h"
#include "base/arena.h"
#include "base/clock.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/receipts.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define MINUTES_LEAST 20	/* people, from whom on their time is told */

enum err release_latest(struct arena *a, struct db *db, int64_t round, struct release *out)
{
	struct stmt *s = db_stmt(db, STMT_RELEASE_LATEST);
	bool row;

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, &row);

	if (!e && row)
		*out = (struct release){
			.seq = col_i64(s, "seq"),
			.day = col_copy(a, s, "day"),
			.reason = strcmp(col_text(s, "reason"), "closing") == 0 ?
				RELEASE_CLOSING : RELEASE_ANSWERS,
			.submissions = col_i64(s, "submissions"),
		};
	stmt_done(s);
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "nothing is released yet");
	return e;
}

/* New and released answers of all that is counted under `code`. */
static void group_sum(const struct round_department *list, size_t count, const char *code,
	int64_t *fresh, int64_t *released)
{
	*fresh = *released = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(round_department_counted(list, count, list[i].code), code) == 0) {
			*fresh += list[i].answered - list[i].released;
			*released += list[i].released;
		}
}

/* Whether a list was made that shows some group. */
static bool any_shown(const struct round_department *list, size_t count, int k)
{
	for (size_t i = 0; i < count; i++) {
		int64_t fresh, released;

		group_sum(list, count, list[i].code, &fresh, &released);
		if (released >= k)
			return true;
	}
	return false;
}

int64_t release_new(const struct round_department *list, size_t count)
{
	int64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += list[i].answered - list[i].released;
	return all;
}

bool release_due(const struct round_department *list, size_t count, int min_cell)
{
	int k = (int)privacy_k(min_cell < 0 ? 0 : (size_t)min_cell);
	bool any = false, shown = any_shown(list, count, k);
	int64_t all = release_new(list, count);

	/* A form that asks for no department is one group. */
	if (count && !*list[0].code)
		return all >= k;
	for (size_t i = 0; i < count; i++) {
		int64_t fresh, released;

		if (strcmp(round_department_counted(list, count, list[i].code),
			list[i].code) != 0)
			continue;
		group_sum(list, count, list[i].code, &fresh, &released);
		/* Too small ever to be shown, or not shown so far: it holds nothing back. */
		if (round_department_people(list, count, list[i].code) < k || (shown && released < k))
			continue;
		if (fresh < k)
			return false;
		any = true;
	}
	/* Where all are too small, only the company as a whole is shown. */
	return any || all >= k;
}

static enum err run_for(struct db *db, enum stmt_id id, int64_t round)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	return stmt_run(s);
}

/* Releases of the time before receipts were kept get theirs with the last one, while the
 * round has its key. */
static enum err catch_up(struct arena *a, struct db *db, int64_t round, int64_t last,
	int min_cell)
{
	enum err e = OK;

	for (int64_t seq = 1; !e && seq <= last; seq++) {
		bool any;

		e = receipts_of_release(db, round, seq, &any);
		if (!e && !any)
			e = receipts_release(a, db, round, seq, min_cell);
	}
	return e;
}

/* How long those took whose answers it rests on: told to those who come. */
static enum err measure(struct db *db, int64_t round, int64_t seq)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_MINUTES);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	stmt_i64(s, ":least", MINUTES_LEAST);
	return stmt_run(s);
}

/* From this release on the round's list is computed by the newest method. Rounds that say
 * nothing of it were released before there was a second one, and stay with the first. */
static enum err note_method(struct arena *a, struct db *db, int64_t round)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_PARAM_PUT);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":name", "method_version");
	stmt_text(s, ":value", arena_printf(a, "%d", AUDIT_METHOD_LAST));
	return stmt_run(s);
}

enum err release_make(struct arena *a, struct db *db, int64_t round,
	enum release_reason reason, int min_cell)
{
	struct release latest = {0};
	struct calendar calendar;
	enum err e = inbox_move_round(db, round);

	if (!e)
		e = calendar_read(db, &calendar);
	if (!e)
		e = release_latest(a, db, round, &latest);
	if (e && e != ERR_NOT_FOUND)
		return e;

	struct stmt *s = db_stmt(db, STMT_RELEASE_ADD);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", latest.seq + 1);
	stmt_i64(s, ":before", latest.submissions);
	stmt_text(s, ":day", calendar.arrival);
	stmt_text(s, ":reason", reason == RELEASE_CLOSING ? "closing" : "answers");
	e = stmt_run(s);
	if (!e)
		e = receipts_release(a, db, round, latest.seq + 1, min_cell);
	if (!e)
		e = measure(db, round, latest.seq + 1);
	if (!e)
		e = note_method(a, db, round);
	if (!e && reason == RELEASE_CLOSING)
		e = catch_up(a, db, round, latest.seq, min_cell);
	if (!e && !latest.seq)
		e = run_for(db, STMT_ROUND_DEPARTMENTS_MERGED, round);
	if (!e)
		e = run_for(db, STMT_ROUND_NOT_DUE, round);
	return e ? e : run_for(db, STMT_ROUND_DEPARTMENTS_RELEASED, round);
}

enum err release_note_due(struct db *db, int64_t round)
{
	return run_for(db, STMT_ROUND_DUE, round);
}

enum err releases_any_due(struct db *db, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_ROUNDS_DUE);
	enum err e = stmt_step(s, any);

	stmt_done(s);
	return e;
}

/* It may have been made, or merged away, since it was noted. */
static enum err make_if_due(struct arena *a, struct db *db, int64_t round, int min_cell)
{
	struct round_department *list;
	size_t n;
	enum err e = round_departments(a, db, round, &list, &n);

	if (e)
		return e;
	return release_due(list, n, min_cell) ?
		release_make(a, db, round, RELEASE_ANSWERS, min_cell) :
		run_for(db, STMT_ROUND_NOT_DUE, round);
}

static enum err make_all(struct change *c, const int64_t *rounds, size_t n, int min_cell)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++)
		e = make_if_due(c->arena, c->db, rounds[i], min_cell);
	return e;
}

enum err releases_make_due(struct store *s, int min_cell, bool *made)
{
	struct arena *a = arena_new();
	int64_t *rounds;
	struct change c;
	struct db *db;
	size_t n = 0;
	enum err e = store_reader(s, &db);

	if (!e)
		e = stmt_ids(a, db_stmt(db, STMT_ROUNDS_DUE), &rounds, &n);
	if (!e && n)
		e = change_begin(&c, a, s, NULL, TRAIL_SYSTEM);
	if (!e && n)
		e = change_end(&c, make_all(&c, rounds, n, min_cell));
	*made = !e && n;
	arena_free(a);
	return e;
}

/* ---- the first list, when not everybody answers ---- */

#define EARLY_WORKDAYS 10

/* The later of the day it was opened on and the first day it takes answers. */
static enum err opened_day(struct arena *a, struct db *db, const struct round *r, const char **out)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_OPENED);
	const char *day = r->from_day ? r->from_day : "";
	bool row;
	enum err e;

	stmt_text(s, ":code", r->code);
	e = stmt_step(s, &row);
	if (!e && row && !col_is_null(s, "at") && strncmp(col_text(s, "at"), day, DAY_CHARS - 1) > 0)
		day = arena_strndup(a, col_text(s, "at"), DAY_CHARS - 1);
	stmt_done(s);
	*out = day;
	return e;
}

/* A group that is shown alone has enough. */
static bool some_have_enough(const struct round_department *list, size_t count, int k)
{
	for (size_t i = 0; i < count; i++) {
		int64_t fresh, released;

		if (strcmp(round_department_counted(list, count, list[i].code), list[i].code) != 0)
			continue;
		group_sum(list, count, list[i].code, &fresh, &released);
		if (fresh >= k)
			return true;
	}
	return false;
}

static enum err early_due(struct arena *a, struct db *db, const struct round *r, int k,
	const char *today, bool *due)
{
	struct round_department *list;
	struct release latest;
	const char *opened;
	size_t n;
	enum err e;

	*due = false;
	if (round_state_on(r, today) != ROUND_OPEN)
		return OK;
	e = release_latest(a, db, r->id, &latest);
	if (e != ERR_NOT_FOUND)
		return e;
	e = opened_day(a, db, r, &opened);
	if (e || !*opened || clock_workdays(opened, today) < EARLY_WORKDAYS)
		return e;
	e = round_departments(a, db, r->id, &list, &n);
	*due = !e && some_have_enough(list, n, k);
	return e;
}

static enum err make_early(struct change *c, int min_cell, const char *today)
{
	int k = (int)privacy_k(min_cell < 0 ? 0 : (size_t)min_cell);
	struct round *list;
	size_t n;
	enum err e = round_list(c->arena, c->db, &list, &n);

	for (size_t i = 0; !e && i < n; i++) {
		bool due;

		e = early_due(c->arena, c->db, &list[i], k, today, &due);
		if (!e && due)
			e = release_make(c->arena, c->db, list[i].id, RELEASE_ANSWERS, min_cell);
	}
	return e;
}

enum err releases_make_early(struct store *s, int min_cell, const char *today, bool *made)
{
	int k = (int)privacy_k(min_cell < 0 ? 0 : (size_t)min_cell);
	struct arena *a = arena_new();
	struct round *list;
	struct change c;
	struct db *db;
	size_t n = 0;
	enum err e = store_reader(s, &db);

	*made = false;
	if (!e)
		e = round_list(a, db, &list, &n);
	for (size_t i = 0; !e && i < n && !*made; i++)
		e = early_due(a, db, &list[i], k, today, made);
	if (!e && *made)
		e = change_begin(&c, a, s, NULL, TRAIL_SYSTEM);
	if (!e && *made)
		e = change_end(&c, make_early(&c, min_cell, today));
	*made = *made && !e;
	arena_free(a);
	return e;
}

enum err release_is_partial(struct db *db, int64_t round, bool *partial)
{
	struct stmt *s = db_stmt(db, STMT_RELEASE_FIRST);
	bool row;
	enum err e;

	stmt_i64(s, ":round", round);
	e = stmt_step(s, &row);
	*partial = !e && row && strcmp(col_text(s, "reason"), "answers") == 0;
	stmt_done(s);
	return e;
}
