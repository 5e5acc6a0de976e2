/*
 * Outputs (output.h): where a name leads, and a new file beside it. Knows nothing of
 * what is written.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

#define LINKS_MAX 40	/* as many as the kernel follows */

static enum err cannot(const char *name, int why)
{
	return err_fail(ERR_SYSTEM, "cannot write %s: %s", name, strerror(why));
}

/* ---- files that Ctrl-C must not leave half made ---- */

static const char *volatile unfinished;

static void remove_unfinished(int signal_number)
{
	unlink(unfinished);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* Only those that would end the process: nohup's stays ignored. */
static void watch_signals(bool on)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
		struct sigaction now;

		if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			signal(ending[i], on ? remove_unfinished : SIG_DFL);
	}
}

/* ---- where a name leads ---- */

/* One step: what the link `path` says, seen from its folder. NULL: it is no link. */
static const char *link_step(struct arena *a, const char *path)
{
	char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof to - 1);
	const char *slash = strrchr(path, '/');

	if (n < 0)
		return NULL;
	to[n] = '\0';
	if (to[0] == '/' || !slash)
		return arena_strdup(a, to);
	return arena_printf(a, "%.*s/%s", (int)(slash - path), path, to);
}

static enum err follow_links(struct arena *a, const char *name, const char **out)
{
	const char *path = name, *next;

	for (int i = 0; (next = link_step(a, path)); i++) {
		if (i == LINKS_MAX)
			return cannot(name, ELOOP);
		path = next;
	}
	*out = path;
	return OK;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* A running kiosk would lose its data. */
static enum err refuse_kiosk(struct arena *a, const char *name, const char *data,
	const struct stat *there)
{
	static const char *const own[] = {"kiosk.db", "kiosk.db-wal", "kiosk.db-shm",
		"kiosk.lock", "keys"};

	for (size_t i = 0; data && i < sizeof own / sizeof *own; i++) {
		struct stat st;

		if (stat(path_join(a, data, own[i]), &st) == 0 && same_file(&st, there))
			return err_fail(ERR_INPUT, "%s is the kiosk's own %s: name another file",
				name, own[i]);
	}
	return OK;
}

/* ---- the three ways ---- */

static enum err open_stdout(struct output *o)
{
	o->is_stdout = true;
	o->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	return o->fd < 0 ? err_fail(ERR_SYSTEM, "standard output is closed") : OK;
}

static enum err open_into(struct output *o)
{
	o->fd = open(o->name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return o->fd < 0 ? cannot(o->name, errno) : OK;
}

/* A name nobody could have put something under before. */
static enum err open_beside(struct arena *a, struct output *o)
{
	char *fresh = arena_printf(a, "%s.XXXXXX", o->path);
	int why;

	/* Its name is made in place: known from the moment the file is there. */
	unfinished = fresh;
	watch_signals(true);
	o->fd = mkostemp(fresh, O_CLOEXEC);
	if (o->fd >= 0) {
		o->fresh = fresh;
		return OK;
	}
	why = errno;
	watch_signals(false);
	return err_fail(ERR_SYSTEM, "cannot write %s: a file beside it cannot be made: %s",
		o->name, strerror(why));
}

static enum err open_there(struct arena *a, const char *data, const struct stat *there,
	struct output *o)
{
	struct stat out, end;
	enum err e;

	if (S_ISDIR(there->st_mode))
		return err_fail(ERR_INPUT, "%s is a folder: name a file", o->name);
	if (S_ISSOCK(there->st_mode))
		return err_fail(ERR_INPUT, "%s is a socket: name a file, or - for standard output",
			o->name);
	if (fstat(STDOUT_FILENO, &out) == 0 && same_file(&out, there))
		return open_stdout(o);
	if (!S_ISREG(there->st_mode))
		return open_into(o);
	e = refuse_kiosk(a, o->name, data, there);
	if (!e)
		e = follow_links(a, o->name, &o->path);
	if (e)
		return e;
	/* Another can be put over one that may not be written; that is no permission. */
	if (faccessat(AT_FDCWD, o->path, W_OK, AT_EACCESS))
		return cannot(o->name, errno);
	/* What /proc tells of an open file may be the name of none. */
	return lstat(o->path, &end) == 0 && same_file(&end, there) ? open_beside(a, o) :
		open_into(o);
}

enum err output_open(struct arena *a, const char *name, const char *data, struct output *out)
{
	struct output o = {.name = name, .path = name, .fd = -1};
	struct stat there;
	enum err e;

	signal(SIGPIPE, SIG_IGN);
	if (strcmp(name, "-") == 0) {
		o.name = "standard output";
		e = open_stdout(&o);
	} else if (stat(name, &there) == 0) {
		e = open_there(a, data, &there, &o);
	} else if (errno != ENOENT) {
		/* Also where the kernel follows no link, for safety's sake. */
		e = cannot(name, errno);
	} else {
		e = follow_links(a, name, &o.path);
		if (!e)
			e = open_beside(a, &o);
	}
	if (!e)
		*out = o;
	return e;
}

enum err output_write(const struct output *o, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = write(o->fd, at, len);

		if (n < 0 && errno == EPIPE)
			return err_fail(ERR_SYSTEM, "cannot write %s: nobody reads it any more",
				o->name);
		if (n < 0 && errno != EINTR)
			return cannot(o->name, errno);
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return OK;
}

/* Pipes and some devices know no flushing. */
static int flush(const struct output *o)
{
	return fsync(o->fd) && errno != EINVAL && errno != EROFS && errno != ENOTSUP ? errno : 0;
}

enum err output_close(struct output *o, bool keep)
{
	int why = keep ? flush(o) : 0;

	if (close(o->fd) && !why)
		why = errno;
	if (o->fresh) {
		if (keep && !why && rename(o->fresh, o->path))
			why = errno;
		if (!keep || why)
			unlink(o->fresh);
		else
			file_sync_parent(o->path);
		watch_signals(false);
	}
	return keep && why ? cannot(o->name, why) : OK;
}

enum err output_file(struct arena *a, const char *name, const void *bytes, size_t len)
{
	struct output o;
	enum err e = output_open(a, name, NULL, &o), closed;

	if (e)
		return e;
	e = output_write(&o, bytes, len);
	closed = output_close(&o, !e);
	return e ? e : closed;
}
