/* A house with the shipped audit, its rounds, and respondents who answer it. */
#ifndef TEST_AUDIT_HOUSE_H
#define TEST_AUDIT_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "house.h"
#include "model/catalogues.h"
#include "model/forms.h"
#include "model/releases.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "store/stmt.h"

#define PACK "www/forms/crm-audit"
#define MIN_CELL 5

static struct arena *arena;

static inline enum err pack_job(struct db *db, void *ctx)
{
	const struct form_pack *pack = ctx;
	struct form_row row;
	enum err e = form_add(CHANGE(arena, db, "anna"), pack, &row);

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++)
		if (pack->has_catalogue[k])
			e = catalogue_upsert(CHANGE(arena, db, "anna"), &pack->catalogues[k],
				false);
	return e;
}

static inline void pack_bring_in(const char *path)
{
	struct faults faults, warnings;
	struct form_pack pack;
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *known[CATALOGUE_KINDS];

	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		assert_int_equal(catalogue_load(arena, house_db(), (enum catalogue_kind)k, &lists[k]), OK);
		known[k] = lists[k].count ? &lists[k] : NULL;
	}
	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	if (form_pack_read(arena, path, known, &faults, &warnings, &pack))
		fail_msg("%s: %s", path, faults.count ? faults.list[0].message : err_detail());
	assert_int_equal(store_write(house, pack_job, &pack), OK);
}

static inline int audit_set_up(void **state)
{
	arena = arena_new();
	assert_true(clock_set_zone("UTC"));
	if (house_set_up(state))
		return -1;
	pack_bring_in(PACK);
	return 0;
}

static inline int audit_tear_down(void **state)
{
	arena_free(arena);
	return house_tear_down(state);
}

/* ---- rounds and departments ---- */

struct opening {
	struct round_spec spec;
	struct round round;
};

static inline enum err open_job(struct db *db, void *ctx)
{
	struct opening *o = ctx;

	return round_open(CHANGE(arena, db, TRAIL_SHELL), &o->spec, &o->round);
}

/* Open a round of the spec; title and form are filled in where they are blank. */
static inline enum err round_try(struct round_spec spec, struct round *out)
{
	struct opening o = {.spec = spec};

	if (!spec.title)
		o.spec.title = "Audit";
	if (!spec.form)
		o.spec.form = "crm-audit";

	enum err e = store_write(house, open_job, &o);

	if (!e)
		*out = o.round;
	return e;
}

static inline struct round round_of(struct round_spec spec)
{
	struct round r = {0};

	if (round_try(spec, &r))
		fail_msg("%s", err_detail());
	return r;
}

static inline struct round round_again(const struct round *r)
{
	struct round now;

	assert_int_equal(round_find(arena, house_db(), r->code, &now), OK);
	return now;
}

static inline struct form *form_of(const struct round *r)
{
	struct form *form;

	if (round_form(arena, house_db(), r, &form))
		fail_msg("%s", err_detail());
	return form;
}

static inline enum err close_job(struct db *db, void *ctx)
{
	return round_close(CHANGE(arena, db, TRAIL_SHELL), ctx);
}

static inline void round_end(struct round *r)
{
	assert_int_equal(store_write(house, close_job, (void *)r->code), OK);
	*r = round_again(r);
}

static inline enum err people_job(struct db *db, void *ctx)
{
	const struct department *d = ctx;
	enum err e = department_set(CHANGE(arena, db, "anna"), d->code, d->headcount,
		d->merged_into);

	return e ? e : rounds_follow_catalogues(CHANGE(arena, db, "anna"));
}

static inline void people(const char *code, double headcount, const char *merged_into)
{
	struct department d = {code, headcount, merged_into};

	assert_int_equal(store_write(house, people_job, &d), OK);
}

/* ---- posts ---- */

struct post {
	struct submission_post post;
	struct form_context ctx;
	struct answers *answers;
	const struct round *round;
	const struct form *form;
};

/* A fresh id. */
static inline const char *new_id(void)
{
	static unsigned count;

	return arena_printf(arena, "%08x-0000-4000-8000-0123456789ab", ++count * 2654435761u);
}

static inline struct post post_of(const struct round *r, const struct form *form)
{
	struct post p = {.round = r, .form = form, .answers = answers_new(arena, form),
		.ctx = {.has_seed = true, .seed = 42, .today = "2025-06-15",
			.now = "2025-06-15T15:06:40"}};

	p.post = (struct submission_post){.instance_id = new_id(), .lang = "en",
		.answers = p.answers};
	return p;
}

static inline void put(struct post *p, const char *path, const char *value)
{
	if (!answers_add(p->answers, path, value))
		fail_msg("no question at %s", path);
}

/* Department and picks, up to three; "" ends them. */
static inline struct post post_in(const struct round *r, const struct form *form,
	const char *department, const char *a, const char *b, const char *c)
{
	struct post p = post_of(r, form);

	put(&p, "start/A01", department);
	put(&p, "start/A02", "39");
	put(&p, "pick/A10", a);
	if (b)
		put(&p, "pick/A10", b);
	if (c)
		put(&p, "pick/A10", c);
	return p;
}

/* The seven questions of a function; blank leaves one out. `ratings`: a digit each
 * for frustration, wish and rules. */
static inline void put_detail(struct post *p, const char *function, const char *times,
	const char *unit, const char *minutes, const char *rework, const char *ratings)
{
	static const char *const names[] = {"A20", "A20_unit", "A21", "A22", "A23", "A24",
		"A25"};
	const char *values[7] = {times, unit, minutes, rework};

	for (size_t i = 0; i < strlen(ratings); i++)
		values[4 + i] = arena_strndup(arena, ratings + i, 1);
	for (size_t i = 0; i < 7; i++)
		if (values[i] && *values[i])
			put(p, arena_printf(arena, "detail/%s/%s", function, names[i]),
				values[i]);
}

static inline struct submission_result take(const struct post *p)
{
	struct submission_result r;
	bool made;

	if (submission_take(arena, house, p->round, p->form, &p->ctx, MIN_CELL, &p->post, &r))
		fail_msg("%s", err_detail());
	/* As the keeper does, behind it. */
	assert_int_equal(releases_make_due(house, MIN_CELL, &made), OK);
	return r;
}

static inline void stored(const struct post *p)
{
	struct submission_result r = take(p);

	if (r.outcome != INTAKE_STORED)
		fail_msg("outcome %d, %s %s", (int)r.outcome, r.bad_field ? r.bad_field : "",
			r.check.fault_count ? r.check.faults[0].field : "");
}

/* `n` whole answers from a department: one function, three times a week, 20 min. */
static inline void answer_whole(const struct round *r, const struct form *form,
	const char *department, const char *function, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct post p = post_in(r, form, department, function, NULL, NULL);

		put_detail(&p, function, "3", "week", "20", "5", "345");
		stored(&p);
	}
}

/* ---- looks into the store ---- */

static inline int64_t count_of(enum stmt_id id, int64_t round)
{
	struct stmt *s = db_stmt(house_db(), id);
	bool row;

	if (round)
		stmt_i64(s, ":round", round);
	assert_int_equal(stmt_step(s, &row), OK);

	int64_t n = col_i64(s, "n");

	stmt_done(s);
	return n;
}

static inline int64_t rows_of_round(const struct round *r)
{
	return count_of(STMT_SUBMISSION_COUNT, r->id);
}

static inline int64_t quarantined(void)
{
	return count_of(STMT_QUARANTINE_COUNT, 0);
}

/* The one row of a round, as stored. */
struct row {
	const char *department, *lang, *device, *day, *half, *status, *flags, *pages, *answers;
	double active_s;
	unsigned char digest[32];
};

static inline void look_for_row(enum stmt_id where, const unsigned char *id, struct row *out)
{
	struct stmt *s = db_stmt(house_db(), where);
	bool row;

	while (!stmt_step(s, &row) && row) {
		if (memcmp(col_blob(s, "id"), id, SUBMISSION_ID_BYTES) != 0)
			continue;
		*out = (struct row){.department = col_copy(arena, s, "department"),
			.lang = col_copy(arena, s, "lang"), .device = col_copy(arena, s, "device"),
			.day = col_copy(arena, s, "day"), .half = col_copy(arena, s, "half"),
			.status = col_copy(arena, s, "status"), .flags = col_copy(arena, s, "flags"),
			.active_s = col_double(s, "active_s"), .pages = col_copy(arena, s, "pages"),
			.answers = col_copy(arena, s, "answers")};
		memcpy(out->digest, col_blob(s, "digest"), sizeof out->digest);
	}
	stmt_done(s);
}

/* Wherever it stands. */
static inline struct row row_by_id(const char *id)
{
	unsigned char key[SUBMISSION_ID_BYTES];
	struct row out = {0};

	assert_true(submission_id_parse(id, key));
	look_for_row(STMT_INBOX_ALL, key, &out);
	look_for_row(STMT_SETTLED_ALL, key, &out);
	assert_non_null(out.answers);
	return out;
}

static inline int64_t release_seq(const struct round *r)
{
	struct release out;
	enum err e = release_latest(arena, house_db(), r->id, &out);

	assert_true(e == OK || e == ERR_NOT_FOUND);
	return e ? 0 : out.seq;
}

#endif
