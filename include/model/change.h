/*
 * Change: whatever alters what is stored is a function of the model that takes one.
 * Owns beginning and ending it; each such function writes its line of the trail itself.
 *
 *	struct change c;
 *	enum err e = change_begin(&c, arena, store, kiosk, actor);
 *
 *	if (!e)
 *		e = change_end(&c, round_close(&c, code));
 *
 * Several in one change are stored together or not at all.
 */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "base/err.h"

struct arena;
struct db;
struct kiosk;
struct store;

struct change {
	struct arena *arena;		/* what is handed out lives there */
	struct db *db;			/* the writer's connection */
	const struct kiosk *kiosk;	/* whose keys hash names and codes; NULL where none do */
	const char *actor;		/* account name, or one of model/trail.h's two */
	struct store *store;
};

/* Begin one: waits for its turn at the writer. Each change_begin() that is OK is ended in
 * the same function; nothing slow in between. Errors as store_write(). */
enum err change_begin(struct change *c, struct arena *a, struct store *s,
	const struct kiosk *k, const char *actor);

/* End it: `e` is what came of it. OK: all of it is durably stored. Anything else undoes
 * it and is returned. Errors as store_write(). */
enum err change_end(struct change *c, enum err e);

#endif
