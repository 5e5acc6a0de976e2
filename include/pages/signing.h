/*
 * How far a version of the requirements is signed, for every page that says so.
 */
#ifndef PAGES_SIGNING_H
#define PAGES_SIGNING_H

#include "model/baseline.h"
#include "model/signing.h"
#include "pages/site.h"

/* "Signed by all", "3 of 5 have signed" … for a version of the round. ERR_STORE. */
enum err signing_text(struct page *p, const struct round *r, const struct baseline *b,
	const char **text, enum signing_state *state);
/* The same of the latest version; *version 0: there is none, and the others stay as they were. */
enum err signing_latest(struct page *p, const struct round *r, int64_t *version,
	const char **text, enum signing_state *state);

#endif
