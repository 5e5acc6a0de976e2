/* How long a form takes: guessed from its questions, corrected by how fast this person is. */
#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/expr.h"
#include "model/pilots.h"
#include "model/prototypes.h"
#include "pages/pictures.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"
#include "view/format.h"

/* Seconds a practised person takes for a question, sure to answer it or not. */
static double question_seconds(const struct question *q, bool sure)
{
	const double *s = question_traits(q->type)->seconds;
	double choices = q->list ? (double)q->list->count : 0;

	return fmin(s[sure || q->required ? 0 : 1] + choices * s[2] / 3, s[3]);
}

/* Whether a person spends time on it: asked or told, and no period that is chosen by one touch
 * with the number before it (pair.js). */
static bool takes_time(const struct form *f, size_t node)
{
	const struct question *q = f->nodes[node].question;
	const struct question *before = node ? f->nodes[node - 1].question : NULL;

	return q && survey_is_asked(q) &&
		!(before && before->parameters.chip_count && appearance_has(q->appearance, "joined"));
}

static bool is_answered(const struct survey *s, const struct question *q)
{
	return *s->state.value[q->index] != '\0';
}

/* Whether what is not asked now may be yet: something it hangs on is not answered. */
static bool may_come(const struct survey *s, const struct form_node *n)
{
	const size_t *refs;
	size_t count = n->relevant ? expr_refs(n->relevant, &refs) : 0;

	if (n->parent != FORM_NO_NODE && !s->state.relevant[n->parent])
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct question *q = s->form->nodes[refs[i]].question;

		if (q && q->takes_answer && s->state.relevant[refs[i]] && !is_answered(s, q))
			return true;
	}
	return false;
}

/* Of what is asked now, and a share of what may come; an answer that is there is looked at. */
static double section_seconds(const struct survey *s, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = TURN_S;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct form_node *n = &s->form->nodes[i];

		if (!takes_time(s->form, i))
			continue;
		if (survey_asks(s, i))
			sum += n->question->takes_answer && is_answered(s, n->question) ? PASSED_S :
				question_seconds(n->question, false);
		else if (!s->state.relevant[i] && may_come(s, n))
			sum += question_seconds(n->question, false) / LOOP_GUESS;
	}
	return sum;
}

/* Of what a person has done on a section; `left`: what is open there was passed by. */
static double done_seconds(const struct survey *s, size_t section, bool left)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = left ? TURN_S : 0;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct question *q = s->form->nodes[i].question;

		if (!takes_time(s->form, i) || !survey_asks(s, i))
			continue;
		if (is_answered(s, q) || (left && !q->takes_answer))
			sum += question_seconds(q, true);
		else if (left)
			sum += PASSED_S;
	}
	return sum;
}

/* Of `n` iterations of which nothing is known: what hangs on something else is asked in one. */
static double iterations_seconds(const struct survey *s, size_t section, double n)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = TURN_S * n;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct form_node *node = &s->form->nodes[i];

		if (takes_time(s->form, i))
			sum += question_seconds(node->question, false) * (node->relevant ? 1 : n);
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

/* From `section` to the review, as the questions come to. */
static double seconds_from(const struct survey *s, size_t section)
{
	double left = expected_seconds(s) + REVIEW_S;

	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->state.section_shown[i] && s->state.turn[i] >= s->state.turn[section])
			left += section_seconds(s, i);
	return left;
}

/* Before it, and where one has been behind it. */
static double seconds_until(const struct survey *s, size_t section)
{
	double done = 0;

	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->state.section_shown[i])
			done += done_seconds(s, i, s->state.turn[i] < s->state.turn[section]);
	return done;
}

/* What the questions come to for who knows none of them yet. */
static double estimate_s(const struct page *p, const struct round *r, const struct form *form)
{
	struct survey s = {.page = *p, .round = *r, .form = form};
	size_t first;

	s.ctx.language = form_language(s.form, lang_code(p->lang));
	s.ctx.today = page_today(p);
	s.ctx.now = arena_printf(p->a, "%sT00:00:00", s.ctx.today);
	s.ctx.has_seed = true;
	s.answers = answers_new(p->a, s.form);
	survey_evaluate(&s);
	first = survey_next(&s, FORM_NO_NODE);
	return first == FORM_NO_NODE ? 0 : seconds_from(&s, first);
}

/* Who is told too little loses more than who is told too much. */
int survey_whole_minutes(double seconds)
{
	return (int)fmax(1, ceil(seconds / 60 - MINUTE_OVER));
}

int survey_minutes(const struct page *p, const struct round *r, const struct form *form)
{
	return r->minutes ? r->minutes : survey_whole_minutes(estimate_s(p, r, form));
}

double survey_pace(const struct page *p, const struct round *r, const struct form *form)
{
	double guessed = r->minutes ? estimate_s(p, r, form) : 0;

	return guessed > 0 ? 60.0 * r->minutes / guessed : 1;
}

double survey_seconds_left(const struct survey *s, size_t section)
{
	const char *active = params_get(&s->page.req->form, "active_s");
	double pace = survey_pace(&s->page, &s->round, s->form), own = 1, done, took;

	if (section == FORM_NO_NODE)
		return 0;
	/* What this person took beside what all take, the less so the less there is of it. */
	if (active && parse_double(active, &took) && took > 0) {
		done = seconds_until(s, section);
		own = (took / pace + PACE_WEIGHT_S) / (done + PACE_WEIGHT_S);
	}
	return seconds_from(s, section) * pace * fmin(fmax(own, PACE_FASTEST), PACE_SLOWEST);
}

/* Of the prototype that a round is about; "" where it is about none. */
static void pilot_facts(const struct page *p, const struct round *r, struct form_context *ctx)
{
	const char *lang = lang_code(p->lang);
	struct prototype t;

	for (enum form_fact fact = FACT_PROTOTYPE; fact <= FACT_PICTURE; fact++)
		ctx->facts[fact] = "";
	if (!round_is_pilot(r) ||
		prototype_find(p->a, p->db, r->prototype, r->prototype_version, &t))
		return;
	ctx->facts[FACT_PROTOTYPE] = arena_printf(p->a, "%s %s",
		prototype_say(&t, "", PROTOTYPE_TITLE, lang), t.version);
	ctx->facts[FACT_NEWS] = prototype_say(&t, "", PROTOTYPE_NEWS, lang);
	if (!*ctx->facts[FACT_NEWS])
		ctx->facts[FACT_NEWS] = "–";
	ctx->facts[FACT_ADDRESS] = t.address;
	if (!*t.address && t.picture)
		ctx->facts[FACT_PICTURE] = picture_path(p->a, t.picture);
}

void survey_facts(const struct page *p, const struct round *r, const struct form *form,
	struct form_context *ctx)
{
	const char *analyst = p->settings.analyst;

	ctx->facts[FACT_GROUP] = format_number(p->a, p->lang, p->settings.min_cell, 0);
	ctx->facts[FACT_ANALYST] = *analyst ? analyst : page_text(p, "survey.analyst");
	ctx->facts[FACT_MINUTES] = format_number(p->a, p->lang, survey_minutes(p, r, form), 0);
	pilot_facts(p, r, ctx);
}
