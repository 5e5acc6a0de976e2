/* Numbered steps of the schema, for the files of this folder and their tests. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct db;
struct store_upgrade;

struct migration {
	int version;		/* from 1, in order; several rows may share one */
	const char *sql;	/* NULL: heal by what the version's other rows make */
};

/* The program's own list. */
const struct migration *migrate_list(size_t *count);

/* From here on be a program with this list (NULL: its own again). For tests. */
void migrate_use(const struct migration *list, size_t count);

/* Whether it is the program's own. */
bool migrate_is_own(void);

/* Bring the database to the list's last version in one transaction, `upgrades` (store.h; NULL:
 * none) behind the steps: killed anywhere, it is wholly old or wholly new. Does nothing when it
 * is there. */
enum err migrate_run(struct db *db, const struct migration *list, size_t count,
	const struct store_upgrade *upgrades);

#endif
