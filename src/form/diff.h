/* The comparison in progress; shared by diff.c and diff_lists.c. */
#ifndef FORM_DIFF_PRIVATE_H
#define FORM_DIFF_PRIVATE_H

#include "base/map.h"
#include "form/diff.h"

struct comparing {
	struct arena *arena;
	const struct form *before, *after;
	struct diff_change *list;
	size_t count;
	struct map seen;	/* what of a row was said already → its index */
	struct map before_nodes, after_nodes;	/* path → struct form_node */
	size_t *language;	/* of after → of before, FORM_NO_NODE none */
};

/* Add a change. `row` (0: none) and what else tells it apart: a change of the
 * same row again only counts. */
void diff_add(struct comparing *c, size_t row, struct diff_change change);

/* A wording as its author wrote it, with ${names}; "" when missing. */
const char *diff_text(const struct form_words *words, size_t language);

/* Add a change for every language in which the two differ. */
void diff_words(struct comparing *c, size_t row, struct diff_change change,
	const struct form_words *before, const struct form_words *after);

/* Lists of two questions that are the same. */
void diff_lists(struct comparing *c, const struct choice_list *before,
	const struct choice_list *after);

/* Which of `count` items stand out of the others' order: out[i] true. `place` is
 * where each was before. */
void diff_moved(struct arena *a, const size_t *place, size_t count, bool *out);

#endif
