/* The keeper's work on a round: its list and what would make it surer, then its summaries. */
#include "model/computed.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "list_image.h"
#include "model/board.h"
#include "model/results.h"
#include "model/summaries.h"
#include "store/stmt.h"
#include "store/store.h"
#include "summaries_image.h"

#define BODY_MAX ((size_t)1 << 30)
#define TELL_MS 1000

/* What is stored at once: all of it rests on `basis`. */
struct making {
	struct arena *a;
	struct store *store;
	struct db *db;
	const struct round *round;
	const struct form *form;
	int min_cell;
	struct computed_basis basis;
	struct buf *bodies[COMPUTED_KINDS];	/* NULL: not of this time */
	const struct priorities *list;		/* of which the board learns what it may name; NULL */
	int64_t done, total;			/* answers read */
	int64_t told_at;
};

/* ---- progress ---- */

static enum err put_progress(struct db *db, void *ctx)
{
	const struct making *m = ctx;
	struct stmt *s = db_stmt(db, STMT_COMPUTING_PUT);

	stmt_i64(s, ":round", m->round->id);
	stmt_i64(s, ":done", m->done);
	stmt_i64(s, ":total", m->total);
	return stmt_run(s);
}

/* What is quickly done is not announced. */
static void tell(void *ctx, size_t done)
{
	struct making *m = ctx;
	int64_t now = clock_mono_ms();

	m->done = (int64_t)done;
	if (now - m->told_at < TELL_MS)
		return;
	m->told_at = now;
	/* Who waits does without. */
	(void)store_write(m->store, put_progress, m);
}

static enum err drop_progress(struct db *db, void *ctx)
{
	const struct making *m = ctx;
	struct stmt *s = db_stmt(db, STMT_COMPUTING_DROP);

	stmt_i64(s, ":round", m->round->id);
	return stmt_run(s);
}

/* Of one that failed, or was ended: nobody is told how far it is. */
static void forget_progress(struct making *m)
{
	int64_t done, total;
	bool any;

	if (computed_progress(m->db, m->round->id, &done, &total, &any) == OK && any)
		(void)store_write(m->store, drop_progress, m);
}

/* ---- stored ---- */

/* The round is read again: its revision counts what changed, as answers that were erased. */
static enum err is_so_still(struct db *db, const struct making *m, bool *so)
{
	struct computed_basis now;
	struct round r;
	enum err e = round_find(m->a, db, m->round->code, &r);

	if (!e)
		e = computed_basis(m->a, db, &r, m->min_cell, &now);
	*so = !e && memcmp(now.hash, m->basis.hash, sizeof now.hash) == 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Unless something changed meanwhile: then it is due again. Asked within the write, where nothing is
 * erased between. */
static enum err put_all(struct db *db, void *ctx)
{
	const struct making *m = ctx;
	bool so = false;
	enum err e = drop_progress(db, ctx);

	if (!e)
		e = is_so_still(db, m, &so);
	for (int i = 0; !e && so && i < COMPUTED_KINDS; i++)
		if (m->bodies[i])
			e = computed_put(db, m->round->id, (enum computed_what)i, &m->basis,
				m->bodies[i]->data, m->bodies[i]->len);
	return e || !so || !m->list ? e : board_name_activities(db, m->list);
}

static enum err store_all(struct making *m)
{
	enum err e = store_write(m->store, put_all, m);

	memset(m->bodies, 0, sizeof m->bodies);
	return e;
}

static struct buf *body(struct making *m, enum computed_what what)
{
	return m->bodies[what] = buf_new(m->a, BODY_MAX);
}

/* ---- worked out ---- */

static void write_list(struct making *m, const struct priorities *p)
{
	struct image im = image_writer(body(m, COMPUTED_LIST));
	/* A copy: images are written from fields that could be read into. */
	struct priorities copy = *p;

	list_image(&im, &copy);
	im = image_writer(body(m, COMPUTED_DRAWS));
	if (p->draws.boot && p->release.submissions > COMPUTED_AT_ONCE)
		draws_image(&im, &copy);
}

static enum err make_more(struct making *m, const struct priorities *p)
{
	struct buf *out = body(m, COMPUTED_MORE);
	struct audit_more more;
	struct image im;
	enum err e;

	if (!p->shown || !p->draws.boot || p->tables.params.method_version == AUDIT_METHOD_FIRST)
		return OK;
	e = audit_more_answers(m->a, &p->tables.input, &p->tables.params, &p->result, &more);
	if (e || !more.n_points || !more.goal)
		return e == ERR_INPUT ? OK : e;
	im = image_writer(out);
	more_image(&im, &more);
	return OK;
}

static enum err make_list(struct making *m)
{
	struct results_watch watch = {tell, m};
	struct priorities p;
	enum err e;

	body(m, COMPUTED_LIST);
	body(m, COMPUTED_DRAWS);
	body(m, COMPUTED_MORE);
	if (!results_has_list(m->form))
		return store_all(m);
	e = priorities_load(m->a, m->db, m->round, m->form, m->min_cell, &watch, &p);
	if (!e && p.shown)
		e = priorities_assess(m->a, &p);
	/* A list that cannot be computed keeps nobody from theirs. */
	if (e)
		return e == ERR_INPUT ? store_all(m) : e;
	m->bodies[COMPUTED_MORE] = NULL;
	write_list(m, &p);
	m->list = &p;
	e = store_all(m);
	m->list = NULL;
	if (!e)
		e = make_more(m, &p);
	return e ? e : store_all(m);
}

static enum err make_summaries(struct making *m)
{
	struct summaries s;
	struct image im;
	enum err e = summaries_load(m->a, m->db, m->round, m->form, m->min_cell, &s);

	if (e)
		return e;
	im = image_writer(body(m, COMPUTED_SUMMARIES));
	summaries_image(&im, &s);
	return store_all(m);
}

/* Unless it is fresh. */
static enum err make_if_old(struct making *m, enum computed_what what,
	enum err (*make)(struct making *m))
{
	struct release release;
	struct form *form;
	bool fresh;
	enum err e = release_latest(m->a, m->db, m->round->id, &release);

	if (!e)
		e = computed_basis(m->a, m->db, m->round, m->min_cell, &m->basis);
	if (!e)
		e = computed_fresh(m->db, m->round->id, what, &m->basis, &fresh);
	if (e || fresh)
		return e;
	e = round_form(m->a, m->db, m->round, &form);
	if (e)
		return e;
	m->form = form;
	m->total = release.submissions;
	return make(m);
}

enum err computed_make(struct store *s, const struct round *r, int min_cell)
{
	struct making m = {.a = arena_new(), .store = s, .round = r, .min_cell = min_cell,
		.told_at = clock_mono_ms()};
	enum err e = store_reader(s, &m.db);

	if (!e)
		forget_progress(&m);
	/* The list is stored before the curve: that is the last of it. */
	if (!e)
		e = make_if_old(&m, COMPUTED_MORE, make_list);
	arena_free(m.a);
	m.a = arena_new();
	if (!e)
		e = make_if_old(&m, COMPUTED_SUMMARIES, make_summaries);
	if (e && m.db)
		forget_progress(&m);
	arena_free(m.a);
	return e;
}
