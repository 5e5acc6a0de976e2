/*
 * `kiosk compute`: the method on plain tables in a folder, without a store.
 * What its parts share: the folder's tables in, faults of their cells, result
 * files out.
 */
#ifndef CLI_COMPUTE_H
#define CLI_COMPUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "codec/csv.h"
#include "codec/json.h"

struct arena;

/* `kiosk compute PART DIR [--out DIR] [--seed N]`; argv[0] is "compute". Exit status. */
int cmd_compute(int argc, char **argv);

/* A file to be written. */
struct compute_output {
	const char *name;
	struct buf *text;
};

#define COMPUTE_OUTPUTS 5

struct compute {
	struct arena *arena;
	const char *dir;		/* of the input */
	struct faults faults;		/* in the input, all in one go */
	uint64_t seed;			/* of agree's permutations */
	bool system_failed;		/* a file was there but could not be read */
	struct compute_output outputs[COMPUTE_OUTPUTS];
	size_t n_outputs;
};

/* The parts: read, compute, fill outputs. Faults of the input are left in
 * c->faults (then ERR_INPUT); any other error as it came. */
enum err compute_agree(struct compute *c);
enum err compute_audit(struct compute *c);
enum err compute_maxdiff(struct compute *c);
enum err compute_more(struct compute *c);
enum err compute_pilot(struct compute *c);
enum err compute_prng(struct compute *c);
enum err compute_privacy(struct compute *c);
enum err compute_quality(struct compute *c);

/* ---- tables in (compute_table.c) ---- */

/* Where a cell stands. */
struct cell {
	struct compute *c;
	const struct csv_table *t;
	size_t row;
};

/* Read DIR/name, which must have these columns (NULL ends them); faults are
 * recorded. */
bool compute_load(struct compute *c, const char *name, const char *const *columns,
	struct csv_table *out);

/* The same as an array of structs of `size` bytes from the computation's arena, each row read
 * into its place by `row`. NULL where the table could not be read. */
void *compute_list(struct compute *c, const char *name, const char *const *columns, size_t size,
	void (*row)(const struct cell *at, void *ctx, void *out), void *ctx, size_t *count);

/* The same row by row, for tables of millions: `row` is called for each, with its
 * cell; `begin` before, to look columns up. */
bool compute_load_rows(struct compute *c, const char *name, const char *const *columns,
	void (*begin)(void *ctx, const struct csv_table *header),
	void (*row)(void *ctx, const struct cell *at), void *ctx);

/* Read DIR/params.json; an absent file is an empty object. */
bool compute_params(struct compute *c, struct json_flat *out);

/* Text of a column; "" when the table has none of that name. */
const char *cell_text(const struct cell *at, const char *column);
/* Record a fault in this cell. */
void cell_fault(const struct cell *at, const char *column, enum fault_kind kind, ...)
	__attribute__((sentinel));
/* A number from lo to hi; NAN when blank, and with a fault when bad. */
double cell_number(const struct cell *at, const char *column, double lo, double hi);
/* The same of a text that is known to stand in that column. */
double cell_number_of(const struct cell *at, const char *column, const char *text, double lo,
	double hi);
/* A whole number from 0 to max; `blank` when blank; 0 and a fault when bad. */
uint64_t cell_whole(const struct cell *at, const char *column, uint64_t max, uint64_t blank);
/* 0 or 1; blank is 0. */
bool cell_yes(const struct cell *at, const char *column);
/* Numbers between separators, such as "8|7||5": NAN where one is missing. From
 * the computation's arena; a cell that is blank has none. */
double *cell_numbers(const struct cell *at, const char *column, char separator, size_t *n);
/* A code that must be there. */
const char *cell_code(const struct cell *at, const char *column);

/* Codes to indices. */
void codes_init(struct map *m, struct arena *a);
/* Add the code of this cell under `index`; a code met before is a fault. */
void codes_add(struct map *m, const struct cell *at, const char *column, uint32_t index);
/* The same of a text that is known to stand in that column. */
uint32_t codes_find_text(const struct map *m, const struct cell *at, const char *column,
	const char *code, const char *table);
/* Index of this cell's code; 0 and a fault when `table` does not have it. */
uint32_t codes_find(const struct map *m, const struct cell *at, const char *column,
	const char *table);

/* Rows by the codes of a column, in the order in which each first comes: the code
 * of every group, and per row its group. Returns how many. */
size_t compute_groups(struct compute *c, const struct csv_table *t, const char *column,
	const char ***codes, size_t **group_of);

/* A number of params.json from lo to hi; `otherwise` when it is absent; a fault
 * when bad. */
double params_number(struct compute *c, const struct json_flat *params, const char *name,
	double lo, double hi, double otherwise);

/* A new output file's buffer. */
struct buf *compute_output(struct compute *c, const char *name);

#endif
