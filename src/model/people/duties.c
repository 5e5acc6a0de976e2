/* Owners and deputies (see model/duties.h). */
#include "model/duties.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

static const char *const codes[] = {
#define DUTY_QUEUE_CODE(id, code) code,
	DUTY_QUEUES(DUTY_QUEUE_CODE)
#undef DUTY_QUEUE_CODE
};

const char *duty_code(enum duty_queue q)
{
	return codes[q];
}

static struct stmt *of_queue(struct db *db, enum stmt_id id, enum duty_queue q)
{
	struct stmt *s = db_stmt(db, id);

	stmt_text(s, ":queue", codes[q]);
	return s;
}

static enum err find_account(struct db *db, int64_t id, struct account *out)
{
	*out = (struct account){0};
	return id ? account_by_id(db, id, out) : OK;
}

enum err duty_load(struct db *db, enum duty_queue q, struct duty *out)
{
	struct stmt *s = of_queue(db, STMT_DUTY_GET, q);
	struct duty d = {.attended = ""};
	int64_t owner = 0, deputy = 0;
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row) {
		owner = col_i64(s, "owner");
		deputy = col_i64(s, "deputy");
		snprintf(d.attended, sizeof d.attended, "%s", col_text(s, "attended"));
	}
	stmt_done(s);
	if (!e)
		e = find_account(db, owner, &d.owner);
	if (!e)
		e = find_account(db, deputy, &d.deputy);
	if (!e)
		*out = d;
	return e;
}

bool duty_may(enum duty_queue q, const struct account *a)
{
	if (!a->id || a->disabled)
		return false;
	return q == DUTY_KEPT ? a->role == ROLE_ADMIN : a->rows && a->role != ROLE_MANAGER;
}

enum duty_turn duty_turn(enum duty_queue q, const struct duty *d, const char *today)
{
	bool owner = duty_may(q, &d->owner), deputy = duty_may(q, &d->deputy);
	int steps;

	if (!owner && !deputy)
		return DUTY_ANYBODY;
	steps = clock_workdays(d->attended, today) / DUTY_WORKDAYS + (owner ? 0 : 1);
	if (steps == 0)
		return DUTY_OWNER;
	return steps == 1 && deputy ? DUTY_DEPUTY : DUTY_ADMINS;
}

static bool is_one(enum duty_queue q, const struct account *named, const struct account *who)
{
	return named->id == who->id && duty_may(q, named);
}

bool duty_has(enum duty_queue q, const struct duty *d, const struct account *who)
{
	return is_one(q, &d->owner, who) || is_one(q, &d->deputy, who);
}

bool duty_asks(enum duty_queue q, const struct duty *d, const struct account *who,
	const char *today)
{
	switch (duty_turn(q, d, today)) {
	case DUTY_ANYBODY:
		return duty_may(q, who) || who->role == ROLE_ADMIN;
	case DUTY_OWNER:
		return is_one(q, &d->owner, who);
	case DUTY_DEPUTY:
		return duty_has(q, d, who);
	case DUTY_ADMINS:
		break;
	}
	return duty_has(q, d, who) || who->role == ROLE_ADMIN;
}

/* ---- named ---- */

static enum err check_may(enum duty_queue q, const struct account *a)
{
	return !a->id || duty_may(q, a) ? OK :
		err_text(err_fail(ERR_INPUT, "%s may not do this: choose from the list", a->name),
			"duty.may_not", "name", a->name, NULL);
}

static enum err check_both(enum duty_queue q, const struct duty *d)
{
	enum err e = check_may(q, &d->owner);

	if (!e)
		e = check_may(q, &d->deputy);
	if (!e && d->deputy.id && !d->owner.id)
		return err_text(err_fail(ERR_INPUT, "choose an owner before a deputy"),
			"duty.no_owner", NULL);
	if (!e && d->deputy.id && d->deputy.id == d->owner.id)
		return err_text(err_fail(ERR_INPUT, "owner and deputy are two people"),
			"duty.same", NULL);
	return e;
}

static enum err put(struct db *db, enum duty_queue q, const struct duty *d)
{
	struct stmt *s = of_queue(db, STMT_DUTY_PUT, q);

	if (d->owner.id)
		stmt_i64(s, ":owner", d->owner.id);
	else
		stmt_null(s, ":owner");
	if (d->deputy.id)
		stmt_i64(s, ":deputy", d->deputy.id);
	else
		stmt_null(s, ":deputy");
	stmt_text(s, ":attended", d->attended);
	return stmt_run(s);
}

/* For the trail: "ana, deputy eva". */
static const char *named(struct arena *a, const struct duty *d)
{
	return arena_printf(a, "%s%s%s", d->owner.id ? d->owner.name : "nobody",
		d->deputy.id ? ", deputy " : "", d->deputy.name);
}

static enum err no_account(struct arena *a, int64_t id)
{
	return err_text(err_fail(ERR_INPUT, "there is no such account"), "duty.may_not", "name",
		arena_printf(a, "%lld", (long long)id), NULL);
}

enum err duty_set(struct change *c, enum duty_queue q, int64_t owner, int64_t deputy,
	const char *today)
{
	struct duty was, d = {.attended = ""};
	enum err e = duty_load(c->db, q, &was);

	if (e || (was.owner.id == owner && was.deputy.id == deputy))
		return e;
	e = find_account(c->db, owner, &d.owner);
	if (!e)
		e = find_account(c->db, deputy, &d.deputy);
	if (!e)
		e = check_both(q, &d);
	if (e)
		return e == ERR_NOT_FOUND ? no_account(c->arena, d.owner.id == owner ? deputy : owner) : e;
	snprintf(d.attended, sizeof d.attended, "%s",
		was.owner.id == owner && *was.attended ? was.attended : today);
	e = put(c->db, q, &d);
	return e ? e : trail_append(c, "duty.set", codes[q], named(c->arena, &d));
}

enum err duty_attend(struct change *c, enum duty_queue q, const char *today)
{
	struct stmt *s = of_queue(c->db, STMT_DUTY_ATTEND, q);

	stmt_text(s, ":today", today);
	return stmt_run(s);
}
