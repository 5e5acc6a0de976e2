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
#include "base/log.h"
#include "base/text.h"
#include "form/answers.h"
#include "form/check.h"
#include "model/cache.h"
#include "model/raw_texts.h"
#include "model/released.h"
#include "store/stmt.h"
#include "model/stored.h"
#include "summary_parts.h"
#include "model/usable.h"

/* What is collected of one question, outside the arena: it grows. */
struct collected {
	struct question_summary *out;
	double *values;			/* numbers, months */
	size_t count, cap;
	double *places;			/* rank: sums, as the list's choices */
	size_t iteration;		/* node of the drawn iteration around it */
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
	bool *excluded;			/* per row, in order */
	size_t rows;
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
	if (c->count == c->cap) {
		c->cap += c->cap / 2 + 64;
		c->values = realloc(c->values, c->cap * sizeof *c->values);
		if (!c->values)
			log_die("out of memory");
	}
	c->values[c->count++] = v;
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

static void count_answer(struct collected *c, const struct answer *given)
{
	int year, month;
	double v;

	c->out->answered++;
	switch (c->out->kind) {
	case SUMMARY_CHOICES:
	case SUMMARY_RANK:
		count_choices(c, given);
		break;
	case SUMMARY_NUMBERS:
		if (parse_double(given->values[0], &v))
			add_value(c, v);
		break;
	case SUMMARY_DATES:
		if (sscanf(given->values[0], "%4d-%2d", &year, &month) == 2)
			add_value(c, 12.0 * year + month - 1);
		break;
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

static enum err count_row(struct scan *s, struct stmt *row)
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

		if (there)
			count_answer(c, given);
		/* Answered is asked, whatever the logic says of what is missing. */
		c->out->asked += asked || there;
	}
	return OK;
}

static enum err count_rows(struct scan *s, struct stmt *row)
{
	bool more;
	enum err e;

	for (size_t i = 0; !(e = stmt_step(row, &more)) && more; i++) {
		if (i < s->rows && s->excluded[i])
			continue;
		e = count_row(s, row);
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

static void add_question(struct scan *s, const struct question *q, struct question_summary *out)
{
	struct collected *c = &s->list[s->count++];

	*out = (struct question_summary){.question = q, .kind = kind_of(q), .mean = NAN,
		.median = NAN};
	*c = (struct collected){.out = out, .iteration = drawn_around(s->form, q->node)};
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
			summary_numbers(s->a, q, c->values, c->count, min_cell);
		else if (q->kind == SUMMARY_DATES)
			summary_months(s->a, q, c->values, c->count, min_cell);
		free(c->values);
		c->values = NULL;
	}
}

/* Texts stand apart from the answers, and nothing tells whose they are: how many there are
 * was counted when they came. */
static enum err count_texts(struct scan *s, struct db *db, const struct summaries *out)
{
	struct raw_text_count *counts;
	size_t n;
	enum err e = raw_texts_counts(s->a, db, out->round.id, out->release.seq, &counts, &n);

	for (size_t i = 0; !e && i < n; i++)
		for (size_t j = 0; j < s->count; j++) {
			struct question_summary *q = s->list[j].out;

			if (strcmp(q->question->path, counts[i].question) != 0)
				continue;
			q->answered = counts[i].n;
			if (q->asked < q->answered)
				q->asked = q->answered;
		}
	return e;
}

static enum err scan_release(struct scan *s, struct db *db, struct summaries *out)
{
	struct arena *room = arena_new();
	struct usable usable;
	enum err e = usable_load(room, db, s->form, out->round.id, out->release.seq, &usable);

	if (!e) {
		struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED);

		s->rows = usable.count;
		s->excluded = usable.excluded;
		out->excluded = usable.excluded_count;
		out->usable = usable.count - usable.excluded_count;
		stmt_i64(row, ":round", out->round.id);
		stmt_i64(row, ":seq", out->release.seq);
		e = count_rows(s, row);
		stmt_done(row);
	}
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
	/* Relevance that hangs on the day is judged as of the release. */
	snprintf(today, sizeof today, "%s", result.release.day);
	snprintf(now, sizeof now, "%sT12:00:00", today);
	s.ctx = (struct form_context){.language = form->default_language, .today = today,
		.now = now, .stored = true};
	s.row = arena_new();
	prepare(&s, &result);
	e = db_read_begin(db);
	if (!e) {
		e = scan_release(&s, db, &result);
		if (!e)
			e = count_texts(&s, db, &result);
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

/* What is kept must rest on nothing of the request: round and form anew. */
static enum err make(struct arena *a, void *ctx, void **value)
{
	struct making *m = ctx;
	struct summaries *s = arena_alloc(a, sizeof *s);
	struct round r;
	struct form *form;
	enum err e = round_find(a, m->db, m->code, &r);

	if (!e)
		e = round_form(a, m->db, &r, &form);
	if (!e)
		e = summaries_load(a, m->db, &r, form, m->min_cell, s);
	*value = s;
	return e;
}

enum err summaries_cached(struct cache *cache, struct arena *a, struct db *db,
	const struct round *r, int min_cell, const struct summaries **out)
{
	struct making making = {.db = db, .code = r->code, .min_cell = min_cell};
	struct release release;
	void *value;
	enum err e = release_latest(a, db, r->id, &release);

	if (e)
		return e;

	struct cache_key key = {.round = r->id, .version = {r->revision, release.seq, min_cell}};

	e = cache_get(cache, a, &key, make, &making, &value);
	if (!e)
		*out = value;
	return e;
}

const struct question_summary *summaries_find(const struct summaries *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->list[i].question->path, path) == 0)
			return &s->list[i];
	return NULL;
}
