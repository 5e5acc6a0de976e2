/*
 * The board on pages: its cards in the words of the page's language.
 */
#ifndef PAGES_BOARD_H
#define PAGES_BOARD_H

#include "model/board.h"
#include "pages/site.h"

struct catalogue;

/* What cards are told with: labels of activities, titles of prototypes. */
struct board_words {
	struct catalogue *activities;
	struct map *prototypes;		/* code => title in the page's language */
};

/* ERR_STORE. */
enum err board_words_load(const struct page *p, struct board_words *out);
/* Label of an activity, its code where there is none. */
const char *board_activity(const struct page *p, const struct board_words *w, const char *code);

/* A card under the names of the template board_card. ERR_STORE. */
enum err board_node_card(const struct page *p, struct board_words *w, struct view_node *n,
	const struct board_card *c);

/* What puts a thing of a round on the board, under V_CARD for the template board_put: for those who
 * may. ERR_STORE. */
enum err board_node_put(const struct page *p, struct view_node *n, const struct round *r,
	enum board_kind kind, const char *ref);

/* The strip "You said, we did": the latest cards that are worked on or done, under V_SAID_CARDS;
 * nothing while there are none. Whether the board has any card, under V_BOARD. */
enum err board_add_strip(struct page *p);

#endif
