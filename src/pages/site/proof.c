/* The password once more, before accounts and keys are touched: whoever finds a screen open
 * is not who signed in (OWASP ASVS 5.0, 7.5). */
#include <string.h>

#include "base/arena.h"
#include "model/sessions.h"
#include "pages/site.h"

#define FIELD "proof"

/* What was sent comes along, so that nothing is typed again. */
static void keep_fields(struct page *p)
{
	const struct params *form = &p->req->form;
	struct view_list *list = node_list(p->root, V_FIELDS);

	for (size_t i = 0; i < form->count; i++) {
		struct view_node *n;

		if (strcmp(form->list[i].name, FIELD) == 0 ||
			strcmp(form->list[i].name, "csrf") == 0)
			continue;
		n = list_add(list);
		node_text(n, V_NAME, form->list[i].name);
		node_text(n, V_VALUE, form->list[i].value);
	}
}

/* `error` is a key of the catalogue, or NULL; a plural by `n`. */
static enum err ask(struct request *req, struct response *res, int status, const char *error,
	int64_t n)
{
	struct page p;
	enum err e = office_begin(req, res, "proof.title", &p);

	if (e)
		return e;
	if (error)
		node_text(p.root, V_ERROR, page_count(&p, error, n));
	node_text(p.root, V_HREF, request_target(req));
	keep_fields(&p);
	return page_end(&p, status, "proof");
}

/* The session has a new token, and so have its forms. */
static enum err go_on(struct request *req, struct response *res, const char *token)
{
	struct site *site = req->app->ctx;
	struct viewer *viewer = arena_alloc(req->arena, sizeof *viewer);
	char *csrf = arena_alloc(req->arena, SESSION_CSRF_CHARS);

	session_csrf(&site->kiosk, token, csrf);
	*viewer = *req->viewer;
	viewer->csrf = csrf;
	viewer->proved = true;
	req->viewer = viewer;
	req->session = token;
	return response_session(req, res, token);
}

enum err site_prove(struct request *req, struct response *res, bool *proved)
{
	struct site *site = req->app->ctx;
	const char *password = params_get(&req->form, FIELD);
	char *token = arena_alloc(req->arena, SESSION_TOKEN_CHARS);
	int64_t wait_s = 0;
	enum err e;

	if (!password)
		return ask(req, res, 403, NULL, 0);
	e = session_prove(site->store, &site->kiosk, req->session, req->viewer->name, password,
		token, &wait_s);
	if (e == ERR_BUSY && wait_s > 0) {
		response_header(res, "Retry-After", arena_printf(req->arena, "%lld",
			(long long)wait_s));
		return ask(req, res, 429, "login.wait", wait_s);
	}
	if (e == ERR_DENIED)
		return ask(req, res, 403, "proof.wrong", 0);
	if (!e)
		e = go_on(req, res, token);
	*proved = !e;
	return e;
}
