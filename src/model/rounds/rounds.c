/* Rounds in the store: changing and closing. Opening is round_open.c's. */
#include "model/rounds.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/archive.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/keys.h"
#include "model/paused.h"
#include "model/receipts.h"
#include "model/releases.h"
#include "model/settings.h"
#include "model/trail.h"
#include "model/triage.h"
#include "round_parts.h"

#define TITLE_CHARS 200	/* of a subject, too */

enum round_state round_state_on(const struct round *r, const char *today)
{
	if (r->closed_day || (r->to_day && strcmp(today, r->to_day) > 0))
		return ROUND_CLOSED;
	if (r->from_day && strcmp(today, r->from_day) < 0)
		return ROUND_PLANNED;
	return ROUND_OPEN;
}

static void read_round(struct arena *a, struct stmt *s, void *row)
{
	*(struct round *)row = (struct round){
		.id = col_i64(s, "id"),
		.code = col_copy(a, s, "code"),
		.title = col_copy(a, s, "title"),
		.subject = col_copy(a, s, "subject"),
		.prototype = col_copy(a, s, "prototype"),
		.prototype_version = col_copy(a, s, "prototype_version"),
		.questionnaire = col_copy(a, s, "questionnaire"),
		.from_day = col_copy_opt(a, s, "from_day"),
		.to_day = col_copy_opt(a, s, "to_day"),
		.closed_day = col_copy_opt(a, s, "closed_day"),
		.revision = col_i64(s, "revision"),
		.form = col_i64(s, "form"),
		.form_code = col_copy(a, s, "form_code"),
		.form_version = (int)col_i64(s, "form_version"),
		.form_title = col_copy(a, s, "form_title"),
		.access = strcmp(col_text(s, "access"), "codes") == 0 ? ACCESS_CODES : ACCESS_OPEN,
		.languages = col_copy(a, s, "languages"),
		.form_minor = (int)col_i64(s, "form_minor"),
		.final_day = col_copy_opt(a, s, "final_day"),
		.minutes = (int)col_i64(s, "minutes"),
	};
}

enum err round_find(struct arena *a, struct db *db, const char *code, struct round *out)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_BY_CODE);
	bool row;

	stmt_text(s, ":code", code);

	enum err e = stmt_step(s, &row);

	if (!e && row)
		read_round(a, s, out);
	stmt_done(s);
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "there is no round %.40s", code);
	return e;
}

enum err round_list(struct arena *a, struct db *db, struct round **out, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_ROUND_LIST), read_round, out, count);
}

/* ---- what it is called ---- */

static enum err closed_already(const struct round *r)
{
	return err_text(err_fail(ERR_CONFLICT, "round %s was closed on %s", r->code,
		r->closed_day), "rounds.closed_already", "round", r->code, NULL);
}

enum err round_check_words(const struct round_spec *spec)
{
	const char *const days[] = {spec->from_day, spec->to_day};

	if (!spec->title || !*spec->title || !text_fits(spec->title, TITLE_CHARS))
		return err_text(err_fail(ERR_INPUT, "a round needs a title of 1 to %d characters",
			TITLE_CHARS),
			"rounds.bad_title", NULL);
	if (!utf8_valid(spec->title, strlen(spec->title)))
		return err_fail(ERR_INPUT, "the title is not UTF-8");
	if (spec->subject && (!text_fits(spec->subject, TITLE_CHARS) ||
		!utf8_valid(spec->subject, strlen(spec->subject))))
		return err_text(err_fail(ERR_INPUT, "a subject has at most %d characters of UTF-8",
			TITLE_CHARS),
			"rounds.bad_subject", NULL);
	for (size_t i = 0; i < 2; i++)
		if (days[i] && !text_is_date(days[i]))
			return err_text(err_fail(ERR_INPUT, "%.40s is not a date: write "
				"YYYY-MM-DD", days[i]), "rounds.bad_date", "date", days[i], NULL);
	if (spec->from_day && spec->to_day && strcmp(spec->from_day, spec->to_day) > 0)
		return err_text(err_fail(ERR_INPUT, "the last day %s is before the first %s",
			spec->to_day, spec->from_day), "rounds.bad_order", NULL);
	return OK;
}

enum err round_check_code(const char *code)
{
	/* /results/CODE: cgi-bin/results.c. */
	static const char *const pages[] = {"board", "pilots", "triage"};

	if (!text_is_code(code))
		return err_text(err_fail(ERR_INPUT, "the code %.60s is not 1 to 32 of a-z 0-9 and -",
			code), "rounds.bad_code", "code", code, NULL);
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strcmp(code, pages[i]) == 0)
			return err_text(err_fail(ERR_INPUT, "the code %s is the address of another "
				"page: choose another", code), "rounds.page_code", "code", code, NULL);
	return OK;
}

enum err round_check_free(struct arena *a, struct db *db, const char *code)
{
	struct round r;
	enum err e = round_find(a, db, code, &r);

	if (!e)
		return err_text(err_fail(ERR_CONFLICT, "there is a round %s already", code),
			"rounds.taken", "code", code, NULL);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- while it is open ---- */

enum err round_edit(struct change *c, const char *code, const struct round_spec *spec)
{
	struct round r;
	struct stmt *s;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e && r.closed_day)
		return closed_already(&r);
	if (!e)
		e = round_check_words(spec);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_ROUND_EDIT);
	stmt_i64(s, ":round", r.id);
	stmt_text(s, ":title", spec->title);
	stmt_text(s, ":subject", spec->subject ? spec->subject : "");
	stmt_text(s, ":from_day", spec->from_day);
	stmt_text(s, ":to_day", spec->to_day);
	stmt_text(s, ":languages", spec->languages ? spec->languages : "");
	e = stmt_run(s);
	return e ? e : trail_append(c, "round.edit", code, spec->title);
}

bool round_speaks(const struct round *r, const char *lang)
{
	struct str rest = str_of(r->languages);

	if (!rest.len)
		return true;
	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), lang))
			return true;
	return false;
}

/* ---- opened by mistake ---- */

/* Nothing that anybody did is lost with it. */
static enum err check_untouched(struct db *db, const struct round *r)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_RESTS);
	int64_t n;
	bool row;
	enum err e;

	stmt_i64(s, ":round", r->id);
	e = stmt_step(s, &row);
	n = !e && row ? col_i64(s, "n") : 0;
	stmt_done(s);
	return e || !n ? e : err_text(err_fail(ERR_CONFLICT, "round %s has answers, or something "
		"was written on it: close it instead", r->code), "rounds.touched", "round", r->code,
		NULL);
}

enum err round_discard(struct change *c, const char *code)
{
	static const enum stmt_id parts[] = {STMT_ROUND_LISTS_DROP, STMT_ROUND_DEPARTMENTS_DROP,
		STMT_ROUND_FUNCTIONS_DROP, STMT_ROUND_PARAMS_DROP, STMT_ROUND_CODES_DROP,
		STMT_COMPUTED_DROP, STMT_COMPUTING_DROP, STMT_ROUND_DROP};
	struct round r;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e)
		e = check_untouched(c->db, &r);
	if (!e)
		e = paused_erase_round(c, r.id);
	for (size_t i = 0; !e && i < sizeof parts / sizeof *parts; i++)
		e = round_run(c->db, parts[i], r.id);
	return e ? e : trail_append(c, "round.discard", code, r.title);
}

enum err round_recode(struct change *c, const char *code, const char *to)
{
	struct round r;
	struct stmt *s;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e)
		e = round_check_code(to);
	if (!e)
		e = round_check_free(c->arena, c->db, to);
	if (!e)
		e = check_untouched(c->db, &r);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_ROUND_RECODE);
	stmt_i64(s, ":round", r.id);
	stmt_text(s, ":code", to);
	e = stmt_run(s);
	if (!e)
		e = keys_round_make(c->db, to);
	return e ? e : trail_append(c, "round.recode", code, to);
}

/* ---- closing ---- */

static enum err release_closing(struct arena *a, struct db *db, const struct round *r,
	int min_cell)
{
	struct release last = {0};
	enum err e = release_make(a, db, r->id, RELEASE_CLOSING, min_cell);

	if (!e)
		e = release_latest(a, db, r->id, &last);
	return e ? e : receipts_judge(a, db, r, last.seq);
}

/* Once a round was closed: two lists must not be told apart by the answers of a few
 * (method F, P4). */
static enum err release_rest(struct arena *a, struct db *db, const struct round *r,
	int min_cell)
{
	struct round_department *list;
	size_t n;
	enum err e = round_departments(a, db, r->id, &list, &n);

	if (e || release_new(list, n) < min_cell)
		return e;
	return release_closing(a, db, r, min_cell);
}

/* The last release. */
static enum err release_last(struct arena *a, struct db *db, const struct round *r,
	int min_cell)
{
	struct release last = {0};
	enum err e = release_latest(a, db, r->id, &last);

	if (e && e != ERR_NOT_FOUND)
		return e;
	return !e && last.reason == RELEASE_CLOSING ? release_rest(a, db, r, min_cell) :
		release_closing(a, db, r, min_cell);
}

static enum err close_now(struct change *c, const struct round *r)
{
	struct calendar calendar;
	struct settings settings;
	struct stmt *s;
	enum err e = settings_load(c->arena, c->db, &settings);

	if (!e)
		e = calendar_read(c->db, &calendar);
	if (!e)
		e = round_run(c->db, STMT_ROUND_DEPARTMENTS_KEEP, r->id);
	if (!e)
		e = release_last(c->arena, c->db, r, settings.min_cell);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_ROUND_CLOSE);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":day", calendar.arrival);
	e = stmt_run(s);
	if (!e)
		e = trail_append(c, "round.close", r->code, NULL);
	/* Its answers left the inbox, with what testers say is solved. */
	return e || !*r->prototype ? e : triage_tally(c);
}

enum err round_close(struct change *c, const char *code)
{
	struct round r;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (e)
		return e;
	if (r.closed_day)
		return closed_already(&r);
	return close_now(c, &r);
}

enum err rounds_close_past(struct change *c, const char *today)
{
	struct round *list;
	size_t n;
	enum err e = round_list(c->arena, c->db, &list, &n);

	for (size_t i = 0; !e && i < n; i++)
		if (!list[i].closed_day && list[i].to_day && strcmp(today, list[i].to_day) > 0)
			e = close_now(c, &list[i]);
	return e;
}

/* ---- reopening ---- */

/* Whether its answers were deleted by age. */
static enum err check_answers(struct db *db, const struct round *r)
{
	struct stmt *s = db_stmt(db, STMT_ARCHIVE_HAS);
	bool gone;
	enum err e;

	stmt_i64(s, ":round", r->id);
	e = stmt_step(s, &gone);
	stmt_done(s);
	if (e || !gone)
		return e;
	return err_text(err_fail(ERR_CONFLICT, "the answers of round %s were deleted: open a "
		"new round", r->code), "rounds.answers_gone", NULL);
}

static enum err final_already(const struct round *r)
{
	return err_text(err_fail(ERR_CONFLICT, "round %s is final since %s: open a new round",
		r->code, r->final_day), "rounds.is_final", "date", r->final_day, NULL);
}

static enum err check_closed(struct db *db, const struct round *r)
{
	if (!r->closed_day)
		return err_text(err_fail(ERR_CONFLICT, "round %s is not closed", r->code),
			"rounds.not_closed", NULL);
	return r->final_day ? final_already(r) : check_answers(db, r);
}

/* The last day it gets: the one asked for, else the one it had if that is still to come. */
static enum err choose_end(const struct round *r, const char *asked, const char *today,
	const char **out)
{
	const char *day = asked ? asked : r->to_day;

	if (asked && !text_is_date(asked))
		return err_text(err_fail(ERR_INPUT, "%.40s is not a date: write YYYY-MM-DD",
			asked), "rounds.bad_date", "date", asked, NULL);
	if (asked && strcmp(asked, today) < 0)
		return err_text(err_fail(ERR_INPUT, "the last day %s has passed: give one from %s "
			"on, or none", asked, today), "rounds.end_passed", "date", asked, NULL);
	*out = day && strcmp(day, today) >= 0 ? day : NULL;
	return OK;
}

enum err round_reopen(struct change *c, const char *code, const char *to_day)
{
	struct calendar calendar;
	const char *end = NULL;
	struct round r;
	struct stmt *s;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e)
		e = check_closed(c->db, &r);
	if (!e)
		e = calendar_read(c->db, &calendar);
	if (!e)
		e = choose_end(&r, to_day, calendar.today, &end);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_ROUND_REOPEN);
	stmt_i64(s, ":round", r.id);
	stmt_text(s, ":to_day", end);
	e = stmt_run(s);
	if (!e)
		e = keys_round_make(c->db, r.code);
	return e ? e : trail_append(c, "round.reopen", r.code,
		arena_printf(c->arena, "closed %s", r.closed_day));
}

/* ---- the end ---- */

enum err round_may_finish(const struct round *r)
{
	if (!r->closed_day)
		return err_text(err_fail(ERR_CONFLICT, "round %s is not closed: close it first, "
			"with `kiosk round close %s`", r->code, r->code), "rounds.close_first", NULL);
	return r->final_day ? final_already(r) : OK;
}

/* What came since the closing; nothing where the answers were deleted by age. */
static enum err release_late(struct change *c, const struct round *r)
{
	struct settings settings;
	bool gone;
	enum err e = archive_has(c->db, r->id, &gone);

	if (e || gone)
		return e;
	e = settings_load(c->arena, c->db, &settings);
	return e ? e : release_rest(c->arena, c->db, r, settings.min_cell);
}

static enum err finish_now(struct change *c, const struct round *r, const char *day)
{
	struct stmt *s;
	/* Receipts of what waits are made by the key that goes. */
	enum err e = inbox_move_round(c->db, r->id);

	if (!e)
		e = release_late(c, r);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_ROUND_FINISH);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":day", day);
	e = stmt_run(s);
	return e ? e : trail_append(c, "round.final", r->code, NULL);
}

enum err round_finish(struct change *c, const char *code)
{
	struct calendar calendar;
	struct round r;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (!e)
		e = round_may_finish(&r);
	if (!e)
		e = calendar_read(c->db, &calendar);
	return e ? e : finish_now(c, &r, calendar.arrival);
}

enum err rounds_finish(struct change *c, const char *today)
{
	struct round *list;
	char day[DAY_CHARS];
	size_t n;
	enum err e = round_list(c->arena, c->db, &list, &n);

	clock_day_add(today, -ROUND_QUEUE_DAYS, day);
	for (size_t i = 0; !e && i < n; i++)
		if (list[i].closed_day && !list[i].final_day && strcmp(list[i].closed_day, day) < 0)
			e = finish_now(c, &list[i], today);
	return e;
}
