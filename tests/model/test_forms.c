/* Forms: brought in whole or not at all, immutable, a change is a new version. */
#include "audit_house.h"

#include <sys/stat.h>

#include "base/file.h"

static const char *folder(const char *name)
{
	const char *path = path_join(arena, temp_path, name);

	assert_int_equal(file_mkdirs(path), OK);
	return path;
}

static void sheet(const char *dir, const char *name, const char *text)
{
	assert_int_equal(file_write(path_join(arena, dir, name), text, strlen(text), 0600), OK);
}

static enum err read_pack(const char *path, struct faults *faults, struct form_pack *out)
{
	struct faults warnings;

	faults_init(faults, arena);
	faults_init(&warnings, arena);
	return form_pack_read(arena, path, NULL, faults, &warnings, out);
}

struct adding {
	const struct form_pack *pack;
	struct form_row row;
};

static enum err add_job(struct db *db, void *ctx)
{
	struct adding *a = ctx;

	return form_add(CHANGE(arena, db, "anna"), a->pack, &a->row);
}

static struct form_row add(const char *path)
{
	struct faults faults;
	struct form_pack pack;
	struct adding a = {.pack = &pack};

	if (read_pack(path, &faults, &pack))
		fail_msg("%s", faults.count ? faults.list[0].message : err_detail());
	assert_int_equal(store_write(house, add_job, &a), OK);
	return a.row;
}

static void the_same_sheets_are_the_same_version(void **state)
{
	struct form_row row = add(PACK), *list;
	size_t n;

	(void)state;
	assert_string_equal(row.code, "crm-audit");
	assert_int_equal(row.version, 1);
	assert_string_equal(row.title, "CRM audit");
	assert_int_equal(add(PACK).id, row.id);
	assert_int_equal(form_list(arena, house_db(), &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].rounds, 0);
	round_of((struct round_spec){0});
	assert_int_equal(form_list(arena, house_db(), &list, &n), OK);
	assert_int_equal(list[0].rounds, 1);
}

static void a_change_is_a_new_version(void **state)
{
	const char *dir = folder("visit");
	struct form_row first, second, row;
	struct form_sheets sheets;
	struct round round;

	(void)state;
	sheet(dir, "survey.csv", "\xEF\xBB\xBFtype,name,label\ninteger,n,How many?\n");
	first = add(dir);
	/* No settings: the folder's name. */
	assert_string_equal(first.code, "visit");
	assert_int_equal(first.version, 1);
	round = round_of((struct round_spec){.form = "visit"});
	sheet(dir, "survey.csv", "type,name,label\ninteger,n,How many people?\n");
	second = add(dir);
	assert_int_equal(second.version, 2);
	assert_int_not_equal(second.id, first.id);
	assert_int_equal(form_latest(arena, house_db(), "visit", &row), OK);
	assert_int_equal(row.id, second.id);
	assert_int_equal(form_latest(arena, house_db(), "none", &row), ERR_NOT_FOUND);
	assert_int_equal(form_by_id(arena, house_db(), first.id, &row), OK);
	assert_int_equal(row.version, 1);
	assert_int_equal(form_by_id(arena, house_db(), 999, &row), ERR_NOT_FOUND);
	/* The round stays with what it was opened with. */
	assert_int_equal(round_again(&round).form_version, 1);
	assert_int_equal(form_sheets_load(arena, house_db(), first.id, &sheets), OK);
	assert_string_equal(sheets.texts[FORM_SURVEY], "type,name,label\ninteger,n,How many?\n");
	assert_null(sheets.texts[FORM_CHOICES]);
	assert_null(sheets.texts[FORM_SETTINGS]);
	assert_int_equal(form_sheets_load(arena, house_db(), 999, &sheets), ERR_NOT_FOUND);
}

static const char *first_label(const struct round *r)
{
	struct form *f;

	assert_int_equal(round_form(arena, house_db(), r, &f), OK);
	return f->nodes[0].label.by_language[0].pieces[0].literal;
}

/* What was brought in last is what a round opens, also where it was there before. */
static void going_back_is_a_version_too(void **state)
{
	static const char a[] = "type,name,label\ninteger,n,How many?\n";
	static const char b[] = "type,name,label\ninteger,n,How many people?\n";
	const char *dir = folder("visit");
	struct form_sheets sheets;
	struct form_row row, *list;
	struct round round;
	size_t n;

	(void)state;
	sheet(dir, "survey.csv", a);
	assert_int_equal(add(dir).version, 1);
	sheet(dir, "survey.csv", b);
	assert_int_equal(add(dir).version, 2);
	sheet(dir, "survey.csv", a);
	row = add(dir);
	assert_int_equal(row.version, 3);
	round = round_of((struct round_spec){.form = "visit"});
	assert_int_equal(round.form_version, 3);
	assert_string_equal(first_label(&round), "How many?");
	/* The same again is that one, and back and forth goes on. */
	assert_int_equal(add(dir).id, row.id);
	sheet(dir, "survey.csv", b);
	assert_int_equal(add(dir).version, 4);
	sheet(dir, "survey.csv", a);
	assert_int_equal(add(dir).version, 5);
	assert_int_equal(form_list(arena, house_db(), &list, &n), OK);
	/* Behind the starter form. */
	assert_int_equal(n, 6);
	for (size_t i = 1; i < n; i++) {
		assert_int_equal(list[i].version, (int)i);
		assert_int_equal(list[i].latest, i == 5);
	}
	for (int v = 1; v <= 5; v++) {
		assert_int_equal(form_version(arena, house_db(), "visit", v, &row), OK);
		assert_int_equal(form_sheets_load(arena, house_db(), row.id, &sheets), OK);
		assert_string_equal(sheets.texts[FORM_SURVEY], v % 2 ? a : b);
	}
}

/* The same sheets under another code are another form. */
static void code_belongs_to_the_form(void **state)
{
	const char *one = folder("one"), *two = folder("two");

	(void)state;
	sheet(one, "survey.csv", "type,name,label\ninteger,n,N\n");
	sheet(two, "survey.csv", "type,name,label\ninteger,n,N\n");
	assert_int_not_equal(add(one).id, add(two).id);
}

static void faults_come_all_at_once(void **state)
{
	const char *dir = folder("bad");
	struct form_pack pack;
	struct faults faults;

	(void)state;
	sheet(dir, "survey.csv", "type,name,label,relevant\ngeopoint,g,Where?,\n"
		"text,t,T,${nobody} = 1\n");
	sheet(dir, "functions.csv", "code,label,effort_days\nA,A,many\nA,B,\n");
	assert_int_equal(read_pack(dir, &faults, &pack), ERR_INPUT);
	assert_true(faults.count >= 2);
	for (size_t i = 0; i < faults.count; i++)
		assert_true(faults.list[i].line >= 2);
}

static void what_is_no_pack_is_refused(void **state)
{
	const char *empty = folder("empty"), *binary = folder("binary");
	struct form_pack pack;
	struct faults faults;

	(void)state;
	assert_int_equal(read_pack(path_join(arena, temp_path, "nowhere"), &faults, &pack),
		ERR_NOT_FOUND);
	assert_int_equal(read_pack(empty, &faults, &pack), ERR_NOT_FOUND);
	assert_non_null(strstr(err_detail(), "survey.csv"));
	assert_int_equal(file_write(path_join(arena, binary, "survey.csv"), "type\0name\n", 10,
		0600), OK);
	assert_int_equal(read_pack(binary, &faults, &pack), ERR_INPUT);
	assert_int_equal(faults.count, 1);
	assert_string_equal(faults.list[0].file, "survey.csv");
}

static void a_sheet_has_its_limit(void **state)
{
	const char *dir = folder("large");
	size_t len = FORM_SHEET_MAX + 1;
	char *text = arena_alloc(arena, len);
	struct form_pack pack;
	struct faults faults;

	(void)state;
	memset(text, 'x', len);
	assert_int_equal(file_write(path_join(arena, dir, "survey.csv"), text, len, 0600), OK);
	assert_int_equal(read_pack(dir, &faults, &pack), ERR_INPUT);
	assert_int_equal(faults.count, 1);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(the_same_sheets_are_the_same_version), T(a_change_is_a_new_version),
		T(going_back_is_a_version_too), T(code_belongs_to_the_form), T(faults_come_all_at_once),
		T(what_is_no_pack_is_refused), T(a_sheet_has_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
