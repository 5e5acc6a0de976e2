/*
 * The bare writer: stores a row of the kiosk's own columns for each POST in the order of arrival,
 * under WAL and FULL with group commit and an index of ids, and checks nothing; what privacy
 * forbids, and nothing else. The row's columns and answers are those of a row that the kiosk made;
 * only the id, the last 36 bytes of the body, is each request's own. BENCH_DB is a database with a
 * table `arrival` (number INTEGER PRIMARY KEY, id BLOB UNIQUE, …) that holds rows already.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "group.h"

/* The one row, to be stored again and again under other ids: ?1 is the id. */
static sqlite3_stmt *prepare(sqlite3 *db)
{
	sqlite3_stmt *row, *insert = NULL;
	char names[1000] = "id", marks[1000] = "unhex_id(?1)", sql[2100];
	int bound[64], count = 0;
	size_t n = strlen(names), m = strlen(marks);

	if (sqlite3_prepare_v2(db, "SELECT * FROM arrival LIMIT 1", -1, &row, NULL)
		|| sqlite3_step(row) != SQLITE_ROW)
		return NULL;
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		const char *name = sqlite3_column_name(row, i);

		if (strcmp(name, "id") == 0 || strcmp(name, "number") == 0 || count == 64)
			continue;
		bound[count++] = i;
		n += (size_t)snprintf(names + n, sizeof names - n, ", %s", name);
		m += (size_t)snprintf(marks + m, sizeof marks - m, ", ?%d", count + 1);
	}
	snprintf(sql, sizeof sql, "INSERT INTO arrival (%s) VALUES (%s)", names, marks);
	if (sqlite3_prepare_v2(db, sql, -1, &insert, NULL))
		return NULL;
	for (int i = 0; i < count; i++)
		sqlite3_bind_value(insert, i + 2, sqlite3_column_value(row, bound[i]));
	sqlite3_finalize(row);
	return insert;
}

static unsigned char nibble(char c)
{
	return (unsigned char)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* Debian 12's SQLite is older than unhex(). */
static void unhex_id(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const char *hex = (const char *)sqlite3_value_text(args[0]);
	unsigned char id[16];

	(void)n;
	for (int i = 0; i < 16; i++)
		id[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	sqlite3_result_blob(ctx, id, 16, SQLITE_TRANSIENT);
}

static void *write_all(void *arg)
{
	sqlite3 *db = arg;
	sqlite3_stmt *insert = prepare(db);

	while (insert) {
		struct wish *batch = take_all();
		bool good = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

		for (struct wish *w = batch; good && w; w = w->next) {
			sqlite3_bind_text(insert, 1, w->id, -1, SQLITE_STATIC);
			good = sqlite3_step(insert) == SQLITE_DONE;
			sqlite3_reset(insert);
		}
		good = sqlite3_exec(db, good ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK
			&& good;
		answer_all(batch, good);
	}
	exit(1);
}

int main(void)
{
	pthread_t id;
	sqlite3 *db;

	if (sqlite3_open(getenv("BENCH_DB"), &db) != SQLITE_OK)
		return 1;
	sqlite3_create_function(db, "unhex_id", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
		unhex_id, NULL, NULL);
	sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		"PRAGMA foreign_keys = ON; PRAGMA cache_size = -2000", NULL, NULL, NULL);
	if (pthread_create(&id, NULL, write_all, db))
		return 1;
	return bench_serve(answer_post);
}
