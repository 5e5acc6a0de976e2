/*
 * The testers of a pilot's round, read from its last release: who counts, and what they said by the
 * measures of the form.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/cuts.h"
#include "base/arena.h"
#include "base/text.h"
#include "form/answers.h"
#include "model/usable.h"
#include "pilot_parts.h"
#include "store/stmt.h"

struct reading {
	struct arena *a, *row;
	const struct form *form;
	const struct pilot_round_results *round;
	struct testers *out;
	/* per question of the form: which task or activity it is of */
	size_t *at;
};

#define NOT_OF_ANY ((size_t)-1)

/* The code of the loop around a question; "": none. */
static const char *loop_code(const struct form *f, const struct question *q)
{
	for (size_t i = q->node; i != FORM_NO_NODE; i = f->nodes[i].parent)
		if (f->nodes[i].kind == NODE_ITERATION)
			return f->nodes[i].choice->name;
	return q->function ? q->function : "";
}

static size_t task_of(const struct pilot_round_results *r, const char *code)
{
	for (size_t i = 0; i < r->task_count; i++)
		if (strcmp(r->tasks[i].task->code, code) == 0)
			return i;
	return NOT_OF_ANY;
}

static size_t activity_of(const struct pilot_round_results *r, const char *code)
{
	for (size_t i = 0; i < r->activity_count; i++)
		if (strcmp(r->activities[i].code, code) == 0)
			return i;
	return NOT_OF_ANY;
}

static void place_questions(struct reading *rd)
{
	const struct form *f = rd->form;

	rd->at = arena_array(rd->a, f->question_count + 1, sizeof *rd->at);
	for (size_t i = 0; i < f->question_count; i++) {
		const char *code = loop_code(f, f->questions[i]);

		switch (f->questions[i]->measure) {
		case MEASURE_TASK_DONE:
		case MEASURE_TASK_EASE:
		case MEASURE_TASK_MINUTES:
			rd->at[i] = task_of(rd->round, code);
			break;
		case MEASURE_FIT:
		case MEASURE_COMMENT_SEVERITY:
			rd->at[i] = activity_of(rd->round, code);
			break;
		default:
			rd->at[i] = NOT_OF_ANY;
		}
	}
}

/* ---- one tester's answers ---- */

static double number_within(const char *text, double lo, double hi)
{
	double v;

	return parse_double(text, &v) && v >= lo && v <= hi ? v : NAN;
}

static enum task_done done_of(const char *code)
{
	if (strcmp(code, "alone") == 0)
		return DONE_ALONE;
	if (strcmp(code, "helped") == 0)
		return DONE_HELPED;
	return strcmp(code, "no") == 0 ? DONE_NO : DONE_UNKNOWN;
}

static enum fit fit_of(const char *code)
{
	static const char *const names[] = {"as_is", "workaround", "no_fit", "not_tried"};

	for (int i = 0; i < FIT_UNKNOWN; i++)
		if (strcmp(names[i], code) == 0)
			return (enum fit)i;
	return FIT_UNKNOWN;
}

static void read_task(struct task_answer *t, enum measure m, const char *value)
{
	if (m == MEASURE_TASK_DONE)
		t->done = done_of(value);
	else if (m == MEASURE_TASK_EASE)
		t->ease = number_within(value, 1, 7);
	else
		t->minutes = number_within(value, 1e-9, 1e6);
}

static void read_whole(struct tester *t, enum measure m, const char *value, double umux[2])
{
	if (m >= MEASURE_SUS1 && m <= MEASURE_SUS10)
		t->sus[m - MEASURE_SUS1] = number_within(value, 1, 5);
	else if (m == MEASURE_UMUX1 || m == MEASURE_UMUX2)
		umux[m - MEASURE_UMUX1] = number_within(value, 1, 7);
	else if (m == MEASURE_RECOMMEND)
		t->recommend = number_within(value, 0, 10);
}

static void blank(struct reading *rd, struct tester *t)
{
	*t = (struct tester){.score = NAN, .umux = NAN, .recommend = NAN,
		.tasks = arena_array(rd->a, rd->round->task_count + 1, sizeof *t->tasks),
		.fits = arena_array(rd->a, rd->round->activity_count + 1, sizeof *t->fits)};
	for (size_t i = 0; i < SUS_ITEMS; i++)
		t->sus[i] = NAN;
	for (size_t i = 0; i < rd->round->task_count; i++)
		t->tasks[i] = (struct task_answer){DONE_UNKNOWN, NAN, NAN};
	for (size_t i = 0; i < rd->round->activity_count; i++)
		t->fits[i].fit = FIT_UNKNOWN;
}

static enum err read_answers(struct reading *rd, struct stmt *s, struct tester *t)
{
	double umux[2] = {NAN, NAN};
	struct answers *answers;

	if (answers_from_json(rd->row, rd->form, col_text(s, "answers"), col_len(s, "answers"),
		&answers))
		return err_fail(ERR_STORE, "stored answers cannot be read");
	for (size_t i = 0; i < rd->form->question_count; i++) {
		const struct question *q = rd->form->questions[i];
		const struct answer *given = answers_of(answers, q);
		const char *value = given->count ? given->values[0] : "";

		if (!*value)
			continue;
		if (measure_of(q->measure) == MEASURE_OF_PILOT && rd->at[i] == NOT_OF_ANY)
			read_whole(t, q->measure, value, umux);
		else if (q->measure == MEASURE_FIT)
			t->fits[rd->at[i]].fit = fit_of(value);
		else if (q->measure == MEASURE_COMMENT_SEVERITY && rd->at[i] != NOT_OF_ANY)
			t->fits[rd->at[i]].s1 |= strcmp(value, "S1") == 0;
		else if (rd->at[i] != NOT_OF_ANY)
			read_task(&t->tasks[rd->at[i]], q->measure, value);
	}
	arena_reset(rd->row);
	t->score = sus_score(t->sus);
	t->umux = umux_lite(umux[0], umux[1]);
	return OK;
}

/* ---- who counts ---- */

static enum err find_people(struct arena *a, struct db *db, const struct usable *usable,
	int64_t round, struct cut_person *people, struct round_department **list, size_t *n,
	double **headcounts)
{
	enum err e = round_departments(a, db, round, list, n);

	if (e)
		return e;
	for (size_t i = 0; i < usable->count; i++) {
		const char *under = round_department_counted(*list, *n, usable->departments[i]);
		uint32_t d = 0;

		while (d < *n && strcmp((*list)[d].code, under) != 0)
			d++;
		people[i] = (struct cut_person){d, usable->releases[i], !usable->excluded[i]};
	}
	*headcounts = arena_array(a, *n + 1, sizeof **headcounts);
	for (size_t d = 0; d < *n; d++)
		(*headcounts)[d] = round_department_people(*list, *n, (*list)[d].code);
	return OK;
}

/* The release with which somebody counts: the first at which their department moved since they
 * came; 0: they wait. */
static uint32_t counts_from(const struct cuts *c, const struct cut_person *p)
{
	for (uint32_t r = p->release < c->first ? c->first : p->release; r <= c->last; r++)
		if (c->moved[p->department * ((size_t)c->last + 1) + r])
			return r;
	return 0;
}

static enum err read_rows(struct reading *rd, struct db *db, const struct usable *usable,
	const struct cut_person *people, const struct cuts *cuts,
	const struct round_department *departments, size_t n)
{
	struct stmt *s = db_stmt(db, STMT_PILOT_ANSWERS);
	struct testers *out = rd->out;
	size_t at = 0;
	enum err e;

	stmt_i64(s, ":round", rd->round->round.id);
	stmt_i64(s, ":seq", rd->round->release.seq);
	for (; stmt_next(s, &e) && at < usable->count; at++) {
		struct tester *t = &out->list[out->count];
		uint32_t from = counts_from(cuts, &people[at]);

		if (!from || usable->excluded[at]) {
			out->excluded += usable->excluded[at];
			continue;
		}
		blank(rd, t);
		t->from = from;
		t->department = people[at].department < n ?
			departments[people[at].department].code : "";
		t->lang = col_copy(rd->a, s, "lang");
		t->known = !col_is_null(s, "tester");
		if (t->known)
			memcpy(t->code, col_blob(s, "tester"), sizeof t->code);
		if ((e = read_answers(rd, s, t)))
			break;
		out->count++;
	}
	stmt_done(s);
	return e;
}

/* ---- cuts ---- */

struct counting {
	uint32_t *gains;
	size_t releases;
};

static void gain(struct counting *c, size_t figure, const struct tester *t, bool given)
{
	if (given)
		c->gains[figure * c->releases + t->from]++;
}

static void count_tester(struct counting *c, const struct pilot_round_results *r,
	const struct tester *t)
{
	size_t at = FIGURES;

	gain(c, FIGURE_SUS, t, !isnan(t->score));
	gain(c, FIGURE_UMUX, t, !isnan(t->umux));
	gain(c, FIGURE_NPS, t, !isnan(t->recommend));
	for (size_t i = 0; i < r->task_count; i++, at += 3) {
		gain(c, at, t, t->tasks[i].done != DONE_UNKNOWN);
		gain(c, at + 1, t, !isnan(t->tasks[i].ease));
		gain(c, at + 2, t, !isnan(t->tasks[i].minutes));
	}
	for (size_t i = 0; i < r->activity_count; i++, at++)
		gain(c, at, t, t->fits[i].fit < FIT_NOT_TRIED);
}

/* Every third of a task's from `first` on. */
static const uint32_t *third(struct arena *a, const uint32_t *cuts, size_t first, size_t count)
{
	uint32_t *list = arena_array(a, count + 1, sizeof *list);

	for (size_t i = 0; i < count; i++)
		list[i] = cuts[first + 3 * i];
	return list;
}

static void find_cuts(struct arena *a, const struct cuts *cuts, const struct pilot_round_results *r,
	struct testers *out)
{
	size_t tasks = r->task_count, figures = FIGURES + 3 * tasks + r->activity_count;
	struct counting c = {.releases = (size_t)cuts->last + 1};
	const uint32_t *all;

	c.gains = arena_array(a, figures * c.releases + 1, sizeof *c.gains);
	for (size_t i = 0; i < out->count; i++)
		count_tester(&c, r, &out->list[i]);
	all = cuts_of_figures(a, cuts, c.gains, figures);
	out->cuts = (struct figure_cuts){
		.whole = all,
		.done = third(a, all, FIGURES, tasks),
		.ease = third(a, all, FIGURES + 1, tasks),
		.minutes = third(a, all, FIGURES + 2, tasks),
		.fit = all + FIGURES + 3 * tasks,
	};
}

/* Codes under which testers are counted. */
static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void find_departments(struct arena *a, const struct round_department *list, size_t n,
	struct testers *out)
{
	out->departments = arena_array(a, n + 1, sizeof *out->departments);
	for (size_t i = 0; i < n; i++)
		if (*list[i].code && strcmp(round_department_counted(list, n, list[i].code),
			list[i].code) == 0)
			out->departments[out->department_count++] = list[i].code;
	qsort(out->departments, out->department_count, sizeof *out->departments, by_text);
}

enum err testers_load(struct arena *a, struct db *db, const struct form *form, int min_cell,
	const struct pilot_round_results *r, struct testers *out)
{
	struct arena *row = arena_new();
	struct reading rd = {.a = a, .row = row, .form = form, .round = r, .out = out};
	struct round_department *departments = NULL;
	struct cut_person *people = NULL;
	struct usable usable = {0};
	double *headcounts = NULL;
	struct cuts *cuts = arena_alloc(a, sizeof *cuts);
	bool partial = false;
	size_t n = 0;
	enum err e = usable_load(a, db, form, r->round.id, r->release.seq, &usable);

	*out = (struct testers){.by_department = cuts,
		.list = arena_array(a, usable.count + 1, sizeof *out->list)};
	people = arena_array(a, usable.count + 1, sizeof *people);
	place_questions(&rd);
	if (!e)
		e = find_people(a, db, &usable, r->round.id, people, &departments, &n, &headcounts);
	if (!e)
		e = release_is_partial(db, r->round.id, &partial);
	if (!e) {
		*cuts = cuts_of_departments(a, people, usable.count, n + 1, partial ? headcounts :
			NULL, (uint32_t)r->release.seq, privacy_k((size_t)min_cell));
		e = read_rows(&rd, db, &usable, people, cuts, departments, n);
	}
	if (!e) {
		find_cuts(a, cuts, r, out);
		find_departments(a, departments, n, out);
	}
	arena_free(row);
	return e;
}
