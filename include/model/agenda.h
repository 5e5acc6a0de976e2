/*
 * The disagreement agenda: which activities people are of more than one mind about,
 * the most consequential first, what each outcome would change among the first k,
 * and both views in reviewed words. Only what may be shown is in it.
 */
#ifndef MODEL_AGENDA_H
#define MODEL_AGENDA_H

#include <stdbool.h>
#include <stddef.h>

#include "model/results.h"

#define AGENDA_MOST 6		/* questions of one meeting */
#define AGENDA_MINUTES 30
#define AGENDA_OPENING 3	/* minutes */
#define AGENDA_CLOSING 2	/* at least */
#define AGENDA_VIEW_MAX 1000	/* characters of a view */

struct agenda_item {
	size_t row;			/* in result.overall */
	bool polarised, contested;
	const struct audit_disagree *differ;	/* DEPT_DISAGREE; NULL */
	bool inside;			/* among the first k as the list is */
	size_t place_in, place_out;	/* its place when it is taken in; left out */
	/* Who changes places with it across the line, in result.overall: it leaves when
	 * this one is taken in, or follows when this one is left out. SIZE_MAX: nobody. */
	size_t other;
};

/* Fill `out` with the questions of the meeting; *all is how many there would be.
 * By distance from the line behind place k, then by place. */
size_t agenda_items(const struct priorities *p, struct agenda_item out[AGENDA_MOST],
	size_t *all);
/* Minutes for each of `count` questions; what is left over is the closing's. */
size_t agenda_minutes(size_t count);

struct agenda_view {
	const char *activity;
	const char *first, *second;	/* for and against; "" when not written */
};

enum err agenda_views(struct arena *a, struct db *db, int64_t round,
	struct agenda_view **out, size_t *count);
/* ERR_INPUT: longer than AGENDA_VIEW_MAX. */
enum err agenda_view_set(struct change *c, const struct round *r, const struct agenda_view *v);

#endif
