/*
 * pilots.csv: results of pilots, a row a figure, as pages show them and no more: what may not be shown
 * is blank, with its state. There where a round is about a prototype.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/pilot_results.h"
#include "parts.h"

static const struct field pilots_fields[] = {
	{"round", "string", "Code of the round", NULL, NULL},
	{"prototype", "string", "Code of the prototype", NULL, NULL},
	{"version", "string", "Version that was tried", NULL, NULL},
	{"round_number", "integer", "The how-manieth round of the prototype", NULL, NULL},
	{"release", "integer", "Number of the release within the round", NULL, NULL},
	{"figure", "string", "testers sus sus_item umux nps done helped ease minutes fit open verdict "
		"decision", NULL, NULL},
	{"of", "string", "Code of the task or activity, number of the SUS item, severity; or blank",
		NULL, NULL},
	{"department", "string", "Code of the department; blank: all", NULL, NULL},
	{"n", "integer", "Testers behind it", NULL, NULL},
	{"value", "number", "Mean, share of 1, or count", NULL, NULL},
	{"lo", "number", "Interval of value, low", NULL, NULL},
	{"hi", "number", "Interval of value, high", NULL, NULL},
	{"level", "number", "Confidence of the interval", NULL, NULL},
	{"state", "string", "shown primary secondary empty", NULL, NULL},
	{"text", "string", "Verdict or decision: GO ITERATE STOP INSUFFICIENT", NULL, NULL},
	{"why", "string", "Reasons of the verdict, or of the decision", NULL, NULL},
};

/* A row on its way. */
struct pilot_row {
	const char *figure, *of, *department;
	enum cell_state state;
	size_t n;
	double value, lo, hi;
	const char *text, *why;
};

static void put_row(struct bundle *b, const struct pilot_round_results *r,
	const struct pilot_row *row)
{
	struct csv_writer *w = &b->out.csv;
	bool shown = row->state == CELL_SHOWN;

	csv_put(w, r->round.code);
	csv_put(w, r->round.prototype);
	csv_put(w, r->round.prototype_version);
	csv_put_i64(w, r->number);
	csv_put_i64(w, r->release.seq);
	csv_put(w, row->figure);
	csv_put(w, row->of ? row->of : "");
	csv_put(w, row->department ? row->department : "");
	if (shown && row->n)
		csv_put_i64(w, (long long)row->n);
	else
		csv_put(w, "");
	csv_put_double(w, shown ? row->value : NAN);
	csv_put_double(w, shown ? row->lo : NAN);
	csv_put_double(w, shown ? row->hi : NAN);
	csv_put_double(w, shown && !isnan(row->lo) ? PILOT_LEVEL : NAN);
	csv_put(w, cell_state_name(row->state));
	csv_put(w, row->text ? row->text : "");
	csv_put(w, row->why ? row->why : "");
	out_row(&b->out);
}

static double two(double v)
{
	return isnan(v) ? v : round_digits(v, 2);
}

static double hundredth(double v)
{
	return isnan(v) ? v : round_decimals(v, 2);
}

static void put_figure(struct bundle *b, const struct pilot_round_results *r, const char *figure,
	const char *of, const struct pilot_figure *f)
{
	put_row(b, r, &(struct pilot_row){.figure = figure, .of = of, .state = f->state, .n = f->m.n,
		.value = two(f->m.mean), .lo = two(f->m.at.lo), .hi = two(f->m.at.hi)});
}

static void put_share(struct bundle *b, const struct pilot_round_results *r, const char *figure,
	const char *of, const struct pilot_share *s)
{
	put_row(b, r, &(struct pilot_row){.figure = figure, .of = of, .state = s->state, .n = s->n,
		.value = hundredth(s->share), .lo = hundredth(s->at.lo), .hi = hundredth(s->at.hi)});
}

static void put_count(struct bundle *b, const struct pilot_round_results *r, const char *figure,
	const char *of, double n)
{
	put_row(b, r, &(struct pilot_row){.figure = figure, .of = of, .state = CELL_SHOWN, .value = n,
		.lo = NAN, .hi = NAN});
}

static void put_task(struct bundle *b, const struct pilot_round_results *r,
	const struct pilot_task *t)
{
	const char *of = t->task->code;

	put_share(b, r, "done", of, &t->done);
	put_share(b, r, "helped", of, &t->helped);
	for (size_t i = 0; i < t->department_count; i++) {
		const struct pilot_helped *h = &t->departments[i];

		put_row(b, r, &(struct pilot_row){.figure = "helped", .of = of,
			.department = h->department, .state = h->state, .n = h->n,
			.value = hundredth(h->n ? (double)h->helped / (double)h->n : NAN),
			.lo = NAN, .hi = NAN});
	}
	put_figure(b, r, "ease", of, &t->ease);
	put_figure(b, r, "minutes", of, &t->minutes);
}

static void put_whole(struct bundle *b, const struct pilot_round_results *r)
{
	static const char *const severities[] = {"S1", "S2", "S3", "S4"};
	static const struct pilot_figure hidden = {.state = CELL_PRIMARY};

	put_count(b, r, "testers", NULL, (double)r->testers);
	put_figure(b, r, "sus", NULL, &r->sus);
	for (size_t i = 0; r->sus.state != CELL_EMPTY && i < SUS_ITEMS; i++)
		put_figure(b, r, "sus_item", arena_printf(b->arena, "%zu", i + 1),
			r->sus.state == CELL_SHOWN ? &r->sus_items[i] : &hidden);
	put_figure(b, r, "umux", NULL, &r->umux);
	put_row(b, r, &(struct pilot_row){.figure = "nps", .state = r->nps_state, .n = r->nps.n,
		.value = two(r->nps.score), .lo = two(r->nps.at.lo), .hi = two(r->nps.at.hi)});
	for (size_t i = 0; i < 4; i++)
		put_count(b, r, "open", severities[i], (double)r->open.by_severity[i]);
}

static void put_round(struct bundle *b, const struct pilot_round_results *r)
{
	put_row(b, r, &(struct pilot_row){.figure = "verdict", .state = r->shown ? CELL_SHOWN :
		CELL_PRIMARY, .value = NAN, .lo = NAN, .hi = NAN,
		.text = pilot_verdict_name(r->judgement.verdict), .why = r->why});
	/* Of too few nothing else is told. */
	if (!r->shown)
		return;
	put_whole(b, r);
	for (size_t i = 0; i < r->task_count; i++)
		put_task(b, r, &r->tasks[i]);
	for (size_t i = 0; i < r->activity_count; i++)
		put_share(b, r, "fit", r->activities[i].code, &r->activities[i].fit);
	if (r->decision_count)
		put_row(b, r, &(struct pilot_row){.figure = "decision", .state = CELL_SHOWN,
			.value = NAN, .lo = NAN, .hi = NAN, .text = r->decisions[0].decision,
			.why = r->decisions[0].reason});
}

static enum err write_round(struct bundle *b, const struct bundle_round *br)
{
	struct pilot_results all;
	enum err e = pilot_results_load(b->arena, b->db, br->round.prototype, b->options->min_cell,
		&all);

	for (size_t i = 0; !e && i < all.count && !b->out.err; i++)
		if (all.rounds[i].round.id == br->round.id && all.rounds[i].release.seq)
			put_round(b, &all.rounds[i]);
	return e;
}

void write_pilots(struct bundle *b)
{
	bool any = false;
	enum err e = OK;

	for (size_t i = 0; i < b->count; i++)
		any = any || *b->rounds[i].round.prototype;
	if (!any)
		return;
	out_table(&b->out, "pilots.csv", "results of pilots: what testers said, as it may be shown",
		pilots_fields, sizeof pilots_fields / sizeof *pilots_fields,
		"round figure of department");
	for (size_t i = 0; !e && i < b->count && !b->out.err; i++)
		if (*b->rounds[i].round.prototype)
			e = write_round(b, &b->rounds[i]);
	out_end(&b->out);
	if (e && !b->out.err)
		b->out.err = e;
}
