/*
 * The project page: what the company tells its people about the CRM project, in
 * their languages. Owns the parts and their texts; plain text, paragraphs parted by
 * a blank line.
 */
#ifndef MODEL_PROJECT_H
#define MODEL_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define PROJECT_TEXT_MAX 4000	/* characters of one part in one language */

/* In the order of the page: why, what changes for whom, when, the sponsor's
 * message, whom to call. */
enum project_part { PROJECT_WHY, PROJECT_CHANGES, PROJECT_WHEN, PROJECT_SPONSOR, PROJECT_CALL,
	PROJECT_PARTS };

/* "why" "changes" "when" "sponsor" "call" */
const char *project_part_name(enum project_part part);

struct project_text {
	const char *lang;			/* code */
	const char *parts[PROJECT_PARTS];	/* "" where nothing is written */
};

/* One per language that has any text. Role any. */
enum err project_load(struct arena *a, struct db *db, struct project_text **out, size_t *count);

/* The text of a part in `lang`, else in `otherwise`, else in the first language that
 * has it; *found is the language it is in. "" when nobody wrote any. */
const char *project_pick(const struct project_text *list, size_t count, const char *lang,
	const char *otherwise, enum project_part part, const char **found);

/* Set the parts in one language; "" takes one away, NULL leaves it. ERR_INPUT: too long,
 * or not text. */
enum err project_write(struct change *c, const char *lang,
	const char *const parts[PROJECT_PARTS]);

#endif
