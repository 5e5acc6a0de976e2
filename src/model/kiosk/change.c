/* A change of what is stored, from begin to end (see model/change.h). */
#include "model/change.h"

#include "store/store.h"

enum err change_begin(struct change *c, struct arena *a, struct store *s,
	const struct kiosk *k, const char *actor)
{
	*c = (struct change){.arena = a, .kiosk = k, .actor = actor, .store = s};
	return store_begin(s, &c->db);
}

enum err change_end(struct change *c, enum err e)
{
	return store_end(c->store, e);
}
