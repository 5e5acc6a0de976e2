/*
 * Alerts: rules an administrator sets without code (a measure, below or above a
 * threshold, of which department, for whom) and which of them hold now. Looks only at
 * figures that may be shown anyway. Owns measures and rules; words are the pages'.
 */
#ifndef MODEL_ALERTS_H
#define MODEL_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;
struct priorities;
struct round;

/* X(ID, "code"). Of a round: response in %, highest over lowest rate, activities in
 * dispute, activities contested, covered people in %, answers left out in %, open
 * points of the latest requirements, days they wait for signatures. Of the project:
 * goals behind, roles and people short, departments nobody speaks for. */
#define ALERT_MEASURES(X) \
	X(RESPONSE, "response") \
	X(RATES_APART, "rates_apart") \
	X(DISAGREEMENT, "disagreement") \
	X(CONTESTED, "contested") \
	X(COVERAGE, "coverage") \
	X(EXCLUDED, "excluded") \
	X(GAPS, "gaps") \
	X(UNSIGNED_DAYS, "unsigned_days") \
	X(GOALS_BEHIND, "goals_behind") \
	X(ROLES_UNCOVERED, "roles_uncovered") \
	X(ROLES_OVERLOADED, "roles_overloaded") \
	X(NO_REPRESENTATIVE, "no_representative")

enum alert_measure {
#define ALERT_ID(id, code) ALERT_##id,
	ALERT_MEASURES(ALERT_ID)
#undef ALERT_ID
	ALERT_MEASURE_COUNT
};

/* "response" …; a static string. */
const char *alert_measure_code(enum alert_measure m);
bool alert_measure_parse(const char *code, enum alert_measure *out);

struct alert_rule {
	int64_t id;			/* 0: a new one */
	enum alert_measure measure;
	bool above;			/* else below */
	double threshold;
	const char *department;		/* code; "" the company, "*" each */
	const char *audience;		/* all, manager, analyst, admin */
	bool active;
};

/* A rule that holds. */
struct alert {
	const struct alert_rule *rule;
	const char *round;		/* code; "" for the project */
	const char *department;		/* code, or "" */
	double value;
};

struct alert_list {
	struct alert *list;
	size_t count;
};

enum err alert_rules_load(struct arena *a, struct db *db, struct alert_rule **out,
	size_t *count);
/* ERR_INPUT: threshold, audience or department out
 * of bounds; ERR_NOT_FOUND. */
enum err alert_rule_put(struct change *c, const struct alert_rule *r);
enum err alert_rule_drop(struct change *c, int64_t id);

/* Add the alerts of a round to *out; `list` NULL: nothing of it is shown. */
enum err alerts_of_round(struct arena *a, struct db *db, const struct alert_rule *rules,
	size_t count, const struct round *r, const struct priorities *list,
	struct alert_list *out);
/* Add those of the project: goals, roles, departments. */
enum err alerts_of_project(struct arena *a, struct db *db, const struct alert_rule *rules,
	size_t count, struct alert_list *out);
/* Whether a rule speaks to that role: "manager", "analyst", "admin". */
bool alert_for(const struct alert_rule *r, const char *role);

#endif
