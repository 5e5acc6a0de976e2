/* The company and its departments, confirmed once; and the first day, of which that is the
 * first step. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "duties.h"
#include "model/accounts.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/company.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "pages/admin.h"
#include "pages/site.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define PEOPLE_MAX 1000000

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

/* The form of the company and its departments, as typed or as they are. */
static enum err add_company(struct page *p)
{
	const struct request *req = p->req;
	struct department *list;
	struct catalogue labels;
	struct view_list *departments;
	size_t count;
	enum err e = departments_load(p->a, p->db, &list, &count);

	if (!e)
		e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &labels);
	if (e)
		return e;
	departments = node_list(p->root, V_DEPARTMENTS);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(departments);
		const char *merged = typed_or(req, arena_printf(p->a, "merge/%s", list[i].code),
			list[i].merged_into);

		node_textf(n, V_ID, "d%zu", i);
		node_text(n, V_CODE, list[i].code);
		node_text(n, V_LABEL, catalogue_label(&labels,
			catalogue_find(&labels, list[i].code), lang_code(p->lang)));
		node_text(n, V_VALUE, typed_or(req, arena_printf(p->a, "people/%s", list[i].code),
			format_double(p->a, list[i].headcount)));
		if (never_alone(&list[i], &p->settings))
			node_text(n, V_WARNING, page_count(p, "setup.too_small",
				p->settings.min_cell));
		add_merges(p, n, list, count, i, &labels, merged);
	}
	node_text(p->root, V_COMPANY, typed_or(req, "company", p->settings.company_name));
	node_int(p->root, V_K, p->settings.min_cell);
	return OK;
}

static enum err show_setup(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	enum err e = office_begin(req, res, "setup.title", &p);

	if (!e)
		e = add_company(&p);
	if (e)
		return e;
	node_text(p.root, V_ERROR, page_said(&p, said));
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
	return response_redirect(res, job.told ? "/admin/first" : "/admin/setup");
}

/* ---- the first day ---- */

/* Until when a first audit is usually asked. */
#define AUDIT_DAYS 21

struct steps {
	struct page *p;
	struct view_list *list;
};

static struct view_node *add_step(const struct steps *s, const char *name, bool done,
	const char *href)
{
	struct page *p = s->p;
	struct view_node *n = list_add(s->list);

	node_text(n, V_NAME, name);
	node_text(n, V_TITLE, page_text(p, arena_printf(p->a, "first.%s", name)));
	node_text(n, V_TEXT, page_text(p, arena_printf(p->a, "first.%s.text", name)));
	node_flag(n, V_DONE, done);
	node_text(n, V_HREF, href);
	node_text(n, V_LABEL, href ? page_text(p, arena_printf(p->a, "first.%s.go", name)) : NULL);
	return n;
}

/* Who can sign in: others than this administrator, and another one. */
static enum err add_people(const struct steps *s)
{
	struct account *list;
	size_t count, readers = 0, admins = 0;
	enum err e = account_list(s->p->a, s->p->db, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		if (list[i].disabled)
			continue;
		admins += list[i].role == ROLE_ADMIN;
		readers += list[i].role == ROLE_ANALYST && list[i].rows;
	}
	if (e)
		return e;
	/* One who reads, and one who does it while the first is away. */
	node_flag(add_step(s, "readers", readers >= 2, "/admin/users"), V_PEOPLE, true);
	add_step(s, "second", admins >= 2, "/admin/users");
	return OK;
}

/* The round people answer first: its last day, three weeks from now where none is set. */
static void add_audit(const struct steps *s, const struct round *rounds, size_t count)
{
	struct page *p = s->p;
	const struct round *open = NULL;
	char to[DAY_CHARS];
	struct view_list *langs;
	struct view_node *n;
	const char *edit;

	for (size_t i = 0; i < count && !open; i++)
		if (round_state_on(&rounds[i], page_today(p)) == ROUND_OPEN)
			open = &rounds[i];
	n = add_step(s, "audit", open && open->to_day, open ?
		url_path(p->a, "/admin/rounds/%s", open->code) : "/admin/rounds/_new");
	if (!open)
		return;
	edit = open->to_day ? NULL : url_path(p->a, "/admin/rounds/%s/edit", open->code);
	n = node_object(n, V_ROUND);
	node_text(n, V_TITLE, open->title);
	node_text(n, V_SUBJECT, open->subject);
	node_text(n, V_FROM, open->from_day);
	node_text(n, V_ACTION, edit);
	clock_day_add(page_today(p), AUDIT_DAYS, to);
	node_text(n, V_TO, arena_strdup(p->a, open->to_day ? open->to_day : to));
	node_text(n, V_DATE, open->to_day ? format_date(p->a, p->lang, open->to_day) : NULL);
	langs = node_list(n, V_LANGS);
	for (size_t i = 0; i < p->settings.language_count; i++)
		if (round_speaks(open, p->settings.languages[i]))
			node_text(list_add(langs), V_CODE, p->settings.languages[i]);
	add_step(s, "practice", false, url_path(p->a, "/admin/forms/%s/preview", open->form_code));
}

static enum err show_first(struct request *req, struct response *res, int status,
	const struct duties_fault *fault)
{
	struct page p;
	struct round *rounds = NULL;
	size_t count = 0;
	struct steps s;
	struct trail_backups backups;
	enum err e = office_begin(req, res, "first.title", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (!e)
		e = add_company(&p);
	if (e)
		return e;
	node_flag(p.root, V_DONE, p.settings.confirmed);
	s = (struct steps){&p, node_list(p.root, V_STEPS)};
	add_audit(&s, rounds, count);
	add_step(&s, "poster", false, "/admin/poster");
	e = add_people(&s);
	if (e)
		return e;
	e = trail_backups(p.a, p.db, &backups);
	if (e)
		return e;
	add_step(&s, "backup", backups.latest != NULL, "/admin/settings");
	e = duties_add(&p, "first", fault);
	return e ? e : page_end(&p, status, "first");
}

enum err first_get(struct request *req, struct response *res)
{
	return show_first(req, res, 200, NULL);
}

enum err first_with_duties(struct request *req, struct response *res,
	const struct duties_fault *fault)
{
	return show_first(req, res, 422, fault);
}
