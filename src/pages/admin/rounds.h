/*
 * Pages about rounds, private: what they share.
 */
#ifndef PAGES_ROUNDS_H
#define PAGES_ROUNDS_H

#include <stdbool.h>

#include "model/rounds.h"
#include "pages/site.h"

/* The rounds by state (open, planned, closed), newest first: under V_GROUPS, each
 * with V_TITLE and V_ITEMS. */
void rounds_add_all(struct page *p, const struct round *rounds, size_t count);

/* Whether who asks looks after all rounds: an administrator. Others, who have the tick, look after
 * those of pilots: is this one theirs? */
bool rounds_all(const struct request *req);
bool rounds_mine(const struct request *req, const struct round *r);
/* The round of the address (:round). ERR_NOT_FOUND; ERR_DENIED: it is not theirs. */
enum err round_of_request(struct request *req, struct db *db, struct round *out);

/* The page of one round, with what was wrong. */
enum err round_show(struct request *req, struct response *res, int status,
	const struct said *said);

/* Languages to choose, under V_LANGS: the kiosk's, and those that the round's form alone is in. */
enum err round_add_languages(struct page *p, const struct round *r);
/* The fields as sent. */
void round_read_spec(struct request *req, struct round_spec *out);

/* "1 June – 21 June", "until 21 June" …: when it is answered. */
const char *round_days_text(struct page *p, const struct round *r);

/* Where the round is answered, as typed on other machines. The first address is that of
 * the network, where there is one. */
const char *round_address(const struct page *p, const struct round *r);

#endif
