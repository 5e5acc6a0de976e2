/* Who looks after what waits: the form with owner and deputy of each queue. */
#include "duties.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "pages/admin.h"
#include "pages/typed.h"

const char *duty_label(const struct page *p, enum duty_queue q)
{
	return page_text(p, arena_printf(p->a, "duty.queue.%s", duty_code(q)));
}

const char *duty_away(const struct page *p, enum duty_queue q, const struct duty *d)
{
	const struct account *gone = d->owner.id && !duty_may(q, &d->owner) ? &d->owner :
		d->deputy.id && !duty_may(q, &d->deputy) ? &d->deputy : NULL;

	return gone ? catalog_fill(p->a, page_text(p, "duty.away"), "name", gone->name, NULL) : NULL;
}

/* ---- shown ---- */

static const char *field(struct arena *a, const char *who, enum duty_queue q)
{
	return arena_printf(a, "%s/%s", who, duty_code(q));
}

struct people {
	struct account *list;
	size_t count;
};

/* Those that may do it; nobody stands above them. */
static void add_select(struct page *p, struct view_node *duty, enum view_name name,
	enum duty_queue q, const struct people *people, int64_t stored)
{
	struct view_node *n = node_object(duty, name);
	const char *field_name = field(p->a, name == V_OWNER ? "owner" : "deputy", q);
	const char *now = typed_or(p->req, field_name, arena_printf(p->a, "%ld", (long)stored));
	struct view_list *choices = node_list(n, V_CHOICES);

	node_text(n, V_ID, arena_printf(p->a, "%s-%s", name == V_OWNER ? "owner" : "deputy",
		duty_code(q)));
	node_text(n, V_NAME, field_name);
	for (size_t i = 0; i < people->count; i++) {
		const struct account *a = &people->list[i];
		struct view_node *c;

		if (!duty_may(q, a))
			continue;
		c = list_add(choices);
		node_textf(c, V_VALUE, "%ld", (long)a->id);
		node_text(c, V_LABEL, a->name);
		node_flag(c, V_SELECTED, strcmp(now, arena_printf(p->a, "%ld", (long)a->id)) == 0);
	}
}

static enum err add_duty(struct page *p, struct view_list *duties, enum duty_queue q,
	const struct people *people, const struct duties_fault *fault)
{
	struct view_node *n;
	struct duty d;
	enum err e = duty_load(p->db, q, &d);

	if (e)
		return e;
	n = list_add(duties);
	node_text(n, V_LABEL, duty_label(p, q));
	node_text(n, V_HINT, page_text(p, arena_printf(p->a, "duty.queue.%s.hint", duty_code(q))));
	node_text(n, V_SAY, fault && fault->refused == q ? page_said(p, fault->said) : NULL);
	node_text(n, V_WARNING, duty_away(p, q, &d));
	add_select(p, n, V_OWNER, q, people, d.owner.id);
	add_select(p, n, V_DEPUTY, q, people, d.deputy.id);
	return OK;
}

enum err duties_add(struct page *p, const char *next, const struct duties_fault *fault)
{
	struct view_list *duties = node_list(p->root, V_DUTIES);
	struct people people;
	enum err e = account_list(p->a, p->db, &people.list, &people.count);

	node_text(p->root, V_NEXT, next);
	for (int q = 0; !e && q < DUTY_QUEUE_COUNT; q++)
		e = add_duty(p, duties, (enum duty_queue)q, &people, fault);
	return e;
}

/* ---- chosen ---- */

/* An account's id, 0 for nobody; a field that is absent leaves `stored`. */
static enum err read_account(const struct request *req, const char *name, int64_t stored,
	int64_t *out)
{
	const char *value = params_get(&req->form, name);

	*out = stored;
	if (value && !*value)
		*out = 0;
	else if (value && (!parse_i64(value, out) || *out <= 0))
		return err_text(err_fail(ERR_INPUT, "“%.40s” may not do this: choose from the list",
			value), "duty.may_not", "name", value, NULL);
	return OK;
}

static enum err set_duty(struct change *c, const struct request *req, enum duty_queue q,
	const char *today)
{
	struct duty was;
	int64_t owner, deputy;
	enum err e = duty_load(c->db, q, &was);

	if (!e)
		e = read_account(req, field(req->arena, "owner", q), was.owner.id, &owner);
	if (!e)
		e = read_account(req, field(req->arena, "deputy", q), was.deputy.id, &deputy);
	return e ? e : duty_set(c, q, owner, deputy, today);
}

/* All or none; *refused is the one that failed. */
static enum err set_duties(struct change *c, const struct request *req, enum duty_queue *refused)
{
	char today[DAY_CHARS];
	enum err e = OK;

	clock_day(clock_now(), today, NULL);
	for (int q = 0; !e && q < DUTY_QUEUE_COUNT; q++) {
		*refused = (enum duty_queue)q;
		e = set_duty(c, req, (enum duty_queue)q, today);
	}
	return e;
}

enum err duties_post(struct request *req, struct response *res)
{
	bool first = strcmp(typed(req, "next"), "first") == 0;
	struct duties_fault fault = {.refused = DUTY_QUEUE_COUNT};
	struct said said;
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, set_duties(&c, req, &fault.refused));
	if (!e)
		return response_redirect(res, first ? "/admin/first" : "/admin/users?done=1");
	if (e != ERR_INPUT)
		return e;
	said = err_said(req->arena);
	fault.said = &said;
	return first ? first_with_duties(req, res, &fault) : users_with_duties(req, res, &fault);
}
