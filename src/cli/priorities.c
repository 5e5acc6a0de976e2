/*
 * kiosk priorities: the list of a round's last release as text, or as the rows of
 * priorities.csv. Shows what the page shows: what rests on too few answers is
 * hidden here too.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "bundle/export.h"
#include "cmd.h"
#include "codec/csv.h"
#include "commands.h"
#include "model/catalogues.h"
#include "model/results.h"
#include "view/format.h"

static const char usage[] =
	"usage: kiosk priorities ROUND [--csv] [--seed N] [--draws N] [--data DIR]\n"
	"\n"
	"The priority list of the round's last release: overall and by department, what is\n"
	"not ranked and why, response rates, the weights used. Figures that rest on too few\n"
	"answers are hidden. While nothing is released, says what is missing.\n"
	"  --csv      the rows of the bundle's priorities.csv\n"
	"  --seed N   other draws than the list's own: how much hangs on chance?\n"
	"  --draws N  as many draws; 0: none, and nothing of how sure the list is\n";

#define LANGUAGE "en"
#define HIDDEN "hidden"
#define CSV_MAX ((size_t)64 << 20)
#define COLUMNS 12
#define DEPT_COLUMNS 10		/* the last two belong to the whole list */

/* ---- one line of a table ---- */

struct line {
	const char *code;
	const struct shown *shown;
	size_t rank;
	double hours_now, hours_saved, people, pain, want, score;
	double saved_lo, saved_hi, score_lo, score_hi;	/* NAN: none */
	const struct audit_overall_row *sets;		/* NULL in a department */
};

static const char *cell(enum cell_state state, const char *figure)
{
	return state == CELL_SHOWN ? figure : state == CELL_EMPTY ? "none" : HIDDEN;
}

/* An interval, where there is one and it may be told. */
static const char *interval(struct cmd *c, enum cell_state state, const char *lo, const char *hi,
	double of)
{
	return state == CELL_SHOWN && !isnan(of) ? format_range(c->arena, lo, hi) : "";
}

/* Which places are possible, and what that says of the first k. */
static void put_sets(struct cmd *c, const struct line *l, const char **cells)
{
	const struct audit_overall_row *s = l->sets;
	bool told = l->shown->score == CELL_SHOWN && s->cs_lo > 0;

	cells[0] = told ? format_range(c->arena, arena_printf(c->arena, "%zu", s->cs_lo),
		arena_printf(c->arena, "%zu", s->cs_hi)) : "";
	cells[1] = told ? audit_verdict_name(s->verdict) : "";
	if (told && s->standing != AUDIT_STANDING_NONE)
		cells[1] = arena_printf(c->arena, "%s, %s", cells[1],
			audit_standing_name(s->standing));
}

static void put_line(struct cmd *c, const struct priorities *p, const struct line *l,
	const char **cells)
{
	struct arena *a = c->arena;
	bool ranked = l->shown->score == CELL_SHOWN;

	cells[0] = ranked ? arena_printf(a, "%zu", l->rank) : "-";
	cells[1] = priorities_function(p, l->code, LANGUAGE);
	cells[2] = cell(l->shown->hours, format_hours(a, LANG_EN, l->hours_now));
	cells[3] = cell(l->shown->hours, format_hours(a, LANG_EN, l->hours_saved));
	cells[4] = interval(c, l->shown->hours, format_hours(a, LANG_EN, l->saved_lo),
		format_hours(a, LANG_EN, l->saved_hi), l->saved_lo);
	cells[5] = cell(l->shown->people, format_number(a, LANG_EN, l->people, 0));
	cells[6] = cell(l->shown->pain, format_percent(a, LANG_EN, l->pain, 0));
	cells[7] = cell(l->shown->want, format_percent(a, LANG_EN, l->want, 0));
	cells[8] = cell(l->shown->score, format_number(a, LANG_EN, l->score, 1));
	cells[9] = interval(c, l->shown->score, format_number(a, LANG_EN, l->score_lo, 0),
		format_number(a, LANG_EN, l->score_hi, 0), l->score_lo);
	if (l->sets)
		put_sets(c, l, cells + DEPT_COLUMNS);
}

/* By rank; those whose score is hidden come last, by code, as their place would
 * tell it. */
static int by_rank(const void *left, const void *right)
{
	const struct line *l = left, *r = right;
	bool l_shown = l->shown->score == CELL_SHOWN, r_shown = r->shown->score == CELL_SHOWN;

	if (l_shown != r_shown)
		return l_shown ? -1 : 1;
	if (l_shown && l->rank != r->rank)
		return l->rank < r->rank ? -1 : 1;
	return strcmp(l->code, r->code);
}

static void print_lines(struct cmd *c, const struct priorities *p, struct line *lines,
	size_t n, size_t columns)
{
	const char *range = arena_printf(c->arena, "%.0f %%", 100 * p->tables.params.level);
	const char *const heading[COLUMNS] = {"rank", "activity", "hours now", "saveable", range,
		"people", "pain", "wanted", "score", range, "places",
		arena_printf(c->arena, "first %zu", p->tables.params.top_k)};
	const char **cells = arena_array(c->arena, columns * (n + 1), sizeof *cells);

	memcpy(cells, heading, columns * sizeof *heading);
	if (n)
		qsort(lines, n, sizeof *lines, by_rank);
	for (size_t i = 0; i < n; i++)
		put_line(c, p, &lines[i], &cells[columns * (i + 1)]);
	cmd_table(c, false, "rlrrrrrrrrrl", cells, columns, n + 1);
}

/* Whether a cell of the lists that are printed is hidden. */
static bool has_hidden(const struct priorities *p)
{
	for (size_t i = 0; i < p->result.n_overall; i++)
		if (p->overall[i].score == CELL_PRIMARY)
			return true;
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->departments[p->result.dept[i].department] == CELL_SHOWN
			&& p->dept[i].score == CELL_PRIMARY)
			return true;
	return false;
}

/* ---- the parts of the page ---- */

static void print_overall(struct cmd *c, const struct priorities *p)
{
	struct line *lines = arena_array(c->arena, p->result.n_overall + 1, sizeof *lines);

	for (size_t i = 0; i < p->result.n_overall; i++) {
		const struct audit_overall_row *r = &p->result.overall[i];

		lines[i] = (struct line){r->code, &p->overall[i], r->rank, r->hours_now,
			r->hours_saved, r->doers_pop, r->pain, r->want, r->score, r->saved_lo,
			r->saved_hi, r->score_lo, r->score_hi, r};
	}
	printf("All departments (hours per week)\n");
	print_lines(c, p, lines, p->result.n_overall, COLUMNS);
}

static void print_department(struct cmd *c, const struct priorities *p, size_t d)
{
	struct line *lines = arena_array(c->arena, p->result.n_dept + 1, sizeof *lines);
	size_t n = 0;

	for (size_t i = 0; i < p->result.n_dept; i++) {
		const struct audit_dept_row *r = &p->result.dept[i];

		if (r->department == d)
			lines[n++] = (struct line){r->func, &p->dept[i], r->rank, r->hours_now,
				r->hours_saved, r->share * p->result.departments[d].population,
				r->pain, r->want, r->score, r->saved_lo, r->saved_hi,
				r->score_lo, r->score_hi, NULL};
	}
	printf("\n%s (hours per week)\n",
		priorities_department(p, p->result.departments[d].code, LANGUAGE));
	print_lines(c, p, lines, n, DEPT_COLUMNS);
}

static void print_hidden_department(const struct priorities *p, size_t d)
{
	const char *name = priorities_department(p, p->result.departments[d].code, LANGUAGE);

	if (p->never[d])
		printf("  %s: fewer than %d people; never shown alone\n", name, p->min_cell);
	else if (p->departments[d] == CELL_SECONDARY)
		printf("  %s: hidden, since another department could be found by subtraction\n",
			name);
	else if (p->departments[d] == CELL_EMPTY)
		printf("  %s: nobody answered\n", name);
	else
		printf("  %s: fewer than %d\n", name, p->min_cell);
}

static void print_departments(struct cmd *c, const struct priorities *p)
{
	bool hidden = false;

	for (size_t d = 0; d < p->result.n_departments; d++) {
		if (p->departments[d] == CELL_SHOWN)
			print_department(c, p, d);
		else
			hidden = true;
	}
	if (hidden)
		printf("\nDepartments not shown\n");
	for (size_t d = 0; hidden && d < p->result.n_departments; d++)
		if (p->departments[d] != CELL_SHOWN)
			print_hidden_department(p, d);
}

static void print_unranked(const struct priorities *p)
{
	bool any = false;

	for (size_t f = 0; f < p->result.n_functions; f++) {
		const struct audit_function_result *r = &p->result.functions[f];

		if (r->unranked == AUDIT_RANKED)
			continue;
		if (!any)
			printf("\nNot ranked\n");
		any = true;
		printf("  %s: %s\n", priorities_function(p, r->code, LANGUAGE),
			r->unranked == AUDIT_NOT_DONE ? "nobody does it" : "nobody timed it");
	}
}

static void print_rates(struct cmd *c, const struct priorities *p)
{
	printf("\nWho answered\n");
	for (size_t d = 0; d < p->result.n_departments; d++) {
		const struct audit_department_result *r = &p->result.departments[d];
		const char *name = priorities_department(p, r->code, LANGUAGE);

		if (p->departments[d] != CELL_SHOWN)
			continue;
		if (isnan(p->rates[d].rate))
			printf("  %s: %zu; headcount not known, so hours stand for those only\n",
				name, r->n);
		else
			printf("  %s: %s of %s%s%s\n", name,
				format_percent(c->arena, LANG_EN, p->rates[d].rate, 0),
				format_number(c->arena, LANG_EN, r->headcount, 0),
				p->rates[d].low ? "; warning: less than half" : "",
				r->raised ? "; warning: more answered than it has people" : "");
	}
	if (!isnan(p->result.coverage))
		printf("  departments that answered have %s of all people\n",
			format_percent(c->arena, LANG_EN, p->result.coverage, 0));
	if (p->response.warn)
		printf("  NONRESPONSE: rates are low or far apart; the list may lean to those who "
			"answered\n");
}

static void print_weights(const struct priorities *p)
{
	printf("\nWeights used:");
	for (size_t i = 0; i < AUDIT_CRITERIA; i++)
		if (p->result.active[i])
			printf(" %s %.2f", audit_criterion_name((enum audit_criterion)i),
				p->result.weights[i]);
	putchar('\n');
}

static void print_draws(const struct priorities *p)
{
	if (!p->result.boot)
		return;
	printf("\n%zu draws, seed %llu. Intervals hold for one figure at a time; the places of "
		"all\nactivities hold together, at %.0f %%.\n", p->result.boot,
		(unsigned long long)p->tables.params.seed, 100 * p->tables.params.level);
	if (p->result.groups)
		printf("So many answered that groups of answers were drawn.\n");
}

static void print_list(struct cmd *c, const struct priorities *p)
{
	if (!c->settings.confirmed)
		printf("EXAMPLE FIGURES: company, departments and headcounts are not confirmed\n\n");
	printf("%s (%s), release %lld of %s\n", p->round.title, p->round.code,
		(long long)p->release.seq, p->release.day);
	if (!p->shown) {
		printf("Fewer than %d people answered: nothing is shown.\n", p->min_cell);
		return;
	}
	printf("%zu answers counted, %zu left out for quality\n\n", p->result.n,
		p->tables.quality.excluded);
	print_overall(c, p);
	print_departments(c, p);
	if (has_hidden(p))
		printf("\nhidden: too few answers, or another figure could be found by "
			"subtraction\n");
	print_unranked(p);
	print_rates(c, p);
	print_weights(p);
	print_draws(p);
}

/* ---- while nothing is released ---- */

/* Answers counted under a department, and its people (NAN: not known). */
static int64_t answered_under(const struct round_department *list, size_t n,
	const char *code, double *people)
{
	int64_t answered = 0;

	*people = 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(round_department_counted(list, n, list[i].code), code) == 0) {
			answered += list[i].answered;
			*people += list[i].headcount;
		}
	return answered;
}

/* Which departments still want answers; no counts, as they would be live. */
static enum err print_missing(struct cmd *c, const struct round *r)
{
	struct round_department *list;
	struct catalogue names;
	size_t n;
	int least = c->settings.min_cell;
	enum err e = round_departments(c->arena, c->db, r->id, &list, &n);

	if (!e)
		e = round_catalogue(c->arena, c->db, r->id, CATALOGUE_DEPARTMENTS, &names);
	if (e)
		return e;
	printf("%s (%s): nothing is released yet.\n"
		"The first list is made when %d people or more of each department answered, or\n"
		"when the round is closed.\n", r->title, r->code, least);
	for (size_t i = 0; i < n; i++) {
		double people;
		int64_t answered = answered_under(list, n, list[i].code, &people);
		const char *name = catalogue_label(&names,
			catalogue_find(&names, list[i].code), LANGUAGE);

		if (strcmp(round_department_counted(list, n, list[i].code), list[i].code) != 0)
			continue;
		printf("  %s: %s\n", name ? name : list[i].code, answered >= least ?
			"enough" : people < least ? "too small ever to be shown alone; not waited for"
			: "fewer than needed");
	}
	return OK;
}

/* draw: with other draws, which are of single answers. */
static enum err load(struct cmd *c, bool draw, struct round *r, struct priorities *p)
{
	struct form *form;
	enum err e = cmd_open(c);

	if (!e)
		e = round_find(c->arena, c->db, c->args[0], r);
	if (!e)
		e = round_form(c->arena, c->db, r, &form);
	if (!e && !results_has_list(form))
		return err_fail(ERR_INPUT, "the form of round %s feeds no priority list: it asks "
			"for no department or no activities", r->code);
	if (e)
		return e;
	return draw ? priorities_load(c->arena, c->db, r, form, c->settings.min_cell, NULL, p) :
		priorities_latest(c->arena, c->db, r, form, c->settings.min_cell, false, p);
}

static void print_csv(struct cmd *c, const struct priorities *p, bool released)
{
	struct csv_writer w = {.out = buf_new(c->arena, CSV_MAX)};

	bundle_priorities_header(&w);
	if (released)
		bundle_priorities_rows(&w, p, true);
	fwrite(w.out->data, 1, w.out->len, stdout);
}

/* Other draws of the same list; NULL: as they were. */
static enum err draw_anew(struct cmd *c, const char *seed, const char *draws,
	struct priorities *p)
{
	struct audit_params *params = &p->tables.params;
	enum err e = OK;

	if (seed)
		e = audit_params_set(params, "seed", seed);
	if (!e && draws)
		e = audit_params_set(params, "boot", draws);
	if (!e && (seed || draws))
		e = priorities_redraw(c->arena, p);
	return e;
}

static int run(struct cmd *c, int argc, char **argv)
{
	bool csv = false, released;
	const char *seed = NULL, *draws = NULL;
	const struct cmd_option options[] = {{.name = "csv", .flag = &csv},
		{.name = "seed", .value = &seed}, {.name = "draws", .value = &draws}};
	struct round round = {0};
	struct priorities p;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 3, 1, 1, &status))
		return status;
	e = load(c, seed || draws, &round, &p);
	released = !e;
	if (released)
		e = draw_anew(c, seed, draws, &p);
	/* The round is there, its first release is not. */
	if (e == ERR_NOT_FOUND && round.code)
		e = csv ? OK : print_missing(c, &round);
	if (e)
		return cmd_fail(c, e);
	if (csv)
		print_csv(c, &p, released);
	else if (released)
		print_list(c, &p);
	return cmd_done(c);
}

int cmd_priorities(int argc, char **argv)
{
	return cmd_run("priorities", usage, argc, argv, run);
}
