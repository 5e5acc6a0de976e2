/* What looks forgotten in a section, though nothing is wrong: asked about once. */
#include "form/show.h"
#include "pages/survey_page.h"

static bool is_blank(const struct survey *s, const struct question *q)
{
	const struct answer *sent = answers_of(s->answers, q);

	for (size_t i = 0; i < sent->count; i++)
		if (*sent->values[i])
			return false;
	return !*s->state.value[q->index];
}

static bool asked_here(const struct survey *s, size_t at)
{
	const struct question *q = s->form->nodes[at].question;

	return q && q->takes_answer && survey_asks(s, at);
}

/* A number without what it is joined with, as a period, or the other way round: the blank one
 * of the two, or NULL. */
static const struct question *half_answered(const struct survey *s,
	const struct form_section *sec)
{
	const struct question *before = NULL;

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct question *q = asked_here(s, i) ? s->form->nodes[i].question : NULL;

		if (q && before && appearance_has(q->appearance, "joined") &&
			is_blank(s, q) != is_blank(s, before))
			return is_blank(s, q) ? q : before;
		before = q ? q : before;
	}
	return NULL;
}

const char *survey_doubt(const struct survey *s, size_t section, const char **about)
{
	const struct form_section *sec = &s->form->sections[section];
	const struct question *half = half_answered(s, sec);
	bool blank = sec->node != FORM_NO_NODE &&
		s->form->nodes[sec->node].kind == NODE_ITERATION;

	*about = "";
	for (size_t i = sec->first; blank && i < sec->end; i++)
		blank = !asked_here(s, i) || is_blank(s, s->form->nodes[i].question);
	if (blank)
		return "survey.doubt.blank";
	if (!half)
		return NULL;
	*about = words_show(s->page.a, s->form, &s->ctx, &s->state,
		&s->form->nodes[half->node].label, NULL);
	return "survey.doubt.half";
}
