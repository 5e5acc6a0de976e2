/*
 * Ordering the audit's tables. Owns sorting and the refusal of what would make
 * the order ambiguous; knows nothing of the figures in the rows.
 */
#include "audit_order.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A name to be sorted. The first eight bytes, big-endian, settle most
 * comparisons without leaving the array. */
struct key {
	uint32_t group, index;
	uint64_t head;
	const char *name;
};

static uint64_t head_of(const char *name)
{
	uint64_t head = 0;
	int shift = 56;

	for (; *name && shift >= 0; name++, shift -= 8)
		head |= (uint64_t)(unsigned char)*name << shift;
	return head;
}

static int compare_keys(const void *left, const void *right)
{
	const struct key *l = left, *r = right;

	if (l->group != r->group)
		return l->group < r->group ? -1 : 1;
	if (l->head != r->head)
		return l->head < r->head ? -1 : 1;
	return strcmp(l->name, r->name);
}

/* Tables mostly come in order already. */
static void sort_keys(struct key *keys, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (compare_keys(&keys[i - 1], &keys[i]) > 0) {
			qsort(keys, count, sizeof *keys, compare_keys);
			return;
		}
}

/* Sort, refuse equals, and write both directions. `all`: size of the input. */
static enum err order_keys(struct arena *a, struct key *keys, size_t count, size_t all,
	const char *what, struct order *out)
{
	struct order o = {
		.input = arena_array(a, count, sizeof *o.input),
		.position = arena_array(a, all, sizeof *o.position),
		.count = count,
	};

	sort_keys(keys, count);
	memset(o.position, 0xff, all * sizeof *o.position);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && compare_keys(&keys[i - 1], &keys[i]) == 0)
			return err_fail(ERR_INPUT, "%s \"%.60s\" is there twice", what,
				keys[i].name);
		o.input[i] = keys[i].index;
		o.position[keys[i].index] = (uint32_t)i;
	}
	*out = o;
	return OK;
}

/* A name must be there, and indices must leave ORDER_NONE free. */
static enum err check_table(const char *what, size_t count)
{
	if (count >= ORDER_NONE)
		return err_fail(ERR_INPUT, "%s: at most %u rows", what, ORDER_NONE - 1);
	return OK;
}

static enum err set_key(struct key *key, uint32_t group, size_t index, const char *name,
	const char *what)
{
	if (!name || !*name)
		return err_fail(ERR_INPUT, "%s %zu has no code", what, index + 1);
	*key = (struct key){group, (uint32_t)index, head_of(name), name};
	return OK;
}

enum err order_departments(struct arena *a, const struct audit_input *in, struct order *out)
{
	struct key *keys = arena_array(a, in->n_departments, sizeof *keys);
	enum err e = check_table("departments", in->n_departments);

	for (size_t i = 0; e == OK && i < in->n_departments; i++)
		e = set_key(&keys[i], 0, i, in->departments[i].code, "department");
	return e ? e : order_keys(a, keys, in->n_departments, in->n_departments,
		"department", out);
}

enum err order_functions(struct arena *a, const struct audit_input *in, struct order *out)
{
	struct key *keys = arena_array(a, in->n_functions, sizeof *keys);
	enum err e = check_table("functions", in->n_functions);

	for (size_t i = 0; e == OK && i < in->n_functions; i++)
		e = set_key(&keys[i], 0, i, in->functions[i].code, "function");
	return e ? e : order_keys(a, keys, in->n_functions, in->n_functions, "function", out);
}

enum err order_people(struct arena *a, const struct audit_input *in,
	const struct order *departments, struct order *out)
{
	/* A million of them take as much room as all answers of one question. */
	struct arena *room = arena_new();
	struct key *keys = arena_array(room, in->n_respondents, sizeof *keys);
	size_t valid = 0;
	enum err e = check_table("respondents", in->n_respondents);

	for (size_t i = 0; e == OK && i < in->n_respondents; i++) {
		const struct audit_respondent *r = &in->respondents[i];

		if (r->department >= in->n_departments)
			e = err_fail(ERR_INPUT, "respondent %zu: no such department", i + 1);
		else if (r->picks_done && !r->excluded)
			e = set_key(&keys[valid++], departments->position[r->department], i,
				r->id, "respondent");
	}
	if (!e)
		e = order_keys(a, keys, valid, in->n_respondents, "respondent", out);
	arena_free(room);
	return e;
}

static int compare_rows(const void *left, const void *right)
{
	uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

	return (l > r) - (l < r);
}

/* A respondent's rows are few: insertion beats a call, but has to be bounded. */
#define FEW_ROWS 24

static void sort_rows(uint64_t *rows, size_t count)
{
	if (count > FEW_ROWS) {
		qsort(rows, count, sizeof *rows, compare_rows);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint64_t row = rows[i];
		size_t j = i;

		for (; j > 0 && rows[j - 1] > row; j--)
			rows[j] = rows[j - 1];
		rows[j] = row;
	}
}

/* Sort each person's rows by function; refuse a function met twice. */
static enum err settle_rows(const struct order_rows *o, const char *what,
	const struct audit_input *in, const struct order *people,
	const struct order *functions)
{
	for (size_t person = 0; person < people->count; person++) {
		size_t from = o->from[person], to = o->from[person + 1];

		sort_rows(o->rows + from, to - from);
		for (size_t i = from + 1; i < to; i++) {
			uint32_t function = order_function(o->rows[i]);

			if (order_function(o->rows[i - 1]) != function)
				continue;
			return err_fail(ERR_INPUT, "%s: respondent \"%.60s\" has function "
				"\"%.60s\" twice", what,
				in->respondents[people->input[person]].id,
				in->functions[functions->input[function]].code);
		}
	}
	return OK;
}

enum err order_pairs(struct arena *a, const struct audit_input *in, const char *what,
	const void *pairs, size_t stride, size_t count, const struct order *people,
	const struct order *functions, struct order_rows *out)
{
	const char *bytes = pairs;
	size_t *from = arena_array(a, people->count + 2, sizeof *from);
	enum err e = check_table(what, count);

	/* Counted two places on: filling then moves each start into its place. */
	for (size_t i = 0; e == OK && i < count; i++) {
		const uint32_t *pair = (const void *)(bytes + i * stride);

		if (pair[0] >= in->n_respondents || pair[1] >= in->n_functions)
			return err_fail(ERR_INPUT, "%s %zu: no such respondent or function",
				what, i + 1);
		if (people->position[pair[0]] != ORDER_NONE)
			from[people->position[pair[0]] + 2]++;
	}
	if (e)
		return e;
	for (size_t i = 2; i < people->count + 2; i++)
		from[i] += from[i - 1];

	struct order_rows o = {from, arena_array(a, from[people->count + 1], sizeof *o.rows)};

	for (size_t i = 0; i < count; i++) {
		const uint32_t *pair = (const void *)(bytes + i * stride);
		uint32_t person = people->position[pair[0]];

		if (person != ORDER_NONE)
			o.rows[from[person + 1]++] =
				(uint64_t)functions->position[pair[1]] << 32 | (uint32_t)i;
	}
	e = settle_rows(&o, what, in, people, functions);
	if (e == OK)
		*out = o;
	return e;
}
