/*
 * Accounts: names, passwords, the administrator that init makes. Rules:
 * contracts.md, Commands; reliability.md 30 and 33.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "house.h"
#include "model/accounts.h"
#include "model/keys.h"
#include "model/sessions.h"

#define SECRET "correct horse"

struct asked {
	int64_t id;
	const char *name, *hash;
	enum account_role role;
	bool rows, disabled;
};

static enum err add_job(struct db *db, void *ctx)
{
	struct asked *c = ctx;

	return account_add(CHANGE(NULL, db, "anna"), c->name, c->role, c->rows, c->hash, false,
		&c->id);
}

static enum err edit_job(struct db *db, void *ctx)
{
	struct asked *c = ctx;

	return account_edit(CHANGE(NULL, db, "anna"), c->id, c->role, c->rows, c->disabled);
}

static enum err password_job(struct db *db, void *ctx)
{
	struct asked *c = ctx;

	return account_reset_password(CHANGE_BY(NULL, db, &kiosk, "anna"), c->id, c->hash);
}

static enum err own_job(struct db *db, void *ctx)
{
	struct asked *c = ctx;

	return account_change_password(CHANGE(NULL, db, "eva"), c->id, c->hash);
}

static int64_t add(const char *name, enum account_role role, const char *password)
{
	char hash[ACCOUNT_HASH_CHARS];
	struct asked c = {.name = name, .role = role, .hash = hash};

	assert_int_equal(account_hash(name, password, hash), OK);
	assert_int_equal(store_write(house, add_job, &c), OK);
	return c.id;
}

static void names(void **state)
{
	static const char *const good[] = {"a", "eva.nova", "Ľubomír", "x-1_2@branch", "Ёлка",
		"李雷", "1234567890123456789012345678901234567890"};
	static const char *const bad[] = {"", "eva nova", "eva\n", "a/b", "<b>", "a'b", "\xFF",
		"\xC3", "12345678901234567890123456789012345678901", "a\xE2\x80\x8B", "a;b", "☃"};
	char key[ACCOUNT_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(account_name_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(account_name_valid(bad[i]));
		account_name_key(bad[i], key);
		assert_string_equal(key, "");
	}
	account_name_key("ĽUBOMÍR.Ёлка", key);
	assert_string_equal(key, "ľubomír.ёлка");
}

static void a_name_is_taken_however_it_is_written(void **state)
{
	struct asked c = {.name = "ĽUBO", .hash = "x", .role = ROLE_ANALYST};

	(void)state;
	add("ľubo", ROLE_ANALYST, SECRET);
	assert_int_equal(store_write(house, add_job, &c), ERR_CONFLICT);
	c.name = "not a name";
	assert_int_equal(store_write(house, add_job, &c), ERR_INPUT);
}

static void passwords_have_bounds(void **state)
{
	char hash[ACCOUNT_HASH_CHARS], lengthy[ACCOUNT_PASSWORD_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof lengthy; i++)
		lengthy[i] = (char)('!' + i * 37 % 90);
	lengthy[ACCOUNT_PASSWORD_MAX + 1] = '\0';
	assert_int_equal(account_hash("eva", "1234567", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva", "žžžžžžž", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva", lengthy, hash), ERR_INPUT);
	assert_int_equal(account_hash("eva", "12345678\xFF", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva.nova", "EVA.Nova", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva.nova", "Password1!", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva.nova", "eva.nova1", hash), ERR_INPUT);
	assert_int_equal(account_hash("eva.nova", "kiosk2026", hash), ERR_INPUT);
	lengthy[ACCOUNT_PASSWORD_MAX] = '\0';
	assert_int_equal(account_hash("eva", lengthy, hash), OK);
	assert_true(strncmp(hash, "$argon2id$", 10) == 0);
	assert_true(password_verify(hash, lengthy, ACCOUNT_PASSWORD_MAX));
}

static void only_the_right_password_opens(void **state)
{
	struct account account = {0};
	struct db *db = house_db();
	int64_t id = add("Eva", ROLE_MANAGER, SECRET);
	struct asked c = {.id = id, .role = ROLE_MANAGER, .disabled = true};

	(void)state;
	assert_int_equal(account_check_password(db, "eva", SECRET, &account), OK);
	assert_int_equal(account.id, id);
	assert_string_equal(account.name, "Eva");
	assert_int_equal(account.role, ROLE_MANAGER);
	assert_false(account.rows);
	assert_int_equal(account_check_password(db, "eva", "correct horsf", &account),
		ERR_DENIED);
	assert_int_equal(account_check_password(db, "eva", "", &account), ERR_DENIED);
	assert_int_equal(account_check_password(db, "nobody", SECRET, &account), ERR_DENIED);
	assert_int_equal(account_check_password(db, "' OR 1=1 --", SECRET, &account),
		ERR_DENIED);
	assert_int_equal(account_check_password(db, "", "", &account), ERR_DENIED);
	assert_int_equal(store_write(house, edit_job, &c), OK);
	assert_int_equal(account_check_password(db, "eva", SECRET, &account), ERR_DENIED);
}

/* Seconds of CPU do not tell names that exist from others: within a factor. */
static void unknown_names_take_as_long(void **state)
{
	struct account account;
	int64_t known = 0, unknown = 0, start;

	(void)state;
	add("eva", ROLE_ANALYST, SECRET);
	for (int i = 0; i < 3; i++) {
		start = clock_mono_ms();
		account_check_password(house_db(), "eva", "wrong password", &account);
		known += clock_mono_ms() - start;
		start = clock_mono_ms();
		account_check_password(house_db(), "adam", "wrong password", &account);
		unknown += clock_mono_ms() - start;
	}
	assert_true(unknown > known / 4 && known > unknown / 4);
}

static void a_new_password_replaces_the_old(void **state)
{
	char hash[ACCOUNT_HASH_CHARS];
	struct account account;
	struct asked c = {.id = add("eva", ROLE_ANALYST, SECRET), .hash = hash};

	(void)state;
	assert_int_equal(account_hash("eva", "another secret", hash), OK);
	assert_int_equal(store_write(house, password_job, &c), OK);
	assert_int_equal(account_check_password(house_db(), "eva", SECRET, &account), ERR_DENIED);
	assert_int_equal(account_check_password(house_db(), "eva", "another secret", &account),
		OK);
	assert_true(account.must_change);
	c.id = 999;
	assert_int_equal(store_write(house, password_job, &c), ERR_NOT_FOUND);
}

static void the_list_is_by_name(void **state)
{
	struct arena *a = arena_new();
	struct account *list;
	size_t count;

	(void)state;
	add("zoe", ROLE_ANALYST, SECRET);
	add("Adam", ROLE_MANAGER, SECRET);
	assert_int_equal(account_list(a, house_db(), &list, &count), OK);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name, "Adam");
	assert_string_equal(list[1].name, "zoe");
	assert_string_equal(role_name(list[0].role), "manager");
	arena_free(a);
}

static void the_last_administrator_stays(void **state)
{
	int64_t one = add("one", ROLE_ADMIN, SECRET);
	struct asked c = {.id = one, .role = ROLE_ADMIN, .disabled = true};

	(void)state;
	assert_int_equal(store_write(house, edit_job, &c), ERR_CONFLICT);
	c = (struct asked){.id = one, .role = ROLE_MANAGER};
	assert_int_equal(store_write(house, edit_job, &c), ERR_CONFLICT);
	add("two", ROLE_ADMIN, SECRET);
	assert_int_equal(store_write(house, edit_job, &c), OK);
	c.id = 999;
	assert_int_equal(store_write(house, edit_job, &c), ERR_NOT_FOUND);
}

static void the_first_start_makes_admin_with_a_one_time_password(void **state)
{
	char one_time[ACCOUNT_ONE_TIME_CHARS], again[ACCOUNT_ONE_TIME_CHARS];
	struct account account;

	(void)state;
	assert_int_equal(account_ensure_admin(house, NULL, false, one_time), OK);
	assert_int_equal(strlen(one_time), ACCOUNT_ONE_TIME_CHARS - 1);
	assert_int_equal(account_check_password(house_db(), "admin", one_time, &account), OK);
	assert_int_equal(account.role, ROLE_ADMIN);
	assert_true(account.must_change);

	/* Later starts leave it alone. */
	assert_int_equal(account_ensure_admin(house, "", false, again), OK);
	assert_string_equal(again, "");
	assert_int_equal(account_check_password(house_db(), "admin", one_time, &account), OK);
}

static void a_one_time_password_nobody_may_have_read_is_replaced(void **state)
{
	char lost[ACCOUNT_ONE_TIME_CHARS], shown[ACCOUNT_ONE_TIME_CHARS];
	struct account account;

	(void)state;
	assert_int_equal(account_ensure_admin(house, NULL, true, lost), OK);
	assert_int_equal(account_ensure_admin(house, NULL, true, shown), OK);
	assert_string_not_equal(lost, shown);
	assert_int_equal(account_check_password(house_db(), "admin", shown, &account), OK);
	assert_true(account.must_change);
	assert_int_equal(account_check_password(house_db(), "admin", lost, &account), ERR_DENIED);

	/* A chosen one was read. */
	assert_int_equal(account_ensure_admin(house, "chosen", true, shown), OK);
	assert_int_equal(account_ensure_admin(house, NULL, true, shown), OK);
	assert_string_equal(shown, "");
	assert_int_equal(account_check_password(house_db(), "admin", "chosen", &account), OK);
}

static void a_given_password_is_for_good(void **state)
{
	char one_time[ACCOUNT_ONE_TIME_CHARS], token[SESSION_TOKEN_CHARS];
	struct account account;
	struct session session;
	int64_t wait;

	(void)state;
	assert_int_equal(account_ensure_admin(house, NULL, false, one_time), OK);
	assert_int_equal(account_ensure_admin(house, "short", false, one_time), OK);
	assert_string_equal(one_time, "");
	assert_int_equal(account_check_password(house_db(), "admin", "short", &account), OK);
	assert_false(account.must_change);

	/* The same again ends no session; another one does. */
	assert_int_equal(session_login(house, &kiosk, "admin", "short", NULL, false, token,
		&account, &wait), OK);
	assert_int_equal(account_ensure_admin(house, "short", false, one_time), OK);
	assert_int_equal(session_find(house, token, &session), OK);
	assert_int_equal(account_ensure_admin(house, "other", false, one_time), OK);
	assert_int_equal(session_find(house, token, &session), ERR_DENIED);

	/* Someone disabled it: the operator's word counts. */
	struct asked c = {.id = account.id, .role = ROLE_ANALYST, .disabled = true};

	add("two", ROLE_ADMIN, SECRET);
	assert_int_equal(store_write(house, edit_job, &c), OK);
	assert_int_equal(account_ensure_admin(house, "other", false, one_time), OK);
	assert_int_equal(account_check_password(house_db(), "admin", "other", &account), OK);
	assert_int_equal(account.role, ROLE_ADMIN);
}

/* 72 hours, told apart from a wrong one only to who has it. */
static void one_time_passwords_expire(void **state)
{
	char hash[ACCOUNT_HASH_CHARS], one_time[ACCOUNT_ONE_TIME_CHARS];
	char token[SESSION_TOKEN_CHARS];
	struct account account;
	struct asked c = {.hash = hash};
	int64_t wait;

	(void)state;
	account_one_time(one_time);
	assert_int_equal(account_hash("eva", one_time, hash), OK);
	c.id = add("eva", ROLE_MANAGER, SECRET);
	assert_int_equal(store_write(house, password_job, &c), OK);
	clock_fix(NOON + 72 * 3600 - 1);
	assert_int_equal(session_login(house, &kiosk, "eva", one_time, NULL, false, token, &account,
		&wait), OK);
	clock_fix(NOON + 72 * 3600);
	assert_int_equal(session_login(house, &kiosk, "eva", one_time, NULL, false, token, &account,
		&wait), ERR_GONE);
	assert_int_equal(session_login(house, &kiosk, "eva", "wrong", NULL, false, token, &account,
		&wait), ERR_DENIED);
	assert_int_equal(account_by_id(house_db(), c.id, &account), OK);
	assert_true(account_expired(&account));
	assert_int_equal(account_hash("eva", SECRET, hash), OK);
	assert_int_equal(store_write(house, own_job, &c), OK);
	assert_int_equal(account_by_id(house_db(), c.id, &account), OK);
	assert_false(account_expired(&account));
}

/* Nobody is locked out of a kiosk that was set up and forgotten. */
static void an_expired_one_of_admin_is_replaced_at_the_next_start(void **state)
{
	char one_time[ACCOUNT_ONE_TIME_CHARS], again[ACCOUNT_ONE_TIME_CHARS];
	struct account account;

	(void)state;
	assert_int_equal(account_ensure_admin(house, NULL, false, one_time), OK);
	clock_fix(NOON + 72 * 3600 - 1);
	assert_int_equal(account_ensure_admin(house, NULL, false, again), OK);
	assert_string_equal(again, "");
	clock_fix(NOON + 72 * 3600);
	assert_int_equal(account_ensure_admin(house, NULL, false, again), OK);
	assert_string_not_equal(again, "");
	assert_int_equal(account_check_password(house_db(), "admin", one_time, &account),
		ERR_DENIED);
	assert_int_equal(account_check_password(house_db(), "admin", again, &account), OK);
	assert_false(account_expired(&account));
}

static void one_time_passwords_differ(void **state)
{
	char one[ACCOUNT_ONE_TIME_CHARS], two[ACCOUNT_ONE_TIME_CHARS];

	(void)state;
	account_one_time(one);
	account_one_time(two);
	assert_string_not_equal(one, two);
	assert_int_equal(one[4], '-');
	assert_null(strpbrk(one, "01ilo"));
}

static void the_kiosk_is_made_once(void **state)
{
	struct kiosk again;
	unsigned char secret[KEYS_SECRET_BYTES], signature[SIGN_BYTES];
	unsigned char one[32], two[32];

	(void)state;
	assert_int_equal(store_write(house, house_keys, NULL), OK);
	assert_int_equal(kiosk_load(house_db(), &again), OK);
	assert_memory_equal(&again, &kiosk, sizeof kiosk);
	assert_int_equal(strlen(kiosk.id), 32);
	assert_int_equal(keys_secret(house_db(), secret), OK);
	sign_make("x", 1, secret, signature);
	assert_true(sign_verify("x", 1, kiosk.public_key, signature));
	kiosk_hash(&kiosk, "a", "bc", 2, one);
	kiosk_hash(&kiosk, "ab", "c", 1, two);
	assert_memory_not_equal(one, two, 32);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, house_set_up, house_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(names),
		CASE(a_name_is_taken_however_it_is_written),
		CASE(passwords_have_bounds),
		CASE(only_the_right_password_opens),
		CASE(unknown_names_take_as_long),
		CASE(a_new_password_replaces_the_old),
		CASE(the_list_is_by_name),
		CASE(the_last_administrator_stays),
		CASE(the_first_start_makes_admin_with_a_one_time_password),
		CASE(a_one_time_password_nobody_may_have_read_is_replaced),
		CASE(a_given_password_is_for_good),
		CASE(one_time_passwords_expire),
		CASE(an_expired_one_of_admin_is_replaced_at_the_next_start),
		CASE(one_time_passwords_differ),
		CASE(the_kiosk_is_made_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
