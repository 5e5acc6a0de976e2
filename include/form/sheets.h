/* The sheets of a form, by their kind. */
#ifndef FORM_SHEETS_H
#define FORM_SHEETS_H

#include "form/catalogue.h"

enum form_sheet {
	FORM_SURVEY, FORM_CHOICES, FORM_SETTINGS,
	FORM_FUNCTIONS,		/* the catalogues: FORM_FUNCTIONS + enum catalogue_kind */
	FORM_DEPARTMENTS = FORM_FUNCTIONS + CATALOGUE_DEPARTMENTS,
	FORM_REPORTS = FORM_FUNCTIONS + CATALOGUE_REPORTS,
	FORM_SHEETS = FORM_FUNCTIONS + CATALOGUE_KINDS,
};

/* Their texts as CSV; NULL: not there. */
struct form_sheets {
	const char *texts[FORM_SHEETS];
};

/* "survey", "choices", … */
const char *form_sheet_name(enum form_sheet sheet);

#endif
