/*
 * The form under given answers: relevance, calculations, defaults, draws, in
 * the form's order. Owns what a node's state rests on.
 */
#include "evaluate.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/prng.h"
#include "base/text.h"
#include "form/show.h"

#define RANDOM_OUTPUT 0x80000000u	/* of SplitMix64: the first question's */

static const char *meta_value(const struct evaluation *ev, const struct question *q)
{
	/* Never collected, but known while the form is open. */
	if (text_ends(q->meta, "today"))
		return ev->context->today;
	if (text_starts(q->meta, "start") || text_starts(q->meta, "end"))
		return ev->context->now;
	return "";
}

struct value evaluation_value(const struct evaluation *ev, const struct question *q)
{
	const char *s = ev->state->value[q->index];
	double v;

	if (q->type == Q_META)
		return value_of_string(meta_value(ev, q));
	if (question_has_number(q) && parse_double(s, &v))
		return value_of_number(v);
	return value_of_string(s);
}

static struct value env_question(void *data, size_t ref)
{
	const struct evaluation *ev = data;
	const struct question *q = ev->form->nodes[ref].question;

	return q ? evaluation_value(ev, q) : value_of_string("");
}

static bool env_relevant(void *data, size_t ref)
{
	return ((const struct evaluation *)data)->state->relevant[ref];
}

static const char *env_column(void *data, size_t ref)
{
	const struct evaluation *ev = data;

	return ev->choice ? ev->choice->columns[ref] : "";
}

static const char *env_choice_label(void *data, size_t ref, const char *code)
{
	const struct evaluation *ev = data;
	const struct question *q = ev->form->nodes[ref].question;
	const struct choice *c = q && q->list ? list_choice(q->list, code) : NULL;
	const char *label;

	if (!c)
		return NULL;
	label = words_show(ev->arena, ev->form, ev->context, NULL, &c->label, NULL);
	return *label ? label : code;
}

static double env_random(void *data)
{
	const struct evaluation *ev = data;

	return ev->random ? prng_next(ev->random) / 4294967296.0 : NAN;
}

struct value evaluation_run(struct evaluation *ev, const struct expr *e)
{
	struct expr_env env = {
		.arena = ev->arena, .data = ev, .question = env_question,
		.relevant = env_relevant, .column = env_column,
		.choice_label = env_choice_label, .random = env_random, .dot = ev->dot,
		.today = ev->context->today, .now = ev->context->now,
	};

	if (!env.dot.string)
		env.dot.string = "";
	return expr_eval(e, &env);
}

bool evaluation_true(struct evaluation *ev, const struct expr *e)
{
	return value_bool(evaluation_run(ev, e));
}

bool department_allowed(const struct form_context *ctx, const char *code)
{
	for (size_t i = 0; i < ctx->department_count; i++)
		if (strcmp(ctx->departments[i], code) == 0)
			return true;
	return ctx->department_count == 0;
}

bool choice_passes(struct evaluation *ev, const struct question *q, const struct choice *c)
{
	bool passes;

	if (q->measure == MEASURE_DEPARTMENT && !department_allowed(ev->context, c->name))
		return false;
	if (!q->choice_filter)
		return true;
	ev->choice = c;
	passes = evaluation_true(ev, q->choice_filter);
	ev->choice = NULL;
	return passes;
}

size_t form_instances(const struct form_state *state, size_t repeat)
{
	const struct question *q = state->form->nodes[repeat].question;
	uint64_t count;

	return q && parse_u64(state->value[q->index], &count) ? (size_t)count : 0;
}

struct run {
	struct evaluation ev;
	const struct answers *answers;
	struct form_state *state;
	struct canon *canons;
	bool *admitted;		/* per node: iterations that are drawn or need no draw */
	size_t *rank, ranked;	/* per node: iterations in the order they are asked; so far */
};

static bool node_relevant(struct run *r, const struct form_node *n)
{
	return (n->parent == FORM_NO_NODE || r->state->relevant[n->parent]) &&
		!(n->question && (r->ev.context->without & MEASURE_BIT(n->question->measure))) &&
		(!n->relevant || evaluation_true(&r->ev, n->relevant));
}

/* The iteration kiosk_first points to, among those in `pool`; pool count: none. */
static size_t first_in_pool(const struct run *r, const struct form_node *loop,
	const size_t *pool, size_t count)
{
	const struct form *f = r->ev.form;
	const char *code;

	if (loop->first == FORM_NO_NODE)
		return count;
	code = r->state->value[f->nodes[loop->first].question->index];
	for (size_t i = 0; *code && i < count; i++)
		if (strcmp(f->nodes[pool[i]].choice->name, code) == 0)
			return i;
	return count;
}

static void admit(struct run *r, size_t node, double weight)
{
	r->admitted[node] = true;
	r->rank[node] = r->ranked++;
	r->state->design_w[node] = weight;
}

/* contracts.md, Draw: partial Fisher-Yates over the relevant iterations without
 * the first, in choice-list order. */
void form_draw(uint64_t seed, size_t *pool, size_t count, size_t wanted)
{
	struct prng rng;

	prng_seed(&rng, seed);
	for (size_t i = 0; i < wanted && i < count; i++) {
		size_t j = i + prng_bounded(&rng, (uint32_t)(count - i)), chosen = pool[j];

		pool[j] = pool[i];
		pool[i] = chosen;
	}
}

static void draw(struct run *r, const struct form_node *loop, size_t *pool, size_t count)
{
	size_t wanted = loop->draw, first = first_in_pool(r, loop, pool, count);

	if (!r->ev.context->has_seed) {
		r->state->seed_missing = r->state->draw_missing = true;
		return;
	}
	if (first < count) {
		admit(r, pool[first], 1);
		memmove(pool + first, pool + first + 1, (count - first - 1) * sizeof *pool);
		count--;
		wanted--;
	}
	form_draw(r->ev.context->seed, pool, count, wanted);
	for (size_t i = 0; i < wanted; i++)
		admit(r, pool[i], (double)count / (double)wanted);
}

static void evaluate_loop(struct run *r, size_t at)
{
	const struct form *f = r->ev.form;
	const struct form_node *loop = &f->nodes[at];
	size_t *pool = arena_array(r->ev.arena, loop->end - at, sizeof *pool), count = 0;

	r->state->relevant[at] = loop->parent == FORM_NO_NODE ||
		r->state->relevant[loop->parent];
	for (size_t i = at + 1; i < loop->end; i = f->nodes[i].end)
		if (node_relevant(r, &f->nodes[i]))
			pool[count++] = i;
	if (loop->draw && count > loop->draw) {
		draw(r, loop, pool, count);
	} else {
		size_t first = first_in_pool(r, loop, pool, count);

		if (first < count)
			admit(r, pool[first], 1);
		for (size_t i = 0; i < count; i++)
			if (i != first)
				admit(r, pool[i], loop->draw ? 1 : 0);
	}
	r->state->relevant[at] = count > 0;
}

static const char *computed_text(struct run *r, const struct expr *e)
{
	struct value v = evaluation_run(&r->ev, e);

	if (v.kind == VALUE_NUMBER && isnan(v.number))
		return "";
	return value_string(r->ev.arena, v);
}

/* Where no count was posted: the last instance that any field came for. */
static size_t implied_count(const struct run *r, size_t repeat)
{
	const struct form *f = r->ev.form;
	const struct form_node *n = &f->nodes[repeat];
	size_t last = appearance_has(n->appearance, "minimal") ? 0 : 1;

	for (size_t at = repeat + 1; at < n->end; at = f->nodes[at].end)
		for (size_t i = at + 1; i < f->nodes[at].end && f->nodes[at].number > last; i++)
			if (f->nodes[i].question &&
				r->answers->list[f->nodes[i].question->index].present)
				last = f->nodes[at].number;
	return last;
}

/* What repeat_count came to; more than there is room for is a fault. */
static void bound_count(struct run *r, const struct question *q, struct canon *c)
{
	size_t max = r->ev.form->nodes[q->node].max;
	double v;

	if (!parse_double(c->value, &v) || v < 0)
		v = 0;
	if (v > (double)max) {
		c->malformed = true;
		c->code = CHECK_REPEATS;
		c->arg1 = (double)max;
		v = (double)max;
	}
	c->value = arena_printf(r->ev.arena, "%.0f", floor(v));
}

static void evaluate_count(struct run *r, const struct question *q)
{
	const struct answer *raw = &r->answers->list[q->index];
	struct canon *c = &r->canons[q->index];

	*c = (struct canon){.value = "", .blank = true};
	if (!r->state->relevant[q->node])
		return;
	if (q->calculation)
		c->value = computed_text(r, q->calculation);
	else if (raw->present)
		*c = canon_of(r->ev.arena, q, raw);
	if (!q->calculation && (c->malformed || !*c->value))
		c->value = arena_printf(r->ev.arena, "%zu", implied_count(r, q->node));
	if (!c->malformed)
		bound_count(r, q, c);
	c->blank = false;
	r->state->value[q->index] = c->value;
}

static struct answer answer_of_text(struct run *r, const struct question *q, const char *s)
{
	struct answer made = {.present = true};
	size_t words = strlen(s) / 2 + 1;
	bool many = answer_is_several(question_answer(q));

	made.values = arena_array(r->ev.arena, many ? words : 1, sizeof *made.values);
	if (!many)
		made.values[made.count++] = s;
	for (struct str rest = str_of(s), word; many && rest.len;) {
		word = str_cut(rest, ' ', &rest);
		if (word.len)
			made.values[made.count++] =
				arena_strndup(r->ev.arena, word.p, word.len);
	}
	return made;
}

/* Each question draws from numbers of its own, far from those of draws and shuffles. */
static void begin_random(struct run *r, const struct question *q, struct prng *rng)
{
	if (!question_draws(q) || r->ev.context->stored)
		return;
	if (!r->ev.context->has_seed) {
		r->state->seed_missing = true;
		return;
	}
	prng_init(rng, prng_splitmix(r->ev.context->seed, RANDOM_OUTPUT + q->index),
		PRNG_STREAM);
	r->ev.random = rng;
}

static void as_stored(struct run *r, const struct question *q, struct canon *c)
{
	const struct answer *raw = &r->answers->list[q->index];

	if (q->takes_answer && raw->present)
		*c = canon_of(r->ev.arena, q, raw);
	else if (raw->count)
		c->value = raw->values[0];
}

static void evaluate_question(struct run *r, const struct question *q)
{
	const struct answer *raw = &r->answers->list[q->index];
	struct canon *c = &r->canons[q->index];
	struct prng rng;

	*c = (struct canon){.value = "", .blank = true};
	if (!r->state->relevant[q->node])
		return;
	begin_random(r, q, &rng);
	if (r->ev.context->stored && question_draws(q)) {
		as_stored(r, q, c);
	} else if (q->calculation) {
		c->value = computed_text(r, q->calculation);
	} else if (q->takes_answer && raw->present &&
		!(q->readonly && evaluation_true(&r->ev, q->readonly))) {
		*c = canon_of(r->ev.arena, q, raw);
	} else if (q->initial) {
		const char *text = computed_text(r, q->initial);
		struct answer made = answer_of_text(r, q, text);

		if (q->takes_answer)
			*c = canon_of(r->ev.arena, q, &made);
		else
			c->value = text;
	}
	r->ev.random = NULL;
	c->blank = !c->malformed && !*c->value;
	r->state->value[q->index] = c->value;
	if (q->parameters.randomize && !q->parameters.has_seed && !r->ev.context->has_seed)
		r->state->seed_missing = true;
}

static void evaluate_node(struct run *r, size_t at)
{
	const struct form_node *n = &r->ev.form->nodes[at];

	switch (n->kind) {
	case NODE_LOOP:
		evaluate_loop(r, at);
		break;
	case NODE_REPEAT:
		r->state->relevant[at] = node_relevant(r, n);
		evaluate_count(r, n->question);
		break;
	case NODE_INSTANCE:
		r->state->relevant[at] = r->state->relevant[n->parent] &&
			n->number <= form_instances(r->state, n->parent);
		break;
	case NODE_ITERATION:
		r->state->relevant[at] = r->state->relevant[n->parent] && r->admitted[at];
		break;
	default:
		r->state->relevant[at] = node_relevant(r, n);
		if (n->question)
			evaluate_question(r, n->question);
		break;
	}
}

/* A count a page shows: with it instances are added. */
static bool is_visible(const struct question *q)
{
	enum question_role role = question_traits(q->type)->role;

	return role == ROLE_COUNT ? q->takes_answer : role == ROLE_ASKED || role == ROLE_SHOWN;
}

static void show_sections(const struct form *f, struct form_state *s)
{
	for (size_t i = 0; i < f->node_count; i++) {
		const struct form_node *n = &f->nodes[i];

		if (n->question && s->relevant[i] && is_visible(n->question) &&
			n->section != FORM_NO_NODE)
			s->section_shown[n->section] = true;
	}
}

void evaluate_all(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct form_state *out, struct canon **canons)
{
	struct form_state s = {.form = f};
	struct run r = {.answers = answers, .state = &s};

	s.relevant = arena_array(a, f->node_count + 1, sizeof *s.relevant);
	s.section_shown = arena_array(a, f->section_count + 1, sizeof *s.section_shown);
	s.value = arena_array(a, f->question_count + 1, sizeof *s.value);
	s.design_w = arena_array(a, f->node_count + 1, sizeof *s.design_w);
	for (size_t i = 0; i < f->question_count; i++)
		s.value[i] = "";
	r.canons = arena_array(a, f->question_count + 1, sizeof *r.canons);
	r.admitted = arena_array(a, f->node_count + 1, sizeof *r.admitted);
	r.rank = arena_array(a, f->node_count + 1, sizeof *r.rank);
	r.ev = (struct evaluation){.arena = a, .form = f, .context = ctx, .state = &s};
	for (size_t i = 0; i < f->node_count; i++)
		evaluate_node(&r, f->order[i]);
	show_sections(f, &s);
	turns_set(a, f, r.rank, &s);
	*out = s;
	*canons = r.canons;
}

void form_evaluate(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct form_state *out)
{
	struct canon *canons;

	evaluate_all(a, f, ctx, answers, out, &canons);
}
