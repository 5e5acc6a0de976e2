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

/* Texts are never NULL; "" is nothing said. Money NAN: not given. */
struct brief {
	const char *asked, *risks, *steps;
	const char *currency;	/* "EUR": up to 8 bytes */
	double hour;		/* cost of one hour of work */
	double once, year;	/* cost of the CRM: at the start, each year */
};

enum err brief_load(struct arena *a, struct db *db, int64_t round, struct brief *out);
/* ERR_INPUT: a text too long, money below 0. */
enum err brief_save(struct change *c, const struct round *r, const struct brief *b);

/* What hours saved a week are worth in a year of so many weeks of work, and years until the
 * CRM has paid for itself. */
struct money {
	double worth;		/* of the hours, a year; NAN: no cost of an hour */
	double years;		/* INFINITY: never at this; NAN: not known */
};
struct money brief_money(const struct brief *b, double hours_a_week, double weeks);

/* ---- goals ---- */

#define GOAL_TEXT_MAX 200

struct goal_row {
	int64_t id;			/* 0: a new one */
	const char *what, *unit;
	double start_value, target_value;
	const char *start_day, *target_day;	/* YYYY-MM-DD */
	const char *owner, *source;
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
