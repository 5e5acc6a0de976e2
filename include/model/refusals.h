/*
 * Refusals: failed sign-ins and denied requests, for the trail and the log. Owns how often
 * they are written down: a stranger can make any number of them, so the first of an hour for
 * each name has a line of its own, and the others one line together once the hour is over.
 */
#ifndef MODEL_REFUSALS_H
#define MODEL_REFUSALS_H

#include "base/err.h"

struct db;
struct store;

enum refusal { REFUSED_SIGN_IN, REFUSED_REQUEST };

#define REFUSAL_STRANGER "?"	/* actor of the trail: nobody who is known; no account's name */

/* Note one. `name` is an account's name; "" for somebody unknown, whose typed name is never
 * kept: it may be a password. `object` and `detail` go with the line of the trail. Roles
 * results and admin; not in a write job. */
enum err refusal_note(struct store *s, enum refusal what, const char *name,
	const char *object, const char *detail);

/* In a write job: write down what hours that are over have left to say. */
enum err refusals_settle(struct db *db);

/* The same where there is any; for who looks now and then. */
enum err refusals_look(struct store *s);

#endif
