/*
 * kiosk demo: a synthetic company's answers, taken in as any others. Knows how
 * they are made (demo.h) and the one way answers come in.
 */
#include "demo.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cmd.h"
#include "commands.h"
#include "init.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/releases.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "serve.h"
#include "store/store.h"

static const char usage[] =
	"usage: kiosk demo --respondents N --seed S [--pilot] [--data DIR]\n"
	"\n"
	"Fills the round crm-audit-1 with the answers of N people of a synthetic company, and\n"
	"sets its name and headcounts so that four of five of them answered. The same N and S\n"
	"give the same answers; lists stay marked EXAMPLE FIGURES. Refused where a real company\n"
	"was confirmed or has answered; a folder without a kiosk gets one first. With --pilot\n"
	"a prototype is tried in two versions, too, and what was reported is answered. Prints\n"
	"the round's code.\n";

#define ROUND "crm-audit-1"
#define RESPONDENTS_MAX 1000000
#define RESPONSE 0.8
/* Enough for the writer to have a batch at each commit. */
#define THREADS 32
/* Up to so many come one after another, and of more this part of all departments. */
#define SERIAL_MAX 500
#define SERIAL_EACH 10
#define PROGRESS 1000

struct demo {
	struct cmd *c;
	struct round round;
	struct form *form;
	const char *const *departments;	/* codes */
	size_t department_count;
	size_t *ends;			/* places before them belong to a department */
	size_t respondents, stride;
	uint32_t *order;		/* respondents, in the order they answer */
	size_t parallel;		/* so many of them at once, then one by one */
	uint64_t seed;
	char today[DAY_CHARS];
	const char *now;
	atomic_size_t next, refused;
	pthread_mutex_t lock;		/* of the two below */
	enum err err;
	char detail[1024];
};

/* ---- the company ---- */

static enum err set_headcounts(struct change *c, const struct demo *d)
{
	size_t before = 0;
	enum err e = OK;

	for (size_t i = 0; !e && i < d->department_count; i++) {
		double people = round((double)(d->ends[i] - before) / RESPONSE);

		before = d->ends[i];
		e = department_set(c, d->departments[i], people, NULL);
	}
	return e;
}

static enum err set_figures(struct change *c, const struct demo *d)
{
	struct audit_function *list;
	size_t n;
	enum err e = round_functions(c->arena, c->db, d->round.id, &list, &n);

	for (size_t i = 0; !e && i < n; i++) {
		if (isnan(list[i].effort_days))
			list[i].effort_days = demo_effort_days(list[i].code);
		if (isnan(list[i].exec))
			list[i].exec = demo_exec(list[i].code);
	}
	return e ? e : round_set_functions(c, &d->round, list, n);
}

static enum err set_company(struct change *c, const struct demo *d)
{
	enum err e = setting_put(c, "company_name", DEMO_COMPANY);

	if (!e)
		e = set_headcounts(c, d);
	if (!e)
		e = rounds_follow_catalogues(c);
	/* Behind it: a round without answers takes the catalogue's figures. */
	if (!e)
		e = set_figures(c, d);
	return e ? e : trail_event(c, TRAIL_DEMO, ROUND,
		arena_printf(c->arena, "%zu respondents, seed %llu", d->respondents,
			(unsigned long long)d->seed));
}

/* Synthetic answers must never mix with real ones. */
static enum err refuse_real(struct demo *d)
{
	const struct settings *s = &d->c->settings;
	struct round_department *list;
	size_t n;
	int64_t answered = 0;
	enum err e = round_departments(d->c->arena, d->c->db, d->round.id, &list, &n);

	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		answered += list[i].answered;
	if (s->confirmed || (answered && strcmp(s->company_name, DEMO_COMPANY) != 0))
		return err_fail(ERR_CONFLICT, "%s holds a real company's answers: make a folder "
			"of its own for the demo with `kiosk init --data DIR`", d->c->data);
	return OK;
}

static size_t common_divisor(size_t a, size_t b)
{
	while (b) {
		size_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static size_t department_of(const struct demo *d, size_t number)
{
	size_t place = number * d->stride % d->respondents, i = 0;

	while (i + 1 < d->department_count && place >= d->ends[i])
		i++;
	return i;
}

/* The smallest department that a release waits for; the count: there is none. */
static size_t last_waited_for(const struct demo *d)
{
	size_t last = d->department_count, least = SIZE_MAX;

	for (size_t i = 0; i < d->department_count; i++) {
		size_t people = d->ends[i] - (i ? d->ends[i - 1] : 0);

		if ((double)people / RESPONSE >= d->c->settings.min_cell && people < least) {
			least = people;
			last = i;
		}
	}
	return last;
}

/* Which answers a release holds follows from the order they come in. So that one
 * seed gives one list: as long as many come at once, those of one department wait,
 * and nothing is released; the others come one by one. */
static void make_order(struct demo *d)
{
	size_t held = last_waited_for(d), n = 0;
	bool *early = arena_array(d->c->arena, d->respondents, sizeof *early);

	d->order = arena_array(d->c->arena, d->respondents, sizeof *d->order);
	for (size_t i = 0; d->respondents > SERIAL_MAX && i < d->respondents; i++) {
		early[i] = i % SERIAL_EACH && department_of(d, i) != held;
		if (early[i])
			d->order[n++] = (uint32_t)i;
	}
	d->parallel = n;
	for (size_t i = 0; i < d->respondents; i++)
		if (!early[i])
			d->order[n++] = (uint32_t)i;
}

static enum err prepare(struct demo *d)
{
	struct arena *a = d->c->arena;
	struct change change;
	enum err e = round_find(a, d->c->db, ROUND, &d->round);

	if (!e)
		e = refuse_real(d);
	if (!e)
		e = submission_departments(a, d->c->db, d->round.id, &d->departments,
			&d->department_count);
	if (e)
		return e;
	if (!d->department_count)
		return err_fail(ERR_INPUT, "round " ROUND " asks no department");
	d->ends = arena_array(a, d->department_count, sizeof *d->ends);
	for (size_t i = 0; i < d->department_count; i++)
		d->ends[i] = (i ? d->ends[i - 1] : 0) + demo_share(d->departments,
			d->department_count, i, d->respondents);
	/* Departments come mixed: every place is met once, by strides. */
	d->stride = (size_t)((double)d->respondents * 0.618) + 1;
	while (common_divisor(d->stride, d->respondents) != 1)
		d->stride++;
	make_order(d);
	clock_day(clock_now(), d->today, NULL);
	d->now = arena_printf(a, "%sT12:00:00", d->today);
	e = cmd_change(d->c, &change);
	if (!e)
		e = change_end(&change, set_company(&change, d));
	return e ? e : round_form(a, d->c->db, &d->round, &d->form);
}

/* ---- the answers ---- */

static enum err take(struct demo *d, struct arena *a, size_t number)
{
	struct form_context ctx = {.today = d->today, .now = d->now,
		.departments = d->departments, .department_count = d->department_count};
	struct submission_result result;
	struct demo_post post;
	enum err e;

	demo_respondent(a, d->form, &ctx, d->seed, number,
		d->departments[department_of(d, number)], &post);

	const struct submission_post sent = {.instance_id = post.instance_id, .lang = post.lang,
		.pages = post.pages, .active_s = post.active_s, .answers = post.answers};

	do
		e = submission_take(a, d->c->store, &d->round, d->form, &ctx,
			d->c->settings.min_cell, &sent, &result);
	while (e == ERR_BUSY);
	if (!e && result.outcome != INTAKE_STORED) {
		if (atomic_fetch_add(&d->refused, 1) == 0 && result.check.fault_count)
			fprintf(stderr, "refused: %s: %s\n", result.check.faults[0].field,
				check_code_name(result.check.faults[0].code));
	}
	return e;
}

static void fail(struct demo *d, enum err e)
{
	pthread_mutex_lock(&d->lock);
	if (!d->err) {
		d->err = e;
		snprintf(d->detail, sizeof d->detail, "%s", err_detail());
	}
	pthread_mutex_unlock(&d->lock);
	atomic_store(&d->next, d->respondents);
}

/* Take those whose place in the order is before `end`. */
static void take_until(struct demo *d, size_t end)
{
	struct arena *a = arena_new();

	for (;;) {
		size_t at = atomic_fetch_add(&d->next, 1);
		bool made;
		enum err e;

		if (at >= end)
			break;
		e = take(d, a, d->order[at]);
		if (!e && at >= d->parallel)
			e = releases_make_due(d->c->store, d->c->settings.min_cell, &made);
		arena_reset(a);
		if (e) {
			fail(d, e);
			break;
		}
		if ((at + 1) % PROGRESS == 0 && d->respondents > 2 * PROGRESS)
			fprintf(stderr, "%zu of %zu\n", at + 1, d->respondents);
	}
	arena_free(a);
}

static void *work(void *ctx)
{
	struct demo *d = ctx;

	take_until(d, d->parallel);
	return NULL;
}

static enum err fill(struct demo *d)
{
	pthread_t threads[THREADS];
	size_t started = 0;

	pthread_mutex_init(&d->lock, NULL);
	while (started < THREADS && started < d->parallel
		&& pthread_create(&threads[started], NULL, work, d) == 0)
		started++;
	if (!started)
		take_until(d, d->parallel);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (!d->err) {
		atomic_store(&d->next, d->parallel);
		take_until(d, d->respondents);
	}
	pthread_mutex_destroy(&d->lock);
	return d->err ? err_fail(d->err, "%s", d->detail) : OK;
}

/* A folder without a kiosk gets one, owned by whoever will serve it. */
static enum err open_or_make(struct cmd *c)
{
	enum err e;

	if (store_exists(c->data))
		return cmd_open(c);
	e = serve_make_data(c->arena, c->data);
	return e ? e : init_create(c);
}

/* As a kiosk that nobody uses just now. */
static enum err settle(struct cmd *c)
{
	struct change change;
	enum err e = cmd_change(c, &change);

	if (!e)
		e = change_end(&change, inbox_settle(change.db));
	/* Where somebody reads, the keeper empties it. */
	if (!e && store_empty_wal(c->store) == ERR_STORE)
		e = ERR_STORE;
	return e;
}

static int run(struct cmd *c, int argc, char **argv)
{
	struct demo d = {.c = c};
	const char *respondents = NULL, *seed = NULL;
	bool pilot = false;
	const struct cmd_option options[] = {
		{.name = "respondents", .value = &respondents},
		{.name = "seed", .value = &seed},
		{.name = "pilot", .flag = &pilot},
	};
	uint64_t n;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 3, 0, 0, &status))
		return status;
	if (!respondents || !parse_u64(respondents, &n) || n < 1 || n > RESPONDENTS_MAX)
		return cmd_usage(c, "--respondents is a whole number from 1 to %d",
			RESPONDENTS_MAX);
	if (!seed || !parse_u64(seed, &d.seed))
		return cmd_usage(c, "--seed is a whole number of 0 or more");
	d.respondents = (size_t)n;
	e = open_or_make(c);
	if (!e)
		e = prepare(&d);
	if (!e)
		e = fill(&d);
	if (!e && pilot)
		e = demo_pilot(c, d.seed);
	if (!e)
		e = settle(c);
	if (e)
		return cmd_fail(c, e);
	printf("%zu answers taken", d.respondents - atomic_load(&d.refused));
	if (atomic_load(&d.refused))
		printf(", %zu refused", atomic_load(&d.refused));
	printf("\n" ROUND "\n");
	return cmd_done(c);
}

int cmd_demo(int argc, char **argv)
{
	return cmd_run("demo", usage, argc, argv, run);
}
