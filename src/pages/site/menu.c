/* Where those who signed in may go: the menu of page families, and beside each page the parts
 * of its family, by what they may open. */
#include "menu.h"

#include <string.h>

#include "base/arena.h"
#include "view/url.h"

enum family { TODAY, ROUNDS, RESULTS, DECISIONS, KIOSK, FAMILIES };

/* The way in of each, in the order shown. */
static const struct {
	const char *href, *label;	/* key of its text */
	unsigned roles;			/* ROUTE_… */
} families[FAMILIES] = {
	[TODAY] = {"/today", "menu.today", ROUTE_STAFF},
	[ROUNDS] = {"/admin/rounds", "menu.rounds", ROUTE_ADMIN | ROUTE_ROUNDS},
	[RESULTS] = {"/results", "menu.results", ROUTE_STAFF},
	[DECISIONS] = {"/decisions", "menu.decisions", ROUTE_STAFF},
	[KIOSK] = {"/admin", "menu.admin", ROUTE_ADMIN},
};

#define ANALYSTS (ROUTE_ADMIN | ROUTE_ANALYST)

/* What else a part asks for. */
enum { ALWAYS, WITH_LIST, WITH_ROWS, WITH_PILOT };

/* A part of a family: an address, or, of one round's pages, what follows /results/ROUND; pages
 * further down belong to it, and those named in `also`. WITH_PILOT: what follows
 * /results/pilots/PROTOTYPE of its prototype. */
static const struct {
	enum family family;
	bool of_round;
	const char *href, *label;
	unsigned roles;
	int asks;
	const char *also;
} parts[] = {
	{ROUNDS, false, "/admin/rounds", "menu.rounds", ROUTE_ADMIN | ROUTE_ROUNDS, ALWAYS, NULL},
	{ROUNDS, false, "/admin/prototypes", "prototypes.title", ROUTE_ADMIN | ROUTE_ROUNDS, ALWAYS,
		NULL},
	{ROUNDS, false, "/admin/forms", "menu.forms", ROUTE_ADMIN, ALWAYS, NULL},
	{ROUNDS, false, "/admin/poster", "poster.name", ROUTE_ADMIN, ALWAYS, NULL},
	{RESULTS, false, "/results", "menu.rounds", ANALYSTS, WITH_ROWS, NULL},
	{RESULTS, false, "/results/triage", "triage.title", ANALYSTS, WITH_ROWS, NULL},
	{RESULTS, false, "/results/board", "board.desk.title", ANALYSTS, WITH_ROWS, NULL},
	{RESULTS, true, "", "results.overview", ROUTE_STAFF, ALWAYS, NULL},
	{RESULTS, true, "/priorities", "results.list", ROUTE_STAFF, WITH_LIST, "/functions"},
	{RESULTS, true, "/pilot", "pilots.tab", ROUTE_STAFF, WITH_PILOT, NULL},
	{RESULTS, true, "/texts", "texts.title", ANALYSTS, WITH_ROWS, NULL},
	{RESULTS, true, "/export", "results.export", ANALYSTS, ALWAYS, NULL},
	{DECISIONS, true, "/brief", "brief.title", ROUTE_STAFF, WITH_LIST, NULL},
	{DECISIONS, true, "/baseline", "baseline.title", ROUTE_STAFF, WITH_LIST, "/requirement"},
	{DECISIONS, true, "/agenda", "agenda.title", ROUTE_STAFF, WITH_LIST, NULL},
	{DECISIONS, true, "/exec", "exec.title", ROUTE_STAFF, WITH_LIST, NULL},
	{DECISIONS, true, "/quarter", "quarter.title", ROUTE_STAFF, WITH_LIST, NULL},
	{DECISIONS, true, "/roster", "roster.title", ROUTE_STAFF, WITH_LIST, NULL},
	{KIOSK, false, "/admin", "admin.overview", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/setup", "setup.title", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/departments", "departments.title", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/functions", "functions.title", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/users", "users.title", ROUTE_ADMIN, ALWAYS, "/admin/duties"},
	{KIOSK, false, "/admin/settings", "settings.title", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/project", "project.name", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/alerts", "alerts.title", ROUTE_ADMIN, ALWAYS, NULL},
	{KIOSK, false, "/admin/trail", "trail.title", ROUTE_ADMIN, ALWAYS, NULL},
};

#define PARTS (sizeof parts / sizeof *parts)
#define NOWHERE PARTS

static bool lies_under(const char *path, const char *href)
{
	size_t len = strlen(href);

	return strncmp(path, href, len) == 0 && (!path[len] || path[len] == '/');
}

/* What follows the round of the page; NULL: it is no round's. */
static const char *behind_round(const struct page *p)
{
	const char *under = p->results_of ? url_path(p->a, "/results/%s", p->results_of) : NULL;

	return under && lies_under(p->req->path, under) ? p->req->path + strlen(under) : NULL;
}

/* How well a part fits the page: characters of the address that it explains; -1: not. */
static int fit(size_t i, const char *path, const char *behind)
{
	const char *at = parts[i].of_round ? behind : behind ? NULL : path;

	if (!at)
		return -1;
	if (parts[i].also && lies_under(at, parts[i].also))
		return (int)strlen(parts[i].also);
	/* The overview of a round takes what no other part does. */
	return lies_under(at, parts[i].href) || (parts[i].of_round && !*parts[i].href) ?
		(int)strlen(parts[i].href) : -1;
}

static size_t current_part(const struct page *p, const char *behind)
{
	size_t best = NOWHERE;
	int most = -1;

	for (size_t i = 0; i < PARTS; i++) {
		int here = fit(i, p->req->path, behind);

		if (here > most) {
			most = here;
			best = i;
		}
	}
	return best;
}

static bool has_role(const struct viewer *v, unsigned roles)
{
	return (roles & (1u << v->role)) || ((roles & ROUTE_ROUNDS) && v->rounds);
}

static bool may_open(const struct page *p, size_t i)
{
	const struct viewer *v = p->req->viewer;

	return has_role(v, parts[i].roles) &&
		(parts[i].asks != WITH_LIST || p->results_listed) &&
		(parts[i].asks != WITH_PILOT || p->results_pilot) &&
		(parts[i].asks != WITH_ROWS || v->rows);
}

static const char *href_of(const struct page *p, size_t i)
{
	if (parts[i].asks == WITH_PILOT)
		return url_path(p->a, "/results/pilots/%s", p->results_pilot);
	return parts[i].of_round ? arena_printf(p->a, "%s%s", url_path(p->a, "/results/%s",
		p->results_of), parts[i].href) : parts[i].href;
}

static void add_parts(struct page *p, enum family family, size_t current, bool of_round)
{
	struct view_list *list = node_list(p->root, V_PARTS);
	bool any = false;

	for (size_t i = 0; i < PARTS; i++) {
		struct view_node *n;

		if (parts[i].family != family || parts[i].of_round != of_round || !may_open(p, i))
			continue;
		n = list_add(list);
		any = true;
		node_text(n, V_HREF, of_round ? arena_printf(p->a, "%s%s",
			url_path(p->a, "/results/%s", p->results_of), parts[i].href) :
			parts[i].href);
		node_text(n, V_HREF, href_of(p, i));
		node_text(n, V_LABEL, page_text(p, parts[i].label));
		node_flag(n, V_CURRENT, i == current);
	}
	if (any)
		node_text(p->root, V_FAMILY, page_text(p, families[family].label));
}

/* The family of a page that is none of its parts: its way in. */
static size_t family_of(const char *path)
{
	size_t f = 0;

	while (f < FAMILIES && !lies_under(path, families[f].href))
		f++;
	return f;
}

void menu_add(struct page *p)
{
	const struct viewer *v = p->req->viewer;
	struct view_list *list = node_list(p->root, V_MENU);
	const char *behind = behind_round(p);
	size_t part = current_part(p, behind);
	size_t family = part == NOWHERE ? family_of(p->req->path) : parts[part].family;

	for (size_t f = 0; f < FAMILIES; f++) {
		struct view_node *n;

		if (!has_role(v, families[f].roles))
			continue;
		n = list_add(list);
		node_text(n, V_HREF, families[f].href);
		node_text(n, V_LABEL, page_text(p, families[f].label));
		node_flag(n, V_CURRENT, f == family);
	}
	if (part != NOWHERE && has_role(v, families[family].roles))
		add_parts(p, parts[part].family, part, behind != NULL);
	node_text(p->root, V_USER, v->name);
}
