/* What the files of functions share: how a function is written, its arguments. */
#ifndef FORM_EXPR_CALLS_H
#define FORM_EXPR_CALLS_H

#include "base/text.h"
#include "expr_tree.h"

struct buf;

/* A function of expressions; its row stands in expr_functions.def. */
#define EXPR_CALL(name) struct value name(const struct expr_node *n, const struct expr_env *env)

#define EXPR_FUNCTION(text, min, max, reach, call) EXPR_CALL(call);
#include "expr_functions.def"
#undef EXPR_FUNCTION

struct value expr_arg(const struct expr_node *n, const struct expr_env *env, size_t i);
const char *expr_text_arg(const struct expr_node *n, const struct expr_env *env, size_t i);
double expr_number_arg(const struct expr_node *n, const struct expr_env *env, size_t i);

/* Copy a scratch buffer into the arena and give it back. */
struct value expr_take(const struct expr_env *env, struct buf *b);

#endif
