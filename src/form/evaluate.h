/* Evaluating a form's expressions; shared by evaluate.c, check.c and show.c. */
#ifndef FORM_EVALUATE_H
#define FORM_EVALUATE_H

#include "canon.h"
#include "form/check.h"
#include "form/expr.h"

struct evaluation {
	struct arena *arena;
	const struct form *form;
	const struct form_context *context;
	const struct form_state *state;
	const struct choice *choice;	/* of a choice filter */
	struct prng *random;		/* what random() draws from, NULL: nothing */
	struct value dot;
};

struct value evaluation_run(struct evaluation *ev, const struct expr *e);
bool evaluation_true(struct evaluation *ev, const struct expr *e);
/* The question's value as expressions see it: numbers as numbers. */
struct value evaluation_value(const struct evaluation *ev, const struct question *q);
/* Whether the round is open to the department. */
bool department_allowed(const struct form_context *ctx, const char *code);
/* Whether a choice passes the question's filter (for the department question,
 * whether the round is open to it). */
bool choice_passes(struct evaluation *ev, const struct question *q, const struct choice *c);

/* Sets by_turn and turn; rank: per node, of iterations in the order they are asked. */
void turns_set(struct arena *a, const struct form *f, const size_t *rank, struct form_state *s);

/* form_evaluate, giving what became of each question's raw answer too. */
void evaluate_all(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct form_state *out, struct canon **canons);

#endif
