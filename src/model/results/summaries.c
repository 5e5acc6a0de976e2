/*
 * Two passes over a release: which submissions count, then what they say. What is
 * asked is worked out anew from the form's logic; which activities of a drawn loop
 * were asked stands in the answers (design_w), so does what random() came to, as the
 * seed is not kept.
 */
#include "model/summaries.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/grown.h"
#include "base/text.h"
#include "form/answers.h"
#include "form/check.h"
#include "model/cache.h"
#include "model/computed.h"
#include "model/raw_texts.h"
#include "model/released.h"
#include "store/stmt.h"
#include "model/stored.h"
#include "model/cuts.h"
#include "summaries_image.h"
#include "summary_parts.h"
#include "model/usable.h"

/* What is collected of one question, outside the arena: it grows. */
struct collected {
	struct question_summary *out;
	struct grown values;		/* doubles: numbers, months */
	double *places;			/* rank: sums, as the list's choices */
	size_t iteration;		/* node of the drawn iteration around it */
	const struct question *unit;	/* of a number of times: the question for its period */
};

struct scan {
	struct arena *a, *row;
	const struct form *form;
	struct form_context ctx;
	struct collected *list;
	size_t count;
	struct stored_names weights;	/* LOOP/CODE/design_w */
	size_t *weight_nodes;		/* as weights */
	bool *drawn;			/* per node, of the row being read */
	bool *excluded;			/* per row, in order: it counts for none */
	const uint32_t *releases;	/* per row */
	size_t rows;
	uint32_t last;			/* the release that is shown */
	/* With later releases (P12): how many answered, [question * (last + 1) + release], and up
	 * to which release each counts. NULL: all count. */
	uint32_t *gains;
	const uint32_t *cuts;
	struct audit_params params;	/* of the round: how long a week and a year are */
};

static enum err read_answers(struct scan *s, struct stmt *row, struct answers **out)
{
	if (!answers_from_json(s->row, s->form, col_text(row, "answers"),
		col_len(row, "answers"), out))
		return OK;
	return err_fail(ERR_STORE, "stored answers cannot be read");
}

/* ---- what they say ---- */

static void add_value(struct collected *c, double v)
{
	*(double *)grown_add(&c->values) = v;
}

static void count_choices(struct collected *c, const struct answer *given)
{
	const struct choice_list *list = c->out->question->list;

	for (size_t i = 0; i < given->count; i++) {
		const struct choice *choice = list_choice(list, given->values[i]);
		size_t at;

		if (!choice)
			continue;
		at = (size_t)(choice - list->choices);
		c->out->parts[at].count++;
		if (c->places)
			c->places[at] += (double)i + 1;
	}
}

/* Times are of one unit once they are times a week. */
static double in_unit(const struct scan *s, const struct collected *c,
	const struct answers *answers, double v)
{
	const struct answer *unit;
	enum audit_unit parsed;

	if (!c->unit)
		return v;
	unit = answers_of(answers, c->unit);
	if (!unit->count || !audit_unit_parse(unit->values[0], &parsed))
		return NAN;
	return v * audit_per_week(parsed, &s->params);
}

static void count_answer(const struct scan *s, struct collected *c,
	const struct answers *answers, const struct answer *given)
{
	int year, month;
	double v;

	if (c->out->kind == SUMMARY_NUMBERS && parse_double(given->values[0], &v)) {
		v = in_unit(s, c, answers, v);
		/* Times of no period are no number of times. */
		if (isnan(v))
			return;
		add_value(c, v);
	}
	c->out->answered++;
	switch (c->out->kind) {
	case SUMMARY_CHOICES:
	case SUMMARY_RANK:
		count_choices(c, given);
		break;
	case SUMMARY_DATES:
		if (sscanf(given->values[0], "%4d-%2d", &year, &month) == 2)
			add_value(c, 12.0 * year + month - 1);
		break;
	case SUMMARY_NUMBERS:
	case SUMMARY_TEXTS:
		break;
	}
}

static void note_drawn(struct scan *s, struct stmt *row)
{
	struct stored answers;
	struct stored_member m;
	size_t next = 0;

	memset(s->drawn, 0, s->form->node_count * sizeof *s->drawn);
	stored_begin(&answers, col_text(row, "answers"), col_len(row, "answers"));
	while (stored_next(&answers, &m)) {
		size_t i = stored_names_find(&s->weights, m.key, &next);

		if (i != STORED_NO_NAME)
			s->drawn[s->weight_nodes[i]] = true;
	}
}

/* How many answered each question with which release. */
static enum err gain_row(struct scan *s, struct stmt *row, uint32_t release)
{
	struct answers *answers;
	enum err e = read_answers(s, row, &answers);

	for (size_t i = 0; !e && i < s->count; i++) {
		const struct answer *given = answers_of(answers, s->list[i].out->question);

		if (given->count && *given->values[0])
			s->gains[i * ((size_t)s->last + 1) + release]++;
	}
	return e;
}

static enum err count_row(struct scan *s, struct stmt *row, uint32_t release)
{
	struct form_state state;
	struct answers *answers;
	enum err e = read_answers(s, row, &answers);

	if (e)
		return e;
	form_evaluate(s->row, s->form, &s->ctx, answers, &state);
	note_drawn(s, row);
	for (size_t i = 0; i < s->count; i++) {
		struct collected *c = &s->list[i];
		const struct answer *given = answers_of(answers, c->out->question);
		bool asked = c->iteration != FORM_NO_NODE ? s->drawn[c->iteration]
			: state.relevant[c->out->question->node];
		bool there = given->count && *given->values[0];

		if (s->cuts && release > s->cuts[i])
			continue;
		if (there)
			count_answer(s, c, answers, given);
		/* Answered is asked, whatever the logic says of what is missing. */
		c->out->asked += asked || there;
	}
	return OK;
}

/* Each row that counts by `f`. */
static enum err each_row(struct scan *s, struct stmt *row,
	enum err (*f)(struct scan *s, struct stmt *row, uint32_t release))
{
	bool more;
	enum err e;

	for (size_t i = 0; !(e = stmt_step(row, &more)) && more; i++) {
		if (i < s->rows && s->excluded[i])
			continue;
		e = f(s, row, i < s->rows ? s->releases[i] : s->last);
		if (e)
			return e;
		arena_reset(s->row);
	}
	return e;
}

/* ---- questions ---- */

static enum summary_kind kind_of(const struct question *q)
{
	static const enum summary_kind kinds[ANSWER_KINDS] = {
		[ANSWER_NONE] = SUMMARY_TEXTS, [ANSWER_TEXT] = SUMMARY_TEXTS,
		[ANSWER_VALUE] = SUMMARY_TEXTS, [ANSWER_WHOLE] = SUMMARY_NUMBERS,
		[ANSWER_NUMBER] = SUMMARY_NUMBERS, [ANSWER_DAY] = SUMMARY_DATES,
		[ANSWER_CLOCK] = SUMMARY_TEXTS, [ANSWER_MOMENT] = SUMMARY_DATES,
		[ANSWER_TICK] = SUMMARY_TEXTS, [ANSWER_CODE] = SUMMARY_CHOICES,
		[ANSWER_CODES] = SUMMARY_CHOICES, [ANSWER_RANKED] = SUMMARY_RANK,
		[ANSWER_PICTURE] = SUMMARY_TEXTS,
	};

	return kinds[question_answer(q)];
}

/* The iteration of a loop with draws around a node. */
static size_t drawn_around(const struct form *f, size_t node)
{
	for (size_t i = node; i != FORM_NO_NODE; i = f->nodes[i].parent)
		if (f->nodes[i].kind == NODE_ITERATION && f->nodes[f->nodes[i].parent].draw)
			return i;
	return FORM_NO_NODE;
}

/* The question for the period of a number of times. */
static const struct question *unit_of(const struct form *f, const struct question *q)
{
	for (size_t i = 0; q->measure == MEASURE_FREQ_N && q->function && i < f->question_count; i++)
		if (f->questions[i]->measure == MEASURE_FREQ_UNIT && f->questions[i]->function
			&& strcmp(f->questions[i]->function, q->function) == 0)
			return f->questions[i];
	return NULL;
}

static void add_question(struct scan *s, const struct question *q, struct question_summary *out)
{
	struct collected *c = &s->list[s->count++];

	*out = (struct question_summary){.question = q, .kind = kind_of(q), .mean = NAN,
		.median = NAN};
	*c = (struct collected){.out = out, .iteration = drawn_around(s->form, q->node),
		.unit = unit_of(s->form, q), .values.size = sizeof(double)};
	out->weekly = c->unit != NULL;
	if (!q->list)
		return;
	out->part_count = q->list->count;
	out->parts = arena_array(s->a, q->list->count + 1, sizeof *out->parts);
	for (size_t i = 0; i < q->list->count; i++)
		out->parts[i] = (struct summary_part){.choice = &q->list->choices[i],
			.from = NAN, .to = NAN, .mean_place = NAN};
	if (out->kind == SUMMARY_RANK)
		c->places = arena_array(s->a, q->list->count + 1, sizeof *c->places);
}

static void prepare(struct scan *s, struct summaries *out)
{
	const struct form *f = s->form;
	size_t n = 0;

	out->list = arena_array(s->a, f->question_count + 1, sizeof *out->list);
	s->list = arena_array(s->a, f->question_count + 1, sizeof *s->list);
	for (size_t i = 0; i < f->question_count; i++)
		/* Departments are shown as such, with what protects them. */
		if (f->questions[i]->takes_answer &&
			f->questions[i]->measure != MEASURE_DEPARTMENT)
			add_question(s, f->questions[i], &out->list[out->count++]);
	s->drawn = arena_array(s->a, f->node_count + 1, sizeof *s->drawn);
	s->weight_nodes = arena_array(s->a, f->node_count + 1, sizeof *s->weight_nodes);
	stored_names_init(&s->weights, s->a, f->node_count);
	for (size_t i = 0; i < f->node_count; i++) {
		if (f->nodes[i].kind != NODE_ITERATION)
			continue;
		s->weight_nodes[n++] = i;
		stored_names_add(&s->weights, stored_text(s->a, arena_printf(s->a,
			"%s/design_w", f->nodes[i].path)));
	}
}

static void finish(struct scan *s, int min_cell)
{
	for (size_t i = 0; i < s->count; i++) {
		struct collected *c = &s->list[i];
		struct question_summary *q = c->out;

		q->state = !q->answered ? CELL_EMPTY :
			q->answered < (size_t)min_cell ? CELL_PRIMARY : CELL_SHOWN;
		for (size_t j = 0; c->places && j < q->part_count; j++)
			if (q->parts[j].count)
				q->parts[j].mean_place = c->places[j] / (double)q->parts[j].count;
		if (q->kind == SUMMARY_CHOICES || q->kind == SUMMARY_RANK)
			summary_hide_choices(s->a, q, min_cell);
		else if (q->kind == SUMMARY_NUMBERS)
			summary_numbers(s->a, q, c->values.items, c->values.count, min_cell);
		else if (q->kind == SUMMARY_DATES)
			summary_months(s->a, q, c->values.items, c->values.count, min_cell);
		free(c->values.items);
	}
}

/* Texts stand apart from the answers, and nothing tells whose they are: how many there are
 * was counted when they came. */
static enum err count_texts(struct scan *s, struct db *db, const struct cuts *cuts,
	const struct summaries *out)
{
	size_t releases = (size_t)s->last + 1, n;
	uint32_t *gains = arena_array(s->a, (s->count + 1) * releases, sizeof *gains);
	struct raw_text_count *counts;
	enum err e = raw_texts_counts(s->a, db, out->round.id, out->release.seq, &counts, &n);
	const uint32_t *cut;

	for (size_t i = 0; !e && i < n; i++)
		for (size_t j = 0; j < s->count; j++)
			if (strcmp(s->list[j].out->question->path, counts[i].question) == 0)
				gains[j * releases + counts[i].release] = (uint32_t)counts[i].n;
	cut = cuts_of_figures(s->a, cuts, gains, s->count);
	for (size_t j = 0; j < s->count; j++) {
		struct question_summary *q = s->list[j].out;
		size_t texts = 0;

		for (uint32_t r = 0; r <= cut[j]; r++)
			texts += gains[j * releases + r];
		if (texts)
			q->answered = texts;
		if (q->asked < q->answered)
			q->asked = q->answered;
	}
	return e;
}

static enum err scan_rows(struct scan *s, struct db *db, const struct summaries *out,
	enum err (*f)(struct scan *s, struct stmt *row, uint32_t release))
{
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED);
	enum err e;

	stmt_i64(row, ":round", out->round.id);
	stmt_i64(row, ":seq", out->release.seq);
	e = each_row(s, row, f);
	stmt_done(row);
	return e;
}

/* Under which department each is counted, by index. A form that asks for none has one. */
static enum err find_people(struct arena *room, struct db *db,
	const struct usable *usable, const struct summaries *out, struct cut_person *people,
	double **headcounts, size_t *departments)
{
	struct round_department *list;
	size_t n;
	enum err e = round_departments(room, db, out->round.id, &list, &n);

	for (size_t i = 0; !e && i < usable->count; i++) {
		const char *under = round_department_counted(list, n, usable->departments[i]);
		uint32_t d = 0;

		while (d < n && strcmp(list[d].code, under) != 0)
			d++;
		people[i] = (struct cut_person){d, usable->releases[i], !usable->excluded[i]};
	}
	*departments = n + 1;
	*headcounts = arena_array(room, n + 1, sizeof **headcounts);
	for (size_t d = 0; !e && d < n; d++)
		(*headcounts)[d] = round_department_people(list, n, list[d].code);
	return e;
}

/* Whoever waits for others counts for none. */
static enum err let_wait(struct scan *s, struct arena *room, struct db *db,
	const struct usable *usable, struct summaries *out, struct cuts *cuts)
{
	struct cut_person *people = arena_array(room, usable->count + 1, sizeof *people);
	size_t departments;
	double *headcounts;
	bool partial;
	enum err e = find_people(room, db, usable, out, people, &headcounts, &departments);

	if (!e)
		e = release_is_partial(db, out->round.id, &partial);
	if (e)
		return e;
	*cuts = cuts_of_departments(s->a, people, usable->count, departments,
		partial ? headcounts : NULL, s->last, (size_t)out->min_cell);
	for (size_t i = 0; i < usable->count; i++) {
		bool waits = cuts_wait(cuts, &people[i]);

		out->excluded += usable->excluded[i] && !waits;
		s->excluded[i] = usable->excluded[i] || waits;
		out->usable += !s->excluded[i];
	}
	return OK;
}

static enum err scan_release(struct scan *s, struct db *db, struct summaries *out)
{
	struct arena *room = arena_new();
	struct cuts cuts = {0};
	struct usable usable;
	enum err e = usable_load(room, db, s->form, out->round.id, out->release.seq, &usable);

	if (!e) {
		s->rows = usable.count;
		s->excluded = arena_array(room, usable.count + 1, sizeof *s->excluded);
		s->releases = usable.releases;
		e = let_wait(s, room, db, &usable, out, &cuts);
	}
	if (!e && s->last > 1) {
		s->gains = arena_array(room, (s->count + 1) * ((size_t)s->last + 1),
			sizeof *s->gains);
		e = scan_rows(s, db, out, gain_row);
		s->cuts = cuts_of_figures(room, &cuts, s->gains, s->count);
	}
	if (!e)
		e = scan_rows(s, db, out, count_row);
	if (!e)
		e = count_texts(s, db, &cuts, out);
	arena_free(room);
	return e;
}

enum err summaries_load(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, struct summaries *out)
{
	struct summaries result = {.round = *r, .form = form,
		.min_cell = (int)privacy_k((size_t)min_cell)};
	char today[DAY_CHARS], now[DAY_CHARS + 10];
	struct scan s = {.a = a, .form = form};
	enum err e = release_latest(a, db, r->id, &result.release);

	if (e)
		return e;
	s.last = (uint32_t)result.release.seq;
	/* Relevance that hangs on the day is judged as of the release. */
	snprintf(today, sizeof today, "%s", result.release.day);
	snprintf(now, sizeof now, "%sT12:00:00", today);
	s.ctx = (struct form_context){.language = form->default_language, .today = today,
		.now = now, .stored = true};
	e = round_params(a, db, r->id, &s.params);
	if (e)
		return e;
	s.row = arena_new();
	prepare(&s, &result);
	e = db_read_begin(db);
	if (!e) {
		e = scan_release(&s, db, &result);
		db_read_end(db);
	}
	finish(&s, result.min_cell);
	arena_free(s.row);
	result.shown = result.usable >= (size_t)result.min_cell;
	if (!e)
		*out = result;
	return e;
}

/* ---- kept ---- */

struct making {
	struct db *db;
	const char *code;
	int min_cell;
};

/* As the keeper stored them; `old`: those that were shown last, if none are fresh. */
static enum err stored(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, bool old, struct summaries *out)
{
	struct summaries s = {.round = *r, .form = form};
	struct image im;
	bool fresh;
	enum err e = computed_read(a, db, r, min_cell, COMPUTED_SUMMARIES, old, &im, &fresh);

	if (e)
		return e;
	summaries_image(&im, &s);
	if (!image_whole(&im) || s.min_cell != (int)privacy_k((size_t)min_cell))
		return err_fail(ERR_NOT_FOUND, "the answers of round %s are not counted yet",
			r->code);
	*out = s;
	return OK;
}

/* What is kept must rest on nothing of the request: round and form anew. */
static enum err make(struct arena *a, void *ctx, void **value)
{
	struct making *m = ctx;
	struct summaries *s = arena_alloc(a, sizeof *s);
	struct release release;
	struct round r;
	struct form *form;
	enum err e = round_find(a, m->db, m->code, &r);

	if (!e)
		e = round_form(a, m->db, &r, &form);
	if (!e)
		e = release_latest(a, m->db, r.id, &release);
	if (e)
		return e;
	*value = s;
	e = stored(a, m->db, &r, form, m->min_cell, false, s);
	return e != ERR_NOT_FOUND || release.submissions > COMPUTED_AT_ONCE ? e :
		summaries_load(a, m->db, &r, form, m->min_cell, s);
}

enum err summaries_cached(struct cache *cache, struct arena *a, struct db *db,
	const struct round *r, const struct form *form, int min_cell,
	const struct summaries **out)
{
	struct making making = {.db = db, .code = r->code, .min_cell = min_cell};
	struct release release;
	struct summaries *old;
	void *value;
	enum err e = release_latest(a, db, r->id, &release);

	if (e)
		return e;

	struct cache_key key = {.round = r->id, .version = {r->revision, release.seq, min_cell}};

	e = cache_get(cache, a, &key, make, &making, &value);
	if (!e)
		*out = value;
	if (e != ERR_NOT_FOUND)
		return e;
	old = arena_alloc(a, sizeof *old);
	e = stored(a, db, r, form, min_cell, true, old);
	if (!e)
		*out = old;
	return e;
}

const struct question_summary *summaries_find(const struct summaries *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->list[i].question->path, path) == 0)
			return &s->list[i];
	return NULL;
}
