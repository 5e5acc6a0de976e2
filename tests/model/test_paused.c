/* Paused answers: only the code opens them, and they go when they were promised to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <time.h>

#include "house.h"
#include "model/calendar.h"
#include "model/erase.h"
#include "model/paused.h"
#include "store/stmt.h"

#define WORDS "A01\0SAL\0A31\0marzipan"
#define HOUR 3600

static struct change change;
static struct store *desk;	/* as survey.fcgi has it open: the keeper's role opens nothing */

static struct change *begun_by(struct store *s)
{
	assert_int_equal(change_begin(&change, house_arena, s, &kiosk, NULL), OK);
	return &change;
}

static struct change *begun(void)
{
	return begun_by(desk);
}

static void desk_open(void)
{
	assert_int_equal(store_open(temp_path, STORE_SURVEY, kiosk_upgrades, &desk), OK);
}

static int set_up(void **state)
{
	int failed = house_set_up(state);

	if (!failed)
		desk_open();
	return failed;
}

static int tear_down(void **state)
{
	store_close(desk);
	return house_tear_down(state);
}

static int64_t rows(void)
{
	struct db *db;
	struct stmt *s;
	bool row;
	int64_t n;

	assert_int_equal(store_reader(desk, &db), OK);
	s = db_stmt(db, STMT_PAUSED_ROOM);
	assert_int_equal(stmt_step(s, &row), OK);
	n = col_i64(s, "n");
	stmt_done(s);
	return n;
}

static struct paused_sealed sealed_of(int64_t round, const char *text, size_t len)
{
	struct paused_sealed s;

	assert_int_equal(paused_seal(house_arena, &kiosk, round, text, len, &s), OK);
	return s;
}

static enum err put(const struct paused_sealed *sealed, char code[PAUSED_CODE_CHARS])
{
	struct change *c = begun();
	struct paused_kept kept;
	enum err e = change_end(c, paused_put(c, sealed, &kept));

	if (!e)
		memcpy(code, kept.code, sizeof kept.code);
	return e;
}

static void pause_words(char code[PAUSED_CODE_CHARS])
{
	struct paused_sealed s = sealed_of(1, WORDS, sizeof WORDS);

	assert_int_equal(put(&s, code), OK);
}

/* The three steps of going on. */
static bool opens(const char *typed, struct paused_text *out)
{
	struct paused_try t;
	struct change *c;
	bool open;

	if (!paused_typed(typed, &t))
		return false;
	c = begun();
	assert_int_equal(change_end(c, paused_find(c, &t)), OK);
	assert_int_equal(paused_open(house_arena, &kiosk, &t, out, &open), OK);
	c = begun();
	assert_int_equal(change_end(c, paused_settle(c, &t, open)), OK);
	return open;
}

static bool opens_words(const char *typed)
{
	struct paused_text text;

	return opens(typed, &text) && text.len == sizeof WORDS &&
		memcmp(text.text, WORDS, sizeof WORDS) == 0;
}

/* The same row, another key. */
static const char *wrong(const char *code)
{
	static char out[PAUSED_CODE_CHARS];

	memcpy(out, code, sizeof out);
	out[PAUSED_CODE_CHARS - 2] = out[PAUSED_CODE_CHARS - 2] == 'X' ? 'Y' : 'X';
	return out;
}

static void erase(const char *ticket)
{
	struct change *c = begun();

	assert_int_equal(change_end(c, paused_erase(c, ticket)), OK);
}

/* What the keeper does, and only while the clock is sound. */
static void keep(void)
{
	struct calendar calendar;
	struct change *c;
	bool any;

	assert_int_equal(calendar_read(house_db(), &calendar), OK);
	assert_int_equal(paused_due(house_db(), &any), OK);
	if (calendar.state != CALENDAR_SOUND || !any)
		return;
	c = begun_by(house);
	assert_int_equal(change_end(c, paused_purge(c)), OK);
	assert_int_equal(paused_due(house_db(), &any), OK);
	assert_false(any);
}

static void note_day(void)
{
	struct change *c = begun_by(house);

	assert_int_equal(change_end(c, calendar_note(c->db)), OK);
}

static void a_code_opens_what_was_sealed(void **state)
{
	char code[PAUSED_CODE_CHARS], typed[2 * PAUSED_CODE_CHARS];
	size_t n = 0;

	(void)state;
	pause_words(code);
	assert_int_equal(strlen(code), 12);
	assert_int_equal(code[3], '-');
	assert_int_equal(code[8], '-');
	assert_true(opens_words(code));
	/* As people type: lower case, look-alikes, blanks in other places. */
	for (size_t i = 0; code[i]; i++) {
		if (code[i] == '-')
			continue;
		typed[n++] = code[i] == '0' ? 'o' : code[i] == '1' ? 'l' :
			(char)(code[i] >= 'A' ? code[i] + 32 : code[i]);
		typed[n] = n % 3 ? ' ' : '-';
		n++;
	}
	typed[n] = '\0';
	assert_true(opens_words(typed));
}

static void other_codes_open_nothing(void **state)
{
	static const char *const hostile[] = {"", "-", "ABC", "ABC-DEFG-HJKM", "ABC-DEFG-HJU", "%00",
		"' OR 1=1 --", "ÁBC-DEFG-HJK", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"};
	char code[PAUSED_CODE_CHARS], other[PAUSED_CODE_CHARS];

	(void)state;
	pause_words(code);
	pause_words(other);
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		assert_false(opens_words(hostile[i]));
	assert_false(opens_words(wrong(code)));
	/* The key of one for the row of the other. */
	memcpy(other + 4, code + 4, 8);
	assert_false(opens_words(other));
	assert_true(opens_words(code));
}

static void another_kiosks_keys_open_nothing(void **state)
{
	char code[PAUSED_CODE_CHARS];

	(void)state;
	pause_words(code);
	kiosk.hash_key[0] ^= 1;
	assert_false(opens_words(code));
	kiosk.hash_key[0] ^= 1;
	assert_true(opens_words(code));
}

static void five_wrong_codes_delete_it(void **state)
{
	char code[PAUSED_CODE_CHARS];

	(void)state;
	pause_words(code);
	for (int i = 0; i < 4; i++)
		assert_false(opens_words(wrong(code)));
	assert_true(opens_words(code));
	/* Whoever has it starts anew; a kiosk that is started again has not forgotten. */
	for (int i = 0; i < 4; i++)
		assert_false(opens_words(wrong(code)));
	store_close(desk);
	desk_open();
	assert_int_equal(rows(), 1);
	assert_false(opens_words(wrong(code)));
	assert_int_equal(rows(), 0);
	assert_false(opens_words(code));
}

/* Of the processor, as others use it meanwhile. */
static double work_of(const char *typed)
{
	clock_t from = clock();

	assert_false(opens_words(typed));
	return (double)(clock() - from);
}

/* Nobody learns from the time it takes whether there is such a row. */
static void no_row_takes_as_long_as_a_wrong_key(void **state)
{
	char code[PAUSED_CODE_CHARS];
	double none = 0, key = 0;

	(void)state;
	pause_words(code);
	for (int i = 0; i < 3; i++) {
		key += work_of(wrong(code));
		none += work_of(code[0] == 'Z' ? "YYY-YYYY-YYY" : "ZZZ-ZZZZ-ZZZ");
	}
	assert_true(none > key / 2);
	assert_true(none < key * 2);
}

static void *seal_one(void *out)
{
	struct arena *a = arena_new();
	struct paused_sealed s;

	*(enum err *)out = paused_seal(a, &kiosk, 1, WORDS, sizeof WORDS, &s);
	arena_free(a);
	return NULL;
}

/* Answers are sent meanwhile: these must not hold all threads of the program. */
static void many_at_once_are_turned_away(void **state)
{
	pthread_t threads[16];
	enum err said[16];
	int sealed = 0, busy = 0;

	(void)state;
	for (int i = 0; i < 16; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, seal_one, &said[i]), 0);
	for (int i = 0; i < 16; i++) {
		pthread_join(threads[i], NULL);
		sealed += said[i] == OK;
		busy += said[i] == ERR_BUSY;
	}
	assert_int_equal(sealed + busy, 16);
	assert_true(sealed >= 4);
	assert_true(busy > 0);
	sealed_of(1, WORDS, sizeof WORDS);
}

/* Many at once get no more tries: each counts before it is looked at. */
static void tries_count_before_they_are_judged(void **state)
{
	struct paused_try t[PAUSED_TRIES + 1];
	char code[PAUSED_CODE_CHARS];
	struct change *c;

	(void)state;
	pause_words(code);
	c = begun();
	for (int i = 0; i <= PAUSED_TRIES; i++) {
		assert_true(paused_typed(wrong(code), &t[i]));
		assert_int_equal(paused_find(c, &t[i]), OK);
		assert_int_equal(t[i].there, i < PAUSED_TRIES);
	}
	/* One that had tries left deletes nothing under the one that may yet be right. */
	assert_int_equal(paused_settle(c, &t[0], false), OK);
	assert_int_equal(paused_settle(c, &t[PAUSED_TRIES - 1], true), OK);
	assert_int_equal(change_end(c, OK), OK);
	assert_true(opens_words(code));
}

static void the_ticket_erases_it(void **state)
{
	struct paused_text text, other;
	char code[PAUSED_CODE_CHARS], second[PAUSED_CODE_CHARS], ticket[PAUSED_TICKET_CHARS];

	(void)state;
	pause_words(code);
	pause_words(second);
	assert_true(opens(code, &text));
	/* A lost reply: it opens again, by the same ticket. */
	assert_true(opens(code, &other));
	assert_string_equal(text.ticket, other.ticket);
	memcpy(ticket, text.ticket, sizeof ticket);
	ticket[PAUSED_TICKET_CHARS - 2] = ticket[PAUSED_TICKET_CHARS - 2] == '0' ? '1' : '0';
	erase(ticket);
	erase("");
	erase("ABC.");
	erase("\xc3\xa9\xc3.00000000000000000000000000000000");
	assert_int_equal(rows(), 2);
	erase(text.ticket);
	assert_int_equal(rows(), 1);
	assert_false(opens_words(code));
	assert_true(opens_words(second));
}

static void it_goes_after_a_day(void **state)
{
	char code[PAUSED_CODE_CHARS];

	(void)state;
	note_day();
	pause_words(code);
	clock_fix(NOON + 24 * HOUR - 1);
	keep();
	assert_true(opens_words(code));
	clock_fix(NOON + 25 * HOUR);
	/* Whether or not the keeper has looked. */
	assert_false(opens_words(code));
	assert_int_equal(rows(), 1);
	keep();
	assert_int_equal(rows(), 0);
}

static void a_clock_that_jumped_deletes_nothing(void **state)
{
	char code[PAUSED_CODE_CHARS];

	(void)state;
	note_day();
	pause_words(code);
	clock_fix(NOON + 400LL * 24 * HOUR);
	keep();
	assert_true(opens_words(code));
	clock_fix(NOON - 400LL * 24 * HOUR);
	keep();
	assert_true(opens_words(code));
	clock_fix(NOON + 23 * HOUR);
	keep();
	assert_true(opens_words(code));
	clock_fix(NOON + 25 * HOUR);
	keep();
	assert_int_equal(rows(), 0);
}

/* What was paused meanwhile has its day from when the clock is believed again. */
static void a_day_counts_from_a_clock_that_is_sound(void **state)
{
	char back[PAUSED_CODE_CHARS], ahead[PAUSED_CODE_CHARS];

	(void)state;
	note_day();
	clock_fix(NOON - 400LL * 24 * HOUR);
	pause_words(back);
	clock_fix(NOON + 400LL * 24 * HOUR);
	pause_words(ahead);
	clock_fix(NOON);
	keep();
	clock_fix(NOON + 24 * HOUR - 1);
	keep();
	assert_true(opens_words(back));
	assert_true(opens_words(ahead));
	clock_fix(NOON + 25 * HOUR);
	keep();
	assert_int_equal(rows(), 0);
}

/* A clock set back by less than a day is believed: nothing stays a day longer for it. */
static void nothing_lies_ahead_for_long(void **state)
{
	char code[PAUSED_CODE_CHARS];

	(void)state;
	clock_fix(NOON + 20 * HOUR);
	pause_words(code);
	clock_fix(NOON);
	keep();
	clock_fix(NOON + 25 * HOUR);
	keep();
	assert_int_equal(rows(), 0);
}

static void signs_are_unique_and_room_ends(void **state)
{
	struct paused_sealed s = sealed_of(1, WORDS, sizeof WORDS);
	char first[PAUSED_CODE_CHARS], code[PAUSED_CODE_CHARS];
	struct paused_kept kept;
	struct change *c;

	(void)state;
	assert_int_equal(put(&s, first), OK);
	/* Some sixty of them draw signs that are taken, and have to draw again. */
	c = begun();
	for (int i = 1; i < PAUSED_MOST; i++)
		assert_int_equal(paused_put(c, &s, &kept), OK);
	assert_int_equal(change_end(c, OK), OK);
	assert_int_equal(rows(), PAUSED_MOST);
	assert_int_equal(put(&s, code), ERR_CONFLICT);
	assert_string_equal(err_said(house_arena).key, "pause.full");
	assert_int_equal(rows(), PAUSED_MOST);
	assert_true(opens_words(first));
	assert_true(opens_words(kept.code));
	erase(kept.ticket);
	assert_int_equal(rows(), PAUSED_MOST - 1);
	assert_int_equal(put(&s, code), OK);
}

static void large_ones_do_not_fill_the_disk(void **state)
{
	static char text[300 << 10];
	struct paused_sealed s;
	struct paused_kept kept;
	struct paused_text out;
	struct change *c;
	enum err e = OK;
	int n = 0;

	(void)state;
	memset(text, 'm', sizeof text);
	s = sealed_of(1, text, sizeof text);
	c = begun();
	for (; !e && n < PAUSED_MOST; n++)
		e = paused_put(c, &s, &kept);
	assert_int_equal(change_end(c, OK), OK);
	assert_int_equal(e, ERR_CONFLICT);
	assert_in_range(n, 120, 130);
	assert_true(opens(kept.code, &out));
	assert_int_equal(out.len, sizeof text);
	assert_memory_equal(out.text, text, sizeof text);
	assert_int_equal(paused_seal(house_arena, &kiosk, 1, text, PAUSED_TEXT_MAX + 1, &s),
		ERR_TOO_LARGE);
}

static void lengths_tell_nothing(void **state)
{
	(void)state;
	assert_int_equal(paused_padded(0), 16 << 10);
	assert_int_equal(paused_padded(16000), 16 << 10);
	assert_int_equal(paused_padded(16384), 32 << 10);
	assert_int_equal(paused_padded(40000), 64 << 10);
	assert_int_equal(sealed_of(1, "", 0).len, sealed_of(1, WORDS, sizeof WORDS).len);
}

static void a_rounds_erasure_takes_them_along(void **state)
{
	struct paused_sealed other = sealed_of(2, WORDS, sizeof WORDS);
	char code[PAUSED_CODE_CHARS];
	struct change *c;

	(void)state;
	pause_words(code);
	assert_int_equal(put(&other, code), OK);
	c = begun_by(house);
	assert_int_equal(change_end(c, paused_erase_round(c, 1)), OK);
	assert_int_equal(rows(), 1);
	assert_true(opens_words(code));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_code_opens_what_was_sealed),
		TEST(other_codes_open_nothing),
		TEST(another_kiosks_keys_open_nothing),
		TEST(five_wrong_codes_delete_it),
		TEST(no_row_takes_as_long_as_a_wrong_key),
		TEST(many_at_once_are_turned_away),
		TEST(tries_count_before_they_are_judged),
		TEST(the_ticket_erases_it),
		TEST(it_goes_after_a_day),
		TEST(a_clock_that_jumped_deletes_nothing),
		TEST(a_day_counts_from_a_clock_that_is_sound),
		TEST(nothing_lies_ahead_for_long),
		TEST(signs_are_unique_and_room_ends),
		TEST(large_ones_do_not_fill_the_disk),
		TEST(lengths_tell_nothing),
		TEST(a_rounds_erasure_takes_them_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
