/* Rules in the store, and the figures they look at (see model/alerts.h). */
#include "model/alerts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "model/baseline.h"
#include "model/brief.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/signing.h"
#include "model/stakeholders.h"
#include "model/trail.h"
#include "store/stmt.h"

#define THRESHOLD_MAX 1000000

static const char *const codes[] = {
#define ALERT_CODE(id, code) code,
	ALERT_MEASURES(ALERT_CODE)
#undef ALERT_CODE
};

const char *alert_measure_code(enum alert_measure m)
{
	return codes[m];
}

bool alert_measure_parse(const char *code, enum alert_measure *out)
{
	for (int i = 0; code && i < ALERT_MEASURE_COUNT; i++)
		if (strcmp(codes[i], code) == 0) {
			*out = (enum alert_measure)i;
			return true;
		}
	return false;
}

bool alert_for(const struct alert_rule *r, const char *role)
{
	return strcmp(r->audience, "all") == 0 || strcmp(r->audience, role) == 0;
}

/* ---- rules ---- */

enum err alert_rules_load(struct arena *a, struct db *db, struct alert_rule **out,
	size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_ALERT_RULES);
	struct alert_rule *list = NULL;
	size_t n = 0;
	enum alert_measure m;
	enum err e;

	while (stmt_next(s, &e)) {
		if (!alert_measure_parse(col_text(s, "measure"), &m))
			continue;
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = (struct alert_rule){
			.id = col_i64(s, "id"),
			.measure = m,
			.above = strcmp(col_text(s, "comparison"), "above") == 0,
			.threshold = col_double(s, "threshold"),
			.department = col_copy(a, s, "department"),
			.audience = col_copy(a, s, "audience"),
			.active = col_i64(s, "active") != 0,
		};
	}
	if (!e) {
		*out = list;
		*count = n;
	}
	return e;
}

static bool known_audience(const char *s)
{
	return strcmp(s, "all") == 0 || strcmp(s, "manager") == 0 ||
		strcmp(s, "analyst") == 0 || strcmp(s, "admin") == 0;
}

static enum err record(struct change *c, const char *action, int64_t id)
{
	char object[32];

	snprintf(object, sizeof object, "rule %lld", (long long)id);
	return trail_append(c, action, object, NULL);
}

/* Only response rates are told apart by department. */
static enum err check_department(struct arena *a, struct db *db, const struct alert_rule *r)
{
	struct catalogue names;
	enum err e;

	if (!*r->department)
		return OK;
	if (r->measure != ALERT_RESPONSE)
		return err_text(err_fail(ERR_INPUT, "only response rates are told apart by "
			"department: choose the whole company"), "alerts.fault.whole", NULL);
	if (strcmp(r->department, "*") == 0)
		return OK;
	e = catalogue_load(a, db, CATALOGUE_DEPARTMENTS, &names);
	if (e || catalogue_find(&names, r->department))
		return e;
	return err_text(err_fail(ERR_INPUT, "there is no department %.40s: choose one of the "
		"list", r->department), "alerts.fault.department", "code", r->department, NULL);
}

static enum err check_rule(struct arena *a, struct db *db, const struct alert_rule *r)
{
	if (!(r->threshold >= 0 && r->threshold <= THRESHOLD_MAX))
		return err_text(err_fail(ERR_INPUT, "a threshold goes from 0 to %d",
			THRESHOLD_MAX), "alerts.fault", NULL);
	if (!known_audience(r->audience))
		return err_text(err_fail(ERR_INPUT, "nobody is called %.40s: choose one of the "
			"list", r->audience), "alerts.fault.audience", NULL);
	return check_department(a, db, r);
}

enum err alert_rule_put(struct change *c, const struct alert_rule *r)
{
	enum err e = check_rule(c->arena, c->db, r);
	struct stmt *s;

	if (e)
		return e;
	s = db_stmt(c->db, r->id ? STMT_ALERT_RULE_SET : STMT_ALERT_RULE_ADD);
	if (r->id)
		stmt_i64(s, ":id", r->id);
	stmt_text(s, ":measure", codes[r->measure]);
	stmt_text(s, ":comparison", r->above ? "above" : "below");
	stmt_double(s, ":threshold", r->threshold);
	stmt_text(s, ":department", r->department);
	stmt_text(s, ":audience", r->audience);
	stmt_i64(s, ":active", r->active);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such rule");
	return e ? e : record(c, r->id ? "alert.change" : "alert.add",
		r->id ? r->id : db_last_id(c->db));
}

enum err alert_rule_drop(struct change *c, int64_t id)
{
	struct stmt *s = db_stmt(c->db, STMT_ALERT_RULE_DROP);
	enum err e;

	stmt_i64(s, ":id", id);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such rule");
	return e ? e : record(c, "alert.remove", id);
}

/* ---- judging ---- */

/* A figure of NAN is not known, or not shown: no rule holds for it. */
static void judge(struct arena *a, struct alert_list *out, const struct alert_rule *r,
	const char *round, const char *department, double value)
{
	if (!r->active || isnan(value) ||
		!(r->above ? value > r->threshold : value < r->threshold))
		return;
	out->list = arena_grow(a, out->list, out->count + 1, sizeof *out->list);
	out->list[out->count++] = (struct alert){r, round, department, value};
}

static void judge_response(struct arena *a, struct alert_list *out, const struct alert_rule *r,
	const struct priorities *p)
{
	if (!*r->department) {
		judge(a, out, r, p->round.code, "", 100 * p->response.rate);
		return;
	}
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const char *code = p->result.departments[d].code;

		if (p->departments[d] == CELL_SHOWN && (*r->department == '*' ||
			strcmp(r->department, code) == 0))
			judge(a, out, r, p->round.code, code, 100 * p->rates[d].rate);
	}
}

/* Highest over lowest rate of the departments that are shown. */
static double shown_ratio(const struct priorities *p)
{
	double lo = INFINITY, hi = 0;
	size_t n = 0;

	for (size_t d = 0; d < p->result.n_departments; d++)
		if (p->departments[d] == CELL_SHOWN && !isnan(p->rates[d].rate)) {
			lo = fmin(lo, p->rates[d].rate);
			hi = fmax(hi, p->rates[d].rate);
			n++;
		}
	return n > 1 && lo > 0 ? hi / lo : NAN;
}

static bool disputed(const struct priorities *p, const struct audit_overall_row *row)
{
	if (priorities_polarised(p, row->function))
		return true;
	for (size_t i = 0; i < p->result.n_disagree; i++)
		if (p->result.disagree[i].function == row->function &&
			priorities_disagree(p, &p->result.disagree[i]))
			return true;
	return false;
}

static double count_rows(const struct priorities *p, enum alert_measure m)
{
	double n = 0;

	for (size_t i = 0; i < p->result.n_overall; i++) {
		const struct audit_overall_row *row = &p->result.overall[i];

		if (p->overall[i].score == CELL_SHOWN)
			n += m == ALERT_CONTESTED ? row->standing == AUDIT_CONTESTED :
				disputed(p, row);
	}
	return n;
}

static double figure_of(const struct priorities *p, enum alert_measure m)
{
	switch (m) {
	case ALERT_RATES_APART:
		return shown_ratio(p);
	case ALERT_DISAGREEMENT:
	case ALERT_CONTESTED:
		return count_rows(p, m);
	case ALERT_COVERAGE:
		return 100 * p->result.coverage;
	case ALERT_EXCLUDED:
		return quality_judged(&p->tables.quality) ? 100.0 *
			(double)p->tables.quality.excluded /
			(double)quality_judged(&p->tables.quality) : NAN;
	default:
		return NAN;
	}
}

/* Open points, and days without all signatures, of the latest version. */
static enum err baseline_figures(struct arena *a, struct db *db, const struct round *r,
	double *gaps, double *days)
{
	struct signature *list;
	struct baseline b;
	size_t n;
	enum err e = baseline_load(a, db, r->id, 0, &b);

	*gaps = *days = NAN;
	if (e)
		return e == ERR_NOT_FOUND ? OK : e;
	e = signatures_load(a, db, r->id, b.version, &list, &n);
	if (e)
		return e;
	*gaps = (double)b.n_gaps;
	if (!signing_ended(signing_judge(&b, list, n))) {
		char today[DAY_CHARS];

		clock_day(clock_now(), today, NULL);
		*days = clock_day_number(today) - clock_day_number(b.day);
	}
	return OK;
}

static enum err goals_behind(struct arena *a, struct db *db, double *out)
{
	struct goal_row *list;
	char today[DAY_CHARS];
	size_t count, behind = 0;
	enum err e = goals_load(a, db, &list, &count);

	clock_day(clock_now(), today, NULL);
	for (size_t i = 0; !e && i < count; i++)
		behind += goal_judge(&list[i], today).state == GOAL_BEHIND;
	*out = (double)behind;
	return e;
}

enum err alerts_of_round(struct arena *a, struct db *db, const struct alert_rule *rules,
	size_t count, const struct round *r, const struct priorities *list,
	struct alert_list *out)
{
	double gaps, days;
	enum err e = baseline_figures(a, db, r, &gaps, &days);

	for (size_t i = 0; !e && i < count; i++) {
		const struct alert_rule *rule = &rules[i];

		if (rule->measure == ALERT_GAPS || rule->measure == ALERT_UNSIGNED_DAYS)
			judge(a, out, rule, r->code, "", rule->measure == ALERT_GAPS ? gaps : days);
		else if (list && list->shown && rule->measure == ALERT_RESPONSE)
			judge_response(a, out, rule, list);
		else if (list && list->shown)
			judge(a, out, rule, r->code, "", figure_of(list, rule->measure));
	}
	return e;
}

static enum err roster_figures(struct arena *a, struct db *db, struct roster_lacks *out,
	bool *any)
{
	struct department *departments;
	const char **names;
	struct roster roster;
	size_t n, asked = 0;
	enum err e = roster_load(a, db, &roster);

	if (!e)
		e = departments_load(a, db, &departments, &n);
	if (e)
		return e;
	names = arena_array(a, n + 1, sizeof *names);
	for (size_t i = 0; i < n; i++)
		if (!departments[i].merged_into)
			names[asked++] = departments[i].code;
	*out = roster_judge(&roster, names, asked);
	*any = roster.count > 0;
	return OK;
}

/* A project that has named nobody yet is not nagged about roles. */
enum err alerts_of_project(struct arena *a, struct db *db, const struct alert_rule *rules,
	size_t count, struct alert_list *out)
{
	struct roster_lacks lacks;
	double behind;
	bool any;
	enum err e = goals_behind(a, db, &behind);

	if (!e)
		e = roster_figures(a, db, &lacks, &any);
	for (size_t i = 0; !e && i < count; i++) {
		enum alert_measure m = rules[i].measure;

		if (m == ALERT_GOALS_BEHIND)
			judge(a, out, &rules[i], "", "", behind);
		else if (any && m == ALERT_ROLES_UNCOVERED)
			judge(a, out, &rules[i], "", "", (double)lacks.uncovered);
		else if (any && m == ALERT_ROLES_OVERLOADED)
			judge(a, out, &rules[i], "", "", (double)lacks.overloaded);
		else if (any && m == ALERT_NO_REPRESENTATIVE)
			judge(a, out, &rules[i], "", "", (double)lacks.unrepresented);
	}
	return e;
}
