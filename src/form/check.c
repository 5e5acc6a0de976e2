/*
 * Judging answers and counting what the results need to know of a submission.
 * Owns the order of rules: form of the value, department, choice, `none`,
 * constraint, required.
 */
#include "form/check.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/json.h"
#include "evaluate.h"
#include "form/show.h"

#define JSON_BYTES_MAX (4u << 20)	/* as answers_from_json reads */
#define JSON_ROOM (1u << 20)		/* more than any one answer takes */

struct checking {
	struct evaluation ev;
	struct check *out;
	const struct canon *canons;
};

static void put_fault(struct checking *c, const struct question *q, enum check_code code,
	const struct form_words *words)
{
	struct check *out = c->out;
	struct check_fault *f;

	out->faults = arena_grow(c->ev.arena, out->faults, out->fault_count + 1,
		sizeof *out->faults);
	f = &out->faults[out->fault_count++];
	*f = (struct check_fault){.question = q, .field = q ? q->path : "seed", .code = code};
	if (words) {
		const char *text = words_show(c->ev.arena, c->ev.form, c->ev.context,
			&out->state, words, &f->fallback);

		f->message = *text ? text : NULL;
		f->words = words;
	}
	if (q) {
		f->arg1 = c->canons[q->index].arg1;
		f->arg2 = c->canons[q->index].arg2;
	}
}

void check_add_fault(struct arena *a, struct check *check, const struct question *q,
	enum check_code code)
{
	check->faults = arena_grow(a, check->faults, check->fault_count + 1,
		sizeof *check->faults);
	check->faults[check->fault_count++] = (struct check_fault){.question = q,
		.field = q->path, .code = code};
}

/* The codes of a value, parted by blanks. */
static bool next_code(struct arena *a, struct str *rest, const char **code)
{
	struct str word;

	if (!rest->len)
		return false;
	word = str_cut(*rest, ' ', rest);
	*code = arena_strndup(a, word.p, word.len);
	return true;
}

/* With allow_choice_duplicates one code may stand on the list several times:
 * it will do when one of them passes. */
static bool code_passes(struct checking *c, const struct question *q, const char *code)
{
	const struct choice *found = list_choice(q->list, code);

	if (!q->choice_filter || (found && choice_passes(&c->ev, q, found)))
		return true;
	for (size_t i = 0; i < q->list->count; i++) {
		const struct choice *twin = &q->list->choices[i];

		if (twin != found && strcmp(twin->name, code) == 0 &&
			choice_passes(&c->ev, q, twin))
			return true;
	}
	return false;
}

static bool check_codes(struct checking *c, const struct question *q, const char *value)
{
	struct str rest = str_of(value);
	const char *code;
	size_t count = 0;
	bool none = false;

	while (next_code(c->ev.arena, &rest, &code)) {
		count++;
		none |= strcmp(code, "none") == 0;
		if (!code_passes(c, q, code)) {
			put_fault(c, q, CHECK_CHOICE, NULL);
			return false;
		}
	}
	if (none && count > 1)
		put_fault(c, q, CHECK_NONE_ALONE, NULL);
	return !none || count == 1;
}

static void check_value(struct checking *c, const struct question *q, const char *value)
{
	if (q->measure == MEASURE_DEPARTMENT && !department_allowed(c->ev.context, value)) {
		put_fault(c, q, CHECK_DEPARTMENT, NULL);
		return;
	}
	if (q->list && !check_codes(c, q, value))
		return;
	if (!q->constraint)
		return;
	c->ev.dot = evaluation_value(&c->ev, q);
	if (!evaluation_true(&c->ev, q->constraint))
		put_fault(c, q, CHECK_CONSTRAINT, &q->constraint_message);
	c->ev.dot = value_of_string("");
}

static void check_question(struct checking *c, const struct question *q)
{
	const struct canon *canon = &c->canons[q->index];

	if (q->type == Q_COUNT || !q->takes_answer || !c->out->state.relevant[q->node])
		return;
	if (canon->malformed)
		put_fault(c, q, canon->code, NULL);
	else if (!canon->blank)
		check_value(c, q, canon->value);
	else if (q->required && evaluation_true(&c->ev, q->required))
		put_fault(c, q, CHECK_REQUIRED, &q->required_message);
}

/* The question a person mends to get fewer instances. */
static const struct question *asked_for(const struct form *f, const struct question *q)
{
	const size_t *refs;

	if (q->calculation && expr_refs(q->calculation, &refs) == 1 &&
		f->nodes[*refs].question && f->nodes[*refs].question->takes_answer)
		return f->nodes[*refs].question;
	return q;
}

/* More instances than there may be. */
static void check_counts(struct checking *c)
{
	const struct form *f = c->ev.form;

	for (size_t i = 0; i < f->repeat_count; i++) {
		const struct question *q = f->repeats[i], *asked = asked_for(f, q);
		const struct canon *canon = &c->canons[q->index];

		if (!canon->malformed)
			continue;
		put_fault(c, asked, canon->code, NULL);
		c->out->faults[c->out->fault_count - 1].arg1 = canon->arg1;
	}
}

static bool has_value(const struct check *out, const struct question *q)
{
	return q && out->state.relevant[q->node] && *out->state.value[q->index];
}

struct detail {
	bool freq_n, freq_unit, minutes;
};

static void note_measure(struct map *details, struct arena *a, const struct question *q,
	const char *value)
{
	struct detail *d;

	if (!q->function || strcmp(value, "dk") == 0 ||
		(q->measure != MEASURE_FREQ_N && q->measure != MEASURE_FREQ_UNIT &&
			q->measure != MEASURE_MINUTES))
		return;
	d = map_get(details, q->function);
	if (!d) {
		d = arena_alloc(a, sizeof *d);
		map_put(details, q->function, d);
	}
	d->freq_n |= q->measure == MEASURE_FREQ_N;
	d->freq_unit |= q->measure == MEASURE_FREQ_UNIT;
	d->minutes |= q->measure == MEASURE_MINUTES;
}

bool question_is_rating(const struct question *q)
{
	return q->measure == MEASURE_FRUST5 || q->measure == MEASURE_WANT5 ||
		q->measure == MEASURE_RULE5 ||
		(question_answer(q) == ANSWER_CODE && appearance_has(q->appearance, "likert"));
}

static void note_rating(struct map *ratings, struct arena *a, struct check *out,
	const struct question *q, const char *value)
{
	size_t *count;

	if (!question_is_rating(q) || strcmp(value, "dk") == 0)
		return;
	count = map_get(ratings, value);
	if (!count) {
		count = arena_alloc(a, sizeof *count);
		map_put(ratings, value, count);
	}
	out->ratings++;
	if (++*count > out->ratings_same)
		out->ratings_same = *count;
}

/* A blank free text, or a blank list of ticks, says "nothing to add" as often as
 * "skipped": where such a question is optional it counts neither way. */
static bool counts(struct checking *c, const struct question *q)
{
	enum answer_kind k = question_answer(q);

	return (k != ANSWER_TEXT && k != ANSWER_CODES && q->type != Q_COUNT) ||
		(q->required && evaluation_true(&c->ev, q->required));
}

static void count_answers(struct checking *c)
{
	const struct form *f = c->ev.form;
	struct check *out = c->out;
	struct map details, ratings;

	map_init(&details, c->ev.arena);
	map_init(&ratings, c->ev.arena);
	for (size_t i = 0; i < f->question_count; i++) {
		const struct question *q = f->questions[i];
		const char *value = out->state.value[i];

		if (!q->takes_answer || !out->state.relevant[q->node] ||
			(q->readonly && evaluation_true(&c->ev, q->readonly)))
			continue;
		if (counts(c, q)) {
			out->eligible++;
			out->answered += *value != '\0';
		}
		if (!*value)
			continue;
		note_measure(&details, c->ev.arena, q, value);
		note_rating(&ratings, c->ev.arena, out, q, value);
	}
	for (size_t i = 0; i < details.count; i++) {
		const struct detail *d = details.entries[i].value;

		out->detailed += d->freq_n && d->freq_unit && d->minutes;
	}
}

static void read_measures(struct checking *c)
{
	const struct form *f = c->ev.form;
	struct check *out = c->out;

	if (has_value(out, f->department))
		out->department = out->state.value[f->department->index];
	out->weekly_hours = NAN;
	if (f->weekly_hours)
		parse_double(out->state.value[f->weekly_hours->index], &out->weekly_hours);
	out->picks_done = f->picks && *out->state.value[f->picks->index];
}

static void put_answer(struct json_writer *w, struct arena *a, const struct question *q,
	const char *value)
{
	struct str rest = str_of(value);
	const char *code;

	json_key(w, q->path);
	if (answer_is_several(question_answer(q))) {
		json_begin_array(w);
		while (next_code(a, &rest, &code))
			json_string(w, code);
		json_end_array(w);
	} else if (q->type == Q_COUNT || (q->takes_answer && question_has_number(q))) {
		json_raw(w, value, strlen(value));
	} else {
		json_string(w, value);
	}
}

static void add_text(struct checking *c, const struct question *q, const char *text)
{
	struct check *out = c->out;

	/* What is computed from such can be computed again, or it is not needed. */
	if (!q->takes_answer)
		return;
	out->texts = arena_grow(c->ev.arena, out->texts, out->text_count + 1, sizeof *out->texts);
	out->texts[out->text_count++] = (struct check_text){q, text};
}

static void put_value(struct checking *c, struct json_writer *w, const struct question *q)
{
	const char *value = c->out->state.value[q->index];

	if (q->type == Q_META || !c->out->state.relevant[q->node] || !*value)
		return;
	if (q->moderated)
		add_text(c, q, value);
	else
		put_answer(w, c->ev.arena, q, value);
}

static void write_json(struct checking *c)
{
	const struct form *f = c->ev.form;
	const struct form_state *s = &c->out->state;
	struct buf *b = buf_new(c->ev.arena, JSON_BYTES_MAX);
	struct json_writer w = {.out = b};

	json_begin_object(&w);
	for (size_t i = 0; i < f->node_count && !c->out->fault_count; i++) {
		const struct form_node *n = &f->nodes[i];

		if (n->kind == NODE_ITERATION && s->relevant[i] && s->design_w[i] > 0) {
			json_key(&w, arena_printf(c->ev.arena, "%s/design_w", n->path));
			json_double(&w, s->design_w[i]);
		}
		if (n->question)
			put_value(c, &w, n->question);
		/* Only calculations of a strange form can swell so. */
		if (b->len > JSON_BYTES_MAX - JSON_ROOM && n->question)
			put_fault(c, n->question, CHECK_TOO_LONG, NULL);
	}
	json_end_object(&w);
	if (c->out->fault_count)
		return;
	c->out->json = b->data;
	c->out->json_len = b->len;
}

void form_check(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct check *out)
{
	struct check result = {0};
	struct canon *canons;
	struct checking c = {.out = &result};

	evaluate_all(a, f, ctx, answers, &result.state, &canons);
	c.canons = canons;
	c.ev = (struct evaluation){.arena = a, .form = f, .context = ctx,
		.state = &result.state, .dot = value_of_string("")};
	for (size_t i = 0; i < f->node_count; i++)
		if (f->nodes[i].question)
			check_question(&c, f->nodes[i].question);
	check_counts(&c);
	if (result.state.seed_missing)
		put_fault(&c, NULL, CHECK_SEED, NULL);
	count_answers(&c);
	read_measures(&c);
	if (result.fault_count == 0)
		write_json(&c);
	*out = result;
}

const char *check_code_name(enum check_code code)
{
	static const char *const names[] = {
#define CODE(NAME, name) [CHECK_##NAME] = name,
#include "form/check_codes.def"
#undef CODE
	};

	return names[code];
}

bool question_required(struct arena *a, const struct form_context *ctx,
	const struct form_state *state, const struct question *q)
{
	struct evaluation ev = {.arena = a, .form = state->form, .context = ctx, .state = state,
		.dot = value_of_string("")};

	return q->required && evaluation_true(&ev, q->required);
}

bool question_readonly(struct arena *a, const struct form_context *ctx,
	const struct form_state *state, const struct question *q)
{
	struct evaluation ev = {.arena = a, .form = state->form, .context = ctx, .state = state,
		.dot = value_of_string("")};

	return q->readonly && evaluation_true(&ev, q->readonly);
}
