/*
 * Paused answers: what somebody has filled in so far, kept apart until they go on. Owns their
 * codes, how they are sealed, how long they stay. Knows nothing of what is in them, and nothing
 * that counts answers looks here.
 *
 * A code has ten signs. Three find the row; Argon2id makes the key of the other seven, keyed by the
 * kiosk's hash key besides, so that a database without the file of keys opens nothing however
 * often somebody guesses. Neither the code, nor the seven signs, nor the key is stored. Rows go
 *  - with the first thing the opened page asks for, by the ticket that only the sealed text has:
 *    then it has arrived. Gone with the reply itself, a reply that is lost would take the answers
 *    along; until the code is used up by nothing but time, it would open them again and again;
 *  - with the fifth wrong code;
 *  - after 24 hours, rounded up to the hour, while the clock is sound (model/calendar.h);
 *  - with the answers of their round.
 */
#ifndef MODEL_PAUSED_H
#define MODEL_PAUSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;
struct kiosk;

#define PAUSED_ID_SIGNS 3
#define PAUSED_KEY_SIGNS 7
#define PAUSED_CODE_CHARS 13	/* ABC-DEFG-HJK and NUL */
#define PAUSED_SALT_BYTES 16
#define PAUSED_TOKEN_BYTES 16
#define PAUSED_TICKET_CHARS 37	/* three signs, a dot, 128 bits in hex, NUL */
#define PAUSED_TRIES 5
#define PAUSED_HOURS 24
#define PAUSED_MOST 2000		/* at once */
#define PAUSED_MOST_BYTES (64 << 20)	/* of them all */
#define PAUSED_TEXT_MAX ((size_t)384 << 10)

/* Bytes of a sealed text: of few lengths, so that it does not tell how much was answered. */
size_t paused_padded(size_t len);

/* Answers sealed and not stored yet. */
struct paused_sealed {
	int64_t round;
	char key_signs[PAUSED_KEY_SIGNS];
	unsigned char salt[PAUSED_SALT_BYTES], token[PAUSED_TOKEN_BYTES];
	unsigned char *bytes;
	size_t len;
};

/* Seal a text by a code drawn for it. Slow on purpose: never within a change. ERR_TOO_LARGE;
 * ERR_BUSY: others have theirs sealed or opened, ask again; ERR_SYSTEM. */
enum err paused_seal(struct arena *a, const struct kiosk *k, int64_t round, const char *text,
	size_t len, struct paused_sealed *out);

/* What opens it, as it is shown, and what erases it. */
struct paused_kept {
	char code[PAUSED_CODE_CHARS], ticket[PAUSED_TICKET_CHARS];
};

/* Store it, under three signs that are free. ERR_CONFLICT: there is no room for another. */
enum err paused_put(struct change *c, const struct paused_sealed *sealed, struct paused_kept *out);

/* A try at opening. Whether there is such a row at all is to be told to nobody. */
struct paused_try {
	char id[PAUSED_ID_SIGNS + 1], key_signs[PAUSED_KEY_SIGNS];
	bool there;
	int64_t round, left;
	unsigned char salt[PAUSED_SALT_BYTES];
	const unsigned char *bytes;
	size_t len;
};

/* A typed code as one. False when it cannot be one. */
bool paused_typed(const char *typed, struct paused_try *out);

/* 1. Look for its row, and count it as wrong before it is known to be; so that many at
 * once get no more tries than one after another. As long a write where there is none. */
enum err paused_find(struct change *c, struct paused_try *t);

/* What was sealed; `ticket` erases it. */
struct paused_text {
	char ticket[PAUSED_TICKET_CHARS];
	const char *text;
	size_t len;
};

/* 2. Open it, outside of a change: as slow where there is no row. Errors as paused_seal(). */
enum err paused_open(struct arena *a, const struct kiosk *k, const struct paused_try *t,
	struct paused_text *out, bool *opens);

/* 3. It was right: all tries are there again. Or wrong, and the last: the row goes. */
enum err paused_settle(struct change *c, const struct paused_try *t, bool opened);

/* It has arrived, was sent, or is paused anew. A ticket that is none erases nothing. */
enum err paused_erase(struct change *c, const char *ticket);

/* All of a round. */
enum err paused_erase_round(struct change *c, int64_t round);

/* Only while the clock is sound: is there anything to do for paused_purge(), which deletes what is
 * past its hour, and gives 24 hours from now to what was paused while the clock was in doubt or
 * ahead. */
enum err paused_due(struct db *db, bool *any);
enum err paused_purge(struct change *c);

#endif
