/*
 * Office pages, private: what the pages of those who signed in share.
 */
#ifndef PAGES_OFFICE_H
#define PAGES_OFFICE_H

#include "pages/site.h"

/* The menu and the language links, under V_MENU, V_USER and V_BAR_LANGS. A new page
 * family adds its line to the table in menu.c. */
void office_bar(struct page *p);

/* The language of the reader; remembers one that was asked for by ?lang=. */
enum lang office_language(const struct page *p);

#endif
