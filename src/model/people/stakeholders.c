/* The roster in the store, and what it lacks (see model/stakeholders.h). */
#include "model/stakeholders.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

static const struct {
	const char *code;
	double hours;
} roles[] = {
#define PROJECT_ROLE_ROW(id, code, hours) {code, hours},
	PROJECT_ROLES(PROJECT_ROLE_ROW)
#undef PROJECT_ROLE_ROW
};

const char *project_role_code(enum project_role r)
{
	return roles[r].code;
}

bool project_role_parse(const char *code, enum project_role *out)
{
	for (int i = 0; code && i < PROJECT_ROLE_COUNT; i++)
		if (strcmp(roles[i].code, code) == 0) {
			*out = (enum project_role)i;
			return true;
		}
	return false;
}

/* ---- reading ---- */

static enum err load_people(struct arena *a, struct db *db, struct roster *out)
{
	struct stmt *s = db_stmt(db, STMT_STAKEHOLDER_LIST);
	enum err e;

	while (stmt_next(s, &e)) {
		struct stakeholder *p;

		out->people = arena_grow(a, out->people, out->count + 1, sizeof *out->people);
		p = &out->people[out->count++];
		*p = (struct stakeholder){.id = col_i64(s, "id"), .name = col_copy(a, s, "name"),
			.department = col_copy(a, s, "department"), .hours = col_double(s, "hours"),
			.signs = col_i64(s, "signs") != 0};
		for (int r = 0; r < PROJECT_ROLE_COUNT; r++)
			p->given[r] = NAN;
	}
	return e;
}

static enum err load_roles(struct db *db, struct roster *out)
{
	struct stmt *s = db_stmt(db, STMT_STAKEHOLDER_ROLES);
	enum err e;

	while (stmt_next(s, &e)) {
		enum project_role role;

		for (size_t i = 0; i < out->count; i++)
			if (out->people[i].id == col_i64(s, "stakeholder") &&
				project_role_parse(col_text(s, "role"), &role))
				out->people[i].given[role] = col_double(s, "hours");
	}
	return e;
}

static enum err load_needs(struct db *db, struct roster *out)
{
	struct stmt *s = db_stmt(db, STMT_ROLE_NEEDS);
	enum project_role role;
	enum err e;

	for (int r = 0; r < PROJECT_ROLE_COUNT; r++)
		out->needed[r] = roles[r].hours;
	while (stmt_next(s, &e))
		if (project_role_parse(col_text(s, "role"), &role))
			out->needed[role] = col_double(s, "hours");
	return e;
}

enum err roster_load(struct arena *a, struct db *db, struct roster *out)
{
	struct roster r = {0};
	enum err e = load_people(a, db, &r);

	if (!e)
		e = load_roles(db, &r);
	if (!e)
		e = load_needs(db, &r);
	if (!e)
		*out = r;
	return e;
}

const struct stakeholder *roster_find(const struct roster *r, int64_t id)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->people[i].id == id)
			return &r->people[i];
	return NULL;
}

/* ---- what it lacks ---- */

double roster_given(const struct roster *r, enum project_role role, size_t *holders)
{
	double sum = 0;

	*holders = 0;
	for (size_t i = 0; i < r->count; i++)
		if (!isnan(r->people[i].given[role])) {
			sum += r->people[i].given[role];
			++*holders;
		}
	return sum;
}

bool stakeholder_overloaded(const struct stakeholder *s)
{
	double sum = 0;

	for (int r = 0; r < PROJECT_ROLE_COUNT; r++)
		if (!isnan(s->given[r]))
			sum += s->given[r];
	return !isnan(s->hours) && sum > s->hours;
}

bool roster_short(const struct roster *r, enum project_role role)
{
	size_t holders;
	double given = roster_given(r, role, &holders);

	return holders && given < r->needed[role];
}

bool roster_represents(const struct roster *r, const char *department)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->people[i].department, department) == 0)
			return true;
	return false;
}

struct roster_lacks roster_judge(const struct roster *r, const char *const *departments,
	size_t count)
{
	struct roster_lacks lacks = {0};

	for (int i = 0; i < PROJECT_ROLE_COUNT; i++) {
		size_t holders;

		roster_given(r, (enum project_role)i, &holders);
		lacks.uncovered += holders == 0;
		lacks.overloaded += roster_short(r, (enum project_role)i);
	}
	for (size_t i = 0; i < r->count; i++)
		lacks.overloaded += stakeholder_overloaded(&r->people[i]);
	for (size_t i = 0; i < count; i++)
		lacks.unrepresented += !roster_represents(r, departments[i]);
	return lacks;
}

/* ---- writing ---- */

static bool hours_fit(double h)
{
	return h >= 0 && h <= STAKEHOLDER_HOURS_MAX;
}

static enum err check(const struct stakeholder *s)
{
	struct str name = str_trim(str_of(s->name));

	if (!name.len || utf8_count(name.p, name.len) > STAKEHOLDER_NAME_MAX)
		return err_fail(ERR_INPUT, "enter a name of 1 to %d characters",
			STAKEHOLDER_NAME_MAX);
	if (!isnan(s->hours) && !hours_fit(s->hours))
		return err_fail(ERR_INPUT, "hours go from 0 to %d", STAKEHOLDER_HOURS_MAX);
	for (int r = 0; r < PROJECT_ROLE_COUNT; r++)
		if (!isnan(s->given[r]) && !hours_fit(s->given[r]))
			return err_fail(ERR_INPUT, "hours go from 0 to %d",
				STAKEHOLDER_HOURS_MAX);
	return OK;
}

/* Everything of a person but their roles. */
static enum err put_person(struct db *db, const struct stakeholder *p, int64_t *id)
{
	struct stmt *s = db_stmt(db, p->id ? STMT_STAKEHOLDER_SET : STMT_STAKEHOLDER_ADD);
	struct str name = str_trim(str_of(p->name));

	stmt_text_n(s, ":name", name.p, name.len);
	stmt_text(s, ":department", p->department);
	stmt_double(s, ":hours", p->hours);
	stmt_i64(s, ":signs", p->signs);
	if (p->id)
		stmt_i64(s, ":id", p->id);

	enum err e = stmt_run(s);

	if (e)
		return e;
	if (!db_changes(db))
		return err_fail(ERR_NOT_FOUND, "there is no such person on the roster");
	*id = p->id ? p->id : db_last_id(db);
	return OK;
}

static enum err put_roles(struct db *db, const struct stakeholder *p, int64_t id)
{
	struct stmt *s = db_stmt(db, STMT_STAKEHOLDER_ROLES_DROP);

	stmt_i64(s, ":id", id);

	enum err e = stmt_run(s);

	for (int r = 0; !e && r < PROJECT_ROLE_COUNT; r++) {
		if (isnan(p->given[r]))
			continue;
		s = db_stmt(db, STMT_STAKEHOLDER_ROLE_ADD);
		stmt_i64(s, ":id", id);
		stmt_text(s, ":role", roles[r].code);
		stmt_double(s, ":hours", p->given[r]);
		e = stmt_run(s);
	}
	return e;
}

/* The trail names a person by number: names stay where they can be taken out. */
static enum err record(struct change *c, const char *action, int64_t id)
{
	char object[32];

	snprintf(object, sizeof object, "person %lld", (long long)id);
	return trail_append(c, action, object, NULL);
}

enum err stakeholder_set(struct change *c, const struct stakeholder *s, int64_t *id)
{
	int64_t stored = 0;
	enum err e = check(s);

	if (!e)
		e = put_person(c->db, s, &stored);
	if (!e)
		e = put_roles(c->db, s, stored);
	if (!e)
		e = record(c, s->id ? "roster.change" : "roster.add", stored);
	if (!e)
		*id = stored;
	return e;
}

enum err stakeholder_leave(struct change *c, int64_t id)
{
	struct stmt *s = db_stmt(c->db, STMT_STAKEHOLDER_GONE);

	stmt_i64(s, ":id", id);

	enum err e = stmt_run(s);

	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "there is no such person on the roster");
	return e ? e : record(c, "roster.leave", id);
}

enum err role_need_set(struct change *c, enum project_role role, double hours)
{
	struct stmt *s;
	enum err e;

	if (!hours_fit(hours))
		return err_fail(ERR_INPUT, "hours go from 0 to %d", STAKEHOLDER_HOURS_MAX);
	s = db_stmt(c->db, STMT_ROLE_NEED_PUT);
	stmt_text(s, ":role", roles[role].code);
	stmt_double(s, ":hours", hours);
	e = stmt_run(s);
	return e ? e : trail_append(c, "roster.need", roles[role].code, NULL);
}

/* ---- executives ---- */

static void read_exec_answer(struct arena *a, struct stmt *s, void *row)
{
	*(struct exec_answer *)row = (struct exec_answer){
		col_i64(s, "stakeholder"),
		col_copy(a, s, "activity"),
		(int)col_i64(s, "value"),
	};
}

enum err exec_answers(struct arena *a, struct db *db, int64_t round,
	struct exec_answer **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_EXEC_ANSWERS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_exec_answer, out, count);
}

/* The means of all executives into the round's figures; blank where none is left. */
static enum err feed_means(struct change *c, const struct round *r)
{
	struct audit_function *functions;
	size_t n;
	enum err e = round_functions(c->arena, c->db, r->id, &functions, &n);
	struct stmt *s;

	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		functions[i].exec = NAN;
	s = db_stmt(c->db, STMT_EXEC_MEANS);
	stmt_i64(s, ":round", r->id);
	while (stmt_next(s, &e)) {
		size_t i = 0;

		while (i < n && strcmp(functions[i].code, col_text(s, "activity")) != 0)
			i++;
		if (i == n)
			e = err_fail(ERR_INPUT, "the round has no activity %.40s", col_text(s, "activity"));
		else
			functions[i].exec = col_double(s, "mean");
		if (e)
			break;
	}
	stmt_done(s);
	return e ? e : round_set_functions(c, r, functions, n);
}

enum err exec_answers_set(struct change *c, const struct round *r, int64_t stakeholder,
	const struct exec_answer *list, size_t count)
{
	struct stmt *s = db_stmt(c->db, STMT_EXEC_ANSWERS_DROP);
	enum err e;

	stmt_i64(s, ":round", r->id);
	stmt_i64(s, ":stakeholder", stakeholder);
	e = stmt_run(s);
	for (size_t i = 0; !e && i < count; i++) {
		if (list[i].value < 0 || list[i].value > 3)
			return err_fail(ERR_INPUT, "an answer goes from 0 to 3");
		s = db_stmt(c->db, STMT_EXEC_ANSWER_PUT);
		stmt_i64(s, ":round", r->id);
		stmt_i64(s, ":stakeholder", stakeholder);
		stmt_text(s, ":activity", list[i].activity);
		stmt_i64(s, ":value", list[i].value);
		e = stmt_run(s);
	}
	if (!e)
		e = feed_means(c, r);
	return e ? e : record(c, "exec.answer", stakeholder);
}
