/* The verdict's criteria, each with its figure and threshold; minutes told and measured; who needs
 * training. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "pages/results.h"
#include "pilots.h"
#include "view/format.h"

#define ROWS_OF_A_PAGE 18

/* How a criterion reads: what its figure is, and on which side of the threshold it passes. */
static const struct criterion {
	const char *label;
	enum { COUNT, SHARE, SCORE, GAIN } kind;
	bool at_most;
} criteria[CRITERION_COUNT] = {
	[CRITERION_N] = {"pilots.criterion.n", COUNT, false},
	[CRITERION_NO_PATH] = {"pilots.criterion.no_path", COUNT, true},
	[CRITERION_S1] = {"pilots.criterion.s1", COUNT, true},
	[CRITERION_S2] = {"pilots.criterion.s2", COUNT, true},
	[CRITERION_SUCCESS] = {"pilots.criterion.success", SHARE, false},
	[CRITERION_SUCCESS_LO] = {"pilots.criterion.success_lo", SHARE, false},
	[CRITERION_SUS] = {"pilots.criterion.sus", SCORE, false},
	[CRITERION_SUS_LO] = {"pilots.criterion.sus_lo", SCORE, false},
	[CRITERION_SEQ] = {"pilots.criterion.seq", SCORE, false},
	[CRITERION_STOP_SUS] = {"pilots.criterion.stop_sus", SCORE, false},
	[CRITERION_STOP_SUCCESS] = {"pilots.criterion.stop_success", SHARE, false},
	[CRITERION_STALLED] = {"pilots.criterion.stalled", GAIN, false},
};

static const char *figure_of(const struct page *p, const struct criterion *k, double v)
{
	if (isnan(v))
		return "–";
	switch (k->kind) {
	case COUNT:
		return format_integer(p->a, p->lang, (int64_t)v);
	case SHARE:
		return share_text(p, v);
	default:
		return hours_text(p, v);
	}
}

static const char *threshold_of(const struct page *p, const struct criterion *k, double v)
{
	const char *n = k->kind == COUNT ? format_integer(p->a, p->lang, (int64_t)v) :
		k->kind == SHARE ? share_text(p, v) :
		format_number(p->a, p->lang, v, v == floor(v) ? 0 : 1);

	return results_say(p, k->at_most ? "pilots.at_most" : "pilots.at_least", "n", n);
}

/* Rounded, a figure may look as if it reached what it does not. */
static const char *honest_figure(const struct page *p, const struct criterion *k,
	const struct pilot_check *c)
{
	double rounded = k->kind == SHARE ? round_decimals(c->figure, 2) : round_digits(c->figure, 2);

	if (!c->met && k->kind != COUNT && !k->at_most && rounded >= c->threshold &&
		c->figure < c->threshold)
		return results_say(p, "pilots.just_under", "n", figure_of(p, k, c->threshold));
	return figure_of(p, k, c->figure);
}

static bool of_a_task(enum pilot_criterion what)
{
	return what == CRITERION_SUCCESS || what == CRITERION_SUCCESS_LO ||
		what == CRITERION_STOP_SUCCESS;
}

void pilot_add_criteria(struct pilot_page *p, struct view_node *n,
	const struct pilot_round_results *r, bool one_page)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(n, V_CRITERIA);
	bool few = one_page && r->check_count > ROWS_OF_A_PAGE;

	for (size_t i = 0; i < r->check_count; i++) {
		const struct pilot_check *c = &r->checks[i];
		const struct criterion *k = &criteria[c->what];
		struct view_node *row;
		bool of_task = of_a_task(c->what);

		if (few && c->met && c->what != CRITERION_SUCCESS && of_task)
			continue;
		row = list_add(list);
		node_text(row, V_LABEL, of_task ? arena_printf(page->a, "%s: %s", page_text(page,
			k->label), task_title(page, r, &r->tasks[c->task])) : page_text(page, k->label));
		node_text(row, V_VALUE, honest_figure(page, k, c));
		node_text(row, V_TEXT, threshold_of(page, k, c->threshold));
		node_text(row, V_STATUS, page_text(page, c->met ? "pilots.met" : "pilots.not_met"));
		node_text(row, V_TONE, c->met ? "good" : "due");
		node_flag(row, V_ADVICE, c->advice);
	}
	node_text(n, V_LEVEL, share_text(page, p->r.limits.level));
	node_flag(n, V_ADVICE, r->standing == SUS_UNVALIDATED);
}

/* ---- told and measured ---- */

static const char *calibrated_text(const struct page *p, const struct calibrated *c)
{
	return isnan(c->saved) ? "–" : arena_printf(p->a, "%s%s", hours_text(p, c->saved),
		interval_text(p, c->at, hours_text));
}

static const char *or_dash(const char *text)
{
	return *text ? text : "–";
}

static void add_measured(const struct page *p, struct view_node *n, const struct pilot_measured *m,
	const char *label)
{
	struct pilot_figure f = {m->state, m->measured};

	node_text(n, V_LABEL, label);
	node_text(n, V_TOLD, or_dash(hours_text(p, m->told)));
	node_text(n, V_VALUE, mean_text(p, &f));
	node_text(n, V_SAVED, or_dash(hours_text(p, m->saved)));
	node_text(n, V_TEXT, calibrated_text(p, &m->calibrated));
}

static const char *calibration_text(const struct page *p, const struct calibration *c)
{
	return isnan(c->b) ? results_say(p, "pilots.measured.few", "n", format_integer(p->a, p->lang,
		CALIBRATION_FUNCTIONS)) : results_say(p, "pilots.measured.factor", "n",
		format_integer(p->a, p->lang, (int64_t)c->functions), "text", hours_text(p, exp(c->b)),
		"b", format_number(p->a, p->lang, c->b, 2), "s", format_number(p->a, p->lang, c->s, 2));
}

void pilot_add_measured(struct pilot_page *p, struct view_node *n)
{
	const struct page *page = &p->page;
	struct view_node *all;
	struct view_list *rows;

	if (!p->audit || !p->measured.count)
		return;
	all = node_object(n, V_MEASURED);
	rows = node_list(all, V_ROWS);
	for (size_t i = 0; i < p->measured.count; i++)
		add_measured(page, list_add(rows), &p->measured.list[i], activity_label(p,
			p->measured.list[i].activity));
	node_text(all, V_NOTE, calibration_text(page, &p->measured.c));
}

static bool is_tried(const struct pilot_results *r, const char *activity)
{
	for (size_t i = 0; r->now && i < r->now->activity_count; i++)
		if (strcmp(r->now->activities[i].code, activity) == 0)
			return true;
	return false;
}

/* The first prototype that timed the activity; *found NULL: none. */
static enum err find_measured(struct results *r, const char *activity, struct pilot_measures *out,
	const struct pilot_measured **found)
{
	struct page *p = &r->page;
	struct prototype *list;
	size_t count;
	enum err e = prototype_list(p->a, p->db, &list, &count);

	*found = NULL;
	for (size_t i = 0; !e && i < count && !*found; i++) {
		struct pilot_results *all = arena_alloc(p->a, sizeof *all);

		if (i + 1 < count && strcmp(list[i].code, list[i + 1].code) == 0)
			continue;
		e = pilot_results_load(p->a, p->db, list[i].code, p->settings.min_cell, all);
		if (!e && !is_tried(all, activity))
			continue;
		if (!e)
			e = pilot_measure(p->a, p->db, all, r->list, r->form, out);
		if (!e)
			*found = pilot_measured_find(out, activity);
		if (*found && (*found)->state != CELL_SHOWN)
			*found = NULL;
	}
	return e;
}

enum err pilots_add_measured(struct results *r, const char *activity)
{
	struct pilot_measures measures;
	const struct pilot_measured *m;
	struct view_node *n;
	enum err e = find_measured(r, activity, &measures, &m);

	if (e || !m)
		return e;
	n = node_object(r->page.root, V_MEASURED);
	add_measured(&r->page, list_add(node_list(n, V_ROWS)), m, results_function(r, activity));
	node_text(n, V_NOTE, calibration_text(&r->page, &measures.c));
	return OK;
}

/* ---- who needs training ---- */

void pilot_add_training(struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct view_list *list = node_list(page->root, V_TRAINING);

	for (size_t i = 0; i < p->r.now->task_count; i++) {
		const struct pilot_task *t = &p->r.now->tasks[i];

		for (size_t d = 0; d < t->department_count; d++) {
			const struct pilot_helped *h = &t->departments[d];
			struct view_node *n;

			if (h->state != CELL_SHOWN || !h->helped)
				continue;
			n = list_add(list);
			node_flag(page->root, V_LISTED, true);
			node_text(n, V_LABEL, department_label(p, h->department));
			node_text(n, V_NAME, task_title(page, p->r.now, t));
			node_text(n, V_ID, arena_printf(page->a, "helped:%s:%s.%s",
				p->r.now->round.code, h->department, t->task->code));
			node_text(n, V_VALUE, share_text(page, (double)h->helped / (double)h->n));
		}
	}
}
