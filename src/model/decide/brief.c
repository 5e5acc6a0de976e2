/* The brief's own words and money; goals. */
#include "model/brief.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

/* ---- the brief ---- */

static const char *const cost_lines[BRIEF_COST_COUNT] = {
#define BRIEF_COST_NAME(id, line) line,
	BRIEF_COSTS(BRIEF_COST_NAME)
#undef BRIEF_COST_NAME
};

const char *brief_cost_line(enum brief_cost c)
{
	return cost_lines[c];
}

static enum err load_costs(struct db *db, int64_t round, struct brief *b)
{
	struct stmt *s = db_stmt(db, STMT_BRIEF_COSTS);
	enum err e;

	for (int i = 0; i < BRIEF_COST_COUNT; i++)
		b->costs[i] = (struct cost){NAN, NAN};
	stmt_i64(s, ":round", round);
	while (stmt_next(s, &e))
		for (int i = 0; i < BRIEF_COST_COUNT; i++)
			if (strcmp(col_text(s, "line"), cost_lines[i]) == 0)
				b->costs[i] = (struct cost){col_double(s, "once"),
					col_double(s, "year")};
	return e;
}

enum err brief_load(struct arena *a, struct db *db, int64_t round, struct brief *out)
{
	struct stmt *s = db_stmt(db, STMT_BRIEF_GET);
	struct brief b = {.asked = "", .risks = "", .steps = "", .currency = "", .hour = NAN,
		.other = {NAN, NAN}};
	bool row;

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, &row);

	if (!e && row)
		b = (struct brief){
			.asked = col_copy(a, s, "asked"),
			.risks = col_copy(a, s, "risks"),
			.steps = col_copy(a, s, "steps"),
			.currency = col_copy(a, s, "currency"),
			.hour = col_double(s, "hour"),
			.other = {col_double(s, "once"), col_double(s, "year")},
		};
	stmt_done(s);
	if (!e)
		e = load_costs(db, round, &b);
	if (!e)
		*out = b;
	return e;
}

static bool bad_money(double v)
{
	return !isnan(v) && !(v >= 0 && v <= 1e12);
}

static bool bad_cost(const struct cost *c)
{
	return bad_money(c->once) || bad_money(c->year);
}

static enum err save_costs(struct db *db, int64_t round, const struct brief *b)
{
	enum err e = OK;

	for (int i = 0; !e && i < BRIEF_COST_COUNT; i++) {
		struct stmt *s = db_stmt(db, STMT_BRIEF_COST_PUT);

		stmt_i64(s, ":round", round);
		stmt_text(s, ":line", cost_lines[i]);
		stmt_double(s, ":once", b->costs[i].once);
		stmt_double(s, ":year", b->costs[i].year);
		e = stmt_run(s);
	}
	return e;
}

enum err brief_save(struct change *c, const struct round *r, const struct brief *b)
{
	struct stmt *s;
	bool bad = bad_money(b->hour) || bad_cost(&b->other);
	enum err e;

	for (int i = 0; i < BRIEF_COST_COUNT; i++)
		bad |= bad_cost(&b->costs[i]);
	if (!text_fits(b->asked, BRIEF_TEXT_MAX) || !text_fits(b->risks, BRIEF_TEXT_MAX) ||
		!text_fits(b->steps, BRIEF_TEXT_MAX) || !text_fits(b->currency, 8))
		return err_text(err_fail(ERR_INPUT, "a text of the brief is longer than %d characters: "
			"the brief is one page", BRIEF_TEXT_MAX), "brief.too_long", NULL);
	if (bad)
		return err_text(err_fail(ERR_INPUT, "a cost is a number from 0"),
			"brief.bad_money", NULL);
	s = db_stmt(c->db, STMT_BRIEF_PUT);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":asked", b->asked);
	stmt_text(s, ":risks", b->risks);
	stmt_text(s, ":steps", b->steps);
	stmt_text(s, ":currency", b->currency);
	stmt_double(s, ":hour", b->hour);
	stmt_double(s, ":once", b->other.once);
	stmt_double(s, ":year", b->other.year);
	e = stmt_run(s);
	if (!e)
		e = save_costs(c->db, r->id, b);
	return e ? e : trail_append(c, "brief.save", r->code, NULL);
}

static double plus(double sum, double v)
{
	return isnan(v) ? sum : isnan(sum) ? v : sum + v;
}

struct cost brief_total(const struct brief *b)
{
	struct cost all = b->other;

	for (int i = 0; i < BRIEF_COST_COUNT; i++) {
		all.once = plus(all.once, b->costs[i].once);
		all.year = plus(all.year, b->costs[i].year);
	}
	return all;
}

struct money brief_money(const struct brief *b, double hours_a_week, double weeks)
{
	struct money m = {NAN, NAN, NAN};
	struct cost all = brief_total(b);

	if (isnan(b->hour) || isnan(hours_a_week))
		return m;
	m.worth = round_digits(hours_a_week, 2) * weeks * b->hour;
	m.net = m.worth - (isnan(all.year) ? 0 : all.year);
	if (!isnan(all.once))
		m.years = m.net > 0 ? all.once / m.net : INFINITY;
	return m;
}

/* ---- goals ---- */

static void read_goal_row(struct arena *a, struct stmt *s, void *row)
{
	*(struct goal_row *)row = (struct goal_row){
		.id = col_i64(s, "id"),
		.what = col_copy(a, s, "what"),
		.unit = col_copy(a, s, "unit"),
		.start_value = col_double(s, "start_value"),
		.start_day = col_copy(a, s, "start_day"),
		.target_value = col_double(s, "target_value"),
		.target_day = col_copy(a, s, "target_day"),
		.owner = col_copy(a, s, "owner"),
		.source = col_copy(a, s, "source"),
		.activity = col_copy(a, s, "activity"),
		.day = col_copy_opt(a, s, "day"),
		.value = col_double(s, "value"),
	};
}

enum err goals_load(struct arena *a, struct db *db, struct goal_row **out, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_GOAL_LIST), read_goal_row, out, count);
}

struct goal goal_judge(const struct goal_row *g, const char *today)
{
	return goal_of(g->start_value, g->target_value, g->value, clock_day_number(today),
		clock_day_number(g->start_day), clock_day_number(g->target_day));
}

static enum err check(const struct goal_row *g)
{
	if (!*g->what || !text_fits(g->what, GOAL_TEXT_MAX) || !text_fits(g->unit, GOAL_TEXT_MAX) ||
		!text_fits(g->owner, GOAL_TEXT_MAX) || !text_fits(g->source, GOAL_TEXT_MAX))
		return err_text(err_fail(ERR_INPUT, "a goal needs a name; texts have up to %d "
			"characters", GOAL_TEXT_MAX), "goals.bad_text", "most", DIGITS(GOAL_TEXT_MAX), NULL);
	if (isnan(g->start_value) || isnan(g->target_value) || g->start_value == g->target_value)
		return err_text(err_fail(ERR_INPUT, "a goal needs a starting value and a target "
			"that differs from it"), "goals.bad_value", NULL);
	if (!text_is_date(g->start_day) || !text_is_date(g->target_day) ||
		strcmp(g->start_day, g->target_day) >= 0)
		return err_text(err_fail(ERR_INPUT, "a goal needs two dates, the target's after the "
			"start"), "goals.bad_day", NULL);
	return OK;
}

enum err goal_save(struct change *c, const struct goal_row *g)
{
	enum err e = check(g);
	struct stmt *s;

	if (e)
		return e;
	s = db_stmt(c->db, g->id ? STMT_GOAL_SET : STMT_GOAL_ADD);
	if (g->id)
		stmt_i64(s, ":id", g->id);
	stmt_text(s, ":what", g->what);
	stmt_text(s, ":unit", g->unit);
	stmt_double(s, ":start_value", g->start_value);
	stmt_text(s, ":start_day", g->start_day);
	stmt_double(s, ":target_value", g->target_value);
	stmt_text(s, ":target_day", g->target_day);
	stmt_text(s, ":owner", g->owner);
	stmt_text(s, ":source", g->source);
	stmt_text(s, ":activity", g->activity);
	e = stmt_run(s);
	return e ? e : trail_append(c, "goal.save", NULL, g->what);
}

enum err goal_measure(struct change *c, int64_t id, const char *day, double value)
{
	struct stmt *s;
	enum err e;

	if (!text_is_date(day) || isnan(value))
		return err_text(err_fail(ERR_INPUT, "a measured value needs a day and a number"),
			"goals.bad_measure", NULL);
	s = db_stmt(c->db, STMT_GOAL_VALUE_PUT);
	stmt_i64(s, ":goal", id);
	stmt_text(s, ":day", day);
	stmt_double(s, ":value", value);
	e = stmt_run(s);
	if (e == ERR_CONFLICT)
		return err_fail(ERR_NOT_FOUND, "there is no such goal");
	return e ? e : trail_append(c, "goal.measure", NULL, day);
}

enum err goal_drop(struct change *c, int64_t id)
{
	struct stmt *s = db_stmt(c->db, STMT_GOAL_DROP);
	enum err e;

	stmt_i64(s, ":id", id);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such goal");
	return e ? e : trail_append(c, "goal.drop", NULL, NULL);
}
