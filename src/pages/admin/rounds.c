/* Rounds: the list as a timeline; changing one, closing and ending it. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/keys.h"
#include "model/pilots.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "rounds.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

/* ---- the list ---- */

const char *round_days_text(struct page *p, const struct round *r)
{
	const char *last = r->closed_day ? r->closed_day : r->to_day;
	const char *from = r->from_day ? format_date(p->a, p->lang, r->from_day) : NULL;
	const char *to = last ? format_date(p->a, p->lang, last) : NULL;

	if (from && to)
		return arena_printf(p->a, "%s – %s", from, to);
	if (to && round_state_on(r, page_today(p)) == ROUND_CLOSED)
		return to;
	if (to)
		return catalog_fill(p->a, page_text(p, "rounds.until"), "date", to, NULL);
	if (from)
		return catalog_fill(p->a, page_text(p, "rounds.since"), "date", from, NULL);
	return page_text(p, "rounds.no_dates");
}

static const char *form_text(struct page *p, const struct round *r)
{
	return catalog_fill(p->a, page_text(p, "rounds.form_version"), "title", r->form_title,
		"n", arena_printf(p->a, "%d", r->form_version), NULL);
}

static void add_round(struct page *p, struct view_list *list, const struct round *r)
{
	struct view_node *n = list_add(list);

	node_text(n, V_TITLE, r->title);
	node_text(n, V_CODE, r->code);
	node_text(n, V_HREF, url_path(p->a, "/admin/rounds/%s", r->code));
	node_text(n, V_FORM, form_text(p, r));
	node_text(n, V_DATE, round_days_text(p, r));
	node_text(n, V_NOTE, r->access == ACCESS_CODES ? page_text(p, "rounds.coded") : NULL);
	node_text(n, V_SUBJECT, round_is_pilot(r) ? r->subject : NULL);
	node_flag(n, V_ACTIVE, !r->closed_day);
}

bool rounds_mine(const struct request *req, const struct round *r)
{
	return rounds_all(req) || round_is_pilot(r);
}

enum err round_of_request(struct request *req, struct db *db, struct round *out)
{
	enum err e = round_find(req->arena, db, request_capture(req, "round"), out);

	return e || rounds_mine(req, out) ? e : err_text(err_fail(ERR_DENIED,
		"your role does not allow this"), "web.role", NULL);
}

void rounds_add_all(struct page *p, const struct round *rounds, size_t count)
{
	static const struct {
		enum round_state state;
		const char *title;
	} groups[] = {{ROUND_OPEN, "rounds.open"}, {ROUND_PLANNED, "rounds.planned"},
		{ROUND_CLOSED, "rounds.closed"}};
	struct view_list *list = node_list(p->root, V_GROUPS);

	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		struct view_list *items = NULL;

		for (size_t i = count; i-- > 0;) {
			if (round_state_on(&rounds[i], page_today(p)) != groups[g].state ||
				!rounds_mine(p->req, &rounds[i]))
				continue;
			if (!items) {
				struct view_node *n = list_add(list);

				node_text(n, V_TITLE, page_text(p, groups[g].title));
				items = node_list(n, V_ITEMS);
			}
			add_round(p, items, &rounds[i]);
		}
	}
}

enum err rounds_get(struct request *req, struct response *res)
{
	struct page p;
	struct round *rounds;
	size_t count;
	enum err e = office_begin(req, res, "menu.rounds", &p);

	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	if (e)
		return e;
	rounds_add_all(&p, rounds, count);
	if (params_get(&req->query, "done"))
		node_text(p.root, V_DONE, page_text(&p, "rounds.discarded"));
	return page_end(&p, 200, "rounds");
}

/* ---- one round ---- */

/* Answered of invited, coarse: no count below the cell size, none that moves with
 * each answer (method F, P4). */
static enum err add_progress(struct page *p, const struct round *r)
{
	struct view_list *list = node_list(p->root, V_DEPARTMENTS);
	struct round_department *asked;
	struct catalogue c;
	size_t count;
	int64_t k = p->settings.min_cell;
	enum err e = round_departments(p->a, p->db, r->id, &asked, &count);

	if (!e)
		e = round_catalogue(p->a, p->db, r->id, CATALOGUE_DEPARTMENTS, &c);
	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n;
		int64_t steps = asked[i].answered / k * k;
		const char *label = catalogue_label(&c, catalogue_find(&c, asked[i].code),
			lang_code(p->lang));

		if (!*asked[i].code && count > 1)
			continue;
		n = list_add(list);
		if (!label)
			label = page_text(p, "rounds.everyone");
		node_text(n, V_LABEL, label);
		if (asked[i].headcount > 0)
			node_int(n, V_PEOPLE, (int64_t)asked[i].headcount);
		if (asked[i].headcount < (double)k) {
			node_text(n, V_NOTE, page_text(p, "rounds.never_alone"));
			continue;
		}
		node_text(n, V_NOTE, page_count(p, steps ? "rounds.at_least" : "rounds.fewer",
			steps ? steps : k));
		if (asked[i].headcount > 0)
			node_markup(n, V_BAR, chart_progress(p->a, (double)steps,
				asked[i].headcount, label));
	}
	return e;
}

static enum err add_codes(struct page *p, const struct round *r)
{
	struct view_list *list;
	struct code_count *counts;
	size_t count;
	enum err e;

	node_flag(p->root, V_CODED, r->access == ACCESS_CODES);
	if (r->access != ACCESS_CODES)
		return OK;
	e = codes_count(p->a, p->db, r, &counts, &count);
	if (e)
		return e;
	list = node_list(p->root, V_COUNTS);
	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);
		int64_t k = p->settings.min_cell;

		node_text(n, V_CODE, *counts[i].department ? counts[i].department : "–");
		node_int(n, V_N, counts[i].made);
		node_text(n, V_NOTE, counts[i].used >= k ? page_count(p, "rounds.at_least",
			counts[i].used / k * k) : page_count(p, "rounds.fewer", k));
	}
	return OK;
}

static const char *state_key(const struct page *p, const struct round *r)
{
	static const char *const states[] = {"rounds.state.planned",
		"rounds.state.open", "rounds.state.closed"};

	return r->final_day ? "rounds.final" : states[round_state_on(r, page_today(p))];
}

/* What just happened to the round, by ?done=. */
static const char *done_key(const char *done)
{
	static const struct {
		const char *done, *key;
	} keys[] = {{"opened", "rounds.opened"}, {"closed", "rounds.was_closed"},
		{"reopened", "rounds.reopened"}, {"final", "rounds.finished"}, {"entered", "entry.done"}};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(done, keys[i].done) == 0)
			return keys[i].key;
	return "office.saved";
}

/* The last day on which a closed round takes what waited on devices. */
static const char *queue_ends(struct page *p, const struct round *r)
{
	const char *last = r->to_day && strcmp(r->to_day, r->closed_day) < 0 ? r->to_day :
		r->closed_day;
	char day[DAY_CHARS];

	clock_day_add(last, ROUND_QUEUE_DAYS, day);
	return format_date(p->a, p->lang, day);
}

/* Languages that packs can be printed in. */
static void add_prints(struct page *p, const struct round *r)
{
	struct view_list *list = node_list(p->root, V_PRINTS);

	for (int i = 0; i < LANG_COUNT; i++) {
		struct view_node *n;

		if (!round_speaks(r, lang_code((enum lang)i)))
			continue;
		n = list_add(list);
		node_text(n, V_CODE, lang_code((enum lang)i));
		node_text(n, V_NAME, lang_name((enum lang)i));
		node_flag(n, V_SELECTED, (enum lang)i == p->lang);
	}
}

enum err round_show(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	struct round r;
	const char *done = params_get(&req->query, "done");
	enum err e = office_begin(req, res, "menu.rounds", &p);

	if (!e)
		e = round_of_request(req, p.db, &r);
	if (!e)
		e = add_progress(&p, &r);
	if (!e)
		e = add_codes(&p, &r);
	if (!e)
		e = round_add_languages(&p, &r);
	if (e)
		return e;
	node_text(p.root, V_TITLE, r.title);
	node_text(p.root, V_CODE, r.code);
	node_text(p.root, V_FORM, form_text(&p, &r));
	node_text(p.root, V_DATE, round_days_text(&p, &r));
	node_text(p.root, V_STATUS, page_text(&p, state_key(&p, &r)));
	node_flag(p.root, V_ACTIVE, !r.closed_day);
	node_flag(p.root, V_MAY_EDIT, rounds_all(req));
	node_flag(p.root, V_PILOT, round_is_pilot(&r));
	if (round_is_pilot(&r))
		add_prints(&p, &r);
	node_text(p.root, V_ABOUT, r.subject);
	node_text(p.root, V_QUESTIONNAIRE, page_text(&p, strcmp(r.questionnaire, "umux") == 0 ?
		"rounds.umux" : "rounds.sus"));
	node_flag(p.root, V_CLOSED, r.closed_day && !r.final_day);
	if (r.closed_day)
		node_text(p.root, V_AFTER, queue_ends(&p, &r));
	node_text(p.root, V_NAME, typed_or(req, "title", r.title));
	node_text(p.root, V_SUBJECT, typed_or(req, "subject", r.subject));
	node_text(p.root, V_FROM, typed_or(req, "from", r.from_day));
	node_text(p.root, V_TO, typed_or(req, "to", r.to_day));
	node_text(p.root, V_ERROR, page_said(&p, said));
	node_int(p.root, V_K, p.settings.min_cell);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", r.code));
	node_text(p.root, V_URL, url_path(p.a, "/results/%s", r.code));
	if (done)
		node_text(p.root, V_DONE, page_text(&p, done_key(done)));
	return page_end(&p, status, "round");
}

enum err round_get(struct request *req, struct response *res)
{
	return round_show(req, res, 200, NULL);
}

static enum err back_to_round(struct request *req, struct response *res, const char *done)
{
	return response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/admin/rounds/%s", request_capture(req, "round")), "done", done));
}

enum err round_edit_post(struct request *req, struct response *res)
{
	struct round_spec spec;
	struct change c;
	struct said said;
	enum err e = page_change(req, &c);

	round_read_spec(req, &spec);
	if (!e)
		e = change_end(&c, round_edit(&c, request_capture(req, "round"), &spec));
	said = err_said(req->arena);
	if (e == ERR_INPUT)
		return round_show(req, res, 422, &said);
	if (!e && strcmp(typed_or(req, "next", ""), "first") == 0)
		return response_redirect(res, "/admin/first");
	return e ? e : back_to_round(req, res, "saved");
}

enum err round_close_post(struct request *req, struct response *res)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, round_close(&c, request_capture(req, "round")));

	return e ? e : back_to_round(req, res, "closed");
}

enum err round_reopen_post(struct request *req, struct response *res)
{
	const char *to_day = params_get(&req->form, "to");
	struct change c;
	struct said said;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, round_reopen(&c, request_capture(req, "round"),
			to_day && *to_day ? to_day : NULL));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return round_show(req, res, e == ERR_INPUT ? 422 : 409, &said);
	return e ? e : back_to_round(req, res, "reopened");
}

/* ---- opened by mistake ---- */

enum err round_discard_post(struct request *req, struct response *res)
{
	struct change c;
	struct said said;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, round_discard(&c, request_capture(req, "round")));
	said = err_said(req->arena);
	if (e == ERR_CONFLICT)
		return round_show(req, res, 409, &said);
	return e ? e : response_redirect(res, "/admin/rounds?done=discarded");
}

enum err round_recode_post(struct request *req, struct response *res)
{
	const char *to = typed_or(req, "code", "");
	struct change c;
	struct said said;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, round_recode(&c, request_capture(req, "round"), to));
	said = err_said(req->arena);
	if (e == ERR_CONFLICT || e == ERR_INPUT)
		return round_show(req, res, e == ERR_INPUT ? 422 : 409, &said);
	return e ? e : response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/admin/rounds/%s", to), "done", "saved"));
}

/* ---- making it final ---- */

/* What it means, before it is done. */
enum err round_final_get(struct request *req, struct response *res)
{
	struct page p;
	struct round r;
	struct said said;
	enum err e = office_begin(req, res, "rounds.finish.title", &p);

	if (!e)
		e = round_find(p.a, p.db, request_capture(req, "round"), &r);
	if (!e)
		e = round_may_finish(&r);
	said = err_said(req->arena);
	if (e == ERR_CONFLICT)
		return round_show(req, res, 409, &said);
	if (e)
		return e;
	node_text(p.root, V_TITLE, r.title);
	node_int(p.root, V_K, p.settings.min_cell);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", r.code));
	return page_end(&p, 200, "round_final");
}

/* The key goes once the round is final for good, in a change of its own; where that does not
 * come off, the keeper does it. */
static void drop_key(struct request *req)
{
	struct change c;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, keys_prune(&c));
	if (e)
		log_line("the key of a final round could not be deleted: %s", err_detail());
}

enum err round_final_post(struct request *req, struct response *res)
{
	struct change c;
	struct said said;
	enum err e = page_change(req, &c);

	if (!e)
		e = change_end(&c, round_finish(&c, request_capture(req, "round")));
	said = err_said(req->arena);
	if (e == ERR_CONFLICT)
		return round_show(req, res, 409, &said);
	if (e)
		return e;
	drop_key(req);
	return back_to_round(req, res, "final");
}
