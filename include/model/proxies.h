/*
 * Proxies: who signs a version for a signer who is away, named with a reason while the signer
 * has not signed. The signature counts as the signer's and carries the proxy's name; whoever
 * signs for themself, too, signs twice (method H).
 */
#ifndef MODEL_PROXIES_H
#define MODEL_PROXIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;
struct round;

#define PROXY_REASON_MAX 500	/* characters */

struct proxy {
	int64_t stakeholder;	/* who is away */
	int64_t person;		/* who signs for them */
	const char *name;	/* of the latter, as it was when they were named */
	const char *reason;
};

/* Those of a version, by who is away. */
enum err proxies_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct proxy **out, size_t *count);
/* Who signs for `stakeholder`; NULL: they do. */
const struct proxy *proxy_of(const struct proxy *list, size_t count, int64_t stakeholder);

/* Name who signs for a signer, in the place of whom was named before; an unused code of the
 * signer stops working, as the next letter goes to somebody else. ERR_INPUT: no reason, one too
 * long, nobody of the roster, the signer, somebody who is away, too, or a signer who is to sign
 * for another; ERR_NOT_FOUND: not a signer of that version; ERR_CONFLICT: a newer version stands
 * in its place, or it is signed. */
enum err proxy_name(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, int64_t person, const char *reason);
/* The signer signs after all; a code for the proxy stops working. ERR_NOT_FOUND: nobody is named;
 * ERR_CONFLICT as above. */
enum err proxy_withdraw(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder);

#endif
