/* The clock judged by the highest day seen (see model/calendar.h). */
#include "model/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/change.h"
#include "model/inbox.h"
#include "model/trail.h"
#include "store/stmt.h"

enum err calendar_load(struct db *db, struct calendar_kept *out)
{
	struct stmt *s = db_stmt(db, STMT_CLOCK_GET);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e) {
		*out = (struct calendar_kept){.there = row};
		if (row) {
			snprintf(out->day, sizeof out->day, "%s", col_text(s, "day"));
			out->stepped = !col_is_null(s, "stepped");
		}
	}
	stmt_done(s);
	return e;
}

static void utc_day(int64_t now, char out[DAY_CHARS])
{
	char iso[21];

	clock_iso(now, iso);
	memcpy(out, iso, DAY_CHARS - 1);
	out[DAY_CHARS - 1] = '\0';
}

static enum calendar_state state_of(const struct calendar_kept *kept, const char *utc)
{
	int ahead;

	if (!kept->there)
		return CALENDAR_SOUND;
	ahead = clock_day_number(utc) - clock_day_number(kept->day);
	if (ahead < 0)
		return CALENDAR_BACK;
	if (ahead > CALENDAR_AHEAD_DAYS)
		return CALENDAR_AHEAD;
	return kept->stepped ? CALENDAR_STEPPED : CALENDAR_SOUND;
}

void calendar_judge(const struct calendar_kept *kept, struct calendar *out)
{
	int64_t now = clock_now();
	struct calendar c = {0};
	char utc[DAY_CHARS];

	utc_day(now, utc);
	clock_day(now, c.clock, NULL);
	c.state = state_of(kept, utc);
	memcpy(c.known, kept->there ? kept->day : c.clock, DAY_CHARS);
	memcpy(c.today, c.state == CALENDAR_SOUND ? c.clock : c.known, DAY_CHARS);
	memcpy(c.arrival, c.state == CALENDAR_BACK ? c.known : c.clock, DAY_CHARS);
	c.newer = c.state == CALENDAR_SOUND && (!kept->there || strcmp(utc, kept->day) > 0);
	*out = c;
}

enum err calendar_read(struct db *db, struct calendar *out)
{
	struct calendar_kept kept;
	enum err e = calendar_load(db, &kept);

	if (!e)
		calendar_judge(&kept, out);
	return e;
}

static enum err put_day(struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_CLOCK_PUT);
	char utc[DAY_CHARS];

	utc_day(clock_now(), utc);
	stmt_text(s, ":day", utc);
	return stmt_run(s);
}

enum err calendar_note(struct db *db)
{
	struct calendar now;
	enum err e = calendar_read(db, &now);

	return e || !now.newer ? e : put_day(db);
}

enum err calendar_confirm(struct change *c)
{
	char words[80];
	struct calendar now;
	enum err e = calendar_read(c->db, &now);

	if (e)
		return e;
	if (now.state == CALENDAR_SOUND)
		return err_text(err_fail(ERR_CONFLICT, "the clock needs no confirming: it says %s,"
			" and the last day known is %s", now.clock, now.known), "clock.sound", NULL);
	e = put_day(c->db);
	snprintf(words, sizeof words, "%s; the last day known was %s", now.clock, now.known);
	return e ? e : trail_append(c, "clock.confirm", NULL, words);
}

enum err calendar_ahead(struct db *db, const char *today, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_DAYS_AHEAD);
	bool row, ahead = false;
	enum err e;

	stmt_text(s, ":today", today);
	e = stmt_step(s, &row);
	if (!e)
		ahead = row && col_i64(s, "ahead") != 0;
	stmt_done(s);
	if (!e)
		*any = ahead;
	return e;
}

enum err calendar_redate(struct change *c, const char *today)
{
	static const enum stmt_id wrong[] = {STMT_SUBMISSIONS_REDATE, STMT_QUARANTINE_REDATE,
		STMT_RAW_TEXTS_REDATE, STMT_COMMENTS_REDATE, STMT_ROUNDS_REDATE, STMT_DUTIES_REDATE};
	int64_t changed = 0;
	char words[60];
	enum err e = inbox_move(c->db);

	for (size_t i = 0; !e && i < sizeof wrong / sizeof *wrong; i++) {
		struct stmt *s = db_stmt(c->db, wrong[i]);

		stmt_text(s, ":today", today);
		e = stmt_run(s);
		changed += e ? 0 : db_changes(c->db);
	}
	if (e || !changed)
		return e;
	snprintf(words, sizeof words, "%lld days that lay ahead", (long long)changed);
	return trail_append(c, "clock.redate", NULL, words);
}

/* ---- while running ---- */

enum calendar_step calendar_look(struct calendar_watch *w, int64_t offset_s, bool stepped)
{
	bool far = w->begun && llabs(offset_s - w->offset_s) > CALENDAR_STEP_S;

	if (far && !stepped && !w->told)
		return STEP_SEEN;
	if (!far && stepped && w->told)
		return STEP_UNDONE;
	/* Far from what was believed, and still to be confirmed. */
	if (far && stepped && w->told)
		return STEP_NONE;
	w->begun = true;
	w->told = false;
	w->offset_s = offset_s;
	return STEP_NONE;
}

enum err calendar_keep_step(struct change *c, bool stepped)
{
	struct stmt *s = db_stmt(c->db, STMT_CLOCK_STEP);
	char day[DAY_CHARS];

	clock_day(clock_now(), day, NULL);
	stmt_text(s, ":day", stepped ? day : NULL);
	return stmt_run(s);
}
