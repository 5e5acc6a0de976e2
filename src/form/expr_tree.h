/* The tree behind struct expr; shared by parser, evaluator and functions. */
#ifndef FORM_EXPR_TREE_H
#define FORM_EXPR_TREE_H

#include "form/expr.h"

struct regex;
struct expr_node;

enum expr_kind {
	EX_STRING, EX_NUMBER, EX_QUESTION, EX_COLUMN, EX_DOT, EX_CALL,
	EX_CHAIN,	/* operands of one precedence, evaluated left to right */
	EX_NEGATE,
	EX_SEVERAL,	/* all that a name may mean: an argument of `many` */
};

enum expr_op {
	OP_OR, OP_AND, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ADD, OP_SUB, OP_MUL,
	OP_DIV, OP_MOD,
};

/* What a bare ${name} as an argument stands for: one question; all it may mean, where
 * these are several; all, even where it is one (which may not be relevant). */
enum expr_reach { REACH_ONE, REACH_SEVERAL, REACH_ALWAYS };

struct expr_function {
	const char *name;
	size_t min_args, max_args;
	struct value (*call)(const struct expr_node *n, const struct expr_env *env);
	enum expr_reach reach;
};

struct expr_node {
	enum expr_kind kind;
	struct expr_node **args;
	enum expr_op *ops;	/* EX_CHAIN: ops[i] stands before args[i], i > 0 */
	size_t count;
	double number;
	const char *string;
	size_t ref;
	const size_t *refs;	/* EX_SEVERAL: count of them, in form order */
	const struct expr_function *function;
	const struct regex *regex;	/* regex() with a constant pattern */
};

struct expr {
	const struct expr_node *root;
	const char *source;
	size_t *refs;
	size_t ref_count;
	struct expr_use *uses;
	size_t use_count;
	bool draws;
	size_t size, cost;	/* nodes; what sets of several add to evaluating them */
};

/* NULL when there is no function of that name. */
const struct expr_function *expr_function_find(const char *name);

/* An expression that is always this text. */
const struct expr *expr_constant(struct arena *a, const char *text);

struct value expr_node_eval(const struct expr_node *n, const struct expr_env *env);

/* Results longer than this are cut: calculations resting on one another must
 * not double a text without end. */
#define VALUE_BYTES_MAX 16384

/* A copy of `len` bytes, cut at VALUE_BYTES_MAX without splitting a character. */
struct value value_of_bytes(struct arena *a, const char *s, size_t len);

/* Days since 1970-01-01 of YYYY-MM-DD, with the fraction of a time behind it. A time
 * without an offset is local and taken as it is, one with an offset is reckoned to
 * UTC, as ODK's engine does where the clock is UTC. False when it is no date. */
bool date_days(const char *s, double *days);
/* The civil date of a day number; false outside years 1 to 9999. */
bool date_of_days(double days, int *year, int *month, int *day);

#endif
