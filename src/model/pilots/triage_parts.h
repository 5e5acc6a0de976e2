/* What the files of triage share: a comment as changes see it, and its events. Private. */
#ifndef MODEL_TRIAGE_PARTS_H
#define MODEL_TRIAGE_PARTS_H

#include "model/triage.h"

/* All of a comment that a press may change; texts in the change's arena. */
struct triage_state {
	unsigned char token[COMMENT_TOKEN_BYTES], original[COMMENT_TOKEN_BYTES];
	bool repeats;			/* has an original */
	int64_t number;			/* 0: unread */
	const char *raw;		/* or NULL */
	const char *text, *prototype, *severity, *status, *in_version, *reply, *reply_lang;
	const char *month, *theme, *picture_state, *vendor, *day, *half;
	int64_t owner, deputy, waited;	/* waited -1: nobody has answered */
};

/* ERR_NOT_FOUND. */
enum err triage_load(struct arena *a, struct db *db, const unsigned char *token,
	struct triage_state *out);

/* What an event says beside what the comment then is. */
struct triage_deed {
	const char *action, *actor;	/* actor NULL: the change's */
	const char *reply, *reply_lang, *note;
	const char *before;		/* triage_before(); "" where it cannot be undone */
};

/* What undoing puts back, as JSON; of what was unread that it was, and never its words. */
const char *triage_before(struct arena *a, const struct triage_state *was);

/* Store it with its event. ERR_STORE. */
enum err triage_keep(struct triage_press *p, const struct triage_state *s,
	const struct triage_deed *d);

/* The next number there is. */
enum err triage_give_number(struct db *db, struct triage_state *s);

/* What everybody may see has changed: the month; and where it is the first answer, how long that
 * took. */
void triage_public(const struct triage_press *p, struct triage_state *s);

/* Without an event. */
enum err triage_store(struct db *db, const struct triage_state *s);

/* A line of the trail: `count` comments, `s` the first; without what was written. */
enum err triage_trail(struct triage_press *p, const char *action, const struct triage_state *s,
	size_t count);
/* In the trail, and the queue was looked after: `count` comments, `s` the first. */
enum err triage_told(struct triage_press *p, const char *action, const struct triage_state *s,
	size_t count);

bool triage_words_may_be(const char *words, size_t chars);

/* The latest (day, half), written together, that by now has waited `half_days`; `now` of the
 * press's kind. */
#define TRIAGE_LIMIT_CHARS 16
void triage_limit(int half_days, const char *today, const char *half,
	char out[TRIAGE_LIMIT_CHARS]);
/* The local day and half now. */
const char *triage_now(char today[DAY_CHARS]);

#endif
