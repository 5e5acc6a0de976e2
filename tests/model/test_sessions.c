/*
 * Sessions: tokens, limits, throttle. Rules: reliability.md 25 to 31 (OWASP
 * ASVS 5.0: 7.2, 7.3, 7.4, 3.5.1, 6.3.1).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "house.h"
#include "model/accounts.h"
#include "model/sessions.h"

#define SECRET "correct horse"

static int64_t eva;

static enum err add_job(struct db *db, void *hash)
{
	return account_add(CHANGE(NULL, db, "anna"), "Eva", ROLE_ANALYST, true, hash, false,
		&eva);
}

static enum err disable_job(struct db *db, void *ctx)
{
	(void)ctx;
	return account_edit(CHANGE(NULL, db, "anna"), eva, ROLE_ANALYST, true, true);
}

static enum err password_job(struct db *db, void *hash)
{
	return account_change_password(CHANGE(NULL, db, "Eva"), eva, hash);
}

static enum err unlock_job(struct db *db, void *name)
{
	return session_unlock(CHANGE_BY(NULL, db, &kiosk, "anna"), name);
}

static int set_up(void **state)
{
	char hash[ACCOUNT_HASH_CHARS];

	if (house_set_up(state) || account_hash("Eva", SECRET, hash))
		return -1;
	return store_write(house, add_job, hash) ? -1 : 0;
}

static enum err try(const char *name, const char *password, int64_t *wait)
{
	char token[SESSION_TOKEN_CHARS];
	struct account account;

	return session_login(house, &kiosk, name, password, NULL, false, token, &account, wait);
}

static void login(const char *old, char token[SESSION_TOKEN_CHARS])
{
	struct account account;
	int64_t wait;

	assert_int_equal(session_login(house, &kiosk, "eva", SECRET, old, false, token, &account,
		&wait), OK);
	assert_int_equal(account.id, eva);
}

static void signing_in_and_out(void **state)
{
	char token[SESSION_TOKEN_CHARS];
	struct session session;

	(void)state;
	login(NULL, token);
	assert_int_equal(strlen(token), 64);
	assert_int_equal(session_find(house, token, &session), OK);
	assert_string_equal(session.account.name, "Eva");
	assert_int_equal(session.account.role, ROLE_ANALYST);
	assert_true(session.account.rows);
	assert_int_equal(session_logout(house, token), OK);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);
	assert_int_equal(session_logout(house, token), OK);
}

static void other_tokens_open_nothing(void **state)
{
	char token[SESSION_TOKEN_CHARS], flipped[SESSION_TOKEN_CHARS];
	struct session session;

	(void)state;
	login(NULL, token);
	memcpy(flipped, token, sizeof flipped);
	flipped[63] = flipped[63] == '0' ? '1' : '0';
	assert_int_equal(session_find(house, flipped, &session), ERR_DENIED);
	assert_int_equal(session_find(house, "", &session), ERR_DENIED);
	assert_int_equal(session_find(house, NULL, &session), ERR_DENIED);
	assert_int_equal(session_find(house, "' OR 1=1 --", &session), ERR_DENIED);
	flipped[63] = '\0';
	assert_int_equal(session_find(house, flipped, &session), ERR_DENIED);
}

static void a_new_sign_in_is_a_new_token_and_ends_the_old(void **state)
{
	char one[SESSION_TOKEN_CHARS], two[SESSION_TOKEN_CHARS], three[SESSION_TOKEN_CHARS];
	struct session session;

	(void)state;
	login(NULL, one);
	login(one, two);
	assert_string_not_equal(one, two);
	assert_int_equal(session_find(house, one, &session), ERR_DENIED);
	/* Another browser's session goes on. */
	login("junk", three);
	assert_int_equal(session_find(house, two, &session), OK);
	assert_int_equal(session_find(house, three, &session), OK);
}

static void idle_and_absolute_limits(void **state)
{
	char token[SESSION_TOKEN_CHARS];
	struct session session;
	int64_t now = NOON;

	(void)state;
	login(NULL, token);
	clock_fix(NOON + SESSION_IDLE_S - 1);
	assert_int_equal(session_find(house, token, &session), OK);
	clock_fix(NOON + SESSION_IDLE_S);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);

	/* In use all the time, it still ends after twelve hours. */
	clock_fix(now);
	while (now + 1200 < NOON + SESSION_ABSOLUTE_S) {
		clock_fix(now += 1200);
		assert_int_equal(session_find(house, token, &session), OK);
		assert_int_equal(session_touch(house, token, &session), OK);
	}
	clock_fix(NOON + SESSION_ABSOLUTE_S - 1);
	assert_int_equal(session_find(house, token, &session), OK);
	clock_fix(NOON + SESSION_ABSOLUTE_S);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);
}

static void a_clock_that_went_back_lengthens_no_session(void **state)
{
	char token[SESSION_TOKEN_CHARS];
	struct session session;

	(void)state;
	login(NULL, token);
	clock_fix(NOON - 400 * 86400);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);
}

static void use_is_written_once_a_minute(void **state)
{
	char token[SESSION_TOKEN_CHARS];
	struct session session;
	uint64_t before;

	(void)state;
	login(NULL, token);
	before = store_stats(house).commits;
	for (int i = 0; i < 60; i++) {
		clock_fix(NOON + i);
		assert_int_equal(session_find(house, token, &session), OK);
		assert_int_equal(session_touch(house, token, &session), OK);
	}
	assert_int_equal(store_stats(house).commits, before);
	clock_fix(NOON + 60);
	assert_int_equal(session_touch(house, token, &session), OK);
	assert_int_equal(store_stats(house).commits, before + 1);
	assert_int_equal(session_find(house, token, &session), OK);
	assert_int_equal(session.seen_at, NOON + 60);
}

static void sessions_end_with_password_and_account(void **state)
{
	char token[SESSION_TOKEN_CHARS], hash[ACCOUNT_HASH_CHARS];
	struct session session;

	(void)state;
	login(NULL, token);
	assert_int_equal(account_hash("Eva", SECRET, hash), OK);
	assert_int_equal(store_write(house, password_job, hash), OK);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);
	login(NULL, token);
	assert_int_equal(store_write(house, disable_job, NULL), OK);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);
}

/* Whoever copies the files gets no token. */
static void tokens_are_not_in_the_files(void **state)
{
	static const char *const files[] = {"kiosk.db", "kiosk.db-wal"};
	struct arena *a = arena_new();
	char token[SESSION_TOKEN_CHARS];
	unsigned char bytes[32];

	(void)state;
	login(NULL, token);
	assert_true(digest_unhex(token, bytes, sizeof bytes));
	for (size_t i = 0; i < 2; i++) {
		char *data;
		size_t len;

		assert_int_equal(file_read(a, path_join(a, temp_path, files[i]), 1 << 26, &data,
			&len), OK);
		assert_null(memmem(data, len, bytes, sizeof bytes));
		assert_null(memmem(data, len, token, 64));
	}
	arena_free(a);
}

static void failures_are_throttled(void **state)
{
	static const int64_t waits[] = {30, 60, 120, 240, 480, 900, 900};
	int64_t wait = -1, now = NOON;

	(void)state;
	for (int i = 0; i < LOGIN_FREE_FAILURES; i++)
		assert_int_equal(try("eva", "wrong", &wait), ERR_DENIED);
	assert_int_equal(wait, -1);
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		/* Not even the right password, to the last second. */
		assert_int_equal(try("EVA", SECRET, &wait), ERR_BUSY);
		assert_int_equal(wait, waits[i]);
		clock_fix(now + waits[i] - 1);
		assert_int_equal(try("eva", SECRET, &wait), ERR_BUSY);
		assert_int_equal(wait, 1);
		clock_fix(now += waits[i]);
		assert_int_equal(try("eva", "wrong", &wait), ERR_DENIED);
	}
	/* Others are not held up. */
	assert_int_equal(try("adam", "wrong", &wait), ERR_DENIED);
	/* The right one after the wait clears the count. */
	clock_fix(now += 900);
	assert_int_equal(try("eva", SECRET, &wait), OK);
	for (int i = 0; i < LOGIN_FREE_FAILURES; i++)
		assert_int_equal(try("eva", "wrong", &wait), ERR_DENIED);
	assert_int_equal(try("eva", SECRET, &wait), ERR_BUSY);
	assert_int_equal(wait, 30);
}

static void unknown_names_are_throttled_alike(void **state)
{
	int64_t wait;

	(void)state;
	for (int i = 0; i < LOGIN_FREE_FAILURES; i++)
		assert_int_equal(try("nobody", "wrong", &wait), ERR_DENIED);
	assert_int_equal(try("nobody", "wrong", &wait), ERR_BUSY);
	assert_int_equal(wait, 30);
}

static void the_throttle_outlives_a_restart(void **state)
{
	int64_t wait;

	(void)state;
	for (int i = 0; i < LOGIN_FREE_FAILURES; i++)
		try("eva", "wrong", &wait);
	store_close(house);
	house_open();
	assert_int_equal(try("eva", SECRET, &wait), ERR_BUSY);

	/* An administrator at the shell can lift it. */
	assert_int_equal(store_write(house, unlock_job, "eva"), OK);
	assert_int_equal(try("eva", SECRET, &wait), OK);
}

static enum err try_from_somewhere(const char *name, const char *password, int64_t *wait)
{
	char token[SESSION_TOKEN_CHARS];
	struct account account;

	return session_login(house, &kiosk, name, password, NULL, true, token, &account, wait);
}

static void count_failures(int count)
{
	char path[600], sql[100];
	sqlite3 *h;

	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	snprintf(sql, sizeof sql, "UPDATE login_throttle SET failures = %d", count);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(h), 1);
	sqlite3_close(h);
}

/* Where origins wait for themselves, a name has a hundred tries an hour, whoever makes them. */
static void strangers_lock_nobody_out(void **state)
{
	int64_t wait;

	(void)state;
	for (int i = 0; i <= LOGIN_FREE_FAILURES; i++)
		assert_int_equal(try_from_somewhere("eva", "wrong", &wait), ERR_DENIED);
	assert_int_equal(try_from_somewhere("eva", SECRET, &wait), OK);
	assert_int_equal(try_from_somewhere("eva", "wrong", &wait), ERR_DENIED);
	/* Each takes its time; most of them are put in. */
	store_close(house);
	count_failures(LOGIN_NAME_MOST - 1);
	house_open();
	assert_int_equal(try_from_somewhere("eva", "wrong", &wait), ERR_DENIED);
	store_close(house);
	house_open();
	assert_int_equal(try_from_somewhere("eva", SECRET, &wait), ERR_BUSY);
	assert_int_equal(wait, LOGIN_NAME_WINDOW_S);
	clock_fix(NOON + LOGIN_NAME_WINDOW_S);
	assert_int_equal(try_from_somewhere("eva", SECRET, &wait), OK);
}

static void old_failures_are_forgotten(void **state)
{
	int64_t wait;

	(void)state;
	for (int i = 0; i < LOGIN_FREE_FAILURES - 1; i++)
		try("eva", "wrong", &wait);
	clock_fix(NOON + LOGIN_WINDOW_S);
	for (int i = 0; i < LOGIN_FREE_FAILURES; i++)
		assert_int_equal(try("eva", "wrong", &wait), ERR_DENIED);
	assert_int_equal(try("eva", "wrong", &wait), ERR_BUSY);

	/* A clock set back locks nobody out for longer than the wait. */
	clock_fix(NOON - 400 * 86400);
	assert_int_equal(try("eva", SECRET, &wait), ERR_BUSY);
	assert_in_range(wait, 1, LOGIN_WAIT_MOST_S);
	clock_fix(NOON - 400 * 86400 + wait);
	assert_int_equal(try("eva", SECRET, &wait), OK);
}

static _Atomic int looked_at;

static void *try_wrong(void *arg)
{
	int64_t wait;

	(void)arg;
	if (try("eva", "wrong", &wait) == ERR_DENIED)
		atomic_fetch_add(&looked_at, 1);
	return NULL;
}

static void many_at_once_get_no_more_tries(void **state)
{
	pthread_t threads[12];

	(void)state;
	atomic_store(&looked_at, 0);
	for (int i = 0; i < 12; i++)
		pthread_create(&threads[i], NULL, try_wrong, NULL);
	for (int i = 0; i < 12; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&looked_at), LOGIN_FREE_FAILURES);
}

static void form_tokens_belong_to_their_session(void **state)
{
	char a[SESSION_CSRF_CHARS], b[SESSION_CSRF_CHARS];

	(void)state;
	session_csrf(&kiosk, "one", a);
	session_csrf(&kiosk, "one", b);
	assert_string_equal(a, b);
	session_csrf(&kiosk, "two", b);
	assert_string_not_equal(a, b);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, house_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(signing_in_and_out),
		CASE(other_tokens_open_nothing),
		CASE(a_new_sign_in_is_a_new_token_and_ends_the_old),
		CASE(idle_and_absolute_limits),
		CASE(a_clock_that_went_back_lengthens_no_session),
		CASE(use_is_written_once_a_minute),
		CASE(sessions_end_with_password_and_account),
		CASE(tokens_are_not_in_the_files),
		CASE(failures_are_throttled),
		CASE(unknown_names_are_throttled_alike),
		CASE(the_throttle_outlives_a_restart),
		CASE(strangers_lock_nobody_out),
		CASE(old_failures_are_forgotten),
		CASE(many_at_once_get_no_more_tries),
		CASE(form_tokens_belong_to_their_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
