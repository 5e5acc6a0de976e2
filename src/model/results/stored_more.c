/* The curve of more answers, stored as lines of numbers: the goal, today, reached, enough; then
 * answers and clear places of each point. */
#include "model/stored_more.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/results.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define BODY_MAX 4096
#define KEY_MAX ((size_t)16 << 20)
#define POINTS_MAX 16

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

/* Equal where the list is the same one. ERR_NOT_FOUND: nothing is released. */
static enum err key_of(struct arena *a, struct db *db, const struct round *r, int min_cell,
	int64_t *seq, unsigned char out[DIGEST_BYTES])
{
	struct buf *key = buf_new(a, KEY_MAX);
	struct release release;
	struct audit_params params;
	enum err e = release_latest(a, db, r->id, &release);

	if (!e)
		e = round_params(a, db, r->id, &params);
	if (e)
		return e;
	buf_printf(key, "%lld %d\n", (long long)release.seq, min_cell);
	for (size_t i = 0; i < audit_params_count(); i++)
		buf_printf(key, "%s\n", audit_params_text(a, &params, i));
	e = add_lists(a, db, r, key);
	digest_of(key->data, key->len, out);
	*seq = release.seq;
	return e;
}

/* ---- read ---- */

static bool parse(struct arena *a, const char *body, struct audit_more *out)
{
	struct audit_more m = {.points = arena_array(a, POINTS_MAX, sizeof *m.points)};
	int used, reached;

	if (!*body) {
		*out = m;
		return true;
	}
	if (sscanf(body, "%zu %zu %d %zu\n%n", &m.goal, &m.today, &reached, &m.enough, &used) != 4)
		return false;
	m.reached = reached;
	for (body += used; *body && m.n_points < POINTS_MAX; body += used) {
		struct audit_more_point *p = &m.points[m.n_points++];

		if (sscanf(body, "%zu %lf\n%n", &p->answers, &p->clear, &used) != 2)
			return false;
	}
	*out = m;
	return true;
}

/* *body NULL: none is stored. */
static enum err stored(struct arena *a, struct db *db, int64_t round, const char **body,
	unsigned char hash[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_RESULT_GET);
	bool row;
	enum err e;

	*body = NULL;
	stmt_i64(s, ":round", round);
	stmt_text(s, ":what", "more");
	e = stmt_step(s, &row);
	if (!e && row) {
		*body = col_copy(a, s, "body");
		memcpy(hash, col_blob(s, "hash"), DIGEST_BYTES);
	}
	stmt_done(s);
	return e;
}

/* What is stored of a round with a list: *there, and whether it is of the list as it is.
 * ERR_NOT_FOUND: nothing is released. */
static enum err look(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct audit_more *out, bool *there, bool *fresh)
{
	unsigned char have[DIGEST_BYTES], want[DIGEST_BYTES];
	const char *body;
	int64_t seq;
	enum err e = key_of(a, db, r, min_cell, &seq, want);

	if (!e)
		e = stored(a, db, r->id, &body, have);
	if (e)
		return e;
	*there = body && parse(a, body, out);
	*fresh = *there && memcmp(have, want, sizeof have) == 0;
	return OK;
}

enum err stored_more_load(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct audit_more *out, bool *fresh)
{
	bool there;
	enum err e = look(a, db, r, min_cell, out, &there, fresh);

	return e || there ? e : err_fail(ERR_NOT_FOUND, "how many more answers: not worked out yet");
}

enum err stored_more_due(struct arena *a, struct db *db, int min_cell, struct round *out, bool *any)
{
	struct round *list;
	size_t n;
	enum err e = round_list(a, db, &list, &n);

	*any = false;
	for (size_t i = 0; !e && i < n && !*any; i++) {
		struct audit_more more;
		bool there, fresh;

		e = look(a, db, &list[i], min_cell, &more, &there, &fresh);
		*any = !e && !fresh;
		e = e == ERR_NOT_FOUND ? OK : e;
		*out = list[i];
	}
	return e;
}

/* ---- made ---- */

static enum err work_out(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct buf *body)
{
	struct priorities p;
	struct audit_more m;
	struct form *form;
	enum err e = round_form(a, db, r, &form);

	if (e || !results_has_list(form))
		return e;
	e = priorities_load(a, db, r, form, min_cell, &p);
	if (e || !p.shown || !p.draws.boot || p.tables.params.method_version == AUDIT_METHOD_FIRST)
		return e;
	e = audit_more_answers(a, &p.tables.input, &p.tables.params, &p.result, &m);
	if (e || !m.n_points || !m.goal)
		return e;
	buf_printf(body, "%zu %zu %d %zu\n", m.goal, m.today, m.reached, m.enough);
	for (size_t i = 0; i < m.n_points; i++)
		buf_printf(body, "%zu %s\n", m.points[i].answers,
			format_double(a, m.points[i].clear));
	return OK;
}

static enum err put(struct change *c, int64_t round, int64_t seq,
	const unsigned char hash[DIGEST_BYTES], const char *body)
{
	struct stmt *s = db_stmt(c->db, STMT_RESULT_PUT);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":what", "more");
	stmt_i64(s, ":release", seq);
	stmt_blob(s, ":hash", hash, DIGEST_BYTES);
	stmt_text(s, ":body", body);
	return stmt_run(s);
}

enum err stored_more_make(struct store *s, const struct round *r, int min_cell)
{
	struct arena *a = arena_new();
	struct buf *body = buf_new(a, BODY_MAX);
	unsigned char hash[DIGEST_BYTES];
	struct change c;
	struct db *db;
	int64_t seq;
	enum err e = store_reader(s, &db);

	if (!e)
		e = db_read_begin(db);
	if (!e) {
		e = key_of(a, db, r, min_cell, &seq, hash);
		if (!e)
			e = work_out(a, db, r, min_cell, body);
		/* A list that cannot be computed has no curve, and keeps nobody from theirs. */
		if (e == ERR_INPUT) {
			body = buf_new(a, BODY_MAX);
			e = OK;
		}
		db_read_end(db);
	}
	if (!e)
		e = change_begin(&c, a, s, NULL, TRAIL_SYSTEM);
	if (!e)
		e = change_end(&c, put(&c, r->id, seq, hash, body->data));
	arena_free(a);
	return e;
}
