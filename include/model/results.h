/*
 * Results: from the submissions of a release to the tables of method A, and
 * from those to a priority list under the privacy rules. Owns which answer
 * feeds which column, exclusion, and what may be shown; the arithmetic is
 * analysis/'s.
 */
#ifndef MODEL_RESULTS_H
#define MODEL_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/agree.h"
#include "analysis/audit.h"
#include "analysis/audit_draws.h"
#include "analysis/audit_more.h"
#include "analysis/audit_settle.h"
#include "analysis/privacy.h"
#include "analysis/quality.h"
#include "analysis/response.h"
#include "base/err.h"
#include "model/releases.h"
#include "model/rounds.h"

/* Timed answers from which on pages show an interval (method B.2). */
#define INTERVAL_FROM 5

struct arena;
struct db;
struct cache;

/* Figures of a cell, as to how many people are behind each: those of enum audit_measure, and who
 * does it. */
enum { TOLD_DOERS = AUDIT_MEASURES, TOLD_FIGURES };

/* How many were counted by each release up to the shown one, from the first that showed anything:
 * what readers may have seen. */
struct told_cell {
	uint32_t n;		/* of the department, up to the cell's cut */
	uint32_t figures[TOLD_FIGURES];
};
struct told_counts {
	uint32_t first, last;
	uint32_t *departments;	/* [(release - first) * n_departments + department]: people */
	struct told_cell *cells;	/* [((release - first) * n_departments + department) *
					   n_functions + function] */
};

/* The audit's tables, as `kiosk compute audit` reads them. Departments that are
 * counted with another have no row of their own. */
struct result_tables {
	struct audit_input input;
	struct audit_params params;
	struct quality_result quality;	/* rows as input.respondents */
	struct response_department *departments;	/* as input.departments */
	const struct told_counts *told;	/* NULL: there was one release, of all */
};

/* Whether the round's form feeds a priority list (department and picks). */
bool results_has_list(const struct form *form);

/* Told now and then how many submissions were read; NULL where nobody waits for it. */
struct results_watch {
	void (*tell)(void *ctx, size_t done);
	void *ctx;
};

/* Read the tables from the submissions of release `seq`. Who waits for others of the
 * department (P12; `min_cell` of them) is in none. Respondents stand in the order they are
 * stored in, at random; their picks and details in the same. All memory from `a`.
 * ERR_STORE; ERR_INPUT when the form feeds no list. */
enum err results_tables(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int64_t seq, int min_cell, const struct results_watch *watch,
	struct result_tables *out);

/* Put respondents, with all that stands by them, in the order of their ids. What was computed from the
 * tables stays as it is. The tables anew, from `a`. */
void results_by_id(struct arena *a, struct result_tables *t);

/* What of one cell (a function overall, or in a department) may be shown. */
struct shown {
	enum cell_state doers;		/* how many of those who answered do it: by those who do */
	enum cell_state people;		/* how many they stand for, and their share */
	enum cell_state hours, pain, want;	/* by those who answered */
	enum cell_state score;		/* shown when all of these are */
};

/* With how many first ones readers may start: they choose one of these. */
#define FIRST_OFFERED 3
extern const size_t first_offered[FIRST_OFFERED];

/* What stands beside a list: how sure it is, and of how many minds. */
struct assessment {
	struct audit_result first[FIRST_OFFERED];	/* places and verdicts by first_offered */
	struct audit_settle *settle;	/* neighbours, from the first place on; none since
					   version 2 of the method */
	size_t settle_count;
	struct audit_without without;	/* the flagged answers that were kept */
	struct agreement agreement;	/* of the departments that are shown */
	bool *polarised;		/* as result.functions: POLARISED (method C) */
};

struct priorities {
	struct round round;
	struct release release;
	struct result_tables tables;
	struct audit_result result;
	struct audit_draws draws;	/* for the same list under other weights */
	int min_cell;
	/* Of the result those rows are held apart whose score is hidden: places, sets and verdicts
	 * are those among what is shown. */
	struct shown *cells;		/* [function * (n_departments + 1) + department], the last
					   of each function over all: as the result counts them */
	struct shown *overall;		/* as result.overall */
	struct shown *dept;		/* as result.dept */
	enum cell_state *departments;	/* as result.departments: their own list */
	bool *never;			/* as result.departments: headcount below min_cell */
	bool shown;			/* min_cell respondents or more in all */
	struct response_rate *rates;	/* as result.departments */
	struct response_result response;
	struct catalogue functions, department_names;	/* labels, as frozen */
	struct assessment sure;		/* of those that are stored or cached */
	bool old;			/* another is being worked out: this was shown before */
};

/* The list of the latest release, worked out from its submissions. ERR_NOT_FOUND: nothing is
 * released yet. */
enum err priorities_load(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, const struct results_watch *watch,
	struct priorities *out);

/* The list as it is stored (model/computed.h), without single answers and draws; with p->old the
 * one that was shown last, if there is none that is fresh. ERR_NOT_FOUND: none is. */
enum err priorities_stored(struct arena *a, struct db *db, const struct round *r, int min_cell,
	bool old, struct priorities *out);

/* The stored one where it is fresh, else worked out: for those who wait for it. assess: with p->sure
 * in any case. */
enum err priorities_latest(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, bool assess, struct priorities *out);

/* How many more answers make the first places clear (method B.8), as it is stored; n_points 0 where
 * there is nothing to say. ERR_NOT_FOUND: not worked out yet. */
enum err priorities_more(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct audit_more *out);

/* Compute the list of `p` from its tables and parameters as they are now. ERR_INPUT. */
enum err priorities_redraw(struct arena *a, struct priorities *p);

/* Fill in p->sure. Some tens of milliseconds for 500 respondents. ERR_INPUT. */
enum err priorities_assess(struct arena *a, struct priorities *p);

/* The list of `p` under other weights, as audit_reweigh() makes it, with what may be
 * shown of it: some milliseconds. Memory from `a`; rests on `p`. ERR_INPUT. */
enum err priorities_reweigh(struct arena *a, const struct priorities *p,
	const struct audit_params *params, struct priorities *out);

/* The first ones of a list: with what to start. */
struct first_ones {
	struct priorities list;		/* by as many first places as were asked for */
	size_t count;			/* of them there are: the first rows of it */
	struct audit_together sum;	/* what they save together, 0: none */
};

/* The first first_offered[index] of `p`, which is assessed; rests on it. */
void priorities_first(const struct priorities *p, size_t index, struct first_ones *out);

/* The figures of `p` by another version of the method, with their draws: for rounds that are
 * compared. Nobody is shown them as the list of `p`. Memory from `a`; rests on `p`.
 * ERR_INPUT; ERR_NOT_FOUND: `p` is a stored list, which has no answers, of another method. */
enum err priorities_by_method(struct arena *a, const struct priorities *p, size_t method,
	struct audit_result *result, struct audit_draws *draws);

/* The list of the latest release, kept in `lists` until the round, its release or the minimum cell
 * changes; it stays until the request's arena `a` ends. What is stored is read; of a small release
 * it is worked out where nothing fresh is, of a large one the list of before is shown meanwhile,
 * p->old. ERR_NOT_FOUND: nothing is released, or nothing is worked out yet. */
enum err priorities_cached(struct cache *lists, struct arena *a, struct db *db,
	const struct round *r, int min_cell, const struct priorities **out);

/* The same list with its draws, for other weights or first places, kept in `drawn`. ERR_NOT_FOUND: they
 * are being worked out. */
enum err priorities_drawn(struct cache *drawn, struct arena *a, struct db *db,
	const struct priorities *p, const struct priorities **out);

/* POLARISED (method C): of two minds, and its wishes may be shown. `function`: as
 * result.functions. */
bool priorities_polarised(const struct priorities *p, size_t function);
/* DEPT_DISAGREE: it goes beyond chance, and both scores may be shown. */
bool priorities_disagree(const struct priorities *p, const struct audit_disagree *x);

/* Label of a function or department of the list in a language. */
const char *priorities_function(const struct priorities *p, const char *code,
	const char *lang);
const char *priorities_department(const struct priorities *p, const char *code,
	const char *lang);

#endif
