/* Rounds of a prototype side by side: a row a figure, a column a round, with what changed since the
 * round before in words; and charts of the latest. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "pilots.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

struct row {
	struct view_list *cells;
	const char *name, *of;		/* of the figure: NAME:ROUND:OF */
};

static struct row begin_row(struct view_list *rows, const char *label, const char *name,
	const char *of)
{
	struct view_node *n = list_add(rows);

	node_text(n, V_LABEL, label);
	return (struct row){node_list(n, V_CELLS), name, of};
}

/* What stands around it has names of its own for these. */
static struct view_node *blank_cell(const struct row *row, const char *text, bool hidden)
{
	struct view_node *n = list_add(row->cells);

	node_text(n, V_TEXT, text);
	node_text(n, V_ID, "");
	node_text(n, V_LEVEL, "");
	node_text(n, V_NOTE, "");
	node_text(n, V_WHY, "");
	node_flag(n, V_HIDDEN, hidden);
	return n;
}

static struct view_node *add_cell(const struct page *p, const struct row *row,
	const struct pilot_round_results *r, enum cell_state state, const char *text)
{
	struct view_node *n = blank_cell(row, text, state != CELL_SHOWN);

	if (state == CELL_SHOWN)
		node_text(n, V_ID, arena_printf(p->a, "%s:%s:%s", row->name, r->round.code, row->of));
	return n;
}

static void add_nothing(const struct page *p, const struct row *row)
{
	blank_cell(row, page_text(p, "pilots.not_asked"), true);
}

/* ---- what changed ---- */

static const char *signed_text(const struct page *p, double v,
	const char *(*text)(const struct page *p, double v))
{
	return arena_printf(p->a, "%s%s", v > 0 ? "+" : "", text(p, v));
}

/* How many times as long, less one. */
static const char *ratio_text(const struct page *p, double v)
{
	return share_text(p, exp(v) - 1);
}

static void add_change(const struct page *p, struct view_node *n, const struct pilot_change *c,
	const char *(*text)(const struct page *p, double v), const char *unit)
{
	const char *key = c->improved ? "pilots.improved" : c->worse ? "pilots.worse" :
		"pilots.no_change";
	const char *diff, *between;

	if (!c->there || isnan(c->d.at.lo))
		return;
	diff = signed_text(p, c->d.diff, text);
	if (unit)
		diff = results_say(p, unit, "n", diff);
	between = format_range(p->a, signed_text(p, c->d.at.lo, text),
		signed_text(p, c->d.at.hi, text));
	node_text(n, V_NOTE, results_say(p, key, "text", diff, "between", between));
	node_text(n, V_WHY, c->paired ? results_say(p, "pilots.paired", "n", format_integer(p->a,
		p->lang, (int64_t)c->pairs)) : page_text(p, "pilots.unpaired"));
}

/* ---- the whole ---- */

static const char *grade_text(const struct page *p, const struct pilot_round_results *r)
{
	static const char *const adjectives[] = {"Worst imaginable", "Awful", "Poor", "OK", "Good",
		"Excellent", "Best imaginable"};
	int i = 0;

	if (r->sus.state != CELL_SHOWN)
		return NULL;
	if (r->standing == SUS_UNVALIDATED)
		return page_text(p, "pilots.sus.unvalidated");
	while (i < 6 && strcmp(adjectives[i], sus_adjective(r->sus.m.mean)) != 0)
		i++;
	return results_say(p, "pilots.sus.grade", "grade", sus_grade(r->sus.m.mean), "text",
		page_text(p, arena_printf(p->a, "pilots.adjective.%d", i + 1)));
}

static void add_sus_row(struct pilot_page *p, struct view_list *rows)
{
	const struct page *page = &p->page;
	struct row row = begin_row(rows, page_text(page, "pilots.sus"), "sus", "all");

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];
		struct view_node *n;

		if (!r->shown)
			continue;
		if (r->sus.state == CELL_EMPTY) {
			add_nothing(page, &row);
			continue;
		}
		n = add_cell(page, &row, r, r->sus.state, mean_text(page, &r->sus));
		node_text(n, V_LEVEL, grade_text(page, r));
		add_change(page, n, &r->sus_change, hours_text, NULL);
	}
}

static void add_umux_row(struct pilot_page *p, struct view_list *rows)
{
	const struct page *page = &p->page;
	struct row row = begin_row(rows, page_text(page, "pilots.umux"), "umux", "all");

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];

		if (r->shown && r->umux.state == CELL_EMPTY)
			add_nothing(page, &row);
		else if (r->shown)
			add_cell(page, &row, r, r->umux.state, mean_text(page, &r->umux));
	}
}

static void add_nps_row(struct pilot_page *p, struct view_list *rows)
{
	const struct page *page = &p->page;
	struct row row = begin_row(rows, page_text(page, "pilots.nps"), "nps", "all");

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];

		if (r->shown && r->nps_state == CELL_EMPTY)
			add_nothing(page, &row);
		else if (r->shown)
			add_cell(page, &row, r, r->nps_state, figure_text(page, r->nps_state,
				arena_printf(page->a, "%s%s", hours_text(page, r->nps.score),
				interval_text(page, r->nps.at, hours_text))));
	}
}

static void add_counts(struct pilot_page *p, struct view_list *rows)
{
	const struct page *page = &p->page;
	struct row row = begin_row(rows, page_text(page, "pilots.testers"), "testers", "all");

	for (size_t i = 0; i < p->r.count; i++)
		if (p->r.rounds[i].shown)
			add_cell(page, &row, &p->r.rounds[i], CELL_SHOWN, format_integer(page->a,
				page->lang, (int64_t)p->r.rounds[i].testers));
	row = begin_row(rows, page_text(page, "pilots.open"), "open", "S1-S4");
	for (size_t i = 0; i < p->r.count; i++) {
		const int64_t *n = p->r.rounds[i].open.by_severity;

		if (p->r.rounds[i].shown)
			add_cell(page, &row, &p->r.rounds[i], CELL_SHOWN, arena_printf(page->a,
				"%lld / %lld / %lld / %lld", (long long)n[0], (long long)n[1],
				(long long)n[2], (long long)n[3]));
	}
}

/* ---- tasks and activities ---- */

/* The task of a round that has this code and activity; NULL. */
static const struct pilot_task *task_like(const struct pilot_round_results *r,
	const struct pilot_task *like)
{
	for (size_t i = 0; i < r->task_count; i++)
		if (strcmp(r->tasks[i].task->code, like->task->code) == 0 &&
			strcmp(r->tasks[i].task->activity, like->task->activity) == 0)
			return &r->tasks[i];
	return NULL;
}

enum task_row { ROW_DONE, ROW_EASE, ROW_MINUTES, TASK_ROWS };

static void add_task_cell(const struct page *page, const struct row *row,
	const struct pilot_round_results *r, const struct pilot_task *t, enum task_row what)
{
	struct view_node *n;

	if (!t) {
		add_nothing(page, row);
	} else if (what == ROW_DONE) {
		n = add_cell(page, row, r, t->done.state, pilot_share_text(page, &t->done));
		add_change(page, n, &t->done_change, points_text, "pilots.points");
	} else if (what == ROW_EASE) {
		n = add_cell(page, row, r, t->ease.state, mean_text(page, &t->ease));
		add_change(page, n, &t->ease_change, hours_text, NULL);
	} else {
		n = add_cell(page, row, r, t->minutes.state, mean_text(page, &t->minutes));
		add_change(page, n, &t->minutes_change, ratio_text, NULL);
	}
}

static void add_task(struct pilot_page *p, struct view_list *groups, const struct pilot_task *like)
{
	static const char *const labels[] = {"pilots.done", "pilots.ease", "pilots.minutes"},
		*const names[] = {"done", "ease", "minutes"};
	const struct page *page = &p->page;
	struct view_node *group = list_add(groups);
	struct view_list *rows = node_list(group, V_ROWS);

	node_text(group, V_TITLE, arena_printf(page->a, "%s · %s", task_title(page, p->r.now, like),
		page_text(page, like->task->must ? "level.must" : "level.should")));
	for (int what = 0; what < TASK_ROWS; what++) {
		struct row row = begin_row(rows, page_text(page, labels[what]), names[what],
			like->task->code);

		for (size_t i = 0; i < p->r.count; i++)
			if (p->r.rounds[i].shown)
				add_task_cell(page, &row, &p->r.rounds[i], task_like(&p->r.rounds[i],
					like), (enum task_row)what);
	}
}

static void add_fits(struct pilot_page *p, struct view_list *rows)
{
	const struct page *page = &p->page;

	for (size_t a = 0; a < p->r.now->activity_count; a++) {
		const char *code = p->r.now->activities[a].code;
		struct row row = begin_row(rows, activity_label(p, code), "fit", code);

		for (size_t i = 0; i < p->r.count; i++) {
			const struct pilot_round_results *r = &p->r.rounds[i];
			size_t j = 0;

			if (!r->shown)
				continue;
			while (j < r->activity_count && strcmp(r->activities[j].code, code) != 0)
				j++;
			if (j == r->activity_count) {
				add_nothing(page, &row);
				continue;
			}
			add_change(page, add_cell(page, &row, r, r->activities[j].fit.state,
				pilot_share_text(page, &r->activities[j].fit)),
				&r->activities[j].fit_change, points_text, "pilots.points");
		}
	}
}

static void add_items(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *rows = node_list(page->root, V_ITEMS);

	for (size_t item = 0; item < SUS_ITEMS; item++) {
		const char *number = arena_printf(page->a, "%zu", item + 1);
		struct row row = begin_row(rows, page_text(page, arena_printf(page->a,
			"pilots.item.%s", number)), "sus_item", number);

		for (size_t i = 0; i < p->r.count; i++) {
			const struct pilot_round_results *r = &p->r.rounds[i];

			if (r->shown)
				add_cell(page, &row, r, r->sus.state == CELL_SHOWN ?
					r->sus_items[item].state : r->sus.state, r->sus.state ==
					CELL_SHOWN ? mean_text(page, &r->sus_items[item]) :
					figure_text(page, r->sus.state, ""));
		}
	}
}

/* Whether a round is not the first of its version: SUS counts once a tester and version. */
static bool is_second(const struct pilot_results *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(r->rounds[k].round.prototype_version,
			r->rounds[i].round.prototype_version) == 0)
			return true;
	return false;
}

static void add_once(const struct pilot_page *p)
{
	bool once = false;

	for (size_t i = 0; i < p->r.count; i++)
		once |= p->r.rounds[i].shown && is_second(&p->r, i);
	node_flag(p->page.root, V_ONCE, once);
}

void pilot_add_table(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *columns = node_list(page->root, V_COLUMNS), *groups, *rows;
	struct view_node *group;
	bool sus = false, umux = false, nps = false;
	int64_t count = 1;

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];
		struct view_node *n;

		if (!r->shown)
			continue;
		n = list_add(columns);
		node_text(n, V_LABEL, r->round.title);
		node_text(n, V_VERSION, r->round.prototype_version);
		count++;
		sus |= r->sus.state != CELL_EMPTY;
		umux |= r->umux.state != CELL_EMPTY;
		nps |= r->nps_state != CELL_EMPTY;
	}
	node_int(page->root, V_COUNT, count);
	add_once(p);
	groups = node_list(page->root, V_GROUPS);
	group = list_add(groups);
	rows = node_list(group, V_ROWS);
	node_text(group, V_TITLE, page_text(page, "pilots.whole"));
	if (sus)
		add_sus_row(p, rows);
	if (umux)
		add_umux_row(p, rows);
	if (nps)
		add_nps_row(p, rows);
	add_counts(p, rows);
	for (size_t i = 0; i < p->r.now->task_count; i++)
		add_task(p, groups, &p->r.now->tasks[i]);
	group = list_add(groups);
	node_text(group, V_TITLE, page_text(page, "pilots.fit"));
	add_fits(p, node_list(group, V_ROWS));
	node_flag(page->root, V_DETAIL, sus);
	if (sus)
		add_items(p);
}

/* ---- charts ---- */

static void add_chart(const struct page *p, struct view_list *list, const struct chart *chart)
{
	struct view_node *n;

	if (!chart->count)
		return;
	n = list_add(list);
	node_text(n, V_TITLE, chart->title);
	node_markup(n, V_CHART, chart_bars(p->a, chart));
}

static void chart_sus(struct pilot_page *p, struct view_list *list)
{
	const struct page *page = &p->page;
	const struct chart_tick ticks[] = {{0, "0"}, {SUS_AVERAGE, format_integer(page->a, page->lang,
		SUS_AVERAGE)}, {100, format_integer(page->a, page->lang, 100)}};
	struct chart_bar *bars = arena_array(page->a, p->r.count + 1, sizeof *bars);
	struct chart chart = {.id = "sus", .title = page_text(page, "pilots.chart.sus"), .bars = bars,
		.max = 100, .ticks = ticks, .tick_count = 3};

	for (size_t i = 0; i < p->r.count; i++) {
		const struct pilot_round_results *r = &p->r.rounds[i];

		if (!r->shown || r->sus.state != CELL_SHOWN)
			continue;
		bars[chart.count++] = (struct chart_bar){
			.label = arena_printf(page->a, "%s · %s", r->round.title,
				r->round.prototype_version),
			.text = mean_text(page, &r->sus), .value = r->sus.m.mean,
			.interval = !isnan(r->sus.m.at.lo), .lo = r->sus.m.at.lo,
			.hi = r->sus.m.at.hi};
	}
	add_chart(page, list, &chart);
}

static struct chart_bar share_bar(const struct page *p, const char *label,
	const struct pilot_share *s)
{
	bool shown = s->state == CELL_SHOWN;

	return (struct chart_bar){.label = label, .text = pilot_share_text(p, s),
		.value = shown ? s->share : NAN, .interval = shown, .lo = s->at.lo, .hi = s->at.hi,
		.tone = shown ? TONE_PLAIN : TONE_MUTED};
}

void pilot_add_charts(struct pilot_page *p)
{
	const struct page *page = &p->page;
	const struct pilot_round_results *r = p->r.now;
	const struct chart_tick ticks[] = {{0, share_text(page, 0)}, {0.5, share_text(page, 0.5)},
		{1, share_text(page, 1)}};
	struct view_list *list = node_list(page->root, V_CHARTS);
	struct chart_bar *bars = arena_array(page->a, r->task_count + 1, sizeof *bars);
	struct chart chart = {.id = "done", .title = results_say(page, "pilots.chart.done", "title",
		r->round.title), .bars = bars, .max = 1, .ticks = ticks, .tick_count = 3};

	chart_sus(p, list);
	for (size_t i = 0; i < r->task_count; i++)
		bars[chart.count++] = share_bar(page, task_title(page, r, &r->tasks[i]),
			&r->tasks[i].done);
	add_chart(page, list, &chart);
	bars = arena_array(page->a, r->activity_count + 1, sizeof *bars);
	chart.id = "fit";
	chart.title = results_say(page, "pilots.chart.fit", "title", r->round.title);
	chart.bars = bars;
	chart.count = 0;
	for (size_t i = 0; i < r->activity_count; i++)
		bars[chart.count++] = share_bar(page, activity_label(p, r->activities[i].code),
			&r->activities[i].fit);
	add_chart(page, list, &chart);
}
