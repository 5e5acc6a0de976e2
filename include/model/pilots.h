/*
 * Pilots: rounds in which testers try a version of a prototype. Owns what such a round freezes,
 * and the codes of testers' slips.
 *
 * A slip's code is one tester's in all rounds of a prototype (method F, P9): it is stored as a
 * keyed hash, with a department, and pairs their answers. It can be used once a round.
 */
#ifndef MODEL_PILOTS_H
#define MODEL_PILOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/catalogue.h"
#include "form/form.h"

struct arena;
struct change;
struct db;
struct round;

#define TESTER_BYTES 32

/* Lists of a pilot's round: choice lists that stand in for the form's own of these names.
 *  tasks       code, label: its title; home: its activity; the hint in three lines: start, sample
 *              customer, done when ("–" where one is missing)
 *  activities  those of the tasks, as in the list of functions
 *  answered    comments that this version is said to solve: code c17, label: its reviewed text;
 *              home: the department to be asked, "" for all */
#define PILOT_LISTS(X) X(TASKS, "tasks") X(ACTIVITIES, "activities") X(ANSWERED, "answered")
enum pilot_list {
#define PILOT_LIST(id, name) PILOT_##id,
	PILOT_LISTS(PILOT_LIST)
#undef PILOT_LIST
	PILOT_LIST_COUNT
};

/* Whether the round is a pilot's. */
bool round_is_pilot(const struct round *r);

/* In a change: freeze the lists of a pilot's round; of others nothing is done. ERR_INPUT: its
 * prototype has no tasks, or one of an activity that there is none of. */
enum err pilot_freeze(struct arena *a, struct db *db, int64_t round);

/* A list as the round froze it; empty for rounds that have none. */
enum err pilot_list(struct arena *a, struct db *db, int64_t round, enum pilot_list which,
	struct catalogue *out);

/* All of them and what the round does not ask, for form_compile_texts(); NULL for rounds that are
 * no pilot's. */
enum err pilot_more(struct arena *a, struct db *db, const struct round *r,
	const struct form_more **out);

/* Whether a stored form asks about a prototype: only with one can a round of it be opened. */
enum err form_asks_prototype(struct arena *a, struct db *db, int64_t form, bool *out);

/* The setting of those who open rounds: "sus" or "umux". */
bool questionnaire_known(const char *code);

/* ---- testers ---- */

/* The keyed hash of a code in plain writing (model/codes.h). */
enum err tester_hash(struct db *db, const char *prototype, const char *code,
	unsigned char out[TESTER_BYTES]);
/* In a change: take a fresh code in. */
enum err tester_add(struct db *db, const char *prototype, const char *code, const char *department);
/* The department of a code that was handed out, from `a`; *known false: there is no such code. */
enum err tester_find(struct arena *a, struct db *db, const char *prototype,
	const unsigned char hash[TESTER_BYTES], bool *known, const char **department);
/* Whether it has answered the round. */
enum err tester_answered(struct db *db, int64_t round, const unsigned char hash[TESTER_BYTES],
	bool *out);

/* What a tester has said of this version in another round, and is not asked again: MEASURE_BIT of the
 * questionnaire's questions, or 0. */
enum err tester_without(struct db *db, const struct round *r,
	const unsigned char hash[TESTER_BYTES], uint64_t *out);

/* In a change, before answers leave the inbox: write down whose they are, of a round (0: of all). */
enum err pairs_move(struct db *db, int64_t round);

#endif
