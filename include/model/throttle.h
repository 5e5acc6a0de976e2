/*
 * Throttle: how often somebody may guess at what is secret. By who asks, as a keyed hash
 * that the caller has made of the address, and by what is guessed at; kept in the
 * memory of this process alone, and in a table that cannot grow. A stranger's wrong
 * tries so make the stranger wait, and nobody else.
 */
#ifndef MODEL_THROTTLE_H
#define MODEL_THROTTLE_H

#include <stdint.h>

#define THROTTLE_CLIENT_BYTES 16
#define THROTTLE_WAIT_FIRST_S 30	/* then twice as long each time, */
#define THROTTLE_WAIT_MOST_S (15 * 60)	/* up to this */
#define THROTTLE_WINDOW_S (15 * 60)	/* free tries are free again after it */

enum throttle_kind {
	THROTTLE_LOGIN,		/* `name` is who signs in */
	THROTTLE_PASSWORD,	/* the password until now, of `name` */
	THROTTLE_RECEIPT,
	THROTTLE_SIGN,
	THROTTLE_VOTE,
	THROTTLE_RESUME,
	THROTTLE_ME_TOO,
};

/* Wrong tries without waiting. */
#define THROTTLE_FREE_NAMED 5
#define THROTTLE_FREE_CODES 10

/* Count a try as wrong before it is looked at, so that many at once get no more than one
 * after another. 0: look at it; else the seconds to wait, and it is not counted. `name`
 * may be "". */
int64_t throttle_try(enum throttle_kind kind, const unsigned char client[THROTTLE_CLIENT_BYTES],
	const char *name);

/* It was right, or could not be looked at: a name's tries are forgotten, a code's is taken
 * back (whoever has one code guesses at others no more often). */
void throttle_right(enum throttle_kind kind, const unsigned char client[THROTTLE_CLIENT_BYTES],
	const char *name);

/* Forget everybody's tries at this name: it has a new password. */
void throttle_forget(enum throttle_kind kind, const char *name);

/* Pass so many seconds. For tests. */
void throttle_pass(int64_t seconds);

#endif
