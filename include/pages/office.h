/*
 * Office pages: what the pages of those who signed in share.
 */
#ifndef PAGES_OFFICE_H
#define PAGES_OFFICE_H

#include "pages/site.h"

/* The menu and the language links, under V_MENU, V_USER and V_BAR_LANGS. A new page
 * family adds its line to the table in menu.c. */
void office_bar(struct page *p);

/* What other machines type to come here ("http://kiosk.example:8080/"), as the
 * supervisor found it, else as this page was opened; ended by NULL. */
const char *const *office_addresses(const struct page *p);

/* The first of them, without a slash at its end; "" when there is none. */
const char *office_address(const struct page *p);

/* A fault in the page's language; in English where that does not know its kind. */
const char *office_fault(const struct page *p, const struct fault *f);

/* Whether that address works on this machine alone. */
bool office_only_here(const struct page *p);

/* The language of the reader; remembers one that was asked for by ?lang=. */
enum lang office_language(const struct page *p);

#endif
