/*
 * What changed between two versions of a form, as a list of single changes, each
 * with what it means for comparing rounds. Owns the comparison; refuses to know
 * words for it (pages and the shell have them).
 */
#ifndef FORM_DIFF_H
#define FORM_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "form/form.h"

struct arena;

enum diff_kind {
	DIFF_TITLE,		/* of the form, in one language */
	DIFF_LANGUAGE_ADDED, DIFF_LANGUAGE_REMOVED,	/* before/after: its name */
	DIFF_ADDED, DIFF_REMOVED,	/* a question, group, loop or repeat with all in it */
	DIFF_MOVED,		/* into another group: before and after are paths; among
				 * its neighbours: both NULL */
	DIFF_RETYPED,		/* before, after: types */
	DIFF_REWORDED,		/* part: label hint constraint_message required_message;
				 * in one language */
	DIFF_LOGIC,		/* part: relevant constraint required calculation default
				 * choice_filter readonly repeat_count parameters
				 * kiosk_function kiosk_measure kiosk_draw */
	DIFF_LOOK,		/* part: appearance */
	DIFF_CHOICE_ADDED, DIFF_CHOICE_REMOVED,	/* part: the list; before/after: the code */
	DIFF_CHOICE_RECODED,	/* same words, other code: before, after */
	DIFF_CHOICE_REWORDED,	/* code: its code; in one language */
	DIFF_CHOICES_ORDER,	/* the codes stand in another order */
};

/* What a change means for answers of rounds before and after. */
enum diff_bearing {
	BEARING_NONE,		/* comparable as if nothing had happened */
	BEARING_READ,		/* comparable, but read differently: say so */
	BEARING_PARTLY,		/* the common part can be compared */
	BEARING_BROKEN,		/* no longer the same question */
};

struct diff_change {
	enum diff_kind kind;
	enum diff_bearing bearing;
	const char *path;	/* of the question or group (the first, where loops and
				 * repeats make several); NULL: the form or a list */
	size_t times;		/* how many paths it stands for */
	const char *label;	/* of it, in the default language, "" when none */
	const char *part;	/* see the kinds; else NULL */
	const char *code;	/* DIFF_CHOICE_REWORDED, _ADDED, _REMOVED */
	const char *language;	/* name, where the change is in one language; else NULL */
	const char *before, *after;	/* texts; "" where there is none; NULL: see kinds */
};

struct form_diff {
	const struct diff_change *changes;	/* the form, then in the order of its rows */
	size_t count;
	bool wording_only;	/* nothing but words changed: a correction (vN.1) */
	enum diff_bearing worst;
};

/* Compare; all texts are in `a` or the forms'. */
void form_compare(struct arena *a, const struct form *before, const struct form *after,
	struct form_diff *out);

/* "added", "choice_recoded", …; "none", "read", …: for catalogue keys. */
const char *diff_kind_name(enum diff_kind kind);
const char *diff_bearing_name(enum diff_bearing bearing);

#endif
