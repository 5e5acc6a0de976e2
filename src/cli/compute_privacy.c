/*
 * kiosk compute privacy: which cells of some tables may be shown. A case is one
 * table of groups that add up to a total.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "base/text.h"
#include "compute.h"

#define TOTAL "TOTAL"
#define PEOPLE_MAX 1000000000

struct group {
	size_t case_at;		/* cases in the order in which they first come */
	const char *case_name;
	struct privacy_group cell;
	size_t row;
};

static int compare_groups(const void *left, const void *right)
{
	const struct group *l = left, *r = right;

	if (l->case_at != r->case_at)
		return l->case_at < r->case_at ? -1 : 1;
	return strcmp(l->cell.code, r->cell.code);
}

/* Blank pickers: all of them contribute. */
static struct privacy_group read_cell(const struct cell *at)
{
	size_t n = (size_t)cell_whole(at, "n", PEOPLE_MAX, 0);

	return (struct privacy_group){
		.code = cell_code(at, "dept"),
		.n = n,
		.pickers = (size_t)cell_whole(at, "pickers", PEOPLE_MAX, n),
		.withheld = cell_yes(at, "dominated"),
	};
}

static struct group *read_groups(struct compute *c, const struct csv_table *t)
{
	struct group *groups = arena_array(c->arena, t->rows, sizeof *groups);
	struct map cases;
	uint32_t next = 0;

	codes_init(&cases, c->arena);
	for (size_t row = 0; row < t->rows; row++) {
		struct cell at = {c, t, row};
		const char *name = cell_code(&at, "case");

		if (*name && !map_has(&cases, name))
			codes_add(&cases, &at, "case", next++);
		if (!*cell_text(&at, "n"))
			cell_fault(&at, "n", FAULT_PRIVACY_N, NULL);
		if (strcmp(cell_text(&at, "dept"), TOTAL) == 0)
			cell_fault(&at, "dept", FAULT_PRIVACY_TOTAL, TOTAL, NULL);
		groups[row] = (struct group){
			.case_at = *name ? codes_find(&cases, &at, "case", t->file) : 0,
			.case_name = name,
			.cell = read_cell(&at),
			.row = row,
		};
	}
	if (t->rows)
		qsort(groups, t->rows, sizeof *groups, compare_groups);
	for (size_t i = 1; i < t->rows; i++)
		if (compare_groups(&groups[i - 1], &groups[i]) == 0) {
			struct cell at = {c, t, groups[i].row};

			cell_fault(&at, "dept", FAULT_PRIVACY_TWICE, groups[i].cell.code,
				groups[i].case_name, NULL);
		}
	return groups;
}

static void put_state(struct csv_writer *w, const char *name, const char *dept,
	enum cell_state state)
{
	csv_put(w, name);
	csv_put(w, dept);
	csv_put(w, cell_state_name(state));
	csv_end_row(w);
}

static void put_case(struct compute *c, struct csv_writer *w, const struct group *groups,
	size_t count, size_t k)
{
	struct privacy_group *cells = arena_array(c->arena, count, sizeof *cells);
	enum cell_state *states = arena_array(c->arena, count, sizeof *states), total;

	for (size_t i = 0; i < count; i++)
		cells[i] = groups[i].cell;
	privacy_suppress(cells, count, k, states, &total);
	for (size_t i = 0; i < count; i++)
		put_state(w, groups[i].case_name, cells[i].code, states[i]);
	put_state(w, groups[0].case_name, TOTAL, total);
}

/* The minimum cell size of params.json, or the one the method ships with. */
static size_t read_k(struct compute *c)
{
	struct json_flat params;
	const char *text;
	uint64_t k;

	if (!compute_params(c, &params) || !json_get(&params, "k"))
		return PRIVACY_K;
	text = json_text(&params, "k");
	if (text && parse_u64(text, &k) && k >= PRIVACY_K_MIN && k <= 1000000)
		return (size_t)k;
	fault_add(&c->faults, "params.json", 0, "k", FAULT_PRIVACY_K, DIGITS(PRIVACY_K_MIN), NULL);
	return PRIVACY_K;
}

enum err compute_privacy(struct compute *c)
{
	static const char *const columns[] = {"case", "dept", "n", NULL};
	size_t k = read_k(c);
	struct csv_table t;
	struct csv_writer w = {.out = compute_output(c, "result.csv")};
	const struct group *groups;

	if (!compute_load(c, "cells.csv", columns, &t))
		return ERR_INPUT;
	groups = read_groups(c, &t);
	if (c->faults.count)
		return ERR_INPUT;
	csv_put_row(&w, "case", "dept", "state", NULL);
	for (size_t from = 0, to; from < t.rows; from = to) {
		for (to = from; to < t.rows && groups[to].case_at == groups[from].case_at;)
			to++;
		put_case(c, &w, groups + from, to - from, k);
	}
	return OK;
}
