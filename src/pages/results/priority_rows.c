/* Rows of the priority list in tiers, each with a sentence that says what it means. */
#include "priority_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

#define BARS_MAX 30

struct line line_overall(const struct priorities *p, size_t i)
{
	const struct audit_overall_row *r = &p->result.overall[i];
	bool sure = r->detailed >= INTERVAL_FROM;

	return (struct line){.code = r->code, .rank = r->rank, .score = r->score,
		.score_lo = sure ? r->score_lo : NAN, .score_hi = sure ? r->score_hi : NAN,
		.saved = r->hours_saved, .saved_lo = sure ? r->saved_lo : NAN,
		.saved_hi = sure ? r->saved_hi : NAN, .now = r->hours_now,
		.people = r->doers_pop, .pain = r->pain, .want = r->want,
		.payback = r->payback_weeks, .assumed = r->assumed, .shown = &p->overall[i],
		.row = r};
}

struct line line_dept(const struct priorities *p, size_t i)
{
	const struct audit_dept_row *r = &p->result.dept[i];
	const struct audit_counts *c = audit_cell(&p->result, r->department, r->function);
	bool sure = c->answers[AUDIT_HOURS] >= INTERVAL_FROM;

	return (struct line){.code = r->func, .rank = r->rank, .score = r->score,
		.score_lo = sure ? r->score_lo : NAN, .score_hi = sure ? r->score_hi : NAN,
		.saved = r->hours_saved, .saved_lo = sure ? r->saved_lo : NAN,
		.saved_hi = sure ? r->saved_hi : NAN, .now = r->hours_now,
		.people = r->share * p->result.departments[r->department].population,
		.pain = r->pain, .want = r->want, .payback = NAN, .assumed = r->assumed,
		.shown = &p->dept[i]};
}

static const char *number(const struct page *p, double v, int decimals)
{
	return format_number(p->a, p->lang, v, decimals);
}

static const char *place(const struct page *p, size_t v)
{
	return format_integer(p->a, p->lang, (int64_t)v);
}

const char *hours_between(const struct page *p, const struct line *l)
{
	return isnan(l->saved_lo) ? NULL
		: between_text(p, hours_text(p, l->saved_lo), hours_text(p, l->saved_hi));
}

const char *score_between(const struct page *p, const struct line *l)
{
	return isnan(l->score_lo) ? NULL
		: between_text(p, number(p, l->score_lo, 0), number(p, l->score_hi, 0));
}

/* "place 2 to 5" as its own words where both are the same. */
static const char *verdict_text(const struct results *r, const struct priorities *shown,
	const struct audit_overall_row *row)
{
	static const char *const keys[] = {NULL, "priorities.say.clear",
		"priorities.say.possible", "priorities.say.unlikely"};
	const struct page *p = &r->page;

	if (row->verdict == AUDIT_VERDICT_NONE)
		return NULL;
	return results_say(p, keys[row->verdict], "k", place(p, shown->tables.params.top_k),
		"lo", place(p, row->cs_lo), "hi", place(p, row->cs_hi));
}

static const char *saved_text(const struct page *p, const struct line *l)
{
	const char *people = number(p, l->people, 0), *hours = hours_text(p, l->saved);

	if (isnan(l->saved_lo))
		return results_say(p, "priorities.say.saved", "hours", hours, "people", people);
	return results_say(p, "priorities.say.saved_between", "hours", hours, "people", people,
		"lo", hours_text(p, l->saved_lo), "hi", hours_text(p, l->saved_hi));
}

/* How sure the place is, for the opened row. */
static void add_support(const struct results *r, struct view_node *n, const struct line *l,
	const struct priorities *shown)
{
	const struct page *p = &r->page;
	const struct audit_overall_row *row = l->row;
	struct view_list *list = node_list(n, V_FACTORS);
	const char *k = place(p, shown->tables.params.top_k);

	if (l->shown->hours == CELL_SHOWN)
		node_text(list_add(list), V_TEXT, results_say(p, "priorities.why.hours", "now",
			hours_text(p, l->now), "share", share_text(p, row->automatable)));
	if (row->verdict != AUDIT_VERDICT_NONE) {
		node_text(list_add(list), V_TEXT, results_say(p, "priorities.why.support",
			"percent", share_text(p, row->p_topk), "k", k));
		node_text(list_add(list), V_TEXT, results_say(p, "priorities.why.weights",
			"near", share_text(p, row->w_topk_local), "percent",
			share_text(p, row->w_topk), "k", k));
	}
	node_text(n, V_HREF, url_path(p->a, "/results/%s/functions/%s", r->round.code, l->code));
}

static void add_words(const struct results *r, struct view_node *n, const struct line *l,
	const struct priorities *shown)
{
	const struct page *p = &r->page;
	const char *verdict = l->row ? verdict_text(r, shown, l->row) : NULL;

	if (l->shown->score != CELL_SHOWN)
		return;
	node_int(n, V_RANK, (int64_t)l->rank);
	if (l->row && l->row->verdict != AUDIT_VERDICT_NONE)
		node_text(n, V_PLACES, between_text(p, place(p, l->row->cs_lo),
			place(p, l->row->cs_hi)));
	/* Of what is hardly to be first, the tier's own words say enough. */
	if (!l->row || l->row->verdict != AUDIT_UNLIKELY)
		node_text(n, V_SAY, verdict ? arena_printf(p->a, "%s %s", verdict,
			saved_text(p, l)) : saved_text(p, l));
	if (!l->row)
		return;
	node_flag(n, V_SOLID, l->row->standing == AUDIT_SOLID);
	node_flag(n, V_CONTESTED, l->row->standing == AUDIT_CONTESTED);
	add_support(r, n, l, shown);
}

static void add_line(const struct results *r, struct view_list *rows, const struct line *l,
	const struct priorities *shown)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(rows);
	const struct shown *s = l->shown;

	node_text(n, V_LABEL, results_function(r, l->code));
	node_text(n, V_CODE, l->code);
	node_figure(p, n, V_SCORE, s->score, number(p, l->score, 1));
	node_figure(p, n, V_SAVED, s->hours, hours_text(p, l->saved));
	node_figure(p, n, V_NOW, s->hours, hours_text(p, l->now));
	node_figure(p, n, V_PEOPLE, s->people, number(p, l->people, 0));
	node_figure(p, n, V_PAIN, s->pain, index_text(p, l->pain));
	node_figure(p, n, V_WANT, s->want, index_text(p, l->want));
	if (s->score == CELL_SHOWN)
		node_text(n, V_SCORE_BETWEEN, score_between(p, l));
	if (s->hours == CELL_SHOWN)
		node_text(n, V_SAVED_BETWEEN, hours_between(p, l));
	if (!isnan(l->payback))
		node_figure(p, n, V_PAYBACK, s->hours, number(p, l->payback, 1));
	node_flag(n, V_ASSUMED, l->assumed != 0);
	add_words(r, n, l, shown);
}

static void add_chart(struct results *r, const struct line *lines, size_t count)
{
	struct page *p = &r->page;
	struct chart_bar *bars = arena_array(p->a, count + 1, sizeof *bars);
	struct chart chart = {.id = "priorities", .bars = bars, .max = 100};
	const struct line *top = NULL;

	for (size_t i = 0; i < count && chart.count < BARS_MAX; i++) {
		const struct line *l = &lines[i];

		if (l->shown->score != CELL_SHOWN)
			continue;
		top = top ? top : l;
		bars[chart.count++] = (struct chart_bar){
			.label = results_function(r, l->code),
			.text = arena_printf(p->a, "%s · %s h", number(p, l->score, 0),
				hours_text(p, l->saved)),
			.value = l->score,
			.interval = !isnan(l->score_lo),
			.lo = l->score_lo,
			.hi = l->score_hi,
			.tone = l->row && l->row->verdict == AUDIT_CLEAR ? TONE_STRONG :
				l->row && l->row->verdict == AUDIT_UNLIKELY ? TONE_MUTED : TONE_PLAIN,
		};
	}
	if (!top)
		return;
	chart.title = results_say(p, "priorities.chart_title", "name", bars[0].label, "hours",
		hours_text(p, top->saved));
	chart.desc = page_text(p, "priorities.chart_desc");
	node_text(p->root, V_CHART_TITLE, chart.title);
	node_markup(p->root, V_CHART, chart_bars(p->a, &chart));
}

/* Hours against effort: what is cheap and saves much stands at the upper left. */
static void add_plane(struct results *r, const struct line *lines, size_t count)
{
	struct page *p = &r->page;
	struct chart_point *points = arena_array(p->a, count + 1, sizeof *points);
	struct chart_plane plane = {.id = "effort", .points = points,
		.title = page_text(p, "priorities.plane"),
		.desc = page_text(p, "priorities.plane_text"),
		.x_name = page_text(p, "priorities.plane_x"),
		.y_name = page_text(p, "priorities.plane_y")};

	for (size_t i = 0; i < count; i++) {
		const struct line *l = &lines[i];
		double days;

		if (l->shown->score != CELL_SHOWN || !l->row || isnan(l->payback))
			continue;
		/* Payback is 8 hours a day over the hours saved a week. */
		days = l->payback * l->saved / 8;
		points[plane.count++] = (struct chart_point){
			.mark = place(p, l->rank),
			.text = results_say(p, "priorities.point", "name",
				results_function(r, l->code), "days", number(p, days, 0),
				"hours", hours_text(p, l->saved)),
			.x = days, .y = l->saved,
			.tone = l->row->verdict == AUDIT_CLEAR ? TONE_STRONG :
				l->row->verdict == AUDIT_UNLIKELY ? TONE_MUTED : TONE_PLAIN,
		};
	}
	node_markup(p->root, V_PLANE, chart_points(p->a, &plane));
}

static int by_rank(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	/* Those without a place come last. */
	if (!a->rank != !b->rank)
		return a->rank ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->code, b->code);
}

static bool any_shown(const struct line *l)
{
	return l->shown->hours == CELL_SHOWN || l->shown->pain == CELL_SHOWN ||
		l->shown->want == CELL_SHOWN;
}

/* The tiers in their order; the last one takes what has no verdict. */
static const struct {
	enum audit_verdict verdict;
	const char *title, *text;
} tiers[] = {
	{AUDIT_CLEAR, "priorities.tier.clear", "priorities.tier.clear_text"},
	{AUDIT_POSSIBLE, "priorities.tier.possible", "priorities.tier.possible_text"},
	{AUDIT_UNLIKELY, "priorities.tier.unlikely", "priorities.tier.unlikely_text"},
	{AUDIT_VERDICT_NONE, "priorities.tier.list", "priorities.tier.list_text"},
};

static enum audit_verdict verdict_of(const struct line *l)
{
	return l->row && l->shown->score == CELL_SHOWN ? l->row->verdict : AUDIT_VERDICT_NONE;
}

/* A row that is shown: ranked, or with some of its figures. */
static bool listed(const struct line *l)
{
	return l->shown->score == CELL_SHOWN || any_shown(l);
}

static void add_tier(struct results *r, struct view_list *list, size_t t,
	const struct priorities *shown, const struct line *lines, size_t count)
{
	struct view_node *n = NULL;
	struct view_list *rows = NULL;
	const char *k = place(&r->page, shown->tables.params.top_k);
	size_t members = 0;

	for (size_t i = 0; i < count; i++)
		members += listed(&lines[i]) && verdict_of(&lines[i]) == tiers[t].verdict;
	/* An empty clear tier says something; the others need not. */
	if (!members && (tiers[t].verdict != AUDIT_CLEAR || !shown->result.boot ||
		!count || !lines[0].row))
		return;
	n = list_add(list);
	node_text(n, V_TITLE, results_say(&r->page, tiers[t].title, "k", k));
	node_text(n, V_TEXT, results_say(&r->page, tiers[t].text, "k", k, "level",
		format_percent(r->page.a, r->page.lang, shown->tables.params.level, 0)));
	rows = node_list(n, V_ITEMS);
	/* Ranked ones first, then those with some figures. */
	for (int ranked = 1; ranked >= 0; ranked--)
		for (size_t i = 0; i < count; i++)
			if (listed(&lines[i]) && verdict_of(&lines[i]) == tiers[t].verdict &&
				(lines[i].shown->score == CELL_SHOWN) == ranked)
				add_line(r, rows, &lines[i], shown);
}

void lines_show(struct results *r, const struct priorities *shown, struct line *lines,
	size_t count)
{
	struct view_list *list = node_list(r->page.root, V_TIERS);
	struct view_list *hidden = node_list(r->page.root, V_NAMES);
	bool gaps = false;

	qsort(lines, count, sizeof *lines, by_rank);
	for (size_t t = 0; t < sizeof tiers / sizeof *tiers; t++)
		add_tier(r, list, t, shown, lines, count);
	for (size_t i = 0; i < count; i++) {
		gaps |= lines[i].shown->score != CELL_SHOWN;
		if (!listed(&lines[i]))
			node_text(list_add(hidden), V_LABEL, results_function(r, lines[i].code));
	}
	node_flag(r->page.root, V_HIDDEN, gaps);
	add_chart(r, lines, count);
	add_plane(r, lines, count);
}
