/*
 * Expressions: text to tree to value, with XLSForm's meaning (XPath 1.0 as
 * ODK's engines read it). Owns tokens, tree, functions; refuses to know forms:
 * names are resolved and values fetched through the caller's callbacks.
 *
 * Values are strings, numbers and booleans. An answer of several choices is a
 * string of codes parted by spaces. Comparisons with a boolean compare as
 * booleans, with a number as numbers, else = and != compare strings and
 * < <= > >= numbers; what is no number is NaN and compares false. A date
 * (YYYY-MM-DD, or with a time) counts as days since 1970-01-01 where a number
 * is asked for.
 */
#ifndef FORM_EXPR_H
#define FORM_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;

#define EXPR_BYTES_MAX 8192
#define EXPR_DEPTH_MAX 64	/* nested brackets and calls */
#define EXPR_NODES_MAX 4000

enum value_kind { VALUE_STRING, VALUE_NUMBER, VALUE_BOOLEAN };

struct value {
	enum value_kind kind;
	const char *string;	/* VALUE_STRING: never NULL */
	double number;
	bool boolean;
};

struct value value_of_string(const char *s);
struct value value_of_number(double v);
struct value value_of_boolean(bool v);

/* XPath 1.0, 4.2 to 4.4: '' and NaN and 0 are false. */
bool value_bool(struct value v);
double value_number(struct value v);
/* Numbers without exponent, NaN as "NaN"; memory from `a` where needed. */
const char *value_string(struct arena *a, struct value v);

/* What names mean while parsing. Every callback may be NULL (names unknown). */
struct expr_names {
	void *data;
	/* ${name}: set *ref to the caller's number for it. False: *why says what
	 * is wrong with the name (a static or longer-lived string). */
	bool (*question)(void *data, const char *name, size_t *ref, const char **why);
	/* A bare name, as choice filters use for columns of the choices sheet. */
	bool (*column)(void *data, const char *name, size_t *ref);
	bool dot;		/* `.` has a meaning here */
	bool random;		/* random() is drawn once for this cell */
	/* ${name} where a function takes several values: all it may mean from
	 * here. `whole`: from outside every repeat (indexed-repeat). NULL: as
	 * `question`. */
	bool (*several)(void *data, const char *name, bool whole, const size_t **refs,
		size_t *count, const char **why);
	/* Number of the instance `ups` levels up, 1 when it is none: position(..).
	 * NULL: position() is not known here. */
	size_t (*position)(void *data, size_t ups);
};

struct expr;			/* immutable; lives in the arena it was parsed in */

/* Parse `source` (NUL-terminated UTF-8, at most EXPR_BYTES_MAX). Constant
 * patterns of regex() are compiled here. Unknown functions and names, wrong
 * argument counts, limits passed, a pattern PCRE2 refuses: ERR_INPUT, with the
 * position (1-based character) in err_detail(). */
enum err expr_parse(struct arena *a, const char *source,
	const struct expr_names *names, struct expr **out);

/* The refs of ${…} in the expression, in order; without repetition while they are
 * few. */
size_t expr_refs(const struct expr *e, const size_t **refs);
/* What each ${name} of the expression stands for, in the order of the text;
 * the same name with the same meaning once. */
struct expr_use {
	const char *name;
	const size_t *refs;	/* one, unless `several` */
	size_t count;
	bool several;		/* as an argument of a function that takes many */
};
size_t expr_uses(const struct expr *e, const struct expr_use **uses);
/* Tree nodes and values taken from several, for budgets over many expressions. */
size_t expr_size(const struct expr *e);
/* The text it was parsed from. */
const char *expr_source(const struct expr *e);
/* Whether it is no formula but always this text: a plain default, a `yes`. */
bool expr_is_text(const struct expr *e);

/* Whether random() stands in it. */
bool expr_draws(const struct expr *e);

/* Whether a constraint refuses every number below zero, whatever else is answered:
 * as far as its comparisons of `.` with constants say so. */
bool expr_bars_negative(const struct expr *e);

/* Where values come from while evaluating. */
struct expr_env {
	struct arena *arena;	/* memory for results */
	void *data;
	struct value (*question)(void *data, size_t ref);
	/* Whether the node is relevant: among several only those count. NULL: all. */
	bool (*relevant)(void *data, size_t ref);
	const char *(*column)(void *data, size_t ref);
	/* Label of a choice of the question, for jr:choice-name; NULL: unknown. */
	const char *(*choice_label)(void *data, size_t ref, const char *code);
	/* The next of the numbers drawn for this cell, from 0 and below 1; NULL: none. */
	double (*random)(void *data);
	struct value dot;
	const char *today;	/* YYYY-MM-DD, never NULL */
	const char *now;	/* YYYY-MM-DDTHH:MM:SS with or without an offset */
};

/* Evaluate; never fails: what cannot be computed is '' or NaN or false. */
struct value expr_eval(const struct expr *e, const struct expr_env *env);

#endif
