/* Arena: what it gives is zeroed, aligned, apart, and goes in one go. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t size = 1; size < 5000; size = size * 3 / 2 + 1) {
		unsigned char *p = arena_alloc(a, size);

		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xA5, size);
	}
	arena_free(a);
}

/* Each block keeps its own bytes, also those larger than any inner block. */
static void blocks_do_not_overlap(void **state)
{
	struct arena *a = arena_new();
	unsigned char *blocks[64];

	(void)state;
	for (size_t i = 0; i < 64; i++) {
		blocks[i] = arena_alloc(a, 100 * i * i + 1);
		memset(blocks[i], (int)i, 100 * i * i + 1);
	}
	for (size_t i = 0; i < 64; i++)
		for (size_t j = 0; j < 100 * i * i + 1; j++)
			assert_int_equal(blocks[i][j], i);
	arena_free(a);
}

static void reset_gives_zeroed_memory_again(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int round = 0; round < 3; round++) {
		char *p = arena_alloc(a, 300);

		for (size_t i = 0; i < 300; i++)
			assert_int_equal(p[i], 0);
		memset(p, 1, 300);
		assert_int_equal(arena_used(a), 300);
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
}

static char order[8];

static void note(void *what)
{
	size_t n = strlen(order);

	order[n] = *(const char *)what;
	order[n + 1] = '\0';
}

static void clean_ups_run_last_first_and_once(void **state)
{
	struct arena *a = arena_new();
	static char names[] = "abc";

	(void)state;
	order[0] = '\0';
	for (size_t i = 0; i < 3; i++)
		arena_on_clean(a, note, names + i);
	arena_reset(a);
	assert_string_equal(order, "cba");
	arena_reset(a);
	assert_string_equal(order, "cba");
	arena_on_clean(a, note, names);
	arena_free(a);
	assert_string_equal(order, "cbaa");
}

static void grow_keeps_what_was_there(void **state)
{
	struct arena *a = arena_new();
	int *list = NULL;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		list = arena_grow(a, list, i + 1, sizeof *list);
		assert_int_equal(list[i], 0);
		list[i] = (int)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	arena_free(a);
}

/* What is outgrown is gone for good, so a call where there is room must take none. */
static void growing_takes_four_times_what_is_kept_at_most(void **state)
{
	struct arena *a = arena_new();
	int64_t *list = NULL;
	size_t rows = 100000;

	(void)state;
	for (size_t i = 0; i < rows; i++) {
		list = arena_grow(a, list, i + 1, sizeof *list);
		list[i] = (int64_t)i;
	}
	for (size_t again = 0; again < 10; again++)
		assert_ptr_equal(arena_grow(a, list, rows, sizeof *list), list);
	assert_in_range(arena_used(a), rows * sizeof *list, 4 * rows * sizeof *list);
	arena_free(a);
}

/* A list that is begun again, as the row of a table is, keeps its room. */
static void a_list_begun_again_keeps_its_room(void **state)
{
	struct arena *a = arena_new();
	char **row = arena_grow(a, NULL, 40, sizeof *row);
	size_t used = arena_used(a);

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		for (size_t n = 1; n <= 40; n++)
			row = arena_grow(a, row, n, sizeof *row);
	assert_int_equal(arena_used(a), used);
	arena_free(a);
}

static void room_for_many_at_once(void **state)
{
	struct arena *a = arena_new();
	char *list = arena_grow(a, NULL, 0, 1);

	(void)state;
	list[0] = 'x';
	list = arena_grow(a, list, 1000, 1);
	assert_int_equal(list[0], 'x');
	for (size_t i = 1; i < 1000; i++)
		assert_int_equal(list[i], 0);
	arena_free(a);
}

static void texts_are_copied_and_ended(void **state)
{
	struct arena *a = arena_new();
	char source[] = "a\0b";
	char *part = arena_strndup(a, source, 3), *whole = arena_strdup(a, source);

	(void)state;
	source[0] = 'x';
	assert_memory_equal(part, "a\0b", 4);
	assert_string_equal(whole, "a");
	assert_string_equal(arena_strndup(a, NULL, 0), "");
	assert_string_equal(arena_printf(a, "%s-%03d", "q", 7), "q-007");
	assert_int_equal(strlen(arena_printf(a, "%20000s", "x")), 20000);
	arena_free(a);
}

/* How a child ends that does what `act` says. */
static int ends(void (*act)(struct arena *))
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		struct arena *a = arena_new();

		fclose(stderr);
		close(STDERR_FILENO);
		act(a);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
}

static void ask_too_much(struct arena *a)
{
	volatile size_t n = SIZE_MAX / 2;

	arena_alloc(a, n);
}

static void ask_an_overflow(struct arena *a)
{
	volatile size_t n = SIZE_MAX / 4 + 2;

	arena_array(a, n, 4);
}

/* The supervisor restarts what ends with 3; nothing goes on with NULL. */
static void out_of_memory_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(ends(ask_too_much), 3);
	assert_int_equal(ends(ask_an_overflow), 3);
}

static void grow_as_another_size(struct arena *a)
{
	arena_grow(a, arena_grow(a, NULL, 1, 8), 2, 4);
}

static void grow_a_plain_array(struct arena *a)
{
	char *plain = arena_alloc(a, 64);

	arena_grow(a, plain + 32, 9, 8);
}

static void a_list_of_another_hand_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(ends(grow_as_another_size), 3);
	assert_int_equal(ends(grow_a_plain_array), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(blocks_do_not_overlap),
		cmocka_unit_test(reset_gives_zeroed_memory_again),
		cmocka_unit_test(clean_ups_run_last_first_and_once),
		cmocka_unit_test(grow_keeps_what_was_there),
		cmocka_unit_test(growing_takes_four_times_what_is_kept_at_most),
		cmocka_unit_test(a_list_begun_again_keeps_its_room),
		cmocka_unit_test(room_for_many_at_once),
		cmocka_unit_test(texts_are_copied_and_ended),
		cmocka_unit_test(out_of_memory_ends_the_process),
		cmocka_unit_test(a_list_of_another_hand_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
