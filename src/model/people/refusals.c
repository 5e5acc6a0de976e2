/* Failed sign-ins and denied requests, counted by the hour (see model/refusals.h). */
#include "model/refusals.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define HOUR_S 3600
#define DETAIL_CHARS 80

static const struct {
	const char *action, *words;
} kinds[] = {
	[REFUSED_SIGN_IN] = {"login.failed", "sign-in failed"},
	[REFUSED_REQUEST] = {"denied", "denied"},
};

struct note {
	const char *action, *name, *object, *detail;
	int64_t hour;
	bool first;		/* of its hour */
};

/* Of an unknown name there is nothing to say but that there was one. */
static const char *actor_of(const char *name)
{
	return *name ? name : REFUSAL_STRANGER;
}

static enum err append(struct db *db, const char *action, const char *name, const char *object,
	const char *detail)
{
	struct change c = {.db = db, .actor = actor_of(name)};

	return trail_append(&c, action, object, detail);
}

/* Of an hour that is over. */
struct late {
	const char *what, *who;
	int64_t hour, count;
};

/* Columns: what who hour count. */
static void read_late(struct arena *a, struct stmt *s, void *row)
{
	struct late *out = row;

	out->what = col_copy(a, s, "what");
	out->who = col_copy(a, s, "who");
	out->hour = col_i64(s, "hour");
	out->count = col_i64(s, "count");
}

static enum err settle_one(struct db *db, const struct late *l)
{
	char detail[DETAIL_CHARS], at[21];
	struct stmt *s;

	clock_iso(l->hour * HOUR_S, at);
	snprintf(detail, sizeof detail, "%lld in the hour from %s", (long long)l->count, at);
	if (l->count > 1) {
		enum err e = append(db, l->what, l->who, NULL, detail);

		if (e)
			return e;
		log_line("%s: %s, %s", l->what, *l->who ? l->who : "somebody unknown", detail);
	}
	s = db_stmt(db, STMT_REFUSAL_DROP);
	stmt_text(s, ":what", l->what);
	stmt_text(s, ":who", l->who);
	return stmt_run(s);
}

static enum err late_ones(struct arena *a, struct db *db, struct late **list, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_REFUSAL_LATE);

	stmt_i64(s, ":hour", clock_now() / HOUR_S);
	return stmt_list(a, s, read_late, list, count);
}

enum err refusals_settle(struct db *db)
{
	struct arena *a = arena_new();
	struct late *list;
	size_t count = 0;
	enum err e = late_ones(a, db, &list, &count);

	for (size_t i = 0; !e && i < count; i++)
		e = settle_one(db, &list[i]);
	arena_free(a);
	return e;
}

static enum err settle_job(struct db *db, void *ctx)
{
	(void)ctx;
	return refusals_settle(db);
}

enum err refusals_look(struct store *s)
{
	struct arena *a = arena_new();
	struct late *list;
	struct db *db;
	size_t count = 0;
	enum err e = store_reader(s, &db);

	if (!e)
		e = late_ones(a, db, &list, &count);
	arena_free(a);
	return e || !count ? e : store_write(s, settle_job, NULL);
}

static enum err count_one(struct db *db, const struct note *n)
{
	struct stmt *s = db_stmt(db, STMT_REFUSAL_COUNT);

	stmt_text(s, ":what", n->action);
	stmt_text(s, ":who", n->name);
	stmt_i64(s, ":hour", n->hour);
	return stmt_run(s);
}

static enum err is_first(struct db *db, const struct note *n, bool *out)
{
	struct stmt *s = db_stmt(db, STMT_REFUSAL_GET);
	bool row;

	stmt_text(s, ":what", n->action);
	stmt_text(s, ":who", n->name);

	enum err e = stmt_step(s, &row);

	stmt_done(s);
	*out = !row;
	return e;
}

static enum err note_job(struct db *db, void *ctx)
{
	struct note *n = ctx;
	enum err e = refusals_settle(db);

	if (!e)
		e = is_first(db, n, &n->first);
	if (!e)
		e = count_one(db, n);
	return e || !n->first ? e : append(db, n->action, n->name, n->object, n->detail);
}

enum err refusal_note(struct store *s, enum refusal what, const char *name,
	const char *object, const char *detail)
{
	struct note n = {.action = kinds[what].action, .name = name, .object = object,
		.detail = detail, .hour = clock_now() / HOUR_S};
	bool other = object && strcmp(object, name) != 0;
	enum err e = store_write(s, note_job, &n);

	if (!e && n.first)
		log_line("%s: %s%s%s%s%s", kinds[what].words, *name ? name : "somebody unknown",
			other ? ", " : "", other ? object : "", detail ? ", " : "",
			detail ? detail : "");
	return e;
}
