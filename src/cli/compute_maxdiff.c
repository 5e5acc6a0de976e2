/*
 * kiosk compute maxdiff: utilities from best-worst tasks.
 */
#include "analysis/maxdiff.h"

#include <math.h>

#include "base/arena.h"
#include "compute.h"

/* Whether a number is one of the items. */
static bool is_item(double v, size_t items)
{
	return v >= 0 && v < (double)items && v == floor(v);
}

static void read_task(const struct cell *at, void *ctx, void *out)
{
	static const char *const chosen[] = {"best", "worst"};
	const size_t items = *(const size_t *)ctx;
	struct maxdiff_task *task = out;
	size_t *set, *to[] = {&task->best, &task->worst};
	double *numbers = cell_numbers(at, "set", '|', &task->n_items);

	task->items = set = arena_array(at->c->arena, task->n_items, sizeof *set);
	for (size_t i = 0; i < task->n_items; i++) {
		if (is_item(numbers[i], items))
			set[i] = (size_t)numbers[i];
		else
			cell_fault(at, "set", FAULT_MAXDIFF_ITEMS, DIGITS(items - 1), NULL);
		for (size_t j = 0; j < i; j++)
			if (set[j] == set[i])
				cell_fault(at, "set", FAULT_MAXDIFF_ITEM_TWICE, DIGITS(set[i]),
					NULL);
	}
	for (size_t i = 0; i < 2; i++) {
		bool shown = false;

		*to[i] = (size_t)cell_whole(at, chosen[i], items - 1, items);
		for (size_t j = 0; j < task->n_items; j++)
			shown = shown || set[j] == *to[i];
		if (!shown)
			cell_fault(at, chosen[i], FAULT_MAXDIFF_NOT_SHOWN, chosen[i], NULL);
	}
	if (task->best == task->worst)
		cell_fault(at, "worst", FAULT_MAXDIFF_SAME, NULL);
}

static void put_items(struct compute *c, const struct maxdiff_item *items, size_t n)
{
	struct csv_writer w = {.out = compute_output(c, "result.csv")};

	csv_put_row(&w, "item", "shown", "best", "worst", "bw", "u", "se", "share", NULL);
	for (size_t i = 0; i < n; i++) {
		csv_put_i64(&w, (long long)i);
		csv_put_i64(&w, (long long)items[i].shown);
		csv_put_i64(&w, (long long)items[i].best);
		csv_put_i64(&w, (long long)items[i].worst);
		csv_put_double(&w, items[i].bw);
		csv_put_double(&w, items[i].u);
		csv_put_double(&w, items[i].se);
		csv_put_double(&w, items[i].share);
		csv_end_row(&w);
	}
}

enum err compute_maxdiff(struct compute *c)
{
	static const char *const columns[] = {"resp", "task", "set", "best", "worst", NULL};
	struct json_flat params;
	struct csv_table t;
	struct maxdiff_item *items;
	struct maxdiff_input in = {.ridge = MAXDIFF_RIDGE};
	double number;
	enum err e;

	if (!compute_params(c, &params))
		return ERR_INPUT;
	number = params_number(c, &params, "items", 1, MAXDIFF_ITEMS_MAX, 0);
	in.ridge = params_number(c, &params, "ridge", 1e-9, 1e6, in.ridge);
	in.items = (size_t)number;
	if (number != floor(number) || (!in.items && !c->faults.count))
		fault_add(&c->faults, "params.json", 0, "items", FAULT_MAXDIFF_NO_ITEMS, NULL);
	/* Without items no task can be read; whether there is a table is told all the same. */
	if (c->faults.count) {
		compute_load(c, "tasks.csv", columns, &t);
		return ERR_INPUT;
	}
	in.tasks = compute_list(c, "tasks.csv", columns, sizeof *in.tasks, read_task, &in.items,
		&in.n_tasks);
	if (!in.tasks || c->faults.count)
		return ERR_INPUT;
	items = arena_array(c->arena, in.items, sizeof *items);
	e = maxdiff_compute(c->arena, &in, items);
	if (e == OK)
		put_items(c, items, in.items);
	return e;
}
