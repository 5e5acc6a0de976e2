/*
 * Goals of an activity, for every page that tells of it.
 */
#ifndef PAGES_GOALS_H
#define PAGES_GOALS_H

#include <stddef.h>

#include "analysis/packs.h"
#include "model/brief.h"
#include "pages/results_page.h"

/* What a goal is about and how far it is today, in a node: V_LABEL, V_STATUS, V_DONE and
 * V_WARNING. Returns how it was judged. */
struct goal node_goal(const struct page *p, struct view_node *n, const struct goal_row *g);
/* Those of one activity under V_GOALS, with links to them (template goals); nothing where there
 * is none. */
void goals_add(const struct results *r, struct view_node *n, const struct goal_row *goals,
	size_t count, const char *activity);

#endif
