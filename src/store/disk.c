/* Locks, fresh files, renames and room around the database. Knows no SQL. */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"

enum err disk_path(char out[PATH_BYTES], const char *dir, const char *name)
{
	int len = snprintf(out, PATH_BYTES, "%s/%s", dir, name);

	if (len < 0 || len >= PATH_BYTES - 16)
		return err_fail(ERR_INPUT, "the path %.60s… is too long", dir);
	return OK;
}

enum err disk_lock(const char *data_dir, int *fd)
{
	char path[PATH_BYTES];
	enum err e = disk_path(path, data_dir, "kiosk.lock");

	if (e)
		return e;

	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
		*fd = -1;
		return OK;
	}
	if (lock < 0)
		return err_fail(ERR_SYSTEM, "cannot lock %s: %s", path, strerror(errno));
	while (flock(lock, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		e = err_fail(ERR_SYSTEM, "cannot lock %s: %s", path, strerror(errno));
		close(lock);
		return e;
	}
	*fd = lock;
	return OK;
}

void disk_unlock(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err disk_fresh(const char *path)
{
	disk_remove(path);

	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_fail(ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
	close(fd);
	return OK;
}

static bool flush(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	int why = errno;

	if (fd >= 0)
		close(fd);
	errno = why;
	return done;
}

enum err disk_publish(const char *from, const char *to)
{
	if (!flush(from) || rename(from, to) != 0)
		return err_fail(ERR_SYSTEM, "cannot write %s: %s", to, strerror(errno));
	file_sync_parent(to);
	return OK;
}

void disk_remove(const char *path)
{
	static const char *const beside[] = {"", "-journal", "-wal", "-shm"};

	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		char name[PATH_BYTES + 16];

		snprintf(name, sizeof name, "%s%s", path, beside[i]);
		unlink(name);
	}
}

enum err disk_room(const char *dir, size_t bytes)
{
	struct statvfs st;
	uint64_t free_bytes;

	if (statvfs(dir, &st))
		return err_fail(ERR_SYSTEM, "the disk does not answer: %s", strerror(errno));
	if (st.f_flag & ST_RDONLY)
		return err_fail(ERR_SYSTEM, "the disk cannot be written");
	/* Some is kept for root, who alone may have it. */
	free_bytes = (uint64_t)(geteuid() ? st.f_bavail : st.f_bfree) * st.f_frsize;
	return free_bytes < bytes ? err_fail(ERR_SYSTEM, "the disk is full") : OK;
}

/* A file without a name, where the disk knows such files. */
static int nameless(const char *dir)
{
	char path[PATH_BYTES];
	int fd = open(dir, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return fd;
	if (disk_path(path, dir, "probe"))
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	unlink(path);
	return fd;
}

enum err disk_probe(const char *dir, size_t bytes)
{
	static const char block[4096];
	int fd = nameless(dir), why;
	bool done = fd >= 0;

	for (size_t at = 0; done && at < bytes; at += sizeof block)
		done = write(fd, block, sizeof block) == (ssize_t)sizeof block;
	done = done && fdatasync(fd) == 0;
	why = errno;
	if (fd >= 0)
		close(fd);
	return done ? OK : err_fail(ERR_SYSTEM, "the disk takes no more: %s", strerror(why));
}
