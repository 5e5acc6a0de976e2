/* Today: what waits for whoever signed in, the rounds that are open, and what is new. */
#include "today.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "duties.h"
#include "model/change.h"
#include "model/raw_texts.h"
#include "model/releases.h"
#include "model/revote.h"
#include "model/submissions.h"
#include "model/texts.h"
#include "model/trail.h"
#include "model/triage.h"
#include "pages/admin.h"
#include "pages/alerts.h"
#include "pages/office.h"
#include "pages/signing.h"
#include "pages/site.h"
#include "rounds.h"
#include "view/format.h"
#include "view/url.h"

#define SOON_DAYS 3	/* before a round closes */
#define NEW_DAYS 7	/* a list stays news */
#define DELETED_DAYS 30	/* before unread texts are */
#define BACKUP_DAYS 7	/* from then on a backup is asked for */
#define BACKUP_HELP "/help/admin.html#backups"

struct desk {
	struct page *p;
	const struct round *rounds;
	size_t count;
	bool admin, writes, reads_rows;
	struct account who;		/* as duties know them */
	struct duty duties[DUTY_QUEUE_COUNT];
	int64_t waiting[DUTY_QUEUE_COUNT];	/* where that is shown */
	struct view_list *waits, *news;
};

static void add(const struct desk *d, struct view_list *list, const char *text, const char *href,
	const char *label)
{
	struct view_node *n = list_add(list);

	node_text(n, V_TEXT, text);
	node_text(n, V_HREF, href);
	node_text(n, V_LABEL, href ? page_text(d->p, label) : NULL);
}

static const char *say(const struct desk *d, const char *key, const char *name, const char *value,
	const struct round *r)
{
	return catalog_fill(d->p->a, page_text(d->p, key), name, value, "title", r->title, NULL);
}

static const char *results_path(const struct desk *d, const struct round *r, const char *part)
{
	return arena_printf(d->p->a, "%s%s", url_path(d->p->a, "/results/%s", r->code), part);
}

/* ---- what is somebody's duty ---- */

static bool asks(const struct desk *d, enum duty_queue q)
{
	return duty_asks(q, &d->duties[q], &d->who, page_today(d->p));
}

static enum err load_duties(struct desk *d)
{
	enum err e = OK;

	for (int q = 0; !e && q < DUTY_QUEUE_COUNT; q++)
		e = duty_load(d->p->db, (enum duty_queue)q, &d->duties[q]);
	return e;
}

/* That it has passed on, to all it is shown to: the owner, too. */
static void add_passed(const struct desk *d, enum duty_queue q)
{
	struct page *p = d->p;
	const struct duty *duty = &d->duties[q];
	enum duty_turn turn = duty_turn(q, duty, page_today(p));

	if (turn == DUTY_ANYBODY ||
		clock_workdays(duty->attended, page_today(p)) < DUTY_WORKDAYS)
		return;
	add(d, d->waits, catalog_fill(p->a, page_text(p, turn == DUTY_ADMINS ? "today.passed_all" :
		"today.passed"), "label", duty_label(p, q), "date",
		format_date(p->a, p->lang, duty->attended), "name", duty->deputy.name, NULL),
		NULL, NULL);
}

/* To administrators: somebody named no longer may, and another is to be. */
static void add_away(const struct desk *d, enum duty_queue q)
{
	const char *away = d->admin ? duty_away(d->p, q, &d->duties[q]) : NULL;

	if (away)
		add(d, d->waits, arena_printf(d->p->a, "%s: %s", duty_label(d->p, q), away),
			"/admin/users", "users.title");
}

/* The owner sees that nothing waits: the queue was looked after. A page is shown all the same
 * when that cannot be stored now. */
static void note_empty(const struct desk *d, enum duty_queue q)
{
	const struct duty *duty = &d->duties[q];
	struct page *p = d->p;
	struct change c;
	enum err e;

	if (duty->owner.id != d->who.id || !asks(d, q) || p->calendar.state != CALENDAR_SOUND ||
		strcmp(duty->attended, page_today(p)) == 0)
		return;
	e = page_change(p->req, &c);
	if (!e)
		e = change_end(&c, duty_attend(&c, q, page_today(p)));
	if (e)
		log_line("that a queue is empty could not be noted: %s", err_detail());
}

static void add_duties(const struct desk *d)
{
	for (int q = 0; q < DUTY_QUEUE_COUNT; q++) {
		add_away(d, (enum duty_queue)q);
		if (d->waiting[q])
			add_passed(d, (enum duty_queue)q);
		else
			note_empty(d, (enum duty_queue)q);
	}
}

/* ---- what waits for administrators ---- */

static void add_rounds(const struct desk *d)
{
	struct page *p = d->p;
	char soon[DAY_CHARS];
	size_t open = 0;

	clock_day_add(page_today(p), SOON_DAYS, soon);
	for (size_t i = 0; i < d->count; i++) {
		const struct round *r = &d->rounds[i];

		if (round_state_on(r, page_today(p)) != ROUND_OPEN)
			continue;
		open++;
		if (r->to_day && strcmp(r->to_day, soon) <= 0)
			add(d, d->waits, say(d, "admin.closes_soon", "date",
				format_date(p->a, p->lang, r->to_day), r),
				url_path(p->a, "/admin/rounds/%s", r->code), "rounds.behind");
	}
	if (!open)
		add(d, d->waits, page_text(p, "admin.nothing_open"), "/admin/rounds/_new",
			"rounds.new");
}

/* A kiosk of some days has a copy of its answers elsewhere. */
static enum err add_backup(const struct desk *d)
{
	struct page *p = d->p;
	struct trail_backups b;
	char since[DAY_CHARS];
	enum err e = trail_backups(p->a, p->db, &b);

	if (e)
		return e;
	if (b.failed && *p->settings.backup_folder)
		add(d, d->waits, catalog_fill(p->a, page_text(p, "today.backup_failed"), "date",
			format_date(p->a, p->lang, b.failed), NULL), "/admin/settings",
			"settings.title");
	clock_day_add(page_today(p), -BACKUP_DAYS, since);
	if (strcmp(b.latest ? b.latest : b.begun ? b.begun : since, since) >= 0)
		return OK;
	add(d, d->waits, b.latest ? catalog_fill(p->a, page_text(p, "today.backup"), "date",
		format_date(p->a, p->lang, b.latest), NULL) : page_text(p, "today.no_backup"),
		BACKUP_HELP, "first.backup");
	return OK;
}

static enum err add_kept(struct desk *d)
{
	size_t kept;
	enum err e = quarantine_count(d->p->db, &kept);

	if (e || !asks(d, DUTY_KEPT))
		return e;
	d->waiting[DUTY_KEPT] = (int64_t)kept;
	if (kept)
		add(d, d->waits, page_count(d->p, "admin.kept", (int64_t)kept), NULL, NULL);
	return OK;
}

/* Figures to confirm, answers kept aside, the trail, the clock. */
static enum err add_kiosk(struct desk *d)
{
	struct page *p = d->p;
	struct trail_sound trail;
	int64_t bad = 0;
	enum err e;

	if (!p->settings.confirmed)
		add(d, d->waits, page_text(p, "admin.unconfirmed"), "/admin/first", "first.title");
	e = add_kept(d);
	if (e)
		return e;
	if (trail_verify(p->db, &trail, &bad))
		add(d, d->waits, trail_fault(p, bad), "/admin/trail", "trail.title");
	if (p->calendar.state != CALENDAR_SOUND)
		add(d, d->waits, page_text(p, "clock.title"), "/admin", "menu.admin");
	return add_backup(d);
}

/* ---- what waits for those who read and decide ---- */

/* Who may not read them is told how many, and where it is said who may. */
static enum err add_texts(struct desk *d, const struct round *r)
{
	struct page *p = d->p;
	struct text_waiting *list;
	size_t count, all;
	enum err e = texts_waiting(p->a, p->db, r->id, TEXTS_WAITING, 0, &list, &count, &all);

	if (e || !all)
		return e;
	d->waiting[DUTY_TEXTS] += (int64_t)all;
	add(d, d->waits, catalog_fill(p->a, page_count(p, "today.texts", (int64_t)all),
		"title", r->title, NULL), d->reads_rows ? results_path(d, r, "/texts") :
		"/admin/users", d->reads_rows ? "texts.title" : "users.title");
	return OK;
}

/* Comments that are theirs to answer, and those of them that nobody answered in time. */
static enum err add_comments(struct desk *d)
{
	const char *href = d->reads_rows ? "/results/triage?show=unanswered" : "/admin/users";
	const char *label = d->reads_rows ? "triage.title" : "users.title";
	int64_t waiting, overdue;
	enum err e = triage_asked(d->p->a, d->p->db, &d->duties[DUTY_COMMENTS], &d->who, &waiting,
		&overdue);

	if (e || !waiting)
		return e;
	d->waiting[DUTY_COMMENTS] = waiting;
	add(d, d->waits, page_count(d->p, "today.comments", waiting), href, label);
	if (overdue)
		add(d, d->waits, page_count(d->p, "today.comments_late", overdue), d->reads_rows ?
			"/results/triage?show=overdue" : href, label);
	return OK;
}

/* What nobody reads is deleted: said in time to owner and deputy, or all who read where there is
 * neither, and to those who name them. */
static bool told_of_deletion(const struct desk *d)
{
	const struct duty *duty = &d->duties[DUTY_TEXTS];

	return d->admin || duty_has(DUTY_TEXTS, duty, &d->who) || (d->reads_rows &&
		duty_turn(DUTY_TEXTS, duty, page_today(d->p)) == DUTY_ANYBODY);
}

static enum err add_deletion(const struct desk *d, const struct round *r)
{
	struct page *p = d->p;
	char soon[DAY_CHARS];
	const char *day;
	enum err e = raw_texts_until(p->a, p->db, r->id, &day);

	clock_day_add(page_today(p), DELETED_DAYS, soon);
	if (!e && day && strcmp(day, soon) <= 0)
		add(d, d->waits, say(d, "today.deletion", "date", format_date(p->a, p->lang, day),
			r), d->reads_rows ? results_path(d, r, "/texts") : "/admin/users",
			d->reads_rows ? "texts.title" : "users.title");
	return e;
}

static enum err add_signing(const struct desk *d, const struct round *r)
{
	enum signing_state state;
	const char *text;
	int64_t version;
	enum err e = signing_latest(d->p, r, &version, &text, &state);

	if (!e && version && !signing_ended(state))
		add(d, d->waits, say(d, "today.signing", "status", text, r),
			results_path(d, r, "/baseline"), "baseline.title");
	return e;
}

static enum err add_vote(const struct desk *d, const struct round *r)
{
	struct revote v;
	enum err e = revote_load(d->p->a, d->p->db, r->id, d->p->settings.min_cell, &v);

	if (!e && v.seq && !v.closed_day)
		add(d, d->waits, say(d, "today.vote", "title", r->title, r),
			results_path(d, r, "/agenda"), "agenda.title");
	return e == ERR_NOT_FOUND ? OK : e;
}

/* A list made in the last days: to managers its brief, to others the round's page. */
static enum err add_list(const struct desk *d, const struct round *r)
{
	struct page *p = d->p;
	struct release release;
	char since[DAY_CHARS];
	enum err e = release_latest(p->a, p->db, r->id, &release);

	if (e == ERR_NOT_FOUND)
		return OK;
	clock_day_add(page_today(p), -NEW_DAYS, since);
	if (!e && strcmp(release.day, since) >= 0)
		add(d, d->news, say(d, "today.list", "date", format_date(p->a, p->lang,
			release.day), r), results_path(d, r, d->writes ? "" : "/brief"),
			d->writes ? "results.overview" : "brief.title");
	return e;
}

static enum err add_round(struct desk *d, const struct round *r)
{
	enum err e = add_list(d, r);

	if (!e && asks(d, DUTY_TEXTS))
		e = add_texts(d, r);
	if (!e && told_of_deletion(d))
		e = add_deletion(d, r);
	if (!e)
		e = add_signing(d, r);
	return e ? e : add_vote(d, r);
}

/* What people are asked now: administrators run it, others read what came of it. */
static void add_open(const struct desk *d)
{
	struct page *p = d->p;
	struct view_list *list = node_list(p->root, V_ROUNDS);

	for (size_t i = d->count; i-- > 0;) {
		const struct round *r = &d->rounds[i];
		struct view_node *n;

		if (round_state_on(r, page_today(p)) != ROUND_OPEN)
			continue;
		n = list_add(list);
		node_text(n, V_TITLE, r->title);
		node_text(n, V_CODE, r->code);
		node_text(n, V_DATE, round_days_text(p, r));
		node_text(n, V_HREF, d->admin ? url_path(p->a, "/admin/rounds/%s", r->code) :
			results_path(d, r, ""));
	}
}

/* Who signed in, as duties know them: their account is in use. */
static struct account account_of(const struct viewer *v)
{
	return (struct account){.id = v->account, .rows = v->rows,
		.role = v->role == VIEWER_ADMIN ? ROLE_ADMIN :
			v->role == VIEWER_ANALYST ? ROLE_ANALYST : ROLE_MANAGER};
}

enum err today_get(struct request *req, struct response *res)
{
	struct page p;
	struct round *rounds = NULL;
	size_t count = 0;
	struct desk d;
	enum err e = office_begin(req, res, "menu.today", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (e)
		return e;
	d = (struct desk){.p = &p, .rounds = rounds, .count = count,
		.admin = req->viewer->role == VIEWER_ADMIN,
		.writes = req->viewer->role != VIEWER_MANAGER,
		.reads_rows = req->viewer->role != VIEWER_MANAGER && req->viewer->rows,
		.who = account_of(req->viewer),
		.waits = node_list(p.root, V_WARNINGS), .news = node_list(p.root, V_ITEMS)};
	e = load_duties(&d);
	if (!e && d.admin) {
		add_rounds(&d);
		e = add_kiosk(&d);
	}
	for (size_t i = count; !e && i-- > 0;)
		e = add_round(&d, &rounds[i]);
	if (!e)
		e = add_comments(&d);
	if (!e)
		add_duties(&d);
	if (!e)
		e = alerts_show(&p, rounds, count);
	if (e)
		return e;
	add_open(&d);
	node_flag(p.root, V_MAY_EDIT, d.admin);
	node_text(p.root, V_DATE, format_date(p.a, p.lang, page_today(&p)));
	return page_end(&p, 200, "today");
}
