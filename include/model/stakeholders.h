/*
 * Stakeholders: the people of the project by name (method F, P9): which roles
 * they hold, whom they speak for, how many hours they give; and what executives
 * said of each activity (E01). Owns the roster and what it lacks. Names stay in
 * these tables: no bundle and no audit trail holds them.
 */
#ifndef MODEL_STAKEHOLDERS_H
#define MODEL_STAKEHOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;
struct round;

/* Project roles: X(ID, "code", hours it needs up to the signed baseline). */
#define PROJECT_ROLES(X) \
	X(SPONSOR, "sponsor", 4) \
	X(STEERING, "steering", 6) \
	X(PROJECT_MANAGER, "project_manager", 40) \
	X(CRM_OWNER, "crm_owner", 16) \
	X(CRM_EXPERT, "crm_expert", 24) \
	X(ANALYST, "analyst", 40) \
	X(SALES_LEAD, "sales_lead", 8) \
	X(MARKETING_LEAD, "marketing_lead", 8) \
	X(SUPPORT_LEAD, "support_lead", 8) \
	X(IT, "it", 12) \
	X(DATA_PROTECTION, "data_protection", 6) \
	X(TRAINER, "trainer", 12)

enum project_role {
#define PROJECT_ROLE_ID(id, code, hours) PROJECT_##id,
	PROJECT_ROLES(PROJECT_ROLE_ID)
#undef PROJECT_ROLE_ID
	PROJECT_ROLE_COUNT
};

/* "sponsor" …; a static string. */
const char *project_role_code(enum project_role r);
/* False for what is no role. */
bool project_role_parse(const char *code, enum project_role *out);

#define STAKEHOLDER_NAME_MAX 100	/* characters */
#define STAKEHOLDER_HOURS_MAX 10000

struct stakeholder {
	int64_t id;			/* 0: a new one */
	const char *name;
	const char *department;		/* code; "" for none */
	double hours;			/* they have for the project; NAN: not said */
	bool signs;			/* asked to sign requirements */
	double given[PROJECT_ROLE_COUNT];	/* hours in each role; NAN: does not hold it */
};

struct roster {
	struct stakeholder *people;	/* by name */
	size_t count;
	double needed[PROJECT_ROLE_COUNT];	/* hours */
};

/* The roster of those who have not left. */
enum err roster_load(struct arena *a, struct db *db, struct roster *out);
/* Hours given in a role, and by how many people. */
double roster_given(const struct roster *r, enum project_role role, size_t *holders);
/* A person gives more hours in their roles than they have. */
bool stakeholder_overloaded(const struct stakeholder *s);
/* A role is held, but gets fewer hours than it needs. */
bool roster_short(const struct roster *r, enum project_role role);
/* Somebody speaks for the department. */
bool roster_represents(const struct roster *r, const char *department);
const struct stakeholder *roster_find(const struct roster *r, int64_t id);

/* What the roster lacks, in numbers: for alerts. `departments`: codes. */
struct roster_lacks {
	size_t uncovered;	/* roles nobody holds */
	size_t overloaded;	/* roles short of hours, and people with too many */
	size_t unrepresented;	/* departments nobody speaks for */
};
struct roster_lacks roster_judge(const struct roster *r, const char *const *departments,
	size_t count);

/* Add or change a person with all their roles. ERR_INPUT: no name, too long, hours
 * out of range; ERR_NOT_FOUND: the id is nobody's. *id is the person's. In a write
 * job, like those below. */
enum err stakeholder_set(struct change *c, const struct stakeholder *s, int64_t *id);
/* They left: off the roster, what they signed stays. ERR_NOT_FOUND. */
enum err stakeholder_leave(struct change *c, int64_t id);
/* Hours a role needs. ERR_INPUT. */
enum err role_need_set(struct change *c, enum project_role role, double hours);

/* ---- executives (E01): 3 must, 2 should, 1 could, 0 not needed ---- */

struct exec_answer {
	int64_t stakeholder;
	const char *activity;
	int value;		/* 0 to 3 */
};

/* All answers of a round, by person and activity. */
enum err exec_answers(struct arena *a, struct db *db, int64_t round,
	struct exec_answer **out, size_t *count);
/* Put one person's answers in the place of their earlier ones, and the mean of all
 * into the round's figures (u_exec = mean / 3). ERR_INPUT: an activity that is not
 * the round's, a value out of range. */
enum err exec_answers_set(struct change *c, const struct round *r, int64_t stakeholder,
	const struct exec_answer *list, size_t count);

#endif
