/*
 * The bare writer: stores a row of the kiosk's own schema for each POST, under WAL and FULL with
 * group commit, and checks nothing. The row's columns and answers are those of a row that the
 * kiosk made; only the id, the last 36 bytes of the body, is each request's own.
 * BENCH_DB is a copy of the kiosk's database that holds the one row.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

struct wish {
	char id[33];		/* hex */
	bool done, stored;
	struct wish *next;
	pthread_cond_t answered;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct wish *first, **last = &first;

static struct wish *take_all(void)
{
	struct wish *batch;

	pthread_mutex_lock(&mutex);
	while (!first)
		pthread_cond_wait(&work, &mutex);
	batch = first;
	first = NULL;
	last = &first;
	pthread_mutex_unlock(&mutex);
	return batch;
}

static void answer_all(struct wish *batch, bool stored)
{
	pthread_mutex_lock(&mutex);
	while (batch) {
		struct wish *next = batch->next;

		batch->stored = stored;
		batch->done = true;
		pthread_cond_signal(&batch->answered);
		batch = next;
	}
	pthread_mutex_unlock(&mutex);
}

/* The one row, to be stored again and again under other ids: ?1 is the id. */
static sqlite3_stmt *prepare(sqlite3 *db)
{
	sqlite3_stmt *row, *insert = NULL;
	char names[1000] = "id", marks[1000] = "unhex_id(?1)", sql[2100];
	size_t n = strlen(names), m = strlen(marks);

	if (sqlite3_prepare_v2(db, "SELECT * FROM submission LIMIT 1", -1, &row, NULL)
		|| sqlite3_step(row) != SQLITE_ROW)
		return NULL;
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		const char *name = sqlite3_column_name(row, i);

		if (strcmp(name, "id") == 0)
			continue;
		n += (size_t)snprintf(names + n, sizeof names - n, ", %s", name);
		m += (size_t)snprintf(marks + m, sizeof marks - m, ", ?%d", i + 2);
	}
	snprintf(sql, sizeof sql, "INSERT INTO submission (%s) VALUES (%s)", names, marks);
	if (sqlite3_prepare_v2(db, sql, -1, &insert, NULL))
		return NULL;
	for (int i = 0; i < sqlite3_column_count(row); i++)
		if (strcmp(sqlite3_column_name(row, i), "id") != 0)
			sqlite3_bind_value(insert, i + 2, sqlite3_column_value(row, i));
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

static bool store(const char *id)
{
	struct wish w = {.done = false};

	memcpy(w.id, id, 33);
	pthread_cond_init(&w.answered, NULL);
	pthread_mutex_lock(&mutex);
	*last = &w;
	last = &w.next;
	pthread_cond_signal(&work);
	while (!w.done)
		pthread_cond_wait(&w.answered, &mutex);
	pthread_mutex_unlock(&mutex);
	pthread_cond_destroy(&w.answered);
	return w.stored;
}

static void answer(FCGX_Request *r)
{
	char body[65536], id[33];
	int got = FCGX_GetStr(body, sizeof body, r->in), n = 0;

	for (int i = got - 36; i >= 0 && i < got && n < 32; i++)
		if (body[i] != '-')
			id[n++] = body[i];
	id[n] = '\0';
	if (n == 32 && store(id))
		FCGX_PutS("Status: 201 Created\r\nContent-Type: application/json\r\n"
			"Content-Length: 3\r\n\r\n{}\n", r->out);
	else
		FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n", r->out);
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
	return bench_serve(answer);
}
