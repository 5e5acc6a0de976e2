/*
 * The audit trail: a later edit, a gap and a cut are found (reliability.md, 40),
 * by the hash that model/trail.h gives away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#include "base/arena.h"
#include "house.h"
#include "model/trail.h"
#include "store/stmt.h"

struct act {
	const char *actor, *action, *object, *detail;
};

static enum err append_job(struct db *db, void *ctx)
{
	const struct act *act = ctx;

	return trail_append(CHANGE(NULL, db, act->actor), act->action, act->object,
		act->detail);
}

static void append(const char *actor, const char *action, const char *object,
	const char *detail)
{
	struct act act = {actor, action, object, detail};

	assert_int_equal(store_write(house, append_job, &act), OK);
}

static void append_some(void)
{
	append("admin", "user.add", "eva", "analyst");
	append(TRAIL_SHELL, "round.open", "crm-audit-1", NULL);
	append(TRAIL_SYSTEM, "release", "crm-audit-1", "12 answers");
	append("eva", "export.rows", "crm-audit-1", "");
}

/* What somebody with the file and the sqlite3 shell can do. */
static void tamper(const char *sql)
{
	char path[600];
	sqlite3 *h;

	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

static void assert_bad_at(int64_t row)
{
	int64_t rows = -1, bad = -1;

	assert_int_equal(trail_verify(house_db(), &rows, &bad), ERR_STORE);
	assert_int_equal(bad, row);
	assert_int_equal(rows, -1);
}

static void a_sound_trail_verifies(void **state)
{
	int64_t rows = -1, bad = -1;

	(void)state;
	assert_int_equal(trail_verify(house_db(), &rows, &bad), OK);
	assert_int_equal(rows, 0);
	append_some();
	assert_int_equal(trail_verify(house_db(), &rows, &bad), OK);
	assert_int_equal(rows, 4);
	assert_int_equal(bad, -1);
}

static void changes_are_found(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad;
	} cases[] = {
		{"UPDATE trail SET detail = 'manager' WHERE seq = 1", 1},
		{"UPDATE trail SET actor = 'eve' WHERE seq = 4", 4},
		{"UPDATE trail SET at = '2024-01-01T00:00:00Z' WHERE seq = 2", 2},
		{"UPDATE trail SET detail = detail || char(0) || 'x' WHERE seq = 3", 3},
		/* Text moved between neighbouring fields. */
		{"UPDATE trail SET action = action || object, object = '' WHERE seq = 2", 2},
		{"DELETE FROM trail WHERE seq = 2", 2},
		{"DELETE FROM trail WHERE seq = 4", 4},
		{"DELETE FROM trail", 1},
		{"DELETE FROM trail WHERE seq = 1; UPDATE trail SET seq = seq - 1", 1},
		{"UPDATE kiosk SET trail_seq = 3", 4},
		{"DELETE FROM trail WHERE seq = 4; UPDATE kiosk SET trail_seq = 3", 3},
		{"UPDATE kiosk SET trail_head = zeroblob(32)", 4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		append_some();
		tamper(cases[i].sql);
		assert_bad_at(cases[i].bad);
		store_close(house);
		tamper("DELETE FROM trail;"
			"UPDATE kiosk SET trail_seq = 0, trail_head = zeroblob(32)");
		house_open();
	}
}

static void put_field(unsigned char **to, const void *bytes, size_t len)
{
	for (int i = 7; i >= 0; i--)
		*(*to)++ = (unsigned char)(len >> (8 * i));
	memcpy(*to, bytes, len);
	*to += len;
}

/* Anyone can recompute a row by the header's words, without this program. */
static void a_row_hashes_as_documented(void **state)
{
	static const char *const texts[] = {"2025-06-15T15:06:40Z", "admin", "user.add", "eva",
		"analyst"};
	unsigned char bytes[400] = {0, 0, 0, 0, 0, 0, 0, 1}, *to = bytes + 8;
	unsigned char prev[32] = {0}, want[32], hash[32];
	int64_t seq;

	(void)state;
	append("admin", "user.add", "eva", "analyst");
	for (size_t i = 0; i < 5; i++)
		put_field(&to, texts[i], strlen(texts[i]));
	put_field(&to, prev, sizeof prev);
	crypto_generichash(want, sizeof want, bytes, (size_t)(to - bytes), NULL, 0);
	assert_int_equal(trail_head(house_db(), &seq, hash), OK);
	assert_int_equal(seq, 1);
	assert_memory_equal(hash, want, sizeof want);
}

static void pages_come_newest_first(void **state)
{
	struct arena *a = arena_new();
	struct trail_row *rows;
	size_t count;

	(void)state;
	append_some();
	assert_int_equal(trail_list(a, house_db(), 0, 3, &rows, &count), OK);
	assert_int_equal(count, 3);
	assert_int_equal(rows[0].seq, 4);
	assert_string_equal(rows[0].actor, "eva");
	assert_string_equal(rows[0].at, "2025-06-15T15:06:40Z");
	assert_string_equal(rows[1].detail, "12 answers");
	assert_int_equal(trail_list(a, house_db(), 2, 3, &rows, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].action, "user.add");
	arena_free(a);
}

static void hostile_texts_are_kept_as_text(void **state)
{
	struct arena *a = arena_new();
	char lengthy[3 * TRAIL_TEXT_MAX + 1];
	struct trail_row *rows;
	size_t count;
	int64_t n, bad;

	(void)state;
	for (size_t i = 0; i < sizeof lengthy - 1; i += 3)
		memcpy(lengthy + i, "\xE2\x82\xAC", 3);
	lengthy[sizeof lengthy - 1] = '\0';
	append("admin", "form.add", "\xFF\xFE'); DROP TABLE trail;--", lengthy);
	assert_int_equal(trail_verify(house_db(), &n, &bad), OK);
	assert_int_equal(trail_list(a, house_db(), 0, 1, &rows, &count), OK);
	assert_string_equal(rows[0].object,
		"\xEF\xBF\xBD\xEF\xBF\xBD'); DROP TABLE trail;--");
	assert_int_equal(strlen(rows[0].detail), TRAIL_TEXT_MAX / 3 * 3);
	arena_free(a);
}

static enum err failing_job(struct db *db, void *ctx)
{
	enum err e = append_job(db, ctx);

	return e ? e : err_fail(ERR_INPUT, "undone");
}

static void what_did_not_happen_is_not_recorded(void **state)
{
	struct act act = {"admin", "round.open", "x", NULL};
	int64_t rows, bad;

	(void)state;
	append_some();
	assert_int_equal(store_write(house, failing_job, &act), ERR_INPUT);
	append_some();
	assert_int_equal(trail_verify(house_db(), &rows, &bad), OK);
	assert_int_equal(rows, 8);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, house_set_up, house_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_sound_trail_verifies),
		CASE(changes_are_found),
		CASE(a_row_hashes_as_documented),
		CASE(pages_come_newest_first),
		CASE(hostile_texts_are_kept_as_text),
		CASE(what_did_not_happen_is_not_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
