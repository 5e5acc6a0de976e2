/*
 * Privilege: giving up root. Knows accounts and paths, not what they are for.
 */
#ifndef CLI_PRIVILEGE_H
#define CLI_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct arena;

struct account_id {
	uid_t uid;
	gid_t gid;
	const char *name;	/* NULL: a number without a name */
};

/* The account of that name. ERR_NOT_FOUND. */
enum err privilege_find(struct arena *a, const char *name, struct account_id *out);

/* Become that account for good, with its groups. With `keep_ports` the right to
 * listen below port 1024 stays, also for programs that are started (the ambient
 * capability CAP_NET_BIND_SERVICE, capabilities(7)). ERR_SYSTEM. */
enum err privilege_drop(const struct account_id *who, bool keep_ports);

/* Give that right up as well; for a child before it starts its program. */
void privilege_no_ports(void);

/* Whether that account may use `path` as `mode` says (R_OK, W_OK, X_OK: see
 * access(2)). Tried in a child that has become it, so folders above count. */
bool privilege_can(const struct account_id *who, const char *path, int mode);

/* When run by root: become the owner of `path`, or, while it does not exist, of
 * the nearest folder above it that does. Nothing happens to others, nor when
 * root owns it. For commands that touch a data folder. ERR_SYSTEM. */
enum err privilege_as_owner(struct arena *a, const char *path);

#endif
