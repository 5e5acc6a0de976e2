/*
 * Functions of expressions that take several values: all that a ${name} of a
 * repeat or loop means (only relevant ones), or their arguments one by one.
 * What is no number is passed over, as ODK does it.
 */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "expr_calls.h"

/* Walks the values of the arguments from `at` on. */
struct walk {
	const struct expr_node *call;
	const struct expr_env *env;
	size_t at, within, step;
};

static bool walk_next(struct walk *w, struct value *out)
{
	while (w->at < w->call->count) {
		const struct expr_node *arg = w->call->args[w->at];

		if (arg->kind != EX_SEVERAL) {
			*out = expr_node_eval(arg, w->env);
			w->at += w->step;
			return true;
		}
		while (w->within < arg->count) {
			size_t ref = arg->refs[w->within++];

			if (!w->env->relevant || w->env->relevant(w->env->data, ref)) {
				*out = w->env->question(w->env->data, ref);
				return true;
			}
		}
		w->within = 0;
		w->at += w->step;
	}
	return false;
}

static struct walk walk_from(const struct expr_node *n, const struct expr_env *env, size_t at)
{
	return (struct walk){n, env, at, 0, 1};
}

static struct value extreme(const struct expr_node *n, const struct expr_env *env, bool largest)
{
	struct walk w = walk_from(n, env, 0);
	double best = NAN;
	struct value v;

	while (walk_next(&w, &v)) {
		double x = value_number(v);

		if (!isnan(x) && (isnan(best) || (largest ? x > best : x < best)))
			best = x;
	}
	return value_of_number(best);
}

EXPR_CALL(fn_min)
{
	return extreme(n, env, false);
}

EXPR_CALL(fn_max)
{
	return extreme(n, env, true);
}

EXPR_CALL(fn_sum)
{
	struct walk w = walk_from(n, env, 0);
	double sum = 0;
	struct value v;

	while (walk_next(&w, &v)) {
		double x = value_number(v);

		sum += isnan(x) ? 0 : x;
	}
	return value_of_number(sum);
}

static double count_values(const struct expr_node *n, const struct expr_env *env, bool filled)
{
	struct walk w = walk_from(n, env, 0);
	double count = 0;
	struct value v;

	while (walk_next(&w, &v))
		count += !filled || *value_string(env->arena, v);
	return count;
}

EXPR_CALL(fn_count)
{
	return value_of_number(count_values(n, env, false));
}

EXPR_CALL(fn_count_non_empty)
{
	return value_of_number(count_values(n, env, true));
}

static struct value join(const struct expr_node *n, const struct expr_env *env, size_t from,
	const char *between)
{
	struct walk w = walk_from(n, env, from);
	bool more = false;
	struct value v;
	struct buf out;

	buf_init(&out, VALUE_BYTES_MAX + 4);
	while (walk_next(&w, &v)) {
		const char *s = value_string(env->arena, v);

		if (more)
			buf_add(&out, between, strnlen(between, out.max - out.len));
		buf_add(&out, s, strnlen(s, out.max - out.len));
		more = true;
	}
	return expr_take(env, &out);
}

EXPR_CALL(fn_concat)
{
	return join(n, env, 0, "");
}

EXPR_CALL(fn_join)
{
	return join(n, env, 1, expr_text_arg(n, env, 0));
}

/* checklist(fewest, most, …): -1 for no bound. */
EXPR_CALL(fn_checklist)
{
	double fewest = trunc(expr_number_arg(n, env, 0)), count = 0;
	double most = trunc(expr_number_arg(n, env, 1));
	struct walk w = walk_from(n, env, 2);
	struct value v;

	while (walk_next(&w, &v))
		count += value_bool(v);
	return value_of_boolean((fewest < 0 || !(count < fewest)) && (most < 0 || !(count > most)));
}

/* weighted-checklist(least, most, value, weight, value, weight …) */
EXPR_CALL(fn_weighted_checklist)
{
	double least = expr_number_arg(n, env, 0), most = expr_number_arg(n, env, 1), sum = 0;
	struct walk values = walk_from(n, env, 2), weights = walk_from(n, env, 3);
	struct value v, weight;

	values.step = weights.step = 2;
	while (walk_next(&values, &v) && walk_next(&weights, &weight))
		sum += value_bool(v) ? value_number(weight) : 0;
	return value_of_boolean(sum >= least && sum <= most);
}

/* The place among args[0]'s refs that the numbers of the instances point to: all
 * instances of one repeat hold equally many of what is inside. */
EXPR_CALL(fn_indexed_repeat)
{
	size_t around = 1, at = 0;

	for (size_t i = 1; i + 1 < n->count; i += 2) {
		size_t all = n->args[i]->count, each = all / around;
		double number = trunc(expr_number_arg(n, env, i + 1));

		/* As ODK: what is no instance yet reads the first. */
		if (!(number >= 1))
			number = 1;
		if (number > (double)each)
			return value_of_string("");
		at = at * each + (size_t)number - 1;
		around = all;
	}
	if (around != n->args[0]->count)
		return value_of_string("");
	at = n->args[0]->refs[at];
	return env->relevant && !env->relevant(env->data, at) ? value_of_string("") :
		env->question(env->data, at);
}
