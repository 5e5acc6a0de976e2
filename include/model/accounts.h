/*
 * Accounts: who may sign in, with which role and rights. Owns names, roles and
 * passwords. Signing in and staying so is model/sessions.
 */
#ifndef MODEL_ACCOUNTS_H
#define MODEL_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "codec/digest.h"

struct arena;
struct change;
struct db;
struct store;

#define ACCOUNT_NAME_MAX 40		/* characters */
#define ACCOUNT_NAME_BYTES (4 * ACCOUNT_NAME_MAX + 1)
#define ACCOUNT_PASSWORD_MIN 8		/* characters; OWASP ASVS 6.2.1 */
#define ACCOUNT_PASSWORD_MAX 256	/* bytes */
#define ACCOUNT_HASH_CHARS PASSWORD_HASH_CHARS	/* an encoded Argon2id hash */
#define ACCOUNT_ONE_TIME_S (72 * 60 * 60)	/* how long one lets in; OWASP ASVS 6.4.1 */
#define ACCOUNT_ONE_TIME_CHARS 20	/* xxxx-xxxx-xxxx-xxxx and NUL: 79 random bits */

enum account_role { ROLE_ADMIN, ROLE_ANALYST, ROLE_MANAGER };

struct account {
	int64_t id;
	char name[ACCOUNT_NAME_BYTES];
	enum account_role role;
	bool rows;		/* may see row-level data */
	bool rounds;		/* may open rounds of pilots, which administrators always may */
	bool must_change;	/* has a one-time password */
	int64_t one_time_until;	/* UTC seconds: from then on it lets nobody in */
	bool disabled;
};

/* Whether the account has a one-time password whose time is over, now. */
bool account_expired(const struct account *a);

/* "admin" "analyst" "manager" */
const char *role_name(enum account_role role);
/* False when there is no such role. */
bool role_parse(const char *name, enum account_role *out);

/* 1 to 40 letters, digits or . - _ @, of any script. */
bool account_name_valid(const char *name);
/* The name in lower case, by which accounts are found and kept apart. A name
 * that is not valid gives "". */
void account_name_key(const char *name, char out[ACCOUNT_NAME_BYTES]);

/* A new one-time password: 16 letters and digits that cannot be mistaken for
 * each other, in groups of four. */
void account_one_time(char out[ACCOUNT_ONE_TIME_CHARS]);

/* Check a new password (8 characters to 256 bytes of UTF-8, neither the account's
 * name nor one of those that are tried first) and hash it by Argon2id (RFC 9106). Slow on purpose: never in a write
 * job. ERR_INPUT with a sentence for the person. */
enum err account_hash(const char *name, const char *password,
	char out[ACCOUNT_HASH_CHARS]);

/* Add an account. ERR_INPUT (name), ERR_CONFLICT (taken, however
 * it is capitalised). */
enum err account_add(struct change *c, const char *name, enum account_role role, bool rows,
	const char *hash, bool must_change, int64_t *id);

/* The account `admin`, at init and at each start; not in a write job. With a
 * password (KIOSK_ADMIN_PASSWORD; 1 to 256 bytes, the operator's choice) the
 * account has it for good: made or set to it, enabled, administrator, nothing to
 * change. Without (NULL or ""), an account that is there stays as it is, and a
 * missing one is made with a one-time password, written to `one_time`; else that
 * is "". A one-time password that expired, or was perhaps never read since the data
 * folder is still being made (`first_run`), gives way to another.
 * ERR_INPUT (password too long, not UTF-8). */
enum err account_ensure_admin(struct store *s, const char *password, bool first_run,
	char one_time[ACCOUNT_ONE_TIME_CHARS]);

/* All accounts by name. Role admin. */
enum err account_list(struct arena *a, struct db *db, struct account **list,
	size_t *count);
/* ERR_NOT_FOUND */
enum err account_by_id(struct db *db, int64_t id, struct account *out);

/* By the name, however it is capitalised. Role admin. ERR_NOT_FOUND */
enum err account_by_name(struct db *db, const char *name, struct account *out);

/* Whether `password` is the account's and the account may sign in. Takes as long
 * for a name that does not exist. Role admin; never in a write job. ERR_DENIED
 * for a wrong name, a wrong password and a disabled account alike. */
enum err account_check_password(struct db *db, const char *name, const char *password,
	struct account *out);

/* A new password (account_hash); ends all its sessions.
 * ERR_NOT_FOUND */
enum err account_change_password(struct change *c, int64_t id, const char *hash);

/* A one-time password for who forgot theirs (account_hash); ends all its sessions and
 * forgets the tries that failed. ERR_NOT_FOUND */
enum err account_reset_password(struct change *c, int64_t id, const char *hash);

/* Change role and rights; disabling ends its sessions. The last
 * enabled administrator can be neither disabled nor demoted (ERR_CONFLICT). */
enum err account_edit(struct change *c, int64_t id, enum account_role role, bool rows,
	bool disabled);

/* The tick by which others than administrators may open rounds of pilots. Nothing is done where it
 * is so already. ERR_NOT_FOUND */
enum err account_set_rounds(struct change *c, int64_t id, bool rounds);

#endif
