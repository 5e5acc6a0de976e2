/* Catalogues: upserting by code, and departments with headcount and merging. */
#include "audit_house.h"

#include "base/buf.h"

static struct catalogue read_list(enum catalogue_kind kind, const char *csv)
{
	struct faults faults;
	struct catalogue c;

	faults_init(&faults, arena);
	if (catalogue_read_text(arena, kind, "list.csv", csv, strlen(csv), &faults, &c))
		fail_msg("%s", faults.list[0].message);
	return c;
}

struct upsert {
	struct catalogue list;
	bool only_new;
};

static enum err upsert_job(struct db *db, void *ctx)
{
	const struct upsert *u = ctx;

	return catalogue_upsert(CHANGE(arena, db, "anna"), &u->list, u->only_new);
}

static void upsert(enum catalogue_kind kind, const char *csv, bool only_new)
{
	struct upsert u = {read_list(kind, csv), only_new};

	assert_int_equal(store_write(house, upsert_job, &u), OK);
}

static struct catalogue load(enum catalogue_kind kind)
{
	struct catalogue c;

	assert_int_equal(catalogue_load(arena, house_db(), kind, &c), OK);
	return c;
}

static const struct catalogue_entry *entry(enum catalogue_kind kind, const char *code)
{
	struct catalogue c = load(kind);

	return catalogue_find(&c, code);
}

static void the_pack_is_there_in_its_order(void **state)
{
	struct catalogue functions = load(CATALOGUE_FUNCTIONS);
	struct catalogue departments = load(CATALOGUE_DEPARTMENTS);

	(void)state;
	assert_int_equal(functions.count, 30);
	assert_string_equal(functions.entries[0].code, "SAL01");
	assert_string_equal(functions.entries[29].code, "MGT03");
	assert_string_equal(functions.entries[29].home, "*");
	assert_int_equal(functions.language_count, 6);
	assert_string_equal(catalogue_label(&functions, &functions.entries[0], "pl"),
		"Rejestrowanie nowego potencjalnego klienta (lead)");
	assert_int_equal(departments.count, 4);
	assert_string_equal(departments.entries[1].code, "MKT");
	assert_true(isnan(departments.entries[1].headcount));
	assert_int_equal(load(CATALOGUE_REPORTS).count, 26);
}

static void known_codes_are_updated_new_ones_added(void **state)
{
	const struct catalogue_entry *e;
	struct catalogue c;

	(void)state;
	upsert(CATALOGUE_FUNCTIONS, "code,label::English (en),effort_days,exec\n"
		"SAL01,Take a lead,4,2\nNEW01,\"Weigh, count\",,\n", false);
	c = load(CATALOGUE_FUNCTIONS);
	assert_int_equal(c.count, 31);
	assert_string_equal(c.entries[30].code, "NEW01");
	assert_string_equal(catalogue_label(&c, &c.entries[30], "en"), "Weigh, count");
	assert_string_equal(catalogue_label(&c, &c.entries[0], "en"), "Take a lead");
	/* Languages that are not in the file stay as they were. */
	assert_string_equal(catalogue_label(&c, &c.entries[0], "pl"),
		"Rejestrowanie nowego potencjalnego klienta (lead)");
	assert_string_equal(c.entries[0].home, "SAL");
	assert_true(c.entries[0].effort_days == 4);
	/* A blank figure leaves the one there is. */
	upsert(CATALOGUE_FUNCTIONS, "code,label::English (en),effort_days,exec\n"
		"SAL01,Take a lead,,1\n", false);
	e = entry(CATALOGUE_FUNCTIONS, "SAL01");
	assert_true(e->effort_days == 4);
	assert_true(e->exec == 1);
	assert_true(isnan(e->auto_override));
}

/* Lists draw no marks; what is written stays for forms and for whoever takes the list away. */
static void labels_are_plain_and_kept_as_written(void **state)
{
	struct catalogue c;
	size_t en = 0;

	(void)state;
	upsert(CATALOGUE_FUNCTIONS, "code,label::English (en)\nNEW01,**Quotes** of file_name_x\n",
		false);
	c = load(CATALOGUE_FUNCTIONS);
	assert_string_equal(catalogue_label(&c, &c.entries[30], "en"), "Quotes of file_name_x");
	while (strcmp(c.languages[en].code, "en") != 0)
		en++;
	assert_string_equal(c.entries[30].labels[en], "**Quotes** of file_name_x");
}

static void only_new_leaves_what_is_known(void **state)
{
	struct catalogue c;

	(void)state;
	upsert(CATALOGUE_FUNCTIONS, "code,label::English (en),effort_days\nSAL01,Changed,9\n"
		"NEW01,New,9\n", true);
	c = load(CATALOGUE_FUNCTIONS);
	assert_int_equal(c.count, 31);
	assert_string_equal(catalogue_label(&c, &c.entries[0], "en"), "Record a new lead");
	assert_true(isnan(c.entries[0].effort_days));
}

static void labels_fall_back(void **state)
{
	struct catalogue c;
	const struct catalogue_entry *e;

	(void)state;
	upsert(CATALOGUE_DEPARTMENTS, "code,label::Slovak (sk),label::English (en)\n"
		"A,Áčko,\nB,,Bee\n", false);
	upsert(CATALOGUE_DEPARTMENTS, "code,label\nC,See\n", false);
	c = load(CATALOGUE_DEPARTMENTS);
	assert_string_equal(catalogue_label(&c, catalogue_find(&c, "A"), "es"), "Áčko");
	assert_string_equal(catalogue_label(&c, catalogue_find(&c, "B"), "es"), "Bee");
	/* A bare label is in every language that has none. */
	e = catalogue_find(&c, "C");
	for (size_t i = 0; i < c.language_count; i++)
		assert_string_equal(e->labels[i], "See");
	assert_null(catalogue_label(&c, NULL, "en"));
	assert_null(catalogue_find(&c, "X"));
}

static void written_and_read_back(void **state)
{
	struct catalogue before, after;
	struct buf *csv = buf_new(arena, 1u << 20);

	(void)state;
	upsert(CATALOGUE_FUNCTIONS, "code,home,label::English (en),hint::English (en),effort_days\n"
		"NEW01,*,\"a \"\"quoted\"\", label\nin two lines\",=1+1,0.1\n", false);
	before = load(CATALOGUE_FUNCTIONS);
	catalogue_write(&before, csv);
	after = read_list(CATALOGUE_FUNCTIONS, csv->data);
	assert_int_equal(after.count, 31);
	assert_int_equal(after.language_count, 6);
	for (size_t i = 0; i < after.count; i++) {
		const struct catalogue_entry *l = &before.entries[i], *r = &after.entries[i];

		assert_string_equal(l->code, r->code);
		assert_string_equal(l->home, r->home);
		assert_string_equal(catalogue_label(&before, l, "ca"),
			catalogue_label(&after, r, "ca"));
	}
	assert_true(after.entries[30].effort_days == 0.1);
	assert_string_equal(after.entries[30].hints[1], "=1+1");
	assert_string_equal(after.languages[1].code, "en");
}

static enum err remove_job(struct db *db, void *ctx)
{
	return catalogue_remove(CHANGE(NULL, db, "anna"), CATALOGUE_REPORTS, ctx);
}

static void removing(void **state)
{
	(void)state;
	assert_int_equal(store_write(house, remove_job, "R01"), OK);
	assert_int_equal(load(CATALOGUE_REPORTS).count, 25);
	assert_null(entry(CATALOGUE_REPORTS, "R01"));
	assert_int_equal(store_write(house, remove_job, "R01"), ERR_NOT_FOUND);
	assert_int_equal(store_write(house, remove_job, "SAL01"), ERR_NOT_FOUND);
}

static enum err set_job(struct db *db, void *ctx)
{
	const struct department *d = ctx;

	return department_set(CHANGE(arena, db, "anna"), d->code, d->headcount, d->merged_into);
}

static enum err set(const char *code, double headcount, const char *merged_into)
{
	struct department d = {code, headcount, merged_into};

	return store_write(house, set_job, &d);
}

static void departments_are_counted_and_merged(void **state)
{
	struct department *list;
	size_t n;

	(void)state;
	assert_int_equal(set("SAL", 12, NULL), OK);
	assert_int_equal(set("MKT", 3, "SAL"), OK);
	assert_int_equal(set("MGT", 2, "MKT"), OK);
	assert_int_equal(set("LAW", 2, NULL), ERR_NOT_FOUND);
	assert_int_equal(set("SUP", 2, "LAW"), ERR_INPUT);
	/* No circles, however long. */
	assert_int_equal(set("SAL", 12, "SAL"), ERR_INPUT);
	assert_int_equal(set("SAL", 12, "MKT"), ERR_INPUT);
	assert_int_equal(set("SAL", 12, "MGT"), ERR_INPUT);
	assert_int_equal(departments_load(arena, house_db(), &list, &n), OK);
	assert_int_equal(n, 4);
	assert_string_equal(list[1].code, "MKT");
	assert_true(list[1].headcount == 3);
	assert_string_equal(list[1].merged_into, "SAL");
	assert_null(list[0].merged_into);
	assert_int_equal(set("MKT", NAN, NULL), OK);
	assert_int_equal(departments_load(arena, house_db(), &list, &n), OK);
	assert_true(isnan(list[1].headcount));
	assert_null(list[1].merged_into);
	/* Bringing the list in again changes neither. */
	upsert(CATALOGUE_DEPARTMENTS, "code,label::English (en),headcount\nSAL,Sales,\n", false);
	assert_int_equal(departments_load(arena, house_db(), &list, &n), OK);
	assert_true(list[0].headcount == 12);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(the_pack_is_there_in_its_order), T(known_codes_are_updated_new_ones_added),
		T(labels_are_plain_and_kept_as_written),
		T(only_new_leaves_what_is_known), T(labels_fall_back), T(written_and_read_back),
		T(removing), T(departments_are_counted_and_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
