/* What the `type` cell of a survey row says. */
#ifndef FORM_TYPES_H
#define FORM_TYPES_H

#include <stdbool.h>

#include "form/form.h"

struct arena;

enum row_kind {
	ROW_QUESTION, ROW_BEGIN_GROUP, ROW_END_GROUP, ROW_BEGIN_LOOP, ROW_END_LOOP,
	ROW_BEGIN_REPEAT, ROW_END_REPEAT,
	ROW_UNSUPPORTED,	/* XLSForm knows it, we do not */
	ROW_EXTERNAL,		/* the same: choices or data of another file */
	ROW_BUILDER,		/* known to KoboToolbox's form builder alone */
	ROW_UNKNOWN,
};

struct row_type {
	enum row_kind kind;
	enum question_type question;
	const char *list;	/* selects, rank, loops; NULL when missing */
	bool or_other;
	bool list_has_blank;	/* more than one word stands where the list's name is */
	const char *spelling;	/* ROW_UNSUPPORTED, ROW_EXTERNAL: its name */
	const char *constraint;	/* that the type brings with it, or NULL */
};

/* Read the cell; old spellings included, case and runs of blanks do not matter
 * (but the list's name keeps its case). */
void row_type_read(struct arena *a, const char *cell, struct row_type *out);

#endif
