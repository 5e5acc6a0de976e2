/* Releases in the store. Knows counters and sets, no figures. */
#include "model/releases.h"

#include <math.h>
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "model/calendar.h"
#include "model/receipts.h"
#include "model/rounds.h"
#include "store/stmt.h"

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

/* Headcount and new answers of all that is counted under `code`. */
static void group_sum(const struct round_department *list, size_t count, const char *code,
	double *headcount, int64_t *fresh)
{
	*headcount = 0;
	*fresh = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(round_department_counted(list, count, list[i].code), code) == 0) {
			*headcount += list[i].headcount;
			*fresh += list[i].answered - list[i].released;
		}
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
	bool any = false;
	int64_t all = release_new(list, count);

	/* A form that asks for no department is one group. */
	if (count && !*list[0].code)
		return all >= k;
	for (size_t i = 0; i < count; i++) {
		double headcount;
		int64_t fresh;

		if (strcmp(round_department_counted(list, count, list[i].code),
			list[i].code) != 0)
			continue;
		group_sum(list, count, list[i].code, &headcount, &fresh);
		/* Too small ever to be shown: it holds nothing back. */
		if (!isnan(headcount) && headcount < k)
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

static enum err has_receipts(struct db *db, int64_t round, int64_t seq, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_COUNTED_ANY);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	e = stmt_step(s, any);
	stmt_done(s);
	return e;
}

/* Releases of the time before receipts were kept get theirs with the last one, while the
 * round has its key. */
static enum err catch_up(struct arena *a, struct db *db, int64_t round, int64_t last,
	int min_cell)
{
	enum err e = OK;

	for (int64_t seq = 1; !e && seq <= last; seq++) {
		bool any;

		e = has_receipts(db, round, seq, &any);
		if (!e && !any)
			e = receipts_release(a, db, round, seq, min_cell);
	}
	return e;
}

enum err release_make(struct arena *a, struct db *db, int64_t round,
	enum release_reason reason, int min_cell)
{
	struct release latest = {0};
	struct calendar calendar;
	enum err e = release_latest(a, db, round, &latest);

	if (e && e != ERR_NOT_FOUND)
		return e;
	e = calendar_read(db, &calendar);
	if (e)
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
	if (!e && reason == RELEASE_CLOSING)
		e = catch_up(a, db, round, latest.seq, min_cell);
	if (!e && !latest.seq)
		e = run_for(db, STMT_ROUND_DEPARTMENTS_MERGED, round);
	return e ? e : run_for(db, STMT_ROUND_DEPARTMENTS_RELEASED, round);
}
