/* Signing in and out, changing one's password, and where one is signed in. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "model/change.h"
#include "model/sessions.h"
#include "model/releases.h"
#include "model/rounds.h"
#include "pages/admin.h"
#include "pages/site.h"
#include "view/format.h"
#include "view/url.h"

/* `error` is a key of the catalogue, or NULL; a plural by `n`. */
static enum err show_login(struct request *req, struct response *res, int status,
	const char *error, int64_t n)
{
	struct page p;
	const char *next = params_get(status == 200 ? &req->query : &req->form, "next");
	enum err e = office_begin(req, res, "login.title", &p);

	if (e)
		return e;
	if (error)
		node_text(p.root, V_ERROR, page_count(&p, error, n));
	node_text(p.root, V_NEXT, next);
	node_text(p.root, V_VALUE, params_get(&req->form, "user"));
	node_text(p.root, V_CSRF, response_csrf(req, res));
	return page_end(&p, status, "login");
}

enum err login_get(struct request *req, struct response *res)
{
	return show_login(req, res, 200, NULL, 0);
}

/* The brief of the newest round that has a list. */
static const char *latest_brief(struct arena *a, struct db *db)
{
	struct round *rounds;
	struct release release;
	size_t count;

	if (round_list(a, db, &rounds, &count))
		return "/today";
	while (count-- > 0)
		if (release_latest(a, db, rounds[count].id, &release) == OK)
			return url_path(a, "/results/%s/brief", rounds[count].code);
	return "/today";
}

/* Where somebody goes who just signed in: a manager to the brief, an administrator first to
 * what must be confirmed before lists mean anything. */
static const char *home_of(struct request *req, struct site *site,
	const struct account *account)
{
	struct settings settings;
	struct db *db;

	if (store_reader(site->store, &db))
		return "/today";
	if (account->role == ROLE_MANAGER)
		return latest_brief(req->arena, db);
	if (account->role == ROLE_ADMIN && settings_load(req->arena, db, &settings) == OK &&
		!settings.confirmed)
		return "/admin/first";
	return "/today";
}

enum err login_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	const char *user = params_get(&req->form, "user");
	const char *password = params_get(&req->form, "password");
	const char *next = params_get(&req->form, "next");
	char token[SESSION_TOKEN_CHARS];
	struct account account;
	char name[ACCOUNT_NAME_BYTES];
	enum err e;

	account_name_key(user ? user : "", name);
	e = page_try(req, THROTTLE_LOGIN, name);
	if (!e)
		e = session_login(site->store, &site->kiosk, user ? user : "",
			password ? password : "", req->session, req->client != NULL, token,
			&account, &req->wait_s);
	if (e == ERR_BUSY && req->wait_s > 0) {
		response_header(res, "Retry-After", arena_printf(req->arena, "%d",
			(int)req->wait_s));
		return show_login(req, res, 429, "login.wait", req->wait_s);
	}
	if (e != ERR_DENIED)
		page_right(req, THROTTLE_LOGIN, name);
	if (e == ERR_DENIED)
		return show_login(req, res, 403, "login.wrong", 0);
	if (e == ERR_GONE)
		return show_login(req, res, 403, "login.expired", 0);
	if (e)
		return e;
	e = response_session(req, res, token);
	if (e)
		return e;
	if (account.must_change)
		return response_redirect(res, "/admin/password");
	if (!next || !response_path_is_local(next) || strcmp(next, "/admin") == 0 ||
		strcmp(next, "/today") == 0)
		next = home_of(req, site, &account);
	return response_redirect(res, next);
}

enum err logout_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	enum err e = req->session ? session_logout(site->store, req->session) : OK;

	if (e)
		return e;
	response_session_end(req, res);
	return response_redirect(res, "/login");
}

/* ---- password ---- */

static const char *time_text(struct page *p, int64_t at)
{
	char day[DAY_CHARS], minute[CLOCK_MINUTE_CHARS];

	clock_minute(at, day, minute);
	return arena_printf(p->a, "%s %s", format_date(p->a, p->lang, day), minute);
}

/* Where one is signed in. */
static enum err add_sessions(struct page *p)
{
	struct view_list *list = node_list(p->root, V_ITEMS);
	struct session_row *rows;
	size_t count;
	enum err e = session_list(p->a, p->db, p->req->viewer->account, p->req->session, &rows,
		&count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_CODE, rows[i].handle);
		node_text(n, V_BEGUN, time_text(p, rows[i].created_at));
		node_text(n, V_SEEN, time_text(p, rows[i].seen_at));
		node_flag(n, V_CURRENT, rows[i].current);
	}
	node_flag(p->root, V_OTHERS, !e && count > 1);
	return e;
}

/* `error` is a key of the catalogue, or NULL, a plural by `n`; `said` what the model says. */
static enum err show_password(struct request *req, struct response *res, int status,
	const char *error, int64_t n, const struct said *said)
{
	struct page p;
	struct account account;
	enum err e = office_begin(req, res, "password.title", &p);

	if (!e)
		e = account_by_id(p.db, req->viewer->account, &account);
	if (!e && !account.must_change)
		e = add_sessions(&p);
	if (e)
		return e;
	if (params_get(&req->query, "ended"))
		node_text(p.root, V_DONE, page_text(&p, "sessions.ended"));
	node_text(p.root, V_ERROR, error ? page_count(&p, error, n) : page_said(&p, said));
	node_flag(p.root, V_FIRST, account.must_change);
	return page_end(&p, status, "password");
}

enum err password_get(struct request *req, struct response *res)
{
	return show_password(req, res, 200, NULL, 0, NULL);
}

static enum err refused_login(struct request *req, struct response *res)
{
	struct said said = err_said(req->arena);

	return show_password(req, res, 422, NULL, 0, &said);
}

enum err password_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	const char *old = params_get(&req->form, "old"), *new = params_get(&req->form, "password");
	const char *again = params_get(&req->form, "again");
	const char *name = req->viewer->name;
	char hash[ACCOUNT_HASH_CHARS];
	struct change c;
	char token[SESSION_TOKEN_CHARS];
	struct account account;
	int64_t wait_s = 0;
	enum err e = page_try(req, THROTTLE_PASSWORD, name);

	if (!e)
		e = session_password(site->store, &site->kiosk, name, old ? old : "", &wait_s);
	if (e == ERR_BUSY && wait_s > 0)
		return show_password(req, res, 429, "login.wait", wait_s, NULL);
	if (!e)
		page_right(req, THROTTLE_PASSWORD, name);
	if (e == ERR_DENIED)
		return show_password(req, res, 422, "password.wrong", 0, NULL);
	if (e)
		return e;
	if (!new || !again || strcmp(new, again) != 0)
		return show_password(req, res, 422, "password.differ", 0, NULL);
	if (strcmp(new, old ? old : "") == 0)
		return show_password(req, res, 422, "password.same", 0, NULL);
	e = account_hash(name, new, hash);
	if (e == ERR_INPUT)
		return refused_login(req, res);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, account_change_password(&c, req->viewer->account, hash));
	/* All sessions have ended; this one goes on under a new token. */
	if (!e)
		e = session_login(site->store, &site->kiosk, name, new, NULL, req->client != NULL,
			token, &account, &wait_s);
	if (!e)
		e = response_session(req, res, token);
	if (e)
		return e;
	return response_redirect(res, home_of(req, site, &account));
}

/* ---- one's own sessions ---- */

enum err sessions_post(struct request *req, struct response *res)
{
	const char *handle = params_get(&req->form, "session");
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, handle ? session_end_own(&c, req->viewer->account, handle) :
			session_end_others(&c, req->viewer->account, req->session));
	return e ? e : response_redirect(res, "/admin/password?ended=1");
}
