/* The table of functions, and how a function reads its arguments. */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "expr_calls.h"

static const struct expr_function functions[] = {
#define EXPR_FUNCTION(text, min, max, reach, call) {text, min, max, call, REACH_##reach},
#include "expr_functions.def"
#undef EXPR_FUNCTION
};

const struct expr_function *expr_function_find(const char *name)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	return NULL;
}

struct value expr_arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return expr_node_eval(n->args[i], env);
}

const char *expr_text_arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return value_string(env->arena, expr_arg(n, env, i));
}

double expr_number_arg(const struct expr_node *n, const struct expr_env *env, size_t i)
{
	return value_number(expr_arg(n, env, i));
}

struct value expr_take(const struct expr_env *env, struct buf *b)
{
	struct value v = value_of_bytes(env->arena, b->data, b->len);

	buf_free(b);
	return v;
}
