/* Accounts: who may sign in, with which role and rights. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "duties.h"
#include "model/accounts.h"
#include "model/change.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "view/url.h"

static const enum account_role roles[] = {ROLE_ANALYST, ROLE_MANAGER, ROLE_ADMIN};

static void add_roles(struct page *p, struct view_node *n, const char *chosen)
{
	struct view_list *list = node_list(n, V_CHOICES);

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		const char *name = role_name(roles[i]);
		struct view_node *c = list_add(list);

		node_text(c, V_VALUE, name);
		node_text(c, V_LABEL, page_text(p, arena_printf(p->a, "users.role.%s", name)));
		node_text(c, V_HINT, page_text(p, arena_printf(p->a, "users.role.%s.hint", name)));
		node_flag(c, V_SELECTED, chosen && strcmp(chosen, name) == 0);
	}
}

static void add_account(struct page *p, struct view_list *list, const struct account *a)
{
	struct view_node *n = list_add(list);

	node_int(n, V_ID, a->id);
	node_text(n, V_NAME, arena_strdup(p->a, a->name));
	node_text(n, V_ROLE, page_text(p, arena_printf(p->a, "users.role.%s",
		role_name(a->role))));
	node_flag(n, V_ROWS, a->rows);
	node_flag(n, V_ROUNDS, a->rounds);
	node_flag(n, V_DISABLED, a->disabled);
	node_text(n, V_STATUS, page_text(p, a->disabled ? "users.disabled" :
		account_expired(a) ? "users.one_time_expired" :
		a->must_change ? "users.one_time" : "users.active"));
	node_text(n, V_HREF, url_path(p->a, "/admin/users/%ld", (long)a->id));
	add_roles(p, n, role_name(a->role));
}

/* What was just done, beside the list. */
struct news {
	const struct said *said;	/* what was wrong, or NULL */
	const char *name, *one_time;	/* a password to hand over, or NULL */
	const struct duties_fault *duties;	/* what was wrong with these, or NULL */
};

static enum err show_users(struct request *req, struct response *res, int status,
	const struct news *news)
{
	struct page p;
	struct account *accounts;
	struct view_list *list;
	size_t count;
	bool typed = news->said && params_get(&req->form, "name");
	enum err e = office_begin(req, res, "users.title", &p);

	if (!e)
		e = account_list(p.a, p.db, &accounts, &count);
	if (!e)
		e = duties_add(&p, "users", news->duties);
	if (e)
		return e;
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < count; i++)
		add_account(&p, list, &accounts[i]);
	add_roles(&p, p.root, typed_or(req, "role", "analyst"));
	node_text(p.root, V_ERROR, page_said(&p, news->said));
	node_text(p.root, V_VALUE, typed ? params_get(&req->form, "name") : NULL);
	node_flag(p.root, V_SELECTED, typed && params_get(&req->form, "rows"));
	node_flag(p.root, V_ROUNDS, typed && params_get(&req->form, "rounds"));
	node_text(p.root, V_NAME, news->name);
	node_text(p.root, V_ONE_TIME, news->one_time);
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "office.saved"));
	return page_end(&p, status, "users");
}

enum err users_get(struct request *req, struct response *res)
{
	return show_users(req, res, 200, &(struct news){0});
}

enum err users_with_duties(struct request *req, struct response *res,
	const struct duties_fault *fault)
{
	return show_users(req, res, 422, &(struct news){.duties = fault});
}

/* A role that is missing is never guessed. */
static enum err read_role(struct request *req, enum account_role *out)
{
	const char *role = params_get(&req->form, "role");

	if (!role || !role_parse(role, out))
		return err_text(err_fail(ERR_INPUT, "choose a role"), "users.no_role", NULL);
	return OK;
}

static enum err read_id(struct request *req, int64_t *out)
{
	const char *id = request_capture(req, "id");

	return id && parse_i64(id, out) ? OK :
		err_fail(ERR_NOT_FOUND, "there is no such account");
}

/* What a person entered wrong is said on the page; all else fails. */
static enum err refused_users(struct request *req, struct response *res, enum err e)
{
	struct said said = err_said(req->arena);

	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return show_users(req, res, 422, &(struct news){.said = &said});
	return e;
}

static enum err add_user(struct change *c, struct request *req, const char *name,
	enum account_role role, const char *hash)
{
	int64_t id;
	enum err e = account_add(c, name, role, params_get(&req->form, "rows"), hash, true, &id);

	return e ? e : account_set_rounds(c, id, params_get(&req->form, "rounds"));
}

static enum err edit_user(struct change *c, struct request *req, int64_t id,
	enum account_role role)
{
	enum err e = account_edit(c, id, role, params_get(&req->form, "rows"),
		params_get(&req->form, "disabled"));

	return e ? e : account_set_rounds(c, id, params_get(&req->form, "rounds"));
}

enum err users_post(struct request *req, struct response *res)
{
	const char *name = params_get(&req->form, "name");
	char *one_time = arena_alloc(req->arena, ACCOUNT_ONE_TIME_CHARS);
	char hash[ACCOUNT_HASH_CHARS];
	enum account_role role;
	struct change c;
	enum err e = read_role(req, &role);

	account_one_time(one_time);
	if (!e)
		e = account_hash(name ? name : "", one_time, hash);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, add_user(&c, req, name, role, hash));
	if (e)
		return refused_users(req, res, e);
	return show_users(req, res, 200, &(struct news){.name = name, .one_time = one_time});
}

enum err user_edit_post(struct request *req, struct response *res)
{
	enum account_role role;
	struct change c;
	int64_t id;
	enum err e = read_id(req, &id);

	if (!e)
		e = read_role(req, &role);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, edit_user(&c, req, id, role));
	return e ? refused_users(req, res, e) : response_redirect(res, "/admin/users?done=1");
}

enum err user_reset_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	char *one_time = arena_alloc(req->arena, ACCOUNT_ONE_TIME_CHARS);
	char hash[ACCOUNT_HASH_CHARS];
	struct account account;
	struct change c;
	struct db *db;
	int64_t id;
	enum err e = read_id(req, &id);

	if (!e)
		e = store_reader(site->store, &db);
	if (!e)
		e = account_by_id(db, id, &account);
	/* One's own is changed by who knows it, not by who finds the screen open. */
	if (!e && id == req->viewer->account)
		e = err_text(err_fail(ERR_INPUT, "change your own password under Password"),
			"users.own", NULL);
	account_one_time(one_time);
	if (!e)
		e = account_hash(account.name, one_time, hash);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, account_reset_password(&c, id, hash));
	if (e)
		return refused_users(req, res, e);
	return show_users(req, res, 200, &(struct news){
		.name = arena_strdup(req->arena, account.name), .one_time = one_time});
}
