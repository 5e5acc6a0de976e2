/*
 * `kiosk serve`: looks that everything is in its place, prepares the data folder
 * and hands over to serve_children.c. Knows nothing of what the programs do.
 * Signals are blocked from the first line on and looked at between steps, so that
 * whenever one comes, what was begun is ended in order.
 */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd.h"
#include "privilege.h"
#include "serve_parts.h"
#include "store/store.h"

#define UNPRIVILEGED "www-data"
/* A unix socket's path has 108 bytes with its NUL. */
#define SOCKET_PATH_MAX 100
#define BACKLOG 1024
#define PORTS_FREE_FROM 1024	/* below, root alone may listen */
#define HOSTS_MAX ((size_t)16 << 10)

const char *const program_names[PROGRAM_COUNT] = {"survey", "results", "admin"};

static const char usage[] =
	"usage: kiosk serve [--data DIR] [--port N] [--bind ADDRESS] [--hosts \"NAME ...\"]\n"
	"\n"
	"Makes DIR when it is new, starts nginx and the programs, and stays until Ctrl-C\n"
	"or SIGTERM, which stop all of them.\n"
	"  --port N        listen on this port (8080)\n"
	"  --bind ADDRESS  listen on this address (127.0.0.1); 0.0.0.0 opens it to the network\n"
	"  --hosts NAMES   host names that are answered besides this machine's own\n"
	"The environment's PORT, BIND and HOSTS stand for them.\n";

static const char *setting(const char *option, const char *name, const char *otherwise)
{
	const char *env = getenv(name);

	return option ? option : env && *env ? env : otherwise;
}

/* False: *status says how to end. */
static bool read_options(struct cmd *c, int argc, char **argv, struct site *site, int *status)
{
	const char *port = NULL, *bind = NULL, *hosts = NULL;
	const struct cmd_option options[] = {
		{.name = "port", .value = &port},
		{.name = "bind", .value = &bind},
		{.name = "hosts", .value = &hosts},
	};
	uint64_t number;

	if (!cmd_options(c, argc, argv, options, sizeof options / sizeof *options, 0, 0, status))
		return false;
	site->data = c->data;
	site->bind = setting(bind, "BIND", "127.0.0.1");
	site->hosts = setting(hosts, "HOSTS", "");
	port = setting(port, "PORT", "8080");
	if (!parse_u64(port, &number) || number < 1 || number > 65535) {
		*status = cmd_usage(c, "port %s is not a number from 1 to 65535", port);
		return false;
	}
	site->port = (uint16_t)number;
	return true;
}

/* nginx by PATH and where Debian puts it, which is not in everyone's PATH. */
static enum err find_nginx(struct site *site)
{
	const char *path = getenv("PATH");
	struct str rest = str_of(arena_printf(site->arena, "%s:/usr/sbin:/usr/local/sbin",
		path ? path : "/usr/bin"));

	while (rest.len) {
		struct str dir = str_cut(rest, ':', &rest);
		const char *file = arena_printf(site->arena, "%.*s/nginx", (int)dir.len, dir.p);

		if (dir.len && access(file, X_OK) == 0 && !file_is_dir(file)) {
			site->nginx = file;
			return OK;
		}
	}
	return err_fail(ERR_SYSTEM, "nginx is missing: run make deps");
}

static enum err find_program(const struct site *site, const char *name)
{
	const char *file = arena_printf(site->arena, "%s/%s.fcgi", site->places.programs, name);

	if (!access(file, X_OK))
		return OK;
	return err_fail(ERR_SYSTEM, errno == ENOENT ? "%s is missing: run make" :
		"%s cannot be run: %s", file, strerror(errno));
}

static enum err find_programs(struct site *site)
{
	enum err e = places_find(site->arena, &site->places);

	if (e)
		return err_fail(ERR_SYSTEM, "%s", err_detail());
	e = find_program(site, "keeper");
	for (size_t i = 0; !e && i < PROGRAM_COUNT; i++)
		e = find_program(site, program_names[i]);
	return e;
}

/* The nearest folder above `path` that is there. */
static const char *existing_above(struct arena *a, const char *path)
{
	char *at = arena_strdup(a, path), *slash;

	do {
		slash = strrchr(at, '/');
		if (!slash)
			return ".";
		if (slash == at)
			return "/";
		*slash = '\0';
	} while (!file_is_dir(at));
	return at;
}

static bool account_reads_tree(const struct site *site, const struct account_id *who)
{
	struct arena *a = site->arena;

	return privilege_can(who, arena_printf(a, "%s/%s.fcgi", site->places.programs,
			program_names[0]), R_OK | X_OK)
		&& privilege_can(who, site->places.www, R_OK | X_OK)
		&& privilege_can(who, path_join(a, site->places.www, "i18n/interface.csv"), R_OK);
}

/* The uppermost folder on the way to `path` that does not let the account through; NULL
 * when all do. */
static const char *closed_above(struct arena *a, const struct account_id *who, const char *path)
{
	char *whole = realpath(path, NULL), *at = arena_strdup(a, whole ? whole : path);

	free(whole);
	for (char *p = at + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (!privilege_can(who, at, X_OK))
			return at;
		*p = '/';
	}
	return NULL;
}

static const char *cannot_reach(struct arena *a, const struct account_id *who, const char *path)
{
	const char *closed = closed_above(a, who, path);

	return closed ? arena_printf(a, "it cannot reach %s, as it may not pass %s (chmod o+x %s "
		"would let it)", path, closed, closed) : NULL;
}

/* What of a folder that is there the account cannot use, or NULL. */
static const char *cannot_use(struct arena *a, const struct account_id *who, const char *data)
{
	const char *file = path_join(a, data, "kiosk.db"), *what = NULL;

	if (!privilege_can(who, data, R_OK | W_OK | X_OK))
		what = data;
	else if (file_exists(file) && !privilege_can(who, file, R_OK | W_OK))
		what = file;
	return what ? arena_printf(a, "it cannot use %s (chown -R %s %s would let it)", what,
		who->name, data) : NULL;
}

/* Whether all can run as that account, and if not, why, with what would mend it. */
static const char *refusal(struct site *site, const struct account_id *who, bool is_new)
{
	struct arena *a = site->arena;
	const char *why;

	if (!account_reads_tree(site, who)) {
		why = cannot_reach(a, who, site->places.www);
		return why ? why : arena_printf(a, "it cannot read %s and %s (chmod -R o+rX would "
			"let it)", site->places.www, site->places.programs);
	}
	if (is_new && !privilege_can(who, existing_above(a, site->data), X_OK))
		return arena_printf(a, "it cannot reach %s", site->data);
	if (is_new)
		return NULL;
	why = cannot_reach(a, who, site->data);
	return why ? why : cannot_use(a, who, site->data);
}

/* The folder; those above it let others pass through. */
static enum err make_data(const struct site *site)
{
	char *path = arena_strdup(site->arena, site->data);

	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) == 0 && chmod(path, 0755))
			return err_fail(ERR_SYSTEM, "cannot make %s: %s", path, strerror(errno));
		*p = '/';
	}
	if (mkdir(path, 0700) && errno != EEXIST)
		return err_fail(ERR_SYSTEM, "cannot make %s: %s", path, strerror(errno));
	return OK;
}

static bool is_theirs(const char *path, const struct account_id *who)
{
	struct stat st;

	return who->uid && stat(path, &st) == 0 && st.st_uid == who->uid;
}

/* Started by root: become somebody else before anything of the data is touched,
 * where that can work. A data folder made now becomes theirs. */
static enum err give_up_root(struct site *site, bool data_is_new)
{
	struct account_id who = {0};
	const char *why;
	enum err e;

	if (privilege_find(site->arena, UNPRIVILEGED, &who))
		why = "there is no such account";
	else
		why = refusal(site, &who, data_is_new);
	/* Nobody else is to write into what is theirs. */
	if (why && !data_is_new && is_theirs(site->data, &who))
		return err_fail(ERR_SYSTEM, "%s belongs to %s, but %s", site->data, UNPRIVILEGED,
			why);
	if (why) {
		log_at(LOG_LEVEL_WARN, "running as root, not as %s: %s; until then a fault in a "
			"program would have root's rights", UNPRIVILEGED, why);
		return data_is_new ? make_data(site) : OK;
	}
	if (data_is_new) {
		if ((e = make_data(site)))
			return e;
		if (lchown(site->data, who.uid, who.gid))
			return err_fail(ERR_SYSTEM, "cannot give %s to %s: %s", site->data,
				UNPRIVILEGED, strerror(errno));
	}
	return privilege_drop(&who, site->port < PORTS_FREE_FROM);
}

static enum err make_run(struct site *site)
{
	char *real = realpath(site->data, NULL);
	int fd;

	if (!real)
		return err_fail(ERR_SYSTEM, "cannot use %s: %s", site->data, strerror(errno));
	site->data = arena_strdup(site->arena, real);
	free(real);
	if (access(site->data, R_OK | W_OK | X_OK))
		return err_fail(ERR_SYSTEM, "cannot write to %s: %s", site->data, strerror(errno));
	site->run = path_join(site->arena, site->data, "run");
	if (mkdir(site->run, 0700) && errno != EEXIST)
		return err_fail(ERR_SYSTEM, "cannot make %s: %s", site->run, strerror(errno));
	/* Held until the process ends: a second supervisor would take away the
	 * sockets of the first. */
	fd = open(path_join(site->arena, site->run, "lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_fail(ERR_SYSTEM, "cannot write to %s: %s", site->run, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB))
		return err_fail(ERR_SYSTEM, "another kiosk serves %s already", site->data);
	site->programs = open(path_join(site->arena, site->run, "programs"),
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (site->programs < 0)
		return err_fail(ERR_SYSTEM, "cannot write to %s: %s", site->run, strerror(errno));
	return OK;
}

static enum err open_data(struct site *site)
{
	struct stat st;
	bool is_new = stat(site->data, &st) != 0;
	enum err e = OK;

	if (is_new && errno != ENOENT)
		return err_fail(ERR_SYSTEM, "cannot use %s: %s", site->data, strerror(errno));
	if (!is_new && !S_ISDIR(st.st_mode))
		return err_fail(ERR_SYSTEM, "%s is not a folder", site->data);
	/* Before anything is put into it. */
	if (!is_new && !store_exists(site->data))
		e = store_folder(site->data);
	else if (!is_new && st.st_mode & (S_IRWXG | S_IRWXO))
		log_at(LOG_LEVEL_WARN, "%s is open to others than its owner: chmod 700 %s", site->data,
			site->data);
	if (e)
		return e;
	if (geteuid() == 0)
		e = give_up_root(site, is_new);
	else if (is_new)
		e = make_data(site);
	return e;
}

enum err serve_make_data(struct arena *a, const char *data)
{
	struct site site = {.arena = a, .data = data, .port = PORTS_FREE_FROM};
	enum err e = find_programs(&site);

	return e ? e : open_data(&site);
}

static enum err choose_sockets(struct site *site)
{
	char *tmp;

	site->sockets = site->run;
	/* A colon or comma would end the path in nginx's eyes. */
	if (strlen(site->run) + sizeof "/results.sock" <= SOCKET_PATH_MAX
		&& !strpbrk(site->run, ":,"))
		return OK;
	tmp = arena_strdup(site->arena, "/tmp/kiosk-XXXXXX");
	if (!mkdtemp(tmp))
		return err_fail(ERR_SYSTEM, "cannot make a folder under /tmp: %s", strerror(errno));
	site->sockets = tmp;
	return OK;
}

static enum err open_sockets(struct site *site)
{
	for (size_t i = 0; i < PROGRAM_COUNT; i++) {
		struct sockaddr_un at = {.sun_family = AF_UNIX};
		const char *path = arena_printf(site->arena, "%s/%s.sock", site->sockets,
			program_names[i]);
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		memcpy(at.sun_path, path, strlen(path) + 1);
		unlink(path);
		if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at)
			|| listen(fd, BACKLOG))
			return err_fail(ERR_SYSTEM, "cannot listen on %s: %s", path,
				strerror(errno));
		site->fds[i] = fd;
	}
	return OK;
}

static void close_sockets(const struct site *site)
{
	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		unlink(arena_printf(site->arena, "%s/%s.sock", site->sockets, program_names[i]));
	unlink(path_join(site->arena, site->sockets, "log.sock"));
	/* It speaks of programs that are gone. */
	unlink(path_join(site->arena, site->run, "programs"));
	if (strcmp(site->sockets, site->run) != 0)
		rmdir(site->sockets);
}

/* What must be so before anything runs. */
static enum err check(struct site *site)
{
	struct buf *names = buf_new(site->arena, HOSTS_MAX);
	enum err e;

	if ((e = find_programs(site)) || (e = find_nginx(site))
		|| (e = net_listen_addresses(site)) || (e = net_names(site, "", names)))
		return e;
	e = open_data(site);
	return e ? e : make_run(site);
}

static enum err start(struct site *site, const char *more_hosts)
{
	struct buf *names = buf_new(site->arena, 2 * HOSTS_MAX);
	enum err e;

	if ((e = net_names(site, more_hosts, names)) || (e = choose_sockets(site))
		|| (e = open_sockets(site)))
		return e;
	return conf_write(site, names->data);
}

static int serve(struct site *site)
{
	struct buf *more = buf_new(site->arena, HOSTS_MAX);
	enum err e = check(site);
	int status;

	if (!e) {
		status = signals_told_to_stop(site) ? STATUS_DONE : prepare_data(site, more);
		if (status || signals_told_to_stop(site))
			return status;
		/* It was for the first run alone, and no child's business. */
		unsetenv("KIOSK_ADMIN_PASSWORD");
		e = start(site, more->data);
	}
	if (e)
		log_line("%s", err_detail());
	else
		status = children_run(site);
	if (site->sockets)
		close_sockets(site);
	return e == ERR_USAGE ? STATUS_USAGE : e == ERR_INPUT ? STATUS_INPUT :
		e ? STATUS_SYSTEM : status;
}

/* As many files as nginx's connections need, or as many as the machine allows. */
static unsigned raise_files(void)
{
	rlim_t want = WORKER_CONNECTIONS + FILES_BESIDE;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 1024;
	if (limit.rlim_cur < want) {
		limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= want || limit.rlim_cur < 2 * FILES_BESIDE)
		return (unsigned)want;
	log_at(LOG_LEVEL_WARN, "this machine lets a process open %llu files (ulimit -Hn), so nginx "
		"takes %llu connections instead of %d: many slow ones could leave others out",
		(unsigned long long)limit.rlim_cur,
		2 * (unsigned long long)(limit.rlim_cur - FILES_BESIDE), 2 * WORKER_CONNECTIONS);
	return (unsigned)limit.rlim_cur;
}

/* Descriptors 0 to 2 are used, so that none of ours gets such a number. */
static void prepare_process(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

static int run_serve(struct cmd *c, int argc, char **argv)
{
	struct site site = {.arena = c->arena};
	int status;

	signals_watch(&site);
	log_levels(!isatty(STDERR_FILENO));
	if (!read_options(c, argc, argv, &site, &status))
		return status;
	prepare_process();
	site.files = raise_files();
	return serve(&site);
}

int cmd_serve(int argc, char **argv)
{
	return cmd_run("serve", usage, argc, argv, run_serve);
}
