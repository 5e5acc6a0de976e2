/*
 * Sessions: signing in, staying signed in, signing out. Owns tokens, their
 * limits, the tokens of forms (CSRF) and the throttle of failed sign-ins. Knows
 * no cookies and no addresses.
 *
 * A token is 256 random bits; the store keeps only its hash (OWASP ASVS 7.2).
 */
#ifndef MODEL_SESSIONS_H
#define MODEL_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/accounts.h"

struct arena;
struct change;
struct db;
struct kiosk;
struct store;

#define SESSION_TOKEN_CHARS 65		/* 64 hex digits and NUL */
#define SESSION_CSRF_CHARS 65
#define SESSION_IDLE_S (30 * 60)
#define SESSION_ABSOLUTE_S (12 * 60 * 60)
#define SESSION_PROOF_S (10 * 60)	/* how long a password given counts as just given */
/* Wrong tries at a name, by anybody: so many an hour, when those of one origin are
 * counted besides (model/throttle.h); a stranger then locks nobody out. */
#define LOGIN_NAME_MOST 100
#define LOGIN_NAME_WINDOW_S (60 * 60)
/* Where nobody tells the origin, the name is all that can be counted by. */
#define LOGIN_FREE_FAILURES 5		/* within LOGIN_WINDOW_S, before waiting begins */
#define LOGIN_WINDOW_S (15 * 60)
#define LOGIN_WAIT_FIRST_S 30		/* then twice as long each time, */
#define LOGIN_WAIT_MOST_S (15 * 60)	/* up to this */

struct session {
	struct account account;
	int64_t created_at, seen_at;	/* UTC seconds */
	int64_t proved_at;		/* when the password was given last */
};

#define SESSION_HANDLE_CHARS 17		/* 16 hex digits and NUL */

/* One of an account's sessions, as its owner sees them. */
struct session_row {
	char handle[SESSION_HANDLE_CHARS];	/* tells it from the others; opens nothing */
	int64_t created_at, seen_at;
	bool current;		/* the one that asks */
};

/* Sign in: throttle, password, new token, all of it. `old_token` (may be NULL or
 * anything) is the one the browser came with; it ends. `origin_counted`: the caller has
 * asked the throttle about who asks, so the name's own limit is the wide one. *wait_s is set with
 * ERR_BUSY alone: seconds until the next attempt for this name is looked at.
 * Program in role admin; not in a write job. ERR_DENIED: wrong name or password,
 * which look and take alike; ERR_GONE: the right one-time password, too late. */
enum err session_login(struct store *s, const struct kiosk *k, const char *name,
	const char *password, const char *old_token, bool origin_counted,
	char token[SESSION_TOKEN_CHARS], struct account *account, int64_t *wait_s);

/* Who this token belongs to, now. ERR_DENIED when it is unknown, ended, past one
 * of the limits, or the account is disabled. Reads only. */
enum err session_find(struct store *s, const char *token, struct session *out);

/* Note that the session is in use. Writes at most once a minute per session. */
enum err session_touch(struct store *s, const char *token, const struct session *session);

/* Whether the password was given so lately that accounts and keys may be changed. */
bool session_proved(const struct session *session);

/* Whether the password is right, throttled as signing in is, but counted apart. Errors as session_login(). */
enum err session_password(struct store *s, const struct kiosk *k, const char *name,
	const char *password, int64_t *wait_s);

/* The password once more, in a session: it goes on under a new token, and the one so far is
 * dead (OWASP ASVS 5.0, 7.2.4). Errors as session_login(). */
enum err session_prove(struct store *s, const struct kiosk *k, const char *token,
	const char *name, const char *password, char new_token[SESSION_TOKEN_CHARS],
	int64_t *wait_s);

/* The account's sessions that are alive, latest first; `token` is the one that asks. */
enum err session_list(struct arena *a, struct db *db, int64_t account, const char *token,
	struct session_row **list, size_t *count);

/* End one of one's own sessions. ERR_NOT_FOUND: it has ended already. */
enum err session_end_own(struct change *c, int64_t account, const char *handle);
/* End all of one's own but that of `token`. */
enum err session_end_others(struct change *c, int64_t account, const char *token);

/* Sign out: the token is dead from now on. An unknown one is no error. */
enum err session_logout(struct store *s, const char *token);

/* In a write job: end all sessions of an account. */
enum err session_end_account(struct db *db, int64_t account);

/* Forget the failed sign-ins of a name. */
enum err session_unlock(struct change *c, const char *name);

/* The token every form of this session carries. */
void session_csrf(const struct kiosk *k, const char *token, char out[SESSION_CSRF_CHARS]);

#endif
