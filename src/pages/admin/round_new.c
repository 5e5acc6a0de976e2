/* Opening a round: its fields, those of a pilot's among them. */
#include "rounds.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/pilots.h"
#include "model/prototypes.h"
#include "pages/admin.h"
#include "pages/office.h"
#include "pages/typed.h"
#include "view/url.h"

/* ---- the fields of a round ---- */

static void add_language(struct page *p, struct view_list *list, const char *code,
	const char *name, bool offered)
{
	struct view_node *n = list_add(list);

	node_text(n, V_CODE, code);
	node_text(n, V_NAME, name);
	node_flag(n, V_SELECTED, params_get(&p->req->form, "title") ?
		ticked(p->req, "language", code) : offered);
}

/* Languages of the kiosk, ticked as sent, or as the round has them. */
static struct view_list *add_languages(struct page *p, const struct round *r)
{
	struct view_list *list = node_list(p->root, V_LANGS);

	for (size_t i = 0; i < p->settings.language_count; i++) {
		const char *code = p->settings.languages[i];
		enum lang lang;

		add_language(p, list, code, lang_parse(code, &lang) ? lang_name(lang) : code,
			!r || round_speaks(r, code));
	}
	return list;
}

enum err round_add_languages(struct page *p, const struct round *r)
{
	struct view_list *list = add_languages(p, r);
	const struct form *f;
	enum err e = round_form_of(p->site->forms, p->a, p->db, r, &f);

	for (size_t i = 0; !e && i < f->language_count; i++) {
		const struct form_language *l = &f->languages[i];

		if (*l->code && !language_spoken(l->code))
			add_language(p, list, l->code, l->name,
				*r->languages && round_speaks(r, l->code));
	}
	return e;
}

/* Those that try the prototype that the page was opened for; *only "": all. */
static enum err departments_asked(struct page *p, const char **only)
{
	const char *subject = params_get(&p->req->query, "prototype");
	struct prototype v;
	enum err e = subject ? prototype_of_subject(p->a, p->db, subject, &v) : ERR_NOT_FOUND;

	*only = e ? "" : v.departments;
	return e == ERR_NOT_FOUND ? OK : e;
}

static bool named(const char *codes, const char *code)
{
	struct str rest = str_of(codes);

	if (!*codes)
		return true;
	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), code))
			return true;
	return false;
}

static enum err add_departments(struct page *p)
{
	const char *only;
	struct view_list *list = node_list(p->root, V_DEPARTMENTS);
	bool sent = params_get(&p->req->form, "title");
	struct catalogue c;
	enum err e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &c);

	if (!e)
		e = departments_asked(p, &only);
	for (size_t i = 0; !e && i < c.count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_CODE, c.entries[i].code);
		node_text(n, V_LABEL, catalogue_label(&c, &c.entries[i], lang_code(p->lang)));
		node_flag(n, V_SELECTED, sent ? ticked(p->req, "department", c.entries[i].code) :
			named(only, c.entries[i].code));
	}
	return e;
}

bool rounds_all(const struct request *req)
{
	return req->viewer->role == VIEWER_ADMIN;
}

/* Each form by its latest version; who looks after pilots alone opens theirs. */
static enum err add_forms(struct page *p)
{
	struct view_list *list = node_list(p->root, V_CHOICES);
	const char *chosen = typed_or(p->req, "form", params_get(&p->req->query, "form"));
	bool pilot = params_get(&p->req->query, "prototype");
	struct form_row *forms;
	size_t count;
	enum err e = form_list(p->a, p->db, &forms, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n;
		bool asks;

		if (!forms[i].latest)
			continue;
		e = form_asks_prototype(p->a, p->db, forms[i].id, &asks);
		if (e || (!asks && !rounds_all(p->req)))
			continue;
		n = list_add(list);
		node_text(n, V_VALUE, forms[i].code);
		node_text(n, V_LABEL, catalog_fill(p->a, page_text(p, "rounds.form_version"),
			"title", forms[i].title, "n",
			arena_printf(p->a, "%d", forms[i].version), NULL));
		node_flag(n, V_SELECTED, chosen ? strcmp(chosen, forms[i].code) == 0 : pilot && asks);
		/* The first that asks about a prototype is the one it is opened for. */
		pilot = pilot && !asks;
	}
	return e;
}

/* Versions of prototypes that it may be about, and which questionnaire testers get. */
static enum err add_pilot(struct page *p)
{
	struct view_list *list = node_list(p->root, V_VERSIONS);
	const char *chosen = typed_or(p->req, "prototype",
		params_get(&p->req->query, "prototype"));
	struct prototype *versions;
	size_t count;
	enum err e = prototype_list(p->a, p->db, &versions, &count);

	for (size_t i = count; !e && i-- > 0;) {
		const char *subject = arena_printf(p->a, "%s %s", versions[i].code,
			versions[i].version);
		struct view_node *n = list_add(list);

		node_text(n, V_VALUE, subject);
		node_text(n, V_LABEL, arena_printf(p->a, "%s · %s", prototype_say(&versions[i], "",
			PROTOTYPE_TITLE, lang_code(p->lang)), subject));
		node_flag(n, V_SELECTED, chosen && strcmp(chosen, subject) == 0);
	}
	node_flag(p->root, V_PILOT, chosen && *chosen);
	node_flag(p->root, V_SHOWN, ticked(p->req, "questionnaire", "umux"));
	return e;
}

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

/* The fields as sent: those that editing has too, and the rest. */
void round_read_spec(struct request *req, struct round_spec *out)
{
	struct buf *langs = buf_new(req->arena, 1000);
	const char **departments = arena_array(req->arena, req->form.count + 1,
		sizeof *departments);
	size_t n = 0;
	const struct param *at = NULL;
	const char *access = params_get(&req->form, "access");
	const char *prototype = or_null(params_get(&req->form, "prototype"));

	while ((at = params_next(&req->form, "language", at)))
		buf_printf(langs, "%s%s", langs->len ? " " : "", at->value);
	for (at = NULL; (at = params_next(&req->form, "department", at));)
		departments[n++] = at->value;
	*out = (struct round_spec){
		.form = typed_or(req, "form", ""),
		.title = params_get(&req->form, "title"),
		.code = or_null(params_get(&req->form, "code")),
		.departments = departments,
		.department_count = n,
		.from_day = or_null(params_get(&req->form, "from")),
		.to_day = or_null(params_get(&req->form, "to")),
		.subject = prototype ? prototype : or_null(params_get(&req->form, "subject")),
		.questionnaire = or_null(params_get(&req->form, "questionnaire")),
		.access = access && strcmp(access, "codes") == 0 ? ACCESS_CODES : ACCESS_OPEN,
		.languages = langs->data,
	};
}

/* ---- opening ---- */

static enum err show_new(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	enum err e = office_begin(req, res, "rounds.new", &p);

	if (!e)
		e = add_forms(&p);
	if (!e)
		e = add_departments(&p);
	if (!e)
		e = add_pilot(&p);
	if (e)
		return e;
	add_languages(&p, NULL);
	node_flag(p.root, V_FRESH, true);
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_text(p.root, V_NAME, params_get(&req->form, "title"));
	node_text(p.root, V_CODE, params_get(&req->form, "code"));
	node_text(p.root, V_SUBJECT, params_get(&req->form, "subject"));
	node_text(p.root, V_FROM, typed_or(req, "from", page_today(&p)));
	node_text(p.root, V_TO, params_get(&req->form, "to"));
	node_flag(p.root, V_CODED, ticked(req, "access", "codes"));
	node_int(p.root, V_K, p.settings.min_cell);
	return page_end(&p, status, "round_new");
}

enum err round_new_get(struct request *req, struct response *res)
{
	return show_new(req, res, 200, NULL);
}

/* All chosen, as the page offers it: of a prototype those that try it. */
static enum err choose_departments(struct arena *a, struct db *db, struct round_spec *spec)
{
	struct catalogue c;
	struct prototype v;
	enum err e;

	if (!spec->department_count)
		return err_text(err_fail(ERR_INPUT, "a round asks at least one department"),
			"rounds.nobody", NULL);
	e = catalogue_load(a, db, CATALOGUE_DEPARTMENTS, &c);
	if (e || spec->department_count < c.count || !spec->subject)
		return e;
	e = prototype_of_subject(a, db, spec->subject, &v);
	if (!e)
		spec->department_count = 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Who is no administrator opens rounds of pilots alone. */
static enum err check_pilot(struct request *req, struct db *db, const struct round_spec *spec)
{
	struct form_row form;
	bool asks;
	enum err e;

	if (rounds_all(req))
		return OK;
	e = form_latest(req->arena, db, spec->form, &form);
	if (!e)
		e = form_asks_prototype(req->arena, db, form.id, &asks);
	return e || asks ? e : err_text(err_fail(ERR_INPUT, "only rounds of pilots"),
		"rounds.pilots_only", NULL);
}

enum err rounds_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct db *db;
	struct round_spec spec;
	struct round round;
	struct change c;
	struct said said;
	enum err e = store_reader(site->store, &db);

	round_read_spec(req, &spec);
	spec.incomplete = params_get(&req->form, "incomplete");
	if (!e)
		e = choose_departments(req->arena, db, &spec);
	if (!e)
		e = check_pilot(req, db, &spec);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, round_open(&c, &spec, &round));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_NOT_FOUND)
		return show_new(req, res, 422, &said);
	if (e)
		return e;
	return response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/admin/rounds/%s", round.code), "done", "opened"));
}
