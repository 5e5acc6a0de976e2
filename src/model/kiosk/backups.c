/* One backup a day. Knows the folder and its names; the copy is the store's. */
#include "model/backups.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/keys.h"
#include "model/trail.h"
#include "store/store.h"

#define PREFIX "kiosk-"
#define SUFFIX ".db"

enum err backups_turn(const char *data_dir)
{
	int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX))
		if (errno != EINTR)
			return err_fail(ERR_SYSTEM, "cannot lock %s: %s", data_dir, strerror(errno));
	return OK;
}

/* Links resolved; NULL: it is not there. */
static const char *real_path(struct arena *a, const char *path)
{
	char *found = realpath(path, NULL);
	const char *kept = found ? arena_strdup(a, found) : NULL;

	free(found);
	return kept;
}

static bool is_within(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

enum err backups_folder_check(struct arena *a, struct db *db, const char *folder)
{
	const char *there = *folder == '/' ? real_path(a, folder) : NULL;
	const char *data = real_path(a, db_folder(a, db));

	if (!there || !file_is_dir(there) || access(there, R_OK | W_OK | X_OK))
		return err_text(err_fail(ERR_INPUT, "%s is not a folder in which the kiosk may write: "
			"name one by its whole path, /mnt/backup for instance, and let the kiosk's "
			"account write there", folder), "settings.bad_folder", NULL);
	if (data && is_within(there, data))
		return err_text(err_fail(ERR_INPUT, "%s is in the data folder, with which it would be "
			"lost: name one on another disk", folder), "settings.folder_inside", NULL);
	return OK;
}

static const char *file_of(struct arena *a, const struct settings *s, const char *day)
{
	return arena_printf(a, "%s/" PREFIX "%s" SUFFIX, s->backup_folder, day);
}

bool backups_due(struct arena *a, const struct settings *s, const char *today)
{
	return *s->backup_folder && access(file_of(a, s, today), F_OK);
}

/* ---- what is kept ---- */

/* Whether a file is called as one of ours, and nothing else is. */
static bool is_ours(const char *name)
{
	const char *day = name + strlen(PREFIX);

	if (!text_starts(name, PREFIX) || strlen(day) != strlen("2026-01-31" SUFFIX) ||
		strcmp(day + strlen("2026-01-31"), SUFFIX) != 0)
		return false;
	for (size_t i = 0; i < strlen("2026-01-31"); i++)
		if (i == 4 || i == 7 ? day[i] != '-' : day[i] < '0' || day[i] > '9')
			return false;
	return true;
}

static void delete_old(struct arena *a, const struct settings *s)
{
	char **names;
	size_t count, ours = 0;

	if (file_list(a, s->backup_folder, &names, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (is_ours(names[i]))
			names[ours++] = names[i];
	for (size_t i = 0; i + BACKUPS_KEPT < ours; i++) {
		const char *path = path_join(a, s->backup_folder, names[i]);

		if (unlink(path))
			log_line("an old backup could not be deleted: %s", strerror(errno));
	}
}

/* ---- making ---- */

static enum err copy(struct arena *a, struct db *db, const struct settings *s, const char *today)
{
	const char *data = db_folder(a, db);
	enum err e = backups_folder_check(a, db, s->backup_folder);

	/* Without keys no receipts can be made of what waits; the more a copy is wanted. */
	store_tidy *tidy = keys_check(db) == OK ? inbox_settle : NULL;

	if (!e)
		e = backups_turn(data);
	return e ? e : store_backup(data, file_of(a, s, today), tidy);
}

static enum err tell(struct arena *a, struct store *store, const struct kiosk *kiosk,
	enum trail_event event, const char *detail)
{
	struct change c;
	enum err e = change_begin(&c, a, store, kiosk, TRAIL_SYSTEM);

	return e ? e : change_end(&c, trail_event(&c, event, NULL, detail));
}

/* A disk that is away all day is told of once. */
static enum err tell_failure(struct arena *a, struct store *store, struct db *db,
	const struct kiosk *kiosk, const char *today)
{
	const char *why = arena_strdup(a, err_detail());
	struct trail_backups seen;
	enum err e = trail_backups(a, db, &seen);

	if (!e && (!seen.failed || strcmp(seen.failed, today) != 0))
		e = tell(a, store, kiosk, TRAIL_BACKUP_FAILED, why);
	return e;
}

enum err backups_make(struct arena *a, struct store *store, const struct kiosk *kiosk,
	const struct settings *s, const char *today)
{
	struct db *db;
	enum err e = store_reader(store, &db), noted;

	if (e)
		return e;
	e = copy(a, db, s, today);
	if (e) {
		log_line("the backup of today could not be made: %s", err_detail());
		noted = tell_failure(a, store, db, kiosk, today);
	} else {
		noted = keys_check(db) == OK ? tell(a, store, kiosk, TRAIL_BACKUP, "daily") : OK;
		delete_old(a, s);
	}
	return e ? e : noted;
}
