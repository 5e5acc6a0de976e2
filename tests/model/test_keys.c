/*
 * The file of the secret keys: what it holds, when it changes, that only the database's own is
 * used, and that they can be put back or made anew (model/keys.h).
 */
#include "audit_house.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "model/keys.h"
#include "model/receipts.h"
#include "store/fault.h"

static const char *path_of(const char *name)
{
	return path_join(arena, temp_path, name);
}

static const char *file_text(const char *name)
{
	char *text;
	size_t len;

	return file_read(arena, path_of(name), KEYS_MAX, &text, &len) ? NULL : text;
}

static void put_text(const char *text)
{
	assert_int_equal(file_write(path_of(KEYS_FILE), text, strlen(text), 0600), OK);
}

static bool has_round(const char *code)
{
	const char *text = file_text(KEYS_FILE);

	assert_non_null(text);
	return strstr(text, arena_printf(arena, "\nround %s ", code)) != NULL;
}

static struct keys_found found(void)
{
	struct keys_found out;

	assert_int_equal(keys_look(arena, house_db(), &out), OK);
	return out;
}

static void assert_state(enum keys_state state)
{
	assert_int_equal(found().state, state);
	assert_int_equal(keys_check(house_db()), state == KEYS_SOUND ? OK : ERR_STORE);
}

/* ---- jobs ---- */

struct job {
	const char *text;
	bool alone;
	struct keys_import import;
	const char *aside;
	char *out;
	size_t len;
};

static enum err export_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return keys_export(CHANGE(arena, db, TRAIL_SHELL), &j->out, &j->len);
}

static enum err import_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return keys_import(CHANGE(arena, db, TRAIL_SHELL), j->text, strlen(j->text), j->alone,
		&j->import);
}

static enum err renew_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return keys_renew(CHANGE(arena, db, TRAIL_SHELL), &j->aside);
}

static enum err adopt_job(struct db *db, void *ctx)
{
	(void)ctx;
	return keys_adopt(CHANGE(arena, db, TRAIL_SHELL));
}

static enum err prune_job(struct db *db, void *ctx)
{
	(void)ctx;
	return keys_prune(CHANGE(arena, db, TRAIL_SYSTEM));
}

static enum err finish_job(struct db *db, void *ctx)
{
	return rounds_finish(CHANGE(arena, db, TRAIL_SYSTEM), ctx);
}

static enum err reopen_job(struct db *db, void *ctx)
{
	return round_reopen(CHANGE(arena, db, TRAIL_SYSTEM), ctx, NULL);
}

static enum err event_job(struct db *db, void *ctx)
{
	(void)ctx;
	return trail_event(CHANGE(arena, db, TRAIL_SHELL), TRAIL_BACKUP, NULL, NULL);
}

static const char *exported(void)
{
	struct job j = {0};

	assert_int_equal(store_write(house, export_job, &j), OK);
	assert_int_equal(strlen(j.out), j.len);
	return j.out;
}

static struct keys_import import(const char *text, bool alone, enum err expected)
{
	struct job j = {.text = text, .alone = alone};

	assert_int_equal(store_write(house, import_job, &j), expected);
	return j.import;
}

static const char *renew(enum err expected)
{
	struct job j = {0};

	assert_int_equal(store_write(house, renew_job, &j), expected);
	return j.aside;
}

static struct trail_sound sound(void)
{
	struct trail_sound out;
	int64_t bad = 0;

	if (trail_verify(house_db(), &out, &bad))
		fail_msg("%s", err_detail());
	return out;
}

static const char *last_action(void)
{
	struct trail_row *rows;
	size_t n;

	assert_int_equal(trail_list(arena, house_db(), 0, 1, &rows, &n), OK);
	assert_int_equal(n, 1);
	return rows[0].action;
}

/* ---- the file ---- */

static void the_file_is_made_with_the_kiosk(void **state)
{
	const char *text = file_text(KEYS_FILE);
	struct stat st;
	char first[200];

	(void)state;
	assert_state(KEYS_SOUND);
	assert_int_equal(stat(path_of(KEYS_FILE), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(found().wide);
	snprintf(first, sizeof first, "kiosk keys 1 %s ", kiosk.id);
	assert_int_equal(strncmp(text, first, strlen(first)), 0);
	assert_int_equal(chmod(path_of(KEYS_FILE), 0640), 0);
	assert_true(found().wide);
}

/* Each of these is not that file, and what needs a key says so and changes nothing. */
static void only_a_whole_file_of_this_kiosk_is_used(void **state)
{
	const char *text = arena_strdup(arena, file_text(KEYS_FILE));
	char *other = arena_strdup(arena, text), *bent = arena_strdup(arena, text);
	unsigned char secret[KEYS_SECRET_BYTES];
	size_t id = strlen("kiosk keys 1 "), last = strlen(text) - 2;
	const struct {
		const char *text;
		enum keys_state state;
	} cases[] = {
		{"", KEYS_DAMAGED},
		{"kiosk keys 1\n", KEYS_DAMAGED},
		{arena_strndup(arena, text, strlen(text) - 1), KEYS_DAMAGED},
		{arena_printf(arena, "%sround x\n", text), KEYS_DAMAGED},
		{arena_printf(arena, "%s\n", text), KEYS_DAMAGED},
		{bent, KEYS_DAMAGED},
		{other, KEYS_FOREIGN},
	};

	(void)state;
	assert_string_equal(text + last + 1, "\n");
	/* The public key that the secret one has behind it. */
	bent[id + 33] = bent[id + 33] == 'a' ? 'b' : 'a';
	other[id] = other[id] == 'a' ? 'b' : 'a';
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		put_text(cases[i].text);
		assert_state(cases[i].state);
		assert_int_equal(keys_secret(house_db(), secret), ERR_STORE);
		assert_non_null(strstr(err_detail(), "kiosk keys import"));
		assert_int_equal(store_write(house, event_job, NULL), ERR_STORE);
		assert_string_equal(file_text(KEYS_FILE), cases[i].text);
	}
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	assert_state(KEYS_MISSING);
	assert_int_equal(store_write(house, event_job, NULL), ERR_STORE);
	assert_non_null(strstr(err_detail(), "kiosk keys renew"));
	put_text(text);
	assert_state(KEYS_SOUND);
	assert_int_equal(store_write(house, event_job, NULL), OK);
}

static void a_kiosk_made_anew_leaves_older_keys_aside(void **state)
{
	const char *text = arena_strdup(arena, file_text(KEYS_FILE));

	(void)state;
	store_close(house);
	assert_int_equal(unlink(path_of("kiosk.db")), 0);
	unlink(path_of("kiosk.db-wal"));
	unlink(path_of("kiosk.db-shm"));
	assert_int_equal(store_create(temp_path), OK);
	house_open();
	assert_state(KEYS_SOUND);
	assert_string_equal(file_text("keys-aside-1"), text);
}

/* ---- rounds ---- */

static void a_round_has_its_key_until_it_is_final(void **state)
{
	struct round one = round_of((struct round_spec){.code = "one"});
	struct round two = round_of((struct round_spec){.code = "two"});
	unsigned char first[KEYS_ROUND_BYTES], second[KEYS_ROUND_BYTES], id[16] = {7};
	char receipt[RECEIPT_CHARS];
	bool there, any;

	(void)state;
	assert_int_equal(keys_round(house_db(), "one", first, &there), OK);
	assert_true(there);
	assert_int_equal(keys_round(house_db(), "two", second, &there), OK);
	assert_memory_not_equal(first, second, sizeof first);
	round_end(&one);
	assert_int_equal(store_write(house, reopen_job, "one"), OK);
	assert_int_equal(keys_round(house_db(), "one", second, &there), OK);
	assert_memory_equal(first, second, sizeof first);
	one = round_again(&one);
	round_end(&one);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	/* The program may end here: the key is no longer used, and goes with the next look. */
	assert_true(has_round("one"));
	assert_int_equal(receipt_make(house_db(), one.id, id, receipt), OK);
	assert_string_equal(receipt, "");
	assert_int_equal(keys_any_final(house_db(), &any), OK);
	assert_true(any);
	assert_int_equal(store_write(house, prune_job, NULL), OK);
	assert_false(has_round("one"));
	assert_true(has_round("two"));
	assert_int_equal(keys_any_final(house_db(), &any), OK);
	assert_false(any);
	assert_int_equal(receipt_make(house_db(), two.id, id, receipt), OK);
	assert_int_equal(strlen(receipt), RECEIPT_CHARS - 1);
}

/* A round without its key would give receipts that nothing can check: the key comes first. */
static void the_key_is_there_before_the_round(void **state)
{
	struct round one;
	struct round_spec spec = {.code = "one"};

	(void)state;
	store_fault_writes(0, ENOSPC);
	assert_int_equal(round_try(spec, &one), ERR_STORE);
	store_fault_writes(0, 0);
	assert_true(has_round("one"));
	assert_int_equal(round_find(arena, house_db(), "one", &one), ERR_NOT_FOUND);
	one = round_of(spec);
	assert_true(has_round("one"));
}

static void what_is_refused_leaves_no_key(void **state)
{
	struct round one;

	(void)state;
	assert_int_equal(round_try((struct round_spec){.code = "one", .title = ""}, &one), ERR_INPUT);
	assert_false(has_round("one"));
}

/* Other rounds of the database may come back with another backup. */
static void keys_of_rounds_not_there_stay(void **state)
{
	const char *text = arena_printf(arena, "%sround gone %s%s\n", file_text(KEYS_FILE),
		"0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef");

	(void)state;
	put_text(text);
	assert_int_equal(store_write(house, prune_job, NULL), OK);
	assert_string_equal(file_text(KEYS_FILE), text);
}

/* ---- out and in ---- */

static void what_goes_out_comes_back(void **state)
{
	struct round one = round_of((struct round_spec){.code = "one"});
	const char *text, *whole;
	struct keys_import done;
	unsigned char before[KEYS_ROUND_BYTES], after[KEYS_ROUND_BYTES];
	bool there;

	(void)state;
	text = exported();
	assert_string_equal(text, file_text(KEYS_FILE));
	assert_string_equal(last_action(), "keys.export");
	assert_true(import(text, false, OK).same);
	assert_string_equal(last_action(), "keys.export");
	round_of((struct round_spec){.code = "two"});
	whole = arena_strdup(arena, file_text(KEYS_FILE));
	assert_true(import(text, false, OK).same);
	assert_string_equal(file_text(KEYS_FILE), whole);
	assert_int_equal(keys_round(house_db(), one.code, before, &there), OK);
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	done = import(text, false, OK);
	assert_false(done.same);
	assert_false(done.rekeyed);
	assert_null(done.aside);
	assert_state(KEYS_SOUND);
	assert_string_equal(last_action(), "keys.import");
	assert_int_equal(keys_round(house_db(), one.code, after, &there), OK);
	assert_memory_equal(before, after, sizeof before);
	/* Opened since: it has another now, so that answers to it have receipts. */
	assert_true(has_round("two"));
	assert_int_equal(sound().lost, 0);
}

static void final_rounds_get_nothing_back(void **state)
{
	struct round one = round_of((struct round_spec){.code = "one"});
	const char *text = exported();

	(void)state;
	round_end(&one);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_int_equal(store_write(house, prune_job, NULL), OK);
	assert_true(import(text, false, OK).same);
	assert_false(has_round("one"));
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	import(text, false, OK);
	assert_false(has_round("one"));
}

static void what_does_not_fit_is_refused(void **state)
{
	const char *text = arena_strdup(arena, file_text(KEYS_FILE));
	char *other = arena_strdup(arena, text);
	size_t id = strlen("kiosk keys 1 ");

	(void)state;
	other[id] = other[id] == 'a' ? 'b' : 'a';
	import("hello\n", true, ERR_INPUT);
	import(arena_strndup(arena, text, strlen(text) - 9), true, ERR_INPUT);
	import(other, true, ERR_INPUT);
	assert_non_null(strstr(err_detail(), kiosk.id));
	assert_string_equal(file_text(KEYS_FILE), text);
}

/* ---- other keys ---- */

static void lost_keys_are_renewed(void **state)
{
	struct round one = round_of((struct round_spec){.code = "one"});
	struct kiosk now;
	struct trail_sound t;
	struct trail_head head;

	(void)state;
	renew(ERR_CONFLICT);
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	assert_null(renew(OK));
	assert_state(KEYS_SOUND);
	assert_true(has_round(one.code));
	assert_string_equal(last_action(), "keys.renew");
	assert_int_equal(kiosk_load(house_db(), &now), OK);
	assert_string_equal(now.id, kiosk.id);
	assert_memory_not_equal(now.public_key, kiosk.public_key, sizeof now.public_key);
	assert_memory_not_equal(now.hash_key, kiosk.hash_key, sizeof now.hash_key);
	assert_int_equal(trail_head(house_db(), &head), OK);
	assert_int_equal(head.keyed, head.seq);
	assert_true(trail_seal_holds(now.id, now.public_key, &head));
	t = sound();
	assert_int_equal(t.rows, head.seq);
	assert_int_equal(t.lost, head.seq - 1);
	assert_int_equal(t.lost_from, 1);
	assert_int_equal(t.lost_to, head.seq - 1);
	assert_int_equal(store_write(house, event_job, NULL), OK);
	assert_int_equal(sound().lost, t.lost);
}

static void other_files_are_kept_when_keys_are_renewed(void **state)
{
	(void)state;
	put_text("not keys\n");
	assert_string_equal(renew(OK), path_of("keys-aside-1"));
	assert_string_equal(file_text("keys-aside-1"), "not keys\n");
	assert_state(KEYS_SOUND);
}

/* The file was written, the database was not. */
static void a_renewal_cut_short_goes_on(void **state)
{
	const char *ahead;

	(void)state;
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	store_fault_writes(0, ENOSPC);
	renew(ERR_STORE);
	store_fault_writes(0, 0);
	assert_state(KEYS_OTHER);
	ahead = arena_strdup(arena, file_text(KEYS_FILE));
	assert_null(renew(OK));
	assert_state(KEYS_SOUND);
	assert_string_equal(file_text(KEYS_FILE), ahead);
	assert_int_equal(sound().rows, sound().lost + 1);
}

static void found_again_they_take_their_place(void **state)
{
	const char *text = exported();
	struct keys_import done;
	struct kiosk now;
	struct trail_sound t;

	(void)state;
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	renew(OK);
	import(text, false, ERR_BUSY);
	done = import(text, true, OK);
	assert_true(done.rekeyed);
	assert_string_equal(done.aside, path_of("keys-aside-1"));
	assert_int_equal(kiosk_load(house_db(), &now), OK);
	assert_memory_equal(&now, &kiosk, sizeof now);
	/* One row was by the other key; the rest is proven again. */
	t = sound();
	assert_int_equal(t.lost, 1);
	assert_int_equal(t.lost_from, t.rows - 1);
	assert_int_equal(t.lost_to, t.rows - 1);
	assert_true(import(text, true, OK).same);
	assert_int_equal(sound().rows, t.rows);
}

static void a_database_from_before_goes_on_with_what_is_there(void **state)
{
	const char *text = exported(), *newer;

	(void)state;
	assert_int_equal(store_write(house, adopt_job, NULL), ERR_CONFLICT);
	assert_int_equal(unlink(path_of(KEYS_FILE)), 0);
	renew(OK);
	newer = arena_strdup(arena, file_text(KEYS_FILE));
	import(text, true, OK);
	put_text(newer);
	assert_state(KEYS_OTHER);
	assert_int_equal(store_write(house, adopt_job, NULL), OK);
	assert_state(KEYS_SOUND);
	assert_int_equal(sound().lost_from, 1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, audit_set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_file_is_made_with_the_kiosk),
		CASE(only_a_whole_file_of_this_kiosk_is_used),
		CASE(a_kiosk_made_anew_leaves_older_keys_aside),
		CASE(a_round_has_its_key_until_it_is_final),
		CASE(the_key_is_there_before_the_round),
		CASE(what_is_refused_leaves_no_key),
		CASE(keys_of_rounds_not_there_stay),
		CASE(what_goes_out_comes_back),
		CASE(final_rounds_get_nothing_back),
		CASE(what_does_not_fit_is_refused),
		CASE(lost_keys_are_renewed),
		CASE(other_files_are_kept_when_keys_are_renewed),
		CASE(a_renewal_cut_short_goes_on),
		CASE(found_again_they_take_their_place),
		CASE(a_database_from_before_goes_on_with_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
