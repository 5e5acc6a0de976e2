/*
 * Parsing expressions by recursive descent, one level a precedence of XPath
 * 1.0. Owns the grammar and its bounds; refuses to know what names stand for.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "expr_parser.h"

#define DETAIL_BYTES_MAX 800	/* of what err_fail() keeps */

static const struct {
	enum level level;
	enum expr_op op;
	const char *text;
} operators[] = {
	{LEVEL_OR, OP_OR, "or"}, {LEVEL_AND, OP_AND, "and"},
	{LEVEL_EQUAL, OP_EQ, "="}, {LEVEL_EQUAL, OP_NE, "!="},
	/* The longer of two that begin alike stands first. */
	{LEVEL_RELATION, OP_LE, "<="}, {LEVEL_RELATION, OP_GE, ">="},
	{LEVEL_RELATION, OP_LT, "<"}, {LEVEL_RELATION, OP_GT, ">"},
	{LEVEL_ADD, OP_ADD, "+"}, {LEVEL_ADD, OP_SUB, "-"},
	{LEVEL_MULTIPLY, OP_MUL, "*"}, {LEVEL_MULTIPLY, OP_DIV, "div"},
	{LEVEL_MULTIPLY, OP_MOD, "mod"},
};

struct expr_node *expr_fail_at(struct parser *p, const char *at, enum fault_kind kind, ...)
{
	size_t place = utf8_count(p->start, (size_t)(at - p->start)) + 1;
	struct fault fault = {0};
	va_list ap;

	if (p->failed)
		return NULL;
	va_start(ap, kind);
	fault_say(p->arena, kind, ap, &fault);
	va_end(ap);
	p->failed = err_fail(ERR_INPUT, "at character %zu: %s", place, utf8_mend(p->arena,
		fault.message, utf8_cut(fault.message, DETAIL_BYTES_MAX)));
	err_text(p->failed, fault.key, "1", fault.args[0], "2", fault.args[1], "3", fault.args[2],
		"4", fault.args[3], NULL);
	return NULL;
}

void expr_skip_space(struct parser *p)
{
	while (*p->at == ' ' || (*p->at >= '\t' && *p->at <= '\r'))
		p->at++;
}

static bool name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		(unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool name_part(char c)
{
	return name_start(c) || is_digit(c) || c == '-' || c == '.';
}

struct expr_node *expr_node_new(struct parser *p, enum expr_kind kind)
{
	if (p->expr->size >= EXPR_NODES_MAX)
		return expr_fail_at(p, p->at, FAULT_EXPRESSION_LONG, DIGITS(EXPR_NODES_MAX), NULL);

	struct expr_node *n = arena_alloc(p->arena, sizeof *n);

	n->kind = kind;
	p->expr->size++;
	return n;
}

void expr_node_add(struct parser *p, struct expr_node *n, struct expr_node *arg,
	enum expr_op op)
{
	n->ops = arena_grow(p->arena, n->ops, n->count + 1, sizeof *n->ops);
	n->args = arena_grow(p->arena, n->args, n->count + 1, sizeof(struct expr_node *));
	n->ops[n->count] = op;
	n->args[n->count++] = arg;
}

/* Of many refs a repetition does no harm, and looking for it would take long. */
#define REFS_COMPARED 200

static void add_ref(struct parser *p, size_t ref)
{
	struct expr *e = p->expr;

	for (size_t i = 0; i < e->ref_count && i < REFS_COMPARED; i++)
		if (e->refs[i] == ref)
			return;
	e->refs = arena_grow(p->arena, e->refs, e->ref_count + 1, sizeof *e->refs);
	e->refs[e->ref_count++] = ref;
}

static void add_use(struct parser *p, const char *name, const size_t *refs, size_t count,
	bool several)
{
	struct expr *e = p->expr;

	for (size_t i = 0; i < e->use_count; i++)
		if (strcmp(e->uses[i].name, name) == 0 && e->uses[i].several == several &&
			e->uses[i].count == count && e->uses[i].refs[0] == refs[0])
			return;
	for (size_t i = 0; i < count; i++)
		add_ref(p, refs[i]);
	e->uses = arena_grow(p->arena, e->uses, e->use_count + 1, sizeof *e->uses);
	e->uses[e->use_count++] = (struct expr_use){name, refs, count, several};
}

/* The reasons a name is refused are two: none of that name, or several. */
static void fail_reference(struct parser *p, const struct expr_node *n, const char *why)
{
	expr_fail_at(p, p->at, text_starts(why, "several") ? FAULT_REFERENCE_SEVERAL :
		FAULT_REFERENCE_UNKNOWN, n->string, why, NULL);
}

bool expr_resolve(struct parser *p, struct expr_node *n)
{
	const char *why = "there is no question of that name";

	if (!p->names->question ||
		!p->names->question(p->names->data, n->string, &n->ref, &why)) {
		fail_reference(p, n, why);
		return false;
	}
	add_use(p, n->string, &n->ref, 1, false);
	return true;
}

static bool resolve_several(struct parser *p, struct expr_node *n, bool whole)
{
	const char *why = "there is no question of that name";

	if (!p->names->several(p->names->data, n->string, whole, &n->refs, &n->count, &why)) {
		fail_reference(p, n, why);
		return false;
	}
	if (n->count == 1 && p->reach == REACH_SEVERAL) {
		n->count = 0;
		return expr_resolve(p, n);
	}
	n->kind = EX_SEVERAL;
	p->expr->cost += n->count;
	add_use(p, n->string, n->refs, n->count, true);
	return true;
}

static struct expr_node *parse_string(struct parser *p)
{
	char quote = *p->at;
	const char *from = p->at + 1, *to = strchr(from, quote);
	struct expr_node *n;

	if (!to)
		return expr_fail_at(p, p->at, FAULT_TEXT_OPEN, arena_strndup(p->arena, &quote, 1),
			NULL);
	n = expr_node_new(p, EX_STRING);
	if (n)
		n->string = arena_strndup(p->arena, from, (size_t)(to - from));
	p->at = to + 1;
	return n;
}

static struct expr_node *parse_number(struct parser *p)
{
	const char *from = p->at;
	struct expr_node *n;

	while (is_digit(*p->at))
		p->at++;
	if (*p->at == '.')
		p->at++;
	while (is_digit(*p->at))
		p->at++;
	if (name_start(*p->at))
		return expr_fail_at(p, p->at, FAULT_NUMBER_NAME, NULL);
	n = expr_node_new(p, EX_NUMBER);
	if (n)
		n->number = strtod(arena_strndup(p->arena, from, (size_t)(p->at - from)), NULL);
	return n;
}

/* ${name} alone is what is given: no operator follows. */
static bool ends_argument(const char *at)
{
	at += strspn(at, " \t\n\r");
	return *at == ',' || *at == ')' || !*at;
}

/* ${name} */
static struct expr_node *parse_question(struct parser *p)
{
	const char *from = p->at;
	const char *close = strchr(from, '}');
	struct expr_node *n;
	struct str name;

	if (from[1] != '{' || !close)
		return expr_fail_at(p, from, FAULT_WRITE_QUESTIONS, NULL);
	name = str_trim((struct str){from + 2, (size_t)(close - from - 2)});
	n = expr_node_new(p, EX_QUESTION);
	if (!n)
		return NULL;
	n->string = arena_strndup(p->arena, name.p, name.len);
	if (p->reach != REACH_ONE && p->names->several && ends_argument(close + 1)) {
		if (!resolve_several(p, n, p->whole))
			return NULL;
	} else if (!expr_resolve(p, n)) {
		return NULL;
	}
	p->at = close + 1;
	return n;
}

/* A function call, or a column of the choices sheet. */
static struct expr_node *parse_name(struct parser *p)
{
	const char *from = p->at, *name;
	struct expr_node *n;

	while (name_part(*p->at) || (*p->at == ':' && name_start(p->at[1])))
		p->at++;
	name = arena_strndup(p->arena, from, (size_t)(p->at - from));
	expr_skip_space(p);
	if (*p->at == '(')
		return expr_parse_call(p, name, from);
	n = expr_node_new(p, EX_COLUMN);
	if (!n)
		return NULL;
	n->string = name;
	if (!p->names->column)
		return expr_fail_at(p, from, FAULT_NAME_BARE, name, NULL);
	if (!p->names->column(p->names->data, name, &n->ref))
		return expr_fail_at(p, from, FAULT_NAME_NO_COLUMN, name, NULL);
	return n;
}

static struct expr_node *parse_brackets(struct parser *p)
{
	const char *open = p->at++;
	struct expr_node *n = expr_parse_level(p, LEVEL_OR);

	if (!n)
		return NULL;
	expr_skip_space(p);
	if (*p->at != ')')
		return expr_fail_at(p, *p->at ? p->at : open, *p->at ?
			FAULT_OPERATOR_OR_BRACKET_MISSING : FAULT_BRACKET_OPEN, NULL);
	p->at++;
	return n;
}

static struct expr_node *parse_dot(struct parser *p)
{
	struct expr_node *n;

	if (p->at[1] == '.')
		return expr_fail_at(p, p->at, FAULT_PATH, NULL);
	if (!p->names->dot)
		return expr_fail_at(p, p->at, FAULT_DOT, NULL);
	n = expr_node_new(p, EX_DOT);
	p->at++;
	return n;
}

static struct expr_node *parse_primary(struct parser *p)
{
	char c = *p->at;

	if (c == '\'' || c == '"')
		return parse_string(p);
	if (is_digit(c) || (c == '.' && is_digit(p->at[1])))
		return parse_number(p);
	if (c == '.')
		return parse_dot(p);
	if (c == '$')
		return parse_question(p);
	if (c == '(')
		return parse_brackets(p);
	if (text_starts(p->at, "‘") || text_starts(p->at, "’") || text_starts(p->at, "“") ||
		text_starts(p->at, "”"))
		return expr_fail_at(p, p->at, FAULT_QUOTES, NULL);
	if (name_start(c))
		return parse_name(p);
	if (c == '/')
		return expr_fail_at(p, p->at, FAULT_PATH, NULL);
	if (c == '\0')
		return expr_fail_at(p, p->at, FAULT_VALUE_MISSING_END, NULL);
	return expr_fail_at(p, p->at, FAULT_VALUE_MISSING, NULL);
}

static struct expr_node *parse_unary(struct parser *p)
{
	bool negate = false, any = false;
	struct expr_node *n, *minus;

	expr_skip_space(p);
	while (*p->at == '-') {
		negate = !negate;
		any = true;
		p->at++;
		expr_skip_space(p);
	}
	if (++p->depth > EXPR_DEPTH_MAX)
		return expr_fail_at(p, p->at, FAULT_EXPRESSION_DEEP, DIGITS(EXPR_DEPTH_MAX), NULL);
	n = parse_primary(p);
	p->depth--;
	if (!n || !any)
		return n;
	minus = expr_node_new(p, EX_NEGATE);
	if (!minus)
		return NULL;
	minus->args = arena_array(p->arena, 1, sizeof(struct expr_node *));
	minus->args[0] = n;
	minus->count = 1;
	/* An even number of minus signs still makes a number. */
	minus->number = negate ? -1 : 1;
	return minus;
}

/* The operator of `level` that stands here, or -1; the parser moves behind it. */
static int take_operator(struct parser *p, enum level level)
{
	expr_skip_space(p);
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const char *text = operators[i].text;
		size_t len = strlen(text);

		if (operators[i].level != level || strncmp(p->at, text, len) != 0)
			continue;
		if (name_start(*text) && name_part(p->at[len]))
			continue;
		p->at += len;
		return (int)operators[i].op;
	}
	return -1;
}

struct expr_node *expr_parse_level(struct parser *p, enum level level)
{
	struct expr_node *first, *chain = NULL;
	int op;

	if (level == LEVELS)
		return parse_unary(p);
	first = expr_parse_level(p, level + 1);
	while (first && (op = take_operator(p, level)) >= 0) {
		struct expr_node *next = expr_parse_level(p, level + 1);

		if (!next)
			return NULL;
		if (!chain) {
			chain = expr_node_new(p, EX_CHAIN);
			if (!chain)
				return NULL;
			expr_node_add(p, chain, first, OP_OR);
		}
		expr_node_add(p, chain, next, (enum expr_op)op);
	}
	return first && chain ? chain : first;
}

enum err expr_parse(struct arena *a, const char *source, const struct expr_names *names,
	struct expr **out)
{
	static const struct expr_names none;
	struct parser p = {.arena = a, .start = source, .at = source,
		.names = names ? names : &none};
	size_t len = strnlen(source, EXPR_BYTES_MAX + 1);

	if (len > EXPR_BYTES_MAX)
		return err_fail(ERR_INPUT, "longer than %d bytes", EXPR_BYTES_MAX);
	if (!utf8_valid(source, len))
		return err_fail(ERR_INPUT, "not UTF-8");
	p.expr = arena_alloc(a, sizeof *p.expr);
	p.expr->source = arena_strdup(a, source);
	p.expr->root = expr_parse_level(&p, LEVEL_OR);
	expr_skip_space(&p);
	if (p.expr->root && *p.at)
		expr_fail_at(&p, p.at, *p.at == ')' ? FAULT_BRACKET_EXTRA :
			*p.at == '|' ? FAULT_OPERATOR_BAR : FAULT_OPERATOR_MISSING, NULL);
	if (p.failed)
		return p.failed;
	*out = p.expr;
	return OK;
}

const struct expr *expr_constant(struct arena *a, const char *text)
{
	struct expr *e = arena_alloc(a, sizeof *e);
	struct expr_node *n = arena_alloc(a, sizeof *n);

	n->kind = EX_STRING;
	n->string = text;
	*e = (struct expr){.root = n, .source = text, .size = 1};
	return e;
}

bool expr_draws(const struct expr *e)
{
	return e->draws;
}

size_t expr_refs(const struct expr *e, const size_t **refs)
{
	*refs = e->refs;
	return e->ref_count;
}

size_t expr_uses(const struct expr *e, const struct expr_use **uses)
{
	*uses = e->uses;
	return e->use_count;
}

size_t expr_size(const struct expr *e)
{
	return e->size + e->cost;
}

const char *expr_source(const struct expr *e)
{
	return e->source;
}

bool expr_is_text(const struct expr *e)
{
	return e->root->kind == EX_STRING && e->root->string == e->source;
}
