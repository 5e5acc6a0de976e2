/*
 * The order of the audit's sums: department code, respondent id, function code,
 * bytewise.
 */
#ifndef SRC_ANALYSIS_AUDIT_ORDER_H
#define SRC_ANALYSIS_AUDIT_ORDER_H

#include "analysis/audit.h"

#define ORDER_NONE UINT32_MAX

/* Codes in order, and where each went. */
struct order {
	uint32_t *input;	/* position to index in the input */
	uint32_t *position;	/* index in the input to position; ORDER_NONE */
	size_t count;		/* positions */
};

/* Order departments or functions. `what` names them in the error. ERR_INPUT: no
 * code, or one twice. */
enum err order_departments(struct arena *a, const struct audit_input *in, struct order *out);
enum err order_functions(struct arena *a, const struct audit_input *in, struct order *out);

/* Order the valid respondents; the others have no position. ERR_INPUT: no id,
 * an unknown department, an id twice in a department. */
enum err order_people(struct arena *a, const struct audit_input *in,
	const struct order *departments, struct order *out);

/* Rows of (respondent, function) by person and then function. */
struct order_rows {
	size_t *from;		/* per person + 1 */
	uint64_t *rows;		/* function position << 32 | index in the input */
};

/* Order picks or details; rows of people without a position are left out.
 * pairs: address of the first row's `respondent`, which `function` follows;
 * stride: bytes from row to row. `what` names them in the error. ERR_INPUT: an
 * index out of range, one respondent and function twice. */
enum err order_pairs(struct arena *a, const struct audit_input *in, const char *what,
	const void *pairs, size_t stride, size_t count, const struct order *people,
	const struct order *functions, struct order_rows *out);

static inline uint32_t order_function(uint64_t row)
{
	return (uint32_t)(row >> 32);
}

static inline uint32_t order_index(uint64_t row)
{
	return (uint32_t)row;
}

#endif
