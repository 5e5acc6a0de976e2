/*
 * Rows of STMT_SUBMISSION_RELEASED: what of one quality is judged by. For those who scan a
 * release.
 */
#ifndef MODEL_RELEASED_H
#define MODEL_RELEASED_H

#include "analysis/quality.h"

struct arena;
struct form;
struct stmt;
struct stored_names;

/* The ids of a form's sections, as page times name them; room for them from `a`. */
void released_sections(struct arena *a, const struct form *form, struct stored_names *out);

/* What quality is judged by (method G), without id and ratings; page times from
 * `room`. */
void released_quality(struct arena *room, const struct stored_names *sections,
	struct stmt *row, struct quality_response *out);

#endif
