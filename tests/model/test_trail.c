/*
 * The audit trail: a later edit, a gap and a cut are found (reliability.md, 40),
 * by the hash that model/trail.h gives away; so is a trail rewritten from its start (52).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "house.h"
#include "model/keys.h"
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
	struct trail_sound sound = {.rows = -1};
	int64_t bad = -1;

	assert_int_equal(trail_verify(house_db(), &sound, &bad), ERR_STORE);
	assert_int_equal(bad, row);
	assert_int_equal(sound.rows, -1);
}

static struct trail_sound assert_sound(int64_t rows)
{
	struct trail_sound sound = {.rows = -1};
	int64_t bad = -1;

	assert_int_equal(trail_verify(house_db(), &sound, &bad), OK);
	assert_int_equal(sound.rows, rows);
	assert_int_equal(bad, -1);
	return sound;
}

static void a_sound_trail_verifies(void **state)
{
	(void)state;
	assert_sound(0);
	append_some();
	assert_sound(4);
}

static void afresh(void **state)
{
	house_tear_down(state);
	assert_int_equal(house_set_up(state), 0);
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
		/* Cut, and the head set to what the last row says of itself. */
		{"DELETE FROM trail WHERE seq = 4; UPDATE kiosk SET trail_seq = 3,"
			" trail_head = (SELECT hash FROM trail WHERE seq = 3)", 4},
		{"DELETE FROM trail; UPDATE kiosk SET trail_seq = 0, trail_head = zeroblob(32)", 1},
		{"UPDATE kiosk SET trail_seal = NULL", 5},
		{"UPDATE kiosk SET trail_keyed = 3", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		append_some();
		tamper(cases[i].sql);
		assert_bad_at(cases[i].bad);
		afresh(state);
	}
}

static void put_field(unsigned char **to, const void *bytes, size_t len)
{
	for (int i = 7; i >= 0; i--)
		*(*to)++ = (unsigned char)(len >> (8 * i));
	memcpy(*to, bytes, len);
	*to += len;
}

/* A row by the header's words, without this program; texts: at to detail. */
static void plain_hash(int64_t seq, const char *const texts[5], const unsigned char prev[32],
	unsigned char out[32])
{
	unsigned char bytes[6000], *to = bytes;

	for (int i = 7; i >= 0; i--)
		*to++ = (unsigned char)(seq >> (8 * i));
	for (size_t i = 0; i < 5; i++)
		put_field(&to, texts[i], strlen(texts[i]));
	put_field(&to, prev, 32);
	crypto_generichash(out, 32, bytes, (size_t)(to - bytes), NULL, 0);
}

/* Anyone who has the key can recompute a row, and anyone the signature. */
static void a_row_hashes_as_documented(void **state)
{
	static const char *const texts[] = {"2025-06-15T15:06:40Z", "admin", "user.add", "eva",
		"analyst"};
	static const char purpose[] = "audit trail";
	unsigned char prev[32] = {0}, plain[32], want[32], secret[64], key[32];
	char hex[65], text[200];
	struct trail_head head;

	(void)state;
	append("admin", "user.add", "eva", "analyst");
	plain_hash(1, texts, prev, plain);
	assert_int_equal(keys_secret(house_db(), secret), OK);
	crypto_generichash(key, 32, (const unsigned char *)purpose, strlen(purpose), secret, 64);
	crypto_generichash(want, 32, plain, 32, key, 32);
	assert_int_equal(trail_head(house_db(), &head), OK);
	assert_int_equal(head.seq, 1);
	assert_int_equal(head.keyed, 1);
	assert_memory_equal(head.hash, want, sizeof want);
	sodium_bin2hex(hex, sizeof hex, want, sizeof want);
	snprintf(text, sizeof text, "kiosk trail head\n%s\n1\n%s\n1\n", kiosk.id, hex);
	assert_int_equal(crypto_sign_verify_detached(head.seal, (const unsigned char *)text,
		strlen(text), kiosk.public_key), 0);
}

#define ROW "(%lld, '%s', '%s', '%s', '', '', x'%s', x'%s')"

/* Rows 1 to 3 anew, each hash right but for the key. */
static void rewrite_rows(const char *actor)
{
	const char *const texts[] = {"2024-01-01T00:00:00Z", actor, "backup", "", ""};
	unsigned char prev[32] = {0}, hash[32];
	char sql[400], was[65], is[65];

	tamper("DELETE FROM trail WHERE seq <= 3");
	for (int64_t seq = 1; seq <= 3; seq++) {
		plain_hash(seq, texts, prev, hash);
		sodium_bin2hex(was, sizeof was, prev, sizeof prev);
		sodium_bin2hex(is, sizeof is, hash, sizeof hash);
		snprintf(sql, sizeof sql, "INSERT INTO trail VALUES " ROW, (long long)seq, texts[0],
			texts[1], texts[2], was, is);
		tamper(sql);
		memcpy(prev, hash, sizeof prev);
	}
}

/* The whole trail anew, `keyed` as told. */
static void rewrite(int64_t keyed)
{
	char sql[200];

	tamper("DELETE FROM trail");
	rewrite_rows("admin");
	snprintf(sql, sizeof sql, "UPDATE kiosk SET trail_seq = 3, trail_keyed = %lld,"
		" trail_head = (SELECT hash FROM trail WHERE seq = 3)", (long long)keyed);
	tamper(sql);
}

/* reliability.md, 52 */
static void a_trail_made_anew_without_the_key_is_found(void **state)
{
	append_some();
	rewrite(1);
	assert_bad_at(1);
	afresh(state);
	append_some();
	rewrite(4);
	assert_bad_at(1);
	afresh(state);
	/* With a signature that was good for another state. */
	append_some();
	tamper("CREATE TABLE kept AS SELECT * FROM kiosk");
	append_some();
	tamper("DELETE FROM trail WHERE seq > 5; UPDATE kiosk SET trail_seq = 5, trail_head ="
		" (SELECT hash FROM trail WHERE seq = 5), trail_seal = (SELECT trail_seal FROM kept)");
	assert_bad_at(6);
}

static enum err sign_job(struct db *db, void *ctx)
{
	unsigned char secret[64];
	struct trail_head head;
	enum err e = trail_head(db, &head);

	(void)ctx;
	if (!e)
		e = keys_secret(db, secret);
	if (e)
		return e;
	trail_seal(kiosk.id, secret, &head);

	struct stmt *s = db_stmt(db, STMT_TRAIL_HEAD_PUT);

	stmt_i64(s, ":seq", head.seq);
	stmt_blob(s, ":hash", head.hash, sizeof head.hash);
	stmt_blob(s, ":seal", head.seal, sizeof head.seal);
	return stmt_run(s);
}

/* Rows of version 3, as the step to version 4 leaves them. */
static void old_rows_rest_under_the_first_keyed_one(void **state)
{
	(void)state;
	rewrite(4);
	assert_bad_at(1);
	assert_int_equal(store_write(house, sign_job, NULL), OK);
	assert_sound(3);
	append_some();
	assert_sound(7);
	rewrite_rows("eve");
	assert_bad_at(4);
}

static enum err renew_job(struct db *db, void *ctx)
{
	const char *aside;

	(void)ctx;
	return keys_renew(CHANGE(house_arena, db, TRAIL_SHELL), &aside);
}

/* Rows 1 to 3 are of no key, 4 to 7 of one that is lost, 8 says so, 9 to 12 are of today's. */
static void lose_the_key(void)
{
	char path[600];

	rewrite(4);
	assert_int_equal(store_write(house, sign_job, NULL), OK);
	append_some();
	snprintf(path, sizeof path, "%s/keys", temp_path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(store_write(house, renew_job, NULL), OK);
	append_some();
}

static void a_lost_key_leaves_its_rows_unproven(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad;	/* 0: nobody can tell */
	} cases[] = {
		{"UPDATE trail SET detail = 'x' WHERE seq = 2", 2},
		{"UPDATE trail SET detail = 'x' WHERE seq = 5", 0},
		{"DELETE FROM trail WHERE seq = 5", 5},
		{"UPDATE trail SET hash = zeroblob(32) WHERE seq = 5", 6},
		/* What rests on the last one is proven: its hash. */
		{"UPDATE trail SET hash = zeroblob(32) WHERE seq = 7", 8},
		{"UPDATE trail SET object = '2' WHERE seq = 8", 8},
		{"UPDATE trail SET object = '' WHERE seq = 8", 4},
		{"UPDATE trail SET action = 'backup' WHERE seq = 8", 4},
		{"UPDATE trail SET detail = 'x' WHERE seq = 9", 9},
		{"UPDATE trail SET action = 'keys.renew', object = '4' WHERE seq = 10;"
			" UPDATE kiosk SET trail_keyed = 10", 10},
		{"UPDATE kiosk SET trail_keyed = 4", 4},
		{"UPDATE kiosk SET public_key = zeroblob(32)", -1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct trail_sound sound;
		int64_t bad = -1;

		lose_the_key();
		sound = assert_sound(12);
		assert_int_equal(sound.lost, 4);
		assert_int_equal(sound.lost_from, 4);
		assert_int_equal(sound.lost_to, 7);
		tamper(cases[i].sql);
		if (!cases[i].bad)
			assert_int_equal(assert_sound(12).lost, 4);
		else
			assert_int_equal(trail_verify(house_db(), &sound, &bad), ERR_STORE);
		if (cases[i].bad)
			assert_int_equal(bad, cases[i].bad);
		afresh(state);
	}
}

/* All of it put back: nothing in the file tells, a head printed since does. */
static void a_trail_put_back_is_found_by_a_printed_head(void **state)
{
	struct trail_head head;
	bool there = false;

	(void)state;
	append_some();
	tamper("CREATE TABLE kept AS SELECT * FROM kiosk");
	append("eva", "export.rows", "crm-audit-1", "");
	assert_int_equal(trail_head(house_db(), &head), OK);
	assert_true(trail_seal_holds(kiosk.id, kiosk.public_key, &head));
	assert_int_equal(trail_has(house_db(), head.seq, head.hash, &there), OK);
	assert_true(there);
	tamper("DELETE FROM trail WHERE seq = 5; UPDATE kiosk SET (trail_seq, trail_head, trail_seal)"
		" = (SELECT trail_seq, trail_head, trail_seal FROM kept)");
	assert_int_equal(trail_has(house_db(), head.seq, head.hash, &there), OK);
	assert_false(there);
	append("admin", "user.add", "eve", "");
	assert_int_equal(trail_has(house_db(), head.seq, head.hash, &there), OK);
	assert_false(there);
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

	(void)state;
	for (size_t i = 0; i < sizeof lengthy - 1; i += 3)
		memcpy(lengthy + i, "\xE2\x82\xAC", 3);
	lengthy[sizeof lengthy - 1] = '\0';
	append("admin", "form.add", "\xFF\xFE'); DROP TABLE trail;--", lengthy);
	assert_sound(1);
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

	(void)state;
	append_some();
	assert_int_equal(store_write(house, failing_job, &act), ERR_INPUT);
	append_some();
	assert_sound(8);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, house_set_up, house_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_sound_trail_verifies),
		CASE(changes_are_found),
		CASE(a_row_hashes_as_documented),
		CASE(a_trail_made_anew_without_the_key_is_found),
		CASE(old_rows_rest_under_the_first_keyed_one),
		CASE(a_lost_key_leaves_its_rows_unproven),
		CASE(a_trail_put_back_is_found_by_a_printed_head),
		CASE(pages_come_newest_first),
		CASE(hostile_texts_are_kept_as_text),
		CASE(what_did_not_happen_is_not_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
