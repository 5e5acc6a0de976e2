/*
 * Free texts (method F, P7): a reviewer reads what was written, takes out names of
 * people and customers, and lets it be seen or leaves it out. Owns the queue and what
 * was released; raw texts themselves are model/raw_texts.h's.
 *
 * A text that was released is no longer kept raw: what stays are the reviewer's words, with
 * question and department. It can wait again in these words, as if it had come in the four
 * weeks of that day. One that was left out can be put back until raw texts go.
 */
#ifndef MODEL_TEXTS_H
#define MODEL_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/rounds.h"

struct arena;
struct change;
struct db;

#define TEXT_BYTES_MAX 16384	/* of an edited text */

/* Raw texts: those nobody has read yet, and those that are left out. */
enum text_queue { TEXTS_WAITING, TEXTS_LEFT_OUT };

struct text_waiting {
	const char *token;	/* 32 hex digits */
	const char *question;	/* path */
	const char *text;
};

/* The first `most` of a round's, in the order of their tokens, and how many there are in all.
 * Those of submissions quality leaves out are read too. */
enum err texts_waiting(struct arena *a, struct db *db, int64_t round, enum text_queue queue,
	size_t most, struct text_waiting **out, size_t *count, size_t *all);

/* Whether a text may be released in these words: neither empty nor too long. */
bool text_may_be(const char *words);

/* Release one that waits in these words, which ends the raw one; NULL: leave it out.
 * ERR_NOT_FOUND: that is no token; ERR_CONFLICT: somebody has read it meanwhile, or it is
 * deleted; ERR_INPUT: empty or too long. The trail holds no text. */
enum err text_read(struct change *c, const struct round *r, const char *token, const char *words);

/* Let one that is left out wait again. ERR_NOT_FOUND, ERR_CONFLICT as above. */
enum err text_put_back(struct change *c, const struct round *r, const char *token);

/* A text that may be seen. */
struct text_released {
	const char *token;	/* 32 hex digits */
	const char *question;	/* path */
	const char *department;	/* code; "" */
	const char *text;
};

/* Released texts of a question (NULL: of all), in the order of their tokens. */
enum err texts_released(struct arena *a, struct db *db, int64_t round, const char *question,
	struct text_released **out, size_t *count);

/* The same as all may see them: a department only where there are twice as many texts of it
 * under the question as the smallest cell (P7), else "". */
enum err texts_shown(struct arena *a, struct db *db, int64_t round, const char *question,
	int min_cell, struct text_released **out, size_t *count);

/* Let a released text wait again: in the words that were released, under its token. ERR_NOT_FOUND,
 * ERR_CONFLICT as above. */
enum err text_wait_again(struct change *c, const struct round *r, const char *token);

/* Take a released text back for good. ERR_NOT_FOUND. */
enum err text_take_back(struct change *c, const struct round *r, const char *token);

#endif
