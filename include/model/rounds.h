/*
 * Rounds: a form opened to some departments from one day to another. Owns
 * opening, closing, what a round froze, and the compiled form of a round.
 */
#ifndef MODEL_ROUNDS_H
#define MODEL_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/audit.h"
#include "base/err.h"
#include "form/catalogue.h"
#include "form/form.h"

struct arena;
struct change;
struct db;
struct cache;

enum round_access { ACCESS_OPEN, ACCESS_CODES };

struct round {
	int64_t id;
	const char *code, *title, *subject;
	const char *prototype, *prototype_version;	/* of a pilot; "" of others */
	const char *questionnaire;	/* of a pilot: "sus" or "umux" */
	const char *from_day, *to_day;	/* inclusive local days, or NULL */
	const char *closed_day;		/* NULL while open */
	const char *final_day;		/* NULL until it cannot be reopened any more */
	int64_t revision;
	int64_t form;
	const char *form_code, *form_title;
	int form_version;
	int form_minor;			/* correction it is shown with; 0: as published */
	enum round_access access;
	const char *languages;		/* codes offered, by blanks; "": all of the kiosk */
	const char *left_out;		/* by round_open() where no languages were asked for: codes of
					   those in which the form lacks wording; else NULL */
	int minutes;			/* three of four people were done by then, at the last
					   release; 0: too few to say */
};

enum round_state { ROUND_PLANNED, ROUND_OPEN, ROUND_CLOSED };

/* By today's local day: before its first, within, or past its last or closed. */
enum round_state round_state_on(const struct round *r, const char *today);

/* ERR_NOT_FOUND. */
enum err round_find(struct arena *a, struct db *db, const char *code, struct round *out);
/* All rounds, oldest first. */
enum err round_list(struct arena *a, struct db *db, struct round **out, size_t *count);

struct round_spec {
	const char *form;		/* form code: its latest version */
	const char *title;
	const char *code;		/* NULL: FORM-1, FORM-2 … */
	const char *const *departments;	/* codes */
	size_t department_count;	/* 0: all */
	const char *from_day, *to_day;	/* or NULL */
	const char *subject;		/* or NULL; a prototype's code, with its version or without,
					 * makes it a pilot's round: with access codes, and where
					 * no departments are named those of the prototype */
	const char *questionnaire;	/* of a pilot; NULL: "sus" */
	enum round_access access;
	const char *languages;		/* codes by blanks; NULL: the kiosk's, but for those in which
					   the form is incomplete. To open: those that the form is in
					   and the interface is not come along, where they are whole */
	bool incomplete;		/* open even where one of them lacks wording */
};

/* Is the round offered in the language of this code, one of the interface's? */
bool round_speaks(const struct round *r, const char *lang);

/* Open a round: freezes the catalogues. Checks the spec (ERR_INPUT, ERR_CONFLICT
 * for a code in use, ERR_NOT_FOUND for the form). */
enum err round_open(struct change *c, const struct round_spec *spec, struct round *out);

/* Change title, subject, days and languages of a round that is not closed; the
 * other fields of `spec` are not looked at. ERR_NOT_FOUND, ERR_INPUT; ERR_CONFLICT
 * when it is closed. */
enum err round_edit(struct change *c, const char *code, const struct round_spec *spec);

/* Take a round away that was opened by mistake, with what it froze and its access codes; or give
 * it another code. Both only while it has no answers and nothing was written or decided on it:
 * ERR_CONFLICT else (which tells that somebody has answered, and no more). ERR_NOT_FOUND;
 * ERR_INPUT for the code. */
enum err round_discard(struct change *c, const char *code);
enum err round_recode(struct change *c, const char *code, const char *to);

/* Days a closed round takes what waited on devices; then it is final. */
#define ROUND_QUEUE_DAYS 30

/* Close a round: makes its last release; where it was reopened and fewer than the
 * minimum cell size came since, none. ERR_NOT_FOUND; ERR_CONFLICT when
 * it is closed. */
enum err round_close(struct change *c, const char *code);

/* Reopen a closed round until `to_day` (NULL: as it was, or without an end where that
 * day has passed). Releases stay; a key of receipts that is gone is made anew.
 * ERR_NOT_FOUND; ERR_INPUT for the day; ERR_CONFLICT when it is not closed, is final or
 * its answers were deleted by age. */
enum err round_reopen(struct change *c, const char *code, const char *to_day);

/* Make a closed round final now: what waits on devices is not taken any more, a release
 * is made where at least the minimum cell size came since the last one, and the key of
 * its receipts is deleted. ERR_NOT_FOUND; ERR_CONFLICT as round_may_finish() says. */
enum err round_finish(struct change *c, const char *code);
/* Whether a round can be made final. ERR_CONFLICT when it is open, or final already. */
enum err round_may_finish(const struct round *r);

/* The same for all that closed more than ROUND_QUEUE_DAYS before `today`. Only while the
 * clock is sound. */
enum err rounds_finish(struct change *c, const char *today);

/* After a change of the catalogues: open rounds that have no answers yet take it
 * over (figures set for the round itself stay), those with answers keep what they
 * froze. ERR_INPUT when a round's form does not fit the lists any more. */
enum err rounds_follow_catalogues(struct change *c);

/* Close the rounds whose last day has passed. Only while the clock is sound
 * (model/calendar.h). */
enum err rounds_close_past(struct change *c, const char *today);

/* A department of a round, as it is counted now (open) or was at closing. */
struct round_department {
	const char *code;
	double headcount;		/* NAN: unknown */
	const char *merged_into;	/* code, or NULL; frozen by the first release */
	int64_t answered, released;	/* valid at intake: all, and those released */
};

/* Departments asked, by code. */
enum err round_departments(struct arena *a, struct db *db, int64_t round,
	struct round_department **out, size_t *count);
/* The code a department is counted under: follows merging. */
const char *round_department_counted(const struct round_department *list, size_t count,
	const char *code);
/* People of all that is counted under `code`; NAN: not known. */
double round_department_people(const struct round_department *list, size_t count,
	const char *code);

/* A catalogue as the round froze it. */
enum err round_catalogue(struct arena *a, struct db *db, int64_t round,
	enum catalogue_kind kind, struct catalogue *out);

/* Effort, executives' figure and automatable share per function, and the
 * parameters of method A, as set for this round. */
enum err round_functions(struct arena *a, struct db *db, int64_t round,
	struct audit_function **out, size_t *count);
enum err round_params(struct arena *a, struct db *db, int64_t round,
	struct audit_params *out);
/* Set them. Params equal to the defaults are not kept.
 * ERR_INPUT: what the parameters' check says; a function that is not the round's
 * or a figure out of its range. */
enum err round_set_functions(struct change *c, const struct round *r,
	const struct audit_function *list, size_t count);
enum err round_set_params(struct change *c, const struct round *r, const struct audit_params *p);

/* The compiled form of a round with its frozen lists. */
enum err round_form(struct arena *a, struct db *db, const struct round *r,
	struct form **out);

/* The compiled form of a round from `forms`, where a process keeps them: made
 * on first use and after each change of the round; it stays until the request's
 * arena `a` ends. ERR_STORE. The second finds the round as well: ERR_NOT_FOUND. */
enum err round_form_of(struct cache *forms, struct arena *a, struct db *db,
	const struct round *round, const struct form **form);
enum err round_form_cached(struct cache *forms, struct arena *a, struct db *db,
	const char *code, struct round *round, const struct form **form);

#endif
