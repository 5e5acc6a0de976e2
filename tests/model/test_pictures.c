/* Pictures in the store: there once, gone with their hour, shown to those who may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "house.h"
#include "model/pictures.h"
#include "store/stmt.h"

#define HOUR 3600
#define ROUND 7

static struct change change;

#define changed(call) ( \
	assert_int_equal(change_begin(&change, house_arena, house, &kiosk, ""), OK), \
	change_end(&change, call))

/* As it is stored; nobody looks into it here. */
static struct kept_picture a_picture(unsigned number, size_t len)
{
	struct kept_picture p = {.type = "image/png", .width = 3, .height = 2, .len = len};
	char *bytes = arena_alloc(house_arena, len + 1);

	memset(bytes, (int)('a' + number % 26), len);
	p.bytes = bytes;
	digest_of(&number, sizeof number, p.hash);
	return p;
}

static const char *hex(const struct kept_picture *p)
{
	char *out = arena_alloc(house_arena, PICTURE_HASH_CHARS);

	digest_hex(p->hash, sizeof p->hash, out);
	return out;
}

static enum err get(const struct kept_picture *p, enum picture_for who)
{
	struct kept_picture got;
	enum err e = picture_get(house_arena, house_db(), who, hex(p), &got);

	if (!e) {
		assert_int_equal(got.len, p->len);
		assert_memory_equal(got.bytes, p->bytes, p->len);
		assert_string_equal(got.type, p->type);
		assert_int_equal(got.width, p->width);
	}
	return e;
}

static void claim(const struct kept_picture *p, int64_t round)
{
	struct stmt *s;

	assert_int_equal(change_begin(&change, house_arena, house, &kiosk, ""), OK);
	s = db_stmt(change.db, STMT_PICTURE_CLAIM);
	stmt_blob(s, ":hash", p->hash, sizeof p->hash);
	stmt_i64(s, ":round", round);
	assert_int_equal(change_end(&change, stmt_run(s)), OK);
}

static bool due(void)
{
	bool any = false;

	assert_int_equal(pictures_due(house_db(), &any), OK);
	return any;
}

static void test_goes_with_its_hour(void **state)
{
	struct kept_picture sent = a_picture(1, 100), left = a_picture(2, 100);

	(void)state;
	assert_int_equal(changed(picture_put(&change, ROUND, &sent)), OK);
	assert_int_equal(changed(picture_put(&change, ROUND, &left)), OK);
	claim(&sent, ROUND);
	clock_fix(NOON + HOUR);
	assert_false(due());
	clock_fix(NOON + 2 * HOUR);
	assert_true(due());
	assert_int_equal(changed(pictures_purge(&change)), OK);
	assert_false(due());
	assert_int_equal(get(&sent, PICTURE_FOR_DESK), OK);
	assert_int_equal(get(&left, PICTURE_FOR_DESK), ERR_NOT_FOUND);
}

/* What came while the clock was a year ahead goes as if it came now. */
static void test_hours_ahead_are_taken_back(void **state)
{
	struct kept_picture p = a_picture(1, 100);

	(void)state;
	clock_fix(NOON + 365 * 24 * HOUR);
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
	clock_fix(NOON);
	assert_true(due());
	assert_int_equal(changed(pictures_purge(&change)), OK);
	assert_int_equal(get(&p, PICTURE_FOR_DESK), OK);
	assert_false(due());
	clock_fix(NOON + 2 * HOUR);
	assert_int_equal(changed(pictures_purge(&change)), OK);
	assert_int_equal(get(&p, PICTURE_FOR_DESK), ERR_NOT_FOUND);
}

static void test_there_once(void **state)
{
	struct kept_picture p = a_picture(1, 100);

	(void)state;
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
	claim(&p, ROUND);
	/* Again, and in another round, where it can be sent as well; it does not go any more. */
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
	assert_int_equal(changed(picture_put(&change, ROUND + 1, &p)), OK);
	claim(&p, ROUND + 1);
	clock_fix(NOON + 48 * HOUR);
	assert_false(due());
	assert_int_equal(get(&p, PICTURE_FOR_DESK), OK);
}

static void test_waiting_ones_have_little_room(void **state)
{
	size_t each = (size_t)PICTURES_WAITING_BYTES / 10;
	struct kept_picture p;

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		p = a_picture(i, each);
		assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
	}
	p = a_picture(10, 1);
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), ERR_BUSY);
	assert_int_equal(changed(picture_put(&change, ROUND + 1, &p)), OK);
	p = a_picture(0, each);
	claim(&p, ROUND);
	p = a_picture(11, 1);
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
}

static void test_only_released_ones_are_for_all(void **state)
{
	struct kept_picture p = a_picture(1, 100);
	struct kept_picture none;

	(void)state;
	assert_int_equal(changed(picture_put(&change, ROUND, &p)), OK);
	claim(&p, ROUND);
	assert_int_equal(get(&p, PICTURE_FOR_ALL), ERR_NOT_FOUND);
	assert_int_equal(get(&p, PICTURE_FOR_DESK), OK);
	assert_int_equal(picture_get(house_arena, house_db(), PICTURE_FOR_DESK, "", &none),
		ERR_NOT_FOUND);
	/* One of a prototype is nobody's until a version has it. */
	p = a_picture(2, 100);
	assert_int_equal(changed(picture_put_lasting(&change, &p)), OK);
	assert_int_equal(get(&p, PICTURE_FOR_ALL), ERR_NOT_FOUND);
	clock_fix(NOON + 48 * HOUR);
	assert_false(due());
}

static void test_what_is_none_is_told(void **state)
{
	struct kept_picture p;

	(void)state;
	assert_int_equal(picture_make(house_arena, "<svg/>", 6, &p), ERR_INPUT);
	assert_string_equal(err_said(house_arena).key, "survey.picture.unknown");
	assert_int_equal(picture_make(house_arena, "", 0, &p), ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, house_set_up, house_tear_down)
		T(test_goes_with_its_hour), T(test_hours_ahead_are_taken_back), T(test_there_once),
		T(test_waiting_ones_have_little_room), T(test_only_released_ones_are_for_all),
		T(test_what_is_none_is_told),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
