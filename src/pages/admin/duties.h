/* Owner and deputy of what waits, chosen on the pages about people. Private. */
#ifndef PAGES_DUTIES_H
#define PAGES_DUTIES_H

#include "model/duties.h"
#include "pages/site.h"

struct duties_fault {
	enum duty_queue refused;
	const struct said *said;	/* why */
};

/* The form for it, under V_DUTIES, as typed or as it is; `next`: the page it comes back to, "users"
 * or "first"; `fault`: NULL where nothing was refused. */
enum err duties_add(struct page *p, const char *next, const struct duties_fault *fault);

/* Those two pages with it. */
enum err users_with_duties(struct request *req, struct response *res,
	const struct duties_fault *fault);
enum err first_with_duties(struct request *req, struct response *res,
	const struct duties_fault *fault);

/* "Free texts to read"; who is named and no longer may, in a sentence, or NULL. */
const char *duty_label(const struct page *p, enum duty_queue q);
const char *duty_away(const struct page *p, enum duty_queue q, const struct duty *d);

#endif
