/*
 * Evaluating a tree: operators and where names get their values. Functions
 * stand in expr_functions.c.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "expr_tree.h"

static bool equal(const struct expr_env *env, struct value a, struct value b)
{
	if (a.kind == VALUE_BOOLEAN || b.kind == VALUE_BOOLEAN)
		return value_bool(a) == value_bool(b);
	if (a.kind == VALUE_NUMBER || b.kind == VALUE_NUMBER)
		return value_number(a) == value_number(b);
	return strcmp(value_string(env->arena, a), value_string(env->arena, b)) == 0;
}

static struct value apply(const struct expr_env *env, enum expr_op op, struct value a,
	struct value b)
{
	double x, y;

	if (op == OP_EQ)
		return value_of_boolean(equal(env, a, b));
	if (op == OP_NE)
		return value_of_boolean(!equal(env, a, b));
	x = value_number(a);
	y = value_number(b);
	switch (op) {
	case OP_LT:
		return value_of_boolean(x < y);
	case OP_LE:
		return value_of_boolean(x <= y);
	case OP_GT:
		return value_of_boolean(x > y);
	case OP_GE:
		return value_of_boolean(x >= y);
	case OP_ADD:
		return value_of_number(x + y);
	case OP_SUB:
		return value_of_number(x - y);
	case OP_MUL:
		return value_of_number(x * y);
	case OP_DIV:
		return value_of_number(x / y);
	default:
		return value_of_number(fmod(x, y));
	}
}

/* and, or: the rest is not looked at once the outcome is certain. */
static struct value eval_logic(const struct expr_node *n, const struct expr_env *env)
{
	bool stop_at = n->ops[1] == OP_OR;

	for (size_t i = 0; i < n->count; i++)
		if (value_bool(expr_node_eval(n->args[i], env)) == stop_at)
			return value_of_boolean(stop_at);
	return value_of_boolean(!stop_at);
}

static struct value eval_chain(const struct expr_node *n, const struct expr_env *env)
{
	struct value v;

	if (n->ops[1] == OP_OR || n->ops[1] == OP_AND)
		return eval_logic(n, env);
	v = expr_node_eval(n->args[0], env);
	for (size_t i = 1; i < n->count; i++)
		v = apply(env, n->ops[i], v, expr_node_eval(n->args[i], env));
	return v;
}

/* As text, a number, a boolean the first relevant one is meant (XPath 1.0, 4.2). */
static struct value first_of(const struct expr_node *n, const struct expr_env *env)
{
	for (size_t i = 0; i < n->count; i++)
		if (!env->relevant || env->relevant(env->data, n->refs[i]))
			return env->question(env->data, n->refs[i]);
	return value_of_string("");
}

struct value expr_node_eval(const struct expr_node *n, const struct expr_env *env)
{
	switch (n->kind) {
	case EX_STRING:
		return value_of_string(n->string);
	case EX_NUMBER:
		return value_of_number(n->number);
	case EX_QUESTION:
		return env->question(env->data, n->ref);
	case EX_COLUMN:
		return value_of_string(env->column(env->data, n->ref));
	case EX_DOT:
		return env->dot;
	case EX_SEVERAL:
		return first_of(n, env);
	case EX_CALL:
		return n->function->call(n, env);
	case EX_CHAIN:
		return eval_chain(n, env);
	default:
		return value_of_number(
			n->number * value_number(expr_node_eval(n->args[0], env)));
	}
}

struct value expr_eval(const struct expr *e, const struct expr_env *env)
{
	return expr_node_eval(e->root, env);
}
