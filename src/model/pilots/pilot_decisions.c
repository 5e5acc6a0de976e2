/* What people add to a pilot's results, in the store (see model/pilot_decisions.h). */
#include "model/pilot_decisions.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

static void read_text(const char *text, size_t most, const char **bad, const char *name)
{
	if (!*bad && !text_fits(text, most))
		*bad = name;
}

static void today(char day[DAY_CHARS])
{
	bool before_noon;

	clock_day(clock_now(), day, &before_noon);
}

/* ---- thresholds ---- */

/* What each may be: from `least` to `most`. */
static const struct limit {
	const char *name;
	size_t at;
	double least, most;
} limits[] = {
#define AT(name) #name, offsetof(struct pilot_limits, name)
	{AT(min_n), 1, 1000}, {AT(level), 0.5, 0.99}, {AT(stop_sus), 0, 100},
	{AT(stop_success), 0, 1}, {AT(stop_round), 2, 100}, {AT(stop_gain), -100, 100},
	{AT(go_s1), 0, 1000}, {AT(go_s2), 0, 1000}, {AT(go_success), 0, 1},
	{AT(go_success_lo), 0, 1}, {AT(go_sus), 0, 100}, {AT(go_sus_lo), 0, 100},
	{AT(go_seq), 1, 7},
#undef AT
};
#define LIMITS (sizeof limits / sizeof *limits)

const char *pilot_limit_name(size_t i)
{
	return i < LIMITS ? limits[i].name : NULL;
}

double *pilot_limit_value(struct pilot_limits *l, size_t i)
{
	return (double *)(void *)((char *)l + limits[i].at);
}

enum err pilot_limits_load(struct db *db, const char *prototype, struct pilot_limits *out)
{
	struct stmt *s = db_stmt(db, STMT_PILOT_LIMITS);
	enum err e;

	*out = pilot_limits_default();
	stmt_text(s, ":prototype", prototype);
	while (stmt_next(s, &e))
		for (size_t i = 0; i < LIMITS; i++)
			if (strcmp(limits[i].name, col_text(s, "name")) == 0)
				*pilot_limit_value(out, i) = col_double(s, "value");
	return e;
}

static enum err limits_check(const struct pilot_limits *l, const char **bad)
{
	struct pilot_limits copy = *l;

	for (size_t i = 0; i < LIMITS; i++) {
		double v = *pilot_limit_value(&copy, i);

		if (v >= limits[i].least && v <= limits[i].most)
			continue;
		*bad = limits[i].name;
		return err_text(err_fail(ERR_INPUT, "%s: %g to %g", limits[i].name,
			limits[i].least, limits[i].most), "pilots.limit.range", NULL);
	}
	return OK;
}

enum err pilot_limits_set(struct change *c, const char *prototype, const struct pilot_limits *l,
	const char **bad)
{
	struct pilot_limits given = *l, shipped = pilot_limits_default();
	struct stmt *s;
	enum err e = limits_check(l, bad);

	if (e)
		return e;
	s = db_stmt(c->db, STMT_PILOT_LIMITS_DROP);
	stmt_text(s, ":prototype", prototype);
	e = stmt_run(s);
	for (size_t i = 0; !e && i < LIMITS; i++) {
		double v = *pilot_limit_value(&given, i);

		if (v == *pilot_limit_value(&shipped, i))
			continue;
		s = db_stmt(c->db, STMT_PILOT_LIMIT_PUT);
		stmt_text(s, ":prototype", prototype);
		stmt_text(s, ":name", limits[i].name);
		stmt_double(s, ":value", v);
		e = stmt_run(s);
	}
	return e ? e : trail_append(c, "pilot.limits", prototype, NULL);
}

/* ---- no way ---- */

enum err pilot_no_paths(struct arena *a, struct db *db, int64_t round, const char ***out,
	size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_PILOT_NO_PATHS);

	stmt_i64(s, ":round", round);
	return stmt_texts(a, s, out, count);
}

enum err pilot_no_path_set(struct change *c, const struct round *r, const char *activity,
	bool confirmed)
{
	struct stmt *s = db_stmt(c->db, confirmed ? STMT_PILOT_NO_PATH_ADD : STMT_PILOT_NO_PATH_DROP);
	char day[DAY_CHARS];
	enum err e;

	today(day);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":activity", activity);
	if (confirmed) {
		stmt_text(s, ":day", day);
		stmt_text(s, ":actor", c->actor);
	}
	e = stmt_run(s);
	if (e || !db_changes(c->db))
		return e;
	return trail_append(c, confirmed ? "pilot.no_path" : "pilot.path", r->code, activity);
}

/* ---- decisions ---- */

static void read_decision(struct arena *a, struct stmt *s, void *row)
{
	*(struct pilot_decision *)row = (struct pilot_decision){
		.day = col_copy(a, s, "day"),
		.actor = col_copy(a, s, "actor"),
		.name = col_copy(a, s, "name"),
		.verdict = col_copy(a, s, "verdict"),
		.why = col_copy(a, s, "why"),
		.decision = col_copy(a, s, "decision"),
		.reason = col_copy(a, s, "reason"),
	};
}

enum err pilot_decisions_load(struct arena *a, struct db *db, int64_t round,
	struct pilot_decision **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_PILOT_DECISIONS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_decision, out, count);
}

static bool is_decision(const char *code)
{
	return strcmp(code, "GO") == 0 || strcmp(code, "ITERATE") == 0 || strcmp(code, "STOP") == 0;
}

static bool is_blank(const char *text)
{
	return !str_trim(str_of(text)).len;
}

static enum err decision_check(const struct pilot_decision *d)
{
	const char *bad = NULL;

	if (!is_decision(d->decision))
		return err_text(err_fail(ERR_INPUT, "decision: GO, ITERATE or STOP"),
			"pilots.decide.which", NULL);
	if (is_blank(d->name))
		return err_text(err_fail(ERR_INPUT, "who decided is missing"), "pilots.decide.name",
			NULL);
	if (strcmp(d->decision, d->verdict) != 0 && is_blank(d->reason))
		return err_text(err_fail(ERR_INPUT, "a decision other than the verdict needs a reason"),
			"pilots.decide.reason", NULL);
	read_text(d->name, PILOT_NAME_CHARS, &bad, "name");
	read_text(d->reason, PILOT_REASON_CHARS, &bad, "reason");
	return bad ? err_text(err_fail(ERR_INPUT, "%s: too long", bad), "pilots.too_long", NULL) : OK;
}

enum err pilot_decide(struct change *c, const struct round *r, const struct pilot_decision *d)
{
	struct stmt *s;
	char day[DAY_CHARS];
	enum err e = decision_check(d);

	if (e)
		return e;
	today(day);
	s = db_stmt(c->db, STMT_PILOT_DECISION_ADD);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":day", day);
	stmt_text(s, ":actor", c->actor);
	stmt_text(s, ":name", d->name);
	stmt_text(s, ":verdict", d->verdict);
	stmt_text(s, ":why", d->why);
	stmt_text(s, ":decision", d->decision);
	stmt_text(s, ":reason", d->reason);
	e = stmt_run(s);
	return e ? e : trail_append(c, "pilot.decide", r->code, d->decision);
}

/* ---- a gradual launch ---- */

static void read_wave(struct arena *a, struct stmt *s, void *row)
{
	*(struct pilot_wave *)row = (struct pilot_wave){
		.department = col_copy(a, s, "department"),
		.version = col_copy(a, s, "version"),
		.day = col_copy(a, s, "day"),
		.decision = col_copy(a, s, "decision"),
		.note = col_copy(a, s, "note"),
		.s1 = col_i64(s, "s1"),
		.s2 = col_i64(s, "s2"),
	};
}

enum err pilot_waves_load(struct arena *a, struct db *db, const char *prototype,
	struct pilot_wave **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_PILOT_WAVES);

	stmt_text(s, ":prototype", prototype);
	return stmt_list(a, s, read_wave, out, count);
}

static enum err wave_check(const struct pilot_wave *w)
{
	const char *bad = NULL;

	if (!text_is_date(w->day))
		return err_text(err_fail(ERR_INPUT, "day: a date like 2026-03-14"), "pilots.wave.day",
			NULL);
	if (!*w->department)
		return err_text(err_fail(ERR_INPUT, "department: choose one"),
			"pilots.wave.department", NULL);
	if (*w->decision && !is_decision(w->decision))
		return err_text(err_fail(ERR_INPUT, "decision: GO, ITERATE or STOP"),
			"pilots.decide.which", NULL);
	read_text(w->note, PILOT_REASON_CHARS, &bad, "note");
	return bad ? err_text(err_fail(ERR_INPUT, "%s: too long", bad), "pilots.too_long", NULL) : OK;
}

enum err pilot_wave_put(struct change *c, const char *prototype, const struct pilot_wave *w)
{
	struct stmt *s;
	enum err e = wave_check(w);

	if (e)
		return e;
	s = db_stmt(c->db, STMT_PILOT_WAVE_PUT);
	stmt_text(s, ":prototype", prototype);
	stmt_text(s, ":department", w->department);
	stmt_text(s, ":version", w->version);
	stmt_text(s, ":day", w->day);
	stmt_text(s, ":decision", w->decision);
	stmt_text(s, ":note", w->note);
	e = stmt_run(s);
	return e ? e : trail_append(c, "pilot.wave", prototype, w->department);
}

enum err pilot_wave_drop(struct change *c, const char *prototype, const char *department)
{
	struct stmt *s = db_stmt(c->db, STMT_PILOT_WAVE_DROP);
	enum err e;

	stmt_text(s, ":prototype", prototype);
	stmt_text(s, ":department", department);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "no wave of %.40s", department);
	return e ? e : trail_append(c, "pilot.wave_drop", prototype, department);
}
