/* The disagreement agenda: a meeting of thirty minutes to print, a question a page, and the
 * vote at it. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "model/agenda.h"
#include "model/change.h"
#include "model/revote.h"
#include "model/texts.h"
#include "pages/board.h"
#include "pages/figures.h"
#include "pages/office.h"
#include "pages/results.h"
#include "pages/summaries.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define BALLOTS_USUAL "10"

struct agenda {
	struct results r;
	struct agenda_item items[AGENDA_MOST];
	size_t count, all;
	struct agenda_view *views;
	size_t n_views;
	struct text_released *texts;
	size_t n_texts;
	struct revote vote;
};

static const char *whole(const struct page *p, size_t n)
{
	return format_integer(p->a, p->lang, (int64_t)n);
}

static enum err begin_agenda(struct request *req, struct response *res, struct agenda *x)
{
	struct results *r = &x->r;
	struct page *p = &r->page;
	enum err e = baseline_begin(req, res, "agenda.title", r);

	if (e)
		return e;
	if (r->list && r->list->shown)
		x->count = agenda_items(r->list, x->items, &x->all);
	e = agenda_views(p->a, p->db, r->round.id, &x->views, &x->n_views);
	if (!e)
		e = texts_released(p->a, p->db, r->round.id, NULL, &x->texts, &x->n_texts);
	if (!e)
		e = revote_load(p->a, p->db, r->round.id, p->settings.min_cell, &x->vote);
	return e;
}

static const struct audit_overall_row *row_of(const struct agenda *x,
	const struct agenda_item *item)
{
	return &x->r.list->result.overall[item->row];
}

/* ---- one question ---- */

static void add_reasons(const struct agenda *x, struct view_node *n,
	const struct agenda_item *item)
{
	const struct results *r = &x->r;
	const struct page *p = &r->page;
	const struct audit_overall_row *row = row_of(x, item);
	struct view_list *list = node_list(n, V_REMARKS);

	if (item->polarised)
		node_text(list_add(list), V_TEXT, page_text(p, "sure.polarised"));
	if (item->differ)
		node_text(list_add(list), V_TEXT, results_say(p, "priorities.differ",
			"more", results_department(r, item->differ->dept_hi),
			"less", results_department(r, item->differ->dept_lo),
			"points", number_text(p, item->differ->diff, 0)));
	if (item->contested)
		node_says(p, list_add(list), "agenda.contested", arena_printf(p->a, "overall:%s",
			row->code), (struct told[]){{"lo", "cs_lo", whole(p, row->cs_lo)},
			{"hi", "cs_hi", whole(p, row->cs_hi)}, {0}});
}

static struct view_node *outcome(const struct page *p, struct view_list *list,
	const char *answer, const char *say, size_t place, size_t k)
{
	struct view_node *n = list_add(list);

	node_text(n, V_LABEL, page_text(p, answer));
	node_text(n, V_TEXT, results_say(p, say, "rank", whole(p, place), "k", whole(p, k)));
	return n;
}

/* Which activity crosses the line the other way. */
static void cross(const struct agenda *x, struct view_node *n, const struct agenda_item *item,
	const char *say)
{
	const struct page *p = &x->r.page;

	node_text(n, V_NOTE, results_say(p, say, "k",
		whole(p, x->r.list->tables.params.top_k)));
	node_text(n, V_ACTIVITY, item->other == SIZE_MAX ? page_text(p, "agenda.nobody") :
		activity_text(&x->r, x->r.list->result.overall[item->other].code));
}

static void add_outcomes(const struct agenda *x, struct view_node *n,
	const struct agenda_item *item)
{
	const struct page *p = &x->r.page;
	size_t k = x->r.list->tables.params.top_k;
	struct view_list *list = node_list(n, V_ROWS);
	struct view_node *yes = outcome(p, list, "agenda.if_yes", item->inside ?
		"agenda.stays_in" : "agenda.moves_in", item->place_in, k);
	struct view_node *no = outcome(p, list, "agenda.if_no", item->inside ?
		"agenda.moves_out" : "agenda.stays_out", item->place_out, k);

	if (item->inside)
		cross(x, no, item, "agenda.comes_in");
	else
		cross(x, yes, item, "agenda.goes_out");
}

static void add_figures(const struct agenda *x, struct view_node *n,
	const struct agenda_item *item)
{
	const struct page *p = &x->r.page;
	const struct audit_overall_row *row = row_of(x, item);
	const char *verdict = audit_verdict_name(row->verdict);
	bool sure = row->detailed >= INTERVAL_FROM;

	node_text(n, V_RANK, whole(p, row->rank));
	node_text(n, V_SCORE, number_text(p, row->score, 1));
	node_figure(p, n, V_SAVED, x->r.list->overall[item->row].hours,
		hours_range(p, row->hours_saved, sure ? row->saved_lo : NAN,
			sure ? row->saved_hi : NAN));
	node_text(n, V_STATUS, *verdict ? coded_text(p, "verdict", verdict) : "–");
}

static const struct agenda_view *view_of(const struct agenda *x, const char *code)
{
	static const struct agenda_view none = {"", "", ""};

	for (size_t i = 0; i < x->n_views; i++)
		if (strcmp(x->views[i].activity, code) == 0)
			return &x->views[i];
	return &none;
}

/* What a department says of it in figures: of the two that differ both scores may be shown. */
static void side_of(const struct agenda *x, struct view_node *n, const struct agenda_item *item,
	size_t department)
{
	const struct page *p = &x->r.page;
	const struct audit_result *result = &x->r.list->result;
	size_t function = row_of(x, item)->function;

	for (size_t i = 0; i < result->n_dept; i++) {
		const struct audit_dept_row *row = &result->dept[i];

		if (row->department == department && row->function == function)
			node_says(p, n, "agenda.side", arena_printf(p->a, "%s:%s", row->dept,
				row->func), (struct told[]){
				{"name", NULL, results_department(&x->r, row->dept)},
				{"score", "score", number_text(p, row->score, 1)},
				{"hours", "hours_saved", hours_text(p, row->hours_saved)},
				{"pain", "pain", index_text(p, row->pain)},
				{"want", "want", index_text(p, row->want)}, {0}});
	}
}

/* The figures that differ, where nobody wrote the views: of two departments, or how far the
 * place hangs on the weights. */
static void add_sides(const struct agenda *x, struct view_node *n, const struct agenda_item *item)
{
	const struct page *p = &x->r.page;
	const struct audit_overall_row *row = row_of(x, item);
	const char *of = arena_printf(p->a, "overall:%s", row->code);
	const char *k = whole(p, x->r.list->tables.params.top_k);

	if (item->differ) {
		side_of(x, node_object(n, V_SAY), item, item->differ->hi);
		side_of(x, node_object(n, V_REASON), item, item->differ->lo);
	} else if (row->verdict != AUDIT_VERDICT_NONE) {
		node_says(p, node_object(n, V_SAY), "agenda.for", of, (struct told[]){
			{"k", NULL, k}, {"percent", "p_topk", share_text(p, row->p_topk)},
			{"near", "w_topk_local", share_text(p, row->w_topk_local)}, {0}});
		node_says(p, node_object(n, V_REASON), "agenda.against", of, (struct told[]){
			{"lo", "cs_lo", whole(p, row->cs_lo)},
			{"hi", "cs_hi", whole(p, row->cs_hi)}, {0}});
	}
}

static const char *field(const struct page *p, const char *side, const char *code)
{
	return arena_printf(p->a, "%s/%s", side, code);
}

/* Both views, and what people wrote about it that may be seen. */
static void add_views(const struct agenda *x, struct view_node *n, const char *code)
{
	const struct page *p = &x->r.page;
	const struct agenda_view *v = view_of(x, code);
	struct view_list *list = node_list(n, V_LINES);

	node_text(n, V_FIRST, typed_or(p->req, field(p, "first", code), v->first));
	node_text(n, V_SECOND, typed_or(p->req, field(p, "second", code), v->second));
	for (size_t i = 0; i < x->n_texts; i++) {
		const struct question *q = form_question(x->r.form, x->texts[i].question);

		if (q && q->function && strcmp(q->function, code) == 0)
			node_text(list_add(list), V_TEXT, x->texts[i].text);
	}
}

static enum err add_questions(struct agenda *x)
{
	const struct page *p = &x->r.page;
	struct view_list *list = node_list(p->root, V_ITEMS);
	size_t minutes = agenda_minutes(x->count);
	enum err e = OK;

	for (size_t i = 0; !e && i < x->count; i++) {
		const struct agenda_item *item = &x->items[i];
		const char *code = row_of(x, item)->code;
		struct view_node *n = list_add(list);

		node_text(n, V_CODE, code);
		node_text(n, V_LABEL, activity_text(&x->r, code));
		node_textf(n, V_STEP, "%zu", i + 1);
		node_int(n, V_MINUTES, (int64_t)minutes);
		node_text(n, V_HREF, url_path(p->a, "/results/%s/functions/%s", x->r.round.code,
			code));
		add_reasons(x, n, item);
		add_figures(x, n, item);
		add_outcomes(x, n, item);
		add_views(x, n, code);
		add_sides(x, n, item);
		e = board_node_put(p, n, &x->r.round, BOARD_DECISION, code);
	}
	node_int(p->root, V_N, (int64_t)x->count);
	node_text(p->root, V_FROM, whole(p, AGENDA_OPENING));
	node_text(p->root, V_TO, whole(p, AGENDA_MINUTES - AGENDA_OPENING - x->count * minutes));
	if (x->all > x->count)
		node_text(p->root, V_MORE, results_say(p, "agenda.more", "n",
			whole(p, x->all - x->count)));
	return e;
}

/* ---- the vote ---- */

static const struct question_summary *wishes(const struct summaries *all, const char *code)
{
	for (size_t i = 0; all && i < all->count; i++) {
		const struct question *q = all->list[i].question;

		if (q->measure == MEASURE_WANT5 && q->function &&
			strcmp(q->function, code) == 0)
			return &all->list[i];
	}
	return NULL;
}

static void before(const struct page *p, struct view_node *n,
	const struct question_summary *wish, int value)
{
	const struct summary_part *part = NULL;

	for (size_t i = 0; wish && i < wish->part_count; i++)
		if (wish->parts[i].choice && wish->parts[i].choice->name[0] == '0' + value &&
			!wish->parts[i].choice->name[1])
			part = &wish->parts[i];
	if (!part || wish->state != CELL_SHOWN)
		node_figure(p, n, V_BEFORE, CELL_PRIMARY, "");
	else
		node_figure(p, n, V_BEFORE, part->state, whole(p, part->count));
}

static void add_count(const struct agenda *x, struct view_list *list,
	const struct summaries *all, const struct revote_count *c)
{
	const struct page *p = &x->r.page;
	const struct question_summary *wish = wishes(all, c->activity);
	struct view_node *n = list_add(list);
	struct view_list *rows = node_list(n, V_ROWS);

	node_text(n, V_LABEL, activity_text(&x->r, c->activity));
	for (int v = 1; v <= REVOTE_VALUES; v++) {
		struct view_node *row = list_add(rows);
		char code[4] = {(char)('0' + v), '\0'};

		node_text(row, V_LABEL, coded_text(p, "vote.value", code));
		before(p, row, wish, v);
		node_figure(p, row, V_AFTER, !c->shown ? CELL_PRIMARY :
			c->votes[v - 1] ? CELL_SHOWN : CELL_EMPTY, whole(p, c->votes[v - 1]));
	}
	node_figure(p, n, V_BEFORE, wish ? wish->state : CELL_PRIMARY,
		wish ? whole(p, wish->answered) : "");
	node_figure(p, n, V_AFTER, c->shown ? CELL_SHOWN : CELL_PRIMARY, whole(p, c->all));
}

static enum err add_vote(struct agenda *x)
{
	struct page *p = &x->r.page;
	const struct revote *v = &x->vote;
	const struct summaries *all = NULL;
	struct view_node *n = node_object(p->root, V_VOTE);
	struct view_list *list;
	enum err e;

	node_text(p->root, V_VALUE, typed_or(p->req, "ballots", BALLOTS_USUAL));
	node_int(p->root, V_MIN, (int64_t)privacy_k((size_t)p->settings.min_cell));
	node_int(p->root, V_MAX, REVOTE_BALLOTS_MAX);
	if (!v->seq)
		return OK;
	node_flag(n, V_ACTIVE, !v->closed_day);
	node_flag(p->root, V_RUNNING, !v->closed_day);
	node_text(n, V_DATE, format_date(p->a, p->lang, v->closed_day ? v->closed_day : v->day));
	node_text(n, V_COUNT, whole(p, v->left));
	if (!v->closed_day)
		return OK;
	e = results_summaries(&x->r, &all);
	if (e && e != ERR_NOT_FOUND)
		return e;
	node_flag(p->root, V_COMPARED, true);
	list = node_list(n, V_COUNTS);
	for (size_t i = 0; i < v->count; i++)
		add_count(x, list, all, &v->counts[i]);
	return OK;
}

static enum err show_agenda(struct agenda *x, int status, const char *error)
{
	struct page *p = &x->r.page;
	enum err e = OK;

	if (!x->r.list || !x->r.list->shown)
		node_text(p->root, V_EMPTY, results_why_nothing(&x->r));
	else
		e = add_questions(x);
	if (!e)
		e = add_vote(x);
	if (e)
		return e;
	node_flag(p->root, V_SHOWN, x->count > 0);
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "agenda");
}

enum err agenda_get(struct request *req, struct response *res)
{
	struct agenda x = {.count = 0};
	enum err e = begin_agenda(req, res, &x);

	return e ? e : show_agenda(&x, 200, NULL);
}

/* ---- changing ---- */

static enum err done_agenda(struct agenda *x, enum err e, const char *anchor)
{
	struct page *p = &x->r.page;

	if (e == ERR_CONFLICT)
		return show_agenda(x, 409, page_text(p, x->vote.seq && !x->vote.closed_day ?
			"agenda.fault.running" : "agenda.fault.closed"));
	if (e == ERR_INPUT)
		return show_agenda(x, 422, page_text(p, "agenda.fault.long"));
	if (e)
		return e;
	return response_redirect(p->res, arena_printf(p->a, "%s%s", url_query(p->a,
		url_path(p->a, "/results/%s/agenda", x->r.round.code), "saved", "1"), anchor));
}

/* The views that were typed and differ from those stored. */
static enum err save_views(struct change *c, struct agenda *x)
{
	const struct page *p = &x->r.page;
	enum err e = OK;

	for (size_t i = 0; !e && i < x->count; i++) {
		const char *code = row_of(x, &x->items[i])->code;
		const struct agenda_view *old = view_of(x, code);
		struct agenda_view v = {code,
			typed_or(p->req, field(p, "first", code), old->first),
			typed_or(p->req, field(p, "second", code), old->second)};

		if (strcmp(v.first, old->first) != 0 || strcmp(v.second, old->second) != 0)
			e = agenda_view_set(c, &x->r.round, &v);
	}
	return e;
}

static enum err show_ballots(struct agenda *x, size_t count,
	char (*codes)[REVOTE_CODE_CHARS])
{
	struct page *p = &x->r.page;
	struct view_list *list = node_list(p->root, V_SLIPS);

	for (size_t i = 0; i < count; i++) {
		struct view_node *n = list_add(list);
		const char *code = codes[i];
		const char *url = arena_printf(p->a, "%s/vote?code=%s", office_address(p), code);

		node_textf(n, V_CODE, "%.4s %.4s %.4s %.4s", code, code + 4, code + 8, code + 12);
		node_text(n, V_URL, arena_printf(p->a, "%s/vote", office_address(p)));
		node_markup(n, V_QR, qr_code(p->a, url, page_text(p, "vote.title")));
	}
	node_text(p->root, V_HREF, url_path(p->a, "/results/%s/agenda", x->r.round.code));
	return page_end(p, 200, "ballots");
}

static enum err open_post(struct agenda *x)
{
	struct page *p = &x->r.page;
	const char *activities[AGENDA_MOST];
	char (*codes)[REVOTE_CODE_CHARS];
	struct change c;
	int64_t ballots = 0;
	enum err e;

	if (!x->count)
		return show_agenda(x, 422, page_text(p, "agenda.none"));
	for (size_t i = 0; i < x->count; i++)
		activities[i] = row_of(x, &x->items[i])->code;
	if (!parse_i64(typed(p->req, "ballots"), &ballots) || ballots < 0)
		ballots = 0;
	e = page_change(p->req, &c);
	if (!e)
		e = change_end(&c, revote_open(&c, &x->r.round, activities, x->count,
			(size_t)ballots, p->settings.min_cell, &codes));
	if (e == ERR_INPUT)
		return show_agenda(x, 422, results_say(p, "agenda.fault.ballots",
			"min", whole(p, privacy_k((size_t)p->settings.min_cell)),
			"max", whole(p, REVOTE_BALLOTS_MAX)));
	return e ? done_agenda(x, e, "") : show_ballots(x, (size_t)ballots, codes);
}

enum err agenda_post(struct request *req, struct response *res)
{
	struct agenda x = {.count = 0};
	const char *act = typed(req, "act");
	bool ends = strcmp(act, "close") == 0;
	struct change c;
	enum err e = begin_agenda(req, res, &x);

	if (e)
		return e;
	if (strcmp(act, "open") == 0)
		return open_post(&x);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, ends ? revote_close(&c, &x.r.round) : save_views(&c, &x));
	return done_agenda(&x, e, ends ? "#vote" : "");
}
