/* Parsing an expression: what its two files share. */
#ifndef FORM_EXPR_PARSER_H
#define FORM_EXPR_PARSER_H

#include "expr_tree.h"

struct parser {
	struct arena *arena;
	const char *start, *at;
	const struct expr_names *names;
	struct expr *expr;
	size_t depth;
	enum expr_reach reach;	/* of a ${name} that stands here */
	bool whole;		/* seen from outside all repeats */
	enum err failed;
};

enum level { LEVEL_OR, LEVEL_AND, LEVEL_EQUAL, LEVEL_RELATION, LEVEL_ADD, LEVEL_MULTIPLY, LEVELS };

/* Record the first fault, with its place, and stop the parse; NULL. */
struct expr_node *expr_fail_at(struct parser *p, const char *at, enum fault_kind kind, ...)
	__attribute__((sentinel));

void expr_skip_space(struct parser *p);
struct expr_node *expr_node_new(struct parser *p, enum expr_kind kind);
void expr_node_add(struct parser *p, struct expr_node *n, struct expr_node *arg,
	enum expr_op op);

/* Say what the name in n->string stands for; false when it stands for nothing. */
bool expr_resolve(struct parser *p, struct expr_node *n);

struct expr_node *expr_parse_level(struct parser *p, enum level level);

/* A call of `name`, which began at `at`; the parser stands at the bracket. */
struct expr_node *expr_parse_call(struct parser *p, const char *name, const char *at);

#endif
