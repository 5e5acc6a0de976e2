/*
 * Calls in expressions: their arguments, what each function asks of them, and what
 * is refused by name.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "expr_parser.h"
#include "regex.h"

static bool check_call(struct parser *p, struct expr_node *n, const char *at)
{
	const struct expr_function *f = n->function;

	if (n->count >= f->min_args && n->count <= f->max_args)
		return true;
	if (f->min_args == f->max_args)
		expr_fail_at(p, at, FAULT_ARGUMENTS_EXACT, f->name, DIGITS(f->min_args),
			f->min_args == 1 ? "" : "s", DIGITS(n->count), NULL);
	else if (n->count < f->min_args)
		expr_fail_at(p, at, FAULT_ARGUMENTS_FEW, f->name, DIGITS(f->min_args),
			f->min_args == 1 ? "" : "s", DIGITS(n->count), NULL);
	else
		expr_fail_at(p, at, FAULT_ARGUMENTS_MANY, f->name, DIGITS(f->max_args),
			DIGITS(n->count), NULL);
	return false;
}

/* jr:choice-name() names its question inside quotes: '${name}'. */
static bool unquote_question(struct parser *p, struct expr_node *n, const char *at)
{
	struct str name = str_of(n->string);

	if (n->kind == EX_QUESTION)
		return true;
	if (n->kind != EX_STRING || name.len < 4 || !text_starts(n->string, "${") ||
		!text_ends(n->string, "}")) {
		expr_fail_at(p, at, FAULT_CHOICE_NAME_ARGUMENTS, NULL);
		return false;
	}
	name = str_trim((struct str){name.p + 2, name.len - 3});
	n->kind = EX_QUESTION;
	n->string = arena_strndup(p->arena, name.p, name.len);
	return expr_resolve(p, n);
}

/* indexed-repeat(${question}, ${repeat}, number, ${repeat inside}, number …) */
static bool check_indexed(struct parser *p, const struct expr_node *n, const char *at)
{
	bool fits = n->count % 2 == 1;

	for (size_t i = 0; fits && i < n->count; i += i ? 2 : 1)
		fits = n->args[i]->kind == EX_SEVERAL;
	if (!fits)
		expr_fail_at(p, at, FAULT_INDEXED_REPEAT_ARGUMENTS, NULL);
	return fits;
}

/* Patterns that stand in the form are compiled once, and judged at import. */
static struct expr_node *finish_call(struct parser *p, struct expr_node *n, const char *at)
{
	if (!check_call(p, n, at))
		return NULL;
	if (strcmp(n->function->name, "random") == 0) {
		if (!p->names->random)
			return expr_fail_at(p, at, FAULT_RANDOM_PLACE, NULL);
		p->expr->draws = true;
	}
	if (strcmp(n->function->name, "jr:choice-name") == 0 &&
		!unquote_question(p, n->args[1], at))
		return NULL;
	if (strcmp(n->function->name, "indexed-repeat") == 0 && !check_indexed(p, n, at))
		return NULL;
	if (strcmp(n->function->name, "regex") == 0 && n->args[1]->kind == EX_STRING &&
		regex_compile(p->arena, n->args[1]->string, &n->regex) != OK) {
		char reason[256];

		snprintf(reason, sizeof reason, "%s", err_detail());
		return expr_fail_at(p, at, FAULT_REGEX_BAD, reason, NULL);
	}
	return n;
}

/* What ODK knows and we cannot give: an answer must come out the same when it is
 * checked again. */
static struct expr_node *unknown_function(struct parser *p, const char *name, const char *at)
{
	static const char *const refused[] = {"uuid", "randomize", "pulldata", "digest",
		"area", "distance", "enclosed-area", "geofence", "intersects", "instance",
		"current", "version", "property", "base64-decode", "extract-signed", "last-saved",
		"id", "lang", "local-name", "name", "namespace-uri"};

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (strcmp(refused[i], name) == 0)
			return expr_fail_at(p, at, FAULT_FUNCTION_UNSUPPORTED, name, NULL);
	return expr_fail_at(p, at, FAULT_FUNCTION_UNKNOWN, name, NULL);
}

/* position(..), position(../..): a number known from where the expression stands. */
static struct expr_node *parse_position(struct parser *p, struct expr_node *n)
{
	const char *at = p->at++;
	size_t ups = 0;

	expr_skip_space(p);
	while (text_starts(p->at, "..")) {
		ups++;
		p->at += 2;
		if (*p->at == '/' && p->at[1] == '.')
			p->at++;
	}
	expr_skip_space(p);
	if (!ups || *p->at != ')')
		return expr_fail_at(p, at, FAULT_POSITION_ARGUMENTS, NULL);
	p->at++;
	if (!p->names->position)
		return expr_fail_at(p, at, FAULT_POSITION_UNKNOWN, NULL);
	n->kind = EX_NUMBER;
	n->number = (double)p->names->position(p->names->data, ups);
	return n;
}

/* Only a bare ${name} may stand for several, and only right in the call. */
static struct expr_node *parse_argument(struct parser *p, const struct expr_node *call)
{
	enum expr_reach reach = p->reach;
	bool whole = p->whole;
	struct expr_node *arg;

	p->reach = call->function->reach;
	p->whole = strcmp(call->function->name, "indexed-repeat") == 0;
	expr_skip_space(p);
	if (*p->at != '$')
		p->reach = REACH_ONE;
	arg = expr_parse_level(p, LEVEL_OR);
	p->reach = reach;
	p->whole = whole;
	return arg;
}

struct expr_node *expr_parse_call(struct parser *p, const char *name, const char *at)
{
	struct expr_node *n = expr_node_new(p, EX_CALL);

	if (!n)
		return NULL;
	n->function = expr_function_find(name);
	if (!n->function)
		return unknown_function(p, name, at);
	if (strcmp(name, "position") == 0)
		return parse_position(p, n);
	p->at++;
	expr_skip_space(p);
	while (*p->at != ')') {
		struct expr_node *arg = parse_argument(p, n);

		if (!arg)
			return NULL;
		expr_node_add(p, n, arg, OP_OR);
		expr_skip_space(p);
		if (*p->at == ')')
			break;
		if (*p->at != ',')
			return expr_fail_at(p, p->at, FAULT_ARGUMENTS_COMMA, name, NULL);
		p->at++;
		expr_skip_space(p);
		if (*p->at == ')')
			return expr_fail_at(p, p->at, FAULT_ARGUMENT_MISSING, name, NULL);
	}
	p->at++;
	return finish_call(p, n, at);
}
