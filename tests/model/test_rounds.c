/* Rounds: opening, what they freeze and when, closing, states by day. */
#include "audit_house.h"

#include "model/cache.h"
#include "model/receipts.h"

static struct round r;

static void codes_are_made(void **state)
{
	struct round a = round_of((struct round_spec){0}), b = round_of((struct round_spec){0});

	(void)state;
	assert_string_equal(a.code, "crm-audit-1");
	assert_string_equal(b.code, "crm-audit-2");
	assert_string_equal(a.form_code, "crm-audit");
	assert_int_equal(a.form_version, 1);
	assert_string_equal(a.title, "Audit");
	assert_null(a.from_day);
	assert_null(a.closed_day);
	r = round_of((struct round_spec){.code = "crm-audit-3"});
	assert_string_equal(round_of((struct round_spec){0}).code, "crm-audit-4");
}

static void refused(struct round_spec spec, enum err expected, const char *says)
{
	struct round *list;
	size_t n;

	assert_int_equal(round_try(spec, &r), expected);
	if (!strstr(err_detail(), says))
		fail_msg("“%s” does not say %s", err_detail(), says);
	assert_int_equal(round_list(arena, house_db(), &list, &n), OK);
	assert_int_equal(n, 1);
}

static void bad_specs_are_refused(void **state)
{
	static const char *const unknown[] = {"SAL", "LAW"};
	char *long_title = arena_alloc(arena, 202);

	(void)state;
	memset(long_title, 'x', 201);
	round_of((struct round_spec){.code = "one"});
	refused((struct round_spec){.code = "one"}, ERR_CONFLICT, "one");
	refused((struct round_spec){.code = "One"}, ERR_INPUT, "One");
	refused((struct round_spec){.code = ""}, ERR_INPUT, "a-z");
	refused((struct round_spec){.code = "../etc"}, ERR_INPUT, "../etc");
	refused((struct round_spec){.code = "a-code-of-thirty-three-characters"}, ERR_INPUT, "32");
	refused((struct round_spec){.form = "nothing"}, ERR_NOT_FOUND, "nothing");
	refused((struct round_spec){.title = ""}, ERR_INPUT, "title");
	refused((struct round_spec){.title = long_title}, ERR_INPUT, "title");
	refused((struct round_spec){.title = "\xff"}, ERR_INPUT, "UTF-8");
	refused((struct round_spec){.subject = "\xff"}, ERR_INPUT, "subject");
	refused((struct round_spec){.from_day = "2025-02-30"}, ERR_INPUT, "2025-02-30");
	refused((struct round_spec){.to_day = "1.7.2025"}, ERR_INPUT, "YYYY-MM-DD");
	refused((struct round_spec){.from_day = "2025-07-02", .to_day = "2025-07-01"}, ERR_INPUT,
		"before");
	refused((struct round_spec){.departments = unknown, .department_count = 2}, ERR_INPUT,
		"LAW");
}

static void states_by_day(void **state)
{
	struct round one = {.from_day = "2025-06-10", .to_day = "2025-06-20"};
	struct round open = {0};

	(void)state;
	assert_int_equal(round_state_on(&one, "2025-06-09"), ROUND_PLANNED);
	assert_int_equal(round_state_on(&one, "2025-06-10"), ROUND_OPEN);
	assert_int_equal(round_state_on(&one, "2025-06-20"), ROUND_OPEN);
	assert_int_equal(round_state_on(&one, "2025-06-21"), ROUND_CLOSED);
	one.closed_day = "2025-06-15";
	assert_int_equal(round_state_on(&one, "2025-06-12"), ROUND_CLOSED);
	assert_int_equal(round_state_on(&open, "2025-06-12"), ROUND_OPEN);
}

/* ---- catalogues ---- */

struct asked {
	enum catalogue_kind kind;
	const char *csv;
	const char *remove;
};

static enum err change_job(struct db *db, void *ctx)
{
	const struct asked *c = ctx;
	struct faults faults;
	struct catalogue list;
	enum err e = OK;

	faults_init(&faults, arena);
	if (c->csv)
		e = catalogue_read_text(arena, c->kind, "list.csv", c->csv, strlen(c->csv),
			&faults, &list);
	if (!e && c->csv)
		e = catalogue_upsert(CHANGE(arena, db, "anna"), &list, false);
	if (!e && c->remove)
		e = catalogue_remove(CHANGE(NULL, db, "anna"), c->kind, c->remove);
	return e ? e : rounds_follow_catalogues(CHANGE(arena, db, "anna"));
}

static enum err change(enum catalogue_kind kind, const char *csv, const char *removed)
{
	struct asked c = {kind, csv, removed};

	return store_write(house, change_job, &c);
}

static size_t department_count(const struct round *round)
{
	struct round_department *list;
	size_t n;

	assert_int_equal(round_departments(arena, house_db(), round->id, &list, &n), OK);
	return n;
}

static bool asks_for(const struct round *round, const char *list, const char *code)
{
	const struct form *f = form_of(round);

	for (size_t i = 0; i < f->list_count; i++)
		if (strcmp(f->lists[i]->name, list) == 0)
			return list_choice(f->lists[i], code) != NULL;
	return false;
}

#define NEW_FUNCTION "code,home,label::English (en),label::Slovak (sk)\n" \
	"NEW01,SAL,\"Count, weigh\",Počítať\n"

static void changes_are_followed_until_the_first_answer(void **state)
{
	struct round before = round_of((struct round_spec){.code = "one"}), now;
	struct post p;

	(void)state;
	assert_false(asks_for(&before, "functions", "NEW01"));
	assert_int_equal(change(CATALOGUE_FUNCTIONS, NEW_FUNCTION, NULL), OK);
	now = round_again(&before);
	assert_true(now.revision > before.revision);
	assert_true(asks_for(&now, "functions", "NEW01"));
	assert_int_equal(change(CATALOGUE_DEPARTMENTS, "code,label\nLOG,Logistics\n", NULL), OK);
	assert_int_equal(department_count(&now), 5);
	assert_true(asks_for(&now, "departments", "LOG"));
	assert_int_equal(change(CATALOGUE_DEPARTMENTS, NULL, "MGT"), OK);
	assert_int_equal(department_count(&now), 4);
	p = post_in(&now, form_of(&now), "SAL", "NEW01", NULL, NULL);
	stored(&p);
	/* Frozen from here on. */
	assert_int_equal(change(CATALOGUE_FUNCTIONS, "code,label\nNEW02,Later\n", "NEW01"), OK);
	assert_true(asks_for(&now, "functions", "NEW01"));
	assert_false(asks_for(&now, "functions", "NEW02"));
	assert_int_equal(change(CATALOGUE_DEPARTMENTS, "code,label\nLAW,Law\n", "LOG"), OK);
	assert_int_equal(department_count(&now), 4);
	assert_true(asks_for(&now, "departments", "LOG"));
	/* A round opened now has the new ones. */
	now = round_of((struct round_spec){.code = "two"});
	assert_true(asks_for(&now, "functions", "NEW02"));
	assert_false(asks_for(&now, "functions", "NEW01"));
}

static void a_round_for_some_stays_with_them(void **state)
{
	static const char *const some[] = {"SUP", "SAL"};
	struct round few = round_of((struct round_spec){.departments = some,
		.department_count = 2});
	struct round_department *list;
	size_t n;

	(void)state;
	assert_int_equal(change(CATALOGUE_DEPARTMENTS, "code,label\nLOG,Logistics\n", NULL), OK);
	assert_int_equal(round_departments(arena, house_db(), few.id, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].code, "SAL");
	assert_string_equal(list[1].code, "SUP");
}

/* The form's own languages and wording survive the way through the store. */
static void labels_come_back_in_their_languages(void **state)
{
	struct round one = round_of((struct round_spec){0});
	const struct form *f = form_of(&one);
	struct catalogue c;

	(void)state;
	assert_int_equal(f->language_count, 6);
	assert_string_equal(f->languages[0].name, "English");
	assert_string_equal(f->languages[1].code, "sk");
	assert_int_equal(round_catalogue(arena, house_db(), one.id, CATALOGUE_FUNCTIONS, &c), OK);
	assert_int_equal(c.count, 30);
	assert_string_equal(c.entries[0].code, "SAL01");
	assert_string_equal(c.entries[0].home, "SAL");
	assert_string_equal(catalogue_label(&c, catalogue_find(&c, "SAL06"), "es"),
		"Preparar presupuestos o propuestas");
}

/* A label without a language serves every language that has none of its own. */
static void a_bare_label_serves_all_languages(void **state)
{
	struct round one;
	const struct form *f;

	(void)state;
	assert_int_equal(change(CATALOGUE_DEPARTMENTS, "code,label\nLOG,Logistics\n", NULL), OK);
	one = round_of((struct round_spec){0});
	f = form_of(&one);
	for (size_t l = 0; l < f->language_count; l++) {
		const struct choice *log = list_choice(f->department->list, "LOG");

		assert_non_null(log);
		assert_int_equal(log->label.by_language[l].count, 1);
		assert_string_equal(log->label.by_language[l].pieces[0].literal, "Logistics");
	}
}

/* The form has a choice `none` of its own on that list. */
static void a_change_that_breaks_a_form_is_refused(void **state)
{
	(void)state;
	r = round_of((struct round_spec){0});
	assert_int_equal(change(CATALOGUE_FUNCTIONS, "code,label\nNEW01,New\nnone,Nothing\n",
		NULL), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "none"));
	/* Nothing was changed. */
	assert_false(asks_for(&r, "functions", "NEW01"));
	assert_int_equal(change(CATALOGUE_FUNCTIONS, NEW_FUNCTION, NULL), OK);
	assert_true(asks_for(&r, "functions", "NEW01"));
}

/* ---- figures and parameters ---- */

struct setting {
	const struct round *round;
	const struct audit_function *functions;
	size_t count;
	const struct audit_params *params;
};

static enum err set_job(struct db *db, void *ctx)
{
	const struct setting *s = ctx;

	return s->params ? round_set_params(CHANGE(arena, db, "ann"), s->round, s->params) :
		round_set_functions(CHANGE(arena, db, "ann"), s->round, s->functions, s->count);
}

static enum err set_function(const struct round *round, const char *code, double effort,
	double exec, double share)
{
	struct audit_function f = {code, effort, exec, share};
	struct setting s = {.round = round, .functions = &f, .count = 1};

	return store_write(house, set_job, &s);
}

static struct audit_function function(const struct round *round, const char *code)
{
	struct audit_function *list;
	size_t n;

	assert_int_equal(round_functions(arena, house_db(), round->id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return list[i];
	fail_msg("no function %s", code);
	return list[0];
}

static void figures_are_set_for_the_round(void **state)
{
	struct round one = round_of((struct round_spec){0}), two = round_of((struct round_spec){0});

	(void)state;
	assert_true(isnan(function(&one, "SAL01").effort_days));
	assert_int_equal(set_function(&one, "SAL01", 12, 2.5, NAN), OK);
	assert_true(function(&one, "SAL01").effort_days == 12);
	assert_true(function(&one, "SAL01").exec == 2.5);
	assert_true(isnan(function(&one, "SAL01").auto_override));
	assert_true(isnan(function(&two, "SAL01").effort_days));
	assert_true(round_again(&one).revision > one.revision);
	/* A change of the catalogue leaves them, and brings its own elsewhere. */
	assert_int_equal(change(CATALOGUE_FUNCTIONS, "code,label,effort_days\nSAL10,Leads,7\n"
		"SAL01,Lead,3\n", NULL), OK);
	assert_true(function(&one, "SAL01").effort_days == 12);
	assert_true(function(&one, "SAL10").effort_days == 7);
	assert_true(function(&two, "SAL01").effort_days == 3);
	/* Back to not known. */
	assert_int_equal(set_function(&one, "SAL01", NAN, NAN, NAN), OK);
	assert_true(isnan(function(&one, "SAL01").effort_days));
	assert_int_equal(set_function(&one, "NONE01", 5, NAN, NAN), ERR_INPUT);
	assert_int_equal(set_function(&one, "SAL01", -1, NAN, NAN), ERR_INPUT);
	assert_int_equal(set_function(&one, "SAL01", 1, 3.5, NAN), ERR_INPUT);
	assert_int_equal(set_function(&one, "SAL01", 1, NAN, 1.1), ERR_INPUT);
	assert_true(isnan(function(&one, "SAL01").effort_days));
}

static enum err set_params(const struct round *round, struct audit_params p)
{
	struct setting s = {.round = round, .params = &p};

	return store_write(house, set_job, &s);
}

static struct audit_params params(const struct round *round)
{
	struct audit_params p;

	assert_int_equal(round_params(arena, house_db(), round->id, &p), OK);
	return p;
}

static void parameters_are_stored_and_reset(void **state)
{
	struct round one = round_of((struct round_spec){0});
	struct audit_params p = params(&one), bad;

	(void)state;
	assert_true(p.w_time == 0.4 && p.k0_max == 20 && p.seed == 20250701);
	/* Of a round that says nothing of it, the first. */
	assert_int_equal(p.method_version, 1);
	p.w_time = 0.1 + 0.2;
	p.top_k = 7;
	p.seed = 18446744073709551615u;
	assert_int_equal(set_params(&one, p), OK);
	/* To the last bit. */
	assert_true(params(&one).w_time == 0.1 + 0.2);
	assert_int_equal(params(&one).top_k, 7);
	assert_int_equal(params(&one).method_version, 1);
	assert_true(params(&one).seed == 18446744073709551615u);
	assert_true(params(&one).w_pain == 0.2);
	bad = p;
	bad.w_time = -1;
	assert_int_equal(set_params(&one, bad), ERR_INPUT);
	assert_int_equal(params(&one).top_k, 7);
	assert_int_equal(set_params(&one, audit_params_default()), OK);
	assert_int_equal(params(&one).top_k, 5);
	assert_int_equal(params(&one).method_version, 2);
	assert_true(round_again(&one).revision > one.revision);
}

/* ---- closing ---- */

static enum err past_job(struct db *db, void *ctx)
{
	return rounds_close_past(CHANGE(arena, db, "anna"), ctx);
}

static void closing(void **state)
{
	struct round one = round_of((struct round_spec){0});

	(void)state;
	round_end(&one);
	assert_string_equal(one.closed_day, "2025-06-15");
	assert_int_equal(release_seq(&one), 1);
	assert_int_equal(store_write(house, close_job, (void *)one.code), ERR_CONFLICT);
	assert_int_equal(store_write(house, close_job, "nothing"), ERR_NOT_FOUND);
	assert_int_equal(release_seq(&one), 1);
}

static void rounds_past_their_last_day_are_closed(void **state)
{
	struct round past = round_of((struct round_spec){.to_day = "2025-06-14"});
	struct round last = round_of((struct round_spec){.to_day = "2025-06-15"});
	struct round open = round_of((struct round_spec){0});

	(void)state;
	assert_int_equal(store_write(house, past_job, "2025-06-15"), OK);
	assert_string_equal(round_again(&past).closed_day, "2025-06-15");
	assert_int_equal(release_seq(&past), 1);
	assert_null(round_again(&last).closed_day);
	assert_null(round_again(&open).closed_day);
	/* Once is enough. */
	assert_int_equal(store_write(house, past_job, "2025-06-15"), OK);
	assert_int_equal(release_seq(&past), 1);
}

/* ---- reopening ---- */

struct reopening {
	const char *code, *to_day;
};

static enum err reopen_job(struct db *db, void *ctx)
{
	const struct reopening *job = ctx;

	return round_reopen(CHANGE(arena, db, "anna"), job->code, job->to_day);
}

static enum err reopen(const struct round *one, const char *to_day)
{
	struct reopening job = {one->code, to_day};

	return store_write(house, reopen_job, &job);
}

static enum err finish_job(struct db *db, void *ctx)
{
	return rounds_finish(CHANGE(arena, db, "anna"), ctx);
}

static void closed_rounds_can_be_reopened(void **state)
{
	struct round one = round_of((struct round_spec){.from_day = "2025-06-01",
		.to_day = "2025-06-14"});
	struct trail_row *rows;
	size_t n;

	(void)state;
	assert_int_equal(reopen(&one, NULL), ERR_CONFLICT);
	round_end(&one);
	assert_int_equal(reopen(&one, "tomorrow"), ERR_INPUT);
	assert_int_equal(reopen(&one, "2025-06-14"), ERR_INPUT);
	assert_string_equal(round_again(&one).closed_day, "2025-06-15");
	/* Its last day has passed: it goes on without one, or until the one given. */
	assert_int_equal(reopen(&one, NULL), OK);
	assert_null(round_again(&one).closed_day);
	assert_null(round_again(&one).to_day);
	assert_true(round_again(&one).revision > one.revision);
	assert_int_equal(trail_list(arena, house_db(), 0, 1, &rows, &n), OK);
	assert_string_equal(rows[0].action, "round.reopen");
	assert_string_equal(rows[0].object, one.code);
	assert_string_equal(rows[0].actor, "anna");
	assert_string_equal(rows[0].detail, "closed 2025-06-15");
	round_end(&one);
	assert_int_equal(reopen(&one, "2025-06-30"), OK);
	assert_string_equal(round_again(&one).to_day, "2025-06-30");
	round_end(&one);
	assert_int_equal(reopen(&one, NULL), OK);
	assert_string_equal(round_again(&one).to_day, "2025-06-30");
}

static void final_rounds_cannot(void **state)
{
	struct round one = round_of((struct round_spec){0});

	(void)state;
	round_end(&one);
	/* Thirty days for what waits on devices: until 15 July. */
	assert_int_equal(store_write(house, finish_job, "2025-07-15"), OK);
	assert_null(round_again(&one).final_day);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_string_equal(round_again(&one).final_day, "2025-07-16");
	assert_int_equal(reopen(&one, NULL), ERR_CONFLICT);
	assert_non_null(strstr(err_detail(), "final since 2025-07-16"));
}

/* `n` answers of a department; the receipt of the last one. */
static const char *receipt_of_last(const struct round *one, const struct form *form,
	const char *department, const char *function, size_t n)
{
	const char *receipt = "";

	for (size_t i = 0; i < n; i++) {
		struct post p = post_in(one, form, department, function, NULL, NULL);

		put_detail(&p, function, "3", "week", "20", "5", "345");
		receipt = arena_strdup(arena, take(&p).receipt);
	}
	return receipt;
}

/* Closing and reopening must not tell two lists apart by a few answers. */
static void a_few_more_answers_make_no_release(void **state)
{
	struct round one = round_of((struct round_spec){0});
	struct form *form = form_of(&one);
	struct receipt_found found;
	const char *receipt;

	(void)state;
	receipt = receipt_of_last(&one, form, "SAL", "SAL01", 6);
	round_end(&one);
	assert_int_equal(release_seq(&one), 1);
	assert_int_equal(reopen(&one, NULL), OK);
	/* A receipt given before is as good as it was. */
	assert_int_equal(receipt_find(arena, house_db(), receipt, &found), OK);
	assert_int_equal(found.fate, RECEIPT_COUNTED);
	one = round_again(&one);
	receipt = receipt_of_last(&one, form, "MKT", "MKT01", MIN_CELL - 1);
	round_end(&one);
	assert_int_equal(release_seq(&one), 1);
	assert_int_equal(receipt_find(arena, house_db(), receipt, &found), OK);
	assert_int_equal(found.fate, RECEIPT_ARRIVED);
	assert_int_equal(reopen(&one, NULL), OK);
	one = round_again(&one);
	answer_whole(&one, form, "SUP", "SUP01", 1);
	round_end(&one);
	assert_int_equal(release_seq(&one), 2);
	assert_int_equal(receipt_find(arena, house_db(), receipt, &found), OK);
	assert_int_equal(found.fate, RECEIPT_COUNTED);
}

static enum err press_job(struct db *db, void *ctx)
{
	return round_finish(CHANGE(arena, db, "anna"), ctx);
}

static enum err press(const struct round *one)
{
	return store_write(house, press_job, (void *)one->code);
}

/* Not 30 days later: by whoever knows that nothing waits on devices. */
static void made_final_by_press(void **state)
{
	struct round one = round_of((struct round_spec){0});
	struct round other = round_of((struct round_spec){0});
	struct receipt_found found;
	struct trail_row *rows;
	const char *receipt;
	size_t n;

	(void)state;
	receipt = receipt_of_last(&one, form_of(&one), "SAL", "SAL01", 6);
	assert_int_equal(press(&one), ERR_CONFLICT);
	assert_non_null(strstr(err_detail(), "close it first"));
	assert_int_equal(store_write(house, press_job, "nothing"), ERR_NOT_FOUND);
	round_end(&one);
	round_end(&other);
	assert_int_equal(press(&one), OK);
	assert_string_equal(round_again(&one).final_day, "2025-06-15");
	assert_true(round_again(&one).revision > one.revision);
	assert_null(round_again(&other).final_day);
	assert_int_equal(trail_list(arena, house_db(), 0, 1, &rows, &n), OK);
	assert_string_equal(rows[0].action, "round.final");
	assert_string_equal(rows[0].object, one.code);
	assert_string_equal(rows[0].actor, "anna");
	/* It says that it was counted, and leads to nothing any more. */
	assert_int_equal(receipt_find(arena, house_db(), receipt, &found), OK);
	assert_int_equal(found.fate, RECEIPT_COUNTED);
	assert_int_equal(receipt_id(arena, house_db(), receipt, (unsigned char[16]){0}),
		ERR_NOT_FOUND);
	assert_int_equal(press(&one), ERR_CONFLICT);
	assert_int_equal(reopen(&one, NULL), ERR_CONFLICT);
	/* Thirty days later there is nothing left to do. */
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_string_equal(round_again(&one).final_day, "2025-06-15");
	assert_string_equal(round_again(&other).final_day, "2025-07-16");
}

/* `n` answers that waited on a device while the round was closed. */
static void deliver(const struct round *one, const char *department, const char *function, size_t n)
{
	struct form *form = form_of(one);

	for (size_t i = 0; i < n; i++) {
		struct post p = post_in(one, form, department, function, NULL, NULL);

		put_detail(&p, function, "3", "week", "20", "5", "345");
		p.post.queued = "2025-06-14";
		assert_int_equal(take(&p).outcome, INTAKE_STORED);
	}
}

/* What came late is shown in the end; a few would be told by comparing the two lists. */
static void the_end_shows_what_came_late(void **state)
{
	struct round few = round_of((struct round_spec){0});
	struct round more = round_of((struct round_spec){0});
	struct round by_day = round_of((struct round_spec){0});
	struct round *const all[] = {&few, &more, &by_day};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		answer_whole(all[i], form_of(all[i]), "SAL", "SAL01", 6);
		round_end(all[i]);
		deliver(all[i], "SAL", "SAL01", i ? MIN_CELL : MIN_CELL - 1);
		assert_int_equal(release_seq(all[i]), 1);
	}
	assert_int_equal(press(&few), OK);
	assert_int_equal(release_seq(&few), 1);
	assert_int_equal(press(&more), OK);
	assert_int_equal(release_seq(&more), 2);
	assert_int_equal(store_write(house, finish_job, "2025-07-16"), OK);
	assert_int_equal(release_seq(&by_day), 2);
}

static void forms_are_kept_until_the_round_changes(void **state)
{
	struct cache *forms = cache_new();
	struct arena *a = arena_new();
	const struct form *first, *again;
	struct round one = round_of((struct round_spec){.code = "one"}), got;

	(void)state;
	assert_int_equal(round_form_cached(forms, a, house_db(), "one", &got, &first), OK);
	assert_int_equal(got.id, one.id);
	assert_int_equal(round_form_cached(forms, a, house_db(), "one", &got, &again), OK);
	assert_ptr_equal(first, again);
	assert_int_equal(change(CATALOGUE_FUNCTIONS, NEW_FUNCTION, NULL), OK);
	assert_int_equal(round_form_cached(forms, a, house_db(), "one", &got, &again), OK);
	assert_ptr_not_equal(first, again);
	assert_string_equal(first->id, "crm-audit");
	assert_int_equal(round_form_cached(forms, a, house_db(), "none", &got, &again),
		ERR_NOT_FOUND);
	arena_free(a);
	cache_free(forms);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, audit_set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(codes_are_made), T(bad_specs_are_refused), T(states_by_day),
		T(changes_are_followed_until_the_first_answer), T(a_round_for_some_stays_with_them),
		T(labels_come_back_in_their_languages), T(a_bare_label_serves_all_languages),
		T(a_change_that_breaks_a_form_is_refused), T(figures_are_set_for_the_round),
		T(parameters_are_stored_and_reset), T(closing),
		T(rounds_past_their_last_day_are_closed), T(closed_rounds_can_be_reopened),
		T(final_rounds_cannot), T(made_final_by_press),
		T(the_end_shows_what_came_late), T(a_few_more_answers_make_no_release),
		T(forms_are_kept_until_the_round_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
