/* Settings: defaults of contracts.md and method.md F, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <string.h>

#include "base/arena.h"
#include "house.h"
#include "model/settings.h"

struct pair {
	const char *key, *value;
};

static enum err put_job(struct db *db, void *ctx)
{
	const struct pair *p = ctx;

	return setting_put(CHANGE(NULL, db, "anna"), p->key, p->value);
}

static enum err put(const char *key, const char *value)
{
	struct pair p = {key, value};

	return store_write(house, put_job, &p);
}

static struct settings load(struct arena *a)
{
	struct settings s;

	assert_int_equal(settings_load(a, house_db(), &s), OK);
	return s;
}

static void defaults(void **state)
{
	struct arena *a = arena_new();
	struct settings s = load(a);

	(void)state;
	assert_string_equal(s.company_name, "");
	assert_false(s.confirmed);
	assert_int_equal(s.min_cell, 5);
	assert_int_equal(s.host_count, 0);
	assert_int_equal(s.language_count, 6);
	assert_string_equal(s.languages[0], "en");
	assert_string_equal(s.languages[5], "ca");
	assert_string_equal(s.timezone, clock_machine_zone());
	assert_int_equal(s.retention_days, 0);
	arena_free(a);
}

static void what_is_put_is_read(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(put("company_name", "Žltý kôň & spol."), OK);
	assert_int_equal(put("confirmed", "1"), OK);
	assert_int_equal(put("timezone", "UTC"), OK);
	assert_int_equal(put("min_cell", "3"), OK);
	assert_int_equal(put("min_cell", "7"), OK);
	assert_int_equal(put("hosts", "kiosk.branch.example, 192.168.1.20\n[fd00::1]"), OK);
	assert_int_equal(put("languages", "sk en"), OK);
	assert_int_equal(put("contact", ""), OK);

	struct settings s = load(a);

	assert_string_equal(s.company_name, "Žltý kôň & spol.");
	assert_true(s.confirmed);
	assert_string_equal(s.timezone, "UTC");
	assert_int_equal(s.min_cell, 7);
	assert_int_equal(s.host_count, 3);
	assert_string_equal(s.hosts[1], "192.168.1.20");
	assert_string_equal(s.hosts[2], "[fd00::1]");
	assert_int_equal(s.language_count, 2);
	assert_string_equal(s.languages[0], "sk");
	assert_string_equal(setting_text(a, &s, "hosts"),
		"kiosk.branch.example 192.168.1.20 [fd00::1]");
	arena_free(a);
}

static void what_is_not_allowed_is_refused(void **state)
{
	static const struct pair bad[] = {
		{"min_cell", "2"}, {"min_cell", "-5"}, {"min_cell", ""}, {"min_cell", "5.0"},
		{"min_cell", "five"}, {"min_cell", "99999999999999999999"},
		{"confirmed", "yes"}, {"confirmed", ""},
		{"timezone", ""}, {"timezone", "Europe"}, {"timezone", "../../etc/passwd"},
		{"timezone", "/etc/localtime"}, {"timezone", "Mars/Olympus"},
		{"hosts", "http://x"}, {"hosts", "a:8080"}, {"hosts", "x_y"}, {"hosts", "[]"},
		{"languages", ""}, {"languages", "slovak"}, {"languages", "s"},
		{"languages", "sk-"}, {"languages", "SK"},
		{"company_name", "a\nb"}, {"company_name", "\xC3"}, {"contact", "x\x7F"},
		{"retention_days", "-1"}, {"quarantine_days", "0"},
	};
	struct arena *a = arena_new();
	char lengthy[122];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (put(bad[i].key, bad[i].value) != ERR_INPUT)
			print_error("%s = “%s”\n", bad[i].key, bad[i].value);
		assert_int_equal(put(bad[i].key, bad[i].value), ERR_INPUT);
		/* The sentence says which setting it is about. */
		assert_non_null(strstr(err_detail(), bad[i].key));
	}
	memset(lengthy, 'x', 121);
	lengthy[121] = '\0';
	assert_int_equal(put("company_name", lengthy), ERR_INPUT);
	assert_int_equal(put("no_such", "1"), ERR_NOT_FOUND);
	assert_int_equal(load(a).min_cell, 5);
	arena_free(a);
}

/* A value that came into the file some other way cannot lower the cell size. */
static void a_bad_stored_value_reads_as_its_default(void **state)
{
	struct arena *a = arena_new();
	char path[600];
	sqlite3 *h;

	(void)state;
	snprintf(path, sizeof path, "%s/kiosk.db", temp_path);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, "INSERT INTO setting VALUES ('min_cell', '1'),"
		" ('relic', 'x')", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
	assert_int_equal(load(a).min_cell, 5);
	arena_free(a);
}

static void every_key_has_a_text(void **state)
{
	struct arena *a = arena_new();
	struct settings s = load(a);
	size_t n = 0;

	(void)state;
	for (const char *key; (key = setting_key(n)); n++) {
		const char *text = setting_text(a, &s, key);

		assert_non_null(text);
		assert_int_equal(put(key, text), OK);
	}
	assert_true(n >= 9);
	assert_null(setting_text(a, &s, "no_such"));
	arena_free(a);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, house_set_up, house_tear_down)
	const struct CMUnitTest tests[] = {
		CASE(defaults),
		CASE(what_is_put_is_read),
		CASE(what_is_not_allowed_is_refused),
		CASE(a_bad_stored_value_reads_as_its_default),
		CASE(every_key_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
