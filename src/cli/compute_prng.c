/*
 * kiosk compute prng: what the generators give for some seeds, so that anyone
 * can check another implementation against this one.
 */
#include <stdio.h>

#include "analysis/prng.h"
#include "base/arena.h"
#include "compute.h"

#define RAW 3
#define BOUNDED 8

/* Draw numbers that are shown: the first two, and the last of 2,000. */
static const uint64_t draws[] = {0, 1, 1999};

static void put_draw(struct compute *c, struct csv_writer *w, uint64_t seed, uint64_t draw,
	uint32_t bound)
{
	struct prng g;
	struct buf *list = buf_new(c->arena, 256);

	csv_put(w, arena_printf(c->arena, "%llu", (unsigned long long)seed));
	csv_put_i64(w, (long long)draw);
	csv_put(w, arena_printf(c->arena, "%llu",
		(unsigned long long)prng_splitmix(seed, draw)));
	prng_for_draw(&g, seed, draw);
	for (int i = 0; i < RAW; i++)
		buf_printf(list, "%s%u", i ? "|" : "", prng_next(&g));
	csv_put(w, list->data);
	buf_clear(list);
	for (int i = 0; i < BOUNDED; i++)
		buf_printf(list, "%s%u", i ? "|" : "", prng_bounded(&g, bound));
	csv_put(w, list->data);
	csv_put_i64(w, bound);
	csv_end_row(w);
}

enum err compute_prng(struct compute *c)
{
	static const char *const columns[] = {"seed", "bound", NULL};
	struct csv_table t;
	struct csv_writer w = {.out = compute_output(c, "result.csv")};

	if (!compute_load(c, "seeds.csv", columns, &t))
		return ERR_INPUT;
	csv_put_row(&w, "seed", "draw", "splitmix", "first3", "bounded", "bound", NULL);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {c, &t, row};
		uint64_t seed = cell_whole(&at, "seed", UINT64_MAX, 0);
		uint32_t bound = (uint32_t)cell_whole(&at, "bound", UINT32_MAX, 0);

		if (!*cell_text(&at, "seed"))
			cell_fault(&at, "seed", FAULT_PRNG_SEED, NULL);
		if (bound == 0)
			cell_fault(&at, "bound", FAULT_PRNG_BOUND, NULL);
		for (size_t i = 0; i < sizeof draws / sizeof draws[0]; i++)
			put_draw(c, &w, seed, draws[i], bound);
	}
	return c->faults.count ? ERR_INPUT : OK;
}
