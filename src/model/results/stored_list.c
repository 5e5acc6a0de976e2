/* Lists as the keeper stored them, and what is shown while it works on another. */
#include "model/results.h"

#include <string.h>

#include "base/arena.h"
#include "judge.h"
#include "list_image.h"
#include "model/cache.h"
#include "model/computed.h"
#include "named.h"

/* ---- one that is stored ---- */

static enum err no_list(const struct round *r)
{
	return err_fail(ERR_NOT_FOUND, "the list of round %s is not worked out yet", r->code);
}

enum err priorities_stored(struct arena *a, struct db *db, const struct round *r, int min_cell,
	bool old, struct priorities *out)
{
	struct priorities p = {.round = *r};
	struct image im;
	bool fresh;
	enum err e = computed_read(a, db, r, min_cell, COMPUTED_LIST, old, &im, &fresh);

	if (e)
		return e;
	list_image(&im, &p);
	/* What another smallest cell let be seen is not shown under this one. */
	if (!image_whole(&im) || p.min_cell != (int)privacy_k((size_t)min_cell))
		return no_list(r);
	p.old = !fresh;
	judge_lay_out(a, &p);
	e = priorities_name(a, db, &p);
	if (!e)
		*out = p;
	return e;
}

enum err priorities_latest(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, bool assess, struct priorities *out)
{
	enum err e = priorities_stored(a, db, r, min_cell, false, out);

	if (e != ERR_NOT_FOUND)
		return e;
	e = priorities_load(a, db, r, form, min_cell, NULL, out);
	return e || !assess || !out->shown ? e : priorities_assess(a, out);
}

enum err priorities_more(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct audit_more *out)
{
	struct audit_more m = {0};
	struct image im;
	bool fresh;
	enum err e = computed_read(a, db, r, min_cell, COMPUTED_MORE, false, &im, &fresh);

	/* Nothing to say. */
	if (e == ERR_NOT_FOUND && fresh) {
		*out = m;
		return OK;
	}
	if (e)
		return e;
	more_image(&im, &m);
	if (!image_whole(&im))
		m = (struct audit_more){0};
	*out = m;
	return OK;
}

/* ---- kept in memory ---- */

struct making {
	struct db *db;
	const char *code;
	int min_cell;
	bool drawn;
};

/* Its draws, as they are stored beside it. ERR_NOT_FOUND: they are not. */
static enum err read_draws(struct arena *a, struct db *db, struct priorities *p)
{
	struct image im;
	bool fresh;
	enum err e = computed_read(a, db, &p->round, p->min_cell, COMPUTED_DRAWS, false, &im, &fresh);

	if (e)
		return e;
	draws_image(&im, p);
	return image_whole(&im) ? OK : no_list(&p->round);
}

/* Of a large round: the keeper works it out, or has found that it cannot be. */
static enum err left_to_keeper(struct arena *a, const struct making *m, const struct round *r)
{
	struct image im;
	bool fresh;
	enum err e = computed_read(a, m->db, r, m->min_cell, COMPUTED_LIST, false, &im, &fresh);

	if (e && e != ERR_NOT_FOUND)
		return e;
	return fresh ? err_fail(ERR_INPUT, "the list of round %s cannot be computed", r->code) :
		no_list(r);
}

static enum err work_out(struct arena *a, const struct making *m, const struct round *r,
	struct priorities *p)
{
	struct release release;
	struct form *form;
	enum err e = release_latest(a, m->db, r->id, &release);

	if (!e && release.submissions > COMPUTED_AT_ONCE)
		e = left_to_keeper(a, m, r);
	if (!e)
		e = round_form(a, m->db, r, &form);
	if (!e)
		e = priorities_load(a, m->db, r, form, m->min_cell, NULL, p);
	return e || !p->shown ? e : priorities_assess(a, p);
}

/* What is kept must rest on nothing of the request: round and form anew. */
static enum err make_list(struct arena *a, void *ctx, void **value)
{
	struct making *m = ctx;
	struct priorities *p = arena_alloc(a, sizeof *p);
	struct round r;
	enum err e = round_find(a, m->db, m->code, &r);

	if (e)
		return e;
	e = priorities_stored(a, m->db, &r, m->min_cell, false, p);
	if (!e && m->drawn && p->result.boot)
		e = read_draws(a, m->db, p);
	if (e == ERR_NOT_FOUND)
		e = work_out(a, m, &r, p);
	*value = p;
	return e;
}

static enum err get(struct cache *cache, struct arena *a, struct making *m, const struct round *r,
	const struct priorities **out)
{
	struct release release;
	void *value;
	enum err e = release_latest(a, m->db, r->id, &release);

	if (e)
		return e;

	struct cache_key key = {.round = r->id, .version = {r->revision, release.seq, m->min_cell}};

	e = cache_get(cache, a, &key, make_list, m, &value);
	if (!e)
		*out = value;
	return e;
}

enum err priorities_cached(struct cache *lists, struct arena *a, struct db *db,
	const struct round *r, int min_cell, const struct priorities **out)
{
	struct making m = {.db = db, .code = r->code, .min_cell = min_cell};
	struct priorities *old;
	enum err e = get(lists, a, &m, r, out);

	if (e != ERR_NOT_FOUND)
		return e;
	old = arena_alloc(a, sizeof *old);
	e = priorities_stored(a, db, r, min_cell, true, old);
	if (!e)
		*out = old;
	return e;
}

enum err priorities_drawn(struct cache *drawn, struct arena *a, struct db *db,
	const struct priorities *p, const struct priorities **out)
{
	struct making m = {.db = db, .code = p->round.code, .min_cell = p->min_cell, .drawn = true};

	if (p->draws.boot || !p->result.boot) {
		*out = p;
		return OK;
	}
	return get(drawn, a, &m, &p->round, out);
}
