/*
 * Comments: what testers and staff report of a prototype or of their CRM, as they come. Owns how
 * they leave the answers they came with, how a receipt finds them again, and how long raw words
 * stay. What becomes of them is model/triage.h's, what everybody may see model/board.h's.
 *
 * A comment is what stands in one group of a form: a question of the measure comment_text, and
 * beside it those of the other comment_ measures that there are. Without a kind it is a gap.
 * Its activity is the answer beside it, else that of the loop around it: the activity, or the
 * task's. Words and picture never stand among the answers; kind, severity and activity do. With
 * comment_same, the number of one that is known, it is a voice more for that one.
 *
 * As raw texts (model/raw_texts.h) they leave the inbox in the order of their tokens, mixed with
 * those nobody has read; a token is a hash of the receipt and the question.
 */
#ifndef MODEL_COMMENTS_H
#define MODEL_COMMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/check.h"

struct arena;
struct change;
struct db;
struct round;

#define COMMENT_TOKEN_BYTES 16
#define COMMENT_RAW_DAYS 90	/* as other raw texts */

/* Whether a form takes comments, and whether it does nothing else but ask for a department: "Report
 * an issue". */
bool form_takes_comments(const struct form *f);
bool form_is_report(const struct form *f);

/* Whether a question is part of a comment, whose words and picture this module keeps. */
bool question_of_comment(const struct question *q);

/* The activity of the loop around a node: its own code, or that of the task; "": none. */
const char *comment_activity_around(const struct form *f, size_t node);

/* The comments of checked answers as the inbox holds them, from `a`; "" for none. `receipt`: of the
 * answers, "" when nothing is to lead to them. */
const char *comments_pack(struct arena *a, const char *receipt, const struct check *check);

/* Pictures that are not there, or not any more: a fault each. ERR_STORE. */
enum err comments_check_pictures(struct arena *a, struct db *db, int64_t round,
	struct check *check);
/* In the write job that stores answers: their pictures stay. */
enum err comments_keep_pictures(struct db *db, int64_t round, const struct check *check);

/* In a change, before answers leave the inbox: move what was reported with those of a round (0: of
 * all) to its table. ERR_STORE. */
enum err comments_move(struct db *db, int64_t round);

/* What a receipt finds. */
struct comment_status {
	unsigned char token[COMMENT_TOKEN_BYTES];
	int64_t number;			/* 0: not read yet */
	const char *kind, *status, *in_version, *reply, *reply_lang, *text;
	bool amendable;			/* nobody has read it */
};

/* The comments sent with answers, from `a`, in form order. ERR_STORE. */
enum err comments_of_receipt(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, const char *receipt, struct comment_status **out, size_t *count);

/* A comment as anybody may see it. */
struct comment_shown {
	int64_t number, original;	/* original: of the one it repeats; 0: none */
	int64_t voices;			/* of how many people, with those that repeat the same */
	const char *prototype, *version, *kind, *severity, *activity, *lang, *text;
	const char *status, *in_version, *reply, *reply_lang, *month;
	const unsigned char *picture;	/* hash of 32 bytes; NULL: none that was released */
	const char *picture_type;	/* "image/png" … */
};

/* Those of a round that were read and have words, by number, from `a`. ERR_STORE. */
enum err comments_shown(struct arena *a, struct db *db, int64_t round, struct comment_shown **out,
	size_t *count);

/* What somebody may have seen as well: of an activity ("" for none), of a prototype ("" for none),
 * the latest that were read and have words; number, text and lang alone are filled. ERR_STORE. */
enum err comments_alike(struct arena *a, struct db *db, const char *prototype,
	const char *activity, size_t most, struct comment_shown **out, size_t *count);

/* In a change: add words to one that nobody has read. ERR_CONFLICT: somebody has; ERR_INPUT: too
 * long or empty. */
enum err comment_amend(struct change *c, const unsigned char token[COMMENT_TOKEN_BYTES],
	const char *words);

/* In a change: what was reported with the answers of a receipt, read since or not; all of a round.
 * Pictures go too. */
enum err comments_erase(struct db *db, const struct form *form, const char *receipt);
enum err comments_erase_round(struct db *db, int64_t round);

/* Only while the clock is sound: raw words and pictures that may be COMMENT_RAW_DAYS old go, with
 * the comment where nobody has read it; how many would. */
enum err comments_purge(struct change *c, const char *today);
enum err comments_old(struct db *db, const char *today, int64_t *count);

#endif
