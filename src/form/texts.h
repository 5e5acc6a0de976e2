/* Texts, private: the columns of wording in a sheet. */
#ifndef FORM_TEXTS_PRIVATE_H
#define FORM_TEXTS_PRIVATE_H

#include "form/texts.h"

/* Index of the column that holds this wording in this language; made when the sheet
 * has none. */
size_t texts_column(struct form_texts *t, enum form_sheet sheet, const char *column,
	size_t language);

#endif
