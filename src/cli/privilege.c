/*
 * Privilege: giving up root, for good.
 */
#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

enum err privilege_find(struct arena *a, const char *name, struct account_id *out)
{
	struct passwd entry, *found = NULL;
	char text[4096];

	if (getpwnam_r(name, &entry, text, sizeof text, &found) || !found)
		return err_fail(ERR_NOT_FOUND, "there is no account %s", name);
	*out = (struct account_id){entry.pw_uid, entry.pw_gid, arena_strdup(a, name)};
	return OK;
}

/* The one capability, and no other, for us and what we start. */
static int keep_bind_capability(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{.effective = 0}};
	uint32_t bind = 1u << CAP_NET_BIND_SERVICE;

	data[0].effective = data[0].permitted = data[0].inheritable = bind;
	/* glibc has no call for it; libcap would be one library more. */
	return syscall(SYS_capset, &head, data) ? -1
		: prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0);
}

enum err privilege_drop(const struct account_id *who, bool keep_ports)
{
	int groups = who->name ? initgroups(who->name, who->gid) : setgroups(0, NULL);

	if (groups || (keep_ports && prctl(PR_SET_KEEPCAPS, 1))
		|| setresgid(who->gid, who->gid, who->gid)
		|| setresuid(who->uid, who->uid, who->uid)
		|| (keep_ports && keep_bind_capability()))
		return err_fail(ERR_SYSTEM, "cannot become %s: %s",
			who->name ? who->name : "another account", strerror(errno));
	if (who->uid && setuid(0) == 0)
		return err_fail(ERR_SYSTEM, "root was not given up");
	return OK;
}

void privilege_no_ports(void)
{
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

bool privilege_can(const struct account_id *who, const char *path, int mode)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return false;
	if (pid == 0)
		_exit(privilege_drop(who, false) || access(path, mode) ? 1 : 0);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum err privilege_as_owner(struct arena *a, const char *path)
{
	char *at = arena_strdup(a, path), *slash, text[4096];
	struct passwd entry, *found = NULL;
	struct account_id who;
	struct stat st;

	if (geteuid() != 0)
		return OK;
	while (stat(at, &st)) {
		slash = strrchr(at, '/');
		if (!slash || slash == at)
			at = arena_strdup(a, slash ? "/" : ".");
		else
			*slash = '\0';
	}
	if (st.st_uid == 0)
		return OK;
	who = (struct account_id){st.st_uid, st.st_gid, NULL};
	if (getpwuid_r(st.st_uid, &entry, text, sizeof text, &found) == 0 && found)
		who.name = arena_strdup(a, entry.pw_name);
	return privilege_drop(&who, false);
}
