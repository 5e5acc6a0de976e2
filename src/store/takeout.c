/*
 * Taking out: what is no longer to be in the database goes into a file beside it before the
 * migration, and out of copies of older versions. Owns how, not what (migrations.def).
 */
#include "takeout.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "check.h"
#include "db.h"
#include "disk.h"
#include "migrate.h"

#define LINES_MAX ((size_t)1 << 20)
#define NOTE "traces.due"

static const struct takeout list[] = {
#define MIGRATION(version, sql)
#define HEAL(version)
#define TAKE_OUT(version, file, lines, scrub) {version, file, lines, scrub},
#include "migrations.def"
#undef MIGRATION
#undef HEAL
#undef TAKE_OUT
};

#define LIST_COUNT (sizeof list / sizeof *list)

static bool applies(const struct takeout *t, int have)
{
	return have > 0 && t->version > have && migrate_is_own();
}

bool takeout_due(int have)
{
	for (size_t i = 0; i < LIST_COUNT; i++)
		if (applies(&list[i], have))
			return true;
	return false;
}

/* ---- into the file ---- */

static enum err read_lines(struct db *db, const char *sql, struct buf *out)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &q, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(q);
		if (rc == SQLITE_ROW)
			buf_printf(out, "%s\n", (const char *)sqlite3_column_text(q, 0));
	}

	enum err e = rc == SQLITE_DONE ? OK : db_fail(db, rc, "database");

	sqlite3_finalize(q);
	return !e && out->full ? err_fail(ERR_TOO_LARGE, "too much is to be taken out") : e;
}

static struct str first_line(const char *text, size_t len)
{
	struct str rest;

	return str_cut((struct str){text, len}, '\n', &rest);
}

/* All but its last word: what the line is of. */
static struct str subject(struct str line)
{
	while (line.len && line.p[line.len - 1] != ' ')
		line.len--;
	return line;
}

static bool has_subject(struct str text, struct str line)
{
	struct str wanted = subject(line);

	while (text.len)
		if (str_same(subject(str_cut(text, '\n', &text)), wanted))
			return true;
	return false;
}

/* What is in the file, and then what it lacks. */
static void merge(struct buf *out, struct str have, struct str more)
{
	buf_add(out, have.p, have.len);
	while (more.len) {
		struct str line = str_cut(more, '\n', &more);

		if (!has_subject(have, line)) {
			buf_add(out, line.p, line.len);
			buf_putc(out, '\n');
		}
	}
}

static enum err put_lines(struct arena *a, const char *path, const struct buf *lines)
{
	struct buf *all = buf_new(a, 2 * LINES_MAX);
	const char *aside;
	char *text = "";
	size_t len = 0;
	enum err e = file_read(a, path, LINES_MAX, &text, &len);
	bool there = e != ERR_NOT_FOUND;

	if (e && there)
		len = 0;
	if (there && !str_same(first_line(text, len), first_line(lines->data, lines->len))) {
		e = file_put_aside(a, path, &aside);
		if (e)
			return e;
		log_at(LOG_LEVEL_WARN, "%s was of another database; it is now %s", path, aside);
		len = 0;
	}
	merge(all, (struct str){text, len}, (struct str){lines->data, lines->len});
	return file_write(path, all->data, all->len, 0600);
}

static enum err keep(struct arena *a, struct db *db, const struct takeout *t)
{
	struct buf *lines = buf_new(a, LINES_MAX);
	enum err e = read_lines(db, t->lines, lines);

	return e || !lines->len ? e : put_lines(a, path_join(a, db_folder(a, db), t->file), lines);
}

enum err takeout_keep(struct db *db, int have)
{
	struct arena *a = arena_new();
	enum err e = OK;

	for (size_t i = 0; !e && i < LIST_COUNT; i++)
		if (applies(&list[i], have))
			e = keep(a, db, &list[i]);
	arena_free(a);
	return e;
}

/* ---- out of copies ---- */

enum err takeout_scrub(struct db *db)
{
	int64_t have;
	enum err e = db_value_i64(db, "PRAGMA user_version", &have);

	/* No trigger of others is to see it. */
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	for (size_t i = 0; !e && i < LIST_COUNT; i++)
		if (applies(&list[i], (int)have))
			e = db_exec(db, list[i].scrub);
	return e;
}

static enum err rewrite(struct db *db)
{
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 1);

	enum err e = db_exec(db, "VACUUM");
	int rc = SQLITE_OK;

	if (!e)
		rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return e || rc == SQLITE_OK ? e : db_fail(db, rc, "checkpoint");
}

static enum err scrub_whole(struct db *db)
{
	enum err e = db_exec(db, "BEGIN IMMEDIATE");

	if (!e)
		e = takeout_scrub(db);
	if (!e)
		e = db_exec(db, "COMMIT");
	return e ? e : rewrite(db);
}

/* Whether it still holds what was taken out of this folder's database: another's is left. */
static enum err is_ours(struct arena *a, struct db *db, const char *data_dir, int have, bool *out)
{
	enum err e = OK;

	*out = false;
	for (size_t i = 0; !e && i < LIST_COUNT; i++) {
		struct buf *lines = buf_new(a, LINES_MAX);
		char *text;
		size_t len;

		if (!applies(&list[i], have))
			continue;
		e = read_lines(db, list[i].lines, lines);
		if (!e && lines->len && file_read(a, path_join(a, data_dir, list[i].file), LINES_MAX,
			&text, &len) == OK)
			*out = *out || str_same(first_line(text, len),
				first_line(lines->data, lines->len));
	}
	return e;
}

static enum err scrub_copy(struct arena *a, const char *data_dir, const char *path)
{
	struct db *db;
	int have;
	bool ours;
	enum err e = check_file(path, false, &have);

	/* What is no database of a kiosk is nothing to us. */
	if (e || !takeout_due(have))
		return OK;
	e = db_open(path, DB_SETUP, STORE_ADMIN, &db);
	if (e)
		return e;
	e = is_ours(a, db, data_dir, have, &ours);
	if (!e && ours)
		e = scrub_whole(db);
	db_close(db);
	return e;
}

/* before-v4.db, before-restore-1.db …: what earlier versions left. */
static enum err scrub_copies(struct arena *a, const char *data_dir)
{
	char **names;
	size_t count;
	enum err e = file_list(a, data_dir, &names, &count);

	for (size_t i = 0; !e && i < count; i++)
		if (text_starts(names[i], "before-") && text_ends(names[i], ".db"))
			e = scrub_copy(a, data_dir, path_join(a, data_dir, names[i]));
	return e;
}

/* ---- traces ---- */

static enum err note_path(const char *data_dir, char out[PATH_BYTES])
{
	return disk_path(out, data_dir, NOTE);
}

enum err takeout_note(const char *data_dir)
{
	char path[PATH_BYTES];
	enum err e = note_path(data_dir, path);

	return e ? e : file_write(path, "", 0, 0600);
}

void takeout_unnote(const char *data_dir)
{
	char path[PATH_BYTES];

	if (note_path(data_dir, path) == OK)
		unlink(path);
}

static enum err rewrite_file(const char *path)
{
	struct db *db;
	enum err e = db_open(path, DB_SETUP, STORE_ADMIN, &db);

	if (e)
		return e;
	e = rewrite(db);
	db_close(db);
	return e;
}

void takeout_traces(const char *data_dir, const char *path)
{
	struct arena *a = arena_new();
	char note[PATH_BYTES];

	if (note_path(data_dir, note) == OK && file_exists(note)) {
		enum err e = rewrite_file(path);

		if (!e)
			e = scrub_copies(a, data_dir);
		if (e)
			log_at(LOG_LEVEL_WARN, "traces of what the database held before could not be "
				"removed, the next start tries again: %s", err_detail());
		else
			unlink(note);
	}
	arena_free(a);
}
