/*
 * Checking: answers against their form. form_evaluate says what is relevant,
 * computed, drawn; form_check judges and gives the one JSON object that is
 * stored. Owns the rules of the form; refuses to know how answers came and
 * where they go.
 */
#ifndef FORM_CHECK_H
#define FORM_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/answers.h"
#include "form/form.h"

struct form_context {
	size_t language;	/* of messages and labels */
	bool has_seed;
	uint64_t seed;
	bool stored;		/* the answers are stored ones: what random() came to is
				 * taken from them, as the seed is not kept */
	const char *today;	/* local day, YYYY-MM-DD */
	const char *now;	/* local time, YYYY-MM-DDTHH:MM:SS */
	const char *const *departments;	/* codes the round is open to */
	size_t department_count;	/* 0: all */
	const char *facts[FORM_FACTS];	/* in words; NULL: not known */
	uint64_t without;	/* MEASURE_BIT of those that this person is not asked */
};

/* The form under given answers. Arrays by node or question index; in `a`. */
struct form_state {
	const struct form *form;
	bool *relevant;		/* per node; false below what is not relevant */
	bool *section_shown;	/* per section: something in it is relevant and visible */
	const size_t *by_turn;	/* sections in the order a person meets them (turns.c) */
	const size_t *turn;	/* per section: its place in that order */
	const char **value;	/* per question: canonical text ('' when blank, not
				 * relevant or malformed); several codes parted by a
				 * blank, select_multiple in the order of its list */
	double *design_w;	/* per node: iterations of a loop with kiosk_draw that
				 * are relevant; 0 elsewhere */
	bool seed_missing;	/* a draw or a shuffle is due and there is no seed */
	bool draw_missing;	/* so that more than the order of choices hangs on it */
};

/* Work out relevance, calculations, defaults (where no field of that name came)
 * and the draws of loops (contracts.md, Draw). When p > m and the question of
 * kiosk_first has no relevant answer, m are drawn of p, with weight p/m. */
void form_evaluate(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct form_state *out);

/* How many instances the repeat at node `repeat` has under these answers. */
size_t form_instances(const struct form_state *state, size_t repeat);

/* What can be wrong, by the list in form/check_codes.def. */
enum check_code {
#define CODE(NAME, name) CHECK_##NAME,
#include "form/check_codes.def"
#undef CODE
	CHECK_CODES
};

struct check_fault {
	const struct question *question;	/* NULL: the seed */
	const char *field;	/* path, or "seed" */
	enum check_code code;
	const char *message;	/* the form's own wording in plain text, or NULL */
	const struct form_words *words;	/* it, with its marks; or NULL */
	bool fallback;		/* message is in the default language */
	double arg1, arg2;
};

/* What somebody wrote in their own words, or the hash of a picture they took. */
struct check_text {
	const struct question *question;
	const char *text;
};

struct check {
	struct check_fault *faults;	/* in form order; the seed last */
	size_t fault_count;
	struct form_state state;
	/* Set when there are no faults: answers as one JSON object keyed by path
	 * in form order, no blanks. select_multiple (list's order) and rank (given
	 * order) are arrays, integer, decimal and range numbers, all else strings;
	 * LOOP/CODE/design_w stands before the answers of its iteration. What is moderated
	 * is not in it. */
	const char *json;
	size_t json_len;
	struct check_text *texts;	/* of moderated questions, in form order */
	size_t text_count;
	const char *department;	/* answer of the department question, or NULL */
	double weekly_hours;	/* NAN when not answered */
	bool picks_done;	/* the picks question is answered, `none` included */
	size_t detailed;	/* iterations with freq_n, freq_unit and minutes */
	/* Relevant questions that take an answer, but for optional text and
	 * select_multiple: blank, they may mean that there is nothing to add. */
	size_t eligible, answered;
	size_t ratings, ratings_same;	/* ratings given; most often the same value.
				 * (frust5, want5, rule5 and likert appearances) */
};

/* Judge all answers. Irrelevant ones are dropped; blank ones skip constraints;
 * required counts only where relevant. */
void form_check(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct answers *answers, struct check *out);

/* A fault that only the store knows of, behind those of the form. */
void check_add_fault(struct arena *a, struct check *check, const struct question *q,
	enum check_code code);

/* Whether the question asks for a rating: frust5, want5, rule5, and single choices that
 * look like a likert scale. */
bool question_is_rating(const struct question *q);

/* "required", "choice", …: for catalogue keys and tests. */
const char *check_code_name(enum check_code code);

/* Whether the question's `required` holds, for the mark beside its label. */
bool question_required(struct arena *a, const struct form_context *ctx,
	const struct form_state *state, const struct question *q);
/* Whether the question's `readonly` holds. */
bool question_readonly(struct arena *a, const struct form_context *ctx,
	const struct form_state *state, const struct question *q);

/* What a loop with kiosk_draw draws by `seed` of `pool`, `count` iterations in the order of
 * the list without the first one: `wanted` of them, which then stand in front, in the
 * order drawn (contracts, "Draw"). */
void form_draw(uint64_t seed, size_t *pool, size_t count, size_t wanted);

#endif
