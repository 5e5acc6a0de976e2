/*
 * Backups the kiosk makes by itself: one a day, into a folder that the settings name, outside the
 * data folder. kiosk-YYYY-MM-DD.db; the BACKUPS_KEPT latest stay.
 */
#ifndef MODEL_BACKUPS_H
#define MODEL_BACKUPS_H

#include <stdbool.h>

#include "base/err.h"
#include "model/kiosk.h"
#include "model/settings.h"

#define BACKUPS_KEPT 14

struct arena;
struct db;
struct store;

/* One copy at a time: waits for its turn, held until the process ends. ERR_SYSTEM. */
enum err backups_turn(const char *data_dir);

/* Whether `folder`, an absolute path, can take backups of the database behind `db`: it is there, can
 * be written, and is not in the data folder, where they would be lost with it. ERR_INPUT. */
enum err backups_folder_check(struct arena *a, struct db *db, const char *folder);

/* Whether the settings name a folder and it lacks the backup of `today` (YYYY-MM-DD), or is not there. */
bool backups_due(struct arena *a, const struct settings *s, const char *today);

/* Make the backup of `today`, then delete what is more than BACKUPS_KEPT. Both ways it ends are told by
 * the trail; failing, once a day. ERR_INPUT: as backups_folder_check(); ERR_STORE, ERR_SYSTEM. */
enum err backups_make(struct arena *a, struct store *store, const struct kiosk *kiosk,
	const struct settings *s, const char *today);

#endif
