/*
 * Figures by name. Whatever a page of results tells carries its name in the page:
 *
 *   <td data-figure="hours_saved:overall:SAL01">210</td>   the figure is the text, an interval
 *                                                          behind it in brackets
 *   <p data-figures="score:SAL:SAL01=71|…">…</p>           a sentence, with what it tells
 *
 * NAME:SCOPE:WHAT: the column of the bundle, where it was asked ("overall" or a department's code;
 * a question's path), and of what. One name has one text wherever it stands: a test walks all
 * pages and files by them.
 */
#ifndef PAGES_FIGURES_H
#define PAGES_FIGURES_H

#include "pages/site.h"

/* A placeholder of a sentence, the figure it is ("score", or NULL: none), and its text. */
struct told {
	const char *as, *figure, *text;
};

/* The text of a key under V_TEXT with what fills it, ended by one without `as`; the figures among
 * that, `of` "overall:SAL01", under V_TOLD. */
void node_says(const struct page *p, struct view_node *n, const char *key, const char *of,
	const struct told *told);

#endif
