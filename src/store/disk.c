/* Locks, fresh files and renames around the database. Knows no SQL. */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
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
