/*
 * Raw texts: what people wrote in their own words, before anybody read it (method F, P7).
 * Owns where they are kept and for how long.
 *
 * They never stand among the answers: intake takes them out, and they leave the inbox in the
 * order of their tokens for a table that holds question, department and words, mixed with those
 * moved before as answers are (model/inbox.h). A token is a hash of the receipt and the question:
 * whoever holds a receipt can have the words erased with the answers; once a round is final, its
 * key gone, nothing leads from one to the other. How many wrote something is kept as a number
 * for each question and release, since that is all a list may say.
 *
 * A date would lead back to a day's answers: of when they came only the four weeks are
 * known, for their end.
 */
#ifndef MODEL_RAW_TEXTS_H
#define MODEL_RAW_TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "form/check.h"

struct arena;
struct change;
struct db;

#define RAW_TEXT_TOKEN_BYTES 16
#define RAW_TEXT_DAYS 90	/* raw texts are deleted before they are older than this */
#define RAW_TEXT_WEEKS 4	/* what is known of when they came: weeks at a time */

/* The texts of checked answers as the inbox holds them, from `a`; "" when there are none.
 * `receipt`: of the answers; "" once the round has no key, and nothing leads to them. */
const char *raw_texts_pack(struct arena *a, const char *receipt, const struct check *check);

/* In a change, before answers leave the inbox: move what was written with those of a round
 * (0: of all) to its table. ERR_STORE. */
enum err raw_texts_move(struct db *db, int64_t round);

/* The first day of the weeks a local day lies in: all that is kept of when words came. */
void raw_texts_since(const char *day, char out[DAY_CHARS]);

/* How many wrote something under a question of the round, by the release that had them in first. */
struct raw_text_count {
	const char *question;	/* path */
	uint32_t release;	/* with which they came */
	size_t n;
};

/* Those in release `release`, a row a question and release, in their order, from `a`.
 * ERR_STORE. */
enum err raw_texts_counts(struct arena *a, struct db *db, int64_t round, int64_t release,
	struct raw_text_count **out, size_t *count);

/* The tokens of a round's that wait, sorted, from `a`: until one of them is moved. */
struct raw_text_token {
	int64_t number;
	unsigned char token[RAW_TEXT_TOKEN_BYTES];
};

struct raw_text_tokens {
	struct raw_text_token *list;
	size_t count;
};

enum err raw_texts_tokens(struct arena *a, struct db *db, int64_t round,
	struct raw_text_tokens *out);

/* In a change: what was written with the answers of a receipt, read since or not; they were
 * in `release` first. ERR_STORE. */
enum err raw_texts_erase(struct db *db, int64_t round, const struct form *form,
	const struct raw_text_tokens *waiting, const char *receipt, int64_t release);
/* All of a round; with `before` (a local day; NULL: all) those that may be of a day before. */
enum err raw_texts_erase_round(struct db *db, int64_t round, const char *before);

/* Only while the clock is sound (model/calendar.h): delete those that may be RAW_TEXT_DAYS old
 * on the local day `today`. */
enum err raw_texts_purge(struct change *c, const char *today);
/* How many it would delete. */
enum err raw_texts_old(struct db *db, const char *today, int64_t *count);
/* The local day on which the first of a round's would be deleted, from `a`; NULL: none wait. */
enum err raw_texts_until(struct arena *a, struct db *db, int64_t round, const char **day);

/* In the migration to version 5: take the texts out of the answers stored before. ERR_STORE. */
enum err raw_texts_take_out(struct db *db);

#endif
