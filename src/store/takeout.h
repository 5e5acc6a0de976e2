/* What a version of the schema takes out of the database, for migrate.c and store.c. */
#ifndef STORE_TAKEOUT_H
#define STORE_TAKEOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct db;

/* A row TAKE_OUT of migrations.def. */
struct takeout {
	int version;
	const char *file;	/* its name in the data folder */
	const char *lines;	/* a query: what goes there, line by line; none: nothing is left */
	const char *scrub;	/* what takes it out of a copy that keeps its version */
};

/* Whether coming from version `have` takes something out. */
bool takeout_due(int have);

/* In the migration's transaction, before its steps: put the lines into their file, whole and
 * flushed, mode 0600. Lines that are there already, by all but their last word, stay as they
 * are; a file that begins with another line is put aside. */
enum err takeout_keep(struct db *db, int have);

/* In a transaction on a copy of a database of an older version: scrub it. */
enum err takeout_scrub(struct db *db);

/* Before the migration: note that its traces are to go. After it: write the database anew, so
 * that nothing is left in free pages and the WAL, and scrub older copies of the same database
 * in the folder. What fails is said and tried again by the next takeout_traces(); without the
 * note that does nothing. */
enum err takeout_note(const char *data_dir);
void takeout_unnote(const char *data_dir);
void takeout_traces(const char *data_dir, const char *path);

#endif
