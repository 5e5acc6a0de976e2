/*
 * Triage: what becomes of comments (model/comments.h). Owns each change of one, the history they
 * leave, how long the first answer took, who is asked when nobody answers, the list for the
 * vendor, and what testers say of what was said to be solved.
 *
 * A comment is unread (no number, its raw words), read (a number, the reviewer's words), or left
 * out (a number, still its raw words until they go, and no words of a reviewer). Only what was
 * read has a status beside new, and replies.
 *
 * Whatever is done in one go is a press: its events have one batch id, by which it is undone as
 * long as nothing later changed one of its comments. What an undone answer took to come is
 * unknown from then on: it waits anew, from that half day.
 *
 * Waiting is counted in half days of Mondays to Fridays: from Monday morning to Tuesday morning
 * are two. An S1 that waits TRIAGE_S1_HALF_DAYS, anything that waits TRIAGE_HALF_DAYS, passes to
 * the deputy, after as long again to administrators. Departments are shown to nobody.
 */
#ifndef MODEL_TRIAGE_H
#define MODEL_TRIAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "model/comments.h"
#include "model/duties.h"

struct arena;
struct change;
struct csv_table;
struct db;

#define TRIAGE_S1_HALF_DAYS 2
#define TRIAGE_HALF_DAYS 10
#define TRIAGE_WORDS_CHARS 4000		/* of reviewed words, a reply, a note */
#define TRIAGE_SHORT_CHARS 40		/* of a theme; of a version 16 */
#define TRIAGE_BATCH_MAX 200		/* comments in one press */
#define TRIAGE_HEX_CHARS (2 * COMMENT_TOKEN_BYTES + 1)

/* Statuses in their order, as they are stored. */
#define TRIAGE_STATUSES(X) X(NEW, "new") X(ACCEPTED, "accepted") X(PLANNED, "planned") \
	X(IN_VERSION, "in_version") X(VERIFIED, "verified") X(DECLINED, "declined") \
	X(DUPLICATE, "duplicate")
enum triage_status {
#define TRIAGE_STATUS(id, code) TRIAGE_##id,
	TRIAGE_STATUSES(TRIAGE_STATUS)
#undef TRIAGE_STATUS
	TRIAGE_STATUS_COUNT
};
const char *triage_status_code(enum triage_status s);
bool triage_status_parse(const char *code, enum triage_status *out);

/* Half days of Mondays to Fridays between two: `half` "am" or "pm". Never below 0. */
int triage_half_days(const char *day, const char *half, const char *today, const char *now);

/* ---- changes ---- */

struct triage_press {
	struct change *change;
	unsigned char batch[COMMENT_TOKEN_BYTES];
	int64_t lamport;		/* of its latest event */
	char today[DAY_CHARS];		/* local day and half as it began */
	const char *half;
};

/* Begin one in a change. ERR_STORE. */
enum err triage_begin(struct triage_press *p, struct change *c);

/* Tokens are hexadecimal; ERR_NOT_FOUND for one that there is none of. All or none. */
struct triage_tokens {
	const char *const *list;
	size_t count;
};

/* Moderate: these words in place of the raw ones, which go; each gets a number. Of one that was
 * read, other words; that cannot be undone. ERR_INPUT: empty or too long. */
enum err triage_read(struct triage_press *p, struct triage_tokens t, const char *words);
/* Never shown; its raw words stay until they go. ERR_CONFLICT: it was read. */
enum err triage_leave_out(struct triage_press *p, struct triage_tokens t);

#define TRIAGE_AS_IT_IS (-1)

/* What else changes; NULL and TRIAGE_AS_IT_IS: stays. */
struct triage_edit {
	const char *status;		/* not duplicate: that is triage_merge() */
	const char *in_version;		/* where the status is in_version */
	const char *reply, *reply_lang;	/* public; "" takes the latest back */
	const char *note;		/* internal */
	const char *theme;
	const char *picture;		/* "released", "left_out" */
	int64_t owner, deputy;		/* accounts, 0: nobody */
	bool settles;			/* what the vendor proposed goes */
};

/* Comments for which nothing changes get no event. ERR_INPUT; ERR_CONFLICT: one was not read, and
 * more than its note, owner and deputy is to change. */
enum err triage_edit(struct triage_press *p, struct triage_tokens t, const struct triage_edit *e);

/* They repeat the one of that number, or the one it repeats; those that repeat them follow.
 * ERR_NOT_FOUND: no such comment that was read; ERR_INPUT: it is one of them; ERR_CONFLICT: one of
 * them was not read. */
enum err triage_merge(struct triage_press *p, struct triage_tokens t, int64_t number);

/* Undo a press by its batch, NULL: the latest of this actor that is not undone. ERR_NOT_FOUND:
 * there is none; ERR_CONFLICT: something later changed one of its comments, or it cannot be. */
enum err triage_undo(struct triage_press *p, const char *batch);

/* Whether that would do; *count: how many comments. ERR_STORE. */
enum err triage_undoable(struct db *db, const char *batch, bool *yes, int64_t *count);

/* ---- read ---- */

struct triage_filter {
	const char *status;	/* "": those that are open; "all"; "left_out"; a status */
	const char *show;	/* "", "unread" "unanswered" "overdue" "mine" "vendor" "picture" */
	const char *kind, *severity, *activity, *lang, *prototype;	/* "": any */
	const char *words;	/* in it, or its number ("17", "C17"); "" any */
	int64_t me;		/* account, for "mine" */
	bool begun;		/* what follows is behind this one: */
	int64_t after;		/* its number, 0: unread */
	unsigned char after_token[COMMENT_TOKEN_BYTES];
};

/* A comment in the queue: unread ones first, then by number. */
struct triage_item {
	char token[TRIAGE_HEX_CHARS];
	int64_t number;			/* 0: unread */
	bool left_out, answered, proposed, picture_waits;
	int waits;			/* half days, of those nobody has answered */
	int late;			/* 0; 1: passed to the deputy; 2: to administrators */
	const char *words;		/* raw or reviewed; in a list the beginning */
	const char *kind, *severity, *activity, *lang, *prototype, *version, *status, *in_version;
	int64_t owner, voices;		/* voices: with those that repeat it */
};

/* Up to `most` from `a`. ERR_STORE. */
enum err triage_queue(struct arena *a, struct db *db, const struct triage_filter *f, size_t most,
	struct triage_item **out, size_t *count);

/* One, whole. */
struct triage_comment {
	struct triage_item item;
	bool was_read;			/* there are a reviewer's words */
	int64_t original;		/* number of the one it repeats; 0 */
	const char *round, *reply, *reply_lang, *month, *theme;
	const char *picture;		/* hash in hexadecimal; "" none */
	const char *picture_state, *vendor;
	int64_t deputy;
	int64_t seen;			/* of its latest event, to find that somebody was quicker */
	int64_t alike;			/* unread ones in the same words, this among them */
};

/* ERR_NOT_FOUND. */
enum err triage_find(struct arena *a, struct db *db, const char *token,
	struct triage_comment *out);
/* Those unread in the same words as an unread one, it first, from `a`. */
enum err triage_alike(struct arena *a, struct db *db, const char *token,
	struct triage_tokens *out);
/* The numbers of those that repeat it. */
enum err triage_repeats(struct arena *a, struct db *db, const char *token, int64_t **out,
	size_t *count);

struct triage_event {
	const char *day, *actor, *action, *status, *in_version, *reply, *reply_lang, *note;
	char batch[TRIAGE_HEX_CHARS];
	bool undone;
};

/* The history, oldest first. */
enum err triage_history(struct arena *a, struct db *db, const char *token,
	struct triage_event **out, size_t *count);

/* What there is to choose from in filters: of all comments, sorted. */
enum triage_column { TRIAGE_LANGS, TRIAGE_ACTIVITIES, TRIAGE_PROTOTYPES };
enum err triage_values(struct arena *a, struct db *db, enum triage_column which,
	const char ***out, size_t *count);

/* Accounts that may be owner or deputy, by name. */
struct triage_person {
	int64_t id;
	const char *name;
};
enum err triage_people(struct arena *a, struct db *db, struct triage_person **out, size_t *count);

/* ---- nobody forgets ---- */

struct triage_counts {
	int64_t unread, unanswered, overdue, answered;
	double median;		/* half days to the first answer; NAN: there is none */
};

enum err triage_count(struct arena *a, struct db *db, struct triage_counts *out);

/* How many unanswered ones that account is asked for, and how many of those are overdue. `d`: who
 * looks after the queue. */
enum err triage_asked(struct arena *a, struct db *db, const struct duty *d,
	const struct account *who, int64_t *waiting, int64_t *overdue);

/* ---- solved? ---- */

/* In a change, behind answers that left the inbox: comments that their version is said to solve,
 * by what testers of that or a later one answered: two yes and no no verify, a no reopens. Done
 * once for each version. ERR_STORE. */
enum err triage_tally(struct change *c);

/* ---- the vendor ---- */

struct vendor_row {
	int64_t number, voices;
	const char *kind, *severity, *activity, *text, *picture, *status, *in_version;
};

/* Those that were read and repeat no other, open ones or all, by number, from `a`. */
enum err vendor_list(struct arena *a, struct db *db, const char *prototype, bool all,
	struct vendor_row **out, size_t *count);

/* In a press: what came back, as proposals. Columns number, status, version, reply; others are
 * not looked at. Rows that say nothing new are passed over; *taken: how many do. Each bad row is
 * a fault, and nothing is changed then (ERR_INPUT). */
enum err vendor_take(struct triage_press *p, const struct csv_table *t, const char *lang,
	struct faults *faults, size_t *taken);

/* What was proposed, read from triage_comment.vendor, from `a`; false: nothing. */
struct vendor_proposal {
	const char *status, *in_version, *reply, *reply_lang;
};
bool vendor_proposed(struct arena *a, const char *vendor, struct vendor_proposal *out);

/* The columns of the list, ended by NULL. */
extern const char *const vendor_columns[];

#endif
