/*
 * Standing: what every request asks for and what stays the same until something is
 * committed (settings, rounds, whole pages), kept by the store's data version,
 * which is looked at once a request. Keeps nothing that
 * anybody sent and nothing that is meant for one person.
 */
#ifndef PAGES_STANDING_H
#define PAGES_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "model/board.h"
#include "model/rounds.h"
#include "pages/site.h"

/* What is lent stays until the request's arena ends. */

/* Look at the data version; settings and calendar into `p`. ERR_STORE, ERR_BUSY. */
enum err standing_begin(struct page *p);
/* All rounds, oldest first; and the one of a code (ERR_NOT_FOUND). */
enum err standing_rounds(struct page *p, const struct round **list, size_t *count);
enum err standing_round(struct page *p, const char *code, struct round *out);
/* The board's order. */
enum err standing_board(struct page *p, const struct board **out);
/* Codes of a round's departments, as form_context wants them. */
enum err standing_departments(struct page *p, const struct round *r,
	const char *const **codes, size_t *count);

/* ---- whole pages that are the same for everyone ---- */

/* What differs from one reader to the next: the page is kept with these texts,
 * which are random and made once per process, and given out with others in their
 * place (digits, hex and dashes, which need no escaping). */
enum page_slot { SLOT_INSTANCE_ID, SLOT_SEED, PAGE_SLOTS };
void page_slots_make(void);
const char *page_slot_text(enum page_slot slot);

/* Render the page (status 200) into p->res, with slot texts; or say that it is
 * not the same for everyone, and do nothing. */
typedef enum err page_draw(struct page *p, void *ctx, bool *same_for_all);

/* Answer with the page kept under (what, language, today), drawn where there is
 * none. *answered false: it must be made for this reader alone, who sent a cookie
 * or parameters, or because the page says so. `what` is a round's id, or 0. */
enum err page_cached(struct page *p, int64_t what, page_draw *draw, void *ctx,
	const char *const values[PAGE_SLOTS], bool *answered);

#endif
