/* The menu of those who signed in: one table, in menu.c. */
#ifndef SITE_MENU_H
#define SITE_MENU_H

#include "pages/site.h"

/* Under V_MENU and V_USER. */
void menu_add(struct page *p);

#endif
