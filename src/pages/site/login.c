/* Signing in and out, and changing one's password. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/change.h"
#include "model/sessions.h"
#include "pages/admin.h"
#include "pages/site.h"

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

/* Where somebody goes who just signed in; an administrator first to what must be
 * confirmed before lists mean anything. */
static const char *home_of(struct request *req, struct site *site,
	const struct account *account)
{
	struct settings settings;
	struct db *db;

	if (account->role != ROLE_ADMIN)
		return "/results";
	if (store_reader(site->store, &db) == OK &&
		settings_load(req->arena, db, &settings) == OK && !settings.confirmed)
		return "/admin/setup";
	return "/admin";
}

enum err login_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	const char *user = params_get(&req->form, "user");
	const char *password = params_get(&req->form, "password");
	const char *next = params_get(&req->form, "next");
	char token[SESSION_TOKEN_CHARS];
	struct account account;
	int64_t wait_s = 0;
	enum err e = session_login(site->store, &site->kiosk, user ? user : "",
		password ? password : "", req->session, token, &account, &wait_s);

	if (e == ERR_BUSY && wait_s > 0) {
		response_header(res, "Retry-After", arena_printf(req->arena, "%lld",
			(long long)wait_s));
		return show_login(req, res, 429, "login.wait", wait_s);
	}
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
	if (!next || !response_path_is_local(next) || strcmp(next, "/admin") == 0)
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

/* `error` is a key of the catalogue, or NULL; `said` what the model says. */
static enum err show_password(struct request *req, struct response *res, int status,
	const char *error, const struct said *said)
{
	struct page p;
	struct account account;
	enum err e = office_begin(req, res, "password.title", &p);

	if (!e)
		e = account_by_id(p.db, req->viewer->account, &account);
	if (e)
		return e;
	node_text(p.root, V_ERROR, error ? page_text(&p, error) : page_said(&p, said));
	node_flag(p.root, V_FIRST, account.must_change);
	return page_end(&p, status, "password");
}

enum err password_get(struct request *req, struct response *res)
{
	return show_password(req, res, 200, NULL, NULL);
}

static enum err refused_login(struct request *req, struct response *res)
{
	struct said said = err_said(req->arena);

	return show_password(req, res, 422, NULL, &said);
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
	struct db *db;
	int64_t wait_s = 0;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = account_check_password(db, name, old ? old : "", &account);
	if (e == ERR_DENIED)
		return show_password(req, res, 422, "password.wrong", NULL);
	if (e)
		return e;
	if (!new || !again || strcmp(new, again) != 0)
		return show_password(req, res, 422, "password.differ", NULL);
	if (strcmp(new, old ? old : "") == 0)
		return show_password(req, res, 422, "password.same", NULL);
	e = account_hash(name, new, hash);
	if (e == ERR_INPUT)
		return refused_login(req, res);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, account_change_password(&c, req->viewer->account, hash));
	/* All sessions have ended; this one goes on under a new token. */
	if (!e)
		e = session_login(site->store, &site->kiosk, name, new, NULL, token,
			&account, &wait_s);
	if (!e)
		e = response_session(req, res, token);
	if (e)
		return e;
	return response_redirect(res, home_of(req, site, &account));
}
