/*
 * Showing: wording of a form with answers filled in, and the choices a
 * question offers now. Owns fallback between languages and the order of
 * choices; refuses to know HTML.
 */
#ifndef FORM_SHOW_H
#define FORM_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/runs.h"
#include "form/check.h"
#include "form/form.h"

struct arena;

/* The wording in plain text, without its marks: for attributes, files, whatever draws none.
 * In the context's language with ${refs} filled (codes of selects
 * as their labels, several parted by ", "), from `a`; "" when missing in every
 * language. When it is missing in that one, the default's (or the first there
 * is) with *fallback set; `fallback` may be NULL. `state` may be NULL: refs
 * read as "…". */
const char *words_show(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state,
	const struct form_words *words, bool *fallback);

/* The same as it is drawn where marks can be. *language: which it is in; may be NULL. */
struct runs words_runs(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct form_words *words, size_t *language);

/* The text of a language, else the default's, else the first there is; NULL when missing in
 * every language. *shown: which it is in; that language where it is in none. */
const struct form_text *words_pick(const struct form *f, const struct form_words *words,
	size_t language, size_t *shown);

/* Heading of a section: its group's label; for an iteration the group's label,
 * else the choice's; none for a run. */
struct runs section_title(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, size_t section, size_t *language);

struct shown_choice {
	const struct choice *choice;
	struct runs label, hint;	/* the label: of a choice that has none, its code */
	size_t label_language, hint_language;
	bool selected;		/* in the question's value */
	size_t block;		/* 0 plain; `functions` under the measure picks: 1 own
				 * department, 2 everyone, 3 others; 4 what stays last */
};

/* The choices of a select or rank question that pass its filter, in display
 * order: list order; with randomize=true shuffled by the seed, `dk` and `none`
 * last; the list `functions` under the measure picks in blocks, what the form
 * added to it (none, dk) last.
 * Shuffle of question k (index): PCG32(initstate = output k+2 of
 * SplitMix64(seed), stream 54), one generator for all blocks in order; within
 * a block of n, for i = n-1 … 1: swap i with bounded(i+1). Without a seed:
 * list order. */
void choices_show(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *state, const struct question *q,
	struct shown_choice **out, size_t *count);

/* The answer of a question in words: labels of codes parted by ", ", else the
 * value; "" when blank. For review pages. */
const char *answer_show(struct arena *a, const struct form *f,
	const struct form_context *ctx, const struct form_state *state,
	const struct question *q);

#endif
