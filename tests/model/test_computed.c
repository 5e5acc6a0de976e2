/* What the keeper works out and stores: the same as is worked out anew, read back without an answer being
 * looked at; known as old when it is; gone with answers that are erased. */
#include "audit_house.h"

#include <sqlite3.h>

#include "../../src/model/results/list_image.h"
#include "base/buf.h"
#include "model/cache.h"
#include "model/computed.h"
#include "model/erase.h"
#include "model/results.h"
#include "model/retention.h"
#include "model/settings.h"
#include "model/summaries.h"

static struct round r;
static struct form *form;

static int set_up(void **state)
{
	if (audit_set_up(state))
		return -1;
	r = round_of((struct round_spec){.code = "one"});
	form = form_of(&r);
	return 0;
}

/* Who does one activity, each with minutes of their own. */
static void doers(const char *department, const char *function, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct post p = post_in(&r, form, department, function, NULL, NULL);

		put(&p, "painful/A11", function);
		put_detail(&p, function, "3", "week", arena_printf(arena, "%zu", 10 + 5 * i), "2",
			i % 2 ? "451" : "232");
		stored(&p);
	}
}

/* Two departments large enough, one that is hidden. */
static void company(void)
{
	people("SAL", 40, NULL);
	people("SUP", 20, NULL);
	people("MKT", 9, NULL);
	doers("SAL", "SAL01", 7);
	doers("SAL", "SAL04", 6);
	doers("SUP", "SUP01", 6);
	doers("MKT", "MKT01", 2);
	round_end(&r);
}

static void keeper_works(void)
{
	struct round due;
	bool any;

	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, 0, &due, &any), OK);
	assert_true(any);
	assert_int_equal(due.id, r.id);
	assert_int_equal(computed_make(house, &due, MIN_CELL), OK);
	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, 0, &due, &any), OK);
	assert_false(any);
}

static struct priorities worked_out(void)
{
	struct priorities p;

	assert_int_equal(priorities_load(arena, house_db(), &r, form, MIN_CELL, NULL, &p), OK);
	assert_int_equal(priorities_assess(arena, &p), OK);
	return p;
}

static enum err find_stored(bool old, struct priorities *p)
{
	return priorities_stored(arena, house_db(), &r, MIN_CELL, old, p);
}

static void assert_same_doubles(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_memory_equal(&a[i], &b[i], sizeof *a);
}

static void a_stored_list_is_the_one_worked_out(void **state)
{
	struct priorities made, read;

	(void)state;
	company();
	assert_int_equal(find_stored(true, &read), ERR_NOT_FOUND);
	made = worked_out();
	keeper_works();
	assert_int_equal(find_stored(false, &read), OK);
	assert_false(read.old);
	assert_int_equal(read.release.seq, made.release.seq);
	assert_int_equal(read.result.n, 21);
	assert_int_equal(read.result.n_overall, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct audit_overall_row *a = &read.result.overall[i], *b = &made.result.overall[i];

		assert_string_equal(a->code, b->code);
		assert_int_equal(a->rank, b->rank);
		assert_int_equal(a->cs_hi, b->cs_hi);
		assert_int_equal(a->verdict, b->verdict);
		assert_int_equal(a->apart, b->apart);
		assert_same_doubles(&a->hours_saved, &b->hours_saved, 1);
		assert_same_doubles(&a->saved_lo, &b->saved_lo, 1);
		assert_same_doubles(&a->saved_hi, &b->saved_hi, 1);
		assert_same_doubles(&a->score, &b->score, 1);
		assert_same_doubles(&a->w_topk_local, &b->w_topk_local, 1);
		assert_same_doubles(&a->payback_weeks, &b->payback_weeks, 1);
		assert_memory_equal(&read.overall[i], &made.overall[i], sizeof *read.overall);
	}
	assert_int_equal(read.result.n_dept, made.result.n_dept);
	for (size_t i = 0; i < read.result.n_dept; i++) {
		assert_string_equal(read.result.dept[i].func, made.result.dept[i].func);
		assert_same_doubles(&read.result.dept[i].score_lo, &made.result.dept[i].score_lo, 1);
		assert_memory_equal(&read.dept[i], &made.dept[i], sizeof *read.dept);
	}
	/* Two of marketing are hidden in both. */
	for (size_t d = 0; d < made.result.n_departments; d++) {
		assert_int_equal(read.departments[d], made.departments[d]);
		if (strcmp(read.result.departments[d].code, "MKT") == 0)
			assert_int_equal(read.departments[d], CELL_PRIMARY);
	}
	assert_int_equal(quality_judged(&read.tables.quality), 21);
	assert_same_doubles(&read.response.rate, &made.response.rate, 1);
	/* Nothing is said of neighbours by this version of the method. */
	assert_null(made.sure.settle);
	assert_null(read.sure.settle);
	assert_same_doubles(&read.sure.agreement.w, &made.sure.agreement.w, 1);
	assert_string_equal(priorities_function(&read, "SAL01", "en"), priorities_function(&made, "SAL01", "en"));
}

/* All bytes of it: what a struct gains and the image does not name would be lost. */
static struct buf *image_of(const struct priorities *p, void pass(struct image *, struct priorities *))
{
	struct priorities copy = *p;
	struct buf *out = buf_new(arena, 1 << 26);
	struct image im = image_writer(out);

	pass(&im, &copy);
	return out;
}

static void images_are_whole(void **state)
{
	struct priorities made, read;
	struct buf *first, *again;
	struct image im;

	(void)state;
	company();
	made = worked_out();
	first = image_of(&made, list_image);
	read = (struct priorities){.round = r};
	im = image_reader(arena, first->data, first->len);
	list_image(&im, &read);
	assert_true(image_whole(&im));
	again = image_of(&read, list_image);
	assert_int_equal(first->len, again->len);
	assert_memory_equal(first->data, again->data, first->len);
	/* With its draws it can be weighed anew as the one worked out. */
	first = image_of(&made, draws_image);
	im = image_reader(arena, first->data, first->len);
	draws_image(&im, &read);
	assert_true(image_whole(&im));

	struct audit_params params = made.tables.params;
	struct priorities a, b;

	params.w_pain = 0.6;
	params.top_k = 2;
	assert_int_equal(priorities_reweigh(arena, &made, &params, &a), OK);
	assert_int_equal(priorities_reweigh(arena, &read, &params, &b), OK);
	for (size_t i = 0; i < a.result.n_overall; i++) {
		assert_string_equal(a.result.overall[i].code, b.result.overall[i].code);
		assert_same_doubles(&a.result.overall[i].score_lo, &b.result.overall[i].score_lo, 1);
		assert_int_equal(a.result.overall[i].cs_lo, b.result.overall[i].cs_lo);
	}
	assert_int_equal(a.result.together[1].timed_by, b.result.together[1].timed_by);
	assert_same_doubles(&a.result.together[1].saved_hi, &b.result.together[1].saved_hi, 1);
}

/* Cut anywhere, or with a byte changed: not taken for a list, and nothing beyond its end is read. */
static void a_broken_image_is_none(void **state)
{
	struct priorities made;
	struct buf *whole;

	(void)state;
	company();
	made = worked_out();
	whole = image_of(&made, list_image);
	for (size_t len = 0; len < whole->len; len += 1 + len / 7) {
		struct arena *a = arena_new();
		struct priorities p = {.round = r};
		char *cut = malloc(len + 1);
		struct image im = image_reader(a, memcpy(cut, whole->data, len), len);

		list_image(&im, &p);
		assert_false(image_whole(&im));
		free(cut);
		arena_free(a);
	}
	for (size_t at = 0; at < whole->len; at += 97) {
		struct arena *a = arena_new();
		struct priorities p = {.round = r};
		char *bytes = memcpy(malloc(whole->len), whole->data, whole->len);
		struct image im = image_reader(a, bytes, whole->len);

		bytes[at] ^= 0x5a;
		list_image(&im, &p);
		free(bytes);
		arena_free(a);
	}
}

/* So many activities more that as many figures are asked for as before, once they are multiplied. */
static void broken_draws_are_none(void **state)
{
	struct priorities made, p;
	struct buf *whole;
	struct image im;

	(void)state;
	company();
	p = made = worked_out();
	assert_int_equal(made.draws.boot % 16, 0);
	whole = image_of(&made, draws_image);
	im = image_reader(arena, whole->data, whole->len);
	draws_image(&im, &p);
	assert_true(image_whole(&im));
	whole->data[15] ^= 0x10;
	im = image_reader(arena, whole->data, whole->len);
	draws_image(&im, &p);
	assert_false(image_whole(&im));
}

static enum err params_job(struct db *db, void *ctx)
{
	return round_set_params(CHANGE(arena, db, TRAIL_SHELL), &r, ctx);
}

/* What was shown is known as old, and shown as such until the other is whole; not under another cell size. */
static void the_list_before_is_known_as_old(void **state)
{
	struct audit_params weights = audit_params_default();
	struct priorities p;

	(void)state;
	company();
	keeper_works();
	weights.w_pain = 0.5;
	assert_int_equal(store_write(house, params_job, &weights), OK);
	r = round_again(&r);
	assert_int_equal(find_stored(false, &p), ERR_NOT_FOUND);
	assert_int_equal(find_stored(true, &p), OK);
	assert_true(p.old);
	assert_true(p.tables.params.w_pain == 0.2);
	assert_int_equal(priorities_stored(arena, house_db(), &r, MIN_CELL + 1, true, &p), ERR_NOT_FOUND);
	keeper_works();
	assert_int_equal(find_stored(false, &p), OK);
	assert_true(p.tables.params.w_pain == 0.5);
}

static enum err erase_job(struct db *db, void *ctx)
{
	int64_t count;

	return erase_round(CHANGE(arena, db, TRAIL_SHELL), ctx, &count);
}

static void nothing_stays_of_what_is_erased(void **state)
{
	struct cache *lists = cache_new();
	struct arena *a = arena_new();
	const struct priorities *list;
	struct priorities p;

	(void)state;
	company();
	keeper_works();
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), OK);
	assert_int_equal(list->result.n, 21);
	assert_int_equal(store_write(house, erase_job, (void *)r.code), OK);
	assert_int_equal(find_stored(true, &p), ERR_NOT_FOUND);
	r = round_again(&r);
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), OK);
	assert_int_equal(list->result.n, 0);
	arena_free(a);
	cache_free(lists);
}

static void stored_summaries_are_those_counted(void **state)
{
	struct cache *kept = cache_new();
	struct arena *a = arena_new();
	const struct summaries *read;
	struct summaries made;

	(void)state;
	company();
	keeper_works();
	assert_int_equal(summaries_load(arena, house_db(), &r, form, MIN_CELL, &made), OK);
	assert_int_equal(summaries_cached(kept, a, house_db(), &r, form, MIN_CELL, &read), OK);
	assert_int_equal(read->usable, 21);
	assert_int_equal(read->count, made.count);
	for (size_t i = 0; i < made.count; i++) {
		const struct question_summary *x = &read->list[i], *y = &made.list[i];

		assert_string_equal(x->question->path, y->question->path);
		assert_int_equal(x->answered, y->answered);
		assert_int_equal(x->state, y->state);
		assert_same_doubles((const double[]){x->mean, x->median}, (const double[]){y->mean, y->median}, 2);
		assert_int_equal(x->part_count, y->part_count);
		for (size_t k = 0; k < x->part_count; k++) {
			assert_int_equal(x->parts[k].count, y->parts[k].count);
			assert_int_equal(x->parts[k].state, y->parts[k].state);
			if (y->parts[k].choice)
				assert_string_equal(x->parts[k].choice->name, y->parts[k].choice->name);
		}
	}
	arena_free(a);
	cache_free(kept);
}

/* A stored list has no answers: by another method than its own there is none, rather than an empty one. */
static void a_stored_list_has_one_method(void **state)
{
	struct audit_params first = audit_params_default();
	struct audit_result result;
	struct audit_draws draws;
	struct priorities p;

	(void)state;
	company();
	first.method_version = AUDIT_METHOD_FIRST;
	assert_int_equal(store_write(house, params_job, &first), OK);
	r = round_again(&r);
	keeper_works();
	assert_int_equal(find_stored(false, &p), OK);
	assert_int_equal(priorities_by_method(arena, &p, AUDIT_METHOD_FIRST, &result, &draws), OK);
	assert_int_equal(result.n, 21);
	assert_int_equal(priorities_by_method(arena, &p, 2, &result, &draws), ERR_NOT_FOUND);
	p = worked_out();
	assert_int_equal(priorities_by_method(arena, &p, 2, &result, &draws), OK);
	assert_int_equal(result.n, 21);
}

/* A keeper that began before answers were erased has read them: it stores nothing of them. */
static void what_was_begun_before_an_erasure_is_not_stored(void **state)
{
	struct round begun;
	struct priorities p;
	struct cache *kept = cache_new();
	struct arena *a = arena_new();
	const struct summaries *read;
	bool any;

	(void)state;
	company();
	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, 0, &begun, &any), OK);
	assert_int_equal(store_write(house, erase_job, (void *)r.code), OK);
	assert_int_equal(computed_make(house, &begun, MIN_CELL), OK);
	assert_int_equal(find_stored(true, &p), ERR_NOT_FOUND);
	r = round_again(&r);
	keeper_works();
	assert_int_equal(find_stored(false, &p), OK);
	assert_int_equal(p.result.n, 0);
	assert_int_equal(summaries_cached(kept, a, house_db(), &r, form, MIN_CELL, &read), OK);
	assert_int_equal(read->usable, 0);
	arena_free(a);
	cache_free(kept);
}

static enum err retention_job(struct db *db, void *ctx)
{
	const struct settings s = {.retention_days = 30, .quarantine_days = 30};
	int64_t deleted;

	return retention_run(CHANGE(arena, db, TRAIL_SHELL), &s, ctx, &deleted);
}

/* Nor is anything that was read before answers went by date stored, or kept in memory. */
static void nothing_stays_of_what_went_by_date(void **state)
{
	struct cache *lists = cache_new();
	struct arena *a = arena_new();
	const struct priorities *list;
	struct priorities p;
	struct round begun;

	(void)state;
	company();
	keeper_works();
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), OK);
	assert_int_equal(list->result.n, 21);
	begun = round_again(&r);
	assert_int_equal(store_write(house, retention_job, (void *)"2025-07-16"), OK);
	assert_int_equal(computed_make(house, &begun, MIN_CELL), OK);
	assert_int_equal(find_stored(true, &p), ERR_NOT_FOUND);
	r = round_again(&r);
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), OK);
	assert_int_equal(list->result.n, 0);
	arena_free(a);
	cache_free(lists);
}

static enum err begun_job(struct db *db, void *ctx)
{
	struct stmt *s = db_stmt(db, STMT_COMPUTING_PUT);

	stmt_i64(s, ":round", *(int64_t *)ctx);
	stmt_i64(s, ":done", 900);
	stmt_i64(s, ":total", 1000);
	return stmt_run(s);
}

/* What no statement of ours does: the file is damaged. */
static void damage(const char *sql)
{
	const char *path = arena_printf(arena, "%s/kiosk.db", temp_path);
	sqlite3 *h;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

/* One whose answers cannot be read is not said to be under way, and the others have theirs. */
static void a_round_that_fails_is_passed_over(void **state)
{
	struct round due, other;
	int64_t done, total;
	bool any;

	(void)state;
	company();
	other = round_of((struct round_spec){.code = "two"});
	answer_whole(&other, form_of(&other), "SAL", "SAL01", 6);
	round_end(&other);
	damage("UPDATE settled SET answers = '{' WHERE number >> 40 = 1");
	assert_int_equal(store_write(house, begun_job, &r.id), OK);
	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, 0, &due, &any), OK);
	assert_int_equal(due.id, r.id);
	assert_int_equal(computed_make(house, &due, MIN_CELL), ERR_STORE);
	assert_int_equal(computed_progress(house_db(), r.id, &done, &total, &any), OK);
	assert_false(any);
	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, due.id, &due, &any), OK);
	assert_true(any);
	assert_int_equal(due.id, other.id);
}

/* Of a large round nobody waits for a list that cannot be: the same error as of a small one. */
static void a_list_that_cannot_be_is_not_waited_for(void **state)
{
	struct cache *lists = cache_new();
	struct arena *a = arena_new();
	const struct priorities *list;

	(void)state;
	company();
	damage("UPDATE release SET submissions = 3000");
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), ERR_NOT_FOUND);
	keeper_works();
	damage("UPDATE computed SET body = x'' WHERE what = 'list'");
	assert_int_equal(priorities_cached(lists, a, house_db(), &r, MIN_CELL, &list), ERR_INPUT);
	arena_free(a);
	cache_free(lists);
}

/* How many more answers: worked out once for a list, and old as soon as the list is another. */
static void more_answers_are_stored_with_their_list(void **state)
{
	struct audit_params weights = audit_params_default();
	struct audit_more stored, made;
	struct priorities p;

	(void)state;
	company();
	assert_int_equal(priorities_more(arena, house_db(), &r, MIN_CELL, &stored), ERR_NOT_FOUND);
	keeper_works();
	assert_int_equal(priorities_more(arena, house_db(), &r, MIN_CELL, &stored), OK);
	p = worked_out();
	assert_int_equal(audit_more_answers(arena, &p.tables.input, &p.tables.params, &p.result, &made), OK);
	assert_int_equal(stored.goal, made.goal);
	assert_int_equal(stored.today, made.today);
	assert_int_equal(stored.reached, made.reached);
	assert_int_equal(stored.enough, made.enough);
	assert_int_equal(stored.n_points, made.n_points);
	assert_true(made.n_points > 1);
	for (size_t i = 0; i < made.n_points; i++) {
		assert_int_equal(stored.points[i].answers, made.points[i].answers);
		assert_true(stored.points[i].clear == made.points[i].clear);
	}
	/* Another cell size, other weights: another list. */
	assert_int_equal(priorities_more(arena, house_db(), &r, MIN_CELL + 1, &stored), ERR_NOT_FOUND);
	weights.w_pain = 0.5;
	assert_int_equal(store_write(house, params_job, &weights), OK);
	r = round_again(&r);
	assert_int_equal(priorities_more(arena, house_db(), &r, MIN_CELL, &stored), ERR_NOT_FOUND);
}

/* A round without a release is not the keeper's, and its page says so. */
static void nothing_is_due_before_a_release(void **state)
{
	struct round due;
	struct priorities p;
	bool any;

	(void)state;
	assert_int_equal(computed_due(arena, house_db(), MIN_CELL, 0, &due, &any), OK);
	assert_false(any);
	assert_int_equal(find_stored(true, &p), ERR_NOT_FOUND);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, audit_tear_down)
	const struct CMUnitTest tests[] = {
		T(a_stored_list_is_the_one_worked_out), T(images_are_whole), T(a_broken_image_is_none),
		T(the_list_before_is_known_as_old), T(nothing_stays_of_what_is_erased),
		T(stored_summaries_are_those_counted), T(more_answers_are_stored_with_their_list),
		T(nothing_is_due_before_a_release), T(broken_draws_are_none),
		T(a_stored_list_has_one_method), T(a_list_that_cannot_be_is_not_waited_for),
		T(what_was_begun_before_an_erasure_is_not_stored), T(nothing_stays_of_what_went_by_date),
		T(a_round_that_fails_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
