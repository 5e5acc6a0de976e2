/* Wording with answers filled in, and choices in the order they are shown. */
#include "form/show.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/prng.h"
#include "base/text.h"
#include "evaluate.h"

#define TEXT_SHOWN_MAX (256u << 10)

const struct form_text *words_pick(const struct form *f, const struct form_words *words,
	size_t language, size_t *shown)
{
	const struct form_text *t = words->by_language;

	*shown = language;
	if (!t)
		return NULL;
	if (t[language].count)
		return &t[language];
	*shown = f->default_language;
	if (t[*shown].count)
		return &t[*shown];
	for (size_t i = 0; i < f->language_count; i++)
		if (t[i].count) {
			*shown = i;
			return &t[i];
		}
	*shown = language;
	return NULL;
}

static void put_codes(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct question *q, const char *value, struct buf *out)
{
	struct str rest = str_of(value);
	bool more = false;

	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		const char *code = arena_strndup(a, word.p, word.len);
		const struct choice *c = list_choice(q->list, code);
		const char *label = c ? words_show(a, f, ctx, NULL, &c->label, NULL) : "";

		if (more)
			buf_puts(out, ", ");
		buf_puts(out, *label ? label : code);
		more = true;
	}
}

static void put_answer(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct question *q, struct buf *out)
{
	struct evaluation ev = {.arena = a, .form = f, .context = ctx, .state = state};

	if (q->list)
		put_codes(a, f, ctx, q, state->value[q->index], out);
	else
		buf_puts(out, value_string(a, evaluation_value(&ev, q)));
}

/* What a piece stands for besides its literal. */
static void put_ref(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct form_piece *piece, struct buf *out)
{
	enum form_fact fact;

	if (piece->ref == FORM_NO_NODE)
		return;
	fact = fact_named(piece_name(f, piece));
	if (piece->ref == FORM_FACT(fact))
		buf_puts(out, ctx->facts[fact] ? ctx->facts[fact] : "…");
	else if (state)
		put_answer(a, f, ctx, state, f->nodes[piece->ref].question, out);
	else
		buf_puts(out, "…");
}

static bool is_literal(const struct form_piece *piece)
{
	return piece->ref == FORM_NO_NODE;
}

const char *words_show(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state,
	const struct form_words *words, bool *fallback)
{
	size_t language;
	const struct form_text *t = words_pick(f, words, ctx->language, &language);
	const char *shown;
	struct buf out;

	if (fallback)
		*fallback = language != ctx->language;
	if (!t)
		return "";
	if (t->count == 1 && is_literal(t->pieces))
		return t->pieces[0].literal;
	buf_init(&out, TEXT_SHOWN_MAX);
	for (size_t i = 0; i < t->count; i++) {
		buf_puts(&out, t->pieces[i].literal);
		put_ref(a, f, ctx, state, &t->pieces[i], &out);
	}
	shown = arena_strndup(a, out.data, out.len);
	buf_free(&out);
	return shown;
}

static const char *piece_text(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state,
	const struct form_piece *piece)
{
	const char *shown;
	struct buf out;

	if (is_literal(piece))
		return piece->literal;
	buf_init(&out, TEXT_SHOWN_MAX);
	put_ref(a, f, ctx, state, piece, &out);
	shown = arena_strndup(a, out.data, out.len);
	buf_free(&out);
	return shown;
}

struct runs words_runs(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct form_words *words, size_t *language)
{
	size_t shown, count = 0;
	const struct form_text *t = words_pick(f, words, ctx->language, &shown);
	struct text_run *list;

	if (language)
		*language = shown;
	if (!t)
		return (struct runs){NULL, 0};
	list = arena_array(a, t->count, sizeof *list);
	for (size_t i = 0; i < t->count; i++) {
		const struct form_piece *piece = &t->pieces[i];
		const char *text = piece_text(a, f, ctx, state, piece);

		if (*text)
			list[count++] = (struct text_run){text, piece->style, piece->heading};
	}
	return (struct runs){list, count};
}

/* Of a choice that has none, the code. */
static struct runs choice_runs(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state, const struct choice *c,
	size_t *language)
{
	struct runs label = words_runs(a, f, ctx, state, &c->label, language);

	return label.count ? label : runs_of(a, c->name);
}

struct runs section_title(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, size_t section, size_t *language)
{
	size_t node = f->sections[section].node;
	struct runs title;

	if (language)
		*language = ctx->language;
	if (node == FORM_NO_NODE)
		return (struct runs){NULL, 0};
	title = words_runs(a, f, ctx, state, &f->nodes[node].label, language);
	if (!title.count && f->nodes[node].choice)
		title = choice_runs(a, f, ctx, state, f->nodes[node].choice, language);
	return title;
}

static bool in_value(const char *value, const char *code)
{
	struct str rest = str_of(value);

	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), code))
			return true;
	return false;
}

static bool stays_last(const struct choice *c)
{
	return strcmp(c->name, "none") == 0 || strcmp(c->name, "dk") == 0;
}

/* Blocks of the functions one picks from: mine, everyone's, others', the rest. */
static size_t block_of(const struct question *q, const struct choice *c, const char *department)
{
	if (question_answer(q) != ANSWER_CODES || strcmp(q->list->name, "functions") != 0)
		return q->parameters.randomize && stays_last(c) ? 4 : 0;
	if (!c->from_catalogue)
		return 4;
	if (*department && strcmp(c->home, department) == 0)
		return 1;
	return strcmp(c->home, "*") == 0 ? 2 : 3;
}

static void shuffle(struct prng *rng, struct shown_choice *c, size_t n)
{
	for (size_t i = n; i-- > 1;) {
		size_t j = prng_bounded(rng, (uint32_t)i + 1);
		struct shown_choice moved = c[i];

		c[i] = c[j];
		c[j] = moved;
	}
}

static bool shuffle_seed(const struct form_context *ctx, const struct question *q, uint64_t *seed)
{
	if (!q->parameters.randomize || !(q->parameters.has_seed || ctx->has_seed))
		return false;
	*seed = q->parameters.has_seed ? q->parameters.seed : ctx->seed;
	return true;
}

/* Append the choices of one block that pass the filter. */
static size_t add_block(struct evaluation *ev, const struct question *q, size_t block,
	const char *department, struct shown_choice *out)
{
	size_t count = 0;

	for (size_t i = 0; i < q->list->count; i++) {
		const struct choice *c = &q->list->choices[i];
		struct shown_choice *s = &out[count];

		if (block_of(q, c, department) != block || !choice_passes(ev, q, c))
			continue;
		*s = (struct shown_choice){.choice = c, .block = block};
		s->label = choice_runs(ev->arena, ev->form, ev->context, ev->state, c,
			&s->label_language);
		s->hint = words_runs(ev->arena, ev->form, ev->context, ev->state, &c->hint,
			&s->hint_language);
		s->selected = in_value(ev->state->value[q->index], c->name);
		count++;
	}
	return count;
}

void choices_show(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct question *q,
	struct shown_choice **out, size_t *count)
{
	struct evaluation ev = {.arena = a, .form = f, .context = ctx, .state = state,
		.dot = value_of_string("")};
	struct shown_choice *list;
	const char *department = f->department ? state->value[f->department->index] : "";
	struct prng rng;
	uint64_t seed;
	bool shuffled = shuffle_seed(ctx, q, &seed);
	size_t n = 0;

	*out = NULL;
	*count = 0;
	if (!q->list)
		return;
	list = arena_array(a, q->list->count + 1, sizeof *list);
	if (shuffled)
		prng_init(&rng, prng_splitmix(seed, q->index + 1), PRNG_STREAM);
	for (size_t block = 0; block <= 4; block++) {
		size_t added = add_block(&ev, q, block, department, list + n);

		/* none, dk and what the form added keep their place at the end. */
		if (shuffled && block < 4)
			shuffle(&rng, list + n, added);
		n += added;
	}
	*out = list;
	*count = n;
}

const char *answer_show(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state,
	const struct question *q)
{
	const char *shown;
	struct buf out;

	buf_init(&out, TEXT_SHOWN_MAX);
	put_answer(a, f, ctx, state, q, &out);
	shown = arena_strndup(a, out.data, out.len);
	buf_free(&out);
	return shown;
}
