/* Bundles of rounds without answers. */
#include "model/archive.h"

#include <string.h>

#include "base/arena.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

enum err archive_due(struct arena *a, struct db *db, const char *day, const char ***codes,
	size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_ARCHIVE_DUE);

	stmt_text(s, ":day", day);
	return stmt_texts(a, s, codes, count);
}

enum err archive_put(struct change *c, const char *code, const void *zip, size_t len)
{
	struct round r;
	struct stmt *s;
	enum err e = round_find(c->arena, c->db, code, &r);

	if (e)
		return e;
	s = db_stmt(c->db, STMT_ARCHIVE_PUT);
	stmt_i64(s, ":round", r.id);
	stmt_blob(s, ":zip", zip, len);
	e = stmt_run(s);
	return e ? e : trail_append(c, "round.archive", code, NULL);
}

enum err archive_has(struct db *db, int64_t round, bool *yes)
{
	struct stmt *s = db_stmt(db, STMT_ARCHIVE_HAS);

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, yes);

	stmt_done(s);
	return e;
}

enum err archive_get(struct arena *a, struct db *db, int64_t round, const char **zip,
	size_t *len)
{
	struct stmt *s = db_stmt(db, STMT_ARCHIVE_GET);
	bool row;

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, &row);

	if (!e && row) {
		char *copy = arena_alloc(a, col_len(s, "zip") + 1);

		*len = col_len(s, "zip");
		memcpy(copy, col_blob(s, "zip"), *len);
		*zip = copy;
	}
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "this round has no archive");
}
