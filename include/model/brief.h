/*
 * The brief: what an analyst adds to the one page for management, and goals: a figure
 * with its starting value, target and date (SMART), measured again and again. Owns
 * their texts, bounds and money; the figures of the list are model/results'.
 */
#ifndef MODEL_BRIEF_H
#define MODEL_BRIEF_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/packs.h"
#include "base/err.h"
#include "model/rounds.h"

struct arena;
struct change;
struct db;

#define BRIEF_TEXT_MAX 600	/* characters: three of them fit the page */

/* What a CRM costs: X(ID, "line"), each once, each year, or both. */
#define BRIEF_COSTS(X) \
	X(LICENCES, "licences") \
	X(CUSTOMISING, "customising") \
	X(INTEGRATION, "integration") \
	X(TRAINING, "training") \
	X(UPKEEP, "upkeep")

enum brief_cost {
#define BRIEF_COST_ID(id, line) COST_##id,
	BRIEF_COSTS(BRIEF_COST_ID)
#undef BRIEF_COST_ID
	BRIEF_COST_COUNT
};

/* "licences" …; a static string. */
const char *brief_cost_line(enum brief_cost c);

struct cost {
	double once, year;	/* NAN: not given */
};

/* Texts are never NULL; "" is nothing said. Money NAN: not given. */
struct brief {
	const char *asked, *risks, *steps;
	const char *currency;	/* "EUR": up to 8 bytes */
	double hour;		/* cost of one hour of work */
	struct cost other;	/* what stands under no line; all there was before there were lines */
	struct cost costs[BRIEF_COST_COUNT];
};

/* All lines together; NAN where none is given. */
struct cost brief_total(const struct brief *b);

enum err brief_load(struct arena *a, struct db *db, int64_t round, struct brief *out);
/* ERR_INPUT: a text too long, money below 0. */
enum err brief_save(struct change *c, const struct round *r, const struct brief *b);

/* What hours saved a week are worth in a year of so many weeks of work, and years until the
 * CRM has paid for itself. */
struct money {
	double worth;		/* of the hours, a year; NAN: no cost of an hour */
	double net;		/* what remains of it behind yearly costs */
	double years;		/* INFINITY: never at this; NAN: not known */
};
/* Of the hours as they are told (two digits): costs, which anybody may choose, would else find
 * out what the digits leave out. */
struct money brief_money(const struct brief *b, double hours_a_week, double weeks);

/* ---- goals ---- */

#define GOAL_TEXT_MAX 200

struct goal_row {
	int64_t id;			/* 0: a new one */
	const char *what, *unit;
	double start_value, target_value;
	const char *start_day, *target_day;	/* YYYY-MM-DD */
	const char *owner, *source;
	const char *activity;		/* code of the one it is about; "" for none */
	const char *day;		/* of the latest value; NULL: none yet */
	double value;			/* NAN: none yet */
};

enum err goals_load(struct arena *a, struct db *db, struct goal_row **out, size_t *count);
/* How far it is on the local day `today`: the latest value, else unknown. */
struct goal goal_judge(const struct goal_row *g, const char *today);
/* Add or change. ERR_INPUT: nothing to call it, no
 * dates, a target that is the starting value, or a date before the start. */
enum err goal_save(struct change *c, const struct goal_row *g);
/* A value measured on a day. ERR_INPUT. */
enum err goal_measure(struct change *c, int64_t id, const char *day, double value);
/* ERR_NOT_FOUND. */
enum err goal_drop(struct change *c, int64_t id);

#endif
