/* A form as respondents will see it, before anybody does: the survey's own pages. */
#include <string.h>

#include "base/arena.h"
#include "pages/survey_page.h"

static enum err show_end(struct survey *s)
{
	node_text(s->page.root, V_TITLE, page_text(&s->page, "forms.preview.done"));
	node_text(s->page.root, V_TEXT, page_text(&s->page, "forms.preview.done.text"));
	node_text(s->page.root, V_ACTION, s->preview);
	node_text(s->page.root, V_HREF, s->back);
	return page_end(&s->page, 200, "forms_previewed");
}

/* Sent: what a submission would be judged by, and no more. */
static enum err send(struct survey *s)
{
	struct check check;

	form_check(s->page.a, s->form, &s->ctx, s->answers, &check);
	s->state = check.state;
	if (!check.fault_count)
		return show_end(s);
	memset(s->at, 0, s->form->section_count * sizeof *s->at);
	for (size_t i = 0; i < check.fault_count; i++) {
		const struct question *q = check.faults[i].question;
		size_t section = q ? s->form->nodes[q->node].section : FORM_NO_NODE;

		if (section != FORM_NO_NODE)
			s->at[section] = true;
	}
	return survey_show_sections(s, 422, &check);
}

enum err survey_preview(struct request *req, struct response *res, const struct form *form,
	const char *action, const char *back)
{
	struct survey s = {.form = form, .preview = action, .back = back};
	const char *step = params_get(&req->form, "step");
	bool posted = strcmp(req->method, "POST") == 0;
	enum err e = page_begin(req, res, &s.page);

	if (e)
		return e;
	survey_find_languages(&s.page, NULL, form);
	survey_choose_language(&s);
	s.ctx.today = page_today(&s.page);
	s.ctx.now = arena_printf(s.page.a, "%sT00:00:00", s.ctx.today);
	s.round.title = form->titles[s.ctx.language];
	s.round.code = "";
	if (!posted)
		survey_issue_ids(&s);
	survey_read(&s);
	if (posted && !step)
		return send(&s);
	survey_evaluate(&s);
	return posted ? survey_step(&s, step) : survey_first(&s);
}
