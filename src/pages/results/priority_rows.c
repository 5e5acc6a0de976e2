/* The table of the priority list: columns on common axes, rows in tiers, and of each row how
 * sure it is in sentences. */
#include "priority_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "pages/figures.h"
#include "view/format.h"
#include "view/url.h"

/* What rows are written with. */
struct table {
	struct results *r;
	const struct listing *as;
	const struct line *lines;
	size_t count;
	struct chart_scale scales[COLUMNS];	/* without ticks: figures alone */
	bool has[COLUMNS];			/* some row has such a figure */
	const struct audit_overall_row *base;	/* of as->compare */
};

static const char *place(const struct page *p, size_t v)
{
	return format_integer(p->a, p->lang, (int64_t)v);
}

/* ---- in which order ---- */

/* What hidden figures are is not told by where they stand: last, by code. */
static double key_of(const struct listing *as, const struct line *l)
{
	double v;

	if (as->sort == COLUMNS)
		return l->rank ? (double)l->rank : NAN;
	v = line_state(l, as->sort) == CELL_SHOWN ? line_told(l, as->sort) : NAN;
	return as->up ? v : -v;
}

struct keyed {
	struct line line;
	double key;
};

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	if (isnan(a->key) != isnan(b->key))
		return isnan(a->key) ? 1 : -1;
	if (a->key != b->key && !isnan(a->key))
		return a->key < b->key ? -1 : 1;
	return strcmp(a->line.code, b->line.code);
}

static void sort_lines(struct arena *a, const struct listing *as, struct line *lines, size_t count)
{
	struct keyed *all = arena_array(a, count + 1, sizeof *all);

	for (size_t i = 0; i < count; i++)
		all[i] = (struct keyed){lines[i], key_of(as, &lines[i])};
	qsort(all, count, sizeof *all, by_key);
	for (size_t i = 0; i < count; i++)
		lines[i] = all[i].line;
}

/* ---- axes ---- */

static bool has_place(const struct line *l)
{
	return l->shown->score == CELL_SHOWN;
}

static struct chart_scale scale_of(const struct page *p, const double *steps, size_t n, double max)
{
	struct chart_tick *ticks = arena_array(p->a, n + 1, sizeof *ticks);

	for (size_t i = 0; i < n; i++)
		ticks[i] = (struct chart_tick){steps[i], format_number(p->a, p->lang, steps[i],
			steps[i] < 1 && steps[i] > 0 ? 1 : 0)};
	return (struct chart_scale){steps[0], max, ticks, n};
}

struct chart_scale scale_of_hours(const struct page *p, double most)
{
	double steps[CHART_STEPS_MAX];
	size_t n = chart_steps(most, steps);

	return scale_of(p, steps, n, steps[n - 1]);
}

/* From the first place to the last, with every fifth between. */
static struct chart_scale scale_of_places(const struct page *p, size_t last)
{
	double steps[CHART_STEPS_MAX] = {1};
	size_t n = 1, by = last > 60 ? 20 : last > 20 ? 10 : 5;

	for (size_t at = by; at <= last && n < CHART_STEPS_MAX; at += by)
		steps[n++] = (double)at;
	return scale_of(p, steps, n, fmax((double)last, 2));
}

static void find_scales(struct table *t)
{
	static const double scores[] = {0, 50, 100};
	const struct page *p = &t->r->page;
	double most = 0;
	size_t placed = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct line *l = &t->lines[i];

		placed += has_place(l);
		for (enum column c = PLACES; c < COLUMNS; c++)
			t->has[c] |= !isnan(line_value(l, c)) && line_state(l, c) == CELL_SHOWN;
		if (l->shown->hours == CELL_SHOWN)
			most = fmax(most, strip_end(line_strip(l, SAVED)));
	}
	t->scales[PLACES] = scale_of_places(p, placed);
	t->scales[SCORE] = scale_of(p, scores, sizeof scores / sizeof *scores, 100);
	t->scales[SAVED] = scale_of_hours(p, most);
}

/* ---- the head ---- */

/* The same list in another order: a second press turns it round. */
static const char *sort_href(const struct table *t, const char *name, bool up)
{
	struct arena *a = t->r->page.a;
	const char *url = url_path(a, "/results/%s/priorities", t->r->round.code);

	if (t->as->department)
		url = url_query(a, url, "department", t->as->department);
	return url_query(a, url, "sort", up ? arena_printf(a, "%s-up", name) : name);
}

static void add_head(struct table *t)
{
	const struct page *p = &t->r->page;
	struct view_list *list = node_list(p->root, V_COLUMNS);

	for (enum column c = PLACES; c < COLUMNS; c++) {
		/* What is good is small: places, and weeks until it pays. */
		bool small = c == PLACES || c == PAYBACK, here = t->as->sort == c;
		struct view_node *n;

		if (!t->has[c])
			continue;
		n = list_add(list);
		node_text(n, V_NAME, column_name(c));
		node_text(n, V_LABEL, column_label(p, c));
		node_text(n, V_HREF, sort_href(t, column_name(c), here ? !t->as->up : small));
		if (here)
			node_text(n, V_CURRENT, t->as->up ? "ascending" : "descending");
		if (t->scales[c].tick_count)
			node_markup(n, V_CHART, chart_strip_head(p->a, &t->scales[c]));
	}
	node_text(p->root, V_URL, sort_href(t, "rank", false));
	node_flag(p->root, V_SORTED, t->as->sort == COLUMNS);
}

/* ---- cells ---- */

/* The reason stands beside the name, once for the row. */
static void add_figure(const struct page *p, struct view_node *n, const struct line *l,
	enum column c)
{
	enum cell_state state = line_state(l, c);

	node_flag(n, V_HIDDEN, state != CELL_SHOWN);
	if (state == CELL_SHOWN)
		node_text(n, V_TEXT, isnan(line_value(l, c)) ? "–" : line_text(p, l, c));
	else
		node_text(n, V_TEXT, page_text(p, state == CELL_EMPTY ? "results.zero"
			: "results.hidden_short"));
}

static bool any_shown(const struct line *l)
{
	for (enum column c = PLACES; c < COLUMNS; c++)
		if (line_state(l, c) == CELL_SHOWN)
			return true;
	return false;
}

/* None where all of them are hidden: then the reason alone is told. */
static void add_cells(const struct table *t, struct view_node *row, const struct line *l)
{
	const struct page *p = &t->r->page;
	struct view_list *list = node_list(row, V_CELLS);

	if (!any_shown(l))
		return;
	for (enum column c = PLACES; c < COLUMNS; c++) {
		struct view_node *n;

		if (!t->has[c])
			continue;
		n = list_add(list);
		node_text(n, V_NAME, column_name(c));
		node_text(n, V_LABEL, column_label(p, c));
		add_figure(p, n, l, c);
		if (t->scales[c].tick_count && line_state(l, c) == CELL_SHOWN) {
			struct chart_strip s = line_strip(l, c);

			node_markup(n, V_CHART, chart_strip(p->a, &t->scales[c], &s));
		}
	}
}

/* ---- what a row says when it is opened ---- */

/* "overall:SAL01": whose figures they are. */
static const char *of_line(const struct table *t, const struct line *l)
{
	return arena_printf(t->r->page.a, "%s:%s", t->as->department ? t->as->department :
		"overall", l->code);
}

static void add_verdict(const struct table *t, struct view_list *list, const struct line *l)
{
	static const char *const keys[] = {NULL, "priorities.say.clear",
		"priorities.say.possible", "priorities.say.unlikely"};
	const struct page *p = &t->r->page;

	node_says(p, list_add(list), keys[l->row->verdict], of_line(t, l), (struct told[]){
		{"k", NULL, place(p, t->as->shown->tables.params.top_k)},
		{"lo", "cs_lo", place(p, l->row->cs_lo)},
		{"hi", "cs_hi", place(p, l->row->cs_hi)}, {0}});
}

static void add_saved(const struct table *t, struct view_list *list, const struct line *l)
{
	const struct page *p = &t->r->page;
	bool between = !isnan(l->saved_lo);

	node_says(p, list_add(list), between ? "priorities.say.saved_between" :
		"priorities.say.saved", of_line(t, l), (struct told[]){
		{"hours", "hours_saved", hours_text(p, l->saved)},
		{"people", "doers_pop", figure_text(p, l->shown->people, line_text(p, l, PEOPLE))},
		{between ? "lo" : NULL, "saved_lo", hours_text(p, l->saved_lo)},
		{"hi", "saved_hi", hours_text(p, l->saved_hi)}, {0}});
}

static void add_score(const struct table *t, struct view_list *list, const struct line *l)
{
	const struct page *p = &t->r->page;

	if (!isnan(l->score_lo))
		node_says(p, list_add(list), "priorities.say.score", of_line(t, l), (struct told[]){
			{"lo", "score_lo", format_number(p->a, p->lang, l->score_lo, 0)},
			{"hi", "score_hi", format_number(p->a, p->lang, l->score_hi, 0)}, {0}});
}

/* How many answered what stands in the row. */
static void add_answers(const struct table *t, struct view_list *list, const struct line *l)
{
	const struct page *p = &t->r->page;

	node_says(p, list_add(list), "priorities.answers", of_line(t, l), (struct told[]){
		{"hours", "detailed", place(p, l->counts->answers[AUDIT_HOURS])},
		{"pain", "n_pain", place(p, l->counts->answers[AUDIT_PAIN])},
		{"want", "n_want", place(p, l->counts->answers[AUDIT_WANT])}, {0}});
}

/* What people cost now, and which part of it a system could take over. */
static void add_hours(const struct table *t, struct view_list *list, const struct line *l)
{
	const struct page *p = &t->r->page;

	node_says(p, list_add(list), "priorities.why.hours", of_line(t, l), (struct told[]){
		{"now", "hours_now", hours_text(p, l->now)},
		{"share", "auto", share_text(p, l->row->automatable)}, {0}});
	node_text(list_add(list), V_TEXT, share_says(t->r, l->row));
}

static void add_support(const struct table *t, struct view_list *list, const struct line *l)
{
	const struct page *p = &t->r->page;
	const struct audit_overall_row *row = l->row;
	const char *k = place(p, t->as->shown->tables.params.top_k);

	if (row->verdict == AUDIT_VERDICT_NONE)
		return;
	node_says(p, list_add(list), "priorities.why.support", of_line(t, l), (struct told[]){
		{"percent", "p_topk", share_text(p, row->p_topk)}, {"k", NULL, k}, {0}});
	node_says(p, list_add(list), "priorities.why.weights", of_line(t, l), (struct told[]){
		{"near", "w_topk_local", share_text(p, row->w_topk_local)},
		{"percent", "w_topk", share_text(p, row->w_topk)}, {"k", NULL, k}, {0}});
}

static void add_words(const struct table *t, struct view_node *n, const struct line *l)
{
	const struct page *p = &t->r->page;
	struct view_list *list = node_list(n, V_FACTORS);

	if (l->row && l->row->verdict != AUDIT_VERDICT_NONE)
		add_verdict(t, list, l);
	add_saved(t, list, l);
	add_score(t, list, l);
	add_answers(t, list, l);
	if (!l->row)
		return;
	add_hours(t, list, l);
	add_support(t, list, l);
	if (t->as->shown->result.before && l->row->verdict != AUDIT_VERDICT_NONE &&
		l->row != t->base)
		node_text(n, V_LINK, url_query(p->a, url_path(p->a, "/results/%s/priorities",
			t->r->round.code), "compare", l->code));
}

/* ---- rows ---- */

static const char *verdict_word(const struct page *p, const struct audit_overall_row *row)
{
	static const char *const keys[] = {NULL, "priorities.verdict.clear",
		"priorities.verdict.possible", "priorities.verdict.unlikely"};

	return row->verdict == AUDIT_VERDICT_NONE ? NULL : page_text(p, keys[row->verdict]);
}

static bool told_apart(const struct audit_result *result, size_t f, size_t g)
{
	return result->before[f * result->n_functions + g] ||
		result->before[g * result->n_functions + f];
}

static bool is_alike(const struct table *t, const struct line *l)
{
	return t->base && l->row && l->row != t->base && has_place(l) &&
		!told_apart(&t->as->shown->result, l->row->function, t->base->function);
}

/* From where the row comes under the weights that are tried. */
static void add_move(const struct table *t, struct view_node *n, const struct line *l)
{
	const struct page *p = &t->r->page;
	const struct audit_overall_row *was = t->as->shown == t->r->list ? NULL :
		overall_row(&t->r->list->result, l->code);

	if (!was || !was->rank || was->rank == l->rank)
		return;
	node_text(n, V_MOVED, results_say(p, "priorities.was", "from", place(p, was->rank)));
	node_text(n, V_TONE, l->rank < was->rank ? "up" : "down");
}

static void add_row(const struct table *t, struct view_list *rows, const struct line *l)
{
	const struct page *p = &t->r->page;
	struct view_node *n = list_add(rows);

	node_text(n, V_LABEL, results_function(t->r, l->code));
	node_text(n, V_CODE, l->code);
	add_cells(t, n, l);
	node_flag(n, V_ASSUMED, l->assumed != 0);
	if (has_place(l)) {
		node_int(n, V_RANK, (int64_t)l->rank);
		add_words(t, n, l);
	} else {
		node_text(n, V_NOTE, line_why_hidden(p, l));
		node_flag(n, V_ANY, any_shown(l));
	}
	if (!l->row)
		return;
	node_text(n, V_HREF, url_path(p->a, "/results/%s/functions/%s", t->r->round.code,
		l->code));
	if (!has_place(l))
		return;
	node_text(n, V_VALUE, verdict_word(p, l->row));
	node_flag(n, V_SOLID, l->row->standing == AUDIT_SOLID);
	node_flag(n, V_CONTESTED, l->row->standing == AUDIT_CONTESTED);
	node_flag(n, V_ALIKE, is_alike(t, l));
	node_flag(n, V_BASE, l->row == t->base);
	add_move(t, n, l);
}

/* ---- tiers ---- */

/* In their order; the last one takes what has no verdict. */
static const struct {
	enum audit_verdict verdict;
	const char *title, *text;
} tiers[] = {
	{AUDIT_CLEAR, "priorities.tier.clear", "priorities.tier.clear_text"},
	{AUDIT_POSSIBLE, "priorities.tier.possible", "priorities.tier.possible_text"},
	{AUDIT_UNLIKELY, "priorities.tier.unlikely", "priorities.tier.unlikely_text"},
	{AUDIT_VERDICT_NONE, "priorities.tier.list", "priorities.tier.list_text"},
};

#define TIERS (sizeof tiers / sizeof *tiers)

static enum audit_verdict verdict_of(const struct line *l)
{
	return l->row ? l->row->verdict : AUDIT_VERDICT_NONE;
}

static bool in_tier(const struct table *t, size_t i, size_t tier)
{
	return has_place(&t->lines[i]) && (t->as->sort != COLUMNS ||
		verdict_of(&t->lines[i]) == tiers[tier].verdict);
}

static void add_tier(const struct table *t, struct view_list *list, size_t tier)
{
	const struct priorities *shown = t->as->shown;
	const struct page *p = &t->r->page;
	struct view_node *n = NULL;
	struct view_list *rows = NULL;
	const char *k = place(p, shown->tables.params.top_k);
	size_t members = 0;

	for (size_t i = 0; i < t->count; i++)
		members += in_tier(t, i, tier);
	/* An empty clear tier says something; the others need not. */
	if (!members && (tiers[tier].verdict != AUDIT_CLEAR || !shown->result.boot ||
		!t->count || t->as->department))
		return;
	n = list_add(list);
	rows = node_list(n, V_ITEMS);
	for (size_t i = 0; i < t->count; i++)
		if (in_tier(t, i, tier))
			add_row(t, rows, &t->lines[i]);
	/* In another order there are no bands. */
	if (t->as->sort != COLUMNS)
		return;
	n = node_object(n, V_BAND);
	node_text(n, V_TITLE, results_say(p, tiers[tier].title, "k", k));
	node_text(n, V_TEXT, results_say(p, tiers[tier].text, "k", k, "level",
		format_percent(p->a, p->lang, shown->tables.params.level, 0)));
}

/* Below: those without a place, each with its reason. */
static void add_hidden(const struct table *t)
{
	struct view_list *rows = NULL;

	for (size_t i = 0; i < t->count; i++) {
		if (has_place(&t->lines[i]))
			continue;
		if (!rows)
			rows = node_list(node_object(t->r->page.root, V_REST), V_ITEMS);
		add_row(t, rows, &t->lines[i]);
	}
}

static void add_compared(const struct table *t)
{
	const struct page *p = &t->r->page;
	size_t alike = 0, others = 0;
	struct view_node *n;

	if (!t->base)
		return;
	for (size_t i = 0; i < t->count; i++) {
		alike += is_alike(t, &t->lines[i]);
		others += has_place(&t->lines[i]) && t->lines[i].row != t->base;
	}
	n = node_object(p->root, V_COMPARED);
	node_text(n, V_TEXT, results_say(p, "priorities.compared", "name",
		results_function(t->r, t->base->code), "n", place(p, alike), "all",
		place(p, others)));
	node_text(n, V_HREF, url_path(p->a, "/results/%s/priorities", t->r->round.code));
}

/* The row others are compared with: it has a place and draws behind it. */
static const struct audit_overall_row *base_of(const struct listing *as)
{
	const struct audit_overall_row *row = as->compare && !as->department &&
		as->shown->result.before ? overall_row(&as->shown->result, as->compare) : NULL;

	return row && !row->apart && row->verdict != AUDIT_VERDICT_NONE ? row : NULL;
}

void lines_show(struct results *r, const struct listing *as, struct line *lines, size_t count)
{
	struct table t = {.r = r, .as = as, .lines = lines, .count = count, .base = base_of(as)};
	struct view_list *list = node_list(r->page.root, V_TIERS);

	sort_lines(r->page.a, as, lines, count);
	find_scales(&t);
	add_head(&t);
	node_text(r->page.root, V_SCOPE, as->department ? as->department : "overall");
	/* In another order all are one tier. */
	for (size_t tier = 0; tier < (as->sort == COLUMNS ? TIERS : 1); tier++)
		add_tier(&t, list, tier);
	add_hidden(&t);
	add_compared(&t);
}

void unranked_add(struct results *r)
{
	struct view_list *list = NULL;

	for (size_t f = 0; f < r->list->result.n_functions; f++) {
		const struct audit_function_result *fn = &r->list->result.functions[f];
		struct view_node *n;

		if (fn->unranked == AUDIT_RANKED)
			continue;
		if (!list)
			list = node_list(node_object(r->page.root, V_UNRANKED), V_ITEMS);
		n = list_add(list);
		node_text(n, V_LABEL, results_function(r, fn->code));
		node_text(n, V_NOTE, page_text(&r->page, fn->unranked == AUDIT_NOT_DONE ?
			"priorities.not_done" : "priorities.no_timing"));
	}
}
