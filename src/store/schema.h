/*
 * The schema a database has beside the one the program's own steps make, for the
 * files of this folder. Looks; alters nothing (heal.c does).
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stddef.h>

#include "base/err.h"

struct arena;
struct db;

struct schema_object {
	const char *type;	/* table, index, trigger, view */
	const char *name, *table;
	const char *sql;	/* as written */
	const char *plain;	/* blanks folded, names without quotes: for comparing */
};

struct schema_column {
	const char *table, *name;
};

struct schema {
	struct schema_object *objects;	/* by type, then name */
	size_t object_count;
	struct schema_column *columns;	/* of tables; in their order within each */
	size_t column_count;
};

enum schema_kind { SCHEMA_MISSING, SCHEMA_FOREIGN, SCHEMA_DIFFERENT };

/* What is not as expected: an object, or a column of a table. */
struct schema_fault {
	enum schema_kind kind;
	const struct schema_object *object;
	const char *column;	/* NULL: the object itself */
};

/* What SQLite keeps for itself (sqlite_…) is left out. ERR_STORE, ERR_BUSY. */
enum err schema_read(struct arena *a, struct db *db, struct schema *out);

/* What the program's steps up to `version` make, by making it in memory. */
enum err schema_expected(struct arena *a, int version, struct schema *out);

const struct schema_object *schema_find(const struct schema *s, const char *type,
	const char *name);

/* Faults of `found` by what `expected` says: first what is missing or different. */
void schema_compare(struct arena *a, const struct schema *expected,
	const struct schema *found, struct schema_fault **faults, size_t *count);

/* "the column round.access is missing" */
const char *schema_words(struct arena *a, const struct schema_fault *f);

#endif
