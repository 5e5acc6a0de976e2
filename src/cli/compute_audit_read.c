/*
 * kiosk compute audit, the way in: tables as they leave a bundle. Owns what a
 * good cell is; knows no formula.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "compute_audit.h"

#define FIGURE_MAX 1e9

/* Codes met so far, by table. */
struct names {
	struct map departments, functions, respondents;
};

static void read_departments(struct compute *c, struct names *names, struct audit_input *in)
{
	static const char *const columns[] = {"dept", "headcount", NULL};
	struct audit_department *list;
	struct csv_table t;

	if (!compute_load(c, "departments.csv", columns, &t))
		return;
	list = arena_array(c->arena, t.rows, sizeof *list);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};

		codes_add(&names->departments, &at, "dept", (uint32_t)row);
		list[row].code = cell_text(&at, "dept");
		list[row].headcount = cell_number(&at, "headcount", 0, FIGURE_MAX);
	}
	in->departments = list;
	in->n_departments = t.rows;
}

static void read_functions(struct compute *c, struct names *names, struct audit_input *in)
{
	static const char *const columns[] = {"func", "effort_days", "exec", "auto_override", NULL};
	struct audit_function *list;
	struct csv_table t;

	if (!compute_load(c, "functions.csv", columns, &t))
		return;
	list = arena_array(c->arena, t.rows, sizeof *list);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};

		codes_add(&names->functions, &at, "func", (uint32_t)row);
		list[row].code = cell_text(&at, "func");
		list[row].effort_days = cell_number(&at, "effort_days", 0, FIGURE_MAX);
		list[row].exec = cell_number(&at, "exec", 0, 3);
		list[row].auto_override = cell_number(&at, "auto_override", 0, 1);
	}
	in->functions = list;
	in->n_functions = t.rows;
}

static void read_respondents(struct compute *c, struct names *names, struct audit_input *in)
{
	static const char *const columns[] = {"resp", "dept", "weekly_hours", "picks_done",
		"excluded", NULL};
	struct audit_respondent *list;
	struct csv_table t;

	if (!compute_load(c, "respondents.csv", columns, &t))
		return;
	list = arena_array(c->arena, t.rows, sizeof *list);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};

		codes_add(&names->respondents, &at, "resp", (uint32_t)row);
		list[row].id = cell_text(&at, "resp");
		list[row].department = codes_find(&names->departments, &at, "dept",
			"departments.csv");
		list[row].weekly_hours = cell_number(&at, "weekly_hours", 0, FIGURE_MAX);
		list[row].picks_done = cell_yes(&at, "picks_done");
		list[row].excluded = cell_yes(&at, "excluded");
	}
	in->respondents = list;
	in->n_respondents = t.rows;
}

/* A row's respondent and function, to find those that come twice. */
struct pair {
	uint64_t key;
	size_t row;
};

/* Rows of one respondent mostly stand together. */
struct last {
	const char *code;
	uint32_t index;
};

static struct pair pair_of(const struct cell *at, const struct names *names,
	const char *respondent, const char *function, struct last *last)
{
	if (!last->code || strcmp(respondent, last->code) != 0)
		*last = (struct last){respondent, codes_find_text(&names->respondents, at, "resp",
			respondent, "respondents.csv")};
	return (struct pair){(uint64_t)last->index << 32 | codes_find_text(&names->functions, at,
		"func", function, "functions.csv"), at->row};
}

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *l = left, *r = right;

	if (l->key != r->key)
		return l->key < r->key ? -1 : 1;
	return (l->row > r->row) - (l->row < r->row);
}

/* Only for rows whose codes are known: others share an index. */
static void refuse_twice(struct compute *c, const struct csv_table *t, struct pair *pairs)
{
	bool ordered = true;

	for (size_t i = 1; i < t->rows && ordered; i++)
		ordered = pairs[i - 1].key < pairs[i].key;
	if (ordered)
		return;
	qsort(pairs, t->rows, sizeof *pairs, compare_pairs);
	for (size_t i = 1; i < t->rows; i++)
		if (pairs[i].key == pairs[i - 1].key) {
			struct cell at = {c, t, pairs[i].row};

			cell_fault(&at, "func", "respondent \"%.60s\" has function \"%.60s\" "
				"already on line %zu: remove one", cell_text(&at, "resp"),
				cell_text(&at, "func"), t->lines[pairs[i - 1].row]);
		}
}

static void read_picks(struct compute *c, const struct names *names, struct audit_input *in)
{
	static const char *const columns[] = {"resp", "func", NULL};
	size_t before = c->faults.count;
	struct audit_pick *list;
	struct last last = {0};
	struct pair *pairs;
	struct csv_table t;
	int resp, func;

	if (!compute_load(c, "picks.csv", columns, &t))
		return;
	resp = csv_column(&t, "resp");
	func = csv_column(&t, "func");
	list = arena_array(c->arena, t.rows, sizeof *list);
	pairs = arena_array(c->arena, t.rows, sizeof *pairs);
	for (size_t row = 0; row < t.rows; row++) {
		pairs[row] = pair_of(&(struct cell){c, &t, row}, names, csv_cell(&t, row, resp),
			csv_cell(&t, row, func), &last);
		list[row].respondent = (uint32_t)(pairs[row].key >> 32);
		list[row].function = (uint32_t)pairs[row].key;
	}
	if (c->faults.count == before)
		refuse_twice(c, &t, pairs);
	in->picks = list;
	in->n_picks = t.rows;
}

/* Columns of details.csv, looked up once: the table may have millions of rows. */
enum detail_column {
	RESP, FUNC, DESIGN_W, FREQ_N, FREQ_UNIT, MINUTES, REWORK10, FRUST5, WANT5, RULE5,
	DETAIL_COLUMNS
};

static const char *const detail_columns[] = {"resp", "func", "design_w", "freq_n", "freq_unit",
	"minutes", "rework10", "frust5", "want5", "rule5", NULL};

static double detail_number(const struct cell *at, const char *const *texts,
	enum detail_column column, double lo, double hi)
{
	if (!*texts[column])
		return NAN;
	return cell_number_of(at, detail_columns[column], texts[column], lo, hi);
}

static void read_detail(const struct cell *at, const char *const *texts,
	struct audit_detail *d)
{
	if (!audit_unit_parse(texts[FREQ_UNIT], &d->freq_unit))
		cell_fault(at, "freq_unit", "\"%.60s\" is none of day, week, month, quarter, year",
			texts[FREQ_UNIT]);
	if (!audit_minutes_parse(texts[MINUTES], &d->minutes) || d->minutes > FIGURE_MAX)
		cell_fault(at, "minutes", "\"%.60s\" is neither minutes of 0 or more nor a "
			"paper band b1 to b8", texts[MINUTES]);
	d->design_w = detail_number(at, texts, DESIGN_W, 0, FIGURE_MAX);
	if (d->design_w <= 0)
		cell_fault(at, "design_w", "a weight is over 0");
	d->freq_n = detail_number(at, texts, FREQ_N, 0, FIGURE_MAX);
	d->rework10 = detail_number(at, texts, REWORK10, 0, 10);
	d->frust5 = detail_number(at, texts, FRUST5, 1, 5);
	d->want5 = detail_number(at, texts, WANT5, 1, 5);
	d->rule5 = detail_number(at, texts, RULE5, 1, 5);
}

static void read_details(struct compute *c, const struct names *names,
	struct audit_input *in)
{
	size_t before = c->faults.count;
	struct audit_detail *list;
	struct last last = {0};
	struct pair *pairs;
	struct csv_table t;
	int at_column[DETAIL_COLUMNS];

	if (!compute_load(c, "details.csv", detail_columns, &t))
		return;
	for (size_t i = 0; i < DETAIL_COLUMNS; i++)
		at_column[i] = csv_column(&t, detail_columns[i]);
	list = arena_array(c->arena, t.rows, sizeof *list);
	pairs = arena_array(c->arena, t.rows, sizeof *pairs);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};
		const char *texts[DETAIL_COLUMNS];

		for (size_t i = 0; i < DETAIL_COLUMNS; i++)
			texts[i] = csv_cell(&t, row, at_column[i]);
		pairs[row] = pair_of(&at, names, texts[RESP], texts[FUNC], &last);
		list[row].respondent = (uint32_t)(pairs[row].key >> 32);
		list[row].function = (uint32_t)pairs[row].key;
		read_detail(&at, texts, &list[row]);
	}
	if (c->faults.count == before)
		refuse_twice(c, &t, pairs);
	in->details = list;
	in->n_details = t.rows;
}

static void read_params(struct compute *c, struct audit_params *params)
{
	struct json_flat flat;
	size_t before = c->faults.count;

	*params = audit_params_default();
	if (!compute_params(c, &flat))
		return;
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_member *m = &flat.members[i];

		if (m->kind != JSON_NUMBER)
			faults_add(&c->faults, "params.json", 0, m->key, "a number is wanted");
		else if (audit_params_set(params, m->key, m->values[0]))
			faults_add(&c->faults, "params.json", 0, NULL, "%s", err_detail());
	}
	if (c->faults.count == before && audit_params_check(params))
		faults_add(&c->faults, "params.json", 0, NULL, "%s", err_detail());
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
	read_departments(c, &names, &tables);
	read_functions(c, &names, &tables);
	/* Without their codes every row that follows would be at fault. */
	if (!tables.departments || !tables.functions)
		return ERR_INPUT;
	read_respondents(c, &names, &tables);
	if (!tables.respondents)
		return ERR_INPUT;
	read_picks(c, &names, &tables);
	read_details(c, &names, &tables);
	if (c->faults.count)
		return ERR_INPUT;
	*in = tables;
	return OK;
}
