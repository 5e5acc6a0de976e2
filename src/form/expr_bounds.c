/*
 * What a constraint says of numbers before anything is answered. Owns bounds that
 * stand in the text as constants; what hangs on other answers is left open.
 */
#include "expr_tree.h"
#include "form/expr.h"

/* `value op .`, as `. op value`. */
static enum expr_op mirrored(enum expr_op op)
{
	switch (op) {
	case OP_LT:
		return OP_GT;
	case OP_LE:
		return OP_GE;
	case OP_GT:
		return OP_LT;
	case OP_GE:
		return OP_LE;
	default:
		return op;
	}
}

/* A comparison of `.` with a constant that no number below zero passes. */
static bool comparison_bars(const struct expr_node *n)
{
	const struct expr_node *l = n->args[0], *r = n->args[1];
	enum expr_op op = n->ops[1];

	if (l->kind == EX_NUMBER && r->kind == EX_DOT) {
		const struct expr_node *swap = l;

		l = r;
		r = swap;
		op = mirrored(op);
	}
	return l->kind == EX_DOT && r->kind == EX_NUMBER && r->number >= 0 &&
		(op == OP_GE || op == OP_GT || op == OP_EQ);
}

static bool bars(const struct expr_node *n)
{
	bool every = true, some = false;

	if (n->kind != EX_CHAIN || n->count < 2)
		return false;
	if (n->ops[1] != OP_AND && n->ops[1] != OP_OR)
		return n->count == 2 && comparison_bars(n);
	for (size_t i = 0; i < n->count; i++) {
		bool one = bars(n->args[i]);

		every &= one;
		some |= one;
	}
	return n->ops[1] == OP_AND ? some : every;
}

bool expr_bars_negative(const struct expr *e)
{
	return bars(e->root);
}
