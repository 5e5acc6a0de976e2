/* A form from the texts of its sheets, as they are kept. */
#include <string.h>

#include "base/arena.h"
#include "codec/csv.h"
#include "input_csv.h"

/* Remember the worse of two outcomes: a system's failure outdoes bad input. */
static enum err worse(enum err a, enum err b)
{
	return a == OK || (a == ERR_INPUT && b != OK) ? b : a;
}

static enum err parse_sheet(struct arena *a, const char *file, const char *text,
	struct faults *faults, const struct csv_table **out)
{
	struct csv_table *table = arena_alloc(a, sizeof *table);
	enum err e;

	*out = NULL;
	if (!text || !*text)
		return OK;
	e = csv_table_read(a, file, text, strlen(text), &input_limits, faults, table);
	if (e)
		return e;
	*out = table;
	return OK;
}

enum err form_compile_texts(struct arena *a, const char *name, const struct form_sheets *sheets,
	const struct catalogue *const catalogues[CATALOGUE_KINDS], const struct form_more *more,
	struct faults *faults, struct faults *warnings, struct form **out)
{
	struct form_source s = {.name = name, .published = true, .more = more};
	enum err e = parse_sheet(a, "survey.csv", sheets->texts[FORM_SURVEY], faults, &s.survey);

	if (!e && !s.survey) {
		fault_add(faults, "survey.csv", 0, NULL, FAULT_SHEET_EMPTY, NULL);
		e = ERR_INPUT;
	}
	e = worse(e, parse_sheet(a, "choices.csv", sheets->texts[FORM_CHOICES], faults,
		&s.choices));
	e = worse(e, parse_sheet(a, "settings.csv", sheets->texts[FORM_SETTINGS], faults,
		&s.settings));
	for (size_t k = 0; catalogues && k < CATALOGUE_KINDS; k++)
		s.catalogues[k] = catalogues[k];
	return e ? e : form_compile(a, &s, faults, warnings, out);
}
