/*
 * Typing in sheets of paper, private: one sheet at a time is typed, read back in
 * words, and stored by one key more.
 */
#ifndef PAGES_ENTRY_H
#define PAGES_ENTRY_H

#include "form/answers.h"
#include "form/check.h"
#include "model/rounds.h"
#include "pages/office.h"
#include "paper.h"

struct entry {
	struct page page;
	struct round round;
	struct form *form;
	struct paper paper;
	struct form_context ctx;
	int64_t sent;			/* sheets of this batch */
	const char *stored;		/* their fingerprints, parted by blanks */
	bool again;			/* the page's key is that of a stored sheet */
	bool ends;			/* storing this sheet ends the batch */
};

struct sheet {
	const char **typed;		/* per item: trimmed; NULL where it has no field */
	const char **problems;		/* per item, in words; NULL where there is none.
					 * One more at the end: of the whole sheet */
	const char *id, *lang, *code;
	struct answers *answers;
	struct check check;
	uint64_t seed;
	bool blank, sound;
};

/* ---- entry_read.c ---- */

/* The name of an item's field. */
const char *entry_field(const struct entry *e, const struct paper_item *item);
/* What was sent, unjudged. */
void entry_read(const struct entry *e, struct sheet *out);
/* Turn numbers into answers, find a draw that fits, check: `problems` and `sound`. */
void entry_judge(struct entry *e, struct sheet *s);
/* A minus alone: the question was left unanswered on paper, and that was typed. */
bool entry_is_dash(const char *typed);
/* The item's node in the form, on a card that of what it is about; FORM_NO_NODE where
 * the card does not say. */
size_t entry_node(const struct entry *e, const struct sheet *s, size_t item);
/* What was typed in an item, in words; "" where it says nothing. */
const char *entry_words(const struct entry *e, const struct sheet *s, size_t item);
/* Whether a card has nothing at all typed in it; `item` is the card. */
bool entry_card_blank(const struct entry *e, const struct sheet *s, size_t item);
/* Put a problem, a key of the catalogue, beside an item. */
void entry_blame(const struct entry *e, struct sheet *s, size_t item, const char *key);

/* ---- entry_draw.c ---- */

/* On paper respondents take what they describe by a lot of their own, so a seed is looked
 * for, from `from` on, that draws just these: the server checks every draw. False: there
 * is none, and the seed is `from`. The same sheet begins at the same seed. */
uint64_t entry_first_seed(const struct sheet *s);
bool entry_find_seed(const struct entry *e, struct sheet *s, uint64_t from);

/* ---- entry_show.c ---- */

/* The page to type in: blank, or with a sheet (`s`) and, where `judged`, its problems.
 * `at` names the field to begin at; NULL: the first, or the first problem. */
enum err entry_show(struct entry *e, int status, const struct sheet *s, bool judged,
	const char *at, const char *error);
/* The heading of a section; of an iteration that has none, its choice. */
const char *entry_heading(const struct entry *e, const struct paper_item *item);
/* "Activity 2 of 5" */
const char *entry_card_title(const struct entry *e, const struct paper_item *item);
const char *entry_label(const struct entry *e, const struct paper_item *item);
/* What every page of the batch carries along. */
void entry_add_batch(struct entry *e, const struct sheet *s);

/* ---- entry_check.c ---- */

/* The sheet read back. */
enum err entry_show_check(struct entry *e, const struct sheet *s);
/* What tells sheets of a batch apart that have exactly the same answers. */
const char *entry_fingerprint(const struct entry *e, const struct sheet *s);

#endif
