/* What is stored of a release, and whether it is of things as they are. */
#include "model/computed.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/results.h"
#include "store/stmt.h"

#define KEY_MAX ((size_t)16 << 20)
#define BODY_MAX ((size_t)1 << 30)
#define PART_MAX ((size_t)8 << 20)
/* Counts up when images or what they hold are made otherwise. */
#define IMAGES_VERSION 1

static const char *const names[COMPUTED_KINDS] = {"list", "draws", "summaries", "more"};

/* ---- what it rests on ---- */

static enum err add_lists(struct arena *a, struct db *db, const struct round *r, struct buf *key)
{
	struct round_department *departments;
	struct audit_function *functions;
	size_t count;
	enum err e = round_functions(a, db, r->id, &functions, &count);

	for (size_t i = 0; !e && i < count; i++)
		buf_printf(key, "%s %s %s %s\n", functions[i].code,
			format_double(a, functions[i].effort_days),
			format_double(a, functions[i].exec),
			format_double(a, functions[i].auto_override));
	if (!e)
		e = round_departments(a, db, r->id, &departments, &count);
	for (size_t i = 0; !e && i < count; i++)
		buf_printf(key, "%s %s %s\n", departments[i].code,
			format_double(a, departments[i].headcount),
			departments[i].merged_into ? departments[i].merged_into : "");
	return e;
}

enum err computed_basis(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct computed_basis *out)
{
	struct buf *key = buf_new(a, KEY_MAX);
	struct release release;
	struct audit_params params;
	enum err e = release_latest(a, db, r->id, &release);

	if (!e)
		e = round_params(a, db, r->id, &params);
	if (e)
		return e;
	buf_printf(key, "%d %lld %lld %d\n", IMAGES_VERSION, (long long)release.seq,
		(long long)r->revision, (int)privacy_k((size_t)min_cell));
	for (size_t i = 0; i < audit_params_count(); i++)
		buf_printf(key, "%s\n", audit_params_text(a, &params, i));
	e = add_lists(a, db, r, key);
	out->release = release.seq;
	digest_of(key->data, key->len, out->hash);
	return e;
}

/* ---- stored ---- */

static struct stmt *of_kind(struct db *db, enum stmt_id id, int64_t round, enum computed_what what)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":what", names[what]);
	return s;
}

enum err computed_read(struct arena *a, struct db *db, const struct round *r, int min_cell,
	enum computed_what what, bool old, struct image *out, bool *fresh)
{
	struct buf *body = buf_new(a, BODY_MAX);
	struct computed_basis b;
	struct stmt *s;
	enum err e = computed_basis(a, db, r, min_cell, &b);

	*fresh = false;
	if (e)
		return e;
	s = of_kind(db, STMT_COMPUTED_GET, r->id, what);
	while (stmt_next(s, &e)) {
		*fresh = memcmp(col_blob(s, "hash"), b.hash, DIGEST_BYTES) == 0;
		if (!*fresh && !old)
			break;
		buf_add(body, col_blob(s, "body"), col_len(s, "body"));
	}
	stmt_done(s);
	if (!e && !body->len)
		return err_fail(ERR_NOT_FOUND, "nothing is worked out of round %s yet", r->code);
	*out = image_reader(a, body->data, body->len);
	return e;
}

enum err computed_put(struct db *db, int64_t round, enum computed_what what,
	const struct computed_basis *b, const void *body, size_t len)
{
	const char *at = body;
	enum err e = stmt_run(of_kind(db, STMT_COMPUTED_CLEAR, round, what));

	for (int64_t part = 0; !e && (len || !part); part++) {
		struct stmt *s = of_kind(db, STMT_COMPUTED_PUT, round, what);
		size_t n = len < PART_MAX ? len : PART_MAX;

		stmt_i64(s, ":part", part);
		stmt_i64(s, ":release", b->release);
		stmt_blob(s, ":hash", b->hash, DIGEST_BYTES);
		stmt_blob(s, ":body", at, n);
		e = stmt_run(s);
		at += n;
		len -= n;
	}
	return e;
}

enum err computed_drop(struct db *db, int64_t round)
{
	struct stmt *s = db_stmt(db, STMT_COMPUTED_DROP);

	stmt_i64(s, ":round", round);
	return stmt_run(s);
}

enum err computed_progress(struct db *db, int64_t round, int64_t *done, int64_t *total, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_COMPUTING_GET);
	enum err e;

	stmt_i64(s, ":round", round);
	e = stmt_step(s, any);
	*any = !e && *any;
	if (*any) {
		*done = col_i64(s, "done");
		*total = col_i64(s, "total");
	}
	stmt_done(s);
	return e;
}

/* ---- due ---- */

enum err computed_fresh(struct db *db, int64_t round, enum computed_what what,
	const struct computed_basis *b, bool *fresh)
{
	struct stmt *s = of_kind(db, STMT_COMPUTED_HASH, round, what);
	bool row;
	enum err e = stmt_step(s, &row);

	*fresh = !e && row && memcmp(col_blob(s, "hash"), b->hash, DIGEST_BYTES) == 0;
	stmt_done(s);
	return e;
}

static enum err is_due(struct arena *a, struct db *db, const struct round *r, int min_cell, bool *due)
{
	static const enum computed_what each[] = {COMPUTED_LIST, COMPUTED_SUMMARIES, COMPUTED_MORE};
	struct computed_basis b;
	enum err e = computed_basis(a, db, r, min_cell, &b);

	*due = false;
	if (e == ERR_NOT_FOUND)
		return OK;
	for (size_t i = 0; !e && i < sizeof each / sizeof *each && !*due; i++) {
		bool fresh;

		e = computed_fresh(db, r->id, each[i], &b, &fresh);
		*due = !fresh;
	}
	return e;
}

enum err computed_due(struct arena *a, struct db *db, int min_cell, int64_t after,
	struct round *out, bool *any)
{
	struct round *list;
	size_t n;
	enum err e = round_list(a, db, &list, &n);

	*any = false;
	for (size_t i = 0; !e && i < n && !*any; i++) {
		if (list[i].id <= after)
			continue;
		e = is_due(a, db, &list[i], min_cell, any);
		*out = list[i];
	}
	return e;
}
