/*
 * What the audit was told beside what testers measured: the calibration of method E, and quick wins.
 * Told minutes stand among the audit's details; hours that could be saved are its list's.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/results.h"
#include "pilot_parts.h"

struct beside {
	struct arena *a;
	const struct pilot_results *r;
	const struct priorities *audit;
	struct told_measured *pairs;	/* as out->list */
	struct pilot_measures *out;
};

/* The latest round that is shown and in which enough testers timed an activity; NULL. */
static const struct pilot_activity *timed(const struct pilot_results *r, const char *code)
{
	for (size_t i = r->count; i-- > 0;)
		for (size_t j = 0; r->rounds[i].shown && j < r->rounds[i].activity_count; j++) {
			const struct pilot_activity *x = &r->rounds[i].activities[j];

			if (strcmp(x->code, code) == 0 && x->minute_count >= CALIBRATION_TESTERS &&
				x->minute_count >= (size_t)r->min_cell)
				return x;
		}
	return NULL;
}

static size_t function_of(const struct audit_input *in, const char *code)
{
	size_t f = 0;

	while (f < in->n_functions && strcmp(in->functions[f].code, code) != 0)
		f++;
	return f;
}

/* Whoever is left out, or came after the cell's cut, does not. */
static bool counts(const struct audit_input *in, const struct audit_detail *d)
{
	const struct audit_respondent *who = &in->respondents[d->respondent];
	size_t cell = who->department * in->n_functions + d->function;

	return !who->excluded && (!in->n_cuts || who->release <= in->cuts[cell].release);
}

/* Minutes that it takes, as those who count told. */
static void add_told(struct beside *b, const struct audit_input *in, size_t at)
{
	size_t f = function_of(in, b->out->list[at].activity), n = 0;
	double *told = arena_array(b->a, in->n_details + 1, sizeof *told);

	for (size_t i = 0; i < in->n_details; i++) {
		const struct audit_detail *d = &in->details[i];

		if (d->function == f && d->minutes > 0 && counts(in, d))
			told[n++] = d->minutes;
	}
	if (n < (size_t)b->r->min_cell)
		return;
	b->pairs[at].told = told;
	b->pairs[at].n_told = n;
	b->out->list[at].told = pilot_times(told, n, PILOT_LEVEL).mean;
}

/* The row of an activity on the audit's list; n_overall: none that may be shown. */
static size_t row_of(const struct priorities *audit, const char *activity)
{
	for (size_t i = 0; i < audit->result.n_overall; i++)
		if (strcmp(audit->result.overall[i].code, activity) == 0 &&
			audit->overall[i].hours == CELL_SHOWN)
			return i;
	return audit->result.n_overall;
}

static bool done_alone(const struct pilot_results *r, const char *activity)
{
	bool any = false;

	for (size_t i = 0; i < r->now->task_count; i++) {
		const struct pilot_task *t = &r->now->tasks[i];

		if (strcmp(t->task->activity, activity) != 0)
			continue;
		if (t->done.state != CELL_SHOWN || t->done.share < r->limits.go_success - 1e-9)
			return false;
		any = true;
	}
	return any;
}

static void add_saved(struct beside *b, struct pilot_measured *m)
{
	const struct audit_overall_row *row;
	size_t i = b->audit ? row_of(b->audit, m->activity) : 0;
	double half;

	if (!b->audit || !b->audit->shown || i == b->audit->result.n_overall)
		return;
	row = &b->audit->result.overall[i];
	m->saved = row->hours_saved;
	/* Pages show an interval from so many on. */
	half = row->detailed >= INTERVAL_FROM ? log(row->saved_hi / row->hours_saved) : NAN;
	if (m->state == CELL_SHOWN && row->hours_saved > 0)
		m->calibrated = pilot_calibrated(&b->out->c, row->hours_saved, half, false,
			PILOT_LEVEL);
	m->quick_win = m->state == CELL_SHOWN && b->audit->overall[i].score == CELL_SHOWN &&
		(row->verdict == AUDIT_CLEAR || row->verdict == AUDIT_POSSIBLE) &&
		done_alone(b->r, m->activity);
}

static void add_measured(struct beside *b, size_t at, const char *activity)
{
	struct pilot_measured *m = &b->out->list[at];
	const struct pilot_activity *x = timed(b->r, activity);

	*m = (struct pilot_measured){.activity = activity, .state = CELL_PRIMARY,
		.measured = {.mean = NAN, .at = {NAN, NAN}}, .told = NAN, .saved = NAN,
		.calibrated = {NAN, {NAN, NAN}}};
	if (!x)
		return;
	m->state = CELL_SHOWN;
	m->measured = pilot_times(x->minutes, x->minute_count, PILOT_LEVEL);
	b->pairs[at].measured = x->minutes;
	b->pairs[at].n_measured = x->minute_count;
}

enum err pilot_measure(struct arena *a, struct db *db, const struct pilot_results *r,
	const struct priorities *audit, const struct form *audit_form, struct pilot_measures *out)
{
	struct beside b = {.a = a, .r = r, .audit = audit, .out = out};
	struct result_tables tables;
	enum err e = OK;

	*out = (struct pilot_measures){.c = pilot_calibration(NULL, 0)};
	if (!r->now)
		return OK;
	out->count = r->now->activity_count;
	out->list = arena_array(a, out->count + 1, sizeof *out->list);
	b.pairs = arena_array(a, out->count + 1, sizeof *b.pairs);
	for (size_t i = 0; i < out->count; i++)
		add_measured(&b, i, r->now->activities[i].code);
	if (audit && audit->shown)
		e = results_tables(a, db, &audit->round, audit_form, audit->release.seq,
			audit->min_cell, NULL, &tables);
	if (e)
		return e;
	for (size_t i = 0; audit && audit->shown && i < out->count; i++)
		add_told(&b, &tables.input, i);
	out->c = pilot_calibration(b.pairs, out->count);
	for (size_t i = 0; i < out->count; i++)
		add_saved(&b, &out->list[i]);
	return OK;
}

const struct pilot_measured *pilot_measured_find(const struct pilot_measures *c,
	const char *activity)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->list[i].activity, activity) == 0)
			return &c->list[i];
	return NULL;
}
