/* How long a form takes: guessed from its questions, corrected by how fast this person is. */
#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"

/* Seconds a practised person takes for a question. */
static double question_seconds(const struct question *q)
{
	const double *s = question_traits(q->type)->seconds;
	double choices = q->list ? (double)q->list->count : 0;

	return fmin(s[q->required ? 0 : 1] + choices * s[2] / 3, s[3]);
}

static double section_seconds(const struct survey *s, size_t section, bool relevant_only)
{
	const struct form_section *sec = &s->form->sections[section];
	double sum = 0;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct question *q = s->form->nodes[i].question;

		if (q && survey_is_asked(q) && (!relevant_only || s->state.relevant[i]))
			sum += question_seconds(q);
	}
	return sum;
}

/* A loop of which nothing is known yet takes as many iterations as it draws. */
static double expected_seconds(const struct survey *s)
{
	const struct question *picks = s->form->picks;
	double sum = 0;

	if (!picks || *s->state.value[picks->index])
		return 0;
	for (size_t i = 0; i < s->form->node_count; i++) {
		const struct form_node *n = &s->form->nodes[i];

		if (n->kind == NODE_LOOP && n->draw && n->end > i + 1 &&
			s->form->nodes[i + 1].section != FORM_NO_NODE)
			sum += (double)n->draw *
				section_seconds(s, s->form->nodes[i + 1].section, false);
	}
	return sum;
}

double survey_seconds_left(const struct survey *s, size_t section)
{
	const char *active = params_get(&s->page.req->form, "active_s");
	double done = 0, left = expected_seconds(s), took;

	if (section == FORM_NO_NODE)
		return 0;
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->state.section_shown[i])
			*(i < section ? &done : &left) += section_seconds(s, i, true);
	/* Measured once there is something to measure. */
	if (active && parse_double(active, &took) && took > 0 && done >= PACE_AFTER_S)
		left *= fmin(fmax(took / done, PACE_FASTEST), PACE_SLOWEST);
	return left;
}

enum err survey_minutes(const struct page *p, const struct round *r, int64_t *out)
{
	struct survey s = {.page = *p, .round = *r};
	enum err e = round_form_of(p->site->forms, p->a, p->db, r, &s.form);

	if (e)
		return e;
	s.ctx.language = form_language(s.form, lang_code(p->lang));
	s.ctx.today = page_today(p);
	s.ctx.now = arena_printf(p->a, "%sT00:00:00", s.ctx.today);
	s.answers = answers_new(p->a, s.form);
	survey_evaluate(&s);
	*out = (int64_t)fmax(1, round(survey_seconds_left(&s, 0) / 60));
	return OK;
}
