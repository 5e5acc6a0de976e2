/*
 * Runs as trusted markup: strong, em, headings that look so and are none in the page's
 * outline, line breaks; all of it may stand in a label. Twin of html() in
 * www/static/marks.js.
 *
 *   <span class="marked">…<br>…</span>   "marked weighed": strong stands out in it
 *   <strong class="head-2">…</strong>    a heading of the second level
 *   <span lang="he" dir="rtl">…</span>   in another language than the page
 */
#ifndef VIEW_RUNS_H
#define VIEW_RUNS_H

#include "base/runs.h"
#include "view/template.h"

/* Set a value to what the runs read as: a text where they have neither marks nor line
 * breaks, else markup, which shows in text alone: attributes, <option> and <title> take
 * runs_plain(). No runs: as "". */
void node_runs(struct view_node *node, enum view_name name, struct runs r);
/* The same in another language than its surroundings, or written the other way: as markup
 * that says so. `lang` and `dir` are values of those attributes; NULL or "": as around it. */
void node_runs_in(struct view_node *node, enum view_name name, struct runs r, const char *lang,
	const char *dir);

#endif
