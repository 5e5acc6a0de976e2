/* Settings, rounds, departments and the board until the next commit. */
#include "pages/standing.h"

#include <string.h>

#include "base/arena.h"
#include "model/submissions.h"

/* Their places among what is kept; departments stand under the id of their round. */
enum { SETTINGS = 0, ROUNDS = -1, CALENDAR = -2, BOARD = -3 };

struct rounds {
	struct round *list;
	size_t count;
};

struct departments {
	const char *const *codes;
	size_t count;
};

/* Each is read after the version it is kept by was looked at: it may be newer,
 * and is never older. */
static enum err lend(struct page *p, int64_t what,
	enum err (*make)(struct arena *a, void *ctx, void **value), void *ctx, void **value)
{
	struct cache_key key = {.round = what, .version = {p->version}};

	return cache_get(p->site->standing, p->a, &key, make, ctx, value);
}

static enum err make_settings(struct arena *a, void *ctx, void **value)
{
	struct page *p = ctx;
	struct settings *s = arena_alloc(a, sizeof *s);

	*value = s;
	return settings_load(a, p->db, s);
}

static enum err make_calendar(struct arena *a, void *ctx, void **value)
{
	struct page *p = ctx;
	struct calendar_kept *kept = arena_alloc(a, sizeof *kept);

	*value = kept;
	return calendar_load(p->db, kept);
}

enum err standing_begin(struct page *p)
{
	void *settings, *kept;
	enum err e = store_data_version(p->site->store, &p->version);

	if (!e)
		e = lend(p, SETTINGS, make_settings, p, &settings);
	if (!e)
		e = lend(p, CALENDAR, make_calendar, p, &kept);
	if (e)
		return e;
	p->settings = *(struct settings *)settings;
	calendar_judge(kept, &p->calendar);
	return OK;
}

static enum err make_rounds(struct arena *a, void *ctx, void **value)
{
	struct page *p = ctx;
	struct rounds *r = arena_alloc(a, sizeof *r);

	*value = r;
	return round_list(a, p->db, &r->list, &r->count);
}

enum err standing_rounds(struct page *p, const struct round **list, size_t *count)
{
	void *value;
	enum err e = lend(p, ROUNDS, make_rounds, p, &value);

	if (e)
		return e;
	*list = ((struct rounds *)value)->list;
	*count = ((struct rounds *)value)->count;
	return OK;
}

enum err standing_round(struct page *p, const char *code, struct round *out)
{
	const struct round *list;
	size_t count;
	enum err e = standing_rounds(p, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		if (strcmp(list[i].code, code) == 0) {
			*out = list[i];
			return OK;
		}
	}
	return e ? e : err_fail(ERR_NOT_FOUND, "there is no round %.40s", code);
}

static enum err make_board(struct arena *a, void *ctx, void **value)
{
	struct page *p = ctx;
	struct board *b = arena_alloc(a, sizeof *b);

	*value = b;
	return board_load(a, p->db, p->settings.min_cell, b);
}

enum err standing_board(struct page *p, const struct board **out)
{
	void *value;
	enum err e = lend(p, BOARD, make_board, p, &value);

	if (!e)
		*out = value;
	return e;
}

struct asked {
	struct page *page;
	int64_t round;
};

static enum err make_departments(struct arena *a, void *ctx, void **value)
{
	struct asked *asked = ctx;
	struct departments *d = arena_alloc(a, sizeof *d);

	*value = d;
	return submission_departments(a, asked->page->db, asked->round, &d->codes, &d->count);
}

enum err standing_departments(struct page *p, const struct round *r,
	const char *const **codes, size_t *count)
{
	struct asked asked = {p, r->id};
	void *value;
	enum err e = lend(p, r->id, make_departments, &asked, &value);

	if (e)
		return e;
	*codes = ((struct departments *)value)->codes;
	*count = ((struct departments *)value)->count;
	return OK;
}
