/* How a small department is counted, said before it is chosen. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "form/show.h"
#include "pages/survey_page.h"

enum err survey_count(struct survey *s)
{
	struct round_department *list;
	enum err e;

	if (s->preview || !s->form->department)
		return OK;
	e = round_departments(s->page.a, s->page.db, s->round.id, &list, &s->asked_count);
	if (e)
		return e;
	s->asked = list;
	return OK;
}

static const char *label_of(const struct survey *s, const char *code)
{
	const struct choice *c = list_choice(s->form->department->list, code);
	const char *label = !c ? "" : words_show(s->page.a, s->form, &s->ctx, NULL, &c->label, NULL);

	return *label ? label : code;
}

const char *survey_counted(const struct survey *s, const char *code)
{
	const char *with = round_department_counted(s->asked, s->asked_count, code);

	if (strcmp(with, code) != 0)
		return catalog_fill(s->page.a, page_text(&s->page, "survey.counted_with"), "label",
			label_of(s, with), NULL);
	for (size_t i = 0; i < s->asked_count; i++)
		if (strcmp(s->asked[i].code, code) == 0 && !isnan(s->asked[i].headcount) &&
			s->asked[i].headcount > 0 &&
			s->asked[i].headcount < s->page.settings.min_cell)
			return page_text(&s->page, "survey.counted_company");
	return "";
}
