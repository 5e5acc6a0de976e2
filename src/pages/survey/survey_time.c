/* How long a form takes: guessed from its questions, corrected by how fast this person is. */
#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/expr.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"
#include "view/format.h"

/* Seconds a practised person takes for a question. */
static double question_seconds(const struct question *q)
{
	const double *s = question_traits(q->type)->seconds;
	double choices = q->list ? (double)q->list->count : 0;

	return fmin(s[q->required ? 0 : 1] + choices * s[2] / 3, s[3]);
}

/* Of what is asked now. */
static double section_seconds(const struct survey *s, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = 0;

	for (size_t i = sec->first; i < sec->end; i++) {
		if (survey_asks(s, i))
			sum += question_seconds(s->form->nodes[i].question);
	}
	return sum;
}

/* Of `n` iterations of which nothing is known: what hangs on something else is asked in one. */
static double iterations_seconds(const struct survey *s, size_t section, double n)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = 0;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct form_node *node = &s->form->nodes[i];

		if (node->question && survey_is_asked(node->question))
			sum += question_seconds(node->question) * (node->relevant ? 1 : n);
	}
	return sum;
}

/* What decides how many iterations a loop has: the question of which they are asked what was
 * picked; NULL: nothing that is answered. */
static const struct question *driver(const struct form *f, size_t loop)
{
	const struct expr *relevant = f->nodes[loop + 1].relevant;
	const size_t *refs;
	size_t count = relevant ? expr_refs(relevant, &refs) : 0;

	for (size_t i = 0; i < count; i++)
		if (f->nodes[refs[i]].question &&
			question_answer(f->nodes[refs[i]].question) == ANSWER_CODES)
			return f->nodes[refs[i]].question;
	return NULL;
}

size_t survey_expected(const struct survey *s, size_t loop)
{
	const struct form_node *n = &s->form->nodes[loop];
	const struct question *q = n->kind == NODE_LOOP && n->end > loop + 1 ?
		driver(s->form, loop) : NULL;

	if (!q || *s->state.value[q->index] ||
		s->form->nodes[loop + 1].section == FORM_NO_NODE)
		return 0;
	return n->draw ? n->draw : LOOP_GUESS < q->list->count ? LOOP_GUESS : q->list->count;
}

/* A loop of which nothing is known yet takes as many iterations as it draws. */
static double expected_seconds(const struct survey *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->form->node_count; i++) {
		size_t n = survey_expected(s, i);

		if (n)
			sum += iterations_seconds(s, s->form->nodes[i + 1].section, (double)n);
	}
	return sum;
}

/* From `section` on, as the questions come to; *done: those before it. */
static double seconds_from(const struct survey *s, size_t section, double *done)
{
	double left = expected_seconds(s);

	*done = 0;
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->state.section_shown[i])
			*(s->state.turn[i] < s->state.turn[section] ? done : &left) +=
				section_seconds(s, i);
	return left;
}

/* What the questions come to for who knows none of them yet. */
static double estimate_s(const struct page *p, const struct round *r, const struct form *form)
{
	struct survey s = {.page = *p, .round = *r, .form = form};
	size_t first;
	double done;

	s.ctx.language = form_language(s.form, lang_code(p->lang));
	s.ctx.today = page_today(p);
	s.ctx.now = arena_printf(p->a, "%sT00:00:00", s.ctx.today);
	s.ctx.has_seed = true;
	s.answers = answers_new(p->a, s.form);
	survey_evaluate(&s);
	first = survey_next(&s, FORM_NO_NODE);
	return first == FORM_NO_NODE ? 0 : seconds_from(&s, first, &done);
}

int survey_minutes(const struct page *p, const struct round *r, const struct form *form)
{
	return r->minutes ? r->minutes : (int)fmax(1, round(estimate_s(p, r, form) / 60));
}

double survey_pace(const struct page *p, const struct round *r, const struct form *form)
{
	double guessed = r->minutes ? estimate_s(p, r, form) : 0;

	return guessed > 0 ? 60.0 * r->minutes / guessed : 1;
}

double survey_seconds_left(const struct survey *s, size_t section)
{
	const char *active = params_get(&s->page.req->form, "active_s");
	double done, left, took;

	if (section == FORM_NO_NODE)
		return 0;
	left = seconds_from(s, section, &done);
	/* This person's own pace, once there is something to measure. */
	if (active && parse_double(active, &took) && took > 0 && done >= PACE_AFTER_S)
		return left * fmin(fmax(took / done, PACE_FASTEST), PACE_SLOWEST);
	return left * survey_pace(&s->page, &s->round, s->form);
}

void survey_facts(const struct page *p, int minutes, struct form_context *ctx)
{
	const char *analyst = p->settings.analyst;

	ctx->facts[FACT_GROUP] = format_number(p->a, p->lang, p->settings.min_cell, 0);
	ctx->facts[FACT_ANALYST] = *analyst ? analyst : page_text(p, "survey.analyst");
	ctx->facts[FACT_MINUTES] = format_number(p->a, p->lang, minutes, 0);
}
