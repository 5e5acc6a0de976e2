/*
 * Settings: what an administrator may set, with its default and its bounds, in
 * one table. Knows nothing of PORT, BIND, HOSTS, DATA: those come from outside.
 */
#ifndef MODEL_SETTINGS_H
#define MODEL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define MIN_CELL_LEAST 3

struct settings {
	const char *company_name;	/* "" until the first sign-in asks for it */
	const char *accent;	/* "#rrggbb", or "": the kiosk's own */
	const char *logo;	/* tag of the picture, or "": none (model/logo) */
	bool confirmed;		/* company, departments and headcounts are real */
	const char *timezone;	/* IANA; the machine's when not set */
	int min_cell;		/* smallest group ever shown: 5, never below 3 */
	const char **hosts;	/* host names answered besides the built-in ones */
	size_t host_count;
	const char **languages;	/* codes offered, the first is the default */
	size_t language_count;
	const char *contact;	/* whom the staff may ask, shown on the start page */
	const char *analyst;	/* who may see single answers, as the promise names them */
	bool moves_on;		/* a screen goes on by itself once all on it is answered by touch */
	int retention_days;	/* answers older than this go; 0: kept */
	int quarantine_days;	/* how long refused posts wait for a person */
	const char *backup_folder;	/* where a backup is made each day (model/backups.h), "": nowhere */
};

/* What is stored, defaults filled in; texts live in the arena. A stored value
 * that is no longer valid reads as its default. Role any. */
enum err settings_load(struct arena *a, struct db *db, struct settings *out);

struct setting_value {
	const char *key, *value;	/* as setting_text() has it */
};

/* Store those of the values that differ from what is stored. ERR_NOT_FOUND: no such
 * setting; ERR_INPUT with a sentence saying what is allowed: *bad (NULL before) is the key
 * that was refused. */
enum err settings_change(struct change *c, const struct setting_value *list, size_t count,
	const char **bad);

/* Check and store one, without a line in the trail: a part of another change. Errors
 * as settings_change(). */
enum err setting_put(struct change *c, const char *key, const char *value);

/* The value of a key as it would be put, default included; NULL when there is no
 * such setting. */
const char *setting_text(struct arena *a, const struct settings *s, const char *key);

/* Its value while nobody has set it; NULL when there is no such setting. */
const char *setting_default(const char *key);

/* The keys in the order of the settings page; NULL past the last. */
const char *setting_key(size_t i);

#endif
