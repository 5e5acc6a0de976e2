/* The answer on top: with what to start, what that saves together, and how sure it is. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "pages/figures.h"
#include "pages/results_page.h"
#include "priority_rows.h"
#include "view/format.h"
#include "view/url.h"

#define FEW 0.5		/* of fewer the answer speaks with less right: those who stay away are named */

static const char *number(const struct page *p, size_t n)
{
	return format_integer(p->a, p->lang, (int64_t)n);
}

/* Which of those offered the reader asks for; the first is usual. */
static size_t chosen(const struct request *req)
{
	const char *first = params_get(&req->query, "first");
	uint64_t n;

	for (size_t i = 0; first && parse_u64(first, &n) && i < FIRST_OFFERED; i++)
		if (first_offered[i] == n)
			return i;
	return 0;
}

void answer_find(const struct results *r, struct first_ones *out)
{
	priorities_first(r->list, chosen(r->page.req), out);
}

/* How many are clear with so many more answers. */
static void add_point(struct view_list *points, const char *answers, const char *clear)
{
	struct view_node *n = list_add(points);

	node_text(n, V_ID, answers);
	node_text(n, V_TEXT, clear);
}

/* How many more answers make places clear: as it was worked out, if that is of this list. */
static enum err add_more(struct results *r, struct view_node *answer)
{
	const struct page *p = &r->page;
	struct view_node *n;
	struct view_list *points;
	struct audit_more m;
	const char *goal;
	enum err e = priorities_more(p->a, p->db, &r->round, r->list->min_cell, &m);

	if (e == ERR_NOT_FOUND) {
		if (r->list->result.boot && r->list->tables.params.method_version > AUDIT_METHOD_FIRST)
			node_text(answer, V_WAITS, page_text(p, "answer.more.wait"));
		return OK;
	}
	if (e || !m.n_points)
		return e;
	goal = number(p, m.goal);
	n = node_object(answer, V_MORE);
	node_text(n, V_TITLE, results_say(p, "answer.more.clear", "goal", goal));
	node_text(n, V_TEXT, m.reached && !m.enough ? results_say(p, "answer.more.all", "goal", goal) :
		m.reached ? results_say(p, "answer.more.enough", "n", number(p, m.enough), "goal", goal) :
		results_say(p, "answer.more.never", "goal", goal));
	points = node_list(n, V_COLUMNS);
	node_text(list_add(points), V_LABEL, number(p, 0));
	for (size_t i = 0; i < m.n_points; i++)
		node_text(list_add(points), V_LABEL, number(p, m.points[i].answers));
	points = node_list(n, V_CELLS);
	add_point(points, number(p, 0), number(p, m.today));
	for (size_t i = 0; i < m.n_points; i++)
		add_point(points, number(p, m.points[i].answers), format_number(p->a, p->lang,
			m.points[i].clear, 1));
	return OK;
}

#define CONTENDERS 5	/* named; the list has all */

/* Who may come in for one that is not settled, in their order. */
static const char *contenders(const struct results *r, const struct first_ones *f)
{
	const struct audit_result *result = &f->list.result;
	struct buf *names = buf_new(r->page.a, 4096);
	size_t n = 0;

	for (size_t i = f->count; i < result->n_listed; i++)
		if (result->overall[i].verdict == AUDIT_POSSIBLE && n++ < CONTENDERS)
			buf_printf(names, "%s%s", names->len ? ", " : "",
				results_function(r, result->overall[i].code));
	if (n > CONTENDERS)
		buf_printf(names, " …");
	return names->data;
}

/* ---- drawn ---- */

static bool is_shown(const struct line *l)
{
	return line_state(l, SAVED) == CELL_SHOWN;
}

/* One axis for all, and what bars and lines on it are. */
static struct chart_scale add_axis(const struct results *r, struct view_node *n,
	const struct first_ones *f)
{
	const struct page *p = &r->page;
	struct chart_scale scale;
	bool sure = false;
	double most = 0;

	for (size_t i = 0; i < f->count; i++) {
		struct line l = line_overall(&f->list, i);
		struct chart_strip s = line_strip(&l, SAVED);

		if (!is_shown(&l))
			continue;
		sure |= !isnan(s.hi);
		most = fmax(most, strip_end(s));
	}
	scale = scale_of_hours(p, most);
	node_markup(n, V_BAR, chart_strip_head(p->a, &scale));
	node_text(n, V_UNIT, sure ? results_say(p, "answer.axis", "level", share_text(p,
		f->list.tables.params.level)) : page_text(p, "document.saved"));
	return scale;
}

/* What is hidden is said to be, and not drawn. */
static void add_hours(const struct page *p, struct view_node *n, const struct line *l,
	const struct chart_scale *scale)
{
	const char *hours = hours_text(p, l->saved), *between = hours_between(p, l);
	struct chart_strip s = line_strip(l, SAVED);

	node_figure(p, n, V_SAVED, l->shown->hours, between ? arena_printf(p->a, "%s %s", hours,
		between) : hours);
	node_text(n, V_CHART, NULL);
	if (is_shown(l))
		node_markup(n, V_CHART, chart_strip(p->a, scale, &s));
}

static void add_lines(const struct results *r, struct view_node *n, const struct first_ones *f)
{
	struct view_list *list = node_list(n, V_ITEMS);
	struct chart_scale scale = add_axis(r, n, f);

	for (size_t i = 0; i < f->count; i++) {
		struct line l = line_overall(&f->list, i);
		struct view_node *line = list_add(list);

		node_text(line, V_LABEL, results_function(r, l.code));
		node_text(line, V_ID, l.code);
		node_text(line, V_HREF, url_path(r->page.a, "/results/%s/functions/%s",
			r->round.code, l.code));
		add_hours(&r->page, line, &l, &scale);
		if (l.row->verdict != AUDIT_VERDICT_NONE)
			node_text(line, V_TEXT, page_text(&r->page, l.row->verdict == AUDIT_CLEAR ?
				"answer.settled" : "answer.open"));
	}
}

/* ---- together ---- */

/* Both ends come from the draws of the sum. */
static void add_sum(const struct results *r, struct view_node *n, const struct first_ones *f)
{
	const struct page *p = &r->page;
	bool sure = f->sum.timed_by >= INTERVAL_FROM && !isnan(f->sum.saved_lo);
	const char *of = arena_printf(p->a, "overall:%zu", f->count);

	node_says(p, node_object(n, V_HOURS), sure ? "answer.sum" : "answer.sum_only", of,
		(struct told[]){{"hours", "together", hours_text(p, f->sum.saved)},
		{sure ? "lo" : NULL, "together_lo", hours_text(p, f->sum.saved_lo)},
		{"hi", "together_hi", hours_text(p, f->sum.saved_hi)},
		{"level", NULL, share_text(p, f->list.tables.params.level)}, {0}});
	if (sure && !isnan(f->sum.saved_nr_lo))
		node_says(p, node_object(n, V_NOTE), "answer.absent", of, (struct told[]){
			{"lo", "together_nr_lo", hours_text(p, f->sum.saved_nr_lo)},
			{"hi", "together_nr_hi", hours_text(p, f->sum.saved_nr_hi)}, {0}});
}

static void add_choices(const struct results *r, struct view_node *n, size_t k)
{
	struct view_list *list = node_list(n, V_CHOICES);

	for (size_t i = 0; i < FIRST_OFFERED; i++) {
		struct view_node *choice = list_add(list);

		node_text(choice, V_LABEL, number(&r->page, first_offered[i]));
		node_text(choice, V_HREF, url_query(r->page.a, r->page.req->path, "first",
			arena_printf(r->page.a, "%zu", first_offered[i])));
		node_flag(choice, V_CURRENT, first_offered[i] == k);
	}
}

/* Departments from which nobody answered; those of which fewer than half did. */
static void add_absent(const struct results *r, struct view_node *n)
{
	const struct priorities *p = r->list;
	struct buf *silent = buf_new(r->page.a, 4096), *few = buf_new(r->page.a, 4096);
	struct view_list *list = node_list(n, V_REMARKS);
	bool open = round_state_on(&r->round, page_today(&r->page)) == ROUND_OPEN;

	for (size_t d = 0; d < p->result.n_departments; d++) {
		const char *name = results_department(r, p->result.departments[d].code);
		struct buf *in = p->never[d] ? NULL : p->departments[d] == CELL_EMPTY ? silent :
			p->departments[d] == CELL_SHOWN && p->rates[d].rate < FEW ? few : NULL;

		if (in)
			buf_printf(in, "%s%s", in->len ? ", " : "", name);
	}
	if (silent->len)
		node_text(list_add(list), V_TEXT, results_say(&r->page, open ? "answer.silent" :
			"answer.nobody", "names", silent->data));
	if (few->len)
		node_text(list_add(list), V_TEXT, results_say(&r->page, "answer.few", "names",
			few->data));
	/* Said either way: the page has a flag of that name, of its own. */
	node_flag(n, V_MAY_EDIT, (silent->len || few->len) && open &&
		r->page.req->viewer->role == VIEWER_ADMIN);
	node_flag(n, V_LAST, r->round.to_day != NULL);
}

enum err answer_add(struct results *r, const struct first_ones *f)
{
	struct view_node *n = node_object(r->page.root, V_ANSWER);
	const char *names = contenders(r, f);
	size_t k = f->list.tables.params.top_k;
	bool open = false;

	node_text(n, V_CODE, r->round.code);
	add_choices(r, n, k);
	add_absent(r, n);
	node_flag(n, V_SHOWN, f->count > 0);
	if (!f->count)
		return OK;
	add_lines(r, n, f);
	add_sum(r, n, f);
	for (size_t i = 0; i < f->count; i++)
		open |= f->list.result.overall[i].verdict == AUDIT_POSSIBLE;
	if (open && *names)
		node_text(n, V_SAY, results_say(&r->page, "answer.contenders", "names", names));
	return add_more(r, n);
}
