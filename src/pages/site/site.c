/* What the pages share: begin and end of program and page. */
#include "pages/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "model/keys.h"
#include "model/refusals.h"
#include "model/releases.h"
#include "model/sessions.h"
#include "model/upgrade.h"
#include "pages/office.h"
#include "store/store.h"
#include "view/format.h"
#include "pages/standing.h"
#include "view/url.h"
#include "web/places.h"
#include "web/status.h"

static enum err load_views(struct site *s)
{
	struct places places;
	struct faults faults;
	enum err e = places_find(s->arena, &places);

	if (e)
		return e;
	s->help = path_join(s->arena, places.www, "help");
	faults_init(&faults, s->arena);
	e = catalog_load(s->arena, path_join(s->arena, places.www, "i18n/interface.csv"),
		&faults, &s->catalog);
	if (!e)
		e = view_load(s->arena, path_join(s->arena, places.www, "templates"),
			s->catalog, &faults, &s->views);
	for (size_t i = 0; i < faults.count; i++)
		log_line("%s:%zu: %s", faults.list[i].file, faults.list[i].line,
			faults.list[i].message);
	return e;
}

enum err site_begin(void *ctx)
{
	struct site *s = ctx;
	const char *data = getenv("KIOSK_DATA");
	struct db *db;
	struct settings settings;
	enum err e;

	if (!data)
		data = getenv("DATA");
	if (!data)
		return err_fail(ERR_USAGE, "KIOSK_DATA names no data folder");
	digest_init();
	s->arena = arena_new();
	s->forms = cache_new();
	s->lists = cache_new();
	s->drawn = cache_new();
	s->summaries = cache_new();
	s->standing = cache_new();
	s->pages = cache_new();
	page_slots_make();
	e = load_views(s);
	if (!e)
		e = store_open(data, s->role, kiosk_upgrades, &s->store);
	if (!e)
		e = store_reader(s->store, &db);
	if (!e)
		e = kiosk_load(db, &s->kiosk);
	if (!e)
		e = settings_load(s->arena, db, &settings);
	if (!e && !clock_set_zone(settings.timezone))
		log_at(LOG_LEVEL_WARN, "the time zone %s is unknown here: days are those of UTC",
			settings.timezone);
	return e;
}

void site_end(void *ctx)
{
	struct site *s = ctx;

	store_close(s->store);
	cache_free(s->forms);
	cache_free(s->lists);
	cache_free(s->drawn);
	cache_free(s->summaries);
	cache_free(s->standing);
	cache_free(s->pages);
	arena_free(s->arena);
}

void site_tick(void *ctx)
{
	struct site *s = ctx;

	if (store_failed(s->store))
		web_end_process();
}

void site_after(void *ctx)
{
	struct site *s = ctx;
	struct arena *a = arena_new();
	struct settings settings;
	struct store *store;
	struct db *db;
	bool any = false, made;

	if (store_reader(s->store, &db) || settings_load(a, db, &settings) ||
		releases_any_due(db, &any) || !any) {
		arena_free(a);
		return;
	}
	if (store_open(store_folder_of(s->store), STORE_ADMIN, kiosk_upgrades, &store) == OK) {
		if (releases_make_due(store, settings.min_cell, &made))
			log_line("a release could not be made: %s", err_detail());
		store_close(store);
	}
	arena_free(a);
}

enum err site_session(struct request *req, const char *token, struct viewer **viewer)
{
	struct site *s = req->app->ctx;
	struct session session;
	char *csrf = arena_alloc(req->arena, SESSION_CSRF_CHARS);
	enum err e = session_find(s->store, token, &session);

	if (e == ERR_DENIED)
		return OK;
	if (e)
		return e;
	if (!params_get(&req->query, LOOKS_AGAIN))
		session_touch(s->store, token, &session);
	session_csrf(&s->kiosk, token, csrf);
	*viewer = arena_alloc(req->arena, sizeof **viewer);
	**viewer = (struct viewer){
		.account = session.account.id,
		.name = arena_strdup(req->arena, session.account.name),
		.role = session.account.role == ROLE_ADMIN ? VIEWER_ADMIN :
			session.account.role == ROLE_ANALYST ? VIEWER_ANALYST : VIEWER_MANAGER,
		.rows = session.account.rows,
		.rounds = session.account.rounds,
		.must_change = session.account.must_change,
		.proved = session_proved(&session),
		.csrf = csrf,
	};
	return OK;
}

void site_denied(struct request *req, const struct route *route, const char *why)
{
	struct site *s = req->app->ctx;

	if (refusal_note(s->store, REFUSED_REQUEST, req->viewer ? req->viewer->name : "",
		arena_printf(req->arena, "%s %s", route->method, route->pattern), why))
		log_line("a denied request could not be noted: %s", err_detail());
}

/* ---- pages ---- */

static void release_db(void *db)
{
	db_release(db);
}

static enum lang choose_language(const struct page *p)
{
	const char *asked = params_get(&p->req->form, "lang");
	enum lang lang, first = LANG_EN;

	if (!asked)
		asked = params_get(&p->req->query, "lang");
	if (lang_parse(asked, &lang))
		return lang;
	if (p->settings.language_count)
		lang_parse(p->settings.languages[0], &first);
	return lang_accept(p->req->accept_language, first);
}

enum err page_begin(struct request *req, struct response *res, struct page *out)
{
	struct page p = {.req = req, .res = res, .site = req->app->ctx, .a = req->arena};
	enum err e = store_reader(p.site->store, &p.db);

	if (e)
		return e;
	arena_on_clean(p.a, release_db, p.db);
	e = standing_begin(&p);
	if (e)
		return e;
	p.lang = choose_language(&p);
	p.root = view_root(view_new(p.a));
	*out = p;
	return OK;
}

enum err office_begin(struct request *req, struct response *res, const char *title,
	struct page *out)
{
	enum err e = page_begin(req, res, out);

	if (e)
		return e;
	out->office = true;
	out->lang = office_language(out);
	node_text(out->root, V_TITLE, page_text(out, title));
	return OK;
}

enum err page_change(struct request *req, struct change *out)
{
	struct site *site = req->app->ctx;

	return change_begin(out, req->arena, site->store, &site->kiosk,
		req->viewer ? req->viewer->name : NULL);
}

const char *page_text(const struct page *p, const char *key)
{
	return catalog_text(p->site->catalog, p->lang, key);
}

const char *page_count(const struct page *p, const char *key, int64_t n)
{
	return catalog_fill(p->a, catalog_plural(p->site->catalog, p->lang, key, n), "n",
		format_integer(p->a, p->lang, n), NULL);
}

const char *page_said(const struct page *p, const struct said *said)
{
	if (!said)
		return NULL;
	if (!said->key || !catalog_has(p->site->catalog, said->key))
		return said->text;
	return catalog_fill_pairs(p->a, page_text(p, said->key), said->pairs);
}

const char *page_today(const struct page *p)
{
	return arena_strdup(p->a, p->calendar.today);
}

bool page_speaks(const struct page *p, enum lang lang)
{
	if (p->round && !round_speaks(p->round, lang_code(lang)))
		return false;
	for (size_t i = 0; i < p->settings.language_count; i++)
		if (strcmp(p->settings.languages[i], lang_code(lang)) == 0)
			return true;
	return p->settings.language_count == 0;
}

static void add_language(struct page *p, struct view_list *list, const char *code,
	const char *name)
{
	struct view_node *n = list_add(list);
	bool get = strcmp(p->req->method, "POST") != 0;

	node_text(n, V_CODE, code);
	node_text(n, V_NAME, name);
	node_text(n, V_HREF, url_query(p->a, get ? p->req->path : "/", "lang", code));
	node_flag(n, V_CURRENT, strcmp(code, page_language(p)) == 0);
}

static void add_languages(struct page *p)
{
	struct view_list *list = node_list(p->root, V_LANGS);

	for (int i = 0; i < LANG_COUNT; i++)
		if (page_speaks(p, (enum lang)i))
			add_language(p, list, lang_code((enum lang)i), lang_name((enum lang)i));
	for (size_t i = 0; i < p->tongue_count; i++)
		add_language(p, list, p->tongues[i].code, p->tongues[i].name);
}

const char *page_language(const struct page *p)
{
	return p->tongue ? p->tongue->code : lang_code(p->lang);
}

/* A page in a language of its own holds the interface's words as those of another. */
static void add_language_of_page(struct page *p)
{
	node_text(p->root, V_LANG, page_language(p));
	if (!p->tongue)
		return;
	view_speaks(p->root, p->tongue->code);
	if (strcmp(lang_dir(p->tongue->code), "rtl") == 0)
		node_text(p->root, V_DIR, "rtl");
}

const char *page_brand(const struct page *p)
{
	return *p->settings.company_name ? p->settings.company_name : page_text(p, "app.title");
}

enum err page_end(struct page *p, int status, const char *template)
{
	add_language_of_page(p);
	node_text(p->root, V_BRAND, page_brand(p));
	if (*p->settings.logo)
		node_text(p->root, V_LOGO, p->settings.logo);
	if (*p->settings.accent)
		node_text(p->root, V_THEME, p->settings.accent + 1);
	node_flag(p->root, V_EXAMPLE, !p->settings.confirmed);
	if (p->office)
		office_bar(p);
	else
		add_languages(p);
	if (p->req->viewer)
		node_text(p->root, V_CSRF, p->req->viewer->csrf);
	return view_render(p->site->views, template, p->lang, p->root,
		response_html(p->res, status));
}

/* ---- errors ---- */

static enum err error_json(int status, const char *detail, struct response *res)
{
	struct json_writer w = {.out = response_json(res, status)};

	json_begin_object(&w);
	json_key(&w, "error");
	json_string(&w, detail && *detail ? detail : status_text(status));
	json_end_object(&w);
	return OK;
}

enum err page_try(struct request *req, enum throttle_kind kind, const char *name)
{
	if (!req->client)
		return OK;
	req->wait_s = throttle_try(kind, req->client, name);
	if (!req->wait_s)
		return OK;
	return err_text(err_fail(ERR_BUSY, "too many wrong tries: wait %d s", (int)req->wait_s),
		"throttle.wait", "seconds", arena_printf(req->arena, "%d", (int)req->wait_s), NULL);
}

void page_right(struct request *req, enum throttle_kind kind, const char *name)
{
	if (req->client)
		throttle_right(kind, req->client, name);
}

enum err site_error_page(struct request *req, int status, const char *detail,
	struct response *res)
{
	struct page p;
	struct said said = err_said(req->arena);
	char key[40];

	/* Whatever failed, this is where it ends up: a fresh program takes its place. */
	if (store_failed(((struct site *)req->app->ctx)->store))
		web_end_process();
	if (status == 503)
		response_header(res, "Retry-After", "5");
	if (req->accept_json)
		return error_json(status, detail, res);

	enum err e = req->viewer ? office_begin(req, res, "", &p) : page_begin(req, res, &p);

	if (e)
		return e;
	snprintf(key, sizeof key, "error.%d.title", status);
	if (!catalog_has(p.site->catalog, key))
		status = status >= 500 ? 500 : 400;
	snprintf(key, sizeof key, "error.%d.title", status);
	if (req->viewer && status >= 500)
		snprintf(key, sizeof key, "office.failed.title");
	else if (req->viewer && status == 422)
		snprintf(key, sizeof key, "office.unsaved.title");
	node_text(p.root, V_TITLE, page_text(&p, key));
	snprintf(key, sizeof key, "error.%d.text", status);
	if (status == 429 && req->wait_s > 0)
		node_text(p.root, V_TEXT, page_said(&p, &said));
	else
		node_text(p.root, V_TEXT, page_text(&p, req->viewer && status >= 500 ?
			"office.failed.text" : key));
	/* Of what fails inside, this alone is for whoever is signed in to mend. */
	if (req->viewer && status >= 500 && keys_check(p.db))
		detail = page_text(&p, "keys.unsound");
	/* What the failure said for other languages goes with its own words only. */
	if (detail && strcmp(detail, said.text) == 0)
		detail = page_said(&p, &said);
	node_text(p.root, V_DETAIL, detail);
	return page_end(&p, res->status, req->viewer ? "office_error" : "error");
}
