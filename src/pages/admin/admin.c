/* What administrators do in the browser. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "clock.h"
#include "model/change.h"
#include "model/company.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/site.h"
#include "rounds.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define SOON_DAYS 3
#define TRAIL_PAGE 100
#define PEOPLE_MAX 1000000

/* ---- overview ---- */

static void warn(struct page *p, struct view_list *list, const char *text, const char *href,
	const char *label)
{
	struct view_node *n = list_add(list);

	node_text(n, V_TEXT, text);
	node_text(n, V_HREF, href);
	node_text(n, V_LABEL, href ? page_text(p, label) : NULL);
}

/* What is wrong with the trail: an entry, or the keys without which none can be told. */
static const char *trail_fault(const struct page *p, int64_t bad)
{
	return bad ? catalog_fill(p->a, page_text(p, "trail.broken"), "n",
		format_integer(p->a, p->lang, bad), NULL) : page_text(p, "keys.unsound");
}

/* What needs somebody: figures to confirm, rounds about to close, answers kept aside. */
static enum err add_warnings(struct page *p, const struct round *rounds, size_t count)
{
	struct view_list *list = node_list(p->root, V_WARNINGS);
	struct trail_sound trail;
	int64_t bad = 0;
	char soon[DAY_CHARS];
	size_t open = 0, kept;
	enum err e = quarantine_count(p->db, &kept);

	if (e)
		return e;
	clock_day_add(page_today(p), SOON_DAYS, soon);
	for (size_t i = 0; i < count; i++) {
		const struct round *r = &rounds[i];

		if (round_state_on(r, page_today(p)) != ROUND_OPEN)
			continue;
		open++;
		if (r->to_day && strcmp(r->to_day, soon) <= 0)
			warn(p, list, catalog_fill(p->a, page_text(p, "admin.closes_soon"),
				"title", r->title, "date", format_date(p->a, p->lang, r->to_day),
				NULL), url_path(p->a, "/admin/rounds/%s", r->code),
				"rounds.behind");
	}
	if (!p->settings.confirmed)
		warn(p, list, page_text(p, "admin.unconfirmed"), "/admin/setup", "setup.title");
	if (!open)
		warn(p, list, page_text(p, "admin.nothing_open"), "/admin/rounds/_new",
			"rounds.new");
	if (kept)
		warn(p, list, page_count(p, "admin.kept", (int64_t)kept), NULL, NULL);
	if (trail_verify(p->db, &trail, &bad))
		warn(p, list, trail_fault(p, bad), "/admin/trail", "trail.title");
	return OK;
}

enum err admin_get(struct request *req, struct response *res)
{
	static const struct {
		const char *href, *title, *text;
	} cards[] = {
		{"/admin/setup", "setup.title", "admin.setup"},
		{"/admin/departments", "departments.title", "admin.departments"},
		{"/admin/functions", "functions.title", "admin.functions"},
		{"/admin/users", "users.title", "admin.users"},
		{"/admin/settings", "settings.title", "admin.settings"},
		{"/admin/project", "project.name", "admin.project"},
		{"/admin/alerts", "alerts.title", "admin.alerts"},
		{"/admin/poster", "poster.name", "admin.poster"},
		{"/admin/trail", "trail.title", "admin.trail"},
	};
	struct page p;
	struct round *rounds;
	size_t count;
	struct view_list *list;
	const char *done = params_get(&req->query, "done");
	enum err e = office_begin(req, res, "menu.admin", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (!e)
		e = add_warnings(&p, rounds, count);
	if (!e)
		e = clock_add(&p);
	if (e)
		return e;
	rounds_add_all(&p, rounds, count);
	if (done && strcmp(done, "clock") == 0)
		node_text(p.root, V_DONE, page_text(&p, "clock.confirmed"));
	list = node_list(p.root, V_CARDS);
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_HREF, cards[i].href);
		node_text(n, V_TITLE, page_text(&p, cards[i].title));
		node_text(n, V_TEXT, page_text(&p, cards[i].text));
	}
	return page_end(&p, 200, "admin");
}

/* ---- company and departments ---- */

static void add_merges(struct page *p, struct view_node *n, const struct department *list,
	size_t count, size_t self, const struct catalogue *labels, const char *chosen)
{
	struct view_list *choices = node_list(n, V_CHOICES);

	for (size_t i = 0; i < count; i++) {
		struct view_node *c;

		if (i == self)
			continue;
		c = list_add(choices);
		node_text(c, V_VALUE, list[i].code);
		node_text(c, V_LABEL, catalogue_label(labels,
			catalogue_find(labels, list[i].code), lang_code(p->lang)));
		node_flag(c, V_SELECTED, chosen && strcmp(chosen, list[i].code) == 0);
	}
}

/* Too few people to be shown, and not counted with another. */
static bool never_alone(const struct department *d, const struct settings *s)
{
	return d->headcount < s->min_cell && !d->merged_into;
}

static enum err show_setup(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	struct department *list;
	struct catalogue labels;
	struct view_list *departments;
	size_t count;
	enum err e = office_begin(req, res, "setup.title", &p);

	if (!e)
		e = departments_load(p.a, p.db, &list, &count);
	if (!e)
		e = catalogue_load(p.a, p.db, CATALOGUE_DEPARTMENTS, &labels);
	if (e)
		return e;
	departments = node_list(p.root, V_DEPARTMENTS);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(departments);
		const char *merged = typed_or(req, arena_printf(p.a, "merge/%s", list[i].code),
			list[i].merged_into);

		node_textf(n, V_ID, "d%zu", i);
		node_text(n, V_CODE, list[i].code);
		node_text(n, V_LABEL, catalogue_label(&labels,
			catalogue_find(&labels, list[i].code), lang_code(p.lang)));
		node_text(n, V_VALUE, typed_or(req, arena_printf(p.a, "people/%s", list[i].code),
			format_double(p.a, list[i].headcount)));
		if (never_alone(&list[i], &p.settings))
			node_text(n, V_WARNING, page_count(&p, "setup.too_small",
				p.settings.min_cell));
		add_merges(&p, n, list, count, i, &labels, merged);
	}
	node_text(p.root, V_COMPANY, typed_or(req, "company", p.settings.company_name));
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_int(p.root, V_K, p.settings.min_cell);
	return page_end(&p, status, "setup");
}

enum err setup_get(struct request *req, struct response *res)
{
	return show_setup(req, res, 200, NULL);
}

struct setup_job {
	struct arena *arena;
	const struct request *req;
	struct settings settings;
	bool told;	/* nothing is new about who is never shown alone */
	struct department *list;
	size_t count;
};

static enum err read_departments(struct setup_job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		struct department *d = &job->list[i];
		bool known = never_alone(d, &job->settings);
		const char *people = params_get(&job->req->form,
			arena_printf(job->arena, "people/%s", d->code));
		const char *merge = params_get(&job->req->form,
			arena_printf(job->arena, "merge/%s", d->code));
		int64_t n;

		if (people && !*people)
			d->headcount = NAN;
		else if (people && parse_i64(people, &n) && n >= 0 && n <= PEOPLE_MAX)
			d->headcount = (double)n;
		else if (people)
			return err_text(err_fail(ERR_INPUT, "“%.40s” is not a number of people "
				"for %s: enter a whole number, or nothing when it is not known",
				people, d->code), "setup.bad_people", "value", people, "code",
				d->code, NULL);
		if (merge)
			d->merged_into = *merge ? merge : NULL;
		job->told = job->told && (known || !never_alone(d, &job->settings));
	}
	return OK;
}

enum err setup_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct setup_job job = {.arena = req->arena, .req = req, .told = true};
	const char *company = params_get(&req->form, "company");
	struct change c;
	struct said said;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = departments_load(req->arena, db, &job.list, &job.count);
	if (!e)
		e = settings_load(req->arena, db, &job.settings);
	if (e)
		return e;
	e = read_departments(&job);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, company_confirm(&c, company ? company : "", job.list, job.count));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return show_setup(req, res, 422, &said);
	if (e)
		return e;
	/* The page says which departments are too small, and offers to count them with others. */
	return response_redirect(res, job.told ? "/admin" : "/admin/setup");
}

/* ---- poster ---- */

enum err poster_get(struct request *req, struct response *res)
{
	struct page p;
	struct view_list *langs, *list;
	const char *const *addresses;
	enum err e = office_begin(req, res, "poster.name", &p);

	if (e)
		return e;
	list = node_list(p.root, V_ADDRESSES);
	addresses = office_addresses(&p);
	for (size_t i = 0; addresses[i]; i++)
		node_text(list_add(list), V_URL, addresses[i]);
	if (addresses[0])
		node_markup(p.root, V_QR, qr_code(p.a, addresses[0], addresses[0]));
	node_flag(p.root, V_WARNING, office_only_here(&p));
	langs = node_list(p.root, V_LANGS);
	for (int i = 0; i < LANG_COUNT; i++) {
		struct view_node *n = list_add(langs);
		const struct catalog *cat = p.site->catalog;
		enum lang lang = (enum lang)i;

		node_text(n, V_CODE, lang_code(lang));
		node_text(n, V_TITLE, catalog_text(cat, lang, "poster.general"));
		node_text(n, V_TEXT, catalog_fill(p.a, catalog_text(cat, lang, "poster.groups"),
			"k", format_integer(p.a, lang, p.settings.min_cell), NULL));
	}
	return page_end(&p, 200, "poster");
}

/* ---- trail ---- */

enum err trail_get(struct request *req, struct response *res)
{
	struct page p;
	struct trail_row *rows;
	size_t count;
	struct view_list *list;
	struct trail_sound trail = {0};
	int64_t before = 0, bad = 0;
	const char *asked = params_get(&req->query, "before");
	enum err e = office_begin(req, res, "trail.title", &p);

	if (e)
		return e;
	if (asked && !parse_i64(asked, &before))
		return err_fail(ERR_NOT_FOUND, "there is no such entry");
	if (trail_verify(p.db, &trail, &bad))
		node_text(p.root, V_ERROR, trail_fault(&p, bad));
	else if (trail.lost)
		node_text(p.root, V_ERROR, catalog_fill(p.a, page_text(&p, "trail.lost"), "n",
			format_integer(p.a, p.lang, trail.lost), "from",
			format_integer(p.a, p.lang, trail.lost_from), "to",
			format_integer(p.a, p.lang, trail.lost_to), NULL));
	e = trail_list(p.a, p.db, before, TRAIL_PAGE, &rows, &count);
	if (e)
		return e;
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);

		node_int(n, V_ID, rows[i].seq);
		node_text(n, V_DATE, rows[i].at);
		node_text(n, V_USER, rows[i].actor);
		node_text(n, V_ACTION, rows[i].action);
		node_text(n, V_CODE, rows[i].object);
		node_text(n, V_TEXT, rows[i].detail);
	}
	if (count == TRAIL_PAGE)
		node_text(p.root, V_NEXT, url_query(p.a, "/admin/trail", "before",
			arena_printf(p.a, "%lld", (long long)rows[count - 1].seq)));
	node_int(p.root, V_N, trail.rows);
	return page_end(&p, 200, "trail");
}
