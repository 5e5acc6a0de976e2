/*
 * kiosk compute audit, the way in: tables as they leave a bundle. Owns what a
 * good cell is; knows no formula.
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/grown.h"
#include "base/file.h"
#include "compute_audit.h"

#define FIGURE_MAX 1e9
#define RELEASE_MAX (UINT32_MAX - 1)

/* Columns of details.csv, the first two those of picks.csv, looked up once: the
 * tables may have millions of rows. */
enum detail_column {
	RESP, FUNC, DESIGN_W, FREQ_N, FREQ_UNIT, MINUTES, REWORK10, FRUST5, WANT5, RULE5,
	DETAIL_COLUMNS
};

static const char *const detail_columns[] = {"resp", "func", "design_w", "freq_n", "freq_unit",
	"minutes", "rework10", "frust5", "want5", "rule5", NULL};

static const char *const department_columns[] = {"dept", "headcount", NULL};
static const char *const function_columns[] = {"func", "effort_days", "exec", "auto_override",
	NULL};
static const char *const respondent_columns[] = {"resp", "dept", "weekly_hours", "picks_done",
	"excluded", NULL};
static const char *const cell_columns[] = {"dept", "func", "release", NULL};

/* Codes met so far, by table. */
struct names {
	struct map departments, functions, respondents;
	size_t method;		/* version of the method */
};

static void read_department(const struct cell *at, void *names, void *out)
{
	struct audit_department *d = out;

	codes_add(&((struct names *)names)->departments, at, "dept", (uint32_t)at->row);
	d->code = cell_text(at, "dept");
	d->headcount = cell_number(at, "headcount", 0, FIGURE_MAX);
}

static void read_function(const struct cell *at, void *names, void *out)
{
	struct audit_function *f = out;

	codes_add(&((struct names *)names)->functions, at, "func", (uint32_t)at->row);
	f->code = cell_text(at, "func");
	f->effort_days = cell_number(at, "effort_days", 0, FIGURE_MAX);
	f->exec = cell_number(at, "exec", 0, 3);
	f->auto_override = cell_number(at, "auto_override", 0, 1);
}

static void read_respondent(const struct cell *at, void *ctx, void *out)
{
	struct names *names = ctx;
	struct audit_respondent *r = out;

	codes_add(&names->respondents, at, "resp", (uint32_t)at->row);
	r->id = cell_text(at, "resp");
	r->department = codes_find(&names->departments, at, "dept", "departments.csv");
	r->weekly_hours = cell_number(at, "weekly_hours", 0, FIGURE_MAX);
	/* Version 1 took it for nobody's time. */
	if (names->method >= 2 && r->weekly_hours <= 0)
		cell_fault(at, "weekly_hours", FAULT_AUDIT_WEEK, NULL);
	r->picks_done = cell_yes(at, "picks_done");
	r->excluded = cell_yes(at, "excluded");
	r->release = (uint32_t)cell_whole(at, "release", RELEASE_MAX, 0);
}

/* Cells that are built from the respondents up to a release; blank: from all. */
static void read_cut(const struct cell *at, void *ctx, void *out)
{
	const struct names *names = ctx;
	struct audit_cut *cut = out;

	cut->department = codes_find(&names->departments, at, "dept", "departments.csv");
	cut->function = codes_find(&names->functions, at, "func", "functions.csv");
	cut->release = (uint32_t)cell_whole(at, "release", RELEASE_MAX, UINT32_MAX);
}

/* A row's respondent and function, to find those that come twice. */
struct pair {
	uint64_t key;
	size_t line;
};

/* Of a row of either table. */
static uint64_t key_of(const void *row)
{
	const uint32_t *pair = row;

	return (uint64_t)pair[0] << 32 | pair[1];
}

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *l = left, *r = right;

	if (l->key != r->key)
		return l->key < r->key ? -1 : 1;
	return (l->line > r->line) - (l->line < r->line);
}

/* Rows of picks or details while they are read. */
struct reading {
	struct compute *c;
	const struct names *names;
	int columns[DETAIL_COLUMNS];
	const struct audit_respondent *respondents;
	size_t n_respondents;
	uint32_t last;		/* respondent of the row before */
	struct grown rows;	/* audit_pick or audit_detail: both begin with a pair */
	struct grown lines;	/* uint32_t: where each stands */
	uint64_t before;	/* key of the row before */
	bool ordered;		/* so far each came behind the one before */
};

/* Rows of one respondent mostly stand together, and respondents in the order of
 * their own table: the last one and the next are tried before the codes are
 * searched. */
static uint32_t respondent_of(struct reading *r, const struct cell *at, const char *code)
{
	for (uint32_t i = r->last; i < r->n_respondents && i <= r->last + 1; i++)
		if (strcmp(r->respondents[i].id, code) == 0)
			return r->last = i;
	return r->last = codes_find_text(&r->names->respondents, at, "resp", code,
		"respondents.csv");
}

static const char *text_of(const struct reading *r, const struct cell *at,
	enum detail_column column)
{
	return csv_cell(at->t, 0, r->columns[column]);
}

/* Take a row's respondent and function. */
static struct audit_pick take_pair(struct reading *r, const struct cell *at)
{
	struct audit_pick pair = {respondent_of(r, at, text_of(r, at, RESP)),
		codes_find_text(&r->names->functions, at, "func", text_of(r, at, FUNC),
			"functions.csv")};
	uint64_t key = key_of(&pair);

	r->ordered &= !r->lines.count || r->before < key;
	r->before = key;
	*(uint32_t *)grown_add(&r->lines) = (uint32_t)at->t->lines[0];
	return pair;
}

/* Only for rows whose codes are known: others share an index. */
static void refuse_twice(const struct reading *r, const char *file,
	const struct audit_input *in)
{
	const uint32_t *lines = r->lines.items;
	const char *rows = r->rows.items;
	size_t n = r->rows.count;
	struct arena *room;
	struct pair *pairs;

	if (r->ordered)
		return;
	room = arena_new();
	pairs = arena_array(room, n, sizeof *pairs);
	for (size_t i = 0; i < n; i++)
		pairs[i] = (struct pair){key_of((const void *)(rows + i * r->rows.size)), lines[i]};
	qsort(pairs, n, sizeof *pairs, compare_pairs);
	for (size_t i = 1; i < n; i++)
		if (pairs[i].key == pairs[i - 1].key)
			fault_add(&r->c->faults, file, pairs[i].line, "func", FAULT_AUDIT_TWICE,
				in->respondents[pairs[i].key >> 32].id,
				in->functions[(uint32_t)pairs[i].key].code,
				DIGITS(pairs[i - 1].line), NULL);
	arena_free(room);
}

static void begin_rows(void *ctx, const struct csv_table *header)
{
	struct reading *r = ctx;

	for (size_t i = 0; i < DETAIL_COLUMNS; i++)
		r->columns[i] = csv_column(header, detail_columns[i]);
}

static void take_pick(void *ctx, const struct cell *at)
{
	struct reading *r = ctx;
	struct audit_pick pair = take_pair(r, at);

	*(struct audit_pick *)grown_add(&r->rows) = pair;
}

/* Read one of the two large tables; false: its faults are told. */
static bool read_rows(struct reading *r, const char *file, const char *const *columns,
	void (*row)(void *ctx, const struct cell *at), const struct audit_input *in)
{
	size_t before = r->c->faults.count;
	bool good = compute_load_rows(r->c, file, columns, begin_rows, row, r);

	grown_keep(r->c->arena, &r->rows);
	if (good && r->c->faults.count == before)
		refuse_twice(r, file, in);
	free(r->lines.items);
	return good;
}

static struct reading reading_of(struct compute *c, const struct names *names,
	const struct audit_input *in, size_t size)
{
	return (struct reading){.c = c, .names = names, .respondents = in->respondents,
		.n_respondents = in->n_respondents, .rows.size = size,
		.lines.size = sizeof(uint32_t), .ordered = true};
}

static void read_picks(struct compute *c, const struct names *names, struct audit_input *in)
{
	static const char *const columns[] = {"resp", "func", NULL};
	struct reading r = reading_of(c, names, in, sizeof *in->picks);

	if (!read_rows(&r, "picks.csv", columns, take_pick, in))
		return;
	in->picks = r.rows.items;
	in->n_picks = r.rows.count;
}

static double number_of(const struct reading *r, const struct cell *at,
	enum detail_column column, double lo, double hi)
{
	const char *text = text_of(r, at, column);

	return *text ? cell_number_of(at, detail_columns[column], text, lo, hi) : (double)NAN;
}

static void take_detail(void *ctx, const struct cell *at)
{
	struct reading *r = ctx;
	struct audit_pick pair = take_pair(r, at);
	struct audit_detail *d = grown_add(&r->rows);
	const char *unit = text_of(r, at, FREQ_UNIT), *minutes = text_of(r, at, MINUTES);

	*d = (struct audit_detail){.respondent = pair.respondent, .function = pair.function};
	if (!audit_unit_parse(unit, &d->freq_unit))
		cell_fault(at, "freq_unit", FAULT_AUDIT_UNIT, unit, NULL);
	if (!audit_minutes_parse(minutes, &d->minutes) || d->minutes > FIGURE_MAX)
		cell_fault(at, "minutes", FAULT_AUDIT_MINUTES, minutes, NULL);
	d->design_w = number_of(r, at, DESIGN_W, 0, FIGURE_MAX);
	if (d->design_w <= 0)
		cell_fault(at, "design_w", FAULT_AUDIT_WEIGHT, NULL);
	d->freq_n = number_of(r, at, FREQ_N, 0, FIGURE_MAX);
	d->rework10 = (float)number_of(r, at, REWORK10, 0, 10);
	d->frust5 = (float)number_of(r, at, FRUST5, 1, 5);
	d->want5 = (float)number_of(r, at, WANT5, 1, 5);
	d->rule5 = (float)number_of(r, at, RULE5, 1, 5);
}

static void read_details(struct compute *c, const struct names *names,
	struct audit_input *in)
{
	struct reading r = reading_of(c, names, in, sizeof *in->details);

	if (!read_rows(&r, "details.csv", detail_columns, take_detail, in))
		return;
	in->details = r.rows.items;
	in->n_details = r.rows.count;
}

/* One of the two large tables, read beside the other. */
struct side {
	struct compute c;
	const struct names *names;
	struct audit_input *in;
	void (*read)(struct compute *c, const struct names *names, struct audit_input *in);
};

static void free_arena(void *a)
{
	arena_free(a);
}

/* What it reads goes with the computation's arena; its faults are its own, so that
 * they come in the order of the files. */
static struct side side_of(struct compute *c, const struct names *names,
	struct audit_input *in,
	void (*read)(struct compute *c, const struct names *names, struct audit_input *in))
{
	struct side s = {.c = {.arena = arena_new(), .dir = c->dir}, .names = names, .in = in,
		.read = read};

	arena_on_clean(c->arena, free_arena, s.c.arena);
	faults_init(&s.c.faults, s.c.arena);
	return s;
}

static void *read_side(void *side)
{
	struct side *s = side;

	s->read(&s->c, s->names, s->in);
	return NULL;
}

static void take_faults(struct compute *c, const struct compute *from)
{
	faults_take(&c->faults, &from->faults);
	c->system_failed = c->system_failed || from->system_failed;
}

/* Picks and details are most of the bytes: each in a thread of its own, where one
 * can be had. */
static void read_large(struct compute *c, const struct names *names, struct audit_input *in)
{
	struct side picks = side_of(c, names, in, read_picks);
	struct side details = side_of(c, names, in, read_details);
	pthread_t thread;
	bool beside = pthread_create(&thread, NULL, read_side, &picks) == 0;

	read_side(&details);
	if (beside)
		pthread_join(thread, NULL);
	else
		read_side(&picks);
	take_faults(c, &picks.c);
	take_faults(c, &details.c);
}

/* Bundles did not name the method while there was but one version of it. They gave every
 * parameter it had; tables made by hand give those that they change. */
static bool is_first_method(const struct json_flat *flat)
{
	static const char *const since[] = {"method_version", "weeks_per_year", "group_over",
		"groups"};
	size_t known = audit_params_count() - sizeof since / sizeof *since;

	for (size_t i = 0; i < sizeof since / sizeof *since; i++)
		if (json_get(flat, since[i]))
			return false;
	return flat->count >= known;
}

static void read_params(struct compute *c, struct audit_params *params)
{
	struct json_flat flat;
	size_t before = c->faults.count;

	*params = audit_params_default();
	if (!compute_params(c, &flat))
		return;
	if (is_first_method(&flat))
		params->method_version = AUDIT_METHOD_FIRST;
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_member *m = &flat.members[i];

		if (m->kind != JSON_NUMBER)
			fault_add(&c->faults, "params.json", 0, m->key, FAULT_AUDIT_PARAM, NULL);
		else if (audit_params_set(params, m->key, m->values[0]))
			faults_add_said(&c->faults, "params.json", 0, NULL);
	}
	if (c->faults.count == before && audit_params_check(params))
		faults_add_said(&c->faults, "params.json", 0, NULL);
}

enum err compute_audit_read(struct compute *c, struct audit_input *in,
	struct audit_params *params)
{
	struct audit_input tables = {0};
	struct names names;

	codes_init(&names.departments, c->arena);
	codes_init(&names.functions, c->arena);
	codes_init(&names.respondents, c->arena);
	read_params(c, params);
	names.method = params->method_version;
	tables.departments = compute_list(c, "departments.csv", department_columns,
		sizeof *tables.departments, read_department, &names, &tables.n_departments);
	tables.functions = compute_list(c, "functions.csv", function_columns,
		sizeof *tables.functions, read_function, &names, &tables.n_functions);
	/* Without their codes every row that follows would be at fault. */
	if (!tables.departments || !tables.functions)
		return ERR_INPUT;
	tables.respondents = compute_list(c, "respondents.csv", respondent_columns,
		sizeof *tables.respondents, read_respondent, &names, &tables.n_respondents);
	if (!tables.respondents)
		return ERR_INPUT;
	/* Tables of one release, and those from before cells had cuts, have none. */
	if (file_exists(path_join(c->arena, c->dir, "cells.csv")))
		tables.cuts = compute_list(c, "cells.csv", cell_columns, sizeof *tables.cuts,
			read_cut, &names, &tables.n_cuts);
	read_large(c, &names, &tables);
	if (c->faults.count)
		return ERR_INPUT;
	*in = tables;
	return OK;
}
