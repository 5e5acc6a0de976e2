/*
 * kiosk backup, kiosk restore: the database to one file, and back. Files outside
 * the data folder are read and written as who called, what is in it as its owner.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "cmd.h"
#include "commands.h"
#include "model/backups.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/keys.h"
#include "model/trail.h"
#include "model/upgrade.h"
#include "output.h"
#include "store/store.h"

static const char backup_usage[] =
	"usage: kiosk backup FILE [--data DIR]\n"
	"\n"
	"Copies the database as it is now, checked and all in one file, to FILE (over an\n"
	"older one, once it is whole; links are followed, pipes and devices written into;\n"
	"- is standard output). Programs may go on writing. It holds everything but the secret\n"
	"keys, which kiosk keys export puts elsewhere, and what is worked out of answers, which is\n"
	"worked out anew: keep it as safe as the data folder.\n";

static const char restore_usage[] =
	"usage: kiosk restore FILE [--data DIR]\n"
	"\n"
	"Checks the backup FILE (- is standard input) and puts it in the database's place.\n"
	"What was there is kept beside it as before-restore-N.db. Stop the kiosk first.\n"
	"Secret keys are in no backup: those in DIR stay when they are this kiosk's; else it\n"
	"says what does not work until kiosk keys import puts them back.\n";

#define COPY_BYTES 65536
#define NAMES_MAX 10000

/* All bytes of a descriptor into a file. */
static enum err copy_bytes(int from, const char *name, const struct output *to)
{
	char part[COPY_BYTES];
	ssize_t n;

	while ((n = read(from, part, sizeof part)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_fail(errno == EISDIR ? ERR_INPUT : ERR_SYSTEM,
				"cannot read %s: %s", name, strerror(errno));
		if (output_write(to, part, (size_t)n))
			return ERR_SYSTEM;
	}
	return OK;
}

static enum err copy_to(struct cmd *c, int from, const char *path)
{
	struct output to;
	enum err e = output_open(c->arena, path, NULL, &to), closed;

	if (e)
		return e;
	e = copy_bytes(from, c->args[0], &to);
	closed = output_close(&to, !e);
	return e ? e : closed;
}

/* ---- backup ---- */

/* Without them nothing can be written to the trail, nor receipts be made of what waits; the
 * more a copy is wanted. */
static enum err without_keys(const struct cmd *c)
{
	fprintf(stderr, "kiosk %s: %s\nThe copy is made all the same: the audit trail does not tell "
		"of it, and answers of the last minute stand in it as they came.\n", c->name,
		err_detail());
	return OK;
}

/* As the owner: a checked copy inside the data folder, as SQLite needs a file it can
 * turn the pages of, and from there into what is open already. */
static enum err copy_out(struct cmd *c, const struct output *to)
{
	const char *inside = path_join(c->arena, c->data, "backup.tmp");
	enum err e = cmd_open(c);
	bool keys = !e && keys_check(c->db) == OK;
	int from;

	if (!e && !keys)
		e = without_keys(c);
	if (!e)
		/* One at a time can share a name, and what a killed one left is gone with the next. */
		e = backups_turn(c->data);
	if (!e)
		e = store_backup(c->data, inside, keys ? inbox_settle : NULL);
	if (e)
		return e;
	from = open(inside, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return file_fail("read", inside);
	/* From here on it is the descriptor's alone, however this ends. */
	unlink(inside);
	e = copy_bytes(from, inside, to);
	close(from);
	return e;
}

static int backup_as_owner(struct cmd *c, void *ctx)
{
	enum err e = copy_out(c, ctx);

	return e ? cmd_fail(c, e) : STATUS_DONE;
}

/* Once it is whole where it was asked for: what the trail tells of can be put back. */
static int note_as_owner(struct cmd *c, void *ctx)
{
	struct change change;
	enum err e = c->store ? OK : cmd_open(c);

	(void)ctx;
	if (!e && keys_check(c->db) != OK)
		return STATUS_DONE;
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, trail_event(&change, TRAIL_BACKUP, NULL, NULL));
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

static int run_backup(struct cmd *c, int argc, char **argv)
{
	struct output file;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	e = output_open(c->arena, c->args[0], c->data, &file);
	if (e)
		return cmd_fail(c, e);
	status = cmd_as_owner(c, backup_as_owner, &file);
	e = output_close(&file, status == STATUS_DONE);
	if (e)
		return cmd_fail(c, e);
	return status == STATUS_DONE ? cmd_as_owner(c, note_as_owner, NULL) : status;
}

int cmd_backup(int argc, char **argv)
{
	return cmd_run("backup", backup_usage, argc, argv, run_backup);
}

/* ---- restore ---- */

/* A name that is free: before-restore-1.db, … */
static enum err free_name(struct cmd *c, const char **out)
{
	for (int i = 1; i < NAMES_MAX; i++) {
		const char *path = arena_printf(c->arena, "%s/before-restore-%d.db", c->data, i);

		if (!file_exists(path)) {
			*out = path;
			return OK;
		}
	}
	return err_fail(ERR_SYSTEM, "too many files before-restore-N.db in %s", c->data);
}

/* The old database out of the way, its WAL with it, so that this one never meets
 * the new file: what SQLite can still read is copied whole, what it cannot is
 * moved as it is. */
static enum err put_aside(struct cmd *c, const char *db, const char *aside)
{
	const char *wal = arena_printf(c->arena, "%s-wal", db);
	const char *shm = arena_printf(c->arena, "%s-shm", db);

	if (store_backup(c->data, aside, NULL) == OK) {
		unlink(wal);
		unlink(shm);
		return OK;
	}
	if (rename(db, aside))
		return err_fail(ERR_SYSTEM, "cannot put %s aside: %s", db, strerror(errno));
	rename(wal, arena_printf(c->arena, "%s-wal", aside));
	unlink(shm);
	return OK;
}

static enum err swap(struct cmd *c, const char *fresh)
{
	const char *db = path_join(c->arena, c->data, "kiosk.db"), *aside = NULL;
	enum err e = OK;

	if (file_exists(db)) {
		e = free_name(c, &aside);
		if (!e)
			e = put_aside(c, db, aside);
	}
	if (!e && rename(fresh, db))
		e = err_fail(ERR_SYSTEM, "cannot put %s in place: %s", db, strerror(errno));
	if (e)
		return e;
	file_sync_parent(db);
	if (aside)
		printf("what was there before: %s\n", aside);
	return OK;
}

static enum err check_copy(struct cmd *c, const char *fresh)
{
	enum err e = store_check(fresh, NULL);

	if (e)
		return err_fail(ERR_INPUT, "%s is not a backup that can be used: %s", c->args[0],
			err_detail());
	return OK;
}

/* Restored all the same: answers and results are there. */
static void say_lost(const struct cmd *c)
{
	fprintf(stderr, "kiosk %s: the secret keys are not here, as a backup has none. Until they "
		"are put back:\n"
		"- receipts of rounds that are not final are neither given nor checked;\n"
		"- access codes and signing codes that nobody has used yet do not open;\n"
		"- the audit trail and bundles cannot be signed, so nothing can be changed, and kiosk "
		"serve does not start.\n"
		"Put them back by kiosk keys import FILE; if they are lost for good, make new ones by "
		"kiosk keys renew.\n", c->name);
}

static enum err note_restore(struct change *change, bool other, size_t *filled)
{
	enum err e = other ? keys_adopt(change) : keys_fill(change, filled);

	return e ? e : trail_event(change, TRAIL_RESTORE, NULL, NULL);
}

/* The keys in the folder are this kiosk's. They may be newer than the backup. */
static enum err keep_keys(struct cmd *c, const struct keys_found *found)
{
	struct change change;
	size_t filled = 0;
	bool other = found->state == KEYS_OTHER;
	enum err e = cmd_change(c, &change);

	if (!e)
		e = change_end(&change, note_restore(&change, other, &filled));
	if (e)
		return e;
	printf("secret keys: those that are here%s, %s\n", other ? ", newer than the backup" : "",
		found->path);
	if (other)
		fprintf(stderr, "kiosk %s: access codes and signing codes of the backup that nobody "
			"has used yet do not open: they are of keys that were lost\n", c->name);
	if (filled)
		fprintf(stderr, "kiosk %s: %zu rounds of the backup had no key here: receipts given for "
			"them before are not found until a list counts their answers\n", c->name, filled);
	return OK;
}

/* Another restore may have put this kiosk's aside. */
static enum err recall_keys(struct cmd *c, struct keys_found *found)
{
	struct change change;
	const char *from;
	enum err e = cmd_change(c, &change);

	if (!e)
		e = change_end(&change, keys_recall(&change, &from));
	if (!e && from)
		e = keys_look(c->arena, c->db, found);
	return e;
}

static enum err put_keys_aside(struct cmd *c, const char *path)
{
	const char *aside;
	enum err e = file_put_aside(c->arena, path, &aside);

	if (!e)
		fprintf(stderr, "kiosk %s: the keys in %s are not this kiosk's; they are now %s\n",
			c->name, path, aside);
	return e;
}

static enum err settle_keys(struct cmd *c)
{
	struct keys_found found;
	enum err e = keys_look(c->arena, c->db, &found);

	if (!e && found.state != KEYS_SOUND)
		e = recall_keys(c, &found);
	if (e)
		return e;
	if (found.state == KEYS_SOUND || found.state == KEYS_OTHER)
		return keep_keys(c, &found);
	if (found.state != KEYS_MISSING)
		e = put_keys_aside(c, found.path);
	if (!e)
		say_lost(c);
	return e;
}

/* What is replaced may be of a version that kept its keys in the database: opened once, it has
 * them in their file. What cannot be opened is replaced all the same. */
static void take_keys_out(const struct cmd *c)
{
	struct store *store;

	if (store_exists(c->data) && store_open(c->data, STORE_ADMIN, kiosk_upgrades,
		&store) == OK)
		store_close(store);
}

static enum err restore(struct cmd *c, int from)
{
	const char *fresh = path_join(c->arena, c->data, "restore.new");
	enum err e = cmd_become_owner(c);

	if (!e && !store_exists(c->data))
		e = store_folder(c->data);
	if (!e)
		e = copy_to(c, from, fresh);
	if (!e)
		e = check_copy(c, fresh);
	if (!e)
		take_keys_out(c);
	if (!e)
		e = swap(c, fresh);
	if (e) {
		unlink(fresh);
		return e;
	}
	e = cmd_open(c);
	return e ? e : settle_keys(c);
}

static int run_restore(struct cmd *c, int argc, char **argv)
{
	int status, from;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	from = strcmp(c->args[0], "-") == 0 ? dup(STDIN_FILENO) :
		open(c->args[0], O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (from < 0)
		return cmd_fail(c, file_fail("read", c->args[0]));
	e = cmd_alone(c);
	if (!e)
		e = restore(c, from);
	close(from);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_restore(int argc, char **argv)
{
	return cmd_run("restore", restore_usage, argc, argv, run_restore);
}
