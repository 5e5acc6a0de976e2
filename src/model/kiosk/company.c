/* The company confirmed (see model/company.h). */
#include "model/company.h"

#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/settings.h"
#include "model/trail.h"

static enum err set_departments(struct change *c, const struct department *list, size_t count)
{
	enum err e = OK;

	/* First apart, so that swapping who is counted with whom meets no circle. */
	for (size_t i = 0; !e && i < count; i++)
		e = department_set(c, list[i].code, list[i].headcount, NULL);
	for (size_t i = 0; !e && i < count; i++)
		if (list[i].merged_into)
			e = department_set(c, list[i].code, list[i].headcount, list[i].merged_into);
	return e;
}

enum err company_confirm(struct change *c, const char *name, const struct department *list,
	size_t count)
{
	enum err e;

	if (!str_trim(str_of(name)).len)
		return err_text(err_fail(ERR_INPUT, "Enter the company's name."),
			"setup.no_company", NULL);
	e = setting_put(c, "company_name", name);
	if (!e)
		e = set_departments(c, list, count);
	if (!e)
		e = setting_put(c, "confirmed", "1");
	if (!e)
		e = rounds_follow_catalogues(c);
	return e ? e : trail_append(c, "company.confirm", name, NULL);
}
