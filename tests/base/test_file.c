/* Files: read within a bound, written whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"

struct place {
	struct arena *a;
	char dir[64];
};

static int begin(void **state)
{
	static struct place p;

	p.a = arena_new();
	snprintf(p.dir, sizeof p.dir, "/tmp/kiosk-file-XXXXXX");
	*state = &p;
	return mkdtemp(p.dir) ? 0 : -1;
}

static void remove_tree(struct arena *a, const char *dir)
{
	char **names;
	size_t count;

	if (file_list(a, dir, &names, &count) != OK)
		return;
	for (size_t i = 0; i < count; i++) {
		char *path = path_join(a, dir, names[i]);

		if (file_is_dir(path))
			remove_tree(a, path);
		else
			unlink(path);
	}
	rmdir(dir);
}

static int end(void **state)
{
	struct place *p = *state;

	remove_tree(p->a, p->dir);
	arena_free(p->a);
	return 0;
}

static void written_is_read(void **state)
{
	struct place *p = *state;
	char *path = path_join(p->a, p->dir, "a"), *data;
	struct stat st;
	size_t len;

	assert_int_equal(file_write(path, "x\0y\n", 4, 0600), OK);
	assert_int_equal(file_read(p->a, path, 100, &data, &len), OK);
	assert_int_equal(len, 4);
	assert_memory_equal(data, "x\0y\n", 5);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	/* Replaced whole; nothing else is left in the folder. */
	assert_int_equal(file_write(path, "", 0, 0600), OK);
	assert_int_equal(file_read(p->a, path, 100, &data, &len), OK);
	assert_int_equal(len, 0);
	assert_string_equal(data, "");

	char **names;
	size_t count;

	assert_int_equal(file_list(p->a, p->dir, &names, &count), OK);
	assert_int_equal(count, 1);
}

static void the_bound_holds(void **state)
{
	struct place *p = *state;
	char *path = path_join(p->a, p->dir, "b"), *data = NULL;
	size_t len = 77;

	assert_int_equal(file_write(path, "12345", 5, 0600), OK);
	assert_int_equal(file_read(p->a, path, 5, &data, &len), OK);
	data = NULL;
	len = 77;
	assert_int_equal(file_read(p->a, path, 4, &data, &len), ERR_TOO_LARGE);
	assert_null(data);
	assert_int_equal(len, 77);
}

static void what_is_no_file(void **state)
{
	struct place *p = *state;
	char *data;
	size_t len;

	assert_int_equal(file_read(p->a, path_join(p->a, p->dir, "none"), 9, &data, &len),
		ERR_NOT_FOUND);
	assert_non_null(strstr(err_detail(), "none"));
	assert_int_not_equal(file_read(p->a, p->dir, 9, &data, &len), OK);
	assert_int_equal(file_write(path_join(p->a, p->dir, "no/where"), "x", 1, 0600), ERR_SYSTEM);
	assert_false(file_exists(path_join(p->a, p->dir, "none")));
	assert_true(file_exists(p->dir));
	assert_true(file_is_dir(p->dir));
}

static void folders_are_made_private_and_listed_in_order(void **state)
{
	struct place *p = *state;
	char *deep = path_join(p->a, p->dir, "one/two/three"), **names;
	static const char *const files[] = {"b", "a", "B", "\xC3\xA1", "a0"};
	size_t count;
	struct stat st;

	assert_int_equal(file_mkdirs(deep), OK);
	assert_int_equal(file_mkdirs(deep), OK);
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(file_write(path_join(p->a, deep, files[i]), "", 0, 0600), OK);
	assert_int_equal(file_list(p->a, deep, &names, &count), OK);
	assert_int_equal(count, 5);
	assert_string_equal(names[0], "B");
	assert_string_equal(names[1], "a");
	assert_string_equal(names[2], "a0");
	assert_string_equal(names[3], "b");
	assert_string_equal(names[4], "\xC3\xA1");
	/* A file in the way is told, and stays. */
	assert_int_equal(file_mkdirs(path_join(p->a, deep, "b/c")), ERR_SYSTEM);
	assert_int_equal(file_mkdirs(path_join(p->a, deep, "b")), ERR_SYSTEM);
	assert_int_equal(file_list(p->a, path_join(p->a, deep, "x"), &names, &count), ERR_NOT_FOUND);
}

static void paths(void **state)
{
	struct place *p = *state;

	assert_string_equal(path_join(p->a, "a", "b"), "a/b");
	assert_string_equal(path_join(p->a, "a/", "b"), "a/b");
	assert_string_equal(path_join(p->a, "/", "b"), "/b");
	assert_string_equal(path_base(p->a, "/x/y.csv"), "y.csv");
	assert_string_equal(path_base(p->a, "forms/crm-audit/"), "crm-audit");
	assert_string_equal(path_base(p->a, "y"), "y");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(written_is_read, begin, end),
		cmocka_unit_test_setup_teardown(the_bound_holds, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_file, begin, end),
		cmocka_unit_test_setup_teardown(folders_are_made_private_and_listed_in_order,
			begin, end),
		cmocka_unit_test_setup_teardown(paths, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
