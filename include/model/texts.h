/*
 * Free texts (method F, P7): a reviewer reads what was written, takes out names of
 * people and customers, and lets it be seen or leaves it out. Owns the queue, what
 * was released, and when raw texts go.
 *
 * A released text stands by itself: question, department and words, under a random
 * key. That a submission's text was read is marked apart, so that nothing leads from
 * a text to its writer.
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

#define TEXT_RAW_DAYS 90	/* raw texts older than this are deleted */
#define TEXT_BYTES_MAX 16384	/* of an edited text */

/* Somebody's text that nobody has read yet. */
struct text_waiting {
	const char *submission;	/* id, 36 characters */
	const struct question *question;
	const char *text;
};

/* The first `most` of those that wait, in the order of their random ids, and how
 * many there are in all. Those of submissions quality leaves out are read too. */
enum err texts_waiting(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, size_t most, struct text_waiting **out, size_t *count,
	size_t *all);

/* Mark it as read and, where `words` is not NULL, release those.
 * ERR_NOT_FOUND: no such text; ERR_CONFLICT: somebody has read it meanwhile;
 * ERR_INPUT: empty or too long. `actor` for the trail, which holds no text. */
enum err text_read(struct change *c, const struct round *r, const struct form *form,
	const char *submission, const char *question, const char *words);

/* A text that may be seen. */
struct text_released {
	const char *token;	/* 32 hex digits */
	const char *question;	/* path */
	const char *department;	/* code; "" */
	const char *text;
};

/* Released texts of a question (NULL: of all), in the order of their random keys. */
enum err texts_released(struct arena *a, struct db *db, int64_t round, const char *question,
	struct text_released **out, size_t *count);

/* Take a released text back for good. ERR_NOT_FOUND. */
enum err text_take_back(struct change *c, const struct round *r, const char *token);

/* Only while the clock is sound (model/calendar.h): delete raw texts of submissions that
 * came before the local day `before`. That there was a text stays known, so that counts
 * do not change. */
enum err texts_purge(struct change *c, const char *before);
/* How many it would delete. */
enum err texts_old(struct arena *a, struct db *db, const char *before, int64_t *count);

/* Whether any text at all was read or deleted. */
enum err texts_any_read(struct db *db, bool *any);

/* The questions (paths) of a submission, by its id (16 bytes), whose text was read or
 * deleted: those were answered, whether the raw text is still there or not. */
enum err texts_read_of(struct arena *a, struct db *db, const void *submission,
	const char ***questions, size_t *count);

#endif
