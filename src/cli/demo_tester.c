/*
 * What synthetic testers say of a prototype (see demo.h): the later its version, the better.
 */
#include "demo.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/prng.h"
#include "base/arena.h"
#include "base/text.h"
#include "form/show.h"
#include "model/comments.h"

#define PASSES 6	/* answering can make further questions relevant */
#define BEST 3		/* from this version on it gets no better */

struct tester {
	struct arena *a;
	const struct form *form;
	struct form_context *ctx;
	const char *department, *lang;
	double polish;		/* 0 of the first version, 1 of the best */
	bool reports;		/* writes something down */
	struct prng r;
	struct answers *answers;
	struct form_state state;
};

static double uniform(struct prng *r)
{
	return (prng_next(r) + 0.5) / 4294967296.0;
}

/* Twelve uniform numbers come close enough. */
static double normal(struct prng *r)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(r);
	return sum;
}

static void put(struct tester *t, const struct question *q, const char *value)
{
	answers_add(t->answers, q->path, value);
}

static void put_scale(struct tester *t, const struct question *q, double v, double lo, double hi)
{
	v = fmin(fmax(round(v), lo), hi);
	put(t, q, arena_printf(t->a, "%.0f", v));
}

/* The first of two codes with the given share, else one of the others. */
static const char *one_of(struct tester *t, double first, const char *a, double second,
	const char *b, const char *c)
{
	double u = uniform(&t->r);

	return u < first ? a : u < first + second ? b : c;
}

/* Of activities: "": whatever it is. */
static const struct {
	const char *lang, *activity, *kind, *severity, *text;
} comments[] = {
	{"en", "SAL06", "bug", "S2", "The discount is gone when I open the quote again."},
	{"en", "SAL06", "gap", "S1", "A quote cannot be approved by anybody but its author, so none goes out."},
	{"en", "SAL03", "gap", "S3", "I cannot see who called the customer last."},
	{"en", "SAL03", "bug", "S3", "After a search the filter stays set, and half of the customers are missing."},
	{"en", "SAL04", "change", "S4", "The list of tasks should begin with today."},
	{"en", "SAL04", "praise", "", "Logging a call takes me a minute instead of five."},
	{"sk", "SAL06", "bug", "S2", "Zľava sa stratí, keď ponuku znova otvorím."},
	{"sk", "SAL06", "change", "S4", "Písmo v ponuke je príliš malé."},
	{"sk", "SAL03", "gap", "S2", "Nedá sa nájsť zákazník podľa čísla zmluvy."},
	{"sk", "SAL03", "praise", "", "Vyhľadanie zákazníka je oveľa rýchlejšie."},
	{"sk", "SAL04", "change", "S3", "Pri hovore treba vypísať štyri polia, stačili by dve."},
	{"sk", "SAL04", "gap", "S3", "Nevidím, kto zákazníkovi volal naposledy."},
};

/* What this tester has to say: the same in all parts of one comment. */
static size_t comment_of(struct tester *t, const struct question *q)
{
	const char *about = comment_activity_around(t->form, q->node);
	size_t n = sizeof comments / sizeof *comments, at;
	struct prng r;

	/* By the group it stands in, so that its parts fit together. */
	prng_seed(&r, t->ctx->seed ^ (uint64_t)t->form->nodes[q->node].parent);
	at = prng_bounded(&r, (uint32_t)n);
	for (size_t i = 0; i < n; i++, at = (at + 1) % n)
		if (strcmp(comments[at].lang, t->lang) == 0 &&
			(!*about || strcmp(comments[at].activity, about) == 0))
			break;
	return at;
}

static bool put_comment(struct tester *t, const struct question *q)
{
	size_t at = comment_of(t, q);
	const char *code = q->measure == MEASURE_COMMENT_KIND ? comments[at].kind :
		q->measure == MEASURE_COMMENT_ACTIVITY ? comments[at].activity : NULL;

	if (code && list_choice(q->list, code))
		put(t, q, code);
	else if (q->measure == MEASURE_COMMENT_SEVERITY && *comments[at].severity)
		put(t, q, comments[at].severity);
	else if (q->measure == MEASURE_COMMENT_TEXT && t->reports && uniform(&t->r) < .5)
		put(t, q, comments[at].text);
	return true;
}

static bool put_measure(struct tester *t, const struct question *q)
{
	double p = t->polish;

	switch (q->measure) {
	case MEASURE_DEPARTMENT:
		put(t, q, t->department);
		return true;
	case MEASURE_TASK_DONE:
		put(t, q, one_of(t, .55 + .37 * p, "alone", .25 - .2 * p, "helped", "no"));
		return true;
	case MEASURE_TASK_EASE:
		put_scale(t, q, 4.2 + 1.5 * p + normal(&t->r), 1, 7);
		return true;
	case MEASURE_TASK_MINUTES:
		put(t, q, arena_printf(t->a, "%.1f",
			fmax(.5, (6 - 2 * p) * exp(.35 * normal(&t->r)))));
		return true;
	case MEASURE_FIT:
		put(t, q, uniform(&t->r) < .06 ? "not_tried" : one_of(t, .5 + .35 * p, "as_is",
			.3 - .2 * p, "workaround", "no_fit"));
		return true;
	case MEASURE_UMUX1:
	case MEASURE_UMUX2:
		put_scale(t, q, 4.3 + 1.4 * p + normal(&t->r), 1, 7);
		return true;
	case MEASURE_RECOMMEND:
		put_scale(t, q, 6 + 2.3 * p + 1.6 * normal(&t->r), 0, 10);
		return true;
	case MEASURE_SOLVED:
		put(t, q, one_of(t, .5 + .3 * p, "yes", .2, "partly", "not_tried"));
		return true;
	default:
		break;
	}
	if (q->measure >= MEASURE_SUS1 && q->measure <= MEASURE_SUS10) {
		double good = 3.2 + .9 * p + .8 * normal(&t->r);

		/* Every second statement is the other way round. */
		put_scale(t, q, (q->measure - MEASURE_SUS1) % 2 ? 6 - good : good, 1, 5);
		return true;
	}
	return measure_of(q->measure) == MEASURE_OF_COMMENT && put_comment(t, q);
}

static void put_other(struct tester *t, const struct question *q)
{
	struct shown_choice *shown;
	size_t n;

	if (!q->list || !question_required(t->a, t->ctx, &t->state, q))
		return;
	choices_show(t->a, t->form, t->ctx, &t->state, q, &shown, &n);
	if (n)
		put(t, q, shown[prng_bounded(&t->r, (uint32_t)n)].choice->name);
}

static bool answer_pass(struct tester *t, bool *asked)
{
	bool any = false;

	form_evaluate(t->a, t->form, t->ctx, t->answers, &t->state);
	for (size_t i = 0; i < t->form->question_count; i++) {
		const struct question *q = t->form->questions[i];

		if (asked[i] || !q->takes_answer || !t->state.relevant[q->node])
			continue;
		asked[i] = any = true;
		if (!put_measure(t, q))
			put_other(t, q);
	}
	return any;
}

void demo_tester(struct arena *a, const struct form *form, struct form_context *ctx,
	uint64_t seed, size_t number, int version, const char *department, struct demo_post *out)
{
	struct tester t = {.a = a, .form = form, .ctx = ctx, .department = department,
		.polish = fmin(version - 1, BEST - 1) / (BEST - 1)};
	bool *asked = arena_array(a, form->question_count + 1, sizeof *asked);

	prng_for_draw(&t.r, seed ^ ((uint64_t)version << 32), number);
	demo_uuid(&t.r, out->instance_id);
	out->draw_seed = ((uint64_t)prng_next(&t.r) << 21) | (prng_next(&t.r) >> 11);
	ctx->has_seed = true;
	ctx->seed = out->draw_seed;
	out->lang = t.lang = number % 3 ? "sk" : "en";
	ctx->language = form_language(form, t.lang);
	t.reports = uniform(&t.r) < .6 - .4 * t.polish;
	t.answers = out->answers = answers_new(a, form);
	for (int i = 0; i < PASSES && answer_pass(&t, asked); i++)
		continue;
	out->pages = "";
	out->active_s = arena_printf(a, "%.0f", 180 + 120 * uniform(&t.r));
}
